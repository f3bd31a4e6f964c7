import { apply, castBatch, castSingle } from './apply.mts';
import type { Body } from './apply.mts';
import { permit } from './auth.mts';
import { batch } from './batch.mts';
import { invalidProduct, notAProduct, WooError } from './error.mts';
import { newItem, sanitized } from './item.mts';
import type { Item, ItemType } from './item.mts';
import { json, trimmed } from './json.mts';
import { list } from './list.mts';
import { itemRules, listRules } from './params.mts';
import { editable } from './route.mts';
import type { Route } from './route.mts';
import type { Shop } from './shop.mts';
import { productView } from './view.mts';

export function productRoutes(shop: Shop): Route[] {
	/** A missing id is reported before the rights are looked at; woocommerce sheet, section 9. */
	const writable = (id: number, missing: 400 | 404): Item => {
		const item = shop.items.get(id);
		if (!item) throw invalidProduct(missing);
		return item;
	};
	const update = (id: number, body: Body): Item => {
		const item = writable(id, 400);
		if (item.type === 'variation') throw notAProduct();
		apply(shop, item, body);
		shop.save(item);
		return item;
	};
	const create = (given: Body, body: Body): Item => {
		const type = (given['type'] as ItemType | undefined) ?? 'simple';
		const name = typeof body['name'] === 'string' ? body['name'] : '';
		const item = newItem({ id: shop.nextId(), created: shop.world.clock.now(), type, name });
		apply(shop, item, body);
		shop.items.set(item.id, item);
		shop.save(item, 'created');
		return item;
	};
	return [
		{
			methods: ['GET'],
			path: /^\/products$/,
			rules: listRules,
			run: ({ caller, query }) => {
				permit(caller, 'view');
				const sku = sanitized(query.get('sku') ?? '');
				const bySku = sku !== '' && sku !== '0';
				return list(shop, query, '/products', (item) => bySku || item.parentId === 0, productView);
			},
		},
		{
			methods: ['POST'],
			path: /^\/products$/,
			rules: itemRules,
			run: ({ caller, body, query }) => {
				permit(caller, 'create');
				const item = create(body, castSingle(body));
				return json(201, trimmed(productView(shop, item), query.get('_fields')), {
					location: `${shop.url}/wp-json/wc/v3/products/${item.id}`,
				});
			},
		},
		{
			methods: ['GET'],
			path: /^\/products\/(\d+)$/,
			run: ({ caller, ids: [id = 0], query }) => {
				const item = writable(id, 404);
				permit(caller, 'read');
				return json(200, trimmed(productView(shop, item), query.get('_fields')));
			},
		},
		{
			methods: editable,
			path: /^\/products\/(\d+)$/,
			rules: itemRules,
			run: ({ caller, ids: [id = 0], body, query }) => {
				if (shop.items.has(id)) permit(caller, 'edit');
				const item = update(id, castSingle(body));
				return json(200, trimmed(productView(shop, item), query.get('_fields')));
			},
		},
		{
			methods: ['DELETE'],
			path: /^\/products\/(\d+)$/,
			run: ({ caller, ids: [id = 0], query }) => {
				const item = writable(id, 404);
				permit(caller, 'delete');
				if (item.type === 'variation') throw notAProduct();
				return json(200, discard(shop, item, query.get('force') === 'true', productView));
			},
		},
		{
			methods: editable,
			path: /^\/products\/batch$/,
			run: (call) => {
				permit(call.caller, 'batch');
				return batch(
					call,
					{
						create: (body) => productView(shop, create(body, castBatch(body))),
						update: (id, body) => productView(shop, update(id, castBatch(body))),
						delete: (id) => discard(shop, writable(id, 404), false, productView),
					},
					() => shop.isRefused(),
				);
			},
		},
	];
}

/** To the trash, or away for good; the answer shows the item as it was before. */
export function discard(
	shop: Shop,
	item: Item,
	force: boolean,
	view: (shop: Shop, item: Item) => Record<string, unknown>,
): Record<string, unknown> {
	const before = view(shop, item);
	if (force) {
		shop.remove(item);
	} else if (item.status === 'trash') {
		throw new WooError(
			'woocommerce_rest_already_trashed',
			'The product has already been deleted.',
			{
				status: 410,
			},
		);
	} else {
		shop.trash(item);
	}
	return before;
}
