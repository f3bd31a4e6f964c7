import type { IDataObject } from 'n8n-workflow';

import { asNumber, asText, type Call } from '../../http/answer';
import { chunk, type Listing } from '../platform';
import { pages, PER_PAGE } from './pages';

/** Field names are those of the REST API (sheet, section 6). `stock_quantity` is null where the listing has no count of its own. */
export type WooState = {
	manage_stock: boolean | 'parent';
	stock_quantity: number | null;
	stock_status: string;
	backorders: string;
	status: string;
};

export interface WooNative {
	id: number;
	/** 0 for products. */
	parentId: number;
	type: string;
	/** A variation with a count of its own while the shop-wide switch is off: it takes the count all the same (sheet, section 4). */
	countsAnyway: boolean;
}

export const FIELDS =
	'id,parent_id,type,name,sku,status,catalog_visibility,manage_stock,stock_quantity,stock_status,backorders,date_modified_gmt';

export async function readListings(
	call: Call,
	skus: readonly string[],
): Promise<Array<Listing<WooState, WooNative>>> {
	const askable = skus.filter(isAskable);
	// A SKU with a comma is a list to the filter: it is found only when asked for alone (sheet, section 3).
	const alone = askable.filter((sku) => sku.includes(','));
	const together = askable.filter((sku) => !sku.includes(','));
	const groups = [...(together.length ? [together.join(',')] : []), ...alone];
	const rows = (
		await Promise.all(
			groups.map(
				async (sku) => await pages(call, '/products', { sku, status: 'any', _fields: FIELDS }),
			),
		)
	).flat();
	// Other spellings of a wanted SKU stay, so that the run can name them; whatever else came is not looked at.
	const wanted = new Set(skus.map((sku) => sku.toLowerCase()));
	const own = [
		...new Map(
			rows.filter(({ sku }) => wanted.has(asText(sku).toLowerCase())).map((row) => [row.id, row]),
		).values(),
	];
	const parents = await readParents(call, own);
	return own.map((row) => toListing(row, parents.get(Number(row.parent_id))));
}

/**
 * A filter that is empty after WordPress cleaned it is dropped, and the whole catalogue comes back; a `<` may also swallow its
 * neighbours in the list (sheet, section 3). The filter is always cleaned and compared as it is then, so a SKU that cleaning changes
 * cannot be found anyway: leaving it out loses nothing.
 */
function isAskable(sku: string): boolean {
	return !/<|%[0-9a-f]{2}/i.test(sku) && !/^[\s,]*0?[\s,]*$/.test(sku);
}

/** A variation of a draft parent still reads `publish`: only the parent tells (sheet, section 4). */
export async function readParents(
	call: Call,
	rows: readonly IDataObject[],
): Promise<Map<number, IDataObject>> {
	const ids = [...new Set(rows.map(({ parent_id }) => Number(parent_id)).filter((id) => id > 0))];
	const parents = await Promise.all(
		chunk(ids, PER_PAGE).map(
			async (part) =>
				await pages(call, '/products', { include: part.join(','), status: 'any', _fields: FIELDS }),
		),
	);
	return new Map(parents.flat().map((row) => [Number(row.id), row]));
}

export function toListing(
	row: IDataObject,
	parent: IDataObject | undefined,
): Listing<WooState, WooNative> {
	const manage = row.manage_stock === 'parent' ? 'parent' : row.manage_stock === true;
	const count = asNumber(row.stock_quantity);
	const state: WooState = {
		manage_stock: manage,
		// A count that belongs to the parent is not this variation's to remember or restore.
		stock_quantity: manage === 'parent' ? null : count,
		stock_status: asText(row.stock_status),
		backorders: asText(row.backorders) || 'no',
		status: asText(row.status),
	};
	const countsAnyway =
		manage === false &&
		count !== null &&
		parent !== undefined &&
		count !== asNumber(parent.stock_quantity);
	const published = state.status === 'publish' && (!parent || parent.status === 'publish');
	const shown = asText((parent ?? row).catalog_visibility) !== 'hidden';
	return {
		sku: asText(row.sku),
		id: asText(row.id),
		title: asText(row.name) || undefined,
		quantity: manage === false && !countsAnyway ? null : count,
		visible: published && shown,
		// Hidden from catalogue and search, the page still sells by its address (sheet, section 4).
		buyable: published && !isOut(row),
		state,
		native: {
			id: Number(row.id),
			parentId: Number(row.parent_id ?? 0),
			type: asText(row.type),
			countsAnyway,
		},
	};
}

/** Sheet, section 7. */
function isOut(row: IDataObject): boolean {
	const count = asNumber(row.stock_quantity);
	return (
		row.stock_status === 'outofstock' ||
		(row.manage_stock === true && count !== null && count <= 0 && row.backorders === 'no')
	);
}
