import type { IDataObject } from 'n8n-workflow';

import { asNumber, asText, type Call } from '../../http/answer';
import { chunk, type Change, type Listing } from '../platform';
import { list } from './service';

/** Field names are those of stock_availables and products (sheet, section 6). */
export type PrestaState = { quantity: number; out_of_stock: number; active: boolean };

export interface PrestaNative {
	stockId: string;
	productId: string;
	/** The whole stock row as read, for shops that only know PUT. */
	row: IDataObject;
	/** `PSWS-Version`, '' when a proxy dropped it. */
	version: string;
	availableForOrder: boolean;
	shown: boolean;
}

export type PrestaListing = Listing<PrestaState, PrestaNative>;

/** What may go into one `[a|b]` filter or one body. */
const MOST_IDS = 50;
export const PRODUCT_FIELDS = '[id,reference,active,visibility,available_for_order]';
/** By name `location` would be refused before 1.7.5, where it came in; a PUT has to bring it along from then on. */
const STOCK_FIELDS = 'full';

export async function readBySku(call: Call, skus: readonly string[]): Promise<PrestaListing[]> {
	const wanted = new Set(skus.map((sku) => sku.toLowerCase()));
	const find = async (resource: string, display: string) => {
		const answers = await Promise.all(
			filters(skus).map(
				async (filter) => await list(call, resource, { 'filter[reference]': filter, display }),
			),
		);
		const rows = answers
			.flatMap((answer) => answer.rows)
			.filter(({ reference }) => wanted.has(asText(reference).toLowerCase()));
		// Two filters may let the same row in.
		return [...new Map(rows.map((row) => [asText(row.id), row])).values()];
	};
	const [combinations, products] = await Promise.all([
		find('combinations', '[id,id_product,reference]'),
		find('products', PRODUCT_FIELDS),
	]);
	const productIds = [
		...new Set([
			...combinations.map(({ id_product }) => asText(id_product)),
			...products.map(({ id }) => asText(id)),
		]),
	];
	const known = new Set(products.map(({ id }) => asText(id)));
	const [stock, parents] = await Promise.all([
		byIds(call, 'stock_availables', 'id_product', productIds, STOCK_FIELDS),
		byIds(
			call,
			'products',
			'id',
			productIds.filter((id) => !known.has(id)),
			PRODUCT_FIELDS,
		),
	]);
	const productById = new Map([...products, ...parents.rows].map((row) => [asText(row.id), row]));
	const rowsOf = Map.groupBy(stock.rows, ({ id_product }) => asText(id_product));
	const listings = (sku: unknown, productId: string, attributeId: string) => {
		const rows = rowsOf.get(productId) ?? [];
		const product = productById.get(productId) ?? {};
		return rows
			.filter(({ id_product_attribute }) => asText(id_product_attribute) === attributeId)
			.map((row) => toListing(asText(sku), product, row, rows, stock.version));
	};
	return [
		...combinations.flatMap(({ id, id_product, reference }) =>
			listings(reference, asText(id_product), asText(id)),
		),
		// A product with combinations also owns row 0, the sum, which the shop itself writes (sheet, section 3).
		...products.flatMap(({ id, reference }) =>
			hasCombinations(rowsOf.get(asText(id))) ? [] : listings(reference, asText(id), '0'),
		),
	];
}

/** By stock row: one call for fifty listings where only their counts were written. */
export async function readByRow(
	call: Call,
	changes: ReadonlyArray<Pick<Change<PrestaState, PrestaNative>, 'listing' | 'set'>>,
): Promise<PrestaListing[]> {
	const hid = changes.filter(({ set }) => 'active' in set);
	const [stock, products] = await Promise.all([
		byIds(
			call,
			'stock_availables',
			'id',
			changes.map(({ listing }) => listing.native.stockId),
			STOCK_FIELDS,
		),
		byIds(
			call,
			'products',
			'id',
			[...new Set(hid.map(({ listing }) => listing.native.productId))],
			PRODUCT_FIELDS,
		),
	]);
	const rows = new Map(stock.rows.map((row) => [asText(row.id), row]));
	const productById = new Map(products.rows.map((row) => [asText(row.id), row]));
	return changes.flatMap(({ listing }) => {
		const row = rows.get(listing.native.stockId);
		if (!row) return [];
		const { native, state } = listing;
		const before = {
			active: state.active ? '1' : '0',
			visibility: native.shown ? 'both' : 'none',
			available_for_order: native.availableForOrder ? '1' : '0',
		};
		return [
			toListing(
				listing.sku,
				productById.get(native.productId) ?? before,
				row,
				[row],
				native.version,
			),
		];
	});
}

/** Brackets and bars are the filter's own; a line break ends its pattern. */
const OWN_GRAMMAR = /[[\]|\p{Cc}]/u;

/**
 * Values for `filter[reference]`: many as `[a|b]`; one alone without brackets, where any character is safe. A SKU with brackets of
 * its own would be read as a filter, so it is asked for as a LIKE with any character in their place (sheet, section 3).
 */
export function filters(skus: readonly string[]): string[] {
	const askable = skus.filter((sku) => sku.trim() !== '');
	const alone = askable
		.filter((sku) => OWN_GRAMMAR.test(sku))
		.map((sku) => (/\[.*\]/.test(sku) ? `[${sku.replace(/[[\]\\]/g, '_')}]%` : sku));
	const together = askable.filter((sku) => !OWN_GRAMMAR.test(sku));
	if (together.length === 1) return [...alone, together[0]];
	return [...alone, ...(together.length ? [`[${together.join('|')}]`] : [])];
}

async function byIds(
	call: Call,
	resource: string,
	field: string,
	ids: readonly string[],
	display: string,
) {
	const parts = await Promise.all(
		chunk(ids, MOST_IDS).map(
			async (part) =>
				await list(call, resource, { [`filter[${field}]`]: `[${part.join('|')}]`, display }),
		),
	);
	return {
		rows: parts.flatMap(({ rows }) => rows),
		version: parts.find(({ version }) => version)?.version ?? '',
	};
}

export const hasCombinations = (rows: readonly IDataObject[] | undefined): boolean =>
	(rows ?? []).some(({ id_product_attribute }) => asText(id_product_attribute) !== '0');

function toListing(
	sku: string,
	product: IDataObject,
	row: IDataObject,
	rows: readonly IDataObject[],
	version: string,
): PrestaListing {
	const active = asText(product.active) === '1';
	const shown = asText(product.visibility) !== 'none';
	const availableForOrder = asText(product.available_for_order) !== '0';
	const orderable = active && availableForOrder;
	const siblings = rows.filter(
		(other) => other.id !== row.id && asText(other.id_product_attribute) !== '0',
	);
	return {
		sku,
		id: asText(row.id),
		quantity: asNumber(row.quantity) ?? 0,
		visible: active && shown,
		buyable: orderable ? sells(row) : false,
		state: {
			quantity: asNumber(row.quantity) ?? 0,
			out_of_stock: asNumber(row.out_of_stock) ?? 2,
			active,
		},
		native: {
			stockId: asText(row.id),
			productId: asText(row.id_product),
			row,
			version,
			availableForOrder,
			shown,
		},
		product: {
			id: asText(row.id_product),
			othersBuyable: orderable
				? siblings.filter((other) => sells(other) === true).map(({ id }) => asText(id))
				: [],
		},
	};
}

/** `out_of_stock` 0 refuses orders at zero, 1 accepts them, 2 does what the shop's default says, which the webservice does not tell. */
function sells(row: IDataObject): boolean | null {
	if ((asNumber(row.quantity) ?? 0) > 0) return true;
	const policy = asNumber(row.out_of_stock);
	return policy === 0 ? false : policy === 1 ? true : null;
}
