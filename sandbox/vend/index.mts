import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { authenticate, Limit, refusal, tokens } from './access.mts';
import type { Scope } from './access.mts';
import { levels, outlets, records } from './inventory.mts';
import { details, list, notFound, search, update } from './products.mts';
import { Orders } from './purchasing.mts';
import { Store } from './store.mts';
import { Webhooks } from './webhooks.mts';

export interface VendFake extends Fake {
	/** Tokens a store could have made; `account` holds the full one. */
	tokens: typeof tokens;
	store: Store;
	orders: Orders;
	webhooks: Webhooks;
}

/** What the routes work on. */
interface Back {
	store: Store;
	orders: Orders;
	webhooks: Webhooks;
}

export interface Options {
	registers: number;
}

/** Versions that are answered; one past its end is served by the oldest of them (vend sheet, section 1). */
const DATED = /^20\d\d-(01|04|07|10)$/;
const NEWEST = '2026-10';
/** Of common web servers. */
const LONGEST_ADDRESS = 8_192;

interface Route {
	method: string;
	path: RegExp;
	scope?: Scope;
	run(back: Back, request: FakeRequest, id: string): FakeAnswer;
}

const dated: readonly Route[] = [
	{
		method: 'GET',
		path: /^\/products$/,
		scope: 'products:read',
		run: ({ store }, { query }) => list(store, query),
	},
	{
		method: 'GET',
		path: /^\/products\/([^/]+)$/,
		scope: 'products:read',
		run: ({ store }, _, id) => details(store, id),
	},
	{
		method: 'PUT',
		path: /^\/products\/([^/]+)$/,
		scope: 'products:write',
		run: ({ store }, request, id) => update(store, id, parse(request)),
	},
	{
		method: 'GET',
		path: /^\/search$/,
		scope: 'products:read',
		run: ({ store }, { query }) => search(store, query),
	},
	{
		method: 'POST',
		path: /^\/inventory_levels$/,
		scope: 'inventory:read',
		run: ({ store }, request) => levels(store, parse(request)),
	},
	{
		method: 'POST',
		path: /^\/inventory$/,
		scope: 'inventory:read',
		run: ({ store }, request) => records(store, parse(request)),
	},
	{
		method: 'GET',
		path: /^\/webhooks$/,
		scope: 'webhooks',
		run: ({ webhooks }) => webhooks.list(),
	},
	{
		method: 'POST',
		path: /^\/webhooks$/,
		scope: 'webhooks',
		run: ({ webhooks }, request) => webhooks.create(parse(request)),
	},
	{
		method: 'GET',
		path: /^\/webhooks\/([^/]+)$/,
		scope: 'webhooks',
		run: ({ webhooks }, _, id) => webhooks.read(id),
	},
	{
		method: 'PUT',
		path: /^\/webhooks\/([^/]+)$/,
		scope: 'webhooks',
		run: ({ webhooks }, request, id) => webhooks.update(id, parse(request)),
	},
	{
		method: 'DELETE',
		path: /^\/webhooks\/([^/]+)$/,
		scope: 'webhooks',
		run: ({ webhooks }, _, id) => webhooks.delete(id),
	},
];

const early: readonly Route[] = [
	{ method: 'GET', path: /^\/outlets$/, run: ({ store }, { query }) => outlets(store, query) },
	{
		method: 'GET',
		path: /^\/suppliers$/,
		run: ({ orders }, { query }) => orders.listSuppliers(query),
	},
	{
		method: 'GET',
		path: /^\/consignments$/,
		scope: 'consignments:read',
		run: ({ orders }, { query }) => orders.list(query),
	},
	{
		method: 'GET',
		path: /^\/consignments\/([^/]+)\/products$/,
		scope: 'consignments:read',
		run: ({ orders }, { query }, id) => orders.lines(id, query),
	},
];

/** Undefined for what is no JSON, also when it does not say that it is. */
function parse({ headers, body }: FakeRequest): unknown {
	if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return undefined;
	try {
		return JSON.parse(body.toString('utf8')) as unknown;
	} catch {
		return undefined;
	}
}

function routesOf(version: string): readonly Route[] {
	if (version === '2.0') return early;
	return DATED.test(version) && version <= NEWEST ? dated : [];
}

export function makeVend({ registers }: Options): (world: World) => VendFake {
	return (world) => {
		const store = new Store(world);
		const webhooks = new Webhooks(world);
		store.announce = (type, payload) => webhooks.announce(type, payload);
		const orders = new Orders(store);
		const back = { store, orders, webhooks };
		const limit = new Limit(world.clock, registers);

		const serve = (request: FakeRequest): FakeAnswer => {
			if (request.path.length + request.query.toString().length > LONGEST_ADDRESS)
				return {
					status: 414,
					headers: { 'content-type': 'text/html' },
					body: '<html><title>414 Request-URI Too Large</title></html>',
				};
			// Required (vend sheet, section 2); what is answered without it is not known.
			if (!request.headers['user-agent'])
				return refusal(400, 'Bad Request', 'User-Agent is required');
			const scopes = authenticate(request);
			if (!Array.isArray(scopes)) return scopes as FakeAnswer;
			const refused = limit.take();
			if (refused) return refused;
			const [, version = '', path = ''] = /^\/api\/([^/]+)(\/.*)$/.exec(request.path) ?? [];
			const known = routesOf(version).filter((route) => route.path.test(path));
			const route = known.find(({ method }) => method === request.method);
			if (!route)
				return known.length > 0
					? refusal(405, 'Method Not Allowed', 'Method not allowed')
					: notFound();
			if (route.scope && !scopes.includes(route.scope))
				return refusal(403, 'Forbidden', `The scope ${route.scope} is missing`);
			return route.run(back, request, decodeURIComponent(route.path.exec(path)?.[1] ?? ''));
		};

		return {
			slug: 'vend',
			name: 'Vend (Lightspeed X-Series)',
			tokens,
			...back,
			async handle(request) {
				const answer = serve(request);
				return { ...answer, headers: { ...limit.headers(), ...answer.headers } };
			},
			shelf: () => store.shelf(),
			seller: store.seller(),
			purchasing: orders.clerk(),
			throttled: () => limit.refused(),
			isLogin: () => false,
			account: { url: world.baseUrl('vend'), accessToken: tokens.full, apiVersion: '2026-07' },
		};
	};
}

export const make = makeVend({ registers: 1 }) satisfies MakeFake;
