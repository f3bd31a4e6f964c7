import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { forward } from '../../http/pages';

/** The page maximum of the catalog (sheet, section 3). */
const PAGE = '250';
/** What bounds a list is the length of the address, not a count (sheet, section 3): this passes everywhere. */
const LONGEST_LIST = 2_000;
const COMMA = 3;

const PRODUCT_FIELDS =
	'name,sku,is_visible,availability,inventory_level,inventory_tracking,base_variant_id';

type ItemFilter = 'sku:in' | 'variant_id:in' | 'product_id:in';

/** Stock by location of variants. */
export async function items(
	call: Call,
	filter: ItemFilter,
	values: readonly string[],
): Promise<IDataObject[]> {
	return await listed(call, '/inventory/items', filter, values, {});
}

/** Products with all their variants. */
export async function products(
	call: Call,
	filter: 'id:in' | 'sku:in' | 'sku',
	values: readonly string[],
): Promise<IDataObject[]> {
	return await listed(call, '/catalog/products', filter, values, {
		include_fields: PRODUCT_FIELDS,
		include: 'variants',
	});
}

/** The products whose variants carry this SKU; main SKUs are not looked at here (sheet, section 3). */
export async function productIdsOfVariant(call: Call, sku: string): Promise<string[]> {
	const rows = await pages(call, '/catalog/variants', { sku, include_fields: 'sku,product_id' });
	return rows.map(({ product_id }) => asText(product_id));
}

/** The products that variants belong to, by the variant's id. */
export async function productIdsOf(
	call: Call,
	variants: readonly string[],
): Promise<Map<string, string>> {
	const rows = await items(call, 'variant_id:in', variants);
	return new Map(
		rows.map(({ identity }) => {
			const { variant_id, product_id } = asObject(identity);
			return [asText(variant_id), asText(product_id)];
		}),
	);
}

/**
 * One page of all products in the order of their ids, which does not shift when products come and go.
 * @returns `last`: the id after which the next page begins; undefined after the last page
 */
export async function productsAfter(
	call: Call,
	id: string,
): Promise<{ rows: IDataObject[]; last?: string }> {
	const { body } = await call({
		method: 'GET',
		path: '/catalog/products',
		query: {
			'id:greater': id,
			sort: 'id',
			direction: 'asc',
			limit: PAGE,
			include_fields: PRODUCT_FIELDS,
			include: 'variants',
		},
	});
	const rows = asList(asObject(body).data);
	const last = asText(rows.at(-1)?.id);
	return rows.length < Number(PAGE) || last === '' ? { rows } : { rows, last };
}

async function listed(
	call: Call,
	path: string,
	filter: string,
	values: readonly string[],
	query: Readonly<Record<string, string>>,
): Promise<IDataObject[]> {
	const parts = await Promise.all(
		groups([...new Set(values)]).map(
			async (part) => await pages(call, path, { [filter]: part.join(','), ...query }),
		),
	);
	return parts.flat();
}

/** All pages of a list. */
export async function pages(
	call: Call,
	path: string,
	query: Readonly<Record<string, string>>,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'BigCommerce');
	for (let page = 1; ; page++) {
		const { body } = await ask({
			method: 'GET',
			path,
			query: { ...query, limit: PAGE, page: String(page) },
		});
		const { data, meta } = asObject(body);
		const found = asList(data);
		rows.push(...found);
		const { total_pages: last } = asObject(asObject(meta).pagination);
		if (found.length === 0 || page >= (asNumber(last) ?? 1)) return rows;
	}
}

function groups(values: readonly string[]): string[][] {
	const all: string[][] = [];
	let room = 0;
	for (const value of values) {
		const length = strictEncode(value).length + COMMA;
		if (all.length === 0 || length > room || all[all.length - 1].length >= Number(PAGE)) {
			all.push([]);
			room = LONGEST_LIST;
		}
		all[all.length - 1].push(value);
		room -= length;
	}
	return all;
}
