import { ChannelProblem, rethrow, type Problem } from '../../http/problem';

/** These are about one of the things sent, so that the others may still go through. */
const ABOUT_ONE = new Set<Problem['kind']>(['refused', 'notFound']);
/** Finds a few that are wrong among fifty; more refusals than this would only use up the requests of the minute. */
const MOST_REFUSALS = 24;

/**
 * Zoho takes a list whole or not at all and does not say what was wrong with it (sheet, section 5), so a refused one is sent again in
 * halves until only what is wrong is left.
 * @returns what was not carried out, and why
 * @throws ChannelProblem when nobody knows whether it was carried out
 */
export async function sendInHalves<T>(
	all: readonly T[],
	send: (part: readonly T[]) => Promise<unknown>,
): Promise<Map<T, Problem>> {
	const refused = new Map<T, Problem>();
	const waiting = all.length > 0 ? [all] : [];
	let last: Problem | undefined;
	for (let refusals = 0; waiting.length > 0; ) {
		const part = waiting.shift() as readonly T[];
		if (last && refusals >= MOST_REFUSALS) {
			for (const one of part) refused.set(one, last);
			continue;
		}
		try {
			await send(part);
		} catch (error) {
			if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
			last = error.problem;
			refusals += 1;
			const half = Math.ceil(part.length / 2);
			if (part.length > 1 && ABOUT_ONE.has(last.kind))
				waiting.push(part.slice(0, half), part.slice(half));
			else for (const one of part) refused.set(one, last);
		}
	}
	return refused;
}
