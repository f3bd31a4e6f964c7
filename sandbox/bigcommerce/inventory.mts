import type { FakeAnswer } from '../fake.mts';
import { list, notFound, page, problem } from './answers.mts';
import type { Call, Route } from './route.mts';
import type { Shop, Variant } from './shop.mts';
import { places } from './shop.mts';
import { itemView } from './view.mts';

type Row = Record<string, unknown>;

const mostItems = 1_000;
const mostRows = 2_000;

const rowsOf = (value: unknown): Row[] =>
	(Array.isArray(value) ? value : []).map((row) =>
		typeof row === 'object' && row !== null ? (row as Row) : {},
	);

export function inventoryRoutes(shop: Shop): Route[] {
	/** Which item a row means; how the product is tracked decides how it may be named (bigcommerce sheet, section 4). */
	const itemOf = (row: Row): Variant => {
		const { sku, variant_id: variantId, product_id: productId } = row;
		if (productId !== undefined) {
			const product = shop.product(Number(productId));
			const [base] = product?.variants ?? [];
			if (!product || !base) throw problem(`[Item with product_id ${String(productId)} not found]`);
			if (product.tracking === 'variant')
				throw problem(
					`[Item with product_id ${product.id} is tracked by variant, please update stock by variant id]`,
				);
			return base;
		}
		const name = variantId === undefined ? `sku ${String(sku)}` : `variant_id ${String(variantId)}`;
		const variant = shop.variants.find((one) =>
			variantId === undefined
				? one.sku.toLowerCase() === String(sku).toLowerCase()
				: one.id === Number(variantId),
		);
		if (!variant) throw problem(`[Item with ${name} not found]`);
		if (variant.product.tracking === 'product')
			throw problem(`[Item with ${name} is tracked by product, please update stock by product id]`);
		return variant;
	};

	const adjust = ({ body }: Call): FakeAnswer => {
		const rows = rowsOf((body as Row | null)?.['items']);
		if (rows.length === 0) throw problem('Invalid request', { items: 'error.path.missing' });
		if (rows.length > mostRows)
			throw problem('Invalid request', { items: `error.maxLength ${mostRows}` });
		const errors: Record<string, string> = {};
		rows.forEach((row, i) => {
			for (const name of ['location_id', 'quantity'])
				if (!Number.isInteger(row[name])) errors[`${i}.${name}`] = 'error.expected.int';
		});
		if (Object.keys(errors).length > 0) throw problem('Invalid request', errors);
		const changes = rows.map((row) => ({ row, item: itemOf(row) }));
		for (const { row } of changes)
			if (!places.some(({ id }) => id === row['location_id']))
				throw problem(`[Location with id ${String(row['location_id'])} not found]`);
		// All or nothing: the item that is refused takes the others with it.
		for (const { item } of changes)
			if (shop.world.befalls?.('bigcommerce', 'itemRefused'))
				throw problem(`[Item with variant_id ${item.id} not found]`);
		for (const { row, item } of changes)
			shop.setSoon(item, Number(row['location_id']), Number(row['quantity']));
		return { status: 200, body: { transaction_id: shop.transaction() } };
	};

	const setUp = ({ ids: [placeId], body }: Call): FakeAnswer => {
		if (!places.some(({ id }) => id === Number(placeId))) throw notFound('The location');
		for (const row of rowsOf((body as Row | null)?.['settings'])) {
			const identity = (row['identity'] ?? {}) as Row;
			const level = shop.level(shop.counter(byAnyName(identity)), Number(placeId));
			if (typeof row['is_in_stock'] === 'boolean') level.inStock = row['is_in_stock'];
			if (typeof row['safety_stock'] === 'number') level.safetyStock = row['safety_stock'];
		}
		return { status: 200, body: { transaction_id: shop.transaction() } };
	};

	const byAnyName = ({ sku, variant_id: variantId, product_id: productId }: Row): Variant => {
		const found = shop.variants.find(
			(one) =>
				one.id === Number(variantId) ||
				one.product.id === Number(productId) ||
				one.sku.toLowerCase() === String(sku).toLowerCase(),
		);
		if (!found) throw problem('[Item not found]');
		return found;
	};

	return [
		{
			method: 'GET',
			path: /^\/inventory\/items$/,
			scope: 'inventory',
			run: ({ query }) => {
				const skus = list(query, 'sku:in');
				const variants = list(query, 'variant_id:in');
				const products = list(query, 'product_id:in');
				const hits = shop.variants.filter(
					(one) =>
						(skus?.has(one.sku.toLowerCase()) ?? true) &&
						(variants?.has(String(one.id)) ?? true) &&
						(products?.has(String(one.product.id)) ?? true),
				);
				return page(hits, query, mostItems, (one) => itemView(shop, one));
			},
		},
		{
			method: 'PUT',
			path: /^\/inventory\/adjustments\/absolute$/,
			scope: 'inventory modify',
			run: adjust,
		},
		{
			method: 'PUT',
			path: /^\/inventory\/locations\/(\d+)\/items$/,
			scope: 'inventory modify',
			run: setUp,
		},
		{
			method: 'GET',
			path: /^\/inventory\/locations$/,
			scope: 'locations',
			run: ({ query }) => {
				const active = query.get('is_active');
				const hits = places.filter(({ enabled }) => active === null || String(enabled) === active);
				return page(hits, query, mostItems, ({ id, code, name, enabled }) => ({
					id,
					code,
					label: name,
					description: '',
					managed_by_external_source: false,
					type_id: 'PHYSICAL',
					enabled,
					time_zone: 'Etc/UTC',
					storefront_visibility: true,
				}));
			},
		},
	];
}
