import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

export default defineConfig({
	resolve: {
		// n8n-core loads the CommonJS build; with a second, ESM copy `instanceof NodeApiError` would be false.
		alias: { 'n8n-workflow': require.resolve('n8n-workflow') },
	},
	test: {
		include: ['test/**/*.test.{ts,mts}'],
		exclude: ['test/e2e/**'],
		testTimeout: 20_000,
	},
});
