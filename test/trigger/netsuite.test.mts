// Oracle NetSuite: the script that sellers install runs in the fake account, as it is, and calls the trigger.
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Delivery } from '../../events/signature';
import type { PurchaseOrderLine } from '../../platforms/purchaseOrderSource';
import type { NetsuiteFake } from '../../sandbox/netsuite/index.mts';
import { account } from '../../sandbox/netsuite/keys.mts';
import { built } from '../harness.mts';
import { deliveryOf } from '../events/scheme.mts';
import { callTo, platformOf } from '../platforms/callTo.mts';
import type { TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const ID = 'netsuite';
const INK = 'ACR-INK-PAYN-30';
/** Eight at location 2, four at 3. */
const GESSO = 'ACR-GES-WHT-1000';
/** A sub-item that this account shows by its full name. */
const WHITE = 'ACR-HB-TWHT-60';

let shop: TriggerShop;
let fake: NetsuiteFake;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
	fake = shop.sandbox.fakes.get(ID) as NetsuiteFake;
});
afterEach(async () => await shop.close());

const listen = async (parameters = {}) => (trigger = await shop.listen(ID, { parameters }));
const secondsNow = () => Math.floor(shop.time.clock.now() / 1000);
const sign = (
	body: string,
	{ secret = account.webhookSecret, at = String(secondsNow()) } = {},
) => ({
	body,
	headers: {
		'X-Acrylic-Timestamp': at,
		'X-Acrylic-Signature': createHmac('sha256', secret).update(`${at}.${body}`).digest('hex'),
	},
});
const news = (items: unknown, more: object = {}) =>
	JSON.stringify({
		eventId: 'itemfulfillment/9/1',
		time: '2026-11-23T08:10:22.917Z',
		items,
		purchaseOrderLines: [],
		...more,
	});
const item = (change: object = {}) => ({
	id: '1021',
	sku: 'ACR-X',
	title: 'X',
	locations: [{ id: '2', available: 0 }],
	...change,
});

describe('the script, seen from the trigger', () => {
	it('tells what a transaction left of each item, signed in upper case', async () => {
		await listen();
		fake.seller.sell(INK, 8);
		const { sent, reply } = await shop.news();
		expect(sent.headers['X-Acrylic-Signature']).toMatch(/^[0-9A-F]{64}$/);
		const body = JSON.parse(sent.body) as { eventId: string; time: string };
		expect(body.eventId).toMatch(/^itemfulfillment\/\d+\/\d{13}$/);
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: INK,
				title: expect.stringContaining('Acrylic Ink'),
				quantity: 0,
				reason: 'quantity available 0',
				source: ID,
				productId: fake.item(INK)!.id,
				occurredAt: body.time,
				receivedAt: expect.any(String),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
	});

	it('calls a sub-item by its own name', async () => {
		await listen();
		fake.seller.sell(WHITE, 14);
		expect((await shop.news()).reply.items).toMatchObject([{ event: 'ranOut', sku: WHITE }]);
	});

	it('adds up the locations, and only those that were chosen', async () => {
		await listen({ locations: ['3'] });
		const { stock } = fake.item(GESSO)!;
		stock.set('3', { onHand: 4, committed: 4 });
		fake.seller.sell(GESSO, 1);
		expect((await shop.news()).reply.items).toMatchObject([{ sku: GESSO, quantity: 0 }]);
		// Kept nowhere that counts.
		fake.seller.sell(INK, 8);
		expect((await shop.delivered(2)).reply).toMatchObject({ status: 200, items: undefined });
	});

	it('hears of postings that come through the API as well', async () => {
		await listen();
		const { id } = fake.item(INK)!;
		fake.seller.setQuantity(INK, 0);
		await shop.news();
		fake.seller.setQuantity(INK, 5);
		expect(JSON.parse((await shop.delivered(2)).sent.body)).toMatchObject({
			items: [{ id, locations: [{ id: '2', available: 5 }] }],
		});
	});

	it('says unavailable when somebody takes an item out of the web store, and nothing of other edits', async () => {
		await listen();
		fake.seller.setHidden(INK, false);
		fake.seller.setHidden(INK, true);
		const { reply } = await shop.news();
		expect(reply.items).toMatchObject([
			{ event: 'unavailable', sku: INK, quantity: 8, reason: 'not displayed in the web store' },
		]);
		expect(shop.deliveries).toHaveLength(1);
	});

	it('brings an item back that ran out when it is received', async () => {
		await listen({ triggerOn: ['outOfStock', 'backInStock'] });
		fake.seller.sell(INK, 8);
		await shop.news();
		const number = fake.purchasing!.order({
			supplier: 'Paint Maker Ltd',
			lines: [{ sku: INK, quantity: 20 }],
		});
		fake.purchasing!.send(number);
		fake.purchasing!.receive(number, INK, 20);
		const { reply } = await shop.first((one) => one.reply.items?.[0]?.event === 'cameBack');
		expect(reply.items).toMatchObject([{ sku: INK, quantity: 20 }]);
	});
});

describe('a delivery', () => {
	beforeEach(async () => void (await listen()));
	const receive = async (body: string, options = {}) => await trigger.receive(sign(body, options));

	it.each([
		['as old as five minutes', -299, 200],
		['older', -302, 401],
		['as far ahead', 298, 200],
		['from the future', 303, 401],
	])('%s is taken or not', async (_, seconds, status) => {
		const at = String(secondsNow() + seconds);
		expect((await receive(news([item()]), { at })).status).toBe(status);
	});

	it.each(['', 'now', 'NaN', 'Infinity', '1e99'])(
		'whose time is %j is refused, however well signed',
		async (at) => {
			expect(await receive(news([item()]), { at })).toMatchObject({
				status: 401,
				items: undefined,
			});
		},
	);

	it('that is recorded and sent again later is refused', async () => {
		const recorded = sign(news([item()]));
		expect((await trigger.receive(recorded)).status).toBe(200);
		shop.time.forward(6 * 60_000);
		expect((await trigger.receive(recorded)).status).toBe(401);
	});

	it('is refused while the credential has no secret', async () => {
		const open = shop.trigger(ID, {
			credentials: { stockOutNetSuiteApi: { webhookSecret: '' } },
		});
		expect((await open.receive(sign(news([item()]), { secret: '' }))).status).toBe(401);
	});

	it.each([
		['nothing is left', [{ id: '2', available: -3 }], 'ranOut', -3],
		[
			'it is spread',
			[
				{ id: '2', available: '-2' },
				{ id: '3', available: 2 },
			],
			'ranOut',
			0,
		],
		['a place is empty', [{ id: '2', available: null }], 'ranOut', 0],
	])('counts when %s', async (_, locations, event, quantity) => {
		const { items } = await receive(news([item({ locations })]));
		expect(items).toMatchObject([{ event, quantity }]);
	});

	it('says unavailable of an inactive item, and of a kit that is hidden', async () => {
		const { items } = await receive(
			news([
				item({ sku: 'A', inactive: true, online: true, locations: [{ id: '2', available: 4 }] }),
				item({ sku: 'B', inactive: false, online: false, locations: [] }),
			]),
		);
		expect(items).toMatchObject([
			{ event: 'unavailable', sku: 'A', quantity: 4, reason: 'inactive' },
			{ event: 'unavailable', sku: 'B', quantity: null },
		]);
	});

	it.each([
		'null',
		'[]',
		'{}',
		'{"items":7}',
		'{"items":[null,1,[],{"sku":{}}]}',
		news([item({ sku: '' })]),
		news([item({ locations: [] })]),
		news([item({ online: true, inactive: false })]),
	])('that says %s starts nothing', async (body) => {
		expect(await receive(body)).toMatchObject({ status: 200, items: undefined });
	});

	it('keeps ids beyond 2^53 and hostile SKUs as they are', async () => {
		const sku = `<b>"';--\\\u202e`;
		const body = news([item({ id: 7, sku: `Parent : ${sku}` })]).replace(
			'"id":7',
			'"id":9007199254740993',
		);
		expect((await receive(body)).items).toMatchObject([{ sku, productId: '9007199254740993' }]);
	});

	it('has other event ids for other items and other saves', async () => {
		const two = await receive(news([item({ id: '1', sku: 'A' }), item({ id: '2', sku: 'B' })]));
		const later = await receive(news([item({ id: '1', sku: 'A' })], { eventId: 'x' }));
		const ids = [...two.items!, ...later.items!].map(({ eventId }) => eventId);
		expect(new Set(ids).size).toBe(3);
	});
});

describe('orders to suppliers in a delivery', () => {
	const { purchaseOrderLinesIn } = built('./platforms/netsuite/webhook.js') as {
		purchaseOrderLinesIn(delivery: Delivery): PurchaseOrderLine[];
	};
	const linesIn = (body: string) => purchaseOrderLinesIn(deliveryOf(Buffer.from(body), {}));
	const order = () =>
		fake.purchasing!.order({
			supplier: 'Paint Maker Ltd',
			expectedOn: '2026-11-10',
			lines: [
				{ sku: INK, quantity: 48, expectedOn: '2026-11-15' },
				{ sku: WHITE, quantity: 6 },
			],
		});

	it('say what the Purchase Order Trigger reads, and start no stock event', async () => {
		await listen();
		const number = order();
		fake.purchasing!.send(number);
		const { sent, reply } = await shop.delivered(2);
		expect(reply).toMatchObject({ status: 200, items: undefined });
		const { lines } = await platformOf(ID).purchaseOrders!.page(
			await callTo(ID, shop.account(ID)),
			{},
		);
		expect(lines).toHaveLength(2);
		expect(linesIn(sent.body)).toEqual(lines);
	});

	it('come with the receipt of goods, in the same call as the stock', async () => {
		const number = order();
		fake.purchasing!.send(number);
		await listen();
		fake.purchasing!.receive(number, INK, 12);
		const { sent } = await shop.delivered(1);
		expect(linesIn(sent.body)).toMatchObject([
			{ poNumber: number, sku: INK, ordered: 48, received: 12, state: 'open' },
			{ poNumber: number, sku: WHITE, received: 0, expectedAt: '2026-11-10' },
		]);
		expect(JSON.parse(sent.body)).toMatchObject({ items: [{ sku: INK }] });
	});

	it('are left out while nobody has approved them', async () => {
		await listen();
		order();
		expect(linesIn((await shop.delivered(1)).sent.body)).toEqual([]);
	});

	it('are none in what is no such list', () => {
		for (const body of ['null', '{"purchaseOrderLines":{}}', '{"purchaseOrderLines":[{}]}'])
			expect(linesIn(body)).toEqual([]);
	});
});
