import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { both, openLightspeed } from './lightspeedShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const MARKER = 'ACR-MRK-CBLK-F';
const GESSO = 'ACR-GES-WHT-1000';
const SHEET = 'ACR-SHT-CLR-A3';
const VARNISH = 'ACR-VAR-GLOS-250';

type Shop = Awaited<ReturnType<typeof openLightspeed>>;

let shop: Shop;
afterEach(async () => await shop.close());

const item = (sku: string) => shop.fake.shop.find(sku);
const counts = (sku: string) => item(sku).rows.map(({ shopID, qoh }) => [shopID, qoh]);

describe('Lightspeed Retail sheet, section 4: take off sale', () => {
	it('sets every shop that has pieces to zero in one request, and never the sum of all shops', async () => {
		shop = await openLightspeed();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [MARKER]);
		expect(off.of(MARKER)).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
			before: { quantity: 22 },
			after: { quantity: 0, visible: true, buyable: false },
		});
		expect(shop.writes()).toEqual([
			{
				ItemShops: {
					ItemShop: item(MARKER).rows.map(({ itemShopID }) => ({
						itemShopID: String(itemShopID),
						qoh: '0',
					})),
				},
			},
		]);
		expect(counts(MARKER)).toEqual([
			[1, 0],
			[2, 0],
		]);
		await shop.run('putBackOnSale', off.done);
		expect(shop.snapshot()).toEqual(before);
	});

	it('says that the till goes on selling', async () => {
		shop = await openLightspeed();
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK).warnings).toEqual([expect.stringContaining('till')]);
	});

	it('zero and unpublish go out in one request, and both come back', async () => {
		shop = await openLightspeed();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [INK], both);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, buyable: false },
		});
		expect(shop.writes()).toMatchObject([
			{ publishToEcom: 'false', ItemShops: { ItemShop: [{ qoh: '0' }] } },
		]);
		await shop.run('putBackOnSale', off.done);
		expect(shop.snapshot()).toEqual(before);
	});

	it('an item that was never published is zeroed, and not published by the put back', async () => {
		shop = await openLightspeed();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GEL], both);
		expect(off.of(GEL)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(shop.writes()[0]).not.toHaveProperty('publishToEcom');
		await shop.run('putBackOnSale', off.done);
		expect(shop.snapshot()).toEqual(before);
		expect(shop.shelf(GEL)?.state).toBe('hidden');
	});

	it('unpublishes what is sold out already, and publishes it again', async () => {
		shop = await openLightspeed();
		shop.fake.seller.setQuantity(INK, 0);
		const off = await shop.run('takeOffSale', [INK], both);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', changed: true });
		expect(shop.writes()).toEqual([{ publishToEcom: 'false' }]);
		await shop.run('putBackOnSale', off.done);
		expect(item(INK).publishToEcom).toBe(true);
	});

	it('a switch that Lightspeed silently leaves alone is seen, not believed (unconfirmed field)', async () => {
		shop = await openLightspeed();
		const ink = item(INK);
		Object.defineProperty(ink, 'publishToEcom', { get: () => true, set: () => undefined });
		const { of } = await shop.run('takeOffSale', [INK], both);
		expect(of(INK)).toMatchObject({
			confirmed: false,
			changed: true,
			after: { visible: true, quantity: 0 },
		});
		expect(of(INK).outcome).not.toBe('offSale');
	});

	it('pieces below zero are left as they are', async () => {
		shop = await openLightspeed();
		item(MARKER).rows[1]!.qoh = -3;
		const off = await shop.run('takeOffSale', [MARKER]);
		expect(off.of(MARKER)).toMatchObject({ outcome: 'offSale', before: { quantity: 15 } });
		expect(counts(MARKER)).toEqual([
			[1, 0],
			[2, -3],
		]);
		expect(shop.writes()).toMatchObject([{ ItemShops: { ItemShop: [{ qoh: '0' }] } }]);
	});

	it.each([
		[GESSO, 'non-inventory item'],
		[SHEET, 'serialized'],
		['ACR-HB-TWHT-250', 'assembly'],
	])('%s is not counted (%s): refused, with a way out that can be undone', async (sku, words) => {
		shop = await openLightspeed();
		if (words === 'assembly') item(sku).itemType = 'assembly';
		const before = shop.snapshot();
		const zero = await shop.run('takeOffSale', [sku]);
		expect(zero.of(sku)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining(words),
			nextStep: expect.stringContaining('Set Quantity to Zero and Unpublish'),
		});
		const off = await shop.run('takeOffSale', [sku], both);
		expect(off.of(sku)).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
			warnings: [expect.stringMatching(/^Only unpublished: /), expect.stringContaining('till')],
		});
		expect(shop.shelf(sku)?.state).toBe('hidden');
		await shop.run('putBackOnSale', off.done);
		expect(shop.snapshot()).toEqual(before);
	});

	it('boxes are counted like other items', async () => {
		shop = await openLightspeed();
		item(INK).itemType = 'box';
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({ outcome: 'offSale' });
	});

	it('never archives: what is archived by hand stays so, even if a quantity is given', async () => {
		shop = await openLightspeed();
		const before = shop.snapshot();
		expect((await shop.run('getStockState', [VARNISH])).of(VARNISH)).toMatchObject({
			outcome: 'alreadyOffSale',
			after: { visible: false, buyable: false },
		});
		const back = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 5 }]);
		expect(back.of(VARNISH)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('archived'),
		});
		expect(shop.snapshot()).toEqual(before);
	});

	it('an item that is archived after the take-off is left alone by the put back', async () => {
		shop = await openLightspeed();
		const off = await shop.run('takeOffSale', [INK]);
		shop.fake.shop.archive(item(INK));
		const back = await shop.run('putBackOnSale', off.done);
		expect(back.of(INK)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(item(INK)).toMatchObject({ archived: true });
	});
});

describe('Lightspeed Retail: some shops only', () => {
	it('leaves the other shops, and does not call that off sale', async () => {
		shop = await openLightspeed();
		const off = await shop.run('takeOffSale', [MARKER], { channel: { shops: ['2'] } });
		expect(off.of(MARKER)).toMatchObject({
			outcome: 'contradicted',
			changed: true,
			after: { quantity: 15 },
		});
		expect(counts(MARKER)).toEqual([
			[1, 15],
			[2, 0],
		]);
		await shop.run('putBackOnSale', off.attention, { channel: { shops: ['2'] } });
		expect(counts(MARKER)).toEqual([
			[1, 15],
			[2, 7],
		]);
	});

	it('says so when only other shops have it', async () => {
		shop = await openLightspeed();
		const { of } = await shop.run('takeOffSale', [INK], { channel: { shops: ['2'] } });
		expect(of(INK)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('Only other shops'),
		});
	});

	it('says so when the item has no stock record there', async () => {
		shop = await openLightspeed();
		const { of } = await shop.run('takeOffSale', [INK], { channel: { shops: ['9'] } });
		expect(of(INK)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('no stock record'),
		});
	});

	it('puts a quantity into the shop that holds most, less what the others have', async () => {
		shop = await openLightspeed();
		await shop.run('takeOffSale', [MARKER]);
		item(MARKER).rows[1]!.qoh = -2;
		const back = await shop.run('putBackOnSale', [{ sku: MARKER, quantity: 6 }]);
		expect(back.of(MARKER).warnings).toEqual(
			expect.arrayContaining([
				expect.stringContaining('in one shop'),
				expect.stringContaining('No restore data'),
			]),
		);
		expect(counts(MARKER)).toEqual([
			[1, 6],
			[2, -2],
		]);
	});

	it('sets no quantity where nothing is counted, and says so', async () => {
		shop = await openLightspeed();
		item(GESSO).publishToEcom = false;
		const { of } = await shop.run('putBackOnSale', [{ sku: GESSO, quantity: 6 }]);
		expect(of(GESSO)).toMatchObject({
			outcome: 'leftAlone',
			message: expect.stringContaining('No quantity was set'),
		});
	});
});

describe('Lightspeed Retail sheet, section 3: finding', () => {
	it('the same SKU on two items is ambiguous', async () => {
		shop = await openLightspeed();
		const { of } = await shop.run('takeOffSale', ['ACR-DUP-1']);
		expect(of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous', changed: false });
	});

	it('many SKUs go out as one `or`, 50 in an address', async () => {
		shop = await openLightspeed({ catalogue: manyProducts(120) });
		const skus = Array.from({ length: 120 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		await shop.run('getStockState', skus);
		const queries = shop.reads().map(({ query }) => new URLSearchParams(query));
		expect(queries.map((query) => query.get('or')?.split('|').length)).toEqual([50, 50, 20]);
		expect(shop.reads()[0]!.query).toContain(
			'or=customSku%3DBENCH-00001%7CcustomSku%3DBENCH-00002',
		);
		for (const query of queries)
			expect([query.get('load_relations'), query.get('archived')]).toEqual([
				'["ItemShops"]',
				'true',
			]);
	});

	it.each(['A|B', 'A=B', '100%', 'A&B+C D', '~,A%', '!=,A', 'IN,[1]', '>,5', 'Ä "x"'])(
		'finds a SKU like %j, alone and among others',
		async (sku) => {
			shop = await openLightspeed();
			item(INK).customSku = sku;
			const alone = await shop.run('getStockState', [sku]);
			expect(alone.of(sku)).toMatchObject({ outcome: 'alreadyOnSale' });
			const others = await shop.run('getStockState', [sku, GEL, 'NOPE']);
			expect(others.of(sku)).toMatchObject({ outcome: 'alreadyOnSale' });
			expect(others.of('NOPE')).toMatchObject({ outcome: 'notFound' });
		},
	);

	it('long SKUs are shared among several addresses', async () => {
		shop = await openLightspeed();
		const skus = Array.from({ length: 40 }, (_, i) => `${'é'.repeat(60)}${i}`);
		const { attention } = await shop.run('getStockState', skus);
		expect(attention).toHaveLength(40);
		expect(shop.reads().length).toBeGreaterThan(2);
	});

	it('follows the pages of a list', async () => {
		shop = await openLightspeed();
		for (let i = 0; i < 150; i += 1) shop.fake.shop.add('SAME', `Same ${i}`, 1, '1.00');
		const { of } = await shop.run('getStockState', ['SAME', INK]);
		expect(of(INK)).toMatchObject({ outcome: 'alreadyOnSale' });
		expect(of('SAME').message).toContain('150');
		expect(shop.reads().map(({ query }) => query.includes('after='))).toEqual([false, true]);
	});

	it('asks again without relations for what a list with relations leaves out', async () => {
		shop = await openLightspeed();
		const { of } = await shop.run('getStockState', [GESSO, INK]);
		expect(of(GESSO)).toMatchObject({ outcome: 'alreadyOnSale', after: { quantity: null } });
		expect(shop.reads().map(({ query }) => query.includes('load_relations'))).toEqual([
			true,
			false,
		]);
	});

	it('searches the field that is chosen', async () => {
		shop = await openLightspeed();
		const { of } = await shop.run('getStockState', [INK], { channel: { skuField: 'ean' } });
		expect(of(INK)).toMatchObject({ outcome: 'notFound' });
		expect(new URLSearchParams(shop.reads()[0]!.query).get('ean')).toBe(INK);
	});

	it('reads back by id, a hundred in one request', async () => {
		shop = await openLightspeed({ catalogue: manyProducts(110), speed: 1000 });
		const skus = Array.from({ length: 110 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { done } = await shop.run('takeOffSale', skus);
		expect(done.every(({ confirmed }) => confirmed === true)).toBe(true);
		const ids = shop.reads().map(({ query }) => new URLSearchParams(query).get('itemID'));
		expect(ids.filter(Boolean).map((text) => text!.split(',').length - 1)).toEqual([100, 10]);
	}, 30_000);
});
