import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { Access, client, consentPath, tokenPath, type Scope } from './access.mts';
import { adjust } from './adjustments.mts';
import { foreignOrganization, invalidToken, tooMany, ZohoError } from './errors.mts';
import { byIds, detail, list, mark } from './items.mts';
import { Limits } from './limits.mts';
import { PurchaseOrders } from './purchaseOrders.mts';
import { locations, organizationId, organizations, Shop, type Item } from './shop.mts';
import { Webhooks, webhookSecret } from './webhooks.mts';

const slug = 'zoho-inventory';
const base = '/inventory/v1';

export interface ZohoFake extends Fake {
	readonly shop: Shop;
	readonly access: Access;
	readonly limits: Limits;
	readonly webhooks: Webhooks;
	readonly orders: PurchaseOrders;
}

interface Route {
	method: string;
	path: RegExp;
	scope: Scope;
	/** Of the user rather than of one organization. */
	free?: boolean;
	run(request: FakeRequest, part: string, status: Item['status']): FakeAnswer;
}

const ok = (body: object, message = 'success', status = 200): FakeAnswer => ({
	status,
	body: { code: 0, message, ...body },
});

const capital = (status: string): string => status[0].toUpperCase() + status.slice(1);

const routesOf = (shop: Shop, orders: PurchaseOrders, webhooks: Webhooks): Route[] => [
	{
		method: 'GET',
		path: /^\/organizations$/,
		scope: 'ZohoInventory.settings.READ',
		free: true,
		run: () =>
			ok({
				organizations: organizations.map((one, i) => ({
					...one,
					is_default_org: i === 0,
					is_org_active: true,
					currency_code: 'USD',
					language_code: 'en',
				})),
			}),
	},
	{
		method: 'GET',
		path: /^\/locations$/,
		scope: 'ZohoInventory.settings.READ',
		run: () => ok({ locations: locations.map((one) => ({ type: 'general', ...one })) }),
	},
	{
		method: 'GET',
		path: /^\/items$/,
		scope: 'ZohoInventory.items.READ',
		run: ({ query }) => ok(list(shop, query)),
	},
	{
		method: 'GET',
		path: /^\/itemdetails$/,
		scope: 'ZohoInventory.items.READ',
		run: ({ query }) =>
			ok({ items: byIds(shop, query.get('item_ids')).map((item) => detail(shop, item)) }),
	},
	{
		method: 'GET',
		path: /^\/items\/(\d+)$/,
		scope: 'ZohoInventory.items.READ',
		run: (_, id) => ok({ item: byIds(shop, id).map((item) => detail(shop, item))[0] }),
	},
	{
		method: 'POST',
		path: /^\/items\/()(active|inactive)$/,
		scope: 'ZohoInventory.items.CREATE',
		run: ({ query }, _, status) => {
			const items = byIds(shop, query.get('item_ids'));
			mark(shop, items, status);
			for (const item of items) webhooks.edited(shop, item);
			return ok({}, `The items have been marked as ${capital(status)}.`);
		},
	},
	{
		method: 'POST',
		path: /^\/items\/([^/]+)\/(active|inactive)$/,
		scope: 'ZohoInventory.items.CREATE',
		run: (_, id, status) => {
			const items = byIds(shop, id);
			mark(shop, items, status);
			for (const item of items) webhooks.edited(shop, item);
			return ok({}, `The item has been marked as ${capital(status)}.`);
		},
	},
	{
		method: 'POST',
		path: /^\/inventoryadjustments$/,
		scope: 'ZohoInventory.inventoryadjustments.CREATE',
		run: (request) => {
			const inventory_adjustment = adjust(shop, request);
			for (const { item_id, quantity_adjusted } of inventory_adjustment.line_items)
				for (const item of byIds(shop, item_id)) webhooks.adjustment(item, quantity_adjusted);
			return ok({ inventory_adjustment }, 'Inventory Adjustment has been added', 201);
		},
	},
	{
		method: 'GET',
		path: /^\/purchaseorders$/,
		scope: 'ZohoInventory.purchaseorders.READ',
		run: ({ query }) => ok(orders.list(query)),
	},
	{
		method: 'GET',
		path: /^\/purchaseorders\/([^/]+)$/,
		scope: 'ZohoInventory.purchaseorders.READ',
		run: (_, id) => ok(orders.read(id)),
	},
];

export const make = ((world: World): ZohoFake => {
	const shop = new Shop(world);
	const access = new Access(world);
	const limits = new Limits(world);
	const webhooks = new Webhooks(world);
	const orders = new PurchaseOrders(world, shop);
	const routes = routesOf(shop, orders, webhooks);

	const serve = (request: FakeRequest): FakeAnswer => {
		const { method, path, query } = request;
		const below = path.startsWith(`${base}/`) ? path.slice(base.length) : '';
		const fitting = routes.filter((route) => route.path.test(below));
		const route = fitting.find((one) => one.method === method);
		access.check(request, route?.scope ?? 'ZohoInventory.items.READ');
		if (!route && fitting.length > 0)
			throw new ZohoError(405, 37, 'The HTTP method is not allowed.');
		if (!route) throw new ZohoError(404, 5, 'Invalid URL Passed');
		if (!route.free && query.get('organization_id') !== organizationId) throw foreignOrganization();
		const [, part = '', status = 'active'] = route.path.exec(below) ?? [];
		return route.run(request, part, status as Item['status']);
	};

	const isLogin = ({ path }: FakeRequest): boolean => path === tokenPath || path === consentPath;

	return {
		slug,
		name: 'Zoho Inventory',
		shop,
		access,
		limits,
		webhooks,
		orders,
		async handle(request) {
			if (request.path === consentPath) return access.consent.authorize(request);
			if (isLogin(request)) return access.token(request);
			try {
				return await limits.within(() => serve(request));
			} catch (error) {
				if (error instanceof ZohoError) return error.answer();
				throw error;
			}
		},
		shelf: () => shop.shelf(),
		seller: shop.seller(webhooks),
		purchasing: orders.purchasing((item, quantity) => webhooks.receive(item, quantity)),
		enterWebhook: (url) => webhooks.enter(url),
		throttled: () => tooMany().answer(),
		expired: () => invalidToken().answer(),
		isLogin,
		account: {
			environment: 'custom',
			customHost: world.baseUrl(slug),
			organizationId,
			webhookSecret,
			...client,
			accessTokenUrl: `${world.baseUrl(slug)}${tokenPath}`,
		},
		signedIn: access.signedIn,
	};
}) satisfies MakeFake;
