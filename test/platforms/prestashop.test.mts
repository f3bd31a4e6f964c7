import { afterEach, describe, expect, it } from 'vitest';

import { intercept } from './channelRun.mts';
import {
	entitiesOf,
	expectSound,
	openPrestaShop,
	type PrestaShop,
	type Version,
} from './prestashopShop.mts';
import { describeWithSpecs } from '../specs.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
/** Takes orders at zero (`out_of_stock` 1). */
const RED = 'ACR-SB-CRED-118';
const VARNISH = 'ACR-VAR-GLOS-250';
const WHITES = ['ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'];
const [WHITE] = WHITES;
const hide = { channel: { stop: 'hide' } };
const both = { channel: { stop: 'both' } };

let shop: PrestaShop;
afterEach(async () => await shop.close());

const restores = (rows: ReadonlyArray<{ restore?: unknown }>) =>
	rows.map(({ restore }) => ({ restore: String(restore) }));
const outcomes = (rows: ReadonlyArray<{ sku?: unknown; outcome?: unknown }>) =>
	Object.fromEntries(rows.map(({ sku, outcome }) => [sku, outcome]));
const all = (skus: readonly string[], outcome: string) =>
	Object.fromEntries(skus.map((sku) => [sku, outcome]));

describe.each<Version>(['8.2.1', '9.0.3', '1.7.8.11'])('PrestaShop %s', (version) => {
	const method = version.startsWith('1') ? 'PUT' : 'PATCH';

	it('takes simple products and combinations off in one write, and restores them to the letter', async () => {
		shop = await openPrestaShop({ version });
		const before = await shop.snapshot();
		const skus = [GEL, INK, RED, ...WHITES];
		const off = await shop.run('takeOffSale', skus);
		expect(outcomes(off.done)).toEqual(all(skus, 'offSale'));
		expect(off.done.every(({ changed, confirmed }) => changed === true && confirmed === true)).toBe(
			true,
		);
		expect(off.of(RED)).toMatchObject({
			before: { quantity: 5, buyable: true },
			after: { quantity: 0, visible: true, buyable: false },
		});
		expect(shop.writes().map((entry) => [entry.method, entitiesOf(entry).length])).toEqual([
			[method, 6],
		]);
		for (const { fields } of shop.writes().flatMap(entitiesOf))
			expect(fields).toMatchObject({ quantity: '0', out_of_stock: '0' });
		for (const sku of skus) expect(shop.shelf(sku)?.state).toBe('soldOut');

		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all(skus, 'backOnSale'));
		expect(await shop.snapshot()).toEqual(before);
		expect((await shop.table('stock_availables')).map((row) => row.out_of_stock)).toContain('1');
	});

	it('never writes the row that is the sum of the combinations', async () => {
		shop = await openPrestaShop({ version });
		const sums = (await shop.table('stock_availables'))
			.filter(
				(row, _, rows) =>
					row.id_product_attribute === '0' &&
					rows.some((other) => other.id !== row.id && other.id_product === row.id_product),
			)
			.map(({ id }) => String(id));
		expect(sums.length).toBeGreaterThan(0);
		const { done } = await shop.run('takeOffSale', WHITES, both);
		await shop.run('putBackOnSale', restores(done));
		const written = shop
			.writes()
			.filter(({ path }) => path.includes('stock'))
			.flatMap(entitiesOf);
		expect(written.length).toBe(6);
		expect(written.filter(({ fields }) => sums.includes(fields.id))).toEqual([]);
	});

	it('hides products with everything else on them intact, and shows them again', async () => {
		shop = await openPrestaShop({ version });
		const before = await shop.snapshot();
		const off = await shop.run('takeOffSale', [GEL, ...WHITES], both);
		expect(outcomes(off.done)).toEqual(all([GEL, ...WHITES], 'offSale'));
		expect(off.of(GEL)).toMatchObject({ after: { visible: false, buyable: false, quantity: 0 } });
		const hidden = await shop.table('products');
		const active = before.products.map(({ id, active: was }) =>
			hidden.find((one) => one.id === id)?.active === was ? [] : [id],
		);
		expect(active.flat()).toHaveLength(2);
		const { products } = await shop.snapshot();
		const visible = (rows: typeof products) =>
			rows.map(({ active: _, quantity: __, ...kept }) => kept);
		expect(visible(products)).toEqual(visible(before.products));

		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(outcomes(back.done)).toEqual(all([GEL, ...WHITES], 'backOnSale'));
		expect(await shop.snapshot()).toEqual(before);
		const products2 = shop.writes().filter(({ path }) => path.startsWith('/api/products'));
		expect(products2.every((entry) => entry.method === method)).toBe(true);
		for (const { fields } of products2.flatMap(entitiesOf))
			expect(fields).not.toHaveProperty('associations');
	});

	it('changes nothing when it runs again', async () => {
		shop = await openPrestaShop({ version });
		await shop.run('takeOffSale', [GEL, WHITE]);
		const once = await shop.snapshot();
		const written = shop.writes().length;
		const again = await shop.run('takeOffSale', [GEL, WHITE, GEL]);
		expect(again.done.map(({ outcome, changed }) => [outcome, changed])).toEqual(
			Array.from({ length: 3 }, () => ['alreadyOffSale', false]),
		);
		expect(shop.writes()).toHaveLength(written);
		expect(await shop.snapshot()).toEqual(once);
	});
});

describe('PrestaShop: what somebody else decided', () => {
	it('leaves a product inactive that the seller switched off', async () => {
		shop = await openPrestaShop();
		const off = await shop.run('takeOffSale', [VARNISH, INK], both);
		expect(off.of(VARNISH)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(VARNISH)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(shop.shelf(VARNISH)?.state).toBe('hidden');
		expect(shop.shelf(INK)?.state).toBe('onSale');
	});

	it('sets the stock of a product that is switched off, and says that it stays so', async () => {
		shop = await openPrestaShop();
		const back = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 9 }]);
		expect(back.of(VARNISH)).toMatchObject({
			outcome: 'leftAlone',
			changed: true,
			after: { quantity: 9, buyable: false },
		});
	});

	it('leaves a stock alone that was entered since', async () => {
		shop = await openPrestaShop();
		const off = await shop.run('takeOffSale', [INK]);
		shop.fake.seller.setQuantity(INK, 2);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(INK)).toMatchObject({ changed: true });
		expect(back.of(INK).warnings).toContain(
			'Somebody changed this listing after it was taken off sale; those changes were left as they are.',
		);
		expect(shop.shelf(INK)).toMatchObject({ quantity: 2 });
	});

	it('keeps a count below zero', async () => {
		shop = await openPrestaShop();
		shop.fake.seller.sell(RED, 8);
		const { of } = await shop.run('takeOffSale', [RED]);
		expect(of(RED)).toMatchObject({ outcome: 'offSale', after: { quantity: -3, buyable: false } });
	});

	it('refuses stock that is kept in the advanced stock management', async () => {
		shop = await openPrestaShop();
		intercept(shop.fake, async (request) => {
			if (!request.path.endsWith('/stock_availables')) return undefined;
			const answer = await shop.fakeHandle(request);
			return {
				...answer,
				body: String(answer.body).replaceAll('"depends_on_stock":"0"', '"depends_on_stock":"1"'),
			};
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(shop.writes()).toEqual([]);
	});
});

describe('PrestaShop: which product is meant', () => {
	it('asks when two products carry a reference, or works on both', async () => {
		shop = await openPrestaShop();
		const asked = await shop.run('takeOffSale', ['ACR-DUP-1']);
		expect(asked.of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous', changed: false });
		expect(shop.writes()).toEqual([]);
		const before = await shop.snapshot();
		const off = await shop.run('takeOffSale', ['ACR-DUP-1'], {
			channel: { severalListings: 'all' },
		});
		expect(off.of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale', after: { quantity: 0 } });
		await shop.run('putBackOnSale', restores(off.done));
		expect(await shop.snapshot()).toEqual(before);
	});

	it('reports a reference the shop doesn’t have, and one that differs in case only', async () => {
		shop = await openPrestaShop();
		const { of } = await shop.run('takeOffSale', ['ACR-NOPE', 'acr-gel-matt-500']);
		expect(of('ACR-NOPE')).toMatchObject({ outcome: 'notFound' });
		expect(of('acr-gel-matt-500')).toMatchObject({ outcome: 'notFound' });
		expect(of('acr-gel-matt-500').message).toContain(`'${GEL}'`);
		expect(shop.writes()).toEqual([]);
	});

	it('does not take the reference of a product with combinations for one of them', async () => {
		shop = await openPrestaShop();
		const { of } = await shop.run('takeOffSale', ['ACR-HB-TWHT']);
		expect(of('ACR-HB-TWHT')).toMatchObject({ outcome: 'notFound' });
		expect(shop.writes()).toEqual([]);
	});
});

describe('PrestaShop: hiding whole products', () => {
	it('does not hide while another combination can be bought', async () => {
		shop = await openPrestaShop();
		const { of } = await shop.run('takeOffSale', [WHITE], hide);
		expect(of(WHITE)).toMatchObject({ outcome: 'refused', changed: false });
		expect(shop.writes()).toEqual([]);
	});

	it('sets the quantity only, with a warning, until the last combination goes', async () => {
		shop = await openPrestaShop();
		const first = await shop.run('takeOffSale', WHITES.slice(0, 2), both);
		expect(outcomes(first.done)).toEqual(all(WHITES.slice(0, 2), 'offSale'));
		expect(String(first.of(WHITE).warnings)).toContain('Not hidden');
		expect(shop.shelf(WHITE)?.state).toBe('soldOut');
		await shop.run('takeOffSale', WHITES.slice(2), both);
		expect(shop.shelf(WHITE)?.state).toBe('hidden');
	});

	it('hides all the same when the user insists', async () => {
		shop = await openPrestaShop();
		const { of } = await shop.run('takeOffSale', [WHITE], {
			channel: { stop: 'hide', hideAnyway: true },
		});
		expect(of(WHITE)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, quantity: 14 },
		});
	});

	it('shows in a dry run what it would send, and sends nothing', async () => {
		shop = await openPrestaShop();
		const { of } = await shop.run('takeOffSale', [GEL], { ...both, options: { dryRun: true } });
		expect(of(GEL).plannedRequests).toMatchObject([
			{ method: 'PATCH', path: expect.stringContaining('/stock_availables/') },
			{ method: 'PATCH', path: expect.stringContaining('/products/') },
		]);
		expect(shop.writes()).toEqual([]);
	});
});

describeWithSpecs('PrestaShop: the check of requests', () => {
	it('sees what the webservice would refuse', async () => {
		shop = await openPrestaShop();
		await shop.run('takeOffSale', [GEL], both);
		const [stock, product] = shop.writes();
		expect(() => expectSound(product)).not.toThrow();
		const with_ =
			(change: (body: string) => string, entry = stock) =>
			() =>
				expectSound({ ...entry, requestBody: change(entry.requestBody) });
		expect(with_((body) => body.replace('<quantity>', '<quantity> '))).toThrow();
		expect(with_((body) => body.replaceAll('quantity', 'amount'))).toThrow();
		expect(
			with_((body) => body.replace('</product>', '<quantity>1</quantity></product>'), product),
		).toThrow();
		expect(with_((body) => body.replace('<active>', '<active x:y="1">'), product)).toThrow();
		expect(() => expectSound({ ...stock, method: 'PUT' })).toThrow();
		expect(() => expectSound({ ...stock, query: 'output_format=JSON' })).toThrow();
	});
});
