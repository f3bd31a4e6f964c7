import { describe, expect, it } from 'vitest';
import { both, hide } from './channel.mts';
import { openShopify } from './shopifyShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const WHITE = 'ACR-HB-TWHT-60';
const WHITES = [WHITE, 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];

describe('Shopify sheet, section 4: hiding takes the whole product', () => {
	it('does not hide while another variant is in stock', async () => {
		const shop = await openShopify();
		const before = await shop.snapshot();
		const { rows } = await shop.takeOff([WHITE], hide);
		expect(rows).toMatchObject([{ outcome: 'refused', changed: false }]);
		expect(rows[0]?.message).toContain('2 other variants');
		expect(await shop.snapshot()).toEqual(before);
	});

	it("sets the quantity only, with a warning, when 'both' was asked for", async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff([WHITE], both);
		expect(rows).toMatchObject([{ outcome: 'offSale', after: { visible: true, quantity: 0 } }]);
		expect(rows[0]?.warnings).toEqual([expect.stringContaining('Not hidden')]);
		expect((await shop.one(WHITE)).status).toBe('ACTIVE');
	});

	it('hides once all variants go in the same run', async () => {
		const shop = await openShopify();
		const { outcomes } = await shop.takeOff(WHITES, hide);
		expect(Object.values(outcomes)).toEqual(['offSale', 'offSale', 'offSale']);
		expect((await shop.one(WHITE)).status).toBe('DRAFT');
		// One product, one mutation.
		expect(shop.writes()[0]?.query.match(/productUpdate/g)).toHaveLength(1);
	});

	it('hides when the others were out before, and all the same when the user insists', async () => {
		const shop = await openShopify();
		for (const sku of WHITES.slice(1)) shop.seller.setQuantity(sku, 0);
		expect((await shop.takeOff([WHITE], hide)).outcomes).toEqual({ [WHITE]: 'offSale' });
		const forced = await shop.takeOff(['ACR-HB-COBL-60'], {
			channel: { stop: 'hide', hideAnyway: true },
		});
		expect(forced.rows).toMatchObject([{ outcome: 'offSale', after: { visible: false } }]);
	});

	it.each(['DRAFT', 'ARCHIVED'])('never touches a product the seller put in %s', async (status) => {
		const shop = await openShopify();
		await shop.setStatus(GEL, status);
		const before = await shop.snapshot();
		for (const settings of [{}, hide, both]) {
			const { rows } = await shop.takeOff([GEL], settings);
			expect(rows).toMatchObject([{ outcome: 'alreadyOffSale', changed: false }]);
			const back = await shop.putBack(rows);
			expect(back.rows).toMatchObject([{ outcome: 'leftAlone', changed: false }]);
		}
		expect(await shop.snapshot()).toEqual(before);
	});

	it('hides an UNLISTED product, which sells by its link, and makes it UNLISTED again, not ACTIVE', async () => {
		const shop = await openShopify();
		await shop.setStatus(GEL, 'UNLISTED');
		const { rows } = await shop.takeOff([GEL], hide);
		expect(rows).toMatchObject([{ outcome: 'offSale' }]);
		expect((await shop.one(GEL)).status).toBe('DRAFT');
		await shop.putBack(rows);
		expect((await shop.one(GEL)).status).toBe('UNLISTED');
	});
});
