// SAP Business One: orders to suppliers, for the Purchase Order Trigger (sheet, section 11).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Call } from '../../http/answer';
import type { PurchaseOrderLine, PurchaseOrderRequest } from '../../platforms/purchaseOrderSource';
import type { Document } from '../../sandbox/sap-business-one/documents.mts';
import { callTo, platformOf } from './callTo.mts';
import { openSap, type SapShop } from './sapShop.mts';

const ID = 'sap-business-one';
const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const DAY = 86_400_000;
const { purchaseOrders } = platformOf(ID);

let shop: SapShop;
let call: Call;
beforeEach(async () => {
	shop = await openSap();
	call = await callTo(ID, shop.credentials);
});
afterEach(async () => await shop.close());

const buy = () => shop.fake.purchasing!;
const order = (
	lines = [{ sku: INK, quantity: 48 }],
	expectedOn: string | undefined = '2026-11-15',
) => buy().order({ supplier: 'Paint Maker Ltd', ...(expectedOn ? { expectedOn } : {}), lines });
const documentOf = (number: string) =>
	shop.company.documents.of('PurchaseOrders').find(({ DocNum }) => String(DocNum) === number)!;
const iso = (ms: number) => new Date(ms).toISOString();

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
const changed = async () =>
	await read({ since: iso(shop.clock.now() - purchaseOrders!.overlapMs) });

describe('open orders', () => {
	it('come with each line, its own date before that of the order', async () => {
		const number = buy().order({
			supplier: 'Paint Maker Ltd',
			expectedOn: '2026-11-15',
			lines: [
				{ sku: INK, quantity: 48 },
				{ sku: MAGENTA, quantity: 6, expectedOn: '2026-12-01' },
			],
		});
		const { DocEntry } = documentOf(number);
		expect(await read()).toEqual([
			{
				id: `${DocEntry}-0`,
				poNumber: number,
				supplier: 'Paint Maker Ltd',
				supplierId: 'V100',
				warehouse: '01',
				sku: INK,
				title: expect.stringContaining('Acrylic Ink'),
				ordered: 48,
				received: 0,
				state: 'open',
				expectedAt: '2026-11-15',
				nativeStatus: 'bost_Open',
			},
			expect.objectContaining({ id: `${DocEntry}-1`, sku: MAGENTA, expectedAt: '2026-12-01' }),
		]);
	});

	it('have dates without a zone, whatever the clock says, and none where none is set', async () => {
		const late = order();
		documentOf(late).DocumentLines[0]!.ShipDate = null;
		order(undefined, '');
		expect((await read()).map(({ expectedAt }) => expectedAt)).toEqual(['2026-11-15', undefined]);
		expect(purchaseOrders!.zone).toBeUndefined();
	});

	it('count what goods receipts took in, in parts', async () => {
		const number = order();
		buy().receive(number, INK, 12);
		buy().receive(number, INK, 4);
		expect(await read()).toMatchObject([{ ordered: 48, received: 16, state: 'open' }]);
	});

	it('show a line that is closed by itself as closed while the order goes on', async () => {
		const number = order([
			{ sku: INK, quantity: 4 },
			{ sku: MAGENTA, quantity: 4 },
		]);
		buy().receive(number, INK, 4);
		expect(await read()).toMatchObject([
			{ sku: INK, received: 4, state: 'closed', nativeStatus: 'bost_Open' },
			{ sku: MAGENTA, received: 0, state: 'open' },
		]);
	});

	it('lose a line that is taken out, and the others keep their ids', async () => {
		const number = order([
			{ sku: INK, quantity: 4 },
			{ sku: MAGENTA, quantity: 4 },
		]);
		const [, { id }] = (await read()) as [unknown, { id: string }];
		buy().removeLine(number, INK);
		expect(await read()).toMatchObject([{ sku: MAGENTA, id }]);
	});

	it('leave out lines of services and texts', async () => {
		const number = order();
		documentOf(number).DocumentLines[0]!.ItemCode = null as never;
		expect(await read()).toEqual([]);
	});

	it.each([
		['cancelled', (number: string) => buy().cancel(number)],
		['closed', (number: string) => buy().closeShort(number)],
		['received', (number: string) => buy().receive(number, INK, 48)],
	])('are no longer there when %s', async (_, act) => {
		const number = order();
		act(number);
		expect(await read()).toEqual([]);
	});

	it('come in pages of 100 that skip nothing when an order closes in between', async () => {
		const numbers = Array.from({ length: 205 }, () => order());
		const before = shop.reads().length;
		const { lines, next } = await purchaseOrders!.page(call, {});
		expect(lines).toHaveLength(100);
		buy().closeShort(numbers[0]!);
		const second = await purchaseOrders!.page(call, { from: next! });
		const third = await purchaseOrders!.page(call, { from: second.next! });
		expect(third.next).toBeUndefined();
		const all = [...lines, ...second.lines, ...third.lines].map(({ poNumber }) => poNumber);
		expect(all).toEqual(numbers);
		expect(shop.reads().length - before).toBe(3);
	});
});

describe('orders that changed', () => {
	it.each([
		['cancelled', (number: string) => buy().cancel(number), 'cancelled', 'cancelled', 0],
		['closed short', (number: string) => buy().closeShort(number), 'closed', 'bost_Close', 0],
		[
			'received in full',
			(number: string) => buy().receive(number, INK, 48),
			'closed',
			'bost_Close',
			48,
		],
		['received in part', (number: string) => buy().receive(number, INK, 7), 'open', 'bost_Open', 7],
	] as const)('come when %s', async (_, act, state, nativeStatus, received) => {
		const number = order();
		act(number);
		const lines = await changed();
		expect(lines.at(-1)).toMatchObject({ poNumber: number, state, nativeStatus, received });
	});

	it('come for a receipt although the date of the order stays as it was', async () => {
		const number = order();
		documentOf(number).UpdateDate = '2026-01-02T00:00:00Z';
		expect(await changed()).toEqual([]);
		buy().receive(number, INK, 48);
		expect(documentOf(number).UpdateDate).toBe('2026-01-02T00:00:00Z');
		expect(await changed()).toMatchObject([{ poNumber: number, received: 48, state: 'closed' }]);
	});

	it('come when an invoice takes the goods in without a receipt', async () => {
		const number = order();
		const { DocEntry } = documentOf(number);
		documentOf(number).UpdateDate = '2026-01-02T00:00:00Z';
		shop.company.documents.add('PurchaseInvoices', {}, [
			{ ItemCode: INK, Quantity: 48, BaseType: 22, BaseEntry: DocEntry },
			{ ItemCode: INK, Quantity: 1, BaseType: 17, BaseEntry: DocEntry + 1 },
		]);
		expect(await changed()).toMatchObject([{ poNumber: number }]);
	});

	it('come when the supplier names another date', async () => {
		const number = order();
		buy().move(number, '2026-12-24', INK);
		expect(await changed()).toMatchObject([{ expectedAt: '2026-12-24' }]);
	});

	it('are asked for by the day, far enough back for a server in any zone', async () => {
		const number = order();
		// Half past one in Greenwich is the day before in Hawaii.
		const now = Date.UTC(2026, 10, 23, 1, 30);
		documentOf(number).UpdateDate = '2026-11-22T00:00:00Z';
		const since = iso(now - purchaseOrders!.overlapMs);
		expect(await read({ since })).toHaveLength(1);
		const filters = shop.reads().map(({ query }) => new URLSearchParams(query).get('$filter'));
		expect(filters.at(-3)).toBe("UpdateDate ge '2026-11-22' and DocEntry gt 0");
		expect(await read({ since: iso(now + 2 * DAY) })).toEqual([]);
	});
});

describe('a field of the seller’s own', () => {
	it.each(['order', 'line'] as const)('marks lines as backordered: on the %s', async (place) => {
		const numbers = [order(), order(), order()];
		const write = (document: Document, text: string) =>
			place === 'order'
				? (document['U_PoState'] = text)
				: (document.DocumentLines[0]!['U_LineState'] = text);
		write(documentOf(numbers[0]!), 'Vendor: BACK-ORDERED');
		write(documentOf(numbers[1]!), 'on its way');
		const field = place === 'order' ? 'U_PoState' : 'U_LineState';
		const lines = await read({ mark: { place, field, text: 'back-ordered' } });
		expect(lines.map(({ backordered }) => backordered)).toEqual([true, false, false]);
	});

	it('is no way into the query, and marks nothing without a text', async () => {
		order();
		await expect(read({ mark: { place: 'order', field: 'U_X,*', text: 'x' } })).rejects.toThrow(
			'is not the name of a field',
		);
		const [line] = await read({ mark: { place: 'order', field: 'U_PoState', text: ' ' } });
		expect(line).toMatchObject({ backordered: false });
	});

	it('is not asked for where none is named: SAP has no such status', async () => {
		order();
		expect((await read())[0]).not.toHaveProperty('backordered');
	});
});

it('tells how many can still be sold', async () => {
	const found = await purchaseOrders!.sellable!(call, [INK, 'ACR-GES-WHT-1000', 'NOPE']);
	expect([...found]).toEqual([
		['ACR-GES-WHT-1000', 12],
		[INK, 8],
	]);
});
