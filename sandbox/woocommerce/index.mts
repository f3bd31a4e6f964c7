import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { authenticate, consumerKeys, secret } from './auth.mts';
import { Deliveries } from './deliveries.mts';
import { WooError, noRoute } from './error.mts';
import { stockUp } from './goods.mts';
import { json } from './json.mts';
import { productRoutes } from './products.mts';
import { dispatch } from './route.mts';
import type { Route } from './route.mts';
import { seller, shelf } from './seller.mts';
import { settingRoutes } from './settings.mts';
import { Shop } from './shop.mts';
import { variationRoutes } from './variations.mts';
import { webhookRoutes } from './webhooks.mts';

const slug = 'woocommerce';

/** One hour ahead of UTC, so that times of the shop and of UTC are not the same. */
const zoneHours = 1;

export const make: MakeFake = (world) =>
	open(world, zoneHours, (shop) => stockUp(shop, world.catalogue));

/** A WooCommerce 11.0.1 shop with the goods that `fill` puts into it. */
export function open(world: World, zone: number, fill: (shop: Shop) => void): Fake {
	const shop = new Shop(world, zone);
	fill(shop);
	const deliveries = new Deliveries(shop);
	const routes = [
		...productRoutes(shop),
		...variationRoutes(shop),
		...settingRoutes(shop),
		...webhookRoutes(shop, deliveries),
	];
	return {
		slug,
		name: 'WooCommerce',
		handle: async (request) => answer(routes, request),
		shelf: () => shelf(shop),
		seller: seller(shop, deliveries),
		troubles: ['itemRefused'],
		throttled: () => ({
			// WooCommerce itself has no limit: it is the host who answers, and not in JSON.
			status: 429,
			headers: { 'content-type': 'text/html', 'retry-after': '2' },
			body: '<html>\n<head><title>429 Too Many Requests</title></head>\n<body>\n<center><h1>429 Too Many Requests</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n',
		}),
		isLogin: () => false,
		account: {
			url: world.baseUrl(slug),
			consumerKey: consumerKeys.readWrite,
			consumerSecret: secret,
		},
	};
}

function answer(routes: readonly Route[], request: FakeRequest): FakeAnswer {
	const path = restPath(request);
	if (path === undefined) {
		return { status: 404, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: notFound };
	}
	try {
		const caller = authenticate(request);
		// Without any key this tells that WooCommerce is there.
		if (path === '/wc/v3' && request.method === 'GET') {
			return json(200, { namespace: 'wc/v3', routes: {} });
		}
		if (!path.startsWith('/wc/v3/')) throw noRoute();
		return dispatch(routes, path.slice('/wc/v3'.length), request, caller);
	} catch (error) {
		if (error instanceof WooError) return error.answer;
		throw error;
	}
}

const notFound =
	'<!DOCTYPE html><html lang="en-US"><head><title>Page not found</title></head><body></body></html>';

/** The route WordPress sees: below /wp-json, with or without /index.php, or in `rest_route`. */
function restPath({ path, query }: FakeRequest): string | undefined {
	const route = /^\/(?:index\.php\/)?wp-json(\/.*)?$/.exec(path);
	if (route) return (route[1] ?? '/').replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
	return /^\/(index\.php)?$/.test(path) ? (query.get('rest_route') ?? undefined) : undefined;
}
