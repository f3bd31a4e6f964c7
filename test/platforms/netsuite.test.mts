// Oracle NetSuite in the real engine: hiding, finding, jobs, and the traps of reading.
import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { intercept, json } from './channelRun.mts';
import { openNetsuite, outcomesOf, type NetsuiteShop } from './netsuiteShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const VARNISH = 'ACR-VAR-GLOS-250';
const GEL = 'ACR-GEL-MATT-500';
const WHITE = 'ACR-HB-TWHT-60';

let shop: NetsuiteShop;
afterEach(async () => await shop.close());

describe('NetSuite: off sale and back', () => {
	it('switches the display in the web store off, posts nothing, and switches it on again', async () => {
		shop = await openNetsuite();
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [INK, MAGENTA]);
		expect(off.attention).toEqual([]);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			changed: true,
			confirmed: true,
			before: { quantity: 8, visible: true, buyable: true },
			after: { quantity: 8, visible: false, buyable: false },
		});
		expect(shop.patches().map(json)).toEqual([{ isOnline: false }, { isOnline: false }]);
		expect(shop.fake.adjustments).toEqual([]);
		expect(JSON.parse(String(off.of(INK).restore)).listings[0]).toMatchObject({
			was: { isOnline: true },
			set: { isOnline: false },
		});
		const back = await shop.run(
			'putBackOnSale',
			off.done.map(({ restore }) => ({ restore })),
		);
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', confirmed: true });
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('hides an item that has no stock left as well, since back-orders may be allowed', async () => {
		shop = await openNetsuite();
		shop.fake.seller.sell(INK, 8);
		const state = await shop.run('getStockState', [INK]);
		expect(state.of(INK)).toMatchObject({ before: { quantity: 0, visible: true, buyable: null } });
		expect(state.of(INK).message).toContain('does not tell');
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.shelf(INK)?.state).toBe('hidden');
	});

	it('makes the item inactive too when asked, and active again before anything else', async () => {
		shop = await openNetsuite();
		const channel = { makeInactive: true };
		const off = await shop.run('takeOffSale', [INK], { channel });
		expect(shop.patches().map(json)).toEqual([{ isOnline: false, isInactive: true }]);
		expect(shop.shelf(INK)?.note).toBe('inactive');
		await shop.run('putBackOnSale', off.done, { channel });
		expect(shop.fake.item(INK)).toMatchObject({ isOnline: true, isInactive: false });
	});

	it('leaves an item inactive that the seller made inactive', async () => {
		shop = await openNetsuite();
		const item = shop.fake.item(INK)!;
		item.isInactive = true;
		const off = await shop.run('takeOffSale', [INK, VARNISH]);
		expect(outcomesOf(off)).toEqual({ [INK]: 'alreadyOffSale', [VARNISH]: 'alreadyOffSale' });
		const back = await shop.run('putBackOnSale', off.done);
		expect(outcomesOf(back)).toEqual({ [INK]: 'leftAlone', [VARNISH]: 'leftAlone' });
		expect(shop.patches()).toEqual([]);
		expect(item.isInactive).toBe(true);
	});

	it('brings the item back although a quantity came along that is not its to set', async () => {
		shop = await openNetsuite();
		const off = await shop.run('takeOffSale', [INK]);
		const back = await shop.run('putBackOnSale', [{ ...off.of(INK), quantity: 12 }]);
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 8 } });
		expect(back.of(INK).warnings).toEqual([expect.stringContaining('keeps its own count')]);
		expect(shop.fake.adjustments).toEqual([]);
	});
});

describe('NetSuite sheet, section 3: finding items', () => {
	it('finds a sub-item by the last part of its name, and by the whole', async () => {
		shop = await openNetsuite();
		const whole = `ACR-HB-TWHT : ${WHITE}`;
		const white = await shop.run('takeOffSale', [WHITE]);
		expect(outcomesOf(white)).toEqual({ [WHITE]: 'offSale' });
		const again = await shop.run('getStockState', [whole]);
		expect(again.of(whole)).toMatchObject({ outcome: 'alreadyOffSale', before: { quantity: 14 } });
	});

	it('asks a person when two sub-items have the name', async () => {
		shop = await openNetsuite();
		const asked = await shop.run('takeOffSale', ['ACR-DUP-1']);
		expect(asked.of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous', changed: false });
		const all = await shop.run('takeOffSale', ['ACR-DUP-1'], {
			channel: { severalListings: 'all' },
		});
		expect(all.of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale' });
		expect(shop.patches()).toHaveLength(2);
	});

	it('finds the record type of a lot-numbered item, of a kit and of goods without stock', async () => {
		shop = await openNetsuite();
		const skus = [GEL, 'ACR-KIT-START', 'ACR-CATALOGUE'];
		const off = await shop.run('takeOffSale', skus);
		expect(off.done.map(({ outcome }) => outcome)).toEqual(['offSale', 'offSale', 'offSale']);
		const paths = shop.patches().map(({ path }) => path.split('/')[5]);
		expect(paths).toEqual(
			expect.arrayContaining([
				'inventoryItem',
				'lotNumberedInventoryItem',
				'kitItem',
				'nonInventoryResaleItem',
			]),
		);
		expect(off.of('ACR-CATALOGUE')).toMatchObject({ before: { quantity: null, buyable: true } });
		expect(off.of('ACR-KIT-START')).toMatchObject({ before: { quantity: null, buyable: null } });
		await shop.run('putBackOnSale', off.done);
		for (const sku of skus) expect(shop.shelf(sku)?.state).toBe('onSale');
	});

	it('keeps its hands off what is no goods', async () => {
		shop = await openNetsuite();
		const { of } = await shop.run('takeOffSale', ['ACR-WORKSHOP']);
		expect(of('ACR-WORKSHOP')).toMatchObject({ outcome: 'refused', changed: false });
		expect(of('ACR-WORKSHOP').message).toContain("'Service'");
	});

	it('looks in another field when told, and says so when that is none', async () => {
		shop = await openNetsuite();
		const upc = shop.fake.item(INK)!.upcCode;
		const found = await shop.run('takeOffSale', [upc], { channel: { skuField: 'upcCode' } });
		expect(found.of(upc)).toMatchObject({ outcome: 'offSale' });
		const wrong = await shop.run('takeOffSale', [INK], { channel: { skuField: 'custitem_sku' } });
		expect(wrong.of(INK)).toMatchObject({
			outcome: 'failed',
			nextStep: expect.stringContaining("'SKU Field'"),
		});
		const sql = await shop.run('takeOffSale', [INK], { channel: { skuField: "x' OR 1=1" } });
		expect(sql.of(INK).message).toContain('cannot be the name of a NetSuite field');
	});

	it('sees items by their records where the role may not query a column, which looks like no items at all', async () => {
		shop = await openNetsuite();
		shop.fake.restricted.add('isonline');
		const off = await shop.run('takeOffSale', [INK, GEL, VARNISH]);
		expect(outcomesOf(off)).toEqual({
			[INK]: 'offSale',
			[GEL]: 'offSale',
			[VARNISH]: 'alreadyOffSale',
		});
		expect(off.of(INK)).toMatchObject({ before: { quantity: 8, visible: true }, confirmed: true });
		await shop.run('putBackOnSale', off.done);
		expect(shop.shelf(GEL)?.state).toBe('onSale');
	});

	it('says so when nothing tells whether the item is in the web store', async () => {
		shop = await openNetsuite();
		shop.fake.restricted.add('isonline');
		intercept(shop.fake, ({ method, path }) =>
			method === 'GET'
				? { status: 200, body: { links: [], id: path.split('/').pop() } }
				: undefined,
		);
		const state = await shop.run('getStockState', [INK]);
		expect(state.of(INK)).toMatchObject({ before: { quantity: 8, visible: null, buyable: null } });
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('does not show whether'),
		});
	});

	it('pages through more than a thousand rows', async () => {
		shop = await openNetsuite({ catalogue: manyProducts(1000), speed: 1000 });
		const item = shop.fake.item('BENCH-00001')!;
		item.stock.set('3', { onHand: 2, committed: 0 });
		const skus = Array.from({ length: 1000 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { of, done } = await shop.run('getStockState', skus);
		expect(done).toHaveLength(1000);
		expect(of('BENCH-00001')).toMatchObject({ before: { quantity: 7 } });
		expect(of('BENCH-01000')).toMatchObject({ before: { quantity: 5 } });
		expect(shop.queries().map(({ query }) => query)).toEqual([
			'limit=1000&offset=0',
			'limit=1000&offset=1000',
		]);
	});
});

describe('NetSuite sheet, section 5: many items', () => {
	const skus = Array.from({ length: 120 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);

	it('hands them over in jobs of a hundred and looks once for all', async () => {
		shop = await openNetsuite({ catalogue: manyProducts(120) });
		const off = await shop.run('takeOffSale', skus);
		expect(new Set(off.all.map(({ outcome }) => outcome))).toEqual(new Set(['offSale']));
		const jobs = shop.patches();
		expect(jobs.map((one) => (json(one).items as unknown[]).length)).toEqual([100, 20]);
		for (const { requestHeaders } of jobs) {
			expect(requestHeaders).toMatchObject({
				prefer: 'respond-async',
				'content-type': 'application/vnd.oracle.resource+json; type=collection',
			});
			expect(requestHeaders).toHaveProperty('x-netsuite-idempotency-key');
		}
		expect(shop.sandbox.requests('netsuite')).toBe(1 + 2 + 1 + 1);
		await shop.run('putBackOnSale', off.done);
		expect(
			shop.fake
				.shelf()
				.filter(({ sku }) => sku.startsWith('BENCH'))
				.every(({ state }) => state === 'onSale'),
		).toBe(true);
	});

	it('tells of each item a job failed on, and finds the record type of those it did not fit', async () => {
		shop = await openNetsuite({ catalogue: manyProducts(120) });
		shop.fake.item('BENCH-00007')!.recordType = 'serializedInventoryItem';
		const gone = shop.fake.item('BENCH-00003')!;
		let deleted = false;
		intercept(shop.fake, ({ method }) => {
			if (method === 'PATCH' && !deleted) {
				deleted = true;
				gone.recordType = 'downloadItem';
			}
			return undefined;
		});
		const off = await shop.run('takeOffSale', skus);
		expect(off.of('BENCH-00007')).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(off.of('BENCH-00003')).toMatchObject({ outcome: 'notFound', changed: false });
		expect(off.done).toHaveLength(119);
	});

	it('reports what a job has not come to yet as pending', async () => {
		shop = await openNetsuite({ catalogue: manyProducts(60), speed: 1000 });
		intercept(shop.fake, ({ method, path }) => {
			if (method === 'PATCH')
				return { status: 202, headers: { location: '/services/rest/async/v1/job/9' } };
			return path.includes('/async/')
				? { status: 200, body: { completed: false, id: '9', progress: 'pending' } }
				: undefined;
		});
		const { all } = await shop.run('takeOffSale', skus.slice(0, 60), {
			options: { confirm: false },
		});
		expect(new Set(all.map(({ outcome }) => outcome))).toEqual(new Set(['pending']));
		expect(all[0].message).toContain('job');
	});

	it('sends singly what was in a job that never arrived', async () => {
		shop = await openNetsuite({ catalogue: manyProducts(60) });
		shop.sandbox.faults.add({ slug: 'netsuite', kind: 'dropBefore', method: 'PATCH', times: 4 });
		const { done } = await shop.run('takeOffSale', skus.slice(0, 60));
		expect(done.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 60 }, () => 'offSale'));
		expect(shop.patches()).toHaveLength(4 + 60);
	});

	it('does not lose a job that was taken without an answer', async () => {
		shop = await openNetsuite({ catalogue: manyProducts(60) });
		shop.sandbox.faults.add({ slug: 'netsuite', kind: 'dropAfter', method: 'PATCH', times: 4 });
		const { done } = await shop.run('takeOffSale', skus.slice(0, 60));
		expect(done).toHaveLength(60);
		// Tried four times under one key; the look told the rest.
		expect(shop.patches()).toHaveLength(4);
	});
});
