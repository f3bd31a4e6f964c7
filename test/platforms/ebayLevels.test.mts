import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { intercept, json, sent } from './channelRun.mts';
import { INVENTORY, openEbay, refusal, type EbayShop } from './ebayShop.mts';
import { bySku, readingsOf, readLevels, type Reading } from './readLevels.mts';

const INK = 'ACR-INK-PAYN-30';
const GESSO = 'ACR-GES-WHT-1000';
const EASEL = 'ACR-EAS-OAK';
const VARNISH = 'ACR-VAR-GLOS-250';
const BLUE = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'] as const;

let shop: EbayShop;
afterEach(async () => await shop.close());

const read = async (more: Partial<Reading> = {}) =>
	await readLevels({ id: 'ebay', credentials: shop.credentials, ...more });
const inventoryPages = () => sent(shop.sandbox, 'ebay', 'GET', /\/inventory_item$/);

describe('eBay: the stock of a whole account', () => {
	it('is read in pages of 200, and every SKU is there once', async () => {
		shop = await openEbay({ catalogue: manyProducts(450) });
		const pages = await read();
		const found = readingsOf(pages).filter(({ sku }) => sku.startsWith('BENCH'));
		expect(new Set(found.map(({ sku }) => sku)).size).toBe(450);
		expect(found).toHaveLength(450);
		expect(shop.calls('GetMyeBaySelling')).toHaveLength(3);
		for (const call of shop.calls('GetMyeBaySelling'))
			expect(call.requestBody).toContain('<EntriesPerPage>200<');
		expect(inventoryPages().map(({ query }) => query)).toEqual([
			'limit=200&offset=0',
			'limit=200&offset=1',
			'limit=200&offset=2',
		]);
		expect(shop.offerLooks()).toEqual([]);
	});

	it('goes on after a restart where it was', async () => {
		shop = await openEbay({ catalogue: manyProducts(450) });
		const pages = await read({ restarts: true });
		expect(pages.map(({ next }) => next)).toEqual(['0', '1', '2', undefined]);
		const found = readingsOf(pages).filter(({ sku }) => sku.startsWith('BENCH'));
		expect(found).toHaveLength(450);
	});

	it('knows listings of both kinds, and what a customer can buy of them', async () => {
		shop = await openEbay();
		const found = bySku(await read());
		expect(found[INK]).toMatchObject({ quantity: 8, reason: 'quantity 8' });
		expect(found[EASEL]).toMatchObject({ quantity: 3, productId: expect.any(String) });
		expect(found['ACR-BRS-8']).toMatchObject({ quantity: 9 });
		// The SKU of a whole listing with variations names nothing that can be bought.
		expect(found).not.toHaveProperty('ACR-BRS');
		// One stock on two marketplaces, but two listings with a stock each.
		expect(found[GESSO]).toMatchObject({ quantity: 12 });
		expect(found['ACR-DUP-1']).toMatchObject({ quantity: 6 });
		for (const sku of [INK, EASEL, GESSO]) expect(found[sku]).not.toHaveProperty('available');
		// Withdrawn by the seller.
		expect(found[VARNISH]).toMatchObject({ quantity: 6, available: false });
	});

	it('counts the lower one of item and offer', async () => {
		shop = await openEbay();
		shop.offer(INK).availableQuantity = 2;
		expect(bySku(await read())[INK]).toMatchObject({ quantity: 2 });
		shop.offer(INK).availableQuantity = 0;
		expect(bySku(await read())[INK]).toMatchObject({ quantity: 0 });
	});

	it.each([true, false])(
		'tells what sold out, with the out-of-stock option %s',
		async (outOfStockControl) => {
			shop = await openEbay();
			shop.fake.shop.outOfStockControl = outOfStockControl;
			shop.fake.seller.sell(INK, 8);
			for (const sku of BLUE) shop.fake.seller.sell(sku, 99);
			const found = bySku(await read());
			for (const sku of [INK, ...BLUE]) {
				expect(found[sku]).toMatchObject({ quantity: 0 });
				expect(found[sku]).not.toHaveProperty('available');
			}
		},
	);

	it('the key changes with the stock, and only with it', async () => {
		shop = await openEbay();
		const before = bySku(await read());
		shop.fake.seller.sell(INK, 8);
		shop.fake.seller.setHidden(GESSO, true);
		const after = bySku(await read());
		for (const sku of [INK, GESSO]) expect(after[sku].key).not.toBe(before[sku].key);
		expect(after[EASEL].key).toBe(before[EASEL].key);
	});

	it('speaks of no SKU twice, whatever lies in both worlds', async () => {
		shop = await openEbay();
		const [listing] = shop.fake.shop.listings;
		Object.assign(listing!, { sku: VARNISH, available: 4 });
		const found = readingsOf(await read());
		expect(found.filter(({ sku }) => sku === VARNISH)).toMatchObject([{ quantity: 4 }]);
		expect(new Set(found.map(({ sku }) => sku)).size).toBe(found.length);
	});

	it('follows the next page only on eBay’s own host, and not in circles', async () => {
		shop = await openEbay();
		let asked = 0;
		intercept(shop.fake, ({ path }) =>
			path === `${INVENTORY}/inventory_item`
				? {
						status: 200,
						body: {
							next: `https://attacker.test/inventory_item?limit=200&offset=${Math.min(++asked, 3)}`,
							inventoryItems: [],
						},
					}
				: undefined,
		);
		await read();
		expect(asked).toBe(4);
		expect(inventoryPages()).toHaveLength(4);
	});

	it('a refusal is thrown, never taken for an empty account', async () => {
		shop = await openEbay();
		intercept(shop.fake, ({ headers }) =>
			headers['x-ebay-api-call-name'] === 'GetMyeBaySelling'
				? refusal('GetMyeBaySelling', 518, 'Call usage limit has been reached.')
				: undefined,
		);
		await expect(read()).rejects.toThrow(/quota/);
	});

	it('asks which of several listings share a stock, 25 SKUs at a time', async () => {
		shop = await openEbay();
		await read();
		const [look] = sent(shop.sandbox, 'ebay', 'POST', /bulk_get/);
		expect(json(look!)).toEqual({ requests: [{ sku: GESSO }, { sku: 'ACR-DUP-1' }] });
	});
});
