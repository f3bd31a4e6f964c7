import type { Fake, FakeAnswer, FakeRequest, World } from '../fake.mts';
import { accountId, client, CONSENT_PATH, makeAccess, TOKEN_PATH, type Access } from './access.mts';
import { makeBucket } from './bucket.mts';
import { LightspeedError, refused, unverified } from './errors.mts';
import { relationsOf, type Json } from './list.mts';
import { PurchaseOrders } from './purchaseOrders.mts';
import { openShop, shops, TIME_ZONE, type Item, type Shop } from './shop.mts';
import { bodyOf, rowsOf, updateItem } from './update.mts';
import { itemView, listItems, listStock } from './view.mts';

export { accountId, client } from './access.mts';

const slug = 'lightspeed-retail';
const ROOT = '/API/V3/Account';

export interface LightspeedFake extends Fake {
	shop: Shop;
	access: Access;
	orders: PurchaseOrders;
}

export function make(world: World): LightspeedFake {
	const shop = openShop(world);
	const orders = new PurchaseOrders(shop, world.baseUrl(slug));
	const access = makeAccess(world);
	const bucket = makeBucket(world);
	const isLogin = ({ path }: FakeRequest): boolean => path === TOKEN_PATH || path === CONSENT_PATH;

	const known = (id: string): Item => {
		const item = shop.items.find(({ itemID }) => String(itemID) === id);
		if (!item) throw refused(404, `Object of type 'Item' not found with primary ID '${id}'.`);
		return item;
	};

	function serve(request: FakeRequest): Json {
		const { method, path, query } = request;
		if (path === `${ROOT}.json` && method === 'GET')
			return {
				'@attributes': { count: '1' },
				Account: {
					accountID: accountId,
					name: 'Acrylic Art Supplies',
					link: { '@attributes': { href: `${ROOT}/${accountId}` } },
				},
			};
		const [, account = '', resource = '', id] =
			/^\/API\/V3\/Account\/([^/]+)\/(\w+)(?:\/(\w+))?\.json$/.exec(path) ?? [];
		if (account !== accountId) throw refused(403, 'You do not have access to this Account.');
		if (resource === 'Shop' && method === 'GET' && id === undefined)
			return {
				'@attributes': { next: '', previous: '' },
				Shop: shops.map((one) => ({ ...one, timeZone: TIME_ZONE, archived: 'false' })),
			};
		if (method === 'GET' && id === undefined) {
			if (resource === 'ItemShop') return listStock(shop, request, world.baseUrl(slug));
			if (resource === 'Order') return orders.list(request);
			if (resource === 'OrderLine') return orders.listLines(request);
		}
		if (resource !== 'Item') throw refused(404, `Resource '${resource}' not found.`);
		if (id === undefined) {
			if (method !== 'GET') throw refused(405, 'Method not allowed.');
			return listItems(shop, request, world.baseUrl(slug));
		}
		const item = known(id);
		if (method === 'PUT') return updateItem(shop, item, bodyOf(request));
		if (method === 'DELETE') shop.archive(item);
		else if (method !== 'GET') throw refused(405, 'Method not allowed.');
		const relations = method === 'GET' && relationsOf(query).includes('ItemShops');
		return { '@attributes': { count: '1' }, Item: itemView(item, relations) };
	}

	/** One for the request, one for relations, a half for each nested row (lightspeed-retail sheet, section 8). */
	const costOf = (request: FakeRequest): number =>
		1 +
		(request.query.has('load_relations') ? 1 : 0) +
		(request.method === 'PUT' ? rowsOf(bodyOf(request)).length / 2 : 0);

	function answer(request: FakeRequest): FakeAnswer {
		if (request.path === CONSENT_PATH) return access.consent.authorize(request);
		if (isLogin(request)) return access.token(request);
		access.check(request);
		const headers = bucket.pour(costOf(request));
		try {
			return { status: 200, headers, body: serve(request) };
		} catch (error) {
			if (!(error instanceof LightspeedError)) throw error;
			return { ...error.answer, headers: { ...headers, ...error.answer.headers } };
		}
	}

	return {
		slug,
		name: 'Lightspeed Retail (R-Series)',
		shop,
		access,
		orders,
		async handle(request) {
			try {
				return answer(request);
			} catch (error) {
				if (error instanceof LightspeedError) return error.answer;
				throw error;
			}
		},
		shelf: () => shop.shelf(),
		seller: shop.seller(),
		purchasing: orders.purchasing,
		throttled: () => bucket.full(),
		expired: () => unverified().answer,
		isLogin,
		account: {
			environment: 'custom',
			customHost: world.baseUrl(slug),
			clientId: client.id,
			clientSecret: client.secret,
			accountId,
			accessTokenUrl: `${world.baseUrl(slug)}${TOKEN_PATH}`,
		},
		signedIn: access.signedIn,
	};
}
