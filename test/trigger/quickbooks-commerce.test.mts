// QuickBooks Online as a source of the Stock-Out Trigger: both forms of its events, documents that move stock, other companies.
import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { companyId } from '../../sandbox/quickbooks-commerce/access.mts';
import type { QuickbooksFake } from '../../sandbox/quickbooks-commerce/index.mts';
import { verifierToken } from '../../sandbox/quickbooks-commerce/webhooks.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import type { TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const ID = 'quickbooks-commerce';
const TYPE = 'stockOutQuickBooksOAuth2Api';
const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';

let shop: TriggerShop;
let trigger: TestTrigger;
let fake: QuickbooksFake;
beforeEach(async () => {
	shop = await TriggerShop.open();
	fake = shop.sandbox.fakes.get(ID) as QuickbooksFake;
});
afterEach(async () => await shop.close());

const listen = async (parameters: IDataObject = {}) => {
	trigger = await shop.listen(ID, { parameters: parameters as never });
};
const idOf = (sku: string) => fake.shop.find(sku)!.Id;
const zero = (sku: string) => {
	fake.shop.find(sku)!.QtyOnHand = 0;
};
const signed = (value: unknown, type = 'application/json') => {
	const body = typeof value === 'string' ? value : JSON.stringify(value);
	return {
		headers: {
			'content-type': type,
			'intuit-signature': createHmac('sha256', verifierToken).update(body).digest('base64'),
		},
		body,
	};
};
const event = (type: string, id: string, more: object = {}) => ({
	specversion: '1.0',
	id: 'e-1',
	source: 'intuit.x=',
	type,
	time: '2026-11-23T10:00:00.179Z',
	intuitentityid: id,
	intuitaccountid: companyId,
	data: {},
	...more,
});
const itemEvent = (sku: string, more: object = {}) => event('qbo.item.updated.v1', idOf(sku), more);

describe('events', () => {
	it.each(['application/cloudevents+json', 'application/json', 'text/plain'])(
		'are read as they are, whatever the content type says: %s',
		async (type) => {
			await listen();
			zero(INK);
			const { items } = await trigger.receive(signed([itemEvent(INK)], type));
			expect(items).toEqual([
				{
					event: 'ranOut',
					sku: INK,
					title: expect.stringContaining('Payne'),
					quantity: 0,
					reason: 'quantity on hand 0',
					source: ID,
					productId: idOf(INK),
					occurredAt: '2026-11-23T10:00:00.179Z',
					receivedAt: expect.any(String),
					eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
				},
			]);
		},
	);

	it('come in the form of before as well', async () => {
		await listen();
		fake.webhooks.legacy = true;
		fake.seller.sell(INK, 8);
		const { sent, reply } = await shop.news();
		expect(sent.body).toContain('eventNotifications');
		expect(reply.items).toMatchObject([{ event: 'ranOut', sku: INK, quantity: 0 }]);
		const again = await trigger.receive(sent);
		expect(again.items?.[0]?.eventId).toBe(reply.items?.[0]?.eventId);
	});

	it('of several things come together, and are looked up together', async () => {
		await listen();
		shop.sandbox.resetCounts();
		for (const sku of [INK, GEL]) fake.seller.setQuantity(sku, 0);
		fake.seller.setHidden('ACR-ZERO-1', true);
		const { items } = (await shop.news()).reply;
		expect(items?.map(({ sku, event: what }) => [sku, what])).toEqual([
			[INK, 'ranOut'],
			[GEL, 'ranOut'],
			['ACR-ZERO-1', 'ranOut'],
		]);
		expect(shop.sandbox.requests(ID)).toBe(1);
	});

	it('that an item was made inactive is an event, whatever its count', async () => {
		await listen();
		fake.shop.writesOffInactive = false;
		fake.seller.setHidden(INK, true);
		expect((await shop.news()).reply.items).toMatchObject([
			{ event: 'unavailable', sku: INK, quantity: 8, reason: 'inactive, quantity on hand 8' },
		]);
	});

	it('have an id each: the same words of another event are news', async () => {
		await listen();
		zero(INK);
		const idsOf = async (id: string) =>
			(await trigger.receive(signed([itemEvent(INK, { id })]))).items?.[0]?.eventId;
		expect(await idsOf('a')).toBe(await idsOf('a'));
		expect(await idsOf('a')).not.toBe(await idsOf('b'));
	});

	it('of items that are gone, or of no count, start nothing', async () => {
		await listen();
		const gone = idOf(GEL);
		fake.seller.remove!(GEL);
		const wrap = itemEvent('ACR-GIFT-WRAP');
		const news = [event('qbo.item.deleted.v1', gone), event('qbo.item.merged.v1', '99999'), wrap];
		expect(await trigger.receive(signed(news))).toMatchObject({ status: 200, items: undefined });
	});

	it.each([
		'null',
		'{}',
		'[]',
		'[null,1,"x"]',
		'{"eventNotifications":[{}]}',
		'{"eventNotifications":7}',
	])('nothing is made of %s', async (body) => {
		await listen();
		expect(await trigger.receive(signed(body))).toMatchObject({ status: 200, items: undefined });
	});

	it('only digits get into a query', async () => {
		await listen();
		shop.sandbox.resetCounts();
		for (const id of ["1') or Id in ('2", '', '1 2', 'constructor'])
			await trigger.receive(
				signed([event('qbo.item.updated.v1', id), event('qbo.constructor.x', '1')]),
			);
		expect(shop.sandbox.requests(ID)).toBe(0);
	});

	it('keep ids beyond 2^53', async () => {
		await listen();
		const item = fake.shop.add('BIG-1', 'Big', 0, { Id: '9007199254740993' });
		fake.shop.items.set(item.Id, item);
		const body = JSON.stringify([event('qbo.item.updated.v1', 'X')]).replace('"X"', item.Id);
		expect((await trigger.receive(signed(body))).items).toMatchObject([{ sku: 'BIG-1' }]);
	});
});

describe('documents', () => {
	it('a sale is heard of although the item itself keeps silent', async () => {
		fake.webhooks.itemEventsOnStock = false;
		await listen();
		fake.seller.sell(INK, 8);
		const { sent, reply } = await shop.news();
		expect(JSON.parse(sent.body)).toMatchObject([{ type: 'qbo.salesreceipt.created.v1' }]);
		expect(reply.items).toMatchObject([{ event: 'ranOut', sku: INK, quantity: 0 }]);
	});

	it('goods that come back are heard of by their bill', async () => {
		fake.webhooks.itemEventsOnStock = false;
		await listen({ triggerOn: ['outOfStock', 'backInStock'] });
		fake.seller.sell(INK, 8);
		await shop.news();
		const number = fake.purchasing!.order({
			supplier: 'Ink Works',
			lines: [{ sku: INK, quantity: 5 }],
		});
		fake.purchasing!.receive(number, INK, 5);
		const back = await shop.news(shop.deliveries.length);
		expect(back.reply.items).toMatchObject([{ event: 'cameBack', sku: INK, quantity: 5 }]);
	});

	it.each(['Invoice', 'CreditMemo', 'RefundReceipt', 'Purchase', 'VendorCredit'])(
		'%s, with the lines of its bundles',
		async (entity) => {
			await listen();
			zero(INK);
			zero(GEL);
			const detail = (sku: string) => ({ ItemRef: { value: idOf(sku) }, Qty: 1 });
			fake.documents.entered.set(entity, [
				{
					Id: '129',
					Line: [
						{ SalesItemLineDetail: detail(INK) },
						{ GroupLineDetail: { Line: [{ ItemBasedExpenseLineDetail: detail(GEL) }] } },
						{ SubTotalLineDetail: {} },
						{ SalesItemLineDetail: { ItemRef: { value: 'SHIPPING_ITEM_ID' } } },
					],
				},
			]);
			const type = `qbo.${entity.toLowerCase()}.created.v1`;
			const { items } = await trigger.receive(signed([event(type, '129')]));
			expect(items).toMatchObject([{ sku: INK }, { sku: GEL }]);
		},
	);

	it.each([
		['an order to a vendor', 'qbo.purchaseorder.created.v1'],
		['a document that was deleted', 'qbo.invoice.deleted.v1'],
		['a document that was sent', 'qbo.invoice.emailed.v1'],
		['a customer', 'qbo.customer.updated.v1'],
		['something else', 'com.example.item.updated'],
	])('%s asks for nothing', async (_, type) => {
		await listen();
		shop.sandbox.resetCounts();
		expect(await trigger.receive(signed([event(type, '1')]))).toMatchObject({ status: 200 });
		expect(shop.sandbox.requests(ID)).toBe(0);
	});
});

describe('other companies of the same app', () => {
	const foreign = { intuitaccountid: '310687' };

	it('are not ours: their items may have the same numbers', async () => {
		await listen();
		zero(INK);
		shop.sandbox.resetCounts();
		const reply = await trigger.receive(signed([itemEvent(INK, foreign)]));
		expect(reply).toMatchObject({ status: 200, items: undefined });
		expect(shop.sandbox.requests(ID)).toBe(0);
		const mixed = [itemEvent(INK, foreign), itemEvent(INK, { id: 'ours' })];
		expect((await trigger.receive(signed(mixed))).items).toMatchObject([{ sku: INK }]);
	});

	it('nor in the form of before', async () => {
		await listen();
		zero(INK);
		const entities = [{ name: 'Item', id: idOf(INK), operation: 'Update', lastUpdated: '' }];
		const body = { eventNotifications: [{ realmId: '310687', dataChangeEvent: { entities } }] };
		expect((await trigger.receive(signed(body))).items).toBeUndefined();
	});

	it('ours is known by the sign-in where no company is typed', async () => {
		const oauthTokenData = {
			...fake.signedIn,
			callbackQueryString: { realmId: companyId },
		} as never;
		trigger = shop.trigger(ID, { credentials: { [TYPE]: { companyId: '', oauthTokenData } } });
		zero(INK);
		expect((await trigger.receive(signed([itemEvent(INK, foreign)]))).items).toBeUndefined();
		expect((await trigger.receive(signed([itemEvent(INK)]))).items).toMatchObject([{ sku: INK }]);
	});
});

describe('what goes wrong', () => {
	it('is refused when the verifier token is another one, or none', async () => {
		await listen();
		const { headers, body } = signed([itemEvent(INK)]);
		const other = createHmac('sha256', 'another token').update(body).digest('base64');
		for (const signature of [other, '', headers['intuit-signature'].toLowerCase()])
			expect(
				await trigger.receive({ headers: { 'intuit-signature': signature }, body }),
			).toMatchObject({ status: 401, items: undefined });
		const bare = shop.trigger(ID, { credentials: { [TYPE]: { webhookVerifierToken: '' } } });
		const empty = createHmac('sha256', '').update(body).digest('base64');
		expect(await bare.receive({ headers: { 'intuit-signature': empty }, body })).toMatchObject({
			status: 401,
		});
		expect(bare.warnings).toEqual(['Stock-Out Trigger: a call was refused (noSecret)']);
	});

	it('what could not be looked up comes again, and is told once', async () => {
		await listen();
		shop.sandbox.faults.add({ slug: ID, kind: 'unavailable' });
		fake.seller.sell(INK, 8);
		const first = await shop.delivered(1);
		expect(first.reply).toMatchObject({ status: 503, items: undefined });
		shop.sandbox.faults.clear();
		const { sent, reply } = await shop.news();
		expect(sent.body).toBe(first.sent.body);
		expect(reply.items).toMatchObject([{ event: 'ranOut', sku: INK }]);
	});

	it('an address that fails for hours is switched off by QuickBooks', async () => {
		await listen();
		const broken = shop.trigger(ID, { credentials: { [TYPE]: { webhookVerifierToken: 'old' } } });
		fake.seller.sell(INK, 8);
		expect((await shop.delivered(6)).reply.status).toBe(401);
		await expect.poll(() => fake.webhooks.active).toBe(false);
		expect(broken.warnings).toHaveLength(6);
	});
});

describeWithSpecs('the description of the form of before', () => {
	it('is understood as it stands there', async () => {
		await listen();
		const { components } = readSpec(`${ID}/webhooks-legacy.asyncapi.json`) as {
			components: { schemas: Record<string, { example: { eventNotifications: IDataObject[] } }> };
		};
		const { eventNotifications } = structuredClone(components.schemas.WebhookNotification!.example);
		const [notification] = eventNotifications;
		notification!.realmId = companyId;
		zero(INK);
		const Line = [{ SalesItemLineDetail: { ItemRef: { value: idOf(INK) } } }];
		fake.documents.entered.set('Invoice', [{ Id: '129', Line }]);
		const { items } = await trigger.receive(signed({ eventNotifications }));
		expect(items).toMatchObject([{ sku: INK, occurredAt: '2026-05-30T22:00:00.000Z' }]);
	});
});
