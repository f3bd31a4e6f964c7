import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { refusalOf } from './harness.mts';
import { TriggerShop, type Source } from './shop.mts';

let shop: TriggerShop;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const sources: Source[] = ['shopify', 'woocommerce'];
/** One topic, so one hook. */
const stockOnly = { parameters: { triggerOn: ['outOfStock'] } };
const urls = async (source: Source) => (await shop.hooks(source)).map(({ url }) => url);

describe.each(sources)('switching on and off at %s', (source) => {
	it('registers one hook for exactly its address', async () => {
		const trigger = shop.trigger(source, stockOnly);
		expect(await trigger.activate()).toEqual({ registered: true });
		expect(trigger.url).toBe('https://n8n.example.test/webhook/0d6f2c1e-stock-out/webhook');
		const hooks = await shop.hooks(source);
		expect(hooks).toEqual([{ id: expect.any(String), url: trigger.url, status: 'active' }]);
		expect(trigger.hookId).toBe(hooks[0]!.id);
	});

	it('does not register twice, also after a restart of n8n', async () => {
		const trigger = shop.trigger(source, stockOnly);
		await trigger.activate();
		const before = await shop.hooks(source);
		expect(await trigger.activate()).toEqual({ registered: false });
		const restarted = shop.trigger(source, { ...stockOnly, staticData: trigger.saved() });
		expect(await restarted.activate()).toEqual({ registered: false });
		expect(await shop.hooks(source)).toEqual(before);
	});

	it('registers anew what was removed at the platform', async () => {
		const trigger = shop.trigger(source, stockOnly);
		await trigger.activate();
		await shop.trigger(source, { ...stockOnly, staticData: trigger.saved() }).deactivate();
		expect(await shop.hooks(source)).toEqual([]);
		expect(await trigger.activate()).toEqual({ registered: true });
		expect(await urls(source)).toEqual([trigger.url]);
	});

	it('leaves the production hook alone during a test listen', async () => {
		const production = shop.trigger(source, stockOnly);
		await production.activate();
		const listen = shop.trigger(source, { ...stockOnly, isTest: true });
		expect(await listen.activate()).toEqual({ registered: true });
		expect(listen.url).toContain('/webhook-test/');
		expect((await urls(source)).sort()).toEqual([listen.url, production.url].sort());
		await listen.deactivate();
		expect(await urls(source)).toEqual([production.url]);
		expect(await production.activate()).toEqual({ registered: false });
	});

	it('removes its hook when switched off, and forgets it', async () => {
		const trigger = shop.trigger(source, stockOnly);
		await trigger.activate();
		await trigger.deactivate();
		expect(await shop.hooks(source)).toEqual([]);
		expect(trigger.hookId).toBeUndefined();
		expect(trigger.secret).toBeUndefined();
	});

	it('is content when there is nothing to remove', async () => {
		const trigger = shop.trigger(source, stockOnly);
		await trigger.deactivate();
		await trigger.activate();
		await trigger.deactivate();
		await trigger.deactivate();
		expect(await shop.hooks(source)).toEqual([]);
	});

	it('says aloud that the hook could not be removed', async () => {
		const trigger = shop.trigger(source, stockOnly);
		await trigger.activate();
		shop.time.speed = 1000;
		shop.sandbox.faults.add({ slug: source, kind: 'unavailable' });
		const { name, message, nextStep } = await refusalOf(trigger.deactivate());
		expect(name).toBe('NodeOperationError');
		expect(message).toMatch(/could not answer just now \(status 503\)\.$/);
		expect(nextStep).toMatch(/\.$/);
		expect(trigger.hookId).toBeDefined();
		expect(trigger.warnings).toEqual([`Stock-Out Trigger: ${message}`]);
	});
});

describe('what a login that is wrong leads to', () => {
	it.each([
		[
			'woocommerce',
			'stockOutWooCommerceApi',
			{ consumerSecret: 'cs_wrong-secret' },
			'WooCommerce did not accept the key',
		],
		[
			'shopify',
			'stockOutShopifyApi',
			{ clientSecret: 'shpss_wrong-secret' },
			'Shopify gave no token',
		],
		[
			'shopify',
			'stockOutShopifyApi',
			{ authentication: 'accessToken', accessToken: 'shpat_wrong-secret', appSecret: 'any' },
			'Shopify did not accept the login.',
		],
	] as const)('at %s is a sentence without the secret', async (source, type, credential, start) => {
		shop.time.speed = 1000;
		const { name, message, nextStep } = await refusalOf(
			shop.trigger(source, { credentials: { [type]: { ...credential } } }).activate(),
		);
		expect(name).toBe('NodeOperationError');
		expect(message.slice(0, start.length)).toBe(start);
		expect(nextStep).toMatch(/credential/);
		expect(message + nextStep).not.toContain('wrong-secret');
		expect(await shop.hooks(source)).toEqual([]);
	});

	it('does not register at Shopify without a secret to check deliveries with', async () => {
		const { message, nextStep } = await refusalOf(
			shop
				.trigger('shopify', {
					credentials: { stockOutShopifyApi: { authentication: 'accessToken', appSecret: '' } },
				})
				.activate(),
		);
		expect(message).toBe('The Shopify credential has no secret to check webhooks with.');
		expect(nextStep).toMatch(/secret in the credential/);
		expect(await shop.hooks('shopify')).toEqual([]);
	});
});

describe('hooks of WooCommerce', () => {
	const state = async () => (await shop.hooks('woocommerce')).map(({ id, status }) => [id, status]);

	it('are switched on again when the shop switched them off', async () => {
		const trigger = shop.trigger('woocommerce');
		await trigger.activate();
		const id = String(trigger.hookId);
		await shop.woo('PUT', `/webhooks/${id}`, { status: 'disabled' });
		expect(await trigger.activate()).toEqual({ registered: false });
		expect(await state()).toEqual([[id, 'active']]);
	});

	it('are made anew when their secret is lost', async () => {
		const trigger = shop.trigger('woocommerce');
		await trigger.activate();
		const id = String(trigger.hookId);
		const forgetful = shop.trigger('woocommerce');
		expect(await forgetful.activate()).toEqual({ registered: true });
		expect(forgetful.secret).toMatch(/^[0-9a-f]{48}$/);
		const [hook, ...others] = await state();
		expect(others).toEqual([]);
		expect(hook![0]).not.toBe(id);
		shop.seller('woocommerce').sell('ACR-INK-PAYN-30', 8);
		const pings = 2;
		const { reply } = await shop.delivered(pings + 1);
		expect(reply).toMatchObject({ status: 200, items: [{ sku: 'ACR-INK-PAYN-30' }] });
	});

	it('are thinned out to one when there are two for the same address', async () => {
		const trigger = shop.trigger('woocommerce');
		await trigger.activate();
		const copy = { topic: 'product.updated', delivery_url: trigger.url, secret: 'another-secret' };
		await shop.woo('POST', '/webhooks', copy);
		const foreign = { ...copy, delivery_url: 'https://elsewhere.example.test/hook' };
		await shop.woo('POST', '/webhooks', foreign);
		await shop.woo('POST', '/webhooks', { ...copy, topic: 'product.deleted' });
		expect(await trigger.activate()).toEqual({ registered: false });
		expect((await state()).map(([id]) => id).sort()).toEqual(
			[String(trigger.hookId), '3', '4'].sort(),
		);
	});

	it('get a secret of their own each time', async () => {
		const trigger = shop.trigger('woocommerce');
		await trigger.activate();
		const first = trigger.secret;
		await trigger.deactivate();
		await trigger.activate();
		expect(trigger.secret).not.toBe(first);
	});
});
