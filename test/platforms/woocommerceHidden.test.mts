import { describe, expect, it } from 'vitest';
import { both, hide } from './channel.mts';
import { openWoo } from './wooShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const BLUE = 'ACR-HB-COBL-60';

describe('WooCommerce sheet, sections 4 and 6: the hand of the seller', () => {
	it('sees that a variation of a draft parent is hidden, although it reads publish', async () => {
		const shop = await openWoo();
		await shop.admin('PUT', `/products/${(await shop.parentOf(BLUE)).id}`, { status: 'draft' });
		const before = await shop.snapshot();
		for (const settings of [{}, hide, both]) {
			const { rows } = await shop.takeOff([BLUE], settings);
			expect(rows).toMatchObject([
				{ outcome: 'alreadyOffSale', changed: false, before: { visible: false, buyable: false } },
			]);
		}
		expect(await shop.snapshot()).toEqual(before);
	});

	it.each(['draft', 'private', 'pending'])(
		'leaves a product in %s as it is, off and back',
		async (status) => {
			const shop = await openWoo();
			await shop.edit(GEL, { status });
			const before = await shop.snapshot();
			for (const settings of [{}, hide, both]) {
				const { rows } = await shop.takeOff([GEL], settings);
				expect(rows).toMatchObject([{ outcome: 'alreadyOffSale', changed: false }]);
				expect((await shop.putBack(rows)).rows).toMatchObject([
					{ outcome: 'leftAlone', changed: false },
				]);
			}
			expect(await shop.snapshot()).toEqual(before);
		},
	);

	it('keeps hidden what was hidden by hand after the take-off', async () => {
		const shop = await openWoo();
		const { rows } = await shop.takeOff([GEL]);
		shop.seller.setHidden(GEL, true);
		const back = await shop.putBack(rows);
		expect(back.rows).toMatchObject([
			{ outcome: 'leftAlone', changed: true, after: { quantity: 7, visible: false } },
		]);
		expect(await shop.one(GEL)).toMatchObject({ status: 'draft' });
	});

	it('stops what is hidden from the catalogue but still sells by its address, and keeps it out of the catalogue', async () => {
		const shop = await openWoo();
		await shop.edit(GEL, { catalog_visibility: 'hidden' });
		const before = await shop.snapshot();
		for (const settings of [{}, hide, both]) {
			const { rows } = await shop.takeOff([GEL], settings);
			expect(rows).toMatchObject([
				{
					outcome: 'offSale',
					changed: true,
					before: { visible: false, buyable: true },
					after: { buyable: false },
				},
			]);
			const back = await shop.putBack(rows);
			expect(back.rows).toMatchObject([{ outcome: 'backOnSale' }]);
			expect(await shop.snapshot()).toEqual(before);
		}
	});
});
