import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { TestTrigger } from '../trigger/harness.mts';
import type { TestPoller } from '../trigger/poller.mts';
import { TriggerShop } from '../trigger/shop.mts';

const SKU = 'ACR-INK-PAYN-30';
const OTHER = 'ACR-FL-QMAG-30';
const DAY_MS = 24 * 60 * 60_000;

let shop: TriggerShop;
let listener: TestTrigger;
let poller: TestPoller;

beforeEach(async () => {
	shop = await TriggerShop.open();
	listener = await shop.listen('woocommerce');
	await shop.delivered(1);
	poller = shop.poller('woocommerce', { options: { skus: `${SKU}, ${OTHER}` } });
	shop.time.forward(60_000);
	await poller.poll();
});
afterEach(async () => {
	await listener.deactivate();
	await shop.close();
});

const next = async (trigger = poller): Promise<IDataObject[]> => {
	shop.time.forward(60_000);
	return await trigger.poll();
};
const hook = async (method: string, body?: object) =>
	await shop.woo(method, `/webhooks/${listener.hookId}?force=true`, body);

describe('with each poll', () => {
	it('a webhook that is there and switched on is no news', async () => {
		expect(await next()).toEqual([]);
	});

	it('a webhook that is gone is said once, again after a day, and never put back by the way', async () => {
		await hook('DELETE');
		expect(await next()).toEqual([
			{
				event: 'webhookMissing',
				source: 'woocommerce',
				webhookUrl: listener.url,
				message:
					'WooCommerce does not have the webhook of your Stock-Out Trigger any more, so it tells it nothing.',
				nextStep: expect.stringMatching(/publish it again/),
			},
		]);
		expect(await next()).toEqual([]);
		shop.time.forward(DAY_MS);
		expect(await next()).toMatchObject([{ event: 'webhookMissing' }]);
		expect(await shop.hooks('woocommerce')).toEqual([]);
	});

	it('a webhook that was switched off is said, stays off, and is news again the next time', async () => {
		await hook('PUT', { status: 'disabled' });
		expect(await next()).toMatchObject([{ event: 'webhookDisabled' }]);
		expect(await next()).toEqual([]);
		expect(await shop.hooks('woocommerce')).toMatchObject([{ status: 'disabled' }]);
		await hook('PUT', { status: 'active' });
		expect(await next()).toEqual([]);
		await hook('PUT', { status: 'disabled' });
		expect(await next()).toMatchObject([{ event: 'webhookDisabled' }]);
	});

	it('what changes from off to gone is said anew', async () => {
		await hook('PUT', { status: 'disabled' });
		expect(await next()).toMatchObject([{ event: 'webhookDisabled' }]);
		await hook('DELETE');
		expect(await next()).toMatchObject([{ event: 'webhookMissing' }]);
	});

	it('that it could not be looked at is said, and the stock is told all the same', async () => {
		shop.time.speed = 1000;
		shop.sandbox.faults.add({ slug: 'woocommerce', kind: 'unavailable', path: '/webhooks' });
		shop.loses = () => true;
		shop.seller('woocommerce').setQuantity(SKU, 0);
		expect(await next()).toMatchObject([
			{ event: 'ranOut', sku: SKU },
			{ event: 'webhookUnchecked', message: expect.stringContaining('could not answer') },
		]);
		expect(await next()).toEqual([]);
		shop.sandbox.faults.clear();
	});

	it('nobody looks when told not to', async () => {
		await hook('DELETE');
		const blind = shop.poller('woocommerce', { options: { skus: SKU, checkWebhooks: false } });
		expect(await next(blind)).toEqual([]);
	});

	it('triggers that were switched off are not missed', async () => {
		await listener.deactivate();
		expect(await next()).toEqual([]);
	});

	it('webhooks of another account are none of its business', async () => {
		await hook('DELETE');
		const other = shop.poller('woocommerce', { options: { skus: SKU } });
		other.useCredential('stockOutWooCommerceApi', 'another-one');
		expect(await next(other)).toEqual([]);
	});
});

describe('a stock-out that a poll finds', () => {
	it('is marked when no webhook reported it', async () => {
		shop.loses = () => true;
		shop.seller('woocommerce').setQuantity(SKU, 0);
		expect(await next()).toMatchObject([{ sku: SKU, missedByWebhook: true }]);
	});

	it('is marked as reported when one did', async () => {
		const before = shop.deliveries.length;
		shop.seller('woocommerce').setQuantity(SKU, 0);
		await shop.news(before);
		expect(await next()).toMatchObject([{ sku: SKU, missedByWebhook: false }]);
	});

	it('is not marked where the trigger listens only since then', async () => {
		await listener.deactivate();
		await next();
		listener = await shop.listen('woocommerce');
		shop.loses = () => true;
		shop.seller('woocommerce').setQuantity(SKU, 0);
		const [event] = await next();
		expect(event).toMatchObject({ sku: SKU });
		expect(event).not.toHaveProperty('missedByWebhook');
	});

	it('is marked as reported also where the listening trigger wants other SKUs only', async () => {
		await listener.deactivate();
		listener = await shop.listen('woocommerce', { parameters: { options: { skus: 'NONE' } } });
		await next();
		const before = shop.deliveries.length;
		shop.seller('woocommerce').setQuantity(SKU, 0);
		await shop.first(({ sent }) => sent.body.includes(SKU), before);
		expect(await next()).toMatchObject([{ sku: SKU, missedByWebhook: false }]);
	});

	it('has no mark when nobody listens, nor has a return', async () => {
		shop.loses = () => true;
		shop.seller('woocommerce').setQuantity(SKU, 0);
		await listener.deactivate();
		const trigger = shop.poller('woocommerce', {
			triggerOn: ['outOfStock', 'backInStock'],
			options: { skus: SKU, firstRun: 'emitOut' },
		});
		const [out] = await next(trigger);
		shop.seller('woocommerce').setQuantity(SKU, 4);
		await next(trigger);
		const [back] = await next(trigger);
		expect(out).toMatchObject({ event: 'ranOut' });
		expect(back).toMatchObject({ event: 'cameBack' });
		for (const event of [out, back]) expect(event).not.toHaveProperty('missedByWebhook');
	});
});
