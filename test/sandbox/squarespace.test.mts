import { describe, expect, it } from 'vitest';
import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import type { Product, World } from '../../sandbox/fake.mts';
import { keys, make } from '../../sandbox/squarespace/index.mts';
import { responseSchema, violations } from '../openapi.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

type Body = Record<string, ReturnType<typeof JSON.parse>>;
interface Said {
	status: number;
	body: Body;
}

function open(goods: readonly Product[] = catalogue) {
	let now = Date.parse('2026-11-23T10:00:00Z');
	const world: World = {
		clock: { now: () => now, sleep: () => Promise.resolve() },
		random: () => 0.5,
		baseUrl: () => 'https://squarespace.example.test',
		deliver: () => Promise.resolve(0),
		catalogue: goods,
		allowLocalWebhooks: false,
		delayFactor: 1,
	};
	const fake = make(world);
	const headersOf = (key: string) => ({ authorization: `Bearer ${key}`, 'user-agent': 'test' });
	const ask = async (
		method: string,
		url: string,
		body?: unknown,
		headers: Record<string, string> = headersOf(keys.full),
	): Promise<Said> => {
		const { pathname, searchParams } = new URL(url, 'https://api.example.test');
		const answer = await fake.handle({
			method,
			path: pathname,
			query: searchParams,
			headers,
			body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
		});
		return { status: answer.status, body: answer.body as Body };
	};
	let key = 0;
	return {
		fake,
		ask,
		headersOf,
		tick: (ms: number) => (now += ms),
		id: (sku: string) => fake.shop.find(sku).variant.id,
		product: (sku: string) => fake.shop.find(sku).product.id,
		adjust: (body: unknown, idempotencyKey = `k-${++key}`) =>
			ask('POST', '/1.0/commerce/inventory/adjustments', body, {
				...headersOf(keys.full),
				'idempotency-key': idempotencyKey,
			}),
		state: (sku: string) => fake.shelf().find((line) => line.sku === sku),
	};
}

const INK = 'ACR-INK-PAYN-30';
const GESSO = 'ACR-GES-WHT-1000';
const PRODUCTS = '/v2/commerce/products';
const INVENTORY = '/1.0/commerce/inventory';

describeWithSpecs('Squarespace: the fake and the specification', () => {
	const spec = readSpec('squarespace/openapi.json');
	const expectDocumented = (
		method: string,
		template: string,
		{ status, body }: Said,
		wanted = 200,
	) => {
		expect(status).toBe(wanted);
		expect(violations(responseSchema(spec, method, template, status), body), template).toEqual([]);
	};

	it('every answer fits its schema', async () => {
		const shop = open(manyProducts(60));
		const [id, product] = [shop.id('BENCH-00001'), shop.product('BENCH-00001')];
		for (const path of [
			'/1.0/authorization/website',
			INVENTORY,
			`${PRODUCTS}?type=PHYSICAL,SERVICE`,
		])
			expectDocumented('GET', path.split('?')[0]!, await shop.ask('GET', path));
		expectDocumented(
			'GET',
			`${INVENTORY}/{variantIdCsvs}`,
			await shop.ask('GET', `${INVENTORY}/${id}`),
		);
		expectDocumented(
			'GET',
			`${PRODUCTS}/{productIdCsvs}`,
			await shop.ask('GET', `${PRODUCTS}/${product}`),
		);
		expectDocumented(
			'POST',
			`${PRODUCTS}/{productId}`,
			await shop.ask('POST', `${PRODUCTS}/${product}`, { isVisible: false }),
		);
		expect(await shop.adjust({ setFiniteOperations: [{ variantId: id, quantity: 0 }] })).toEqual({
			status: 204,
			body: undefined,
		});
	});

	it('so does every error', async () => {
		const shop = open();
		const bad = { setFiniteOperations: [{ variantId: 'gone', quantity: 0 }] };
		expectDocumented('POST', `${INVENTORY}/adjustments`, await shop.adjust(bad), 400);
		expectDocumented(
			'GET',
			`${INVENTORY}/{variantIdCsvs}`,
			await shop.ask('GET', `${INVENTORY}/gone`),
			404,
		);
		expectDocumented(
			'GET',
			INVENTORY,
			await shop.ask('GET', INVENTORY, undefined, shop.headersOf('nobody')),
			401,
		);
		const decrement = { decrementOperations: [{ variantId: shop.id(GESSO), quantity: 1 }] };
		expectDocumented('POST', `${INVENTORY}/adjustments`, await shop.adjust(decrement), 409);
		const noHiding = await shop.ask(
			'POST',
			`${PRODUCTS}/${shop.product(INK)}`,
			{ isVisible: false },
			shop.headersOf(keys.withoutHiding),
		);
		expectDocumented('POST', `${PRODUCTS}/{productId}`, noHiding, 403);
	});
});

describe('Squarespace: the fake', () => {
	it('has the goods and the special listings on its shelf', () => {
		const { state, fake } = open();
		expect(state('ACR-HB-TWHT-60')).toMatchObject({ quantity: 14, state: 'onSale' });
		expect(state('ACR-VAR-GLOS-250')).toMatchObject({ state: 'hidden', note: 'not visible' });
		expect(state(GESSO)).toMatchObject({ quantity: null, state: 'onSale', note: 'unlimited' });
		expect(fake.shelf().filter(({ sku }) => sku === 'ACR-DUP-1')).toHaveLength(2);
	});

	it('sets several at once, absolutely; the sheet’s first example', async () => {
		const shop = open();
		const skus = [INK, GESSO];
		const { status } = await shop.adjust({
			setFiniteOperations: skus.map((sku) => ({ variantId: shop.id(sku), quantity: 0 })),
		});
		expect(status).toBe(204);
		for (const sku of skus)
			expect(shop.state(sku)).toMatchObject({ quantity: 0, state: 'soldOut' });
		await shop.adjust({ setUnlimitedOperations: [shop.id(GESSO)] });
		expect(shop.state(GESSO)).toMatchObject({ quantity: null, state: 'onSale' });
	});

	it('pages the inventory by 50, and says null for nothing; the second example', async () => {
		const shop = open(manyProducts(60));
		const first = await shop.ask('GET', INVENTORY);
		expect(first.body.inventory).toHaveLength(50);
		expect(first.body.inventory[0]).toEqual({
			variantId: shop.id('BENCH-00001'),
			sku: 'BENCH-00001',
			descriptor: 'Acrylic Colour No. 1',
			isUnlimited: false,
			quantity: 5,
		});
		expect(first.body.pagination.nextPageUrl).toMatch(/^\/1\.0\/commerce\/inventory\?cursor=/);
		const second = await shop.ask(
			'GET',
			`${INVENTORY}?cursor=${first.body.pagination.nextPageCursor}`,
		);
		expect(second.body.inventory).toHaveLength(10);
		expect(second.body.pagination).toEqual({
			hasNextPage: false,
			nextPageCursor: null,
			nextPageUrl: null,
		});
		expect((await open([]).ask('GET', INVENTORY)).body.inventory).toBeNull();
	});

	it('hides a whole product and leaves the rest; the third example', async () => {
		const shop = open();
		const { body } = await shop.ask('POST', `${PRODUCTS}/${shop.product(INK)}`, {
			isVisible: false,
			variants: [],
		});
		expect(body).toMatchObject({
			isVisible: false,
			variants: [{ sku: INK, stock: { quantity: 8, unlimited: false } }],
		});
		expect(shop.state(INK)).toMatchObject({ state: 'hidden', quantity: 8 });
	});

	it('does nothing of a group with an unknown variant; the fourth example', async () => {
		const shop = open();
		const said = await shop.adjust({
			setFiniteOperations: [
				{ variantId: 'gone', quantity: 0 },
				{ variantId: shop.id(INK), quantity: 0 },
			],
		});
		expect(said).toMatchObject({
			status: 400,
			body: {
				type: 'INVALID_REQUEST_ERROR',
				subtype: null,
				message: 'Variant not found.',
				details: null,
				contextId: expect.any(String),
			},
		});
		expect(shop.state(INK)?.quantity).toBe(8);
	});

	it('takes 50 operations, each variant once, and a key', async () => {
		const shop = open(manyProducts(60));
		const set = (count: number) =>
			Array.from({ length: count }, (_, i) => ({
				variantId: shop.id(`BENCH-${String(i + 1).padStart(5, '0')}`),
				quantity: 0,
			}));
		expect((await shop.adjust({ setFiniteOperations: set(51) })).status).toBe(400);
		expect((await shop.adjust({ setFiniteOperations: set(50) })).status).toBe(204);
		expect((await shop.adjust({ setFiniteOperations: [...set(1), ...set(1)] })).status).toBe(400);
		expect((await shop.adjust({ setFiniteOperations: set(1) }, 'not a key')).status).toBe(400);
		const noKey = await shop.ask('POST', `${INVENTORY}/adjustments`, {
			setFiniteOperations: set(1),
		});
		expect(noKey.body.message).toContain('Idempotency-Key');
	});

	it('knows a key for two days', async () => {
		const shop = open();
		const decrement = { decrementOperations: [{ variantId: shop.id(INK), quantity: 3 }] };
		await shop.adjust(decrement, 'same');
		await shop.adjust(decrement, 'same');
		expect(shop.state(INK)?.quantity).toBe(5);
		expect((await shop.adjust({ setUnlimitedOperations: [shop.id(INK)] }, 'same')).status).toBe(
			400,
		);
		shop.tick(49 * 3_600_000);
		await shop.adjust(decrement, 'same');
		expect(shop.state(INK)?.quantity).toBe(2);
		expect((await shop.adjust(decrement)).body.subtype).toBe('INSUFFICIENT_STOCK');
	});

	it('wants both ends of a time and a cursor alone', async () => {
		const shop = open(manyProducts(60));
		expect((await shop.ask('GET', `${PRODUCTS}?modifiedAfter=2026-11-23T00:00:00Z`)).status).toBe(
			400,
		);
		const first = await shop.ask('GET', `${PRODUCTS}?type=PHYSICAL`);
		const cursor = first.body.pagination.nextPageCursor as string;
		expect((await shop.ask('GET', `${PRODUCTS}?type=PHYSICAL&cursor=${cursor}`)).status).toBe(400);
		expect((await shop.ask('GET', `${PRODUCTS}?cursor=${cursor}`)).body.products).toHaveLength(10);
		const none = await shop.ask(
			'GET',
			`${PRODUCTS}?modifiedAfter=2026-11-24T00:00:00Z&modifiedBefore=2026-11-25T00:00:00Z`,
		);
		expect(none.body.products).toBeNull();
	});

	it('tells nothing of 51 ids, nor of one unknown among known ones', async () => {
		const shop = open();
		expect((await shop.ask('GET', `${INVENTORY}/${Array(51).fill('a').join(',')}`)).status).toBe(
			400,
		);
		expect((await shop.ask('GET', `${INVENTORY}/${shop.id(INK)},gone`)).status).toBe(404);
		expect((await shop.ask('GET', `${PRODUCTS}/${shop.product(INK)},gone`)).status).toBe(404);
	});

	it('wants a User-Agent, a known key and its permissions', async () => {
		const shop = open();
		const bare = { authorization: `Bearer ${keys.full}` };
		expect((await shop.ask('GET', INVENTORY, undefined, bare)).status).toBe(400);
		const refused = await shop.ask('GET', PRODUCTS, undefined, shop.headersOf(keys.inventoryOnly));
		expect(refused).toMatchObject({ status: 403, body: { subtype: 'MISSING_SCOPE' } });
		expect(
			(
				await shop.ask(
					'GET',
					'/1.0/authorization/website',
					undefined,
					shop.headersOf(keys.inventoryOnly),
				)
			).status,
		).toBe(200);
		expect(await shop.ask('PATCH', `${PRODUCTS}/${shop.product(INK)}`, {})).toMatchObject({
			status: 405,
			body: { type: 'METHOD_NOT_ALLOWED' },
		});
	});

	it('forgets a removed variant everywhere, and a product with its last one', async () => {
		const shop = open();
		const [first, second] = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];
		const product = shop.product(first);
		const [gone, kept] = [shop.id(first), shop.id(second)];
		shop.fake.seller.remove?.(first);
		expect((await shop.ask('GET', `${INVENTORY}/${gone}`)).status).toBe(404);
		expect((await shop.ask('GET', `${PRODUCTS}/${product}`)).body.products[0].variants).toEqual([
			expect.objectContaining({ id: kept }),
		]);
		const write = { setFiniteOperations: [{ variantId: gone, quantity: 1 }] };
		expect((await shop.adjust(write)).status).toBe(400);
		shop.fake.seller.remove?.(second);
		expect((await shop.ask('POST', `${PRODUCTS}/${product}`, { isVisible: true })).status).toBe(
			404,
		);
		expect([shop.state(first), shop.state(second)]).toEqual([undefined, undefined]);
	});

	it('closes for a minute after 300 requests in one', async () => {
		const shop = open();
		const once = async () => (await shop.ask('GET', '/1.0/authorization/website')).status;
		for (let i = 0; i < 300; i++) expect(await once()).toBe(200);
		expect(await once()).toBe(429);
		shop.tick(59_000);
		expect(await once()).toBe(429);
		shop.tick(2_000);
		expect(await once()).toBe(200);
	});
});
