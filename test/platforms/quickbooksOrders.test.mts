import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Purchasing } from '../../sandbox/fake.mts';
import { intercept } from './channelRun.mts';
import { connected } from './connected.mts';
import { openQuickbooks, SLUG, type QuickbooksShop } from './quickbooksShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';

let shop: QuickbooksShop;
let clerk: Purchasing;
let link: Awaited<ReturnType<typeof connected>>;
beforeEach(async () => {
	shop = await openQuickbooks();
	clerk = shop.fake.purchasing!;
	link = await connected(SLUG, shop.credentials);
});
afterEach(async () => await shop.close());

const order = (lines = [{ sku: INK, quantity: 10 }], expectedOn?: string) =>
	clerk.order({ supplier: 'Pigment Works', lines, expectedOn });
const open = async () => await link.orders();
const minuteAgo = () => new Date(shop.clock.now() - 60_000).toISOString();
const asked = () => shop.queries().map(({ query }) => new URLSearchParams(query).get('query'));
/** What the answers of one entity say instead. */
const changed = (entity: string, change: (row: Record<string, unknown>) => object) => {
	const handle = shop.fake.handle.bind(shop.fake);
	intercept(shop.fake, async (request) => {
		if (!request.query.get('query')?.includes(`from ${entity} `)) return undefined;
		const answer = await handle(request);
		const body = structuredClone(answer.body) as {
			QueryResponse: Record<string, Array<Record<string, unknown>>>;
		};
		const rows = body.QueryResponse[entity];
		if (rows) body.QueryResponse[entity] = rows.map((row) => ({ ...row, ...change(row) }));
		return { ...answer, body };
	});
};

describe('QuickBooks Online: orders to suppliers', () => {
	it('gives the lines that are about items, with SKU and what can be sold', async () => {
		const number = order(
			[
				{ sku: INK, quantity: 10 },
				{ sku: GEL, quantity: 4 },
			],
			'2026-12-10',
		);
		const { Id, LastUpdatedTime } = shop.fake.documents.order(number);
		expect((await open()).lines).toEqual([
			{
				id: `${Id}-1`,
				poNumber: number,
				supplier: 'Pigment Works',
				supplierId: expect.stringMatching(/^\d+$/),
				sku: INK,
				title: expect.stringContaining('Payne'),
				ordered: 10,
				received: 0,
				state: 'open',
				expectedAt: '2026-12-10',
				nativeStatus: 'Open',
				sellable: 8,
				changedAt: `${new Date(LastUpdatedTime).toISOString().slice(0, 19)}Z`,
			},
			expect.objectContaining({ id: `${Id}-2`, sku: GEL, ordered: 4 }),
		]);
		expect(asked()).toHaveLength(2);
	});

	it.each(['DueDate', 'ExpectedDate'] as const)(
		'reads the date from %s, and none where none is',
		async (field) => {
			shop.fake.documents.dateField = field;
			const number = order();
			expect((await open()).of(number)[0]).not.toHaveProperty('expectedAt');
			clerk.move(number, '2026-12-24');
			expect((await open()).of(number)).toMatchObject([{ expectedAt: '2026-12-24' }]);
		},
	);

	it('prefers the expected date to the due date', async () => {
		const number = order(undefined, '2026-12-10');
		changed('PurchaseOrder', () => ({ ExpectedDate: '2027-01-15' }));
		expect((await open()).of(number)).toMatchObject([{ expectedAt: '2027-01-15' }]);
	});

	it.each([true, false])('counts what came in parts, told by the line: %s', async (tells) => {
		shop.fake.documents.tellsReceived = tells;
		const number = order();
		clerk.receive(number, INK, 4);
		clerk.receive(number, INK, 3);
		expect((await open()).of(number)).toMatchObject([
			{ ordered: 10, received: 7, state: 'open', nativeStatus: 'Open', sellable: 15 },
		]);
		const before = minuteAgo();
		clerk.receive(number, INK, 3);
		expect((await open()).lines).toEqual([]);
		expect((await link.orders({ since: before })).of(number)).toMatchObject([
			{ ordered: 10, received: 10, state: 'closed', nativeStatus: 'Closed' },
		]);
	});

	it('two lines of one item keep apart what came', async () => {
		const number = order([
			{ sku: INK, quantity: 10 },
			{ sku: INK, quantity: 5 },
		]);
		clerk.receive(number, INK, 4);
		expect((await open()).of(number)).toMatchObject([{ received: 4 }, { received: 0 }]);
	});

	it.each(['line', 'bill'])(
		'a bill that names no line of the order counts by its item: %s',
		async (where) => {
			const number = order([
				{ sku: INK, quantity: 10 },
				{ sku: GEL, quantity: 4 },
			]);
			clerk.receive(number, GEL, 3);
			changed('Bill', ({ Line }) => ({
				Line: (Line as Array<{ LinkedTxn: Array<{ TxnId: string; TxnType: string }> }>).map(
					({ LinkedTxn, ...line }) => ({
						...line,
						...(where === 'line'
							? { LinkedTxn: LinkedTxn.map(({ TxnId, TxnType }) => ({ TxnId, TxnType })) }
							: {}),
					}),
				),
			}));
			expect((await open()).of(number)).toMatchObject([
				{ sku: INK, received: 0 },
				{ sku: GEL, received: 3 },
			]);
		},
	);

	it('closed by hand is closed, and not received', async () => {
		const number = order();
		const before = minuteAgo();
		clerk.closeShort(number);
		expect((await open()).lines).toEqual([]);
		expect((await link.orders({ since: before })).of(number)).toMatchObject([
			{ ordered: 10, received: 0, state: 'closed' },
		]);
		changed('PurchaseOrder', () => ({ POStatus: 'Open', ManuallyClosed: true }));
		expect((await open()).lines).toEqual([]);
	});

	it('an order without a status is waited for', async () => {
		const number = order();
		changed('PurchaseOrder', () => ({ POStatus: undefined }));
		expect((await open()).of(number)).toMatchObject([{ state: 'open', nativeStatus: '' }]);
	});

	it('deleted orders and removed lines are gone', async () => {
		const [one, other] = [
			order([
				{ sku: INK, quantity: 1 },
				{ sku: GEL, quantity: 2 },
			]),
			order(),
		];
		clerk.removeLine(one, INK);
		clerk.cancel(other);
		expect((await open()).lines.map(({ poNumber, sku }) => [poNumber, sku])).toEqual([[one, GEL]]);
	});

	it('a line of an item that is gone stays a line', async () => {
		const number = order();
		shop.fake.seller.remove!(INK);
		expect((await open()).of(number)).toMatchObject([
			{ sku: '', title: expect.stringContaining('Payne') },
		]);
	});

	it('of an inactive item nothing can be sold', async () => {
		shop.fake.shop.writesOffInactive = false;
		const number = order();
		shop.fake.seller.setHidden(INK, true);
		expect((await open()).of(number)).toMatchObject([{ sku: INK, sellable: 0 }]);
	});

	it('tells only what changed since then', async () => {
		const old = order();
		shop.fake.documents.order(old).LastUpdatedTime = '2026-11-01T10:00:00-08:00';
		const fresh = order();
		const { lines } = await link.orders({ since: minuteAgo() });
		expect(lines.map(({ poNumber }) => poNumber)).toEqual([fresh]);
	});

	it('leaves out what is older than two years, unless it changed', async () => {
		const number = order();
		shop.fake.documents.order(number).TxnDate = '2020-01-15';
		expect((await open()).lines).toEqual([]);
		expect((await link.orders({ since: minuteAgo() })).of(number)).toHaveLength(1);
	});

	it('goes through more orders than a page holds', async () => {
		const numbers = Array.from({ length: 450 }, () => order());
		numbers.forEach((number, n) => {
			const time = new Date(shop.clock.now() - (450 - n) * 60_000).toISOString();
			shop.fake.documents.order(number).LastUpdatedTime = time;
		});
		for (const number of numbers.slice(0, 50)) clerk.closeShort(number);
		const { lines, pages } = await open();
		expect(new Set(lines.map(({ poNumber }) => poNumber))).toEqual(new Set(numbers.slice(50)));
		expect(pages).toBe(3);
	}, 30_000);
});
