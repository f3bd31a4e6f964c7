import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { intercept } from './channelRun.mts';
import { openMagento, type Magento } from './magentoShop.mts';
import { bySku, platformOf, readingsOf, readLevels, callOf, type Reading } from './readLevels.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const RED = 'ACR-SB-CRED-118';
const COURSE = 'ACR-COURSE-1';

let shop: Magento;
afterEach(async () => await shop.close());

const read = async (more: Partial<Reading> = {}) =>
	await readLevels({
		id: 'magento',
		credentials: { stockOutMagentoApi: { ...shop.fake.account } },
		...more,
	});
const benchmark = (pages: Awaited<ReturnType<typeof read>>) =>
	readingsOf(pages).filter(({ sku }) => sku.startsWith('BENCH'));
const productPages = () => shop.reads(/\/V1\/products$/);

describe('Magento: the stock of a whole shop', () => {
	it.each([
		['the shop’s own server', {}],
		['a shop that limits its input', { inputLimiting: true }],
		['the cloud service', { edition: 'accs' as const }],
	])('is read 300 products at a time (%s)', async (_, options) => {
		shop = await openMagento({ catalogue: manyProducts(700), ...options });
		const pages = await read();
		const found = benchmark(pages);
		expect(found).toHaveLength(700);
		expect(new Set(found.map(({ sku }) => sku)).size).toBe(700);
		expect(productPages()).toHaveLength(3);
		// Products, sources and whether they can be bought; never one request for each.
		expect(shop.reads().length).toBeLessThanOrEqual(3 * 6);
		for (const { query } of productPages())
			expect(new URLSearchParams(query).get('searchCriteria[pageSize]')).toBe('300');
	});

	it('goes on after a restart, and neither skips nor repeats when products come and go', async () => {
		shop = await openMagento({ catalogue: manyProducts(700) });
		const pages = await read({
			restarts: true,
			between: (page) => {
				if (page !== 1) return;
				// From a page that was read already: those behind it would move up in a numbered list.
				for (let i = 1; i <= 50; i++)
					shop.fake.seller.remove?.(`BENCH-${String(i).padStart(5, '0')}`);
			},
		});
		expect(pages.slice(0, -1).every(({ next }) => /^\d+$/.test(next ?? ''))).toBe(true);
		const found = benchmark(pages);
		expect(found).toHaveLength(700);
		expect(new Set(found.map(({ sku }) => sku)).size).toBe(700);
	});

	it('says what a customer can buy, in the words of a look-up by SKU', async () => {
		shop = await openMagento();
		shop.fake.seller.sell(INK, 8);
		shop.fake.seller.setHidden(GEL, true);
		const found = bySku(await read());
		// All ordered, though the source still has 8.
		expect(found[INK]).toMatchObject({ quantity: 0, reason: 'quantity 0' });
		expect(found[GEL]).toMatchObject({
			quantity: 7,
			available: false,
			reason: 'quantity 7, disabled',
		});
		const call = await callOf('magento', { stockOutMagentoApi: { ...shop.fake.account } });
		const skus = Object.keys(found);
		const listings = await platformOf('magento').read(call, skus, { account: {} });
		for (const { sku, quantity, buyable } of listings) {
			expect(found[sku].quantity, sku).toBe(quantity);
			expect(found[sku].available === false, sku).toBe(
				buyable === false && (quantity === null || quantity > 0),
			);
		}
	});

	it('counts no stock that is not managed, and knows backorders', async () => {
		shop = await openMagento();
		const close = { source_code: 'default', quantity: 0, status: 0 };
		shop.fake.shop.saveItem({ sku: COURSE, ...close });
		shop.fake.shop.saveItem({ sku: RED, ...close, quantity: -2, status: 1 });
		const found = bySku(await read());
		expect(found[COURSE]).toMatchObject({ quantity: null, reason: 'stock is not counted' });
		expect(found[COURSE]).not.toHaveProperty('available');
		expect(found[RED]).toMatchObject({ quantity: -2 });
	});

	it('leaves configurable products out, and says of bundles only whether they sell', async () => {
		shop = await openMagento();
		shop.fake.shop.product('ACR-SET-1').isInStock = false;
		const found = bySku(await read());
		expect(found).not.toHaveProperty('ACR-HB-COBL-60-ALL');
		expect(found['ACR-HB-COBL-60']).toMatchObject({ quantity: 6 });
		expect(found['ACR-SET-1']).toMatchObject({ quantity: null, available: false });
	});

	it('adds up the sources, or those that were chosen', async () => {
		shop = await openMagento({ stocks: 2 });
		const chosen = async (...locations: string[]) =>
			bySku(await read({ request: { scope: { locations } } }))[GEL];
		expect(await chosen()).toMatchObject({ quantity: 10 });
		expect(await chosen('east')).toMatchObject({ quantity: 3 });
		expect(await chosen('default', 'east')).toMatchObject({ quantity: 10 });
		shop.fake.shop.saveItem({ sku: GEL, source_code: 'east', quantity: 3, status: 0 });
		expect(await chosen('east')).toMatchObject({ quantity: 0 });
		expect(await chosen('default')).toMatchObject({ quantity: 7 });
	});

	it('works in shops without Inventory Management, one request a product', async () => {
		shop = await openMagento({ inventory: false });
		shop.fake.seller.sell(INK, 8);
		const found = bySku(await read());
		expect(found[INK]).toMatchObject({ quantity: 0 });
		expect(found[GEL]).toMatchObject({ quantity: 7 });
	});

	it('the key changes with the stock, and only with it', async () => {
		shop = await openMagento();
		const before = bySku(await read());
		shop.fake.seller.sell(INK, 8);
		shop.fake.seller.setHidden(GEL, true);
		const after = bySku(await read());
		for (const sku of [INK, GEL]) expect(after[sku].key).not.toBe(before[sku].key);
		expect(after[RED].key).toBe(before[RED].key);
	});

	it('an outage is thrown, never taken for an empty shop', async () => {
		shop = await openMagento();
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/source-items') ? { status: 503, body: 'Down' } : undefined,
		);
		await expect(read()).rejects.toThrow(/could not answer/);
	});
});
