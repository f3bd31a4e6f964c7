// The traps of the magento sheet, each by name.
import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { built } from '../harness.mts';
import { intercept, json } from './channelRun.mts';
import { openMagento, type Magento } from './magentoShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const RED = 'ACR-SB-CRED-118';
const COURSE = 'ACR-COURSE-1';
const CUT = 'ACR-CUT 10/15';
const CONFIGURABLE = 'ACR-HB-COBL-60-ALL';
const hide = { channel: { stop: 'hide' } };
const keep = { channel: { keepQuantities: true } };

let shop: Magento;
afterEach(async () => await shop.close());

const restores = (rows: ReadonlyArray<{ restore?: unknown }>) =>
	rows.map(({ restore }) => ({ restore: String(restore) }));

describe('Magento: when a quantity of 0 does not stop the sale', () => {
	it('stops backorders by the status of the source, and leaves the setting alone', async () => {
		shop = await openMagento();
		const off = await shop.run('takeOffSale', [RED]);
		expect(off.of(RED)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.fake.shop.product(RED).backorders).toBe(2);
		expect(shop.items(RED)).toEqual([{ source_code: 'default', quantity: 0, status: 0 }]);
	});

	it('takes a quantity of 0 with backorders for on sale', async () => {
		shop = await openMagento();
		shop.fake.shop.saveItem({ sku: RED, source_code: 'default', quantity: -2, status: 1 });
		const off = await shop.run('takeOffSale', [RED]);
		expect(off.of(RED)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: -2, buyable: true },
		});
		expect(shop.items(RED)).toEqual([{ source_code: 'default', quantity: -2, status: 0 }]);
	});

	it('does not report success for a product with Manage Stock off', async () => {
		shop = await openMagento();
		const off = await shop.run('takeOffSale', [COURSE]);
		expect(off.of(COURSE)).toMatchObject({
			outcome: 'contradicted',
			confirmed: false,
			after: { buyable: true },
		});
		expect(shop.shelf(COURSE)?.state).toBe('onSale');
		const again = await shop.run('takeOffSale', [COURSE]);
		expect(again.of(COURSE)).toMatchObject({ outcome: 'refused', changed: false });
		expect(again.of(COURSE).nextStep).toContain('one that hides');
		expect(shop.fake.shop.product(COURSE).manageStock).toBe(false);
	});

	it('takes a product with Manage Stock off from sale by disabling it', async () => {
		shop = await openMagento();
		const off = await shop.run('takeOffSale', [COURSE], hide);
		expect(off.of(COURSE)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.shelf(COURSE)?.state).toBe('hidden');
	});

	it('says so when a source that was not chosen goes on selling', async () => {
		shop = await openMagento({ stocks: 2 });
		const off = await shop.run('takeOffSale', [GEL], { channel: { sources: ['default'] } });
		expect(off.of(GEL)).toMatchObject({
			outcome: 'contradicted',
			after: { buyable: true, quantity: 3 },
		});
		expect(shop.items(GEL)).toContainEqual({ source_code: 'east', quantity: 3, status: 1 });
	});
});

describe('Magento: sources and stocks', () => {
	it('reaches the sources of every stock', async () => {
		shop = await openMagento({ stocks: 2 });
		shop.fake.shop.saveItem({ sku: GEL, source_code: 'default', quantity: 0, status: 0 });
		const state = await shop.run('getStockState', [GEL]);
		expect(state.of(GEL)).toMatchObject({
			outcome: 'alreadyOnSale',
			after: { quantity: 3, buyable: true },
		});
		const off = await shop.run('takeOffSale', [GEL]);
		expect(off.of(GEL)).toMatchObject({ outcome: 'offSale' });
		expect(shop.shelf(GEL)?.state).toBe('soldOut');
	});

	it('stops a source without pieces in a second stock, where backorders may be allowed', async () => {
		shop = await openMagento({ stocks: 2 });
		shop.fake.shop.saveItem({ sku: GEL, source_code: 'default', quantity: 0, status: 0 });
		shop.fake.shop.saveItem({ sku: GEL, source_code: 'east', quantity: 0, status: 1 });
		const off = await shop.run('takeOffSale', [GEL]);
		expect(off.of(GEL)).toMatchObject({ outcome: 'offSale', before: { buyable: null } });
		expect(shop.items(GEL)).toContainEqual({ source_code: 'east', quantity: 0, status: 0 });
	});

	it('puts a quantity at the source that holds most, and says so', async () => {
		shop = await openMagento({ stocks: 2 });
		shop.fake.shop.saveItem({ sku: GEL, source_code: 'default', quantity: 0, status: 0 });
		shop.fake.shop.saveItem({ sku: GEL, source_code: 'east', quantity: 1, status: 0 });
		const back = await shop.run('putBackOnSale', [{ sku: GEL, quantity: 8 }]);
		expect(back.of(GEL)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 8 } });
		expect(String(back.of(GEL).warnings)).toContain("source 'east'");
		expect(shop.items(GEL)).toEqual([
			{ source_code: 'default', quantity: 0, status: 0 },
			{ source_code: 'east', quantity: 8, status: 1 },
		]);
	});

	it('refuses when none of the chosen sources carries the product', async () => {
		shop = await openMagento({ stocks: 2 });
		const off = await shop.run('takeOffSale', [INK], { channel: { sources: ['east'] } });
		expect(off.of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(off.of(INK).message).toContain('not assigned');
		expect(shop.writes()).toEqual([]);
	});

	it('finds rows that spell the SKU otherwise, and writes the SKU of the product', async () => {
		shop = await openMagento();
		const row = shop.fake.shop.items(INK)[0];
		row.sku = INK.toLowerCase();
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(json(shop.writes()[0])).toMatchObject({ sourceItems: [{ sku: INK }] });
	});

	it('offers the sources of the account as a list', async () => {
		shop = await openMagento({ stocks: 2 });
		const { magento } = built('./platforms/magento/index.js') as {
			magento: { lists: { sources(call: unknown): Promise<unknown> } };
		};
		const call = async ({ path, query }: { path: string; query: Record<string, string> }) => {
			expect(path).toBe('/V1/inventory/sources');
			expect(query).toHaveProperty('fields');
			const items = [
				...shop.fake.shop.sources,
				{ source_code: 'old', name: 'Closed', enabled: false },
			];
			return { status: 200, headers: {}, body: { items, total_count: items.length } };
		};
		expect(await magento.lists.sources(call)).toEqual([
			{ name: 'Default Source', value: 'default' },
			{ name: 'Warehouse East', value: 'east' },
		]);
	});
});

describe('Magento: open orders', () => {
	it('leaves a product alone whose last pieces are ordered, so that they can be shipped', async () => {
		shop = await openMagento();
		shop.fake.seller.sell(INK, 8);
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
		expect(shop.items(INK)).toEqual([{ source_code: 'default', quantity: 8, status: 1 }]);
	});

	it('does not rely on the default stock where there are others', async () => {
		shop = await openMagento({ stocks: 2 });
		shop.fake.shop.reserve(INK, 1, -8);
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', before: { buyable: true } });
	});

	it('keeps the quantities when told to, and gives back only the status', async () => {
		shop = await openMagento();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [INK], keep);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			after: { quantity: 0, buyable: false },
		});
		expect(shop.items(INK)).toEqual([{ source_code: 'default', quantity: 8, status: 0 }]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});
});

describe('Magento: SKUs and types', () => {
	it('never writes a row for a SKU the catalogue does not have', async () => {
		shop = await openMagento();
		shop.fake.shop.saveItem({ sku: 'ACR-ORPHAN', source_code: 'default', quantity: 5, status: 1 });
		const off = await shop.run('takeOffSale', ['ACR-ORPHAN', 'ACR-TYPO']);
		expect(off.all.map(({ outcome }) => outcome)).toEqual(['notFound', 'notFound']);
		expect(shop.writes()).toEqual([]);
	});

	it('names the spelling when only upper and lower case differ', async () => {
		shop = await openMagento();
		const off = await shop.run('takeOffSale', [INK.toLowerCase()]);
		expect(off.of(INK.toLowerCase())).toMatchObject({
			outcome: 'notFound',
			message: expect.stringContaining(INK),
		});
	});

	it('keeps a SKU with a slash and a blank out of the path, where a signature would break', async () => {
		shop = await openMagento();
		const off = await shop.run('takeOffSale', [CUT], hide);
		expect(off.of(CUT)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.writes().map(({ method, path }) => `${method} ${path}`)).toEqual([
			'POST /rest/all/V1/products',
		]);
	});

	it('says what to do where the path cannot be avoided and the release is too old', async () => {
		shop = await openMagento({ inventory: false });
		const off = await shop.run('takeOffSale', [CUT, INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(off.of(CUT)).toMatchObject({ outcome: 'refused', changed: false });
		expect(off.of(CUT).message).toContain('special characters');
	});

	it.each([
		['a configurable product', CONFIGURABLE, 'SKUs of its variants'],
		['a bundle', 'ACR-SET-1', 'SKUs of its parts'],
	])('refuses to count %s', async (_, sku, advice) => {
		shop = await openMagento();
		const off = await shop.run('takeOffSale', [sku]);
		expect(off.of(sku)).toMatchObject({
			outcome: 'refused',
			changed: false,
			before: { quantity: null },
		});
		expect(off.of(sku).nextStep).toContain(advice);
	});

	it('does not disable a configurable product over variants in stock, but a bundle', async () => {
		shop = await openMagento();
		const off = await shop.run('takeOffSale', [CONFIGURABLE, 'ACR-SET-1'], hide);
		expect(off.of(CONFIGURABLE)).toMatchObject({ outcome: 'refused', changed: false });
		expect(off.of('ACR-SET-1')).toMatchObject({ outcome: 'offSale', changed: true });
	});

	it('does not call a variant hidden because it has no page of its own', async () => {
		shop = await openMagento();
		const state = await shop.run('getStockState', ['ACR-HB-COBL-60']);
		expect(state.of('ACR-HB-COBL-60')).toMatchObject({ after: { visible: null, buyable: true } });
	});
});

describe('Magento: scope, pages and queue', () => {
	it('writes for all store views and sends only the field that changes', async () => {
		shop = await openMagento();
		await shop.run('takeOffSale', [INK], hide);
		expect(shop.writes().map(json)).toEqual([{ product: { sku: INK, status: 2 } }]);
		expect(shop.fake.shop.product(INK).viewStatus.size).toBe(0);
	});

	it('stops paging by the count, since the last page comes again', async () => {
		const catalogue = manyProducts(200);
		shop = await openMagento({ stocks: 2, catalogue });
		const skus = catalogue.map(({ variants: [{ sku }] }) => sku);
		for (const sku of skus)
			shop.fake.shop.saveItem({ sku, source_code: 'east', quantity: 2, status: 1 });
		const { all } = await shop.run('getStockState', skus);
		for (const row of all) expect(row).toMatchObject({ after: { quantity: 7 } });
		expect(shop.reads(/source-items$/)).toHaveLength(2);
	});

	it('reports pending where nobody works off the queue', async () => {
		shop = await openMagento({ consumers: false, catalogue: manyProducts(30) });
		const skus = Array.from({ length: 30 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { all } = await shop.run('takeOffSale', skus, hide);
		for (const row of all)
			expect(row).toMatchObject({
				outcome: 'pending',
				confirmed: false,
				message: expect.stringContaining('queue consumers'),
			});
	});

	it('tells the failed rows of the queue from the others', async () => {
		shop = await openMagento({ catalogue: manyProducts(30) });
		const skus = Array.from({ length: 30 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const handle = shop.fake.handle.bind(shop.fake);
		intercept(shop.fake, async (request) => {
			if (!request.path.endsWith('/status')) return undefined;
			const answer = await handle(request);
			const body = JSON.parse(String(answer.body)) as {
				operations_list: Array<{ id: number; status: number; result_message: string }>;
			};
			if (body.operations_list[0].status !== 1) return answer;
			body.operations_list[3] = {
				id: 3,
				status: 3,
				result_message:
					"The product that was requested doesn't exist. Verify the product and try again.",
			};
			body.operations_list[4] = { id: 4, status: 2, result_message: 'Unable to save product' };
			return { ...answer, body: JSON.stringify(body) };
		});
		const { of } = await shop.run('takeOffSale', skus, hide);
		expect(of(skus[3])).toMatchObject({ outcome: 'notFound', changed: false });
		expect(of(skus[4])).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('Unable to save product'),
		});
		expect(of(skus[5])).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('reads back by itself where the integration may not look into the queue', async () => {
		shop = await openMagento({ catalogue: manyProducts(30) });
		const skus = Array.from({ length: 30 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		intercept(shop.fake, (request) =>
			request.path.endsWith('/status')
				? {
						status: 401,
						body: {
							message: "The consumer isn't authorized to access %resources.",
							parameters: { resources: 'Magento_Logging::system_magento_logging_bulk_operations' },
						},
					}
				: undefined,
		);
		const { all } = await shop.run('takeOffSale', skus, hide);
		for (const row of all) expect(row).toMatchObject({ outcome: 'offSale', confirmed: true });
	});
});

describe('Magento: pieces that are all ordered', () => {
	it.each([true, false])(
		'are not on sale any more (Inventory Management: %s)',
		async (inventory) => {
			shop = await openMagento({ inventory });
			shop.fake.seller.sell(INK, 8);
			const { of } = await shop.run('takeOffSale', [INK]);
			expect(of(INK)).toMatchObject({
				outcome: 'alreadyOffSale',
				changed: false,
				before: { quantity: 0, buyable: false },
			});
		},
	);

	it('are counted again once the product is only disabled', async () => {
		shop = await openMagento();
		shop.fake.seller.setHidden(INK, true);
		const { of } = await shop.run('getStockState', [INK]);
		expect(of(INK)).toMatchObject({ after: { quantity: 8, buyable: false } });
	});
});

describe('Magento: a product that is deleted between look-up and write', () => {
	it.each([
		['zero', 'POST', {}],
		['hide', 'PUT', hide],
	])(
		'is never reported as off sale, though Magento saves a source row for any SKU (%s)',
		async (_, method, extra) => {
			shop = await openMagento();
			intercept(shop.fake, (request) => {
				const live = shop.fake.shelf().some(({ sku }) => sku === INK);
				if (request.method === method && live) shop.fake.seller.remove?.(INK);
				return undefined;
			});
			const { of } = await shop.run('takeOffSale', [INK, GEL], extra);
			expect(of(INK)).toMatchObject({ confirmed: false });
			expect(of(INK).outcome).not.toBe('offSale');
			expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
			if (method === 'PUT')
				expect(of(INK)).toMatchObject({
					outcome: 'notFound',
					message: 'The product was deleted in Magento meanwhile.',
				});
		},
	);
});
