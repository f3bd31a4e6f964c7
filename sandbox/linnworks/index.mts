import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { errorAnswer, quotaExceeded, Refused, unknownSession } from './answers.mts';
import { Limits } from './limits.mts';
import { methodsOf, type Behaviour } from './methods.mts';
import { PurchaseOrders } from './purchaseOrders.mts';
import { account, LOGIN, Sessions } from './session.mts';
import { Shop } from './shop.mts';
import { sellerOf, shelfOf } from './storefront.mts';

export interface LinnworksFake extends Fake {
	behaviour: Behaviour;
	shop: Shop;
	orders: PurchaseOrders;
}

/** Calls go to the server that the login names, not to the host of the login (linnworks sheet, section 2). */
const SERVER = '/eu-ext';

export const make = ((world: World): LinnworksFake => {
	const home = world.baseUrl('linnworks');
	const shop = new Shop(world);
	const sessions = new Sessions(world, `${home}${SERVER}`);
	const limits = new Limits(world.clock);
	const behaviour: Behaviour = { emptyBulkAnswers: false, mostRows: 200, levelsInPages: true };
	const orders = new PurchaseOrders(shop);
	const methods = methodsOf(shop, orders, behaviour);

	const parse = (request: FakeRequest): unknown => {
		if (request.method === 'GET') return Object.fromEntries(request.query);
		try {
			return JSON.parse(request.body.toString());
		} catch {
			throw new Refused('request is empty');
		}
	};

	const serve = (request: FakeRequest): FakeAnswer => {
		const name = request.path.slice(`${SERVER}/api/`.length);
		const method = request.path.startsWith(`${SERVER}/api/`) ? methods[name] : undefined;
		if (!method) throw new Refused('No such method', 404);
		sessions.check(request);
		const limit = limits.exceeded(name);
		if (limit !== undefined) return quotaExceeded(limit);
		const body = method(parse(request));
		return body === undefined ? { status: 204 } : { status: 200, body };
	};

	const isLogin = ({ path }: FakeRequest): boolean => path === LOGIN;

	return {
		slug: 'linnworks',
		name: 'Linnworks',
		behaviour,
		shop,
		orders,
		async handle(request) {
			shop.sync();
			try {
				if (!isLogin(request)) return serve(request);
				const limit = limits.exceeded('Auth/AuthorizeByApplication');
				return limit === undefined ? sessions.authorize(request) : quotaExceeded(limit);
			} catch (error) {
				if (error instanceof Refused) return errorAnswer(error);
				throw error;
			}
		},
		shelf: () => shelfOf(shop),
		seller: sellerOf(shop),
		purchasing: orders.purchasing,
		troubles: ['itemRefused'],
		throttled: () => quotaExceeded(150),
		expired: () => errorAnswer(unknownSession()),
		isLogin,
		account: { ...account, environment: 'custom', customHost: home },
	};
}) satisfies MakeFake;
