import { afterEach, describe, expect, it } from 'vitest';

import { all, type BigCommerce, openBigCommerce, outcomes, restores } from './bigcommerceShop.mts';
import { json } from './channelRun.mts';

const GEL = 'ACR-GEL-MATT-500';
const MARKER = 'ACR-MRK-CBLK-F';
const WHITES = ['ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];
const [WHITE = ''] = WHITES;
const SHEET = 'ACR-SHT-CLR-A3';
const VARNISH = 'ACR-VAR-GLOS-250';
const GESSO = 'ACR-GES-WHT-1000';
/** Takes backorders. */
const RED = 'ACR-SB-CRED-118';
const PREORDER = 'ACR-NEW-GOLD-60';
const PADS = ['ACR-PAD-A4', 'ACR-PAD-A3'];
const [PAD = ''] = PADS;
const CANVAS = 'ACR-CAN-20';
const hide = { channel: { stop: 'hide' } };
const both = { channel: { stop: 'both' } };

let shop: BigCommerce;
afterEach(async () => await shop.close());

describe('BigCommerce sheet, section 4: levels', () => {
	it('takes products and variants off in one adjustment, each by the id its tracking wants, and restores every location', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const skus = [GEL, WHITE, MARKER];
		const off = await shop.run('takeOffSale', skus);
		expect(outcomes(off.done)).toEqual(all(skus, 'offSale'));
		expect(shop.writes()).toHaveLength(1);
		const { id: gel } = shop.product(GEL);
		const { id: white } = shop.variant(WHITE);
		const { id: marker } = shop.variant(MARKER);
		expect(shop.adjusted()).toEqual([
			{ location_id: 1, product_id: gel, quantity: 0 },
			{ location_id: 1, variant_id: white, quantity: 0 },
			{ location_id: 2, variant_id: white, quantity: 0 },
			{ location_id: 1, variant_id: marker, quantity: 0 },
			{ location_id: 2, variant_id: marker, quantity: 0 },
		]);
		for (const sku of skus)
			expect(shop.shelf(sku)).toMatchObject({ state: 'soldOut', quantity: 0 });
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all(skus, 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('names the run in the reason of the adjustment', async () => {
		shop = await openBigCommerce();
		const { done } = await shop.run('takeOffSale', [GEL]);
		await shop.run('putBackOnSale', restores(done));
		expect(shop.writes().map((entry) => json(entry).reason)).toEqual([
			'n8n-nodes-stockout off sale, execution 1',
			'n8n-nodes-stockout back on sale, execution 1',
		]);
	});

	it('counts without the safety stock, and puts it on top when a quantity is given', async () => {
		shop = await openBigCommerce();
		const off = await shop.run('takeOffSale', [GESSO]);
		expect(off.of(GESSO)).toMatchObject({ outcome: 'offSale', before: { quantity: 8 } });
		expect(shop.onHand(GESSO)).toEqual({ 1: 0, 2: 0 });
		const back = await shop.run('putBackOnSale', [{ sku: GESSO, quantity: 5 }]);
		expect(back.of(GESSO)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.shelf(GESSO)).toMatchObject({ quantity: 5 });
		expect(shop.onHand(GESSO)).toEqual({ 1: 7, 2: 0 });
	});

	it('changes only the chosen location, and does not call that off sale', async () => {
		shop = await openBigCommerce();
		const { of } = await shop.run('takeOffSale', [WHITE], { channel: { locations: ['2'] } });
		expect(of(WHITE)).toMatchObject({ confirmed: false, after: { quantity: 10, buyable: true } });
		expect(of(WHITE).outcome).toMatch(/^(pending|contradicted)$/);
		expect(of(WHITE).warnings).toEqual([
			'It is still sold from locations that are not chosen in the BigCommerce options.',
		]);
		expect(shop.onHand(WHITE)).toEqual({ 1: 10, 2: 0 });
	});

	it('leaves alone what is not sold: a disabled location, and one where the item is switched off', async () => {
		shop = await openBigCommerce();
		shop.fake.shop.level(shop.variant(WHITE), 3).onHand = 5;
		shop.fake.shop.level(shop.variant(WHITE), 2).inStock = false;
		const before = shop.snapshot();
		const { done } = await shop.run('takeOffSale', [WHITE]);
		expect(done).toMatchObject([{ outcome: 'offSale', before: { quantity: 10 } }]);
		expect(shop.onHand(WHITE)).toEqual({ 1: 0, 2: 4, 3: 5 });
		await shop.run('putBackOnSale', restores(done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('waits for a level that shows late, and says pending when it does not come at all', async () => {
		shop = await openBigCommerce();
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		await shop.close();
		shop = await openBigCommerce({ delayFactor: 1_000 });
		const slow = await shop.run('takeOffSale', [GEL]);
		expect(slow.done).toMatchObject([{ outcome: 'pending', confirmed: false, changed: true }]);
		expect(slow.of(GEL).message).toContain('does not show it yet');
	});
});

describe('BigCommerce sheet, section 4: what sells at level 0', () => {
	it('makes goods without stock tracking not purchasable, and never switches tracking on', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [SHEET]);
		expect(off.of(SHEET)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: null },
			after: { visible: true, buyable: false },
		});
		expect(json(shop.writes()[0])).toEqual([
			{ id: shop.product(SHEET).id, availability: 'disabled' },
		]);
		expect(shop.product(SHEET).tracking).toBe('none');
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(SHEET)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.snapshot()).toEqual(before);
	});

	it('says that a quantity means nothing where nobody counts', async () => {
		shop = await openBigCommerce();
		await shop.run('takeOffSale', [SHEET]);
		const { of } = await shop.run('putBackOnSale', [{ sku: SHEET, quantity: 5 }]);
		expect(of(SHEET)).toMatchObject({ outcome: 'leftAlone', changed: false });
	});

	it('switches off one variant of an untracked product, not the others', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [CANVAS]);
		expect(off.of(CANVAS)).toMatchObject({ outcome: 'offSale' });
		expect(json(shop.writes(/variants/)[0])).toEqual([
			{ id: shop.variant(CANVAS).id, purchasing_disabled: true },
		]);
		expect(shop.shelf('ACR-CAN-30')).toMatchObject({ state: 'onSale' });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('switches off one variant of a shared stock and leaves the stock alone', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [PAD]);
		expect(off.of(PAD)).toMatchObject({
			outcome: 'offSale',
			after: { quantity: 20, buyable: false },
		});
		expect(shop.adjusted()).toEqual([]);
		expect(shop.shelf('ACR-PAD-A3')).toMatchObject({ state: 'onSale' });
		const given = await shop.run('putBackOnSale', [{ sku: PAD, quantity: 5 }]);
		expect(given.of(PAD)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('share one stock'),
		});
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('stops a shared stock by the SKU of the product, and says that all variants go', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', ['ACR-PAD']);
		expect(off.of('ACR-PAD')).toMatchObject({
			outcome: 'offSale',
			before: { quantity: 20 },
			warnings: ['This stops every variant of the product.'],
		});
		for (const sku of PADS) expect(shop.shelf(sku)).toMatchObject({ state: 'soldOut' });
		expect(shop.adjusted()).toMatchObject([
			{ product_id: shop.product(PAD).id },
			{ product_id: shop.product(PAD).id },
		]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('wants the SKUs of the variants where each keeps its own stock', async () => {
		shop = await openBigCommerce();
		shop.product(PAD).tracking = 'variant';
		const before = shop.snapshot();
		const { of } = await shop.run('takeOffSale', ['ACR-PAD']);
		expect(of('ACR-PAD')).toMatchObject({
			outcome: 'refused',
			nextStep: 'Use the SKUs of the variants.',
		});
		expect(shop.snapshot()).toEqual(before);
	});

	it('stops a pre-order, and makes it a pre-order again', async () => {
		shop = await openBigCommerce();
		const off = await shop.run('takeOffSale', [PREORDER]);
		expect(off.of(PREORDER)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: 0, buyable: true },
		});
		expect(shop.product(PREORDER).availability).toBe('disabled');
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.product(PREORDER).availability).toBe('preorder');
	});

	it('stops goods that take backorders, of which level 0 alone would not be the end', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [RED]);
		expect(off.of(RED)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.product(RED).availability).toBe('disabled');
		expect(shop.shelf(RED)).toMatchObject({ quantity: 0, state: 'soldOut' });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});
});

describe('BigCommerce sheet, section 6: what somebody else decided', () => {
	it.each(['not visible', 'disabled', 'purchasing disabled', 'switched off everywhere', 'at zero'])(
		'leaves goods alone that are %s',
		async (how) => {
			shop = await openBigCommerce();
			const { product, levels } = shop.variant(GEL);
			if (how === 'not visible') product.visible = false;
			if (how === 'disabled') product.availability = 'disabled';
			if (how === 'purchasing disabled') shop.variant(GEL).purchasingDisabled = true;
			if (how === 'switched off everywhere')
				for (const level of levels.values()) level.inStock = false;
			if (how === 'at zero') shop.fake.seller.setQuantity(GEL, 0);
			const before = shop.snapshot();
			const off = await shop.run('takeOffSale', [GEL]);
			expect(off.of(GEL)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
			const back = await shop.run('putBackOnSale', restores(off.done));
			expect(back.of(GEL)).toMatchObject({ outcome: 'leftAlone', changed: false });
			expect(shop.writes()).toEqual([]);
			expect(shop.snapshot()).toEqual(before);
		},
	);

	it('sets the stock of a product that is not visible, and says that it stays so', async () => {
		shop = await openBigCommerce();
		const { of } = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 9 }]);
		expect(of(VARNISH)).toMatchObject({
			outcome: 'leftAlone',
			changed: true,
			after: { quantity: 9, buyable: false },
		});
	});
});

describe('BigCommerce sheet, section 4: hiding takes the whole product', () => {
	it('hides a product once, however many of its variants go, and shows it again', async () => {
		shop = await openBigCommerce();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [...WHITES, GEL], both);
		expect(outcomes(off.done)).toEqual(all([...WHITES, GEL], 'offSale'));
		expect(json(shop.writes(/products/)[0])).toEqual([
			{ id: shop.product(WHITE).id, is_visible: false },
			{ id: shop.product(GEL).id, is_visible: false },
		]);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all([...WHITES, GEL], 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('does not hide while another variant can be ordered, be it on backorder', async () => {
		shop = await openBigCommerce();
		const [, second, third] = WHITES.map((sku) => shop.variant(sku));
		for (const variant of [second, third]) shop.fake.seller.setQuantity(variant.sku, 0);
		shop.fake.shop.level(third, 1).backorderLimit = 5;
		const { of } = await shop.run('takeOffSale', [WHITE], hide);
		expect(of(WHITE)).toMatchObject({ outcome: 'refused', changed: false });
		shop.fake.shop.level(third, 1).backorderLimit = 0;
		const again = await shop.run('takeOffSale', [WHITE], hide);
		expect(again.of(WHITE)).toMatchObject({ outcome: 'offSale', after: { visible: false } });
		expect(shop.onHand(WHITE)).toEqual({ 1: 10, 2: 4 });
	});
});
