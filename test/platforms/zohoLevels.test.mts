import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { front, main } from '../../sandbox/zoho-inventory/shop.mts';
import { connected } from './connected.mts';
import { intercept } from './channelRun.mts';
import { openZoho, type ZohoShop } from './zohoShop.mts';

const ID = 'zoho-inventory';
const INK = 'ACR-INK-PAYN-30';
const GESSO = 'ACR-GES-WHT-1000';

let shop: ZohoShop;
afterEach(async () => await shop.close());

describe('Zoho Inventory: stock read in turn', () => {
	beforeEach(async () => {
		shop = await openZoho();
	});
	const read = async (locations: string[] = []) =>
		await (await connected(ID, shop.credentials)).levels({ scope: { locations } });

	it('tells what is available of every item, in one request', async () => {
		shop.fake.shop.add({ sku: '', name: 'Without a SKU' }, 4);
		const { readings, of } = await read();
		expect(shop.requests()).toHaveLength(1);
		const shelf = shop.fake.shelf().filter(({ sku }) => sku !== '');
		expect(readings.map(({ sku, quantity }) => [sku, quantity])).toEqual(
			shelf.map(({ sku, quantity }) => [sku, quantity]),
		);
		expect(of(INK)).toMatchObject({
			reason: 'available stock 8',
			productId: shop.fake.shop.find(INK).item_id,
		});
		expect(of('ACR-WORKSHOP')).toMatchObject({ quantity: null, reason: 'stock is not counted' });
	});

	it('an inactive item is out by its status', async () => {
		const { of } = await read();
		expect(of('ACR-VAR-GLOS-250')).toMatchObject({ quantity: 6, available: false });
		expect(of(INK)).not.toHaveProperty('available');
	});

	it('a reading changes its key with the stock and the status, and with nothing else', async () => {
		const keyOf = async () => (await read()).of(INK)?.key;
		const before = await keyOf();
		shop.fake.shop.find(INK).name = 'Renamed';
		shop.fake.shop.touch(shop.fake.shop.find(INK));
		expect(await keyOf()).toBe(before);
		shop.fake.seller.setHidden(INK, true);
		const hidden = await keyOf();
		shop.fake.seller.setQuantity(INK, 3);
		expect(new Set([before, hidden, await keyOf()]).size).toBe(3);
	});

	it('only the chosen locations count', async () => {
		expect((await read([front])).of(GESSO)).toMatchObject({ quantity: 4 });
		expect((await read([front, main])).of(GESSO)).toMatchObject({ quantity: 12 });
		expect((await read([front])).of(INK)).toBeUndefined();
		expect(shop.requests()).toHaveLength(3);
	});

	it('decimals end at zero', async () => {
		const item = shop.fake.shop.find(GESSO);
		item.stock.set(main, { onHand: 0.3, committed: 0.1 });
		item.stock.set(front, { onHand: 0, committed: 0.2 });
		expect((await read()).of(GESSO)?.quantity).toBe(0);
	});

	it('asks for the places where the list tells none, and only then', async () => {
		shop.fake.shop.placesInLists = false;
		expect((await read()).of(GESSO)).toMatchObject({ quantity: 12 });
		expect(shop.paths()).toEqual(['GET /items']);
		expect((await read([front])).of(GESSO)).toMatchObject({ quantity: 4 });
		expect(shop.paths()).toEqual(['GET /items', 'GET /items', 'GET /itemdetails']);
	});

	it('nothing counts as sold out because the list keeps silent', async () => {
		const handle = shop.fake.handle.bind(shop.fake);
		intercept(shop.fake, async (request) => {
			if (!request.path.endsWith('/items')) return undefined;
			const answer = await handle(request);
			const body = JSON.parse(JSON.stringify(answer.body)) as { items: object[] };
			for (const row of body.items)
				for (const name of ['locations', 'stock_on_hand', 'available_stock'])
					Reflect.deleteProperty(row, name);
			return { ...answer, body };
		});
		const { of } = await read();
		expect(of(INK)).toMatchObject({ quantity: 8 });
		expect(of(GESSO)).toMatchObject({ quantity: 12 });
	});
});

describe('Zoho Inventory: a large catalogue', () => {
	it('comes in pages of 200, and none is lost when stock moves between them', async () => {
		shop = await openZoho({ catalogue: manyProducts(450) });
		const { levels } = await connected(ID, shop.credentials);
		const { pages, readings } = await levels({}, () => {
			for (const { sku } of shop.fake.shop.items.slice(0, 50)) shop.fake.seller.sell(sku, 5);
		});
		expect(pages.map(({ length }) => length)).toEqual([200, 200, 50]);
		expect(new Set(readings.map(({ sku }) => sku)).size).toBe(450);
		expect(shop.requests()).toHaveLength(3);
	});
});
