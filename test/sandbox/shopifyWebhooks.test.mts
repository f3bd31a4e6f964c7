import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Shop } from './shopifyShop.mts';
import { openShop } from './shopifyShop.mts';

let shop: Shop;
beforeEach(async () => {
	shop = await openShop();
});

describe('webhooks', () => {
	const create = (topic: string, webhookSubscription: object) =>
		shop.gql(
			'mutation($t:WebhookSubscriptionTopic!,$w:WebhookSubscriptionInput!){webhookSubscriptionCreate(topic:$t,webhookSubscription:$w){webhookSubscription{id topic uri} userErrors{field message}}}',
			{ t: topic, w: webhookSubscription },
		);
	const list = async () =>
		(
			await shop.gql(
				'{webhookSubscriptions(first:50,topics:[INVENTORY_LEVELS_UPDATE]){nodes{id uri}}}',
			)
		).data.webhookSubscriptions.nodes as object[];

	it('delivers each sale once, signed over the exact bytes', async () => {
		await create('INVENTORY_LEVELS_UPDATE', { uri: 'https://example.com/levels', format: 'JSON' });
		for (let i = 0; i < 3; i++) shop.fake.seller.sell('ACR-GES-WHT-1000', 1);
		await shop.run(5_000);
		expect(shop.deliveries.length).toBe(3);
		const { url, headers, body } = shop.deliveries[0]!;
		expect(url).toBe('https://example.com/levels');
		const hmac = createHmac('sha256', shop.fake.account.clientSecret!)
			.update(body)
			.digest('base64');
		expect(headers).toMatchObject({
			'X-Shopify-Topic': 'inventory_levels/update',
			'X-Shopify-Hmac-Sha256': hmac,
			'X-Shopify-Shop-Domain': 'stockout-sandbox.myshopify.com',
			'X-Shopify-API-Version': '2026-10',
		});
		for (const name of ['X-Shopify-Webhook-Id', 'X-Shopify-Event-Id', 'X-Shopify-Triggered-At']) {
			expect(headers[name]).toBeTruthy();
		}
		expect(body).toBe(
			'{"inventory_item_id":9007199254740993,"location_id":106318430514,"available":7,"updated_at":"2026-11-23T05:00:00-05:00","admin_graphql_api_id":"gid://shopify/InventoryLevel/143273001266?inventory_item_id=9007199254740993"}',
		);
	});

	it('tells of products in the REST shape', async () => {
		await create('PRODUCTS_UPDATE', { uri: 'https://example.com/products' });
		shop.fake.seller.setHidden('ACR-MRK-CBLK-F', true);
		await shop.run(5_000);
		const [delivery] = shop.deliveries;
		expect(delivery!.headers['X-Shopify-Topic']).toBe('products/update');
		expect(JSON.parse(delivery!.body)).toMatchObject({
			status: 'draft',
			variants: [
				{ sku: 'ACR-MRK-CBLK-F', inventory_quantity: 22, inventory_policy: 'deny' },
				{ sku: 'ACR-MRK-CBLK-B' },
			],
		});
	});

	it('cuts the body down to includeFields and applies the filter', async () => {
		await create('INVENTORY_LEVELS_UPDATE', {
			uri: 'https://example.com/x',
			includeFields: ['available'],
			filter: 'available:<=0',
		});
		shop.fake.seller.sell('ACR-GEL-MATT-500', 6);
		shop.fake.seller.sell('ACR-GEL-MATT-500', 1);
		await shop.run(5_000);
		expect(shop.deliveries.map(({ body }) => body)).toEqual(['{"available":0}']);
	});

	it('tries again eight times over four hours, then deletes the subscription', async () => {
		await create('INVENTORY_LEVELS_UPDATE', { uri: 'https://example.com/x' });
		shop.receiverAnswers(500);
		shop.fake.seller.sell('ACR-GEL-MATT-500', 1);
		await shop.run(5_000);
		expect(shop.deliveries.length).toBe(1);
		await shop.run(3.9 * 3_600_000);
		expect(await list()).toHaveLength(1);
		await shop.run(3_600_000);
		expect(shop.deliveries.length).toBe(9);
		expect(new Set(shop.deliveries.map(({ body }) => body)).size).toBe(1);
		expect(await list()).toHaveLength(0);
	});

	it('goes to a local address only where the world allows it', async () => {
		const refusal = async (uri: string) =>
			(await create('INVENTORY_LEVELS_UPDATE', { uri })).data.webhookSubscriptionCreate
				.userErrors[0]?.message as string | undefined;
		expect(await refusal('http://example.com/x')).toBe('Address protocol http:// is not supported');
		expect(await refusal('https://localhost:5678/x')).toBe(
			'Address cannot be a Shopify or an internal domain',
		);
		expect(await refusal('https://example.com/x')).toBeUndefined();
		expect(await refusal('https://example.com/x')).toBe(
			'Address for this topic has already been taken',
		);
		shop = await openShop({ allowLocalWebhooks: true });
		expect(await refusal('http://127.0.0.1:5678/webhook/x')).toBeUndefined();
	});

	it('stop when the subscription is deleted; an unknown one is a user error', async () => {
		const { id } = (await create('INVENTORY_LEVELS_UPDATE', { uri: 'https://example.com/x' })).data
			.webhookSubscriptionCreate.webhookSubscription;
		const remove =
			'mutation($id:ID!){webhookSubscriptionDelete(id:$id){deletedWebhookSubscriptionId userErrors{field message}}}';
		expect(
			(await shop.gql(remove, { id })).data.webhookSubscriptionDelete.deletedWebhookSubscriptionId,
		).toBe(id);
		expect((await shop.gql(remove, { id })).data.webhookSubscriptionDelete.userErrors).toEqual([
			{ field: ['id'], message: 'Webhook subscription does not exist' },
		]);
		shop.fake.seller.sell('ACR-GEL-MATT-500', 1);
		await shop.run(5_000);
		expect(shop.deliveries).toEqual([]);
	});
});
