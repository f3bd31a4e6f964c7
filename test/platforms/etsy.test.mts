// What the sheet on Etsy warns of, in n8n's real engine.
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { json } from './channelRun.mts';
import { openEtsyShop, restores, type EtsyShop } from './etsyShop.mts';

const INK = 'ACR-INK-PAYN-30';
const VARNISH = 'ACR-VAR-GLOS-250';
const [BLUE_60, BLUE_120] = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];
const [WHITE_60, WHITE_120, WHITE_250] = ['ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];

let shop: EtsyShop;
beforeEach(async () => {
	shop = await openEtsyShop();
});
afterEach(async () => await shop.close());

type Body = { products: Array<{ sku: string; offerings: IDataObject[] }> };
const quantities = (body: unknown) =>
	Object.fromEntries(
		(body as Body).products.map(({ sku, offerings }) => [sku, offerings[0]?.quantity]),
	);

describe('Etsy sheet, section 4: a whole listing', () => {
	it('is hidden by one form and keeps its quantity', async () => {
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
			after: { quantity: 8, visible: false, buyable: false },
		});
		expect(shop.patches().map(({ requestBody }) => requestBody)).toEqual(['state=inactive']);
		expect(shop.puts()).toEqual([]);
	});

	it('that was hidden by hand stays hidden, also when its quantity is set', async () => {
		const off = await shop.run('takeOffSale', [VARNISH]);
		expect(off.of(VARNISH)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
		const filled = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 9 }]);
		expect(filled.of(VARNISH)).toMatchObject({
			outcome: 'leftAlone',
			changed: true,
			after: { quantity: 9, buyable: false },
		});
		expect(shop.shelf(VARNISH)).toMatchObject({ state: 'hidden', quantity: 9 });
	});

	it("called 'edit' by Etsy counts as hidden and comes back", async () => {
		const off = await shop.run('takeOffSale', [INK]);
		shop.sandbox.resetCounts();
		const real = shop.listing(INK);
		shop.answer(async (request) => {
			if (request.method !== 'GET' || real.state !== 'inactive') return undefined;
			const { query, path } = request;
			if (!path.endsWith('/listings') || query.get('state') !== 'inactive') return undefined;
			const found = shop.shop.listings.filter(({ state }) => state === 'inactive');
			const { listingView, inventoryView } = await import('../../sandbox/etsy/views.mts');
			const results = found.map((one) => ({
				...listingView(one),
				state: 'edit',
				inventory: inventoryView(one),
			}));
			return { status: 200, body: { count: results.length, results } };
		});
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale' });
	});

	it('takes a put back with a quantity: quantity first, then it is shown', async () => {
		const off = await shop.run('takeOffSale', [INK]);
		const back = await shop.run('putBackOnSale', [{ ...restores(off.done)[0], quantity: 3 }]);
		expect(back.of(INK)).toMatchObject({
			outcome: 'backOnSale',
			after: { quantity: 3, buyable: true },
		});
		const writes = shop.sandbox.log
			.entries('etsy')
			.filter(({ method }) => method !== 'GET')
			.slice(1);
		expect(writes.map(({ method }) => method)).toEqual(['PUT', 'PATCH']);
	});
});

describe('Etsy sheet, section 4: some variations', () => {
	it('go to 0 in one request with the whole inventory, and come back exactly', async () => {
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [WHITE_60, WHITE_250]);
		for (const sku of [WHITE_60, WHITE_250])
			expect(off.of(sku)).toMatchObject({
				outcome: 'offSale',
				after: { quantity: 0, visible: true, buyable: false },
				warnings: [expect.stringContaining('Not hidden')],
			});
		expect(shop.shelf(WHITE_120)).toMatchObject({ state: 'onSale', quantity: 9 });
		expect(shop.patches()).toEqual([]);
		expect(shop.puts().map(json).map(quantities)).toEqual([
			{ [WHITE_60]: 0, [WHITE_120]: 9, [WHITE_250]: 0 },
		]);
		expect(json(shop.puts()[0]!).products).toMatchObject([
			{ sku: WHITE_60, offerings: [{ price: 8.9, is_enabled: true, readiness_state_id: 1234 }] },
			{},
			{},
		]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
		expect(shop.puts()).toHaveLength(2);
	});

	it('keep what was sold of the others since the look-up', async () => {
		shop.answer((request) => {
			if (
				request.method === 'GET' &&
				/\/\d+\/inventory$/.test(request.path) &&
				shop.shelf(WHITE_120)?.quantity === 9
			)
				shop.fake.seller.sell(WHITE_120, 2);
			return undefined;
		});
		await shop.run('takeOffSale', [WHITE_60]);
		expect(shop.shelf(WHITE_120)).toMatchObject({ quantity: 7 });
	});

	it('remember the quantity of the last moment when pieces were sold meanwhile', async () => {
		let sold = false;
		shop.answer((request) => {
			if (!sold && request.method === 'GET' && /\/\d+\/inventory$/.test(request.path)) {
				sold = true;
				shop.fake.seller.sell(WHITE_60, 5);
			}
			return undefined;
		});
		const off = await shop.run('takeOffSale', [WHITE_60]);
		expect(off.of(WHITE_60)).toMatchObject({ outcome: 'offSale', confirmed: true });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.shelf(WHITE_60)).toMatchObject({ quantity: 9, state: 'onSale' });
	});

	it('of which the others run out at the same moment: the listing is hidden after all', async () => {
		let once = true;
		shop.answer((request) => {
			if (request.method === 'PUT' && once) {
				once = false;
				shop.fake.seller.setQuantity(BLUE_120, 0);
				shop.fake.seller.setQuantity(BLUE_60, 6);
				return { status: 400, body: { error: 'One offering must have quantity greater than 0' } };
			}
			return undefined;
		});
		const off = await shop.run('takeOffSale', [BLUE_60]);
		expect(off.of(BLUE_60)).toMatchObject({ outcome: 'offSale', after: { visible: false } });
		expect(shop.listing(BLUE_60).state).toBe('inactive');
	});

	it('are disabled as well where the seller wants that, and enabled again', async () => {
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [BLUE_60], { channel: { disableVariations: true } });
		expect(off.of(BLUE_60)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, quantity: 0 },
		});
		expect(shop.shelf(BLUE_60)).toMatchObject({ state: 'hidden', note: 'variation disabled' });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('that were disabled by hand stay so', async () => {
		shop.shop.find(BLUE_60).product.is_enabled = false;
		const off = await shop.run('takeOffSale', [BLUE_60]);
		expect(off.of(BLUE_60)).toMatchObject({
			outcome: 'alreadyOffSale',
			before: { visible: false, buyable: false },
		});
		await shop.run('putBackOnSale', [{ sku: BLUE_60, quantity: 4 }]);
		expect(shop.shop.find(BLUE_60).product).toMatchObject({ is_enabled: false, quantity: 4 });
	});

	it('that Etsy counts together are refused one by one, and hidden together', async () => {
		const [small, large] = ['ACR-APRON-S', 'ACR-APRON-L'];
		const alone = await shop.run('takeOffSale', [small]);
		expect(alone.of(small)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('counts several variations'),
		});
		const together = await shop.run('takeOffSale', [small, large]);
		expect(together.of(small)).toMatchObject({ outcome: 'offSale', before: { quantity: 5 } });
		const back = await shop.run(
			'putBackOnSale',
			restores(together.done).map((one) => ({ ...one, quantity: 2 })),
		);
		expect(back.of(large)).toMatchObject({
			outcome: 'backOnSale',
			warnings: [expect.stringContaining('no quantity was set')],
		});
		expect(shop.shelf(small)).toMatchObject({ state: 'onSale', quantity: 5 });
	});

	it('with one SKU for all of them are one item, and hidden as one', async () => {
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', ['ACR-BRUSH-1']);
		expect(off.of('ACR-BRUSH-1')).toMatchObject({
			outcome: 'offSale',
			before: { quantity: 9 },
			after: { visible: false },
		});
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
		await shop.run('takeOffSale', ['ACR-BRUSH-1']);
		const filled = await shop.run('putBackOnSale', [{ sku: 'ACR-BRUSH-1', quantity: 10 }]);
		expect(filled.of('ACR-BRUSH-1')).toMatchObject({
			after: { quantity: 10 },
			warnings: expect.arrayContaining([expect.stringContaining('holds most')]),
		});
	});

	it('with three properties are written under the switch that allows them', async () => {
		const off = await shop.run('takeOffSale', ['ACR-BRD-WHITE']);
		expect(off.of('ACR-BRD-WHITE')).toMatchObject({ outcome: 'offSale', after: { quantity: 0 } });
		expect(shop.puts().map(({ query }) => query)).toEqual(['max_variations_supported=3']);
	});
});

describe('Etsy: a listing whose variations went off sale with it', () => {
	it('comes back for one of them only, and the other comes back later with its quantity', async () => {
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [BLUE_60, BLUE_120]);
		expect(shop.patches()).toHaveLength(1);
		expect(shop.puts()).toEqual([]);
		const [first, second] = [off.of(BLUE_60), off.of(BLUE_120)];
		const back = await shop.run('putBackOnSale', restores([first]));
		expect(back.of(BLUE_60)).toMatchObject({
			outcome: 'backOnSale',
			warnings: [expect.stringContaining(`'${BLUE_120}' of the same listing was set from 3 to 0`)],
		});
		expect(shop.shelf(BLUE_60)).toMatchObject({ state: 'onSale', quantity: 6 });
		expect(shop.shelf(BLUE_120)).toMatchObject({ state: 'soldOut', quantity: 0 });
		await shop.run('putBackOnSale', restores([second]));
		expect(shop.snapshot()).toEqual(before);
	});

	it('comes back with all of them where that is wanted', async () => {
		const off = await shop.run('takeOffSale', [BLUE_60], { channel: { hideAnyway: true } });
		expect(shop.shelf(BLUE_120)?.state).toBe('hidden');
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.shelf(BLUE_120)).toMatchObject({ state: 'onSale', quantity: 3 });
		expect(shop.shelf(BLUE_60)).toMatchObject({ state: 'onSale', quantity: 6 });
	});

	it('stays hidden for one that went to 0 before it was hidden, and says so', async () => {
		const first = await shop.run('takeOffSale', [BLUE_60]);
		const second = await shop.run('takeOffSale', [BLUE_120]);
		expect(second.of(BLUE_120)).toMatchObject({ outcome: 'offSale', after: { visible: false } });
		const back = await shop.run('putBackOnSale', restores(first.done));
		expect(back.of(BLUE_60)).toMatchObject({ outcome: 'leftAlone', changed: true });
		expect(shop.shelf(BLUE_60)).toMatchObject({ state: 'hidden', quantity: 6 });
		await shop.run('putBackOnSale', restores(second.done));
		expect(shop.shelf(BLUE_120)).toMatchObject({ state: 'onSale', quantity: 3 });
		// It came back meanwhile, and is none of those that went with the other.
		expect(shop.shelf(BLUE_60)).toMatchObject({ state: 'onSale', quantity: 6 });
	});

	it('says that all is done already when it is put back again', async () => {
		const off = await shop.run('takeOffSale', [BLUE_60, BLUE_120]);
		await shop.run('putBackOnSale', restores([off.of(BLUE_60)]));
		const again = await shop.run('putBackOnSale', restores([off.of(BLUE_60)]));
		expect(again.of(BLUE_60)).toMatchObject({ outcome: 'alreadyOnSale', changed: false });
		expect(shop.shelf(BLUE_120)).toMatchObject({ state: 'soldOut' });
	});

	it('is not hidden by the stronger action while another variation is in stock', async () => {
		const { of } = await shop.run('takeOffSale', [BLUE_60], { channel: { stop: 'hide' } });
		expect(of(BLUE_60)).toMatchObject({ outcome: 'refused', changed: false });
		expect([...shop.patches(), ...shop.puts()]).toEqual([]);
	});
});

describe('Etsy sheet, section 6: sold out, expired and drafted listings', () => {
	it.each([['ACR-SOLD-1'], ['ACR-EXP-1'], ['ACR-DRAFT-1']])(
		'%s is off sale already',
		async (sku) => {
			const before = shop.snapshot();
			const { of } = await shop.run('takeOffSale', [sku]);
			expect(of(sku)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
			expect(shop.snapshot()).toEqual(before);
		},
	);

	it.each([
		['ACR-SOLD-1', 'sold out'],
		['ACR-EXP-1', 'expired'],
	])('%s costs a fee, so it is put back only where that is wanted', async (sku, words) => {
		const refused = await shop.run('putBackOnSale', [{ sku, quantity: 7 }]);
		expect(refused.of(sku)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining(words),
			nextStep: expect.stringContaining('Renew for a Fee'),
		});
		expect(shop.shop.fees).toBe(0);
		const back = await shop.run('putBackOnSale', [{ sku, quantity: 7 }], {
			channel: { renew: true },
		});
		expect(back.of(sku)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 7 } });
		expect(shop.shop.fees).toBe(1);
	});

	it('a draft gets its quantity and stays a draft', async () => {
		const { of } = await shop.run('putBackOnSale', [{ sku: 'ACR-DRAFT-1', quantity: 5 }]);
		expect(of('ACR-DRAFT-1')).toMatchObject({ outcome: 'leftAlone', after: { quantity: 5 } });
		expect(shop.listing('ACR-DRAFT-1').state).toBe('draft');
	});
});

describe('Etsy sheet, section 3: looking for a SKU', () => {
	it('two listings with the same SKU are ambiguous, and both are taken where that is wanted', async () => {
		const one = await shop.run('takeOffSale', ['ACR-DUP-1']);
		expect(one.of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous' });
		const both = await shop.run('takeOffSale', ['ACR-DUP-1'], {
			channel: { severalListings: 'all' },
		});
		expect(both.of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale' });
		const back = await shop.run('putBackOnSale', restores(both.done));
		expect(back.of('ACR-DUP-1')).toMatchObject({ outcome: 'backOnSale', after: { quantity: 6 } });
	});

	it('looks among sold out, drafted and expired ones only when it must', async () => {
		const states = () =>
			shop.reads(/\/listings$/).map(({ query }) => new URLSearchParams(query).get('state'));
		await shop.run('getStockState', [INK]);
		expect(states().sort()).toEqual(['active', 'inactive']);
		await shop.run('getStockState', ['ACR-NOWHERE']);
		expect(states().slice(2).sort()).toEqual([
			'active',
			'draft',
			'expired',
			'inactive',
			'sold_out',
		]);
	});

	it('reads once more when a listing slipped between two pages', async () => {
		await shop.close();
		shop = await openEtsyShop({ catalogue: manyProducts(150) });
		shop.answer(({ path, query }) => {
			// The last one of the first page is gone when the second page is read.
			const first = shop.shop.listings[0];
			if (path.endsWith('/listings') && query.get('offset') === '100' && first?.state === 'active')
				first.state = 'sold_out';
			return undefined;
		});
		const { of } = await shop.run('getStockState', ['BENCH-00101']);
		expect(of('BENCH-00101')).toMatchObject({ outcome: 'alreadyOnSale' });
	});

	it('reads the others back when one listing is gone meanwhile', async () => {
		shop.answer(({ path }) => {
			const i = shop.shop.listings.findIndex(({ products }) => products[0]?.sku === INK);
			if (path.endsWith('/batch/inventory') && i >= 0) shop.shop.listings.splice(i, 1);
			return undefined;
		});
		const { of } = await shop.run('takeOffSale', [INK, 'ACR-GEL-MATT-500', 'ACR-FL-QMAG-30']);
		expect(of('ACR-GEL-MATT-500')).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(of('ACR-FL-QMAG-30')).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(of(INK)).toMatchObject({ outcome: 'pending', confirmed: false });
	});
});
