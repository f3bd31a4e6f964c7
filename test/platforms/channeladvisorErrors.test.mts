import { afterEach, describe, expect, it } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { main } from '../../sandbox/channeladvisor/shop.mts';
import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { built } from '../harness.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { intercept } from './channelRun.mts';
import { openChannelAdvisor, type ChannelAdvisorShop } from './channeladvisorShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const both = { channel: { stop: 'both' } };
const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const platform = platforms.find(({ id }) => id === 'channeladvisor') as Platform;

let shop: ChannelAdvisorShop;
afterEach(async () => await shop.close());

const odata = (message: string) => ({ error: { code: '', message } });
const isWrite = ({ method, path }: FakeRequest) => method !== 'GET' && path.startsWith('/v1/');

/** The platform's answer to writes of one product. */
const answerTo = (sku: string, answer: FakeAnswer, method = /./) =>
	intercept(shop.fake, (request) =>
		isWrite(request) &&
		method.test(request.method) &&
		request.path.includes(`(${shop.product(sku).ID})`)
			? answer
			: undefined,
	);

describe('ChannelAdvisor: one bad product among many', () => {
	it.each<[number, unknown, string, string, string]>([
		[
			400,
			odata('Distribution center 0 was not found.'),
			'failed',
			'invalid',
			'center 0 was not found',
		],
		[400, { Message: 'The request is invalid.' }, 'failed', 'invalid', 'The request is invalid.'],
		[400, { other: 'form' }, 'failed', 'invalid', 'form'],
		[
			401,
			{ Message: 'Authorization has been denied for this request.' },
			'failed',
			'permission',
			'not change',
		],
		[403, odata('Forbidden'), 'failed', 'permission', 'does not let it'],
		[404, odata('The product was not found.'), 'notFound', 'notFound', 'deleted'],
		[406, odata('Not acceptable.'), 'failed', 'unavailable', 'status 406'],
		[413, { Message: 'Too large' }, 'failed', 'invalid', 'too long (status 413)'],
		[414, '<h2>URI Too Long</h2>', 'failed', 'invalid', 'too long (status 414)'],
		[429, 'Too many requests.', 'failed', 'throttled', 'slow down'],
		[415, { Message: 'Unsupported' }, 'failed', 'invalid', 'status 415'],
		[500, odata('An error has occurred.'), 'failed', 'unavailable', 'could not answer'],
		[502, '<html>Bad gateway</html>', 'failed', 'unavailable', 'could not answer'],
		[503, '', 'failed', 'unavailable', 'could not answer'],
		[200, 'ok', 'failed', 'unavailable', 'not data'],
	])('a write answered with %i %j is %s', async (status, body, outcome, kind, message) => {
		shop = await openChannelAdvisor();
		answerTo(INK, { status, body });
		const { of } = await shop.run('takeOffSale', [INK, GEL]);
		expect(of(INK)).toMatchObject({ outcome, kind, changed: false, nextStep: expect.any(String) });
		expect(of(INK).message).toContain(message);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.shelf(INK)?.state).toBe('onSale');
	});

	it('a write that was taken and did nothing is contradicted', async () => {
		shop = await openChannelAdvisor();
		answerTo(INK, { status: 204 });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'contradicted', confirmed: false });
	});

	it.each([
		['POST', { blocked: true, stock: { [main]: 8 } }],
		['PUT', { blocked: false, stock: { [main]: 0 } }],
	])('undoes the half that was written when the %s was refused', async (method, half) => {
		shop = await openChannelAdvisor();
		const before = shop.snapshot();
		answerTo(INK, { status: 400, body: odata('No.') }, new RegExp(method));
		const off = await shop.run('takeOffSale', [INK], both);
		expect(off.of(INK)).toMatchObject({ outcome: 'failed', changed: true });
		expect(shop.snapshot().find(({ sku }) => sku === INK)).toMatchObject(half);
		shop.fake.handle = shop.fakeHandle;
		await shop.run('putBackOnSale', [{ restore: String(off.of(INK).restore) }]);
		expect(shop.snapshot()).toEqual(before);
	});

	it('is judged by the listing when the answer to the second half is lost', async () => {
		shop = await openChannelAdvisor();
		shop.sandbox.faults.add({ slug: 'channeladvisor', kind: 'dropAfter', method: 'PUT' });
		const { of } = await shop.run('takeOffSale', [INK], both);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
	});
});

describe('ChannelAdvisor: login and rights', () => {
	it.each([
		['sharedSecret', 'a-secret-of-long-ago', 'invalid_client'],
		['applicationId', 'another-application', 'invalid_client'],
		['refreshToken', 'a-token-of-long-ago', 'invalid_grant'],
	])('says that no token came for a wrong %s', async (field, value, code) => {
		shop = await openChannelAdvisor();
		const { of } = await shop.run('takeOffSale', [INK], shop.with({ [field]: value }));
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'login', changed: false });
		expect(of(INK).message).toContain(code);
		expect(of(INK).nextStep).toContain('three months');
	});

	it.each([
		[429, 'throttled'],
		[503, 'unavailable'],
	])('does not blame the credential for a token refused with %i', async (status, kind) => {
		shop = await openChannelAdvisor();
		intercept(shop.fake, (request) =>
			shop.fake.isLogin(request) ? { status, body: { error: 'later' } } : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind, changed: false });
	});

	it('names the missing right when only reading was granted', async () => {
		shop = await openChannelAdvisor();
		const refreshToken = shop.fake.refreshTokens.readOnly;
		const { of } = await shop.run('takeOffSale', [INK], shop.with({ refreshToken }));
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'permission', changed: false });
		expect(of(INK).nextStep).toContain("'inventory'");
	});

	it('says so when access is revoked between two runs', async () => {
		shop = await openChannelAdvisor();
		shop.fake.revoked.add(shop.fake.refreshTokens.full);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'login' });
	});

	it('takes an answer without rows for a fault, not for an unknown SKU', async () => {
		shop = await openChannelAdvisor();
		intercept(shop.fake, ({ path }) =>
			path.startsWith('/v1/') ? { status: 200, body: { welcome: 'guest' } } : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'unavailable' });
	});
});

describe('ChannelAdvisor: pace', () => {
	it('waits half a minute when told to slow down without a word on how long', async () => {
		shop = await openChannelAdvisor();
		const asked: number[] = [];
		intercept(shop.fake, (request) => {
			if (!isWrite(request)) return undefined;
			asked.push(shop.clock.now());
			return asked.length > 1 ? undefined : shop.fake.throttled();
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(29_000);
	});

	it('never runs into the limit of 2,000 a minute, nor of five at once', async () => {
		const goods = manyProducts(2_300);
		shop = await openChannelAdvisor({ catalogue: goods, speed: 20 });
		const skus = goods.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		const { attention } = await shop.run('takeOffSale', skus);
		expect(attention).toEqual([]);
		const answers = shop.sandbox.log.entries('channeladvisor').map(({ status }) => status);
		expect(answers).not.toContain(429);
		expect(platform.service?.concurrent).toBeLessThan(5);
		const { perSecond = 0, burst = 0 } = platform.service?.limits.default ?? {};
		expect(perSecond * 60 + burst).toBeLessThan(2_000);
	}, 60_000);
});

interface Recorded {
	response: {
		responses: Array<{ status: number; headers: Record<string, string>; body: unknown }>;
	};
}

describeWithSpecs('ChannelAdvisor: answers that were recorded', () => {
	const recorded = readSpec('channeladvisor/recorded.json') as Recorded[];
	/** What came for one request inside the batch. */
	const part = (batch: number, at = 0): FakeAnswer => recorded[batch].response.responses[at];
	const answering = (answer: FakeAnswer) =>
		intercept(shop.fake, ({ path }) => (path === '/v1/Products' ? answer : undefined));

	it('finds the products in a list, and says nothing of stock that was not told', async () => {
		shop = await openChannelAdvisor();
		answering(part(0));
		const { of } = await shop.run('getStockState', ['testsku1', 'testkit1', 'TESTSKU1']);
		expect(of('testsku1')).toMatchObject({ before: { listingId: '11111111', quantity: null } });
		expect(of('testkit1')).toMatchObject({ before: { listingId: '10062976' } });
		expect(of('TESTSKU1')).toMatchObject({ outcome: 'notFound' });
	});

	it('takes a total of null without distribution centers for not on sale', async () => {
		shop = await openChannelAdvisor();
		answering(part(1));
		const { of } = await shop.run('takeOffSale', ['someSku']);
		expect(of('someSku')).toMatchObject({
			outcome: 'alreadyOffSale',
			before: { quantity: null, buyable: false },
		});
		expect(shop.writes()).toEqual([]);
	});

	it('takes both forms of a denied request for a refused login', async () => {
		shop = await openChannelAdvisor();
		answering(part(2));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'login', changed: false });
		expect(of(INK).message).toContain('did not accept the login');
	});
});
