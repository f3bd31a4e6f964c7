import { describe, expect, it } from 'vitest';

import { diagnosisOf } from './diagnosis.mts';

/** Sheet, sections 4, 5, 9 and 10. */
const CODES: ReadonlyArray<[status: number, code: string, kind: string, nextStep: RegExp]> = [
	...['view', 'edit', 'batch', 'create'].flatMap(
		(what): Array<[number, string, string, RegExp]> => [
			[401, `woocommerce_rest_cannot_${what}`, 'login', /Send Key in Query/],
			[403, `woocommerce_rest_cannot_${what}`, 'permission', /Shop Manager/],
		],
	),
	[401, 'woocommerce_rest_authentication_error', 'login', /credential/],
	[400, 'rest_invalid_param', 'invalid', /Look at the product/],
	[400, 'rest_invalid_json', 'invalid', /Look at the product/],
	[404, 'rest_no_route', 'invalid', /shop address/],
	[400, 'woocommerce_rest_product_invalid_id', 'notFound', /run the item again/],
	[404, 'woocommerce_rest_product_invalid_id', 'notFound', /run the item again/],
	[404, 'woocommerce_rest_invalid_product_id', 'notFound', /run the item again/],
	[404, 'woocommerce_rest_product_variation_invalid_id', 'notFound', /run the item again/],
	[400, 'product_external_invalid_manage_stock', 'refused', /Look at the product/],
	[400, 'product_invalid_sku', 'refused', /Look at the product/],
	[413, 'woocommerce_rest_request_entity_too_large', 'invalid', /Look at the product/],
	[404, 'woocommerce_rest_shop_webhook_invalid_id', 'notFound', /run the item again/],
	[400, 'woocommerce_rest_shop_webhook_invalid_id', 'notFound', /run the item again/],
	[400, 'woocommerce_rest_shop_webhook_invalid_topic', 'invalid', /./],
	[400, 'woocommerce_rest_shop_webhook_invalid_delivery_url', 'refused', /WEBHOOK_URL/],
	[501, 'woocommerce_rest_trash_not_supported', 'unavailable', /./],
];

describe('WooCommerce: every code of its API', () => {
	it.each(CODES)('%i %s is %s', (status, code, kind, nextStep) => {
		const body = { code, message: 'Said by the shop.', data: { status } };
		expect(diagnosisOf('woocommerce', { status, body })).toMatchObject({
			kind,
			nextStep: expect.stringMatching(nextStep),
		});
	});

	it.each(['read', 'write'])('401 of a key without %s permission', (right) => {
		const code = 'woocommerce_rest_authentication_error';
		const message = `The API key provided does not have ${right} permissions.`;
		expect(diagnosisOf('woocommerce', { status: 401, body: { code, message } })).toMatchObject({
			kind: 'permission',
			message: expect.stringContaining(message),
			nextStep: expect.stringContaining('Read/Write'),
		});
	});

	it.each<[number, string, string]>([
		[429, 'throttled', '<html>429</html>'],
		[503, 'unavailable', '<html>503</html>'],
		[504, 'unavailable', ''],
		[403, 'unavailable', '<!doctype html><title>Blocked</title>'],
		[413, 'invalid', ''],
	])('%i of a host is %s', (status, kind, body) => {
		const headers = { 'content-type': 'text/html' };
		const problem = diagnosisOf('woocommerce', { status, headers: body ? headers : {}, body });
		expect(problem).toMatchObject({ kind });
	});
});
