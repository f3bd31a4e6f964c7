import type { Killed } from './files.mts';
import type { Mutant } from './instrument.mts';

/** The figure for docs/reliability.md; `score` in percent, one decimal. */
export interface Score {
	version: string;
	mutants: number;
	killed: number;
	survived: number;
	score: number;
	files: Record<string, { mutants: number; killed: number; score: number }>;
}

export function scoreOf(version: string, mutants: readonly Mutant[], killed: Killed): Score {
	const count = (some: readonly Mutant[]) => {
		const found = some.filter(({ id }) => killed[id] !== undefined).length;
		return { mutants: some.length, killed: found, score: percent(found, some.length) };
	};
	const all = count(mutants);
	const names = [...new Set(mutants.map(({ file }) => file))];
	return {
		version,
		mutants: all.mutants,
		killed: all.killed,
		survived: all.mutants - all.killed,
		score: all.score,
		files: Object.fromEntries(
			names.map((name) => [name, count(mutants.filter(({ file }) => file === name))]),
		),
	};
}

/** Rounded down: 85 has to be reached, not nearly. */
const percent = (part: number, whole: number): number => Math.floor((part / whole) * 1_000) / 10;
