import { ChannelProblem, rethrow, type Problem } from '../../http/problem';

/** These are about one of the things sent, so that the others may still go through. */
const ABOUT_ONE = new Set<Problem['kind']>(['refused', 'notFound', 'invalid']);

/**
 * Zoho takes a list whole or not at all and does not say what was wrong with it (sheet, section 5), so a refused one is sent again in
 * halves until only what is wrong is left.
 * @returns what was refused, and why
 * @throws ChannelProblem when nobody knows whether it was carried out
 */
export async function sendInHalves<T>(
	all: readonly T[],
	send: (part: readonly T[]) => Promise<unknown>,
): Promise<Map<T, Problem>> {
	if (all.length === 0) return new Map();
	try {
		await send(all);
		return new Map();
	} catch (error) {
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		const { problem } = error;
		if (all.length === 1 || !ABOUT_ONE.has(problem.kind))
			return new Map(all.map((one) => [one, problem]));
		const half = Math.ceil(all.length / 2);
		return new Map([
			...(await sendInHalves(all.slice(0, half), send)),
			...(await sendInHalves(all.slice(half), send)),
		]);
	}
}
