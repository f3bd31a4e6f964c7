import { permit } from './auth.mts';
import { WooError } from './error.mts';
import { json } from './json.mts';
import { editable } from './route.mts';
import type { Route } from './route.mts';
import type { Shop } from './shop.mts';

const labels: Record<string, { label: string; type: string; default: string }> = {
	woocommerce_manage_stock: { label: 'Manage stock', type: 'checkbox', default: 'yes' },
	woocommerce_notify_no_stock_amount: {
		label: 'Out of stock threshold',
		type: 'number',
		default: '0',
	},
	woocommerce_notify_low_stock_amount: {
		label: 'Low stock threshold',
		type: 'number',
		default: '2',
	},
	woocommerce_hide_out_of_stock_items: {
		label: 'Out of stock visibility',
		type: 'checkbox',
		default: 'no',
	},
};

export function settingRoutes(shop: Shop): Route[] {
	const base = `${shop.url}/wp-json/wc/v3/settings/products`;
	const view = (id: string): Record<string, unknown> => {
		const value = shop.settings.get(id);
		if (value === undefined) {
			throw new WooError('rest_setting_setting_invalid', 'Invalid setting.', { status: 404 });
		}
		return {
			id,
			...labels[id],
			description: '',
			value,
			_links: { self: [{ href: `${base}/${id}` }], collection: [{ href: base }] },
		};
	};
	return [
		{
			methods: ['GET'],
			path: /^\/settings\/products$/,
			run: ({ caller }) => {
				permit(caller, 'view');
				return json(200, [...shop.settings.keys()].map(view));
			},
		},
		{
			methods: ['GET'],
			path: /^\/settings\/products\/(\w+)$/,
			run: ({ caller, name }) => {
				permit(caller, 'view');
				return json(200, { ...view(name), group_id: 'products' });
			},
		},
		{
			// Stored items keep their status: it is recomputed when they are saved next.
			methods: editable,
			path: /^\/settings\/products\/(\w+)$/,
			run: ({ caller, name, body }) => {
				permit(caller, 'edit');
				view(name);
				shop.settings.set(name, String(body['value']));
				return json(200, { ...view(name), group_id: 'products' });
			},
		},
	];
}
