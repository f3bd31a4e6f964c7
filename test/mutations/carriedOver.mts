import type { Killed } from './files.mts';
import type { Instrumented, Mutant } from './instrument.mts';

type Known = Pick<Instrumented, 'mutants' | 'sources'>;

/** What was found in an earlier run, of sources that have not changed since. Mutants have other ids when a source before theirs changes. */
export function carriedOver(before: Known, now: Known, killed: Killed): Killed {
	const found = Object.keys(now.sources)
		.filter((file) => before.sources[file] === now.sources[file])
		.flatMap((file) => {
			const [old, fresh] = [before, now].map(({ mutants }) => idsOf(mutants, file));
			return fresh!.flatMap((id, i) => {
				const known = killed[old![i]!];
				return known ? [[id, known] as const] : [];
			});
		});
	return Object.fromEntries(found);
}

/** In the order of the source, which is the same for the same text. */
const idsOf = (mutants: readonly Mutant[], file: string): string[] =>
	mutants.filter((mutant) => mutant.file === file).map(({ id }) => id);
