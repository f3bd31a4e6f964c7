import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import type { Result } from './answers.mts';
import { ApiError, notEligible, notFound, tooMany, unauthorized, wrongMedia } from './answers.mts';
import type { FeedOutcome } from './feeds.mts';
import { Feeds } from './feeds.mts';
import { Inventory, shipNodes } from './inventory.mts';
import { getItem, ItemList } from './items.mts';
import type { Operation } from './limits.mts';
import { Limits } from './limits.mts';
import { account, Login } from './login.mts';
import { Shop } from './shop.mts';
import { Webhooks } from './webhooks.mts';

export interface WalmartFake extends Fake {
	/** How the next feed will end; `done` again after that one. */
	feedOutcome: FeedOutcome;
	/** Rows of the next feed that fail for no fault of theirs. */
	passingErrors: Map<string, 'SYSTEM_ERROR' | 'TIMEOUT_ERROR'>;
	/** Ship nodes that take no quantity at the moment. */
	closedNodes: Set<string>;
	/** The seller takes part in Walmart Fulfillment Services. */
	usesWfs: boolean;
}

interface Call {
	operation: Operation;
	run(): Result;
}

export const make = ((world: World): WalmartFake => {
	const login = new Login(world);
	const limits = new Limits(world.clock);
	const shop = new Shop(world);
	const items = new ItemList(world, shop);
	const inventory = new Inventory(world, shop);
	const feeds = new Feeds(world, shop, inventory);
	const webhooks = new Webhooks(world, shop);
	let usesWfs = true;

	const wfs = (query: URLSearchParams): Result => {
		if (!usesWfs) throw notEligible();
		return inventory.wfs(query);
	};

	const callOf = (request: FakeRequest, market: string): Call | undefined => {
		const { method, query } = request;
		const [version, first = '', second, ...rest] = segments(request.path);
		if (version !== 'v3') return undefined;
		const call = (operation: Operation, run: Call['run']): Call => ({ operation, run });
		const route = `${method} ${first}${second === undefined ? '' : '/{id}'}`;
		const whole = [first, second, ...rest].join('/');
		if (`${method} ${whole}` === 'GET token/detail') {
			return call('tokenDetail', () => login.detail(request));
		}
		// Of the other markets only the one default node is known for sure (walmart sheet, section 1).
		const us = market === 'us';
		if (us && `${method} ${whole}` === 'GET wfs/inventory') return call('wfs', () => wfs(query));
		if (us && `${method} ${whole}` === 'GET settings/shipping/shipnodes') {
			return call('shipNodes', () => ({ status: 200, body: shipNodes }));
		}
		if (us && first === 'webhooks') {
			const hook = webhooks.route(method, [second ?? '', ...rest].join('/'), request);
			return hook && call(hook.operation, hook.run);
		}
		if (rest.length > 0 || (!us && first === 'inventories')) return undefined;
		const id = second ?? '';
		switch (route) {
			case 'GET items':
				return call('items', () => items.get(query));
			case 'GET items/{id}':
				return call('items', () => getItem(shop, id, query));
			case 'GET inventory':
				return call('inventory', () => inventory.getOne(query));
			case 'PUT inventory':
				return call('putInventory', () => inventory.putOne(request));
			case 'GET inventories':
				return call('inventories', () => inventory.list(query));
			case 'GET inventories/{id}':
				return call('inventories', () => inventory.getNodes(id));
			case 'PUT inventories/{id}':
				return call('putInventories', () => inventory.putNodes(id, request));
			case 'POST feeds': {
				const many = query.get('feedType') === 'MP_INVENTORY';
				return call(many ? 'nodeFeed' : 'inventoryFeed', () => feeds.create(request));
			}
			case 'GET feeds/{id}':
				return call('feedStatus', () => feeds.get(id, query));
			default:
				return undefined;
		}
	};

	const serve = (request: FakeRequest): FakeAnswer => {
		if (isLogin(request)) return login.token(request);
		const market = login.check(request);
		const { accept, 'content-type': type = '' } = request.headers;
		if (accept !== 'application/json' || !/^(application\/json|multipart\/form-data)/.test(type)) {
			throw wrongMedia();
		}
		const call = callOf(request, market);
		if (!call) throw notFound('GMP_GATEWAY_API', 'path');
		const { allowed, headers } = limits.take(call.operation);
		if (!allowed) return tooMany(headers);
		return { ...call.run(), headers };
	};

	const isLogin = ({ path }: FakeRequest): boolean => path === '/v3/token';

	return {
		slug: 'walmart',
		name: 'Walmart Marketplace',
		async handle(request) {
			feeds.advance();
			try {
				return serve(request);
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				return error.answer;
			}
		},
		shelf() {
			feeds.advance();
			return shop.shelf();
		},
		get seller() {
			feeds.advance();
			return shop.seller;
		},
		get feedOutcome() {
			return feeds.outcome;
		},
		set feedOutcome(outcome) {
			feeds.outcome = outcome;
		},
		passingErrors: feeds.passing,
		closedNodes: inventory.closedNodes,
		get usesWfs() {
			return usesWfs;
		},
		set usesWfs(uses) {
			usesWfs = uses;
		},
		troubles: ['itemRefused', 'workStuck', 'workFailed'],
		throttled: () =>
			tooMany({
				'x-current-token-count': '0',
				'x-next-replenishment-time': String(world.clock.now() + 300),
			}),
		expired: () => unauthorized().answer,
		isLogin,
		account: {
			market: 'us',
			clientId: account.clientId,
			clientSecret: account.clientSecret,
			environment: 'custom',
			customHost: world.baseUrl('walmart'),
		},
	};
}) satisfies MakeFake;

function segments(path: string): string[] {
	try {
		return path.split('/').slice(1).map(decodeURIComponent);
	} catch {
		throw notFound('GMP_GATEWAY_API', 'path');
	}
}
