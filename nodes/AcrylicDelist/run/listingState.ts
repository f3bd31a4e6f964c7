import type { Seen } from './types';

/** What a result says about the listing, the same on all channels (docs/concepts.md). */
export interface ListingState {
	sku: string;
	listingId: string;
	title?: string;
	quantity: number | null;
	visible: boolean | null;
	buyable: boolean | null;
}

/** Several listings of one SKU as one: counts add up, one that can be bought makes the SKU buyable. */
export function stateOf(listings: ReadonlyArray<Seen | undefined>): ListingState | null {
	const known = listings.filter((listing) => listing !== undefined);
	if (known.length === 0) return null;
	const [{ sku, title }] = known;
	const counts = known.map(({ quantity }) => quantity);
	return {
		sku,
		listingId: known.map(({ id }) => id).join(', '),
		...(title ? { title } : {}),
		quantity: counts.includes(null)
			? null
			: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
		visible: any(known.map(({ visible }) => visible)),
		buyable: any(known.map(({ buyable }) => buyable)),
	};
}

export function any(values: ReadonlyArray<boolean | null>): boolean | null {
	if (values.includes(true)) return true;
	return values.includes(null) ? null : false;
}

/** For sentences. */
export function describe({ quantity, visible, buyable }: Seen): string {
	const parts = [quantity === null ? 'no count' : `quantity ${quantity}`];
	if (visible !== null) parts.push(visible ? 'visible' : 'hidden');
	if (buyable !== null) parts.push(buyable ? 'can be bought' : 'cannot be bought');
	return parts.join(', ');
}
