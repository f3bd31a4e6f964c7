import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { connected } from './connected.mts';
import { openSquareShop, type SquareShop } from './squareShop.mts';

let store: SquareShop;
afterEach(async () => await store.close());

const open = async (options: Parameters<typeof openSquareShop>[0] = {}) => {
	store = await openSquareShop(options);
	return await connected('square', { stockOutSquareApi: { ...store.fake.account } });
};
const iso = (ms: number) => new Date(ms).toISOString();
const now = () => store.shop.world.clock.now();

describe('a pass over all stock', () => {
	it('says as many as the look-up by SKU, each variation once', async () => {
		const { levels, platform, call } = await open();
		const { readings } = await levels();
		expect(readings).toHaveLength(store.fake.shelf().length);
		const listings = await platform.read(call, [...new Set(readings.map(({ sku }) => sku))], {
			account: {},
		});
		const facts = (rows: ReadonlyArray<{ sku: string; quantity: number | null }>) =>
			rows.map(({ sku, quantity }) => `${sku} ${quantity}`).sort();
		expect(facts(readings)).toEqual(facts(listings));
	});

	it('goes in pages of 1,000 variations', async () => {
		const { levels } = await open({ catalogue: manyProducts(2_100) });
		const { pages, readings } = await levels();
		expect(pages.map(({ length }) => length).slice(0, 2)).toEqual([1_000, 1_000]);
		expect(readings.filter(({ sku }) => sku.startsWith('BENCH-'))).toHaveLength(2_100);
		// Locations, variations with items, counts.
		expect(store.sandbox.requests('square')).toBe(9);
	});

	it('counts at the chosen locations only, and leaves out what is not sold there', async () => {
		const { levels } = await open();
		const { of, readings } = await levels({ scope: { locations: [store.studio] } });
		expect(of('ACR-HB-TWHT-60')?.quantity).toBe(2);
		expect(of('ACR-GEL-MATT-500')).toBeUndefined();
		expect(readings.length).toBeLessThan(6);
	});

	it('is empty, and no alarm, when all chosen locations were closed', async () => {
		const { levels } = await open();
		const closed = store.shop.locations[2]!.id;
		expect((await levels({ scope: { locations: [closed] } })).readings).toEqual([]);
	});

	it('what is archived, taken away or marked as sold out is out whatever the count', async () => {
		const { levels } = await open();
		const before = (await levels()).of('ACR-GEL-MATT-500');
		expect(before).toMatchObject({ quantity: 7 });
		expect(before).not.toHaveProperty('available');
		store.shop.markSoldOut('ACR-GEL-MATT-500', store.main);
		store.shop.find('ACR-FL-QMAG-30').present_at_location_ids = [];
		store.data('ACR-INK-PAYN-30').sellable = false;
		const { of } = await levels();
		expect(of('ACR-GEL-MATT-500')).toMatchObject({ quantity: 7, available: false });
		expect(of('ACR-FL-QMAG-30')).toMatchObject({ quantity: 11, available: false });
		expect(of('ACR-INK-PAYN-30')).toMatchObject({ quantity: 8, available: false });
		expect(of('ACR-VAR-GLOS-250')).toMatchObject({ quantity: 6, available: false });
	});

	it('knows no count where Square does not track', async () => {
		const { levels } = await open();
		const reading = (await levels()).of('ACR-GES-WHT-1000');
		expect(reading).toMatchObject({ quantity: null, reason: 'stock is not tracked' });
		expect(reading).not.toHaveProperty('available');
	});

	it('leaves out variations without a SKU', async () => {
		const { levels } = await open();
		delete store.data('ACR-GEL-MATT-500').sku;
		const { readings } = await levels();
		expect(readings.every(({ sku }) => sku !== '')).toBe(true);
		expect(readings).toHaveLength(store.fake.shelf().length - 1);
	});
});

describe('a pass over changes', () => {
	it('has what was sold, counted, archived or taken away since, and nothing else', async () => {
		const { levels } = await open();
		const since = iso(now());
		await new Promise((resolve) => setTimeout(resolve, 10));
		store.fake.seller.sell('ACR-GEL-MATT-500', 7);
		store.fake.seller.setQuantity('ACR-INK-PAYN-30', 2);
		store.fake.seller.setHidden('ACR-HB-COBL-60', true);
		const { readings, of } = await levels({ since });
		expect(new Set(readings.map(({ sku }) => sku))).toEqual(
			new Set(['ACR-GEL-MATT-500', 'ACR-INK-PAYN-30', 'ACR-HB-COBL-60', 'ACR-HB-COBL-120']),
		);
		expect(of('ACR-GEL-MATT-500')?.quantity).toBe(0);
		expect(of('ACR-INK-PAYN-30')?.quantity).toBe(2);
		expect(of('ACR-HB-COBL-120')).toMatchObject({ quantity: 3, available: false });
	});

	it('brings the total over all locations, not the count that changed', async () => {
		const { levels } = await open();
		const since = iso(now());
		await new Promise((resolve) => setTimeout(resolve, 10));
		store.shop.setCount(store.shop.find('ACR-HB-TWHT-60').id, store.studio, 0, now());
		expect((await levels({ since })).of('ACR-HB-TWHT-60')?.quantity).toBe(12);
	});

	it('of nothing takes two requests', async () => {
		const { levels } = await open();
		await new Promise((resolve) => setTimeout(resolve, 10));
		store.sandbox.resetCounts();
		expect((await levels({ since: iso(now()) })).readings).toEqual([]);
		expect(store.sandbox.requests('square')).toBe(2);
	});

	it('of very many goes in pages of 1,000 counts', async () => {
		const { levels } = await open({ catalogue: manyProducts(1_200) });
		const since = iso(now());
		await new Promise((resolve) => setTimeout(resolve, 10));
		for (const { id } of store.shop.variations()) store.shop.setCount(id, store.main, 0, now());
		const { pages, readings } = await levels({ since });
		expect(pages.map(({ length }) => length)).toEqual([1_000, expect.any(Number), 0]);
		expect(new Set(readings.map(({ variantId }) => variantId)).size).toBe(1_202);
		expect(readings.every(({ quantity }) => quantity === 0)).toBe(true);
	});

	it('reaches back far enough for the clock of Square', async () => {
		const { platform } = await open();
		expect(platform.levels!.changesOverlapMs).toBeGreaterThanOrEqual(60_000);
	});
});
