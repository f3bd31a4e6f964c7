import { describe, expect, it } from 'vitest';

import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import type { Product, World } from '../../sandbox/fake.mts';
import { make, makeVend, type VendFake } from '../../sandbox/vend/index.mts';
import { requestSchema, responseSchema, violations } from '../openapi.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

const start = Date.parse('2026-11-23T10:00:30Z');

function open(goods: readonly Product[] = catalogue, registers?: number) {
	let now = start;
	const world: World = {
		clock: { now: () => now, sleep: () => Promise.resolve() },
		random: () => 0.5,
		baseUrl: () => 'http://127.0.0.1:4700/vend',
		deliver: () => Promise.resolve(0),
		catalogue: goods,
		allowLocalWebhooks: false,
		delayFactor: 1,
	};
	const fake = registers === undefined ? make(world) : makeVend({ registers })(world);
	return { fake, pass: (ms: number) => (now += ms) };
}

interface Call {
	token?: string;
	body?: unknown;
	headers?: Record<string, string>;
}

async function ask(fake: VendFake, method: string, url: string, call: Call = {}) {
	const { pathname, searchParams } = new URL(url, 'http://store.test/api/2026-07/');
	const answer = await fake.handle({
		method,
		path: pathname,
		query: searchParams,
		headers: call.headers ?? {
			authorization: `Bearer ${call.token ?? fake.tokens.full}`,
			'user-agent': 'test',
			'content-type': 'application/json',
		},
		body: Buffer.from(call.body === undefined ? '' : JSON.stringify(call.body)),
	});
	return { ...answer, json: answer.body as ReturnType<typeof JSON.parse> };
}

const bySku = async (fake: VendFake, sku: string) =>
	(await ask(fake, 'GET', `products?sku=${sku}`)).json.data.at(-1);
const levelsOf = async (fake: VendFake, ids: string[], more = {}) =>
	(await ask(fake, 'POST', 'inventory_levels', { body: { product_ids: ids, ...more } })).json;

describe('the fake of X-Series: who may ask', () => {
	it('wants a token, a user agent and the right scope', async () => {
		const { fake } = open();
		const refused = await ask(fake, 'GET', 'products', { token: 'lsxs_pt_other' });
		expect(refused).toMatchObject({ status: 401, body: { error: 'Unauthorized' } });
		const headers = { authorization: `Bearer ${fake.tokens.full}` };
		expect(await ask(fake, 'GET', 'products', { headers })).toMatchObject({ status: 400 });
		const { id } = await bySku(fake, 'ACR-GEL-MATT-500');
		const write = { token: fake.tokens.readOnly, body: { details: { is_active: false } } };
		expect(await ask(fake, 'PUT', `products/${id}`, write)).toMatchObject({ status: 403 });
		expect((await bySku(fake, 'ACR-GEL-MATT-500')).is_active).toBe(true);
	});

	it('serves a version past its end, and no other unknown one; outlets under 2.0 only', async () => {
		const { fake } = open();
		expect((await ask(fake, 'GET', '/api/2024-01/products')).status).toBe(200);
		expect((await ask(fake, 'GET', '/api/2099-01/products')).status).toBe(404);
		expect((await ask(fake, 'GET', '/api/2026-07/outlets')).status).toBe(404);
		expect((await ask(fake, 'GET', '/api/2.0/outlets')).json.data).toHaveLength(2);
		expect((await ask(fake, 'PUT', '/api/2026-07/products')).status).toBe(405);
	});

	it('counts 350 requests in five minutes for one register, and tells the end as a date', async () => {
		const { fake, pass } = open();
		for (let left = 349; left >= 0; left--) {
			const { status, headers } = await ask(fake, 'GET', 'products?page_size=1');
			expect([status, headers?.['x-ratelimit-remaining']]).toEqual([200, String(left)]);
		}
		const refused = await ask(fake, 'GET', 'products');
		expect(refused).toMatchObject({
			status: 429,
			body: { error: 'Too Many Requests', message: 'Rate limiting enforced' },
			headers: {
				'retry-after': 'Mon, 23 Nov 2026 10:05:00 GMT',
				'x-ratelimit-limit': '350',
				'x-ratelimit-remaining': '0',
			},
		});
		pass(270_000);
		expect((await ask(fake, 'GET', 'products')).status).toBe(200);
		const larger = open(catalogue, 4).fake;
		const { headers } = await ask(larger, 'GET', 'products');
		expect(headers).toMatchObject({ 'x-ratelimit-limit': '1250' });
	});
});

describe('the fake of X-Series: products', () => {
	it('answers a SKU exactly, deleted products included, whatever else is asked', async () => {
		const { fake } = open();
		const { json } = await ask(fake, 'GET', 'products?sku=ACR-DUP-1&page_size=1&deleted=false');
		expect(json.data.map((row: { deleted_at: unknown }) => row.deleted_at === null)).toEqual([
			false,
			true,
		]);
		expect((await ask(fake, 'GET', 'products?sku=acr-dup-1')).json.data).toEqual([]);
		expect((await ask(fake, 'GET', `products/${json.data[0].id}`)).status).toBe(404);
	});

	it('is a list of changes', async () => {
		const { fake } = open(manyProducts(600));
		const seen: string[] = [];
		let after = 0;
		for (;;) {
			const { json } = await ask(fake, 'GET', `products?page_size=500&after=${after}`);
			if (json.data.length === 0) {
				expect(json.version).toEqual({ min: null, max: null });
				break;
			}
			expect(json.data.length).toBeLessThanOrEqual(500);
			seen.push(...json.data.map(({ id }: { id: string }) => id));
			after = json.version.max;
		}
		expect(new Set(seen).size).toBe(seen.length);
		await ask(fake, 'PUT', `products/${seen[3]}`, { body: { details: { is_active: false } } });
		const { json } = await ask(fake, 'GET', `products?after=${after}`);
		expect(json.data).toMatchObject([{ id: seen[3], is_active: false, active: false }]);
	});

	it('searches several SKUs in lower case only, and is behind for a moment', async () => {
		const { fake, pass } = open();
		const search = async (query: string) =>
			(await ask(fake, 'GET', `search?type=products&${query}`)).json.data;
		expect(await search('sku=ACR-GEL-MATT-500')).toEqual([]);
		const found = await search('sku=acr-gel-matt-500&sku=acr-ink-payn-30&sku=none');
		expect(found.map(({ sku }: { sku: string }) => sku).sort()).toEqual([
			'ACR-GEL-MATT-500',
			'ACR-INK-PAYN-30',
		]);
		expect(
			await search('sku=acr-gel-matt-500&sku=acr-ink-payn-30&page_size=1&offset=1'),
		).toHaveLength(1);
		fake.seller.setHidden('ACR-GEL-MATT-500', true);
		expect((await search('sku=acr-gel-matt-500'))[0].is_active).toBe(true);
		expect((await bySku(fake, 'ACR-GEL-MATT-500')).is_active).toBe(false);
		pass(2_000);
		expect((await search('sku=acr-gel-matt-500'))[0].is_active).toBe(false);
		expect((await ask(fake, 'GET', 'search?sku=a')).status).toBe(400);
		expect((await ask(fake, 'GET', 'search?type=products&page_size=1001')).status).toBe(400);
		const long = `search?type=products&sku=${'x'.repeat(9_000)}`;
		expect((await ask(fake, 'GET', long)).status).toBe(414);
	});

	it('changes what is sent and leaves the rest; `common` changes the whole family', async () => {
		const { fake } = open();
		const white = await bySku(fake, 'ACR-HB-TWHT-60');
		const sibling = await bySku(fake, 'ACR-HB-TWHT-120');
		expect(sibling).toMatchObject({ variant_parent_id: white.id, family_id: white.id });
		const put = async (body: unknown) => await ask(fake, 'PUT', `products/${white.id}`, { body });
		const inventory = [{ outlet_id: fake.store.main.id, current_amount: 0 }];
		expect(await put({ details: { inventory } })).toMatchObject({ status: 200, body: {} });
		expect(fake.shelf()[0]).toMatchObject({ sku: 'ACR-HB-TWHT-60', quantity: 4, state: 'onSale' });
		await put({ details: { is_active: false } });
		expect(fake.shelf()[0]).toMatchObject({ quantity: 4, state: 'hidden' });
		expect((await bySku(fake, 'ACR-HB-TWHT-120')).is_active).toBe(true);
		await put({ common: { track_inventory: false } });
		expect((await bySku(fake, 'ACR-HB-TWHT-120')).has_inventory).toBe(false);
	});

	it('refuses bad values, and takes amounts in vain where no stock is kept', async () => {
		const { fake } = open();
		const { id } = await bySku(fake, 'ACR-GEL-MATT-500');
		const bad = { is_active: 'no', inventory: [{ outlet_id: 'x', current_amount: '0' }] };
		const refused = await ask(fake, 'PUT', `products/${id}`, { body: { details: bad } });
		expect(refused.status).toBe(422);
		expect(Object.keys(refused.json.errors)).toEqual([
			'details.is_active',
			'details.inventory[0].outlet_id',
			'details.inventory[0].current_amount',
		]);
		expect((await ask(fake, 'PUT', `products/${id}`)).status).toBe(422);
		for (const sku of ['ACR-MIX-SRV', 'ACR-SET-START']) {
			const row = await bySku(fake, sku);
			const inventory = [{ outlet_id: fake.store.main.id, current_amount: 5 }];
			const { status } = await ask(fake, 'PUT', `products/${row.id}`, {
				body: { details: { inventory } },
			});
			expect(status).toBe(200);
			expect(await levelsOf(fake, [row.id])).toEqual([]);
		}
	});
});

describe('the fake of X-Series: levels', () => {
	it('are a hundred unless more are asked for, and only of active products unless told', async () => {
		const { fake } = open(manyProducts(150));
		const ids = [...fake.store.items.values()].slice(0, 150).map(({ id }) => id);
		expect(await levelsOf(fake, ids)).toHaveLength(100);
		expect(await levelsOf(fake, ids, { size: 10_000 })).toHaveLength(150);
		expect(await levelsOf(fake, ids, { size: 10_000, offset: 140 })).toHaveLength(10);
		fake.seller.setHidden('BENCH-00001', true);
		expect(await levelsOf(fake, [ids[0]])).toEqual([]);
		expect(await levelsOf(fake, [ids[0]], { include_inactive: true })).toMatchObject([
			{ product_id: ids[0], location_id: fake.store.main.id, current_inventory_level: 5 },
		]);
		const tooMany = { body: { product_ids: Array.from({ length: 1_001 }, (_, i) => String(i)) } };
		expect((await ask(fake, 'POST', 'inventory_levels', tooMany)).status).toBe(422);
	});

	it('are there only for outlets that ever stocked it, and may be below zero', async () => {
		const { fake } = open();
		const gesso = await bySku(fake, 'ACR-GES-WHT-1000');
		const bronze = await bySku(fake, 'ACR-HB-BRNZ-60');
		const rows = await levelsOf(fake, [gesso.id, bronze.id]);
		expect(
			rows.map((row: { current_inventory_level: number }) => row.current_inventory_level),
		).toEqual([14, -2]);
		fake.seller.sell('ACR-GES-WHT-1000', 15);
		expect(fake.shelf().find(({ sku }) => sku === 'ACR-GES-WHT-1000')).toMatchObject({
			quantity: -3,
			state: 'soldOut',
		});
	});
});

describeWithSpecs('the fake of X-Series against the official document', () => {
	const dated = readSpec('vend/openapi-2026-07.json');
	const early = readSpec('vend/openapi-2.0-consignments.json');

	it('answers what is documented', async () => {
		const { fake } = open();
		const { id } = await bySku(fake, 'ACR-HB-TWHT-60');
		const details = {
			is_active: false,
			inventory: [{ outlet_id: fake.store.main.id, current_amount: 0 }],
		};
		const calls: Array<[method: string, path: string, body?: unknown]> = [
			['GET', '/products'],
			['GET', `/products/${id}`],
			['GET', '/search'],
			['PUT', `/products/${id}`, { details }],
			['POST', '/inventory_levels', { product_ids: [id], include_inactive: true }],
		];
		for (const [method, path, body] of calls) {
			if (body !== undefined)
				expect(violations(requestSchema(dated, method, path), body)).toEqual([]);
			const query = path === '/search' ? '?type=products' : '';
			const { status, json } = await ask(fake, method, `/api/2026-07${path}${query}`, { body });
			expect(status).toBe(200);
			expect(violations(responseSchema(dated, method, path, 200), json), path).toEqual([]);
		}
		const none = await ask(fake, 'GET', '/api/2026-07/products?after=999999999');
		expect(violations(responseSchema(dated, 'GET', '/products', 200), none.json)).toEqual([]);
		for (const after of [0, 999_999_999]) {
			const { json } = await ask(fake, 'GET', `/api/2.0/outlets?after=${after}`);
			expect(violations(responseSchema(early, 'GET', '/outlets', 200), json)).toEqual([]);
		}
	});

	/** Only the old API was recorded: the shape of its answers is not the fake's, but what they say of stock is. */
	it('has what real stores were seen to have', async () => {
		interface Old {
			track_inventory?: boolean;
			inventory?: Array<{ count: string }>;
		}
		const recorded = readSpec('vend/recorded.json') as Array<{ response: { products?: Old[] } }>;
		const seen = recorded.flatMap(({ response }) => response.products ?? []);
		const { fake } = open();
		const items = [...fake.store.items.values()].filter(({ deletedAt }) => deletedAt === null);
		const pairs: Array<[(old: Old) => boolean, (item: (typeof items)[number]) => boolean]> = [
			[(old) => old.track_inventory === false, (item) => !item.hasInventory],
			[(old) => old.inventory?.length === 0, (item) => item.hasInventory && item.levels.size === 0],
			[
				(old) => old.inventory?.some(({ count }) => Number(count) < 0) === true,
				(item) => [...item.levels.values()].some((level) => level < 0),
			],
			[(old) => (old.inventory?.length ?? 0) > 1, (item) => item.levels.size > 1],
		];
		for (const [inOld, inFake] of pairs) {
			expect(seen.some(inOld)).toBe(true);
			expect(items.some(inFake)).toBe(true);
		}
	});
});
