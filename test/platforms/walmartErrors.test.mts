import nock from 'nock';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FakeAnswer } from '../../sandbox/fake.mts';
import { runAcrylicDelist } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { intercept } from './channelRun.mts';
import { expectNoSecrets } from './noSecrets.mts';
import { each, openWalmart, type WalmartShop } from './walmartShop.mts';

const INK = 'ACR-INK-PAYN-30';
const SHEET = 'ACR-SHT-CLR-A3';

const said = (code: string, description = 'Said by Walmart.') => [
	{ code: `${code}.GMP_INVENTORY_API`, description, severity: 'ERROR', category: 'DATA' },
];

describe('Walmart: every answer that is none', () => {
	let shop: WalmartShop;
	beforeEach(async () => {
		shop = await openWalmart();
	});
	afterEach(async () => await shop.close());

	const answerWith = (answer: FakeAnswer, method = 'PUT') =>
		intercept(shop.fake, (request) =>
			request.method === method && request.path.includes(INK) ? answer : undefined,
		);

	it.each<[string, FakeAnswer, object, RegExp]>([
		[
			'400 of the guides',
			{ status: 400, body: { errors: said('INVALID_REQUEST_PARAM') } },
			{ kind: 'invalid', message: 'Walmart did not accept the request: Said by Walmart.' },
			/Seller Center/,
		],
		[
			'400 of a service',
			{ status: 400, body: { errors: { error: said('INVALID_REQUEST_CONTENT') } } },
			{ kind: 'invalid', message: 'Walmart did not accept the request: Said by Walmart.' },
			/Seller Center/,
		],
		[
			'400 of the gateway',
			{ status: 400, body: { error: said('INVALID_REQUEST_HEADER') } },
			{ kind: 'invalid' },
			/report/,
		],
		[
			'400 without a header',
			{ status: 400, body: { error: said('MISSING_REQUEST_HEADER') } },
			{ kind: 'invalid' },
			/report/,
		],
		[
			'400 without any wrapper',
			{ status: 400, body: said('INVALID_REQUEST_PARAM')[0] },
			{ kind: 'invalid', message: 'Walmart did not accept the request: Said by Walmart.' },
			/Seller Center/,
		],
		[
			'400 for an unknown SKU',
			{ status: 400, body: { errors: { error: said('CONTENT_NOT_FOUND') } } },
			{ outcome: 'notFound', kind: 'notFound' },
			/market/,
		],
		[
			'401',
			{ status: 401, body: { error: said('UNAUTHORIZED') } },
			{ kind: 'login', message: 'Walmart did not accept client ID and client secret.' },
			/credential/,
		],
		[
			'403',
			{ status: 403, body: { error: said('FORBIDDEN') } },
			{ kind: 'permission', message: 'The Walmart key may not do this: Said by Walmart.' },
			/full access to Inventory/,
		],
		[
			'404',
			{ status: 404, body: { errors: { error: said('CONTENT_NOT_FOUND') } } },
			{ outcome: 'notFound' },
			/SKU/,
		],
		[
			'406',
			{ status: 406, body: { errors: said('NOT_ACCEPTABLE') } },
			{ kind: 'invalid' },
			/report/,
		],
		['413 without a body', { status: 413, body: '' }, { kind: 'invalid' }, /report/],
		[
			'415',
			{ status: 415, body: { error: said('UNSUPPORTED_MEDIA_TYPE') } },
			{ kind: 'invalid' },
			/report/,
		],
		[
			'500 in XML',
			{
				status: 500,
				headers: { 'content-type': 'application/xml' },
				body: '<?xml version="1.0"?><ns2:errors/>',
			},
			{ kind: 'unavailable' },
			/few minutes/,
		],
		['520 without a body', { status: 520, body: '' }, { kind: 'unavailable' }, /few minutes/],
		['503 without a body', { status: 503, body: '' }, { kind: 'unavailable' }, /few minutes/],
	])('%s', async (_, answer, row, nextStep) => {
		answerWith(answer);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false, ...row });
		expect(of(INK).nextStep).toMatch(nextStep);
		expect(shop.shelf(INK)).toMatchObject({ quantity: 8, state: 'onSale' });
	});

	it('fails one SKU, and no other', async () => {
		answerWith({ status: 400, body: { errors: said('INVALID_REQUEST_PARAM') } });
		const { of } = await shop.run('takeOffSale', [INK, SHEET]);
		expect(of(INK)).toMatchObject({ outcome: 'failed' });
		expect(of(SHEET)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('does not take errors in a list of items, with status 200, for an empty list', async () => {
		intercept(shop.fake, (request) =>
			request.path.startsWith('/v3/items/')
				? { status: 200, body: { errors: said('INTERNAL_ERROR') } }
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false, kind: 'invalid' });
	});

	it('goes on after 206, which says that something was not found', async () => {
		intercept(shop.fake, async (request) =>
			request.path.startsWith('/v3/items/')
				? { ...(await shop.fakeHandle(request)), status: 206 }
				: undefined,
		);
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({ outcome: 'offSale' });
	});

	it.each<[string, (now: number) => Record<string, string>]>([
		[
			'in milliseconds since 1970',
			(now) => ({ 'x-next-replenishment-time': String(now + 50_000) }),
		],
		[
			'in seconds since 1970',
			(now) => ({ 'x-next-replenishment-time': String(Math.ceil(now / 1000) + 50) }),
		],
		['as a date', (now) => ({ 'x-next-replenish-time': new Date(now + 50_000).toISOString() })],
		['in seconds from now', () => ({ 'X-Next-Replenishment-Time': '50' })],
		['as Retry-After', () => ({ 'retry-after': '50' })],
	])('waits until there is more, told %s', async (_, headers) => {
		let refusedAt = 0;
		let sentAt = 0;
		intercept(shop.fake, ({ method }) => {
			if (method !== 'PUT') return undefined;
			if (refusedAt > 0) {
				sentAt = shop.clock.now();
				return undefined;
			}
			refusedAt = shop.clock.now();
			return { ...shop.fake.throttled(), headers: headers(refusedAt) };
		});
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(sentAt - refusedAt).toBeGreaterThanOrEqual(49_000);
	});

	it('never goes faster than the limits', async () => {
		const skus = shop.fake
			.shelf()
			.filter(({ state, note = '' }) => state === 'onSale' && !note.includes('WFS'))
			.map(({ sku }) => sku);
		const { all } = await shop.run('takeOffSale', skus);
		expect(all.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'offSale'));
		expect(shop.sandbox.log.entries('walmart').filter(({ status }) => status === 429)).toEqual([]);
	});

	it('renews a token that ended in the middle of the run, once', async () => {
		const now = shop.clock.now.bind(shop.clock);
		let passed = 0;
		Object.assign(shop.clock, { now: () => now() + passed });
		intercept(shop.fake, ({ method }) => {
			if (method === 'PUT' && passed === 0) passed = 900_000;
			return undefined;
		});
		const { of, credentials } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		// Both look-ups of the beginning find no token yet.
		expect(credentials.renewals).toHaveLength(3);
	});

	it('never shows a secret that comes back in a refusal', async () => {
		const { clientSecret } = shop.fake.account;
		answerWith({
			status: 400,
			body: { errors: said('INVALID_REQUEST_PARAM', `Bad login ${String(clientSecret)}`) },
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK).message).toContain('[hidden]');
	});
});

interface Recorded {
	request: { method: string; path: string; query?: Record<string, string> };
	status: number;
	response: unknown;
}

describeWithSpecs('Walmart: recorded answers', () => {
	const recorded = readSpec('walmart/recorded.json') as Recorded[];
	const HOME = 'https://marketplace.walmartapis.com';
	const credential: ICredentialDataDecryptedObject = {
		market: 'us',
		clientId: 'recorded-client',
		clientSecret: 'recorded-secret-0123456789',
		environment: 'production',
	};
	let restoreClock = () => {};
	beforeEach(() => {
		restoreClock = setProductClock(fastClock(1000));
		nock.disableNetConnect();
		nock(HOME)
			.persist()
			.post('/v3/token')
			.reply(200, { access_token: 'eyJrecorded', token_type: 'Bearer', expires_in: 900 });
	});
	afterEach(() => {
		restoreClock();
		nock.cleanAll();
		nock.enableNetConnect();
	});

	/** A shop that knows one item and answers every write as recorded. */
	const runAgainst = async ({ status, response }: Recorded) => {
		const isXml = typeof response === 'string';
		nock(HOME)
			.persist()
			.get('/v3/items/REC-1')
			.query({ productIdType: 'SKU' })
			.reply(200, {
				ItemResponse: [{ sku: 'REC-1', publishedStatus: 'PUBLISHED', lifecycleStatus: 'ACTIVE' }],
			});
		nock(HOME)
			.persist()
			.get('/v3/inventories/REC-1')
			.reply(200, {
				sku: 'REC-1',
				nodes: [{ shipNode: '1', inputQty: each(5), availToSellQty: each(5) }],
			});
		nock(HOME)
			.persist()
			.put('/v3/inventories/REC-1')
			.reply(status, response as nock.Body, {
				'content-type': isXml ? 'application/xml' : 'application/json',
			});
		const result = await runAcrylicDelist({
			parameters: {
				operation: 'takeOffSale',
				channels: ['walmart'],
				sku: '={{ $json.sku }}',
				options: { confirmFor: 0 },
			},
			items: [{ sku: 'REC-1' }],
			credentials: { stockOutWalmartApi: credential },
		});
		expectNoSecrets(result, result.credentials.stored);
		return [...result.done, ...result.attention][0];
	};

	const expected: Record<number, object> = {
		400: {
			kind: 'invalid',
			message: 'Walmart did not accept the request: Method code is not supported in line number 1',
		},
		401: { kind: 'login', message: 'Walmart did not accept client ID and client secret.' },
		404: { outcome: 'notFound', kind: 'notFound' },
		415: {
			kind: 'invalid',
			message: 'Walmart did not accept the request: HTTP 415 Unsupported Media Type',
		},
		429: { kind: 'throttled', message: 'Walmart asked us to slow down.' },
		500: {
			kind: 'unavailable',
			message: 'Walmart Marketplace could not answer just now (status 500).',
		},
	};

	it.each(recorded.map((one) => [one.status, one] as const))(
		'%i becomes a sentence',
		async (status, one) => {
			expect(Object.keys(expected)).toContain(String(status));
			const row = await runAgainst(one);
			expect(row).toMatchObject({ outcome: 'failed', changed: false, ...expected[status] });
			expect(row.nextStep).toEqual(expect.any(String));
		},
	);
});
