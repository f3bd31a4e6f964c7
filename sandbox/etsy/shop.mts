import type { Product as Goods, Seller, ShelfItem, World } from '../fake.mts';

export type Json = Record<string, unknown>;
export type ListingState = 'active' | 'inactive' | 'sold_out' | 'draft' | 'expired';

export interface PropertyValue {
	property_id: number;
	property_name: string;
	scale_id: number | null;
	scale_name: string | null;
	value_ids: number[];
	values: string[];
}

export interface Product {
	product_id: number;
	offering_id: number;
	sku: string;
	property_values: PropertyValue[];
	quantity: number;
	is_enabled: boolean;
	/** In cents. */
	price: number;
	readiness_state_id: number | null;
}

export interface OnProperty {
	price_on_property: number[];
	quantity_on_property: number[];
	sku_on_property: number[];
	readiness_state_on_property: number[];
}

export interface Listing extends OnProperty {
	listing_id: number;
	title: string;
	state: ListingState;
	products: Product[];
	/** Blocked by Etsy. */
	frozen: boolean;
	modified: number;
}

interface Variant {
	sku: string;
	values: string[];
	quantity: number;
	price?: string;
}

const PROPERTIES = ['Size', 'Primary color', 'Finish'].map((name, i) => ({
	property_id: 513 + i,
	property_name: name,
}));

export class Shop {
	readonly listings: Listing[] = [];
	readonly world: World;
	/** How often a listing fee was charged. */
	fees = 0;
	onSale: ((listing: Listing, product: Product, quantity: number) => void) | undefined;
	#lastId = 1000;

	constructor(world: World) {
		this.world = world;
	}

	nextId = (): number => ++this.#lastId;

	/** Everything varies by every property, unless told otherwise. */
	add(title: string, variants: readonly Variant[], more: Partial<Listing> = {}): Listing {
		const used = PROPERTIES.slice(0, variants[0]?.values.length ?? 0);
		const all = used.map(({ property_id }) => property_id);
		const valueIds = new Map<string, number>();
		const valueId = (value: string): number => {
			if (!valueIds.has(value)) valueIds.set(value, this.nextId());
			return valueIds.get(value) as number;
		};
		const listing: Listing = {
			listing_id: this.nextId(),
			title,
			state: 'active',
			products: variants.map(({ sku, values, quantity, price = '6.50' }) => ({
				product_id: this.nextId(),
				offering_id: this.nextId(),
				sku,
				property_values: used.map((property, i) => ({
					...property,
					scale_id: null,
					scale_name: null,
					value_ids: [valueId(values[i] as string)],
					values: [values[i] as string],
				})),
				quantity,
				is_enabled: true,
				price: Math.round(Number(price) * 100),
				readiness_state_id: 1234,
			})),
			price_on_property: all,
			quantity_on_property: all,
			sku_on_property: all,
			readiness_state_on_property: [],
			frozen: false,
			modified: this.world.clock.now(),
			...more,
		};
		this.listings.push(listing);
		return listing;
	}

	listing(id: unknown): Listing | undefined {
		return this.listings.find(({ listing_id }) => String(listing_id) === String(id));
	}

	find(sku: string): { listing: Listing; product: Product } {
		for (const listing of this.listings) {
			const product = listing.products.find((one) => one.sku === sku);
			if (product) return { listing, product };
		}
		throw new Error(`No listing with the SKU ${sku}`);
	}

	touch(listing: Listing): void {
		listing.modified = this.world.clock.now();
	}

	/** Etsy itself ends a listing's sale with its last piece, and the seller's hand renews it. */
	settle(listing: Listing): void {
		const left = piecesOf(listing) > 0;
		if (listing.state === 'active' && !left) listing.state = 'sold_out';
		else if (listing.state === 'sold_out' && left) listing.state = 'active';
		this.touch(listing);
	}

	shelf(): ShelfItem[] {
		return this.listings.flatMap((listing) => listing.products.map((one) => lineOf(listing, one)));
	}

	/** Where quantities don't vary, the products share their pieces (etsy sheet, section 4). */
	#sharing(listing: Listing, product: Product): Product[] {
		const poolOf = ({ property_values }: Product): string =>
			property_values
				.filter(({ property_id }) => listing.quantity_on_property.includes(property_id))
				.flatMap(({ values }) => values)
				.join('/');
		return listing.products.filter((one) => poolOf(one) === poolOf(product));
	}

	seller(): Seller {
		const set = (sku: string, quantity: (now: number) => number): void => {
			const { listing, product } = this.find(sku);
			const left = quantity(product.quantity);
			for (const one of this.#sharing(listing, product)) one.quantity = left;
			this.settle(listing);
		};
		return {
			sell: (sku, quantity) => {
				const { listing, product } = this.find(sku);
				const bought = Math.min(product.quantity, quantity);
				set(sku, (now) => now - bought);
				if (bought > 0) this.onSale?.(listing, product, bought);
			},
			setQuantity: (sku, quantity) => set(sku, () => quantity),
			setHidden: (sku, hidden) => {
				const { listing } = this.find(sku);
				listing.state = hidden ? 'inactive' : 'active';
				this.touch(listing);
			},
			remove: (sku) => this.remove(sku),
		};
	}

	/** A variation is taken out of its listing; a listing without any is gone. */
	remove(sku: string): void {
		const { listing, product } = this.find(sku);
		listing.products = listing.products.filter((one) => one !== product);
		if (listing.products.length > 0) this.settle(listing);
		else this.listings.splice(this.listings.indexOf(listing), 1);
	}
}

export const piecesOf = ({ products }: Pick<Listing, 'products'>): number =>
	products.reduce((sum, { quantity }) => sum + quantity, 0);

function lineOf({ title, state, products }: Listing, product: Product): ShelfItem {
	const { sku, quantity, is_enabled, property_values } = product;
	const values = products.length > 1 ? property_values.flatMap((one) => one.values) : [];
	const line = { sku, title: [title, ...values].join(' - '), quantity };
	if (state === 'sold_out') return { ...line, state: 'soldOut', note: state };
	if (state !== 'active') return { ...line, state: 'hidden', note: state };
	if (!is_enabled) return { ...line, state: 'hidden', note: 'variation disabled' };
	return { ...line, state: quantity > 0 ? 'onSale' : 'soldOut' };
}

const valuesOf = (title: string): string[] => (title ? [title] : []);

export function openShop(world: World): Shop {
	const shop = new Shop(world);
	for (const { title, variants } of world.catalogue as readonly Goods[])
		shop.add(
			title,
			variants.map((variant) => ({ ...variant, values: valuesOf(variant.title) })),
		);
	const varnish = shop.listings.find(({ products }) =>
		products.some(({ sku }) => sku === 'ACR-VAR-GLOS-250'),
	);
	// A shop with goods of its own, such as a benchmark wants, has no special listings.
	if (!varnish) return shop;
	varnish.state = 'inactive';
	const one = (sku: string, quantity: number): Variant[] => [{ sku, values: [], quantity }];
	for (const title of ['Palette Knife No. 4', 'Palette Knife No. 4 (old packaging)'])
		shop.add(title, one('ACR-DUP-1', 3));
	shop.add('Sample Pot, Sold Out', one('ACR-SOLD-1', 0), { state: 'sold_out' });
	shop.add('Winter Set', one('ACR-EXP-1', 4), { state: 'expired' });
	shop.add('Unfinished Listing', one('ACR-DRAFT-1', 2), { state: 'draft' });
	// One number of pieces for all its variations.
	shop.add(
		'Painting Apron',
		['Small', 'Large'].map((size) => ({
			sku: `ACR-APRON-${size.slice(0, 1)}`,
			values: [size],
			quantity: 5,
		})),
		{ quantity_on_property: [] },
	);
	// One SKU on all its variations, one of which the seller has disabled.
	const brush = shop.add(
		'Flat Brush',
		['No. 4', 'No. 8', 'No. 12'].map((size, i) => ({
			sku: 'ACR-BRUSH-1',
			values: [size],
			quantity: 2 + i,
		})),
		{ sku_on_property: [] },
	);
	(brush.products[2] as Product).is_enabled = false;
	shop.add(
		'Canvas Board',
		['White', 'Black'].map((color, i) => ({
			sku: `ACR-BRD-${color.toUpperCase()}`,
			values: ['A4', color, 'Primed'],
			quantity: 3 + i,
		})),
	);
	return shop;
}
