import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/e2e/**/*.test.mts'],
		fileParallelism: false,
		testTimeout: 120_000,
		hookTimeout: 300_000,
	},
});
