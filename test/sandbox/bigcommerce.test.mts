import { beforeEach, describe, expect, it } from 'vitest';

import { testStore, type Json, type TestStore } from './bigcommerceStore.mts';

const GEL = 'ACR-GEL-MATT-500';
const WHITE = 'ACR-HB-TWHT-60';

let store: TestStore;
beforeEach(() => {
	store = testStore();
});

const itemsOf = async (sku: string): Promise<Json> =>
	(await store.call('GET', `/inventory/items?sku:in=${sku}`)).body.data;
const adjust = async (...items: object[]) =>
	await store.call('PUT', '/inventory/adjustments/absolute', { reason: 'test', items });

describe('BigCommerce fake: look-ups', () => {
	it('finds products and variants by SKU in one list, without looking at the case', async () => {
		const { body } = await store.call(
			'GET',
			`/inventory/items?sku:in=${GEL.toLowerCase()},${WHITE},NOPE&limit=250`,
		);
		expect(body.data.map((row: Json) => row.identity)).toEqual([
			{
				sku: WHITE,
				variant_id: store.variant(WHITE).id,
				product_id: store.variant(WHITE).product.id,
				sku_id: expect.any(Number),
			},
			{
				sku: GEL,
				variant_id: store.variant(GEL).id,
				product_id: store.variant(GEL).product.id,
				sku_id: null,
			},
		]);
		expect(
			body.data[0].locations.map((place: Json) => [
				place.location_id,
				place.total_inventory_onhand,
			]),
		).toEqual([
			[1, 10],
			[2, 4],
		]);
	});

	it('shows the safety stock as not for sale', async () => {
		const [{ locations }] = await itemsOf('ACR-GES-WHT-1000');
		expect(locations[0]).toMatchObject({
			total_inventory_onhand: 8,
			available_to_sell: 6,
			settings: { safety_stock: 2 },
		});
	});

	it('pages with counts and links, 250 products at most', async () => {
		const first = await store.call('GET', '/catalog/products?limit=2');
		expect(first.body.meta.pagination).toMatchObject({
			count: 2,
			per_page: 2,
			current_page: 1,
			links: { next: '?limit=2&page=2' },
			too_many: false,
		});
		expect(
			(await store.call('GET', '/catalog/products?limit=999')).body.meta.pagination.per_page,
		).toBe(250);
	});

	it('gives the fields asked for, the ID, and the variants when asked for', async () => {
		const { id } = store.variant(WHITE).product;
		const { body } = await store.call(
			'GET',
			`/catalog/products?id:in=${id}&include_fields=sku,is_visible&include=variants`,
		);
		expect(Object.keys(body.data[0])).toEqual(['id', 'sku', 'is_visible', 'variants']);
		expect(body.data[0].variants).toHaveLength(3);
	});

	it('finds base variants as products only', async () => {
		expect((await store.call('GET', `/catalog/variants?sku=${GEL}`)).body.data).toEqual([]);
		expect((await store.call('GET', `/catalog/variants?sku=${WHITE}`)).body.data).toHaveLength(1);
		expect((await store.call('GET', `/catalog/products?sku=${GEL}`)).body.data).toHaveLength(1);
	});

	it('lists the active locations', async () => {
		const { body } = await store.call('GET', '/inventory/locations?is_active=true');
		expect(body.data.map(({ id }: Json) => id)).toEqual([1, 2]);
	});
});

describe('BigCommerce fake: writes', () => {
	it('takes an adjustment at once and shows it later', async () => {
		const { id } = store.variant(GEL).product;
		const { status, body } = await adjust({ location_id: 1, product_id: id, quantity: 0 });
		expect([status, Object.keys(body)]).toEqual([200, ['transaction_id']]);
		expect((await itemsOf(GEL))[0].locations[0].total_inventory_onhand).toBe(7);
		store.pass(1_500);
		expect((await itemsOf(GEL))[0].locations[0].total_inventory_onhand).toBe(0);
	});

	it.each([
		[
			'a variant of what is tracked by product',
			{ variant_id: 'GEL' },
			/tracked by product, please update stock by product id\]$/,
		],
		[
			'a product that is tracked by variant',
			{ product_id: 'WHITE' },
			/tracked by variant, please update stock by variant id\]$/,
		],
		['an unknown variant', { variant_id: 99_999 }, /not found/],
		['an unknown SKU', { sku: 'NOPE' }, /not found/],
	])('refuses %s, and then the whole adjustment', async (_name, identity, title) => {
		const ids: Record<string, number> = {
			GEL: store.variant(GEL).id,
			WHITE: store.variant(WHITE).product.id,
		};
		const named = Object.fromEntries(
			Object.entries(identity).map(([name, value]) => [name, ids[value] ?? value]),
		);
		const good = { location_id: 1, variant_id: store.variant(WHITE).id, quantity: 0 };
		const { status, headers, body } = await adjust(good, { location_id: 1, ...named, quantity: 0 });
		expect([status, headers['content-type']]).toEqual([422, 'application/problem+json']);
		expect(body.title).toMatch(title);
		store.pass(60_000);
		expect((await itemsOf(WHITE))[0].locations[0].total_inventory_onhand).toBe(10);
	});

	it('refuses a quantity that is no whole number, an unknown location, no rows and too many', async () => {
		const row = { location_id: 1, variant_id: store.variant(WHITE).id, quantity: 0 };
		expect((await adjust({ ...row, quantity: '0' })).body.errors).toEqual({
			'0.quantity': 'error.expected.int',
		});
		expect((await adjust({ ...row, location_id: 9 })).status).toBe(422);
		expect((await adjust()).status).toBe(422);
		expect((await adjust(...Array.from({ length: 2_001 }, () => row))).status).toBe(422);
	});

	it('stores a level of what nobody counts, and goes on selling', async () => {
		const { id, product } = store.variant('ACR-SHT-CLR-A3');
		const { body } = await store.call('PUT', `/catalog/products/${product.id}/variants/${id}`, {
			inventory_level: 0,
		});
		expect(body.data.inventory_level).toBe(0);
		expect(store.fake.shelf().find(({ sku }) => sku === 'ACR-SHT-CLR-A3')).toMatchObject({
			state: 'onSale',
			quantity: null,
		});
	});

	it('saves some and says 207 when others cannot be saved', async () => {
		const [good, bad] = [store.variant(GEL), store.variant('ACR-OLD-OCHRE-60')].map(
			({ product }) => product.id,
		);
		const { status, body } = await store.call('PUT', '/catalog/products?include_fields=sku', [
			{ id: bad, is_visible: false },
			{ id: good, is_visible: false },
		]);
		expect(status).toBe(207);
		expect(body.data.map(({ id }: Json) => id)).toEqual([good]);
		expect(store.fake.shelf().find(({ sku }) => sku === GEL)?.state).toBe('hidden');
		expect(store.fake.shelf().find(({ sku }) => sku === 'ACR-OLD-OCHRE-60')?.state).toBe('onSale');
	});

	it('takes 10 products and 50 variants, and nothing of another type', async () => {
		const { id, product } = store.variant(WHITE);
		const many = (length: number, row: object) => Array.from({ length }, () => row);
		expect(
			(await store.call('PUT', '/catalog/products', many(11, { id: product.id }))).status,
		).toBe(413);
		expect((await store.call('PUT', '/catalog/variants', many(51, { id }))).status).toBe(413);
		expect(
			(await store.call('PUT', '/catalog/products', [{ id: product.id, is_visible: 'no' }])).body
				.errors,
		).toEqual({ '0.is_visible': 'error.expected.jsboolean' });
		expect(
			(await store.call('PUT', '/catalog/variants', [{ id: 9, purchasing_disabled: true }])).body
				.batch_errors,
		).toHaveLength(1);
		expect(
			(await store.call('PUT', '/catalog/products', [{ id: 9, is_visible: true }])).status,
		).toBe(404);
	});
});

describe('BigCommerce fake: access and pace', () => {
	it('knows its tokens, their scopes, its store, and no PATCH', async () => {
		expect(await store.call('GET', '/catalog/summary', undefined, 'nobody')).toMatchObject({
			status: 401,
			body: {},
		});
		expect(
			(await store.call('PUT', '/catalog/products', [], store.fake.tokens.readOnly.token)).status,
		).toBe(403);
		expect(
			(
				await store.call(
					'GET',
					'/inventory/items',
					undefined,
					store.fake.tokens.withoutInventory.token,
				)
			).status,
		).toBe(403);
		expect((await store.call('GET', '/catalog/summary')).status).toBe(200);
		expect((await store.call('PATCH', '/catalog/products', [])).status).toBe(501);
		expect((await store.call('GET', '/nothing')).status).toBe(404);
		const other = await store.fake.handle({
			method: 'GET',
			path: '/stores/zzz/v3/catalog/summary',
			query: new URLSearchParams(),
			headers: { 'x-auth-token': store.fake.tokens.full.token },
			body: Buffer.alloc(0),
		});
		expect(other.status).toBe(404);
	});

	it('answers the 151st request of a window with 429 and the time that is left of it', async () => {
		for (let i = 0; i < 150; i++)
			expect((await store.call('GET', '/catalog/summary')).status).toBe(200);
		store.pass(10_000);
		const { status, headers } = await store.call('GET', '/catalog/summary');
		expect(status).toBe(429);
		expect(headers).toMatchObject({
			'x-rate-limit-requests-left': '0',
			'x-rate-limit-time-reset-ms': '20000',
		});
		expect(headers).not.toHaveProperty('retry-after');
		store.pass(20_000);
		expect((await store.call('GET', '/catalog/summary')).status).toBe(200);
	});
});

describe('BigCommerce fake: the seller and the customers', () => {
	it('sells what is there, and nothing that is hidden', () => {
		store.fake.seller.sell(WHITE, 12);
		expect(store.fake.shelf().find(({ sku }) => sku === WHITE)).toMatchObject({ quantity: 2 });
		store.fake.seller.setHidden(WHITE, true);
		store.fake.seller.sell(WHITE, 1);
		expect(store.fake.shelf().find(({ sku }) => sku === WHITE)).toMatchObject({
			quantity: 2,
			state: 'hidden',
		});
		store.fake.seller.setQuantity(GEL, 0);
		expect(store.fake.shelf().find(({ sku }) => sku === GEL)).toMatchObject({
			quantity: 0,
			state: 'soldOut',
		});
		expect(() => store.fake.seller.sell('NOPE', 1)).toThrow('NOPE');
	});
});
