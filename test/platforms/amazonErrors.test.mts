import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FakeAnswer } from '../../sandbox/fake.mts';
import { openAmazon, type AmazonShop } from './amazonShop.mts';
import { intercept } from './channelRun.mts';
import { connected } from './connected.mts';

const INK = 'ACR-INK-PAYN-30';
const SHEET = 'ACR-SHT-CLR-A3';

let shop: AmazonShop;
beforeEach(async () => {
	shop = await openAmazon({ speed: 1_000 });
});
afterEach(async () => await shop.close());

const said = (code: string, message: string, details = '') => ({
	errors: [{ code, message, details }],
});
const sku404 = `SKU '${INK}' not found in marketplace ATVPDKIKX0DER`;

describe('Amazon sheet, section 9: errors', () => {
	it.each<[number, unknown, string, string, string, RegExp]>([
		[400, said('InvalidInput', 'Bad patch.'), 'failed', 'invalid', 'Bad patch.', /seller ID/],
		[403, said('Unauthorized', 'Denied.'), 'failed', 'permission', 'Denied.', /Product Listing/],
		[404, said('NOT_FOUND', sku404), 'notFound', 'notFound', sku404, /Check the SKU/],
		[404, said('NotFound', 'Gone.'), 'notFound', 'notFound', 'Gone.', /Check the SKU/],
		[413, said('RequestTooLarge', 'Too large.'), 'failed', 'invalid', 'Too large.', /report/],
		[415, said('UnsupportedMediaType', 'No.'), 'failed', 'invalid', 'No.', /report/],
		[429, said('QuotaExceeded', 'Too fast.'), 'failed', 'throttled', 'slow down', /few minutes/],
		[500, said('InternalFailure', 'Oops.'), 'failed', 'unavailable', 'status 500', /few minutes/],
		[503, said('ServiceUnavailable', ''), 'failed', 'unavailable', 'status 503', /few minutes/],
		[503, 'Service Unavailable', 'failed', 'unavailable', 'status 503', /few minutes/],
		[400, {}, 'failed', 'invalid', 'status 400', /report/],
	])('a change answered with %i %j is %s', async (status, body, outcome, kind, message, next) => {
		const answer: FakeAnswer = { status, body };
		intercept(shop.fake, ({ method, path }) =>
			method === 'PATCH' && path.endsWith(INK) ? answer : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK, SHEET]);
		expect(of(INK)).toMatchObject({
			outcome,
			kind,
			changed: false,
			message: expect.stringContaining(message),
			nextStep: expect.stringMatching(next),
		});
		expect(of(SHEET)).toMatchObject({ outcome: 'offSale' });
	});

	it.each([
		[400, 'invalid_grant', 'Authorize the app again'],
		[400, 'unauthorized_client', 'Authorize the app again'],
		[401, 'invalid_client', '180 days'],
	])('a login answered with %i %s is told as such', async (status, error, nextStep) => {
		intercept(shop.fake, (request) =>
			shop.fake.isLogin(request)
				? { status, body: { error, error_description: 'Refused.', error_index: 'A' } }
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'login', changed: false });
		expect(of(INK).nextStep).toContain(nextStep);
	});

	it.each([
		[429, 'slow_down', 'throttled'],
		[500, 'server_error', 'unavailable'],
		[503, 'temporarily_unavailable', 'unavailable'],
	])('a login answered with %i %s does not blame the credential', async (status, error, kind) => {
		intercept(shop.fake, (request) =>
			shop.fake.isLogin(request) ? { status, body: { error } } : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind, changed: false });
	});

	it('a page of levels that cannot be read is a problem with a sentence', async () => {
		const { levels } = await connected('amazon', shop.credentials);
		intercept(shop.fake, ({ path }) =>
			path.startsWith('/listings/')
				? { status: 400, body: said('InvalidInput', "'pageToken' is invalid.") }
				: undefined,
		);
		await expect(levels()).rejects.toMatchObject({
			problem: { kind: 'invalid', message: expect.stringContaining('pageToken') },
		});
	});
});
