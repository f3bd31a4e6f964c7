import type { Item } from './item.mts';
import type { Shop } from './shop.mts';

/** `2026-11-23T03:25:45`, as WordPress writes times: without zone, in UTC or in the shop's own time. */
export function wpTime(at: number, zoneHours: number): string {
	return new Date(at + zoneHours * 3_600_000).toISOString().slice(0, 19);
}

/** What `GET /products/{id}` answers, also for a variation; members in the real order. */
export function productView(shop: Shop, item: Item): Record<string, unknown> {
	const parent = shop.parent(item);
	const counter = shop.counter(item);
	const slug = parent
		? `${parent.slug}/?attribute_size=${encodeURIComponent(item.option)}`
		: `${item.slug}/`;
	const api = `${shop.url}/wp-json/wc/v3/products`;
	const priced = item.price !== '' || item.type === 'variable';
	return {
		id: item.id,
		name: item.name,
		slug: item.slug,
		permalink: `${shop.url}/product/${slug}`,
		date_created: wpTime(item.created, shop.zone),
		date_created_gmt: wpTime(item.created, 0),
		date_modified: wpTime(item.modified, shop.zone),
		date_modified_gmt: wpTime(item.modified, 0),
		type: item.type,
		status: item.status,
		featured: false,
		catalog_visibility: item.visibility,
		description: '',
		short_description: '',
		sku: item.sku,
		price: item.price,
		regular_price: item.price,
		sale_price: '',
		date_on_sale_from: null,
		date_on_sale_from_gmt: null,
		date_on_sale_to: null,
		date_on_sale_to_gmt: null,
		on_sale: false,
		purchasable: priced && item.type !== 'external' && item.status === 'publish',
		total_sales: parent ? String(item.sales) : item.sales,
		virtual: false,
		downloadable: false,
		downloads: [],
		download_limit: -1,
		download_expiry: -1,
		external_url: '',
		button_text: '',
		tax_status: 'taxable',
		tax_class: '',
		manage_stock: shop.shopManagesStock && shop.managed(item),
		stock_quantity: counter.quantity,
		backorders: counter.backorders,
		backorders_allowed: counter.backorders !== 'no',
		backordered: item.stockStatus === 'onbackorder',
		low_stock_amount: null,
		sold_individually: false,
		weight: '',
		dimensions: { length: '', width: '', height: '' },
		shipping_required: true,
		shipping_taxable: true,
		shipping_class: '',
		shipping_class_id: 0,
		reviews_allowed: !parent,
		average_rating: '0.00',
		rating_count: 0,
		upsell_ids: [],
		cross_sell_ids: [],
		parent_id: item.parentId,
		purchase_note: '',
		categories: parent ? [] : [{ id: 15, name: 'Uncategorized', slug: 'uncategorized' }],
		brands: [],
		tags: [],
		images: [],
		attributes: attributes(shop, item),
		default_attributes: [],
		variations: shop.children(item).map((child) => child.id),
		grouped_products: [],
		menu_order: 0,
		price_html: item.price === '' ? '' : priceHtml(item.price),
		related_ids: [],
		meta_data: [],
		stock_status: item.stockStatus,
		has_options: item.type === 'variable',
		post_password: '',
		global_unique_id: '',
		_links: {
			self: [
				{
					href: `${api}/${item.id}`,
					targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
				},
			],
			collection: [{ href: api }],
			...(parent && { up: [{ href: `${api}/${parent.id}` }] }),
		},
	};
}

const notOfAVariation = new Set([
	'slug',
	'featured',
	'catalog_visibility',
	'short_description',
	'total_sales',
	'external_url',
	'button_text',
	'sold_individually',
	'shipping_required',
	'shipping_taxable',
	'reviews_allowed',
	'average_rating',
	'rating_count',
	'upsell_ids',
	'cross_sell_ids',
	'purchase_note',
	'categories',
	'brands',
	'tags',
	'images',
	'default_attributes',
	'variations',
	'grouped_products',
	'price_html',
	'related_ids',
	'has_options',
	'post_password',
]);

/** What the variation routes answer: fewer members, above all no catalog_visibility. */
export function variationView(shop: Shop, item: Item): Record<string, unknown> {
	const all = Object.entries(productView(shop, item));
	return Object.fromEntries(all.filter(([name]) => !notOfAVariation.has(name)));
}

function attributes(shop: Shop, item: Item): unknown[] {
	if (item.type === 'variation') {
		return [{ id: 0, name: 'Size', slug: 'size', option: item.option }];
	}
	if (item.type !== 'variable') return [];
	const options = shop.children(item).map((child) => child.option);
	return [{ id: 0, name: 'Size', position: 0, visible: true, variation: true, options }];
}

function priceHtml(price: string): string {
	const amount = Number(price).toFixed(2);
	return `<span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol" translate="no">&#36;</span>${amount}</bdi></span>`;
}
