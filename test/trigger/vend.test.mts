// What is special about news of Lightspeed X-Series: no signature, so the secret stands in the address; ids only, in a form.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { WebhookSource } from '../../platforms/webhookSource';
import type { VendFake } from '../../sandbox/vend/index.mts';
import { tokens } from '../../sandbox/vend/access.mts';
import { deliveryOf } from '../events/scheme.mts';
import { built } from '../harness.mts';
import { expectSound } from '../platforms/vendShop.mts';
import { refusalOf, type TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const { webhook } = built('./platforms/vend/webhook.js') as { webhook: WebhookSource };

let shop: TriggerShop;
let fake: VendFake;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
	fake = shop.sandbox.fakes.get('vend') as VendFake;
});
afterEach(async () => {
	await shop.close();
	for (const entry of shop.sandbox.log.entries('vend')) expectSound(entry);
});

const listen = async (parameters = {}) => {
	trigger = await shop.listen('vend', { parameters });
};
const hooks = () => [...fake.webhooks.all.values()];
const quiet = async () => await new Promise((resolve) => setTimeout(resolve, 100));
const form = (payload: unknown) =>
	new URLSearchParams({
		payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
		domain_prefix: 'acrylics',
	}).toString();
const receive = async (payload: unknown) =>
	await trigger.receive({ headers: {}, body: form(payload), query: { token: trigger.secret! } });

describe('registration', () => {
	it('puts a secret of its own into the address', async () => {
		await listen();
		expect(hooks().map(({ type }) => type)).toEqual(['inventory.update', 'product.update']);
		for (const { url, active } of hooks())
			expect({ url, active }).toEqual({
				url: `${trigger.url}?token=${trigger.secret}`,
				active: true,
			});
		expect(trigger.secret).toMatch(/^[0-9a-f]{48}$/);
		expect(shop.sandbox.fakes.get('vend')!.account.accessToken).not.toContain(trigger.secret);
	});

	it('hears of stock alone when nothing else is wanted', async () => {
		await listen({ triggerOn: ['outOfStock', 'backInStock'] });
		expect(hooks().map(({ type }) => type)).toEqual(['inventory.update']);
	});

	it('switches on again what somebody switched off, with the same address', async () => {
		await listen();
		const before = hooks().map(({ url }) => url);
		for (const hook of hooks()) hook.active = false;
		expect(await trigger.activate()).toEqual({ registered: false });
		expect(hooks().every(({ active }) => active)).toBe(true);
		expect(hooks().map(({ url }) => url)).toEqual(before);
	});

	it('makes it anew when the secret is lost', async () => {
		await listen();
		const lost = trigger.secret;
		const fresh = shop.trigger('vend');
		expect(await fresh.activate()).toEqual({ registered: true });
		expect(hooks()).toHaveLength(2);
		expect(fresh.secret).not.toBe(lost);
		expect(hooks().every(({ url }) => url.endsWith(`?token=${fresh.secret}`))).toBe(true);
	});

	it('leaves the hooks of others alone, also those of a longer address', async () => {
		await listen();
		for (const url of [`${trigger.url}/2?token=x`, 'https://other.example.test/?token=x'])
			fake.webhooks.create({ active: true, type: 'inventory.update', url });
		await trigger.deactivate();
		expect(hooks()).toHaveLength(2);
	});

	it('says which right the token lacks', async () => {
		const other = shop.trigger('vend', {
			credentials: { stockOutVendApi: { accessToken: tokens.readOnly } },
		});
		expect(await refusalOf(other.activate())).toMatchObject({
			message: expect.stringContaining('webhooks'),
			nextStep: expect.stringContaining('manage webhooks'),
		});
	});

	it.each([
		['https://n8n.example.test/webhook/1', true],
		['http://n8n.example.test/webhook/1', false],
		['https://[::1]/webhook/1', false],
	])('at %s: %s', (address, isFine) => {
		const problem = webhook.registration!.refusesAddress!(new URL(address));
		expect(problem === undefined).toBe(isFine);
	});
});

describe('news', () => {
	const idOf = (sku: string) => fake.store.wanted(sku).id;

	it('is completed by a look-up, in two requests', async () => {
		await listen();
		shop.sandbox.resetCounts();
		shop.seller('vend').sell('ACR-HB-COBL-120', 3);
		const { sent, reply } = await shop.news();
		expect(sent.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: 'ACR-HB-COBL-120',
				title: 'Heavy Body Acrylic Cobalt Blue / 120 ml',
				quantity: 0,
				reason: 'inventory level 0',
				source: 'vend',
				productId: idOf('ACR-HB-COBL-120'),
				location: fake.store.main.id,
				occurredAt: expect.stringMatching(/Z$/),
				receivedAt: expect.stringMatching(/Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
		expect(shop.sandbox.requests('vend')).toBe(2);
	});

	it('is another event each time the stock runs out, although it says the same', async () => {
		await listen();
		const sellOut = async () => {
			const before = shop.deliveries.length;
			shop.seller('vend').setQuantity('ACR-GEL-MATT-500', 0);
			return (await shop.news(before)).reply.items![0]!.eventId;
		};
		const first = await sellOut();
		shop.seller('vend').setQuantity('ACR-GEL-MATT-500', 5);
		await shop.delivered(2);
		expect(await sellOut()).not.toBe(first);
		const bodies = shop.deliveries.map(({ sent }) => sent.body);
		expect(bodies[0]).toBe(bodies[2]);
	});

	it('adds the outlets together, or those that were chosen', async () => {
		await listen();
		shop.seller('vend').sell('ACR-HB-TWHT-60', 10);
		expect((await shop.delivered(1)).reply).toMatchObject({ status: 200, items: undefined });
		await trigger.deactivate();
		await listen({ locations: [fake.store.second.id] });
		const before = shop.deliveries.length;
		shop.seller('vend').sell('ACR-HB-TWHT-60', 1);
		expect((await shop.delivered(before + 1)).reply.items).toBeUndefined();
		fake.store.setLevel(fake.store.wanted('ACR-HB-TWHT-60'), fake.store.second, 0);
		expect((await shop.news(before)).reply.items).toMatchObject([
			{ quantity: 0, location: fake.store.second.id },
		]);
	});

	it('that a product was made inactive comes once, and that it is active again brings it back', async () => {
		await listen({ triggerOn: ['outOfStock', 'unavailable', 'backInStock'] });
		shop.seller('vend').setHidden('ACR-GEL-MATT-500', true);
		expect((await shop.news()).reply.items).toMatchObject([
			{ event: 'unavailable', quantity: 7, reason: 'is_active false, inventory level 7' },
		]);
		const before = shop.deliveries.length;
		shop.seller('vend').setHidden('ACR-GEL-MATT-500', false);
		expect((await shop.news(before)).reply.items).toMatchObject([{ event: 'cameBack' }]);
	});

	it('that a product was changed at quantity 0 is no second stock-out', async () => {
		await listen();
		shop.seller('vend').sell('ACR-GEL-MATT-500', 7);
		await shop.news();
		fake.store.change(fake.store.wanted('ACR-GEL-MATT-500'), () => undefined);
		await shop.delivered(2);
		await quiet();
		expect(shop.deliveries[1]!.reply).toMatchObject({ status: 200, items: undefined });
	});

	it('of what was deleted meanwhile is nothing', async () => {
		await listen({ triggerOn: ['outOfStock'] });
		const payload = { id: '1', product_id: idOf('ACR-FL-QMAG-30'), count: '0.00000' };
		shop.seller('vend').remove!('ACR-FL-QMAG-30');
		expect(await receive(payload)).toMatchObject({ status: 200, items: undefined });
	});

	it.each(['count', 'inventory_level', 'current_inventory_level', 'current_amount'])(
		'may name the level %s',
		async (field) => {
			const delivery = deliveryOf(
				Buffer.from(form({ product_id: 'p', outlet_id: 'o', [field]: '-2.00000' })),
				{},
			);
			expect(webhook.parse(delivery, { locations: [] }).references).toMatchObject([
				{ id: 'p', location: 'o', quantity: -2 },
			]);
		},
	);

	it.each([
		['no form', '{"product_id":"1"}'],
		['an empty form', 'payload='],
		['a list', form([])],
		['no ids', form({ count: '0.00000' })],
	])('with %s is nothing, or refused as it is', async (_name, body) => {
		await listen();
		const query = { token: trigger.secret! };
		const reply = await trigger.receive({ headers: {}, body, query }).catch(() => undefined);
		expect(reply?.items).toBeUndefined();
	});

	it('without the secret, with a wrong one or with it in the wrong place is refused', async () => {
		await listen();
		const body = form({ product_id: idOf('ACR-GEL-MATT-500'), count: '0.00000' });
		const secret = trigger.secret!;
		for (const [query, headers] of [
			[{}, {}],
			[{ token: '' }, {}],
			[{ token: `${secret}x` }, {}],
			[{ secret }, {}],
			[{}, { token: secret, authorization: `Bearer ${secret}` }],
		] as Array<[Record<string, string>, Record<string, string>]>)
			expect(await trigger.receive({ headers, body, query })).toMatchObject({ status: 401 });
	});
});
