import type { StockReading } from '../../events/stockEvent';
import type { EtsyListing } from './listings';

/** @param key the event's; without one the state itself tells repeats apart */
export function readingOf(listing: EtsyListing, key?: string): StockReading {
	const { id, sku, title, buyable, native } = listing;
	const { state } = listing.state;
	const quantity = listing.quantity ?? 0;
	const { changedAt } = native;
	return {
		sku,
		title,
		quantity,
		// Pieces that nobody can buy: the listing is hidden, or the variation is disabled.
		...(quantity > 0 && buyable !== true ? { available: false } : {}),
		reason: `quantity ${quantity}, state ${state}`,
		productId: native.listingId,
		...(changedAt > 0 ? { occurredAt: new Date(changedAt).toISOString() } : {}),
		key: key ?? [id, changedAt, quantity, state, String(buyable)].join('|'),
	};
}
