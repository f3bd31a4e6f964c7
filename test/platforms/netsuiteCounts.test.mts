// Oracle NetSuite: the ways that post to the books.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { intercept, json } from './channelRun.mts';
import { both, openNetsuite, outcomesOf, zero, type NetsuiteShop } from './netsuiteShop.mts';

const INK = 'ACR-INK-PAYN-30';
const RED = 'ACR-SB-CRED-118';
const GEL = 'ACR-GEL-MATT-500';
const GESSO = 'ACR-GES-WHT-1000';
const SHEET = 'ACR-SHT-CLR-A3';

let shop: NetsuiteShop;
beforeEach(async () => {
	shop = await openNetsuite();
});
afterEach(async () => await shop.close());

const lines = () =>
	shop.fake.adjustments.map((one) => one.lines.map(({ location, by }) => [location, by]));

describe('NetSuite: quantity by inventory adjustment', () => {
	it('writes off what is available at each location, never what is committed, and brings it back', async () => {
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [RED, GESSO], { channel: both });
		expect(off.done.map(({ outcome }) => outcome)).toEqual(['offSale', 'offSale']);
		expect(lines()).toEqual([
			[
				['2', -5],
				['2', -8],
				['3', -4],
			],
		]);
		expect(shop.fake.item(RED)!.stock.get('2')).toEqual({ onHand: 2, committed: 2 });
		expect(shop.fake.adjustments[0]).toMatchObject({ account: '154', subsidiary: '1' });
		const back = await shop.run('putBackOnSale', off.done, { channel: both });
		expect(back.done.map(({ outcome }) => outcome)).toEqual(['backOnSale', 'backOnSale']);
		expect(lines()[1]).toEqual([
			['2', 5],
			['2', 8],
			['3', 4],
		]);
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('names each posting anew, and replaces its lines when it goes out twice', async () => {
		shop.sandbox.faults.add({ slug: 'netsuite', kind: 'dropAfter', method: 'PUT', times: 1 });
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.postings().map(({ path }) => path)).toHaveLength(2);
		expect(new Set(shop.postings().map(({ path }) => path)).size).toBe(1);
		expect(shop.postings()[0]).toMatchObject({ query: 'replace=inventory' });
		expect(shop.shelf(INK)?.quantity).toBe(0);
		expect(lines()).toEqual([[['2', -8]]]);
		await shop.run('putBackOnSale', off.done, { channel: both });
		await shop.run('takeOffSale', [INK], { channel: both });
		expect(new Set(shop.postings().map(({ path }) => path)).size).toBe(3);
		expect(lines().flat()).toEqual([
			['2', -8],
			['2', 8],
			['2', -8],
		]);
	});

	it('reads the stock again right before it posts, and remembers what it found then', async () => {
		let sold = false;
		intercept(shop.fake, ({ body }) => {
			if (!sold && body.toString().includes('WHERE l.item IN')) {
				sold = true;
				shop.fake.seller.sell(INK, 3);
			}
			return undefined;
		});
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(lines()).toEqual([[['2', -5]]]);
		await shop.run('putBackOnSale', off.done, { channel: both });
		expect(shop.shelf(INK)).toMatchObject({ quantity: 5, state: 'onSale' });
	});

	it('leaves stock alone that arrived since', async () => {
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		shop.fake.seller.setQuantity(INK, 30);
		const back = await shop.run('putBackOnSale', off.done, { channel: both });
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.shelf(INK)).toMatchObject({ quantity: 30, state: 'onSale' });
		expect(lines()).toHaveLength(1);
	});

	it('adjusts only the chosen locations', async () => {
		const off = await shop.run('takeOffSale', [GESSO], { channel: { ...both, locations: ['3'] } });
		expect(off.of(GESSO)).toMatchObject({
			outcome: 'offSale',
			after: { quantity: 8, visible: false },
		});
		expect(lines()).toEqual([[['3', -4]]]);
	});

	it('does not raise a location that is short of what it promised', async () => {
		shop.fake.item(GESSO)!.stock.set('3', { onHand: 1, committed: 3 });
		const off = await shop.run('takeOffSale', [GESSO], { channel: both });
		expect(off.of(GESSO)).toMatchObject({ outcome: 'offSale', after: { quantity: -2 } });
		expect(lines()).toEqual([[['2', -8]]]);
	});

	it('puts a given quantity at one location, visibility untouched', async () => {
		await shop.run('takeOffSale', [GESSO], { channel: both });
		const back = await shop.run('putBackOnSale', [{ sku: GESSO, quantity: 6 }], {
			channel: { ...both, locations: ['3'] },
		});
		expect(back.of(GESSO)).toMatchObject({
			outcome: 'leftAlone',
			changed: true,
			after: { quantity: 6, visible: false },
		});
		expect(lines()[1]).toEqual([['3', 6]]);
	});

	it('makes an item active before it posts for it, and inactive after', async () => {
		const channel = { ...both, makeInactive: true };
		const off = await shop.run('takeOffSale', [INK], { channel });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(shop.fake.item(INK)).toMatchObject({ isInactive: true });
		const back = await shop.run('putBackOnSale', off.done, { channel });
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 8 } });
	});

	it('hides all the same when the posting is refused, and can undo that', async () => {
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [GEL, INK], { channel: both });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale' });
		// Nobody can buy it, which is what was asked; the books are as they were.
		expect(shop.shelf(GEL)).toMatchObject({ state: 'hidden', quantity: 7 });
		expect(off.of(GEL)).toMatchObject({ changed: true });
		expect(lines()).toEqual([[['2', -8]]]);
		await shop.run('putBackOnSale', off.all, { channel: both });
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('posts nothing without an account, and shows what it would post in a dry run', async () => {
		const off = await shop.run('takeOffSale', [INK], { channel: { stop: 'both' } });
		expect(off.of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
			nextStep: expect.stringContaining('Adjustment Account'),
		});
		const dry = await shop.run('takeOffSale', [INK], { channel: both, options: { dryRun: true } });
		expect(dry.of(INK).plannedRequests).toMatchObject([
			{
				method: 'PUT',
				body: {
					account: { id: '154' },
					inventory: { items: [{ location: { id: '2' }, adjustQtyBy: -8 }] },
				},
			},
			{ method: 'PATCH', body: { isOnline: false } },
		]);
		expect(shop.fake.adjustments).toEqual([]);
	});

	it('says which field the form wants', async () => {
		const off = await shop.run('takeOffSale', [INK], {
			channel: { ...zero, stop: 'both', subsidiary: '' },
		});
		expect(off.of(INK)).toMatchObject({ changed: true });
		const [row] = (
			await shop.run('putBackOnSale', [{ sku: INK, quantity: 3 }], {
				channel: { ...both, subsidiary: '' },
			})
		).all;
		expect(row).toMatchObject({
			outcome: 'refused',
			nextStep: expect.stringContaining('subsidiary'),
		});
		expect(row.message).toContain('Please enter value(s) for: Subsidiary');
	});
});

describe('NetSuite: quantity alone', () => {
	it('stops the sale only of items that are removed or blocked at zero', async () => {
		const off = await shop.run('takeOffSale', [GESSO, SHEET, INK], { channel: zero });
		expect(off.of(GESSO)).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
			after: { quantity: 0, visible: true, buyable: false },
		});
		expect(off.of(SHEET)).toMatchObject({ outcome: 'refused', changed: false });
		expect(off.of(SHEET).message).toContain('at zero as well');
		expect(off.of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(off.of(INK).message).toContain('default of the web site');
		expect(shop.patches()).toEqual([]);
		await shop.run('putBackOnSale', off.done, { channel: zero });
		expect(shop.shelf(GESSO)).toMatchObject({ quantity: 12, state: 'onSale' });
	});

	it('is not for kits and goods without stock', async () => {
		const { of } = await shop.run('takeOffSale', ['ACR-KIT-START', 'ACR-CATALOGUE'], {
			channel: zero,
		});
		for (const sku of ['ACR-KIT-START', 'ACR-CATALOGUE'])
			expect(of(sku)).toMatchObject({
				outcome: 'refused',
				changed: false,
				message: expect.stringContaining('no stock of its own'),
			});
	});

	it('refuses lots and serial numbers with a sentence, the neighbours go through', async () => {
		shop.fake.item(GEL)!.outOfStockBehavior = 'REMOVE';
		shop.fake.item(INK)!.outOfStockBehavior = 'DISABLE';
		const off = await shop.run('takeOffSale', [GESSO, GEL, INK], { channel: zero });
		expect(outcomesOf(off)).toEqual({ [GESSO]: 'offSale', [GEL]: 'refused', [INK]: 'offSale' });
		expect(off.of(GEL).message).toContain('by lot, serial number, bin or status');
		expect(lines()).toEqual([
			[
				['2', -8],
				['3', -4],
				['2', -8],
			],
		]);
		expect(
			shop.postings().map((one) => (json(one).inventory as { items: unknown[] }).items.length),
		).toEqual([4, 3]);
	});
});
