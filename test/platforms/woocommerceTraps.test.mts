import { describe, expect, it } from 'vitest';
import { hide } from './channel.mts';
import { openWoo } from './wooShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const BLUE = 'ACR-HB-COBL-60';
const BROAD = 'ACR-MRK-CBLK-B';
const FINE = 'ACR-MRK-CBLK-F';
const NOTIFY = 'ACR-SB-CRED-118';
const UNMANAGED = 'ACR-SHT-CLR-A3';

describe('WooCommerce sheet, section 4: which field really stops the sale', () => {
	it('writes the count of a managed product, never its status alone', async () => {
		const shop = await openWoo();
		await shop.takeOff([GEL]);
		expect(shop.writes()[0]?.body.update[0]).not.toHaveProperty('stock_status');
		expect(await shop.one(GEL)).toMatchObject({ stock_quantity: 0, stock_status: 'outofstock' });
	});

	it('writes the status of a product that is not managed, and leaves its management off', async () => {
		const shop = await openWoo();
		const { rows } = await shop.takeOff([UNMANAGED]);
		expect(rows).toMatchObject([
			{ outcome: 'offSale', before: { quantity: null }, after: { quantity: null, buyable: false } },
		]);
		expect(await shop.one(UNMANAGED)).toMatchObject({
			manage_stock: false,
			stock_status: 'outofstock',
		});
		await shop.putBack(rows);
		expect(await shop.one(UNMANAGED)).toMatchObject({
			manage_stock: false,
			stock_status: 'instock',
		});
	});

	it.each(['yes', 'notify'])("switches backorders '%s' off, and on again", async (backorders) => {
		const shop = await openWoo();
		await shop.edit(GEL, { backorders });
		const before = await shop.snapshot();
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
		expect(await shop.one(GEL)).toMatchObject({ backorders: 'no', stock_status: 'outofstock' });
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('stops a product that sells on backorder at zero or below, and keeps the count below zero', async () => {
		const shop = await openWoo();
		shop.seller.sell(NOTIFY, 8);
		const before = await shop.snapshot();
		const { rows } = await shop.takeOff([NOTIFY]);
		expect(rows).toMatchObject([
			{
				outcome: 'offSale',
				before: { quantity: -3, buyable: true },
				after: { quantity: -3, buyable: false },
			},
		]);
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('stops an unmanaged product that is on backorder by status', async () => {
		const shop = await openWoo();
		await shop.edit(UNMANAGED, { stock_status: 'onbackorder' });
		const { rows } = await shop.takeOff([UNMANAGED]);
		expect(rows).toMatchObject([{ outcome: 'offSale' }]);
		await shop.putBack(rows);
		expect(await shop.one(UNMANAGED)).toMatchObject({ stock_status: 'onbackorder' });
	});
});

describe("WooCommerce sheet, section 4: stock that is kept on the parent ('parent')", () => {
	it('stops only this variation, and gives it back to its parent', async () => {
		const shop = await openWoo();
		const before = await shop.snapshot();
		const parent = await shop.parentOf(BROAD);
		expect(await shop.one(BROAD)).toMatchObject({ manage_stock: 'parent' });
		const { rows } = await shop.takeOff([BROAD]);
		expect(rows).toMatchObject([{ outcome: 'offSale', after: { quantity: 0 } }]);
		expect(await shop.one(BROAD)).toMatchObject({
			manage_stock: true,
			stock_quantity: 0,
			stock_status: 'outofstock',
		});
		expect(await shop.one(FINE)).toMatchObject({ stock_status: 'instock' });
		expect(await shop.admin('GET', `/products/${parent.id}`)).toMatchObject({
			stock_quantity: parent.stock_quantity,
			stock_status: 'instock',
		});
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(before);
		expect(JSON.stringify(shop.writes())).not.toContain('"parent"');
	});

	it("stops it also where the parent allows backorders, which are the parent's", async () => {
		const shop = await openWoo();
		const { id } = await shop.parentOf(BROAD);
		await shop.admin('PUT', `/products/${id}`, { backorders: 'yes' });
		const before = await shop.snapshot();
		const { rows } = await shop.takeOff([BROAD]);
		expect(rows).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('sends a new quantity for it to a person: the count belongs to all variations', async () => {
		const shop = await openWoo();
		await shop.admin('PUT', `/products/${(await shop.parentOf(BROAD)).id}`, { stock_quantity: 0 });
		const { rows } = await shop.putBack([{ sku: BROAD, quantity: 5 }]);
		expect(rows).toMatchObject([{ outcome: 'refused', changed: false }]);
		expect(rows[0]?.nextStep).toContain("parent's SKU");
	});

	it('warns when the SKU is the one of the parent, which stops all its variations', async () => {
		const shop = await openWoo();
		const { id } = await shop.parentOf(BROAD);
		await shop.admin('PUT', `/products/${id}`, { sku: 'ACR-MRK-CBLK' });
		const before = await shop.snapshot();
		const { rows } = await shop.takeOff(['ACR-MRK-CBLK']);
		expect(rows).toMatchObject([
			{ outcome: 'offSale', warnings: [expect.stringContaining('every variation')] },
		]);
		expect(await shop.one(BROAD)).toMatchObject({ stock_status: 'outofstock' });
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('does not hide a parent, which would hide all its variations', async () => {
		const shop = await openWoo();
		const { id } = await shop.parentOf(BROAD);
		await shop.admin('PUT', `/products/${id}`, { sku: 'ACR-MRK-CBLK' });
		const { rows } = await shop.takeOff(['ACR-MRK-CBLK'], hide);
		expect(rows).toMatchObject([
			{ outcome: 'refused', changed: false, nextStep: expect.stringContaining('variations') },
		]);
		expect(shop.writes()).toEqual([]);
	});

	it('refuses the SKU of a parent that follows its variations: its status cannot be written', async () => {
		const shop = await openWoo();
		const { id } = await shop.parentOf(BLUE);
		await shop.admin('PUT', `/products/${id}`, { sku: 'ACR-HB-COBL' });
		const { rows } = await shop.takeOff(['ACR-HB-COBL']);
		expect(rows).toMatchObject([
			{ outcome: 'refused', changed: false, nextStep: expect.stringContaining('variations') },
		]);
		expect(shop.writes()).toEqual([]);
	});
});

describe('WooCommerce sheet, section 4: what only hiding can stop', () => {
	it('refuses an external product for zero and names the way out, which works and comes back', async () => {
		const shop = await openWoo();
		const before = await shop.snapshot();
		const zero = await shop.takeOff(['ACR-EXT-1']);
		expect(zero.rows).toMatchObject([
			{
				outcome: 'refused',
				changed: false,
				message: expect.stringContaining("'external'"),
				nextStep: expect.stringContaining('Hide'),
			},
		]);
		expect(shop.writes()).toEqual([]);
		const { rows } = await shop.takeOff(['ACR-EXT-1'], hide);
		expect(rows).toMatchObject([{ outcome: 'offSale', after: { visible: false, buyable: false } }]);
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('refuses a managed product while the shop-wide switch is off, and hides it when told', async () => {
		const shop = await openWoo();
		await shop.admin('PUT', '/settings/products/woocommerce_manage_stock', { value: 'no' });
		const { rows } = await shop.takeOff([GEL, UNMANAGED]);
		expect(rows).toMatchObject([
			{ outcome: 'refused', changed: false, message: expect.stringContaining('whole shop') },
			{ outcome: 'offSale', confirmed: true },
		]);
		const hidden = await shop.takeOff([GEL], hide);
		expect(hidden.rows).toMatchObject([{ outcome: 'offSale' }]);
		await shop.putBack(hidden.rows);
		expect(await shop.one(GEL)).toMatchObject({ status: 'publish' });
	});

	it("sends a variation to a person whose count may be the parent's, while the shop-wide switch is off", async () => {
		const shop = await openWoo();
		await shop.admin('PUT', '/settings/products/woocommerce_manage_stock', { value: 'no' });
		const before = await shop.snapshot();
		const { rows } = await shop.takeOff([BROAD]);
		expect(rows).toMatchObject([
			{ outcome: 'refused', changed: false, nextStep: expect.stringContaining('Hide') },
		]);
		expect(await shop.snapshot()).toEqual(before);
		expect((await shop.takeOff([BROAD], hide)).rows).toMatchObject([{ outcome: 'offSale' }]);
	});

	it('takes off a variation with a count although the shop-wide switch is off: variations take it', async () => {
		const shop = await openWoo();
		await shop.admin('PUT', '/settings/products/woocommerce_manage_stock', { value: 'no' });
		const before = await shop.snapshot();
		expect(await shop.one(BLUE)).toMatchObject({ manage_stock: false, stock_quantity: 6 });
		const { rows } = await shop.takeOff([BLUE]);
		expect(rows).toMatchObject([{ outcome: 'offSale', changed: true, confirmed: true }]);
		expect(await shop.one(BLUE)).toMatchObject({ stock_quantity: 0, stock_status: 'outofstock' });
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(before);
	});
});
