import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

let shop: TriggerShop;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

/** Hears of stock alone unless told, so that deliveries can be counted. */
const listen = async (parameters = {}) => {
	trigger = shop.trigger('shopify', { parameters: { triggerOn: ['outOfStock'], ...parameters } });
	await trigger.activate();
};

describe('a real delivery of Shopify', () => {
	it('gives SKU and total by a look-up, in the words of an event', async () => {
		await listen();
		shop.seller('shopify').sell('ACR-GEL-MATT-500', 7);
		const { sent, reply } = await shop.delivered(1);
		expect(reply.status).toBe(200);
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: 'ACR-GEL-MATT-500',
				title: 'Matte Gel Medium 500 ml',
				quantity: 0,
				reason: 'available 0 over all locations',
				source: 'shopify',
				productId: expect.stringMatching(/^gid:\/\/shopify\/Product\/\d+$/),
				variantId: expect.stringMatching(/^gid:\/\/shopify\/ProductVariant\/\d+$/),
				location: `gid://shopify/Location/${String((JSON.parse(sent.body) as IDataObject).location_id)}`,
				occurredAt: (JSON.parse(sent.body) as IDataObject).updated_at,
				receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
	});

	it('is no event while another location has stock', async () => {
		await listen();
		const before = shop.sandbox.requests('shopify');
		// The first variant is stocked at two locations: 10 in the warehouse, 4 on the shop floor.
		shop.seller('shopify').sell('ACR-HB-TWHT-60', 10);
		const first = await shop.delivered(1);
		expect(JSON.parse(first.sent.body)).toMatchObject({ available: 0 });
		expect(first.reply).toMatchObject({ status: 200, items: undefined });
		expect(shop.sandbox.requests('shopify')).toBeGreaterThan(before);
		shop.seller('shopify').sell('ACR-HB-TWHT-60', 4);
		const { items } = (await shop.news()).reply;
		expect(items).toMatchObject([{ sku: 'ACR-HB-TWHT-60', quantity: 0 }]);
	});

	it('costs no look-up when the count is in stock and only stock-outs are wanted', async () => {
		await listen();
		shop.sandbox.resetCounts();
		shop.seller('shopify').sell('ACR-GEL-MATT-500', 1);
		expect((await shop.delivered(1)).reply).toMatchObject({ status: 200, items: undefined });
		expect(shop.sandbox.requests('shopify')).toBe(0);
	});

	it('keeps an id beyond 2^53', async () => {
		await listen();
		shop.seller('shopify').sell('ACR-GES-WHT-1000', 12);
		const { sent, reply } = await shop.delivered(1);
		expect(sent.body).toContain('"inventory_item_id":9007199254740993,');
		expect(reply.items).toMatchObject([{ sku: 'ACR-GES-WHT-1000', quantity: 0 }]);
	});

	it('counts below zero as out', async () => {
		await listen();
		shop.seller('shopify').sell('ACR-FL-QMAG-30', 13);
		const { items } = (await shop.news()).reply;
		expect(items).toMatchObject([{ event: 'ranOut', sku: 'ACR-FL-QMAG-30', quantity: -2 }]);
	});

	it('is an event at the reserve already, if there is one', async () => {
		await listen({ options: { threshold: 2 } });
		shop.seller('shopify').sell('ACR-GEL-MATT-500', 5);
		expect((await shop.delivered(1)).reply.items).toMatchObject([{ event: 'ranOut', quantity: 2 }]);
	});
});

describe('back in stock', () => {
	it('comes only after the same SKU ran out, also over a restart', async () => {
		await listen({ triggerOn: ['outOfStock', 'backInStock'] });
		const { setQuantity } = shop.seller('shopify');
		setQuantity('ACR-GEL-MATT-500', 9);
		expect((await shop.delivered(1)).reply.items).toBeUndefined();
		setQuantity('ACR-GEL-MATT-500', 0);
		expect((await shop.delivered(2)).reply.items).toMatchObject([{ event: 'ranOut' }]);
		shop.trigger('shopify', {
			parameters: { triggerOn: ['outOfStock', 'backInStock'] },
			staticData: trigger.saved(),
		});
		setQuantity('ACR-GEL-MATT-500', 4);
		expect((await shop.delivered(3)).reply.items).toMatchObject([
			{ event: 'cameBack', sku: 'ACR-GEL-MATT-500', quantity: 4 },
		]);
		setQuantity('ACR-GEL-MATT-500', 5);
		expect((await shop.delivered(4)).reply.items).toBeUndefined();
	});

	it('alone does not report stock-outs', async () => {
		await listen({ triggerOn: ['backInStock'] });
		const { setQuantity } = shop.seller('shopify');
		setQuantity('ACR-GEL-MATT-500', 0);
		expect((await shop.delivered(1)).reply.items).toBeUndefined();
		setQuantity('ACR-GEL-MATT-500', 3);
		expect((await shop.delivered(2)).reply.items).toMatchObject([{ event: 'cameBack' }]);
	});
});
