import type { Json } from './query.mts';
import type { Item, Product } from './store.mts';

const time = (ms: number): string => new Date(ms).toISOString();

export function itemView(item: Item, product: Product): Json {
	const { variant, tracked, quantity, inStock, preorder } = item;
	const has = tracked ? quantity > 0 : inStock;
	return {
		id: item.id,
		revision: String(item.revision),
		createdDate: time(0),
		updatedDate: time(item.updated),
		productId: product.id,
		variantId: variant.id,
		locationId: item.locationId,
		trackQuantity: tracked,
		...(tracked ? { quantity } : { inStock }),
		availabilityStatus: has ? 'IN_STOCK' : preorder ? 'PREORDER' : 'OUT_OF_STOCK',
		preorderInfo: { enabled: preorder },
		product: {
			name: product.name,
			variantName: variant.name,
			variantSku: variant.sku,
			variantVisible: variant.visible,
		},
	};
}

/** Without `variantsInfo`: a query does not bring it along. */
export function productView(product: Product): Json {
	return {
		id: product.id,
		revision: String(product.revision),
		name: product.name,
		slug: product.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
		visible: product.visible,
		visibleInPos: true,
		createdDate: time(0),
		updatedDate: time(product.updated),
		productType: 'PHYSICAL',
	};
}
