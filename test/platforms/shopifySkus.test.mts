import { describe, expect, it } from 'vitest';
import type { Product } from '../../sandbox/fake.mts';
import { openShopify } from './shopifyShop.mts';

const product = (sku: string): Product => ({
	title: `Colour ${sku.slice(0, 20)}`,
	variants: [{ sku, title: '', quantity: 5, price: '1.00' }],
});

/** Sheet, section 3: the text of a search is quoted, so a SKU is data and never part of the question. */
const hostile = {
	'single quote': "O'BRIEN",
	'double quote': 'SHEET 3" CLEAR',
	backslash: 'A\\B',
	'backslash at the end': 'A\\',
	'backslash before a quote': "A\\'B",
	'a way out of the quotes': "X' OR sku:'PLAIN",
	'a way out by a backslash': "X\\' OR sku:'PLAIN",
	'words of the search language': 'A OR B AND NOT C',
	parentheses: '(A) -B',
	star: 'PLA*',
	comparator: '>=0',
	colon: 'sku:PLAIN',
	newline: 'LINE1\nLINE2',
	tab: 'A\tB',
	emoji: 'PAINT-🎨-é',
	'GraphQL and JSON': '"}){id}} #',
	'1,000 characters': 'L'.repeat(1000),
	blank: 'TWO  BLANKS',
};
const bystanders = ['PLAIN', 'A', 'B', 'C', 'X', 'PLANT', 'LINE1', 'LINE2', 'L'.repeat(999)];

describe.each(Object.entries(hostile))('Shopify sheet, section 3: a SKU with %s', (_, sku) => {
	it('is found exactly, written and put back, and no other product is touched', async () => {
		const shop = await openShopify({ catalogue: [...bystanders, sku].map(product) });
		const before = await shop.snapshot();
		const off = await shop.takeOff([sku]);
		expect(off.rows).toMatchObject([{ sku, outcome: 'offSale', before: { sku } }]);
		const after = await shop.snapshot();
		const touched = Object.keys(before).filter(
			(id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]),
		);
		expect(touched.map((id) => before[id]?.sku)).toEqual([sku]);
		await shop.putBack(off.rows);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('is not found where it is not, whatever else is there', async () => {
		const shop = await openShopify({ catalogue: bystanders.map(product) });
		const before = await shop.snapshot();
		const { rows } = await shop.takeOff([sku]);
		expect(rows).toMatchObject([{ outcome: 'notFound', changed: false, before: null }]);
		expect(await shop.snapshot()).toEqual(before);
	});
});

describe('Shopify sheet, section 3: spelling', () => {
	it('does not take another spelling for the same SKU, but names it', async () => {
		const shop = await openShopify({ catalogue: [product('Acr-White')] });
		const { rows } = await shop.takeOff(['ACR-WHITE']);
		expect(rows).toMatchObject([{ outcome: 'notFound' }]);
		expect(rows[0]?.message).toContain("'Acr-White'");
	});

	it('finds all hostile SKUs in one look-up', async () => {
		const skus = Object.values(hostile);
		const shop = await openShopify({ catalogue: [...bystanders, ...skus].map(product) });
		const { outcomes } = await shop.state(skus);
		expect(outcomes).toEqual(Object.fromEntries(skus.map((sku) => [sku, 'alreadyOnSale'])));
		expect(shop.sent()).toHaveLength(1);
	});
});
