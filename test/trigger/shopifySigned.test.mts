import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';
import { bodyFor, signed } from './shopifyCalls.mts';

let shop: TriggerShop;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const listen = async () => {
	// Of stock alone, so that deliveries can be counted.
	trigger = shop.trigger('shopify', { parameters: { triggerOn: ['outOfStock'] } });
	await trigger.activate();
};

describe('a delivery that must not pass', () => {
	beforeEach(async () => await listen());

	const wrong: Array<[string, Record<string, string>]> = [
		[
			'a wrong signature',
			{ 'X-Shopify-Hmac-Sha256': createHmac('sha256', 'other').update('x').digest('base64') },
		],
		['an empty signature', { 'X-Shopify-Hmac-Sha256': '' }],
		['a signature of spaces', { 'X-Shopify-Hmac-Sha256': '   ' }],
		['the word undefined for a signature', { 'X-Shopify-Hmac-Sha256': 'undefined' }],
	];
	it.each(wrong)('because of %s gets 401 and starts nothing', async (_what, headers) => {
		const body = await bodyFor(shop, 'ACR-GEL-MATT-500', 0);
		shop.sandbox.resetCounts();
		const reply = await trigger.receive(signed(shop, body, headers));
		expect(reply).toEqual({ status: 401, body: 'Unauthorized', items: undefined });
		expect(shop.sandbox.requests('shopify')).toBe(0);
		expect(trigger.warnings).toHaveLength(1);
	});

	it('because there is no signature at all', async () => {
		const { body, headers } = signed(shop, await bodyFor(shop, 'ACR-GEL-MATT-500', 0));
		const { 'X-Shopify-Hmac-Sha256': _, ...bare } = headers;
		expect(await trigger.receive({ body, headers: bare })).toMatchObject({
			status: 401,
			items: undefined,
		});
		expect(trigger.warnings).toEqual(['Stock-Out Trigger: a call was refused (missingSignature)']);
	});

	it('because the body is not the one signed', async () => {
		const { body, headers } = signed(shop, await bodyFor(shop, 'ACR-GEL-MATT-500', 0));
		expect(await trigger.receive({ body: body.replace(':0,', ': 0,'), headers })).toMatchObject({
			status: 401,
		});
	});

	it('because nobody knows the secret', async () => {
		const bare = shop.trigger('shopify', {
			credentials: { stockOutShopifyApi: { authentication: 'accessToken', appSecret: '' } },
		});
		const body = await bodyFor(shop, 'ACR-GEL-MATT-500', 0);
		const headers = {
			'X-Shopify-Hmac-Sha256': createHmac('sha256', '').update(body).digest('base64'),
		};
		expect(await bare.receive(signed(shop, body, headers))).toMatchObject({
			status: 401,
			items: undefined,
		});
		expect(bare.warnings).toEqual(['Stock-Out Trigger: a call was refused (noSecret)']);
	});
});

describe('a signed delivery', () => {
	beforeEach(async () => await listen());
	const zero = async () => shop.seller('shopify').setQuantity('ACR-GEL-MATT-500', 0);

	it('has the same event id when delivered again, another when it happens again', async () => {
		await zero();
		const { sent, reply } = await shop.delivered(1);
		const again = await trigger.receive(sent);
		expect(again.items![0]!.eventId).toBe(reply.items![0]!.eventId);
		const { setQuantity } = shop.seller('shopify');
		setQuantity('ACR-GEL-MATT-500', 1);
		await shop.delivered(2);
		setQuantity('ACR-GEL-MATT-500', 0);
		const { items } = (await shop.delivered(3)).reply;
		expect(items![0]!.eventId).not.toBe(reply.items![0]!.eventId);
	});

	it('of another topic or without an item starts nothing', async () => {
		const body = await bodyFor(shop, 'ACR-GEL-MATT-500', 0);
		const other = { 'X-Shopify-Topic': 'products/update' };
		expect(await trigger.receive(signed(shop, body, other))).toMatchObject({
			status: 200,
			items: undefined,
		});
		for (const empty of ['{}', '{"inventory_item_id":null}', '[]', 'null'])
			expect(await trigger.receive(signed(shop, empty))).toMatchObject({
				status: 200,
				items: undefined,
			});
	});

	it('of an item deleted since starts nothing', async () => {
		const body =
			'{"inventory_item_id":4711,"location_id":1,"available":0,"updated_at":"2026-11-23T10:00:00-05:00"}';
		expect(await trigger.receive(signed(shop, body))).toMatchObject({
			status: 200,
			items: undefined,
		});
	});

	it('of a variant whose stock is not tracked starts nothing', async () => {
		expect(
			await trigger.receive(signed(shop, await bodyFor(shop, 'ACR-SHT-CLR-A3', null))),
		).toMatchObject({ status: 200, items: undefined });
	});

	it('starts nothing and is asked for again when Shopify cannot answer', async () => {
		await zero();
		const { sent } = await shop.delivered(1);
		shop.time.speed = 100;
		shop.sandbox.faults.add({ slug: 'shopify', kind: 'unavailable' });
		const reply = await trigger.receive(sent);
		expect(reply).toMatchObject({ status: 503, items: undefined });
		expect(trigger.warnings).toHaveLength(1);
		shop.sandbox.faults.clear();
		expect((await trigger.receive(sent)).items).toMatchObject([{ sku: 'ACR-GEL-MATT-500' }]);
	});

	it('starts nothing and is asked for again when Shopify takes too long', async () => {
		await zero();
		const { sent } = await shop.delivered(1);
		shop.time.speed = 100;
		shop.sandbox.faults.add({ slug: 'shopify', kind: 'delay', ms: 700, times: 1 });
		expect(await trigger.receive(sent)).toMatchObject({ status: 503, items: undefined });
		expect(trigger.warnings[0]).toContain('Shopify took too long to answer');
	});

	it('is told to a person when asking again cannot help', async () => {
		await zero();
		const { sent } = await shop.delivered(1);
		trigger.credentials.stored.stockOutShopifyApi = {
			...trigger.credentials.stored.stockOutShopifyApi,
			authentication: 'accessToken',
			accessToken: 'shpat_revoked',
			appSecret: String(shop.sandbox.fakes.get('shopify')!.account.clientSecret),
			sessionToken: '',
		};
		const reply = await trigger.receive(sent);
		expect(reply.status).toBe(200);
		expect(reply.items).toMatchObject([
			{
				event: 'unresolved',
				source: 'shopify',
				productId: expect.stringContaining('InventoryItem'),
				message: expect.stringContaining('Shopify did not accept the login.'),
				nextStep: expect.stringContaining('credential'),
			},
		]);
	});
});
