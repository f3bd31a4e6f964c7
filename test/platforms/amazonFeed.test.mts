import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { openAmazon, type AmazonShop } from './amazonShop.mts';
import { intercept, json, sent } from './channelRun.mts';

const COUNT = 120;
const SKUS = Array.from({ length: COUNT }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
const [FIRST, SECOND] = SKUS;
const LAST = SKUS[COUNT - 1];

let shop: AmazonShop;
beforeEach(async () => {
	shop = await openAmazon({ catalogue: manyProducts(COUNT), speed: 400 });
});
afterEach(async () => await shop.close());

const onShelf = () => Map.groupBy(shop.fake.shelf(), ({ state }) => state);
const outcomes = (rows: ReadonlyArray<{ outcome?: unknown }>) =>
	Object.fromEntries(
		[...Map.groupBy(rows, ({ outcome }) => String(outcome))].map(([name, { length }]) => [
			name,
			length,
		]),
	);

/** Hands the report of the feed to a test, to be changed. */
function changeReport(change: (report: Report) => Report | string, packed = true): void {
	intercept(shop.fake, async (request) => {
		if (!isReport(request)) return undefined;
		const answer = await shop.fakeHandle(request);
		const report = change(JSON.parse(gunzipSync(answer.body as Buffer).toString()) as Report);
		const text = typeof report === 'string' ? report : JSON.stringify(report);
		return { ...answer, body: packed ? gzipSync(text) : text };
	});
	if (!packed)
		intercept(shop.fake, async (request) => {
			if (request.method !== 'GET' || !request.path.startsWith('/feeds/2021-06-30/documents/'))
				return undefined;
			const answer = await shop.fakeHandle(request);
			const { compressionAlgorithm: _, ...plain } = answer.body as Record<string, unknown>;
			return { ...answer, body: plain };
		});
}

interface Report {
	issues: Array<Record<string, unknown>>;
}

const isReport = ({ method, path }: FakeRequest): boolean =>
	method === 'GET' && path.startsWith('/_feeds/');
const error = (more: object) => ({
	code: '90220',
	severity: 'ERROR',
	message: 'A value is missing.',
	...more,
});

describe('Amazon: many SKUs in one feed', () => {
	it('takes them off and brings them back with a handful of requests', async () => {
		const off = await shop.run('takeOffSale', SKUS);
		expect(outcomes(off.all)).toEqual({ offSale: COUNT });
		expect(off.all.every(({ changed, confirmed }) => changed === true && confirmed === true)).toBe(
			true,
		);
		expect(onShelf().get('onSale')).toBeUndefined();
		expect(shop.patches()).toEqual([]);
		expect(sent(shop.sandbox, 'amazon', 'POST', /feeds$/)).toHaveLength(1);
		const back = await shop.run(
			'putBackOnSale',
			off.all.map(({ restore }) => ({ restore })),
		);
		expect(outcomes(back.all)).toEqual({ backOnSale: COUNT });
		expect(shop.fake.shelf().map(({ quantity }) => quantity)).toEqual(SKUS.map(() => 5));
	});

	it('sends up to a hundred by PATCH', async () => {
		const { all } = await shop.run('takeOffSale', SKUS.slice(0, 100));
		expect(outcomes(all)).toEqual({ offSale: 100 });
		expect(shop.patches().filter(({ status }) => status === 200)).toHaveLength(100);
		expect(sent(shop.sandbox, 'amazon', 'POST')).toEqual([]);
	});

	it('numbers the messages and merges quantities', async () => {
		await shop.run('takeOffSale', SKUS, { options: { confirm: false } });
		const [upload] = sent(shop.sandbox, 'amazon', 'PUT');
		const feed = json(upload) as { header: object; messages: object[] };
		expect(feed.header).toMatchObject({ sellerId: shop.fake.account.sellerId, version: '2.0' });
		expect(feed.messages).toHaveLength(COUNT);
		expect(feed.messages[1]).toMatchObject({
			messageId: 2,
			sku: SECOND,
			operationType: 'PATCH',
			patches: [{ op: 'merge', value: [{ fulfillment_channel_code: 'DEFAULT', quantity: 0 }] }],
		});
		expect(upload.requestHeaders['content-type']).toBe('application/json; charset=UTF-8');
	});

	it('shows the plan of a dry run without the address of the file, and starts no feed', async () => {
		const { all } = await shop.run('takeOffSale', SKUS, { options: { dryRun: true } });
		expect(outcomes(all)).toEqual({ planned: COUNT });
		expect(sent(shop.sandbox, 'amazon', 'POST')).toEqual([]);
		const planned = all.flatMap(
			({ plannedRequests }) => plannedRequests as Array<{ method?: string; path?: string }>,
		);
		expect(
			planned.filter(({ method }) => method).map(({ method, path }) => `${method} ${path}`),
		).toEqual([
			'POST /feeds/2021-06-30/documents',
			'PUT (address handed out by the platform)',
			'POST /feeds/2021-06-30/feeds',
		]);
	});
});

describe('Amazon: the report of a feed', () => {
	it('fails the message it names, and no other', async () => {
		changeReport((report) => ({
			...report,
			issues: [error({ messageId: 2, sku: 'SOMEBODY-ELSE' })],
		}));
		const { of, all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ offSale: COUNT - 1, refused: 1 });
		expect(of(SECOND).message).toContain('A value is missing.');
	});

	it('reads a report that is not packed', async () => {
		changeReport((report) => ({ ...report, issues: [error({ messageId: COUNT })] }), false);
		const { of, all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ offSale: COUNT - 1, refused: 1 });
		expect(of(LAST).outcome).toBe('refused');
	});

	it('fails all for an error without a message number, and passes warnings on', async () => {
		changeReport((report) => ({
			...report,
			issues: [error({ code: '4002002', message: 'Wrong seller.' })],
		}));
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ refused: COUNT });
		expect(all[0].message).toContain('Wrong seller.');
	});

	it('counts a message with a warning as done', async () => {
		changeReport((report) => ({
			...report,
			issues: [{ ...error({ messageId: 1 }), severity: 'WARNING' }],
		}));
		const { of, all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ offSale: COUNT });
		expect(of(FIRST).warnings).toEqual(['Amazon notes: A value is missing.']);
		expect(of(SECOND).warnings).toEqual([]);
	});

	it('lets the live listing decide when the report cannot be read', async () => {
		changeReport(() => '<html>');
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ offSale: COUNT });
	});

	it('sends messages once more with their own type where the general one was refused', async () => {
		let reports = 0;
		const refused = [3, 7].map((messageId) =>
			error({ messageId, code: '4000003', message: 'Product type.' }),
		);
		changeReport((report) => ({
			...report,
			issues: reports++ === 0 ? refused : [error({ messageId: 2 })],
		}));
		const { of, all } = await shop.run('takeOffSale', SKUS);
		expect(of(SKUS[2])).toMatchObject({ outcome: 'offSale', changed: true });
		expect(of(SKUS[6]).message).toContain('A value is missing.');
		expect(outcomes(all)).toEqual({ offSale: COUNT - 1, refused: 1 });
		const [, again] = sent(shop.sandbox, 'amazon', 'PUT').map(
			(entry) => json(entry) as { messages: object[] },
		);
		expect(again.messages).toMatchObject([
			{ messageId: 1, sku: SKUS[2], productType: 'ART_CRAFT_SUPPLY' },
			{ messageId: 2, sku: SKUS[6], productType: 'ART_CRAFT_SUPPLY' },
		]);
	});
});

describe('Amazon: feeds that end badly', () => {
	it('FATAL: what went through all the same is confirmed, the rest failed, and all can be undone', async () => {
		shop.fake.feedOutcome = 'fatal';
		const off = await shop.run('takeOffSale', SKUS);
		expect(outcomes(off.all)).toEqual({ offSale: COUNT / 2, failed: COUNT / 2 });
		expect(off.of(FIRST)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(off.of(LAST)).toMatchObject({
			outcome: 'failed',
			changed: false,
			after: { buyable: true },
		});
		expect(off.of(LAST).message).toContain('FATAL');
		const back = await shop.run(
			'putBackOnSale',
			off.all.map(({ restore }) => ({ restore })),
		);
		expect(outcomes(back.all)).toEqual({ backOnSale: COUNT / 2, alreadyOnSale: COUNT / 2 });
		expect(shop.fake.shelf().map(({ quantity }) => quantity)).toEqual(SKUS.map(() => 5));
	});

	it('CANCELLED: nothing happened, and every item says so', async () => {
		shop.fake.feedOutcome = 'cancelled';
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ failed: COUNT });
		expect(all.every(({ changed, nextStep }) => changed === false && nextStep !== '')).toBe(true);
		expect(onShelf().get('onSale')).toHaveLength(COUNT);
	});

	it('a feed without end is pending, with restore data; what shows by then is confirmed', async () => {
		shop.fake.feedOutcome = 'never';
		// Amazon worked on the first one, or the seller did.
		intercept(shop.fake, ({ path }) => {
			if (/\/feeds\/\d+$/.test(path)) shop.fake.seller.setQuantity(FIRST, 0);
			return undefined;
		});
		const { of, all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ offSale: 1, pending: COUNT - 1 });
		expect(of(FIRST)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(of(LAST)).toMatchObject({ outcome: 'pending', changed: true, confirmed: false });
		expect(of(LAST).message).toContain('still working on feed');
		expect(of(LAST).restore).toContain('"DEFAULT":5');
	});

	it.each<[string, FakeAnswer]>([
		[
			'denied',
			{
				status: 403,
				body: { errors: [{ code: 'Unauthorized', message: 'Denied.', details: '' }] },
			},
		],
		[
			'unknown',
			{
				status: 404,
				body: { errors: [{ code: 'NotFound', message: 'The provided feed could not be found.' }] },
			},
		],
		['down', { status: 503, body: 'Service Unavailable' }],
	])(
		'a status that is %s does not undo what was handed over: the live listings decide',
		async (_, answer) => {
			intercept(shop.fake, ({ path }) => (/\/feeds\/\d+$/.test(path) ? answer : undefined));
			const { all } = await shop.run('takeOffSale', SKUS);
			expect(onShelf().get('onSale')).toBeUndefined();
			expect(outcomes(all)).toEqual({ offSale: COUNT });
			expect(
				all.every(
					({ changed, restore }) => changed === true && String(restore).includes('"DEFAULT":5'),
				),
			).toBe(true);
		},
	);

	it('a report that is refused doesn’t either', async () => {
		intercept(shop.fake, (request) =>
			isReport(request) ? { status: 403, body: '<Error/>' } : undefined,
		);
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ offSale: COUNT });
	});

	it('keeps the restore data when the run is cancelled while Amazon works', async () => {
		const cancel = new AbortController();
		intercept(shop.fake, ({ path }) => {
			if (/\/feeds\/\d+$/.test(path)) setImmediate(() => cancel.abort());
			return undefined;
		});
		shop.fake.feedOutcome = 'never';
		const { all } = await shop.run('takeOffSale', SKUS, { signal: cancel.signal });
		expect(all).toHaveLength(COUNT);
		for (const row of all) {
			expect(row).toMatchObject({
				confirmed: false,
				message: expect.stringContaining('cancelled'),
			});
			expect(row.restore).toContain('"DEFAULT":5');
		}
	});

	it('an upload that is refused leaves everything on sale, without the signed address in sight', async () => {
		intercept(shop.fake, ({ method }) =>
			method === 'PUT'
				? { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
				: undefined,
		);
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(all.every(({ outcome, changed }) => outcome === 'refused' && changed === false)).toBe(
			true,
		);
		expect(sent(shop.sandbox, 'amazon', 'POST', /feeds$/)).toEqual([]);
		expect(onShelf().get('onSale')).toHaveLength(COUNT);
	});

	it('sends the file only to a safe address', async () => {
		intercept(shop.fake, ({ path }) =>
			path === '/feeds/2021-06-30/documents'
				? {
						status: 201,
						body: {
							feedDocumentId: 'd',
							url: 'http://elsewhere.example.test/put?X-Amz-Signature=abcdef',
						},
					}
				: undefined,
		);
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ failed: COUNT });
		expect(all[0].message).toContain('no usable address');
		expect(sent(shop.sandbox, 'amazon', 'PUT')).toEqual([]);
	});
});
