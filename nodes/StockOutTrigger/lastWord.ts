import type { StockReading } from '../../events/stockEvent';
import { clock } from '../../http/clock';
import { noteTold, toldAt } from '../webhookWatch';

/** A sender's clock that runs ahead must not silence it until its time has come. */
const FARTHEST_AHEAD_MS = 5 * 60_000;

/** When each SKU that is gone was told of, by `nameOf`; milliseconds since 1970. */
export type Since = ReadonlyMap<string, number>;

/** Products without a SKU stay apart by their id: each is news of its own. */
export const nameOf = ({ sku, variantId, productId }: StockReading): string =>
	sku || `#${variantId ?? productId}`;

/**
 * Deliveries overtake each other, and some come again days later: what is older than the last word about a SKU says nothing any more.
 * A reading without a time of its own is taken as it comes.
 */
export function isOutdated(url: string, reading: StockReading, since: Since): boolean {
	const at = timeOf(reading);
	const name = nameOf(reading);
	return at !== undefined && at < Math.max(since.get(name) ?? 0, toldAt(url, name) ?? 0);
}

export function noteTime(url: string, reading: StockReading): void {
	const at = timeOf(reading);
	if (at !== undefined) noteTold(url, nameOf(reading), at);
}

function timeOf({ occurredAt, keyIsGuessed }: StockReading): number | undefined {
	const at = occurredAt === undefined || keyIsGuessed ? Number.NaN : Date.parse(occurredAt);
	return Number.isNaN(at) ? undefined : Math.min(at, clock.now() + FARTHEST_AHEAD_MS);
}

/** For the time after a restart, when nothing else is known any more. */
export function sinceOf(
	url: string,
	names: readonly string[],
	before: Since,
): Record<string, number> {
	return Object.fromEntries(
		names.flatMap((name) => {
			const at = toldAt(url, name) ?? before.get(name);
			return at === undefined ? [] : [[name, at]];
		}),
	);
}
