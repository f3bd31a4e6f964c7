import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { all, type BigCommerce, openBigCommerce, outcomes, restores } from './bigcommerceShop.mts';
import { intercept, json } from './channelRun.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const MARKER = 'ACR-MRK-CBLK-F';
const WHITES = ['ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];
const [WHITE = ''] = WHITES;
const SHEET = 'ACR-SHT-CLR-A3';
const PADS = ['ACR-PAD-A4', 'ACR-PAD-A3'];
const CANVAS = 'ACR-CAN-20';
/** Never saved by the store. */
const OCHRE = 'ACR-OLD-OCHRE-60';
const COMMA = 'ACR-BRU-F,R';
const hide = { channel: { stop: 'hide' } };
const both = { channel: { stop: 'both' } };

let shop: BigCommerce;
afterEach(async () => await shop.close());

describe('BigCommerce sheet, section 5: bulk', () => {
	it('keeps neighbours of a product that the store does not save', async () => {
		shop = await openBigCommerce();
		const { of } = await shop.run('takeOffSale', [GEL, OCHRE, SHEET], hide);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale' });
		expect(of(SHEET)).toMatchObject({ outcome: 'offSale' });
		expect(of(OCHRE)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('Some products could not be saved'),
		});
		expect(shop.writes()).toHaveLength(1);
	});

	it('finds the one bad row of a refused adjustment, and carries the others out', async () => {
		shop = await openBigCommerce();
		const { products } = shop.fake.shop;
		const gone = products.findIndex(({ sku }) => sku === INK);
		let deleted = false;
		intercept(shop.fake, ({ method }) => {
			if (method === 'PUT' && !deleted) {
				deleted = true;
				products.splice(gone, 1);
			}
			return undefined;
		});
		const skus = [GEL, ...WHITES, INK, MARKER];
		const { of } = await shop.run('takeOffSale', skus);
		for (const sku of skus.filter((one) => one !== INK))
			expect(of(sku)).toMatchObject({ outcome: 'offSale' });
		expect(of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('not found'),
		});
	});

	it('stops searching where each row is refused', async () => {
		const goods = manyProducts(300);
		shop = await openBigCommerce({ catalogue: goods, speed: 1_000 });
		intercept(shop.fake, ({ method }) =>
			method === 'PUT' ? { status: 422, body: { status: 422, title: 'Not today' } } : undefined,
		);
		const { attention } = await shop.run(
			'takeOffSale',
			goods.map(({ variants: [first] }) => first.sku),
		);
		expect(attention.filter(({ outcome }) => outcome === 'refused')).toHaveLength(300);
		expect(shop.writes().length).toBeLessThanOrEqual(121);
	});

	it('reads and plans again when the tracking was changed at the same moment', async () => {
		shop = await openBigCommerce();
		let changed = false;
		intercept(shop.fake, ({ method }) => {
			if (method === 'PUT' && !changed) {
				changed = true;
				shop.product(GEL).tracking = 'variant';
			}
			return undefined;
		});
		const { of } = await shop.run('takeOffSale', [GEL, WHITE]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(of(WHITE)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.adjusted().at(-1)).toMatchObject({ variant_id: shop.variant(GEL).id });
	});

	it('says what was done when the level went through and the hiding did not', async () => {
		shop = await openBigCommerce();
		shop.product(GEL).unsavable = true;
		const off = await shop.run('takeOffSale', [GEL], both);
		expect(off.of(GEL)).toMatchObject({ outcome: 'refused', changed: true });
		shop.product(GEL).unsavable = false;
		// A failed item is not read back, so its level may still be on its way.
		await shop.clock.sleep(5_000);
		await shop.run('putBackOnSale', restores(off.attention));
		expect(shop.onHand(GEL)).toEqual({ 1: 7 });
	});

	it('sends the categories as they are to a store that wants them with every save', async () => {
		shop = await openBigCommerce();
		intercept(shop.fake, ({ method, path, body }) => {
			if (method !== 'PUT' || !path.endsWith('/catalog/products')) return undefined;
			const rows = JSON.parse(body.toString()) as Array<{ categories?: unknown }>;
			if (rows.every(({ categories }) => categories !== undefined)) return undefined;
			return {
				status: 422,
				body: {
					status: 422,
					title: 'JSON data is missing or invalid',
					errors: { '0.categories': 'error.path.missing' },
				},
			};
		});
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GEL, SHEET], hide);
		expect(outcomes(off.done)).toEqual(all([GEL, SHEET], 'offSale'));
		expect(json(shop.writes()[1])).toMatchObject([
			{ categories: [23], is_visible: false },
			{ categories: [23], is_visible: false },
		]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('sends the halves when the store takes fewer variants than it did', async () => {
		shop = await openBigCommerce();
		intercept(shop.fake, ({ method, path, body }) =>
			method === 'PUT' &&
			path.endsWith('/variants') &&
			(JSON.parse(body.toString()) as unknown[]).length > 1
				? { status: 413, body: { status: 413, title: 'Too many variants' } }
				: undefined,
		);
		const { done } = await shop.run('takeOffSale', [CANVAS, 'ACR-CAN-30', ...PADS]);
		expect(outcomes(done)).toEqual(all([CANVAS, 'ACR-CAN-30', ...PADS], 'offSale'));
	});

	it('puts 2,000 rows into an adjustment and 10 products into a save', async () => {
		const goods = manyProducts(1_100).map(({ title, variants: [first] }) => ({
			title,
			variants: [{ ...first, quantity: 30 }],
		}));
		shop = await openBigCommerce({ catalogue: goods, delayFactor: 0.01, speed: 1_000 });
		const skus = goods.map(({ variants: [first] }) => first.sku);
		const { done } = await shop.run('takeOffSale', skus);
		expect(done.filter(({ outcome }) => outcome === 'offSale')).toHaveLength(1_100);
		expect(shop.writes().map((entry) => (json(entry).items as unknown[]).length)).toEqual([
			2_000, 200,
		]);
		await shop.run('takeOffSale', skus.slice(0, 25), { channel: { stop: 'hide' } });
		expect(
			shop.writes(/products/).map((entry) => (json(entry) as unknown as unknown[]).length),
		).toEqual([10, 10, 5]);
	}, 60_000);
});

describe('BigCommerce sheet, section 3: look-ups', () => {
	it('asks for a SKU with a comma alone', async () => {
		shop = await openBigCommerce();
		const off = await shop.run('takeOffSale', [COMMA, GEL]);
		expect(outcomes(off.done)).toEqual(all([COMMA, GEL], 'offSale'));
		expect(
			shop.reads(/products/).map(({ query }) => new URLSearchParams(query).get('sku')),
		).toContain(COMMA);
	});

	it('finds a variant whose SKU has a comma', async () => {
		shop = await openBigCommerce();
		shop.variant(WHITE).sku = 'WHITE,60';
		const { of } = await shop.run('takeOffSale', ['WHITE,60']);
		expect(of('WHITE,60')).toMatchObject({ outcome: 'offSale', before: { quantity: 14 } });
	});

	it('finds goods that the inventory look-up leaves out', async () => {
		shop = await openBigCommerce();
		intercept(shop.fake, async ({ path, query }) =>
			path.endsWith('/inventory/items') && query.has('sku:in')
				? {
						status: 200,
						body: {
							data: [],
							meta: {
								pagination: {
									total: 0,
									count: 0,
									per_page: 250,
									current_page: 1,
									total_pages: 0,
									links: {},
								},
							},
						},
					}
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [SHEET, GEL, 'NOPE']);
		expect(of(SHEET)).toMatchObject({ outcome: 'offSale' });
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', before: { quantity: 7 } });
		expect(of('NOPE')).toMatchObject({ outcome: 'notFound' });
	});

	it('tells another spelling of a SKU apart', async () => {
		shop = await openBigCommerce();
		const { of } = await shop.run('takeOffSale', [GEL.toLowerCase()]);
		expect(of(GEL.toLowerCase())).toMatchObject({
			outcome: 'notFound',
			message: expect.stringContaining(`'${GEL}'`),
		});
	});

	it('follows the pages', async () => {
		shop = await openBigCommerce();
		intercept(shop.fake, ({ query }) => {
			if (query.has('limit')) query.set('limit', '2');
			return undefined;
		});
		const { all: rows } = await shop.run('getStockState', [...WHITES, GEL, MARKER]);
		expect(outcomes(rows)).toEqual(all([...WHITES, GEL, MARKER], 'alreadyOnSale'));
	});

	it('keeps lists of long SKUs short enough for any server', async () => {
		const long = manyProducts(60).map(({ title, variants: [first] }) => ({
			title,
			variants: [{ ...first, sku: `${first.sku}-${'é'.repeat(40)}` }],
		}));
		shop = await openBigCommerce({ catalogue: long });
		const { all: rows } = await shop.run(
			'getStockState',
			long.map(({ variants: [first] }) => first.sku),
		);
		expect(rows.every(({ outcome }) => outcome === 'alreadyOnSale')).toBe(true);
		expect(shop.reads(/items/).length).toBeGreaterThan(1);
	});
});
