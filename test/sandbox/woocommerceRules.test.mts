import { beforeEach, describe, expect, it } from 'vitest';
import type { Fake } from '../../sandbox/fake.mts';
import { consumerKeys } from '../../sandbox/woocommerce/auth.mts';
import { make } from '../../sandbox/woocommerce/index.mts';
import { basic, client, testWorld } from './wooShop.mts';
import type { TestWorld } from './wooShop.mts';

const api = '/wp-json/wc/v3';

describe('WooCommerce fake', () => {
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

	it('has the shop of the catalogue with its traps, with the same ids every time', async () => {
		expect(fake.shelf()).toContainEqual(
			expect.objectContaining({ sku: 'ACR-HB-TWHT-60', quantity: 14, state: 'onSale' }),
		);
		const special = fake.shelf().filter(({ note, sku }) => note || sku === 'ACR-DUP-1');
		expect(special.map(({ sku, state, note }) => [sku, state, note])).toEqual([
			['ACR-MRK-CBLK-B', 'onSale', 'stock kept on the parent'],
			['ACR-SB-CRED-118', 'onSale', 'backorders allowed'],
			['ACR-FL-QMAG-30', 'onSale', 'backorders allowed'],
			['ACR-VAR-GLOS-250', 'hidden', 'draft'],
			['ACR-SHT-CLR-A3', 'onSale', 'stock not managed'],
			['ACR-EXT-1', 'onSale', 'external product'],
			['ACR-DUP-1', 'onSale', undefined],
			['ACR-DUP-1', 'onSale', undefined],
		]);
		const other = client(make(testWorld().world));
		const all = `${api}/products?per_page=100&orderby=id&order=asc&_fields=id,sku`;
		expect((await other('GET', all)).body).toEqual((await call('GET', all)).body);
		expect(await bySku('ACR-DUP-1')).toHaveLength(2);
	});

	it('gives the whole catalogue for a filter that is empty after cleaning', async () => {
		const total = async (query: string) =>
			(await call('GET', `${api}/products?${query}`)).headers['x-wp-total'];
		const all = await total('');
		expect(Number(all)).toBeGreaterThan(10);
		for (const empty of ['sku=', 'sku=0', 'sku=%20%20', 'sku=%2520', 'sku=%3Cb%3E', 'include=']) {
			expect(await total(empty)).toBe(all);
		}
		expect(await total('sku=NOPE')).toBe('0');
		expect(await total('sku=acr-ink-payn-30')).toBe('1');
		expect(await total('sku=ACR-INK-PAYN-30,%20ACR-GES-WHT-1000')).toBe('1');
	});

	it('compares SKUs as the database does', async () => {
		await call('POST', `${api}/products`, { name: 'Gesso', sku: 'Weiß-É' });
		expect(await bySku('weiss-e')).toHaveLength(1);
		const again = await call('POST', `${api}/products`, { name: 'Gesso', sku: 'WEISS-e' });
		expect([again.status, again.body['code']]).toEqual([400, 'product_invalid_sku']);
	});

	it('pages with links, and only by id in a stable order', async () => {
		const page = (n: number, order = '&orderby=id&order=asc') =>
			call('GET', `${api}/products?per_page=5&page=${n}&_fields=id${order}`);
		const first = await page(1);
		expect(first.headers['link']).toContain('page=2');
		expect(first.headers['link']).toContain('rel="next"');
		expect((await page(99)).body).toEqual([]);
		const ids = async (order?: string) => JSON.stringify((await page(1, order)).body);
		expect(await ids()).toBe(await ids());
		const orders = [
			await ids('&orderby=date'),
			await ids('&orderby=date'),
			await ids('&orderby=date'),
		];
		expect(new Set(orders).size).toBeGreaterThan(1);
	});

	it('shifts modified_after by the time zone of the shop when a Z meets dates_are_gmt', async () => {
		await outside.clock.advance(60_000);
		await put('ACR-INK-PAYN-30', { stock_quantity: 1 });
		const total = async (query: string) =>
			(await call('GET', `${api}/products?modified_after=${query}`)).headers['x-wp-total'];
		expect(await total('2026-11-23T03:25:30&dates_are_gmt=true')).toBe('1');
		expect(await total('2026-11-23T03:25:30Z&dates_are_gmt=true')).toBe('0');
		expect(await total('2026-11-23T03:25:30Z')).toBe('1');
		expect(await total('2026-11-23T04:25:30')).toBe('1');
		expect((await call('GET', `${api}/products?modified_after=soon`)).status).toBe(400);
	});

	it('recomputes the status of managed stock: threshold, backorders, null, delta', async () => {
		const sku = 'ACR-SB-CRED-118';
		expect(await put(sku, { stock_quantity: 0, stock_status: 'outofstock' })).toMatchObject({
			stock_status: 'onbackorder',
		});
		expect(await put(sku, { stock_quantity: null, backorders: 'no' })).toMatchObject({
			stock_quantity: 0,
			stock_status: 'outofstock',
		});
		expect(await put(sku, { inventory_delta: 3 })).toMatchObject({ stock_quantity: 3 });
		const threshold = `${api}/settings/products/woocommerce_notify_no_stock_amount`;
		expect((await call('PUT', threshold, { value: '3' })).body).toMatchObject({ value: '3' });
		expect((await bySku(sku))[0]).toMatchObject({ stock_status: 'instock' });
		expect(await put(sku, {})).toMatchObject({ stock_status: 'outofstock' });
	});

	it('puts a variation that was counted with its parent back exactly', async () => {
		const sku = 'ACR-MRK-CBLK-B';
		expect(await put(sku, { manage_stock: true, stock_quantity: 0 })).toMatchObject({
			manage_stock: true,
			stock_status: 'outofstock',
		});
		expect(await put(sku, { manage_stock: false })).toMatchObject({
			manage_stock: 'parent',
			stock_quantity: 17,
			stock_status: 'instock',
		});
		expect((await call('PUT', await pathOf(sku), { manage_stock: 'parent' })).status).toBe(400);
		const [{ parent_id: parent } = {}] = await bySku(sku);
		await call('PUT', `${api}/products/${parent}`, { stock_quantity: 0 });
		expect((await bySku(sku))[0]).toMatchObject({ stock_status: 'outofstock' });
		expect((await bySku('ACR-MRK-CBLK-F'))[0]).toMatchObject({ stock_status: 'instock' });
	});

	it('leaves an item out of stock when only manage_stock is switched off', async () => {
		const sku = 'ACR-SHT-CLR-A3';
		await put(sku, { manage_stock: true, stock_quantity: 0 });
		expect(await put(sku, { manage_stock: false })).toMatchObject({
			manage_stock: false,
			stock_quantity: null,
			stock_status: 'outofstock',
		});
		expect(await put(sku, { stock_status: 'instock' })).toMatchObject({ stock_status: 'instock' });
	});

	it('lets the parent follow its variations, and hides them with it', async () => {
		const skus = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];
		const [{ parent_id: parent } = {}] = await bySku(skus[0] ?? '');
		const status = async () =>
			(await call('GET', `${api}/products/${parent}`)).body['stock_status'];
		await put(skus[0] ?? '', { stock_quantity: 0 });
		expect(await status()).toBe('instock');
		await put(skus[1] ?? '', { stock_quantity: 0, backorders: 'yes' });
		expect(await status()).toBe('onbackorder');
		await call('PUT', `${api}/products/${parent}`, { stock_status: 'instock' });
		expect(await status()).toBe('onbackorder');
		await put(skus[1] ?? '', { backorders: 'no' });
		expect(await status()).toBe('outofstock');
		await call('PUT', `${api}/products/${parent}`, { status: 'draft' });
		const cobalt = fake.shelf().filter(({ sku }) => skus.includes(sku));
		expect(cobalt.map(({ state, note }) => [state, note])).toEqual([
			['hidden', 'product draft'],
			['hidden', 'product draft'],
		]);
	});

	it('cannot take a managed product out of stock while the shop does not manage stock', async () => {
		await call('PUT', `${api}/settings/products/woocommerce_manage_stock`, { value: 'no' });
		const body = { manage_stock: false, stock_quantity: 0, stock_status: 'outofstock' };
		expect(await put('ACR-INK-PAYN-30', body)).toMatchObject({
			manage_stock: false,
			stock_quantity: 8,
			stock_status: 'instock',
		});
		expect(await put('ACR-SHT-CLR-A3', body)).toMatchObject({ stock_status: 'outofstock' });
		const variation = await put('ACR-HB-COBL-60', { stock_quantity: 0 });
		expect(variation).toMatchObject({ manage_stock: false, stock_status: 'outofstock' });
	});

	it('checks nothing in a batch, and answers nothing with _fields', async () => {
		const [{ id } = {}] = await bySku('ACR-INK-PAYN-30');
		const batch = async (item: unknown) =>
			(await call('POST', `${api}/products/batch`, { update: [item] })).body['update'];
		expect(await batch({ id, stock_quantity: 1.9, status: 'banana' })).toMatchObject([
			{ stock_quantity: 1, status: 'draft' },
		]);
		expect(await batch({ id, stock_quantity: null })).toMatchObject([{ stock_quantity: 1 }]);
		expect(await batch({ id, backorders: 'banana', stock_quantity: 0 })).toMatchObject([
			{ backorders: 'banana', stock_status: 'onbackorder' },
		]);
		expect(await batch({ id, manage_stock: 'parent' })).toMatchObject([{ manage_stock: false }]);
		expect(await batch({ stock_quantity: 0 })).toMatchObject([
			{ id: null, error: { code: 'woocommerce_rest_product_invalid_id' } },
		]);
		const update = { update: [{ id, name: 'Renamed' }] };
		const quiet = await call('POST', `${api}/products/batch?_fields=id`, update);
		expect(quiet.body).toEqual([]);
		expect((await call('GET', `${api}/products/${id}`)).body['name']).toBe('Renamed');
		expect((await call('POST', `${api}/products/batch`, { update: [] })).body).toEqual([]);
		const [{ parent_id: parent } = {}] = await bySku('ACR-HB-COBL-60');
		const wrong = { update: [{ id, stock_quantity: 0 }] };
		const answer = await call('POST', `${api}/products/${parent}/variations/batch`, wrong);
		expect(answer.body['update']).toMatchObject([
			{ error: { code: 'woocommerce_rest_product_variation_invalid_id', data: { status: 404 } } },
		]);
	});

	it('knows the key only where WooCommerce looks for it', async () => {
		const { consumerKey, consumerSecret } = fake.account;
		const keys = `consumer_key=${consumerKey}&consumer_secret=${consumerSecret}`;
		const bare = client(fake, {});
		const status = async (url: string, how = bare) => (await how('GET', url)).status;
		expect(await status(`${api}/products?${keys}`)).toBe(200);
		expect(await status('/index.php/wp-json/wc/v3/products', call)).toBe(200);
		expect(await status('/?rest_route=/wc/v3/products', call)).toBe(401);
		expect(await status('/wp-json//wc/v3/products', call)).toBe(401);
		expect(await status('/wp-json/wc/v3')).toBe(200);
		expect(await status('/wp-json/wc/v4/products', call)).toBe(404);
		expect((await call('PUT', `${api}/variations`, {})).body['code']).toBe('rest_no_route');
		// An unknown id is reported before the rights are looked at.
		expect((await bare('PUT', `${api}/products/999999`, {})).status).toBe(400);
	});

	it('does not see a body that is not declared as JSON', async () => {
		const headers = { 'content-type': 'text/plain', ...basic(consumerKeys.readWrite) };
		const raw = client(fake, headers);
		const answer = await raw('PUT', await pathOf('ACR-INK-PAYN-30'), { stock_quantity: 0 });
		expect([answer.status, answer.body['stock_quantity']]).toEqual([200, 8]);
	});

	it('shows what the seller does', () => {
		const item = () => fake.shelf().find(({ sku }) => sku === 'ACR-HB-COBL-60');
		fake.seller.setHidden('ACR-HB-COBL-60', true);
		expect(item()).toMatchObject({ state: 'hidden', note: 'private' });
		fake.seller.sell('ACR-HB-COBL-60', 1);
		expect(item()).toMatchObject({ quantity: 6 });
		fake.seller.setHidden('ACR-HB-COBL-60', false);
		fake.seller.setQuantity('ACR-HB-COBL-60', 2);
		fake.seller.sell('ACR-HB-COBL-60', 5);
		expect(item()).toMatchObject({ state: 'soldOut', quantity: 0 });
		expect(() => fake.seller.sell('NOPE', 1)).toThrow('no product with the SKU "NOPE"');
	});

	it('deletes a variation for good, and the parent follows those that are left', async () => {
		const [row] = (await call('GET', `${api}/products?sku=ACR-HB-COBL-60`)).body;
		const parent = async () => (await call('GET', `${api}/products/${row?.['parent_id']}`)).body;
		fake.seller.setQuantity('ACR-HB-COBL-120', 0);
		expect(await parent()).toMatchObject({ stock_status: 'instock' });
		fake.seller.remove?.('ACR-HB-COBL-60');
		expect((await call('GET', `${api}/products?sku=ACR-HB-COBL-60`)).body).toEqual([]);
		expect((await call('GET', `${api}/products?sku=ACR-HB-COBL-120`)).body).toHaveLength(1);
		expect(await parent()).toMatchObject({ stock_status: 'outofstock' });
		const path = `${api}/products/${row?.['parent_id']}/variations/${row?.['id']}`;
		expect((await call('PUT', path, { stock_quantity: 1 })).status).toBe(404);
	});
});
