import { afterEach, describe, expect, it } from 'vitest';

import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import { violations } from '../openapi.mts';
import { describeWithSpecs } from '../specs.mts';
import { connected } from './connected.mts';
import { CREDENTIAL, ID, openLightspeed, schemas } from './lightspeedShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MARKER = 'ACR-MRK-CBLK-F';

let shop: Awaited<ReturnType<typeof openLightspeed>>;
afterEach(async () => await shop.close());

const open = async (
	options: Parameters<typeof openLightspeed>[0] = {},
	credential: object = {},
) => {
	shop = await openLightspeed(options);
	return await connected(ID, { [CREDENTIAL]: { ...shop.stored, ...credential } });
};
const later = async () => {
	await shop.clock.sleep(60_000);
	const since = new Date(shop.clock.now()).toISOString();
	await shop.clock.sleep(2_000);
	return since;
};
const skusOf = (readings: ReadonlyArray<{ sku: string }>) => readings.map(({ sku }) => sku).sort();

describe('Lightspeed Retail: stock read in turn', () => {
	it('tells all that is for sale, as the shelf has it', async () => {
		const { levels } = await open();
		const { readings, of } = await levels();
		for (const { sku } of catalogue.flatMap(({ variants }) => variants)) {
			const line = shop.shelf(sku);
			// Archived, or without stock rows: neither is counted.
			if (line?.note === 'archived' || line?.note === 'non_inventory') continue;
			expect(of(sku)?.quantity, sku).toBe(line?.quantity);
		}
		expect(of('ACR-VAR-GLOS-250')).toBeUndefined();
		expect(of(INK)).toEqual({
			sku: INK,
			title: expect.any(String),
			quantity: 8,
			reason: 'quantity on hand 8',
			productId: String(shop.fake.shop.find(INK).itemID),
			occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
			key: expect.stringContaining('|8|false|'),
		});
		// Two items of three pieces each.
		expect(of('ACR-DUP-1')).toMatchObject({
			quantity: 6,
			reason: expect.stringMatching(/^2 listings/),
		});
		// Not on the web shop, but sold at the till and elsewhere.
		expect(of('ACR-GEL-MATT-500')).not.toHaveProperty('available');
		expect(new Set(readings.map(({ sku }) => sku)).size).toBe(readings.length);
	});

	it('takes nothing below zero in one shop from what another one has', async () => {
		const { levels } = await open();
		const { rows } = shop.fake.shop.find(MARKER);
		shop.fake.shop.count(rows[0]!, -4);
		expect((await levels()).of(MARKER)).toMatchObject({ quantity: 7 });
		shop.fake.shop.count(rows[1]!, -1);
		expect((await levels()).of(MARKER)).toMatchObject({ quantity: 0 });
	});

	it('counts the chosen shops only', async () => {
		const { levels, platform, call } = await open();
		const list = (await platform.lists?.locations?.(call, {})) ?? [];
		expect(list.map(({ value }) => value)).toEqual(['2', '1']);
		const at = async (...locations: string[]) =>
			(await levels({ scope: { locations } })).of(MARKER);
		expect(await at('1')).toMatchObject({ quantity: 15 });
		expect(await at('2')).toMatchObject({ quantity: 7 });
		expect(await at('1', '2')).toMatchObject({ quantity: 22 });
		expect(await at('99')).toBeUndefined();
	});

	it('reads 100 items in a request, and skips none while stock changes', async () => {
		const goods = manyProducts(350);
		const { levels } = await open({ catalogue: goods });
		const skus = goods.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		const { readings, pages } = await levels({}, (page) => {
			for (const sku of skus.filter((_, i) => i % 50 === page)) shop.fake.seller.sell(sku, 1);
		});
		expect(skusOf(readings)).toEqual(skus.toSorted());
		expect(pages).toHaveLength(4);
		expect(shop.reads()).toHaveLength(4);
	});

	it('asks which account it is, once, where the credential does not say', async () => {
		const { levels } = await open({ catalogue: manyProducts(150) }, { accountId: '' });
		await levels();
		expect(shop.reads(/Account\.json$/)).toHaveLength(1);
		expect(shop.reads(/Item\.json$/)).toHaveLength(2);
	});
});

describe('Lightspeed Retail: changes of stock', () => {
	it('are read by the rows of the shops, since the item itself does not tell', async () => {
		const { levels } = await open();
		const since = await later();
		shop.fake.seller.sell(INK, 8);
		shop.fake.seller.sell(MARKER, 1);
		const { readings, of } = await levels({ since });
		expect(skusOf(readings)).toEqual([INK, MARKER]);
		expect(of(INK)).toMatchObject({ quantity: 0 });
		expect(of(MARKER)).toMatchObject({ quantity: 21 });
		expect(shop.reads(/ItemShop\.json$/)).toHaveLength(1);
		expect(shop.reads(/Item\.json$/)).toHaveLength(1);
	});

	it('of the very second are among them', async () => {
		const { levels } = await open();
		await later();
		shop.fake.seller.sell(INK, 8);
		const at = (await levels()).of(INK)?.occurredAt;
		expect(skusOf((await levels({ since: at! })).readings)).toEqual([INK]);
		const inside = new Date(Date.parse(at!) + 900).toISOString();
		expect(skusOf((await levels({ since: inside })).readings)).toEqual([INK]);
	});

	it('are read page by page when there are many, also of what changes meanwhile', async () => {
		const goods = manyProducts(260);
		const { levels } = await open({ catalogue: goods });
		const skus = goods.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		const since = await later();
		for (const sku of skus) shop.fake.seller.setQuantity(sku, 3);
		const { readings, pages } = await levels({ since }, async (page) => {
			await shop.clock.sleep(2_000);
			if (page === 1) for (const sku of skus.slice(0, 40)) shop.fake.seller.setQuantity(sku, 0);
		});
		expect(new Set(readings.map(({ sku }) => sku))).toEqual(new Set(skus));
		// The row of each shop that changed, and the sum of all shops.
		expect(pages.length).toBeGreaterThanOrEqual(6);
		for (const sku of skus.slice(0, 40))
			expect(readings.findLast((one) => one.sku === sku)?.quantity).toBe(0);
	});

	it('tell of an item that was archived, and of one that is gone nothing', async () => {
		const { levels } = await open();
		const since = await later();
		shop.fake.shop.archive(shop.fake.shop.find(INK));
		shop.fake.seller.setQuantity(MARKER, 0);
		shop.fake.seller.remove?.(MARKER);
		const { readings } = await levels({ since });
		expect(readings).toMatchObject([
			{ sku: INK, quantity: 0, available: false, reason: 'archived' },
		]);
	});

	it('say nothing of an item that was archived long ago, whatever is done to it', async () => {
		const { levels } = await open();
		const since = await later();
		const varnish = shop.fake.shop.find('ACR-VAR-GLOS-250');
		shop.fake.shop.count(varnish.rows[0]!, 1);
		expect((await levels({ since })).readings).toEqual([]);
	});

	it('give each stock-out a key of its own', async () => {
		const { levels } = await open();
		const keys: unknown[] = [];
		for (let i = 0; i < 2; i++) {
			shop.fake.seller.setQuantity(INK, 0);
			keys.push((await levels()).of(INK)?.key);
			expect((await levels()).of(INK)?.key).toBe(keys.at(-1));
			await shop.clock.sleep(3_000);
			shop.fake.seller.setQuantity(INK, 2);
			await shop.clock.sleep(3_000);
		}
		expect(new Set(keys).size).toBe(2);
	});
});

describeWithSpecs('Lightspeed Retail: stock rows, against the documented fields', () => {
	it('are as the documentation has them', async () => {
		const { levels } = await open();
		const since = await later();
		shop.fake.seller.sell(INK, 8);
		shop.fake.seller.sell(MARKER, 1);
		await levels({ since });
		const [entry] = shop.reads(/ItemShop\.json$/);
		expect(violations(schemas!.ItemShopListResponse, JSON.parse(entry!.responseBody))).toEqual([]);
	});
});
