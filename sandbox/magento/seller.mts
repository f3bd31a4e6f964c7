import type { Seller, ShelfItem } from '../fake.mts';
import { composite } from './shop.mts';
import type { Product, Shop } from './shop.mts';

export function sellerOf(shop: Shop): Seller {
	return {
		sell(sku, wanted) {
			const product = shop.product(sku);
			if (
				!shop.enabled(product) ||
				!shop.salable(product, shop.websiteStock) ||
				!product.manageStock
			)
				return;
			const left = shop.salableQuantity(product, shop.websiteStock);
			const bought = product.backorders > 0 ? wanted : Math.min(wanted, left);
			// An order only reserves; the source loses its pieces when they are shipped.
			if (shop.options.inventory) shop.reserve(sku, shop.websiteStock, -bought);
			else shop.saveStockItem(product, { qty: product.qty - bought });
			if (bought > 0)
				shop.onEvent?.('sales_order_save_commit_after', {
					increment_id: '000000042',
					items: [{ sku: product.sku, product_id: product.id, qty_ordered: bought }],
				});
		},
		setQuantity(sku, qty) {
			shop.saveStockItem(shop.product(sku), { qty, is_in_stock: qty > 0 });
		},
		setHidden(sku, hidden) {
			const product = shop.product(sku);
			product.status = hidden ? 2 : 1;
			shop.saved(product);
		},
		remove: (sku) => shop.remove(sku),
	};
}

export function shelfOf(shop: Shop): ShelfItem[] {
	return [...shop.products.values()]
		.filter(({ type }) => !composite.has(type))
		.map((product) => {
			const { sku, name: title } = product;
			const note = remark(shop, product);
			return {
				sku,
				title,
				quantity: quantityOf(shop, product),
				state: stateOf(shop, product),
				...(note && { note }),
			};
		});
}

/** Pieces in all sources, without those that orders have taken. */
function quantityOf(shop: Shop, product: Product): number {
	if (!shop.options.inventory) return product.qty;
	const counted = shop.items(product.sku).reduce((sum, { quantity }) => sum + quantity, 0);
	const reserved = shop.reservations.get(`${shop.websiteStock} ${product.sku.toLowerCase()}`) ?? 0;
	return counted + reserved;
}

function stateOf(shop: Shop, product: Product): ShelfItem['state'] {
	if (!shop.enabled(product)) return 'hidden';
	return shop.salable(product, shop.websiteStock) ? 'onSale' : 'soldOut';
}

function remark(shop: Shop, product: Product): string {
	const remarks = [];
	if (!shop.enabled(product)) remarks.push('disabled');
	if (!product.manageStock) remarks.push('stock not managed');
	if (product.backorders > 0) remarks.push('backorders allowed');
	return remarks.join(', ');
}
