import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { openBigCommerce, type BigCommerce } from './bigcommerceShop.mts';
import { connected } from './connected.mts';

let store: BigCommerce;
afterEach(async () => await store.close());

const open = async (options: Parameters<typeof openBigCommerce>[0] = {}) => {
	store = await openBigCommerce({ speed: 1_000, ...options });
	return await connected('bigcommerce', store.credentials);
};

describe('a pass over all stock', () => {
	it('has every SKU once, with what can be bought', async () => {
		const { levels } = await open();
		const { readings, of } = await levels();
		const skus = readings.map(({ sku }) => sku);
		expect(new Set(skus).size).toBe(skus.length);
		expect(new Set(skus)).toEqual(
			new Set([...store.fake.shelf().map(({ sku }) => sku), 'ACR-PAD', 'ACR-CAN']),
		);
		for (const { sku, quantity } of store.fake.shelf()) expect(of(sku)?.quantity).toBe(quantity);
	});

	it('says as many as the look-up by SKU', async () => {
		const { levels, platform, call } = await open();
		const { readings } = await levels();
		const listings = await platform.read(
			call,
			readings.map(({ sku }) => sku),
			{ account: {} },
		);
		const bySku = new Map(listings.map(({ sku, quantity }) => [sku, quantity]));
		expect(Object.fromEntries(readings.map(({ sku, quantity }) => [sku, quantity]))).toEqual(
			Object.fromEntries(bySku),
		);
	});

	it('goes in pages of 250 products, two or three requests each', async () => {
		const { levels } = await open({ catalogue: manyProducts(600) });
		const { pages, readings } = await levels();
		expect(pages.map(({ length }) => length > 0)).toEqual([true, true, true]);
		expect(readings.filter(({ sku }) => sku.startsWith('BENCH-'))).toHaveLength(600);
		expect(store.sandbox.requests('bigcommerce')).toBeLessThanOrEqual(9);
	});

	it('skips nothing and doubles nothing while products are added to and deleted from the pages before', async () => {
		const { levels } = await open({ catalogue: manyProducts(600) });
		const { readings } = await levels({}, (page) => {
			if (page === 1)
				for (const sku of ['BENCH-00001', 'BENCH-00007']) store.fake.seller.remove!(sku);
		});
		const skus = readings.map(({ sku }) => sku);
		expect(new Set(skus).size).toBe(skus.length);
		expect(skus.filter((sku) => sku.startsWith('BENCH-'))).toHaveLength(600);
	});

	it('counts at the chosen locations only', async () => {
		const { levels } = await open();
		const floor = (await levels({ scope: { locations: ['2'] } })).of('ACR-MRK-CBLK-F');
		const both = (await levels({ scope: { locations: ['1', '2'] } })).of('ACR-MRK-CBLK-F');
		expect([floor?.quantity, both?.quantity]).toEqual([7, 22]);
		const { of } = await levels({ scope: { locations: ['3'] } });
		expect(of('ACR-MRK-CBLK-F')?.quantity).toBe(0);
	});

	const hide = {
		hidden: (sku: string) => store.fake.seller.setHidden(sku, true),
		'not purchasable': (sku: string) => void (store.product(sku).availability = 'disabled'),
		'switched off': (sku: string) => void (store.variant(sku).purchasingDisabled = true),
	};
	it.each(Object.entries(hide))('what is %s is out whatever the count', async (_name, change) => {
		const { levels } = await open();
		expect((await levels()).of('ACR-GEL-MATT-500')).toMatchObject({ quantity: 7 });
		expect((await levels()).of('ACR-GEL-MATT-500')).not.toHaveProperty('available');
		change('ACR-GEL-MATT-500');
		expect((await levels()).of('ACR-GEL-MATT-500')).toMatchObject({
			quantity: 7,
			available: false,
		});
	});

	it('knows no count where nobody counts', async () => {
		const { levels } = await open();
		expect((await levels()).of('ACR-SHT-CLR-A3')).toMatchObject({ quantity: null });
	});

	it('leaves safety stock out, and counts nothing where the item is switched off', async () => {
		const { levels } = await open();
		expect((await levels()).of('ACR-GES-WHT-1000')?.quantity).toBe(8);
		for (const level of store.variant('ACR-FL-QMAG-30').levels.values()) level.inStock = false;
		expect((await levels()).of('ACR-FL-QMAG-30')?.quantity).toBe(0);
	});

	it('changes the key with the stock only', async () => {
		const { levels } = await open();
		const key = async () => (await levels()).of('ACR-FL-QMAG-30')?.key;
		const before = await key();
		expect(await key()).toBe(before);
		store.fake.seller.sell('ACR-FL-QMAG-30', 1);
		expect(await key()).not.toBe(before);
	});
});

it('the main SKU of a product whose variants keep their own stock has the sum of them', async () => {
	const { platform, call, levels } = await open();
	store.product('ACR-HB-COBL-60').sku = 'ACR-HB-COBL';
	const found = await platform.read(call, ['ACR-HB-COBL'], { account: {} });
	expect(found).toMatchObject([{ sku: 'ACR-HB-COBL', quantity: 9, buyable: true }]);
	// It is sold by its variants only, so it runs out with them.
	expect((await levels()).of('ACR-HB-COBL')).toBeUndefined();
});
