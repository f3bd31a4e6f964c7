// What is special about news of Square: signed over the address too, one location and no SKU, a key that Square hands out.
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { WebhookSource } from '../../platforms/webhookSource';
import { tokens, type SquareFake } from '../../sandbox/square/index.mts';
import { deliveryOf } from '../events/scheme.mts';
import { built } from '../harness.mts';
import { expectSound } from '../platforms/squareShop.mts';
import { refusalOf, type TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const { webhook } = built('./platforms/square/webhook.js') as { webhook: WebhookSource };

let shop: TriggerShop;
let fake: SquareFake;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
	fake = shop.sandbox.fakes.get('square') as SquareFake;
});
afterEach(async () => {
	await shop.close();
	for (const entry of shop.sandbox.log.entries('square')) expectSound(entry);
});

const listen = async (parameters = {}) => {
	trigger = await shop.listen('square', { parameters });
};
const hooks = () => [...fake.webhooks.all.values()];
const [main, studio] = ['LSHOP1EXAMPLE', 'LSTUDIO2EXAMPLE'];
const idOf = (sku: string) => fake.shop.find(sku).id;

/** A delivery made by hand, signed with the key of our hook. */
const receive = async (event: object | string) => {
	const body = typeof event === 'string' ? event : JSON.stringify(event);
	const signature = createHmac('sha256', hooks()[0]!.signatureKey)
		.update(trigger.url + body)
		.digest('base64');
	return await trigger.receive({ headers: { 'x-square-hmacsha256-signature': signature }, body });
};
const counts = (...inventory_counts: object[]) => ({
	type: 'inventory.count.updated',
	event_id: 'e-1',
	created_at: '2026-11-23T10:00:01Z',
	data: { type: 'inventory_counts', object: { inventory_counts } },
});

it("accepts the example of Square's own documentation, and no other address for it", () => {
	const example = {
		...deliveryOf(Buffer.from('{"hello":"world"}'), {
			'x-square-hmacsha256-signature': '2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og=',
		}),
		url: 'https://example.com/webhook',
	};
	const verify = (change: object) => webhook.verify({ ...example, ...change }, 'asdf1234', never);
	expect(verify({})).toEqual({ ok: true });
	expect(verify({ url: 'https://example.com/webhook/' })).toMatchObject({ ok: false });
	expect(verify({ url: 'http://example.com/webhook' })).toMatchObject({ ok: false });
});

const never = () => Promise.reject(new Error('Nothing is asked'));

describe('registration', () => {
	it('keeps the key that Square hands out', async () => {
		await listen();
		expect(hooks()).toMatchObject([
			{ url: trigger.url, enabled: true, eventTypes: ['inventory.count.updated'] },
		]);
		expect(trigger.secret).toBe(hooks()[0]!.signatureKey);
	});

	it('takes over a key that was exchanged in the Developer Console, and drops the old one', async () => {
		await listen();
		shop.seller('square').sell('ACR-GEL-MATT-500', 7);
		const { sent } = await shop.news();
		fake.webhooks.rotate(hooks()[0]!.id);
		shop.seller('square').sell('ACR-FL-QMAG-30', 11);
		expect((await shop.delivered(2)).reply).toMatchObject({ status: 401 });
		expect(await trigger.activate()).toEqual({ registered: false });
		expect(await trigger.receive(sent)).toMatchObject({ status: 401 });
		// What was refused comes again, signed as before; what is new is signed with the new key.
		shop.seller('square').sell('ACR-INK-PAYN-30', 8);
		expect((await shop.news(2)).reply.items).toMatchObject([{ sku: 'ACR-INK-PAYN-30' }]);
	});

	it('switches on again what somebody switched off', async () => {
		await listen();
		hooks()[0]!.enabled = false;
		expect(await trigger.activate()).toEqual({ registered: false });
		expect(hooks()).toMatchObject([{ enabled: true }]);
	});

	it('makes it anew when the key is lost', async () => {
		await listen();
		const fresh = shop.trigger('square');
		expect(await fresh.activate()).toEqual({ registered: true });
		expect(hooks()).toHaveLength(1);
		expect(fresh.secret).toBe(hooks()[0]!.signatureKey);
	});

	it('finds its hook among those of other programs, over several pages', async () => {
		for (let i = 0; i < 120; i++)
			fake.webhooks.create({
				subscription: {
					event_types: ['inventory.count.updated'],
					notification_url: `https://other.example.test/${i}`,
				},
			});
		await listen();
		expect(await trigger.activate()).toEqual({ registered: false });
		await trigger.deactivate();
		expect(hooks()).toHaveLength(120);
	});

	it("needs the application's own token, and says so", async () => {
		const seller = shop.trigger('square', {
			credentials: { stockOutSquareApi: { accessToken: tokens.readOnly } },
		});
		expect(await refusalOf(seller.activate())).toMatchObject({
			message: 'Square does not let this access token register webhooks.',
			nextStep: expect.stringContaining('personal access token'),
		});
	});

	it('says what is wrong with an address', async () => {
		const local = shop.trigger('square', { webhookBaseUrl: 'http://n8n.example.test/webhook' });
		expect(await refusalOf(local.activate())).toMatchObject({
			message: 'Square did not register the webhook: URL is not valid.',
			nextStep: expect.stringContaining('WEBHOOK_URL'),
		});
		const { refusesAddress } = webhook.registration!;
		expect(refusesAddress!(new URL('https://n8n.example.test/1'))).toBeUndefined();
		for (const url of ['http://n8n.example.test/1', 'https://127.0.0.1/1'])
			expect(refusesAddress!(new URL(url))).toMatchObject({ kind: 'refused' });
	});
});

describe('news', () => {
	it('is completed by a look-up, in three requests', async () => {
		await listen();
		shop.sandbox.resetCounts();
		shop.seller('square').sell('ACR-HB-COBL-120', 3);
		expect((await shop.news()).reply.items).toEqual([
			{
				event: 'ranOut',
				sku: 'ACR-HB-COBL-120',
				title: 'Heavy Body Acrylic Cobalt Blue - 120 ml',
				quantity: 0,
				reason: 'IN_STOCK 0',
				source: 'square',
				variantId: idOf('ACR-HB-COBL-120'),
				location: main,
				occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
				receivedAt: expect.stringMatching(/Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
		expect(shop.sandbox.requests('square')).toBe(3);
	});

	it('is no event while another location has stock', async () => {
		await listen();
		fake.shop.setCount(idOf('ACR-HB-TWHT-60'), studio, 0, Date.now());
		expect(await receive(counts(count('ACR-HB-TWHT-60', studio, '0')))).toMatchObject({
			status: 200,
			items: undefined,
		});
		fake.shop.setCount(idOf('ACR-HB-TWHT-60'), main, 0, Date.now());
		expect((await receive(counts(count('ACR-HB-TWHT-60', main, '0')))).items).toMatchObject([
			{ sku: 'ACR-HB-TWHT-60', quantity: 0 },
		]);
	});

	it('counts the chosen locations only, and hears nothing of others', async () => {
		await listen({ locations: [studio] });
		shop.sandbox.resetCounts();
		expect((await receive(counts(count('ACR-HB-TWHT-60', main, '0')))).items).toBeUndefined();
		expect(shop.sandbox.requests('square')).toBe(0);
		fake.shop.setCount(idOf('ACR-HB-TWHT-60'), studio, 0, Date.now());
		expect((await receive(counts(count('ACR-HB-TWHT-60', studio, '0')))).items).toMatchObject([
			{ sku: 'ACR-HB-TWHT-60', quantity: 0, location: studio },
		]);
	});

	it('of several variations in one delivery is looked up together', async () => {
		await listen();
		const skus = ['ACR-GEL-MATT-500', 'ACR-INK-PAYN-30', 'ACR-FL-QMAG-30'];
		for (const sku of skus) fake.shop.setCount(idOf(sku), main, 0, Date.now());
		shop.sandbox.resetCounts();
		const { items } = await receive(counts(...skus.map((sku) => count(sku, main, '0'))));
		expect(items?.map(({ sku }) => sku).sort()).toEqual([...skus].sort());
		expect(shop.sandbox.requests('square')).toBe(3);
	});

	it('costs no look-up when the count is in stock', async () => {
		await listen();
		shop.sandbox.resetCounts();
		shop.seller('square').sell('ACR-GEL-MATT-500', 1);
		expect((await shop.delivered(1)).reply).toMatchObject({ status: 200, items: undefined });
		expect(shop.sandbox.requests('square')).toBe(0);
	});

	it('of an archived item is unavailable, of a deleted one nothing', async () => {
		await listen();
		shop.seller('square').setHidden('ACR-GEL-MATT-500', true);
		fake.shop.setCount(idOf('ACR-GEL-MATT-500'), main, 3, Date.now());
		const archived = counts(count('ACR-GEL-MATT-500', main, null));
		expect((await receive(archived)).items).toMatchObject([
			{ event: 'unavailable', quantity: 3, reason: 'is_archived true, IN_STOCK 3' },
		]);
		const gone = counts(count('ACR-FL-QMAG-30', main, '0'));
		shop.seller('square').remove!('ACR-FL-QMAG-30');
		expect(await receive(gone)).toMatchObject({ status: 200, items: undefined });
	});

	it.each([
		['another state', () => counts({ ...count('ACR-GEL-MATT-500', main, '0'), state: 'WASTE' })],
		['no id', () => counts({ state: 'IN_STOCK', quantity: '0' })],
		['another type', () => ({ type: 'catalog.version.updated', event_id: 'e' })],
		['nothing in it', () => ({ type: 'inventory.count.updated' })],
		['a list', () => []],
	])('with %s is nothing', async (_name, event) => {
		await listen();
		expect(await receive(event())).toMatchObject({ status: 200, items: undefined });
	});

	it('keeps more digits than a number holds', async () => {
		await listen();
		const [body] = [
			JSON.stringify(counts(count('ACR-GEL-MATT-500', main, '0'))).replace(
				`"${idOf('ACR-GEL-MATT-500')}"`,
				'9007199254740993',
			),
		];
		const { references } = webhook.parse(deliveryOf(Buffer.from(body!), {}), { locations: [] });
		expect(references).toMatchObject([{ id: '9007199254740993' }]);
	});
});

const count = (sku: string, location: string, quantity: string | null) => ({
	catalog_object_id: idOf(sku),
	catalog_object_type: 'ITEM_VARIATION',
	state: 'IN_STOCK',
	location_id: location,
	quantity,
	calculated_at: '2026-11-23T10:00:00Z',
});
