import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import {
	hides,
	listingId,
	shownAndSold,
	SITE,
	type ToReadBack,
	type WixListing,
	type WixState,
} from './listing';

export const PRODUCTS = '/stores-reader/v1/products';
const INVENTORY = '/stores-reader/v2/inventoryItems/query';
export const PAGE = 100;
/** The variant of a product without managed variants (sheet, section 3). */
export const ONLY_VARIANT = '00000000-0000-0000-0000-000000000000';

/** What of a listing stands on the product, not in the inventory. */
interface Variant {
	sku: string;
	title: string | undefined;
	productId: string;
	variantId: string;
	shown: boolean;
	productVisible: boolean;
	/** Other variants a customer can see. */
	others: readonly string[];
	pages: number;
}

/** A filter finds product SKUs only, as far as is known, so the whole catalog is paged (sheet, section 3). */
export async function readV1(call: Call, skus: readonly string[]): Promise<WixListing[]> {
	const wanted = new Set(skus.map((sku) => sku.toLowerCase()));
	const products = await allProducts(call);
	const pages = Math.ceil(products.length / PAGE);
	const found = products
		.flatMap((product) => variantsOf(product, pages))
		.filter(({ sku }) => wanted.has(sku.toLowerCase()));
	const stock = await inventoryOf(
		call,
		[...new Set(found.map(({ productId }) => productId))],
		pages,
	);
	return found.map((variant) => toListing(variant, stock.get(variant.productId)));
}

export async function readBackV1(call: Call, changes: ToReadBack): Promise<WixListing[]> {
	if (changes.length === 0) return [];
	const ids = (part: ToReadBack) => [
		...new Set(part.map(({ listing }) => listing.native.productId)),
	];
	const [{ pages }] = changes.map(({ listing }) => listing.native);
	const [stock, products] = await Promise.all([
		inventoryOf(call, ids(changes), pages),
		productsOf(call, ids(changes.filter(hides)), pages),
	]);
	const visible = new Map(
		products.map((product) => [asText(product.id), product.visible === true]),
	);
	return changes.map(({ listing: { sku, title, native, state } }) => {
		const { productId, variantId, variantVisible } = native;
		const productVisible = visible.get(productId) ?? state.visible === true;
		const variant = {
			sku,
			title,
			productId,
			variantId,
			shown: variantVisible,
			productVisible,
			others: [],
			pages,
		};
		return toListing(variant, stock.get(productId));
	});
}

async function allProducts(call: Call): Promise<IDataObject[]> {
	return await allPages(call, `${PRODUCTS}/query`, 'products', {
		includeVariants: true,
		includeHiddenProducts: true,
	});
}

/** One by one, or the whole catalog where that takes fewer requests. */
export async function productsOf(
	call: Call,
	ids: readonly string[],
	pages: number,
): Promise<IDataObject[]> {
	if (ids.length > pages) return await allProducts(call);
	const answers = await Promise.all(
		ids.map(async (id) => await call({ method: 'GET', path: `${PRODUCTS}/${strictEncode(id)}` })),
	);
	return answers.map(({ body }) => asObject(asObject(body).product));
}

export async function inventoryOf(
	call: Call,
	ids: readonly string[],
	pages: number,
): Promise<Map<string, IDataObject>> {
	const rows =
		ids.length > pages
			? await allPages(call, INVENTORY, 'inventoryItems', {})
			: (
					await Promise.all(
						ids.map(async (productId) => await page(call, INVENTORY, 0, {}, { productId })),
					)
				).flatMap(({ inventoryItems }) => asList(inventoryItems));
	return new Map(rows.map((row) => [asText(row.productId), row]));
}

async function allPages(
	call: Call,
	path: string,
	list: string,
	more: IDataObject,
): Promise<IDataObject[]> {
	const first = await page(call, path, 0, more);
	const total = asNumber(first.totalResults) ?? 0;
	const offsets = Array.from(
		{ length: Math.max(0, Math.ceil(total / PAGE) - 1) },
		(_, i) => (i + 1) * PAGE,
	);
	const others = await Promise.all(
		offsets.map(async (offset) => await page(call, path, offset, more)),
	);
	return [first, ...others].flatMap((answer) => asList(answer[list]));
}

export async function page(
	call: Call,
	path: string,
	offset: number,
	more: IDataObject,
	filter?: IDataObject,
): Promise<IDataObject> {
	const query = {
		// A JSON text, not an object (sheet, section 3).
		...(filter ? { filter: JSON.stringify(filter) } : {}),
		paging: { limit: PAGE, offset },
	};
	return asObject(
		(await call({ method: 'POST', path, body: { query, ...more }, repeatable: true })).body,
	);
}

export function variantsOf(product: IDataObject, pages: number): Variant[] {
	const productId = asText(product.id);
	const name = asText(product.name);
	const common = { productId, productVisible: product.visible === true, pages };
	if (product.manageVariants !== true)
		return [
			{
				...common,
				sku: asText(product.sku),
				title: name || undefined,
				variantId: ONLY_VARIANT,
				shown: true,
				others: [],
			},
		];
	const variants = asList(product.variants);
	const isShown = ({ variant }: IDataObject) => asObject(variant).visible !== false;
	const shown = variants.filter(isShown).map(({ id }) => asText(id));
	return variants.map((row) => ({
		...common,
		sku: asText(asObject(row.variant).sku),
		title: [name, ...Object.values(asObject(row.choices)).map(asText)].filter(Boolean).join(' - '),
		variantId: asText(row.id),
		shown: isShown(row),
		others: shown.filter((id) => id !== asText(row.id)),
	}));
}

export function toListing(variant: Variant, stock: IDataObject | undefined): WixListing {
	const { sku, title, productId, variantId, shown, productVisible, pages } = variant;
	const rows = new Map(asList(stock?.variants).map((row) => [asText(row.variantId), row]));
	const tracked = stock?.trackQuantity === true;
	const own = rows.get(variantId);
	const count = asNumber(own?.quantity) ?? 0;
	const sells = (row: IDataObject | undefined): boolean =>
		row?.availableForPreorder === true ||
		(tracked ? (asNumber(row?.quantity) ?? 0) > 0 : row?.inStock === true);
	const state: WixState = {
		quantity: own && tracked ? { [SITE]: count } : {},
		inStock: own && !tracked ? { [SITE]: own.inStock === true } : {},
		visible: productVisible,
	};
	const others = variant.others.filter((id) => productVisible && sells(rows.get(id)));
	const live = shownAndSold(sells(own), shown, productVisible);
	return {
		sku,
		id: listingId(productId, variantId),
		title,
		quantity: own && tracked ? count : null,
		visible: live.visible,
		// Without its inventory nobody knows.
		buyable: own ? live.buyable : null,
		state,
		native: {
			catalog: 'V1',
			productId,
			variantId,
			items: {},
			variantVisible: shown,
			preorder:
				own?.availableForPreorder === true || asObject(stock?.preorderInfo).enabled === true,
			pages,
		},
		product: { id: productId, othersBuyable: others.map((id) => listingId(productId, id)) },
	};
}
