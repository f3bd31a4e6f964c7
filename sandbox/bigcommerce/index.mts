import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { authenticate, clientSecret, permit, storeHash, tokens, Unauthorized } from './access.mts';
import { BigError, notFound, said } from './answers.mts';
import { catalogRoutes } from './catalog.mts';
import { stockUp } from './goods.mts';
import { Hooks } from './hooks.mts';
import { inventoryRoutes } from './inventory.mts';
import { Limit, rateHeaders } from './limit.mts';
import type { Route } from './route.mts';
import { seller, shelf } from './seller.mts';
import { Shop } from './shop.mts';

const slug = 'bigcommerce';

export interface BigCommerceFake extends Fake {
	/** Tokens a seller could have made; `account` holds the full one. */
	tokens: typeof tokens;
	/** For what neither the API nor `seller` can set up. */
	shop: Shop;
	hooks: Hooks;
}

export const makeBigCommerce = (world: World): BigCommerceFake =>
	open(world, (shop) => stockUp(shop, world.catalogue));

export const make: MakeFake = makeBigCommerce;

/** A store with the goods that `fill` puts into it. */
export function open(world: World, fill: (shop: Shop) => void): BigCommerceFake {
	const shop = new Shop(world);
	fill(shop);
	const hooks = new Hooks(shop);
	shop.announce = (scope, payload) => hooks.announce(scope, payload);
	const routes = [...catalogRoutes(shop), ...inventoryRoutes(shop), ...hooks.routes()];
	const limit = new Limit(world);
	return {
		slug,
		name: 'BigCommerce',
		tokens,
		shop,
		hooks,
		handle: async (request) => {
			const fits = limit.take();
			const answer = fits ? serve(routes, request) : tooMany;
			return { ...answer, headers: { ...limit.headers(), ...answer.headers } };
		},
		shelf: () => shelf(shop),
		seller: seller(shop),
		troubles: ['itemRefused'],
		throttled: () => ({ ...tooMany, headers: rateHeaders(0, 3_000) }),
		isLogin: () => false,
		account: {
			url: `${world.baseUrl(slug)}/stores/${storeHash}/v3/`,
			accessToken: tokens.full.token,
			clientSecret,
		},
	};
}

const tooMany: FakeAnswer = { status: 429, body: said(429, 'Too many requests') };

function serve(routes: readonly Route[], request: FakeRequest): FakeAnswer {
	try {
		return answer(routes, request);
	} catch (error) {
		if (error instanceof Unauthorized) return { status: 401, body: {} };
		if (error instanceof BigError) return error.answer;
		throw error;
	}
}

function answer(routes: readonly Route[], request: FakeRequest): FakeAnswer {
	const { method, query } = request;
	const [, hash, path = ''] = /^\/stores\/([^/]+)\/v3(\/.*)$/.exec(request.path) ?? [];
	if (hash === undefined) throw notFound();
	const scopes = authenticate(request, hash);
	// PATCH exists nowhere (bigcommerce sheet, section 2).
	if (method === 'PATCH') throw new BigError(said(501, 'Not implemented'));
	const fitting = routes.filter((route) => route.path.test(path));
	if (fitting.length === 0) throw notFound();
	const route = fitting.find((one) => one.method === method);
	if (!route) throw new BigError(said(405, 'Method not allowed'));
	if (route.scope !== undefined) permit(scopes, route.scope);
	const ids = route.path.exec(path)?.slice(1) ?? [];
	return route.run({ query, body: parse(request), ids });
}

function parse({ body }: FakeRequest): unknown {
	if (body.length === 0) return undefined;
	try {
		return JSON.parse(body.toString('utf8')) as unknown;
	} catch {
		throw new BigError(said(400, 'Input is invalid'));
	}
}
