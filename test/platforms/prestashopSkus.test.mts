import { afterEach, describe, expect, it } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import { built } from '../harness.mts';
import { openPrestaShop, type PrestaShop } from './prestashopShop.mts';

const { filters } = built('./platforms/prestashop/listings.js') as {
	filters(skus: readonly string[]): string[];
};

const HOSTILE = [
	'A|B',
	'|60',
	'[x]',
	'[10|20]',
	'a[b]c',
	'[10,20]',
	'>[5]',
	'![x]',
	'%[60]',
	'[60]%',
	'A[60',
	'A]60',
	'10,20',
	'10.5',
	'<60',
	'60>',
	'A&B',
	'A&amp;B',
	']]>',
	'100%',
	'%',
	'A_C',
	"O'Hara",
	'"60"',
	'A+B',
	'A#B',
	'A/B',
	'A B',
	'A=B;{c}',
	'A\\B',
	'Ä-60',
	'🎨-60',
];
/** What a loose reading of the filter would take for one of them. */
const BYSTANDERS = [
	'A',
	'B',
	'x',
	'10',
	'15',
	'20',
	'60',
	'abc',
	'a',
	'c',
	'AXC',
	'105',
	'b',
	'100',
	'ax]c',
];

const goods: Product[] = [...HOSTILE, ...BYSTANDERS].map((sku, i) => ({
	title: `Colour ${i}`,
	variants: [{ sku, title: '', quantity: i + 1, price: '5.00' }],
}));
/** The same as combinations. */
const combined: Product[] = [
	{
		title: 'All',
		variants: HOSTILE.map((sku, i) => ({ sku, title: sku, quantity: i + 1, price: '5.00' })),
	},
	...goods.slice(HOSTILE.length),
];

let shop: PrestaShop | undefined;
afterEach(async () => {
	await shop?.close();
	shop = undefined;
});

describe.each([
	['products', goods],
	['combinations', combined],
])('PrestaShop: references of %s with characters that mean something', (_, catalogue) => {
	it('are found together, go off sale and come back, and nothing else does', async () => {
		shop = await openPrestaShop({ catalogue });
		const before = await shop.snapshot();
		const off = await shop.run('takeOffSale', HOSTILE);
		for (const sku of HOSTILE) {
			expect(off.of(sku), sku).toMatchObject({
				outcome: 'offSale',
				changed: true,
				confirmed: true,
			});
			expect(shop.shelf(sku)?.state, sku).toBe('soldOut');
		}
		for (const sku of BYSTANDERS) expect(shop.shelf(sku)?.state, sku).toBe('onSale');
		const back = await shop.run(
			'putBackOnSale',
			off.done.map(({ restore }) => ({ restore })),
		);
		for (const sku of HOSTILE)
			expect(back.of(sku), sku).toMatchObject({ outcome: 'backOnSale', confirmed: true });
		expect(await shop.snapshot()).toEqual(before);
	});

	it('are found one at a time', async () => {
		shop = await openPrestaShop({ catalogue });
		for (const [i, sku] of HOSTILE.entries()) {
			const { of } = await shop.run('getStockState', [sku]);
			expect(of(sku), sku).toMatchObject({ outcome: 'alreadyOnSale', before: { quantity: i + 1 } });
		}
	});

	it('are not found where they are not', async () => {
		shop = await openPrestaShop({ catalogue: goods.slice(HOSTILE.length) });
		const { all } = await shop.run('takeOffSale', HOSTILE);
		expect(all.map(({ outcome }) => outcome)).toEqual(HOSTILE.map(() => 'notFound'));
		expect(shop.writes()).toEqual([]);
	});
});

describe('PrestaShop: the look-up', () => {
	it('never asks for the stock of products that only a loose filter let in', async () => {
		shop = await openPrestaShop({ catalogue: goods });
		shop.sandbox.log.clear();
		await shop.run('getStockState', ['a[b]c']);
		const asked = shop
			.reads(/stock_availables/)
			.map(({ query }) => new URLSearchParams(query).get('filter[id_product]'));
		expect(asked).toEqual([
			`[${goods.findIndex(({ variants }) => variants[0].sku === 'a[b]c') + 1}]`,
		]);
	});

	it('tells references apart that differ in case or accent only', async () => {
		const twins = ['ACR-é', 'ACR-E', 'acr-e'].map((sku, i) => ({
			title: sku,
			variants: [{ sku, title: '', quantity: i + 1, price: '5.00' }],
		}));
		shop = await openPrestaShop({ catalogue: twins });
		const { of } = await shop.run('takeOffSale', ['ACR-E']);
		expect(of('ACR-E')).toMatchObject({ outcome: 'offSale', before: { quantity: 2 } });
		expect(shop.shelf('ACR-é')?.state).toBe('onSale');
		expect(shop.shelf('acr-e')?.state).toBe('onSale');
	});

	it('asks for fifty references in one filter, for one without brackets', () => {
		const skus = Array.from({ length: 50 }, (_, i) => `ACR-${i}`);
		expect(filters(skus)).toEqual([`[${skus.join('|')}]`]);
		expect(filters(['10,20'])).toEqual(['10,20']);
		expect(filters(['ACR-1', 'A|B', 'A]60', '[x]\\'])).toEqual(['A|B', 'A]60', '[_x__]%', 'ACR-1']);
		expect(filters(['', ' '])).toEqual([]);
	});

	it('finds nothing in a shop that answers with an empty array', async () => {
		shop = await openPrestaShop();
		const { of } = await shop.run('takeOffSale', ['ACR-NOPE']);
		expect(shop.reads().map(({ responseBody }) => responseBody)).toEqual(['[]', '[]']);
		expect(of('ACR-NOPE')).toMatchObject({ outcome: 'notFound' });
	});
});
