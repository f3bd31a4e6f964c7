import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { DEFAULT_LOCATION } from '../../sandbox/linnworks/shop.mts';
import { openLinnworks, expectSound, type LinnworksShop } from './linnworksShop.mts';
import { describeWithSpecs } from '../specs.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const RED = 'ACR-SB-CRED-118';
const SHEET = 'ACR-SHT-CLR-A3';
const GESSO = 'ACR-GES-WHT-1000';
const VARNISH = 'ACR-VAR-GLOS-250';

let shop: LinnworksShop;
beforeEach(async () => {
	shop = await openLinnworks();
});
afterEach(async () => await shop.close());

const putBack = (row: { restore?: unknown }) =>
	shop.run('putBackOnSale', [{ restore: row.restore as string }]);

describe('Linnworks sheet, section 4: off sale and back', () => {
	it('sets the level to zero by id, after one look at items, links and locations', async () => {
		const { of, attention } = await shop.run('takeOffSale', [INK]);
		expect(attention).toEqual([]);
		expect(of(INK)).toMatchObject({
			outcome: 'offSale',
			changed: true,
			confirmed: true,
			before: { quantity: 8, visible: true, buyable: true },
			after: { quantity: 0, buyable: false },
			requests: 6,
		});
		expect(shop.rows()).toEqual([
			[
				{
					RowIndex: 0,
					StockItemId: shop.itemOf(INK).id,
					StockLocationId: DEFAULT_LOCATION,
					StockLevel: 0,
				},
			],
		]);
	});

	it('never uses the method that adds', async () => {
		await shop.run('takeOffSale', [INK, GEL]);
		expect(shop.writes().map(({ path }) => path)).toEqual([
			'/eu-ext/api/Stock/UpdateStockLevelsBulk',
		]);
	});

	it('says which channels hear of it only with the next sync', async () => {
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK).warnings).toEqual([
			"Linnworks passes this on with its next inventory sync; until then it is listed on 'AMAZON Amazon UK', 'EBAY EBAY0'.",
		]);
	});

	it('brings every location back with its own level, and none that had nothing', async () => {
		const before = shop.levels(GEL);
		expect(before).toMatchObject({ Default: 5, 'Gallery Store': 2 });
		const off = await shop.run('takeOffSale', [GEL]);
		expect(shop.levels(GEL)).toMatchObject({ Default: 0, 'Gallery Store': 0 });
		expect(shop.rows()[0]).toHaveLength(2);
		expect((await putBack(off.of(GEL))).of(GEL)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.levels(GEL)).toEqual(before);
	});

	it('changes nothing when it runs again, also before the channels know', async () => {
		await shop.run('takeOffSale', [INK, GEL]);
		const again = await shop.run('takeOffSale', [INK, GEL]);
		expect(again.all.map(({ outcome, changed }) => [outcome, changed])).toEqual([
			['alreadyOffSale', false],
			['alreadyOffSale', false],
		]);
		expect(shop.writes()).toHaveLength(1);
	});

	it('puts a given quantity at the default location, and says so', async () => {
		await shop.run('takeOffSale', [GEL]);
		const back = await shop.run('putBackOnSale', [{ sku: GEL, quantity: 12 }]);
		expect(back.of(GEL)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 12 } });
		expect(back.of(GEL).warnings).toContainEqual(expect.stringContaining("'Default'"));
		expect(shop.levels(GEL)).toMatchObject({ Default: 12, 'Gallery Store': 0 });
	});

	it('leaves what was ended by hand alone, and a level that somebody set meanwhile', async () => {
		const off = await shop.run('takeOffSale', [VARNISH, INK]);
		expect(off.of(VARNISH)).toMatchObject({
			outcome: 'alreadyOffSale',
			changed: false,
			before: { visible: false, buyable: false, quantity: 6 },
		});
		shop.setLevel(INK, 'Default', 3);
		const back = await shop.run(
			'putBackOnSale',
			off.done.map(({ restore }) => ({ restore })),
		);
		expect(back.of(VARNISH)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(back.of(INK)).toMatchObject({ outcome: 'alreadyOnSale', changed: false });
		expect(shop.levels(INK)).toMatchObject({ Default: 3 });
	});

	it('shows the stock of what is ended by hand, and does not sell it, when a quantity comes', async () => {
		const { of } = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 9 }]);
		expect(of(VARNISH)).toMatchObject({ outcome: 'leftAlone', changed: true });
		expect(shop.shelf(VARNISH)).toMatchObject({ state: 'hidden', quantity: 9 });
	});

	it('takes an item off that is listed nowhere, since others may read its stock', async () => {
		const { of } = await shop.run('takeOffSale', ['ACR-PAD-A4']);
		expect(of('ACR-PAD-A4')).toMatchObject({ outcome: 'offSale', warnings: [] });
	});
});

describe('Linnworks sheet, section 4: open orders', () => {
	it('sets the level to 0, so that what is available goes below', async () => {
		const off = await shop.run('takeOffSale', [SHEET]);
		expect(off.of(SHEET)).toMatchObject({ outcome: 'offSale', before: { quantity: 10 } });
		expect(shop.levels(SHEET)).toMatchObject({ Default: 0 });
		await putBack(off.of(SHEET));
		expect(shop.levels(SHEET)).toMatchObject({ Default: 13 });
	});

	it('leaves as many as open orders need, if asked to', async () => {
		const off = await shop.run('takeOffSale', [SHEET], { channel: { keepForOrders: true } });
		expect(off.of(SHEET)).toMatchObject({ outcome: 'offSale', after: { quantity: 0 } });
		expect(shop.levels(SHEET)).toMatchObject({ Default: 3 });
		await putBack(off.of(SHEET));
		expect(shop.levels(SHEET)).toMatchObject({ Default: 13 });
	});

	it('adds their share to a given quantity', async () => {
		await shop.run('takeOffSale', [SHEET]);
		const back = await shop.run('putBackOnSale', [{ sku: SHEET, quantity: 4 }]);
		expect(back.of(SHEET)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 4 } });
		expect(shop.levels(SHEET)).toMatchObject({ Default: 7 });
	});
});

describe('Linnworks sheet, section 4: what a level does not reach', () => {
	it('takes off what it can and admits that a listing without sync stays', async () => {
		const off = await shop.run('takeOffSale', [RED]);
		expect(off.of(RED)).toMatchObject({
			outcome: 'contradicted',
			changed: true,
			confirmed: false,
			after: { quantity: 0, buyable: true },
		});
		expect(off.of(RED).warnings).toContainEqual(
			"It stays on sale on 'EBAY EBAY0', where inventory sync is ignored.",
		);
		expect(shop.levels(RED)).toMatchObject({ Default: 0 });
		const again = await shop.run('takeOffSale', [RED]);
		expect(again.of(RED)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining("'EBAY EBAY0'"),
			nextStep: expect.stringContaining('on that channel itself'),
		});
		await putBack(off.of(RED));
		expect(shop.levels(RED)).toMatchObject({ Default: 5 });
	});

	it('refuses goods in a fulfilment centre, which the levels do not own up to', async () => {
		const { of } = await shop.run('takeOffSale', [GESSO]);
		expect(of(GESSO)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringMatching(/'AMAZON Amazon UK FBA'.*'Amazon FBA', a fulfilment centre/),
		});
		expect(shop.writes()).toEqual([]);
	});

	it('writes nothing for an item that sync passes on to nobody, although it has stock', async () => {
		shop.itemOf(INK).links = shop.itemOf(GESSO).links;
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(shop.levels(INK)).toMatchObject({ Default: 8 });
	});

	it('clears the own locations of an item that also lies in a managed warehouse, and says it', async () => {
		const { of } = await shop.run('takeOffSale', ['ACR-WMS-BRSH-12']);
		expect(of('ACR-WMS-BRSH-12')).toMatchObject({
			outcome: 'contradicted',
			changed: true,
			after: { quantity: 20 },
		});
		expect(of('ACR-WMS-BRSH-12').warnings).toContainEqual(
			expect.stringContaining("Stock stays at 'Managed Warehouse'"),
		);
		expect(shop.levels('ACR-WMS-BRSH-12')).toMatchObject({ Default: 0, 'Managed Warehouse': 20 });
	});

	it('believes a level that owns up to the kind of its location', async () => {
		shop.locationOf('Gallery Store').isFulfillmentCenter = true;
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL).warnings).toContainEqual(expect.stringContaining("'Gallery Store'"));
		expect(shop.levels(GEL)).toMatchObject({ Default: 0, 'Gallery Store': 2 });
	});

	it.each([
		['ACR-SET-SKY', /composite.*components/, /components/],
		['ACR-PRM-CLR-500', /by batches/, /batches/],
	])('refuses %s with the reason', async (sku, message, nextStep) => {
		for (const [operation, more] of [
			['takeOffSale', {}],
			['putBackOnSale', { quantity: 3 }],
		] as const) {
			if (operation === 'putBackOnSale')
				for (const name of ['ACR-HB-TWHT-60', 'ACR-HB-COBL-60', 'ACR-PRM-CLR-500'])
					shop.setLevel(name, 'Default', 0);
			const { of } = await shop.run(operation, [{ sku, ...more }]);
			expect(of(sku)).toMatchObject({
				outcome: 'refused',
				changed: false,
				message: expect.stringMatching(message),
				nextStep: expect.stringMatching(nextStep),
			});
		}
		expect(shop.writes()).toEqual([]);
	});
});

describe('Linnworks: chosen locations', () => {
	it('changes only those, and admits what stays', async () => {
		const { id } = shop.locationOf('Gallery Store');
		const channel = { locations: [id] };
		const off = await shop.run('takeOffSale', [GEL], { channel });
		expect(off.of(GEL)).toMatchObject({ outcome: 'contradicted', changed: true });
		expect(off.of(GEL).warnings).toContainEqual(
			"Stock stays at 'Default', which is not chosen in the Linnworks options.",
		);
		expect(shop.levels(GEL)).toMatchObject({ Default: 5, 'Gallery Store': 0 });
		const again = await shop.run('takeOffSale', [GEL], { channel });
		expect(again.of(GEL)).toMatchObject({ outcome: 'refused', changed: false });
	});

	it('puts a quantity at the chosen one, and refuses one that cannot be set', async () => {
		await shop.run('takeOffSale', [GEL]);
		const item = { sku: GEL, quantity: 6 };
		const wrong = { locations: [shop.locationOf('Amazon FBA').id] };
		const refused = await shop.run('putBackOnSale', [item], { channel: wrong });
		expect(refused.of(GEL)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('None of the locations'),
		});
		const channel = { locations: [shop.locationOf('Gallery Store').id] };
		await shop.run('putBackOnSale', [item], { channel });
		expect(shop.levels(GEL)).toMatchObject({ Default: 0, 'Gallery Store': 6 });
	});
});

describe('Linnworks sheet, section 3: look-ups', () => {
	it('does not find archived items, unknown ones and other spellings', async () => {
		const skus = ['ACR-OLD-UMBR-60', 'ACR-NOPE', INK.toLowerCase()];
		const { of } = await shop.run('takeOffSale', skus);
		for (const sku of skus) expect(of(sku), sku).toMatchObject({ outcome: 'notFound' });
		expect(of(INK.toLowerCase()).message).toContain(INK);
		expect(shop.writes()).toEqual([]);
	});

	it('goes on in halves where a call takes fewer than 200', async () => {
		await shop.close();
		shop = await openLinnworks({ catalogue: manyProducts(150) });
		shop.fake.behaviour.mostRows = 100;
		const skus = Array.from({ length: 150 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { done } = await shop.run('takeOffSale', skus);
		expect(done.filter(({ outcome }) => outcome === 'offSale')).toHaveLength(150);
		expect(shop.rows().map((rows) => rows.length)).toEqual([150, 75, 75]);
	});

	it('asks for the locations once a run', async () => {
		await shop.close();
		shop = await openLinnworks({ catalogue: manyProducts(401) });
		const skus = Array.from({ length: 401 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		await shop.run('getStockState', skus);
		const asked = shop.sandbox.log.entries('linnworks').map(({ path }) => path);
		expect(asked.filter((path) => path.endsWith('GetStockLocations'))).toHaveLength(1);
		expect(asked.filter((path) => path.endsWith('GetStockItemIdsBySKU'))).toHaveLength(3);
	});
});

describeWithSpecs('Linnworks: the check of requests', () => {
	it('sees a wrapper that is missing or too much', async () => {
		await shop.run('takeOffSale', [INK]);
		const entries = shop.sandbox.log.entries('linnworks').filter(({ login }) => !login);
		const lookUp = entries.find(({ path }) => path.endsWith('GetStockItemIdsBySKU'))!;
		const [write] = shop.writes();
		expect(() => expectSound(lookUp)).not.toThrow();
		expect(() => expectSound({ ...lookUp, requestBody: '{"SKUS":["A"]}' })).toThrow();
		expect(() => expectSound({ ...write!, requestBody: '{"request":{"Items":[]}}' })).toThrow();
		const row = '{"Items":[{"Level":0}]}';
		expect(() => expectSound({ ...write!, requestBody: row })).toThrow();
		expect(() => expectSound({ ...write!, path: '/api/Stock/UpdateStockLevelsBulk' })).toThrow();
	});
});
