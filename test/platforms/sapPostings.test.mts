import { afterEach, describe, expect, it } from 'vitest';

import { json } from './channelRun.mts';
import { answerOnce, openSap, says, type SapShop } from './sapShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const RED = 'ACR-SB-CRED-118';
/** In two warehouses, two pieces sold already. */
const GESSO = 'ACR-GES-WHT-1000';
/** Managed by batches. */
const GEL = 'ACR-GEL-MATT-500';
/** In a warehouse with bin locations. */
const SHEET = 'ACR-SHT-CLR-A3';
const zero = { channel: { stop: 'zero' } };
const both = { channel: { stop: 'both' } };

let shop: SapShop;
afterEach(async () => await shop.close());

const outcomes = (rows: ReadonlyArray<{ sku?: unknown; outcome?: unknown }>) =>
	Object.fromEntries(rows.map(({ sku, outcome }) => [sku, outcome]));
const all = (skus: readonly string[], outcome: string) =>
	Object.fromEntries(skus.map((sku) => [sku, outcome]));
const linesOf = (entry: { requestBody: string }) => json(entry).InventoryPostingLines;
const line = (ItemCode: string, WarehouseCode: string, CountedQuantity: number) => ({
	ItemCode,
	WarehouseCode,
	CountedQuantity,
});

describe('SAP Business One: stock postings, only where chosen', () => {
	it('counts all items away in one document, down to what is sold already, and back', async () => {
		shop = await openSap();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [INK, GESSO], zero);
		expect(outcomes(off.done)).toEqual(all([INK, GESSO], 'offSale'));
		expect(shop.postings().map(linesOf)).toEqual([
			[line(INK, '01', 0), line(GESSO, '01', 2), line(GESSO, '02', 0)],
		]);
		expect(off.of(INK).warnings).toEqual([
			expect.stringContaining('still takes orders at zero'),
			'Posted to the books of SAP Business One as inventory posting 501.',
		]);
		expect(shop.patches()).toEqual([]);

		const back = await shop.putBack(off.done);
		expect(outcomes(back.done)).toEqual(all([INK, GESSO], 'backOnSale'));
		const [, document] = shop.postings().map(json);
		expect(document.PriceSource).toBe('ippsItemCost');
		expect(back.of(INK).warnings).toContain(
			'Posted to the books of SAP Business One as inventory posting 502.',
		);
		expect(shop.snapshot()).toEqual(before);
	});

	it('does not report success where the count is at zero already', async () => {
		shop = await openSap();
		shop.fake.seller.setQuantity(INK, 0);
		const { of } = await shop.run('takeOffSale', [INK], zero);
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(of(INK).message).toContain('still sells');
		expect(shop.postings()).toEqual([]);
	});

	it('says what other warehouses still hold', async () => {
		shop = await openSap();
		const { of } = await shop.run('takeOffSale', [GESSO], {
			channel: { stop: 'zero', warehouses: ['02'] },
		});
		expect(of(GESSO)).toMatchObject({
			outcome: 'contradicted',
			after: { quantity: 8, buyable: true },
		});
		expect(shop.postings().map(linesOf)).toEqual([[line(GESSO, '02', 0)]]);
	});

	it('posts before it makes inactive, and after it makes active again', async () => {
		shop = await openSap();
		const before = shop.snapshot();
		const extra = { channel: { stop: 'both', offBy: 'inactive' } };
		const off = await shop.run('takeOffSale', [INK, GESSO], extra);
		expect(outcomes(off.done)).toEqual(all([INK, GESSO], 'offSale'));
		expect(shop.stock(INK)).toMatchObject({ '01': 0 });
		expect(shop.values(INK).Frozen).toBe('tYES');
		const back = await shop.putBack(off.done, extra);
		expect(outcomes(back.done)).toEqual(all([INK, GESSO], 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
		expect(shop.postings()).toHaveLength(2);
	});

	it('leaves batches and serial numbers to people', async () => {
		shop = await openSap();
		shop.values(RED).ManageSerialNumbers = 'tYES';
		const alone = await shop.run('takeOffSale', [GEL, RED], zero);
		expect(alone.of(GEL)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('batches'),
		});
		expect(alone.of(RED)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('serial'),
		});
		const off = await shop.run('takeOffSale', [GEL], both);
		expect(off.of(GEL)).toMatchObject({
			outcome: 'offSale',
			after: { quantity: 7, buyable: false },
		});
		expect(String(off.of(GEL).warnings)).toContain('managed by batches');
		expect(shop.postings()).toEqual([]);
		const items = [{ restore: String(off.of(GEL).restore), quantity: 9 }];
		const back = await shop.run('putBackOnSale', items, both);
		expect(back.of(GEL)).toMatchObject({ outcome: 'backOnSale' });
		expect(String(back.of(GEL).warnings)).toContain('The quantity was not set');
	});

	it('refuses to count what has no stock', async () => {
		shop = await openSap();
		shop.values(INK).InventoryItem = 'tNO';
		const { of } = await shop.run('takeOffSale', [INK], zero);
		expect(of(INK)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('keeps no stock'),
		});
	});

	it('posts the others one by one when one line is refused (bin locations)', async () => {
		shop = await openSap();
		const off = await shop.run('takeOffSale', [INK, SHEET, MAGENTA], zero);
		expect(outcomes(off.all)).toEqual({
			[INK]: 'offSale',
			[SHEET]: 'refused',
			[MAGENTA]: 'offSale',
		});
		expect(off.of(SHEET)).toMatchObject({
			changed: false,
			message: expect.stringContaining('bin location'),
		});
		expect(shop.postings().map((entry) => (linesOf(entry) as unknown[]).length)).toEqual([
			3, 1, 1, 1,
		]);
	});

	it('stops the sale although the posting is refused, and remembers only the switch', async () => {
		shop = await openSap();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [SHEET], both);
		expect(off.of(SHEET)).toMatchObject({ outcome: 'refused', changed: true });
		expect(shop.values(SHEET).SalesItem).toBe('tNO');
		expect(JSON.parse(String(off.of(SHEET).restore)).listings).toMatchObject([
			{ was: { SalesItem: 'tYES' }, set: { SalesItem: 'tNO' } },
		]);
		await shop.putBack(off.all, both);
		expect(shop.snapshot()).toEqual(before);
	});

	it('remembers the posting when the switch is refused after it', async () => {
		shop = await openSap();
		const before = shop.snapshot();
		const refusal = says(400, -5002, 'Item is used in open sales orders');
		answerOnce(shop, ({ method }) => method === 'PATCH', refusal);
		const off = await shop.run('takeOffSale', [INK], both);
		expect(off.of(INK)).toMatchObject({ outcome: 'refused', changed: true });
		expect(off.of(INK).message).toContain('open sales orders');
		expect(JSON.parse(String(off.of(INK).restore)).listings).toMatchObject([
			{ was: { InStock: { '01': 8 } }, set: { InStock: { '01': 0 } } },
		]);
		await shop.putBack(off.all, both);
		expect(shop.snapshot()).toEqual(before);
	});

	it('remembers the switch when the posting is refused on the way back', async () => {
		shop = await openSap();
		const off = await shop.run('takeOffSale', [INK], both);
		answerOnce(
			shop,
			({ path }) => path.endsWith('InventoryPostings'),
			says(400, -10, 'Period is closed'),
		);
		const back = await shop.putBack(off.done, both);
		expect(back.of(INK)).toMatchObject({ outcome: 'refused', changed: true });
		expect(shop.values(INK).SalesItem).toBe('tYES');
		expect((await shop.putBack(off.done, both)).of(INK).outcome).toBe('backOnSale');
		expect(shop.stock(INK)).toMatchObject({ '01': 8 });
	});

	it('does not post twice what may wait for an approval', async () => {
		shop = await openSap();
		shop.company.approvals = true;
		const { of, all: rows } = await shop.run('takeOffSale', [INK, MAGENTA], zero);
		expect(outcomes(rows)).toEqual(all([INK, MAGENTA], 'refused'));
		expect(of(INK).message).toContain('approval');
		expect(of(INK).nextStep).toContain('draft');
		expect(shop.company.drafts).toBe(1);
	});

	it('leaves goods alone that were received since', async () => {
		shop = await openSap();
		const off = await shop.run('takeOffSale', [INK], zero);
		shop.fake.seller.setQuantity(INK, 30);
		const back = await shop.putBack(off.done, zero);
		expect(shop.stock(INK)).toMatchObject({ '01': 30 });
		expect(shop.postings()).toHaveLength(1);
		expect(back.all).toHaveLength(1);
	});

	it('reads back a posting whose answer got lost', async () => {
		shop = await openSap();
		shop.sandbox.faults.add({
			slug: 'sap-business-one',
			kind: 'dropAfter',
			method: 'POST',
			path: 'Postings',
		});
		const { of } = await shop.run('takeOffSale', [INK], zero);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
	});
});

describe('SAP Business One: putting a quantity back', () => {
	it('posts none unless posting is chosen', async () => {
		shop = await openSap();
		const off = await shop.run('takeOffSale', [INK]);
		const items = [{ restore: String(off.of(INK).restore), quantity: 40 }];
		const back = await shop.run('putBackOnSale', items);
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 8 } });
		expect(String(back.of(INK).warnings)).toContain('The quantity was not set');
		expect(shop.postings()).toEqual([]);
	});

	it('leaves the sales switch alone without restore data', async () => {
		shop = await openSap();
		await shop.run('takeOffSale', [INK]);
		const { of } = await shop.run('putBackOnSale', [{ sku: INK, quantity: 4 }]);
		expect(of(INK)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(shop.values(INK).SalesItem).toBe('tNO');
	});

	it.each([
		["the item's own warehouse", {}, { '01': 6, '02': 0 }],
		['the chosen warehouse', { warehouses: ['02', '01'] }, { '01': 2, '02': 4 }],
	])('counts it into %s, besides what is sold already', async (_, more, stock) => {
		shop = await openSap();
		const extra = { channel: { stop: 'zero', ...more } };
		await shop.run('takeOffSale', [GESSO], zero);
		const { of } = await shop.run('putBackOnSale', [{ sku: GESSO, quantity: 4 }], extra);
		expect(of(GESSO)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 4 } });
		expect(shop.stock(GESSO)).toMatchObject(stock);
	});

	it('takes the fullest warehouse where the item has none of its own, and counts the others in', async () => {
		shop = await openSap();
		shop.values(GESSO).DefaultWarehouse = null;
		Object.assign(shop.company.items.get(GESSO)?.stock.get('01') ?? {}, {
			InStock: 1,
			Committed: 9,
		});
		const { of } = await shop.run('putBackOnSale', [{ sku: GESSO, quantity: 4 }], zero);
		expect(of(GESSO)).toMatchObject({ after: { quantity: 4 } });
		expect(shop.stock(GESSO)).toMatchObject({ '01': 1, '02': 12 });
	});

	it('says so when the item is in none of the warehouses', async () => {
		shop = await openSap();
		const channel = { stop: 'zero', warehouses: ['77'] };
		await shop.run('takeOffSale', [INK], zero);
		const { of } = await shop.run('putBackOnSale', [{ sku: INK, quantity: 4 }], { channel });
		expect(of(INK)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('none of the warehouses'),
		});
	});
});
