import { expect, it } from 'vitest';
import { describeWithSpecs } from '../specs.mts';
import { recorded, row, rows, shopThatSays } from './wooRecorded.mts';

const sentences: Record<string, RegExp> = {
	'unknown consumer key, read': /unknown or mistyped/,
	'wrong secret, read': /unknown or mistyped/,
	'no Authorization header (or not HTTPS), read': /dropped the login header.*https/,
	'unknown consumer key, write': /unknown or mistyped/,
	'read-only key, write': /write permissions/,
	'write-only key, read': /read permissions/,
	'user without rights, read': /may not edit products/,
	'user without rights, write': /may not edit products/,
	'user without rights, batch': /may not edit products/,
	'unknown id, PUT': /Invalid ID/,
	'unknown id, GET': /Invalid ID/,
	'variation id on the product route': /<product_id>/,
	'variation id under the wrong parent': /Invalid ID/,
	'invalid parameter': /stock_quantity/,
	'per_page too big': /per_page/,
	'external product': /External products/,
	'body is not JSON': /Invalid JSON/,
	'batch of 101': /100 items/,
	'write on the collection': /no WooCommerce at this address/,
};

describeWithSpecs('WooCommerce: recorded errors', () => {
	it.each(recorded.errors)(
		'gives a sentence and a next step for "$name"',
		async ({ name, request, response }) => {
			const reading = request.method === 'GET';
			const shop = shopThatSays(({ method }) =>
				reading || method === 'POST' ? response : rows([row(10, 'ACR-001')]),
			);
			const { rows: results } = await shop.takeOff(['ACR-001']);
			expect(results).toMatchObject([
				{
					changed: false,
					confirmed: false,
					message: expect.stringMatching(sentences[name] ?? /no such error expected/),
				},
			]);
			expect(results[0]?.nextStep).toBeTruthy();
			expect(['failed', 'refused', 'notFound']).toContain(results[0]?.outcome);
			// None of them gets better by asking again.
			expect(shop.seen.filter(({ method }) => reading || method === 'POST')).toHaveLength(1);
		},
	);
});
