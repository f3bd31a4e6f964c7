import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { intercept } from './channelRun.mts';
import { bySku, callOf, platformOf, readingsOf, readLevels } from './readLevels.mts';
import { openWix, type WixShop } from './wixShop.mts';

const INK = 'ACR-INK-PAYN-30';
/** 5 in the online store, 2 in the studio. */
const GEL = 'ACR-GEL-MATT-500';
const SHEET = 'ACR-SHT-CLR-A3';
/** Its product is hidden. */
const VARNISH = 'ACR-VAR-GLOS-250';
/** A hidden variant. */
const BROAD = 'ACR-MRK-CBLK-B';

let shop: WixShop;
afterEach(async () => await shop.close());

const read = async (more: Partial<Parameters<typeof readLevels>[0]> = {}) =>
	await readLevels({ id: 'wix', credentials: shop.credentials, ...more });
const asked = (path: string) => shop.paths().filter((one) => one.endsWith(path));
const shelfOf = () => shop.fake.shelf().filter(({ sku }) => sku !== 'ACR-DUP-1');

describe.each(['V3', 'V1'] as const)('Wix: the stock of a site with catalog %s', (catalog) => {
	it('says what a customer can buy, as the storefront has it', async () => {
		shop = await openWix({ catalog });
		const found = bySku(await read());
		for (const { sku, quantity, state } of shelfOf()) {
			expect(found[sku]?.quantity, sku).toBe(quantity);
			expect(found[sku]?.available === false, sku).toBe(state === 'hidden');
		}
		expect(found[INK]).toMatchObject({
			title: "Acrylic Ink Payne's Grey 30 ml",
			reason: 'quantity 8',
			productId: expect.stringMatching(/^0c/),
		});
		expect(found[INK]).not.toHaveProperty('available');
		expect(found[SHEET]).toMatchObject({
			quantity: null,
			available: true,
			reason: 'inStock true',
		});
		for (const sku of [VARNISH, BROAD])
			expect(found[sku]).toMatchObject({ available: false, reason: /hidden/ } as never);
		expect(found[GEL]).toMatchObject({ quantity: catalog === 'V3' ? 7 : expect.any(Number) });
	});

	it('has another key when the stock or the visibility is another, and only then', async () => {
		shop = await openWix({ catalog, lagMs: 0 });
		const before = bySku(await read());
		shop.fake.seller.sell(INK, 8);
		shop.fake.seller.setHidden(SHEET, true);
		const after = bySku(await read());
		expect(after[INK]).toMatchObject({ quantity: 0 });
		expect(after[SHEET]).toMatchObject({ available: false });
		for (const sku of [INK, SHEET]) expect(after[sku]!.key).not.toBe(before[sku]!.key);
		expect(after[GEL]!.key).toBe(before[GEL]!.key);
	});
});

describe('Wix: paging', () => {
	it('takes 1,000 inventory items of catalog V3 at a time, and every variant is whole', async () => {
		shop = await openWix({ catalogue: manyProducts(1_300), lagMs: 0 });
		// The one that stands at the border of the first page is stocked elsewhere as well.
		const products = shop.fake.store.products;
		const [, studio] = shop.fake.store.locations;
		const border = products[999]!;
		border.items.push({
			...border.items[0]!,
			id: 'inv-elsewhere',
			locationId: studio!.id,
			quantity: 77,
		});
		const [first, elsewhere] = border.items;
		shop.fake.store.write(elsewhere!, {});
		const pages = await read({ restarts: true });
		expect(pages).toHaveLength(2);
		const found = bySku(pages);
		expect(found[first!.variant.sku]).toMatchObject({ quantity: first!.quantity + 77 });
		const skus = new Set(products.flatMap(({ variants }) => variants.map(({ sku }) => sku)));
		expect(new Set(Object.keys(found))).toEqual(skus);
	});

	it('needs one request for each page where only one location counts', async () => {
		shop = await openWix({ catalogue: manyProducts(1_300), lagMs: 0 });
		const [online, studio] = shop.fake.store.locations;
		const pages = await read({ request: { scope: { locations: [online!.id] } } });
		expect(pages.map(({ readings }) => readings.length)).toEqual([1_000, 302]);
		expect(asked('/inventory-items/query')).toHaveLength(2);
		// The hidden products of the site, once.
		expect(shop.paths()).toHaveLength(3);
		shop.sandbox.log.clear();
		expect(readingsOf(await read({ request: { scope: { locations: [studio!.id] } } }))).toEqual([]);
	});

	it('counts the chosen locations only', async () => {
		shop = await openWix({ lagMs: 0 });
		const [online, studio] = shop.fake.store.locations;
		const scoped = async (...locations: string[]) =>
			bySku(await read({ request: { scope: { locations } } }));
		expect(await scoped(studio!.id)).toEqual({ [GEL]: expect.objectContaining({ quantity: 2 }) });
		expect((await scoped(online!.id))[GEL]).toMatchObject({ quantity: 5 });
		expect((await scoped(online!.id, studio!.id))[GEL]).toMatchObject({ quantity: 7 });
	});

	it('completes variants as well where the key may read neither locations nor hidden products', async () => {
		shop = await openWix({ lagMs: 0 });
		intercept(shop.fake, ({ path }) =>
			/\/(locations|products)\/query$/.test(path)
				? { status: 403, body: { message: '', details: {} } }
				: undefined,
		);
		expect(bySku(await read())[GEL]).toMatchObject({ quantity: 7 });
	});

	it('takes 100 products of catalog V1 at a time, with one request each', async () => {
		shop = await openWix({ catalog: 'V1', catalogue: manyProducts(250) });
		const pages = await read();
		expect(pages.map(({ readings }) => readings.length)).toEqual([100, 100, 52]);
		expect(asked('/stores-reader/v1/products/query')).toHaveLength(3);
		// Finding out once which catalog the site has.
		expect(shop.paths()).toHaveLength(5);
	});

	it('begins anew when the site was moved to the other catalog between two pages', async () => {
		shop = await openWix({ catalogue: manyProducts(250), catalog: 'V1' });
		const ask = async (from?: string) =>
			await platformOf('wix').levels!.page(await callOf('wix', shop.credentials), {
				...(from === undefined ? {} : { from }),
				scope: { locations: [] },
			});
		const { next } = await ask();
		shop.fake.site.catalog = 'V3';
		expect((await ask(next)).readings).toHaveLength(252);
	});
});

describe('Wix: what may come in between', () => {
	it('does not know what is visible where a broken product spoils the answer, and counts all the same', async () => {
		shop = await openWix();
		const product = shop.productOf(VARNISH);
		product.broken = 'reads';
		const found = bySku(await read());
		expect(found[VARNISH]).toMatchObject({ quantity: 6 });
		expect(found[VARNISH]).not.toHaveProperty('available');
		expect(found[INK]).toMatchObject({ quantity: 8 });
	});

	it('leaves out rows without SKU, and takes hostile ones as they come', async () => {
		shop = await openWix();
		shop.items(INK)[0]!.variant.sku = '';
		shop.items(SHEET)[0]!.variant.sku = '__proto__';
		shop.fake.store.write(shop.items('')[0]!, {});
		shop.fake.store.write(shop.items('__proto__')[0]!, {});
		await shop.clock.sleep(1_000);
		const skus = readingsOf(await read()).map(({ sku }) => sku);
		expect(skus).toContain('__proto__');
		expect(skus).not.toContain('');
		expect(skus).not.toContain(INK);
	});
});
