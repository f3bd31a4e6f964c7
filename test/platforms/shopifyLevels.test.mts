import { describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { Call } from '../../http/answer';
import type { LevelSource } from '../../platforms/levelSource';
import { built } from '../harness.mts';
import { connected } from './connected.mts';
import { openShopify, shopFloor, warehouse } from './shopifyShop.mts';

const { levels: source } = built('./platforms/shopify/levels.js') as { levels: LevelSource };

const open = async (options: Parameters<typeof openShopify>[0] = {}) => {
	const store = await openShopify(options);
	return { store, ...(await connected('shopify', store.credentials)) };
};

describe('a pass over all stock', () => {
	it('has every variant once, and as many as the look-up by SKU', async () => {
		const { levels, platform, call, store } = await open();
		const { readings } = await levels();
		expect(readings).toHaveLength(store.sandbox.fakes.get('shopify')!.shelf().length);
		const skus = [...new Set(readings.map(({ sku }) => sku))];
		const listings = await platform.read(call, skus, { account: {} });
		const facts = (rows: ReadonlyArray<{ sku: string; quantity: number | null }>) =>
			rows.map(({ sku, quantity }) => `${sku} ${quantity}`).sort();
		expect(facts(readings)).toEqual(facts(listings));
	});

	it('goes in pages of 250, and skips nobody when variants go between them', async () => {
		const { levels, store } = await open({ catalogue: manyProducts(600) });
		const { seller } = store.sandbox.fakes.get('shopify')!;
		const { pages, readings } = await levels({}, (page) => {
			// The last of the first page, so that its place in the list is gone.
			if (page === 1) seller.remove!('BENCH-00250');
		});
		expect(pages.map(({ length }) => length)).toEqual([250, 250, 103]);
		expect(new Set(readings.map(({ sku }) => sku)).size).toBe(602);
		expect(store.sandbox.requests('shopify')).toBe(3);
	});

	it('counts at the chosen locations only, and leaves out what is not stocked there', async () => {
		const { levels } = await open();
		const floor = await levels({ scope: { locations: [shopFloor] } });
		expect(floor.of('ACR-HB-TWHT-60')?.quantity).toBe(4);
		expect(floor.of('ACR-GEL-MATT-500')).toBeUndefined();
		const both = await levels({ scope: { locations: [shopFloor, warehouse] } });
		expect(both.of('ACR-HB-TWHT-60')?.quantity).toBe(14);
	});

	it('what is a draft is out whatever the count; what is not tracked has none', async () => {
		const { levels } = await open();
		const { of } = await levels();
		expect(of('ACR-VAR-GLOS-250')).toMatchObject({ quantity: 6, available: false });
		expect(of('ACR-SHT-CLR-A3')).toMatchObject({ quantity: null, reason: 'stock is not tracked' });
		expect(of('ACR-SHT-CLR-A3')).not.toHaveProperty('available');
		expect(of('ACR-GEL-MATT-500')).not.toHaveProperty('available');
	});

	it('counts below zero as they are', async () => {
		const { levels, store } = await open();
		store.sandbox.fakes.get('shopify')!.seller.sell('ACR-FL-QMAG-30', 13);
		expect((await levels()).of('ACR-FL-QMAG-30')?.quantity).toBe(-2);
	});

	it('changes the key with the stock only', async () => {
		const { levels, store } = await open();
		const key = async () => (await levels()).of('ACR-INK-PAYN-30')?.key;
		const before = await key();
		expect(await key()).toBe(before);
		store.sandbox.fakes.get('shopify')!.seller.sell('ACR-INK-PAYN-30', 1);
		expect(await key()).not.toBe(before);
	});
});

describe('beyond 25,000 variants', () => {
	const shopOf = (count: number, knowsFilter = true) => {
		const asked: Array<{ q: string; after: string | null }> = [];
		const call: Call = ({ body }) => {
			const { q, after, n } = (body as { variables: { q: string; after: string; n: number } })
				.variables;
			asked.push({ q, after });
			const behind = knowsFilter ? Number(/^id:>(\d+)$/.exec(q)?.[1] ?? 0) : 0;
			const from = after ? Number(after) : behind;
			const numbers = Array.from({ length: Math.min(n, count - from) }, (_, i) => from + i + 1);
			const nodes = numbers.map((number) => ({
				id: `gid://shopify/ProductVariant/${number}`,
				sku: `S-${number}`,
				inventoryItem: { id: 'i', tracked: true, inventoryLevels: { nodes: [], pageInfo: {} } },
				product: { id: 'p', status: 'ACTIVE' },
			}));
			const endCursor = String(from + numbers.length);
			const pageInfo = { hasNextPage: from + numbers.length < count, endCursor };
			const data = { productVariants: { nodes, pageInfo } };
			return Promise.resolve({ status: 200, headers: {}, body: { data } });
		};
		return { call, asked };
	};
	const pass = async (call: Call) => {
		const skus = new Set<string>();
		let from: string | undefined;
		do {
			const page = await source.page(call, {
				scope: { locations: [] },
				...(from === undefined ? {} : { from }),
			});
			for (const { sku } of page.readings) skus.add(sku);
			from = page.next;
		} while (from !== undefined);
		return skus.size;
	};

	it('a new list begins behind the last id', async () => {
		const { call, asked } = shopOf(25_700);
		expect(await pass(call)).toBe(25_700);
		expect(asked).toHaveLength(103);
		expect(asked[99]).toEqual({ q: '', after: '24750' });
		expect(asked.slice(100)).toEqual([
			{ q: 'id:>25000', after: null },
			{ q: 'id:>25000', after: '25250' },
			{ q: 'id:>25000', after: '25500' },
		]);
	});

	it('the pass ends when Shopify does not know that filter', async () => {
		const { call } = shopOf(25_700, false);
		await expect(pass(call)).rejects.toThrow('the same variants again');
	});
});
