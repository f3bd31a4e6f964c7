import { describe, expect, it } from 'vitest';
import { bodyOf, intercept, json } from './intercept.mts';
import { oldWarehouse, openShopify, shopFloor, warehouse } from './shopifyShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const WHITE = 'ACR-HB-TWHT-60';
const WHITES = [WHITE, 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];

describe('Shopify sheet, section 4: what sells at quantity 0', () => {
	it("switches 'continue selling' off, and on again", async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff(['ACR-INK-PAYN-30']);
		expect(rows).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
		expect(await shop.one('ACR-INK-PAYN-30')).toMatchObject({
			policy: 'DENY',
			available: { [warehouse]: 0, [shopFloor]: 0 },
		});
		await shop.putBack(rows);
		expect(await shop.one('ACR-INK-PAYN-30')).toMatchObject({
			policy: 'CONTINUE',
			available: { [warehouse]: 6, [shopFloor]: 2 },
		});
	});

	it('stops a variant that is at zero already but continues selling', async () => {
		const shop = await openShopify();
		shop.seller.setQuantity('ACR-SB-CRED-118', 0);
		const { rows } = await shop.takeOff(['ACR-SB-CRED-118']);
		expect(rows).toMatchObject([{ outcome: 'offSale', changed: true }]);
		expect(shop.writes()).toHaveLength(1);
		expect(shop.writes()[0]?.query).not.toContain('inventorySetQuantities');
		await shop.putBack(rows);
		expect(await shop.one('ACR-SB-CRED-118')).toMatchObject({
			policy: 'CONTINUE',
			available: { [warehouse]: 0 },
		});
	});

	it('leaves an oversold count below zero as it is', async () => {
		const shop = await openShopify();
		shop.seller.sell('ACR-SB-CRED-118', 8);
		const before = await shop.snapshot();
		const { rows } = await shop.takeOff(['ACR-SB-CRED-118']);
		expect(rows).toMatchObject([{ outcome: 'offSale', after: { quantity: -3 } }]);
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('switches tracking on for a variant without a count, and off again', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff(['ACR-SHT-CLR-A3']);
		expect(rows).toMatchObject([
			{ outcome: 'offSale', before: { quantity: null }, after: { quantity: 0 } },
		]);
		expect((await shop.one('ACR-SHT-CLR-A3')).tracked).toBe(true);
		const back = await shop.putBack(rows);
		expect(back.rows).toMatchObject([
			{ outcome: 'backOnSale', after: { quantity: null, buyable: true } },
		]);
		expect((await shop.one('ACR-SHT-CLR-A3')).tracked).toBe(false);
	});
});

describe('Shopify sheet, section 4: locations', () => {
	it('changes only the chosen location, and says that the variant still sells from the other', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff([WHITE], { channel: { locations: [shopFloor] } });
		expect((await shop.one(WHITE)).available).toEqual({ [warehouse]: 10, [shopFloor]: 0 });
		expect(rows).toMatchObject([
			{ outcome: 'contradicted', confirmed: false, after: { quantity: 10, buyable: true } },
		]);
		expect(rows[0]?.nextStep).toContain('locations');
		await shop.putBack(rows);
		expect((await shop.one(WHITE)).available).toEqual({ [warehouse]: 10, [shopFloor]: 4 });
	});

	it('writes nothing to a location that is switched off', async () => {
		const shop = await openShopify();
		// A level at a deactivated location, which the fake does not have.
		intercept(shop.shop, 'shopify', async (request, next) => {
			const answer = await next();
			const body = JSON.parse(String(answer.body));
			for (const node of body.data?.productVariants?.nodes ?? []) {
				node.inventoryItem.inventoryLevels.nodes.push({
					location: { id: oldWarehouse, isActive: false },
					quantities: [{ name: 'available', quantity: 5 }],
				});
			}
			return { ...answer, body: JSON.stringify(body) };
		});
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
		expect(shop.writes()[0]?.variables.q.quantities).toMatchObject([{ locationId: warehouse }]);
	});

	it('reads an item at more locations than one page holds once more, whole', async () => {
		const shop = await openShopify();
		intercept(shop.shop, 'shopify', async (request, next) => {
			const answer = await next();
			if (!bodyOf(request).query.includes('productVariants')) return answer;
			const body = JSON.parse(String(answer.body));
			for (const node of body.data.productVariants.nodes) {
				node.inventoryItem.inventoryLevels.nodes.length = 1;
				node.inventoryItem.inventoryLevels.pageInfo.hasNextPage = true;
			}
			return { ...answer, body: JSON.stringify(body) };
		});
		const { rows } = await shop.takeOff([WHITE]);
		expect(rows).toMatchObject([{ outcome: 'offSale', before: { quantity: 14 } }]);
		expect((await shop.one(WHITE)).available).toEqual({ [warehouse]: 0, [shopFloor]: 0 });
	});
});

describe('Shopify sheet, sections 3 and 10: names and numbers', () => {
	it('keeps ids beyond 2^53 digit by digit', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff(['ACR-GES-WHT-1000']);
		expect(rows).toMatchObject([{ outcome: 'offSale' }]);
		expect(shop.writes()[0]?.variables.q.quantities).toMatchObject([
			{ inventoryItemId: 'gid://shopify/InventoryItem/9007199254740993' },
			{ inventoryItemId: 'gid://shopify/InventoryItem/9007199254740993' },
		]);
	});

	it('asks a person when a SKU is not unique', async () => {
		const shop = await openShopify();
		const before = await shop.snapshot();
		const { rows } = await shop.takeOff(['ACR-DUP-1']);
		expect(rows).toMatchObject([{ outcome: 'ambiguous', changed: false }]);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('works on all listings of the SKU when told, and puts each back as it was', async () => {
		const shop = await openShopify();
		const before = await shop.snapshot();
		const all = { channel: { severalListings: 'all' } };
		const { rows } = await shop.takeOff(['ACR-DUP-1'], all);
		expect(rows).toMatchObject([
			{ outcome: 'offSale', before: { quantity: 6 }, after: { quantity: 0 } },
		]);
		expect(shop.writes()).toHaveLength(1);
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('follows the pages when more rows carry the SKUs than one page holds', async () => {
		const double = {
			title: 'Twin',
			variants: [{ sku: 'TWIN', title: '', quantity: 1, price: '1.00' }],
		};
		const shop = await openShopify({ catalogue: Array.from({ length: 260 }, () => double) });
		const { rows } = await shop.state(['TWIN'], { channel: { severalListings: 'all' } });
		expect(rows).toMatchObject([{ after: { quantity: 260 } }]);
	});

	it('asks for missing SKUs once more in small groups before it calls them unknown', async () => {
		const shop = await openShopify();
		// A long search that silently forgets its last terms.
		intercept(shop.shop, 'shopify', async (request, next) => {
			const { variables } = bodyOf(request);
			const terms = String(variables.q ?? '').split(' OR ');
			if (terms.length <= 10) return await next();
			const body = {
				...bodyOf(request),
				variables: { ...variables, q: terms.slice(0, 5).join(' OR ') },
			};
			return await shop.fake
				.handle({ ...request, body: Buffer.from(JSON.stringify(body)) })
				.then(({ status, body: said }) => json(status, said));
		});
		const unknown = Array.from({ length: 8 }, (_, i) => `NOPE-${i}`);
		const { outcomes } = await shop.state([...unknown, ...WHITES, GEL]);
		expect(outcomes).toMatchObject({
			'NOPE-0': 'notFound',
			[WHITE]: 'alreadyOnSale',
			[GEL]: 'alreadyOnSale',
		});
	});

	it('halves a search that Shopify finds too long', async () => {
		const shop = await openShopify();
		intercept(shop.shop, 'shopify', async (request, next) =>
			String(bodyOf(request).variables.q ?? '').split(' OR ').length > 3
				? json(200, {
						errors: [{ message: 'query is too long', extensions: { code: 'BAD_REQUEST' } }],
					})
				: await next(),
		);
		const { outcomes } = await shop.state([...WHITES, GEL, 'ACR-GES-WHT-1000']);
		expect(Object.values(outcomes)).toEqual(Array(5).fill('alreadyOnSale'));
	});
});
