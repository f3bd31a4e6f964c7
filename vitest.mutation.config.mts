import { mergeConfig } from 'vitest/config';

import base from './vitest.config.mts';

/** For `npm run mutation`. */
export default mergeConfig(base, {
	test: {
		runner: './test/mutations/runner.mts',
		// One process, in which n8n is loaded once.
		isolate: false,
		maxWorkers: 1,
		// A mutant may throw where nobody listens.
		dangerouslyIgnoreUnhandledErrors: true,
		testTimeout: 4_000,
		hookTimeout: 4_000,
	},
});
