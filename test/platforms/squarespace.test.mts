import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeRequest } from '../../sandbox/fake.mts';
import { intercept, json } from './channelRun.mts';
import {
	all,
	openSquarespaceShop,
	outcomes,
	restores,
	type SquarespaceShop,
} from './squarespaceShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const WHITES = ['ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];
const [WHITE] = WHITES as [string];
/** Unlimited stock. */
const GESSO = 'ACR-GES-WHT-1000';
const VARNISH = 'ACR-VAR-GLOS-250';
const hide = { channel: { stop: 'hide' } };
const both = { channel: { stop: 'both' } };

let shop: SquarespaceShop;
afterEach(async () => await shop.close());

describe('Squarespace sheet, section 4: quantity', () => {
	it('sets variants to zero in one adjustment, and restores them to the letter', async () => {
		shop = await openSquarespaceShop();
		const before = shop.snapshot();
		const skus = [INK, ...WHITES];
		const off = await shop.run('takeOffSale', skus);
		expect(outcomes(off.done)).toEqual(all(skus, 'offSale'));
		expect(off.of(WHITE)).toMatchObject({
			before: { quantity: 14, buyable: true },
			after: { quantity: 0, visible: true, buyable: false },
		});
		expect(shop.adjustments()).toEqual([{ setFiniteOperations: expect.any(Array) }]);
		for (const sku of skus) expect(shop.shelf(sku)?.state).toBe('soldOut');
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all(skus, 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('ends unlimited stock, and makes it unlimited again', async () => {
		shop = await openSquarespaceShop();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GESSO, INK]);
		expect(off.of(GESSO)).toMatchObject({
			outcome: 'offSale',
			before: { quantity: null, buyable: true },
			after: { quantity: 0, buyable: false },
		});
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all([GESSO, INK], 'backOnSale'));
		expect(shop.adjustments()[1]).toMatchObject({
			setFiniteOperations: [{ variantId: shop.shop.find(INK).variant.id, quantity: 8 }],
			setUnlimitedOperations: [shop.shop.find(GESSO).variant.id],
		});
		expect(shop.snapshot()).toEqual(before);
	});

	it('leaves a number alone that the seller gave an unlimited variant since', async () => {
		shop = await openSquarespaceShop();
		const off = await shop.run('takeOffSale', [GESSO]);
		shop.fake.seller.setQuantity(GESSO, 7);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(GESSO)).toMatchObject({ changed: false });
		expect(shop.shelf(GESSO)).toMatchObject({ quantity: 7 });
	});

	it('counts an unlimited variant from then on if a quantity is given', async () => {
		shop = await openSquarespaceShop();
		const off = await shop.run('takeOffSale', [GESSO]);
		const back = await shop.run('putBackOnSale', [{ ...restores(off.done)[0], quantity: 5 }]);
		expect(back.of(GESSO)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 5 } });
	});

	it('sends a key of its own with each adjustment, and the same one when it repeats it', async () => {
		shop = await openSquarespaceShop();
		const keys: string[] = [];
		let left = 1;
		intercept(shop.fake, ({ path, headers }: FakeRequest) => {
			if (!path.endsWith('/adjustments')) return undefined;
			keys.push(headers['idempotency-key'] ?? '');
			return left-- > 0
				? {
						status: 503,
						body: {
							type: 'SERVICE_UNAVAILABLE',
							subtype: null,
							message: 'x',
							details: null,
							contextId: '1',
						},
					}
				: undefined;
		});
		const off = await shop.run('takeOffSale', [INK]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(keys).toHaveLength(3);
		expect(keys[0]).toBe(keys[1]);
		expect(keys[2]).not.toBe(keys[1]);
		for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
	});

	it('writes 50 variants at a time', async () => {
		shop = await openSquarespaceShop({ catalogue: manyProducts(120) });
		const skus = Array.from({ length: 120 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { done } = await shop.run('takeOffSale', skus);
		expect(outcomes(done)).toEqual(all(skus, 'offSale'));
		expect(
			shop
				.adjustments()
				.map(({ setFiniteOperations }) => (setFiniteOperations as unknown[]).length),
		).toEqual([50, 50, 20]);
		expect(shop.reads(/products\/.+/)).toHaveLength(3);
	});
});

describe('Squarespace sheet, section 3: there is no search by SKU', () => {
	const skus = (count: number) => manyProducts(count).map(({ variants: [first] }) => first!.sku);

	it('reads all products once, whatever the number of SKUs', async () => {
		shop = await openSquarespaceShop({ catalogue: manyProducts(120) });
		await shop.run('getStockState', skus(120));
		expect(shop.reads().map(({ query }) => new URLSearchParams(query).has('cursor'))).toEqual([
			false,
			true,
			true,
		]);
	});

	it('takes an empty list of null for what it is', async () => {
		shop = await openSquarespaceShop({ catalogue: [] });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'notFound' });
	});

	it('finds what slips between two pages because others change meanwhile', async () => {
		shop = await openSquarespaceShop({ catalogue: manyProducts(120) });
		for (const product of shop.shop.products) product.modifiedOn -= 86_400_000;
		let once = true;
		intercept(shop.fake, async ({ query }) => {
			if (!query.has('cursor') || !once) return undefined;
			once = false;
			// Two of the first page move to the end, so that the first two of the second are on the first now.
			for (const sku of skus(2)) shop.shop.touch(shop.shop.find(sku).product);
			return undefined;
		});
		const { done } = await shop.run('takeOffSale', skus(120));
		expect(outcomes(done)).toEqual(all(skus(120), 'offSale'));
	});

	it('asks one thing more when a SKU is unknown, and no more when nothing changed', async () => {
		shop = await openSquarespaceShop({ catalogue: manyProducts(120) });
		for (const product of shop.shop.products) product.modifiedOn -= 86_400_000;
		const { of } = await shop.run('takeOffSale', ['NOPE']);
		expect(of('NOPE')).toMatchObject({ outcome: 'notFound' });
		expect(shop.reads()).toHaveLength(4);
	});

	it('sees only products that have stock', async () => {
		shop = await openSquarespaceShop();
		shop.shop.find(INK).product.type = 'DIGITAL';
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'notFound' });
	});

	it('asks when two products carry a SKU, or works on both', async () => {
		shop = await openSquarespaceShop();
		const asked = await shop.run('takeOffSale', ['ACR-DUP-1']);
		expect(asked.of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous', changed: false });
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', ['ACR-DUP-1'], {
			channel: { severalListings: 'all' },
		});
		expect(off.of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale', after: { quantity: 0 } });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('names another spelling', async () => {
		shop = await openSquarespaceShop();
		const { of } = await shop.run('takeOffSale', ['acr-ink-payn-30']);
		expect(of('acr-ink-payn-30')).toMatchObject({
			outcome: 'notFound',
			message: expect.stringContaining(`'${INK}'`),
		});
	});
});

describe('Squarespace sheet, section 4: hiding the whole product', () => {
	it('hides each product once, after the counts, and shows it again', async () => {
		shop = await openSquarespaceShop();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GEL, ...WHITES], both);
		expect(outcomes(off.done)).toEqual(all([GEL, ...WHITES], 'offSale'));
		expect(off.of(GEL)).toMatchObject({ after: { visible: false, buyable: false, quantity: 0 } });
		const [first, ...others] = shop.writes();
		expect(first!.path).toMatch(/adjustments$/);
		expect(others.map(json)).toEqual([{ isVisible: false }, { isVisible: false }]);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all([GEL, ...WHITES], 'backOnSale'));
		expect(shop.snapshot()).toEqual(before);
	});

	it('keeps the stock when only hidden', async () => {
		shop = await openSquarespaceShop();
		const { of } = await shop.run('takeOffSale', [GESSO], hide);
		expect(of(GESSO)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, quantity: null },
		});
		expect(shop.adjustments()).toEqual([]);
	});

	it('does not hide while another variant can be bought, unless the user insists', async () => {
		shop = await openSquarespaceShop();
		const { of } = await shop.run('takeOffSale', [WHITE], hide);
		expect(of(WHITE)).toMatchObject({ outcome: 'refused', changed: false });
		expect(shop.writes()).toEqual([]);
		const insisted = await shop.run('takeOffSale', [WHITE], {
			channel: { stop: 'hide', hideAnyway: true },
		});
		expect(insisted.of(WHITE)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, quantity: 14 },
		});
	});

	it('leaves a product hidden that was hidden by hand', async () => {
		shop = await openSquarespaceShop();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [VARNISH], both);
		expect(off.of(VARNISH)).toMatchObject({
			outcome: 'alreadyOffSale',
			changed: false,
			before: { visible: false, buyable: false },
		});
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(VARNISH)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(shop.snapshot()).toEqual(before);
		const filled = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 9 }]);
		expect(filled.of(VARNISH)).toMatchObject({
			outcome: 'leftAlone',
			changed: true,
			after: { quantity: 9, buyable: false },
		});
	});

	it('sets no quantity where stock is unlimited and the product hidden', async () => {
		shop = await openSquarespaceShop();
		shop.fake.seller.setHidden(GESSO, true);
		const { of } = await shop.run('putBackOnSale', [{ sku: GESSO, quantity: 5 }]);
		expect(of(GESSO)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(shop.writes()).toEqual([]);
	});

	it('shows in a dry run what it would send, and sends nothing', async () => {
		shop = await openSquarespaceShop();
		const { of } = await shop.run('takeOffSale', [GEL], { ...both, options: { dryRun: true } });
		expect(of(GEL).plannedRequests).toMatchObject([
			{ method: 'POST', path: '/1.0/commerce/inventory/adjustments' },
			{
				method: 'POST',
				path: expect.stringContaining('/v2/commerce/products/'),
				body: { isVisible: false },
			},
		]);
		expect(shop.writes()).toEqual([]);
	});
});
