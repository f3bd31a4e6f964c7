import type { IDataObject } from 'n8n-workflow';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { TestTrigger } from './harness.mts';
import { TriggerShop, type Delivered } from './shop.mts';

let shop: TriggerShop;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const listen = async (parameters = {}) => {
	trigger = shop.trigger('shopify', { parameters });
	await trigger.activate();
};

/** A delivery as the app's own secret signs it. */
const signed = (body: string, more: Record<string, string> = {}) => ({
	body,
	headers: {
		'X-Shopify-Topic': 'inventory_levels/update',
		'X-Shopify-Hmac-Sha256': createHmac('sha256', String(shop.sandbox.fakes.get('shopify')!.account.clientSecret))
			.update(body)
			.digest('base64'),
		'X-Shopify-Event-Id': 'event-1',
		...more,
	},
});

interface ItemView {
	id: string;
	sku: string;
	location: string;
}

async function item(sku: string): Promise<ItemView> {
	const data = await shop.graphql(
		`{productVariants(first:1,query:"sku:'${sku}'"){nodes{inventoryItem{id inventoryLevels(first:1){nodes{location{id}}}}}}}`,
	);
	const [node] = (data.productVariants as { nodes: Array<{ inventoryItem: IDataObject }> }).nodes;
	const { id, inventoryLevels } = node!.inventoryItem as { id: string; inventoryLevels: { nodes: Array<{ location: { id: string } }> } };
	return { id, sku, location: inventoryLevels.nodes[0]!.location.id };
}

const tail = (gid: string): string => gid.split('/').pop()!;

async function bodyFor(sku: string, available: number | null, more = ''): Promise<string> {
	const { id, location } = await item(sku);
	return `{"inventory_item_id":${tail(id)},"location_id":${tail(location)},"available":${available},"updated_at":"2026-11-23T10:00:00-05:00"${more}}`;
}

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
				location: String((JSON.parse(sent.body) as IDataObject).location_id),
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
		const all = await settled();
		const items = all.slice(1).flatMap(({ reply }) => reply.items ?? []);
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
		const items = (await settled()).flatMap(({ reply }) => reply.items ?? []);
		expect(items.at(-1)).toMatchObject({ event: 'ranOut', sku: 'ACR-FL-QMAG-30', quantity: -2 });
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

describe('a delivery that must not pass', () => {
	beforeEach(async () => await listen());

	const wrong: Array<[string, Record<string, string>]> = [
		['a wrong signature', { 'X-Shopify-Hmac-Sha256': createHmac('sha256', 'other').update('x').digest('base64') }],
		['an empty signature', { 'X-Shopify-Hmac-Sha256': '' }],
		['a signature of spaces', { 'X-Shopify-Hmac-Sha256': '   ' }],
		['the word undefined for a signature', { 'X-Shopify-Hmac-Sha256': 'undefined' }],
	];
	it.each(wrong)('because of %s gets 401 and starts nothing', async (_what, headers) => {
		const body = await bodyFor('ACR-GEL-MATT-500', 0);
		shop.sandbox.resetCounts();
		const reply = await trigger.receive(signed(body, headers));
		expect(reply).toEqual({ status: 401, body: 'Unauthorized', items: undefined });
		expect(shop.sandbox.requests('shopify')).toBe(0);
		expect(trigger.warnings).toHaveLength(1);
	});

	it('because there is no signature at all', async () => {
		const { body, headers } = signed(await bodyFor('ACR-GEL-MATT-500', 0));
		const { 'X-Shopify-Hmac-Sha256': _, ...bare } = headers;
		expect(await trigger.receive({ body, headers: bare })).toMatchObject({ status: 401, items: undefined });
		expect(trigger.warnings).toEqual(['Stock-Out Trigger: a call was refused (missingSignature)']);
	});

	it('because the body is not the one signed', async () => {
		const { body, headers } = signed(await bodyFor('ACR-GEL-MATT-500', 0));
		expect(await trigger.receive({ body: body.replace(':0,', ': 0,'), headers })).toMatchObject({ status: 401 });
	});

	it('because nobody knows the secret', async () => {
		const bare = shop.trigger('shopify', {
			credentials: { stockOutShopifyApi: { authentication: 'accessToken', appSecret: '' } },
		});
		const body = await bodyFor('ACR-GEL-MATT-500', 0);
		const headers = { 'X-Shopify-Hmac-Sha256': createHmac('sha256', '').update(body).digest('base64') };
		expect(await bare.receive(signed(body, headers))).toMatchObject({ status: 401, items: undefined });
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
		const body = await bodyFor('ACR-GEL-MATT-500', 0);
		const other = { 'X-Shopify-Topic': 'products/update' };
		expect(await trigger.receive(signed(body, other))).toMatchObject({ status: 200, items: undefined });
		for (const empty of ['{}', '{"inventory_item_id":null}', '[]', 'null'])
			expect(await trigger.receive(signed(empty))).toMatchObject({ status: 200, items: undefined });
	});

	it('of an item deleted since starts nothing', async () => {
		const body = '{"inventory_item_id":4711,"location_id":1,"available":0,"updated_at":"2026-11-23T10:00:00-05:00"}';
		expect(await trigger.receive(signed(body))).toMatchObject({ status: 200, items: undefined });
	});

	it('of a variant whose stock is not tracked starts nothing', async () => {
		expect(await trigger.receive(signed(await bodyFor('ACR-SHT-CLR-A3', null)))).toMatchObject({ status: 200, items: undefined });
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

/** All deliveries once nothing has come for a while: how many a sale gives depends on the locations. */
async function settled(): Promise<Delivered[]> {
	for (let before = -1; before !== shop.deliveries.length || before === 0; ) {
		before = shop.deliveries.length;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	return shop.deliveries;
}
