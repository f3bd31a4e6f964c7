import type { IDataObject } from 'n8n-workflow';

import { asText, type Call } from '../../http/answer';
import type { Change, ChannelOptions, Listing } from '../platform';
import { levelsByProduct, productsAfterWrite, productsBySku } from './products';

/** Names are those of the product write; `current_amount` by outlet id (sheet, sections 4 and 6). */
export type VendState = { is_active: boolean; current_amount: { [outlet: string]: number } };

export interface VendNative {
	/** As read, for the facts that a write of ours does not change. */
	row: IDataObject;
	/** `none`: stock is not tracked. `parts`: a composite, whose stock is that of its parts. */
	counts: 'outlets' | 'none' | 'parts';
}

export type VendListing = Listing<VendState, VendNative>;

export async function readBySku(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<VendListing[]> {
	return await withLevels(call, await productsBySku(call, skus, options), options);
}

/** The switch is read again only where it was written: a change of stock alone leaves the product as it is. */
export async function readBack(
	call: Call,
	changes: ReadonlyArray<Pick<Change<VendState, VendNative>, 'listing' | 'set'>>,
	options: ChannelOptions,
): Promise<VendListing[]> {
	const rows = (switched: boolean) =>
		changes
			.filter(({ set }) => 'is_active' in set === switched)
			.map(({ listing }) => listing.native.row);
	const written = rows(true).length > 0 ? await productsAfterWrite(call, rows(true), options) : [];
	return await withLevels(call, [...written, ...rows(false)], options);
}

/** Products as listings, with their levels at all outlets. */
export async function withLevels(
	call: Call,
	rows: readonly IDataObject[],
	options: ChannelOptions,
): Promise<VendListing[]> {
	if (rows.length === 0) return [];
	const levels = await levelsByProduct(
		call,
		rows.map(({ id }) => asText(id)),
		options,
	);
	return rows.map((row) => toListing(row, levels.get(asText(row.id)) ?? {}, options));
}

export function toListing(
	row: IDataObject,
	current_amount: VendState['current_amount'],
	options: ChannelOptions,
): VendListing {
	const is_active = (row.is_active ?? row.active) !== false;
	const counts =
		row.is_composite === true ? 'parts' : row.has_inventory === false ? 'none' : 'outlets';
	const levels = counts === 'outlets' ? Object.values(current_amount) : [];
	return {
		sku: asText(row.sku),
		id: asText(row.id),
		title: asText(row.variant_name) || asText(row.name) || undefined,
		quantity: levels.length > 0 ? levels.reduce((sum, level) => sum + level, 0) : null,
		visible: is_active,
		buyable: is_active && (counts !== 'outlets' || sells(levels, options)),
		state: { is_active, current_amount: counts === 'outlets' ? current_amount : {} },
		native: { row, counts },
	};
}

/**
 * An active product at zero is out in a connected online shop and still sold at the till (sheet, section 4): nobody can tell, unless
 * the seller has chosen the way to stop that is for online shops alone.
 */
function sells(levels: readonly number[], { stop }: ChannelOptions): boolean | null {
	if (levels.some((level) => level > 0)) return true;
	return stop === 'zero' && levels.length > 0 ? false : null;
}
