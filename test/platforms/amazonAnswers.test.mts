import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { openAmazon, type AmazonShop } from './amazonShop.mts';
import { intercept, json } from './channelRun.mts';

const INK = 'ACR-INK-PAYN-30';
const SHEET = 'ACR-SHT-CLR-A3';
const MAGENTA = 'ACR-FL-QMAG-30';

let shop: AmazonShop;
beforeEach(async () => {
	shop = await openAmazon();
});
afterEach(async () => await shop.close());

const isPatch = ({ method, path }: FakeRequest, sku = ''): boolean =>
	method === 'PATCH' && path.endsWith(sku);
const productType = ({ body }: FakeRequest): string =>
	(JSON.parse(body.toString()) as { productType: string }).productType;

const issue = (code: string, message: string, severity = 'ERROR') => ({
	code,
	message,
	severity,
	attributeNames: ['fulfillment_availability'],
	categories: [],
});
const submission = (status: string, issues: unknown[] = []): FakeAnswer => ({
	status: 200,
	body: { sku: 'X', status, submissionId: '0b2a', issues },
});
const typeRefused = submission('INVALID', [
	issue('4000003', 'The Amazon product type specified is invalid or not supported.'),
]);
const denied = (message = 'Access to requested resource is denied.'): FakeAnswer => ({
	status: 403,
	body: { errors: [{ code: 'Unauthorized', message, details: '' }] },
});

describe('Amazon: what stands inside a 200', () => {
	it('takes INVALID for the refusal it is, and only of that SKU', async () => {
		intercept(shop.fake, (request) =>
			isPatch(request, INK)
				? submission('INVALID', [issue('90000900', 'The attributes are invalid.')])
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK, SHEET]);
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false, confirmed: false });
		expect(of(INK).message).toContain('The attributes are invalid.');
		expect(of(INK).nextStep).toMatch(/Seller Central/);
		expect(of(SHEET)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('passes the warnings of an accepted change on', async () => {
		intercept(shop.fake, async (request) => {
			if (!isPatch(request)) return undefined;
			const answer = await shop.fakeHandle(request);
			const body = JSON.parse(String(answer.body)) as object;
			return {
				...answer,
				body: { ...body, issues: [issue('8541', 'The title is long.', 'WARNING')] },
			};
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'offSale',
			warnings: ['Amazon notes: The title is long.'],
		});
	});

	it('sends a change again with the listing’s own type where the general one is refused', async () => {
		intercept(shop.fake, (request) =>
			isPatch(request) && productType(request) === 'PRODUCT' ? typeRefused : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(shop.patches().map((entry) => json(entry).productType)).toEqual([
			'PRODUCT',
			'ART_CRAFT_SUPPLY',
		]);
	});
});

describe('Amazon: dry run', () => {
	it('lets Amazon judge, writes nothing, and shows what would be sent', async () => {
		intercept(shop.fake, (request) =>
			isPatch(request, SHEET)
				? submission('INVALID', [issue('90000900', 'The attributes are invalid.')])
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK, SHEET], { options: { dryRun: true } });
		expect(of(INK)).toMatchObject({ outcome: 'planned', changed: false, restore: '' });
		expect(of(INK).plannedRequests).toMatchObject([
			{
				method: 'PATCH',
				body: { productType: 'PRODUCT', patches: [{ op: 'merge', value: [{ quantity: 0 }] }] },
			},
		]);
		expect(of(SHEET)).toMatchObject({ outcome: 'refused', changed: false });
		expect(shop.patches().map(({ query }) => new URLSearchParams(query).get('mode'))).toEqual([
			'VALIDATION_PREVIEW',
			'VALIDATION_PREVIEW',
		]);
		await shop.clock.sleep(60_000);
		expect(shop.shelf(INK)).toMatchObject({ state: 'onSale', quantity: 8 });
	});

	it('does not report as refused what the real run would get through', async () => {
		intercept(shop.fake, (request) =>
			isPatch(request) && productType(request) === 'PRODUCT' ? typeRefused : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK], { options: { dryRun: true } });
		expect(of(INK)).toMatchObject({ outcome: 'planned' });
		expect(shop.patches().every(({ query }) => query.includes('mode=VALIDATION_PREVIEW'))).toBe(
			true,
		);
	});
});

describe('Amazon: changes show late', () => {
	it('is pending when the patience ends before, with a way to look again', async () => {
		const { of } = await shop.run('takeOffSale', [INK], { options: { confirmFor: 0 } });
		expect(of(INK)).toMatchObject({ outcome: 'pending', changed: true, confirmed: false });
		expect(of(INK).nextStep).toContain('Get Stock State');
		expect(JSON.parse(String(of(INK).restore))).toMatchObject({
			listings: [{ was: { quantities: { DEFAULT: 8 } }, set: { quantities: { DEFAULT: 0 } } }],
		});
		await shop.clock.sleep(60_000);
		expect((await shop.run('getStockState', [INK])).of(INK)).toMatchObject({
			outcome: 'alreadyOffSale',
		});
	});

	it('counts as accepted, not as confirmed, when reading back is switched off', async () => {
		const { of } = await shop.run('takeOffSale', [INK], { options: { confirm: false } });
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: false });
	});
});

describe('Amazon: too fast', () => {
	it('waits and goes on after a 429 without rate header', async () => {
		shop.sandbox.faults.add({ slug: 'amazon', kind: 'throttled', times: 2 });
		shop.sandbox.faults.add({ slug: 'amazon', kind: 'throttled', method: 'PATCH', times: 2 });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.sandbox.faults.list().map(({ hits }) => hits)).toEqual([2, 2]);
	});

	it('waits as long as a Retry-After asks', async () => {
		let refusedAt = 0;
		let sentAt = 0;
		intercept(shop.fake, (request) => {
			if (!isPatch(request)) return undefined;
			if (refusedAt > 0) {
				sentAt = shop.clock.now();
				return undefined;
			}
			refusedAt = shop.clock.now();
			return {
				...shop.fake.throttled(),
				headers: { 'retry-after': '50', 'x-amzn-ratelimit-limit': '5.0' },
			};
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(sentAt - refusedAt).toBeGreaterThanOrEqual(50_000);
	});

	it('says so when it never ends, and loses nobody', async () => {
		shop.sandbox.faults.add({ slug: 'amazon', kind: 'throttled', method: 'PATCH' });
		const { of, attention } = await shop.run('takeOffSale', [INK, SHEET]);
		expect(attention).toHaveLength(2);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(INK).message).toContain('slow down');
	});

	it('never goes faster than the documented rates', async () => {
		const skus = shop.fake
			.shelf()
			.filter(({ state, note = '' }) => state === 'onSale' && !note.includes('FBA'));
		const { all } = await shop.run(
			'takeOffSale',
			skus.map(({ sku }) => sku),
		);
		expect(all.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'offSale'));
		expect(shop.sandbox.log.entries('amazon').filter(({ status }) => status === 429)).toEqual([]);
	});
});

describe('Amazon: login', () => {
	it('renews a token that ended in the middle of the run, once', async () => {
		const now = shop.clock.now.bind(shop.clock);
		let passed = 0;
		Object.assign(shop.clock, { now: () => now() + passed });
		intercept(shop.fake, (request) => {
			if (isPatch(request) && passed === 0) passed = 3_600_000;
			return undefined;
		});
		const { of, credentials } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(shop.patches().map(({ status }) => status)).toEqual([403, 200]);
		expect(credentials.renewals).toHaveLength(2);
	});

	it('speaks of the 180 days when the client secret is refused, and knocks no more', async () => {
		const wrong = { ...shop.credentials.stockOutAmazonApi, clientSecret: 'amzn1.oa2-cs.v1.ended' };
		const { all } = await shop.run('takeOffSale', [INK, SHEET], {
			credentials: { stockOutAmazonApi: wrong },
		});
		expect(all).toHaveLength(2);
		for (const row of all) {
			expect(row).toMatchObject({ outcome: 'failed', changed: false });
			expect(row.nextStep).toContain('180 days');
		}
		expect(shop.sandbox.requests('amazon')).toBe(0);
	});

	it('asks for a new authorization when the refresh token is refused', async () => {
		const wrong = { ...shop.credentials.stockOutAmazonApi, refreshToken: 'Atzr|IwEBwithdrawn' };
		const { of } = await shop.run('takeOffSale', [INK], {
			credentials: { stockOutAmazonApi: wrong },
		});
		expect(of(INK)).toMatchObject({ outcome: 'failed' });
		expect(of(INK).nextStep).toContain('Authorize the app again');
	});

	// The credential takes a token out of whatever came, and the blame falls on the role.
	it('does not go on without a token when a web page came in its place', async () => {
		shop.sandbox.faults.add({ slug: 'amazon', kind: 'html', path: '^/auth/' });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(INK).nextStep).not.toContain('Product Listing');
		expect(shop.sandbox.requests('amazon')).toBe(0);
	});

	it('names the role when access is denied for good', async () => {
		intercept(shop.fake, ({ path }) => (path.startsWith('/listings/') ? denied() : undefined));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(INK).message).toContain('Access to requested resource is denied.');
		expect(of(INK).nextStep).toContain('Product Listing');
	});

	it('never shows a token that comes back in a refusal', async () => {
		intercept(shop.fake, ({ path, headers }) =>
			path.startsWith('/listings/')
				? denied(`Bearer ${headers['x-amz-access-token']} is denied.`)
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed' });
		expect(JSON.stringify(of(INK))).not.toContain('Atza|');
	});
});

describe('Amazon: answers that are none', () => {
	it('reads back before it judges a write whose answer was lost', async () => {
		shop.sandbox.faults.add({ slug: 'amazon', kind: 'dropAfter', method: 'PATCH' });
		const { of } = await shop.run('takeOffSale', [INK, MAGENTA]);
		for (const sku of [INK, MAGENTA]) {
			expect(of(sku)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
			expect(of(sku).restore).toContain('"DEFAULT":');
		}
	});

	it('reports a web page in place of data', async () => {
		shop.sandbox.faults.add({ slug: 'amazon', kind: 'html', path: '^/listings/' });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(INK).message).toContain('web page');
	});

	it('survives listings without the parts it looks for', async () => {
		intercept(shop.fake, ({ method, path }) =>
			method === 'GET' && path.startsWith('/listings/')
				? {
						status: 200,
						body: {
							numberOfResults: 2,
							items: [{ sku: INK }, { sku: SHEET, summaries: [{ status: ['BUYABLE'] }] }],
						},
					}
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK, SHEET]);
		expect(of(INK)).toMatchObject({ outcome: 'alreadyOffSale' });
		expect(of(SHEET)).toMatchObject({ outcome: 'refused' });
		expect(shop.patches()).toEqual([]);
	});
});
