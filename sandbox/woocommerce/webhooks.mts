import { permit } from './auth.mts';
import { Deliveries } from './deliveries.mts';
import type { Webhook } from './deliveries.mts';
import { WooError } from './error.mts';
import { json, trimmed } from './json.mts';
import { listRules } from './params.mts';
import type { Rules } from './params.mts';
import { editable } from './route.mts';
import type { Route } from './route.mts';
import type { Shop } from './shop.mts';
import { wpTime } from './view.mts';

const bodyRules: Rules = {
	name: { type: 'string' },
	topic: { type: 'string' },
	secret: { type: 'string' },
	delivery_url: { type: 'string' },
	status: { type: 'enum', values: ['active', 'paused', 'disabled'] },
};

const validTopic =
	/^((product|order|customer|coupon)\.(created|updated|deleted|restored)|action\.\w+)$/;

const hookNames: Record<string, readonly string[]> = {
	'product.created': [
		'woocommerce_process_product_meta',
		'woocommerce_new_product',
		'woocommerce_new_product_variation',
	],
	'product.updated': [
		'woocommerce_process_product_meta',
		'woocommerce_update_product',
		'woocommerce_update_product_variation',
	],
	'product.deleted': ['wp_trash_post'],
	'product.restored': ['untrashed_post'],
};

export function webhookRoutes(shop: Shop, deliveries: Deliveries): Route[] {
	const { hooks } = deliveries;
	let nextId = 1;
	const find = (id: number, missing: 400 | 404): Webhook => {
		const hook = hooks.get(id);
		if (hook) return hook;
		const message = missing === 400 ? 'Webhook ID is invalid.' : 'Invalid ID.';
		throw new WooError('woocommerce_rest_shop_webhook_invalid_id', message, { status: missing });
	};
	const view = (hook: Webhook): Record<string, unknown> => {
		const [resource = '', event = ''] = hook.topic.split('.');
		const base = `${shop.url}/wp-json/wc/v3/webhooks`;
		return {
			id: hook.id,
			name: hook.name,
			status: hook.status,
			topic: hook.topic,
			resource,
			event,
			hooks: hookNames[hook.topic] ?? (resource === 'action' ? [event] : []),
			delivery_url: hook.deliveryUrl,
			date_created: wpTime(hook.created, shop.zone),
			date_created_gmt: wpTime(hook.created, 0),
			date_modified: wpTime(hook.modified, shop.zone),
			date_modified_gmt: wpTime(hook.modified, 0),
			_links: { self: [{ href: `${base}/${hook.id}` }], collection: [{ href: base }] },
		};
	};
	const randomSecret = (): string =>
		Array.from({ length: 50 }, () => Math.floor(shop.world.random() * 36).toString(36)).join('');

	return [
		{
			methods: ['GET'],
			path: /^\/webhooks$/,
			rules: { page: listRules.page, per_page: listRules.per_page },
			run: ({ caller, query }) => {
				permit(caller, 'view');
				const perPage = Number(query.get('per_page') ?? 10);
				const from = (Number(query.get('page') ?? 1) - 1) * perPage;
				const rows = [...hooks.values()].sort((a, b) => b.id - a.id).map(view);
				return json(
					200,
					rows.slice(from, from + perPage).map((row) => trimmed(row, query.get('_fields'))),
					{
						'x-wp-total': String(rows.length),
						'x-wp-totalpages': String(Math.ceil(rows.length / perPage)),
					},
				);
			},
		},
		{
			methods: ['POST'],
			path: /^\/webhooks$/,
			rules: bodyRules,
			run: ({ caller, body }) => {
				permit(caller, 'create');
				const now = shop.world.clock.now();
				const hook: Webhook = {
					id: nextId,
					name: String(body['name'] ?? `Webhook created on ${wpTime(now, shop.zone)}`),
					status: (body['status'] as Webhook['status'] | undefined) ?? 'active',
					topic: topicOf(body['topic']),
					deliveryUrl: addressOf(body['delivery_url']),
					secret: String(body['secret'] || randomSecret()),
					failures: 0,
					created: now,
					modified: now,
				};
				hooks.set(nextId++, hook);
				deliveries.ping(hook);
				return json(201, view(hook), {
					location: `${shop.url}/wp-json/wc/v3/webhooks/${hook.id}`,
				});
			},
		},
		{
			methods: ['GET'],
			path: /^\/webhooks\/(\d+)$/,
			run: ({ caller, ids: [id = 0] }) => {
				permit(caller, 'read');
				return json(200, view(find(id, 404)));
			},
		},
		{
			methods: editable,
			path: /^\/webhooks\/(\d+)$/,
			rules: bodyRules,
			run: ({ caller, ids: [id = 0], body }) => {
				permit(caller, 'edit');
				const hook = find(id, 400);
				if (body['topic'] !== undefined) hook.topic = topicOf(body['topic']);
				if (body['delivery_url'] !== undefined) hook.deliveryUrl = addressOf(body['delivery_url']);
				if (typeof body['name'] === 'string') hook.name = body['name'];
				if (typeof body['secret'] === 'string') hook.secret = body['secret'];
				// Activating again keeps the count of failures: one more disables it at once.
				if (body['status'] !== undefined) hook.status = body['status'] as Webhook['status'];
				hook.modified = shop.world.clock.now();
				return json(200, view(hook));
			},
		},
		{
			methods: ['DELETE'],
			path: /^\/webhooks\/(\d+)$/,
			run: ({ caller, ids: [id = 0], query }) => {
				permit(caller, 'delete');
				if (query.get('force') !== 'true') {
					throw new WooError(
						'woocommerce_rest_trash_not_supported',
						'Webhooks do not support trashing.',
						{ status: 501 },
					);
				}
				const hook = find(id, 404);
				hooks.delete(id);
				return json(200, view(hook));
			},
		},
	];
}

function topicOf(value: unknown): string {
	if (typeof value === 'string' && validTopic.test(value)) return value;
	throw new WooError(
		'woocommerce_rest_shop_webhook_invalid_topic',
		'Webhook topic is required and must be valid.',
		{ status: 400 },
	);
}

function addressOf(value: unknown): string {
	if (typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value)) return value;
	throw new WooError(
		'woocommerce_rest_shop_webhook_invalid_delivery_url',
		'Webhook delivery URL must be a valid URL starting with http:// or https://.',
		{ status: 400 },
	);
}
