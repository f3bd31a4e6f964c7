import { afterEach, describe, expect, it } from 'vitest';

import type { Service } from '../../http/client';
import type { Platform } from '../../platforms/platform';
import { storeHash } from '../../sandbox/bigcommerce/access.mts';
import type { FakeAnswer } from '../../sandbox/fake.mts';
import { built, loader } from '../harness.mts';
import { openBigCommerce, type BigCommerce } from './bigcommerceShop.mts';
import { intercept } from './channelRun.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const SHEET = 'ACR-SHT-CLR-A3';

const { bigcommerce } = built('./platforms/bigcommerce/index.js') as { bigcommerce: Platform };
const baseUrl = (url: string): string => bigcommerce.service?.baseUrl({ url }) ?? '';

let shop: BigCommerce | undefined;
afterEach(async () => {
	await shop?.close();
	shop = undefined;
});

const open = async (): Promise<BigCommerce> => (shop = await openBigCommerce());
const body = (status: number, title: string, errors: object = {}): FakeAnswer => ({
	status,
	body: { status, title, type: 'https://developer.bigcommerce.com', errors },
});

describe('BigCommerce sheet, section 2: login', () => {
	it('names the login when the token is wrong, and asks once', async () => {
		const { run, sandbox, with: given } = await open();
		const { attention } = await run(
			'takeOffSale',
			[GEL, INK],
			given({ accessToken: 'x'.repeat(31) }),
		);
		expect(attention).toHaveLength(2);
		for (const row of attention)
			expect(row).toMatchObject({
				outcome: 'failed',
				kind: 'login',
				message: 'BigCommerce did not accept the access token.',
			});
		expect(sandbox.log.entries('bigcommerce')).toHaveLength(1);
	});

	it('says which scopes are missing, and that they cannot be added later', async () => {
		const { run, fake, snapshot, with: given } = await open();
		const before = snapshot();
		for (const { token } of [fake.tokens.readOnly, fake.tokens.withoutInventory])
			for (const stop of ['zero', 'hide', 'both']) {
				const { attention } = await run('takeOffSale', [GEL, SHEET], {
					...given({ accessToken: token }),
					channel: { stop },
				});
				expect(attention.map(({ kind, changed }) => [kind, changed])).toEqual([
					['permission', false],
					['permission', false],
				]);
				expect(attention[0].message).toContain("You don't have a required scope");
				expect(attention[0].nextStep).toContain('Store Inventory modify');
			}
		expect(snapshot()).toEqual(before);
	});

	it('names the API path when the store is unknown', async () => {
		const { run, fake, with: given } = await open();
		const url = String(fake.account.url).replace(storeHash, 'n0st0re');
		const { attention } = await run('takeOffSale', [GEL], given({ url }));
		expect(attention).toMatchObject([
			{ kind: 'notFound', nextStep: expect.stringContaining('API path') },
		]);
	});
});

describe('BigCommerce sheet, section 8: pace', () => {
	it('waits as long as the answer says', async () => {
		const { run, fake, clock } = await open();
		const times: number[] = [];
		intercept(fake, () => {
			times.push(clock.now());
			return times.length === 1
				? {
						...body(429, 'Too many requests'),
						headers: { 'x-rate-limit-time-reset-ms': '15000' },
					}
				: undefined;
		});
		const { of } = await run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale' });
		expect(times[1] - times[0]).toBeGreaterThanOrEqual(15_000);
	});

	it('does not run into the limit when others have used the window up', async () => {
		const { run, fake, sandbox } = await open();
		const used = await Promise.all(
			Array.from(
				{ length: 148 },
				async () =>
					await fake.handle({
						method: 'GET',
						path: '/',
						query: new URLSearchParams(),
						headers: {},
						body: Buffer.alloc(0),
					}),
			),
		);
		expect(used.at(-1)?.headers).toMatchObject({ 'x-rate-limit-requests-left': '2' });
		const { of } = await run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(sandbox.log.entries('bigcommerce').filter(({ status }) => status === 429)).toEqual([]);
	});

	it('backs off when an overloaded store names no time, and says so when it goes on', async () => {
		const { run, fake } = await open();
		let asked = 0;
		intercept(fake, () => (++asked <= 2 ? body(429, 'Too many requests') : undefined));
		// The rate headers stand on all answers of the fake: these come without.
		const { of } = await run('getStockState', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'alreadyOnSale' });
		intercept(fake, () => body(429, 'Too many requests'));
		const { attention } = await run('getStockState', [GEL]);
		expect(attention).toMatchObject([
			{ kind: 'throttled', message: 'The BigCommerce store is overloaded just now.' },
		]);
	});
});

describe('BigCommerce sheet, section 9: what a refused write says', () => {
	const answers: Array<[string, FakeAnswer, object]> = [
		[
			'409 of another product',
			body(409, 'The product name is a duplicate'),
			{ outcome: 'refused', message: expect.stringContaining('name is a duplicate') },
		],
		[
			'422 with a detail',
			body(422, 'JSON data is missing or invalid', { '0.quantity': 'error.expected.int' }),
			{ outcome: 'refused', message: expect.stringContaining('(0.quantity: error.expected.int)') },
		],
		['404', body(404, 'Not found'), { outcome: 'notFound' }],
		[
			'413',
			body(413, 'Too large'),
			{ outcome: 'refused', message: expect.stringContaining('Too large') },
		],
		[
			'507',
			body(507, 'Insufficient storage'),
			{ outcome: 'refused', message: 'The BigCommerce store has reached a limit of its plan.' },
		],
		[
			'a body that is no error',
			{ status: 400, body: 'nonsense' },
			{ outcome: 'failed', kind: 'invalid' },
		],
		[
			'a text instead of data',
			{ status: 200, body: 'fine' },
			{ outcome: 'failed', kind: 'unavailable' },
		],
	];
	it.each(answers)('%s', async (_name, answer, expected) => {
		const { run, fake, snapshot } = await open();
		const before = snapshot();
		intercept(fake, ({ method }) => (method === 'PUT' ? answer : undefined));
		const { of } = await run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ changed: false, nextStep: expect.any(String), ...expected });
		expect(snapshot()).toEqual(before);
	});

	it('the first of several errors of a batch of variants', async () => {
		const { run, fake } = await open();
		intercept(fake, ({ method }) =>
			method === 'PUT'
				? {
						status: 422,
						body: {
							batch_errors: [
								{ status: 422, title: 'Invalid variant', errors: { id: 'It is gone.' } },
							],
						},
					}
				: undefined,
		);
		const { of } = await run('takeOffSale', ['ACR-CAN-20']);
		expect(of('ACR-CAN-20')).toMatchObject({
			outcome: 'refused',
			message: 'BigCommerce refused the change: Invalid variant (id: It is gone.)',
		});
	});

	it('a product that is missing in a good answer was not saved', async () => {
		const { run, fake } = await open();
		intercept(fake, ({ method }) =>
			method === 'PUT' ? { status: 200, body: { data: [], meta: {} } } : undefined,
		);
		const { of } = await run('takeOffSale', [SHEET]);
		expect(of(SHEET)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('missing in the answer'),
		});
	});

	it('shows no token, even when the store sends it back', async () => {
		const { run, fake } = await open();
		intercept(fake, ({ method, headers }) =>
			method === 'PUT' ? body(422, `Token ${headers['x-auth-token']} is odd`) : undefined,
		);
		const { of } = await run('takeOffSale', [GEL]);
		expect(of(GEL).message).toContain('Token [hidden] is odd');
	});
});

describe('BigCommerce sheet, section 2: the address', () => {
	const typed: Array<[string, string]> = [
		['AbC123', 'https://api.bigcommerce.com/stores/abc123/v3'],
		[
			' https://api.bigcommerce.com/stores/abc123/v3/ ',
			'https://api.bigcommerce.com/stores/abc123/v3',
		],
		[
			'https://api.bigcommerce.com/stores/abc123/v2/',
			'https://api.bigcommerce.com/stores/abc123/v3',
		],
		['api.bigcommerce.com/stores/abc123', 'https://api.bigcommerce.com/stores/abc123/v3'],
		[
			'http://127.0.0.1:4700/bigcommerce/stores/abc123/v3/',
			'http://127.0.0.1:4700/bigcommerce/stores/abc123/v3',
		],
	];
	/** The expression of the credential test, as n8n would resolve it. */
	const { test } = loader.getCredential('stockOutBigCommerceApi').type;
	const tested = (url: string): unknown => {
		const expression = String(test?.request.baseURL).replace(/^=\{\{|\}\}$/g, '');
		return new Function('$credentials', `return ${expression}`)({ url });
	};

	it.each(typed)('%j', (url, base) => {
		expect(baseUrl(url)).toBe(base);
		expect(tested(url)).toBe(base);
	});

	it.each([
		'https://www.my-shop.com',
		'https://api.bigcommerce.com.evil.example/stores/abc123/v3',
		'https://evil.example/stores/abc123/v3',
		'https://api.bigcommerce.com/x/stores/abc123',
		'https://api.bigcommerce.com:444/stores/abc123/v3',
	])('sends no token to %s', (url) => {
		expect(() => baseUrl(url)).toThrow(/is not the API path/);
		expect(tested(url)).toBe('https://not-a-bigcommerce-store.invalid');
	});

	it('sends no token unencrypted', () => {
		expect(() => baseUrl('http://api.bigcommerce.com/stores/abc123/v3')).toThrow(/unencrypted/);
		expect(tested('http://api.bigcommerce.com/stores/abc123/v3')).toBe(
			'https://not-a-bigcommerce-store.invalid',
		);
	});

	it('is tested by a request that needs the token and the inventory scope', async () => {
		const { fake } = await open();
		const ask = async (token?: string) =>
			await fake.handle({
				method: test?.request.method ?? 'GET',
				path: `/stores/${storeHash}/v3${String(test?.request.url).split('?')[0]}`,
				query: new URLSearchParams(String(test?.request.url).split('?')[1]),
				headers: token ? { 'x-auth-token': token } : {},
				body: Buffer.alloc(0),
			});
		expect((await ask()).status).toBe(401);
		expect((await ask(fake.tokens.withoutInventory.token)).status).toBe(403);
		expect((await ask(fake.tokens.full.token)).status).toBe(200);
	});
});

describe('BigCommerce: the list of locations', () => {
	it('offers the active ones by name', async () => {
		const { fake } = await open();
		const { handle } = fake;
		const list = await bigcommerce.lists?.locations(async ({ path, query }) => {
			const { status, body: data } = await handle({
				method: 'GET',
				path: `/stores/${storeHash}/v3${path}`,
				query: new URLSearchParams(query),
				headers: { 'x-auth-token': fake.tokens.full.token },
				body: Buffer.alloc(0),
			});
			return { status, headers: {}, body: data };
		}, {});
		expect(list).toEqual([
			{ name: 'Default location', value: '1' },
			{ name: 'Shop floor', value: '2' },
		]);
	});
});

describe('BigCommerce sheet, section 10: what a refused webhook says', () => {
	const { service } = built('./platforms/bigcommerce/service.js') as { service: Service };
	it.each([
		[400, 'refused', 'did not register the webhook: Input is invalid.', 'WEBHOOK_URL'],
		[409, 'refused', 'did not register the webhook: Input is invalid.', 'WEBHOOK_URL'],
		[422, 'refused', '(destination: error.path.missing)', 'port 443'],
		[401, 'login', 'did not accept the access token', 'API account'],
		[404, 'notFound', 'does not know', 'API path'],
		[429, 'throttled', 'overloaded', 'few minutes'],
		[503, 'unavailable', '503', 'status page'],
	])('%i is %s', (status, kind, sentence, next) => {
		const errors = status === 422 ? { errors: { destination: 'error.path.missing' } } : {};
		const body = { status, title: 'Input is invalid.', type: '/api-docs', ...errors };
		const problem = service.diagnose(
			{ status, headers: {}, body },
			{ method: 'POST', path: '/hooks' },
		);
		expect(problem).toMatchObject({
			kind,
			message: expect.stringContaining(sentence),
			nextStep: expect.stringContaining(next),
		});
	});
});
