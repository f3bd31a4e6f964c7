import { afterEach, describe, expect, it } from 'vitest';

import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import type { Product } from '../../sandbox/fake.mts';
import { consumerKeys, secret } from '../../sandbox/woocommerce/auth.mts';
import { openShop, type TestShop } from '../shop.mts';
import { intercept } from './channelRun.mts';
import { bySku, callOf, platformOf, readingsOf, readLevels } from './readLevels.mts';

const API = '/wp-json/wc/v3';
const INK = 'ACR-INK-PAYN-30';
const SIBLINGS = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];
/** Its pieces are counted with its parent. */
const SHARED = 'ACR-MRK-CBLK-B';
const DRAFT = 'ACR-VAR-GLOS-250';
const UNCOUNTED = 'ACR-SHT-CLR-A3';

let shop: TestShop;
afterEach(async () => await shop.close());

const open = async (goods?: readonly Product[]) => {
	shop = await openShop({ speed: 1, ...(goods ? { catalogue: goods } : {}) });
};
const fake = () => shop.sandbox.fakes.get('woocommerce')!;
const read = async (more: Partial<Parameters<typeof readLevels>[0]> = {}) =>
	await readLevels({ id: 'woocommerce', credentials: shop.credentials, ...more });
const asked = () =>
	shop.sandbox.log.entries('woocommerce').map(({ path, query }) => ({
		path: path.slice(API.length),
		query: Object.fromEntries(new URLSearchParams(query)),
	}));
const paths = () => asked().map(({ path }) => path.replace(/\d+/, 'ID'));
const login = Buffer.from(`${consumerKeys.readWrite}:${secret}`).toString('base64');
const admin = async (method: string, path: string, body: object = {}) => {
	const [bare = '', query = ''] = path.split('?');
	const { body: answer } = await fake().handle({
		method,
		path: `${API}${bare}`,
		query: new URLSearchParams(query),
		headers: { 'content-type': 'application/json', authorization: `Basic ${login}` },
		body: Buffer.from(method === 'GET' ? '' : JSON.stringify(body)),
	});
	return JSON.parse(String(answer)) as ReturnType<typeof JSON.parse>;
};
const rowOf = async (sku: string) => (await admin('GET', `/products?sku=${sku}`))[0];
/** Before WooCommerce 10.3 (sheet, section 3). */
const older = () =>
	intercept(fake() as never, ({ path }) =>
		path === `${API}/variations`
			? {
					status: 404,
					body: { code: 'rest_no_route', message: 'No route was found.', data: { status: 404 } },
				}
			: undefined,
	);
const isShelf = (found: ReturnType<typeof bySku>) => {
	for (const { sku, quantity, state } of fake().shelf()) {
		if (sku === 'ACR-DUP-1') continue;
		expect(found[sku]?.quantity, sku).toBe(quantity);
		expect(found[sku]?.available, sku).toBe(state === 'onSale');
	}
};
const many = (variants: number): Product => ({
	title: 'Paint Marker',
	variants: Array.from({ length: variants }, (_, i) => ({
		sku: `ACR-MANY-${i}`,
		title: String(i),
		quantity: i,
		price: '3.00',
	})),
});

describe('WooCommerce: the stock of a shop', () => {
	it.each(['newer', 'older'])('is that of the storefront (a %s shop)', async (age) => {
		await open();
		if (age === 'older') older();
		const found = bySku(await read());
		isShelf(found);
		expect(found[SIBLINGS[0]!]).toMatchObject({
			productId: expect.any(String),
			variantId: expect.any(String),
		});
		expect(found[UNCOUNTED]).toMatchObject({ quantity: null, reason: 'stock_status instock' });
		expect(found[DRAFT]).toMatchObject({ available: false, reason: /status draft$/ } as never);
		expect(found['']).toBeUndefined();
	});

	it('is read in pages of 100: products, then the variations of all', async () => {
		await open([...manyProducts(230), many(130)]);
		const pages = await read({ restarts: true });
		expect(paths()).toEqual([
			'/products',
			'/products',
			'/products',
			'/variations',
			'/products',
			'/variations',
			'/products',
		]);
		for (const { query } of asked()) expect(query.per_page).toBe('100');
		const found = readingsOf(pages);
		expect(found.filter(({ sku }) => sku.startsWith('ACR-MANY'))).toHaveLength(130);
		expect(new Set(found.map(({ sku }) => sku)).size).toBe(found.length - 1);
		isShelf(bySku(pages));
	});

	it('is read parent by parent in an older shop, page by page where one has many', async () => {
		await open([
			...catalogue,
			...Array.from({ length: 25 }, (_, i) => ({ ...many(2), title: `P${i}` })),
			many(130),
		]);
		older();
		await read();
		const parents = asked().filter(({ query }) => query.type === 'variable');
		expect(parents.map(({ query }) => [query.per_page, query.page])).toEqual([
			['20', '1'],
			['20', '2'],
		]);
		expect(
			asked().filter(({ query, path }) => path.includes('/variations') && query.page === '2'),
		).toHaveLength(1);
	});

	it('is complete where a proxy drops the header with the number of pages', async () => {
		await open(manyProducts(230));
		const handle = fake().handle.bind(fake());
		fake().handle = async (request) => {
			const answer = await handle(request);
			const { 'x-wp-totalpages': _, ...headers } = answer.headers ?? {};
			return { ...answer, headers };
		};
		expect(new Set(readingsOf(await read()).map(({ sku }) => sku)).size).toBe(232);
	});

	it('says that a variation of a hidden product is not available', async () => {
		await open();
		const { parent_id } = await rowOf(SIBLINGS[0]!);
		await admin('PUT', `/products/${parent_id}`, { status: 'private' });
		const found = bySku(await read());
		for (const sku of SIBLINGS)
			expect(found[sku]).toMatchObject({ available: false, reason: /product private$/ } as never);
	});
});

describe('WooCommerce: what changed since', () => {
	const since = async (at: number) =>
		await read({ request: { since: new Date(at).toISOString() } });
	/** The shop's dates have no fractions of a second. */
	const later = async () => {
		await new Promise((resolve) => setTimeout(resolve, 2_100));
		return Date.now() - 1_000;
	};

	it('is asked in GMT without a zone mark, and reached back for', async () => {
		await open();
		expect(platformOf('woocommerce').levels!.changesOverlapMs).toBeGreaterThanOrEqual(60_000);
		await since(Date.UTC(2026, 10, 23, 3, 21, 1, 900));
		expect(asked()[0]!.query).toMatchObject({
			modified_after: '2026-11-23T03:21:01',
			dates_are_gmt: 'true',
			status: 'any',
			orderby: 'id',
		});
	});

	it('is what was sold, restocked or hidden, and nothing else', async () => {
		await open();
		const at = await later();
		expect(readingsOf(await since(at))).toEqual([]);
		fake().seller.sell(INK, 8);
		fake().seller.sell(SIBLINGS[0]!, 1);
		const found = bySku(await since(at));
		// The sold variation moves the date of its parent, so its sibling comes along.
		expect(Object.keys(found).sort()).toEqual([INK, ...SIBLINGS].sort());
		expect(found[INK]).toMatchObject({ quantity: 0 });
		isShelf({ ...bySku(await read()), ...found });
	});

	it('finds a variation whose stock is counted with its parent', async () => {
		await open();
		const before = bySku(await read());
		const at = await later();
		const { parent_id } = await rowOf(SHARED);
		await admin('PUT', `/products/${parent_id}`, { stock_quantity: 0 });
		const found = bySku(await since(at));
		expect(found[SHARED]).toMatchObject({ quantity: 0, available: false });
		expect(found[SHARED]!.key).not.toBe(before[SHARED]!.key);
	});

	it('is paged by id, so that what changes between two pages makes no row be skipped', async () => {
		await open(manyProducts(230));
		const skus = new Set<string>();
		const pages = await read({
			request: { since: '2026-01-01T00:00:00Z' },
			between: () => fake().seller.sell('BENCH-00003', 1),
			restarts: true,
		});
		for (const { sku } of readingsOf(pages)) skus.add(sku);
		expect(skus.size).toBe(232);
	});

	it('goes on from the time it began with', async () => {
		await open(manyProducts(230));
		const call = await callOf('woocommerce', shop.credentials);
		const { page } = platformOf('woocommerce').levels!;
		const scope = { locations: [] };
		const first = await page(call, { since: '2026-01-01T00:00:00Z', scope });
		await page(call, { since: '2026-02-02T00:00:00Z', from: first.next!, scope });
		expect(asked().map(({ query }) => query.modified_after)).toEqual([
			'2026-01-01T00:00:00',
			'2026-01-01T00:00:00',
		]);
	});
});
