import { join } from 'node:path';

/** Which mutants each test reaches, and how often the one that it meets most. */
export interface Coverage {
	tests: Record<string, { reached: string[]; mostHits: number }>;
	/** Reached by no test, only when a file is loaded. */
	atLoading: string[];
}

/** The test that found it, by mutant; and whether it did so by never coming to an end. */
export type Killed = Record<string, { test: string; isTimeout: boolean }>;

/** What one run of `npm run mutation` keeps between its processes. */
export const filesOf = (folder: string) => ({
	instrumented: join(folder, 'instrumented.json'),
	coverage: join(folder, 'coverage.json'),
	killed: join(folder, 'killed.json'),
	/** Files of tests that have been run with all their mutants. */
	done: join(folder, 'done.json'),
	/** The mutant that is being tried. */
	underWay: join(folder, 'under-way'),
});
