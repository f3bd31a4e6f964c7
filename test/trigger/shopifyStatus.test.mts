// News about Shopify's products: draft, archived, active again; the chosen locations; a secret that is being exchanged.
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { WebhookSource } from '../../platforms/webhookSource';
import { deliveryOf } from '../events/scheme.mts';
import { built } from '../harness.mts';
import { officialMisfits, sentOf } from '../platforms/shopifyContract.mts';
import { specsDir } from '../specs.mts';
import type { TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';
import { bodyFor, signed } from './shopifyCalls.mts';

const [warehouse, shopFloor] = [106318430514, 106318463282].map(
	(number) => `gid://shopify/Location/${number}`,
) as [string, string];

const { webhook } = built('./platforms/shopify/webhook.js') as { webhook: WebhookSource };

let shop: TriggerShop;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => {
	await shop.close();
	const entries = shop.sandbox.log.entries('shopify').filter(({ login }) => !login);
	if (specsDir !== undefined)
		for (const entry of entries) expect(officialMisfits(sentOf(entry))).toEqual([]);
});

const listen = async (parameters = {}) => {
	trigger = await shop.listen('shopify', { parameters });
};
const quiet = async () => await new Promise((resolve) => setTimeout(resolve, 150));
const events = () => shop.deliveries.flatMap(({ reply }) => reply.items ?? []);

describe('a product', () => {
	it('that becomes a draft is unavailable, active again it comes back', async () => {
		await listen({ triggerOn: ['outOfStock', 'unavailable', 'backInStock'] });
		shop.seller('shopify').setHidden('ACR-GEL-MATT-500', true);
		expect((await shop.news()).reply.items).toMatchObject([
			{
				event: 'unavailable',
				sku: 'ACR-GEL-MATT-500',
				quantity: 7,
				reason: 'status DRAFT, available 7 over all locations',
			},
		]);
		const before = shop.deliveries.length;
		shop.seller('shopify').setHidden('ACR-GEL-MATT-500', false);
		expect((await shop.news(before)).reply.items).toMatchObject([
			{ event: 'cameBack', sku: 'ACR-GEL-MATT-500', quantity: 7 },
		]);
	});

	it('takes all its variants along, in one look-up', async () => {
		await listen();
		shop.sandbox.resetCounts();
		shop.seller('shopify').setHidden('ACR-HB-COBL-60', true);
		const { items } = (await shop.news()).reply;
		expect(items).toMatchObject([
			{ event: 'unavailable', sku: 'ACR-HB-COBL-60' },
			{ event: 'unavailable', sku: 'ACR-HB-COBL-120' },
		]);
		expect(new Set(items?.map(({ eventId }) => eventId)).size).toBe(2);
		expect(shop.sandbox.requests('shopify')).toBe(1);
	});

	it('whose stock is not tracked is unavailable as a draft as well', async () => {
		await listen();
		shop.seller('shopify').setHidden('ACR-SHT-CLR-A3', true);
		expect((await shop.news()).reply.items).toMatchObject([
			{ event: 'unavailable', sku: 'ACR-SHT-CLR-A3', quantity: null },
		]);
	});

	it('that runs out is told of once, though the product changed too', async () => {
		await listen();
		shop.seller('shopify').sell('ACR-GEL-MATT-500', 7);
		await shop.delivered(2);
		await quiet();
		expect(shop.deliveries.map(({ sent }) => sent.headers['X-Shopify-Topic']).sort()).toEqual([
			'inventory_levels/update',
			'products/update',
		]);
		expect(events()).toMatchObject([{ event: 'ranOut', sku: 'ACR-GEL-MATT-500' }]);
	});

	it('in stock costs no look-up when only stock-outs are wanted', async () => {
		await listen();
		shop.sandbox.resetCounts();
		shop.seller('shopify').sell('ACR-GEL-MATT-500', 1);
		await shop.delivered(2);
		expect(shop.sandbox.requests('shopify')).toBe(0);
		expect(events()).toEqual([]);
	});

	it('is not listened to when nothing but stock is wanted', async () => {
		await listen({ triggerOn: ['outOfStock'] });
		const data = await shop.graphql('{webhookSubscriptions(first:5){nodes{topic}}}');
		expect(data.webhookSubscriptions).toEqual({ nodes: [{ topic: 'INVENTORY_LEVELS_UPDATE' }] });
	});

	it.each(['constructor', '__proto__', 'toString', 'products/create'])(
		'is not what a delivery of the topic %s is about',
		(topic) => {
			const delivery = deliveryOf(Buffer.from('{"variants":[{"inventory_item_id":1}]}'), {
				'x-shopify-topic': topic,
			});
			expect(webhook.parse(delivery, { locations: [] })).toEqual({ readings: [], references: [] });
		},
	);

	it('with more variants than one look-up takes is asked for in parts', async () => {
		const asked: number[] = [];
		const references = Array.from({ length: 600 }, (_, i) => ({
			id: `gid://shopify/InventoryItem/${i}`,
			quantity: null,
			key: `product e|${i}`,
		}));
		const call = (request: { body?: unknown }) => {
			const { variables } = request.body as { variables: { ids: string[] } };
			asked.push(variables.ids.length);
			return Promise.resolve({ status: 200, headers: {}, body: { data: { nodes: [] } } });
		};
		await webhook.lookUp!(call as never, references, { locations: [] });
		expect(asked).toEqual([250, 250, 100]);
	});
});

describe('chosen locations', () => {
	it('are those of the list, and nothing else counts', async () => {
		await listen({ triggerOn: ['outOfStock'], locations: [shopFloor] });
		// 10 lie in the warehouse and 4 on the shop floor.
		shop.seller('shopify').sell('ACR-HB-TWHT-60', 10);
		expect((await shop.delivered(1)).reply).toMatchObject({ status: 200, items: undefined });
		shop.seller('shopify').sell('ACR-HB-TWHT-60', 4);
		expect((await shop.news()).reply.items).toMatchObject([
			{ sku: 'ACR-HB-TWHT-60', quantity: 0, location: shopFloor },
		]);
	});

	it('may hold stock while another one has run out', async () => {
		await listen({ triggerOn: ['outOfStock'], locations: [warehouse] });
		const body = await bodyFor(shop, 'ACR-GEL-MATT-500', 0);
		const { items } = await trigger.receive(signed(shop, body));
		// Looked up, the warehouse has seven.
		expect(items).toBeUndefined();
	});
});

describe('a secret that is being exchanged', () => {
	const call = async (secret: string) => {
		const body = await bodyFor(shop, 'ACR-GEL-MATT-500', 0);
		const headers = {
			...signed(shop, body).headers,
			'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
		};
		return (await trigger.receive({ body, headers })).status;
	};

	it('counts beside the old one while that is in the credential, and not after', async () => {
		const { clientSecret } = shop.sandbox.fakes.get('shopify')!.account;
		trigger = await shop.listen('shopify', {
			credentials: { stockOutShopifyApi: { previousSecret: 'shpss_the_old_one_0123456789abcd' } },
		});
		expect(await call('shpss_the_old_one_0123456789abcd')).toBe(200);
		expect(await call(String(clientSecret))).toBe(200);
		expect(await call('shpss_another_one_0123456789abcd')).toBe(401);
		await listen();
		expect(await call('shpss_the_old_one_0123456789abcd')).toBe(401);
		expect(await call('')).toBe(401);
	});
});
