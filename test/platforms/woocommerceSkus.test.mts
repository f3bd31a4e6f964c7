import { describe, expect, it } from 'vitest';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { openWoo, product } from './wooShop.mts';

const PLAIN = 'ACR-INK-PAYN-30';

/** Sheet, section 3: a filter that WordPress cleans to nothing is dropped, and the whole catalogue comes back. */
const cleanedAway = {
	zero: '0',
	'an octet': '%20',
	'a comma as an octet': '%2C',
	'a bare tag': '<b>',
	'a tag with a zero': '<b>0</b>',
	'a zero and an octet': '0%20',
	'an octet that appears when another is taken out': '%2%200',
	'a script, which goes with what is in it': '<script>x</script>',
	'a tag with a bracket in an attribute': '<a title=">">',
	commas: ',,',
};

describe.each(Object.entries(cleanedAway))(
	'WooCommerce sheet, section 3: a SKU that is cleaned away: %s',
	(_, sku) => {
		it('never asks for the whole catalogue, alone or beside others', async () => {
			const shop = await openWoo();
			const before = await shop.snapshot();
			for (const skus of [[sku], [PLAIN, sku]]) {
				const { outcomes } = await shop.state(skus);
				expect(outcomes[sku]).toBe('notFound');
				if (skus.includes(PLAIN)) expect(outcomes[PLAIN]).toBe('alreadyOnSale');
			}
			const { rows } = await shop.takeOff([sku]);
			expect(rows).toMatchObject([{ outcome: 'notFound', changed: false }]);
			for (const { query } of shop.lookUps())
				expect(new URLSearchParams(query).get('sku')).toBe(PLAIN);
			expect(await shop.snapshot()).toEqual(before);
		});
	},
);

const hostile = {
	comma: 'A,B',
	'comma and blank': 'A, B',
	'double quote': 'SHEET 3" CLEAR',
	'single quote': "O'BRIEN",
	ampersand: 'R&D',
	'an entity, which is another SKU than the sign': 'R&amp;D',
	plus: 'A+B',
	'slash, hash, question mark': 'A/B#C?D',
	'semicolon, bar, bracket': 'A;B|C[0]',
	backslash: 'A\\B',
	'a percent sign': '100%',
	equals: 'sku=A&status=trash',
	emoji: 'PAINT-🎨',
	'1,000 characters': 'L'.repeat(1000),
};
const bystanders = ['A', 'B', 'R', 'D', '100', 'AB', 'A B'];

describe.each(Object.entries(hostile))('WooCommerce sheet, section 3: a SKU with %s', (_, sku) => {
	it('is found exactly, written and put back, and nothing else is touched', async () => {
		const shop = await openWoo({ catalogue: [...bystanders, sku].map((name) => product(name)) });
		const before = await shop.snapshot();
		const off = await shop.takeOff([sku]);
		expect(off.rows).toMatchObject([{ sku, outcome: 'offSale', before: { sku } }]);
		const touched = (await shop.snapshot()).filter(
			(item, i) => JSON.stringify(item) !== JSON.stringify(before[i]),
		);
		expect(touched).toMatchObject([{ sku }]);
		await shop.putBack(off.rows);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('is not found where it is not', async () => {
		const shop = await openWoo({ catalogue: bystanders.map((name) => product(name)) });
		const { rows } = await shop.takeOff([sku]);
		expect(rows).toMatchObject([{ outcome: 'notFound', changed: false }]);
		expect(shop.writes()).toEqual([]);
	});
});

describe('WooCommerce sheet, section 3: look-ups', () => {
	it('finds a SKU with a comma beside its parts, each as itself', async () => {
		const shop = await openWoo({
			catalogue: [product('A,B', 1), product('A', 2), product('B', 3)],
		});
		const { rows } = await shop.state(['A,B', 'A', 'B']);
		expect(rows).toMatchObject([
			{ after: { quantity: 1 } },
			{ after: { quantity: 2 } },
			{ after: { quantity: 3 } },
		]);
	});

	it('loses no SKU between two others that look like the ends of one tag', async () => {
		const shop = await openWoo();
		const { outcomes } = await shop.state(['5<6', PLAIN, '7>6']);
		expect(outcomes).toEqual({ '5<6': 'notFound', [PLAIN]: 'alreadyOnSale', '7>6': 'notFound' });
	});

	it('takes equal to the database for another SKU, and names the spelling', async () => {
		const shop = await openWoo({ catalogue: [product('Acr-White')] });
		const { rows } = await shop.takeOff(['ACR-WHITE']);
		expect(rows).toMatchObject([
			{ outcome: 'notFound', message: expect.stringContaining("'Acr-White'") },
		]);
	});

	it('asks a person when imports made a SKU double, or works on all of them and back', async () => {
		const shop = await openWoo();
		const before = await shop.snapshot();
		expect((await shop.takeOff(['ACR-DUP-1'])).rows).toMatchObject([
			{ outcome: 'ambiguous', changed: false },
		]);
		const { rows } = await shop.takeOff(['ACR-DUP-1'], { channel: { severalListings: 'all' } });
		expect(rows).toMatchObject([
			{ outcome: 'offSale', before: { quantity: 7 }, after: { quantity: 0 } },
		]);
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(before);
	});

	it('reads 50 SKUs a request and writes 100 products a batch', async () => {
		const many = manyProducts(250);
		const shop = await openWoo({ catalogue: many });
		const { rows } = await shop.takeOff(
			many.map(({ variants: [first] }) => first!.sku),
			{ options: { safetyLimit: 0 } },
		);
		expect(rows.filter(({ outcome }) => outcome === 'offSale')).toHaveLength(250);
		expect(
			shop
				.writes()
				.map(({ body }) => body.update.length)
				.sort(),
		).toEqual([100, 100, 50]);
		expect(shop.lookUps()).toHaveLength(10);
	});
});
