import { afterEach, describe, expect, it } from 'vitest';

import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import { main, profiles, store } from '../../sandbox/channeladvisor/shop.mts';
import { openChannelAdvisor, type ChannelAdvisorShop } from './channeladvisorShop.mts';
import { connected } from './connected.mts';

const ID = 'channeladvisor';
const INK = 'ACR-INK-PAYN-30';

let shop: ChannelAdvisorShop;
afterEach(async () => await shop.close());

const open = async (goods?: Parameters<typeof openChannelAdvisor>[0]) => {
	shop = await openChannelAdvisor(goods);
	return await connected(ID, shop.credentials);
};
const iso = (at: number) => new Date(at).toISOString();

describe('ChannelAdvisor: stock read in turn', () => {
	it('tells all that is sold, as the shelf has it', async () => {
		const { levels } = await open();
		const { readings, of } = await levels();
		const skus = catalogue.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		for (const sku of skus)
			expect(of(sku)?.quantity, sku).toBe(shop.shelf(sku)?.quantity ?? Number.NaN);
		expect(of(INK)).toMatchObject({
			title: expect.any(String),
			productId: String(shop.product(INK).ID),
			reason: '8 available',
		});
		// Parents are sold by nobody.
		expect(of('ACR-HB-TWHT')).toBeUndefined();
		expect(of('ACR-SET-START')).toMatchObject({ quantity: 7 });
		expect(of('ACR-HB-BRNZ-60')).toMatchObject({ quantity: 0 });
		expect(of('ACR-VAR-GLOS-250')).toMatchObject({
			available: false,
			reason: expect.stringContaining('Recall of batch 7'),
		});
		expect(new Set(readings.map(({ sku }) => sku)).size).toBe(readings.length);
	});

	it('reads a large shop page by page, the centers once, and skips nothing that changes on the way', async () => {
		const goods = manyProducts(450);
		const { levels } = await open({ catalogue: goods });
		const skus = goods.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		const { readings, pages } = await levels({}, (page) => {
			for (const sku of skus.slice(page, skus.length - page).filter((_, i) => i % 7 === page % 7))
				shop.fake.seller.sell(sku, 1);
		});
		const seen = readings.map(({ sku }) => sku);
		expect(seen).toEqual(expect.arrayContaining(skus));
		expect(new Set(seen).size).toBe(seen.length);
		expect(pages.length).toBe(Math.ceil(shop.fake.shop.products.size / shop.fake.pageSize));
		expect(shop.reads(/Products/)).toHaveLength(pages.length);
		expect(shop.reads(/DistributionCenters/)).toHaveLength(1);
	});

	it('reads what changed alone, by count or by block', async () => {
		const { levels } = await open();
		await shop.clock.sleep(60_000);
		const since = iso(shop.clock.now());
		await shop.clock.sleep(1_000);
		shop.fake.seller.sell(INK, 8);
		shop.fake.seller.setHidden('ACR-FL-QMAG-30', true);
		const { readings } = await levels({ since });
		expect(readings.map(({ sku }) => sku).sort()).toEqual(['ACR-FL-QMAG-30', INK]);
		expect(readings.find(({ sku }) => sku === INK)).toMatchObject({
			quantity: 0,
			occurredAt: shop.product(INK).QuantityUpdateDateUtc,
		});
	});

	it('gives a second stock-out another key than the first', async () => {
		const { levels } = await open();
		const keys: unknown[] = [];
		for (let i = 0; i < 2; i++) {
			shop.fake.seller.setQuantity(INK, 0);
			const once = (await levels()).of(INK)?.key;
			expect((await levels()).of(INK)?.key).toBe(once);
			keys.push(once);
			await shop.clock.sleep(2_000);
			shop.fake.seller.setQuantity(INK, 3);
			await shop.clock.sleep(2_000);
		}
		expect(new Set(keys).size).toBe(2);
	});

	it('counts only the chosen distribution centers', async () => {
		const { levels, platform, call } = await open();
		const gel = 'ACR-GEL-MATT-500';
		const centers = (await platform.lists?.locations?.(call, {})) ?? [];
		expect(centers.map(({ value }) => value)).toContain(String(store));
		const at = async (...locations: number[]) =>
			(await levels({ scope: { locations: locations.map(String) } })).of(gel)?.quantity;
		expect(await at(store)).toBe(2);
		expect(await at(main)).toBe(5);
		expect(await at(main, store)).toBe(7);
	});

	it('adds up what two accounts sell under one SKU, or reads one of them', async () => {
		const both = await open();
		expect((await both.levels()).of('ACR-DUP-1')).toMatchObject({ quantity: 11 });
		const { credentials } = shop.with({ profileId: String(profiles.second) });
		const one = await connected(ID, credentials);
		const { readings } = await one.levels();
		expect(readings).toMatchObject([{ sku: 'ACR-DUP-1', quantity: 8 }]);
		const changed = await one.levels({ since: iso(shop.clock.now() - 3_600_000) });
		expect(changed.readings).toHaveLength(1);
	});
});
