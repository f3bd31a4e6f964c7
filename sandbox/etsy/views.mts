import { ids } from './access.mts';
import { piecesOf } from './shop.mts';
import type { Json, Listing, Product } from './shop.mts';

export const seconds = (at: number): number => Math.floor(at / 1000);
export const money = (amount: number): Json => ({ amount, divisor: 100, currency_code: 'USD' });

export const inventoryView = (listing: Listing): Json => ({
	products: listing.products.map((product) => ({
		product_id: product.product_id,
		sku: product.sku,
		is_deleted: false,
		offerings: [offeringView(product)],
		property_values: product.property_values,
	})),
	price_on_property: listing.price_on_property,
	quantity_on_property: listing.quantity_on_property,
	sku_on_property: listing.sku_on_property,
	readiness_state_on_property: listing.readiness_state_on_property,
});

function offeringView(product: Product): Json {
	const { offering_id, quantity, is_enabled, price, readiness_state_id } = product;
	return {
		offering_id,
		quantity,
		is_enabled,
		is_deleted: false,
		price: money(price),
		readiness_state_id,
	};
}

export function listingView(listing: Listing): Json {
	const { listing_id, title, state, products, modified } = listing;
	return {
		listing_id,
		user_id: ids.user,
		shop_id: ids.shop,
		title,
		description: `${title}, for artists.`,
		state,
		creation_timestamp: 1_790_000_000,
		ending_timestamp: 1_800_000_000,
		last_modified_timestamp: seconds(modified),
		state_timestamp: seconds(modified),
		// Shared pieces count once.
		quantity: listing.quantity_on_property.length
			? piecesOf(listing)
			: (products[0] as Product).quantity,
		url: `https://www.etsy.com/listing/${listing_id}`,
		listing_type: 'physical',
		tags: [],
		has_variations: products.length > 1,
		should_auto_renew: false,
		price: money((products[0] as Product).price),
	};
}
