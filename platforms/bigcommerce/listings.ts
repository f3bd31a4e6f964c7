import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import type { Change, ChannelOptions, Listing } from '../platform';
import { items, productIdsOfVariant, products } from './lookUp';

/** Names are those of the Inventory and Catalog APIs (sheet, section 6); pieces on hand by location id. */
export type BigState = {
	total_inventory_onhand: { [location: string]: number };
	is_visible: boolean;
	availability: string;
	purchasing_disabled: boolean;
};

export interface BigPlace {
	id: string;
	onHand: number;
	/** On hand without the safety stock. */
	available: number;
	safetyStock: number;
	/** The location is enabled, and the item is not switched off there. */
	sells: boolean;
	/** Customers may order there although nothing is left. */
	backorders: boolean;
}

export interface BigNative {
	productId: number;
	/** null: the SKU stands for a product with all its variants. */
	variantId: number | null;
	/** `none`, `product` or `variant`. */
	tracking: string;
	/** The product has variants to choose from. */
	complex: boolean;
	places: BigPlace[];
}

export type BigListing = Listing<BigState, BigNative>;

export async function readBySku(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<BigListing[]> {
	// A list cannot hold a SKU with a comma (sheet, section 3).
	const together = skus.filter((sku) => !sku.includes(','));
	const rows = await items(call, 'sku:in', together);
	const seen = new Set(rows.map((row) => lower(asObject(row.identity).sku)));
	const found = [
		...(await products(call, 'id:in', rows.map(productIdOf))),
		// Main SKUs of products with variants, and goods the Inventory API may leave out.
		...(await products(
			call,
			'sku:in',
			together.filter((sku) => !seen.has(lower(sku))),
		)),
	];
	for (const sku of skus.filter((one) => one.includes(','))) {
		found.push(...(await products(call, 'sku', [sku])));
		found.push(...(await products(call, 'id:in', await productIdsOfVariant(call, sku))));
	}
	const wanted = new Set(skus.map(lower));
	const hides = options.stop === 'hide' || options.stop === 'both';
	return await assemble(call, found, rows, ({ sku }) => wanted.has(lower(sku)), hides);
}

export async function readById(
	call: Call,
	changes: ReadonlyArray<Pick<Change<BigState, BigNative>, 'listing' | 'set'>>,
): Promise<BigListing[]> {
	const natives = changes.map(({ listing }) => listing.native);
	const variants = natives.filter(({ variantId }) => variantId !== null);
	const wholes = natives.filter(({ variantId }) => variantId === null);
	const rows = [
		...(await items(
			call,
			'variant_id:in',
			variants.map(({ variantId }) => String(variantId)),
		)),
		...(await items(
			call,
			'product_id:in',
			wholes.map(({ productId }) => String(productId)),
		)),
	];
	const found = await products(
		call,
		'id:in',
		natives.map(({ productId }) => String(productId)),
	);
	const ids = new Set(changes.map(({ listing }) => listing.id));
	return await assemble(call, found, rows, ({ id }) => ids.has(id), false);
}

/** Whole products by id, each with all its variants. */
export async function readProducts(call: Call, ids: readonly string[]): Promise<BigListing[]> {
	return await withStock(call, await products(call, 'id:in', ids));
}

/** The listings of products as the catalog gives them. A main SKU whose variants keep their own stock is sold by them only. */
export async function withStock(call: Call, found: readonly IDataObject[]): Promise<BigListing[]> {
	const rows = await items(
		call,
		'product_id:in',
		found.map(({ id }) => asText(id)),
	);
	return build(found, rows)
		.flat()
		.filter(({ native }) => native.tracking !== 'variant' || native.variantId !== null);
}

function build(found: readonly IDataObject[], rows: readonly IDataObject[]): BigListing[][] {
	const rowsOf = Map.groupBy(rows, productIdOf);
	return found.map((product) => listingsOf(product, rowsOf.get(asText(product.id)) ?? []));
}

const lower = (text: unknown): string => asText(text).toLowerCase();
const productIdOf = ({ identity }: IDataObject): string => asText(asObject(identity).product_id);

/** @param siblings whether it matters what the other variants of a product do */
async function assemble(
	call: Call,
	found: readonly IDataObject[],
	rows: readonly IDataObject[],
	wanted: (listing: BigListing) => boolean,
	siblings: boolean,
): Promise<BigListing[]> {
	const unique = [...new Map(found.map((product) => [asText(product.id), product])).values()];
	// Stock that a look-up by SKU did not bring: of SKUs asked for alone, of main SKUs, of siblings.
	const short = build(unique, rows).filter((listings) =>
		listings.some(
			(one) =>
				wanted(one) &&
				((one.native.tracking !== 'none' && one.native.places.length === 0) ||
					(siblings && one.native.complex)),
		),
	);
	const more = await items(
		call,
		'product_id:in',
		short.map(([{ native }]) => String(native.productId)),
	);
	return build(unique, more.length > 0 ? [...rows, ...more] : rows)
		.flat()
		.filter(wanted);
}

/** All variants of a product, and the product itself where its main SKU is nobody else's. */
function listingsOf(product: IDataObject, rows: readonly IDataObject[]): BigListing[] {
	const byVariant = new Map(rows.map((row) => [asText(asObject(row.identity).variant_id), row]));
	const alone = asList(product.variants).map((variant) =>
		toListing(product, variant, byVariant.get(asText(variant.id))),
	);
	const buyable = alone.filter((variant) => variant.buyable).map(({ id }) => id);
	const variants = alone.map((variant) => ({
		...variant,
		product: {
			id: asText(product.id),
			othersBuyable: buyable.filter((id) => id !== variant.id),
		},
	}));
	if (asNumber(product.base_variant_id) !== null || asText(product.sku) === '') return variants;
	if (product.inventory_tracking === 'variant') {
		const quantity = alone.reduce((sum, one) => sum + (one.quantity ?? 0), 0);
		const whole = toListing(product, undefined, undefined);
		return [...variants, { ...whole, quantity, buyable: buyable.length > 0 }];
	}
	// Tracked by product, any row of it tells the level all variants share.
	return [...variants, toListing(product, undefined, byVariant.get('') ?? rows[0])];
}

function toListing(
	product: IDataObject,
	variant: IDataObject | undefined,
	row: IDataObject | undefined,
): BigListing {
	const tracking = asText(product.inventory_tracking);
	const places = asList(row?.locations).map(toPlace);
	const state: BigState = {
		total_inventory_onhand: Object.fromEntries(places.map(({ id, onHand }) => [id, onHand])),
		is_visible: product.is_visible === true,
		availability: asText(product.availability),
		purchasing_disabled: variant?.purchasing_disabled === true,
	};
	const selling = places.filter(({ sells }) => sells);
	// The catalog's level is the sum that can be sold; it means nothing while nobody counts (sheet, section 4).
	const level = asNumber((tracking === 'variant' ? variant : product)?.inventory_level) ?? 0;
	const count = row ? selling.reduce((sum, { available }) => sum + available, 0) : level;
	const inStock = row ? selling.some(({ available }) => available > 0) : level > 0;
	const orderable =
		state.is_visible && state.availability !== 'disabled' && !state.purchasing_disabled;
	const productId = asNumber(product.id) ?? 0;
	return {
		sku: asText((variant ?? product).sku),
		id: variant ? asText(variant.id) : `product-${productId}`,
		title: asText(product.name) || undefined,
		quantity: tracking === 'none' ? null : count,
		visible: state.is_visible,
		buyable:
			orderable && (tracking === 'none' || inStock || sellsAtZero(state.availability, selling)),
		state,
		native: {
			productId,
			variantId: variant ? asNumber(variant.id) : null,
			tracking,
			complex: asNumber(product.base_variant_id) === null,
			places,
		},
		product: { id: asText(product.id), othersBuyable: [] },
	};
}

/** Pre-orders and backorders are taken without stock. */
export function sellsAtZero(availability: string, selling: readonly BigPlace[]): boolean {
	return availability === 'preorder' || selling.some(({ backorders }) => backorders);
}

function toPlace(location: IDataObject): BigPlace {
	const settings = asObject(location.settings);
	const onHand = asNumber(location.total_inventory_onhand) ?? 0;
	return {
		id: asText(location.location_id),
		onHand,
		available: asNumber(location.available_to_sell) ?? onHand,
		safetyStock: asNumber(settings.safety_stock) ?? 0,
		sells: location.location_enabled !== false && settings.is_in_stock !== false,
		backorders: (asNumber(settings.backorder_limit) ?? 0) > 0,
	};
}
