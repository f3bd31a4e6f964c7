import type { StockReading } from '../../events/stockEvent';
import type { Scope } from '../webhookSource';
import type { BigListing } from './listings';

/** A listing as news about stock: pieces for sale at the locations in question. */
export function readingOf(
	listing: BigListing,
	{ locations }: Scope,
	{ key, occurredAt }: Pick<StockReading, 'key' | 'occurredAt'>,
): StockReading {
	const quantity = countAt(listing, locations);
	const off = switchedOff(listing);
	return {
		sku: listing.sku,
		title: listing.title,
		quantity,
		...(off ? { available: false } : {}),
		reason: [off, quantity === null ? 'stock is not tracked' : `available_to_sell ${quantity}`]
			.filter(Boolean)
			.join(', '),
		productId: String(listing.native.productId),
		...(listing.native.variantId === null ? {} : { variantId: String(listing.native.variantId) }),
		occurredAt,
		key,
	};
}

export const cannotBeOrdered = ({ available }: StockReading): boolean => available === false;

/** Null where nobody counts. A location that is closed, or where the item is switched off, sells nothing (sheet, section 7). */
function countAt({ quantity, native }: BigListing, locations: readonly string[]): number | null {
	if (quantity === null || locations.length === 0) return quantity;
	return native.places
		.filter(({ id, sells }) => sells && locations.includes(id))
		.reduce((sum, { available }) => sum + available, 0);
}

/** The switch by which nobody can order it, whatever the count, in BigCommerce's words. */
function switchedOff({ state }: BigListing): string {
	if (!state.is_visible) return 'is_visible false';
	if (state.availability === 'disabled') return 'availability disabled';
	return state.purchasing_disabled ? 'purchasing_disabled true' : '';
}
