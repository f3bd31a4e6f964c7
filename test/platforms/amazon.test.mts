import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { openAmazon, expectSound, type AmazonShop } from './amazonShop.mts';
import { json } from './channelRun.mts';

const INK = 'ACR-INK-PAYN-30';
const SHEET = 'ACR-SHT-CLR-A3';
const GEL = 'ACR-GEL-MATT-500';
const GESSO = 'ACR-GES-WHT-1000';
const VARNISH = 'ACR-VAR-GLOS-250';

let shop: AmazonShop;
afterEach(async () => await shop.close());

describe('Amazon: off sale and back', () => {
	beforeEach(async () => {
		shop = await openAmazon();
	});

	it('sets the quantity to zero by one PATCH per SKU after one look-up, and reads it back', async () => {
		const { done, attention, of } = await shop.run('takeOffSale', [INK, SHEET]);
		expect(attention).toEqual([]);
		expect(done).toHaveLength(2);
		expect(of(INK)).toMatchObject({
			outcome: 'offSale',
			changed: true,
			confirmed: true,
			before: { quantity: 8, visible: true, buyable: true },
			after: { quantity: 0, visible: true, buyable: false },
		});
		expect(shop.shelf(INK)?.state).toBe('soldOut');
		expect(shop.patches()).toHaveLength(2);
		const body = json(shop.patches()[0]);
		expect(body).toEqual({
			productType: 'PRODUCT',
			patches: [
				{
					op: 'merge',
					path: '/attributes/fulfillment_availability',
					value: [{ fulfillment_channel_code: 'DEFAULT', quantity: 0 }],
				},
			],
		});
	});

	it('brings every channel code back with its own quantity', async () => {
		await shop.run('getStockState', [GEL]);
		const before = shop.codes(GEL);
		expect(Object.values(before)).toEqual([5, 2]);
		const off = await shop.run('takeOffSale', [GEL]);
		expect(Object.values(shop.codes(GEL))).toEqual([0, 0]);
		const back = await shop.run('putBackOnSale', [{ restore: off.of(GEL).restore }]);
		expect(back.of(GEL)).toMatchObject({ outcome: 'backOnSale', changed: true, confirmed: true });
		expect(shop.codes(GEL)).toEqual(before);
	});

	it('puts a given quantity on DEFAULT alone', async () => {
		await shop.run('takeOffSale', [GEL]);
		const back = await shop.run('putBackOnSale', [{ sku: GEL, quantity: 12 }]);
		expect(back.of(GEL)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 12 } });
		expect(Object.values(shop.codes(GEL))).toEqual([12, 0]);
		expect(back.of(GEL).warnings).toContainEqual(expect.stringContaining("'DEFAULT'"));
	});

	it('keeps its hands off goods in Amazon’s own warehouses', async () => {
		const { of } = await shop.run('takeOffSale', [GESSO, INK]);
		expect(of(GESSO)).toMatchObject({
			outcome: 'refused',
			changed: false,
			restore: expect.not.stringContaining('AMAZON'),
		});
		expect(of(GESSO).message).toContain('FBA');
		expect(of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(shop.patches().filter(({ path }) => path.endsWith(GESSO))).toEqual([]);
		expect(shop.shelf(GESSO)).toMatchObject({ state: 'onSale', quantity: 12 });
	});

	it('leaves what the seller closed by hand closed, also when it puts everything back', async () => {
		const off = await shop.run('takeOffSale', [VARNISH, INK]);
		expect(off.of(VARNISH)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
		const back = await shop.run(
			'putBackOnSale',
			off.done.map(({ restore }) => ({ restore })),
		);
		expect(back.of(VARNISH)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.patches().filter(({ path }) => path.endsWith(VARNISH))).toEqual([]);
		expect(shop.shelf(VARNISH)?.state).toBe('hidden');
	});

	it('leaves a quantity alone that somebody entered meanwhile', async () => {
		const off = await shop.run('takeOffSale', [INK]);
		shop.fake.seller.setQuantity(INK, 3);
		const back = await shop.run('putBackOnSale', [{ restore: off.of(INK).restore }]);
		expect(back.of(INK)).toMatchObject({ outcome: 'alreadyOnSale', changed: false });
		expect(shop.shelf(INK)?.quantity).toBe(3);
	});

	it('reports a SKU Amazon doesn’t have, and one spelled otherwise, without writing', async () => {
		const { of } = await shop.run('takeOffSale', ['ACR-NOPE', INK.toLowerCase()]);
		expect(of('ACR-NOPE')).toMatchObject({ outcome: 'notFound', changed: false });
		expect(of(INK.toLowerCase())).toMatchObject({ outcome: 'notFound', changed: false });
		expect(shop.patches()).toEqual([]);
	});

	it('changes nothing when it runs again', async () => {
		await shop.run('takeOffSale', [INK, GEL]);
		const written = shop.patches().length;
		const again = await shop.run('takeOffSale', [INK, GEL, INK]);
		expect(again.all.map(({ outcome, changed }) => [outcome, changed])).toEqual(
			Array.from({ length: 3 }, () => ['alreadyOffSale', false]),
		);
		expect(shop.patches()).toHaveLength(written);
	});

	it('asks for more than twenty SKUs in look-ups of twenty', async () => {
		const { all } = await shop.run(
			'getStockState',
			Array.from({ length: 45 }, (_, i) => `NOPE-${i}`),
		);
		expect(all).toHaveLength(45);
		expect(shop.sandbox.requests('amazon')).toBe(3);
	});
});

const HOSTILE = [
	'ACR,RED',
	'ACR/RED/60',
	'ACR#7',
	'ACR RED 60',
	'ACR%41',
	'100%',
	'🎨-60',
	'ACR+60',
	'ACR&a=b',
	'ACR?x=1',
	"O'Hara (60)*!",
	'ACR\\60',
	'"quoted"',
	'ÄCR-é',
];

describe('Amazon: SKUs with characters that mean something', () => {
	const goods: Product[] = HOSTILE.map((sku, i) => ({
		title: `Colour ${i}`,
		variants: [{ sku, title: '', quantity: i + 1, price: '5.00' }],
	}));
	// What a sloppily built address would hit instead.
	for (const sku of ['ACR', 'RED', 'ACRA', 'ACR ', 'ACR 60'])
		goods.push({
			title: `Bystander ${sku}`,
			variants: [{ sku, title: '', quantity: 50, price: '5.00' }],
		});

	it('go off sale and come back, each for itself', async () => {
		shop = await openAmazon({ catalogue: goods });
		const off = await shop.run('takeOffSale', HOSTILE);
		for (const sku of HOSTILE) {
			expect(off.of(sku), sku).toMatchObject({ outcome: 'offSale', confirmed: true });
			expect(shop.shelf(sku)?.state, sku).toBe('soldOut');
		}
		const bystanders = shop.fake.shelf().filter(({ title }) => title.startsWith('Bystander'));
		expect(bystanders.map(({ quantity }) => quantity)).toEqual([50, 50, 50, 50, 50]);
		const back = await shop.run(
			'putBackOnSale',
			off.done.map(({ restore }) => ({ restore })),
		);
		for (const [i, sku] of HOSTILE.entries()) {
			expect(back.of(sku), sku).toMatchObject({ outcome: 'backOnSale', confirmed: true });
			expect(shop.shelf(sku)?.quantity, sku).toBe(i + 1);
		}
	});
});

describeWithSpecs('Amazon: the check of requests', () => {
	it('sees what Amazon would refuse', async () => {
		shop = await openAmazon();
		await shop.run('takeOffSale', [INK]);
		const [look] = shop.sandbox.log.entries('amazon').filter(({ login }) => !login);
		const [patch] = shop.patches();
		expect(() => expectSound(look)).not.toThrow();
		expect(() => expectSound({ ...look, query: `${look.query}&sku=1` })).toThrow();
		expect(() =>
			expectSound({ ...look, query: look.query.replace('summaries', 'prices') }),
		).toThrow();
		expect(() => expectSound({ ...look, query: 'pageSize=20' })).toThrow();
		expect(() => expectSound({ ...patch, requestBody: '{"patches":[]}' })).toThrow();
		expect(() => expectSound({ ...patch, method: 'POST' })).toThrow();
		expect(readSpec('amazon/listings-items-2021-08-01.json')).toHaveProperty('paths');
	});
});
