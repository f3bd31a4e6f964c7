import type { StockReading } from '../../events/stockEvent';
import type { Call } from '../../http/answer';
import type { Scope } from '../webhookSource';
import { activeLocations, retrieveWithItems, type Found } from './catalog';
import { complete, type SquareListing } from './listings';

/** Variations with their counts at the active locations in question; deleted ones are absent. */
export async function readVariations(
	call: Call,
	ids: readonly string[],
	scope: Scope,
): Promise<SquareListing[]> {
	if (ids.length === 0) return [];
	const [locations, found] = await Promise.all([
		placesOf(call, scope),
		retrieveWithItems(call, [...new Set(ids)]),
	]);
	return await counted(call, found, locations, scope);
}

export async function placesOf(call: Call, { locations }: Scope): Promise<string[]> {
	const active = await activeLocations(call);
	return locations.length === 0 ? active : active.filter((id) => locations.includes(id));
}

/** With locations chosen, what is neither offered nor counted at any of them is none of their business. */
export async function counted(
	call: Call,
	{ variations, items }: Found,
	places: readonly string[],
	scope: Scope,
): Promise<SquareListing[]> {
	const listings = await complete(call, variations, items, places);
	return scope.locations.length === 0 ? listings : listings.filter(concerns);
}

const concerns = ({ native, state }: SquareListing): boolean =>
	native.places.some(({ offered }) => offered) || Object.keys(state.quantity).length > 0;

export function readingOf(
	listing: SquareListing,
	{ key, occurredAt, location }: Pick<StockReading, 'key' | 'occurredAt' | 'location'>,
): StockReading {
	const { quantity } = listing;
	const off = offSale(listing);
	return {
		sku: listing.sku,
		title: listing.title,
		quantity,
		...(off ? { available: false } : {}),
		reason: [off, quantity === null ? 'stock is not tracked' : `IN_STOCK ${quantity}`]
			.filter(Boolean)
			.join(', '),
		variantId: listing.id,
		...(location ? { location } : {}),
		occurredAt,
		key,
	};
}

/** Why nobody can buy it, whatever the count, in Square's words. */
function offSale({ native, quantity, buyable }: SquareListing): string {
	if (native.archived) return 'is_archived true';
	if (!native.sellable) return 'sellable false';
	if (!native.places.some(({ offered }) => offered)) return 'present at none of the locations';
	// Marked by the seller's own hand: a count of 0 speaks for itself.
	return buyable === false && (quantity === null || quantity > 0) ? 'sold_out true' : '';
}
