import { mergeConfig } from 'vitest/config';

import base from './vitest.config.mts';

const isCounting = process.env.MUTATION_COUNT === '1';

/** For `npm run mutation`. */
export default mergeConfig(base, {
	test: {
		runner: './test/mutations/runner.mts',
		// One process, in which n8n is loaded once.
		isolate: false,
		maxWorkers: 1,
		// A mutant may throw where nobody listens.
		dangerouslyIgnoreUnhandledErrors: true,
		// With a mutant many a test waits for ever; those that are slow without one are left out.
		testTimeout: isCounting ? 20_000 : 2_000,
		hookTimeout: isCounting ? 20_000 : 2_000,
	},
});
