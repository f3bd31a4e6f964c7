import { createHash } from 'node:crypto';
import type { Product as Goods, Seller, ShelfItem, World } from '../fake.mts';

export type Json = Record<string, unknown>;

export interface Variant {
	id: string;
	sku: string;
	attributes: Record<string, string>;
	quantity: number;
	unlimited: boolean;
	price: string;
}

export interface Product {
	id: string;
	type: 'PHYSICAL' | 'SERVICE' | 'GIFT_CARD' | 'DIGITAL';
	name: string;
	isVisible: boolean;
	tags: string[];
	variants: Variant[];
	createdOn: number;
	modifiedOn: number;
}

const hash = (seed: string): string => createHash('sha1').update(seed).digest('hex');
const productId = (seed: string): string => hash(seed).slice(0, 24);
const variantId = (seed: string): string =>
	hash(seed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

export class Shop {
	readonly products: Product[] = [];
	readonly world: World;

	constructor(world: World) {
		this.world = world;
	}

	variants(): Array<{ product: Product; variant: Variant }> {
		return this.products.flatMap((product) =>
			product.variants.map((variant) => ({ product, variant })),
		);
	}

	find(sku: string): { product: Product; variant: Variant } {
		const found = this.variants().find(({ variant }) => variant.sku === sku);
		if (!found) throw new Error(`No variant with the SKU ${sku}`);
		return found;
	}

	byVariant(id: unknown): { product: Product; variant: Variant } | undefined {
		return this.variants().find(({ variant }) => variant.id === id);
	}

	/** Whether a change of stock counts as one of the product is not documented; here it does, the harder case. */
	touch(product: Product): void {
		product.modifiedOn = this.world.clock.now();
	}

	setStock(sku: string, quantity: number, unlimited = false): void {
		const { product, variant } = this.find(sku);
		Object.assign(variant, { quantity, unlimited });
		this.touch(product);
	}

	/** A product lives as long as one of its variants. */
	remove(sku: string): void {
		const { product, variant } = this.find(sku);
		product.variants = product.variants.filter((one) => one !== variant);
		if (product.variants.length > 0) this.touch(product);
		else this.products.splice(this.products.indexOf(product), 1);
	}

	add({ title, variants }: Goods, seed: string, type: Product['type'] = 'PHYSICAL'): Product {
		const now = this.world.clock.now();
		const product: Product = {
			id: productId(seed),
			type,
			name: title,
			isVisible: true,
			tags: [],
			variants: variants.map(({ sku, title: size, quantity, price }) => ({
				id: variantId(`${seed} ${sku}`),
				sku,
				attributes: (size ? { Size: size } : {}) as Record<string, string>,
				quantity,
				unlimited: false,
				price,
			})),
			createdOn: now,
			modifiedOn: now,
		};
		this.products.push(product);
		return product;
	}

	shelf(): ShelfItem[] {
		return this.variants().map(({ product, variant }) => {
			const { sku, quantity, unlimited } = variant;
			const line = {
				sku,
				title: [product.name, ...Object.values(variant.attributes)].join(' - '),
				quantity: unlimited ? null : quantity,
				...(unlimited ? { note: 'unlimited' } : {}),
			};
			if (!product.isVisible) return { ...line, state: 'hidden', note: 'not visible' };
			return { ...line, state: unlimited || quantity > 0 ? 'onSale' : 'soldOut' };
		});
	}

	seller(): Seller {
		return {
			// Sold out is sold out: the storefront sells nothing below zero.
			sell: (sku, quantity) => {
				const { variant } = this.find(sku);
				if (!variant.unlimited) this.setStock(sku, Math.max(0, variant.quantity - quantity));
			},
			setQuantity: (sku, quantity) => this.setStock(sku, quantity),
			setHidden: (sku, hidden) => {
				const { product } = this.find(sku);
				product.isVisible = !hidden;
				this.touch(product);
			},
			remove: (sku) => this.remove(sku),
		};
	}
}

export function openShop(world: World): Shop {
	const shop = new Shop(world);
	world.catalogue.forEach((goods, i) => shop.add(goods, `product ${i}`));
	// A shop of so many products as a benchmark wants has no others.
	const knives = ['Palette Knife No. 4', 'Palette Knife No. 4 (old packaging)'];
	const twice = [{ sku: 'ACR-DUP-1', title: '', quantity: 3, price: '6.50' }];
	if (shop.variants().some(({ variant }) => variant.sku.startsWith('ACR-')))
		for (const title of knives) shop.add({ title, variants: twice }, title);
	for (const { product, variant } of shop.variants()) {
		if (variant.sku === 'ACR-VAR-GLOS-250') product.isVisible = false;
		// Mixed on demand: never runs out by itself.
		if (variant.sku === 'ACR-GES-WHT-1000')
			Object.assign(variant, { quantity: 0, unlimited: true });
	}
	return shop;
}
