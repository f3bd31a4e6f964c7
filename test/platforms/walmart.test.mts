import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { virtualNode, warehouse } from '../../sandbox/walmart/shop.mts';
import { intercept, json, sent } from './channelRun.mts';
import { correlationIds, each, openWalmart, type WalmartShop } from './walmartShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const GESSO = 'ACR-GES-WHT-1000';
const VARNISH = 'ACR-VAR-GLOS-250';
const BROAD = 'ACR-MRK-CBLK-B';
const MARKER = 'ACR-MRK-CBLK-F';

let shop: WalmartShop;
afterEach(async () => await shop.close());

const restores = (rows: readonly IDataObject[]) => rows.map(({ restore }) => ({ restore }));

describe('Walmart: off sale and back', () => {
	beforeEach(async () => {
		shop = await openWalmart();
	});

	it('looks up two things, writes once per SKU, and reads the stock back', async () => {
		const { of, attention } = await shop.run('takeOffSale', [INK]);
		expect(attention).toEqual([]);
		expect(of(INK)).toMatchObject({
			outcome: 'offSale',
			changed: true,
			confirmed: true,
			before: {
				title: "Acrylic Ink Payne's Grey 30 ml",
				quantity: 8,
				visible: true,
				buyable: true,
			},
			after: { quantity: 0, visible: true, buyable: false },
		});
		const [put, ...more] = shop.puts();
		expect(more).toEqual([]);
		expect(put.path).toBe(`/v3/inventories/${INK}`);
		expect(json(put)).toEqual({
			inventories: { nodes: [{ shipNode: virtualNode, inputQty: each(0) }] },
		});
		expect(shop.shelf(INK)?.state).toBe('soldOut');
		const all = shop.sandbox.log.entries('walmart');
		expect(correlationIds(all).size).toBe(all.length);
	});

	it('empties every ship node, and gives each its own amount back', async () => {
		const off = await shop.run('takeOffSale', [GEL]);
		expect(json(shop.puts()[0])).toEqual({
			inventories: {
				nodes: [
					{ shipNode: virtualNode, inputQty: each(0) },
					{ shipNode: warehouse, inputQty: each(0) },
				],
			},
		});
		expect(shop.shelf(GEL)).toMatchObject({ quantity: 0, state: 'soldOut' });
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(GEL)).toMatchObject({
			outcome: 'backOnSale',
			confirmed: true,
			after: { quantity: 7 },
		});
		expect(json(shop.puts()[1])).toEqual({
			inventories: {
				nodes: [
					{ shipNode: virtualNode, inputQty: each(5) },
					{ shipNode: warehouse, inputQty: each(2) },
				],
			},
		});
	});

	it('leaves a ship node alone that was at zero before', async () => {
		intercept(shop.fake, async (request) => {
			if (request.path !== `/v3/inventories/${GEL}` || request.method !== 'GET') return undefined;
			const answer = await shop.fakeHandle(request);
			const body = answer.body as { nodes: Array<{ shipNode: string }> };
			const empty = { inputQty: each(0), availToSellQty: each(0), reservedQty: each(0) };
			return {
				...answer,
				body: {
					...body,
					nodes: body.nodes.map((node) =>
						node.shipNode === warehouse ? { ...node, ...empty } : node,
					),
				},
			};
		});
		const off = await shop.run('takeOffSale', [GEL]);
		expect(off.of(GEL)).toMatchObject({ outcome: 'offSale' });
		expect(json(shop.puts()[0])).toEqual({
			inventories: { nodes: [{ shipNode: virtualNode, inputQty: each(0) }] },
		});
		expect(String(off.of(GEL).restore)).not.toContain(warehouse);
	});

	it('with only some ship nodes chosen it says that the others go on selling', async () => {
		const { of } = await shop.run('takeOffSale', [GEL], {
			channel: { shipNodes: [virtualNode] },
			options: { confirmFor: 1_000 },
		});
		expect(json(shop.puts()[0])).toEqual({
			inventories: { nodes: [{ shipNode: virtualNode, inputQty: each(0) }] },
		});
		expect(of(GEL)).toMatchObject({
			outcome: 'pending',
			confirmed: false,
			after: { quantity: 2, buyable: true },
		});
		expect(of(GEL).warnings).toEqual([
			'2 pieces stay at ship nodes that are not chosen, so Walmart goes on selling the item from there.',
		]);
		const other = await shop.run('takeOffSale', [INK], { channel: { shipNodes: [warehouse] } });
		expect(other.of(INK)).toMatchObject({ outcome: 'refused' });
		expect(other.of(INK).message).toContain('ship nodes in question');
	});

	it('remembers what was entered, not what orders have left of it', async () => {
		const off = await shop.run('takeOffSale', [MARKER]);
		expect(off.of(MARKER)).toMatchObject({ outcome: 'offSale', before: { quantity: 22 } });
		expect(JSON.parse(String(off.of(MARKER).restore))).toMatchObject({
			listings: [
				{ was: { amounts: { [virtualNode]: 24 } }, set: { amounts: { [virtualNode]: 0 } } },
			],
		});
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(MARKER)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 22 } });
	});

	it('keeps its hands off goods that Walmart ships (WFS), and says they are on sale', async () => {
		const { of } = await shop.run('takeOffSale', [GESSO, INK]);
		expect(of(GESSO)).toMatchObject({
			outcome: 'refused',
			changed: false,
			before: { quantity: 12, buyable: true },
		});
		expect(of(GESSO).message).toContain('WFS');
		expect(of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(shop.puts()).toHaveLength(1);
		expect(shop.shelf(GESSO)).toMatchObject({ quantity: 12, state: 'onSale' });
		const back = await shop.run('putBackOnSale', [{ sku: GESSO, quantity: 5 }]);
		expect(back.of(GESSO)).toMatchObject({ outcome: 'alreadyOnSale' });
		shop.fake.seller.setQuantity(GESSO, 0);
		const gone = await shop.run('takeOffSale', [GESSO]);
		expect(gone.of(GESSO)).toMatchObject({ outcome: 'alreadyOffSale' });
	});

	it('does not know of an item without stock of its own whether it sells, where WFS stock is not shown', async () => {
		shop.fake.usesWfs = false;
		const state = await shop.run('getStockState', [GESSO, INK]);
		expect(state.of(GESSO)).toMatchObject({
			outcome: 'alreadyOnSale',
			confirmed: false,
			after: { quantity: null, buyable: null },
		});
		// The closed door is not taken for a wrong login: the other items of the run go on.
		const { of } = await shop.run('takeOffSale', [GESSO, INK]);
		expect(of(GESSO)).toMatchObject({ outcome: 'refused' });
		expect(of(GESSO).message).toContain('no stock of your own');
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		shop.fake.seller.setQuantity(INK, 0);
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({
			outcome: 'alreadyOffSale',
		});
	});

	it('leaves alone what the seller retired and what Walmart unpublished', async () => {
		const off = await shop.run('takeOffSale', [VARNISH, BROAD]);
		for (const sku of [VARNISH, BROAD])
			expect(off.of(sku)).toMatchObject({
				outcome: 'alreadyOffSale',
				changed: false,
				before: { visible: false, buyable: false },
			});
		expect(shop.puts()).toEqual([]);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.all.map(({ outcome }) => outcome)).toEqual(['leftAlone', 'leftAlone']);
	});

	it('puts stock back on an unpublished item and says that it stays off sale', async () => {
		const { of } = await shop.run('putBackOnSale', [{ sku: BROAD, quantity: 9 }]);
		expect(of(BROAD)).toMatchObject({
			outcome: 'leftAlone',
			changed: true,
			after: { quantity: 9, buyable: false },
		});
		expect(of(BROAD).message).toContain('stays off sale');
		expect(shop.shelf(BROAD)).toMatchObject({ quantity: 9, state: 'hidden' });
	});

	it('puts a given quantity at the fullest ship node, and says which', async () => {
		await shop.run('takeOffSale', [GEL]);
		const back = await shop.run('putBackOnSale', [{ sku: GEL, quantity: 12 }]);
		expect(back.of(GEL)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 12 } });
		expect(back.of(GEL).warnings).toContain(
			`The quantity was put at one ship node, ${virtualNode}; move it in Seller Center if it lies elsewhere.`,
		);
	});

	it('leaves a quantity alone that somebody entered meanwhile', async () => {
		const off = await shop.run('takeOffSale', [INK]);
		shop.fake.seller.setQuantity(INK, 3);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(INK)).toMatchObject({ outcome: 'alreadyOnSale', changed: false });
		expect(shop.shelf(INK)?.quantity).toBe(3);
	});

	it('is pending when the patience ends before the change shows', async () => {
		const { of } = await shop.run('takeOffSale', [INK], { options: { confirmFor: 0 } });
		expect(of(INK)).toMatchObject({ outcome: 'pending', changed: true, confirmed: false });
		await shop.clock.sleep(60_000);
		expect((await shop.run('getStockState', [INK])).of(INK)).toMatchObject({
			outcome: 'alreadyOffSale',
		});
	});

	it('reports a SKU Walmart does not have, and one spelled otherwise, without writing', async () => {
		const { of } = await shop.run('takeOffSale', ['ACR-NOPE', INK.toLowerCase(), '..']);
		for (const sku of ['ACR-NOPE', INK.toLowerCase(), '..'])
			expect(of(sku)).toMatchObject({ outcome: 'notFound', changed: false });
		expect(shop.puts()).toEqual([]);
	});

	it('takes one item in the wrapper of the schema as well', async () => {
		intercept(shop.fake, async (request) => {
			if (!request.path.startsWith('/v3/items/')) return undefined;
			const answer = await shop.fakeHandle(request);
			const { ItemResponse } = answer.body as { ItemResponse: unknown[] };
			return { ...answer, body: { responseRecord: ItemResponse[0] } };
		});
		const { of } = await shop.run('takeOffSale', [INK, VARNISH]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', before: { visible: true } });
		expect(of(VARNISH)).toMatchObject({ outcome: 'alreadyOffSale', before: { visible: false } });
	});

	it('empties an item that Walmart is still working on, since it may go live any moment', async () => {
		intercept(shop.fake, async (request) => {
			if (!request.path.startsWith('/v3/items/')) return undefined;
			const answer = await shop.fakeHandle(request);
			const { ItemResponse } = answer.body as { ItemResponse: object[] };
			return {
				...answer,
				body: { ItemResponse: [{ ...ItemResponse[0], publishedStatus: 'READY_TO_PUBLISH' }] },
			};
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', before: { visible: null, buyable: true } });
		expect(shop.shelf(INK)?.quantity).toBe(0);
	});
});

describe('Walmart: some nodes take the quantity, some do not', () => {
	it('says so, and undoes what was written', async () => {
		shop = await openWalmart();
		shop.fake.closedNodes.add(warehouse);
		const off = await shop.run('takeOffSale', [GEL, INK]);
		expect(off.of(GEL)).toMatchObject({ outcome: 'refused', confirmed: false, changed: true });
		expect(off.of(GEL).message).toContain(`ship node ${warehouse}`);
		expect(off.of(GEL).nextStep).toContain('Seller Center');
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale' });
		await shop.clock.sleep(30_000);
		expect(shop.shelf(GEL)).toMatchObject({ quantity: 2, state: 'onSale' });
		shop.fake.closedNodes.clear();
		await shop.run('putBackOnSale', [{ restore: off.of(GEL).restore }]);
		expect(shop.shelf(GEL)?.quantity).toBe(7);
	});

	it('lets the live stock decide where the answer leaves a node out', async () => {
		shop = await openWalmart();
		intercept(shop.fake, async (request) => {
			if (request.method !== 'PUT') return undefined;
			return { ...(await shop.fakeHandle(request)), body: { sku: GEL, nodes: [] } };
		});
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
	});
});

describe('Walmart: more SKUs than are asked for one by one', () => {
	const COUNT = 60;
	const SKUS = Array.from({ length: COUNT }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
	const pages = () => sent(shop.sandbox, 'walmart', 'GET', /^\/v3\/inventories$/);

	it('walks through the stock of the whole account, one page after the other', async () => {
		shop = await openWalmart({ catalogue: manyProducts(COUNT) });
		shop.fake.seller.setHidden(SKUS[3], true);
		const { of, all } = await shop.run('getStockState', [...SKUS, 'NOPE']);
		expect(all).toHaveLength(COUNT + 1);
		expect(of(SKUS[0])).toMatchObject({
			outcome: 'alreadyOnSale',
			after: { quantity: 5, visible: true },
		});
		expect(of(SKUS[3])).toMatchObject({
			outcome: 'alreadyOffSale',
			after: { quantity: 5, visible: false },
		});
		expect(of('NOPE')).toMatchObject({ outcome: 'notFound' });
		expect(pages()).toHaveLength(2);
		// Two pages of stock, three lists of items off sale, and the unknown one by name.
		expect(shop.sandbox.requests('walmart')).toBe(6);
	});

	it('asks one by one where the account has far more items', async () => {
		shop = await openWalmart({ catalogue: manyProducts(2_000) });
		const few = SKUS.slice(0, 25);
		const { all } = await shop.run('getStockState', few);
		expect(all.every(({ outcome }) => outcome === 'alreadyOnSale')).toBe(true);
		expect(pages()).toHaveLength(1);
		expect(sent(shop.sandbox, 'walmart', 'GET', /^\/v3\/inventories\/BENCH/)).toHaveLength(25);
	});

	it('begins anew when another reader broke the walk, and does without it in the end', async () => {
		shop = await openWalmart({ catalogue: manyProducts(COUNT) });
		let broken = 1;
		intercept(shop.fake, async (request) => {
			if (request.path !== '/v3/inventories' || !request.query.has('nextCursor') || broken-- <= 0)
				return undefined;
			await shop.fakeHandle({ ...request, query: new URLSearchParams({ limit: '50' }) });
			return undefined;
		});
		expect(
			(await shop.run('getStockState', SKUS)).all.every(
				({ outcome }) => outcome === 'alreadyOnSale',
			),
		).toBe(true);
		expect(pages()).toHaveLength(4);
		broken = Infinity;
		expect(
			(await shop.run('getStockState', SKUS)).all.every(
				({ outcome }) => outcome === 'alreadyOnSale',
			),
		).toBe(true);
		expect(sent(shop.sandbox, 'walmart', 'GET', /^\/v3\/inventories\/BENCH/)).toHaveLength(COUNT);
	});

	it('finds goods in Walmart’s warehouses among them', async () => {
		const goods: Product[] = [
			...manyProducts(COUNT),
			{ title: 'Gesso', variants: [{ sku: GESSO, title: '', quantity: 4, price: '9.00' }] },
		];
		shop = await openWalmart({ catalogue: goods });
		const { of } = await shop.run('takeOffSale', [...SKUS.slice(0, 30), GESSO]);
		expect(of(GESSO)).toMatchObject({ outcome: 'refused', before: { quantity: 4, buyable: true } });
		expect(of(SKUS[0])).toMatchObject({ outcome: 'offSale', confirmed: true });
	});
});

const HOSTILE = [
	'ACR,RED',
	'ACR/RED/60',
	'ACR#7',
	'ACR RED 60',
	'ACR%41',
	'100%',
	'🎨-60',
	'ACR+60',
	'ACR&a=b',
	'ACR?x=1',
	"O'Hara (60)*!",
	'ACR\\60',
	'"quoted"',
	'ÄCR-é',
];

describe('Walmart: SKUs with characters that mean something', () => {
	const goods: Product[] = HOSTILE.map((sku, i) => ({
		title: `Colour ${i}`,
		variants: [{ sku, title: '', quantity: i + 1, price: '5.00' }],
	}));
	// What a sloppily built address would hit instead.
	for (const sku of ['ACR', 'RED', 'ACRA', 'ACR 60'])
		goods.push({
			title: `Bystander ${sku}`,
			variants: [{ sku, title: '', quantity: 50, price: '5.00' }],
		});

	it.each(['us', 'ca'])('go off sale and come back, each for itself (%s)', async (market) => {
		shop = await openWalmart({ catalogue: goods, market });
		const off = await shop.run('takeOffSale', HOSTILE);
		for (const sku of HOSTILE)
			expect(off.of(sku), sku).toMatchObject({ outcome: 'offSale', confirmed: true });
		const bystanders = shop.fake.shelf().filter(({ title }) => title.startsWith('Bystander'));
		expect(bystanders.map(({ quantity }) => quantity)).toEqual([50, 50, 50, 50]);
		const back = await shop.run('putBackOnSale', restores(off.done));
		for (const [i, sku] of HOSTILE.entries()) {
			expect(back.of(sku), sku).toMatchObject({ outcome: 'backOnSale', confirmed: true });
			expect(shop.shelf(sku)?.quantity, sku).toBe(i + 1);
		}
	});
});

describe('Walmart: the other markets', () => {
	it.each(['ca', 'mx', 'cl'])(
		'%s: one quantity at the default node, and the headers of the Global API',
		async (market) => {
			shop = await openWalmart({ market });
			const off = await shop.run('takeOffSale', [INK]);
			expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
			const [put] = shop.puts();
			expect([put.path, put.query]).toEqual(['/v3/inventory', `sku=${INK}`]);
			expect(json(put)).toEqual({ sku: INK, quantity: each(0) });
			for (const { requestHeaders } of shop.sandbox.log.entries('walmart'))
				expect(requestHeaders).toMatchObject({ wm_market: market, wm_global_version: '3.1' });
			const back = await shop.run('putBackOnSale', restores(off.done));
			expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 8 } });
			expect(shop.shelf(INK)).toMatchObject({ quantity: 8, state: 'onSale' });
		},
	);

	it('United States: none of those headers', async () => {
		shop = await openWalmart();
		await shop.run('getStockState', [INK]);
		for (const { requestHeaders } of shop.sandbox.log.entries('walmart')) {
			expect(requestHeaders).not.toHaveProperty('wm_market');
			expect(requestHeaders).not.toHaveProperty('wm_global_version');
		}
	});
});
