import { expect, it } from 'vitest';
import { describeWithSpecs } from '../specs.mts';
import type { Seen } from './recordedShop.mts';
import { finding, pair, row, rows, shopThatSays, type Json } from './wooRecorded.mts';

describeWithSpecs('WooCommerce: recorded look-ups', () => {
	it('reads a list of a product, a variation, a parent and an unknown SKU', async () => {
		const { request, response } = pair('look-up by SKU list');
		const shop = shopThatSays(finding(response.body, response.headers));
		const { outcomes, rows: results } = await shop.state(['ACR-001', 'ACR-V-S', 'ACR-P', 'NOPE']);
		expect(outcomes).toEqual({
			'ACR-001': 'alreadyOnSale',
			'ACR-V-S': 'alreadyOnSale',
			'ACR-P': 'alreadyOnSale',
			NOPE: 'notFound',
		});
		expect(results.map(({ after }) => [after?.listingId, after?.quantity])).toEqual([
			['10', 4],
			['19', 2],
			['22', 9],
			[undefined, undefined],
		]);
		// The same question as the recorded one: path, list, size of the page, status, and at least its fields.
		const asked = new URL(request.path, 'https://shop.example.test');
		const [{ method, path, query }] = shop.seen as [Seen];
		expect([method, path]).toEqual([request.method, asked.pathname]);
		for (const name of ['sku', 'per_page', 'status'])
			expect(query.get(name)).toBe(asked.searchParams.get(name));
		expect(query.get('_fields')?.split(',')).toEqual(
			expect.arrayContaining(asked.searchParams.get('_fields')!.split(',')),
		);
	});

	it('picks the exact one of three hits for a SKU with a comma', async () => {
		const { response } = pair('look-up of one SKU with a comma');
		const shop = shopThatSays(finding(response.body, response.headers));
		const { rows: results } = await shop.state(['A,B']);
		expect(results).toMatchObject([{ after: { listingId: '25', sku: 'A,B' } }]);
		expect(shop.seen.map(({ query }) => query.get('sku'))).toEqual(['A,B']);
	});

	it('does not ask at all for what would bring the whole catalogue, and finds nothing in it if it comes', async () => {
		const { response } = pair('look-up with a filter that is empty');
		const shop = shopThatSays(finding(response.body, { 'X-WP-TotalPages': '1' }));
		expect((await shop.takeOff(['0'])).outcomes).toEqual({ 0: 'notFound' });
		expect(shop.seen).toEqual([]);
		expect((await shop.takeOff(['GONE'])).outcomes).toEqual({ GONE: 'notFound' });
		expect(shop.seen.every(({ method }) => method === 'GET')).toBe(true);
	});

	it('reads variations whose pieces are counted with their parent, and writes below the parent', async () => {
		const { response } = pair('variation kept on the parent');
		const shop = shopThatSays((seen) =>
			seen.method === 'GET' ? finding(response.body)(seen) : { body: { update: [] } },
		);
		const { rows: results } = await shop.takeOff(['ACR-P-S', 'ACR-P-M'], {
			options: { dryRun: true },
		});
		expect(results).toMatchObject([{ outcome: 'planned' }, { outcome: 'planned' }]);
		expect(results[0]?.plannedRequests).toMatchObject([
			{
				method: 'POST',
				path: '/products/22/variations/batch',
				body: {
					update: [
						{ id: 23, manage_stock: true, stock_quantity: 0 },
						{ id: 24, manage_stock: true, stock_quantity: 0 },
					],
				},
			},
		]);
	});

	it.each([
		['quantity to 0, simple product', 'alreadyOffSale'],
		['only stock_status on an item that manages stock', 'alreadyOnSale'],
		['stock_status on an item that does not manage stock', 'alreadyOffSale'],
		['stock_quantity on an item that does not manage stock', 'alreadyOnSale'],
		['quantity 0 with backorders yes', 'alreadyOnSale'],
		['quantity to 0, variation', 'alreadyOffSale'],
		['write on a variation whose stock is on the parent', 'alreadyOnSale'],
		['relist', 'alreadyOnSale'],
	])('judges what the shop shows after "%s": %s', async (name, outcome) => {
		const { body } = pair(name).response;
		const shop = shopThatSays(finding([body]));
		expect((await shop.state([body.sku])).outcomes).toEqual({ [body.sku]: outcome });
	});
});

describeWithSpecs('WooCommerce: recorded writes', () => {
	it('reads a batch in which three of four rows failed', async () => {
		const { request, response } = pair('batch with a partial failure');
		const goods = [row(10, 'ACR-001'), row(99999, 'GONE'), row(19, 'ACR-V-S'), row(15, 'ACR-EXT')];
		let written = false;
		const shop = shopThatSays((seen) => {
			if (seen.method === 'GET')
				return rows(written ? [response.body.update[0], ...goods.slice(1)] : goods);
			written = true;
			return response;
		});
		const { rows: results } = await shop.takeOff(['ACR-001', 'GONE', 'ACR-V-S', 'ACR-EXT'], {
			channel: { stop: 'both' },
		});
		expect(results).toMatchObject([
			{ outcome: 'offSale', changed: true, confirmed: true },
			{ outcome: 'notFound', changed: false },
			{
				outcome: 'notFound',
				changed: false,
				message: expect.stringContaining('/products/<product_id>/variations/'),
			},
			{
				outcome: 'refused',
				changed: false,
				message: expect.stringContaining('cannot be stock managed'),
			},
		]);
		const write = shop.seen.find(({ method }) => method === 'POST')!;
		expect([write.method, write.path]).toEqual([request.method, request.path]);
		expect(write.body.update.map(({ id }: Json) => id)).toEqual(
			request.body.update.map(({ id }: Json) => id),
		);
		expect(write.body.update[0]).toEqual({ id: 10, stock_quantity: 0, status: 'draft' });
	});

	it('is not fooled by a write that answers 200 with nothing changed', async () => {
		const { body } = pair('only stock_status on an item that manages stock').response;
		const shop = shopThatSays(({ method }) =>
			method === 'GET' ? rows([body]) : { body: { update: [body] } },
		);
		const { rows: results } = await shop.takeOff(['ACR-001']);
		expect(results).toMatchObject([
			{ outcome: 'contradicted', confirmed: false, after: { quantity: 4, buyable: true } },
		]);
	});
});
