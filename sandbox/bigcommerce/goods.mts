import type { Product as Goods } from '../fake.mts';
import type { Product, Shop } from './shop.mts';

/** What is special about some goods; everything else is sold without tricks. */
const special: Record<string, (product: Product) => void> = {
	// The seller's own hand.
	'ACR-VAR-GLOS-250': (product) => (product.visible = false),
	// Nobody counts it: a level means nothing (bigcommerce sheet, section 4).
	'ACR-SHT-CLR-A3': (product) => (product.tracking = 'none'),
	// Two of them are never sold.
	'ACR-GES-WHT-1000': (product) => {
		for (const level of product.variants[0]?.levels.values() ?? []) level.safetyStock = 2;
	},
	'ACR-SB-CRED-118': (product) => {
		for (const level of product.variants[0]?.levels.values() ?? []) level.backorderLimit = 10;
	},
	'ACR-NEW-GOLD-60': (product) => (product.availability = 'preorder'),
	'ACR-OLD-OCHRE-60': (product) => (product.unsavable = true),
};

const more: readonly (Goods & { sku: string; tracking: Product['tracking'] })[] = [
	// All variants share one stock, and the product has a SKU of its own.
	{
		title: 'Acrylic Paper Pad',
		sku: 'ACR-PAD',
		tracking: 'product',
		variants: [
			{ sku: 'ACR-PAD-A4', title: 'A4', quantity: 20, price: '9.90' },
			{ sku: 'ACR-PAD-A3', title: 'A3', quantity: 0, price: '14.90' },
		],
	},
	{
		title: 'Canvas Made to Order',
		sku: 'ACR-CAN',
		tracking: 'none',
		variants: [
			{ sku: 'ACR-CAN-20', title: '20 cm', quantity: 0, price: '6.90' },
			{ sku: 'ACR-CAN-30', title: '30 cm', quantity: 0, price: '8.90' },
		],
	},
	{
		title: 'Iridescent Gold 60 ml',
		sku: 'ACR-NEW-GOLD-60',
		tracking: 'product',
		variants: [{ sku: 'ACR-NEW-GOLD-60', title: '', quantity: 0, price: '12.90' }],
	},
	{
		title: 'Yellow Ochre 60 ml, old label',
		sku: 'ACR-OLD-OCHRE-60',
		tracking: 'none',
		variants: [{ sku: 'ACR-OLD-OCHRE-60', title: '', quantity: 0, price: '7.90' }],
	},
	{
		title: 'Brush Set, Flat, Round',
		sku: 'ACR-BRU-F,R',
		tracking: 'product',
		variants: [{ sku: 'ACR-BRU-F,R', title: '', quantity: 3, price: '11.90' }],
	},
];

/** Simple goods are tracked by product, goods with variants by variant; a third of the larger stocks lies on the shop floor. */
export function stockUp(shop: Shop, catalogue: readonly Goods[]): void {
	const start = shop.world.clock.now();
	let variantId = 500;
	const put = (goods: Goods, id: number, sku: string, tracking: Product['tracking']): void => {
		const product: Product = {
			id,
			name: goods.title,
			sku,
			tracking,
			visible: true,
			availability: 'available',
			categories: [23],
			complex: goods.variants.length > 1,
			variants: [],
			keywords: '',
			metaDescription: '',
			modified: start,
			unsavable: false,
		};
		for (const goodsVariant of goods.variants) {
			const floor = goodsVariant.quantity >= 12 ? Math.floor(goodsVariant.quantity / 3) : 0;
			const level = (onHand: number) => ({
				onHand,
				safetyStock: 0,
				inStock: true,
				backorderLimit: 0,
			});
			product.variants.push({
				id: variantId++,
				product,
				sku: goodsVariant.sku,
				option: goodsVariant.title,
				price: Number(goodsVariant.price),
				purchasingDisabled: false,
				levels: new Map([
					[1, level(goodsVariant.quantity - floor)],
					...(floor > 0 ? [[2, level(floor)] as const] : []),
				]),
			});
		}
		shop.products.push(product);
		special[sku]?.(product);
	};
	for (const goods of catalogue) {
		const [first] = goods.variants;
		const simple = goods.variants.length === 1;
		// Products with variants need no SKU of their own.
		put(goods, nextId(shop), simple ? (first?.sku ?? '') : '', simple ? 'product' : 'variant');
	}
	for (const goods of more) put(goods, nextId(shop), goods.sku, goods.tracking);
}

const nextId = (shop: Shop): number => 111 + shop.products.length;
