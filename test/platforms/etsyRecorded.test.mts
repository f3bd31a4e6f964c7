// Answers that Etsy gave to real accounts, as the channel reads them.
import nock from 'nock';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { runAcrylicDelist } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { expectNoSecrets } from './noSecrets.mts';

type Body = ReturnType<typeof JSON.parse>;
interface Recorded {
	covers: string;
	request: { method: string; path: string };
	status: number;
	headers?: Record<string, string>;
	response: Body;
}

const ORIGIN = 'https://openapi.etsy.com';
const TYPE = 'stockOutEtsyOAuth2Api';

describeWithSpecs('Etsy: recorded answers', () => {
	const recorded = readSpec('etsy/recorded.json') as Recorded[];
	const find = (covers: RegExp): Recorded => {
		const found = recorded.find((one) => covers.test(one.covers));
		if (!found) throw new Error(`No recorded answer covers ${covers}`);
		return found;
	};
	const inventory = find(/inventory of a listing without variations/).response;
	const SKU = inventory.products[0].sku as string;

	let restoreClock = () => {};
	beforeEach(() => {
		restoreClock = setProductClock(fastClock(2_000));
		nock.disableNetConnect();
	});
	afterEach(() => {
		nock.cleanAll();
		nock.enableNetConnect();
		restoreClock();
	});

	interface Seen {
		method: string;
		path: string;
		headers: Headers;
		body: string;
	}

	/** A shop with the recorded listing; `answer` is asked first. */
	const shopThatSays = (answer: (seen: Seen) => Recorded | undefined, state = 'active') => {
		const seen: Seen[] = [];
		const listing = {
			listing_id: 1001,
			shop_id: 456,
			title: 'Recorded',
			state,
			quantity: 1,
			inventory,
		};
		const usual = (path: string): Body => {
			if (path.includes('/users/me')) return { user_id: 123, shop_id: 456 };
			if (path.endsWith('/1001/inventory')) return inventory;
			const asked = new URL(path, ORIGIN).searchParams.get('state') ?? state;
			const results = asked === state ? [listing] : [];
			return { count: results.length, results };
		};
		for (const method of ['GET', 'PATCH', 'PUT', 'POST'] as const)
			nock(ORIGIN)
				.persist()
				.intercept(/.*/, method)
				.reply(async (request: Request) => {
					const { pathname, search } = new URL(request.url);
					const one = {
						method,
						path: pathname + search,
						headers: request.headers,
						body: await request.text(),
					};
					seen.push(one);
					const own = answer(one);
					return own ? [own.status, own.response, own.headers ?? {}] : [200, usual(one.path)];
				});
		return seen;
	};
	const run = async (operation: string, more: object = {}) => {
		const credentials = {
			[TYPE]: {
				environment: 'production',
				clientId: 'keystr',
				sharedSecret: 'recorded-secret',
				accessTokenUrl: `${ORIGIN}/v3/public/oauth/token`,
				oauthTokenData: {
					access_token: '12345678.recorded',
					refresh_token: '12345678.old',
					token_type: 'Bearer',
				},
			},
		};
		const result = await runAcrylicDelist({
			parameters: {
				operation,
				channels: ['etsy'],
				sku: SKU,
				options: { confirm: false },
				...more,
			} as never,
			items: [{}],
			credentials,
		});
		expectNoSecrets(result, credentials);
		return result;
	};
	const writes = (seen: readonly Seen[]) => seen.filter(({ method }) => method !== 'GET');

	it('the inventory of a listing without variations, with both parts of the key on each request', async () => {
		const seen = shopThatSays(() => undefined);
		const { done } = await run('getStockState');
		expect(done).toMatchObject([
			{
				outcome: 'alreadyOnSale',
				before: { sku: SKU, title: 'Recorded', quantity: 1, visible: true, buyable: true },
			},
		]);
		for (const { headers } of seen) {
			expect(headers.get('x-api-key')).toBe('keystr:recorded-secret');
			expect(headers.get('authorization')).toBe('Bearer 12345678.recorded');
		}
	});

	it('goes back whole: its price as a number, and no property that the listing does not have', async () => {
		const seen = shopThatSays(() => undefined, 'inactive');
		const { done } = await run('putBackOnSale', { quantity: 5 });
		expect(done).toMatchObject([{ channel: 'etsy', changed: true }]);
		expect(writes(seen).map(({ method, body }) => [method, JSON.parse(body)])).toEqual([
			[
				'PUT',
				{
					products: [
						{
							sku: SKU,
							property_values: [],
							offerings: [{ price: 22, quantity: 5, is_enabled: true, readiness_state_id: null }],
						},
					],
					price_on_property: [],
					quantity_on_property: [],
					sku_on_property: [],
					readiness_state_on_property: [],
				},
			],
		]);
	});

	it.each([
		[/inactive on a listing whose stock is 0/, 'refused', 'no piece left'],
		[/activation refused: frozen/, 'refused', 'does not let this listing be shown'],
		[/^activation refused$/, 'refused', 'does not let this listing be shown'],
		[/above 999/, 'refused', '999 pieces'],
		[/property_values left out/, 'failed', "Property values can't be empty"],
		[/activation of a sold_out listing/, 'failed', 'could not answer just now'],
		[/daily limit/, 'failed', 'used up its requests of the day'],
	] as const)('%s', async (covers, outcome, sentence) => {
		const { attention } = await (async () => {
			shopThatSays(({ method }) => (method === 'PATCH' ? find(covers) : undefined));
			return await run('takeOffSale');
		})();
		expect(attention).toMatchObject([
			{ outcome, changed: false, message: expect.stringContaining(sentence) },
		]);
	});

	it('a full second is waited for, without a time being named', async () => {
		let refusals = 2;
		const seen = shopThatSays(({ method }) =>
			method === 'PATCH' && refusals-- > 0 ? find(/per-second limit/) : undefined,
		);
		const { done } = await run('takeOffSale');
		expect(done).toMatchObject([{ outcome: 'offSale' }]);
		expect(writes(seen)).toHaveLength(3);
	});

	it('an expired token is renewed in the documented form, and both new ones are kept', async () => {
		const fresh = find(/each refresh gives a new/);
		const seen = shopThatSays(({ path, headers }) => {
			if (path.endsWith('/oauth/token')) return fresh;
			return headers.get('authorization') === 'Bearer 12345678.recorded'
				? find(/expired access token/)
				: undefined;
		});
		const { done, credentials } = await run('getStockState');
		expect(done).toMatchObject([{ outcome: 'alreadyOnSale' }]);
		const [token] = seen.filter(({ method }) => method === 'POST');
		expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
			grant_type: 'refresh_token',
			client_id: 'keystr',
			refresh_token: '12345678.old',
		});
		expect(credentials.stored[TYPE]?.oauthTokenData).toMatchObject({
			access_token: fresh.response.access_token,
			refresh_token: fresh.response.refresh_token,
		});
	});

	it('a revoked refresh token ends the run with one sentence', async () => {
		const seen = shopThatSays(({ path }) =>
			path.endsWith('/oauth/token')
				? find(/refresh token revoked/)
				: find(/wrong or revoked access token/),
		);
		const { attention } = await run('takeOffSale');
		expect(attention).toMatchObject([
			{
				outcome: 'failed',
				kind: 'login',
				nextStep: expect.stringContaining('connect the account again'),
			},
		]);
		expect(seen).toHaveLength(2);
	});
});
