import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ids, sourceName } from '../../sandbox/google-merchant/sources.mts';
import { describeWithSpecs } from '../specs.mts';
import { json } from './channelRun.mts';
import { expectSound, nameOf, openGoogle, queryOf, type GoogleShop } from './googleShop.mts';

const INK = 'ACR-INK-PAYN-30';
const us = (sku: string) => `en~US~${sku}`;
const both = { channel: { stop: 'both' } };

let shop: GoogleShop;
beforeEach(async () => {
	shop = await openGoogle();
});
afterEach(async () => await shop.close());

const usInput = (sku: string) => shop.fake.input(us(sku), sourceName(ids.us));

describe('Google: off sale and back', () => {
	it('changes the availability by one masked PATCH and leaves title, price and link alone', async () => {
		const earlier = { ...usInput(INK) };
		const { of } = await shop.takeOff([INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'offSale',
			changed: true,
			confirmed: true,
			before: { quantity: null, visible: true, buyable: true },
			after: { quantity: null, visible: true, buyable: false },
		});
		expect(usInput(INK)).toEqual({ ...earlier, availability: 'OUT_OF_STOCK' });
		const [patch, ...more] = shop.writes();
		expect(more).toEqual([]);
		expect([patch.method, nameOf(patch)]).toEqual(['PATCH', us(INK)]);
		expect(queryOf(patch)).toEqual({
			dataSource: sourceName(ids.us),
			updateMask: 'productAttributes.availability',
		});
		expect(json(patch)).toEqual({ productAttributes: { availability: 'OUT_OF_STOCK' } });
	});

	it('brings a preorder back as a preorder, with its date', async () => {
		const earlier = { ...usInput('ACR-PRE-1') };
		expect(earlier).toMatchObject({ availability: 'PREORDER' });
		const off = await shop.takeOff(['ACR-PRE-1']);
		expect(off.of('ACR-PRE-1')).toMatchObject({ outcome: 'offSale', before: { buyable: true } });
		const back = await shop.putBack(off.done);
		expect(back.of('ACR-PRE-1')).toMatchObject({ outcome: 'backOnSale', confirmed: true });
		expect(usInput('ACR-PRE-1')).toEqual(earlier);
	});

	it('also pauses where that was chosen, and takes the pause away again by a mask without a value', async () => {
		const earlier = { ...usInput(INK) };
		const off = await shop.takeOff([INK], both);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, buyable: false },
		});
		expect(off.of(INK).warnings).toEqual([expect.stringContaining('two weeks')]);
		expect(usInput(INK)).toEqual({ ...earlier, availability: 'OUT_OF_STOCK', pause: 'ALL' });
		expect(shop.writes()).toHaveLength(1);
		// Also by a node that has another way to stop sales, or none.
		const back = await shop.putBack(off.done);
		expect(back.of(INK)).toMatchObject({
			outcome: 'backOnSale',
			after: { visible: true, buyable: true },
		});
		expect(usInput(INK)).toEqual(earlier);
		const patch = shop.writes()[1];
		expect(queryOf(patch).updateMask.split(',').sort()).toEqual([
			'productAttributes.availability',
			'productAttributes.pause',
		]);
		expect(json(patch)).toEqual({ productAttributes: { availability: 'IN_STOCK' } });
	});

	it('takes an offer whose ads alone are paused for on sale, and leaves that pause as it was', async () => {
		const off = await shop.takeOff(['ACR-ADS-1'], both);
		expect(off.of('ACR-ADS-1')).toMatchObject({ outcome: 'offSale', before: { visible: true } });
		expect(usInput('ACR-ADS-1')).toMatchObject({ pause: 'ALL' });
		await shop.putBack(off.done);
		expect(usInput('ACR-ADS-1')).toMatchObject({ availability: 'IN_STOCK', pause: 'ADS' });
	});

	it.each(['ACR-VAR-GLOS-250', 'ACR-EXCL-1', 'ACR-ARCH-1'])(
		'leaves %s hidden, as the seller left it',
		async (sku) => {
			const earlier = { ...usInput(sku) };
			const off = await shop.takeOff([sku]);
			expect(off.of(sku)).toMatchObject({
				outcome: 'alreadyOffSale',
				changed: false,
				before: { visible: false, buyable: false },
			});
			const back = await shop.putBack(off.done);
			expect(back.of(sku)).toMatchObject({ outcome: 'leftAlone', changed: false });
			expect(usInput(sku)).toEqual(earlier);
			expect(shop.writes()).toEqual([]);
		},
	);

	it.each(['ACR-PEND-1', 'ACR-BAD-1'])(
		'takes %s off sale, which Google has not approved: it may do so at any hour',
		async (sku) => {
			const { of } = await shop.takeOff([sku]);
			expect(of(sku)).toMatchObject({
				outcome: 'offSale',
				confirmed: true,
				before: { visible: null, buyable: null },
			});
			expect(usInput(sku)).toMatchObject({ availability: 'OUT_OF_STOCK' });
		},
	);

	it('says that no quantity can be set', async () => {
		const off = await shop.takeOff([INK]);
		const back = await shop.run('putBackOnSale', [{ sku: INK, quantity: 12 }]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', after: { quantity: null } });
		expect(back.of(INK).warnings).toContainEqual(expect.stringContaining('no quantity'));
	});

	it('shows in a dry run what would be sent, and sends it not', async () => {
		const { of } = await shop.takeOff([INK], { options: { dryRun: true } });
		expect(of(INK)).toMatchObject({
			outcome: 'planned',
			plannedRequests: [
				{ method: 'PATCH', body: { productAttributes: { availability: 'OUT_OF_STOCK' } } },
			],
		});
		expect(shop.writes()).toEqual([]);
	});
});

describe('Google: an offer ID is a name', () => {
	it('is encoded, whatever stands in it, and found in spite of blanks that Google folded', async () => {
		const asked = 'ACR/RED   ~60';
		const off = await shop.takeOff([asked]);
		expect(off.of(asked)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(nameOf(shop.writes()[0])).toBe('en~US~ACR/RED ~60');
		const back = await shop.putBack(off.done);
		expect(back.of(asked)).toMatchObject({ outcome: 'backOnSale', confirmed: true });
	});

	it.each(["O'Hara", 'say "red"', `both ' and "`, 'back\\slash', 'a, b', 'é🎨'])(
		'finds %s and only that',
		async (sku) => {
			await shop.close();
			const goods = [sku, 'ACR', 'a', 'b', 'both', 'back'].map((one) => ({
				title: one,
				variants: [{ sku: one, title: '', quantity: 3, price: '5.00' }],
			}));
			shop = await openGoogle({ catalogue: goods });
			const { of } = await shop.takeOff([sku]);
			expect(of(sku)).toMatchObject({ outcome: 'offSale', confirmed: true });
			const others = shop.fake.shelf().filter((item) => item.state === 'soldOut');
			expect(others.map((item) => item.sku).sort()).toEqual(['ACR-FILE-OUT', sku].sort());
		},
	);

	it('stands for several offers where it is sold in several countries', async () => {
		const asked = await shop.takeOff(['ACR-DUP-1']);
		expect(asked.of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous', changed: false });
		expect(shop.writes()).toEqual([]);
		const all = await shop.takeOff(['ACR-DUP-1'], { channel: { severalListings: 'all' } });
		expect(all.of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale' });
		// Two sources of Canada may hold it: the product itself was asked which one does.
		expect(shop.writes().map((one) => [nameOf(one), queryOf(one).dataSource])).toEqual([
			['en~US~ACR-DUP-1', sourceName(ids.us)],
			['en~CA~ACR-DUP-1', sourceName(ids.canada)],
		]);
		const back = await shop.putBack(all.done);
		expect(back.of('ACR-DUP-1')).toMatchObject({ outcome: 'backOnSale' });
	});

	it('is narrowed by the feed labels of the options', async () => {
		const { of } = await shop.takeOff(['ACR-DUP-1'], { channel: { feedLabels: 'gb, ca' } });
		expect(of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale' });
		expect(shop.writes().map(nameOf)).toEqual(['en~CA~ACR-DUP-1']);
	});

	it('leaves the offer of the physical shops beside the online one alone, and refuses one that is alone', async () => {
		const { of } = await shop.takeOff(['ACR-BOTH-1', 'ACR-LOCAL-1']);
		expect(of('ACR-BOTH-1')).toMatchObject({ outcome: 'offSale' });
		expect(of('ACR-LOCAL-1')).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('physical shops'),
		});
		expect(shop.writes().map(nameOf)).toEqual(['en~US~ACR-BOTH-1']);
	});
});

describeWithSpecs('Google: the check of requests', () => {
	it('sees what Google would refuse', async () => {
		await shop.takeOff([INK]);
		const [patch] = shop.writes();
		expect(() => expectSound(patch)).not.toThrow();
		expect(() => expectSound({ ...patch, query: `${patch.query}&a=1` })).toThrow();
		expect(() =>
			expectSound({ ...patch, query: 'updateMask=productAttributes.availability' }),
		).toThrow();
		expect(() =>
			expectSound({ ...patch, query: queryWithout(patch.query, 'updateMask') }),
		).toThrow();
		expect(() =>
			expectSound({ ...patch, requestBody: '{"productAttributes":{"availability":"in stock"}}' }),
		).toThrow();
		expect(() =>
			expectSound({ ...patch, path: patch.path.replace(/[^/]+$/, 'en~US~A') }),
		).toThrow();
	});
});

function queryWithout(query: string, name: string): string {
	const rest = new URLSearchParams(query);
	rest.delete(name);
	return rest.toString();
}
