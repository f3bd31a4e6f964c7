import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { rethrow, type Problem } from '../../http/problem';
import type { Listing } from '../platform';
import { parts, rowsAfter, searchBy, searchBySku } from './search';
import { isNoRoute } from './service';
import { readStockItems, type StockItem } from './stockItems';

/** Names are those of the REST API (sheet, section 6). `stockItem` only in shops without Inventory Management. */
export type MagentoState = {
	sources: { [code: string]: MagentoSource };
	stockItem: MagentoStockItem | null;
	/** 1 enabled, 2 disabled. */
	status: number;
};
export type MagentoSource = { quantity: number; status: number };
export type MagentoStockItem = { qty: number; is_in_stock: boolean };

export interface MagentoNative {
	/** The product's own members as read. */
	product: IDataObject;
	/** Of the stock item, '' with Inventory Management. */
	itemId: string;
	/** Why its stock could not be read. */
	problem?: Problem;
}

export type MagentoListing = Listing<MagentoState, MagentoNative>;

/** Their stock is that of their parts (sheet, section 3). */
export const COMPOSITES: ReadonlySet<unknown> = new Set(['configurable', 'bundle', 'grouped']);
export const ENABLED = 1;
export const IN_STOCK = 1;

const PRODUCTS = { path: '/V1/products', fields: 'id,sku,name,status,visibility,type_id' };
const SOURCE_ITEMS = {
	path: '/V1/inventory/source-items',
	fields: 'sku,source_code,quantity,status',
};
const STOCKS = '/V1/inventory/stocks';
/** The stock every shop has; it holds the source of the same name and, whatever its sources, knows each product's settings. */
const DEFAULT_STOCK = '1';
const DEFAULT_SOURCE = 'default';
const NOT_VISIBLE_INDIVIDUALLY = 1;
/** `skus%5B249%5D=` and `&`. */
const CHARS_PER_SKU = 15;

export async function readBySku(call: Call, skus: readonly string[]): Promise<MagentoListing[]> {
	// A row of a SKU that is not in the catalogue may exist, so the product comes first, when reading back as well (sheet, section 4).
	return await complete(call, await searchBySku(call, PRODUCTS, skus));
}

/** By the ids of the products, which is all that events about stock items know. */
export async function readByProductId(
	call: Call,
	ids: readonly string[],
): Promise<MagentoListing[]> {
	return await complete(call, await searchBy(call, PRODUCTS, 'entity_id', ids));
}

/** The products with the next larger ids, and the last of these where there are more. */
export async function readAfter(
	call: Call,
	id: string,
): Promise<{ listings: MagentoListing[]; last?: string }> {
	const { batch, more } = await rowsAfter(call, PRODUCTS, id);
	const listings = await complete(call, batch);
	return { listings, ...(more ? { last: asText(batch[batch.length - 1].id) } : {}) };
}

async function complete(call: Call, products: readonly IDataObject[]): Promise<MagentoListing[]> {
	const skus = products.map(({ sku }) => asText(sku));
	if (skus.length === 0) return [];
	const sources = await readSources(call, skus);
	if (!sources) {
		const items = await readStockItems(call, skus);
		return products.map((product, i) => fromStockItem(product, items[i]));
	}
	const enabled = products.filter(({ status }) => status === ENABLED);
	const salable = await readSalable(
		call,
		enabled.map(({ sku }) => asText(sku)),
	);
	const doubtful = enabled.some((product) => {
		const rows = Object.values(sources.get(keyOf(product)) ?? {});
		return (
			!salable.has(keyOf(product)) &&
			(COMPOSITES.has(product.type_id) || rows.some(({ status }) => status === IN_STOCK))
		);
	});
	const oneStock = !doubtful || (await hasOneStock(call));
	return products.map((product) =>
		fromSources(product, sources.get(keyOf(product)) ?? {}, salable.has(keyOf(product)), oneStock),
	);
}

/** The database compares SKUs without regard to case, so a row may spell its SKU otherwise than the product. */
const keyOf = ({ sku }: IDataObject): string => asText(sku).toLowerCase();

/** Undefined in shops without Inventory Management. */
async function readSources(
	call: Call,
	skus: readonly string[],
): Promise<Map<string, MagentoState['sources']> | undefined> {
	try {
		const rows = await searchBySku(call, SOURCE_ITEMS, skus);
		const bySku = new Map<string, MagentoState['sources']>();
		for (const row of rows)
			bySku.set(keyOf(row), {
				...bySku.get(keyOf(row)),
				[asText(row.source_code)]: {
					quantity: asNumber(row.quantity) ?? 0,
					status: asNumber(row.status) ?? 0,
				},
			});
		return bySku;
	} catch (error) {
		return isNoRoute(error) ? undefined : rethrow(error);
	}
}

/** What the shop itself says of the default stock: settings, thresholds and open orders included (sheet, section 7). */
async function readSalable(call: Call, skus: readonly string[]): Promise<ReadonlySet<string>> {
	const answers = await Promise.all(
		parts(skus, CHARS_PER_SKU).map(async (part) => {
			const query = {
				...Object.fromEntries(part.map((sku, i) => [`skus[${i}]`, sku])),
				stockId: DEFAULT_STOCK,
			};
			return asList(
				(await call({ method: 'GET', path: '/V1/inventory/are-products-salable', query })).body,
			);
		}),
	);
	return new Set(
		answers
			.flat()
			.filter(({ salable }) => salable === true)
			.map(keyOf),
	);
}

async function hasOneStock(call: Call): Promise<boolean> {
	const answer = await call({
		method: 'GET',
		path: STOCKS,
		query: { 'searchCriteria[pageSize]': '1', fields: 'total_count' },
	});
	return asNumber(asObject(answer.body).total_count) === 1;
}

function fromSources(
	product: IDataObject,
	sources: MagentoState['sources'],
	salable: boolean,
	oneStock: boolean,
): MagentoListing {
	const open = Object.entries(sources).filter(([, { status }]) => status === IN_STOCK);
	const sells = (): boolean | null => {
		// Also with every source out of stock: then Manage Stock is off, and the product sells on (sheet, section 4).
		if (salable) return true;
		if (oneStock) return false;
		if (open.some(([, { quantity }]) => quantity > 0)) return true;
		// In the other stocks backorders may be allowed, which the default stock knows for its own source only.
		return COMPOSITES.has(product.type_id) || open.some(([code]) => code !== DEFAULT_SOURCE)
			? null
			: false;
	};
	const counted = open.reduce((sum, [, { quantity }]) => sum + quantity, 0);
	return toListing(product, {
		quantity: COMPOSITES.has(product.type_id) ? null : forSale(product, counted, sells()),
		...NO_STOCK,
		sells: sells(),
		sources,
	});
}

/** Pieces that are there but all ordered, or kept back by a threshold, are not on sale (sheet, section 7). */
const forSale = (product: IDataObject, counted: number, sells: boolean | null): number =>
	product.status === ENABLED && sells === false ? Math.min(0, counted) : counted;

function fromStockItem(product: IDataObject, item: StockItem | Problem): MagentoListing {
	const composite = COMPOSITES.has(product.type_id);
	if ('kind' in item)
		return toListing(product, { ...NO_STOCK, quantity: null, sells: null, problem: item });
	const { itemId, qty, is_in_stock, sells } = item;
	return toListing(product, {
		...NO_STOCK,
		quantity: composite ? null : forSale(product, is_in_stock ? qty : 0, sells),
		sells: composite ? is_in_stock : sells,
		stockItem: { qty, is_in_stock },
		itemId,
	});
}

const NO_STOCK = { sources: {}, stockItem: null, itemId: '' };

interface Stock extends Pick<MagentoState, 'sources' | 'stockItem'> {
	quantity: number | null;
	sells: boolean | null;
	itemId: string;
	problem?: Problem;
}

function toListing(
	product: IDataObject,
	{ quantity, sells, sources, stockItem, itemId, problem }: Stock,
): MagentoListing {
	const enabled = product.status === ENABLED;
	return {
		sku: asText(product.sku),
		id: asText(product.id),
		title: asText(product.name) || undefined,
		quantity,
		// Not visible individually may mean hidden, or shown as a choice of a configurable product.
		visible: enabled && product.visibility === NOT_VISIBLE_INDIVIDUALLY ? null : enabled,
		buyable: enabled ? sells : false,
		state: { sources, stockItem, status: asNumber(product.status) ?? 0 },
		native: { product, itemId, ...(problem ? { problem } : {}) },
	};
}
