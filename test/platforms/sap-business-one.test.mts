import { afterEach, describe, expect, it } from 'vitest';

import { json } from './channelRun.mts';
import { openSap, type SapShop } from './sapShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
/** In two warehouses, two pieces sold already. */
const GESSO = 'ACR-GES-WHT-1000';
/** Managed by batches. */
const GEL = 'ACR-GEL-MATT-500';
/** In a warehouse with bin locations. */
const SHEET = 'ACR-SHT-CLR-A3';
/** Inactive by the seller's own hand. */
const VARNISH = 'ACR-VAR-GLOS-250';
const both = { channel: { stop: 'both' } };
const inactive = { channel: { offBy: 'inactive' } };
const byField = { channel: { offBy: 'userField', userField: 'U_WebVisible' } };

let shop: SapShop;
afterEach(async () => await shop.close());

const outcomes = (rows: ReadonlyArray<{ sku?: unknown; outcome?: unknown }>) =>
	Object.fromEntries(rows.map(({ sku, outcome }) => [sku, outcome]));
const all = (skus: readonly string[], outcome: string) =>
	Object.fromEntries(skus.map((sku) => [sku, outcome]));
const line = (ItemCode: string, WarehouseCode: string, CountedQuantity: number) => ({
	ItemCode,
	WarehouseCode,
	CountedQuantity,
});

describe('SAP Business One: the sales switch (sheet, section 4)', () => {
	it('switches the sales item off, touches nothing else, posts nothing, and restores it', async () => {
		shop = await openSap();
		const before = shop.snapshot();
		const skus = [INK, MAGENTA, GESSO, GEL, SHEET];
		const off = await shop.run('takeOffSale', skus);
		expect(outcomes(off.done)).toEqual(all(skus, 'offSale'));
		for (const entry of shop.patches()) expect(json(entry)).toEqual({ SalesItem: 'tNO' });
		expect(shop.patches()).toHaveLength(skus.length);
		expect(shop.values(INK)).toMatchObject({
			SalesItem: 'tNO',
			PurchaseItem: 'tYES',
			Valid: 'tYES',
		});
		expect(off.of(GESSO)).toMatchObject({
			before: { quantity: 12, visible: true, buyable: true },
			after: { quantity: 12, visible: false, buyable: false },
		});
		const back = await shop.putBack(off.done);
		expect(outcomes(back.done)).toEqual(all(skus, 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
		expect(shop.postings()).toEqual([]);
	});

	it('switches an item off that is at zero already, since orders are taken at zero as well', async () => {
		shop = await openSap();
		shop.fake.seller.setQuantity(INK, 0);
		const state = await shop.run('getStockState', [INK]);
		expect(state.of(INK)).toMatchObject({
			confirmed: false,
			after: { quantity: 0, buyable: null },
		});
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', changed: true });
		expect((await shop.putBack(off.done)).of(INK)).toMatchObject({ outcome: 'backOnSale' });
	});

	it('leaves an item alone that is only bought, never sold', async () => {
		shop = await openSap();
		const off = await shop.run('takeOffSale', ['RAW-PIG-BLUE', VARNISH]);
		expect(outcomes(off.done)).toEqual(all(['RAW-PIG-BLUE', VARNISH], 'alreadyOffSale'));
		const back = await shop.putBack(off.done);
		expect(outcomes(back.done)).toEqual(all(['RAW-PIG-BLUE', VARNISH], 'leftAlone'));
		expect(shop.patches()).toEqual([]);
	});

	it.each([
		['active until last year', { ValidTo: '2020-12-31T00:00:00Z' }, false],
		['active from next century', { ValidFrom: '2126-01-01T00:00:00Z' }, false],
		['active in a range that holds', { ValidFrom: '2020-01-01T00:00:00Z' }, true],
		[
			'inactive since long',
			{ Valid: 'tNO', Frozen: 'tYES', FrozenFrom: '2020-01-01T00:00:00Z' },
			false,
		],
		['inactive in a range gone by', { Frozen: 'tYES', FrozenTo: '2020-01-01T00:00:00Z' }, true],
		['neither active nor inactive', { Valid: 'tNO' }, true],
	])('reads the dates of an item that is %s', async (_, values, buyable) => {
		shop = await openSap();
		Object.assign(shop.values(INK), values);
		const { of } = await shop.run('getStockState', [INK]);
		expect(of(INK)).toMatchObject({ after: { visible: buyable, buyable } });
	});

	it('counts what is sold already as gone', async () => {
		shop = await openSap();
		Object.assign(shop.company.items.get(INK)?.stock.get('01') ?? {}, { Committed: 8 });
		const { of } = await shop.run('getStockState', [INK]);
		expect(of(INK)).toMatchObject({ after: { quantity: 0, buyable: null } });
	});

	it('takes an item without stock of its own off as well', async () => {
		shop = await openSap();
		shop.values(INK).InventoryItem = 'tNO';
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: null, buyable: true },
		});
	});

	it('shows in a dry run what it would send', async () => {
		shop = await openSap();
		const { of } = await shop.run('takeOffSale', [INK], { ...both, options: { dryRun: true } });
		expect(of(INK).plannedRequests).toMatchObject([
			{
				method: 'POST',
				path: '/InventoryPostings',
				body: { InventoryPostingLines: [line(INK, '01', 0)] },
			},
			{ method: 'PATCH', path: `/Items('${INK}')`, body: { SalesItem: 'tNO' } },
		]);
		expect([...shop.patches(), ...shop.postings()]).toEqual([]);
	});
});

describe('SAP Business One: the other switches', () => {
	it('makes an item inactive with a remark, and brings every date back', async () => {
		shop = await openSap();
		const dates = { ValidFrom: '2020-01-01T00:00:00Z', ValidRemarks: 'since the new label' };
		Object.assign(shop.values(INK), dates, { FrozenFrom: '2126-01-01T00:00:00Z' });
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [INK, MAGENTA], inactive);
		expect(outcomes(off.done)).toEqual(all([INK, MAGENTA], 'offSale'));
		expect(shop.values(INK)).toMatchObject({
			Valid: 'tNO',
			Frozen: 'tYES',
			FrozenFrom: null,
			FrozenRemarks: 'Taken off sale by n8n',
			SalesItem: 'tYES',
		});
		const back = await shop.putBack(off.done);
		expect(outcomes(back.done)).toEqual(all([INK, MAGENTA], 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('writes the user-defined field a shop connector reads, and its former value', async () => {
		shop = await openSap();
		shop.values(INK).U_WebVisible = 'maybe';
		const off = await shop.run('takeOffSale', [INK], byField);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', after: { buyable: false } });
		expect(json(shop.patches()[0])).toEqual({ U_WebVisible: 'N' });
		expect((await shop.run('takeOffSale', [INK], byField)).of(INK).outcome).toBe('alreadyOffSale');
		await shop.putBack(off.done, byField);
		expect(shop.values(INK).U_WebVisible).toBe('maybe');
	});

	it('writes the value the user names', async () => {
		shop = await openSap();
		const channel = { ...byField.channel, offValue: '0' };
		expect((await shop.run('takeOffSale', [INK], { channel })).of(INK).outcome).toBe('offSale');
		expect(shop.values(INK).U_WebVisible).toBe('0');
	});

	it('asks for the field when none is chosen', async () => {
		shop = await openSap();
		const { of } = await shop.run('takeOffSale', [INK], { channel: { offBy: 'userField' } });
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(of(INK).nextStep).toContain('User-Defined Field');
	});

	it.each([
		['userField', "U_X eq 'a' or U_X"],
		['userField', 'U_X,*'],
		['skuField', "ItemCode ne 'x' or ItemCode"],
	])('lets no query in through %s', async (option, value) => {
		shop = await openSap();
		const channel = { offBy: 'userField', [option]: value };
		const { of } = await shop.run('takeOffSale', [INK], { channel });
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'invalid', changed: false });
		expect(shop.reads()).toEqual([]);
	});

	it('says so when the company has no such field', async () => {
		shop = await openSap();
		const channel = { offBy: 'userField', userField: 'U_Nope' };
		const { of } = await shop.run('takeOffSale', [INK], { channel });
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'invalid' });
		expect(of(INK).message).toContain("Property 'U_Nope'");
		expect(of(INK).nextStep).toContain('fields');
	});
});
