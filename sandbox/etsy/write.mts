import type { FakeRequest } from '../fake.mts';
import { EtsyError, invalid, notFound } from './errors.mts';
import { piecesOf } from './shop.mts';
import type { Json, Listing, OnProperty, Product, PropertyValue, Shop } from './shop.mts';

const MOST_PIECES = 999;

const object = (value: unknown): Json =>
	typeof value === 'object' && value !== null ? (value as Json) : {};
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : []);
const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);

/** Etsy sheet, sections 4 and 6. */
export function changeState(shop: Shop, id: string, request: FakeRequest): Listing {
	const listing = shop.listing(id);
	if (!listing) throw notFound();
	const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
	const state = isForm ? new URLSearchParams(request.body.toString()).get('state') : null;
	if (state === null) return listing;
	if (state === 'inactive') {
		if (piecesOf(listing) === 0)
			throw invalid('There was a problem with /quantity : cannot be empty');
		listing.state = 'inactive';
	} else if (state === 'active') activate(shop, listing);
	else throw invalid(`Invalid state: ${state}`);
	shop.touch(listing);
	return listing;
}

function activate(shop: Shop, listing: Listing): void {
	if (listing.frozen) throw invalid("This listing is not publishable because it's frozen");
	if (listing.state === 'active') return;
	if (listing.state === 'sold_out') (listing.products[0] as Product).quantity = 1;
	if (listing.state !== 'inactive') shop.fees += 1;
	listing.state = 'active';
}

/** The whole inventory in place of the old one: what is left out is gone, and what stays gets new ids. */
export function putInventory(shop: Shop, id: string, request: FakeRequest): Listing {
	const listing = shop.listing(id);
	if (!listing) throw notFound();
	const body = parse(request);
	if (!Array.isArray(body['products'])) throw invalid('Missing input parameter: [products]');
	const products = list(body['products']).map((one) => readProduct(shop, one));
	const on: OnProperty = {
		price_on_property: numbers(body['price_on_property']),
		quantity_on_property: numbers(body['quantity_on_property']),
		sku_on_property: numbers(body['sku_on_property']),
		readiness_state_on_property: numbers(body['readiness_state_on_property']),
	};
	const widest = Math.max(...products.map(({ property_values }) => property_values.length));
	if (widest > Number(request.query.get('max_variations_supported') ?? 2))
		throw new EtsyError(409, `This listing has ${widest} variations.`);
	mustAgree(products, 'quantity', on.quantity_on_property);
	mustAgree(products, 'sku', on.sku_on_property);
	mustAgree(products, 'price', on.price_on_property);
	if (!products.some(({ is_enabled }) => is_enabled)) throw invalid('One offering must be enabled');
	if (!products.some(({ quantity, is_enabled }) => is_enabled && quantity > 0))
		throw invalid('One offering must have quantity greater than 0');
	if (piecesOf({ products }) > MOST_PIECES)
		throw invalid(`There was a problem with /quantity : cannot be greater than ${MOST_PIECES}`);
	Object.assign(listing, on, { products });
	shop.touch(listing);
	return listing;
}

function parse({ headers, body }: FakeRequest): Json {
	if (!headers['content-type']?.startsWith('application/json')) return {};
	try {
		return object(JSON.parse(body.toString()));
	} catch {
		throw invalid('The request body is not valid JSON');
	}
}

function readProduct(shop: Shop, product: Json): Product {
	if (!Array.isArray(product['property_values'])) throw invalid("Property values can't be empty");
	const [offering] = list(product['offerings']);
	const { price, quantity, is_enabled, readiness_state_id } = offering ?? {};
	if (typeof price !== 'number' || price <= 0) throw invalid('Price must be a positive number');
	if (!Number.isInteger(quantity) || Number(quantity) < 0)
		throw invalid('There was a problem with /quantity : must be a whole number');
	if (typeof is_enabled !== 'boolean' || readiness_state_id === undefined)
		throw invalid('An offering needs is_enabled and readiness_state_id');
	return {
		product_id: shop.nextId(),
		offering_id: shop.nextId(),
		sku: typeof product['sku'] === 'string' ? product['sku'] : '',
		property_values: list(product['property_values']).map(readValue),
		quantity: Number(quantity),
		is_enabled,
		price: Math.round(price * 100),
		readiness_state_id: readiness_state_id === null ? null : Number(readiness_state_id),
	};
}

function readValue(value: Json): PropertyValue {
	const values = (Array.isArray(value['values']) ? value['values'] : []).map(String);
	if (values.some((text) => /[()]/.test(text)))
		throw invalid('Property values may not contain parentheses');
	return {
		property_id: Number(value['property_id']),
		property_name: String(value['property_name'] ?? ''),
		scale_id: value['scale_id'] === null ? null : Number(value['scale_id']),
		scale_name: null,
		value_ids: numbers(value['value_ids']),
		values,
	};
}

/** Products that don't differ in the properties named may not differ in this field either. */
function mustAgree(
	products: readonly Product[],
	field: 'quantity' | 'sku' | 'price',
	on: readonly number[],
): void {
	const seen = new Map<string, unknown>();
	for (const product of products) {
		const group = JSON.stringify(
			product.property_values
				.filter(({ property_id }) => on.includes(property_id))
				.map(({ value_ids }) => value_ids),
		);
		if (seen.has(group) && seen.get(group) !== product[field])
			throw invalid(`${field} must be consistent across all products`);
		seen.set(group, product[field]);
	}
}
