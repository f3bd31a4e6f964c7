import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { keys } from '../../sandbox/squarespace/index.mts';
import { intercept } from './channelRun.mts';
import {
	all,
	openSquarespaceShop,
	outcomes,
	restores,
	type SquarespaceShop,
} from './squarespaceShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const both = { channel: { stop: 'both' } };

let shop: SquarespaceShop;
afterEach(async () => await shop.close());

const said = (
	status: number,
	type: string,
	subtype: string | null,
	message = 'the message',
): FakeAnswer => ({
	status,
	body: { type, subtype, message, details: null, contextId: 'abc123' },
});
const adjusts = ({ path }: FakeRequest) => path.endsWith('/adjustments');
const hides = ({ method, path }: FakeRequest) =>
	method === 'POST' && path.startsWith('/v2/commerce/products/');

describe('Squarespace sheet, section 5: a group fails as a whole and names nobody', () => {
	const SKUS = Array.from({ length: 50 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
	const BAD = SKUS[17]!;

	it('the others are done all the same', async () => {
		shop = await openSquarespaceShop({ catalogue: manyProducts(50) });
		// Deleted after it had been read.
		intercept(shop.fake, (request) => {
			if (adjusts(request))
				shop.shop.products.splice(
					0,
					50,
					...shop.shop.products.filter(({ variants }) => variants[0]!.sku !== BAD),
				);
			return undefined;
		});
		const { of, done, attention } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(done)).toEqual(
			all(
				SKUS.filter((sku) => sku !== BAD),
				'offSale',
			),
		);
		expect(attention).toHaveLength(1);
		expect(of(BAD)).toMatchObject({
			outcome: 'notFound',
			changed: false,
			message: expect.stringContaining('deleted in Squarespace'),
		});
		expect(shop.writes().length).toBeLessThanOrEqual(13);
	});

	it('asks once only when the reason holds for all', async () => {
		shop = await openSquarespaceShop({ catalogue: manyProducts(50) });
		const { attention } = await shop.run('takeOffSale', SKUS, shop.with(keys.readOnly));
		expect(attention).toHaveLength(50);
		expect(attention[0]).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('lacks a permission'),
			nextStep: expect.stringContaining('Inventory and Products'),
		});
		expect(shop.writes()).toHaveLength(1);
	});

	it('reads the others back when one product is gone meanwhile', async () => {
		shop = await openSquarespaceShop({ catalogue: manyProducts(50) });
		intercept(shop.fake, ({ method, path }) => {
			if (method === 'GET' && /products\/./.test(path) && shop.shop.products.length === 50)
				shop.shop.products.splice(17, 1);
			return undefined;
		});
		const { of, done } = await shop.run('takeOffSale', SKUS);
		expect(outcomes(done)).toMatchObject(
			all(
				SKUS.filter((sku) => sku !== BAD),
				'offSale',
			),
		);
		expect(of(BAD)).toMatchObject({ outcome: 'pending', confirmed: false });
	});
});

describe('Squarespace sheet, section 8: pace', () => {
	it('never sends more than 300 requests a minute', async () => {
		const count = 330;
		shop = await openSquarespaceShop({ catalogue: manyProducts(count), speed: 500 });
		const skus = Array.from({ length: count }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { done } = await shop.run('takeOffSale', skus, both);
		expect(outcomes(done)).toEqual(all(skus, 'offSale'));
		const entries = shop.sandbox.log.entries('squarespace');
		expect(entries.length).toBeGreaterThan(300);
		expect(entries.filter(({ status }) => status === 429)).toEqual([]);
	}, 30_000);

	it('waits a minute after a refusal, since Squarespace names no time', async () => {
		shop = await openSquarespaceShop();
		const times: number[] = [];
		intercept(shop.fake, (request) => {
			if (!adjusts(request)) return undefined;
			times.push(shop.clock.now());
			return times.length === 1 ? said(429, 'TOO_MANY_REQUESTS', null) : undefined;
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(60_000);
	});
});

describe('Squarespace sheet, section 9: errors', () => {
	it.each([
		[
			400,
			'INVALID_REQUEST_ERROR',
			'INVALID_ARGUMENT',
			'failed',
			'did not accept the request: the message',
			/Look at the product/,
		],
		[
			400,
			'INVALID_REQUEST_ERROR',
			'PRODUCT_VARIANT_NOT_FOUND',
			'notFound',
			'was deleted in Squarespace',
			/Check the SKU/,
		],
		[404, 'INVALID_REQUEST_ERROR', null, 'notFound', 'was deleted in Squarespace', /Check the SKU/],
		[401, 'AUTHORIZATION_ERROR', null, 'failed', 'did not accept the API key', /API key/],
		[401, 'AUTHORIZATION_ERROR', 'MISSING_SCOPE', 'failed', 'lacks a permission', /Read and Write/],
		[403, 'AUTHORIZATION_ERROR', 'FORBIDDEN_RESOURCE', 'failed', 'may not reach', /new API key/],
		[
			403,
			'AUTHORIZATION_ERROR',
			'OAUTH_TOKEN_REQUIRED',
			'failed',
			'does not let any API key',
			/Report this message/,
		],
		[403, 'AUTHORIZATION_ERROR', 'MISSING_SCOPE', 'failed', 'lacks a permission', /Read and Write/],
		[403, 'AUTHORIZATION_ERROR', null, 'failed', 'does not let it do this', /rights listed/],
		[402, 'WEBSITE_EXPIRED', null, 'refused', 'expired or is not paid', /renew the site/],
		[405, 'METHOD_NOT_ALLOWED', null, 'refused', 'the message', /Change the product/],
		[409, 'CONFLICT', 'STOCK_EXCEEDS_MAX', 'refused', 'no quantity as large', /smaller quantity/],
		[
			409,
			'CONFLICT',
			'STOCK_NOT_TRACKED',
			'refused',
			'does not count the stock',
			/Unlimited Stock/,
		],
		[
			409,
			'CONFLICT',
			'CONCURRENT_MODIFICATION',
			'failed',
			'changed in Squarespace at the same moment',
			/Run the item again/,
		],
		[
			409,
			'CONFLICT',
			'INSUFFICIENT_STOCK',
			'failed',
			'changed in Squarespace at the same moment',
			/Run the item again/,
		],
		[409, 'CONFLICT', null, 'failed', 'at the same moment', /Run the item again/],
		[429, 'TOO_MANY_REQUESTS', null, 'failed', 'asked us to slow down', /in a few minutes/],
		[500, 'SERVER_ERROR', null, 'failed', 'could not answer just now', /in a few minutes/],
		[503, 'SERVICE_UNAVAILABLE', null, 'failed', 'could not answer just now', /in a few minutes/],
	] as const)(
		'%i %s %s gives a sentence and a next step',
		async (status, type, subtype, outcome, sentence, next) => {
			shop = await openSquarespaceShop();
			intercept(shop.fake, (request) =>
				adjusts(request) ? said(status, type, subtype) : undefined,
			);
			const { of } = await shop.run('takeOffSale', [INK]);
			expect(of(INK)).toMatchObject({
				outcome,
				changed: false,
				message: expect.stringContaining(sentence),
				nextStep: expect.stringMatching(next),
			});
			expect(shop.shelf(INK)?.state).toBe('onSale');
		},
	);

	it('reads again and sends again when the stock changes at the same moment', async () => {
		shop = await openSquarespaceShop();
		let once = true;
		intercept(shop.fake, (request) => {
			if (!adjusts(request) || !once) return undefined;
			once = false;
			shop.fake.seller.sell(INK, 3);
			return said(409, 'CONFLICT', 'CONCURRENT_MODIFICATION');
		});
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.shelf(INK)).toMatchObject({ quantity: 5 });
	});

	it('keeps what it zeroed undoable when the key may not hide', async () => {
		shop = await openSquarespaceShop();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [INK, GEL], {
			...both,
			...shop.with(keys.withoutHiding),
		});
		for (const sku of [INK, GEL]) {
			expect(off.of(sku)).toMatchObject({
				outcome: 'failed',
				changed: true,
				message: expect.stringContaining('lacks a permission'),
			});
			expect(shop.shelf(sku)?.state).toBe('soldOut');
		}
		await shop.run('putBackOnSale', restores(off.all));
		expect(shop.snapshot()).toEqual(before);
	});

	it('hides the others when one product cannot be hidden', async () => {
		shop = await openSquarespaceShop();
		const gel = shop.shop.find(GEL).product.id;
		intercept(shop.fake, (request) =>
			hides(request) && request.path.endsWith(gel)
				? said(405, 'METHOD_NOT_ALLOWED', 'OPERATION_NOT_ALLOWED_FOR_PRODUCT_TYPE')
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK, GEL], both);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', after: { visible: false } });
		expect(of(GEL)).toMatchObject({ outcome: 'refused', changed: true });
	});

	it('reads back when the answer of a hide is lost', async () => {
		shop = await openSquarespaceShop();
		shop.sandbox.faults.add({
			slug: 'squarespace',
			kind: 'dropAfter',
			method: 'POST',
			path: 'products',
		});
		const { of } = await shop.run('takeOffSale', [INK, GEL], both);
		for (const sku of [INK, GEL])
			expect(of(sku)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
	});

	it('names the permission that the look-up needs', async () => {
		shop = await openSquarespaceShop();
		const { of } = await shop.run('getStockState', [INK], shop.with(keys.inventoryOnly));
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			kind: 'permission',
			nextStep: expect.stringContaining('Inventory and Products'),
		});
	});
});
