import { describe, expect, it } from 'vitest';
import { both, hide } from './channel.mts';
import { openWoo } from './wooShop.mts';

const GEL = 'ACR-GEL-MATT-500';
/** A variation with a count of its own. */
const BLUE = 'ACR-HB-COBL-60';
/** A variation whose pieces are counted with its parent. */
const BROAD = 'ACR-MRK-CBLK-B';
const NOTIFY = 'ACR-SB-CRED-118';
const UNMANAGED = 'ACR-SHT-CLR-A3';
const SKUS = [GEL, BLUE, 'ACR-HB-COBL-120', BROAD, NOTIFY, UNMANAGED];

describe('WooCommerce: take off sale', () => {
	it('sets the count to zero and confirms it: look-up, write, read-back', async () => {
		const shop = await openWoo();
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([
			{
				outcome: 'offSale',
				changed: true,
				confirmed: true,
				before: { quantity: 7, buyable: true },
				after: { quantity: 0, visible: true, buyable: false },
			},
		]);
		const { id } = await shop.one(GEL);
		expect(shop.writes()).toEqual([
			{ method: 'POST', path: '/products/batch', body: { update: [{ id, stock_quantity: 0 }] } },
		]);
		expect(rows[0]?.requests).toBe(3);
	});

	it('writes a variation below its parent, all of one parent in one request', async () => {
		const shop = await openWoo();
		const { outcomes } = await shop.takeOff([BLUE, 'ACR-HB-COBL-120']);
		expect(Object.values(outcomes)).toEqual(['offSale', 'offSale']);
		const { parent_id } = await shop.one(BLUE);
		expect(shop.writes()).toMatchObject([
			{
				path: `/products/${parent_id}/variations/batch`,
				body: { update: [{ stock_quantity: 0 }, { stock_quantity: 0 }] },
			},
		]);
	});

	it('hides: a product becomes a draft, a variation private, the counts stay', async () => {
		const shop = await openWoo();
		const { rows } = await shop.takeOff([GEL, BLUE], hide);
		expect(rows).toMatchObject([
			{ outcome: 'offSale', after: { visible: false, buyable: false, quantity: 7 } },
			{ outcome: 'offSale', after: { visible: false, buyable: false, quantity: 6 } },
		]);
		expect(await shop.one(GEL)).toMatchObject({ status: 'draft', stock_quantity: 7 });
		expect(await shop.one(BLUE)).toMatchObject({ status: 'private', stock_quantity: 6 });
		// Its sibling goes on selling: only the variation was disabled.
		expect(await shop.parentOf(BLUE)).toMatchObject({ status: 'publish', stock_status: 'instock' });
	});

	it('does both in one request', async () => {
		const shop = await openWoo();
		const { rows } = await shop.takeOff([GEL], both);
		expect(rows).toMatchObject([{ outcome: 'offSale', after: { visible: false, quantity: 0 } }]);
		expect(shop.writes()).toMatchObject([
			{ body: { update: [{ stock_quantity: 0, status: 'draft' }] } },
		]);
	});

	it('changes nothing the second time, and says so', async () => {
		const shop = await openWoo();
		await shop.takeOff(SKUS);
		const once = await shop.snapshot();
		const written = shop.writes().length;
		const { rows } = await shop.takeOff(SKUS);
		expect(rows.map(({ outcome, changed }) => [outcome, changed])).toEqual(
			SKUS.map(() => ['alreadyOffSale', false]),
		);
		expect(shop.writes()).toHaveLength(written);
		expect(await shop.snapshot()).toEqual(once);
	});
});

describe.each([
	['zero', {}],
	['hide', hide],
	['both', both],
])('WooCommerce: put back after %s', (_, settings) => {
	it('restores every field of every item, and nothing else', async () => {
		const shop = await openWoo();
		const before = await shop.snapshot();
		const off = await shop.takeOff(SKUS, settings);
		expect(Object.values(off.outcomes)).toEqual(SKUS.map(() => 'offSale'));
		const back = await shop.putBack(off.rows, settings);
		expect(Object.values(back.outcomes)).toEqual(SKUS.map(() => 'backOnSale'));
		expect(await shop.snapshot()).toEqual(before);
	});
});

describe('WooCommerce: put back', () => {
	it('leaves alone what somebody changed in between', async () => {
		const shop = await openWoo();
		const { rows } = await shop.takeOff([GEL]);
		shop.seller.setQuantity(GEL, 3);
		const back = await shop.putBack(rows);
		expect(back.rows).toMatchObject([{ outcome: 'alreadyOnSale', changed: false }]);
		expect(await shop.one(GEL)).toMatchObject({ stock_quantity: 3 });
	});

	it('takes a new quantity instead of the remembered one, and brings backorders back', async () => {
		const shop = await openWoo();
		const { rows } = await shop.takeOff([NOTIFY]);
		const back = await shop.putBack(rows.map((row) => ({ ...row, quantity: '20' })));
		expect(back.rows).toMatchObject([{ outcome: 'backOnSale', after: { quantity: 20 } }]);
		expect(await shop.one(NOTIFY)).toMatchObject({ stock_quantity: 20, backorders: 'notify' });
	});

	it('sets only the status, and says so, where WooCommerce keeps no count', async () => {
		const shop = await openWoo();
		await shop.takeOff([UNMANAGED]);
		const { rows } = await shop.putBack([{ sku: UNMANAGED, quantity: 9 }]);
		expect(rows).toMatchObject([{ outcome: 'backOnSale', after: { quantity: null } }]);
		expect(rows[0]?.warnings.join()).toContain('does not count');
	});

	it('undoes nothing twice', async () => {
		const shop = await openWoo();
		const { rows } = await shop.takeOff([GEL]);
		await shop.putBack(rows);
		shop.seller.sell(GEL, 2);
		const again = await shop.putBack(rows);
		expect(again.rows).toMatchObject([{ outcome: 'alreadyOnSale', changed: false }]);
		expect(await shop.one(GEL)).toMatchObject({ stock_quantity: 5 });
	});
});

describe('WooCommerce: get stock state', () => {
	it('tells what a customer can buy, and writes nothing', async () => {
		const shop = await openWoo();
		shop.seller.setQuantity(GEL, 0);
		const { rows } = await shop.state([GEL, BROAD, UNMANAGED, 'ACR-VAR-GLOS-250', 'NOPE']);
		expect(rows).toMatchObject([
			{ outcome: 'alreadyOffSale', after: { quantity: 0, visible: true, buyable: false } },
			{
				outcome: 'alreadyOnSale',
				after: { visible: true, buyable: true, title: 'Acrylic Marker Carbon Black - Broad' },
			},
			{ outcome: 'alreadyOnSale', after: { quantity: null, buyable: true } },
			{ outcome: 'alreadyOffSale', after: { visible: false, buyable: false } },
			{ outcome: 'notFound', after: null },
		]);
		expect(shop.writes()).toEqual([]);
	});
});

describe('WooCommerce: dry run', () => {
	it('writes nothing and lists the very requests the real run sends', async () => {
		const shop = await openWoo();
		const before = await shop.snapshot();
		const { rows } = await shop.takeOff(SKUS, { ...both, options: { dryRun: true } });
		expect(rows.map(({ outcome, changed, restore }) => [outcome, changed, restore])).toEqual(
			SKUS.map(() => ['planned', false, '']),
		);
		expect(await shop.snapshot()).toEqual(before);
		expect(shop.writes()).toEqual([]);

		await shop.takeOff(SKUS, both);
		const planned = rows
			.flatMap(({ plannedRequests }) => plannedRequests ?? [])
			.filter(({ body }) => body);
		const inOrder = (requests: object[]) =>
			requests.map((request) => JSON.stringify(request)).sort();
		expect(inOrder(planned.map(({ method, path, body }) => ({ method, path, body })))).toEqual(
			inOrder(shop.writes()),
		);
	});
});
