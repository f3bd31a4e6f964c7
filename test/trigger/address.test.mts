import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { refusalOf, TestTrigger } from './harness.mts';

const graphqlPath = '/admin/api/2026-10/graphql.json';

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
	nock.enableNetConnect();
	nock.restore();
});

const shopify = (webhookBaseUrl: string) =>
	new TestTrigger({
		parameters: { source: 'shopify' },
		credentials: {
			stockOutShopifyApi: {
				shop: 'acrylic-test',
				authentication: 'accessToken',
				accessToken: 'shpat_0123',
				appSecret: 'app-secret',
			},
		},
		webhookBaseUrl,
	});

const woocommerce = (webhookBaseUrl: string) =>
	new TestTrigger({
		parameters: { source: 'woocommerce' },
		credentials: {
			stockOutWooCommerceApi: {
				url: 'https://shop.example.test',
				consumerKey: 'ck_1',
				consumerSecret: 'cs_1',
			},
		},
		webhookBaseUrl,
	});

describe('an address that Shopify never calls', () => {
	it.each([
		'http://localhost:5678/webhook',
		'https://localhost/webhook',
		'http://n8n.example.test/webhook',
		'https://[::1]/webhook',
	])('%s is refused before anything is registered', async (base) => {
		nock('https://acrylic-test.myshopify.com')
			.post(graphqlPath, /webhookSubscriptions\(/)
			.matchHeader('x-shopify-access-token', 'shpat_0123')
			.reply(200, { data: { webhookSubscriptions: { nodes: [] } } });
		const { name, message, nextStep } = await refusalOf(shopify(base).activate());
		expect(name).toBe('NodeOperationError');
		expect(message).toMatch(/^Shopify only calls public https addresses, not http/);
		expect(nextStep).toContain('WEBHOOK_URL');
		expect(nock.isDone()).toBe(true);
	});

	it('is told in its own words when only Shopify knows', async () => {
		const said = 'Address cannot be a Shopify or an internal domain';
		nock('https://acrylic-test.myshopify.com')
			.post(graphqlPath, /webhookSubscriptions\(/)
			.reply(200, { data: { webhookSubscriptions: { nodes: [] } } })
			.post(graphqlPath, /webhookSubscriptionCreate/)
			.reply(200, {
				data: {
					webhookSubscriptionCreate: {
						webhookSubscription: null,
						userErrors: [{ field: ['uri'], message: said }],
					},
				},
			});
		const { message, nextStep } = await refusalOf(
			shopify('https://n8n.internal/webhook').activate(),
		);
		expect(message).toBe(`Shopify did not register the webhook: ${said}`);
		expect(nextStep).toContain('WEBHOOK_URL');
	});
});

describe('an address that WooCommerce never calls', () => {
	it.each([
		'https://n8n.example.test:5678/webhook',
		'http://localhost:5678/webhook',
		// Taken with 201 and then never called as well (woocommerce sheet, section 10).
		'http://localhost/webhook',
		'https://127.0.0.1/webhook',
		'http://192.168.1.4/webhook',
		'http://10.0.0.5:8080/webhook',
		'http://172.20.0.2/webhook',
	])('%s is refused before anything is registered', async (base) => {
		nock('https://shop.example.test')
			.get(/\/webhooks/)
			.reply(200, []);
		const created = nock('https://shop.example.test')
			.post(/\/webhooks/)
			.reply(201, { id: 7, status: 'active' });
		const { name, message, nextStep } = await refusalOf(woocommerce(base).activate());
		expect(name).toBe('NodeOperationError');
		expect(message).toMatch(/^WooCommerce never calls /);
		expect(nextStep).toContain('WEBHOOK_URL');
		expect(created.isDone()).toBe(false);
	});

	it.each([
		'https://n8n.example.test/webhook',
		'http://n8n.example.test:8080/webhook',
		'http://n8n.example.test/webhook',
	])('but %s is registered', async (base) => {
		nock('https://shop.example.test')
			.get(/\/webhooks/)
			.basicAuth({ user: 'ck_1', pass: 'cs_1' })
			.reply(200, [])
			.post(
				/\/webhooks/,
				(body) => String(body.delivery_url).startsWith(base) && body.topic === 'product.updated',
			)
			.reply(201, { id: 7, status: 'active' });
		const trigger = woocommerce(base);
		expect(await trigger.activate()).toEqual({ registered: true });
		expect(trigger.kept).toMatchObject({
			hooks: { 'product.updated': '7' },
			secrets: [expect.stringMatching(/^[0-9a-f]{48}$/)],
		});
	});
});

it('looks through all pages of hooks that a shop has', async () => {
	const trigger = woocommerce('https://n8n.example.test/webhook');
	const others = Array.from({ length: 100 }, (_, i) => ({
		id: i + 1,
		topic: 'product.updated',
		status: 'active',
		delivery_url: `https://other.example.test/${i}`,
	}));
	nock('https://shop.example.test')
		.get(/\/webhooks\?.*page=1$/)
		.reply(200, others, { 'x-wp-totalpages': '2' })
		.get(/\/webhooks\?.*page=2$/)
		.reply(200, [{ ...others[0], id: 101, delivery_url: trigger.url }], { 'x-wp-totalpages': '2' });
	trigger.secret = 'kept-from-before';
	expect(await trigger.activate()).toEqual({ registered: false });
	expect(trigger.hookId).toBe('101');
	expect(nock.isDone()).toBe(true);
});
