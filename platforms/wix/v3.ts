import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { ChannelProblem, rethrow } from '../../http/problem';
import { chunk, type ChannelOptions } from '../platform';
import { newest, noteById } from './catalog';
import {
	hides,
	listingId,
	shownAndSold,
	type ToReadBack,
	type WixListing,
	type WixNative,
	type WixState,
} from './listing';
import { BROKEN_PRODUCT } from './service';

const ITEMS = '/stores/v3/inventory-items';
export const PRODUCTS = '/stores/v3/products';
/** Page maximum of each query (sheet, section 3). */
const PAGE = { items: 1_000, products: 100 } as const;
/** Values of one `$in`: no maximum is documented, so a refused group is halved. */
const MOST_VALUES = 200;
/** So few are read one by one: that costs little more, and does not lag (sheet, section 7). */
const FEW = 4;

export async function readV3(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<WixListing[]> {
	const items = await itemsWhere(call, 'product.variantSku', skus);
	const productIds = idsOf(items);
	const [products, siblings] = await Promise.all([
		queryProducts(call, productIds),
		options.stop === 'hide' || options.stop === 'both'
			? itemsWhere(call, 'productId', productIds)
			: undefined,
	]);
	return toListings(items, visibility(products), siblings);
}

/** What is not written keeps the visibility it was read with. */
export async function readBackV3(call: Call, changes: ToReadBack): Promise<WixListing[]> {
	if (changes.length === 0) return [];
	const wanted = new Map(changes.map(({ listing }) => [listing.id, listing]));
	const ids = changes.flatMap(({ listing }) =>
		Object.values(listing.native.items).map(({ id }) => id),
	);
	const skus = [...new Set(changes.map(({ listing }) => listing.sku))];
	const productIds = changes.filter(hides).map(({ listing }) => listing.native.productId);
	const [items, products] = await Promise.all([
		ids.length <= FEW
			? byIds(call, ITEMS, 'inventoryItem', ids)
			: itemsWhere(call, 'product.variantSku', skus),
		productsNow(call, [...new Set(productIds)]),
	]);
	const visible = new Map([
		...changes.map(({ listing }) => [listing.native.productId, listing.state.visible] as const),
		...visibility(products),
	]);
	return toListings(
		items.filter((item) => wanted.has(idOf(item))),
		visible,
	);
}

/** Products as they are now, with their revisions; those that cannot be read are absent. */
export async function productsNow(call: Call, ids: readonly string[]): Promise<IDataObject[]> {
	return ids.length <= FEW
		? await byIds(call, PRODUCTS, 'product', ids)
		: await queryProducts(call, ids);
}

export async function noteItem(call: Call, id: string): Promise<void> {
	for (const row of await byIds(call, ITEMS, 'inventoryItem', [id])) noteById(call, row);
}

async function byIds(
	call: Call,
	path: string,
	member: string,
	ids: readonly string[],
): Promise<IDataObject[]> {
	const rows = await Promise.all(
		ids.map(async (id) => {
			const ask = async () => {
				const { body } = await call({ method: 'GET', path: `${path}/${strictEncode(id)}` });
				return [asObject(asObject(body)[member])];
			};
			return await orNothing(ask);
		}),
	);
	return rows.flat();
}

async function itemsWhere(
	call: Call,
	field: string,
	values: readonly string[],
): Promise<IDataObject[]> {
	const ask = async (part: readonly string[]) =>
		await pages(call, `${ITEMS}/query`, 'inventoryItems', { [field]: { $in: part } }, PAGE.items);
	const [first, ...others] = chunk(values, MOST_VALUES);
	if (!first) return [];
	// The first group alone: a site with the other catalog would refuse all of them.
	const rows = await byHalves(first, ask);
	const rest = await Promise.all(others.map(async (part) => await byHalves(part, ask)));
	return [rows, ...rest].flat().map((row) => newest(call, row));
}

async function queryProducts(call: Call, ids: readonly string[]): Promise<IDataObject[]> {
	const ask = async (part: readonly string[]) => {
		const query = async () =>
			await pages(call, `${PRODUCTS}/query`, 'products', { id: { $in: part } }, PAGE.products);
		return part.length === 1 ? await orNothing(query) : await query();
	};
	const parts = chunk(ids, PAGE.products).map(async (part) => await byHalves(part, ask));
	return (await Promise.all(parts)).flat().map((row) => newest(call, row));
}

/** One product that contradicts itself spoils the query of all others: the halves are asked for until it is alone. */
async function byHalves(
	values: readonly string[],
	ask: (part: readonly string[]) => Promise<IDataObject[]>,
): Promise<IDataObject[]> {
	try {
		return await ask(values);
	} catch (error) {
		const spoiled =
			error instanceof ChannelProblem && (error.problem.kind === 'invalid' || isBroken(error));
		if (!spoiled || values.length === 1) return rethrow(error);
		const half = Math.ceil(values.length / 2);
		return [
			...(await byHalves(values.slice(0, half), ask)),
			...(await byHalves(values.slice(half), ask)),
		];
	}
}

const isBroken = ({ problem }: ChannelProblem): boolean => BROKEN_PRODUCT.has(problem.code ?? '');

/** A row that is gone, or a product Wix itself cannot read. */
async function orNothing(ask: () => Promise<IDataObject[]>): Promise<IDataObject[]> {
	try {
		return await ask();
	} catch (error) {
		const absent =
			error instanceof ChannelProblem && (error.problem.kind === 'notFound' || isBroken(error));
		return absent ? [] : rethrow(error);
	}
}

async function pages(
	call: Call,
	path: string,
	list: string,
	filter: IDataObject,
	limit: number,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	let query: IDataObject = { filter, cursorPaging: { limit } };
	for (;;) {
		const answer = asObject(
			(await call({ method: 'POST', path, body: { query }, repeatable: true })).body,
		);
		rows.push(...asList(answer[list]));
		const { hasNext, cursors } = asObject(answer.pagingMetadata);
		const cursor = asText(asObject(cursors).next);
		if (hasNext === false || cursor === '') return rows;
		// The filter is inside the cursor.
		query = { cursorPaging: { limit, cursor } };
	}
}

const idOf = ({ productId, variantId }: IDataObject): string =>
	listingId(asText(productId), asText(variantId));
const idsOf = (items: readonly IDataObject[]): string[] => [
	...new Set(items.map(({ productId }) => asText(productId))),
];

/** A product that is absent is not known to be hidden: the key may lack the right, or Wix the answer. */
const visibility = (products: readonly IDataObject[]): Map<string, boolean | null> =>
	new Map(products.map(({ id, visible }) => [asText(id), visible !== false]));

/** `PREORDER` is sold at zero. */
function sells({ availabilityStatus, trackQuantity, quantity, inStock }: IDataObject): boolean {
	const status = asText(availabilityStatus);
	if (status) return status !== 'OUT_OF_STOCK';
	return trackQuantity === true ? (asNumber(quantity) ?? 0) > 0 : inStock === true;
}

const isShown = ({ product }: IDataObject): boolean => asObject(product).variantVisible !== false;

function toListings(
	items: readonly IDataObject[],
	visible: ReadonlyMap<string, boolean | null>,
	siblings?: readonly IDataObject[],
): WixListing[] {
	const ofProduct = Map.groupBy(siblings ?? [], ({ productId }) => asText(productId));
	const variants = Map.groupBy(items, idOf);
	return [...variants].map(([id, rows]): WixListing => {
		const [{ productId, variantId, product }] = rows;
		const { name, variantName, variantSku } = asObject(product);
		const state: WixState = {
			quantity: {},
			inStock: {},
			visible: visible.get(asText(productId)) ?? null,
		};
		const places: WixNative['items'] = {};
		for (const row of rows) {
			const location = asText(row.locationId);
			places[location] = { id: asText(row.id), revision: asText(row.revision) };
			if (row.trackQuantity === true) state.quantity[location] = asNumber(row.quantity) ?? 0;
			else state.inStock[location] = row.inStock === true;
		}
		const others = (ofProduct.get(asText(productId)) ?? []).filter(
			(row) => idOf(row) !== id && sells(row) && isShown(row) && state.visible !== false,
		);
		const counted = rows.every(({ trackQuantity }) => trackQuantity === true);
		return {
			sku: asText(variantSku),
			id,
			title: [name, variantName].map(asText).filter(Boolean).join(' - ') || undefined,
			quantity: counted
				? Object.values(state.quantity).reduce((sum, count) => sum + count, 0)
				: null,
			...shownAndSold(rows.some(sells), isShown(rows[0]), state.visible),
			state,
			native: {
				catalog: 'V3',
				productId: asText(productId),
				variantId: asText(variantId),
				items: places,
				variantVisible: isShown(rows[0]),
				preorder: rows.some(({ preorderInfo }) => asObject(preorderInfo).enabled === true),
				pages: 0,
			},
			...(siblings
				? { product: { id: asText(productId), othersBuyable: [...new Set(others.map(idOf))] } }
				: {}),
		};
	});
}
