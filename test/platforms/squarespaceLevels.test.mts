import { afterEach, describe, expect, it } from 'vitest';

import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import { keys } from '../../sandbox/squarespace/index.mts';
import { responseSchema, violations } from '../openapi.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { intercept } from './channelRun.mts';
import { connected } from './connected.mts';
import { openSquarespaceShop, type SquarespaceShop } from './squarespaceShop.mts';

const INK = 'ACR-INK-PAYN-30';
const INVENTORY = /\/1\.0\/commerce\/inventory$/;

let shop: SquarespaceShop;
afterEach(async () => await shop.close());

const open = async (options?: Parameters<typeof openSquarespaceShop>[0], apiKey = keys.full) => {
	shop = await openSquarespaceShop(options);
	return await connected('squarespace', shop.with(apiKey).credentials);
};

describe('Squarespace: stock read in turn', () => {
	it('tells all that is counted, as the shelf has it', async () => {
		const { levels } = await open();
		const { readings, of } = await levels();
		for (const { sku } of catalogue.flatMap(({ variants }) => variants))
			expect(of(sku)?.quantity, sku).toBe(shop.shelf(sku)?.quantity);
		expect(of(INK)).toEqual({
			sku: INK,
			title: expect.stringContaining('Payne'),
			quantity: 8,
			reason: 'quantity 8',
			variantId: shop.shop.find(INK).variant.id,
			key: `${shop.shop.find(INK).variant.id}|8`,
			keyIsGuessed: true,
		});
		// Mixed on demand: never runs out.
		expect(of('ACR-GES-WHT-1000')).toMatchObject({ quantity: null, reason: 'unlimited stock' });
		// Two products of three pieces each.
		expect(of('ACR-DUP-1')).toMatchObject({ quantity: 6 });
		expect(new Set(readings.map(({ sku }) => sku)).size).toBe(readings.length);
	});

	it.each([
		[50, 1],
		[51, 2],
		[1_000, 20],
	])(
		'reads %i variants in %i requests, with a key for the inventory alone',
		async (count, pages) => {
			const goods = manyProducts(count);
			const { levels } = await open({ catalogue: goods }, keys.inventoryOnly);
			const all = await levels();
			expect(all.pages).toHaveLength(pages);
			expect(shop.reads(INVENTORY)).toHaveLength(pages);
			expect(shop.reads()).toHaveLength(pages);
			expect(new Set(all.readings.map(({ sku }) => sku)).size).toBe(count);
		},
	);

	it('sees what runs out between two pages when it comes to it', async () => {
		const goods = manyProducts(120);
		const { levels } = await open({ catalogue: goods });
		const last = goods.at(-1)!.variants[0]!.sku;
		const { of } = await levels({}, (page) => {
			if (page === 1) shop.fake.seller.setQuantity(last, 0);
		});
		expect(of(last)).toMatchObject({ quantity: 0, reason: 'quantity 0' });
	});

	it('leaves out what has no SKU, and stands what is no row', async () => {
		const { levels } = await open();
		const odd = [null, 'x', { sku: '' }, { sku: { a: 1 } }, { sku: 'A', quantity: 'many' }];
		intercept(shop.fake, ({ path }) =>
			INVENTORY.test(path)
				? { status: 200, body: { inventory: odd, pagination: { hasNextPage: true } } }
				: undefined,
		);
		const { readings, pages } = await levels();
		expect(pages).toHaveLength(1);
		expect(readings).toMatchObject([{ sku: 'A', quantity: 0 }]);
	});
});

describeWithSpecs('Squarespace: stock read in turn, against the specification', () => {
	it('reads pages of the documented form', async () => {
		const { levels } = await open();
		await levels();
		const spec = readSpec('squarespace/openapi.json');
		const schema = responseSchema(spec, 'GET', '/1.0/commerce/inventory', 200);
		for (const { responseBody } of shop.reads(INVENTORY))
			expect(violations(schema, JSON.parse(responseBody))).toEqual([]);
	});
});
