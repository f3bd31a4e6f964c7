import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { intercept } from './channelRun.mts';
import { openPrestaShop, type PrestaShop } from './prestashopShop.mts';
import { bySku, readingsOf, readLevels } from './readLevels.mts';

const INK = 'ACR-INK-PAYN-30';
const SIBLINGS = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];
/** Switched off by hand. */
const VARNISH = 'ACR-VAR-GLOS-250';

let shop: PrestaShop;
afterEach(async () => await shop.close());

const read = async (more: Partial<Parameters<typeof readLevels>[0]> = {}) =>
	await readLevels({ id: 'prestashop', credentials: shop.credentials, ...more });
const asked = () =>
	shop.reads().map(({ path, query }) => ({ path, query: new URLSearchParams(query) }));

describe.each(['1.7.8.11', '8.2.1', '9.0.3'] as const)(
	'PrestaShop %s: the stock of a shop',
	(version) => {
		it('is that of the storefront, combinations without their sum', async () => {
			shop = await openPrestaShop({ version });
			const found = bySku(await read());
			for (const { sku, quantity, state } of shop.fake.shelf()) {
				if (sku === 'ACR-DUP-1') continue;
				expect(found[sku]?.quantity, sku).toBe(quantity);
				expect(found[sku]?.available === false, sku).toBe(state === 'hidden');
			}
			expect(Object.keys(found).sort()).toEqual(
				[...new Set(shop.fake.shelf().map(({ sku }) => sku))].sort(),
			);
			expect(found[SIBLINGS[0]!]).toMatchObject({ variantId: expect.stringMatching(/^\d+$/) });
			expect(found[INK]).not.toHaveProperty('variantId');
			expect(found[VARNISH]).toMatchObject({ available: false, reason: /inactive$/ } as never);
		});
	},
);

describe('PrestaShop: paging', () => {
	it('takes 200 products at a time, three requests each, by the number of the last one', async () => {
		shop = await openPrestaShop({ catalogue: manyProducts(450) });
		const pages = await read({ restarts: true });
		expect(pages.map(({ readings }) => readings.length)).toEqual([200, 200, 52]);
		const found = readingsOf(pages);
		expect(new Set(found.map(({ sku }) => sku)).size).toBe(451);
		expect(asked()).toHaveLength(9);
		const ranges = asked()
			.filter(({ path }) => path.endsWith('/stock_availables'))
			.map(({ query }) => query.get('filter[id_product]'));
		expect(ranges).toEqual(['[1,200]', '[201,400]', '[401,452]']);
		for (const { query } of asked().filter(({ path }) => path.endsWith('/products')))
			expect([query.get('limit'), query.get('sort')]).toEqual(['200', '[id_ASC]']);
	});

	it('skips nothing when products are deleted between two pages', async () => {
		shop = await openPrestaShop({ catalogue: manyProducts(450) });
		const { variants } = manyProducts(450)[0]!;
		const pages = await read({
			between: (page) => page === 1 && shop.fake.seller.remove(variants[0]!.sku),
		});
		expect(new Set(readingsOf(pages).map(({ sku }) => sku)).size).toBe(451);
	});

	it('asks once where everything fits, and not at all of a shop without products', async () => {
		shop = await openPrestaShop({ catalogue: [] });
		const only = shop.fake.shelf().map(({ sku }) => sku);
		expect(readingsOf(await read()).map(({ sku }) => sku)).toEqual(only);
		expect(asked()).toHaveLength(3);
		for (const sku of only) shop.fake.seller.remove(sku);
		expect(await read()).toEqual([{ readings: [] }]);
		expect(asked()).toHaveLength(4);
	});
});

describe('PrestaShop: what a reading says', () => {
	it('is another when stock or state are another, and only then', async () => {
		shop = await openPrestaShop();
		const before = bySku(await read());
		shop.fake.seller.sell(INK, 9);
		shop.fake.seller.setHidden(SIBLINGS[0]!, true);
		const after = bySku(await read());
		expect(after[INK]).toMatchObject({ quantity: -1, keyIsGuessed: true });
		for (const sku of SIBLINGS) expect(after[sku]).toMatchObject({ available: false });
		for (const sku of [INK, ...SIBLINGS]) expect(after[sku]!.key).not.toBe(before[sku]!.key);
		expect(after['ACR-GEL-MATT-500']!.key).toBe(before['ACR-GEL-MATT-500']!.key);
	});

	it('is left out without a reference, and taken as it comes with a hostile one', async () => {
		shop = await openPrestaShop();
		const row = (values: object) => ({ id_product: '7', id_product_attribute: '0', ...values });
		const answers: Record<string, unknown> = {
			products: [
				{ id: 7, reference: '__proto__', active: '1' },
				{ id: 8, reference: '', active: '1' },
				{ id: '9', reference: '<b>', active: '1', available_for_order: '0' },
				null,
				{ id: 'x', reference: 'none' },
			],
			combinations: [],
			stock_availables: [
				row({ id: 1, quantity: 'many' }),
				row({ id: 2, id_product: '8', quantity: '3' }),
				row({ id: 3, id_product: '9', quantity: '3' }),
				'x',
			],
		};
		intercept(shop.fake, ({ path }) => ({
			status: 200,
			body: { [path.split('/')[2]!]: answers[path.split('/')[2]!] },
		}));
		expect(readingsOf(await read())).toEqual([
			expect.objectContaining({ sku: '__proto__', quantity: 0 }),
			expect.objectContaining({
				sku: '<b>',
				available: false,
				reason: 'quantity 3, not available for order',
			}),
		]);
	});

	it('is that of the shop in the credential, with every call', async () => {
		shop = await openPrestaShop();
		const account = { ...shop.credentials.stockOutPrestaShopApi, shopId: '1' };
		const credentials = { stockOutPrestaShopApi: account };
		expect(bySku(await read({ credentials }))[INK]).toMatchObject({ quantity: 8 });
		await shop.run('takeOffSale', [INK], { credentials });
		const entries = shop.sandbox.log.entries('prestashop');
		expect(entries.map(({ method }) => method)).toContain('PATCH');
		for (const { query } of entries)
			expect(new URLSearchParams(query).getAll('id_shop')).toEqual(['1']);
	});
});
