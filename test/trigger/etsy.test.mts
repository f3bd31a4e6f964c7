// What is special about Etsy's deliveries: they name an order, and the stock has to be asked for.
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Delivery } from '../../events/signature';
import type { WebhookSource } from '../../platforms/webhookSource';
import { ids } from '../../sandbox/etsy/access.mts';
import type { EtsyFake } from '../../sandbox/etsy/index.mts';
import { signed, signingSecret } from '../../sandbox/etsy/webhooks.mts';
import { built } from '../harness.mts';
import type { TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const INK = 'ACR-INK-PAYN-30';
const APRON_S = 'ACR-APRON-S';
const APRON_L = 'ACR-APRON-L';
const BLUE_60 = 'ACR-HB-COBL-60';
const TYPE = 'stockOutEtsyOAuth2Api';

let shop: TriggerShop;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const fake = () => shop.sandbox.fakes.get('etsy') as EtsyFake;
const listen = async (options: Parameters<TriggerShop['listen']>[1] = {}) => {
	trigger = await shop.listen('etsy', options);
};
const receiptUrl = (shopId: number | string, receipt: number | string) =>
	`https://openapi.etsy.com/v3/application/shops/${shopId}/receipts/${receipt}`;
/** An order that Etsy tells of, by a call made by hand. */
const tell = async (body: object | string, id = 'msg_1', at = Date.now()) => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return await trigger.receive({ body: text, headers: signed(id, at, text) });
};
const order = (resource_url: string, event_type = 'order.paid') => ({
	event_type,
	resource_url,
	shop_id: ids.shop,
});
const sold = (sku: string): number => {
	const { listing, product } = fake().shop.find(sku);
	return fake().receipts.add(listing, product, 1);
};

describe('a real delivery of Etsy', () => {
	it('names an order; SKU and quantity are looked up by receipt and listing', async () => {
		await listen();
		shop.sandbox.resetCounts();
		shop.seller('etsy').sell(INK, 8);
		const { sent, reply } = await shop.delivered(1);
		expect(JSON.parse(sent.body)).toEqual({
			event_type: 'order.paid',
			resource_url: expect.stringContaining('/receipts/'),
			shop_id: '456',
		});
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: INK,
				title: "Acrylic Ink Payne's Grey 30 ml",
				quantity: 0,
				reason: 'quantity 0, state sold_out',
				source: 'etsy',
				productId: String(fake().shop.find(INK).listing.listing_id),
				occurredAt: expect.stringMatching(/Z$/),
				receivedAt: expect.stringMatching(/Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
		expect(shop.sandbox.requests('etsy')).toBe(3);
	});

	it('speaks of the variation that was sold, not of its sisters', async () => {
		await listen();
		fake().shop.find('ACR-HB-COBL-120').product.quantity = 0;
		shop.seller('etsy').sell(BLUE_60, 6);
		expect((await shop.news()).reply.items).toMatchObject([{ sku: BLUE_60, quantity: 0 }]);
	});

	it('speaks of all variations where they share their pieces', async () => {
		await listen();
		shop.seller('etsy').sell(APRON_S, 5);
		const { items } = (await shop.news()).reply;
		expect(items?.map(({ sku }) => sku).sort()).toEqual([APRON_L, APRON_S]);
	});

	it('brings a SKU back when the order is called off', async () => {
		await listen({ parameters: { triggerOn: ['outOfStock', 'backInStock'] } });
		shop.seller('etsy').sell(INK, 8);
		await shop.news();
		const receipt = sold(INK);
		shop.seller('etsy').setQuantity(INK, 2);
		fake().receipts.cancel(receipt);
		fake().webhooks.tell('order.canceled', receipt);
		const { items } = (await shop.news(1)).reply;
		expect(items).toMatchObject([{ event: 'cameBack', sku: INK, quantity: 2 }]);
	});

	it('comes again until it is answered, and the event stays the same', async () => {
		await listen();
		shop.time.speed = 1_000;
		shop.sandbox.faults.add({ slug: 'etsy', kind: 'unavailable' });
		shop.seller('etsy').sell(INK, 8);
		const refused = await shop.delivered(1);
		expect(refused.reply).toMatchObject({ status: 503, items: undefined });
		shop.sandbox.faults.clear();
		shop.time.speed = 1;
		const { sent, reply } = await shop.news(1);
		expect(sent.headers['webhook-id']).toBe(refused.sent.headers['webhook-id']);
		expect(reply.items).toMatchObject([{ event: 'ranOut', sku: INK }]);
	});
});

describe('what Etsy tells besides', () => {
	it.each(['order.shipped', 'order.delivered', 'listing.updated', ''])(
		'%s starts nothing and costs no request',
		async (event) => {
			await listen();
			shop.sandbox.resetCounts();
			expect(await tell(order(receiptUrl(ids.shop, sold(INK)), event))).toMatchObject({
				status: 200,
				items: undefined,
			});
			expect(shop.sandbox.requests('etsy')).toBe(0);
		},
	);

	it.each(['[]', 'null', '{"event_type":["order.paid"]}', '{}'])(
		'%s is nothing to read',
		async (body) => {
			await listen();
			expect(await tell(body)).toMatchObject({ status: 200, items: undefined });
		},
	);

	it.each([
		'https://openapi.etsy.com.attacker.test/v3/application/shops/456/receipts/1',
		'https://attacker.test/v3/application/shops/456/receipts/1',
		'http://openapi.etsy.com/v3/application/shops/456/receipts/1',
		'https://openapi.etsy.com@attacker.test/v3/application/shops/456/receipts/1',
		'https://openapi.etsy.com/v3/application/shops/456/receipts/1/../../../../users/me',
		'https://openapi.etsy.com/v3/application/shops/456/receipts/1%2F2',
		'file:///etc/passwd',
		'',
	])('an order at %s is not asked for, and a person hears of it', async (address) => {
		await listen();
		shop.sandbox.resetCounts();
		const { status, items } = await tell(order(address));
		expect(status).toBe(200);
		expect(items).toMatchObject([
			{ event: 'unresolved', message: expect.stringContaining('not one of its own') },
		]);
		expect(shop.sandbox.requests('etsy')).toBe(0);
	});

	it('an order of another shop of the same app is that shop’s business', async () => {
		await listen();
		expect(await tell(order(receiptUrl(457, 1)))).toMatchObject({ status: 200, items: undefined });
	});

	it('an order that is gone, or whose listing is, gives nothing', async () => {
		await listen();
		expect(await tell(order(receiptUrl(ids.shop, 1)))).toMatchObject({ items: undefined });
		const receipt = sold(INK);
		shop.seller('etsy').remove?.(INK);
		expect(await tell(order(receiptUrl(ids.shop, receipt)))).toMatchObject({
			status: 200,
			items: undefined,
		});
	});

	it('a connection without the right to read orders is said aloud', async () => {
		const { signedIn } = fake();
		const poor = fake().access.signIn(['shops_r', 'listings_r', 'listings_w']);
		await listen({ credentials: { [TYPE]: { oauthTokenData: { ...signedIn, ...poor } } } });
		shop.seller('etsy').sell(INK, 8);
		expect((await shop.news()).reply.items).toMatchObject([
			{
				event: 'unresolved',
				message: expect.stringContaining('lacks a right'),
				nextStep: expect.stringContaining('connect the account again'),
			},
		]);
	});
});

describe('the signature', () => {
	it('older than five minutes is a replay', async () => {
		await listen();
		const body = order(receiptUrl(ids.shop, sold(INK)));
		const minutes = (count: number) => Date.now() - count * 60_000;
		expect((await tell(body, 'msg_1', minutes(4))).status).toBe(200);
		expect((await tell(body, 'msg_2', minutes(6))).status).toBe(401);
		expect((await tell(body, 'msg_3', minutes(-6))).status).toBe(401);
	});

	it.each([
		['bare', (mac: string) => mac],
		['with its version', (mac: string) => `v1,${mac}`],
		['among others', (mac: string) => `v1,AAAA v1a,BBBB v1,${mac}`],
	])('passes %s', async (_name, write) => {
		await listen();
		const body = JSON.stringify(order(receiptUrl(ids.shop, 1)));
		const headers = signed('msg_1', Date.now(), body);
		const mac = headers['webhook-signature'].slice(3);
		const given = { ...headers, 'webhook-signature': write(mac) };
		expect((await trigger.receive({ body, headers: given })).status).toBe(200);
	});

	it('of another version does not pass', async () => {
		await listen();
		const body = JSON.stringify(order(receiptUrl(ids.shop, 1)));
		const headers = signed('msg_1', Date.now(), body);
		const mac = headers['webhook-signature'].slice(3);
		const given = { ...headers, 'webhook-signature': `v2,${mac}` };
		expect((await trigger.receive({ body, headers: given })).status).toBe(401);
	});

	it.each(['', ' ', 'whsec_'])('passes for nobody while the secret is %o', async (secret) => {
		await listen({ credentials: { [TYPE]: { webhookSecret: secret } } });
		const body = JSON.stringify(order(receiptUrl(ids.shop, 1)));
		const time = String(Math.floor(Date.now() / 1_000));
		const mac = createHmac('sha256', '').update(`msg_1.${time}.${body}`).digest('base64');
		const headers = {
			'webhook-id': 'msg_1',
			'webhook-timestamp': time,
			'webhook-signature': `v1,${mac}`,
		};
		expect((await trigger.receive({ body, headers })).status).toBe(401);
	});

	it('takes the secret with blanks and without its mark', async () => {
		await listen({
			credentials: { [TYPE]: { webhookSecret: ` ${signingSecret.replace('whsec_', '')}\n` } },
		});
		shop.seller('etsy').sell(INK, 8);
		expect((await shop.news()).reply.items).toMatchObject([{ sku: INK }]);
	});

	it.each([
		[
			'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
			'msg_p5jXN8AQM9LWM0D4loKWxJek',
			1614265330,
			'{"test": 2432232314}',
			'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
		],
		[
			'whsec_plJ3nmyCDGBKInavdOK15jsl',
			'msg_loFOjxBNrRLzqYUf',
			1731705121,
			'{"event_type":"ping","data":{"success":true}}',
			'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
		],
	])('agrees with the published example of %s', async (secret, id, time, body, signature) => {
		const { webhook } = built('./platforms/etsy/webhook.js') as { webhook: WebhookSource };
		const key = webhook.secret as (credential: object) => string;
		const delivery: Delivery = {
			method: 'POST',
			rawBody: Buffer.from(body),
			headers: {
				'webhook-id': id,
				'webhook-timestamp': String(time),
				'webhook-signature': signature,
			},
			query: {},
			url: 'https://n8n.example.test/webhook',
			receivedAt: time * 1_000 + 1_000,
		};
		const verdict = async (given: Partial<Delivery>) =>
			(await webhook.verify({ ...delivery, ...given }, key({ webhookSecret: secret }), undefined!))
				.ok;
		expect(await verdict({})).toBe(true);
		expect(await verdict({ rawBody: Buffer.from(`${body} `) })).toBe(false);
	});
});
