import type { IDataObject, INodeTypeDescription } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Delivery } from '../../events/signature';
import type { Call } from '../../http/answer';
import type { PurchaseOrderLine } from '../../platforms/purchaseOrderSource';
import type { SapFake } from '../../sandbox/sap-business-one/index.mts';
import { signature } from '../../sandbox/sap-business-one/news.mts';
import { built, loader, runAcrylicDelist } from '../harness.mts';
import { callTo } from '../platforms/callTo.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { deliveryOf } from '../events/scheme.mts';
import { refusalOf, type TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const ID = 'sap-business-one';
const INK = 'ACR-INK-PAYN-30';
/** Ten in warehouse 01, two of them sold already, and four in 02. */
const GESSO = 'ACR-GES-WHT-1000';
const TOKEN = '3f0b5c1e-6a55-4a0f-9d7e-2b1c9f00aa11';

let shop: TriggerShop;
let fake: SapFake;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
	fake = shop.sandbox.fakes.get(ID) as SapFake;
});
afterEach(async () => await shop.close());

const listen = async (parameters = {}) => (trigger = await shop.listen(ID, { parameters }));
const subscription = () => [...fake.company.news.subscriptions.values()][0]!;
const wantedObjects = () =>
	new Set(subscription().EventCollection.map(({ BusinessObject }) => BusinessObject));

interface Event {
	id?: string;
	subject: string | number;
	time?: string;
}
const event = (object: string, { id = 'e-1', subject, time }: Event) => ({
	id,
	specversion: '1.0',
	source: '/default/sap.b1/SBO_ACRYLICS',
	type: `sap.b1.${object}.v1`,
	subject,
	time: time ?? '2026-11-23T08:10:22.917Z',
	datacontenttype: 'application/json',
	data: {},
});
const signed = (events: unknown, body = JSON.stringify(events)) => ({
	body,
	headers: { 'X-B1-Webhook-Signature': signature(String(trigger.secret), body) },
});
const document = (set: string, ...lines: IDataObject[]) =>
	fake.company.documents.add(set, {}, lines);

describe('the subscription (sheet, section 10)', () => {
	it('is made after a handshake, which gets its token back as JSON', async () => {
		await listen();
		const { sent, reply } = await shop.delivered(1);
		expect(sent.method).toBe('GET');
		expect(reply).toMatchObject({
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ Challenge: sent.headers['x-b1-webhook-token'] }),
			items: undefined,
		});
		expect(subscription()).toMatchObject({ WebhookURL: trigger.url, State: 'Active' });
		expect(subscription().key).toBe(trigger.secret);
	});

	it('holds documents and items in one, because an address may be used once only', async () => {
		await listen();
		expect(fake.company.news.subscriptions.size).toBe(1);
		expect([...wantedObjects()]).toEqual(
			expect.arrayContaining(['Orders', 'DeliveryNotes', 'PurchaseOrders', 'Items']),
		);
	});

	it('lets go of the items when nobody wants to hear of switches any more, and of nothing else', async () => {
		await listen();
		const again = shop.trigger(ID, {
			parameters: { triggerOn: ['outOfStock'] },
			staticData: trigger.saved(),
		});
		expect(await again.activate()).toEqual({ registered: false });
		expect(wantedObjects().has('Items')).toBe(false);
		expect(wantedObjects().has('DeliveryNotes')).toBe(true);
		const widened = shop.trigger(ID, { staticData: again.saved() });
		expect(await widened.activate()).toEqual({ registered: true });
		expect(wantedObjects().has('Items')).toBe(true);
		await widened.deactivate();
		expect(fake.company.news.subscriptions.size).toBe(0);
	});

	it('is resumed where SAP gave it up, and tells from then on', async () => {
		await listen();
		subscription().State = 'Inactive';
		fake.seller.sell(INK, 1);
		expect(subscription().missed.length).toBeGreaterThan(0);
		expect(await trigger.activate()).toEqual({ registered: false });
		expect(subscription().State).toBe('Active');
		fake.seller.sell(INK, 7);
		expect((await shop.news()).reply.items).toMatchObject([{ event: 'ranOut', sku: INK }]);
	});

	it('leaves the subscriptions of others alone', async () => {
		await listen();
		const other = { ...subscription(), WebhookID: 'other', WebhookURL: `${trigger.url}/other` };
		fake.company.news.subscriptions.set('other', other);
		await trigger.deactivate();
		expect([...fake.company.news.subscriptions.keys()]).toEqual(['other']);
	});

	it.each([
		[
			'an old server',
			() => (fake.isOld = true),
			/no webhooks; they came with 10.0 FP 2602/,
			/Stock Level/,
		],
		[
			'a company with webhooks off',
			() => (fake.webhooks.isEnabled = false),
			/switched off in this SAP/,
			/Webhook Messenger/,
		],
	])('says of %s what it is', async (_, change, message, nextStep) => {
		change();
		trigger = shop.trigger(ID);
		expect(await refusalOf(trigger.activate())).toMatchObject({
			message: expect.stringMatching(message),
			nextStep: expect.stringMatching(nextStep),
		});
	});

	it('names the right that the user lacks', async () => {
		const { userName, password } = fake.users.readOnly;
		trigger = shop.trigger(ID, {
			credentials: { stockOutSapBusinessOneApi: { userName, password } },
		});
		expect(await refusalOf(trigger.activate())).toMatchObject({
			message: expect.stringContaining('may not do this'),
			nextStep: expect.stringContaining('manage webhooks'),
		});
	});

	it('passes SAP’s own words on when the handshake fails, as where nobody answers at the address', async () => {
		trigger = shop.trigger(ID);
		fake.company.news.shakesHands = () => Promise.resolve(false);
		expect(await refusalOf(trigger.activate())).toMatchObject({
			message: expect.stringContaining('Handshake failed'),
		});
		expect(fake.company.news.subscriptions.size).toBe(0);
	});

	it('is refused for an address without https, unless SAP runs on this computer', () => {
		const { webhook } = built('./platforms/sap-business-one/webhook.js') as {
			webhook: { registration: { refusesAddress(url: URL): object | undefined } };
		};
		const { refusesAddress } = webhook.registration;
		expect(refusesAddress(new URL('https://n8n.example.com/w'))).toBeUndefined();
		expect(refusesAddress(new URL('https://192.168.1.20/w'))).toBeUndefined();
		for (const url of ['http://n8n.example.com/w', 'https://localhost:5678/w'])
			expect(refusesAddress(new URL(url))).toMatchObject({ kind: 'refused' });
	});

	it('can be tried by GET before the address is registered by POST: n8n opens them in this order', () => {
		const { webhooks } = loader.getNode('stockOutTrigger').type.description as INodeTypeDescription;
		expect(webhooks!.map(({ name, httpMethod }) => [name, httpMethod])).toEqual([
			['setup', 'GET'],
			['setup', 'HEAD'],
			['default', 'POST'],
		]);
	});
});

describe('a handshake', () => {
	it.each([
		['without a token', 'GET', {}, 405],
		['with a token that is none', 'GET', { 'X-B1-Webhook-Token': '{"x":1}</script>' }, 405],
		['that is a POST', 'POST', { 'X-B1-Webhook-Token': TOKEN }, 401],
	] as const)('%s is none', async (_, method, headers, status) => {
		await listen();
		expect(await trigger.receive({ method, headers, body: '' })).toMatchObject({
			status,
			items: undefined,
		});
	});

	it('may be preceded by a look whether anybody is there', async () => {
		await listen();
		expect(await trigger.receive({ method: 'HEAD', headers: {}, body: '' })).toEqual({
			status: 200,
			body: '',
			items: undefined,
		});
	});

	it('is answered while the node has no secret yet, and a delivery is not', async () => {
		trigger = shop.trigger(ID);
		const headers = { 'X-B1-Webhook-Token': TOKEN };
		expect(await trigger.receive({ method: 'GET', headers, body: '' })).toMatchObject({
			status: 200,
			body: `{"Challenge":"${TOKEN}"}`,
		});
		const body = '[]';
		const unsigned = { body, headers: { 'X-B1-Webhook-Signature': signature('', body) } };
		expect(await trigger.receive(unsigned)).toMatchObject({ status: 401 });
	});
});

describe('news of documents', () => {
	it('is a stock-out when an order commits the last piece, although all of it is still in the house', async () => {
		await listen();
		fake.company.items.get(INK)!.stock.get('01')!.Committed = 8;
		const order = document('Orders', { ItemCode: INK, Quantity: 8 });
		fake.company.news.raise('Orders', 'Created', order.DocEntry);
		const { sent, reply } = await shop.news();
		const [told] = JSON.parse(sent.body) as [{ id: string; time: string }];
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: INK,
				title: expect.stringContaining('Acrylic Ink'),
				quantity: 0,
				reason: 'in stock less committed is 0',
				source: ID,
				productId: INK,
				occurredAt: told.time,
				receivedAt: expect.any(String),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
	});

	it('counts below zero as out', async () => {
		await listen();
		fake.seller.sell(INK, 10);
		expect((await shop.news()).reply.items).toMatchObject([{ event: 'ranOut', quantity: -2 }]);
	});

	it('of many documents in one delivery is looked up in few requests, one event per item, the latest', async () => {
		await listen();
		fake.seller.setQuantity(INK, 0);
		fake.seller.setQuantity(GESSO, 0);
		const entries = Array.from({ length: 60 }, () =>
			document('Invoices', { ItemCode: INK, Quantity: 1 }, { ItemCode: GESSO, Quantity: 1 }),
		);
		const events = entries.map(({ DocEntry }, i) =>
			event('Invoices.Created', {
				id: `e-${i}`,
				subject: String(DocEntry),
				time: new Date(Date.UTC(2026, 10, 23, 8, i)).toISOString(),
			}),
		);
		await shop.news();
		shop.sandbox.resetCounts();
		const { items } = await trigger.receive(signed(events));
		expect(items?.map(({ sku, occurredAt }) => [sku, occurredAt])).toEqual([
			[GESSO, '2026-11-23T08:59:00.000Z'],
			[INK, '2026-11-23T08:59:00.000Z'],
		]);
		expect(shop.sandbox.requests(ID)).toBe(2 + 1);
		const shuffled = await trigger.receive(signed([...events].reverse()));
		expect(shuffled.items?.map(({ eventId }) => eventId)).toEqual(
			items?.map(({ eventId }) => eventId),
		);
	});

	it('counts only the warehouses that were chosen', async () => {
		await listen({ locations: ['02'] });
		fake.company.items.get(GESSO)!.stock.get('02')!.InStock = 0;
		const transfer = document('InventoryGenExits', { ItemCode: GESSO, Quantity: 4 });
		fake.company.news.raise('InventoryGenExits', 'Created', transfer.DocEntry);
		expect((await shop.news()).reply.items).toMatchObject([
			{ event: 'ranOut', sku: GESSO, quantity: 0 },
		]);
	});

	it('that is cancelled, of services, of text lines or of documents that are gone starts nothing', async () => {
		await listen();
		fake.company.items.get(INK)!.values['InventoryItem'] = 'tNO';
		const service = document('Invoices', { ItemCode: INK, Quantity: 1 }, { ItemCode: null });
		for (const subject of [String(service.DocEntry), '4711'])
			expect(await trigger.receive(signed([event('Invoices.Created', { subject })]))).toMatchObject(
				{ status: 200, items: undefined },
			);
	});

	it.each([
		['1 or DocEntry gt 0', 'DeliveryNotes.Created'],
		["') or ('", 'DeliveryNotes.Created'],
		['91', 'constructor.Created'],
		['91', '../Items.Created'],
		['91', 'PurchaseOrders.Updated'],
		['', 'DeliveryNotes.Created'],
	])('with the key %j of %s asks for nothing', async (subject, type) => {
		await listen();
		shop.sandbox.resetCounts();
		const reply = await trigger.receive(signed([event(type, { subject })]));
		expect(reply).toMatchObject({ status: 200, items: undefined });
		expect(shop.sandbox.requests(ID)).toBe(0);
	});

	it.each(['{}', 'null', '[]', '[null,1,"x",[]]', '[{"type":7}]'])(
		'that says %s starts nothing',
		async (body) => {
			await listen();
			expect(await trigger.receive(signed(undefined, body))).toMatchObject({
				status: 200,
				items: undefined,
			});
		},
	);

	it('keeps numbers beyond 2^53', async () => {
		await listen();
		const body = JSON.stringify([event('Invoices.Created', { subject: 7 })]).replace(
			'"subject":7',
			'"subject":9007199254740993',
		);
		await trigger.receive(signed(undefined, body));
		const asked = shop.sandbox.log.entries(ID).at(-1)!;
		expect(new URLSearchParams(asked.query).get('$filter')).toBe('DocEntry eq 9007199254740993');
	});
});

describe('news of items', () => {
	it('is unavailable when somebody switches an item off that has stock', async () => {
		await listen();
		fake.seller.setHidden(INK, true);
		expect((await shop.news()).reply.items).toMatchObject([
			{ event: 'unavailable', sku: INK, quantity: 8, reason: 'sales item tNO' },
		]);
	});

	it('is nothing when an item is edited that is on, has run out and was told of already', async () => {
		await listen();
		fake.seller.sell(INK, 8);
		const count = (await shop.news(), shop.deliveries.length);
		fake.seller.setHidden(INK, false);
		expect((await shop.delivered(count + 1)).reply.items).toBeUndefined();
	});

	it.each(["12' KNIFE", 'A (B)', 'é#&+%20'])('takes the item number %s as it is', async (code) => {
		await listen();
		const item = structuredClone(fake.company.items.get(INK)!);
		Object.assign(item.values, { ItemCode: code, SalesItem: 'tNO' });
		fake.company.items.set(code, item);
		const { items } = await trigger.receive(signed([event('Items.Updated', { subject: code })]));
		expect(items).toMatchObject([{ event: 'unavailable', sku: code }]);
	});

	it.each([
		['switched off, then received', 'Items.Updated', 'InventoryGenEntries.Created', 'cameBack'],
		['received, then switched off', 'InventoryGenEntries.Created', 'Items.Updated', 'unavailable'],
	])(
		'and of documents in one delivery: the last one decides (%s)',
		async (_, first, last, name) => {
			await listen({ triggerOn: ['outOfStock', 'unavailable', 'backInStock'] });
			fake.seller.sell(INK, 8);
			await shop.news();
			fake.company.items.get(INK)!.stock.get('01')!.InStock = 20;
			fake.company.items.get(INK)!.values['SalesItem'] = 'tNO';
			const { DocEntry } = document('InventoryGenEntries', { ItemCode: INK, Quantity: 20 });
			const told = (type: string, minute: number) =>
				event(type, {
					id: type,
					subject: type.startsWith('Items') ? INK : String(DocEntry),
					time: `2026-11-23T08:0${minute}:00.000Z`,
				});
			const { items } = await trigger.receive(signed([told(last, 2), told(first, 1)]));
			expect(items).toMatchObject([{ event: name, sku: INK, quantity: 20 }]);
		},
	);

	it('does not keep what a run switched off from coming back with the goods receipt', async () => {
		await listen({ triggerOn: ['outOfStock', 'unavailable', 'backInStock'] });
		fake.seller.sell(INK, 8);
		const { items } = (await shop.news()).reply;
		const { done } = await runAcrylicDelist({
			parameters: {
				operation: 'takeOffSale',
				channels: [ID],
				sku: '={{ $json.sku }}',
				options: { confirm: false },
			},
			items: items!,
			credentials: shop.account(ID),
		});
		expect(done).toMatchObject([{ outcome: 'offSale' }]);
		fake.seller.setQuantity(INK, 20);
		const back = await shop.first(({ reply }) => reply.items?.[0]?.event === 'cameBack');
		expect(back.reply.items).toMatchObject([{ sku: INK, quantity: 20 }]);
	});
});

describe('orders to suppliers in a delivery', () => {
	const { ordersInNews } = built('./platforms/sap-business-one/purchaseOrders.js') as {
		ordersInNews(call: Call, delivery: Delivery): Promise<PurchaseOrderLine[]>;
	};
	const order = () =>
		fake.purchasing!.order({
			supplier: 'Paint Maker Ltd',
			expectedOn: '2026-11-15',
			lines: [
				{ sku: INK, quantity: 48 },
				{ sku: GESSO, quantity: 6, expectedOn: '2026-12-01' },
			],
		});
	const linesIn = async (body: string) =>
		await ordersInNews(await callTo(ID, shop.account(ID)), deliveryOf(Buffer.from(body), {}));

	it('are read by their number, each line with its own date', async () => {
		await listen();
		const number = order();
		const { sent, reply } = await shop.first(({ sent }) => sent.method === 'POST');
		expect(reply.items).toBeUndefined();
		expect(await linesIn(sent.body)).toMatchObject([
			{ poNumber: number, sku: INK, ordered: 48, received: 0, expectedAt: '2026-11-15' },
			{ poNumber: number, sku: GESSO, ordered: 6, expectedAt: '2026-12-01' },
		]);
	});

	it('are found by the goods receipt that is based on them', async () => {
		const number = order();
		await listen();
		fake.purchasing!.receive(number, INK, 12);
		const { sent } = await shop.first(({ sent }) => sent.body.includes('PurchaseDeliveryNotes'));
		expect(await linesIn(sent.body)).toMatchObject([
			{ poNumber: number, sku: INK, ordered: 48, received: 12, state: 'open' },
			{ poNumber: number, sku: GESSO, received: 0 },
		]);
	});

	it('are none where a delivery speaks of something else', async () => {
		const news = [
			event('Items.Updated', { subject: INK }),
			event('PurchaseOrders.Updated', { subject: '1 or 1 eq 1' }),
		];
		expect(await linesIn(JSON.stringify(news))).toEqual([]);
	});
});

describeWithSpecs('SAP Business One: what is registered beside the guide', () => {
	interface Spec {
		properties: Record<string, unknown> & {
			EventCollection: [{ TransactionType: string[] }];
			AuthenticationType: string[];
		};
		boundActions: string[];
		functions: string[];
	}
	const spec = readSpec('sap-business-one/webhooks.json') as Spec;
	const asked = (method: string) =>
		shop.sandbox.log
			.entries(ID)
			.filter((entry) => entry.method === method && !entry.login)
			.map(({ path, requestBody }) => ({
				path: path.replace('/b1s/v2/', ''),
				body: requestBody && (JSON.parse(requestBody) as IDataObject),
			}));

	it('uses documented properties, events and actions only', async () => {
		await listen();
		subscription().State = 'Inactive';
		await trigger.activate();
		await trigger.deactivate();
		const body = asked('POST').find(({ path }) => path === 'EventSubscriptions')!
			.body as IDataObject;
		for (const one of [body, ...asked('PATCH').map((entry) => entry.body as IDataObject)]) {
			expect(Object.keys(spec.properties)).toEqual(expect.arrayContaining(Object.keys(one)));
			for (const { TransactionType } of one.EventCollection as IDataObject[])
				expect(spec.properties.EventCollection[0].TransactionType).toContain(TransactionType);
		}
		expect(spec.properties.AuthenticationType).toContain(body.AuthenticationType);
		const actions = asked('POST').flatMap(({ path }) => /\)\/(\w+)$/.exec(path)?.[1] ?? []);
		expect(new Set(actions)).toEqual(new Set(['Resume', 'Pause']));
		for (const action of actions) expect(spec.boundActions).toContain(action);
		const functions = asked('GET').filter(({ path }) => path.includes('Service_'));
		for (const { path } of functions) expect(spec.functions).toContain(path);
	});
});
