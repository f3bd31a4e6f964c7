import { afterEach, describe, expect, it } from 'vitest';

import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import { virtualNode, warehouse } from '../../sandbox/walmart/shop.mts';
import { intercept } from './channelRun.mts';
import { bySku, callOf, platformOf, readingsOf, readLevels } from './readLevels.mts';
import { openWalmart, type WalmartShop } from './walmartShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
/** In Walmart's warehouse. */
const GESSO = 'ACR-GES-WHT-1000';
const RETIRED = 'ACR-VAR-GLOS-250';
const UNPUBLISHED = 'ACR-MRK-CBLK-B';
/** 24 entered, 2 held by open orders. */
const MARKER = 'ACR-MRK-CBLK-F';

let shop: WalmartShop;
afterEach(async () => await shop.close());

const read = async (more: Partial<Parameters<typeof readLevels>[0]> = {}) =>
	await readLevels({ id: 'walmart', credentials: shop.credentials, ...more });
const asked = (path: RegExp) =>
	shop.sandbox.log.entries('walmart').filter((entry) => path.test(entry.path) && !entry.login);

describe('Walmart: the stock of an account', () => {
	it('is read in pages of 50, every SKU once', async () => {
		shop = await openWalmart({ catalogue: manyProducts(230) });
		const pages = await read({ restarts: true });
		expect(pages.map(({ readings }) => readings.length)).toEqual([50, 50, 50, 50, 30]);
		const found = readingsOf(pages);
		expect(new Set(found.map(({ sku }) => sku)).size).toBe(230);
		for (const { sku, quantity } of found) expect(quantity, sku).toBe(shop.shelf(sku)?.quantity);
		const lists = asked(/^\/v3\/inventories$/);
		expect(lists).toHaveLength(5);
		for (const { query } of lists) expect(new URLSearchParams(query).get('limit')).toBe('50');
	});

	it('says what a customer can buy, and what is off the site for another reason', async () => {
		shop = await openWalmart();
		const found = bySku(await read());
		expect(found[INK]).toMatchObject({
			quantity: 8,
			reason: '8 available to sell over all ship nodes',
			keyIsGuessed: true,
		});
		expect(found[INK]).not.toHaveProperty('available');
		expect(found[MARKER]).toMatchObject({ quantity: 22 });
		expect(found[GEL]).toMatchObject({ quantity: 7 });
		for (const sku of [RETIRED, UNPUBLISHED])
			expect(found[sku]).toMatchObject({ available: false, reason: /off the site/ } as never);
		// The lists of items off sale are read once, not with every page.
		expect(asked(/^\/v3\/items$/)).toHaveLength(3);
		expect(found[GESSO]).toBeUndefined();
	});

	it('has another key only when the stock is another', async () => {
		shop = await openWalmart();
		const before = bySku(await read());
		shop.fake.seller.sell(INK, 8);
		const after = bySku(await read());
		expect(after[INK]).toMatchObject({ quantity: 0 });
		expect(after[INK]!.key).not.toBe(before[INK]!.key);
		expect(after[GEL]!.key).toBe(before[GEL]!.key);
	});

	it('counts the chosen ship nodes only, and leaves out what is stocked at none of them', async () => {
		shop = await openWalmart();
		const scoped = async (...locations: string[]) =>
			bySku(await read({ request: { scope: { locations } } }));
		expect(await scoped(warehouse)).toEqual({
			[GEL]: expect.objectContaining({
				quantity: 2,
				reason: '2 available to sell over the chosen ship nodes',
			}),
		});
		expect((await scoped(virtualNode))[GEL]).toMatchObject({ quantity: 5 });
		expect((await scoped(virtualNode, warehouse))[GEL]).toMatchObject({ quantity: 7 });
	});

	it('is not out while Walmart still sells it from its own warehouse', async () => {
		shop = await openWalmart();
		shop.fake.seller.sell(INK, 8);
		shop.fake.seller.sell(GEL, 7);
		intercept(shop.fake, (request) =>
			request.path === '/v3/wfs/inventory' && request.query.get('sku') === INK
				? {
						status: 200,
						body: {
							payload: {
								inventory: [
									{ itemInformation: { sku: INK }, inventoryData: { availableUnits: 3 } },
								],
							},
						},
					}
				: undefined,
		);
		const found = bySku(await read());
		expect(found[INK]).toMatchObject({ quantity: 3 });
		expect(found[GEL]).toMatchObject({ quantity: 0 });
	});

	it('does not go on asking for WFS stock that is not shown to this account', async () => {
		const goods = manyProducts(200);
		shop = await openWalmart({ catalogue: goods });
		shop.fake.usesWfs = false;
		for (const { variants } of goods)
			for (const { sku, quantity } of variants) shop.fake.seller.sell(sku, quantity);
		const found = readingsOf(await read());
		expect(found).toHaveLength(200);
		expect(found.every(({ quantity }) => quantity === 0)).toBe(true);
		// A refused request goes out once more with a new token.
		expect(asked(/wfs/)).toHaveLength(2);
	});

	it('begins anew when another reader came in between, and loses nothing', async () => {
		shop = await openWalmart({ catalogue: manyProducts(120) });
		const other = await callOf('walmart', shop.credentials);
		let disturbances = 1;
		const pages: string[] = [];
		let from: string | undefined;
		const call = await callOf('walmart', shop.credentials);
		do {
			const page = await platformOf('walmart').levels!.page(call, {
				scope: { locations: [] },
				...(from === undefined ? {} : { from }),
			});
			pages.push(...page.readings.map(({ sku }) => sku));
			from = page.next;
			if (disturbances-- > 0)
				await other({ method: 'GET', path: '/v3/inventories', query: { limit: '50' } });
		} while (from !== undefined);
		expect(pages).toHaveLength(170);
		expect(new Set(pages).size).toBe(120);
	});

	it('gives up with a sentence when it is disturbed again and again, and is free again later', async () => {
		shop = await openWalmart({ catalogue: manyProducts(120) });
		const other = await callOf('walmart', shop.credentials);
		const call = await callOf('walmart', shop.credentials);
		const page = async (from: string | undefined) =>
			await platformOf('walmart').levels!.page(call, {
				scope: { locations: [] },
				...(from === undefined ? {} : { from }),
			});
		let from: string | undefined;
		const disturbed = async () => {
			for (let i = 0; i < 4; i++) {
				from = (await page(from)).next;
				await other({ method: 'GET', path: '/v3/inventories', query: { limit: '50' } });
			}
		};
		await expect(disturbed()).rejects.toMatchObject({
			problem: { kind: 'conflict', nextStep: expect.stringContaining('different times') },
		});
		const place = JSON.parse(String(from)) as { begun: number };
		const later = JSON.stringify({ ...place, begun: place.begun - 11 * 60_000 });
		expect((await page(later)).readings).toHaveLength(50);
	});

	it('goes item by item where a market has no list of stock', async () => {
		shop = await openWalmart({ catalogue: [...catalogue, ...manyProducts(60)], market: 'ca' });
		const pages = await read();
		expect(pages.map(({ readings }) => readings.length)).toEqual([49, 24]);
		const found = bySku(pages);
		expect(found[INK]).toMatchObject({ quantity: 8, title: "Acrylic Ink Payne's Grey 30 ml" });
		expect(found[RETIRED]).toMatchObject({ available: false });
		// Only what Walmart ships itself has no stock to read.
		expect(found[GESSO]).toBeUndefined();
		expect(Object.keys(found)).toHaveLength(shop.fake.shelf().length - 1);
	});

	it('takes hostile rows as they come', async () => {
		shop = await openWalmart();
		intercept(shop.fake, ({ path }) =>
			path === '/v3/inventories'
				? {
						status: 200,
						body: {
							meta: null,
							elements: {
								inventories: [
									{ sku: '', nodes: [] },
									{ sku: { a: 1 }, nodes: 'x' },
									null,
									{
										sku: '__proto__',
										nodes: [{ shipNode: '1', availToSellQty: { amount: 'NaN' } }],
									},
									{ sku: '<b>', nodes: [{ shipNode: '1', availToSellQty: { amount: '4' } }] },
								],
							},
						},
					}
				: undefined,
		);
		expect(readingsOf(await read()).map(({ sku, quantity }) => [sku, quantity])).toEqual([
			['__proto__', 0],
			['<b>', 4],
		]);
	});
});
