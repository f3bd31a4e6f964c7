import type { Fake, FakeAnswer, FakeRequest, World } from '../fake.mts';
import { Access, app, consentPath, ids, Limits, tokenPath } from './access.mts';
import type { Scope } from './access.mts';
import { EtsyError, invalid, notFound, tokenExpired } from './errors.mts';
import { Receipts } from './receipts.mts';
import { openShop } from './shop.mts';
import type { Json, Shop } from './shop.mts';
import { inventoryView, listingView } from './views.mts';
import { signingSecret, Webhooks } from './webhooks.mts';
import { changeState, putInventory } from './write.mts';

const slug = 'etsy';
const MOST_IDS = 100;
const STATES = ['active', 'inactive', 'sold_out', 'draft', 'expired'];

export interface EtsyFake extends Fake {
	shop: Shop;
	access: Access;
	limits: Limits;
	receipts: Receipts;
	webhooks: Webhooks;
}

interface Route {
	method: string;
	path: RegExp;
	scope?: Scope;
	run(request: FakeRequest, id: string): unknown;
}

const shopPath = `/v3/application/shops/${ids.shop}/listings`;
const receiptsPath = `/v3/application/shops/${ids.shop}/receipts`;

function routesOf(shop: Shop, receipts: Receipts): Route[] {
	const inventoryOf = (id: string): Json => {
		const listing = shop.listing(id);
		if (!listing) throw notFound();
		return inventoryView(listing);
	};
	return [
		{
			method: 'GET',
			path: /^\/v3\/application\/openapi-ping$/,
			run: () => ({ application_id: ids.app }),
		},
		{
			method: 'GET',
			path: /^\/v3\/application\/users\/me$/,
			scope: 'shops_r',
			run: () => ({ user_id: ids.user, shop_id: ids.shop }),
		},
		{
			method: 'GET',
			path: new RegExp(`^${shopPath}$`),
			scope: 'listings_r',
			run: ({ query }) => page(shop, query),
		},
		{
			method: 'PATCH',
			path: new RegExp(`^${shopPath}/(\\d+)$`),
			scope: 'listings_w',
			run: (request, id) => listingView(changeState(shop, id, request)),
		},
		{
			method: 'GET',
			path: /^\/v3\/application\/listings\/batch\/inventory$/,
			scope: 'listings_r',
			run: ({ query }) => batch(shop, query.get('listing_ids') ?? ''),
		},
		{
			method: 'GET',
			path: /^\/v3\/application\/listings\/(\d+)\/inventory$/,
			scope: 'listings_r',
			run: (_, id) => inventoryOf(id),
		},
		{
			method: 'PUT',
			path: /^\/v3\/application\/listings\/(\d+)\/inventory$/,
			scope: 'listings_w',
			run: (request, id) => inventoryView(putInventory(shop, id, request)),
		},
		{
			method: 'GET',
			path: new RegExp(`^${receiptsPath}$`),
			scope: 'transactions_r',
			run: ({ query }) => receipts.page(query),
		},
		{
			method: 'GET',
			path: new RegExp(`^${receiptsPath}/(\\d+)$`),
			scope: 'transactions_r',
			run: (_, id) => receipts.one(id),
		},
	];
}

/** There is no search by SKU (etsy sheet, section 3). */
function page(shop: Shop, query: URLSearchParams): Json {
	const state = query.get('state') ?? 'active';
	const limit = Number(query.get('limit') ?? 25);
	const offset = Number(query.get('offset') ?? 0);
	if (!STATES.includes(state)) throw invalid(`Invalid state: ${state}`);
	if (!(limit >= 1 && limit <= 100)) throw invalid('limit must be between 1 and 100');
	const all = shop.listings.filter((listing) => listing.state === state);
	const whole = query.get('includes') === 'Inventory';
	return {
		count: all.length,
		results: all.slice(offset, offset + limit).map((listing) => ({
			...listingView(listing),
			...(whole ? { inventory: inventoryView(listing) } : {}),
		})),
	};
}

/** One unknown id and nothing is told. */
function batch(shop: Shop, text: string): Json {
	const wanted = text.split(',');
	if (wanted.length > MOST_IDS) throw invalid(`At most ${MOST_IDS} listing ids are allowed`);
	const results = wanted.map((id) => {
		const listing = shop.listing(id);
		if (!listing) throw notFound();
		return { ...listingView(listing), inventory: inventoryView(listing) };
	});
	return { count: results.length, results };
}

export function make(world: World): EtsyFake {
	const shop = openShop(world);
	const access = new Access(world);
	const limits = new Limits(world);
	const receipts = new Receipts(shop);
	const webhooks = new Webhooks(world);
	shop.onSale = (...sale) => webhooks.tell('order.paid', receipts.add(...sale));
	const routes = routesOf(shop, receipts);
	const isLogin = ({ path }: FakeRequest): boolean => path === tokenPath || path === consentPath;

	function serve(request: FakeRequest): FakeAnswer {
		if (request.path === consentPath) return access.consent.authorize(request);
		if (isLogin(request)) return access.token(request);
		const route = routes.find(
			({ method, path }) => method === request.method && path.test(request.path),
		);
		access.check(request, route?.scope);
		if (!route) throw notFound();
		const headers = limits.take();
		const body = route.run(request, route.path.exec(request.path)?.[1] ?? '');
		return { status: 200, headers, body };
	}

	return {
		slug,
		name: 'Etsy',
		shop,
		access,
		limits,
		receipts,
		webhooks,
		async handle(request) {
			try {
				return serve(request);
			} catch (error) {
				if (error instanceof EtsyError) return error.answer;
				throw error;
			}
		},
		shelf: () => shop.shelf(),
		seller: shop.seller(),
		throttled: () => limits.tooFast().answer,
		expired: () => tokenExpired().answer,
		isLogin,
		enterWebhook: (url) => webhooks.enter(url),
		account: {
			environment: 'custom',
			customHost: world.baseUrl(slug),
			clientId: app.clientId,
			sharedSecret: app.sharedSecret,
			webhookSecret: signingSecret,
			accessTokenUrl: `${world.baseUrl(slug)}${tokenPath}`,
		},
		signedIn: access.signedIn,
	};
}
