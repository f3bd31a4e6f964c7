// Orders to suppliers in Lightspeed X-Series: consignments of the 2.0 API.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Call } from '../../http/answer';
import { connected } from './connected.mts';
import { openVend, type VendShop } from './vendShop.mts';

let store: VendShop;
let vend: Awaited<ReturnType<typeof connected>>;
beforeEach(async () => {
	store = await openVend({ speed: 5_000, registers: 10 });
	vend = await connected('vend', store.credentials);
});
afterEach(async () => await store.close());

const clerk = () => store.fake.purchasing!;
const order = (more: object = {}) =>
	clerk().order({
		supplier: 'Paint Works Ltd',
		expectedOn: '2026-12-01',
		lines: [
			{ sku: 'ACR-GEL-MATT-500', quantity: 24 },
			{ sku: 'ACR-FL-QMAG-30', quantity: 12 },
		],
		...more,
	});
const found = (poNumber: string) => store.fake.orders.find(poNumber);
const now = () => new Date(store.clock.now()).toISOString();

describe('open orders', () => {
	it('come line by line, with supplier, place, dates and quantities', async () => {
		const po = order();
		clerk().send(po);
		const { lines } = await vend.orders();
		expect(lines).toEqual([
			{
				id: expect.stringMatching(/^\S+ \S+$/),
				poNumber: po,
				supplier: 'Paint Works Ltd',
				supplierId: expect.any(String),
				warehouse: 'Art Store',
				sku: 'ACR-GEL-MATT-500',
				title: undefined,
				ordered: 24,
				received: 0,
				state: 'open',
				expectedAt: '2026-12-01T00:00:00+00:00',
				nativeStatus: 'SENT',
				changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			},
			expect.objectContaining({ poNumber: po, sku: 'ACR-FL-QMAG-30', ordered: 12 }),
		]);
		expect(new Set(lines.map(({ id }) => id)).size).toBe(2);
	});

	it.each([
		['OPEN', 'open', true],
		['SENT', 'open', true],
		['DISPATCHED', 'open', true],
		['RECEIVED', 'closed', false],
		['CLOSED', 'closed', false],
		['CANCELLED', 'cancelled', false],
	] as const)('%s is %s', async (status, state, isOpen) => {
		const po = order();
		found(po).status = status;
		expect((await vend.orders()).lines).toHaveLength(isOpen ? 2 : 0);
		const since = '2026-01-01T00:00:00.000Z';
		const { lines } = await vend.orders({ since });
		expect(lines.map((line) => [line.nativeStatus, line.state])).toEqual([
			[status, state],
			[status, state],
		]);
	});

	it.each([
		['PARTIALLY_SHIPPED', 'open'],
		['STOCKTAKE_COMPLETE', 'closed'],
		['CANCELED', 'cancelled'],
	])('%s, which is not in the document, is taken for %s', async (status, state) => {
		const said: Record<string, unknown> = {
			'/2.0/consignments': { id: 'c', reference: 'PO-1', status, version: 7 },
			'/2.0/consignments/c/products': {
				product_id: 'p',
				product_sku: 'S',
				count: '2.0',
				version: 8,
			},
		};
		// A bare list, as the document prints it.
		const call: Call = ({ path, query }) =>
			Promise.resolve({
				status: 200,
				headers: {},
				body: query?.after === '0' ? [said[path]].filter(Boolean) : [],
			});
		const page = await vend.platform.purchaseOrders!.page(call, { since: '2026-01-01T00:00:00Z' });
		expect(page).toMatchObject({ next: '0 7', lines: [{ sku: 'S', ordered: 2, state }] });
	});

	it('know what came so far', async () => {
		const po = order();
		clerk().send(po);
		clerk().receive(po, 'ACR-GEL-MATT-500', 10);
		const { of } = await vend.orders();
		expect(of(po, 'ACR-GEL-MATT-500')).toMatchObject([
			{ ordered: 24, received: 10, state: 'open' },
		]);
		clerk().receive(po, 'ACR-GEL-MATT-500', 14);
		clerk().receive(po, 'ACR-FL-QMAG-30', 12);
		expect((await vend.orders()).lines).toEqual([]);
	});

	it('have no date where none is set, and the new one where it was moved', async () => {
		const po = order({ expectedOn: undefined });
		expect((await vend.orders()).lines[0]).toMatchObject({ expectedAt: undefined });
		clerk().move(po, '2026-12-24');
		expect((await vend.orders()).lines[0]?.expectedAt).toBe('2026-12-24T00:00:00+00:00');
	});

	it('are nothing else: transfers between outlets, deleted orders and deleted lines stay out', async () => {
		const po = order();
		clerk().removeLine(po, 'ACR-FL-QMAG-30');
		found(order()).deletedAt = now();
		expect((await vend.orders()).lines.map(({ sku }) => sku)).toEqual(['ACR-GEL-MATT-500']);
	});

	it('have their SKU looked up where the line has none, and are left out when the product is gone', async () => {
		const po = order();
		for (const line of found(po).lines) line.sku = null;
		store.fake.seller.remove!('ACR-FL-QMAG-30');
		expect((await vend.orders()).lines).toEqual([
			expect.objectContaining({ sku: 'ACR-GEL-MATT-500', title: 'Matte Gel Medium 500 ml' }),
		]);
	});

	it('that name a product twice are one line', async () => {
		const po = order();
		const [first] = found(po).lines;
		found(po).lines.push({ ...first!, count: 6, version: first!.version + 1_000 });
		expect((await vend.orders()).of(po, 'ACR-GEL-MATT-500')).toMatchObject([{ ordered: 30 }]);
	});

	it('take null for no count', async () => {
		const po = order();
		(found(po).lines[0] as { count: number }).count = Number.NaN;
		const [line] = (await vend.orders()).of(po, 'ACR-GEL-MATT-500');
		expect(line).toMatchObject({ ordered: 0, received: 0 });
	});

	it('go over several pages, of orders, lines and suppliers', async () => {
		const goods = [...store.fake.store.items.values()].filter(({ deletedAt }) => !deletedAt);
		for (let i = 0; i < 230; i++)
			clerk().order({
				supplier: `Supplier ${i}`,
				lines: [{ sku: goods[i % 5]!.sku, quantity: 1 }],
			});
		const { lines } = await vend.orders();
		expect(lines).toHaveLength(230);
		expect(new Set(lines.map(({ supplier }) => supplier)).size).toBe(230);
	});
});

describe('changes', () => {
	it('are those since a time, whatever their state, and lines are read of them alone', async () => {
		order();
		const po = order();
		await new Promise((resolve) => setTimeout(resolve, 2));
		const since = now();
		await new Promise((resolve) => setTimeout(resolve, 2));
		clerk().cancel(po);
		const before = store.sandbox.requests('vend');
		const { lines } = await vend.orders({ since });
		expect(new Set(lines.map(({ poNumber }) => poNumber))).toEqual(new Set([po]));
		expect(lines[0]).toMatchObject({ state: 'cancelled', nativeStatus: 'CANCELLED' });
		// Orders, suppliers, outlets and the lines of one order, each with the empty page after the last.
		expect(store.sandbox.requests('vend') - before).toBe(8);
	});
});

it('tells how many can still be sold', async () => {
	const pieces = await vend.platform.purchaseOrders!.sellable!(vend.call, [
		'ACR-HB-TWHT-60',
		'ACR-MIX-SRV',
		'ACR-NONE-1',
	]);
	expect([...pieces]).toEqual([['ACR-HB-TWHT-60', 14]]);
});
