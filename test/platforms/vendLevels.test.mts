import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { connected } from './connected.mts';
import { openVend, type VendShop } from './vendShop.mts';

let store: VendShop;
afterEach(async () => await store.close());

const open = async (options: Parameters<typeof openVend>[0] = {}) => {
	store = await openVend({ speed: 5_000, registers: 4, ...options });
	return await connected('vend', store.credentials);
};
const requests = () => store.sandbox.requests('vend');

describe('a pass over all stock', () => {
	it('has every living product once, and as many as the look-up by SKU', async () => {
		const { levels, platform, call } = await open();
		const { readings } = await levels();
		expect(readings.map(({ sku }) => sku).sort()).toEqual(
			store.fake
				.shelf()
				.map(({ sku }) => sku)
				.sort(),
		);
		const listings = await platform.read(
			call,
			readings.map(({ sku }) => sku),
			{ account: {} },
		);
		const facts = (rows: ReadonlyArray<{ sku: string; quantity: number | null }>) =>
			rows.map(({ sku, quantity }) => `${sku} ${quantity}`).sort();
		expect(facts(readings)).toEqual(facts(listings));
	});

	it('goes in pages of 500 products, two requests each', async () => {
		const { levels } = await open({ catalogue: manyProducts(1_200) });
		const { readings, pages } = await levels();
		expect(readings.filter(({ sku }) => sku.startsWith('BENCH-'))).toHaveLength(1_200);
		expect(pages.map(({ length }) => length).slice(0, 2)).toEqual([500, 500]);
		// The newest number of a change, three full pages, and the empty one after the last.
		expect(requests()).toBe(8);
	});

	it('skips nobody when products change between the pages', async () => {
		const { levels } = await open({ catalogue: manyProducts(1_200) });
		const { readings } = await levels({}, (page) => {
			if (page !== 1) return;
			store.fake.seller.setHidden('BENCH-00001', true);
			store.fake.seller.setHidden('BENCH-01100', true);
			store.fake.seller.remove!('BENCH-00002');
		});
		const skus = new Set(readings.map(({ sku }) => sku));
		for (let i = 1; i <= 1_200; i++) expect(skus).toContain(`BENCH-${String(i).padStart(5, '0')}`);
		const last = readings.findLast(({ sku }) => sku === 'BENCH-00001');
		expect(last).toMatchObject({ available: false });
	});

	it('counts at the chosen outlets only, and leaves out what was never stocked there', async () => {
		const { levels } = await open();
		const { of } = await levels({ scope: { locations: [store.fake.store.second.id] } });
		expect(of('ACR-HB-TWHT-60')?.quantity).toBe(4);
		expect(of('ACR-GES-WHT-1000')?.quantity).toBe(-2);
		expect(of('ACR-GEL-MATT-500')).toBeUndefined();
	});

	it('what is inactive is out whatever the count; what has no stock of its own has no count', async () => {
		const { levels } = await open();
		const { of } = await levels();
		expect(of('ACR-VAR-GLOS-250')).toMatchObject({ quantity: 6, available: false });
		for (const sku of ['ACR-SET-START', 'ACR-MIX-SRV', 'ACR-HB-BRNZ-60']) {
			expect(of(sku)).toMatchObject({ quantity: null });
			expect(of(sku)).not.toHaveProperty('available');
		}
	});

	it('leaves out products without a SKU', async () => {
		const { levels } = await open();
		store.item('ACR-GEL-MATT-500').sku = '';
		expect((await levels()).readings.every(({ sku }) => sku !== '')).toBe(true);
	});
});

describe('a pass over changes', () => {
	it('begins at the mark of the pass before, with what was sold and what was switched', async () => {
		const { levels } = await open();
		const { mark } = await levels();
		expect(mark).toMatch(/^\d+ \d+$/);
		store.fake.seller.sell('ACR-HB-TWHT-60', 10);
		store.fake.seller.setHidden('ACR-INK-PAYN-30', true);
		const changes = await levels({ since: mark });
		expect(changes.readings.map(({ sku }) => sku).sort()).toEqual([
			'ACR-HB-TWHT-60',
			'ACR-INK-PAYN-30',
		]);
		// The total over both outlets, not the row that changed.
		expect(changes.of('ACR-HB-TWHT-60')?.quantity).toBe(4);
		expect(changes.of('ACR-INK-PAYN-30')).toMatchObject({ quantity: 8, available: false });
		expect((await levels({ since: changes.mark })).readings).toEqual([]);
	});

	it('of nothing takes two requests', async () => {
		const { levels } = await open();
		const { mark } = await levels();
		const before = requests();
		await levels({ since: mark });
		expect(requests() - before).toBe(2);
	});

	it('has what changed while everything was read', async () => {
		const { levels } = await open({ catalogue: manyProducts(600) });
		const { mark } = await levels({}, (page) => {
			if (page === 1) store.fake.seller.sell('BENCH-00001', 5);
		});
		expect((await levels({ since: mark })).of('BENCH-00001')?.quantity).toBe(0);
	});

	it('reads everything where there is no mark, and where very much changed', async () => {
		const { levels } = await open();
		const all = (await levels()).readings.length;
		expect((await levels({ since: '2026-11-23T10:00:00.000Z' })).readings).toHaveLength(all);
		const { mark } = await levels();
		store.fake.seller.setQuantity('ACR-GEL-MATT-500', 1);
		for (const item of store.fake.store.items.values())
			if (item.hasInventory) store.fake.store.setLevel(item, store.fake.store.main, 1);
		const changes = await levels({ since: mark });
		expect(changes.mark).toMatch(/^\d+ \d+$/);
		// Few products in this store: they were asked for one by one.
		expect(changes.readings.length).toBeGreaterThan(0);
	});

	it('of many products reads the list of all of them', async () => {
		const { levels } = await open({ catalogue: manyProducts(600) });
		const { mark } = await levels();
		const sold = Array.from({ length: 30 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		for (const sku of sold) store.fake.seller.sell(sku, 5);
		const before = requests();
		const changes = await levels({ since: mark });
		for (const sku of sold) expect(changes.of(sku)?.quantity).toBe(0);
		expect(requests() - before).toBeLessThan(10);
		expect((await levels({ since: changes.mark })).readings).toEqual([]);
	});

	it('names no product that was deleted', async () => {
		const { levels } = await open();
		const { mark } = await levels();
		store.fake.seller.sell('ACR-FL-QMAG-30', 1);
		store.fake.seller.remove!('ACR-FL-QMAG-30');
		expect((await levels({ since: mark })).readings).toEqual([]);
	});
});
