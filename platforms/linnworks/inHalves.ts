import { ChannelProblem, rethrow } from '../../http/problem';

/** Smaller than this a list is not refused for its length. */
const SMALLEST = 50;

/** How much one call takes is not documented (sheet, sections 3 and 5): what is refused as a whole is tried in halves. */
export async function inHalves<T, R>(
	rows: readonly T[],
	work: (part: readonly T[]) => Promise<R[]>,
): Promise<R[]> {
	try {
		return await work(rows);
	} catch (error) {
		const tooMany =
			error instanceof ChannelProblem && error.problem.kind === 'invalid' && rows.length > SMALLEST;
		if (!tooMany) return rethrow(error);
		const half = Math.ceil(rows.length / 2);
		return [
			...(await inHalves(rows.slice(0, half), work)),
			...(await inHalves(rows.slice(half), work)),
		];
	}
}
