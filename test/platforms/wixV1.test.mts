import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { intercept, json } from './channelRun.mts';
import { openWix, type WixShop } from './wixShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const SHEET = 'ACR-SHT-CLR-A3';
const RED = 'ACR-SB-CRED-118';
const VARNISH = 'ACR-VAR-GLOS-250';
const BROAD = 'ACR-MRK-CBLK-B';
const FINE = 'ACR-MRK-CBLK-F';
const BLUES = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];
const WHITES = ['ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];

const hide = { channel: { stop: 'hide' } };
const both = { channel: { stop: 'both' } };

let shop: WixShop;
afterEach(async () => await shop.close());

describe('Wix, catalog V1', () => {
	beforeEach(async () => {
		shop = await openWix({ catalog: 'V1' });
	});

	it('is recognised by the refusal of V3, once for the whole run', async () => {
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'offSale',
			changed: true,
			confirmed: true,
			before: { quantity: 8, visible: true, buyable: true },
			after: { quantity: 0, visible: true, buyable: false },
		});
		const { id } = shop.productOf(INK);
		expect(shop.paths()).toEqual([
			'POST /stores/v3/inventory-items/query',
			'GET /stores/v3/provision/version',
			'POST /stores-reader/v1/products/query',
			'POST /stores-reader/v2/inventoryItems/query',
			`PATCH /stores/v2/inventoryItems/product/${id}`,
			'POST /stores-reader/v2/inventoryItems/query',
		]);
		expect(json(shop.patches()[0])).toEqual({
			inventoryItem: {
				trackQuantity: true,
				variants: [{ variantId: '00000000-0000-0000-0000-000000000000', quantity: 0 }],
			},
		});
		const look = shop.requests().find(({ path }) => path.endsWith('/inventoryItems/query'));
		expect(look && json(look)).toMatchObject({
			query: { filter: JSON.stringify({ productId: id }) },
		});
	});

	it.each([
		['zero', {}],
		['hide', hide],
		['both', both],
	])('comes back exactly as it was after %s', async (_, settings) => {
		const before = shop.snapshot();
		const skus = [INK, SHEET, ...BLUES, ...WHITES];
		const off = await shop.run('takeOffSale', skus, settings);
		expect(off.attention).toEqual([]);
		expect(off.done.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'offSale'));
		const back = await shop.run(
			'putBackOnSale',
			off.done.map(({ restore }) => ({ restore })),
			settings,
		);
		expect(back.done.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('sends the way of counting along as it was read, never the other one', async () => {
		await shop.run('takeOffSale', [SHEET, ...BLUES]);
		const bodies = shop.patches().map((entry) => json(entry).inventoryItem);
		expect(bodies).toHaveLength(2);
		expect(bodies).toContainEqual({
			trackQuantity: false,
			variants: [{ variantId: expect.any(String), inStock: false }],
		});
		// All variants of a product in one request.
		expect(bodies).toContainEqual({
			trackQuantity: true,
			variants: BLUES.map(() => ({ variantId: expect.any(String), quantity: 0 })),
		});
		expect(shop.items(SHEET)[0].tracked).toBe(false);
	});

	it('finds variants by their own SKU, and leaves their siblings alone', async () => {
		const { of } = await shop.run('takeOffSale', [WHITES[1]]);
		expect(of(WHITES[1])).toMatchObject({
			outcome: 'offSale',
			before: { title: 'Heavy Body Acrylic Titanium White - 120 ml', quantity: 9 },
		});
		expect(shop.shelf(WHITES[0])?.quantity).toBe(14);
	});

	it('does not take pre-order goods for stopped', async () => {
		const { of } = await shop.run('takeOffSale', [RED]);
		expect(of(RED)).toMatchObject({ outcome: 'refused', changed: false });
		shop.fake.seller.setQuantity(RED, 0);
		const state = await shop.run('getStockState', [RED]);
		expect(state.of(RED)).toMatchObject({ outcome: 'alreadyOnSale', before: { quantity: 0 } });
		const hidden = await shop.run('takeOffSale', [RED], both);
		expect(hidden.of(RED)).toMatchObject({ outcome: 'offSale', after: { visible: false } });
	});

	it('leaves hidden what the seller hid: a product, and a variant', async () => {
		const before = shop.snapshot();
		const { done } = await shop.run('takeOffSale', [VARNISH, BROAD, FINE]);
		expect(done.map(({ outcome }) => outcome)).toEqual([
			'alreadyOffSale',
			'alreadyOffSale',
			'offSale',
		]);
		await shop.run(
			'putBackOnSale',
			done.map(({ restore }) => ({ restore })),
		);
		expect(shop.snapshot()).toEqual(before);
	});

	it('hides a product only when all its variants are out', async () => {
		const first = await shop.run('takeOffSale', [BLUES[0]], both);
		expect(first.of(BLUES[0])).toMatchObject({ outcome: 'offSale', after: { visible: true } });
		expect(first.of(BLUES[0]).warnings).toContainEqual(expect.stringContaining('Not hidden'));
		const second = await shop.run('takeOffSale', [BLUES[1]], both);
		expect(second.of(BLUES[1])).toMatchObject({ outcome: 'offSale', after: { visible: false } });
		expect(shop.patches().map(({ path }) => path.split('/')[2])).toEqual(['v2', 'v2', 'v1']);
	});

	it('keeps what it zeroed undoable when hiding is refused', async () => {
		const before = shop.snapshot();
		intercept(shop.fake, ({ method, path }) =>
			method === 'PATCH' && path.startsWith('/stores/v1/products/')
				? {
						status: 403,
						body: {
							message: 'the auth identity is not allowed on this resource for this site/account',
						},
					}
				: undefined,
		);
		const off = await shop.run('takeOffSale', [INK], both);
		expect(off.of(INK)).toMatchObject({ outcome: 'failed', kind: 'permission', changed: true });
		expect(shop.shelf(INK)?.state).toBe('soldOut');
		await shop.run('putBackOnSale', [{ restore: off.of(INK).restore }]);
		expect(shop.snapshot()).toEqual(before);
	});

	it('judges a write without an answer by the listing', async () => {
		shop.sandbox.faults.add({ slug: 'wix', kind: 'dropAfter', method: 'PATCH', times: 4 });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
	});

	it('sets a quantity without restore data', async () => {
		await shop.run('takeOffSale', [INK]);
		const { of } = await shop.run('putBackOnSale', [{ sku: INK, quantity: 4 }]);
		expect(of(INK)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 4 } });
	});

	it('reports other spellings and duplicates', async () => {
		const { of } = await shop.run('takeOffSale', [INK.toLowerCase(), 'ACR-DUP-1', 'NOPE', MAGENTA]);
		expect(of(INK.toLowerCase())).toMatchObject({ outcome: 'notFound' });
		expect(of(INK.toLowerCase()).message).toContain(INK);
		expect(of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous' });
		expect(of('NOPE')).toMatchObject({ outcome: 'notFound' });
		expect(of(MAGENTA)).toMatchObject({ outcome: 'offSale' });
	});
});

describe('Wix, catalog V1: a large catalog', () => {
	it('is paged, and the stock of many is paged too rather than asked one by one', async () => {
		shop = await openWix({ catalog: 'V1', catalogue: manyProducts(250) });
		const skus = Array.from({ length: 20 }, (_, i) => `BENCH-${String(230 + i).padStart(5, '0')}`);
		const { done } = await shop.run('takeOffSale', skus);
		expect(done.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'offSale'));
		const looks = (path: string) => shop.paths().filter((one) => one.endsWith(path)).length;
		expect(looks('/v1/products/query')).toBe(3);
		// Three pages to look up, three to read back.
		expect(looks('/inventoryItems/query')).toBe(6);
		expect(shop.patches()).toHaveLength(20);
	});
});

describe('Wix: a site that is moved from V1 to V3', () => {
	it('is read anew in the other catalog when that happens before the write', async () => {
		shop = await openWix({ catalog: 'V1' });
		intercept(shop.fake, ({ method }) => {
			if (method === 'PATCH') shop.fake.site.catalog = 'V3';
			return undefined;
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(shop.bulk()).toHaveLength(1);
	});
});
