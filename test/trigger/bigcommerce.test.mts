// What is special about news of BigCommerce: five hooks, ids only, a signature that some stores may not send.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { WebhookSource } from '../../platforms/webhookSource';
import type { BigCommerceFake } from '../../sandbox/bigcommerce/index.mts';
import { built } from '../harness.mts';
import { expectSound } from '../platforms/bigcommerceShop.mts';
import { refusalOf, type TestTrigger } from './harness.mts';
import { TriggerShop, type Delivered } from './shop.mts';

const { webhook } = built('./platforms/bigcommerce/webhook.js') as { webhook: WebhookSource };

let shop: TriggerShop;
let fake: BigCommerceFake;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
	fake = shop.sandbox.fakes.get('bigcommerce') as BigCommerceFake;
});
afterEach(async () => {
	await shop.close();
	for (const entry of shop.sandbox.log.entries('bigcommerce')) expectSound(entry);
});

const listen = async (parameters = {}) => {
	trigger = await shop.listen('bigcommerce', { parameters });
};
const hooks = () => [...fake.hooks.all.values()];
const scopes = () => hooks().map(({ scope }) => scope);
const quiet = async () => await new Promise((resolve) => setTimeout(resolve, 100));
const scopeOf = ({ sent }: Delivered) => (JSON.parse(sent.body) as { scope: string }).scope;
const items = () => shop.deliveries.flatMap(({ reply }) => reply.items ?? []);

const STOCK = [
	'store/product/inventory/updated',
	'store/product/inventory/order/updated',
	'store/sku/inventory/updated',
	'store/sku/inventory/order/updated',
];

describe('registration', () => {
	it('makes one hook for each kind of news, with a header of its own', async () => {
		await listen();
		expect(scopes().sort()).toEqual([...STOCK, 'store/product/updated'].sort());
		for (const { destination, headers, active } of hooks()) {
			expect({ destination, active }).toEqual({ destination: trigger.url, active: true });
			expect(headers?.['x-stock-out-token']).toMatch(/^[0-9a-f]{64}$/);
		}
		expect(JSON.stringify(hooks())).not.toContain(fake.account.clientSecret);
	});

	it('leaves the product alone when only stock is wanted', async () => {
		await listen({ triggerOn: ['outOfStock'] });
		expect(scopes().sort()).toEqual([...STOCK].sort());
	});

	it('makes what is missing, and only that', async () => {
		await listen();
		const [gone, ...kept] = hooks();
		fake.hooks.all.delete(gone!.id);
		expect(await trigger.activate()).toEqual({ registered: true });
		expect(scopes().sort()).toEqual([...STOCK, 'store/product/updated'].sort());
		expect(hooks()).toEqual(expect.arrayContaining(kept));
	});

	it('switches on again what BigCommerce switched off', async () => {
		await listen();
		for (const hook of hooks()) hook.active = false;
		expect(await trigger.activate()).toEqual({ registered: false });
		expect(hooks().every(({ active }) => active)).toBe(true);
	});

	it('wants a public https address on port 443', async () => {
		for (const webhookBaseUrl of [
			'http://n8n.example.test/webhook',
			'https://n8n.example.test:8443/webhook',
		]) {
			const other = shop.trigger('bigcommerce', { webhookBaseUrl });
			// The fake is on this very computer, so it is the one to refuse here.
			const { message } = await refusalOf(other.activate());
			expect(message).toMatch(/did not register the webhook.*https address on port 443/);
		}
		expect(hooks()).toEqual([]);
	});

	it.each([
		['https://n8n.example.test/webhook/1', true],
		['https://n8n.example.test:8443/webhook/1', false],
		['http://n8n.example.test/webhook/1', false],
		['https://localhost/webhook/1', false],
	])('of %s: %s', (address, isFine) => {
		const problem = webhook.registration!.refusesAddress!(new URL(address));
		expect(problem === undefined).toBe(isFine);
	});

	it('is not done without the client secret', async () => {
		const other = shop.trigger('bigcommerce', {
			credentials: { stockOutBigCommerceApi: { clientSecret: '' } },
		});
		expect(await refusalOf(other.activate())).toMatchObject({
			message: expect.stringContaining('no secret'),
			nextStep: expect.stringContaining('credential'),
		});
		expect(hooks()).toEqual([]);
	});
});

describe('news', () => {
	it('of a variant names it and its product', async () => {
		await listen();
		shop.seller('bigcommerce').sell('ACR-HB-COBL-120', 3);
		const news = await shop.news();
		expect(scopeOf(news)).toBe('store/sku/inventory/order/updated');
		expect(news.reply.items).toEqual([
			expect.objectContaining({
				event: 'ranOut',
				sku: 'ACR-HB-COBL-120',
				title: 'Heavy Body Acrylic Cobalt Blue',
				quantity: 0,
				reason: 'available_to_sell 0',
				productId: expect.stringMatching(/^\d+$/),
				variantId: expect.stringMatching(/^\d+$/),
			}),
		]);
	});

	it('is read from the store, whatever the delivery calls the value', async () => {
		await listen();
		shop.seller('bigcommerce').sell('ACR-GEL-MATT-500', 6);
		const { sent, reply } = await shop.delivered(1);
		expect(JSON.parse(sent.body)).toMatchObject({ data: { inventory: { value: -6 } } });
		expect(reply).toMatchObject({ status: 200, items: undefined });
	});

	it('of a stock that variants share comes for each of them', async () => {
		await listen();
		shop.seller('bigcommerce').sell('ACR-PAD-A4', 20);
		const { items } = (await shop.news()).reply;
		expect(items?.map(({ sku, quantity }) => [sku, quantity])).toEqual([
			['ACR-PAD-A4', 0],
			['ACR-PAD-A3', 0],
			['ACR-PAD', 0],
		]);
	});

	it('counts the chosen locations only', async () => {
		await listen({ locations: ['2'] });
		// 15 lie in the store room and 7 on the shop floor.
		shop.seller('bigcommerce').sell('ACR-MRK-CBLK-F', 15);
		expect((await shop.delivered(1)).reply).toMatchObject({ status: 200, items: undefined });
		shop.seller('bigcommerce').sell('ACR-MRK-CBLK-F', 7);
		expect((await shop.news()).reply.items).toMatchObject([{ quantity: 0 }]);
	});

	it('that somebody hid a product makes it unavailable, and showing it brings it back', async () => {
		await listen({ triggerOn: ['outOfStock', 'unavailable', 'backInStock'] });
		shop.seller('bigcommerce').setHidden('ACR-GEL-MATT-500', true);
		expect((await shop.news()).reply.items).toMatchObject([
			{
				event: 'unavailable',
				sku: 'ACR-GEL-MATT-500',
				quantity: 7,
				reason: expect.stringContaining('is_visible false'),
			},
		]);
		const before = shop.deliveries.length;
		shop.seller('bigcommerce').setHidden('ACR-GEL-MATT-500', false);
		expect((await shop.news(before)).reply.items).toMatchObject([
			{ event: 'cameBack', sku: 'ACR-GEL-MATT-500', quantity: 7 },
		]);
	});

	it('that a seller set it to 0 comes once, though the product changed as well', async () => {
		await listen();
		shop.seller('bigcommerce').setQuantity('ACR-GEL-MATT-500', 0);
		await shop.delivered(2);
		await quiet();
		expect(shop.deliveries.map(scopeOf).sort()).toEqual([
			'store/product/inventory/updated',
			'store/product/updated',
		]);
		expect(items()).toMatchObject([{ event: 'ranOut', sku: 'ACR-GEL-MATT-500' }]);
	});

	it('of what was deleted meanwhile is nothing', async () => {
		await listen();
		shop.seller('bigcommerce').sell('ACR-GEL-MATT-500', 7);
		shop.seller('bigcommerce').remove!('ACR-GEL-MATT-500');
		expect((await shop.delivered(1)).reply).toMatchObject({ status: 200, items: undefined });
	});

	it('names the variant alone, where the delivery leaves out the product', async () => {
		await listen();
		const variant = fake.shop.variants.find(({ sku }) => sku === 'ACR-HB-COBL-60')!;
		for (const level of variant.levels.values()) level.onHand = 0;
		fake.hooks.announce('store/sku/inventory/updated', {
			type: 'sku',
			id: 9,
			inventory: { method: 'absolute', value: 0, variant_id: variant.id },
		});
		expect((await shop.news()).reply.items).toMatchObject([{ sku: 'ACR-HB-COBL-60', quantity: 0 }]);
	});

	it.each([
		['another scope', { scope: 'store/order/created', data: { type: 'order', id: 1 } }],
		['no data', { scope: 'store/product/updated' }],
		[
			'ids that are none',
			{ scope: 'store/product/updated', data: { type: 'product', id: '../1' } },
		],
		['a list', []],
	])('with %s is nothing', async (_name, body) => {
		await listen();
		fake.hooks.signs = false;
		const headers = hooks()[0]!.headers!;
		const reply = await trigger.receive({ headers, body: JSON.stringify(body) });
		expect(reply).toMatchObject({ status: 200, items: undefined });
	});
});

describe('whose call it is', () => {
	const sale = async (): Promise<Delivered> => {
		await listen();
		shop.seller('bigcommerce').sell('ACR-GEL-MATT-500', 7);
		return await shop.news();
	};

	it('is told by the own header where the store signs nothing', async () => {
		fake.hooks.signs = false;
		const { sent, reply } = await sale();
		expect(Object.keys(sent.headers)).not.toContain('webhook-signature');
		expect(reply.items).toMatchObject([{ event: 'ranOut' }]);
		const wrong = { ...sent.headers, 'x-stock-out-token': 'f'.repeat(64) };
		expect(await trigger.receive({ ...sent, headers: wrong })).toMatchObject({ status: 401 });
	});

	it('is not told by the own header where a signature is there and wrong', async () => {
		const { sent } = await sale();
		const headers = { ...sent.headers, 'webhook-signature': 'v1,AAAA' };
		expect(await trigger.receive({ ...sent, headers })).toMatchObject({ status: 401 });
	});

	it('is refused when it was signed long ago', async () => {
		const { sent } = await sale();
		shop.time.forward(5 * 60_000 + 2_000);
		expect(await trigger.receive(sent)).toMatchObject({ status: 401, items: undefined });
		expect(trigger.warnings.at(-1)).toContain('expired');
	});
});
