import { describe, expect, it } from 'vitest';

import { diagnosisOf } from './diagnosis.mts';

/** Sheet, sections 1, 9 and 13. */
const CODES: ReadonlyArray<[status: number, code: string, kind: string, nextStep: RegExp]> = [
	[400, 'REQUESTED_QUANTITY_MUST_BE_NON_NEGATIVE_DECREASING', 'refused', /99,999/],
	[400, 'PRE_ORDER_VALIDATION', 'refused', /Pre-order/],
	[400, 'INVENTORY_QUANTITY_NOT_TRACKED', 'conflict', /again/],
	[400, 'INSUFFICIENT_INVENTORY', 'refused', /99,999/],
	[400, 'MAX_QUANTITY_LIMIT_REACHED', 'refused', /99,999/],
	[400, 'ITEM_ALREADY_EXISTS', 'invalid', /dashboard/],
	[400, 'INVALID_TARGET_QUANTITY', 'refused', /99,999/],
	[428, 'CATALOG_V1_SITE_CALLING_CATALOG_V3_API', 'conflict', /again/],
	[428, 'CATALOG_V3_SITE_CALLING_CATALOG_V1_API', 'conflict', /again/],
	[428, 'CATALOG_V3_SITE_PROVISIONING', 'unavailable', /few minutes/],
	[428, 'MISSING_VARIANT_OPTION_CHOICE', 'refused', /options/],
	[428, 'VARIANTS_ARE_NOT_ALIGNED_WITH_PRODUCT', 'refused', /options/],
	[400, 'INVALID_PATCH', 'refused', /options/],
	[428, 'MISSING_METASITE_ID', 'login', /site ID/],
	[409, 'INVALID_REVISION', 'conflict', /again/],
	[404, 'INVENTORY_ITEM_NOT_FOUND', 'notFound', /SKU/],
	[428, '', 'conflict', /again/],
	[403, '', 'permission', /permissions/],
	[404, '', 'notFound', /SKU/],
	[429, 'RESOURCE_EXHAUSTED', 'throttled', /few minutes/],
	[503, 'UNAVAILABLE', 'unavailable', /few minutes/],
	[500, '', 'unavailable', /few minutes/],
	[401, 'UNAUTHENTICATED', 'login', /credential/],
];

describe('Wix: every code of its API', () => {
	it.each(CODES)('%i %s is %s', (status, code, kind, nextStep) => {
		const applicationError = { code, description: '', data: {} };
		const body = { message: 'Said by Wix.', details: { applicationError } };
		expect(diagnosisOf('wix', { status, body })).toMatchObject({
			kind,
			nextStep: expect.stringMatching(nextStep),
		});
	});

	it('names the field that was not accepted', () => {
		const fieldViolations = [
			{ field: 'query.filter', description: 'is not filterable', violatedRule: 'OTHER' },
		];
		const body = { message: 'invalid', details: { validationError: { fieldViolations } } };
		expect(diagnosisOf('wix', { status: 400, body })).toMatchObject({
			kind: 'invalid',
			message: 'Wix did not accept the request: query.filter is not filterable',
		});
	});
});
