import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeRequest, Product } from '../../sandbox/fake.mts';
import { intercept, json, sent } from './channelRun.mts';
import { callName, INVENTORY, openEbay, type EbayShop } from './ebayShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const GEL = 'ACR-GEL-MATT-500';
const GESSO = 'ACR-GES-WHT-1000';
const SHEET = 'ACR-SHT-CLR-A3';
const VARNISH = 'ACR-VAR-GLOS-250';

let shop: EbayShop;
beforeEach(async () => {
	shop = await openEbay();
});
afterEach(async () => await shop.close());

const reopen = async (catalogue: readonly Product[]) => {
	await shop.close();
	shop = await openEbay({ catalogue });
};
const back = async (rows: ReadonlyArray<{ restore?: unknown }>) =>
	await shop.run('putBackOnSale', rows.map(({ restore }) => ({ restore })) as never);

describe('eBay: off sale and back', () => {
	it('sets the quantity of the items in one request, after one look-up and one question, and reads it back', async () => {
		const { attention, of } = await shop.run('takeOffSale', [INK, MAGENTA]);
		expect(attention).toEqual([]);
		expect(of(INK)).toMatchObject({
			outcome: 'offSale',
			changed: true,
			confirmed: true,
			before: { quantity: 8, visible: true, buyable: true },
			after: { quantity: 0, visible: false, buyable: false },
		});
		expect(shop.updates()).toHaveLength(1);
		expect(shop.rows()).toEqual([
			{ sku: MAGENTA, shipToLocationAvailability: { quantity: 0 } },
			{ sku: INK, shipToLocationAvailability: { quantity: 0 } },
		]);
		expect(shop.calls('GetUserPreferences')).toHaveLength(1);
		const restored = await back([of(INK), of(MAGENTA)]);
		expect(restored.all).toMatchObject([{ outcome: 'backOnSale' }, { outcome: 'backOnSale' }]);
		expect([shop.shelf(INK)?.quantity, shop.shelf(MAGENTA)?.quantity]).toEqual([8, 11]);
	});

	it('asks whether quantity 0 is safe once for all batches, and not at all where nothing goes to 0', async () => {
		await reopen(manyProducts(65));
		const skus = Array.from({ length: 65 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		await shop.run('getStockState', skus);
		expect(shop.calls('GetUserPreferences')).toHaveLength(0);
		const off = await shop.run('takeOffSale', skus);
		expect([shop.updates().length, shop.calls('GetUserPreferences').length]).toEqual([3, 1]);
		expect(shop.offerLooks()).toHaveLength(0);
		await back(off.all);
		expect(shop.calls('GetUserPreferences')).toHaveLength(1);
		for (const sku of skus) expect(shop.shelf(sku)).toMatchObject({ state: 'onSale', quantity: 5 });
	});

	it('empties every warehouse and fills each again with its own count, losing none of what it was told of them', async () => {
		const before = structuredClone(shop.item(GEL));
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(shop.rows()).toEqual([
			{
				sku: GEL,
				shipToLocationAvailability: {
					quantity: 0,
					availabilityDistributions: [
						{
							merchantLocationKey: 'main',
							quantity: 0,
							fulfillmentTime: { unit: 'DAY', value: 1 },
						},
						{ merchantLocationKey: 'outlet', quantity: 0 },
					],
				},
			},
		]);
		await back([of(GEL)]);
		expect(shop.item(GEL)).toEqual(before);
	});

	it('stops a SKU on all its marketplaces at once', async () => {
		const { of } = await shop.run('takeOffSale', [GESSO]);
		expect(of(GESSO)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.rows()).toHaveLength(1);
		expect(shop.shelf(GESSO)).toMatchObject({ state: 'soldOut', note: 'EBAY_US + EBAY_DE' });
	});

	it('takes one variation off and leaves the others of its listing on sale', async () => {
		const { of } = await shop.run('takeOffSale', ['ACR-HB-COBL-60']);
		expect(of('ACR-HB-COBL-60')).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
			after: { buyable: false },
		});
		expect(shop.shelf('ACR-HB-COBL-120')).toMatchObject({ state: 'onSale', quantity: 3 });
	});

	it('never writes the variations of one listing at the same time', async () => {
		const variants = Array.from({ length: 40 }, (_, i) => ({
			sku: `VAR-${i}`,
			title: `No. ${i}`,
			quantity: 2,
			price: '3.00',
		}));
		await reopen([...manyProducts(20), { title: 'Colour Set', variants }]);
		const skus = [
			...variants.map(({ sku }) => sku),
			...Array.from({ length: 20 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`),
		];
		const { attention } = await shop.run('takeOffSale', skus);
		expect(attention).toEqual([]);
		expect(shop.updates()).toHaveLength(3);
		expect(shop.updates().filter(({ status }) => status === 500)).toEqual([]);
	});

	it('says that stock for pick-up is kept apart', async () => {
		intercept(shop.fake, async (request) => {
			if (!request.path.endsWith('/bulk_get_inventory_item')) return undefined;
			const item = shop.item(INK);
			const availability = {
				shipToLocationAvailability: { quantity: item.quantity },
				pickupAtLocationAvailability: [
					{ merchantLocationKey: 'shop', quantity: 2, availabilityType: 'IN_STOCK' },
				],
			};
			return {
				status: 200,
				body: {
					responses: [{ statusCode: 200, sku: INK, inventoryItem: { sku: INK, availability } }],
				},
			};
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'offSale',
			warnings: [expect.stringContaining('pick-up')],
		});
	});
});

describe('eBay: Out-of-Stock Control', () => {
	it('writes nothing while it is off, and says where to switch it on', async () => {
		shop.fake.shop.outOfStockControl = false;
		const { all } = await shop.run('takeOffSale', [INK, MAGENTA]);
		for (const row of all)
			expect(row).toMatchObject({
				outcome: 'refused',
				changed: false,
				message: expect.stringContaining('would end the listing'),
				nextStep: expect.stringContaining('Switch it on in eBay'),
			});
		expect(shop.updates()).toEqual([]);
		expect(shop.shelf(INK)?.state).toBe('onSale');
	});

	it('says so in a dry run as well, which shows the question it would ask', async () => {
		const dry = { options: { dryRun: true } };
		const planned = await shop.run('takeOffSale', [INK], dry);
		expect(planned.of(INK)).toMatchObject({ outcome: 'planned', changed: false });
		expect(planned.of(INK).plannedRequests).toMatchObject([
			{ path: '/ws/api.dll', body: expect.stringContaining('ShowOutOfStockControlPreference') },
			{ path: `${INVENTORY}/bulk_update_price_quantity` },
		]);
		shop.fake.shop.outOfStockControl = false;
		const refused = await shop.run('takeOffSale', [INK], dry);
		expect(refused.of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(shop.updates()).toEqual([]);
	});

	it('takes no answer for a no', async () => {
		intercept(shop.fake, (request) =>
			callName(request) === 'GetUserPreferences'
				? {
						status: 200,
						headers: { 'content-type': 'text/xml' },
						body: '<GetUserPreferencesResponse><Ack>Success</Ack></GetUserPreferencesResponse>',
					}
				: undefined,
		);
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
		});
		expect(shop.updates()).toEqual([]);
	});

	it('writes nothing when it cannot be asked', async () => {
		shop.sandbox.faults.add({ slug: 'ebay', kind: 'unavailable', path: 'api.dll' });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			changed: false,
			message: expect.stringContaining('could not'),
		});
		expect(shop.updates()).toEqual([]);
		expect(shop.shelf(INK)?.quantity).toBe(8);
	});

	it('is no condition for putting back', async () => {
		const off = await shop.run('takeOffSale', [INK]);
		shop.fake.shop.outOfStockControl = false;
		expect((await back([off.of(INK)])).of(INK)).toMatchObject({ outcome: 'backOnSale' });
	});
});

describe('eBay: what stands behind an item', () => {
	it('leaves an offer that the seller withdrew withdrawn', async () => {
		const off = await shop.run('takeOffSale', [VARNISH]);
		expect(off.of(VARNISH)).toMatchObject({
			outcome: 'alreadyOffSale',
			changed: false,
			before: { visible: false, buyable: false },
		});
		expect((await back([off.of(VARNISH)])).of(VARNISH)).toMatchObject({ outcome: 'leftAlone' });
		expect(shop.rows()).toEqual([]);
	});

	it('leaves it withdrawn in a large run as well, where offers are not looked at', async () => {
		const before = shop.fake.shelf();
		const others = before.filter(
			({ sku, state, note }) => state === 'onSale' && note !== 'made on eBay' && note !== 'auction',
		);
		const skus = [VARNISH, ...others.map(({ sku }) => sku)];
		expect(skus.length).toBeGreaterThan(10);
		const off = await shop.run('takeOffSale', skus);
		for (const sku of skus)
			expect(off.of(sku), sku).toMatchObject({ outcome: 'offSale', confirmed: true });
		const restored = await back(off.all);
		expect(restored.of(VARNISH)).toMatchObject({ outcome: 'leftAlone', confirmed: true });
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('knows listings on hold, ended ones, and items that were never listed', async () => {
		shop.offer(INK).onHold = true;
		shop.offer(MAGENTA).ended = true;
		shop.fake.shop.offers = shop.fake.shop.offers.filter(({ item }) => item.sku !== SHEET);
		const { of } = await shop.run('getStockState', [INK, MAGENTA, SHEET]);
		for (const sku of [INK, MAGENTA, SHEET])
			expect(of(sku), sku).toMatchObject({
				outcome: 'alreadyOffSale',
				after: { visible: false, buyable: false },
			});
	});

	it('puts what customers bought up back at both levels, since eBay brings the offer to 0 too', async () => {
		shop.fake.seller.sell(INK, 8);
		expect(shop.offer(INK).availableQuantity).toBe(0);
		const { of } = await shop.run('putBackOnSale', [{ sku: INK, quantity: 5 }]);
		expect(of(INK)).toMatchObject({
			outcome: 'backOnSale',
			confirmed: true,
			after: { quantity: 5, buyable: true },
		});
		expect(shop.rows()).toEqual([
			{
				sku: INK,
				shipToLocationAvailability: { quantity: 5 },
				offers: [{ offerId: shop.offer(INK).offerId, availableQuantity: 5 }],
			},
		]);
		expect(shop.shelf(INK)).toMatchObject({ state: 'onSale', quantity: 5 });
	});

	it('does so in a large run as well', async () => {
		await reopen(manyProducts(30));
		const skus = Array.from({ length: 30 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		for (const sku of skus) shop.fake.seller.sell(sku, 5);
		const { all } = await shop.run(
			'putBackOnSale',
			skus.map((sku) => ({ sku, quantity: 4 })),
		);
		for (const row of all) expect(row).toMatchObject({ outcome: 'backOnSale', confirmed: true });
		for (const sku of skus) expect(shop.shelf(sku)).toMatchObject({ state: 'onSale', quantity: 4 });
	});

	it('leaves the offers alone when it restores what it took', async () => {
		shop.offer(INK).availableQuantity = 3;
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ before: { quantity: 3 } });
		await back([of(INK)]);
		expect([shop.item(INK).quantity, shop.offer(INK).availableQuantity]).toEqual([8, 3]);
	});

	it('says that the item did not come back when an offer keeps it at 0', async () => {
		const off = await shop.run('takeOffSale', [INK]);
		shop.offer(INK).availableQuantity = 0;
		const { of } = await back([off.of(INK)]);
		expect(of(INK)).toMatchObject({ outcome: 'leftAlone', after: { buyable: false } });
	});

	it('goes on to the offers where a listing sells although its item is at 0, and restores them', async () => {
		const seen = (request: FakeRequest) =>
			request.method === 'GET' && request.path === `${INVENTORY}/offer`;
		const own = shop.fake.handle.bind(shop.fake);
		shop.fake.handle = async (request) => {
			const answer = await own(request);
			if (!seen(request)) return answer;
			const body = answer.body as {
				offers: Array<{ availableQuantity: number; listing: { listingStatus: string } }>;
			};
			for (const one of body.offers)
				one.listing.listingStatus = one.availableQuantity > 0 ? 'ACTIVE' : 'OUT_OF_STOCK';
			return { ...answer, body };
		};
		const first = await shop.run('takeOffSale', [INK]);
		expect(first.of(INK)).toMatchObject({
			outcome: 'contradicted',
			changed: true,
			confirmed: false,
		});
		const second = await shop.run('takeOffSale', [INK]);
		expect(second.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.rows().at(-1)).toEqual({
			sku: INK,
			offers: [{ offerId: shop.offer(INK).offerId, availableQuantity: 0 }],
		});
		await back([second.of(INK)]);
		await back([first.of(INK)]);
		expect([shop.item(INK).quantity, shop.offer(INK).availableQuantity]).toEqual([8, 8]);
	});

	it('puts a new quantity in one warehouse, reckoning with the others', async () => {
		shop.item(GEL).quantity = 0;
		for (const place of shop.item(GEL).distributions) place.quantity = 0;
		const { of } = await shop.run('putBackOnSale', [{ sku: GEL, quantity: 6 }]);
		expect(of(GEL)).toMatchObject({ outcome: 'backOnSale' });
		expect(of(GEL).warnings).toContainEqual(expect.stringContaining("'main'"));
		expect(shop.item(GEL)).toMatchObject({
			quantity: 6,
			distributions: [{ quantity: 6 }, { quantity: 0 }],
		});
	});
});

describe('eBay: SKUs', () => {
	it('does not ask for what can be no SKU, and finds the others', async () => {
		const { of } = await shop.run('takeOffSale', ['x'.repeat(51), INK]);
		expect(of('x'.repeat(51))).toMatchObject({ outcome: 'notFound' });
		expect(of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(json(sent(shop.sandbox, 'ebay', 'POST', /bulk_get/)[0]!).requests).toEqual([
			{ sku: INK },
		]);
	});

	it('asks one by one where a SKU spoils the whole look-up', async () => {
		intercept(shop.fake, (request) =>
			request.path.endsWith('bulk_get_inventory_item') && request.body.includes('ACR BAD')
				? {
						status: 400,
						body: {
							errors: [
								{
									errorId: 25707,
									domain: 'API_INVENTORY',
									category: 'REQUEST',
									message: 'This is an invalid value for a SKU.',
								},
							],
						},
					}
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', ['ACR BAD', INK]);
		expect(of('ACR BAD')).toMatchObject({ outcome: 'notFound' });
		expect(of(INK)).toMatchObject({ outcome: 'offSale' });
	});

	it('names the other spelling', async () => {
		const { of } = await shop.run('takeOffSale', [INK.toLowerCase()], {
			channel: { listingModel: 'trading' },
		});
		expect(of(INK.toLowerCase())).toMatchObject({
			outcome: 'notFound',
			message: expect.stringContaining(`spelled '${INK}'`),
		});
	});
});
