import { afterEach, describe, expect, it } from 'vitest';

import { describeWithSpecs } from '../specs.mts';
import { expectSound, openVend, type VendShop } from './vendShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
/** At two outlets. */
const WHITE = 'ACR-HB-TWHT-60';
/** At two outlets, below zero at one of them. */
const GESSO = 'ACR-GES-WHT-1000';
const VARNISH = 'ACR-VAR-GLOS-250';
const COMPOSITE = 'ACR-SET-START';
const UNTRACKED = 'ACR-MIX-SRV';
const NEVER_STOCKED = 'ACR-HB-BRNZ-60';
const hide = { channel: { stop: 'hide' } };
const zero = { channel: { stop: 'zero' } };

let shop: VendShop;
afterEach(async () => await shop.close());

const restores = (rows: ReadonlyArray<{ restore?: unknown }>) =>
	rows.map(({ restore }) => ({ restore: String(restore) }));
const store = () => shop.fake.store.main.id;
const warehouse = () => shop.fake.store.second.id;

describe('Vend: one request a product', () => {
	it('sets every outlet to zero and makes it inactive in one PUT, and restores it to the letter', async () => {
		shop = await openVend();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GEL, WHITE]);
		expect(off.done).toMatchObject([
			{ sku: GEL, outcome: 'offSale', changed: true, confirmed: true, before: { quantity: 7 } },
			{ sku: WHITE, outcome: 'offSale', before: { quantity: 14 }, after: { quantity: 0 } },
		]);
		expect(shop.writes()).toHaveLength(2);
		expect(shop.details()).toContainEqual({
			is_active: false,
			inventory: [
				{ outlet_id: store(), current_amount: 0 },
				{ outlet_id: warehouse(), current_amount: 0 },
			],
		});
		expect(shop.shelf(WHITE)?.state).toBe('hidden');

		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.done).toMatchObject([{ outcome: 'backOnSale' }, { outcome: 'backOnSale' }]);
		expect(shop.snapshot()).toEqual(before);
	});

	it('leaves a level below zero as it is', async () => {
		shop = await openVend();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GESSO]);
		expect(off.of(GESSO)).toMatchObject({ outcome: 'offSale', after: { quantity: -2 } });
		expect(shop.details()).toEqual([
			{ is_active: false, inventory: [{ outlet_id: store(), current_amount: 0 }] },
		]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('touches neither the other variants nor the family', async () => {
		shop = await openVend();
		const others = () => shop.snapshot().filter(({ id }) => id !== shop.item(WHITE).id);
		const before = others();
		await shop.run('takeOffSale', [WHITE]);
		expect(others()).toEqual(before);
		expect(shop.shelf('ACR-HB-TWHT-120')?.state).toBe('onSale');
	});

	it('shows the request in a dry run and sends nothing', async () => {
		shop = await openVend();
		const { of } = await shop.run('takeOffSale', [GEL], { options: { dryRun: true } });
		expect(of(GEL).plannedRequests).toMatchObject([
			{
				method: 'PUT',
				path: `/2026-07/products/${shop.item(GEL).id}`,
				body: { details: { is_active: false } },
			},
		]);
		expect(shop.writes()).toEqual([]);
	});

	it('makes it inactive only, on wish, and keeps the counts', async () => {
		shop = await openVend();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [WHITE], hide);
		expect(off.of(WHITE)).toMatchObject({ outcome: 'offSale', after: { quantity: 14 } });
		expect(shop.details()).toEqual([{ is_active: false }]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});
});

describe('Vend: zero does not stop the till', () => {
	it('makes a product inactive that is at zero already', async () => {
		shop = await openVend();
		shop.fake.seller.setQuantity(INK, 0);
		const state = await shop.run('getStockState', [INK]);
		expect(state.of(INK)).toMatchObject({ outcome: 'alreadyOnSale', before: { buyable: null } });
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(shop.details()).toEqual([{ is_active: false }]);
		const back = await shop.run('putBackOnSale', [{ ...restores(off.done)[0], quantity: 5 }]);
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 5 } });
	});

	it('leaves the switch alone where the seller sells online only, and the second event changes nothing', async () => {
		shop = await openVend();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [WHITE], zero);
		expect(off.of(WHITE)).toMatchObject({
			outcome: 'offSale',
			after: { visible: true, buyable: false },
		});
		expect(shop.item(WHITE).isActive).toBe(true);
		const again = await shop.run('takeOffSale', [WHITE], zero);
		expect(again.of(WHITE)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
		const back = await shop.run('putBackOnSale', restores(off.done), zero);
		expect(back.of(WHITE)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.snapshot()).toEqual(before);
	});
});

describe('Vend: outlets', () => {
	it('changes the chosen outlets only', async () => {
		shop = await openVend();
		const channel = { outlets: [warehouse()] };
		const off = await shop.run('takeOffSale', [WHITE], { channel });
		expect(off.of(WHITE)).toMatchObject({ outcome: 'offSale', after: { quantity: 10 } });
		expect(shop.details()).toEqual([
			{ is_active: false, inventory: [{ outlet_id: warehouse(), current_amount: 0 }] },
		]);
	});

	it('says so when the other outlets keep it on sale', async () => {
		shop = await openVend();
		const { of } = await shop.run('takeOffSale', [WHITE], {
			channel: { stop: 'zero', outlets: [warehouse()] },
		});
		expect(of(WHITE)).toMatchObject({ outcome: 'contradicted', changed: true });
	});

	it('puts a quantity at one outlet and counts what lies at the others', async () => {
		shop = await openVend();
		const off = await shop.run('takeOffSale', [WHITE], zero);
		shop.item(WHITE).levels.set(warehouse(), -1);
		const back = await shop.run('putBackOnSale', [{ sku: WHITE, quantity: 6 }]);
		expect(off.done).toHaveLength(1);
		expect(back.of(WHITE)).toMatchObject({ outcome: 'backOnSale', changed: true });
		expect(String(back.of(WHITE).warnings)).toContain('one outlet');
		expect(Object.fromEntries(shop.item(WHITE).levels)).toEqual({
			[store()]: 6,
			[warehouse()]: -1,
		});
	});

	it('makes no row at an outlet that never stocked it', async () => {
		shop = await openVend();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [NEVER_STOCKED]);
		expect(off.of(NEVER_STOCKED)).toMatchObject({ outcome: 'offSale', after: { quantity: null } });
		expect(shop.details()).toEqual([{ is_active: false }]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
		const filled = await shop.run('putBackOnSale', [{ sku: NEVER_STOCKED, quantity: 3 }]);
		expect(filled.of(NEVER_STOCKED)).toMatchObject({ outcome: 'refused', changed: false });
	});

	it('refuses to set nothing to zero', async () => {
		shop = await openVend();
		const { of } = await shop.run('takeOffSale', [NEVER_STOCKED, UNTRACKED], zero);
		for (const sku of [NEVER_STOCKED, UNTRACKED]) {
			expect(of(sku)).toMatchObject({ outcome: 'refused', changed: false });
			expect(String(of(sku).nextStep)).toContain('inactive');
		}
		expect(shop.writes()).toEqual([]);
	});
});

describe('Vend: products without a count of their own', () => {
	it('makes an untracked product inactive, and says that an online shop may go on', async () => {
		shop = await openVend();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [UNTRACKED]);
		expect(off.of(UNTRACKED)).toMatchObject({
			outcome: 'offSale',
			warnings: [expect.stringContaining('does not track')],
		});
		expect(shop.details()).toEqual([{ is_active: false }]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('refuses a composite, whose stock is that of its parts, unless it is only to be inactive', async () => {
		shop = await openVend();
		const before = shop.snapshot();
		const asked = await shop.run('takeOffSale', [COMPOSITE]);
		expect(asked.of(COMPOSITE)).toMatchObject({ outcome: 'refused', changed: false });
		expect(asked.of(COMPOSITE).message).toContain('composite');
		expect(shop.writes()).toEqual([]);
		const off = await shop.run('takeOffSale', [COMPOSITE], hide);
		expect(off.of(COMPOSITE)).toMatchObject({ outcome: 'offSale', after: { quantity: null } });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});
});

describe('Vend: what the seller decided', () => {
	it('leaves a product inactive that was made so by hand', async () => {
		shop = await openVend();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [VARNISH]);
		expect(off.of(VARNISH)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(VARNISH)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(shop.snapshot()).toEqual(before);
	});

	it('sets its stock on wish, and says that it stays off sale', async () => {
		shop = await openVend();
		const back = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 9 }]);
		expect(back.of(VARNISH)).toMatchObject({ outcome: 'leftAlone', after: { quantity: 9 } });
		expect(shop.details()).toEqual([{ inventory: [{ outlet_id: store(), current_amount: 9 }] }]);
	});

	it('brings back the outlet nobody touched, and leaves the one that was counted since', async () => {
		shop = await openVend();
		const off = await shop.run('takeOffSale', [WHITE]);
		shop.item(WHITE).levels.set(store(), 2);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(WHITE)).toMatchObject({ outcome: 'backOnSale' });
		expect(String(back.of(WHITE).warnings)).toContain('Somebody changed');
		expect(Object.fromEntries(shop.item(WHITE).levels)).toEqual({ [store()]: 2, [warehouse()]: 4 });
	});
});

describe('Vend: which product is meant', () => {
	it('skips the deleted product that had the SKU before', async () => {
		shop = await openVend();
		const { of } = await shop.run('takeOffSale', ['ACR-DUP-1']);
		expect(of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale', before: { quantity: 3 } });
		expect(shop.writes().map(({ path }) => path)).toEqual([
			`/api/2026-07/products/${shop.item('ACR-DUP-1').id}`,
		]);
	});

	it('asks when two products carry the SKU, or works on both', async () => {
		shop = await openVend();
		shop.fake.store.add({ name: 'Gel, old tin', sku: GEL, levels: new Map([[store(), 1]]) });
		const before = shop.snapshot();
		const asked = await shop.run('takeOffSale', [GEL]);
		expect(asked.of(GEL)).toMatchObject({ outcome: 'ambiguous', changed: false });
		const off = await shop.run('takeOffSale', [GEL], { channel: { severalListings: 'all' } });
		expect(off.of(GEL)).toMatchObject({ outcome: 'offSale', before: { quantity: 8 } });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});
});

describeWithSpecs('Vend: the check of requests', () => {
	it('sees what the official document does not allow', async () => {
		shop = await openVend();
		await shop.run('takeOffSale', [GEL]);
		const [write] = shop.writes();
		const [read] = shop.reads();
		expect(() => expectSound(write)).not.toThrow();
		const spoilt = (change: (body: string) => string) => () =>
			expectSound({ ...write, requestBody: change(write.requestBody) });
		expect(spoilt((body) => body.replace('outlet_id', 'location_id'))).toThrow();
		expect(spoilt((body) => body.replace('"current_amount":0', '"current_amount":"0"'))).toThrow();
		expect(spoilt((body) => body.replace('{"details"', '{"common":{},"details"'))).toThrow();
		expect(() => expectSound({ ...read, query: 'skus=A' })).toThrow();
		expect(() => expectSound({ ...write, method: 'PATCH' })).toThrow();
		expect(() => expectSound({ ...write, responseBody: '[]' })).toThrow();
		expect(() =>
			expectSound({ ...read, responseBody: read.responseBody.replace('"data"', '"rows"') }),
		).toThrow();
	});
});
