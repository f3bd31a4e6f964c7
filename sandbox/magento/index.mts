import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { Access, expiredToken, integrations, project } from './access.mts';
import { BulkQueue } from './bulk.mts';
import { json, MagentoError, noRoute, notAuthorized } from './errors.mts';
import { Events } from './events.mts';
import { stockUp } from './goods.mts';
import { routesOf } from './routes.mts';
import type { Route } from './routes.mts';
import { sellerOf, shelfOf } from './seller.mts';
import { Shop, storeView } from './shop.mts';
import type { Options } from './shop.mts';
import { publicKeyAt } from './signing.mts';

export interface MagentoFake extends Fake {
	/** What the shop owner sees in the admin. */
	shop: Shop;
	events: Events;
}

const slug = 'magento';
const tokenPath = '/ims/token/v3';

const usual: Options = {
	edition: 'paas',
	inventory: true,
	stocks: 1,
	inputLimiting: false,
	bearerAllowed: false,
	uriFix: false,
	consumers: true,
};

const page = (title: string): string =>
	`<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;

export function makeMagento(given: Partial<Options> = {}): (world: World) => MagentoFake {
	const options = { ...usual, ...given };
	const cloud = options.edition === 'accs';
	return (world) => {
		const shop = new Shop(world, options);
		stockUp(shop, world.catalogue);
		const events = new Events(world);
		shop.onEvent = (name, value) => events.emit(name, value);
		const access = new Access(world, options);
		const queue = new BulkQueue(shop);
		const routes = routesOf(shop, queue);

		const serve = (request: FakeRequest): FakeAnswer => {
			const { scope, path } = cloud ? cloudAddress(request) : restAddress(request);
			const [route, names] = find(routes, request.method, path);
			const body = parse(request);
			// On the cloud service the gateway knows who is calling; the rights there belong to the whole project.
			if (!cloud && !access.integration(request).includes(route.resource))
				throw notAuthorized(route.resource);
			return json(route.status ?? 200, route.run({ names, scope, query: request.query, body }));
		};

		const isLogin = ({ path }: FakeRequest): boolean => cloud && path === tokenPath;

		return {
			slug,
			name: 'Magento / Adobe Commerce',
			shop,
			events,
			async handle(request) {
				queue.advance();
				const key = request.method === 'GET' ? publicKeyAt(request.path) : undefined;
				if (key)
					return { status: 200, headers: { 'content-type': 'binary/octet-stream' }, body: key };
				if (isLogin(request)) return access.token(request);
				if (!cloud && !/^\/rest\//.test(request.path)) {
					return {
						status: 404,
						headers: { 'content-type': 'text/html; charset=UTF-8' },
						body: page('404 Not Found'),
					};
				}
				const refused = cloud ? access.gateway(request) : undefined;
				if (refused) return refused;
				try {
					return serve(request);
				} catch (error) {
					if (error instanceof MagentoError) return error.answer;
					throw error;
				}
			},
			shelf() {
				queue.advance();
				return shelfOf(shop);
			},
			seller: sellerOf(shop),
			// The core has no limit: it is the gateway or the host that answers (sheet, section 8).
			troubles: ['itemRefused', 'workStuck', 'workFailed'],
			throttled: () => ({
				status: 429,
				headers: { 'content-type': 'text/html', 'retry-after': '2' },
				body: page('429 Too Many Requests'),
			}),
			...(cloud && { expired: expiredToken }),
			isLogin,
			enterWebhook: (url) => void events.register(url),
			account: cloud
				? {
						edition: 'accs',
						url: world.baseUrl(slug),
						...project,
						loginUrl: world.baseUrl(slug),
						eventsKeyUrl: world.baseUrl(slug),
					}
				: {
						edition: 'paas',
						url: world.baseUrl(slug),
						authentication: 'signed',
						...keysOf('full'),
						eventsClientId: project.clientId,
						eventsKeyUrl: world.baseUrl(slug),
					},
		};
	};
}

export const make = makeMagento() satisfies MakeFake;

/** What the admin shows of an integration. */
export function keysOf(name: keyof typeof integrations): Record<string, string> {
	const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = integrations[name];
	return { consumerKey, consumerSecret, accessToken, accessTokenSecret };
}

/** `/rest/V1/..` is the default store view, `/rest/all/V1/..` all of them. */
function restAddress({ path }: FakeRequest): { scope: string; path: string } {
	const [, scope = storeView, rest = ''] =
		/^\/rest(?:\/(all|default))?(\/(?:V1|async)\/.*)$/.exec(path) ?? [];
	if (!rest) throw noRoute();
	return { scope, path: rest };
}

function cloudAddress({ path, headers }: FakeRequest): { scope: string; path: string } {
	return { scope: headers['store'] ?? storeView, path };
}

function find(routes: readonly Route[], method: string, path: string): [Route, string[]] {
	for (const route of routes) {
		const match = route.method === method ? route.path.exec(path) : null;
		if (match) return [route, match.slice(1).map(decodeURIComponent)];
	}
	throw noRoute();
}

function parse({ body, headers }: FakeRequest): unknown {
	if (body.length === 0) return undefined;
	if (!/^application\/json/i.test(headers['content-type'] ?? '')) {
		throw new MagentoError(400, 'Server cannot understand Content-Type HTTP header media type %1', [
			headers['content-type'] ?? '',
		]);
	}
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		throw new MagentoError(400, 'Decoding error: %1%2%3%4', ['\n', 'Syntax error', '', '']);
	}
}
