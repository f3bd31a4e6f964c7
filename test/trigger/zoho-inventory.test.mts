// Zoho Inventory as a source of the Stock-Out Trigger: signatures and secrets, what a rule sends, and what is read after it.
import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ZohoFake } from '../../sandbox/zoho-inventory/index.mts';
import { front, main } from '../../sandbox/zoho-inventory/shop.mts';
import { webhookSecret } from '../../sandbox/zoho-inventory/webhooks.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import type { Incoming, TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const ID = 'zoho-inventory';
const TYPE = 'stockOutZohoInventoryOAuth2Api';
const INK = 'ACR-INK-PAYN-30';
const GESSO = 'ACR-GES-WHT-1000';

let shop: TriggerShop;
let trigger: TestTrigger;
let fake: ZohoFake;
beforeEach(async () => {
	shop = await TriggerShop.open();
	fake = shop.sandbox.fakes.get(ID) as ZohoFake;
});
afterEach(async () => await shop.close());

const listen = async (parameters: IDataObject = {}) => {
	trigger = await shop.listen(ID, { parameters: parameters as never });
};
const sign = (text: string, encoding: 'hex' | 'base64' = 'hex', secret: string = webhookSecret) =>
	createHmac('sha256', secret).update(text).digest(encoding);
const json = (body: string, headers: Record<string, string>): Incoming => ({
	headers: { 'content-type': 'application/json', ...headers },
	body,
});
const signed = (body: string) => json(body, { 'x-zoho-webhook-signature': sign(body) });
const itemOf = (sku: string) => fake.shop.find(sku);
const edited = (sku: string, more: object = {}) =>
	JSON.stringify({ item: { item_id: itemOf(sku).item_id, ...more } });

describe('whether a delivery is Zoho’s own', () => {
	beforeEach(async () => {
		await listen();
		itemOf(INK).stock.set(main, { onHand: 0, committed: 0 });
	});

	it.each([
		['hexadecimal', (body: string) => sign(body)],
		['hexadecimal in capitals', (body: string) => sign(body).toUpperCase()],
		['base64', (body: string) => sign(body, 'base64')],
	])('is told by its signature in %s', async (_, signature) => {
		const body = edited(INK);
		const reply = await trigger.receive(
			json(body, { 'x-zoho-webhook-signature': signature(body) }),
		);
		expect(reply).toMatchObject({ status: 200, items: [{ event: 'ranOut', sku: INK }] });
	});

	// The example of Zoho's own page on securing webhooks, with another secret.
	it('is told over the pairs of the address in their order, then the body as it came', async () => {
		const body = '{"created_date":"2019-03-06","event_id":"5675"}';
		const query = { subscription_id: '90343', name: 'basic' };
		const text = `namebasicsubscription_id90343${body}`;
		const good = { ...json(body, { 'x-zoho-webhook-signature': sign(text) }), query };
		expect(await trigger.receive(good)).toMatchObject({ status: 200, items: undefined });
		const other = { ...good, query: { ...query, name: 'Basic' } };
		expect(await trigger.receive(other)).toMatchObject({ status: 401 });
		expect(await trigger.receive({ ...good, query: {} })).toMatchObject({ status: 401 });
	});

	it('is told over the decoded pairs of a form', async () => {
		const id = itemOf(INK).item_id;
		const body = `note=${encodeURIComponent('sold out & gone')}&item_id=${id}`;
		const reply = await trigger.receive({
			headers: {
				'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
				'x-zoho-webhook-signature': sign(`item_id${id}notesold out & gone`),
			},
			body,
		});
		expect(reply).toMatchObject({ status: 200, items: [{ sku: INK }] });
	});

	it('is told by the secret in a header of one’s own, where Zoho signs nothing', async () => {
		fake.webhooks.secured = false;
		fake.seller.setQuantity(INK, 0);
		const { sent, reply } = await shop.news();
		expect(sent.headers).not.toHaveProperty('X-Zoho-Webhook-Signature');
		expect(reply).toMatchObject({ status: 200, items: [{ sku: INK, quantity: 0 }] });
	});

	it.each([
		['another secret in the header', { 'x-webhook-secret': `${webhookSecret}x` }, 'badSignature'],
		['an empty secret in the header', { 'x-webhook-secret': '' }, 'missingSignature'],
		['neither', {}, 'missingSignature'],
		['a signature by another secret', { 'x-zoho-webhook-signature': sign('x') }, 'badSignature'],
	])('is refused with %s', async (_, headers, reason) => {
		shop.sandbox.resetCounts();
		expect(await trigger.receive(json(edited(INK), headers))).toEqual({
			status: 401,
			body: 'Unauthorized',
			items: undefined,
		});
		expect(trigger.warnings).toEqual([`Stock-Out Trigger: a call was refused (${reason})`]);
		expect(shop.sandbox.requests(ID)).toBe(0);
	});

	it('is refused while the credential has no secret, signed with nothing or not', async () => {
		const bare = shop.trigger(ID, { credentials: { [TYPE]: { webhookSecret: '' } } });
		const body = edited(INK);
		const forged: Array<Record<string, string>> = [
			{ 'x-zoho-webhook-signature': sign(body, 'hex', '') },
			{ 'x-webhook-secret': '' },
		];
		for (const headers of forged)
			expect(await bare.receive(json(body, headers))).toMatchObject({ status: 401 });
		expect(bare.warnings).toEqual([
			'Stock-Out Trigger: a call was refused (noSecret)',
			'Stock-Out Trigger: a call was refused (noSecret)',
		]);
	});
});

describe('what a rule sends', () => {
	it('an order has no stock in it: the items on its lines are read in one request', async () => {
		await listen();
		for (const sku of [INK, GESSO]) itemOf(sku).stock.clear();
		for (const sku of [INK, GESSO]) itemOf(sku).stock.set(main, { onHand: 0, committed: 0 });
		const lines = [INK, GESSO, INK].map((sku) => ({ item_id: itemOf(sku).item_id, quantity: 1 }));
		const salesorder = { line_items: lines, last_modified_time: '2026-11-24T14:52:55+0530' };
		shop.sandbox.resetCounts();
		const { items } = await trigger.receive(signed(JSON.stringify({ salesorder })));
		expect(items).toMatchObject([
			{ event: 'ranOut', sku: INK, quantity: 0, occurredAt: '2026-11-24T09:22:55.000Z' },
			{ event: 'ranOut', sku: GESSO, quantity: 0 },
		]);
		expect(shop.sandbox.requests(ID)).toBe(1);
	});

	it.each(['item', 'purchaseorder', 'inventory_adjustment', 'package'])(
		'the record stands under %s, or alone',
		async (module) => {
			await listen();
			itemOf(INK).stock.set(main, { onHand: 0, committed: 0 });
			const line = { item_id: itemOf(INK).item_id };
			const record = module === 'item' ? line : { line_items: [line] };
			for (const body of [{ [module]: record }, record])
				expect(await trigger.receive(signed(JSON.stringify(body)))).toMatchObject({
					items: [{ sku: INK }],
				});
		},
	);

	it('an item marked as inactive is unavailable, whatever its count', async () => {
		await listen();
		fake.seller.setHidden(INK, true);
		expect((await shop.news()).reply.items).toMatchObject([
			{ event: 'unavailable', sku: INK, quantity: 8, reason: 'status inactive, available stock 8' },
		]);
	});

	it('what orders have been promised is not available', async () => {
		await listen();
		itemOf(INK).stock.set(main, { onHand: 8, committed: 9 });
		const { items } = await trigger.receive(signed(edited(INK)));
		expect(items).toMatchObject([{ event: 'ranOut', sku: INK, quantity: -1 }]);
	});

	it('one of several items is deleted: the others are told all the same', async () => {
		await listen();
		const line_items = [INK, GESSO].map((sku) => ({ item_id: itemOf(sku).item_id }));
		itemOf(GESSO).stock.clear();
		itemOf(GESSO).stock.set(main, { onHand: 0, committed: 0 });
		fake.seller.remove!(INK);
		const { items } = await trigger.receive(signed(JSON.stringify({ bill: { line_items } })));
		expect(items).toMatchObject([{ sku: GESSO }]);
		expect(items).toHaveLength(1);
	});

	it('two events with the same words on another day are two, one delivered twice is one', async () => {
		await listen();
		itemOf(INK).stock.set(main, { onHand: 0, committed: 0 });
		const at = (last_modified_time: string) => signed(edited(INK, { last_modified_time }));
		const ids = [];
		for (const time of ['2026-11-23T10:00:00+0000', '2026-11-24T10:00:00+0000'])
			for (const incoming of [at(time), at(time)])
				ids.push((await trigger.receive(incoming)).items?.[0]?.eventId);
		expect(ids[0]).toBe(ids[1]);
		expect(ids[2]).toBe(ids[3]);
		expect(ids[0]).not.toBe(ids[2]);
	});

	it('keeps ids beyond 2^53, and lets nothing but digits into an address', async () => {
		await listen();
		const item = fake.shop.add({ sku: 'BIG-1', name: 'Big', item_id: '9007199254740993' }, 0);
		const body = `{"item":{"item_id":${item.item_id}}}`;
		expect((await trigger.receive(signed(body))).items).toMatchObject([{ sku: 'BIG-1' }]);
		shop.sandbox.resetCounts();
		for (const id of ['1&organization_id=2', '1,2', '', null, {}, [item.item_id]])
			expect(
				await trigger.receive(signed(JSON.stringify({ item: { item_id: id } }))),
			).toMatchObject({ status: 200, items: undefined });
		expect(shop.sandbox.requests(ID)).toBe(0);
	});

	it.each(['', 'null', '[]', '[1]', '{}', '"x"', 'no JSON', '{"item":null}', '{"line_items":7}'])(
		'nothing is made of %j',
		async (body) => {
			await listen();
			expect(await trigger.receive(signed(body))).toMatchObject({ status: 200, items: undefined });
		},
	);

	it('an item without a count starts nothing', async () => {
		await listen();
		const { items } = await trigger.receive(signed(edited('ACR-WORKSHOP')));
		expect(items).toBeUndefined();
	});
});

describe('several locations', () => {
	const sellAt = (place: string) => {
		const stock = itemOf(GESSO).stock.get(place)!;
		itemOf(GESSO).stock.set(place, { ...stock, onHand: 0 });
	};
	const heard = async () => (await trigger.receive(signed(edited(GESSO)))).items;

	it('all of them count where none is chosen', async () => {
		await listen();
		sellAt(main);
		expect(await heard()).toBeUndefined();
		sellAt(front);
		expect(await heard()).toMatchObject([{ event: 'ranOut', sku: GESSO, quantity: 0 }]);
	});

	it('only the chosen ones count', async () => {
		await listen({ locations: [front] });
		sellAt(main);
		expect(await heard()).toBeUndefined();
		sellAt(front);
		expect(await heard()).toMatchObject([{ event: 'ranOut', sku: GESSO, quantity: 0 }]);
	});

	it('an item that is not kept at the chosen ones has not run out there', async () => {
		await listen({ locations: [front] });
		itemOf(INK).stock.set(main, { onHand: 0, committed: 0 });
		expect((await trigger.receive(signed(edited(INK)))).items).toBeUndefined();
	});

	it.each(['warehouses', 'none'] as const)('older organizations: %s', async (places) => {
		fake.shop.places = places;
		await listen(places === 'none' ? { locations: [main] } : {});
		sellAt(main);
		expect(await heard()).toBeUndefined();
		sellAt(front);
		expect(await heard()).toMatchObject([{ sku: GESSO, quantity: 0 }]);
	});
});

describeWithSpecs('a sales order that Zoho really delivered', () => {
	it('names the item on its line', async () => {
		await listen();
		const recorded = readSpec('zoho-inventory/recorded.json') as IDataObject[];
		const { response } = recorded.find(({ webhook }) => webhook)!;
		fake.shop.add({ sku: 'BMO-LM-G1-T2', name: 'Item A', item_id: '1783541000000069306' }, 0);
		const { items } = await trigger.receive(signed(JSON.stringify(response)));
		expect(items).toMatchObject([
			{
				event: 'ranOut',
				sku: 'BMO-LM-G1-T2',
				productId: '1783541000000069306',
				occurredAt: '2024-11-28T09:22:55.000Z',
			},
		]);
	});
});
