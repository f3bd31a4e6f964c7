// n8n-core loads the CommonJS build of n8n-workflow; with a second, ESM copy `instanceof` would fail (vitest.config.mts does the same).
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const url = pathToFileURL(createRequire(import.meta.url).resolve('n8n-workflow')).href;

registerHooks({
	resolve: (specifier, context, next) =>
		specifier === 'n8n-workflow'
			? { url, format: 'commonjs', shortCircuit: true }
			: next(specifier, context),
});
