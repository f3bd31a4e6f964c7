import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { tokens } from '../../sandbox/square/index.mts';
import { built } from '../harness.mts';
import type { Platform } from '../../platforms/platform';
import { intercept, json } from './channelRun.mts';
import { all, openSquareShop, outcomes, restores, type SquareShop } from './squareShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const WHITE = 'ACR-HB-TWHT-60';
const hide = { channel: { stop: 'hide' } };
const both = { channel: { stop: 'both' } };

let shop: SquareShop;
afterEach(async () => await shop.close());

const said = (status: number, ...errors: Array<Record<string, string>>): FakeAnswer => ({
	status,
	body: { errors: errors.map((error) => ({ category: 'INVALID_REQUEST_ERROR', ...error })) },
});
const isCount = ({ path }: FakeRequest) => path.endsWith('/batch-create');
const isUpsert = ({ path }: FakeRequest) => path.endsWith('/batch-upsert');
const STALE = {
	code: 'VERSION_MISMATCH',
	detail: 'Object version does not match latest database version.',
};

describe('Square sheet, section 5: one bad count among many', () => {
	const SKUS = Array.from({ length: 100 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
	const BAD = SKUS[41]!;

	it('stops none of the others: the group is halved until the bad one stands alone', async () => {
		shop = await openSquareShop({ catalogue: manyProducts(100) });
		const bad = shop.shop.find(BAD);
		// Deleted after it had been read.
		intercept(shop.fake, (request) => {
			if (isCount(request)) bad.is_deleted = true;
			return undefined;
		});
		const { of, done, attention } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(done)).toEqual(
			all(
				SKUS.filter((sku) => sku !== BAD),
				'offSale',
			),
		);
		expect(attention).toHaveLength(1);
		expect(of(BAD)).toMatchObject({
			outcome: 'notFound',
			changed: false,
			message: expect.stringContaining('does not know this item any more'),
		});
		expect(shop.writes().length).toBeLessThanOrEqual(15);
	});

	it('asks once only when the reason holds for all', async () => {
		shop = await openSquareShop({ catalogue: manyProducts(100) });
		const { attention } = await shop.run('takeOffSale', SKUS, shop.with(tokens.readOnly));
		expect(attention).toHaveLength(100);
		expect(attention[0]).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('INVENTORY_WRITE'),
		});
		expect(shop.writes()).toHaveLength(1);
	});

	it('takes less than 100 counts or ids at a time where Square wants that', async () => {
		shop = await openSquareShop({ catalogue: manyProducts(100) });
		const longer = (request: FakeRequest, member: string, most: number) =>
			((json({ requestBody: request.body.toString() })[member] as unknown[] | undefined) ?? [])
				.length > most;
		intercept(shop.fake, (request) => {
			if (request.method !== 'POST') return undefined;
			const tooLong = longer(request, 'changes', 30) || longer(request, 'catalog_object_ids', 60);
			return tooLong
				? said(400, { code: 'ARRAY_LENGTH_TOO_LONG', detail: 'Field must not be longer.' })
				: undefined;
		});
		const { done } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(done)).toEqual(all(SKUS, 'offSale'));
	});
});

describe('Square sheet, section 4: a stale version', () => {
	const changedBetween = (times: number) => {
		let left = times;
		intercept(shop.fake, (request) => {
			if (isUpsert(request) && left-- > 0) shop.shop.touch(shop.shop.find(GEL));
			return undefined;
		});
	};

	it('is read and sent again, alone', async () => {
		shop = await openSquareShop();
		changedBetween(1);
		const { of, done } = await shop.run('takeOffSale', [GEL, INK], hide);
		expect(outcomes(done)).toEqual(all([GEL, INK], 'offSale'));
		const sizes = shop.writes().map((entry) => (json(entry).batches as unknown[]).length);
		expect(sizes).toEqual([2, 1]);
		expect(of(GEL)).toMatchObject({ changed: true, confirmed: true });
	});

	it('is recognised by its sentence too, whatever status and code it comes with', async () => {
		shop = await openSquareShop();
		let first = true;
		intercept(shop.fake, (request) => {
			if (!isUpsert(request) || !first) return undefined;
			first = false;
			return said(400, { ...STALE, code: 'INVALID_VALUE' });
		});
		const { of } = await shop.run('takeOffSale', [GEL], hide);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('is given up in the end, with what was done before still undoable', async () => {
		shop = await openSquareShop();
		const before = shop.snapshot();
		changedBetween(Infinity);
		const off = await shop.run('takeOffSale', [GEL], both);
		expect(off.of(GEL)).toMatchObject({ outcome: 'failed', kind: 'conflict' });
		expect(shop.shelf(GEL)).toMatchObject({ quantity: 0, state: 'soldOut' });
		await shop.run('putBackOnSale', restores(off.all));
		expect(shop.snapshot()).toEqual(before);
	});
});

describe('Square sheet, section 5: partly stored catalogue writes', () => {
	it('tells the refused variation from the stored one', async () => {
		shop = await openSquareShop();
		const gel = shop.shop.find(GEL);
		intercept(shop.fake, (request) => {
			if (isUpsert(request)) gel.is_deleted = true;
			return undefined;
		});
		const { of } = await shop.run('takeOffSale', [GEL, INK], hide);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true });
		expect(of(GEL)).toMatchObject({ outcome: 'notFound', changed: false });
	});

	it('does not take one reason for the other when two are refused', async () => {
		shop = await openSquareShop();
		const gel = shop.shop.find(GEL);
		let first = true;
		intercept(shop.fake, (request) => {
			if (!isUpsert(request) || !first) return undefined;
			first = false;
			gel.is_deleted = true;
			shop.shop.touch(shop.shop.find(WHITE));
			return undefined;
		});
		const { of } = await shop.run('takeOffSale', [GEL, INK, WHITE], hide);
		expect(of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(of(WHITE)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(of(GEL)).toMatchObject({ changed: false });
		expect(of(GEL).outcome).not.toBe('offSale');
	});

	it('waits while the catalogue is locked, and repeats with the same key and body', async () => {
		shop = await openSquareShop();
		let locked = 2;
		intercept(shop.fake, (request) =>
			isUpsert(request) && locked-- > 0
				? {
						status: 429,
						body: {
							errors: [
								{
									category: 'RATE_LIMIT_ERROR',
									code: 'RATE_LIMITED',
									detail: 'Catalog locked by prior request.',
								},
							],
						},
					}
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [GEL], hide);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.writes()).toHaveLength(3);
		expect(new Set(shop.writes().map(({ requestBody }) => requestBody)).size).toBe(1);
	});

	it('writes the catalogue once at a time, also for many items', async () => {
		shop = await openSquareShop({ catalogue: manyProducts(120) });
		const skus = Array.from({ length: 120 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { done } = await shop.run('takeOffSale', skus, both);
		expect(outcomes(done)).toEqual(all(skus, 'offSale'));
		expect(shop.entries(/./).filter(({ status }) => status === 429)).toEqual([]);
		expect(shop.entries(/batch-upsert/)).toHaveLength(1);
	});
});

describe('Square sheet, section 9: codes', () => {
	it.each([
		['UNAUTHORIZED', 401, 'failed', 'did not accept the access token', /access token again/],
		['ACCESS_TOKEN_EXPIRED', 401, 'failed', 'did not accept the access token', /'Environment'/],
		['ACCESS_TOKEN_REVOKED', 401, 'failed', 'did not accept the access token', /Developer Console/],
		['INSUFFICIENT_SCOPES', 403, 'failed', 'lacks a right: the detail', /ITEMS_READ/],
		['FORBIDDEN', 403, 'failed', 'lacks a right: the detail', /personal access token/],
		['NOT_FOUND', 404, 'notFound', 'does not know this item any more', /deleted in Square/],
		[
			'ARRAY_LENGTH_TOO_LONG',
			400,
			'failed',
			'did not accept the request: the detail',
			/Look at the item/,
		],
		[
			'CONFLICTING_PARAMETERS',
			400,
			'failed',
			'did not accept the request: the detail',
			/Look at the item/,
		],
		['INVALID_TIME', 400, 'failed', 'did not accept the time', /Set the clock/],
		['INVALID_SQUARE_VERSION_FORMAT', 400, 'failed', 'API version', /2026-09-16/],
		[
			'IDEMPOTENCY_KEY_REUSED',
			400,
			'failed',
			'changed in Square at the same moment',
			/Run the item again/,
		],
		[
			'VERSION_MISMATCH',
			409,
			'failed',
			'changed in Square at the same moment',
			/Run the item again/,
		],
		['INVALID_CURSOR', 400, 'failed', 'how far its list was read', /from its beginning/],
		['RATE_LIMITED', 429, 'failed', 'asked us to slow down: the detail', /in a few minutes/],
		['INTERNAL_SERVER_ERROR', 500, 'failed', 'could not answer just now', /status page/],
		['SERVICE_UNAVAILABLE', 503, 'failed', 'could not answer just now', /status page/],
	])('%s gives a sentence and a next step', async (code, status, outcome, sentence, next) => {
		shop = await openSquareShop();
		intercept(shop.fake, (request) =>
			isCount(request) ? said(status, { code, detail: 'the detail' }) : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome,
			changed: false,
			message: expect.stringContaining(sentence),
			nextStep: expect.stringMatching(next),
		});
		expect(shop.shelf(INK)?.state).toBe('onSale');
	});

	it('errors beside data in a read are no data', async () => {
		shop = await openSquareShop();
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/counts/batch-retrieve')
				? {
						status: 200,
						body: {
							counts: [],
							errors: [{ category: 'API_ERROR', code: 'TEMPORARY_ERROR', detail: 'x' }],
						},
					}
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('could not answer'),
		});
	});

	it('stops at the first refused login', async () => {
		shop = await openSquareShop();
		const { attention } = await shop.run(
			'takeOffSale',
			[INK, GEL],
			shop.with(`EAAA${'x'.repeat(40)}`),
		);
		expect(attention).toHaveLength(2);
		// Two look-ups side by side, and n8n asks once more after a 401.
		expect(shop.entries(/./).length).toBeLessThanOrEqual(4);
	});

	it('names the missing right to read counts', async () => {
		shop = await openSquareShop();
		const { of } = await shop.run('getStockState', [INK], shop.with(tokens.withoutInventory));
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('INVENTORY_READ'),
		});
	});

	it('keeps what it counted undoable when the token may not write the catalogue', async () => {
		shop = await openSquareShop();
		const before = shop.snapshot();
		intercept(shop.fake, (request) =>
			isUpsert(request)
				? said(403, { code: 'INSUFFICIENT_SCOPES', detail: 'ITEMS_WRITE' })
				: undefined,
		);
		const off = await shop.run('takeOffSale', [INK], both);
		expect(off.of(INK)).toMatchObject({
			outcome: 'failed',
			changed: true,
			message: expect.stringContaining('ITEMS_WRITE'),
		});
		await shop.run('putBackOnSale', restores(off.all));
		expect(shop.snapshot()).toEqual(before);
	});
});

describe('Square: pages and lists', () => {
	it('reads all pages of a search and of counts', async () => {
		shop = await openSquareShop();
		const fewer = shop.fake.handle.bind(shop.fake);
		shop.fake.handle = async (request) => {
			if (!/search$|counts\/batch-retrieve$/.test(request.path)) return await fewer(request);
			const body = JSON.stringify({ ...json({ requestBody: request.body.toString() }), limit: 1 });
			return await fewer({ ...request, body: Buffer.from(body) });
		};
		const { of } = await shop.run('getStockState', [WHITE, INK]);
		expect(of(WHITE)).toMatchObject({ before: { quantity: 14 } });
		expect(of(INK)).toMatchObject({ before: { quantity: 8 } });
	});

	it('lists the active locations by name', async () => {
		shop = await openSquareShop();
		const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
		const load = platforms.find(({ id }) => id === 'square')!.lists!.locations!;
		const list = await load(async ({ method, path }) => {
			const answer = await shop.fake.handle({
				method,
				path,
				query: new URLSearchParams(),
				headers: { authorization: `Bearer ${tokens.personal}` },
				body: Buffer.alloc(0),
			});
			return { status: answer.status, headers: {}, body: answer.body };
		}, {});
		expect(list).toEqual([
			{ name: 'Art Supplies Shop', value: shop.main },
			{ name: 'Studio', value: shop.studio },
		]);
	});
});
