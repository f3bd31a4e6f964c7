import type { StockReading } from '../../events/stockEvent';
import type { EbayListing } from './state';

export interface When {
	/** The event's; without one the state itself tells repeats apart. */
	key?: string;
	occurredAt?: string;
}

export function readingOf(listing: EbayListing, { key, occurredAt }: When = {}): StockReading {
	const { id, sku, title, buyable, native } = listing;
	const quantity = listing.quantity ?? 0;
	const idle = quantity > 0 && buyable === false;
	return {
		sku,
		title,
		quantity,
		// Pieces that nobody can buy: the offer is withdrawn or on hold, or the listing has ended.
		...(idle ? { available: false } : {}),
		reason: `quantity ${quantity}${idle ? ', not on sale' : ''}`,
		...(native.model === 'trading' ? { productId: native.itemId } : {}),
		...(occurredAt ? { occurredAt } : {}),
		key: key ?? [id, quantity, String(idle)].join('|'),
	};
}
