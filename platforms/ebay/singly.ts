import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import { failed, type WriteResult } from '../platform';
import type { EbayChange } from './state';

/**
 * Sends a group; one that eBay refuses as a whole goes out again item by item, so that one at fault does not hold up the others.
 * The quantities are absolute: what was carried out in the first try is carried out again.
 */
export async function inOneOrSingly(
	group: readonly EbayChange[],
	send: (part: readonly EbayChange[]) => Promise<WriteResult[] | 'unclear'>,
): Promise<WriteResult[]> {
	try {
		const results = await send(group);
		if (results !== 'unclear') return results;
	} catch (error) {
		// Perhaps it was done all the same: the read-back decides.
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		if (group.length === 1 || !isAboutAnItem(error.problem))
			return group.map(() => failed(error.problem));
	}
	const results: WriteResult[] = [];
	for (const change of group) results.push(...(await inOneOrSingly([change], send)));
	return results;
}

/** Everything else (rights, quota, an outage) would meet each item alike. */
const isAboutAnItem = ({ kind }: Problem): boolean =>
	kind === 'invalid' || kind === 'refused' || kind === 'notFound';
