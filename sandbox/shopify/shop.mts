import type { World } from '../fake.mts';
import { idSeries } from './ids.mts';
import type { Level, Location, Product, Publication, Transfer, Variant } from './model.mts';
import { makeTransfers } from './transfers.mts';

const locationId = idSeries(106318430514n);
const levelId = idSeries(143273001266n);
const productId = idSeries(10220854182194n);
const variantId = idSeries(51364592877874n);
const itemId = idSeries(53469430055218n);
const publicationId = idSeries(299574427954n);

/** Ids above 2^53 exist and break a plain JSON.parse (shopify sheet, section 10). */
const hugeItemIds: Record<string, string> = { 'ACR-GES-WHT-1000': '9007199254740993' };

const continueSelling = new Set([
	'ACR-SB-CRED-118',
	'ACR-FL-QMAG-30',
	'ACR-INK-PAYN-30',
	'ACR-HB-COBL-120',
]);
const untracked = new Set(['ACR-SHT-CLR-A3']);
const hiddenByHand = new Set(['ACR-VAR-GLOS-250']);

interface Goods {
	title: string;
	variants: readonly { sku: string; title: string; quantity: number; price: string }[];
	bundle?: boolean;
}

const specials: readonly Goods[] = [
	{
		title: 'Acrylic Starter Bundle',
		variants: [{ sku: 'ACR-BUNDLE-1', title: '', quantity: 3, price: '39.00' }],
		bundle: true,
	},
	{
		title: 'Palette Knife Set',
		variants: [{ sku: 'ACR-DUP-1', title: '', quantity: 4, price: '12.00' }],
	},
	{
		title: 'Palette Knife Set (old listing)',
		variants: [{ sku: 'ACR-DUP-1', title: '', quantity: 2, price: '11.00' }],
	},
];

export interface Shop {
	name: string;
	domain: string;
	locations: readonly Location[];
	publications: readonly Publication[];
	products: readonly Product[];
	variants: readonly Variant[];
	transfers: Transfer[];
	product(id: string | undefined): Product | undefined;
	variant(id: string | undefined): Variant | undefined;
	item(id: string | undefined): Variant | undefined;
	location(id: string | undefined): Location | undefined;
	publication(id: string | undefined): Publication | undefined;
	/** Deletes a variant for good, and with the last one its product. */
	remove(variant: Variant): void;
}

const slugOf = (title: string) =>
	title
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');

export function makeShop(world: World): Shop {
	const now = world.clock.now();
	const locations: Location[] = [
		['Main warehouse', true] as const,
		['Shop floor', true] as const,
		['Old warehouse', false] as const,
	].map(([name, isActive], i) => ({ id: locationId(i), levelId: levelId(i), name, isActive }));
	const publications = ['Online Store', 'Point of Sale'].map((name, i) => ({
		id: publicationId(i),
		name,
	}));
	const [warehouse, shopFloor] = locations as [Location, Location, Location];

	const levelsOf = (quantity: number, index: number): Level[] => {
		const level = (location: Location, available: number) => ({
			location,
			available,
			committed: 0,
			createdAt: now,
			updatedAt: now,
		});
		// A handful is not worth spreading over two places.
		if (index % 3 !== 0 || quantity < 6) return [level(warehouse, quantity)];
		const onTheFloor = Math.floor(quantity / 3);
		return [level(warehouse, quantity - onTheFloor), level(shopFloor, onTheFloor)];
	};

	const products: Product[] = [];
	const variants: Variant[] = [];
	for (const goods of [...world.catalogue, ...specials] as readonly Goods[]) {
		const hidden = goods.variants.some(({ sku }) => hiddenByHand.has(sku));
		const total = goods.variants.reduce((sum, { quantity }) => sum + quantity, 0);
		const product: Product = {
			id: productId(products.length),
			title: goods.title,
			handle: slugOf(goods.title),
			status: hidden ? 'DRAFT' : 'ACTIVE',
			tags: [],
			variants: [],
			publishedOn: new Set(publications.map(({ id }) => id)),
			createdAt: now,
			updatedAt: now,
			totalShown: goods.variants.every(({ sku }) => untracked.has(sku)) ? 0 : total,
			totalDueAt: undefined,
		};
		for (const { sku, title, quantity, price } of goods.variants) {
			const index = variants.length;
			const variant: Variant = {
				id: variantId(index),
				itemId: hugeItemIds[sku] ?? itemId(index),
				sku,
				indexedSku: sku,
				indexDueAt: undefined,
				title: title || 'Default Title',
				price,
				product,
				policy: continueSelling.has(sku) ? 'CONTINUE' : 'DENY',
				tracked: !untracked.has(sku),
				mutable: !goods.bundle,
				levels: levelsOf(untracked.has(sku) ? 0 : quantity, index),
				updatedAt: now,
				itemUpdatedAt: now,
			};
			product.variants.push(variant);
			variants.push(variant);
		}
		products.push(product);
	}

	const mapOf = <T,>(list: readonly T[], key: (one: T) => string) =>
		new Map<string | undefined, T>(list.map((one) => [key(one), one]));
	const productsById = mapOf(products, ({ id }) => id);
	const variantsById = mapOf(variants, ({ id }) => id);
	const variantsByItem = mapOf(variants, (one) => one.itemId);
	const locationsById = mapOf(locations, ({ id }) => id);
	const publicationsById = mapOf(publications, ({ id }) => id);
	const take = <T,>(list: T[], one: T) => void list.splice(list.indexOf(one), 1);
	return {
		name: 'Acrylic art supplies',
		domain: 'stockout-sandbox.myshopify.com',
		locations,
		publications,
		products,
		variants,
		transfers: makeTransfers(variants, warehouse, now),
		product: (id) => productsById.get(id),
		variant: (id) => variantsById.get(id),
		item: (id) => variantsByItem.get(id),
		location: (id) => locationsById.get(id),
		publication: (id) => publicationsById.get(id),
		remove(variant) {
			const { product } = variant;
			take(variants, variant);
			take(product.variants, variant);
			variantsById.delete(variant.id);
			variantsByItem.delete(variant.itemId);
			if (product.variants.length > 0) return;
			take(products, product);
			productsById.delete(product.id);
		},
	};
}
