import { dirname } from 'node:path';

import type { Killed } from './files.mts';
import type { Mutant } from './instrument.mts';

export interface Count {
	mutants: number;
	/** Found by a test; `timeouts` are among them. */
	killed: number;
	timeouts: number;
	survived: number;
	/** Killed, in percent of all mutants; one decimal. */
	score: number;
}

/** test/mutations/score.json. */
export interface Score extends Count {
	/** ISO 8601. */
	date: string;
	/** Of the package. */
	version: string;
	/** Where the mutants come from. */
	mutator: string;
	folders: Record<string, Count>;
}

export function scoreOf(
	mutants: readonly Mutant[],
	killed: Killed,
): Count & Pick<Score, 'folders'> {
	const folders = Map.groupBy(mutants, ({ file }) => dirname(file));
	return {
		...count(mutants, killed),
		folders: Object.fromEntries([...folders].map(([name, some]) => [name, count(some, killed)])),
	};
}

function count(mutants: readonly Mutant[], killed: Killed): Count {
	const found = mutants.flatMap(({ id }) => killed[id] ?? []);
	return {
		mutants: mutants.length,
		killed: found.length,
		timeouts: found.filter(({ isTimeout }) => isTimeout).length,
		survived: mutants.length - found.length,
		// Rounded down: 85 has to be reached, not nearly.
		score: Math.floor((found.length / mutants.length) * 1_000) / 10,
	};
}
