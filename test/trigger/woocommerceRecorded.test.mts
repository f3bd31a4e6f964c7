import type { IDataObject } from 'n8n-workflow';
import { beforeEach, expect, it } from 'vitest';

import { describeWithSpecs, readSpec, specsDir } from '../specs.mts';
import { TestTrigger } from './harness.mts';

interface Recorded {
	webhooks: {
		deliveries: Array<{ name: string; headers: Record<string, string>; raw_body: string }>;
	};
}

const SECRET = 'S3cretAlnum0123456789abcdef';
const deliveries =
	specsDir === undefined
		? []
		: (readSpec('woocommerce/recorded.json') as Recorded).webhooks.deliveries;
const signedOnes = deliveries.filter(({ headers }) => headers['X-WC-Webhook-Signature']);

describeWithSpecs('deliveries recorded from a real WooCommerce', () => {
	let trigger: TestTrigger;
	beforeEach(() => {
		trigger = new TestTrigger({
			parameters: { source: 'woocommerce', triggerOn: ['outOfStock', 'backInStock'] },
			credentials: {
				stockOutWooCommerceApi: {
					url: 'https://shop.example.test',
					consumerKey: 'ck',
					consumerSecret: 'cs',
				},
			},
		});
		trigger.secret = SECRET;
	});

	it('are there, with a ping among them', () => {
		expect(signedOnes.length).toBeGreaterThan(1);
		expect(deliveries.length).toBeGreaterThan(signedOnes.length);
	});

	it.each(deliveries)('"$name" is accepted', async ({ headers, raw_body: body }) => {
		const reply = await trigger.receive({ headers, body });
		expect(reply.status).toBe(200);
		expect(trigger.warnings).toEqual([]);
		if (!headers['X-WC-Webhook-Signature']) return expect(reply.items).toBeUndefined();
		const product = JSON.parse(body) as IDataObject;
		const gone =
			headers['X-WC-Webhook-Topic'] === 'product.updated' &&
			product.stock_status === 'outofstock' &&
			product.type !== 'variable';
		expect(reply.items?.map(({ event, sku }) => [event, sku])).toEqual(
			gone ? [['ranOut', product.sku]] : undefined,
		);
	});

	it.each(signedOnes)(
		'"$name" is refused once a byte of it is another',
		async ({ headers, raw_body: body }) => {
			const signature = headers['X-WC-Webhook-Signature']!;
			const flipped = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`;
			const forgeries = [
				{ headers, body: `${body} ` },
				{ headers, body: body.slice(1) },
				{ headers, body: JSON.stringify(JSON.parse(body)).replace('{', '{ ') },
				{ headers: { ...headers, 'X-WC-Webhook-Signature': flipped }, body },
				{ headers: { ...headers, 'X-WC-Webhook-Signature': signature.toLowerCase() }, body },
			];
			for (const forgery of forgeries)
				expect(await trigger.receive(forgery)).toMatchObject({ status: 401, items: undefined });
			trigger.secret = `${SECRET}x`;
			expect(await trigger.receive({ headers, body })).toMatchObject({
				status: 401,
				items: undefined,
			});
		},
	);
});
