import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { openVend, type VendShop } from './vendShop.mts';

let shop: VendShop;
afterEach(async () => await shop.close());

describe('Vend: many at once', () => {
	const skus = (count: number) =>
		manyProducts(count).flatMap(({ variants }) => variants.map(({ sku }) => sku));

	it('looks them up in lower case, a hundred a search, and reads back from the list of changes', async () => {
		shop = await openVend({ catalogue: manyProducts(150) });
		const off = await shop.run('takeOffSale', skus(150));
		expect(off.done).toHaveLength(150);
		expect(new Set(off.done.map(({ outcome }) => outcome))).toEqual(new Set(['offSale']));
		const searches = shop.reads(/\/search$/);
		expect(searches.map(({ query }) => new URLSearchParams(query).getAll('sku').length)).toEqual([
			100, 50,
		]);
		expect(shop.reads(/\/products$/)).toHaveLength(1);
		expect(shop.reads(/\/products\/./)).toEqual([]);
		expect(shop.writes()).toHaveLength(150);
	});

	it('keeps the addresses short when SKUs are long', async () => {
		const long = manyProducts(30).map(({ title, variants }) => ({
			title,
			variants: variants.map((one) => ({ ...one, sku: `${one.sku}-${'x'.repeat(300)}` })),
		}));
		shop = await openVend({ catalogue: long });
		const { done } = await shop.run(
			'getStockState',
			long.flatMap(({ variants }) => variants.map(({ sku }) => sku)),
		);
		expect(done).toHaveLength(30);
		expect(shop.reads(/\/search$/)).toHaveLength(3);
	});

	it('finds a product that is too new for the index, and names another spelling', async () => {
		shop = await openVend({ catalogue: manyProducts(12) });
		shop.fake.store.add({
			name: 'New',
			sku: 'ACR-NEW',
			levels: new Map([[shop.fake.store.main.id, 2]]),
		});
		const { of } = await shop.run('getStockState', [...skus(11), 'ACR-NEW', 'bench-00012']);
		expect(of('ACR-NEW')).toMatchObject({ outcome: 'alreadyOnSale', before: { quantity: 2 } });
		expect(of('bench-00012')).toMatchObject({ outcome: 'notFound' });
		expect(of('bench-00012').message).toContain("'BENCH-00012'");
	});

	it('does not ask one by one for SKUs that are not sold here at all', async () => {
		shop = await openVend({ catalogue: manyProducts(12) });
		const foreign = Array.from({ length: 40 }, (_, i) => `OTHER-${i}`);
		const { attention } = await shop.run('takeOffSale', [...skus(12), ...foreign]);
		expect(attention.map(({ outcome }) => outcome)).toEqual(foreign.map(() => 'notFound'));
		const exact = shop.reads(/\/products$/).filter(({ query }) => query.includes('sku='));
		expect(exact).toEqual([]);
	});

	it('asks by id for what is not among the changes', async () => {
		shop = await openVend({ catalogue: manyProducts(1_200) });
		const wanted = skus(12);
		const items = [...shop.fake.store.items.values()];
		// A price list is being loaded: more changes than the short cut looks through.
		for (const item of items.slice(12)) shop.fake.store.change(item, () => {});
		const off = await shop.run('takeOffSale', wanted);
		expect(off.done).toHaveLength(12);
		expect(new Set(off.done.map(({ confirmed }) => confirmed))).toEqual(new Set([true]));
		expect(shop.reads(/\/products$/)).toHaveLength(2);
		expect(shop.reads(/\/products\/./)).toHaveLength(12);
	});

	it('reads more levels than the hundred that come unasked', async () => {
		shop = await openVend({ catalogue: manyProducts(120) });
		for (const item of shop.fake.store.items.values())
			item.levels.set(shop.fake.store.second.id, 1);
		const { done } = await shop.run('getStockState', skus(120));
		expect(done.map(({ before }) => (before as { quantity: number }).quantity)).toEqual(
			skus(120).map(() => 6),
		);
	});

	it('reads more levels than one answer holds', async () => {
		shop = await openVend({ catalogue: manyProducts(1_000) });
		for (const item of shop.fake.store.items.values())
			for (let outlet = 1; outlet <= 10; outlet++) item.levels.set(`outlet-${outlet}`, 1);
		const { done } = await shop.run('getStockState', skus(1_000));
		expect(done).toHaveLength(1_000);
		expect(
			done.filter(({ before }) => (before as { quantity: number }).quantity === 15),
		).toHaveLength(1_000);
	});
});
