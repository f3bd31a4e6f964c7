import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { describeWithSpecs } from '../specs.mts';
import { intercept, json } from './channelRun.mts';
import { expectSound, openWix, type WixShop } from './wixShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
/** At two locations, 5 and 2. */
const GEL = 'ACR-GEL-MATT-500';
/** Not tracked. */
const SHEET = 'ACR-SHT-CLR-A3';
/** Can be pre-ordered. */
const RED = 'ACR-SB-CRED-118';
const VARNISH = 'ACR-VAR-GLOS-250';
/** A variant that the seller hid, beside one that is shown. */
const BROAD = 'ACR-MRK-CBLK-B';
const FINE = 'ACR-MRK-CBLK-F';
const BLUES = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];

const hide = { channel: { stop: 'hide' } };
const both = { channel: { stop: 'both' } };
const BULK_ITEMS = '/stores/v3/bulk/inventory-items/update';
const BULK_PRODUCTS = '/stores/v3/bulk/products/update';

interface Query {
	query: {
		filter?: Record<string, { $in: string[] }>;
		cursorPaging: { limit: number; cursor?: string };
	};
}

let shop: WixShop;
afterEach(async () => await shop.close());

describe('Wix, catalog V3: off sale and back', () => {
	beforeEach(async () => {
		shop = await openWix();
	});

	it('takes four requests for one SKU: stock, product, write, and the item itself to confirm', async () => {
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'offSale',
			changed: true,
			confirmed: true,
			before: { quantity: 8, visible: true, buyable: true },
			after: { quantity: 0, visible: true, buyable: false },
		});
		const [item] = shop.items(INK);
		expect(shop.paths()).toEqual([
			'POST /stores/v3/inventory-items/query',
			'POST /stores/v3/products/query',
			`POST ${BULK_ITEMS}`,
			`GET /stores/v3/inventory-items/${item.id}`,
		]);
		expect(json(shop.bulk()[0])).toEqual({
			inventoryItems: [{ inventoryItem: { id: item.id, revision: '1', quantity: 0 } }],
			returnEntity: false,
			reason: 'MANUAL',
		});
	});

	it('keeps the way each item is counted: quantity where it is tracked, inStock where not', async () => {
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [SHEET, INK]);
		expect(off.of(SHEET)).toMatchObject({
			outcome: 'offSale',
			after: { quantity: null, buyable: false },
		});
		expect(shop.bulk()).toHaveLength(1);
		expect(json(shop.bulk()[0]).inventoryItems).toMatchObject([
			{ inventoryItem: { inStock: false } },
			{ inventoryItem: { quantity: 0 } },
		]);
		expect(shop.items(SHEET)[0].tracked).toBe(false);
		const back = await shop.run(
			'putBackOnSale',
			off.done.map(({ restore }) => ({ restore })),
		);
		expect(back.attention).toEqual([]);
		expect(shop.snapshot()).toEqual(before);
	});

	it('says that no quantity is kept where Wix does not track it', async () => {
		await shop.run('takeOffSale', [SHEET]);
		const { of } = await shop.run('putBackOnSale', [{ sku: SHEET, quantity: 9 }]);
		expect(of(SHEET)).toMatchObject({
			outcome: 'backOnSale',
			after: { quantity: null, buyable: true },
		});
		expect(of(SHEET).warnings).toContainEqual(expect.stringContaining('does not track'));
	});

	it('pairs variant ids with their products: single products share one variant id', async () => {
		expect(shop.productOf(INK).variants[0].id).toBe(shop.productOf(MAGENTA).variants[0].id);
		const { of } = await shop.run('getStockState', [INK, MAGENTA]);
		expect(of(INK)).toMatchObject({ before: { quantity: 8 } });
		expect(of(MAGENTA)).toMatchObject({ before: { quantity: 11 } });
	});

	it('does not take pre-order goods for stopped, and switches nothing off by itself', async () => {
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [RED, INK]);
		expect(off.of(RED)).toMatchObject({ outcome: 'refused', changed: false });
		expect(off.of(RED).message).toContain('pre-order');
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale' });
		shop.fake.seller.setQuantity(RED, 0);
		await shop.clock.sleep(2_000);
		const state = await shop.run('getStockState', [RED]);
		expect(state.of(RED)).toMatchObject({
			outcome: 'alreadyOnSale',
			before: { quantity: 0, buyable: true },
		});
		shop.fake.seller.setQuantity(RED, 5);
		await shop.clock.sleep(2_000);
		const hidden = await shop.run('takeOffSale', [RED], both);
		expect(hidden.of(RED)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, buyable: false },
		});
		expect(shop.items(RED)[0].preorder).toBe(true);
		const rows = [...off.done, ...hidden.done].map(({ restore }) => ({ restore }));
		await shop.run('putBackOnSale', rows);
		expect(shop.snapshot()).toEqual(before);
	});

	it('leaves hidden what the seller hid: a product, and a variant of a product that is shown', async () => {
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [VARNISH, BROAD, FINE]);
		for (const sku of [VARNISH, BROAD]) {
			expect(off.of(sku)).toMatchObject({
				outcome: 'alreadyOffSale',
				changed: false,
				before: { visible: false, buyable: false },
			});
		}
		expect(off.of(FINE)).toMatchObject({ outcome: 'offSale', before: { visible: true } });
		const back = await shop.run(
			'putBackOnSale',
			off.done.map(({ restore }) => ({ restore })),
		);
		expect(back.of(BROAD)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(shop.snapshot()).toEqual(before);
	});

	it('asks a person when two products carry the SKU, or works on both', async () => {
		const one = await shop.run('takeOffSale', ['ACR-DUP-1']);
		expect(one.of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous', changed: false });
		const all = await shop.run('takeOffSale', ['ACR-DUP-1'], {
			channel: { severalListings: 'all' },
		});
		expect(all.of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale' });
		expect(shop.items('ACR-DUP-1').map(({ quantity }) => quantity)).toEqual([0, 0]);
	});

	it('works with the token of an own app as well, which names no site', async () => {
		await shop.close();
		shop = await openWix({ login: 'app' });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.sandbox.log.entries('wix').filter(({ login }) => login)).toHaveLength(1);
	});
});

describe('Wix, catalog V3: locations', () => {
	beforeEach(async () => {
		shop = await openWix();
	});

	it('empties every location, and brings each back with its own count', async () => {
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GEL]);
		expect(off.of(GEL)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: 7 },
			after: { quantity: 0 },
		});
		expect(json(shop.bulk()[0]).inventoryItems).toHaveLength(2);
		await shop.run('putBackOnSale', [{ restore: off.of(GEL).restore }]);
		expect(shop.snapshot()).toEqual(before);
	});

	it('leaves the locations alone that were not chosen, and says that it still sells there', async () => {
		const [online] = shop.fake.store.locations;
		const { of } = await shop.run('takeOffSale', [GEL], { channel: { locations: [online.id] } });
		expect(shop.items(GEL).map(({ quantity }) => quantity)).toEqual([0, 2]);
		expect(of(GEL)).toMatchObject({
			outcome: 'pending',
			confirmed: false,
			after: { quantity: 2, buyable: true },
		});
		expect(of(GEL).warnings).toContainEqual(
			expect.stringContaining('locations that are not chosen'),
		);
	});

	it('puts a given quantity at the location that holds most, less what lies elsewhere', async () => {
		await shop.run('takeOffSale', [GEL], {
			channel: { locations: [shop.fake.store.locations[0].id] },
		});
		for (const item of shop.items(GEL)) shop.fake.store.write(item, { quantity: 0 });
		await shop.clock.sleep(2_000);
		const { of } = await shop.run('putBackOnSale', [{ sku: GEL, quantity: 12 }]);
		expect(of(GEL)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 12 } });
		expect(shop.items(GEL).map(({ quantity }) => quantity)).toEqual([12, 0]);
		expect(of(GEL).warnings).toContainEqual(expect.stringContaining('one location'));
	});

	it('refuses to put back at a location that does not stock it', async () => {
		await shop.run('takeOffSale', [INK]);
		await shop.clock.sleep(2_000);
		const { of } = await shop.run('putBackOnSale', [{ sku: INK, quantity: 3 }], {
			channel: { locations: [shop.fake.store.locations[1].id] },
		});
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false });
	});
});

describe('Wix, catalog V3: hiding', () => {
	beforeEach(async () => {
		shop = await openWix();
	});

	it('hides with the product’s own revision, read right before, and the counts stay', async () => {
		const before = shop.snapshot();
		const product = shop.productOf(INK);
		shop.fake.store.write(product, { name: 'Acrylic Ink' });
		await shop.clock.sleep(2_000);
		const off = await shop.run('takeOffSale', [INK], hide);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			after: { quantity: 8, visible: false },
		});
		expect(shop.bulk().map(({ path }) => path)).toEqual([BULK_PRODUCTS]);
		expect(json(shop.bulk()[0])).toEqual({
			products: [{ product: { id: product.id, revision: '2', visible: false } }],
			returnEntity: false,
		});
		await shop.run('putBackOnSale', [{ restore: off.of(INK).restore }]);
		expect(shop.snapshot()).toEqual(before);
	});

	it('writes one product once, however many of its variants run out', async () => {
		const { done } = await shop.run('takeOffSale', BLUES, both);
		expect(done.map(({ outcome }) => outcome)).toEqual(['offSale', 'offSale']);
		expect(shop.bulk().map(({ path }) => path)).toEqual([BULK_ITEMS, BULK_PRODUCTS]);
		expect(json(shop.bulk()[1]).products).toHaveLength(1);
	});

	it('a hidden sibling does not keep the product from being hidden', async () => {
		const { of } = await shop.run('takeOffSale', [FINE], hide);
		expect(of(FINE)).toMatchObject({ outcome: 'offSale', after: { visible: false } });
	});

	it('does not hide a product one of whose variants can be pre-ordered', async () => {
		shop.fake.store.write(shop.items(BLUES[1])[0], { preorder: true, quantity: 0 });
		await shop.clock.sleep(2_000);
		const { of } = await shop.run('takeOffSale', [BLUES[0]], hide);
		expect(of(BLUES[0])).toMatchObject({ outcome: 'refused', changed: false });
		const anyway = await shop.run('takeOffSale', [BLUES[0]], {
			channel: { stop: 'hide', hideAnyway: true },
		});
		expect(anyway.of(BLUES[0])).toMatchObject({ outcome: 'offSale', after: { visible: false } });
	});

	it('a product that takes no change stays shown, and what was zeroed can be undone', async () => {
		const before = shop.snapshot();
		shop.productOf(INK).broken = 'writes';
		const off = await shop.run('takeOffSale', [INK, MAGENTA], both);
		expect(off.of(INK)).toMatchObject({ outcome: 'refused', changed: true });
		expect(off.of(INK).message).toContain('contradict each other');
		expect(off.of(MAGENTA)).toMatchObject({ outcome: 'offSale', after: { visible: false } });
		await shop.run(
			'putBackOnSale',
			off.all.map(({ restore }) => ({ restore })),
		);
		expect(shop.snapshot()).toEqual(before);
	});

	it('a dry run shows both requests and sends neither', async () => {
		const before = shop.snapshot();
		const { of } = await shop.run('takeOffSale', [INK], { ...both, options: { dryRun: true } });
		expect(of(INK)).toMatchObject({
			outcome: 'planned',
			plannedRequests: [
				{ path: BULK_ITEMS },
				{ path: '/stores/v3/products/query' },
				{ path: BULK_PRODUCTS, body: { products: [{ product: { visible: false } }] } },
			],
		});
		expect(shop.snapshot()).toEqual(before);
	});
});

describe('Wix, catalog V3: many SKUs', () => {
	it('a product that Wix cannot read spoils no other, and is stopped by its count', async () => {
		shop = await openWix({ catalogue: manyProducts(30) });
		const skus = Array.from({ length: 30 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		shop.productOf(skus[16]).broken = 'reads';
		const { done, of } = await shop.run('takeOffSale', skus);
		expect(done).toHaveLength(30);
		expect(of(skus[16])).toMatchObject({
			outcome: 'offSale',
			before: { visible: null, buyable: null },
		});
	});

	it('cannot hide what Wix does not hand out', async () => {
		shop = await openWix();
		shop.productOf(INK).broken = 'reads';
		const { of } = await shop.run('takeOffSale', [INK, MAGENTA], hide);
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(of(INK).nextStep).toContain('hidden products');
		expect(of(MAGENTA)).toMatchObject({ outcome: 'offSale' });
	});

	it('asks for 200 SKUs at once, and for fewer where Wix does not take so many', async () => {
		shop = await openWix({ catalogue: manyProducts(300) });
		const skus = Array.from({ length: 300 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const sizes: number[] = [];
		intercept(shop.fake, ({ path, body }) => {
			if (!path.endsWith('/inventory-items/query')) return undefined;
			const { query } = JSON.parse(body.toString()) as Query;
			const values = query.filter?.['product.variantSku'].$in ?? [];
			sizes.push(values.length);
			if (values.length <= 100) return undefined;
			const description = 'must have at most 100 items';
			const fieldViolations = [{ field: 'query.filter', description, violatedRule: 'MAX_SIZE' }];
			return {
				status: 400,
				body: { message: description, details: { validationError: { fieldViolations } } },
			};
		});
		const { done } = await shop.run('getStockState', skus);
		expect(done).toHaveLength(300);
		expect(sizes).toEqual([200, 100, 100, 100]);
	});

	it('follows the cursor, which holds the filter', async () => {
		shop = await openWix();
		const handle = shop.fake.handle.bind(shop.fake);
		const seen: Query[] = [];
		intercept(shop.fake, async (request) => {
			if (!request.path.endsWith('/inventory-items/query') || seen.length > 1) return undefined;
			const body = JSON.parse(request.body.toString()) as Query;
			seen.push(body);
			const short = {
				query: { ...body.query, cursorPaging: { ...body.query.cursorPaging, limit: 1 } },
			};
			return await handle({ ...request, body: Buffer.from(JSON.stringify(short)) });
		});
		const { of } = await shop.run('getStockState', [GEL]);
		expect(of(GEL)).toMatchObject({ before: { quantity: 7 } });
		expect(seen[1].query).toEqual({ cursorPaging: { limit: 1000, cursor: expect.any(String) } });
	});
});

describeWithSpecs('Wix: the check of requests', () => {
	it('sees what Wix would refuse', async () => {
		shop = await openWix();
		await shop.run('takeOffSale', [INK]);
		const [look] = shop.requests();
		const [write] = shop.bulk();
		expect(() => expectSound(look)).not.toThrow();
		expect(() => expectSound(look, 'app')).toThrow();
		const changed = (from: string, to: string) => ({
			...write,
			requestBody: write.requestBody.replace(from, to),
		});
		const tooMany = '{"query":{"cursorPaging":{"limit":1001}}}';
		expect(() => expectSound({ ...look, requestBody: tooMany })).toThrow();
		expect(() => expectSound({ ...write, requestBody: '{"inventoryItems":[]}' })).toThrow();
		expect(() => expectSound(changed('"revision":"1",', ''))).toThrow();
		expect(() => expectSound(changed('"quantity":0', '"quantity":0,"inStock":false'))).toThrow();
		expect(() => expectSound({ ...write, method: 'PUT' })).toThrow();
	});
});
