// What is special about eBay's deliveries: they name an order, are signed with eBay's own key, and the address is tried first.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Call } from '../../http/answer';
import type { Delivery } from '../../events/signature';
import type { Registration, WebhookSource } from '../../platforms/webhookSource';
import type { EbayFake } from '../../sandbox/ebay/index.mts';
import { inventoryOnlyRefreshToken } from '../../sandbox/ebay/login.mts';
import { signatureOf } from '../../sandbox/ebay/signing.mts';
import { built } from '../harness.mts';
import { requestSchema, responseSchema, violations } from '../openapi.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { refusalOf, type TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const INK = 'ACR-INK-PAYN-30';
const EASEL = 'ACR-EAS-OAK';
const BRUSH = 'ACR-BRS-8';
const TYPE = 'stockOutEbayApi';

const { webhook } = built('./platforms/ebay/webhook.js') as {
	webhook: WebhookSource & { registration: Registration };
};

let shop: TriggerShop;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const fake = () => shop.sandbox.fakes.get('ebay') as EbayFake;
const listen = async (options: Parameters<TriggerShop['listen']>[1] = {}) => {
	trigger = await shop.listen('ebay', options);
};
/** A delivery made by hand, signed with eBay's own key. */
const tell = async (body: object | string, header?: string) => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return await trigger.receive({
		body: text,
		headers: { 'x-ebay-signature': header ?? signatureOf(text) },
	});
};
const order = (data: object, more: object = {}) => ({
	metadata: { topic: 'ORDER_CONFIRMATION', schemaVersion: '1.0', deprecated: false },
	notification: {
		notificationId: 'note-1',
		eventDate: '2026-11-23T10:00:00.000Z',
		publishAttemptCount: 1,
		data,
		...more,
	},
});
const sold = (sku: string, itemId = '') =>
	fake().orders.add({ sku, title: sku, itemId, price: '1.00', quantity: 1 });

describe('a real delivery of eBay', () => {
	it('names an order; SKU and quantity are looked up', async () => {
		await listen();
		shop.seller('ebay').sell(INK, 8);
		const { sent, reply } = await shop.news();
		expect(sent.body).not.toContain(INK);
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: INK,
				title: "Acrylic Ink Payne's Grey 30 ml",
				quantity: 0,
				reason: 'quantity 0',
				source: 'ebay',
				occurredAt: expect.stringMatching(/Z$/),
				receivedAt: expect.stringMatching(/Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
	});

	it.each([
		['a listing made on eBay', EASEL, 3],
		['a variation of one', BRUSH, 9],
	])('speaks of %s too', async (_, sku, count) => {
		await listen();
		shop.seller('ebay').sell(sku, count);
		expect((await shop.news()).reply.items).toMatchObject([
			{ event: 'ranOut', sku, quantity: 0, productId: expect.stringMatching(/^\d+$/) },
		]);
	});

	it('also where selling out ends the listing', async () => {
		fake().shop.outOfStockControl = false;
		await listen();
		shop.seller('ebay').sell(INK, 8);
		expect((await shop.news()).reply.items).toMatchObject([
			{ event: 'ranOut', sku: INK, quantity: 0 },
		]);
	});

	it('speaks of every line of an order, each once', async () => {
		await listen();
		for (const sku of [INK, EASEL]) shop.seller('ebay').setQuantity(sku, 0);
		const { itemId } = fake().shop.listings.find(({ sku }) => sku === EASEL)!;
		const list = fake().orders.list.bind(fake().orders);
		const ids = [sold(INK), sold(INK), sold(EASEL, itemId)];
		fake().orders.list = (query) => {
			query.set('orderIds', ids.join(','));
			return list(query);
		};
		const { items } = await tell(order({ orderId: ids[0] }));
		expect(items?.map(({ sku }) => sku).sort()).toEqual([EASEL, INK]);
		expect(new Set(items?.map(({ eventId }) => eventId)).size).toBe(2);
	});

	it('comes again until it is answered, and the event stays the same', async () => {
		await listen();
		shop.time.speed = 1_000;
		shop.sandbox.faults.add({ slug: 'ebay', kind: 'unavailable', path: 'order$' });
		shop.seller('ebay').sell(INK, 8);
		const refused = await shop.first(({ reply }) => reply.status !== 200);
		expect(refused.reply).toMatchObject({ status: 503, items: undefined });
		shop.sandbox.faults.clear();
		shop.time.speed = 1;
		const { sent, reply } = await shop.news();
		const idOf = (body: string) =>
			(JSON.parse(body) as ReturnType<typeof order>).notification.notificationId;
		expect(idOf(sent.body)).toBe(idOf(refused.sent.body));
		expect(sent.body).not.toBe(refused.sent.body);
		expect(reply.items).toMatchObject([{ event: 'ranOut', sku: INK }]);
	});
});

describe('where the order stands in it', () => {
	it.each([
		['at the top', (orderId: string) => ({ orderId })],
		['deeper', (orderId: string) => ({ user: {}, order: { detail: { orderId } } })],
		['in a list', (orderId: string) => ({ orders: [{ lineItem: {} }, { orderId }] })],
	])('%s: it is found', async (_, write) => {
		await listen();
		shop.seller('ebay').setQuantity(INK, 0);
		expect((await tell(order(write(sold(INK))))).items).toMatchObject([
			{ sku: INK, quantity: 0, occurredAt: '2026-11-23T10:00:00.000Z' },
		]);
	});

	it.each([{}, { orderId: '' }, { orderId: {} }, { order: [[], null, 'x'] }])(
		'nowhere (%o): a person hears of it',
		async (data) => {
			await listen();
			expect((await tell(order(data))).items).toMatchObject([
				{ event: 'unresolved', message: expect.stringContaining('without its number') },
			]);
		},
	);

	it('is not looked for without end', async () => {
		await listen();
		const deep = `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`;
		const body = JSON.stringify(order({ deep: 'X' })).replace('"X"', deep);
		expect((await tell(body)).items).toMatchObject([{ event: 'unresolved' }]);
	});

	it('names one that eBay does not know: nothing is left to report', async () => {
		await listen();
		expect(await tell(order({ orderId: '99-00000-00000' }))).toMatchObject({
			status: 200,
			items: undefined,
		});
		const gone = sold(INK);
		shop.seller('ebay').remove?.(INK);
		expect((await tell(order({ orderId: gone }))).items).toBeUndefined();
	});

	it('other topics start nothing and cost no look-up', async () => {
		await listen();
		await tell(order({ orderId: sold(INK) }));
		shop.sandbox.resetCounts();
		const other = order({ orderId: sold(INK) });
		other.metadata.topic = 'ITEM_MARKED_SHIPPED';
		for (const body of [other, {}, [], 'null'])
			expect(await tell(body)).toMatchObject({ status: 200, items: undefined });
		expect(shop.sandbox.requests('ebay')).toBe(0);
	});
});

describe('the handshake', () => {
	it('proves the token and the address as eBay demands', async () => {
		await listen();
		const [place] = fake().notifications.destinations;
		const { endpoint, verificationToken } = place!.deliveryConfig;
		expect(verificationToken).toMatch(/^[A-Za-z0-9_-]{32,80}$/);
		const reply = await trigger.receive({
			method: 'GET',
			headers: {},
			body: '',
			query: { challenge_code: 'a8628072-3d33-45ee-9004-bee86830a22d' },
		});
		const challengeResponse = createHash('sha256')
			.update('a8628072-3d33-45ee-9004-bee86830a22d')
			.update(verificationToken)
			.update(endpoint)
			.digest('hex');
		expect(reply).toMatchObject({
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ challengeResponse }),
			items: undefined,
		});
	});

	it('is answered before anything was kept, since eBay asks while it registers', async () => {
		const fresh = shop.trigger('ebay');
		expect(fresh.kept).toEqual({});
		await fresh.activate();
		expect(shop.deliveries[0]).toMatchObject({
			sent: { method: 'GET', url: expect.stringContaining('challenge_code=') },
			reply: { status: 200 },
		});
	});

	it.each<Record<string, string>>([{}, { challenge_code: '' }, { challenge: 'x' }])(
		'needs a code: %o',
		async (query) => {
			await listen();
			const reply = await trigger.receive({ method: 'GET', headers: {}, body: '', query });
			expect(reply.status).toBe(405);
		},
	);

	it('gives nothing away where the credential has no secret', () => {
		const delivery = { method: 'GET', query: { challenge_code: 'x' } } as unknown as Delivery;
		expect(webhook.handshake!(delivery, '')).toBeUndefined();
	});
});

describe('the registration', () => {
	const { subscriptions, destinations } = {
		subscriptions: () => fake().notifications.subscriptions,
		destinations: () => fake().notifications.destinations,
	};

	it('enters address and subscription, with the alert address of the credential', async () => {
		await listen();
		expect(fake().notifications.alertEmail).toBe('shop@example.test');
		expect(destinations()).toMatchObject([
			{ status: 'ENABLED', deliveryConfig: { endpoint: trigger.url } },
		]);
		expect(subscriptions()).toMatchObject([
			{
				topicId: 'ORDER_CONFIRMATION',
				status: 'ENABLED',
				payload: { format: 'JSON', schemaVersion: '1.0', deliveryProtocol: 'HTTPS' },
			},
		]);
		await trigger.deactivate();
		expect([...destinations(), ...subscriptions()]).toEqual([]);
	});

	it('leaves an alert address alone that the app has already', async () => {
		fake().notifications.alertEmail = 'dev@example.test';
		await listen({ credentials: { [TYPE]: { alertEmail: '' } } });
		expect(fake().notifications.alertEmail).toBe('dev@example.test');
	});

	it('asks for an alert address where there is none', async () => {
		const bare = shop.trigger('ebay', { credentials: { [TYPE]: { alertEmail: '' } } });
		expect(await refusalOf(bare.activate())).toMatchObject({
			message: expect.stringContaining('email address'),
			nextStep: expect.stringContaining('Alert Email'),
		});
		expect(destinations()).toEqual([]);
	});

	it('says that the address cannot be reached from outside', async () => {
		shop.time.speed = 1_000;
		const lost = shop.trigger('ebay');
		const { handle } = fake().notifications;
		fake().notifications.handle = async (path, request) => {
			if (request.method === 'POST' && path === '/destination')
				return {
					status: 400,
					body: {
						errors: [{ errorId: 195020, domain: 'API_NOTIFICATION', message: 'Challenge failed.' }],
					},
				};
			return await handle.call(fake().notifications, path, request);
		};
		expect(await refusalOf(lost.activate())).toMatchObject({
			message: expect.stringContaining('Challenge failed.'),
			nextStep: expect.stringContaining('WEBHOOK_URL'),
		});
	});

	it('switches on what eBay marked as down', async () => {
		await listen();
		destinations()[0]!.status = 'MARKED_DOWN';
		subscriptions()[0]!.status = 'DISABLED';
		expect(await trigger.activate()).toEqual({ registered: false });
		expect([destinations()[0]!.status, subscriptions()[0]!.status]).toEqual(['ENABLED', 'ENABLED']);
		shop.seller('ebay').sell(INK, 8);
		expect((await shop.news()).reply.items).toMatchObject([{ sku: INK }]);
	});

	it('subscribes anew when only the address is left', async () => {
		await listen();
		subscriptions().length = 0;
		expect(await trigger.activate()).toEqual({ registered: false });
		expect(subscriptions()).toHaveLength(1);
		expect(destinations()).toHaveLength(1);
	});

	it('does not take the subscription of another workflow away', async () => {
		await listen();
		const other = shop.trigger('ebay', { webhookBaseUrl: 'https://other.example.test/webhook' });
		expect(await refusalOf(other.activate())).toMatchObject({
			message: expect.stringContaining('n8n.example.test'),
			nextStep: expect.stringContaining('Unpublish'),
		});
		expect(destinations()).toHaveLength(1);
		shop.seller('ebay').sell(INK, 8);
		expect((await shop.news()).reply.items).toMatchObject([{ sku: INK }]);
	});

	it('takes over a subscription whose address eBay has given up', async () => {
		const old = await shop.listen('ebay', {
			webhookBaseUrl: 'https://old.example.test/webhook',
		});
		destinations()[0]!.status = 'MARKED_DOWN';
		await listen();
		expect(subscriptions()).toHaveLength(1);
		const place = destinations().find(({ deliveryConfig }) => deliveryConfig.endpoint !== old.url);
		expect(subscriptions()[0]!.destinationId).toBe(place!.destinationId);
	});

	it('finds its own among more addresses than one page holds', async () => {
		await listen();
		const [own] = destinations();
		for (let i = 0; i < 250; i++)
			destinations().unshift({
				...own!,
				destinationId: `other-${i}`,
				deliveryConfig: { ...own!.deliveryConfig, endpoint: `https://x.example.test/${i}` },
			});
		expect(await trigger.activate()).toEqual({ registered: false });
	});

	it('is refused for addresses eBay never calls', () => {
		const { refusesAddress } = webhook.registration;
		expect(refusesAddress!(new URL('http://n8n.example.test/x'))?.kind).toBe('refused');
		expect(refusesAddress!(new URL('https://localhost:5678/x'))?.kind).toBe('refused');
		expect(refusesAddress!(new URL('https://n8n.example.test/x'))).toBeUndefined();
	});

	it('names the scope that an older refresh token lacks', async () => {
		const old = shop.trigger('ebay', {
			credentials: { [TYPE]: { refreshToken: inventoryOnlyRefreshToken } },
		});
		expect((await refusalOf(old.activate())).nextStep).toContain(
			'commerce.notification.subscription',
		);
	});
});

describeWithSpecs('eBay’s own documents', () => {
	const notification = readSpec('ebay/commerce-notification-v1.json');
	const orders = readSpec('ebay/sell-fulfillment-v1-getOrders.json');

	it('describe every request of a workflow’s life, and every answer', async () => {
		// So that eBay's key is fetched again.
		shop.time.forward(24 * 3_600_000);
		await listen();
		shop.seller('ebay').sell(INK, 8);
		await shop.news();
		const place = fake().notifications.destinations[0]!;
		place.status = 'MARKED_DOWN';
		fake().notifications.subscriptions[0]!.status = 'DISABLED';
		await trigger.activate();
		await trigger.deactivate();
		const seen = new Set<string>();
		for (const {
			method,
			path,
			query,
			status,
			requestBody,
			responseBody,
		} of shop.sandbox.log.entries('ebay')) {
			const [, api, below] =
				/^\/(?:commerce|sell)\/(notification|fulfillment)\/v1(\/.*)$/.exec(path) ?? [];
			if (!api || !below) continue;
			const spec = api === 'notification' ? notification : orders;
			seen.add(`${method} ${below.split('/')[1]}`);
			const parsed = (text: string) => (text ? (JSON.parse(text) as unknown) : undefined);
			expect(violations(requestSchema(spec, method, below), parsed(requestBody)), path).toEqual([]);
			if (status < 400)
				expect(
					violations(responseSchema(spec, method, below, status), parsed(responseBody)),
					path,
				).toEqual([]);
			for (const name of new URLSearchParams(query).keys())
				expect(['limit', 'continuation_token', 'orderIds']).toContain(name);
		}
		expect([...seen].sort()).toEqual([
			'DELETE destination',
			'DELETE subscription',
			'GET config',
			'GET destination',
			'GET order',
			'GET public_key',
			'GET subscription',
			'POST destination',
			'POST subscription',
			'PUT config',
			'PUT destination',
		]);
	});
});

describe('the signature', () => {
	it('is checked with a key that is fetched once', async () => {
		await listen();
		const asked = () =>
			shop.sandbox.log.entries('ebay').filter(({ path }) => path.includes('/public_key/')).length;
		const before = asked();
		for (let i = 0; i < 5; i++)
			expect((await tell(order({ orderId: sold(INK) }))).status).toBe(200);
		expect(asked() - before).toBeLessThanOrEqual(1);
	});

	it('of an unknown key is refused, and its id reaches no address', async () => {
		await listen();
		const { privateKey } = generateKeyPairSync('ec', {
			namedCurve: 'prime256v1',
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		});
		const body = JSON.stringify(order({ orderId: sold(INK) }));
		shop.sandbox.resetCounts();
		for (const kid of ['../../subscription', 'a b', '', 'x/../../../identity', '%2e%2e%2fconfig'])
			expect((await tell(body, signatureOf(body, privateKey, kid))).status).toBe(401);
		expect(shop.sandbox.requests('ebay')).toBe(0);
		const unknown = '00000000-7d7b-4621-a0f1-96ccb428af49';
		for (let i = 0; i < 5; i++)
			expect((await tell(body, signatureOf(body, privateKey, unknown))).status).toBe(401);
		expect(shop.sandbox.requests('ebay')).toBe(1);
	});

	it.each([
		'',
		'x',
		'e30=',
		'bnVsbA==',
		Buffer.from('{"kid":{},"signature":[]}').toString('base64'),
	])('%o is none', async (header) => {
		await listen();
		expect((await tell(order({ orderId: '1' }), header)).status).toBe(401);
	});

	it('that cannot be checked now is neither believed nor refused for good', async () => {
		await listen();
		shop.time.speed = 1_000;
		shop.time.forward(2 * 3_600_000);
		shop.sandbox.faults.add({ slug: 'ebay', kind: 'unavailable', path: 'public_key' });
		expect(await tell(order({ orderId: sold(INK) }))).toMatchObject({
			status: 503,
			items: undefined,
		});
		shop.sandbox.faults.clear();
		shop.time.speed = 1;
		shop.seller('ebay').setQuantity(INK, 0);
		expect((await tell(order({ orderId: sold(INK) }))).items).toMatchObject([{ sku: INK }]);
	});

	// From eBay's own event-notification-nodejs-sdk 1.0.3 (Apache-2.0), test/test.json.
	it('agrees with the example of eBay’s own tool', async () => {
		const kid = '9936261a-7d7b-4621-a0f1-96ccb428af49';
		const call: Call = async ({ path }) => {
			expect(path).toBe(`/commerce/notification/v1/public_key/${kid}`);
			const key =
				'-----BEGIN PUBLIC KEY-----MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZhhxXKtR+TOvtDbgTPCkSof02qgBB7IsYOyf76ilExJ/upAa/vKIKheOoCyOpcLmi4t0b4uepb7LLjmMr90FUg==-----END PUBLIC KEY-----';
			const body = { key, algorithm: 'ECDSA', digest: 'SHA1' };
			return await Promise.resolve({ status: 200, headers: {}, body });
		};
		const message = (publishAttemptCount: number) =>
			JSON.stringify({
				metadata: {
					topic: 'MARKETPLACE_ACCOUNT_DELETION',
					schemaVersion: '1.0',
					deprecated: false,
				},
				notification: {
					notificationId:
						'49feeaeb-4982-42d9-a377-9645b8479411_33f7e043-fed8-442b-9d44-791923bd9a6d',
					eventDate: '2021-03-19T20:43:59.462Z',
					publishDate: '2021-03-19T20:43:59.679Z',
					publishAttemptCount,
					data: {
						username: 'test_user',
						userId: 'ma8vp1jySJC',
						eiasToken: 'nY+sHZ2PrBmdj6wVnY+sEZ2PrA2dj6wJnY+gAZGEpwmdj6x9nY+seQ==',
					},
				},
			});
		const valid =
			'eyJhbGciOiJlY2RzYSIsImtpZCI6Ijk5MzYyNjFhLTdkN2ItNDYyMS1hMGYxLTk2Y2NiNDI4YWY0OSIsInNpZ25hdHVyZSI6Ik1FWUNJUUNmeGZJV3V4bVdjSUJRSjljNS9YN2lHREpxczJSQ0dzQkVhQWppbnlycmZBSWhBSVY2d0djVGlCdVY1S0pVaWYyaG9reXJMK1E5c3NIa2FkK214Mm5FRTI1dyIsImRpZ2VzdCI6IlNIQTEifQ==';
		const mismatch =
			'eyJhbGciOiJlY2RzYSIsImtpZCI6Ijk5MzYyNjFhLTdkN2ItNDYyMS1hMGYxLTk2Y2NiNDI4YWY0OSIsInNpZ25hdHVyZSI6Ik1FVUNJUUNHY1NubUFrVGZyK1paMlZnMGJXRW9zOGEvdGVCcWk3UGU2OCtoR21MTUNRSWdlRnZrcnRvKzhkczhSVndJM0dnbjFtTUdDck5NRVpKM1NSbE8yZngveHFJPSIsImRpZ2VzdCI6IlNIQTEifQ==';
		const verdict = async (header: string, body: string) =>
			(
				await webhook.verify(
					{
						method: 'POST',
						rawBody: Buffer.from(body),
						headers: { 'x-ebay-signature': header },
						query: {},
						url: 'https://n8n.example.test/x',
						receivedAt: Date.UTC(2026, 10, 23),
					},
					'of the sdk',
					call,
				)
			).ok;
		expect(await verdict(valid, message(1))).toBe(true);
		expect(await verdict(valid, message(2))).toBe(false);
		expect(await verdict(mismatch, message(1))).toBe(false);
	});
});
