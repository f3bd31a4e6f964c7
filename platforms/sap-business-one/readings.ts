import type { StockReading } from '../../events/stockEvent';
import type { ChannelOptions } from '../platform';
import type { Scope } from '../webhookSource';
import { available, type SapListing } from './listings';

/** Triggers know an item by its item number; the options of Acrylic Delist are not theirs. */
export const PLAIN: ChannelOptions = { account: {} };

/** Pieces that can be sold from the warehouses in question; null where nothing is counted. */
export function quantityIn(
	{ quantity, state, native }: SapListing,
	{ locations }: Scope,
): number | null {
	if (quantity === null || locations.length === 0) return quantity;
	const wanted = Object.entries(state.InStock).filter(([warehouse]) =>
		locations.includes(warehouse),
	);
	return available(Object.fromEntries(wanted), native.committed);
}

export function toReading(
	listing: SapListing,
	scope: Scope,
	told: Pick<StockReading, 'key' | 'occurredAt'>,
): StockReading {
	const quantity = quantityIn(listing, scope);
	return {
		sku: listing.sku,
		title: listing.title,
		quantity,
		reason: quantity === null ? 'stock is not counted' : `in stock less committed is ${quantity}`,
		productId: listing.id,
		...told,
	};
}

/** The item itself is switched off, whatever its count. */
export const switchedOff = ({ state }: SapListing): Pick<StockReading, 'available' | 'reason'> => ({
	available: false,
	reason: state.SalesItem === 'tNO' ? 'sales item tNO' : 'inactive',
});
