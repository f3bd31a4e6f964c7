// Oracle NetSuite: orders to suppliers, for the Purchase Order Trigger (sheet, section 11).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Call } from '../../http/answer';
import type { PurchaseOrderLine, PurchaseOrderRequest } from '../../platforms/purchaseOrderSource';
import type { Transaction } from '../../sandbox/netsuite/transactions.mts';
import { built } from '../harness.mts';
import { callTo, platformOf } from './callTo.mts';
import { openNetsuite, type NetsuiteShop } from './netsuiteShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const WHITE = 'ACR-HB-TWHT-60';
const { purchaseOrders } = platformOf('netsuite');
const { toLines } = built('./platforms/netsuite/purchaseOrders.js') as {
	toLines(rows: object[]): PurchaseOrderLine[];
};

let shop: NetsuiteShop;
let call: Call;
beforeEach(async () => {
	shop = await openNetsuite();
	call = await callTo('netsuite', shop.credentials);
});
afterEach(async () => await shop.close());

const buy = () => shop.fake.purchasing!;
const order = (
	lines = [{ sku: INK, quantity: 48 }],
	expectedOn: string | undefined = '2026-11-10',
) => {
	const number = buy().order({
		supplier: 'Paint Maker Ltd',
		...(expectedOn ? { expectedOn } : {}),
		lines,
	});
	buy().send(number);
	return number;
};
const transactionOf = (number: string): Transaction =>
	shop.fake.transactions.find(({ tranId }) => tranId === number)!;

async function read(request: Omit<PurchaseOrderRequest, 'from'> = {}) {
	const found: PurchaseOrderLine[] = [];
	for (let from: string | undefined; ; ) {
		const { lines, next } = await purchaseOrders!.page(call, {
			...request,
			...(from ? { from } : {}),
		});
		found.push(...lines);
		if (next === undefined) return found;
		from = JSON.parse(JSON.stringify(next)) as string;
	}
}
const changed = async (): Promise<PurchaseOrderLine[]> =>
	await read({ since: new Date(shop.clock.now() - purchaseOrders!.overlapMs).toISOString() });

describe('open orders', () => {
	it('come with each line, its own date before that of the order', async () => {
		const number = buy().order({
			supplier: 'Paint Maker Ltd',
			expectedOn: '2026-11-10',
			lines: [
				{ sku: INK, quantity: 48, expectedOn: '2026-11-15' },
				{ sku: WHITE, quantity: 6 },
			],
		});
		buy().send(number);
		const { id } = transactionOf(number);
		expect(await read()).toEqual([
			{
				id: `${id}-1`,
				poNumber: number,
				supplier: 'Paint Maker Ltd',
				supplierId: '77',
				warehouse: 'Main Warehouse',
				sku: INK,
				title: expect.stringContaining('Acrylic Ink'),
				ordered: 48,
				received: 0,
				state: 'open',
				expectedAt: '2026-11-15',
				nativeStatus: 'Pending Receipt',
			},
			expect.objectContaining({ id: `${id}-2`, sku: WHITE, expectedAt: '2026-11-10' }),
		]);
		expect(shop.queries()).toHaveLength(1);
	});

	it('have dates in one form, whatever form the account writes them in, and none where none is set', async () => {
		order();
		order([{ sku: INK, quantity: 1 }], '');
		expect((await read()).map(({ expectedAt }) => expectedAt)).toEqual(['2026-11-10', undefined]);
		expect(purchaseOrders!.zone).toBeUndefined();
	});

	it.each([
		['A', false],
		['B', true],
		['C', false],
		['D', true],
		['E', true],
		['F', false],
		['G', false],
		['H', false],
		['P', false],
	])('are those that are out and not yet all here: status %s', async (status, isOpen) => {
		transactionOf(order()).status = status;
		expect(await read()).toHaveLength(isOpen ? 1 : 0);
	});

	it('count what item receipts took in, in parts', async () => {
		const number = order();
		buy().receive(number, INK, 12);
		buy().receive(number, INK, 4);
		expect(await read()).toMatchObject([
			{ ordered: 48, received: 16, state: 'open', nativeStatus: 'Partially Received' },
		]);
	});

	it('show a closed line as closed while the order goes on, and lose a line that is taken out', async () => {
		const number = order([
			{ sku: INK, quantity: 4 },
			{ sku: MAGENTA, quantity: 4 },
		]);
		transactionOf(number).lines[0]!.isClosed = true;
		const [, { id }] = (await read()) as [unknown, { id: string }];
		expect(await read()).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
		buy().removeLine(number, INK);
		expect(await read()).toMatchObject([{ sku: MAGENTA, id }]);
	});

	it('come in pages of a thousand lines that skip nothing when lines go in between', async () => {
		const lines = (count: number) =>
			Array.from({ length: count }, (_, i) => ({ sku: i % 2 ? INK : MAGENTA, quantity: 1 }));
		const first = order(lines(700));
		order(lines(700));
		const page = await purchaseOrders!.page(call, {});
		expect(page.lines).toHaveLength(1000);
		buy().closeShort(first);
		const rest = await purchaseOrders!.page(call, { from: page.next! });
		expect(rest.next).toBeUndefined();
		const ids = [...page.lines, ...rest.lines].map(({ id }) => id);
		expect(new Set(ids).size).toBe(1400);
	});

	it('take nothing into the query that is no cursor of ours', async () => {
		order();
		const { lines } = await purchaseOrders!.page(call, { from: "0) OR (1=1/x'" });
		expect(lines).toHaveLength(1);
	});
});

describe('orders that changed', () => {
	it.each<[string, (number: string) => void, string, string, number]>([
		['closed short', (number: string) => buy().closeShort(number), 'closed', 'Closed', 0],
		['cancelled', (number: string) => buy().cancel(number), 'closed', 'Closed', 0],
		[
			'received in full',
			(number: string) => buy().receive(number, INK, 48),
			'closed',
			'Pending Bill',
			48,
		],
		[
			'received in part',
			(number: string) => buy().receive(number, INK, 7),
			'open',
			'Partially Received',
			7,
		],
		[
			'billed',
			(number: string) => (transactionOf(number).status = 'G'),
			'closed',
			'Fully Billed',
			0,
		],
		[
			'billed before all of it came',
			(number: string) => (transactionOf(number).status = 'E'),
			'open',
			'Pending Billing/Partially Received',
			0,
		],
	])('come when %s', async (_, act, state, nativeStatus, received) => {
		const number = order();
		act(number);
		expect(await changed()).toMatchObject([{ poNumber: number, state, nativeStatus, received }]);
	});

	it('are cancelled when the supervisor rejects them, and unknown while they wait for him', async () => {
		const number = buy().order({ supplier: 'Paper Mill SE', lines: [{ sku: INK, quantity: 1 }] });
		expect(await changed()).toEqual([]);
		buy().cancel(number);
		expect(await changed()).toMatchObject([
			{ state: 'cancelled', nativeStatus: 'Rejected by Supervisor' },
		]);
	});

	it('come for a receipt although the time of the order stays as it was', async () => {
		const number = order();
		transactionOf(number).lastModified = '2026-01-02 10:00:00';
		expect(await changed()).toEqual([]);
		buy().receive(number, INK, 48);
		expect(transactionOf(number).lastModified).toBe('2026-01-02 10:00:00');
		expect(await changed()).toMatchObject([{ poNumber: number, received: 48, state: 'closed' }]);
	});

	it('come when the supplier names another date, and not when nobody touched them', async () => {
		const number = order();
		buy().move(number, '2026-12-24', INK);
		expect(await changed()).toMatchObject([{ expectedAt: '2026-12-24' }]);
		const tomorrow = new Date(shop.clock.now() + 86_400_000).toISOString();
		expect(await read({ since: tomorrow })).toEqual([]);
	});
});

describe('a field of the seller’s own', () => {
	it.each(['order', 'line'] as const)('marks lines as backordered: on the %s', async (place) => {
		const [late, plain] = [transactionOf(order()), transactionOf(order())];
		if (place === 'order') late.state = 'Vendor BACKORDER';
		else late.lines[0]!.state = 'Vendor BACKORDER';
		plain.state = 'on its way';
		const field = place === 'order' ? 'custbody_po_state' : 'CUSTCOL_PO_STATE';
		const lines = await read({ mark: { place, field, text: 'backorder' } });
		expect(lines.map(({ backordered }) => backordered)).toEqual([true, false]);
	});

	it('is no way into the query, and is said when the account has none of that name', async () => {
		const mark = (field: string) => ({ place: 'order' as const, field, text: 'x' });
		await expect(read({ mark: mark('x) FROM item --') })).rejects.toThrow('cannot be the name');
		expect(shop.queries()).toEqual([]);
		await expect(read({ mark: mark('custbody_nope') })).rejects.toThrow('was not found');
	});

	it('is not asked for where none is named: NetSuite has no such status', async () => {
		order();
		expect((await read())[0]).not.toHaveProperty('backordered');
	});
});

it('understands statuses with and without the type before them', () => {
	const row = { id: '5', lineid: '1', tranid: 'PO1', itemid: 'A', quantity: '2', received: '0' };
	const stateOf = (status: string) => toLines([{ ...row, status }])[0];
	expect(stateOf('D')).toMatchObject({ state: 'open', nativeStatus: 'D' });
	expect(stateOf('PurchOrd:D')).toMatchObject({ state: 'open' });
	expect(stateOf('H')).toMatchObject({ state: 'closed' });
	expect(stateOf('PurchOrd:A')).toBeUndefined();
});

it('tells how many can still be sold, also of sub-items', async () => {
	const found = await purchaseOrders!.sellable!(call, [INK, WHITE, 'ACR-KIT-START', 'NOPE']);
	expect(new Map(found)).toEqual(
		new Map([
			[INK, 8],
			[WHITE, 14],
		]),
	);
});
