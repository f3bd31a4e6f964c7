import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { connected } from './connected.mts';
import { openQuickbooks, SLUG, type QuickbooksShop } from './quickbooksShop.mts';

const INK = 'ACR-INK-PAYN-30';

let shop: QuickbooksShop;
afterEach(async () => await shop.close());

const link = async () => await connected(SLUG, shop.credentials);
const texts = () => shop.queries().map(({ query }) => new URLSearchParams(query).get('query'));

describe('QuickBooks Online: stock read in turn', () => {
	beforeEach(async () => {
		shop = await openQuickbooks();
	});

	it('tells what is on hand of every item, in one request', async () => {
		shop.books.add('', 'Without a SKU', 3);
		const { readings, of } = await (await link()).levels();
		expect(texts()).toEqual([
			'select * from Item where Active in (true,false) orderby MetaData.LastUpdatedTime startposition 1 maxresults 1000',
		]);
		for (const { sku, quantity } of shop.fake
			.shelf()
			.filter((one) => one.sku && one.sku !== 'ACR-DUP-1'))
			expect([sku, of(sku)?.quantity]).toEqual([sku, quantity]);
		expect(readings.every(({ sku }) => sku !== '')).toBe(true);
		expect(of('ACR-METRE')).toMatchObject({ quantity: 2.3, reason: 'quantity on hand 2.3' });
		expect(of('ACR-NEG-1')?.quantity).toBe(-2);
		expect(of('ACR-GIFT-WRAP')).toMatchObject({ quantity: null, reason: 'stock is not counted' });
	});

	it('an inactive item is out by its status, and has its own name', async () => {
		const { of } = await (await link()).levels();
		expect(of('ACR-VAR-GLOS-250')).toMatchObject({
			available: false,
			quantity: 6,
			title: 'Gloss Varnish 250 ml',
		});
	});

	it('one SKU on several items is one reading', async () => {
		const { readings } = await (await link()).levels();
		expect(readings.filter(({ sku }) => sku === 'ACR-DUP-1')).toHaveLength(1);
	});

	it('asks only for what changed since then, the second in question included', async () => {
		const { levels } = await link();
		// The books were filled in the second before.
		await shop.clock.sleep(2_000);
		const since = new Date(shop.clock.now()).toISOString();
		shop.fake.seller.sell(INK, 8);
		const { readings } = await levels({ since });
		expect(readings).toMatchObject([{ sku: INK, quantity: 0, reason: 'quantity on hand 0' }]);
		expect(texts()).toEqual([
			`select * from Item where Active in (true,false) and MetaData.LastUpdatedTime >= '${since.slice(0, 19)}Z' orderby MetaData.LastUpdatedTime startposition 1 maxresults 1000`,
		]);
		expect((await link()).platform.levels!.changesOverlapMs).toBeGreaterThanOrEqual(60_000);
	});

	it('a reading changes its key with the item, and tells when that was', async () => {
		const { levels } = await link();
		const read = async () => (await levels()).of(INK)!;
		const before = await read();
		expect(before.occurredAt).toBe('2026-01-05T16:00:00Z');
		expect((await read()).key).toBe(before.key);
		shop.fake.seller.sell(INK, 1);
		expect((await read()).key).not.toBe(before.key);
	});
});

describe('QuickBooks Online: a large list of items', () => {
	const open = async (count: number, times: (n: number) => number) => {
		shop = await openQuickbooks({ catalogue: manyProducts(count) });
		[...shop.books.items.values()].forEach((item, n) => {
			item.LastUpdatedTime = new Date(Date.UTC(2026, 0, 1) + times(n) * 1000).toISOString();
		});
	};

	it('comes in pages of a thousand, and loses nothing that is sold between them', async () => {
		await open(2_500, (n) => n);
		const items = [...shop.books.items.values()];
		const { pages, readings } = await (
			await link()
		).levels({}, (page) => {
			for (const { Sku } of items.slice((page - 1) * 200, page * 200))
				shop.fake.seller.sell(Sku, 5);
		});
		expect(pages).toHaveLength(3);
		expect(pages.every(({ length }) => length <= 1_000)).toBe(true);
		expect(new Set(readings.map(({ sku }) => sku)).size).toBe(2_500);
	}, 30_000);

	it('goes through items that were all entered in the same second', async () => {
		await open(2_300, (n) => (n < 100 ? 0 : 7));
		const { readings, pages } = await (await link()).levels();
		expect(new Set(readings.map(({ sku }) => sku)).size).toBe(2_300);
		expect(pages.length).toBeLessThanOrEqual(5);
	}, 30_000);
});

describeWithSpecs('QuickBooks Online: a recorded query for what changed', () => {
	it('asks in the words that were accepted', async () => {
		shop = await openQuickbooks();
		const recorded = readSpec(`${SLUG}/recorded.json`) as Array<{ request: { query?: string } }>;
		const query = recorded.find(({ request }) => /LastUpdatedTime >/.test(request.query ?? ''))!;
		expect(query.request.query).toMatch(/Metadata\.LastUpdatedTime > '[\dT:.-]+Z' Order By/);
		await (await link()).levels({ since: '2019-02-05T18:48:56.001Z' });
		expect(texts()[0]).toContain("MetaData.LastUpdatedTime >= '2019-02-05T18:48:56Z' orderby");
	});
});
