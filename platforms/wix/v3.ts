import type { IDataObject } from 'n8n-workflow';

import { asNumber, asObject, asText, type Call } from '../../http/answer';
import type { ChannelOptions } from '../platform';
import {
	hides,
	listingId,
	shownAndSold,
	type ToReadBack,
	type WixListing,
	type WixNative,
	type WixState,
} from './listing';
import { itemsNow, itemsWhere, productsNow, queryProducts } from './v3Queries';

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
		itemsNow(call, ids, skus),
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

const idOf = ({ productId, variantId }: IDataObject): string =>
	listingId(asText(productId), asText(variantId));
const idsOf = (items: readonly IDataObject[]): string[] => [
	...new Set(items.map(({ productId }) => asText(productId))),
];

/** A product that is absent is not known to be hidden: the key may lack the right, or Wix the answer. */
export const visibility = (products: readonly IDataObject[]): Map<string, boolean | null> =>
	new Map(products.map(({ id, visible }) => [asText(id), visible !== false]));

/** `PREORDER` is sold at zero. */
function sells({ availabilityStatus, trackQuantity, quantity, inStock }: IDataObject): boolean {
	const status = asText(availabilityStatus);
	if (status) return status !== 'OUT_OF_STOCK';
	return trackQuantity === true ? (asNumber(quantity) ?? 0) > 0 : inStock === true;
}

const isShown = ({ product }: IDataObject): boolean => asObject(product).variantVisible !== false;

export function toListings(
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
