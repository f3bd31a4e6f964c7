// What Etsy says when it does not do it, and what a shop owner reads then; the login; the pace.
import type { ICredentialTestRequest } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeRequest } from '../../sandbox/fake.mts';
import { built, loader } from '../harness.mts';
import { openEtsyShop, restores, type EtsyShop } from './etsyShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const BLUE_60 = 'ACR-HB-COBL-60';
const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

let shop: EtsyShop;
beforeEach(async () => {
	shop = await openEtsyShop();
});
afterEach(async () => await shop.close());

const isWrite = ({ method }: FakeRequest) => method === 'PATCH' || method === 'PUT';

describe('Etsy sheet, section 9: errors', () => {
	it.each([
		[
			400,
			'There was a problem with /quantity : cannot be empty',
			'refused',
			'no piece left',
			/Nothing is to be done/,
		],
		[
			400,
			'There was a problem with /quantity : cannot be greater than 999',
			'refused',
			'999 pieces',
			/smaller quantity/,
		],
		[
			400,
			'Cannot activate a listing in this state: state = edit, listing_id = 1234, ending_tsz = 123',
			'refused',
			'does not let this listing be shown',
			/Shop Manager/,
		],
		[
			400,
			"This listing is not publishable because it's frozen",
			'refused',
			'does not let this listing be shown',
			/Shop Manager/,
		],
		[
			400,
			'A shipping profile is required',
			'refused',
			'shipping profile and return policy',
			/Complete both/,
		],
		[
			400,
			"Property values can't be empty",
			'failed',
			"did not accept the request: Property values can't be empty",
			/Shop Manager/,
		],
		[401, 'invalid_token', 'failed', 'did not accept the connection', /connect the account again/],
		[403, 'insufficient_scope', 'failed', 'lacks a right', /connect the account again/],
		[
			403,
			'Shared secret is required in x-api-key header.',
			'failed',
			'keystring and shared secret',
			/credential/,
		],
		[403, 'User does not own Shop 456', 'failed', 'does not let the app do this', /owns the shop/],
		[404, 'Resource not found', 'notFound', 'does not know', /Check the SKU/],
		[409, 'Conflict', 'failed', 'changed on Etsy at the same moment', /Run the item again/],
		[429, 'Exceeded per second rate limit', 'failed', 'asked us to slow down', /in a few minutes/],
		[429, 'Exceeded daily rate limit', 'failed', 'used up its requests of the day', /tomorrow/],
		[500, 'Server Error', 'failed', 'could not answer just now', /in a few minutes/],
	] as const)('%i %s', async (status, error, outcome, sentence, next) => {
		shop.answer((request) => (isWrite(request) ? { status, body: { error } } : undefined));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome,
			changed: false,
			message: expect.stringContaining(sentence),
			nextStep: expect.stringMatching(next),
		});
		expect(shop.shelf(INK)?.state).toBe('onSale');
	});

	it('an inventory without any piece: the others ran out meanwhile, so it is looked at anew', async () => {
		let tries = 0;
		shop.answer(({ method }) => {
			if (method !== 'PUT') return undefined;
			tries += 1;
			return { status: 400, body: { error: 'One offering must have quantity greater than 0' } };
		});
		const { of } = await shop.run('takeOffSale', [BLUE_60]);
		expect(of(BLUE_60)).toMatchObject({
			outcome: 'failed',
			kind: 'conflict',
			changed: false,
			message: expect.stringContaining('ran out at the same moment'),
			nextStep: 'Run the item again.',
		});
		expect(tries).toBeGreaterThan(1);
	});

	it.each(['access token is expired', 'access token is invalid'])(
		'401 %s, also after it was renewed',
		async (error_description) => {
			shop.answer((request) =>
				isWrite(request)
					? { status: 401, body: { error: 'invalid_token', error_description } }
					: undefined,
			);
			const { of } = await shop.run('takeOffSale', [INK]);
			expect(of(INK)).toMatchObject({
				kind: 'login',
				nextStep: expect.stringContaining('connect the account again'),
			});
		},
	);

	it('a refusal concerns its own listing only', async () => {
		const ink = shop.listing(INK).listing_id;
		shop.answer((request) =>
			request.path.endsWith(`/${ink}`)
				? { status: 400, body: { error: 'This listing is not editable' } }
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK, GEL]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(GEL)).toMatchObject({ outcome: 'offSale' });
	});

	it('a quantity that went through stays known when the listing cannot be shown again', async () => {
		const off = await shop.run('takeOffSale', [INK]);
		shop.listing(INK).frozen = true;
		const back = await shop.run('putBackOnSale', [{ ...restores(off.done)[0], quantity: 4 }]);
		expect(back.of(INK)).toMatchObject({
			outcome: 'refused',
			changed: true,
			message: expect.stringContaining('does not let this listing be shown'),
		});
		expect(shop.shelf(INK)).toMatchObject({ state: 'hidden', quantity: 4 });
	});

	it('an inventory write is not sent twice: the listing tells whether it went through', async () => {
		shop.sandbox.faults.add({ slug: 'etsy', kind: 'dropAfter', method: 'PUT' });
		const { of } = await shop.run('takeOffSale', [BLUE_60]);
		expect(of(BLUE_60)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(shop.puts()).toHaveLength(1);
	});

	it('an account without a shop is told so', async () => {
		shop.answer(({ path }) =>
			path.endsWith('/users/me') ? { status: 200, body: { user_id: 1 } } : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('has no shop'),
		});
	});
});

describe('Etsy sheet, section 2: the login', () => {
	const tokens = () => shop.sandbox.log.entries('etsy').filter(({ login }) => login);

	it('renews a token that ran out, once, without a secret in the form, and keeps the new refresh token', async () => {
		for (let hours = 0; hours < 2; hours++) {
			shop.access.expire();
			const { of, credentials } = await shop.run('getStockState', [INK, GEL]);
			expect(of(INK)).toMatchObject({ outcome: 'alreadyOnSale' });
			expect(credentials.renewals).toHaveLength(1);
		}
		expect(tokens().map(({ status }) => status)).toEqual([200, 200]);
		for (const { requestBody } of tokens())
			expect([...new URLSearchParams(requestBody).keys()].sort()).toEqual([
				'client_id',
				'grant_type',
				'refresh_token',
			]);
	});

	it('says that the connection has ended when the refresh token is revoked', async () => {
		shop.access.disconnect();
		const { of } = await shop.run('takeOffSale', [INK, GEL]);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			kind: 'login',
			message: expect.stringContaining('connection'),
			nextStep: expect.stringContaining('onnect'),
		});
		expect(tokens()).toHaveLength(1);
	});

	it('says so too when nobody has connected the account yet', async () => {
		const { of } = await shop.run('takeOffSale', [INK], shop.with({ oauthTokenData: undefined }));
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			kind: 'login',
			nextStep: expect.stringContaining('onnect'),
		});
	});

	it('tells an outage of the token address from a refused login', async () => {
		shop.access.expire();
		shop.answer(({ path }) =>
			path.endsWith('/oauth/token') ? { status: 500, body: { error: 'Server Error' } } : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(INK).kind).not.toBe('login');
	});

	it('names the missing right of a connection that was made with fewer', async () => {
		const { of } = await shop.run(
			'takeOffSale',
			[INK],
			shop.with({ oauthTokenData: shop.access.signIn(['shops_r', 'listings_r']) }),
		);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'permission' });
	});

	it('shows neither the secret nor a token, even when Etsy quotes them', async () => {
		shop.answer((request) =>
			isWrite(request)
				? {
						status: 400,
						body: {
							error: `Bad call by ${request.headers['x-api-key']} with ${request.headers['authorization']?.slice(7)}`,
						},
					}
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		const seen = JSON.stringify(of(INK));
		expect(seen).toContain('[hidden]');
		expect(seen).not.toContain(String(shop.fake.account.sharedSecret));
		expect(seen).not.toContain(String(shop.fake.signedIn?.access_token));
	});
});

describe('Etsy: the credential', () => {
	const credential = loader.getCredential('stockOutEtsyOAuth2Api').type;
	const evaluate = (expression: unknown, values: object): string =>
		new Function(
			'$credentials',
			'$self',
			`return ${String(expression).replace(/^=\{\{|\}\}$/g, '')}`,
		)(values, values) as string;
	const fallback = (name: string) =>
		credential.properties.find((one) => one.name === name)?.default;
	const production = { environment: 'production', clientId: ' key ', sharedSecret: 'secret' };
	const custom = {
		...production,
		environment: 'custom',
		customHost: ' http://127.0.0.1:4700/etsy/ ',
	};

	it('uses the addresses and the grant that Etsy demands', () => {
		expect(fallback('grantType')).toBe('pkce');
		expect(evaluate(fallback('authUrl'), production)).toBe('https://www.etsy.com/oauth/connect');
		expect(evaluate(fallback('accessTokenUrl'), production)).toBe(
			'https://openapi.etsy.com/v3/public/oauth/token',
		);
		expect(evaluate(fallback('accessTokenUrl'), custom)).toBe(
			'http://127.0.0.1:4700/etsy/v3/public/oauth/token',
		);
		expect(String(fallback('scope')).split(' ')).toEqual([
			'listings_r',
			'listings_w',
			'shops_r',
			'transactions_r',
		]);
	});

	it('is tested where key, secret and connection are needed, with a sentence for each refusal', async () => {
		const { request, rules = [] } = credential.test as ICredentialTestRequest;
		const headers = request.headers as Record<string, string>;
		expect(evaluate(headers['x-api-key'], production)).toBe('key:secret');
		expect(evaluate(request.baseURL, production)).toBe('https://openapi.etsy.com');
		expect(evaluate(request.baseURL, custom)).toBe('http://127.0.0.1:4700/etsy');
		const service = platforms.find(({ id }) => id === 'etsy')?.service;
		for (const values of [production, custom])
			expect(service?.baseUrl(values)).toBe(evaluate(request.baseURL, values));
		const statuses = rules.flatMap(({ type, properties }) =>
			type === 'responseCode' ? [properties.value] : [],
		);
		expect(statuses).toEqual([401, 403]);
		const ask = async (key: string, authorization: string) =>
			(
				await shop.fake.handle({
					method: 'GET',
					path: String(request.url),
					query: new URLSearchParams(),
					headers: { 'x-api-key': key, authorization },
					body: Buffer.from(''),
				})
			).status;
		const { clientId, sharedSecret } = shop.fake.account;
		const bearer = `Bearer ${shop.fake.signedIn?.access_token}`;
		expect(await ask(`${clientId}:${sharedSecret}`, bearer)).toBe(200);
		expect(await ask(`${clientId}`, bearer)).toBe(403);
		expect(await ask(`${clientId}:wrong`, bearer)).toBe(403);
		expect(await ask(`${clientId}:${sharedSecret}`, 'Bearer 1.wrong')).toBe(401);
	});
});

describe('Etsy sheet, section 8: pace', () => {
	const SKUS = Array.from({ length: 30 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);

	it.each([
		['the usual 10 requests in a second', 10],
		['the 5 of a new app', 5],
	])(
		'keeps to %s',
		async (_, perSecond) => {
			await shop.close();
			// Slow, since a busy machine that lets requests bunch up counts as many times.
			shop = await openEtsyShop({ catalogue: manyProducts(30), speed: 2 });
			shop.fake.limits.perSecond = perSecond;
			const { done } = await shop.run('takeOffSale', SKUS);
			expect(done).toHaveLength(30);
			const refused = shop.sandbox.log.entries('etsy').filter(({ status }) => status === 429);
			expect(refused.length).toBeLessThanOrEqual(1);
		},
		30_000,
	);

	it('does not wait for tomorrow', async () => {
		shop.fake.limits.perDay = 3;
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			kind: 'throttled',
			message: expect.stringContaining('of the day'),
		});
		expect(shop.patches()).toHaveLength(1);
	});
});
