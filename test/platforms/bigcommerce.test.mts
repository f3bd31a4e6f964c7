import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { openBigCommerce, type BigCommerce } from './bigcommerceShop.mts';
import { intercept, json } from './channelRun.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const MARKER = 'ACR-MRK-CBLK-F';
const WHITES = ['ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];
const [WHITE = ''] = WHITES;
const SHEET = 'ACR-SHT-CLR-A3';
const VARNISH = 'ACR-VAR-GLOS-250';
const GESSO = 'ACR-GES-WHT-1000';
/** Takes backorders. */
const RED = 'ACR-SB-CRED-118';
const PREORDER = 'ACR-NEW-GOLD-60';
const PADS = ['ACR-PAD-A4', 'ACR-PAD-A3'];
const [PAD = ''] = PADS;
const CANVAS = 'ACR-CAN-20';
/** Never saved by the store. */
const OCHRE = 'ACR-OLD-OCHRE-60';
const COMMA = 'ACR-BRU-F,R';
const hide = { channel: { stop: 'hide' } };
const both = { channel: { stop: 'both' } };

let shop: BigCommerce;
afterEach(async () => await shop.close());

const restores = (rows: ReadonlyArray<{ restore?: unknown }>) =>
	rows.map(({ restore }) => ({ restore: String(restore) }));
const outcomes = (rows: ReadonlyArray<{ sku?: unknown; outcome?: unknown }>) =>
	Object.fromEntries(rows.map(({ sku, outcome }) => [sku, outcome]));
const all = (skus: readonly string[], outcome: string) =>
	Object.fromEntries(skus.map((sku) => [sku, outcome]));

describe('BigCommerce sheet, section 4: levels', () => {
	it('takes products and variants off in one adjustment, each by the id its tracking wants, and restores every location', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const skus = [GEL, WHITE, MARKER];
		const off = await shop.run('takeOffSale', skus);
		expect(outcomes(off.done)).toEqual(all(skus, 'offSale'));
		expect(shop.writes()).toHaveLength(1);
		const { id: gel } = shop.product(GEL);
		const { id: white } = shop.variant(WHITE);
		const { id: marker } = shop.variant(MARKER);
		expect(shop.adjusted()).toEqual([
			{ location_id: 1, product_id: gel, quantity: 0 },
			{ location_id: 1, variant_id: white, quantity: 0 },
			{ location_id: 2, variant_id: white, quantity: 0 },
			{ location_id: 1, variant_id: marker, quantity: 0 },
			{ location_id: 2, variant_id: marker, quantity: 0 },
		]);
		for (const sku of skus)
			expect(shop.shelf(sku)).toMatchObject({ state: 'soldOut', quantity: 0 });
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all(skus, 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('names the run in the reason of the adjustment', async () => {
		shop = await openBigCommerce();
		const { done } = await shop.run('takeOffSale', [GEL]);
		await shop.run('putBackOnSale', restores(done));
		expect(shop.writes().map((entry) => json(entry).reason)).toEqual([
			'n8n-nodes-stockout off sale, execution 1',
			'n8n-nodes-stockout back on sale, execution 1',
		]);
	});

	it('counts without the safety stock, and puts it on top when a quantity is given', async () => {
		shop = await openBigCommerce();
		const off = await shop.run('takeOffSale', [GESSO]);
		expect(off.of(GESSO)).toMatchObject({ outcome: 'offSale', before: { quantity: 8 } });
		expect(shop.onHand(GESSO)).toEqual({ 1: 0, 2: 0 });
		const back = await shop.run('putBackOnSale', [{ sku: GESSO, quantity: 5 }]);
		expect(back.of(GESSO)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.shelf(GESSO)).toMatchObject({ quantity: 5 });
		expect(shop.onHand(GESSO)).toEqual({ 1: 7, 2: 0 });
	});

	it('changes only the chosen location, and does not call that off sale', async () => {
		shop = await openBigCommerce();
		const { of } = await shop.run('takeOffSale', [WHITE], { channel: { locations: ['2'] } });
		expect(of(WHITE)).toMatchObject({
			outcome: 'pending',
			confirmed: false,
			after: { quantity: 10, buyable: true },
		});
		expect(shop.onHand(WHITE)).toEqual({ 1: 10, 2: 0 });
	});

	it('leaves alone what is not sold: a disabled location, and one where the item is switched off', async () => {
		shop = await openBigCommerce();
		shop.fake.shop.level(shop.variant(WHITE), 3).onHand = 5;
		shop.fake.shop.level(shop.variant(WHITE), 2).inStock = false;
		const before = shop.snapshot();
		const { done } = await shop.run('takeOffSale', [WHITE]);
		expect(done).toMatchObject([{ outcome: 'offSale', before: { quantity: 10 } }]);
		expect(shop.onHand(WHITE)).toEqual({ 1: 0, 2: 4, 3: 5 });
		await shop.run('putBackOnSale', restores(done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('waits for a level that shows late, and says pending when it does not come at all', async () => {
		shop = await openBigCommerce();
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		await shop.close();
		shop = await openBigCommerce({ delayFactor: 1_000 });
		const slow = await shop.run('takeOffSale', [GEL]);
		expect(slow.done).toMatchObject([{ outcome: 'pending', confirmed: false, changed: true }]);
		expect(slow.of(GEL).message).toContain('does not show it yet');
	});
});

describe('BigCommerce sheet, section 4: what sells at level 0', () => {
	it('makes goods without stock tracking not purchasable, and never switches tracking on', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [SHEET]);
		expect(off.of(SHEET)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: null },
			after: { visible: true, buyable: false },
		});
		expect(json(shop.writes()[0])).toEqual([
			{ id: shop.product(SHEET).id, availability: 'disabled' },
		]);
		expect(shop.product(SHEET).tracking).toBe('none');
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(SHEET)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.snapshot()).toEqual(before);
	});

	it('says that a quantity means nothing where nobody counts', async () => {
		shop = await openBigCommerce();
		await shop.run('takeOffSale', [SHEET]);
		const { of } = await shop.run('putBackOnSale', [{ sku: SHEET, quantity: 5 }]);
		expect(of(SHEET)).toMatchObject({ outcome: 'leftAlone', changed: false });
	});

	it('switches off one variant of an untracked product, not the others', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [CANVAS]);
		expect(off.of(CANVAS)).toMatchObject({ outcome: 'offSale' });
		expect(json(shop.writes(/variants/)[0])).toEqual([
			{ id: shop.variant(CANVAS).id, purchasing_disabled: true },
		]);
		expect(shop.shelf('ACR-CAN-30')).toMatchObject({ state: 'onSale' });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('switches off one variant of a shared stock and leaves the stock alone', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [PAD]);
		expect(off.of(PAD)).toMatchObject({
			outcome: 'offSale',
			after: { quantity: 20, buyable: false },
		});
		expect(shop.adjusted()).toEqual([]);
		expect(shop.shelf('ACR-PAD-A3')).toMatchObject({ state: 'onSale' });
		const given = await shop.run('putBackOnSale', [{ sku: PAD, quantity: 5 }]);
		expect(given.of(PAD)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('share one stock'),
		});
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('stops a shared stock by the SKU of the product, and says that all variants go', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', ['ACR-PAD']);
		expect(off.of('ACR-PAD')).toMatchObject({
			outcome: 'offSale',
			before: { quantity: 20 },
			warnings: ['This stops every variant of the product.'],
		});
		for (const sku of PADS) expect(shop.shelf(sku)).toMatchObject({ state: 'soldOut' });
		expect(shop.adjusted()).toMatchObject([
			{ product_id: shop.product(PAD).id },
			{ product_id: shop.product(PAD).id },
		]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('wants the SKUs of the variants where each keeps its own stock', async () => {
		shop = await openBigCommerce();
		shop.product(PAD).tracking = 'variant';
		const before = shop.snapshot();
		const { of } = await shop.run('takeOffSale', ['ACR-PAD']);
		expect(of('ACR-PAD')).toMatchObject({
			outcome: 'refused',
			nextStep: 'Use the SKUs of the variants.',
		});
		expect(shop.snapshot()).toEqual(before);
	});

	it('stops a pre-order, and makes it a pre-order again', async () => {
		shop = await openBigCommerce();
		const off = await shop.run('takeOffSale', [PREORDER]);
		expect(off.of(PREORDER)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: 0, buyable: true },
		});
		expect(shop.product(PREORDER).availability).toBe('disabled');
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.product(PREORDER).availability).toBe('preorder');
	});

	it('stops goods that take backorders, of which level 0 alone would not be the end', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [RED]);
		expect(off.of(RED)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.product(RED).availability).toBe('disabled');
		expect(shop.shelf(RED)).toMatchObject({ quantity: 0, state: 'soldOut' });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});
});

describe('BigCommerce sheet, section 6: what somebody else decided', () => {
	it.each(['not visible', 'disabled', 'purchasing disabled', 'switched off everywhere', 'at zero'])(
		'leaves goods alone that are %s',
		async (how) => {
			shop = await openBigCommerce();
			const { product, levels } = shop.variant(GEL);
			if (how === 'not visible') product.visible = false;
			if (how === 'disabled') product.availability = 'disabled';
			if (how === 'purchasing disabled') shop.variant(GEL).purchasingDisabled = true;
			if (how === 'switched off everywhere')
				for (const level of levels.values()) level.inStock = false;
			if (how === 'at zero') shop.fake.seller.setQuantity(GEL, 0);
			const before = shop.snapshot();
			const off = await shop.run('takeOffSale', [GEL]);
			expect(off.of(GEL)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
			const back = await shop.run('putBackOnSale', restores(off.done));
			expect(back.of(GEL)).toMatchObject({ outcome: 'leftAlone', changed: false });
			expect(shop.writes()).toEqual([]);
			expect(shop.snapshot()).toEqual(before);
		},
	);

	it('sets the stock of a product that is not visible, and says that it stays so', async () => {
		shop = await openBigCommerce();
		const { of } = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 9 }]);
		expect(of(VARNISH)).toMatchObject({
			outcome: 'leftAlone',
			changed: true,
			after: { quantity: 9, buyable: false },
		});
	});
});

describe('BigCommerce sheet, section 4: hiding takes the whole product', () => {
	it('hides a product once, however many of its variants go, and shows it again', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [...WHITES, GEL], both);
		expect(outcomes(off.done)).toEqual(all([...WHITES, GEL], 'offSale'));
		expect(json(shop.writes(/products/)[0])).toEqual([
			{ id: shop.product(WHITE).id, is_visible: false },
			{ id: shop.product(GEL).id, is_visible: false },
		]);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all([...WHITES, GEL], 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('does not hide while another variant can be ordered, be it on backorder', async () => {
		shop = await openBigCommerce();
		const [, second, third] = WHITES.map((sku) => shop.variant(sku));
		for (const variant of [second, third]) shop.fake.seller.setQuantity(variant.sku, 0);
		shop.fake.shop.level(third, 1).backorderLimit = 5;
		const { of } = await shop.run('takeOffSale', [WHITE], hide);
		expect(of(WHITE)).toMatchObject({ outcome: 'refused', changed: false });
		shop.fake.shop.level(third, 1).backorderLimit = 0;
		const again = await shop.run('takeOffSale', [WHITE], hide);
		expect(again.of(WHITE)).toMatchObject({ outcome: 'offSale', after: { visible: false } });
		expect(shop.onHand(WHITE)).toEqual({ 1: 10, 2: 4 });
	});
});

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
		const gone = shop.product(INK);
		intercept(shop.fake, ({ method }) => {
			if (method === 'PUT')
				shop.fake.shop.products.splice(
					shop.fake.shop.products.indexOf(gone),
					gone.variants.length && shop.fake.shop.products.includes(gone) ? 1 : 0,
				);
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
