import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asText } from '../../http/answer';
import type { Change, ChannelOptions, Listing } from '../platform';

/** Names are those of the item (sheet, section 7). Stock by id of the location. */
export type ZohoState = {
	status: string;
	location_available_stock: { [location: string]: number };
};

export interface ZohoNative {
	/** Zoho keeps a count of its own, which an adjustment can move. */
	counted: boolean;
}

export type ZohoListing = Listing<ZohoState, ZohoNative>;
export type ZohoChange = Change<ZohoState, ZohoNative>;

/** Stands for the place of organizations that have no locations. */
export const WHOLE = 'organization';

export const setOf = ({ set }: Pick<ZohoChange, 'set'>): Partial<ZohoState> =>
	set as Partial<ZohoState>;

/** Adjustments go to the books, so quantities are moved only where the user chose so (sheet, section 4). */
export const posts = ({ stop: way }: ChannelOptions): boolean => way === 'zero' || way === 'both';

/** Older organizations have warehouses, with the same fields under another name (sheet, section 7). */
export function placesOf(row: IDataObject): IDataObject[] | undefined {
	return Array.isArray(row.locations)
		? asList(row.locations)
		: Array.isArray(row.warehouses)
			? asList(row.warehouses)
			: undefined;
}

/** @param known what an earlier answer told of the item: not every answer has all fields */
export function toListing(
	row: IDataObject,
	options: ChannelOptions,
	known?: ZohoNative,
): ZohoListing {
	const status = asText(row.status);
	const counted =
		known?.counted ?? (row.item_type === 'inventory' && row.is_combo_product !== true);
	const stock = stockOf(row);
	const counts = Object.values(stock);
	const hasCount = row.item_type === 'inventory' && counts.length > 0;
	const quantity = hasCount ? sumOf(counts) : null;
	const visible = status === 'inactive' ? false : status === 'active' ? true : null;
	return {
		sku: asText(row.sku),
		id: asText(row.item_id),
		title: asText(row.name) || undefined,
		quantity,
		visible,
		buyable: visible && buyableAt(quantity, options),
		state: { status, location_available_stock: stock },
		native: { counted },
	};
}

/** Counts may have decimals, whose sum must not end beside zero, nor below it. */
export const sumOf = (counts: readonly number[]): number =>
	Number(counts.reduce((sum, count) => sum + count, 0).toFixed(6)) || 0;

/**
 * At zero the connected channels stop; whether Zoho itself still takes orders is a setting it does not tell (sheet, sections 1 and 4).
 * Who stops sales by quantity counts on the channels.
 */
function buyableAt(quantity: number | null, { stop: way }: ChannelOptions): boolean | null {
	if (quantity === null || quantity > 0) return true;
	return way === 'zero' ? false : null;
}

function stockOf(row: IDataObject): ZohoState['location_available_stock'] {
	const places = placesOf(row);
	if (!places || places.length === 0) {
		const count = asNumber(row.available_stock);
		return count === null ? {} : { [WHOLE]: count };
	}
	// Nothing can be sold from, or posted to, a location that is switched off.
	return Object.fromEntries(
		places
			.filter(({ status }) => status !== 'inactive')
			.map((place) => [
				asText(place.location_id ?? place.warehouse_id),
				asNumber(place.location_available_stock ?? place.warehouse_available_stock) ?? 0,
			]),
	);
}
