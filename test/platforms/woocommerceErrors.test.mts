import { describe, expect, it } from 'vitest';
import type { FakeRequest } from '../../sandbox/fake.mts';
import { before, bodyOf, intercept, json } from './intercept.mts';
import { openWoo } from './wooShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const BLUE = 'ACR-HB-COBL-60';

const isWrite = ({ method }: FakeRequest) => method === 'POST';

describe('WooCommerce sheet, section 5: batches', () => {
	it('takes the other rows for done when one fails, here a product deleted after the look-up', async () => {
		const shop = await openWoo();
		const { id } = await shop.one(INK);
		before(
			shop.shop,
			'woocommerce',
			isWrite,
			async () => await shop.admin('DELETE', `/products/${id}?force=true`),
		);
		const { rows } = await shop.takeOff([GEL, INK, 'ACR-GES-WHT-1000']);
		expect(rows).toMatchObject([
			{ sku: GEL, outcome: 'offSale', changed: true, confirmed: true },
			{ sku: INK, outcome: 'notFound', changed: false },
			{ sku: 'ACR-GES-WHT-1000', outcome: 'offSale', changed: true, confirmed: true },
		]);
		expect(JSON.parse(rows[1]!.restore).listings).toEqual([]);
		expect(rows[1]?.nextStep).toBeTruthy();
	});

	it('says the same of a variation that is gone', async () => {
		const shop = await openWoo();
		const { id, parent_id } = await shop.one(BLUE);
		before(
			shop.shop,
			'woocommerce',
			isWrite,
			async () => await shop.admin('DELETE', `/products/${parent_id}/variations/${id}?force=true`),
		);
		const { outcomes } = await shop.takeOff([BLUE, 'ACR-HB-COBL-120']);
		expect(outcomes).toEqual({ [BLUE]: 'notFound', 'ACR-HB-COBL-120': 'offSale' });
	});

	it('halves a batch that the shop finds too large, until it fits', async () => {
		const shop = await openWoo();
		intercept(shop.shop, 'woocommerce', async (request, next) =>
			isWrite(request) && bodyOf(request).update.length > 2
				? json(413, {
						code: 'woocommerce_rest_request_entity_too_large',
						message: 'Unable to accept more than 2 items for this request.',
						data: { status: 413 },
					})
				: await next(),
		);
		const untouched = await shop.snapshot();
		const skus = [GEL, INK, 'ACR-GES-WHT-1000', 'ACR-FL-QMAG-30', 'ACR-SHT-CLR-A3'];
		const { rows, outcomes } = await shop.takeOff(skus);
		expect(outcomes).toEqual(Object.fromEntries(skus.map((sku) => [sku, 'offSale'])));
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(untouched);
	});

	it('does not take 200 for a fact: an answer without the row is no success', async () => {
		const shop = await openWoo();
		intercept(shop.shop, 'woocommerce', async (request, next) =>
			isWrite(request) ? json(200, []) : await next(),
		);
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([
			{
				outcome: 'failed',
				changed: false,
				message: expect.stringContaining('left this product out'),
			},
		]);
	});

	it('reads back what the shop shows: a plug-in that undoes the write is found out', async () => {
		const shop = await openWoo();
		intercept(shop.shop, 'woocommerce', async (request, next) => {
			const answer = await next();
			if (isWrite(request)) await shop.edit(GEL, { stock_quantity: 7 });
			return answer;
		});
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([
			{ outcome: 'contradicted', confirmed: false, after: { quantity: 7, buyable: true } },
		]);
	});
});

describe('WooCommerce sheet, sections 8 and 9: weak hosts', () => {
	it.each(['throttled', 'unavailable', 'html', 'dropBefore', 'dropAfter'] as const)(
		'gets over one %s in look-up, write and read-back',
		async (kind) => {
			const shop = await openWoo();
			const untouched = await shop.snapshot();
			for (const after of [0, 1, 2])
				shop.sandbox.faults.add({ slug: 'woocommerce', kind, after, times: 1 });
			const { rows } = await shop.takeOff([GEL]);
			expect(rows).toMatchObject([{ outcome: 'offSale', changed: true, confirmed: true }]);
			expect(shop.sandbox.faults.list().map(({ hits }) => hits)).toEqual([1, 1, 1]);
			await shop.putBack(rows);
			expect(await shop.snapshot()).toEqual(untouched);
		},
	);

	it('shows the beginning of a page that comes instead of data', async () => {
		const shop = await openWoo();
		shop.sandbox.faults.add({ slug: 'woocommerce', kind: 'html' });
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([
			{
				outcome: 'failed',
				changed: false,
				message: expect.stringContaining('Down for maintenance'),
			},
		]);
	});

	it('reports PHP warnings before the data with their first characters', async () => {
		const shop = await openWoo();
		intercept(shop.shop, 'woocommerce', async (_, next) => {
			const answer = await next();
			return {
				...answer,
				body: `Warning: Undefined variable $shop in plugin.php on line 7\n${String(answer.body)}`,
			};
		});
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([
			{ outcome: 'failed', changed: false, message: expect.stringContaining('Undefined variable') },
		]);
	});

	it('does not follow a redirect on a write, and says which address to enter', async () => {
		const shop = await openWoo();
		shop.sandbox.faults.add({ slug: 'woocommerce', kind: 'redirect', method: 'POST' });
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([
			{ outcome: 'refused', changed: false, message: expect.stringContaining('elsewhere.invalid') },
		]);
		expect(await shop.one(GEL)).toMatchObject({ stock_quantity: 7 });
		expect(shop.writes()).toHaveLength(1);
	});

	it('reads back when every answer to the write gets lost, and finds that it is done', async () => {
		const shop = await openWoo();
		const untouched = await shop.snapshot();
		shop.sandbox.faults.add({ slug: 'woocommerce', kind: 'dropAfter', method: 'POST' });
		const { rows } = await shop.takeOff([GEL, BLUE], { options: { confirm: false } });
		expect(rows).toMatchObject([
			{ outcome: 'offSale', changed: true, confirmed: true },
			{ outcome: 'offSale', changed: true, confirmed: true },
		]);
		shop.sandbox.faults.clear();
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(untouched);
	});

	it('says that it failed when no write got through, and there is nothing to undo', async () => {
		const shop = await openWoo();
		const untouched = await shop.snapshot();
		shop.sandbox.faults.add({ slug: 'woocommerce', kind: 'dropBefore', method: 'POST' });
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([{ outcome: 'failed', changed: false, confirmed: false }]);
		shop.sandbox.faults.clear();
		await shop.putBack(rows);
		expect(await shop.snapshot()).toEqual(untouched);
	});
});
