import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { Access, client, consentPath, tokenPath, type Scope } from './access.mts';
import { adjust } from './adjustments.mts';
import { foreignOrganization, invalidToken, tooMany, ZohoError } from './errors.mts';
import { byIds, detail, list, mark } from './items.mts';
import { Limits } from './limits.mts';
import { locations, organizationId, organizations, Shop, type Item } from './shop.mts';

const slug = 'zoho-inventory';
const base = '/inventory/v1';

export interface ZohoFake extends Fake {
	readonly shop: Shop;
	readonly access: Access;
	readonly limits: Limits;
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

const routesOf = (shop: Shop): Route[] => [
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
			mark(shop, byIds(shop, query.get('item_ids')), status);
			return ok({}, `The items have been marked as ${capital(status)}.`);
		},
	},
	{
		method: 'POST',
		path: /^\/items\/([^/]+)\/(active|inactive)$/,
		scope: 'ZohoInventory.items.CREATE',
		run: (_, id, status) => {
			mark(shop, byIds(shop, id), status);
			return ok({}, `The item has been marked as ${capital(status)}.`);
		},
	},
	{
		method: 'POST',
		path: /^\/inventoryadjustments$/,
		scope: 'ZohoInventory.inventoryadjustments.CREATE',
		run: (request) =>
			ok(
				{ inventory_adjustment: adjust(shop, request) },
				'Inventory Adjustment has been added',
				201,
			),
	},
];

export const make = ((world: World): ZohoFake => {
	const shop = new Shop(world);
	const access = new Access(world);
	const limits = new Limits(world);
	const routes = routesOf(shop);

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
		seller: shop.seller(),
		throttled: () => tooMany().answer(),
		expired: () => invalidToken().answer(),
		isLogin,
		account: {
			environment: 'custom',
			customHost: world.baseUrl(slug),
			organizationId,
			...client,
			accessTokenUrl: `${world.baseUrl(slug)}${tokenPath}`,
		},
		signedIn: access.signedIn,
	};
}) satisfies MakeFake;
