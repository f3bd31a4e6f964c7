import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { signature } from '../../sandbox/woocommerce/deliveries.mts';
import type { TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

let shop: TriggerShop;
let trigger: TestTrigger;
/** The ping at registration. */
const first = 1;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const listen = async (parameters = {}) => {
	trigger = shop.trigger('woocommerce', { parameters });
	await trigger.activate();
	await shop.delivered(first);
};

const signed = (product: object, more: Record<string, string> = {}) => {
	const body = JSON.stringify(product);
	return {
		body,
		headers: {
			'content-type': 'application/json',
			'x-wc-webhook-topic': 'product.updated',
			'x-wc-webhook-signature': signature(String(trigger.secret), body),
			...more,
		},
	};
};

const mug: IDataObject = {
	id: 9,
	type: 'simple',
	name: 'Mixing Cup',
	sku: 'CUP-1',
	manage_stock: true,
	stock_quantity: 0,
	stock_status: 'outofstock',
	backorders: 'no',
	date_modified_gmt: '2026-11-23T03:25:49',
	parent_id: 0,
};

describe('a real delivery of WooCommerce', () => {
	it('is an event in the words of an event', async () => {
		await listen();
		shop.seller('woocommerce').sell('ACR-INK-PAYN-30', 8);
		const { sent, reply } = await shop.delivered(first + 1);
		const product = JSON.parse(sent.body) as IDataObject;
		expect(reply.status).toBe(200);
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: 'ACR-INK-PAYN-30',
				title: "Acrylic Ink Payne's Grey 30 ml",
				quantity: 0,
				reason: 'stock_quantity 0, stock_status outofstock',
				source: 'woocommerce',
				productId: String(product.id),
				occurredAt: new Date(`${String(product.date_modified_gmt)}Z`).toISOString(),
				receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
	});

	it('names product and variant of a variation', async () => {
		await listen();
		shop.seller('woocommerce').sell('ACR-HB-COBL-60', 6);
		const { sent, reply } = await shop.delivered(first + 1);
		const { id, parent_id } = JSON.parse(sent.body) as IDataObject;
		expect(reply.items).toMatchObject([
			{
				event: 'ranOut',
				sku: 'ACR-HB-COBL-60',
				productId: String(parent_id),
				variantId: String(id),
			},
		]);
	});

	it('starts nothing while there is stock', async () => {
		await listen();
		shop.seller('woocommerce').sell('ACR-INK-PAYN-30', 7);
		expect((await shop.delivered(first + 1)).reply).toMatchObject({
			status: 200,
			items: undefined,
		});
	});

	it('counts below zero as out, and says unavailable without a count', async () => {
		await listen();
		shop.seller('woocommerce').sell('ACR-SB-CRED-118', 7);
		expect((await shop.delivered(first + 1)).reply.items).toMatchObject([
			{ event: 'ranOut', quantity: -2 },
		]);
		shop.seller('woocommerce').setQuantity('ACR-SHT-CLR-A3', 0);
		expect((await shop.delivered(first + 2)).reply.items).toMatchObject([
			{
				event: 'unavailable',
				sku: 'ACR-SHT-CLR-A3',
				quantity: null,
				reason: 'stock_status outofstock',
			},
		]);
	});

	it('names the variation whose stock is counted with its parent', async () => {
		await listen();
		// Only the parent is reported then, and it has no SKU (woocommerce sheet, section 10).
		shop.seller('woocommerce').sell('ACR-MRK-CBLK-B', 17);
		const { reply } = await shop.delivered(first + 1);
		expect(reply.items).toMatchObject([{ event: 'ranOut', sku: 'ACR-MRK-CBLK-B' }]);
	});

	it('comes back only after it ran out', async () => {
		await listen({ triggerOn: ['outOfStock', 'backInStock'] });
		const { setQuantity } = shop.seller('woocommerce');
		setQuantity('ACR-INK-PAYN-30', 9);
		expect((await shop.delivered(first + 1)).reply.items).toBeUndefined();
		setQuantity('ACR-INK-PAYN-30', 0);
		expect((await shop.delivered(first + 2)).reply.items).toMatchObject([{ event: 'ranOut' }]);
		setQuantity('ACR-INK-PAYN-30', 2);
		expect((await shop.delivered(first + 3)).reply.items).toMatchObject([
			{ event: 'cameBack', quantity: 2 },
		]);
		setQuantity('ACR-INK-PAYN-30', 3);
		expect((await shop.delivered(first + 4)).reply.items).toBeUndefined();
	});
});

describe('the ping', () => {
	it('of the registration gets 200 and starts nothing', async () => {
		await listen();
		const { sent, reply } = await shop.delivered(first);
		expect(sent.body).toMatch(/^webhook_id=\d+$/);
		expect(reply).toEqual({ status: 200, body: 'OK', items: undefined });
		expect(trigger.warnings).toEqual([]);
	});

	it.each([
		['webhook_id=1&sku=A', 'application/x-www-form-urlencoded'],
		['webhook_id=1', 'application/json'],
		['webhook_id=', 'application/x-www-form-urlencoded'],
		['', 'application/x-www-form-urlencoded'],
	])('is nothing that looks only alike: %s as %s', async (body, type) => {
		await listen();
		expect(await trigger.receive({ body, headers: { 'content-type': type } })).toMatchObject({
			status: 401,
			items: undefined,
		});
	});
});

describe('a delivery that must not pass', () => {
	beforeEach(async () => await listen());

	it.each([
		['wrong', signature('other-secret', JSON.stringify(mug))],
		['empty', ''],
		['spaces', '  '],
		['hexadecimal', Buffer.from(signature('x', 'y'), 'base64').toString('hex')],
	])('has a signature that is %s: 401, nothing started', async (_what, value) => {
		const reply = await trigger.receive(signed(mug, { 'x-wc-webhook-signature': value }));
		expect(reply).toEqual({ status: 401, body: 'Unauthorized', items: undefined });
		expect(trigger.warnings).toHaveLength(1);
	});

	it('has no signature', async () => {
		const { body, headers } = signed(mug);
		const { 'x-wc-webhook-signature': _, ...bare } = headers;
		expect(await trigger.receive({ body, headers: bare })).toMatchObject({
			status: 401,
			items: undefined,
		});
	});

	it('meets a node without secret', async () => {
		const forgetful = shop.trigger('woocommerce');
		const body = JSON.stringify(mug);
		const headers = {
			'x-wc-webhook-topic': 'product.updated',
			'x-wc-webhook-signature': signature('', body),
		};
		expect(await forgetful.receive({ body, headers })).toMatchObject({
			status: 401,
			items: undefined,
		});
		expect(forgetful.warnings).toEqual(['Stock-Out Trigger: a call was refused (noSecret)']);
	});

	it('is signed with the secret of an earlier hook', async () => {
		const old = signed(mug);
		await trigger.deactivate();
		await trigger.activate();
		expect(await trigger.receive(old)).toMatchObject({ status: 401, items: undefined });
	});
});

describe('a signed delivery', () => {
	beforeEach(async () => await listen());
	const idOf = async (product: object) =>
		(await trigger.receive(signed(product))).items![0]!.eventId;

	it('has the same event id when it says the same, another when something changed', async () => {
		const id = await idOf(mug);
		expect(await idOf(mug)).toBe(id);
		expect(await idOf({ ...mug, stock_quantity: -1 })).not.toBe(id);
		expect(await idOf({ ...mug, id: 10 })).not.toBe(id);
		expect(await idOf({ ...mug, date_modified_gmt: '2026-11-23T03:25:50' })).not.toBe(id);
	});

	it('of another topic, of a deletion or of a parent that follows its variations starts nothing', async () => {
		const { items } = await trigger.receive(
			signed(mug, { 'x-wc-webhook-topic': 'product.deleted' }),
		);
		expect(items).toBeUndefined();
		for (const product of [
			{},
			{ id: undefined },
			{ ...mug, type: 'variable', manage_stock: false },
		])
			expect(await trigger.receive(signed(product))).toMatchObject({
				status: 200,
				items: undefined,
			});
	});

	it('keeps ids beyond 2^53 and hostile SKUs as they are', async () => {
		const { body, headers } = signed({ ...mug, sku: `<b>"';--\\\u202e` });
		const big = body.replace('"id":9,', '"id":9007199254740993,');
		const { items } = await trigger.receive({
			body: big,
			headers: {
				...headers,
				'x-wc-webhook-signature': signature(String(trigger.secret), big),
			},
		});
		expect(items).toMatchObject([{ sku: `<b>"';--\\\u202e`, productId: '9007199254740993' }]);
	});
});
