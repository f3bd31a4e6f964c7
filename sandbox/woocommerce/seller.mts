import type { Seller, ShelfItem } from '../fake.mts';
import type { Deliveries } from './deliveries.mts';
import type { Item } from './item.mts';
import type { Shop } from './shop.mts';

export function seller(shop: Shop, deliveries: Deliveries): Seller {
	const listings = (sku: string): [Item, ...Item[]] => {
		const [first, ...more] = [...shop.items.values()].filter((item) => item.sku === sku);
		if (!first) throw new Error(`WooCommerce has no product with the SKU "${sku}".`);
		return [first, ...more];
	};
	return {
		sell(sku, wanted) {
			const found = listings(sku);
			// A customer can only buy what is shown and not sold out.
			const item = found.find((one) => shop.shown(one) && one.stockStatus !== 'outofstock');
			if (!item || item.type === 'external') return;
			const counter = shop.counter(item);
			if (counter.quantity === null) return;
			const bought = counter.backorders === 'no' ? Math.min(wanted, counter.quantity) : wanted;
			counter.quantity -= bought;
			item.sales += bought;
			shop.save(counter);
			if (counter.stockStatus !== 'instock') deliveries.noStock();
		},
		setQuantity(sku, quantity) {
			const [item] = listings(sku);
			if (item.type === 'external') throw new Error('External products have no stock.');
			const counter = shop.counter(item);
			if (counter.manage) counter.quantity = quantity;
			else counter.stockStatus = quantity > 0 ? 'instock' : 'outofstock';
			shop.save(counter);
		},
		setHidden(sku, hidden) {
			const [item] = listings(sku);
			if (hidden) item.status = item.type === 'variation' ? 'private' : 'draft';
			else {
				item.status = 'publish';
				item.visibility = 'visible';
			}
			shop.save(item);
		},
		remove: (sku) => shop.remove(listings(sku)[0]),
	};
}

export function shelf(shop: Shop): ShelfItem[] {
	return [...shop.items.values()]
		.filter((item) => item.type !== 'variable' && item.status !== 'trash')
		.map((item) => {
			const note = remark(shop, item);
			return {
				sku: item.sku,
				title: item.name,
				quantity: shop.counter(item).quantity,
				state: !shop.shown(item)
					? ('hidden' as const)
					: item.stockStatus === 'outofstock'
						? ('soldOut' as const)
						: ('onSale' as const),
				...(note && { note }),
			};
		});
}

function remark(shop: Shop, item: Item): string {
	const product = shop.parent(item) ?? item;
	const remarks = [];
	if (item.status !== 'publish') remarks.push(item.status);
	else if (product.status !== 'publish') remarks.push(`product ${product.status}`);
	if (product.visibility === 'hidden') remarks.push('hidden from catalog');
	if (item.type === 'external') remarks.push('external product');
	else if (!shop.managed(item)) remarks.push('stock not managed');
	if (shop.managed(item) === 'parent') remarks.push('stock kept on the parent');
	if (shop.counter(item).backorders !== 'no') remarks.push('backorders allowed');
	return remarks.join(', ');
}
