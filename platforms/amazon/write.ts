import { chunk, type Batch, type ChannelOptions } from '../platform';
import { feedBatch, MOST_MESSAGES } from './feed';
import type { AmazonNative, AmazonState } from './listings';
import { patchBatch, type AmazonChange } from './patch';

/** A feed takes about 20 s whatever its size, a PATCH a fifth of a second each (sheet, sections 8 and 13): beyond this the feed wins. */
const MOST_PATCHES = 100;

export function compose(
	changes: readonly AmazonChange[],
	options: ChannelOptions,
): Array<Batch<AmazonState, AmazonNative>> {
	return changes.length <= MOST_PATCHES
		? changes.map((change) => patchBatch(change, options))
		: chunk(changes, MOST_MESSAGES).map((part) => feedBatch(part, options));
}
