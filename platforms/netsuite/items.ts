import type { IDataObject } from 'n8n-workflow';

import { asNumber, asText } from '../../http/answer';
import type { Change, Listing } from '../platform';

/** Names are those of the item record (sheet, section 6). `quantityAvailable` by internal id of the location. */
export type NetsuiteState = {
	isOnline: boolean | null;
	isInactive: boolean | null;
	quantityAvailable: { [location: string]: number };
};

export interface NetsuiteNative {
	itemType: string;
	/** Looked up only where a count of zero is to stop the sale. */
	outOfStockBehavior?: string;
}

export type NetsuiteListing = Listing<NetsuiteState, NetsuiteNative>;
export type NetsuiteChange = Change<NetsuiteState, NetsuiteNative>;

/** Kinds of items that have a stock of their own. */
export const COUNTED = new Set(['InvtPart', 'Assembly']);
/** What NetSuite puts between the names of a parent and its sub-item. */
export const LEVEL = ' : ';

/** An item by name, before anything else is known of it. */
export interface Named {
	id: string;
	sku: string;
	itemType: string;
	title?: string;
}

/** The last part of a full name: what a sub-item itself is called. */
export const ownName = (full: string): string => full.split(LEVEL).pop() ?? full;

export function toListings(
	rows: readonly IDataObject[],
	name: (row: IDataObject) => Named,
): NetsuiteListing[] {
	return [...Map.groupBy(rows, ({ id }) => asText(id)).values()].map((group) =>
		toListing(name(group[0]), group[0].isonline, group[0].isinactive, byLocation(group)),
	);
}

export function byLocation(rows: readonly IDataObject[]): NetsuiteState['quantityAvailable'] {
	return Object.fromEntries(
		rows
			.filter(({ location }) => location !== undefined)
			.map((row) => [asText(row.location), asNumber(row.quantityavailable) ?? 0]),
	);
}

export function toListing(
	{ id, sku, title, itemType }: Named,
	online: unknown,
	inactive: unknown,
	quantityAvailable: NetsuiteState['quantityAvailable'],
): NetsuiteListing {
	const isOnline = flag(online);
	const isInactive = flag(inactive);
	const listing = {
		sku,
		id,
		title,
		quantity: COUNTED.has(itemType)
			? Object.values(quantityAvailable).reduce((sum, count) => sum + count, 0)
			: null,
		visible: isOnline === false || isInactive === true ? false : isOnline,
		state: { isOnline, isInactive, quantityAvailable },
		native: { itemType },
	};
	return { ...listing, buyable: buyable(listing) };
}

/** Queries say T and F, records true and false. */
function flag(value: unknown): boolean | null {
	if (value === true || value === 'T') return true;
	return value === false || value === 'F' ? false : null;
}

/** At zero it depends on a setting of the item (sheet, section 4); null where that is not known or follows the web site's default. */
export function buyable({
	visible,
	quantity,
	native,
}: Pick<NetsuiteListing, 'visible' | 'quantity' | 'native'>): boolean | null {
	if (visible !== true) return visible;
	// A kit is as available as its parts, which are not looked up; goods without a count are always sold.
	if (quantity === null) return native.itemType === 'Kit' ? null : true;
	if (quantity > 0) return true;
	if (stopsAtZero(native)) return false;
	return native.outOfStockBehavior?.startsWith('ENABLE') ? true : null;
}

export const stopsAtZero = ({ outOfStockBehavior }: NetsuiteNative): boolean =>
	outOfStockBehavior === 'REMOVE' || outOfStockBehavior === 'DISABLE';
