import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { json } from './channelRun.mts';
import { openMagento, type Magento } from './magentoShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
/** Backorders are allowed. */
const RED = 'ACR-SB-CRED-118';
/** Disabled by the seller. */
const VARNISH = 'ACR-VAR-GLOS-250';
const CUT = 'ACR-CUT 10/15';
const COMMA = 'ACR-A,B';
const WHITES = ['ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];
const hide = { channel: { stop: 'hide' } };
const both = { channel: { stop: 'both' } };

let shop: Magento;
afterEach(async () => await shop.close());

const restores = (rows: ReadonlyArray<{ restore?: unknown }>) =>
	rows.map(({ restore }) => ({ restore: String(restore) }));
const outcomes = (rows: ReadonlyArray<{ sku?: unknown; outcome?: unknown }>) =>
	Object.fromEntries(rows.map(({ sku, outcome }) => [sku, outcome]));
const all = (skus: readonly string[], outcome: string) =>
	Object.fromEntries(skus.map((sku) => [sku, outcome]));

const EDITIONS = [
	['signed requests', {}],
	['input limiting', { inputLimiting: true }],
	['two stocks', { stocks: 2 }],
	['no Inventory Management', { inventory: false, uriFix: true }],
	['the cloud service', { edition: 'accs' }],
] as const;

describe.each(EDITIONS)('Magento with %s', (_, options) => {
	const skus = [GEL, INK, RED, COMMA, CUT, ...WHITES];

	it('takes off sale and restores to the letter', async () => {
		shop = await openMagento(options);
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', skus);
		expect(outcomes(off.all)).toEqual(all(skus, 'offSale'));
		expect(off.done.every(({ changed, confirmed }) => changed === true && confirmed === true)).toBe(
			true,
		);
		for (const sku of skus) expect(shop.shelf(sku)?.state).toBe('soldOut');
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.all)).toEqual(all(skus, 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('disables, and enables what it disabled', async () => {
		shop = await openMagento(options);
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [...skus, VARNISH], hide);
		expect(outcomes(off.all)).toEqual({ ...all(skus, 'offSale'), [VARNISH]: 'alreadyOffSale' });
		for (const sku of skus) expect(shop.shelf(sku)?.state).toBe('hidden');
		expect(shop.snapshot().sourceItems).toEqual(before.sourceItems);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.all)).toEqual({ ...all(skus, 'backOnSale'), [VARNISH]: 'leftAlone' });
		expect(shop.snapshot()).toEqual(before);
	});

	it('does both at once, and undoes both', async () => {
		shop = await openMagento(options);
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GEL, WHITES[0]], both);
		expect(off.of(GEL)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, buyable: false, quantity: 0 },
		});
		expect(shop.items(GEL).every(({ quantity, status }) => quantity === 0 && status === 0)).toBe(
			true,
		);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.all)).toEqual(all([GEL, WHITES[0]], 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('changes nothing when it runs again', async () => {
		shop = await openMagento(options);
		await shop.run('takeOffSale', skus);
		const once = shop.snapshot();
		const written = shop.writes().length;
		const again = await shop.run('takeOffSale', skus);
		expect(outcomes(again.all)).toEqual(all(skus, 'alreadyOffSale'));
		expect(shop.writes()).toHaveLength(written);
		expect(shop.snapshot()).toEqual(once);
	});
});

describe('Magento: the fewest requests', () => {
	it('writes all rows in one call', async () => {
		shop = await openMagento();
		await shop.run('takeOffSale', [GEL, INK, ...WHITES]);
		expect(shop.writes()).toHaveLength(1);
		const [{ sourceItems }] = shop.writes().map(json) as [{ sourceItems: object[] }];
		expect(sourceItems).toHaveLength(5);
		for (const row of sourceItems)
			expect(row).toMatchObject({ source_code: 'default', quantity: 0, status: 0 });
	});

	it('disables many products by one call of the queue, and waits for it', async () => {
		shop = await openMagento({ catalogue: manyProducts(60) });
		const skus = Array.from({ length: 60 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const off = await shop.run('takeOffSale', skus, hide);
		expect(outcomes(off.all)).toEqual(all(skus, 'offSale'));
		expect(shop.writes().map(({ method, path }) => `${method} ${path}`)).toEqual([
			'PUT /rest/all/async/bulk/V1/products/bySku',
		]);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.all)).toEqual(all(skus, 'backOnSale'));
	});

	it('uses the queue of the cloud service at its own address', async () => {
		shop = await openMagento({ edition: 'accs', catalogue: manyProducts(21) });
		const skus = Array.from({ length: 21 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const off = await shop.run('takeOffSale', skus, hide);
		expect(outcomes(off.all)).toEqual(all(skus, 'offSale'));
		expect(shop.writes()[0]?.path).toBe('/V1/async/bulk/products/bySku');
	});

	it('splits addresses that would become too long for web servers', async () => {
		const long = Array.from(
			{ length: 240 },
			(_, i) => `ACR-${'X'.repeat(56)}-${String(i).padStart(3, '0')}`,
		);
		const catalogue = long.map((sku) => ({
			title: sku,
			variants: [{ sku, title: '', quantity: 1, price: '1.00' }],
		}));
		shop = await openMagento({ catalogue });
		const { all: rows } = await shop.run('getStockState', long);
		expect(outcomes(rows)).toEqual(all(long, 'alreadyOnSale'));
	});

	it('takes up to the limit the shop names when it limits its input', async () => {
		shop = await openMagento({ inputLimiting: true, catalogue: manyProducts(45) });
		const skus = Array.from({ length: 45 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { all: rows } = await shop.run('takeOffSale', skus);
		expect(outcomes(rows)).toEqual(all(skus, 'offSale'));
		const sizes = shop.writes().map((entry) => (json(entry).sourceItems as unknown[]).length);
		expect(sizes).toEqual([45, 20, 20, 5]);
	});
});

describe('Magento: what somebody else decided', () => {
	it('sets the stock of a disabled product, and says that it stays so', async () => {
		shop = await openMagento();
		const back = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 9 }]);
		expect(back.of(VARNISH)).toMatchObject({
			outcome: 'leftAlone',
			changed: true,
			after: { quantity: 9, buyable: false },
		});
	});

	it('leaves a stock alone that was entered since', async () => {
		shop = await openMagento();
		const off = await shop.run('takeOffSale', [INK]);
		shop.fake.seller.setQuantity(INK, 2);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(INK)).toMatchObject({ outcome: 'alreadyOnSale' });
		expect(shop.shelf(INK)).toMatchObject({ quantity: 2, state: 'onSale' });
	});

	it('does not enable again what the seller disabled meanwhile', async () => {
		shop = await openMagento();
		const off = await shop.run('takeOffSale', [INK]);
		shop.fake.seller.setHidden(INK, true);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(INK)).toMatchObject({ outcome: 'leftAlone', changed: true });
		expect(shop.shelf(INK)?.state).toBe('hidden');
	});

	it('leaves a source alone that was out of stock before', async () => {
		shop = await openMagento({ stocks: 2 });
		shop.fake.shop.saveItem({ sku: GEL, source_code: 'east', quantity: 3, status: 0 });
		const off = await shop.run('takeOffSale', [GEL]);
		expect(off.of(GEL)).toMatchObject({ outcome: 'offSale' });
		expect(shop.items(GEL)).toContainEqual({ source_code: 'east', quantity: 3, status: 0 });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.items(GEL)).toContainEqual({ source_code: 'east', quantity: 3, status: 0 });
	});
});
