import type { FakeAnswer } from '../fake.mts';
import { BigError, data, list, notFound, page, said } from './answers.mts';
import type { Call, Route } from './route.mts';
import type { Product, Shop, Variant } from './shop.mts';
import { fields, productView, variantView } from './view.mts';

type Body = Record<string, unknown>;
type Rule = { type: 'string' | 'number' | 'boolean'; among?: readonly string[] };

const mostProducts = 10;
const mostVariants = 50;
const mostPerPage = 250;
const availabilities = ['available', 'disabled', 'preorder'] as const;

const productRules: Record<string, Rule> = {
	is_visible: { type: 'boolean' },
	availability: { type: 'string', among: availabilities },
	inventory_tracking: { type: 'string', among: ['none', 'product', 'variant'] },
	inventory_level: { type: 'number' },
	search_keywords: { type: 'string' },
	meta_description: { type: 'string' },
};
const variantRules: Record<string, Rule> = {
	purchasing_disabled: { type: 'boolean' },
	inventory_level: { type: 'number' },
};

const bodyOf = (value: unknown): Body =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {};

function errorsOf(body: Body, rules: Record<string, Rule>, at: string): Record<string, string> {
	const errors: Record<string, string> = {};
	for (const [name, { type, among }] of Object.entries(rules)) {
		const value = body[name];
		if (value === undefined) continue;
		if (typeof value !== type) errors[`${at}${name}`] = `error.expected.js${type}`;
		else if (among && !among.includes(String(value)))
			errors[`${at}${name}`] = `must be one of: ${among.join(', ')}`;
	}
	return errors;
}

function refuse(errors: Record<string, string>): void {
	const names = Object.keys(errors);
	// As recorded.
	if (names.length > 0)
		throw new BigError(said(422, `Invalid field(s): ${names.join(', ')}`, errors));
}

/** What has no variants to choose from cannot be tracked by them (recorded). */
function trackingErrors(product: Product, body: Body): Record<string, string> {
	return body['inventory_tracking'] === 'variant' && !product.complex
		? { inventory_tracking: 'inventory_tracking must be equals "none"' }
		: {};
}

export function catalogRoutes(shop: Shop): Route[] {
	const productOf = (id: unknown): Product => {
		const product = shop.product(Number(id));
		if (!product) throw notFound();
		return product;
	};
	const variantOf = (productId: unknown, id: unknown): Variant => {
		const variant = productOf(productId).variants.find((one) => one.id === Number(id));
		if (!variant) throw notFound();
		return variant;
	};
	const show = (query: URLSearchParams) => (product: Product) => ({
		...fields(productView(shop, product), query.get('include_fields')),
		...(query.get('include')?.split(',').includes('variants') && {
			variants: product.variants.map((variant) => variantView(shop, variant)),
		}),
	});
	const saveProduct = (product: Product, body: Body): void => {
		if (typeof body['is_visible'] === 'boolean') product.visible = body['is_visible'];
		const availability = availabilities.find((one) => one === body['availability']);
		if (availability) product.availability = availability;
		if (typeof body['inventory_tracking'] === 'string')
			product.tracking = body['inventory_tracking'] as Product['tracking'];
		if (typeof body['search_keywords'] === 'string') product.keywords = body['search_keywords'];
		if (typeof body['meta_description'] === 'string')
			product.metaDescription = body['meta_description'];
		if (Array.isArray(body['categories'])) product.categories = body['categories'].map(Number);
		const [base] = product.variants;
		// The catalog knows the default location only, and passes the write on (bigcommerce sheet, section 1).
		if (typeof body['inventory_level'] === 'number' && base) {
			shop.setNow(shop.level(base, 1), body['inventory_level']);
			shop.stockChanged(base, 'absolute', body['inventory_level']);
		} else shop.touch(product);
	};
	const saveVariant = (variant: Variant, body: Body): void => {
		if (typeof body['purchasing_disabled'] === 'boolean')
			variant.purchasingDisabled = body['purchasing_disabled'];
		if (typeof body['inventory_level'] === 'number') {
			shop.setNow(shop.level(shop.counter(variant), 1), body['inventory_level']);
			shop.stockChanged(variant, 'absolute', body['inventory_level']);
		} else shop.touch(variant.product);
	};

	const putProducts = ({ body, query }: Call): FakeAnswer => {
		const rows = Array.isArray(body) ? body.map(bodyOf) : [];
		if (!Array.isArray(body))
			throw new BigError(said(422, 'The body must be an array of products.', {}));
		if (rows.length > mostProducts)
			throw new BigError(
				said(413, `The number of products exceeds the maximum of ${mostProducts}.`),
			);
		refuse(Object.assign({}, ...rows.map((row, i) => errorsOf(row, productRules, `${i}.`))));
		const products = rows.map((row) => productOf(row['id']));
		const errors: Record<string, string> = {};
		const saved = products.filter((product, i) => {
			const isRefused = product.unsavable || shop.world.befalls?.('bigcommerce', 'itemRefused');
			if (isRefused) errors[String(i)] = 'could not be saved';
			else saveProduct(product, rows[i] ?? {});
			return !isRefused;
		});
		const body207 = {
			data: saved.map(show(query)),
			errors: said(207, 'Some products could not be saved', errors),
			meta: {},
		};
		if (Object.keys(errors).length > 0) return { status: 207, body: body207 };
		return data(saved.map(show(query)));
	};

	const putVariants = ({ body }: Call): FakeAnswer => {
		const rows = Array.isArray(body) ? body.map(bodyOf) : [];
		if (rows.length > mostVariants)
			throw new BigError(
				said(413, `The number of variants exceeds the maximum of ${mostVariants}.`),
			);
		const found = rows.map((row) => shop.variants.find(({ id }) => id === Number(row['id'])));
		const batch = rows.flatMap((row, i) => {
			const errors = errorsOf(row, variantRules, '');
			if (!found[i]) errors['id'] = `The variant ${String(row['id'])} does not exist.`;
			return Object.keys(errors).length > 0 ? [said(422, 'Invalid variant', errors)] : [];
		});
		if (batch.length > 0) return { status: 422, body: { batch_errors: batch } };
		const saved = found.filter((variant) => variant !== undefined);
		saved.forEach((variant, i) => saveVariant(variant, rows[i] ?? {}));
		return data(saved.map((variant) => variantView(shop, variant)));
	};

	return [
		{
			method: 'GET',
			path: /^\/catalog\/summary$/,
			scope: 'products',
			run: () =>
				data({
					inventory_count: shop.products.reduce((sum, one) => sum + shop.productTotal(one), 0),
					variant_count: shop.variants.length,
				}),
		},
		{
			method: 'GET',
			path: /^\/catalog\/products$/,
			scope: 'products',
			run: ({ query }) => {
				const ids = list(query, 'id:in');
				const skus = list(query, 'sku:in');
				const sku = query.get('sku')?.toLowerCase();
				const after = Number(query.get('id:greater') ?? 0);
				const hits = shop.products.filter(
					(product) =>
						product.id > after &&
						(ids?.has(String(product.id)) ?? true) &&
						(skus?.has(product.sku.toLowerCase()) ?? true) &&
						(sku === undefined || product.sku.toLowerCase() === sku),
				);
				// Without an order the newest come first, so that tests notice where the order matters.
				const sorted = hits.sort((a, b) => a.id - b.id);
				if (query.get('sort') !== 'id' || query.get('direction') === 'desc') sorted.reverse();
				return page(sorted, query, mostPerPage, show(query), { too_many: false });
			},
		},
		{ method: 'PUT', path: /^\/catalog\/products$/, scope: 'products modify', run: putProducts },
		{
			method: 'GET',
			path: /^\/catalog\/products\/(\d+)$/,
			scope: 'products',
			run: ({ ids: [id], query }) => data(show(query)(productOf(id))),
		},
		{
			method: 'PUT',
			path: /^\/catalog\/products\/(\d+)$/,
			scope: 'products modify',
			run: ({ ids: [id], body, query }) => {
				const product = productOf(id);
				refuse({
					...errorsOf(bodyOf(body), productRules, ''),
					...trackingErrors(product, bodyOf(body)),
				});
				saveProduct(product, bodyOf(body));
				return data(show(query)(product));
			},
		},
		{
			method: 'GET',
			path: /^\/catalog\/products\/(\d+)\/variants$/,
			scope: 'products',
			run: ({ ids: [id], query }) =>
				page(productOf(id).variants, query, mostPerPage, (variant) => variantView(shop, variant)),
		},
		{
			method: 'PUT',
			path: /^\/catalog\/products\/(\d+)\/variants\/(\d+)$/,
			scope: 'products modify',
			run: ({ ids: [productId, id], body }) => {
				const variant = variantOf(productId, id);
				refuse(errorsOf(bodyOf(body), variantRules, ''));
				saveVariant(variant, bodyOf(body));
				return data(variantView(shop, variant));
			},
		},
		{
			method: 'GET',
			path: /^\/catalog\/variants$/,
			scope: 'products',
			run: ({ query }) => {
				const sku = query.get('sku')?.toLowerCase();
				const products = list(query, 'product_id:in');
				// Base variants are looked up as products (bigcommerce sheet, section 3).
				const hits = shop.variants.filter(
					(variant) =>
						(sku === undefined || (variant.product.complex && variant.sku.toLowerCase() === sku)) &&
						(products?.has(String(variant.product.id)) ?? true),
				);
				return page(hits, query, mostPerPage, (variant) =>
					fields(variantView(shop, variant), query.get('include_fields')),
				);
			},
		},
		{ method: 'PUT', path: /^\/catalog\/variants$/, scope: 'products modify', run: putVariants },
	];
}
