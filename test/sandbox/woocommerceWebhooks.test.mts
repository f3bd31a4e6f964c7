import { beforeEach, describe, expect, it } from 'vitest';
import type { Fake } from '../../sandbox/fake.mts';
import { signature } from '../../sandbox/woocommerce/deliveries.mts';
import { make } from '../../sandbox/woocommerce/index.mts';
import { client, testWorld } from './wooShop.mts';
import type { TestWorld } from './wooShop.mts';

const api = '/wp-json/wc/v3';
const secret = 'S3cretAlnum0123456789abcdef';

describe('WooCommerce fake: webhooks', () => {
	let outside: TestWorld;
	let fake: Fake;
	let call: ReturnType<typeof client>;
	const bySku = async (sku: string) => {
		const path = `${api}/products?sku=${encodeURIComponent(sku)}`;
		return (await call('GET', path)).body;
	};
	const pathOf = async (sku: string): Promise<string> => {
		const [row] = await bySku(sku);
		const { id, parent_id: parent } = row ?? {};
		return parent ? `${api}/products/${parent}/variations/${id}` : `${api}/products/${id}`;
	};
	beforeEach(() => {
		outside = testWorld();
		fake = make(outside.world);
		call = client(fake);
	});
	const put = async (sku: string, body: unknown) =>
		(await call('PUT', await pathOf(sku), body)).body;

	const hook = (more: object = {}) => ({
		topic: 'product.updated',
		delivery_url: 'https://n8n.example.test/webhook/abc',
		secret,
		...more,
	});
	const stateOf = async () => (await call('GET', `${api}/webhooks/1`)).body['status'];

	it('folds changes of one product into one delivery with the last state, once a minute', async () => {
		await call('POST', `${api}/webhooks`, hook());
		for (const left of [3, 2, 1]) await put('ACR-INK-PAYN-30', { stock_quantity: left });
		fake.seller.sell('ACR-MRK-CBLK-B', 17);
		await outside.clock.advance(1000);
		const rows = outside.sent.slice(1).map(({ body }) => JSON.parse(body));
		expect(rows).toMatchObject([
			{ sku: 'ACR-INK-PAYN-30', stock_quantity: 1 },
			{ type: 'variable', stock_quantity: 0, stock_status: 'outofstock' },
		]);
		const ids = outside.sent.slice(1).map(({ headers }) => headers['x-wc-webhook-delivery-id']);
		expect(new Set(ids).size).toBe(1);
		fake.seller.sell('ACR-HB-COBL-60', 6);
		await outside.clock.advance(58_000);
		expect(outside.sent).toHaveLength(3);
		await outside.clock.advance(2000);
		expect(JSON.parse(outside.sent[3]?.body ?? '')).toMatchObject({
			type: 'variation',
			sku: 'ACR-HB-COBL-60',
			stock_status: 'outofstock',
		});
	});

	it('bears six failures, and after activating again one', async () => {
		await call('POST', `${api}/webhooks`, hook());
		outside.receiver.status = 500;
		const fail = async () => {
			await put('ACR-INK-PAYN-30', { stock_quantity: 1 });
			await outside.clock.advance(60_000);
		};
		for (let i = 0; i < 6; i++) await fail();
		expect(await stateOf()).toBe('active');
		await fail();
		expect(await stateOf()).toBe('disabled');
		await fail();
		expect(outside.sent).toHaveLength(8);
		await call('PUT', `${api}/webhooks/1`, { status: 'active' });
		await fail();
		expect(await stateOf()).toBe('disabled');
	});

	it.each(['http://localhost/x', 'https://n8n.example.test:5678/x', 'http://192.168.1.4/x'])(
		'accepts %s and never calls it',
		async (delivery_url) => {
			const answer = await call('POST', `${api}/webhooks`, hook({ delivery_url }));
			expect(answer.status).toBe(201);
			for (let i = 0; i < 7; i++) {
				await put('ACR-INK-PAYN-30', { stock_quantity: 1 });
				await outside.clock.advance(60_000);
			}
			expect(outside.sent).toEqual([]);
			expect(await stateOf()).toBe('disabled');
		},
	);

	it('reports deletion with the id only, and no-stock with nothing at all', async () => {
		await call('POST', `${api}/webhooks`, hook({ topic: 'product.deleted' }));
		await call('POST', `${api}/webhooks`, hook({ topic: 'action.woocommerce_no_stock' }));
		const path = await pathOf('ACR-INK-PAYN-30');
		fake.seller.sell('ACR-INK-PAYN-30', 100);
		await call('DELETE', path);
		await outside.clock.advance(1000);
		expect(outside.sent.slice(2).map(({ body }) => body)).toEqual([
			'{"action":"woocommerce_no_stock","arg":[]}',
			`{"id":${path.split('/').at(-1)}}`,
		]);
		expect(await bySku('ACR-INK-PAYN-30')).toEqual([]);
	});

	it('refuses a bad topic, address or id, and never shows the secret', async () => {
		const code = async (method: string, path: string, body?: unknown) => {
			const answer = await call(method, `${api}/webhooks${path}`, body);
			return [answer.status, answer.body['code']];
		};
		const invalid = 'woocommerce_rest_shop_webhook_invalid';
		expect(await code('POST', '', hook({ topic: 'stock.out' }))).toEqual([400, `${invalid}_topic`]);
		expect(await code('POST', '', hook({ delivery_url: 'ftp://x' }))).toEqual([
			400,
			`${invalid}_delivery_url`,
		]);
		expect(await code('GET', '/9')).toEqual([404, `${invalid}_id`]);
		expect(await code('PUT', '/9', {})).toEqual([400, `${invalid}_id`]);
		await call('POST', `${api}/webhooks`, hook());
		expect(JSON.stringify((await call('GET', `${api}/webhooks`)).body)).not.toContain(secret);
		expect(await code('DELETE', '/1?force=true')).toEqual([200, undefined]);
		expect(await code('GET', '/1')).toEqual([404, `${invalid}_id`]);
	});

	it('decodes HTML entities in the secret', () => {
		expect(signature('a&amp;b', 'x')).toBe(signature('a&b', 'x'));
		expect(signature('a&amp;b', 'x')).not.toBe(signature('a&amp;amp;b', 'x'));
	});
});
