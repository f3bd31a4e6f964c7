import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { openEtsyShop, type EtsyShop } from './etsyShop.mts';
import { bySku, readingsOf, readLevels } from './readLevels.mts';

const INK = 'ACR-INK-PAYN-30';
let shop: EtsyShop;
afterEach(async () => await shop.close());

const read = async () =>
	await readLevels({ id: 'etsy', credentials: shop.with({}).credentials as never });
const pages = () => shop.reads(/\/listings$/).map(({ query }) => new URLSearchParams(query));

describe('Etsy: the stock of a whole shop', () => {
	it('is read in pages of 100, each state once, and every SKU is there once', async () => {
		shop = await openEtsyShop({ catalogue: manyProducts(250) });
		const found = readingsOf(await read());
		expect(new Set(found.map(({ sku }) => sku)).size).toBe(250);
		expect(found).toHaveLength(250);
		const asked = pages().map((query) => `${query.get('state')} ${query.get('offset')}`);
		expect(asked.sort()).toEqual([
			'active 0',
			'active 100',
			'active 200',
			'expired 0',
			'inactive 0',
			'sold_out 0',
		]);
		expect(pages().every((query) => query.get('limit') === '100')).toBe(true);
	});

	it('says what a customer can buy, and why not', async () => {
		shop = await openEtsyShop();
		const before = bySku(await read());
		expect(before[INK]).toMatchObject({ quantity: 8, reason: 'quantity 8, state active' });
		expect(before[INK]).not.toHaveProperty('available');
		// The seller has hidden this one.
		expect(before['ACR-VAR-GLOS-250']).toMatchObject({ quantity: 6, available: false });
		expect(before['ACR-EXP-1']).toMatchObject({ quantity: 4, available: false });
		expect(before['ACR-SOLD-1']).toMatchObject({ quantity: 0 });
		expect(before).not.toHaveProperty('ACR-DRAFT-1');
		// Shared pieces count once, and two listings of one SKU together.
		expect(before['ACR-APRON-S']).toMatchObject({ quantity: 5 });
		expect(before['ACR-DUP-1']).toMatchObject({ quantity: 6 });

		shop.fake.seller.sell(INK, 8);
		shop.fake.seller.setHidden('ACR-GEL-MATT-500', true);
		const after = bySku(await read());
		expect(after[INK]).toMatchObject({ quantity: 0, reason: 'quantity 0, state sold_out' });
		expect(after['ACR-GEL-MATT-500']).toMatchObject({ quantity: 7, available: false });
		expect(after[INK].key).not.toBe(before[INK].key);
		expect(after['ACR-EXP-1'].key).toBe(before['ACR-EXP-1'].key);
	});

	it('a variation that is switched off is not for sale', async () => {
		shop = await openEtsyShop();
		for (const product of shop.listing('ACR-BRUSH-1').products) product.is_enabled = false;
		shop.fake.shop.find('ACR-HB-COBL-60').product.is_enabled = false;
		const found = bySku(await read());
		expect(found['ACR-BRUSH-1']).toMatchObject({ available: false });
		expect(found['ACR-HB-COBL-60']).toMatchObject({ quantity: 6, available: false });
		expect(found['ACR-HB-COBL-120']).not.toHaveProperty('available');
	});

	it('a copy that sold out long ago says nothing about the listing that sells', async () => {
		shop = await openEtsyShop();
		shop.fake.shop.add('Old Ink', [{ sku: INK, values: [], quantity: 0 }], { state: 'sold_out' });
		shop.fake.shop.add('Older Ink', [{ sku: INK, values: [], quantity: 3 }], { state: 'expired' });
		expect(bySku(await read())[INK]).toMatchObject({
			quantity: 8,
			reason: 'quantity 8, state active',
		});
	});

	it('loses none when listings are hidden while the pages are read', async () => {
		shop = await openEtsyShop({ catalogue: manyProducts(250) });
		let hidden = false;
		shop.answer(({ query }) => {
			if (hidden || query.get('offset') !== '100') return undefined;
			hidden = true;
			for (let i = 1; i <= 5; i++)
				shop.fake.seller.setHidden(`BENCH-${String(i).padStart(5, '0')}`, true);
			return undefined;
		});
		expect(Object.keys(bySku(await read()))).toHaveLength(250);
	});

	it('an outage is thrown, never taken for an empty shop', async () => {
		shop = await openEtsyShop();
		shop.answer(({ query }) =>
			query.get('state') === 'sold_out'
				? { status: 500, body: { error: 'Server Error' } }
				: undefined,
		);
		await expect(read()).rejects.toThrow(/could not answer/);
	});
});
