import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { intercept } from './channelRun.mts';
import { connected } from './connected.mts';
import { openLinnworks, type LinnworksShop } from './linnworksShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const GESSO = 'ACR-GES-WHT-1000';

let shop: LinnworksShop;
afterEach(async () => await shop.close());

const read = async (locations: string[] = []) =>
	await (await connected('linnworks', shop.credentials)).levels({ scope: { locations } });
const methods = () =>
	shop.sandbox.log
		.entries('linnworks')
		.filter(({ login }) => !login)
		.map(({ path }) => path.split('/api/')[1]);

describe('Linnworks: stock read in turn', () => {
	beforeEach(async () => {
		shop = await openLinnworks();
	});

	it('tells what is available of every item, the composite ones among them', async () => {
		const { readings, of } = await read();
		expect(readings.map(({ sku, quantity }) => [sku, quantity])).toEqual(
			shop.fake.shelf().map(({ sku, quantity }) => [sku, quantity]),
		);
		expect(of(INK)).toMatchObject({
			title: expect.stringContaining('Payne'),
			reason: 'available 8',
			productId: shop.itemOf(INK).id,
			keyIsGuessed: true,
		});
		expect(of('ACR-SET-SKY')).toMatchObject({ quantity: 6 });
		// 13 pieces, 3 of them for orders.
		expect(of('ACR-SHT-CLR-A3')).toMatchObject({ quantity: 10 });
		expect(of('ACR-OLD-UMBR-60')).toBeUndefined();
	});

	it('means what the look-up by SKU means', async () => {
		shop.fake.shop.level(shop.itemOf(GEL), shop.locationOf('Default')).inOrders = 6;
		const { call, platform, levels } = await connected('linnworks', shop.credentials);
		const listings = await platform.read(call, [INK, GEL, GESSO, 'ACR-SET-SKY'], { account: {} });
		const { of } = await levels();
		// One location below zero takes nothing away from the other.
		expect(of(GEL)?.quantity).toBe(2);
		for (const { sku, quantity } of listings) expect(of(sku)?.quantity, sku).toBe(quantity);
	});

	it('only the chosen locations count', async () => {
		const [home, store] = ['Default', 'Gallery Store'].map((name) => shop.locationOf(name).id);
		expect((await read([store!])).of(GEL)?.quantity).toBe(2);
		expect((await read([home!, store!])).of(GEL)?.quantity).toBe(7);
		expect((await read([home!])).of(GESSO)?.quantity).toBe(0);
		expect((await read(['nowhere'])).readings).toEqual([]);
	});

	it('asks once more for levels that were not handed out', async () => {
		shop.fake.behaviour.levelsInPages = false;
		const { of } = await read();
		expect(of(INK)).toMatchObject({ quantity: 8 });
		expect(methods()).toContain('Stock/GetStockLevel_Batch');
	});

	it('takes nothing for sold out of which there are no levels at all', async () => {
		shop.fake.behaviour.levelsInPages = false;
		intercept(shop.fake, ({ path }) =>
			path.endsWith('GetStockLevel_Batch') ? { status: 200, body: [] } : undefined,
		);
		expect((await read()).readings).toEqual([]);
	});

	it('a reading changes its key with the count', async () => {
		const keyOf = async () => (await read()).of(INK)?.key;
		const before = await keyOf();
		shop.fake.shop.level(shop.itemOf(INK), shop.locationOf('Default')).inOrders = 1;
		expect(await keyOf()).not.toBe(before);
		shop.fake.shop.level(shop.itemOf(INK), shop.locationOf('Default')).inOrders = 0;
		expect(await keyOf()).toBe(before);
	});

	it('an account without items has none', async () => {
		shop.fake.shop.items.splice(0);
		expect((await read()).readings).toEqual([]);
		expect(methods()).toEqual(['Stock/GetStockItemsFull']);
	});

	it('says what is wrong when it is something else than the end', async () => {
		intercept(shop.fake, ({ path }) =>
			path.endsWith('GetStockItemsFull')
				? { status: 400, body: { Message: 'Permission denied' } }
				: undefined,
		);
		await expect(read()).rejects.toMatchObject({ problem: { kind: 'permission' } });
	});
});

describe('Linnworks: a large catalogue', () => {
	it('comes in pages of 200, a short one in between is not the end', async () => {
		shop = await openLinnworks({ catalogue: manyProducts(450) });
		const handle = shop.fake.handle.bind(shop.fake);
		intercept(shop.fake, async (request) => {
			if (!request.path.endsWith('GetStockItemsFull')) return undefined;
			const answer = await handle(request);
			const { pageNumber } = JSON.parse(request.body.toString()) as { pageNumber: number };
			if (pageNumber !== 2) return answer;
			return { ...answer, body: (answer.body as object[]).slice(0, 150) };
		});
		const { pages } = await read();
		const benches = pages.map((page) => page.filter(({ sku }) => sku.startsWith('BENCH')).length);
		expect(benches).toEqual([200, 150, 50, 0]);
		expect(methods()).toEqual(Array(4).fill('Stock/GetStockItemsFull'));
	}, 30_000);
});
