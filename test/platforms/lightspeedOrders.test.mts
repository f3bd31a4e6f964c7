import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { Order } from '../../sandbox/lightspeed-retail/purchaseOrders.mts';
import { violations } from '../openapi.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { intercept } from './channelRun.mts';
import { connected } from './connected.mts';
import { CREDENTIAL, ID, openLightspeed, schemas } from './lightspeedShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';

let shop: Awaited<ReturnType<typeof openLightspeed>>;
afterEach(async () => await shop.close());

const open = async (options: Parameters<typeof openLightspeed>[0] = {}) => {
	shop = await openLightspeed(options);
	const { orders, platform, call } = await connected(ID, { [CREDENTIAL]: shop.stored });
	return { orders, platform, call, ...shop.fake.orders.purchasing };
};
const two = {
	supplier: 'Pigments & Co.',
	expectedOn: '2026-11-25',
	lines: [
		{ sku: INK, quantity: 24 },
		{ sku: GEL, quantity: 6 },
	],
};
const later = async () => {
	await shop.clock.sleep(60_000);
	const since = new Date(shop.clock.now()).toISOString();
	await shop.clock.sleep(2_000);
	return since;
};
const answer = (found: object[]) =>
	intercept(shop.fake, ({ path }) =>
		path.endsWith('/Order.json')
			? { status: 200, body: { '@attributes': { next: '', previous: '' }, Order: found } }
			: undefined,
	);

describe('Lightspeed Retail: orders to suppliers', () => {
	it('come line by line, with what a purchaser has to know', async () => {
		const { orders, order, send } = await open();
		const number = order(two);
		send(number);
		const { lines } = await orders();
		expect(lines).toHaveLength(2);
		expect(lines[0]).toEqual({
			id: String(shop.fake.orders.find(number).lines[0]!.orderLineID),
			poNumber: number,
			supplier: 'Pigments & Co.',
			supplierId: '3',
			warehouse: 'Studio',
			sku: INK,
			title: expect.stringContaining('Payne'),
			ordered: 24,
			received: 0,
			state: 'open',
			nativeStatus: 'ordered',
			expectedAt: '2026-11-25',
			sellable: 8,
			changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
		});
		expect(lines[1]).toMatchObject({ sku: GEL, ordered: 6 });
	});

	it('are none of the supplier’s business before they are sent', async () => {
		const { orders, order, send } = await open();
		const number = order(two);
		expect((await orders()).lines).toEqual([]);
		send(number);
		expect((await orders()).lines).toHaveLength(2);
	});

	it('go through their states', async () => {
		const { orders, order, send, receive, closeShort, cancel } = await open();
		const since = await later();
		const [whole, short, off] = [order(two), order(two), order(two)];
		for (const number of [whole, short, off]) send(number);
		const standing = async (number: string) =>
			(await orders({ since }))
				.of(number, INK)
				.map(({ state, nativeStatus, received }) => [state, nativeStatus, received])[0];
		receive(whole, INK, 10);
		expect(await standing(whole)).toEqual(['open', 'check-in', 10]);
		receive(whole, INK, 14);
		receive(whole, GEL, 6);
		expect(await standing(whole)).toEqual(['closed', 'finished', 24]);
		receive(short, INK, 1);
		closeShort(short);
		expect(await standing(short)).toEqual(['closed', 'finished', 1]);
		cancel(off);
		expect(await standing(off)).toEqual(['cancelled', 'archived', 0]);
		expect((await orders()).lines).toEqual([]);
	});

	it('count what arrived and is not checked in yet as received', async () => {
		const { orders, order, send, receive } = await open();
		const number = order(two);
		send(number);
		receive(number, INK, 4);
		shop.fake.orders.find(number).lines[0]!.numReceived = 5;
		expect((await orders()).of(number, INK)).toMatchObject([{ ordered: 24, received: 9 }]);
	});

	it('tell what can still be sold, after goods came in too', async () => {
		const { orders, order, send, receive } = await open();
		const number = order(two);
		send(number);
		receive(number, GEL, 2);
		expect((await orders()).of(number, GEL)).toMatchObject([{ sellable: 9 }]);
	});

	it('lose a line that was deleted, and all of them at last', async () => {
		const { orders, order, send, removeLine } = await open();
		const number = order(two);
		send(number);
		removeLine(number, INK);
		// One row comes as an object.
		expect((await orders()).lines.map(({ sku }) => sku)).toEqual([GEL]);
		removeLine(number, GEL);
		expect((await orders()).lines).toEqual([]);
	});

	it('name the item by its system ID where it has no custom SKU, and go on without the item', async () => {
		const { orders, order, send } = await open();
		send(order(two));
		shop.fake.shop.find(INK).customSku = '';
		shop.fake.seller.remove?.(GEL);
		const { lines } = await orders();
		expect(lines).toMatchObject([{ sku: expect.stringMatching(/^2100000000\d\d$/) }, { sku: '' }]);
		expect(lines[1]).not.toHaveProperty('sellable');
	});

	it('know the item even when it is archived', async () => {
		const { orders, order, send } = await open();
		send(order(two));
		shop.fake.shop.archive(shop.fake.shop.find(INK));
		expect((await orders()).lines[0]).toMatchObject({ sku: INK, sellable: 0 });
	});
});

describe('Lightspeed Retail: what changed in orders to suppliers', () => {
	it('is found by the order and by its lines, which have times of their own', async () => {
		const { orders, order, send, move } = await open();
		const [moved, counted, still] = [order(two), order(two), order(two)];
		for (const number of [moved, counted, still]) send(number);
		const since = await later();
		move(moved, '2026-12-04');
		const [line] = shop.fake.orders.find(counted).lines;
		line!.quantity = 30;
		line!.timeStamp = shop.clock.now();
		const { of, lines } = await orders({ since });
		expect(of(moved)).toMatchObject([{ expectedAt: '2026-12-04' }, { expectedAt: '2026-12-04' }]);
		expect(of(counted, INK)).toMatchObject([{ ordered: 30 }]);
		expect(of(still)).toEqual([]);
		expect(lines.every(({ changedAt }) => changedAt !== undefined)).toBe(true);
	});

	it('costs two requests when nothing changed', async () => {
		const { orders, order, send } = await open();
		send(order(two));
		const since = await later();
		shop.sandbox.resetCounts();
		expect((await orders({ since })).lines).toEqual([]);
		expect(shop.sandbox.requests(ID)).toBe(2);
	});

	it('is read page by page, orders and lines', async () => {
		const goods = manyProducts(120);
		const { orders, order, send } = await open({ catalogue: goods });
		const skus = goods.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		const numbers = Array.from({ length: 230 }, (_, i) =>
			order({ supplier: 'A', lines: [{ sku: skus[i % 120]!, quantity: 1 }] }),
		);
		numbers.forEach(send);
		const open230 = await orders();
		expect(open230.pages).toBe(3);
		expect(open230.lines.map(({ poNumber }) => poNumber)).toEqual(numbers);
		expect(new Set(open230.lines.map(({ sku }) => sku))).toEqual(new Set(skus));
		const changed = await orders({ since: '2020-01-01T00:00:00.000Z' });
		expect(changed.pages).toBe(6);
		expect(new Set(changed.lines.map(({ poNumber }) => poNumber))).toEqual(new Set(numbers));
	});
});

describe('Lightspeed Retail: the expected day', () => {
	const row = (more: object): object => ({
		orderID: '7',
		refNum: '',
		orderedDate: '2026-10-20T04:00:00+00:00',
		complete: 'false',
		archived: 'false',
		OrderLines: { OrderLine: { orderLineID: '70', itemID: '42', quantity: '24' } },
		...more,
	});

	it.each([
		['US/Pacific', '2015-11-26T08:00:00+00:00', '2015-11-26'],
		['America/New_York', '2026-07-04T04:00:00+00:00', '2026-07-04'],
		['Europe/Berlin', '2026-11-24T23:00:00+00:00', '2026-11-25'],
		['Europe/Berlin', '2026-03-29T23:00:00+01:00', '2026-03-30'],
		['Pacific/Auckland', '2026-11-24T11:00:00+00:00', '2026-11-25'],
		['Asia/Kolkata', '2026-11-24T18:30:00+00:00', '2026-11-25'],
		['America/New_York', '2026-11-15T00:00:00+00:00', '2026-11-15'],
		['Europe/London', '2026-11-15T00:00:00+00:00', '2026-11-15'],
		['Nowhere/Land', '2026-11-15T05:00:00+00:00', '2026-11-15'],
		['', '2026-11-15T05:00:00+00:00', '2026-11-15'],
		['Europe/Berlin', '', undefined],
		['Europe/Berlin', 'soon', undefined],
	])('in %s %j is %s', async (timeZone, arrivalDate, day) => {
		const { orders } = await open();
		answer([row({ arrivalDate, Shop: { name: 'Studio', timeZone } })]);
		expect((await orders()).lines).toMatchObject([
			{ poNumber: '7', ...(day === undefined ? {} : { expectedAt: day }) },
		]);
		if (day === undefined) expect((await orders()).lines[0]?.expectedAt).toBeUndefined();
	});

	it('is reckoned in the zone of the account', async () => {
		const { platform, call } = await open();
		expect(await platform.purchaseOrders?.zone?.(call)).toBe('America/New_York');
	});

	it('moves neither forth nor back over a year of days', async () => {
		const { orders, order, send, move } = await open();
		const number = order(two);
		send(number);
		for (const day of ['2026-12-31', '2027-01-01', '2028-02-29', '2027-03-14', '2027-11-07']) {
			move(number, day);
			expect((await orders()).of(number, INK)).toMatchObject([{ expectedAt: day }]);
		}
	});
});

describe('Lightspeed Retail: a sign-in that may not see orders', () => {
	it('is told to sign in again', async () => {
		const { orders } = await open();
		shop.fake.access.forbid('GET');
		await expect(orders()).rejects.toMatchObject({
			problem: {
				kind: 'permission',
				message: expect.stringContaining('purchase orders'),
				nextStep: expect.stringContaining('Connect the credential again'),
			},
		});
	});
});

interface Recorded {
	request: { path: string };
	response: { Order: unknown };
}

describeWithSpecs('Lightspeed Retail: orders as recorded and as documented', () => {
	it('the recorded ones are read as they stood', async () => {
		const { orders } = await open();
		const recorded = (readSpec(`${ID}/recorded.json`) as Recorded[]).filter(({ request }) =>
			request.path.endsWith('/Order.json'),
		);
		const all = recorded.flatMap(({ response }) => response.Order) as Array<
			Record<string, string> & { OrderLines?: { OrderLine: object[] | object } }
		>;
		expect(all.length).toBeGreaterThan(3);
		answer(all);
		const { lines } = await orders();
		const sent = all.filter(({ orderedDate, receivedDate }) => orderedDate || receivedDate);
		expect(lines).toHaveLength(
			sent.flatMap(({ OrderLines }) => OrderLines?.OrderLine ?? []).length,
		);
		expect(lines[0]).toMatchObject({
			poNumber: '1',
			supplier: 'Vendor 2',
			warehouse: 'Example Shop',
			expectedAt: '2015-11-26',
			nativeStatus: 'check-in',
			ordered: 2,
			received: 0,
			changedAt: '2015-12-03T02:43:19.000Z',
		});
	});

	it('the fake has the fields of the recorded and the documented ones', async () => {
		const { orders, order, send } = await open();
		send(order(two));
		send(order({ supplier: 'B', lines: [{ sku: INK, quantity: 1 }] }));
		await orders();
		const [entry] = shop.reads(/Order\.json$/);
		const body = JSON.parse(entry!.responseBody) as { Order: Array<Order & object> };
		expect(violations(schemas!.OrderListResponse, body)).toEqual([]);
		const [real] = (readSpec(`${ID}/recorded.json`) as Recorded[])
			.filter(({ request }) => request.path.endsWith('/Order.json'))
			.flatMap(({ response }) => response.Order) as object[];
		const given = new Set(Object.keys(body.Order[0]!));
		for (const name of ['receivedDate', 'Note']) given.add(name);
		for (const name of Object.keys(real!)) expect(given, name).toContain(name);
	});
});
