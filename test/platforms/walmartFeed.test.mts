import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeAnswer } from '../../sandbox/fake.mts';
import { virtualNode } from '../../sandbox/walmart/shop.mts';
import { intercept, sent } from './channelRun.mts';
import { each, fileOf, openWalmart, type WalmartShop } from './walmartShop.mts';

const COUNT = 120;
const SKUS = Array.from({ length: COUNT }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
const LAST = SKUS[COUNT - 1];

let shop: WalmartShop;
beforeEach(async () => {
	shop = await openWalmart({ catalogue: manyProducts(COUNT), speed: 400 });
});
afterEach(async () => await shop.close());

const onSale = () => shop.fake.shelf().filter(({ state }) => state === 'onSale');
const outcomes = (rows: ReadonlyArray<{ outcome?: unknown }>) =>
	Object.fromEntries(
		[...Map.groupBy(rows, ({ outcome }) => String(outcome))].map(([name, { length }]) => [
			name,
			length,
		]),
	);
const looks = () => sent(shop.sandbox, 'walmart', 'GET', /^\/v3\/feeds\//);

describe('Walmart: many SKUs in one file', () => {
	it('takes them off and brings them back', async () => {
		const off = await shop.run('takeOffSale', SKUS);
		expect(outcomes(off.all)).toEqual({ offSale: COUNT });
		expect(off.all.every(({ changed, confirmed }) => changed === true && confirmed === true)).toBe(
			true,
		);
		expect(onSale()).toEqual([]);
		expect(shop.puts()).toEqual([]);
		const [upload] = shop.feeds();
		expect(shop.feeds()).toHaveLength(1);
		expect(upload.query).toBe('feedType=MP_INVENTORY');
		expect(upload.requestHeaders['content-type']).toMatch(/^multipart\/form-data; boundary=/);
		const file = fileOf(upload);
		expect(file.inventoryHeader).toEqual({ version: '1.5' });
		expect(file.inventory).toHaveLength(COUNT);
		expect(file.inventory[0]).toEqual({
			sku: SKUS[0],
			shipNodes: [{ shipNode: virtualNode, quantity: each(0) }],
		});
		const back = await shop.run(
			'putBackOnSale',
			off.all.map(({ restore }) => ({ restore })),
		);
		expect(outcomes(back.all)).toEqual({ backOnSale: COUNT });
		expect(shop.fake.shelf().map(({ quantity }) => quantity)).toEqual(SKUS.map(() => 5));
	});

	it('sends up to a hundred one by one', async () => {
		const { all } = await shop.run('takeOffSale', SKUS.slice(0, 100));
		expect(outcomes(all)).toEqual({ offSale: 100 });
		expect(shop.puts()).toHaveLength(100);
		expect(shop.feeds()).toEqual([]);
	});

	it('uses the older file in the other markets', async () => {
		await shop.close();
		shop = await openWalmart({ catalogue: manyProducts(COUNT), speed: 400, market: 'mx' });
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ offSale: COUNT });
		const [upload] = shop.feeds();
		expect(upload.query).toBe('feedType=inventory');
		expect(fileOf(upload)).toMatchObject({
			InventoryHeader: { version: '1.4' },
			Inventory: expect.arrayContaining([{ sku: LAST, quantity: each(0) }]),
		});
	});

	it('shows the plan of a dry run, and sends no file', async () => {
		const { all } = await shop.run('takeOffSale', SKUS, { options: { dryRun: true } });
		expect(outcomes(all)).toEqual({ planned: COUNT });
		expect(shop.feeds()).toEqual([]);
		const planned = all.flatMap(
			({ plannedRequests }) => plannedRequests as Array<{ method?: string; path?: string }>,
		);
		expect(
			planned.filter(({ method }) => method).map(({ method, path }) => `${method} ${path}`),
		).toEqual(['POST /v3/feeds?feedType=MP_INVENTORY']);
	});
});

describe('Walmart: what the file came to', () => {
	/** Changes rows of the feed's answer, wherever they stand. */
	const changeRows = (
		change: (row: { sku: string; ingestionStatus: string }) => object | undefined,
	): void => {
		intercept(shop.fake, async (request) => {
			if (!request.path.startsWith('/v3/feeds/')) return undefined;
			const answer = await shop.fakeHandle(request);
			const body = answer.body as Record<string, number> & {
				itemDetails: { itemIngestionStatus: never[] };
			};
			const rows = body.itemDetails.itemIngestionStatus.map(
				(row: { sku: string; ingestionStatus: string }) => ({ ...row, ...change(row) }),
			);
			return {
				...answer,
				body: { ...body, itemsFailed: refused.size, itemDetails: { itemIngestionStatus: rows } },
			};
		});
	};
	const refused = new Set<string>();
	const says = (description: string) => ({
		ingestionStatus: 'DATA_ERROR',
		ingestionErrors: {
			ingestionError: [{ type: 'DATA_ERROR', code: 'ERR_EXT_DATA_0101119', description }],
		},
	});
	beforeEach(() => refused.clear());

	it('PROCESSED does not hide the rows that failed, on whatever page they are', async () => {
		refused.add(SKUS[1]).add(LAST);
		changeRows(({ sku }) => (refused.has(sku) ? says('SKU does not exist.') : undefined));
		const { of, all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ offSale: COUNT - 2, refused: 2 });
		expect(of(LAST)).toMatchObject({
			changed: false,
			message: 'Walmart refused the quantity: SKU does not exist.',
		});
		expect(of(LAST).nextStep).toContain('Seller Center');
		expect(
			looks()
				.map(({ query }) => new URLSearchParams(query).get('offset'))
				.slice(-3),
		).toEqual(['0', '50', '100']);
	});

	it('turns no page when nothing failed', async () => {
		await shop.run('takeOffSale', SKUS);
		expect(looks().every(({ query }) => query.includes('offset=0'))).toBe(true);
	});

	it('sends rows again that failed by Walmart’s own trouble', async () => {
		shop.fake.passingErrors.set(SKUS[4], 'SYSTEM_ERROR');
		shop.fake.passingErrors.set(SKUS[70], 'TIMEOUT_ERROR');
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ offSale: COUNT });
		expect(
			shop
				.puts()
				.map(({ path }) => path)
				.sort(),
		).toEqual([`/v3/inventories/${SKUS[4]}`, `/v3/inventories/${SKUS[70]}`]);
		expect(onSale()).toEqual([]);
	});

	it('ERROR: the file was not taken, and every item says so', async () => {
		shop.fake.feedOutcome = 'error';
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ failed: COUNT });
		expect(all[0]).toMatchObject({
			changed: false,
			message: expect.stringContaining('does not fit the specification'),
		});
		expect(onSale()).toHaveLength(COUNT);
	});

	it('a feed without end is pending, with restore data', async () => {
		shop.fake.feedOutcome = 'never';
		const { of, all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ pending: COUNT });
		expect(of(LAST).message).toMatch(/still working on inventory file .+@AU8BAQA after 5 minutes/);
		expect(of(LAST).restore).toContain(`"${virtualNode}":5`);
	});

	it.each<[string, FakeAnswer]>([
		[
			'denied',
			{
				status: 403,
				body: { error: [{ code: 'FORBIDDEN.GMP_GATEWAY_API', description: 'Forbidden' }] },
			},
		],
		[
			'unknown',
			{
				status: 404,
				body: { errors: [{ code: 'CONTENT_NOT_FOUND.GMP_FEED_API', description: 'No feed.' }] },
			},
		],
		['down', { status: 520, body: '' }],
	])(
		'a status that is %s does not undo what was handed over: the live stock decides',
		async (_, answer) => {
			intercept(shop.fake, ({ path }) => (path.startsWith('/v3/feeds/') ? answer : undefined));
			const { all } = await shop.run('takeOffSale', SKUS, { options: { confirmFor: 100_000 } });
			expect(outcomes(all)).toEqual({ offSale: COUNT });
			expect(all.every(({ restore }) => String(restore).includes(`"${virtualNode}":5`))).toBe(true);
		},
	);

	it('says it in its own words when no more files are taken this hour', async () => {
		intercept(shop.fake, ({ method, path }) =>
			method === 'POST' && path === '/v3/feeds'
				? {
						status: 429,
						headers: { 'retry-after': '360' },
						body: { error: [{ code: 'REQUEST_THRESHOLD_VIOLATED.GMP_GATEWAY_API' }] },
					}
				: undefined,
		);
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(all)).toEqual({ failed: COUNT });
		expect(all[0]).toMatchObject({
			kind: 'throttled',
			message: 'Walmart takes no more inventory files this hour (50 are allowed).',
		});
		expect(shop.feeds()).toHaveLength(1);
	});

	it('an answer without a number is a file that was not taken', async () => {
		intercept(shop.fake, ({ method, path }) =>
			method === 'POST' && path === '/v3/feeds'
				? { status: 200, body: { errors: { error: [{ code: 'X', info: 'Try later.' }] } } }
				: undefined,
		);
		const { all } = await shop.run('takeOffSale', SKUS);
		expect(all[0]).toMatchObject({
			outcome: 'failed',
			message: 'Walmart did not take the inventory file: Try later.',
		});
		expect(onSale()).toHaveLength(COUNT);
	});
});
