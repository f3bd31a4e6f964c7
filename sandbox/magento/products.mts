import { isRequired, MagentoError } from './errors.mts';
import { keyOf } from './shop.mts';
import type { Product, Shop } from './shop.mts';

type Row = Record<string, unknown>;

const time = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** A product as a list shows it in one scope; lists carry no stock item. */
export function productView(product: Product, scope: string): Row {
	return {
		id: product.id,
		sku: product.sku,
		name: product.name,
		attribute_set_id: 4,
		price: product.price,
		status: product.viewStatus.get(scope) ?? product.status,
		visibility: product.visibility,
		type_id: product.type,
		created_at: '2026-01-05 09:00:00',
		updated_at: time(product.updated),
		extension_attributes: { website_ids: [1] },
		product_links: [],
		options: [],
		media_gallery_entries: [],
		tier_prices: [],
		custom_attributes: [
			{ attribute_code: 'url_key', value: product.sku.toLowerCase() },
			{ attribute_code: 'category_ids', value: [] },
		],
	};
}

export function productWithStock(product: Product, scope: string): Row {
	const view = productView(product, scope);
	return {
		...view,
		extension_attributes: { website_ids: [1], stock_item: stockItemView(product) },
	};
}

export function stockItemView(product: Product): Row {
	return {
		item_id: product.id,
		product_id: product.id,
		stock_id: 1,
		qty: product.qty,
		is_in_stock: product.isInStock,
		is_qty_decimal: false,
		show_default_notification_message: false,
		use_config_min_qty: product.minQty === 0,
		min_qty: product.minQty,
		use_config_min_sale_qty: 1,
		min_sale_qty: 1,
		use_config_max_sale_qty: true,
		max_sale_qty: 10000,
		use_config_backorders: product.backorders === 0,
		backorders: product.backorders,
		use_config_notify_stock_qty: true,
		notify_stock_qty: 1,
		use_config_qty_increments: true,
		qty_increments: 0,
		use_config_enable_qty_inc: true,
		enable_qty_increments: false,
		use_config_manage_stock: product.manageStock,
		manage_stock: product.manageStock,
		low_stock_date: null,
		is_decimal_divided: false,
		stock_status_changed_auto: 0,
	};
}

/** Saves a product in a scope. A SKU nobody knows would become a new product, and that lacks its name. */
export function saveProduct(shop: Shop, body: unknown, scope: string, pathSku?: string): Product {
	const given = (body as { product?: Row } | undefined)?.product;
	if (typeof given !== 'object') throw isRequired('product');
	const product = shop.products.get(keyOf(pathSku ?? String(given['sku'] ?? '')));
	if (!product)
		throw new MagentoError(
			400,
			'The "%1" attribute value is empty. Set the attribute and try again.',
			['Product Name'],
		);
	const { status, visibility } = given;
	if (typeof status === 'number') {
		if (scope === 'all') product.status = status;
		else product.viewStatus.set(scope, status);
	}
	if (typeof visibility === 'number') product.visibility = visibility;
	shop.saved(product);
	return product;
}
