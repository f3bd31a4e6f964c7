import { describe, expect, it } from 'vitest';
import { both, hide } from './channel.mts';
import { openShopify, shopFloor, warehouse } from './shopifyShop.mts';

const GEL = 'ACR-GEL-MATT-500';
/** At two locations: 10 and 4. */
const WHITE = 'ACR-HB-TWHT-60';

describe('Shopify: take off sale', () => {
	it('sets every location to zero and confirms it', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff([WHITE, GEL]);
		expect(rows).toMatchObject([
			{
				sku: WHITE,
				outcome: 'offSale',
				changed: true,
				confirmed: true,
				before: { quantity: 14, buyable: true },
				after: { quantity: 0, buyable: false, visible: true },
			},
			{
				sku: GEL,
				outcome: 'offSale',
				changed: true,
				confirmed: true,
				before: { quantity: 7 },
				after: { quantity: 0 },
			},
		]);
		expect((await shop.one(WHITE)).available).toEqual({ [warehouse]: 0, [shopFloor]: 0 });
		// Look-up, write, read-back: the fewest requests there are.
		expect(shop.sent()).toHaveLength(3);
	});

	it('sends what section 4 of the sheet shows: available, a reason, a key, the count read before', async () => {
		const shop = await openShopify();
		const { itemId } = await shop.one(WHITE);
		await shop.takeOff([WHITE]);
		const [{ query, variables }] = shop.writes() as [
			{ query: string; variables: { q: object; k: string } },
		];
		expect(query).toMatch(/inventorySetQuantities\(input:\$q\)\s*@idempotent\(key:\$k\)/);
		expect(variables.k).toMatch(/^[0-9a-f-]{36}$/);
		expect(variables.q).toEqual({
			name: 'available',
			reason: 'correction',
			referenceDocumentUri: expect.stringMatching(/^gid:\/\/[\w-]+\/Run\/1$/),
			quantities: [
				{ inventoryItemId: itemId, locationId: warehouse, quantity: 0, changeFromQuantity: 10 },
				{ inventoryItemId: itemId, locationId: shopFloor, quantity: 0, changeFromQuantity: 4 },
			],
		});
	});

	it('hides the product and leaves the counts alone', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff([GEL], hide);
		expect(rows).toMatchObject([
			{ outcome: 'offSale', after: { visible: false, buyable: false, quantity: 7 } },
		]);
		expect(await shop.one(GEL)).toMatchObject({ status: 'DRAFT', available: { [warehouse]: 7 } });
	});

	it('does both in one request', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff([GEL], both);
		expect(rows).toMatchObject([{ outcome: 'offSale', after: { visible: false, quantity: 0 } }]);
		expect(await shop.one(GEL)).toMatchObject({ status: 'DRAFT', available: { [warehouse]: 0 } });
		expect(shop.writes()).toHaveLength(1);
	});

	it('changes nothing the second time, and says so', async () => {
		const shop = await openShopify();
		await shop.takeOff([GEL]);
		const once = await shop.snapshot();
		const { rows } = await shop.takeOff([GEL, GEL]);
		expect(rows).toMatchObject([
			{ outcome: 'alreadyOffSale', changed: false },
			{ outcome: 'alreadyOffSale', changed: false },
		]);
		expect(shop.writes()).toHaveLength(1);
		expect(await shop.snapshot()).toEqual(once);
	});
});

describe.each([
	['zero', {}],
	['hide', hide],
	['both', both],
])('Shopify: put back after %s', (_, settings) => {
	it('restores every field of every location, and nothing else', async () => {
		const shop = await openShopify();
		const before = await shop.snapshot();
		const skus = [
			WHITE,
			'ACR-HB-TWHT-120',
			'ACR-HB-TWHT-250',
			GEL,
			'ACR-INK-PAYN-30',
			'ACR-SHT-CLR-A3',
			'ACR-GES-WHT-1000',
		];
		const off = await shop.takeOff(skus, settings);
		expect(Object.values(off.outcomes)).toEqual(skus.map(() => 'offSale'));
		expect(await shop.snapshot()).not.toEqual(before);
		const back = await shop.putBack(off.rows, settings);
		expect(Object.values(back.outcomes)).toEqual(skus.map(() => 'backOnSale'));
		expect(await shop.snapshot()).toEqual(before);
	});
});

describe('Shopify: put back', () => {
	it('leaves alone what somebody changed in between', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff([GEL]);
		shop.seller.setQuantity(GEL, 3);
		const back = await shop.putBack(rows);
		expect(back.rows).toMatchObject([{ outcome: 'alreadyOnSale', changed: false }]);
		expect((await shop.one(GEL)).available[warehouse]).toBe(3);
	});

	it('takes a new quantity instead of the remembered one', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff([WHITE]);
		const back = await shop.putBack(rows.map((row) => ({ ...row, quantity: 20 })));
		expect(back.rows).toMatchObject([
			{ outcome: 'backOnSale', after: { quantity: 20, buyable: true } },
		]);
		expect(shop.writes().at(-1)?.variables.q.reason).toBe('restock');
	});

	it('undoes nothing twice', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff([WHITE]);
		await shop.putBack(rows);
		shop.seller.sell(WHITE, 2);
		const sold = await shop.snapshot();
		const again = await shop.putBack(rows);
		expect(again.rows).toMatchObject([{ outcome: 'alreadyOnSale', changed: false }]);
		expect(await shop.snapshot()).toEqual(sold);
	});
});

describe('Shopify: get stock state', () => {
	it('tells what a customer can buy, and writes nothing', async () => {
		const shop = await openShopify();
		const { rows } = await shop.state([
			WHITE,
			'ACR-VAR-GLOS-250',
			'ACR-SHT-CLR-A3',
			'ACR-SB-CRED-118',
		]);
		expect(rows).toMatchObject([
			{
				outcome: 'alreadyOnSale',
				after: {
					quantity: 14,
					visible: true,
					buyable: true,
					title: 'Heavy Body Acrylic Titanium White - 60 ml',
				},
			},
			{ outcome: 'alreadyOffSale', after: { quantity: 6, visible: false, buyable: false } },
			{ outcome: 'alreadyOnSale', after: { quantity: null, visible: true, buyable: true } },
			{ outcome: 'alreadyOnSale', after: { quantity: 5, visible: true, buyable: true } },
		]);
		expect(shop.writes()).toEqual([]);
	});
});

describe('Shopify: dry run', () => {
	it('writes nothing and lists the very requests the real run sends', async () => {
		const shop = await openShopify();
		const before = await shop.snapshot();
		const skus = [WHITE, GEL, 'ACR-SHT-CLR-A3', 'ACR-SB-CRED-118'];
		const { rows } = await shop.takeOff(skus, { ...both, options: { dryRun: true } });
		expect(rows.map(({ outcome, changed, restore }) => [outcome, changed, restore])).toEqual(
			skus.map(() => ['planned', false, '']),
		);
		expect(await shop.snapshot()).toEqual(before);
		expect(shop.writes()).toEqual([]);

		await shop.takeOff(skus, both);
		const planned = rows
			.flatMap(({ plannedRequests }) => plannedRequests ?? [])
			.filter(({ body }) => body);
		const withoutKey = ({ query, variables }: { query: string; variables: object }) => ({
			query,
			variables: { ...variables, k: 'KEY' },
		});
		expect(planned.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /graphql.json']);
		expect(planned.map(({ body }) => withoutKey(body))).toEqual(shop.writes().map(withoutKey));
	});
});
