import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { json } from './channelRun.mts';
import { all, openSquareShop, outcomes, restores, type SquareShop } from './squareShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
/** In stock in the shop and in the studio. */
const WHITES = ['ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];
const [WHITE] = WHITES as [string];
/** Not tracked. */
const GESSO = 'ACR-GES-WHT-1000';
/** Sold in both places, counted in the shop only. */
const SHEET = 'ACR-SHT-CLR-A3';
const VARNISH = 'ACR-VAR-GLOS-250';
const hide = { channel: { stop: 'hide' } };
const both = { channel: { stop: 'both' } };

let shop: SquareShop;
beforeEach(async () => {
	shop = await openSquareShop();
});
afterEach(async () => await shop.close());

describe('Square sheet, section 4: counts', () => {
	it('counts every location to zero in one request, and restores each one', async () => {
		const before = shop.snapshot();
		const skus = [...WHITES, INK];
		const off = await shop.run('takeOffSale', skus);
		expect(outcomes(off.done)).toEqual(all(skus, 'offSale'));
		expect(off.of(WHITE)).toMatchObject({
			before: { quantity: 14, buyable: true },
			after: { quantity: 0, visible: true, buyable: false },
		});
		expect(shop.counts()).toHaveLength(1);
		expect(shop.counts()[0]).toHaveLength(7);
		for (const count of shop.counts()[0]!)
			expect(count).toMatchObject({
				state: 'IN_STOCK',
				quantity: '0',
				occurred_at: expect.stringMatching(/Z$/),
			});
		for (const sku of skus) expect(shop.shelf(sku)?.state).toBe('soldOut');

		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all(skus, 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('wants an equal count to be taken too, with a key of its own for each request', async () => {
		const off = await shop.run('takeOffSale', [INK]);
		shop.fake.seller.setQuantity(INK, 3);
		await shop.run('takeOffSale', [INK]);
		await shop.run('putBackOnSale', restores(off.done));
		const bodies = shop.entries(/batch-create$/).map(json);
		expect(bodies.length).toBeGreaterThan(1);
		for (const body of bodies) expect(body.ignore_unchanged_counts).toBe(false);
		expect(new Set(bodies.map(({ idempotency_key }) => idempotency_key)).size).toBe(bodies.length);
	});

	it('keeps counts below zero and of a fraction', async () => {
		shop.shop.setCount(shop.shop.find(WHITE).id, shop.studio, -3, 0);
		shop.shop.setCount(shop.shop.find(WHITE).id, shop.main, 2.5, 0);
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [WHITE]);
		expect(off.of(WHITE)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: -0.5 },
			after: { quantity: -3, buyable: false },
		});
		expect(shop.counts()).toMatchObject([[{ location_id: shop.main }]]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('counts only the chosen locations, and says that the others go on selling', async () => {
		const channel = { locations: [shop.studio] };
		const off = await shop.run('takeOffSale', [WHITE, INK], { channel });
		expect(off.of(WHITE)).toMatchObject({
			outcome: 'contradicted',
			changed: true,
			after: { quantity: 12, buyable: true },
		});
		expect(off.of(WHITE).nextStep).toContain('locations');
		expect(off.of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('not offered at any of the locations'),
		});
	});

	it('leaves inactive locations alone', async () => {
		const closed = shop.shop.locations[2]!.id;
		const white = shop.shop.find(WHITE);
		shop.shop.setCount(white.id, closed, 9, 0);
		const { of } = await shop.run('takeOffSale', [WHITE]);
		expect(of(WHITE)).toMatchObject({ outcome: 'offSale', before: { quantity: 14 } });
		expect(
			shop
				.counts()
				.flat()
				.map(({ location_id }) => location_id),
		).not.toContain(closed);
	});

	it('puts a quantity at the location that holds most, the rest reckoned in', async () => {
		const { of } = await shop.run('putBackOnSale', [{ sku: INK, quantity: 4 }]);
		expect(of(INK)).toMatchObject({ outcome: 'alreadyOnSale' });
		shop.fake.seller.setQuantity(WHITE, 0);
		const back = await shop.run('putBackOnSale', [{ sku: WHITE, quantity: 6 }]);
		expect(back.of(WHITE)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 6 } });
		expect(String(back.of(WHITE).warnings)).toContain('at one location');
	});
});

describe('Square sheet, section 4: what is not tracked', () => {
	it('is not stopped by a count, so nothing is written and a person is asked', async () => {
		const { of } = await shop.run('takeOffSale', [GESSO]);
		expect(of(GESSO)).toMatchObject({
			outcome: 'refused',
			changed: false,
			before: { quantity: null, buyable: true },
		});
		expect(of(GESSO).message).toContain('does not track');
		expect(shop.writes()).toEqual([]);
	});

	it('is tracked and counted where the user wants that, and exactly as before afterwards', async () => {
		// What a count leaves behind on an untracked variation stays: nothing reads it.
		shop.shop.counts.delete(`${shop.shop.find(GESSO).id}/${shop.main}`);
		shop.shop.setCount(shop.shop.find(GESSO).id, shop.main, 12, 0);
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GESSO], { channel: { trackUntracked: true } });
		expect(off.of(GESSO)).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
			after: { quantity: 0, buyable: false },
		});
		expect(shop.data(GESSO).location_overrides).toEqual([
			{ location_id: shop.main, track_inventory: true },
		]);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(GESSO)).toMatchObject({ outcome: 'backOnSale', after: { buyable: true } });
		expect(shop.snapshot()).toEqual(before);
		// Tracking, then the count, and the other way round.
		expect(shop.writes().map(({ path }) => path.split('/').pop())).toEqual([
			'batch-upsert',
			'batch-create',
			'batch-create',
			'batch-upsert',
		]);
	});

	it('keeps the price of a location when its tracking is switched back', async () => {
		const override = {
			location_id: shop.main,
			price_money: { amount: 1990, currency: 'USD' },
			pricing_type: 'FIXED_PRICING',
		};
		shop.data(GESSO).location_overrides = [override];
		const off = await shop.run('takeOffSale', [GESSO], { channel: { trackUntracked: true } });
		expect(shop.data(GESSO).location_overrides).toEqual([{ ...override, track_inventory: true }]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.data(GESSO).location_overrides).toEqual([override]);
	});

	it('is only taken away, when that is chosen too', async () => {
		const { of } = await shop.run('takeOffSale', [GESSO], both);
		expect(of(GESSO)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, buyable: false },
		});
		expect(String(of(GESSO).warnings)).toContain('Only taken away');
		expect(shop.counts()).toEqual([]);
	});

	it('cannot be counted either when its stock is that of another variation', async () => {
		shop.data(INK).stockable = false;
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('from another one'),
		});
		expect(shop.writes()).toEqual([]);
	});

	it('sets no quantity where nothing counts it', async () => {
		shop.shop.markSoldOut(GESSO, shop.main);
		const { of } = await shop.run('putBackOnSale', [{ sku: GESSO, quantity: 5 }]);
		expect(of(GESSO)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(shop.writes()).toEqual([]);
	});
});

describe('Square sheet, section 7: what was never counted is unknown, not 0', () => {
	const track = (sku: string) => {
		shop.data(sku).track_inventory = true;
		delete shop.data(sku).location_overrides;
	};

	it('gets a count as well, and keeps it when the rest is restored', async () => {
		track(SHEET);
		const off = await shop.run('takeOffSale', [SHEET]);
		expect(off.of(SHEET)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: 10 },
			after: { quantity: 0, buyable: false },
		});
		expect(shop.counts()[0]!.map(({ location_id }) => location_id)).toEqual([
			shop.main,
			shop.studio,
		]);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(SHEET)).toMatchObject({
			outcome: 'backOnSale',
			confirmed: true,
			after: { quantity: 10 },
		});
		expect(String(back.of(SHEET).warnings)).toContain('cannot forget a count');
	});

	it('is taken off, but comes back only with a quantity', async () => {
		shop.shop.counts.delete(`${shop.shop.find(INK).id}/${shop.main}`);
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: null, buyable: null },
		});
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
			nextStep: expect.stringContaining("'Quantity'"),
		});
		const again = await shop.run('putBackOnSale', [{ ...restores(off.done)[0], quantity: 5 }]);
		expect(again.of(INK)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 5 } });
	});
});

describe('Square: what somebody else decided', () => {
	it('leaves an item archived, absent or marked as sold out by hand', async () => {
		shop.shop.markSoldOut(INK, shop.main);
		const gel = shop.shop.find(GEL);
		gel.present_at_location_ids = [];
		const skus = [VARNISH, INK, GEL];
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', skus, both);
		expect(off.of(VARNISH)).toMatchObject({
			outcome: 'alreadyOffSale',
			before: { visible: false, buyable: false },
		});
		expect(off.of(GEL)).toMatchObject({
			outcome: 'alreadyOffSale',
			before: { visible: false, buyable: false },
		});
		const back = await shop.run('putBackOnSale', restores(off.all));
		expect(back.of(VARNISH)).toMatchObject({ outcome: 'leftAlone' });
		expect(shop.snapshot()).toEqual(before);
	});

	it('takes what is marked as sold out for off sale, whatever its count', async () => {
		shop.shop.markSoldOut(INK, shop.main);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'alreadyOffSale',
			changed: false,
			before: { quantity: 8, buyable: false },
		});
	});

	it('counts the archived item for put back, and leaves it archived', async () => {
		const { of } = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 9 }]);
		expect(of(VARNISH)).toMatchObject({
			outcome: 'leftAlone',
			changed: true,
			after: { quantity: 9, buyable: false },
		});
	});

	it('asks when two variations carry a SKU, or works on both', async () => {
		const asked = await shop.run('takeOffSale', ['ACR-DUP-1']);
		expect(asked.of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous', changed: false });
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', ['ACR-DUP-1'], {
			channel: { severalListings: 'all' },
		});
		expect(off.of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale', after: { quantity: 0 } });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('names another spelling, since the search knows no case', async () => {
		const { of } = await shop.run('takeOffSale', ['acr-ink-payn-30']);
		expect(of('acr-ink-payn-30')).toMatchObject({
			outcome: 'notFound',
			message: expect.stringContaining(`'${INK}'`),
		});
	});
});

describe('Square sheet, section 4: taking away from locations', () => {
	it('sends whole variations, concerns no other one of the item, and comes back to the letter', async () => {
		const before = shop.snapshot();
		const skus = [GEL, WHITE];
		const off = await shop.run('takeOffSale', skus, hide);
		expect(outcomes(off.done)).toEqual(all(skus, 'offSale'));
		expect(off.of(WHITE)).toMatchObject({
			after: { visible: false, buyable: false, quantity: 14 },
		});
		expect(shop.writes()).toHaveLength(1);
		expect(json(shop.writes()[0]!).batches).toHaveLength(2);
		expect(shop.shop.find(WHITE)).toMatchObject({
			present_at_all_locations: true,
			absent_at_location_ids: [shop.main, shop.studio],
		});
		expect(shop.shop.find(GEL)).toMatchObject({ present_at_all_locations: false });
		expect(shop.shelf(WHITE)?.state).toBe('hidden');
		expect(shop.shelf(WHITES[1]!)?.state).toBe('onSale');
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all(skus, 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('leaves a location where somebody else took it away before or since', async () => {
		shop.shop.find(WHITE).absent_at_location_ids = [shop.studio];
		const off = await shop.run('takeOffSale', [WHITE], hide);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.shop.find(WHITE).absent_at_location_ids).toEqual([shop.studio]);
	});

	it('takes it away from the chosen locations only, and says that the others go on selling', async () => {
		const { of } = await shop.run('takeOffSale', [WHITE], {
			channel: { stop: 'hide', locations: [shop.main] },
		});
		expect(of(WHITE)).toMatchObject({
			outcome: 'contradicted',
			changed: true,
			after: { visible: true, quantity: 2 },
		});
	});

	it('counts first, then takes away, and shows all of it in a dry run', async () => {
		const dry = await shop.run('takeOffSale', [INK], { ...both, options: { dryRun: true } });
		expect(dry.of(INK).plannedRequests).toMatchObject([
			{ path: '/v2/inventory/changes/batch-create' },
			{ path: '/v2/catalog/batch-retrieve' },
			{ path: '/v2/catalog/batch-upsert', body: expect.stringContaining('present_at') },
		]);
		expect(shop.writes()).toEqual([]);
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [INK], both);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, quantity: 0 },
		});
		expect(shop.writes().map(({ path }) => path.split('/').pop())).toEqual([
			'batch-create',
			'batch-upsert',
		]);
		const back = await shop.run('putBackOnSale', [{ ...restores(off.done)[0], quantity: 5 }]);
		expect(back.of(INK)).toMatchObject({
			outcome: 'backOnSale',
			after: { quantity: 5, visible: true },
		});
		await shop.run('putBackOnSale', restores(off.done));
		shop.shop.setCount(shop.shop.find(INK).id, shop.main, 8, shop.shop.world.clock.now());
		expect(shop.snapshot()).toEqual(before);
	});

	it('does all of it to what is not tracked, where the user wants that', async () => {
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GESSO], {
			channel: { stop: 'both', trackUntracked: true },
		});
		expect(off.of(GESSO)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, quantity: 0 },
		});
		expect(shop.writes().map(({ path }) => path.split('/').pop())).toEqual([
			'batch-upsert',
			'batch-create',
			'batch-upsert',
		]);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(GESSO)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.snapshot()).toEqual(before);
	});
});
