import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { serveSandbox } from '../../sandbox/server.mts';
import { makeWix, type WixFake } from '../../sandbox/wix/index.mts';
import { privateKey, publicKey } from '../../sandbox/wix/keys.mts';
import { events } from '../../sandbox/wix/webhooks.mts';
import { setProductClock } from '../shop.mts';
import { TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const INK = 'ACR-INK-PAYN-30';
/** 5 in the online store, 2 in the studio. */
const GEL = 'ACR-GEL-MATT-500';
/** Not tracked. */
const SHEET = 'ACR-SHT-CLR-A3';
const SIBLINGS = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];

let shop: TriggerShop;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const fake = () => shop.sandbox.fakes.get('wix') as WixFake;
const listen = async (parameters = {}, credential: Record<string, string> = {}) => {
	trigger = await shop.listen('wix', {
		parameters,
		credentials: { stockOutWixApi: credential },
	});
};
const itemOf = (sku: string) =>
	fake()
		.store.products.flatMap(({ items }) => items)
		.find(({ variant }) => variant.sku === sku)!;
/** What the shop sends of one SKU, as the trigger answers it. */
const newsOf = async (act: () => void) => {
	const before = shop.deliveries.length;
	act();
	return await shop.delivered(before + 1);
};
const post = async (body: string) => await trigger.receive({ headers: {}, body });

describe('a real delivery of Wix', () => {
	it('is an event in the words of an event, after a look-up', async () => {
		await listen();
		const { reply } = await newsOf(() => shop.seller('wix').sell(INK, 8));
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: INK,
				title: "Acrylic Ink Payne's Grey 30 ml",
				quantity: 0,
				reason: 'quantity 0',
				source: 'wix',
				productId: expect.stringMatching(/^0c00/),
				variantId: '00000000-0000-0000-0000-000000000000',
				occurredAt: expect.stringMatching(/Z$/),
				receivedAt: expect.stringMatching(/Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
		// The item, its siblings, and whether customers see the product.
		expect(shop.sandbox.requests('wix')).toBe(3);
	});

	it('costs no look-up when the count is in stock and only stock-outs are wanted', async () => {
		await listen();
		await newsOf(() => shop.seller('wix').sell(INK, 1));
		expect(shop.sandbox.requests('wix')).toBe(0);
	});

	it('is no event while another location has stock, unless only the empty one counts', async () => {
		await listen();
		const empty = () => shop.seller('wix').sell(GEL, 5);
		expect((await newsOf(empty)).reply).toMatchObject({ status: 200, items: undefined });
		const [online, studio] = fake().store.locations;
		trigger = shop.trigger('wix', { parameters: { locations: [online!.id] } });
		const { sent } = await shop.delivered(1);
		expect((await post(sent.body)).items).toMatchObject([{ sku: GEL, quantity: 0 }]);
		trigger = shop.trigger('wix', { parameters: { locations: [studio!.id] } });
		expect((await post(sent.body)).items).toBeUndefined();
	});

	it('hears of both locations that run out at the same moment, although queries lag behind', async () => {
		await listen();
		const rows = fake().store.products.flatMap(({ items }) =>
			items.filter(({ variant }) => variant.sku === GEL),
		);
		for (const row of rows) fake().store.write(row, { quantity: 0, inStock: false });
		const first = await shop.delivered(1);
		const second = await shop.delivered(2);
		expect([...(first.reply.items ?? []), ...(second.reply.items ?? [])]).not.toEqual([]);
	});

	it.each([false, true])(
		'understands both forms of the entity (as JSON text: %s)',
		async (asJson) => {
			await listen();
			fake().webhooks.asJson = asJson;
			const { reply } = await newsOf(() => shop.seller('wix').sell(INK, 8));
			expect(reply.items).toMatchObject([{ sku: INK, quantity: 0 }]);
		},
	);

	it.each([events.stockStatusUpdated, events.itemUpdatedWithReason])(
		'may be of another event: %s',
		async (event) => {
			await listen();
			fake().webhooks.topics.clear();
			fake().webhooks.topics.add(event);
			const { reply } = await newsOf(() => shop.seller('wix').sell(INK, 8));
			expect(reply.items).toMatchObject([{ event: 'ranOut', sku: INK, quantity: 0 }]);
		},
	);

	it('says unavailable of what is not tracked, and of all variants of a hidden product', async () => {
		await listen({ triggerOn: ['outOfStock', 'unavailable', 'backInStock'] });
		const out = await newsOf(() => shop.seller('wix').setQuantity(SHEET, 0));
		expect(out.reply.items).toMatchObject([
			{ event: 'unavailable', sku: SHEET, quantity: null, reason: 'inStock false' },
		]);
		const hidden = await newsOf(() => shop.seller('wix').setHidden(SIBLINGS[0]!, true));
		expect(hidden.reply.items).toMatchObject(
			SIBLINGS.map((sku) => ({
				event: 'unavailable',
				sku,
				reason: expect.stringMatching(/hidden$/),
			})),
		);
		const shown = await newsOf(() => shop.seller('wix').setHidden(SIBLINGS[0]!, false));
		expect(shown.reply.items).toMatchObject(SIBLINGS.map((sku) => ({ event: 'cameBack', sku })));
		const ids = [...hidden.reply.items!, ...shown.reply.items!].map(({ eventId }) => eventId);
		expect(new Set(ids).size).toBe(4);
	});

	it('is nothing when the item was deleted since, or belongs to another site', async () => {
		await listen();
		const { sent } = await newsOf(() => shop.seller('wix').sell(INK, 8));
		shop.seller('wix').remove(INK);
		expect(await post(sent.body)).toMatchObject({ status: 200, items: undefined });
	});

	it('keeps hostile SKUs, and says nothing of events it does not know', async () => {
		await listen();
		const sku = `<b>"';--\\\u202e`;
		itemOf(INK).variant.sku = sku;
		const { reply } = await newsOf(() => shop.seller('wix').sell(sku, 8));
		expect(reply.items).toMatchObject([{ sku }]);
		const { token } = fake().webhooks;
		const send = async (type: string, data: object) =>
			await post(token.call(fake().webhooks, type, data as never));
		for (const [type, data] of [
			['wix.stores.catalog.v3.product_deleted', { entityId: 'x' }],
			[events.itemUpdated, {}],
			[events.itemUpdated, { entityId: { a: 1 } }],
			[events.itemUpdated, { entityId: '../../products' }],
			[events.productUpdated, { entityId: 'nobody' }],
			[events.variantsChanged, { productId: 'p', variants: 'x' }],
			['__proto__', { entityId: 'x' }],
		] as const)
			expect(await send(type, data)).toMatchObject({ status: 200, items: undefined });
	});
});

describe('a delivery that must not pass', () => {
	const data = { id: 'e-1', entityId: 'x' };
	const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
	const claims = () => ({
		data: JSON.stringify({ eventType: events.itemUpdated, data: JSON.stringify(data) }),
		iat: Math.floor(Date.now() / 1000),
		exp: Math.floor(Date.now() / 1000) + 300_000,
	});
	const signed = (head: object, body: object, key = privateKey) => {
		const text = `${part(head)}.${part(body)}`;
		return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
	};
	beforeEach(async () => await listen());

	it('is one whose like passes', async () => {
		expect(await post(signed({ alg: 'RS256' }, claims()))).toMatchObject({ status: 200 });
	});

	it.each<[string, () => string]>([
		['unsigned', () => `${part({ alg: 'none' })}.${part(claims())}.`],
		['that names no algorithm', () => signed({}, claims())],
		['that names another algorithm', () => signed({ alg: 'HS256' }, claims())],
		[
			'of another app',
			() => {
				const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
				return signed(
					{ alg: 'RS256' },
					claims(),
					other.export({ type: 'pkcs8', format: 'pem' }) as string,
				);
			},
		],
		[
			'with other claims',
			() => {
				const [head, , signature] = signed({ alg: 'RS256' }, claims()).split('.');
				return `${head}.${part({ ...claims(), exp: 9_999_999_999 })}.${signature}`;
			},
		],
		['of a part too many', () => `${signed({ alg: 'RS256' }, claims())}.x`],
		['with blanks around', () => ` ${signed({ alg: 'RS256' }, claims())}\n`],
		[
			'that has run out',
			() => signed({ alg: 'RS256' }, { ...claims(), exp: Date.now() / 1000 - 301 }),
		],
		[
			'five days old',
			() => signed({ alg: 'RS256' }, { ...claims(), iat: Date.now() / 1000 - 5 * 86_400 }),
		],
		[
			'of tomorrow',
			() => signed({ alg: 'RS256' }, { ...claims(), iat: Date.now() / 1000 + 86_400 }),
		],
		['without any time', () => signed({ alg: 'RS256' }, { data: claims().data })],
		['that is no JSON inside', () => `${'x'.repeat(20)}.${'y'.repeat(20)}.${'z'.repeat(20)}`],
	])('a token %s: 401, nothing started', async (_what, body) => {
		expect(await post(body())).toEqual({ status: 401, body: 'Unauthorized', items: undefined });
		expect(trigger.warnings).toHaveLength(1);
	});

	it('meets a node without a key, or with nonsense for a key', async () => {
		for (const key of ['', 'nonsense', publicKey.replace(/M/g, 'N'), privateKey]) {
			await listen({}, { publicKey: key });
			expect(await post(signed({ alg: 'RS256' }, claims()))).toMatchObject({ status: 401 });
			expect(trigger.warnings).toEqual(['Stock-Out Trigger: a call was refused (noSecret)']);
		}
	});
});

describe('the public key', () => {
	const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
	it.each([
		['as one line', publicKey.replace(/\n/g, ' ')],
		['with written line breaks', publicKey.replace(/\n/g, '\\n')],
		['as base64 of the whole', Buffer.from(publicKey).toString('base64')],
		[
			'beside one that replaces it',
			`${other.export({ type: 'spki', format: 'pem' }) as string}\n${publicKey}`,
		],
	])('may be pasted %s', async (_how, key) => {
		await listen({}, { publicKey: key });
		const { reply } = await newsOf(() => shop.seller('wix').sell(INK, 8));
		expect(reply.items).toMatchObject([{ sku: INK }]);
	});
});

describe('a delivery that could not be completed', () => {
	it('comes again after a minute and is told then', async () => {
		await listen();
		shop.time.speed = 1000;
		const rule = { slug: 'wix', kind: 'unavailable' } as const;
		shop.sandbox.faults.add(rule);
		const { reply } = await newsOf(() => shop.seller('wix').sell(INK, 8));
		expect(reply).toMatchObject({ status: 503, items: undefined });
		shop.sandbox.faults.clear();
		shop.time.speed = 1;
		expect((await shop.news()).reply.items).toMatchObject([{ sku: INK, quantity: 0 }]);
	});
});

describe('a site with catalog V1', () => {
	it('names changed variants without SKU; they are looked up', async () => {
		const deliveries: string[] = [];
		const served = await serveSandbox({
			port: 0,
			delayFactor: 0.0005,
			makers: [makeWix({ catalog: 'V1' })],
			deliver: async ({ body }) => {
				deliveries.push(body);
				return 200;
			},
		});
		const restore = setProductClock({
			now: () => Date.now(),
			sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
		});
		try {
			const old = served.sandbox.fakes.get('wix') as WixFake;
			trigger = new TestTrigger({
				parameters: { source: 'wix', triggerOn: ['outOfStock', 'unavailable'] },
				credentials: { stockOutWixApi: { ...old.account } },
			});
			old.enterWebhook?.(trigger.url);
			const next = async (act: () => void) => {
				const count = deliveries.length;
				act();
				while (deliveries.length === count) await new Promise((resolve) => setTimeout(resolve, 5));
				return await post(deliveries.at(-1)!);
			};
			const { items } = await next(() => old.seller.setQuantity(SIBLINGS[1]!, 0));
			expect(items).toMatchObject([
				{ event: 'ranOut', sku: SIBLINGS[1], quantity: 0, variantId: expect.any(String) },
			]);
			const sheet = await next(() => old.seller.setQuantity(SHEET, 0));
			expect(sheet.items).toMatchObject([{ event: 'unavailable', sku: SHEET, quantity: null }]);
			served.sandbox.resetCounts();
			expect((await next(() => old.seller.sell(SIBLINGS[0]!, 1))).items).toBeUndefined();
			expect(served.sandbox.requests('wix')).toBe(0);
			await next(() => old.seller.sell(SIBLINGS[0]!, 99));
			old.seller.remove(SIBLINGS[0]!);
			old.seller.remove(SIBLINGS[1]!);
			expect(await post(deliveries.at(-1)!)).toMatchObject({ status: 200, items: undefined });
		} finally {
			restore();
			await served.close();
		}
	});
});
