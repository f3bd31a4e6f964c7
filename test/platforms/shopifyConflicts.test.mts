import { describe, expect, it } from 'vitest';
import type { FakeRequest } from '../../sandbox/fake.mts';
import { both } from './channel.mts';
import { before, bodyOf, intercept } from './intercept.mts';
import { openShopify, shopFloor, warehouse } from './shopifyShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const WHITE = 'ACR-HB-TWHT-60';
const CONTINUES = 'ACR-SB-CRED-118';
const BUNDLE = 'ACR-BUNDLE-1';

const isWrite = (request: FakeRequest) => bodyOf(request).query.startsWith('mutation');

describe('Shopify sheet, section 4: one bad row and nothing of the call is written', () => {
	it('takes the good rows off sale beside a bundle, whose stock cannot be set', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff([GEL, BUNDLE, WHITE]);
		expect(rows).toMatchObject([
			{ sku: GEL, outcome: 'offSale', changed: true, confirmed: true },
			{ sku: BUNDLE, outcome: 'refused', changed: false },
			{ sku: WHITE, outcome: 'offSale', changed: true, confirmed: true },
		]);
		expect(rows[1]?.message).toContain('bundle');
		expect(rows[1]?.nextStep).toContain('Hide');
		expect((await shop.one(GEL)).available).toEqual({ [warehouse]: 0 });
		expect(new Set(shop.writes().map(({ variables }) => variables.k)).size).toBe(
			shop.writes().length,
		);
	});

	it('restores exactly what it had before, also after a round in which only the switches were written', async () => {
		const shop = await openShopify();
		const untouched = await shop.snapshot();
		const { rows, outcomes } = await shop.takeOff([
			CONTINUES,
			'ACR-SHT-CLR-A3',
			BUNDLE,
			'ACR-INK-PAYN-30',
		]);
		expect(outcomes).toEqual({
			[CONTINUES]: 'offSale',
			'ACR-SHT-CLR-A3': 'offSale',
			[BUNDLE]: 'refused',
			'ACR-INK-PAYN-30': 'offSale',
		});
		const back = await shop.putBack(rows.filter(({ outcome }) => outcome === 'offSale'));
		expect(back.rows.map(({ outcome }) => outcome)).toEqual([
			'backOnSale',
			'backOnSale',
			'backOnSale',
		]);
		expect(await shop.snapshot()).toEqual(untouched);
	});

	it('hides a bundle, which hiding can stop', async () => {
		const shop = await openShopify();
		const { rows } = await shop.takeOff([BUNDLE], { channel: { stop: 'hide' } });
		expect(rows).toMatchObject([{ outcome: 'offSale', after: { visible: false } }]);
	});

	it('reports an item that was deleted between look-up and write, and takes the other off', async () => {
		const shop = await openShopify();
		const { itemId } = await shop.one(WHITE);
		intercept(shop.shop, 'shopify', async (request, next) => {
			const unknown = request.body
				.toString()
				.replaceAll(`"${itemId}"`, '"gid://shopify/InventoryItem/1"');
			if (isWrite(request)) request.body = Buffer.from(unknown);
			return await next();
		});
		const { outcomes } = await shop.takeOff([WHITE, GEL]);
		expect(outcomes).toEqual({ [WHITE]: 'notFound', [GEL]: 'offSale' });
	});
});

describe('Shopify sheet, section 4: the stock changes between look-up and write', () => {
	it('reads again, sends again with a new key, and remembers the count that was there', async () => {
		const shop = await openShopify();
		before(shop.shop, 'shopify', isWrite, () => shop.seller.sell(GEL, 3));
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([{ outcome: 'offSale', changed: true, confirmed: true }]);
		const [first, second] = shop.writes();
		expect(first?.variables.q.quantities[0].changeFromQuantity).toBe(7);
		expect(second?.variables.q.quantities[0].changeFromQuantity).toBe(4);
		expect(second?.variables.k).not.toBe(first?.variables.k);
		await shop.putBack(rows);
		// Three pieces are sold: they must not come back.
		expect((await shop.one(GEL)).available).toEqual({ [warehouse]: 4 });
	});

	it('restores the switches too when the first round wrote them and the counts were stale', async () => {
		const shop = await openShopify();
		before(shop.shop, 'shopify', isWrite, () => shop.seller.sell(CONTINUES, 2));
		const { rows } = await shop.takeOff([CONTINUES, WHITE]);
		expect(rows).toMatchObject([{ outcome: 'offSale' }, { outcome: 'offSale' }]);
		await shop.putBack(rows);
		expect(await shop.one(CONTINUES)).toMatchObject({
			policy: 'CONTINUE',
			available: { [warehouse]: 3 },
		});
		expect((await shop.one(WHITE)).available).toEqual({ [warehouse]: 10, [shopFloor]: 4 });
	});

	it('never brings back pieces that were all sold in between', async () => {
		const shop = await openShopify();
		before(shop.shop, 'shopify', isWrite, () => shop.seller.sell(GEL, 7));
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([{ outcome: 'alreadyOffSale', changed: false }]);
		await shop.putBack(rows);
		expect((await shop.one(GEL)).available).toEqual({ [warehouse]: 0 });
	});

	it("tells of a change when the last pieces were sold while 'continue selling' was being switched off", async () => {
		const shop = await openShopify();
		before(shop.shop, 'shopify', isWrite, () => shop.seller.sell(CONTINUES, 5));
		const { rows } = await shop.takeOff([CONTINUES]);
		expect(rows).toMatchObject([{ outcome: 'offSale', changed: true, confirmed: true }]);
		await shop.putBack(rows);
		expect(await shop.one(CONTINUES)).toMatchObject({
			policy: 'CONTINUE',
			available: { [warehouse]: 0 },
		});
	});

	it('tells of a change when the product was hidden and its counts were stale', async () => {
		const shop = await openShopify();
		before(shop.shop, 'shopify', isWrite, () => shop.seller.sell(GEL, 3));
		const { rows } = await shop.takeOff([GEL], both);
		expect(rows).toMatchObject([{ outcome: 'offSale', changed: true, confirmed: true }]);
		await shop.putBack(rows);
		expect(await shop.one(GEL)).toMatchObject({ status: 'ACTIVE', available: { [warehouse]: 4 } });
	});

	it('gives up after some rounds when the stock never stands still', async () => {
		const shop = await openShopify();
		let count = 7;
		intercept(shop.shop, 'shopify', async (request, next) => {
			if (isWrite(request)) shop.seller.setQuantity(GEL, ++count);
			return await next();
		});
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([{ outcome: 'failed', kind: 'conflict', changed: false }]);
		expect(rows[0]?.nextStep).toBeTruthy();
		const left = await shop.snapshot();
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(left);
	});
});

describe('Shopify sheet, section 4: the answer gets lost', () => {
	it('repeats the write with the same key: nothing is done twice', async () => {
		const shop = await openShopify();
		shop.sandbox.faults.add({
			slug: 'shopify',
			kind: 'dropAfter',
			path: 'graphql',
			after: 1,
			times: 1,
		});
		const untouched = await shop.snapshot();
		const { rows } = await shop.takeOff([GEL, CONTINUES]);
		expect(rows).toMatchObject([
			{ outcome: 'offSale', changed: true, confirmed: true },
			{ outcome: 'offSale', changed: true, confirmed: true },
		]);
		const [first, second] = shop.writes();
		expect(second).toEqual(first);
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(untouched);
	});

	it('reads back when no answer ever comes, and finds that it is done', async () => {
		const shop = await openShopify();
		const untouched = await shop.snapshot();
		let writes = 0;
		let answers = false;
		intercept(shop.shop, 'shopify', async (request, next) => {
			const answer = await next();
			if (answers || !isWrite(request)) return answer;
			writes += 1;
			return {
				status: 504,
				headers: { 'content-type': 'text/html' },
				body: '<html>Gateway Timeout</html>',
			};
		});
		const { rows } = await shop.takeOff([GEL], { options: { confirm: false } });
		expect(writes).toBeGreaterThan(1);
		expect(rows).toMatchObject([{ outcome: 'offSale', changed: true, confirmed: true }]);
		answers = true;
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(untouched);
	});
});
