import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { forward } from '../../http/pages';
import { ChannelProblem, rethrow } from '../../http/problem';
import { chunk, type ChannelOptions, type Listing } from '../platform';
import { graphql } from './service';

/** `available` by location number (the tail of the location's gid). Names are Shopify's (sheet, section 6). */
export type ShopifyState = {
	available: { [location: string]: number };
	tracked: boolean;
	inventoryPolicy: string;
	status: string;
};

export interface ShopifyNative {
	inventoryItemId: string;
	productId: string;
	/** Numbers of the active locations that stock it, in Shopify's order. */
	activeLocations: string[];
}

export type ShopifyListing = Listing<ShopifyState, ShopifyNative>;

export const LOCATION = 'gid://shopify/Location/';
const PAGE = 250;
/** Missing SKUs are asked once more in groups this small before they count as unknown (sheet, section 3). */
const SMALL_GROUP = 10;
const LEVELS = 20;
const MOST_LEVELS = 250;
const MOST_VARIANTS = 100;

const LEVEL_FIELDS =
	'nodes{location{id isActive} quantities(names:["available"]){name quantity}} pageInfo{hasNextPage}';

/** Siblings are asked for only when the product may have to be hidden: they raise the cost from 222 to 343 points. */
const variantFields = (
	levels: number,
	siblings: boolean,
) => `id sku title availableForSale inventoryPolicy
 inventoryItem{id tracked inventoryLevels(first:${levels}){${LEVEL_FIELDS}}}
 product{id title status${siblings ? ` variants(first:${MOST_VARIANTS}){nodes{id availableForSale} pageInfo{hasNextPage}}` : ''}}`;

const bySku = (
	siblings: boolean,
) => `query($q:String!,$n:Int!,$after:String){productVariants(first:$n,after:$after,query:$q){
 nodes{${variantFields(LEVELS, siblings)}} pageInfo{hasNextPage endCursor}}}`;

const byIds = (siblings: boolean) =>
	`query($ids:[ID!]!){nodes(ids:$ids){... on ProductVariant{${variantFields(MOST_LEVELS, siblings)}}}}`;

/** Inventory items, each with the variant it belongs to and with all its levels. */
export const itemsById = `query($ids:[ID!]!){nodes(ids:$ids){... on InventoryItem{id tracked
 inventoryLevels(first:${MOST_LEVELS}){${LEVEL_FIELDS}}
 variants(first:1){nodes{id sku title availableForSale inventoryPolicy product{id title status}}}}}}`;
export const ITEM_COST = 60;

const COST = { bySku: 222, bySkuSiblings: 343, byIds: 50 } as const;

export async function readBySku(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<ShopifyListing[]> {
	const siblings = hides(options);
	const found = await search(call, skus, siblings);
	const have = new Set(found.map(({ sku }) => asText(sku)));
	const unseen = skus.filter((sku) => !have.has(sku));
	if (unseen.length > 0 && skus.length > SMALL_GROUP)
		for (const group of chunk(unseen, SMALL_GROUP))
			found.push(...(await search(call, group, siblings)));
	return await complete(call, found, siblings);
}

export async function readByIds(
	call: Call,
	changes: ReadonlyArray<{ listing: { id: string } }>,
	options: ChannelOptions,
): Promise<ShopifyListing[]> {
	const siblings = hides(options);
	return (
		await nodes(
			call,
			changes.map(({ listing }) => listing.id),
			siblings,
		)
	).map(toListing);
}

const hides = (options: ChannelOptions): boolean =>
	options.stop === 'hide' || options.stop === 'both';

/** How many terms one search may hold is not documented: a refused group is halved. */
async function search(
	call: Call,
	skus: readonly string[],
	siblings: boolean,
): Promise<IDataObject[]> {
	try {
		return await pages(call, skus.map(term).join(' OR '), siblings);
	} catch (error) {
		const tooMuch =
			error instanceof ChannelProblem && error.problem.kind === 'invalid' && skus.length > 1;
		if (!tooMuch) return rethrow(error);
		const half = Math.ceil(skus.length / 2);
		return [
			...(await search(call, skus.slice(0, half), siblings)),
			...(await search(call, skus.slice(half), siblings)),
		];
	}
}

/** A SKU as a quoted term of Shopify's search language (sheet, section 3). */
const term = (sku: string): string => `sku:'${sku.replace(/[\\']/g, '\\$&')}'`;

async function pages(call: Call, q: string, siblings: boolean): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'Shopify');
	let after: string | null = null;
	do {
		const page: Page = await pageOf(ask, q, siblings, after);
		rows.push(...page.rows);
		after = page.after;
	} while (after);
	return rows;
}

interface Page {
	rows: IDataObject[];
	/** Null after the last one. */
	after: string | null;
}

async function pageOf(
	call: Call,
	q: string,
	siblings: boolean,
	after: string | null,
): Promise<Page> {
	const cost = siblings ? COST.bySkuSiblings : COST.bySku;
	const data = await graphql(call, bySku(siblings), { q, n: PAGE, after }, cost);
	const { nodes: rows, pageInfo } = asObject(data.productVariants);
	const { hasNextPage, endCursor } = asObject(pageInfo);
	return { rows: asList(rows), after: hasNextPage === true ? asText(endCursor) : null };
}

/** Variants in the order of their ids: one page of them, each with its levels at all locations. */
export async function variantsPage(
	call: Call,
	q: string,
	after: string | null,
): Promise<{ listings: ShopifyListing[]; after: string | null }> {
	const page = await pageOf(call, q, false, after);
	return { listings: await complete(call, page.rows, false), after: page.after };
}

async function nodes(
	call: Call,
	ids: readonly string[],
	siblings: boolean,
): Promise<IDataObject[]> {
	const parts = chunk(ids, PAGE).map(async (part) => {
		const data = await graphql(call, byIds(siblings), { ids: part }, COST.byIds);
		return asList(data.nodes).filter(({ id }) => id !== undefined);
	});
	return (await Promise.all(parts)).flat();
}

/** Items stocked at more locations than one page of levels holds are read once more, by id, with all of them. */
async function complete(
	call: Call,
	rows: readonly IDataObject[],
	siblings: boolean,
): Promise<ShopifyListing[]> {
	const unique = new Map(rows.map((row) => [asText(row.id), row]));
	const short = [...unique.values()].filter(
		(row) => asObject(levelsOf(row).pageInfo).hasNextPage === true,
	);
	if (short.length > 0)
		for (const row of await nodes(
			call,
			short.map(({ id }) => asText(id)),
			siblings,
		))
			unique.set(asText(row.id), row);
	return [...unique.values()].map(toListing);
}

const levelsOf = (row: IDataObject): IDataObject =>
	asObject(asObject(row.inventoryItem).inventoryLevels);

export function toListing(row: IDataObject): ShopifyListing {
	const item = asObject(row.inventoryItem);
	const product = asObject(row.product);
	const available: ShopifyState['available'] = {};
	const levels = asList(levelsOf(row).nodes);
	for (const level of levels) {
		const quantity = asNumber(
			asList(level.quantities).find(({ name }) => name === 'available')?.quantity,
		);
		if (quantity !== null) available[locationOf(level)] = quantity;
	}
	const status = asText(product.status);
	const tracked = item.tracked === true;
	return {
		sku: asText(row.sku),
		id: asText(row.id),
		title: [product.title, row.title === 'Default Title' ? '' : row.title]
			.map(asText)
			.filter(Boolean)
			.join(' - '),
		quantity: tracked ? Object.values(available).reduce((sum, count) => sum + count, 0) : null,
		visible: status === 'ACTIVE',
		// UNLISTED products sell by their direct link.
		buyable: (status === 'ACTIVE' || status === 'UNLISTED') && row.availableForSale === true,
		state: { available, tracked, inventoryPolicy: asText(row.inventoryPolicy), status },
		native: {
			inventoryItemId: asText(item.id),
			productId: asText(product.id),
			activeLocations: levels
				.filter(({ location }) => asObject(location).isActive !== false)
				.map(locationOf),
		},
		...(product.variants === undefined
			? {}
			: { product: { id: asText(product.id), othersBuyable: siblings(row, product) } }),
	};
}

const locationOf = ({ location }: IDataObject): string =>
	asText(asObject(location).id).replace(LOCATION, '');

function siblings(row: IDataObject, product: IDataObject): string[] {
	const variants = asObject(product.variants);
	const buyable = asList(variants.nodes).filter(
		({ id, availableForSale }) => availableForSale === true && id !== row.id,
	);
	// Beyond the first page nobody knows: then the product counts as having something in stock.
	const more = asObject(variants.pageInfo).hasNextPage === true ? ['more'] : [];
	return [...buyable.map(({ id }) => asText(id)), ...more];
}
