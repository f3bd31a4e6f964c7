import type { IDataObject } from 'n8n-workflow';

import { asList, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { clock } from '../../http/clock';
import type { ChannelOptions, Listing, StateValue } from '../platform';
import { offValue, quoted, skuField, userField } from './fields';
import { allRows } from './pages';
import { asCount } from './service';

/** Field names are those of Items; `InStock` by warehouse (sheet, section 6). */
export type SapState = {
	SalesItem: string;
	Valid: string;
	ValidFrom: string | null;
	ValidTo: string | null;
	Frozen: string;
	FrozenFrom: string | null;
	FrozenTo: string | null;
	FrozenRemarks: string | null;
	InStock: { [warehouse: string]: number };
	/** The user-defined field, where one takes the item off sale. */
	[field: `U_${string}`]: StateValue;
};

export interface SapNative {
	/** Sold already, by warehouse: never to be counted away. */
	committed: Readonly<Record<string, number>>;
	defaultWarehouse: string;
	/** False for services and goods without stock of their own. */
	counted: boolean;
	/** What a posting would have to name besides the quantity; '' for nothing. */
	managedBy: '' | 'batches' | 'serial numbers';
}

export type SapListing = Listing<SapState, SapNative>;

/** What is read of an item. */
export const FIELDS = [
	'ItemCode',
	'ItemName',
	'SalesItem',
	'Valid',
	'ValidFrom',
	'ValidTo',
	'Frozen',
	'FrozenFrom',
	'FrozenTo',
	'FrozenRemarks',
	'InventoryItem',
	'DefaultWarehouse',
	'ManageSerialNumbers',
	'ManageBatchNumbers',
	'ItemWarehouseInfoCollection',
];
/** Of ItemCode; bar codes and catalogue numbers are no longer in use either. */
const LONGEST_SKU = 50;
/** Web servers take about 8,000 characters of address; some room for the fields. */
const LONGEST_FILTER = 6_000;

export async function readListings(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<SapListing[]> {
	const bySku = skuField(options);
	const select = [...new Set([...FIELDS, bySku, userField(options) ?? 'ItemCode'])].join(',');
	const rows = await Promise.all(
		filters(skus, bySku).map(
			async (filter) =>
				await allRows(call, { path: '/Items', filter, select, orderBy: 'ItemCode' }),
		),
	);
	return rows.flat().map((row) => toListing(row, asText(row[bySku]), options));
}

/** There is no `in`, so conditions are chained (sheet, section 3); as many as the address holds. */
export function filters(skus: readonly string[], field: string): string[] {
	const parts: string[] = [];
	let length = Infinity;
	for (const sku of skus.filter(isAskable)) {
		const condition = `${field} eq ${quoted(sku)}`;
		length += strictEncode(` or ${condition}`).length;
		if (length > LONGEST_FILTER) {
			parts.push(condition);
			length = strictEncode(condition).length;
		} else parts[parts.length - 1] += ` or ${condition}`;
	}
	return parts;
}

/** No item can be called so, and one impossible name must not spoil the look-up of the others. */
const isAskable = (sku: string): boolean =>
	sku !== '' && sku.length <= LONGEST_SKU && !/\p{Cc}|\p{Cs}/u.test(sku);

export function toListing(row: IDataObject, sku: string, options: ChannelOptions): SapListing {
	const warehouses = asList(row.ItemWarehouseInfoCollection).filter(
		({ WarehouseCode }) => asText(WarehouseCode) !== '',
	);
	const by = (field: string) =>
		Object.fromEntries(
			warehouses.map((warehouse) => [asText(warehouse.WarehouseCode), asCount(warehouse[field])]),
		);
	const shopField = userField(options);
	const state: SapState = {
		SalesItem: asText(row.SalesItem),
		Valid: asText(row.Valid),
		ValidFrom: textOf(row.ValidFrom),
		ValidTo: textOf(row.ValidTo),
		Frozen: asText(row.Frozen),
		FrozenFrom: textOf(row.FrozenFrom),
		FrozenTo: textOf(row.FrozenTo),
		FrozenRemarks: textOf(row.FrozenRemarks),
		InStock: by('InStock'),
		...(shopField === undefined ? {} : { [shopField]: textOf(row[shopField]) }),
	};
	const committed = by('Committed');
	const counted = row.InventoryItem !== 'tNO';
	const quantity = counted ? available(state.InStock, committed) : null;
	const off =
		state.SalesItem === 'tNO' ||
		isInactive(state) ||
		(shopField !== undefined && row[shopField] === offValue(options));
	return {
		sku,
		id: asText(row.ItemCode),
		title: asText(row.ItemName) || undefined,
		quantity,
		visible: !off,
		// At zero SAP Business One goes on taking orders; what a shop in front of it does, it doesn't tell (sheet, section 4).
		buyable: off ? false : quantity === null || quantity > 0 ? true : null,
		state,
		native: {
			committed,
			defaultWarehouse: asText(row.DefaultWarehouse),
			counted,
			managedBy:
				row.ManageBatchNumbers === 'tYES'
					? 'batches'
					: row.ManageSerialNumbers === 'tYES'
						? 'serial numbers'
						: '',
		},
	};
}

const textOf = (value: unknown): string | null => asText(value) || null;

/** What customers have not bought yet. */
export function available(
	inStock: Readonly<Record<string, number>>,
	committed: Readonly<Record<string, number>>,
): number {
	return Object.entries(inStock).reduce(
		(sum, [warehouse, count]) => sum + count - (committed[warehouse] ?? 0),
		0,
	);
}

/** Active and inactive each may have a range of dates; without one they hold for good. */
function isInactive({
	Valid,
	ValidFrom,
	ValidTo,
	Frozen,
	FrozenFrom,
	FrozenTo,
}: SapState): boolean {
	const today = new Date(clock.now()).toISOString().slice(0, 10);
	const holds = (from: string | null, to: string | null): boolean =>
		(from === null || from.slice(0, 10) <= today) && (to === null || today <= to.slice(0, 10));
	return (
		(Frozen === 'tYES' && holds(FrozenFrom, FrozenTo)) ||
		(Valid === 'tYES' && !holds(ValidFrom, ValidTo))
	);
}
