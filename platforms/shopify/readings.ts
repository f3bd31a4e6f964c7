import type { StockReading } from '../../events/stockEvent';
import type { Scope } from '../webhookSource';
import { LOCATION, type ShopifyListing } from './listings';

/** A variant as news about stock; none where it is not stocked at any of the chosen locations. */
export function readingOf(
	{ sku, id, title, state, native }: ShopifyListing,
	{ locations }: Scope,
	{ key, occurredAt, location }: Pick<StockReading, 'key' | 'occurredAt' | 'location'>,
): StockReading[] {
	const wanted = new Set(locations.map((one) => one.replace(LOCATION, '')));
	const counts = Object.entries(state.available)
		.filter(([place]) => wanted.size === 0 || wanted.has(place))
		.map(([, count]) => count);
	if (state.tracked && wanted.size > 0 && counts.length === 0) return [];
	const quantity = state.tracked ? counts.reduce((sum, count) => sum + count, 0) : null;
	// UNLISTED products sell by their direct link.
	const isOff = state.status === 'DRAFT' || state.status === 'ARCHIVED';
	const count =
		quantity === null
			? 'stock is not tracked'
			: `available ${quantity} over ${wanted.size === 0 ? 'all' : 'the chosen'} locations`;
	return [
		{
			sku,
			title: title || undefined,
			quantity,
			...(isOff ? { available: false } : {}),
			reason: isOff ? `status ${state.status}, ${count}` : count,
			productId: native.productId || undefined,
			variantId: id || undefined,
			...(location ? { location } : {}),
			occurredAt,
			key,
		},
	];
}
