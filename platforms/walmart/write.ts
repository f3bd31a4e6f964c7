import type { Batch, ChannelOptions } from '../platform';
import { feedBatch } from './feed';
import type { WalmartNative, WalmartState } from './listings';
import { amountsOf, putBatch, type WalmartChange } from './put';

/** Sent one by one these are done within half a minute, a file takes minutes (sheet, section 5). */
const MOST_SINGLE_WRITES = 100;
/** Rows of item and node in one file (sheet, section 5). */
const MOST_ROWS = 10_000;

export function compose(
	changes: readonly WalmartChange[],
	options: ChannelOptions,
): Array<Batch<WalmartState, WalmartNative>> {
	return changes.length <= MOST_SINGLE_WRITES
		? changes.map((change) => putBatch(change, options))
		: files(changes).map((part) => feedBatch(part, options));
}

/** A SKU is never torn apart, so that its answer is in one place. */
function files(changes: readonly WalmartChange[]): WalmartChange[][] {
	const parts: WalmartChange[][] = [[]];
	let rows = 0;
	for (const change of changes) {
		const more = amountsOf(change).length;
		if (rows + more > MOST_ROWS) {
			parts.push([]);
			rows = 0;
		}
		parts[parts.length - 1].push(change);
		rows += more;
	}
	return parts;
}
