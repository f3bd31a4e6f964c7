import type { Fake, FakeRequest, MakeFake, World } from '../fake.mts';
import { answerOf, ApiError, invalidToken, noEntity, tooMany } from './errors.mts';
import { Inventory } from './inventory.mts';
import { account, Login } from './login.mts';
import type { Right } from './login.mts';
import { Notifications } from './notifications.mts';
import { Orders } from './orders.mts';
import { sellerOf, shelfOf } from './seller.mts';
import { openShop } from './shop.mts';
import type { Shop } from './shop.mts';
import { Trading } from './trading.mts';

export interface EbayFake extends Fake {
	/** For tests that have to bring the shop into a certain state. */
	shop: Shop;
	notifications: Notifications;
	orders: Orders;
}

const INVENTORY = '/sell/inventory/v1';
const ORDER = '/sell/fulfillment/v1/order';
const NOTIFICATION = '/commerce/notification/v1';
const tradingPath = '/ws/api.dll';
const PER_DAY = 2_000_000;

export const make = ((world: World): EbayFake => {
	const shop = openShop(world);
	const login = new Login(world);
	const inventory = new Inventory(world, shop);
	const trading = new Trading(world, shop, login);
	const notifications = new Notifications(world);
	const orders = new Orders(world);
	shop.onSale = (sale) => notifications.tell(orders.add(sale));
	let day = 0;
	let calls = 0;

	const isLogin = ({ path }: FakeRequest): boolean => path === '/identity/v1/oauth2/token';

	const count = (): void => {
		const today = Math.floor(world.clock.now() / 86_400_000);
		calls = today === day ? calls + 1 : 1;
		day = today;
		if (calls > PER_DAY) throw tooMany();
	};

	return {
		slug: 'ebay',
		name: 'eBay',
		shop,
		notifications,
		orders,
		async handle(request) {
			if (isLogin(request)) return login.token(request);
			if (request.path === tradingPath) return trading.handle(request);
			try {
				login.check(request, rightFor(request));
				count();
				if (request.path === ORDER && request.method === 'GET')
					return { status: 200, body: orders.list(request.query) };
				if (request.path.startsWith(`${NOTIFICATION}/`))
					return await notifications.handle(request.path.slice(NOTIFICATION.length), request);
				if (!request.path.startsWith(`${INVENTORY}/`)) throw new ApiError(404, noEntity());
				return await inventory.handle(request.path.slice(INVENTORY.length), request);
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				return answerOf(error);
			}
		},
		shelf: () => shelfOf(shop),
		seller: sellerOf(shop),
		throttled: () => answerOf(tooMany()),
		errorInside: (request) => (request.path === tradingPath ? trading.failed(request) : undefined),
		troubles: ['itemRefused'],
		expired: () => answerOf(invalidToken()),
		isLogin,
		account: {
			...account,
			environment: 'custom',
			customHost: world.baseUrl('ebay'),
			alertEmail: 'shop@example.test',
		},
	};
}) satisfies MakeFake;

function rightFor({ path }: FakeRequest): Right {
	if (path === ORDER) return 'orders';
	if (!path.startsWith(`${NOTIFICATION}/`)) return 'inventory';
	return path.startsWith(`${NOTIFICATION}/subscription`) ? 'subscriptions' : 'app';
}
