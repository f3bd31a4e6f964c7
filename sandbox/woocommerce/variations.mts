import { apply, castBatch, castSingle } from './apply.mts';
import type { Body } from './apply.mts';
import { permit } from './auth.mts';
import { batch } from './batch.mts';
import { invalidVariation } from './error.mts';
import { newItem } from './item.mts';
import type { Item } from './item.mts';
import { json, trimmed } from './json.mts';
import { list } from './list.mts';
import { itemRules, listRules } from './params.mts';
import { editable } from './route.mts';
import type { Route } from './route.mts';
import { discard } from './products.mts';
import type { Shop } from './shop.mts';
import { variationView } from './view.mts';

const one = /^\/products\/(\d+)\/variations\/(\d+)$/;
const all = /^\/products\/(\d+)\/variations$/;

export function variationRoutes(shop: Shop): Route[] {
	const child = (parentId: number, id: number): Item => {
		const item = shop.items.get(id);
		if (item?.type !== 'variation' || item.parentId !== parentId) throw invalidVariation();
		return item;
	};
	const update = (parentId: number, id: number, body: Body): Item => {
		const item = child(parentId, id);
		apply(shop, item, body);
		shop.save(item);
		return item;
	};
	const create = (parentId: number, body: Body): Item => {
		const parent = shop.items.get(parentId);
		if (parent?.type !== 'variable') throw invalidVariation();
		const created = shop.world.clock.now();
		const { name } = parent;
		const item = newItem({ id: shop.nextId(), created, type: 'variation', parentId, name });
		apply(shop, item, body);
		shop.items.set(item.id, item);
		shop.save(item, 'created');
		return item;
	};
	return [
		{
			// Since WooCommerce 10.3, to read only.
			methods: ['GET'],
			path: /^\/variations$/,
			rules: listRules,
			run: ({ caller, query }) => {
				permit(caller, 'view');
				return list(shop, query, '/variations', ({ type }) => type === 'variation', variationView);
			},
		},
		{
			methods: ['GET'],
			path: all,
			rules: listRules,
			run: ({ caller, ids: [parentId], query }) => {
				permit(caller, 'view');
				const path = `/products/${parentId}/variations`;
				return list(shop, query, path, (item) => item.parentId === parentId, variationView);
			},
		},
		{
			methods: ['POST'],
			path: all,
			rules: itemRules,
			run: ({ caller, ids: [parentId = 0], body }) => {
				permit(caller, 'create');
				const item = create(parentId, castSingle(body));
				return json(201, variationView(shop, item), {
					location: `${shop.url}/wp-json/wc/v3/products/${parentId}/variations/${item.id}`,
				});
			},
		},
		{
			methods: ['GET'],
			path: one,
			run: ({ caller, ids: [parentId = 0, id = 0], query }) => {
				const item = child(parentId, id);
				permit(caller, 'read');
				return json(200, trimmed(variationView(shop, item), query.get('_fields')));
			},
		},
		{
			methods: editable,
			path: one,
			rules: itemRules,
			run: ({ caller, ids: [parentId = 0, id = 0], body, query }) => {
				child(parentId, id);
				permit(caller, 'edit');
				const item = update(parentId, id, castSingle(body));
				return json(200, trimmed(variationView(shop, item), query.get('_fields')));
			},
		},
		{
			methods: ['DELETE'],
			path: one,
			run: ({ caller, ids: [parentId = 0, id = 0], query }) => {
				const item = child(parentId, id);
				permit(caller, 'delete');
				return json(200, discard(shop, item, query.get('force') === 'true', variationView));
			},
		},
		{
			methods: editable,
			path: /^\/products\/(\d+)\/variations\/batch$/,
			run: (call) => {
				const [parentId = 0] = call.ids;
				permit(call.caller, 'batch');
				return batch(
					call,
					{
						create: (body) => variationView(shop, create(parentId, castBatch(body))),
						update: (id, body) => variationView(shop, update(parentId, id, castBatch(body))),
						delete: (id) => discard(shop, child(parentId, id), false, variationView),
					},
					() => shop.isRefused(),
				);
			},
		},
	];
}
