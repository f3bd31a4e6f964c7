import type { Product, Shop, Variant } from './shop.mts';
import { places } from './shop.mts';

const date = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');
const slug = (name: string): string => `/${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}/`;

export function productView(shop: Shop, product: Product): Record<string, unknown> {
	const price = product.variants[0]?.price ?? 0;
	return {
		id: product.id,
		name: product.name,
		type: 'physical',
		sku: product.sku,
		description: '',
		weight: 1,
		width: 0,
		depth: 0,
		height: 0,
		price,
		cost_price: 0,
		retail_price: 0,
		sale_price: 0,
		map_price: 0,
		tax_class_id: 0,
		product_tax_code: '',
		calculated_price: price,
		categories: product.categories,
		brand_id: 0,
		option_set_id: product.complex ? 14 : null,
		option_set_display: 'right',
		inventory_level: shop.productTotal(product),
		inventory_warning_level: 0,
		inventory_tracking: product.tracking,
		reviews_rating_sum: 0,
		reviews_count: 0,
		total_sold: 0,
		fixed_cost_shipping_price: 0,
		is_free_shipping: false,
		is_visible: product.visible,
		is_featured: false,
		related_products: [-1],
		warranty: '',
		bin_picking_number: '',
		layout_file: 'product.html',
		upc: '',
		mpn: '',
		gtin: '',
		date_last_imported: null,
		search_keywords: product.keywords,
		availability: product.availability,
		availability_description: '',
		gift_wrapping_options_type: 'any',
		gift_wrapping_options_list: [],
		sort_order: 0,
		condition: 'New',
		is_condition_shown: false,
		order_quantity_minimum: 0,
		order_quantity_maximum: 0,
		page_title: '',
		meta_keywords: [],
		meta_description: product.metaDescription,
		date_created: date(product.modified),
		date_modified: date(product.modified),
		view_count: 0,
		preorder_release_date: null,
		preorder_message: '',
		is_preorder_only: false,
		is_price_hidden: false,
		price_hidden_label: '',
		custom_url: { url: slug(product.name), is_customized: false },
		// Null for products with options (recorded).
		base_variant_id: product.complex ? null : (product.variants[0]?.id ?? null),
		open_graph_type: 'product',
		open_graph_title: '',
		open_graph_description: '',
		open_graph_use_meta_description: true,
		open_graph_use_product_name: true,
		open_graph_use_image: true,
	};
}

export function variantView(shop: Shop, variant: Variant): Record<string, unknown> {
	const { product } = variant;
	return {
		id: variant.id,
		product_id: product.id,
		sku: variant.sku,
		sku_id: product.complex ? variant.id - 400 : null,
		price: variant.price,
		calculated_price: variant.price,
		sale_price: 0,
		retail_price: 0,
		map_price: 0,
		weight: 1,
		width: 0,
		height: 0,
		depth: 0,
		is_free_shipping: false,
		fixed_cost_shipping_price: 0,
		calculated_weight: 1,
		purchasing_disabled: variant.purchasingDisabled,
		purchasing_disabled_message: '',
		image_url: '',
		cost_price: 0,
		upc: '',
		mpn: '',
		gtin: '',
		inventory_level: shop.total(variant),
		inventory_warning_level: 0,
		bin_picking_number: '',
		option_values: product.complex
			? [
					{
						id: variant.id - 300,
						label: variant.option,
						option_id: 108,
						option_display_name: 'Size',
					},
				]
			: [],
	};
}

export function itemView(shop: Shop, variant: Variant): Record<string, unknown> {
	const { product } = variant;
	const { levels } = shop.counter(variant);
	return {
		identity: {
			sku: variant.sku,
			variant_id: variant.id,
			product_id: product.id,
			sku_id: product.complex ? variant.id - 400 : null,
		},
		locations: places.flatMap((place) => {
			const level = levels.get(place.id);
			if (!level) return [];
			return [
				{
					location_id: place.id,
					location_code: place.code,
					location_name: place.name,
					available_to_sell: shop.available(level),
					total_inventory_onhand: shop.onHand(level),
					location_enabled: place.enabled,
					settings: {
						safety_stock: level.safetyStock,
						is_in_stock: level.inStock,
						warning_level: 0,
						bin_picking_number: '',
						...(level.backorderLimit > 0 && { backorder_limit: level.backorderLimit }),
					},
				},
			];
		}),
	};
}

/** The ID and the fields asked for; sub-resources come on top (bigcommerce sheet, section 3). */
export function fields(
	row: Record<string, unknown>,
	wanted: string | null,
): Record<string, unknown> {
	if (wanted === null || wanted === '') return row;
	const names = new Set(['id', ...wanted.split(',')]);
	return Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name)));
}
