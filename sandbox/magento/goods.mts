import type { Product as Goods } from '../fake.mts';
import { composite, keyOf } from './shop.mts';
import type { Product, Shop } from './shop.mts';

/** How the seller set up some of the goods; magento sheet, section 4. */
const special: Record<string, Partial<Product>> = {
	'ACR-SB-CRED-118': { backorders: 2 },
	'ACR-VAR-GLOS-250': { status: 2 },
};

/** Kept at two places where the shop has two. */
const atTwoSources = new Set(['ACR-GEL-MATT-500']);
const inTheEast = 3;

export function stockUp(shop: Shop, catalogue: readonly Goods[]): void {
	let id = 2041;
	const updated = shop.world.clock.now() - 30 * 86_400_000;
	const put = (given: Partial<Product> & Pick<Product, 'sku' | 'name'>): void => {
		const product: Product = {
			id: id++,
			type: 'simple',
			price: 0,
			status: 1,
			viewStatus: new Map(),
			visibility: 4,
			updated,
			manageStock: true,
			backorders: 0,
			minQty: 0,
			qty: 0,
			isInStock: true,
			...given,
		};
		shop.products.set(keyOf(product.sku), product);
		if (composite.has(product.type) || !shop.options.inventory) return;
		const { sku, qty: quantity } = product;
		const status = product.isInStock ? 1 : 0;
		shop.saveItem({ sku, source_code: 'default', quantity, status });
		if (shop.stocks.length > 1 && atTwoSources.has(sku)) {
			shop.saveItem({ sku, source_code: 'east', quantity: inTheEast, status });
		}
	};
	for (const { title, variants } of catalogue) {
		const isConfigurable = variants.length > 1;
		for (const { sku, title: option, quantity: qty, price } of variants) {
			const name = isConfigurable ? `${title} - ${option}` : title;
			// Children of a configurable product are shown as its choices only.
			const visibility = isConfigurable ? 1 : 4;
			put({ sku, name, qty, price: Number(price), visibility, ...special[sku] });
		}
		const [first] = variants;
		if (isConfigurable && first)
			put({ sku: `${first.sku}-ALL`, name: title, type: 'configurable' });
	}
	put({
		sku: 'ACR-COURSE-1',
		name: 'Acrylic Pouring Course',
		type: 'virtual',
		qty: 3,
		price: 39,
		manageStock: false,
	});
	put({ sku: 'ACR-SET-1', name: 'Starter Set', type: 'bundle' });
	put({ sku: 'ACR-CUT 10/15', name: 'Acrylic Sheet, Cut 10 x 15 cm', qty: 6, price: 4.2 });
	put({ sku: 'ACR-A,B', name: 'Acrylic Double Pack', qty: 4, price: 17.5 });
}
