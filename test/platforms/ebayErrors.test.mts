import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readOnlyRefreshToken } from '../../sandbox/ebay/login.mts';
import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { intercept, json } from './channelRun.mts';
import { INVENTORY, openEbay, UPDATE, type EbayShop } from './ebayShop.mts';
import { callOf } from './readLevels.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const SHEET = 'ACR-SHT-CLR-A3';

let shop: EbayShop;
beforeEach(async () => {
	shop = await openEbay();
});
afterEach(async () => await shop.close());

const entry = (errorId: number, message = 'In eBay’s own words.') => ({
	errorId,
	domain: 'API_INVENTORY',
	category: 'REQUEST',
	message,
});
const answer = (status: number, errorId: number): FakeAnswer => ({
	status,
	body: { errors: [entry(errorId)] },
});
const isUpdate = ({ path }: FakeRequest): boolean => path === UPDATE;
const skusIn = ({ body }: FakeRequest): string[] =>
	(JSON.parse(body.toString()) as { requests: { sku: string }[] }).requests.map(({ sku }) => sku);
const node = (sku: string, errorId?: number, offerId?: string) => ({
	statusCode: errorId === undefined ? 200 : 400,
	sku,
	...(offerId && { offerId }),
	...(errorId !== undefined && { errors: [entry(errorId)] }),
});
const mixed = (...responses: object[]): FakeAnswer => ({ status: 207, body: { responses } });

describe('eBay: one of many', () => {
	it('fails alone, with what eBay said about it', async () => {
		const own = shop.fake.handle.bind(shop.fake);
		intercept(shop.fake, async (request) => {
			if (!isUpdate(request)) return undefined;
			const { requests } = JSON.parse(request.body.toString()) as { requests: { sku: string }[] };
			const good = Buffer.from(
				JSON.stringify({ requests: requests.filter(({ sku }) => sku !== INK) }),
			);
			const { body } = await own({ ...request, body: good });
			return mixed(...(body as { responses: object[] }).responses, node(INK, 25002));
		});
		const { of } = await shop.run('takeOffSale', [INK, MAGENTA]);
		expect(of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('In eBay’s own words.'),
		});
		expect(of(MAGENTA)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('does not hold the others up where eBay refuses the whole request', async () => {
		intercept(shop.fake, (request) =>
			isUpdate(request) && skusIn(request).includes(INK) ? answer(400, 25709) : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK, MAGENTA, SHEET]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'invalid', changed: false });
		for (const sku of [MAGENTA, SHEET])
			expect(of(sku)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.updates().map((one) => (json(one).requests as unknown[]).length)).toEqual([
			3, 1, 1, 1,
		]);
	});

	it('may say "one SKU a call", as one line of the reference does', async () => {
		intercept(shop.fake, (request) =>
			isUpdate(request) && skusIn(request).length > 1 ? answer(400, 25727) : undefined,
		);
		const { attention } = await shop.run('takeOffSale', [INK, MAGENTA, SHEET]);
		expect(attention).toEqual([]);
	});

	it('counts as changed as far as it was written when its offers were refused', async () => {
		shop.fake.seller.sell(INK, 8);
		const { offerId } = shop.offer(INK);
		const own = shop.fake.handle.bind(shop.fake);
		intercept(shop.fake, async (request) => {
			if (!isUpdate(request)) return undefined;
			const { requests } = JSON.parse(request.body.toString()) as {
				requests: Array<Record<string, unknown>>;
			};
			const { body } = await own({
				...request,
				body: Buffer.from(
					JSON.stringify({ requests: requests.map(({ offers: _offers, ...item }) => item) }),
				),
			});
			return mixed(...(body as { responses: object[] }).responses, node(INK, 25713, offerId));
		});
		const { of } = await shop.run('putBackOnSale', [{ sku: INK, quantity: 4 }]);
		expect(of(INK)).toMatchObject({ outcome: 'notFound', changed: true });
		expect([shop.item(INK).quantity, shop.offer(INK).availableQuantity]).toEqual([4, 0]);
	});

	it('is read and sent again where another change was under way', async () => {
		let times = 1;
		intercept(shop.fake, (request) =>
			isUpdate(request) && times-- > 0 ? mixed(node(INK, 25025)) : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(shop.updates()).toHaveLength(2);
	});

	it('passes eBay’s notes on', async () => {
		const own = shop.fake.handle.bind(shop.fake);
		intercept(shop.fake, async (request) => {
			if (!isUpdate(request)) return undefined;
			await own(request);
			return {
				status: 200,
				body: { responses: [{ ...node(INK), warnings: [entry(25401, 'A note.')] }] },
			};
		});
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({
			outcome: 'offSale',
			warnings: ['eBay notes: A note.'],
		});
	});
});

describe('eBay: what its numbers mean', () => {
	const NUMBERS: ReadonlyArray<readonly [number, number, string, string, string]> = [
		[400, 25002, 'refused', 'eBay refused the change', 'out-of-stock option'],
		[400, 25004, 'refused', 'eBay refused the change', 'out-of-stock option'],
		[400, 25759, 'refused', 'auction', 'auction'],
		[404, 25702, 'notFound', 'does not know this SKU', 'SKU'],
		[404, 25710, 'notFound', 'does not know this SKU', 'SKU'],
		[400, 25713, 'notFound', 'SKU or offer', 'SKU'],
		[400, 25725, 'notFound', 'SKU or offer', 'SKU'],
		[404, 99999, 'notFound', 'did not find it', 'SKU'],
		[400, 25707, 'invalid', 'did not accept the request', 'Seller Hub'],
		[400, 25727, 'invalid', 'did not accept the request', 'Seller Hub'],
		[400, 25734, 'invalid', 'did not accept the request', 'Seller Hub'],
		[400, 25709, 'invalid', 'did not accept the request', 'Seller Hub'],
		[403, 1100, 'permission', 'does not let it do this', 'sell.inventory'],
		[409, 99999, 'conflict', 'at the same moment', 'again'],
	];
	it.each(NUMBERS)('status %i, number %i', async (status, errorId, kind, message, nextStep) => {
		intercept(shop.fake, (request) => (isUpdate(request) ? answer(status, errorId) : undefined));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			kind,
			changed: false,
			message: expect.stringContaining(message),
			nextStep: expect.stringContaining(nextStep),
		});
		expect(shop.shelf(INK)?.quantity).toBe(8);
	});

	it.each([
		['/sell/fulfillment/v1/order', 403, 1100, 'permission', 'sell.fulfillment.readonly'],
		[
			'/commerce/notification/v1/subscription',
			403,
			1100,
			'permission',
			'commerce.notification.subscription',
		],
		[
			'/commerce/notification/v1/subscription',
			403,
			195011,
			'permission',
			'commerce.notification.subscription',
		],
		['/commerce/notification/v1/subscription', 404, 195002, 'refused', 'Stock Level Trigger'],
		['/commerce/notification/v1/destination', 500, 195000, 'unavailable', 'a few minutes'],
	])('%s: status %i, number %i', async (path, status, errorId, kind, nextStep) => {
		const call = await callOf('ebay', shop.credentials);
		intercept(shop.fake, (request) =>
			request.path === path ? answer(status, errorId) : undefined,
		);
		await expect(call({ method: 'POST', path })).rejects.toMatchObject({
			problem: { kind, nextStep: expect.stringContaining(nextStep), message: expect.any(String) },
		});
	});

	it.each([
		[500, 25001],
		[500, 25025],
		[429, 2001],
	])('status %i, number %i: tries again', async (status, errorId) => {
		let times = 2;
		intercept(shop.fake, (request) =>
			isUpdate(request) && times-- > 0 ? answer(status, errorId) : undefined,
		);
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
		});
	});

	it('waits as long as a Retry-After asks', async () => {
		let refusedAt = 0;
		let sentAt = 0;
		intercept(shop.fake, (request) => {
			if (!isUpdate(request)) return undefined;
			if (refusedAt > 0) {
				sentAt = shop.clock.now();
				return undefined;
			}
			refusedAt = shop.clock.now();
			return { ...answer(429, 2001), headers: { 'retry-after': '40' } };
		});
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(sentAt - refusedAt).toBeGreaterThanOrEqual(40_000);
	});

	it('does not take a fault of the look-up for an unknown SKU', async () => {
		intercept(shop.fake, ({ path }) =>
			path.endsWith('bulk_get_inventory_item')
				? mixed({ statusCode: 500, sku: INK, errors: [entry(25001)] })
				: undefined,
		);
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({
			outcome: 'failed',
			kind: 'unavailable',
		});
	});

	it('does not take a fault of the offers for none', async () => {
		intercept(shop.fake, ({ path }) =>
			path === `${INVENTORY}/offer` ? answer(400, 25709) : undefined,
		);
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({
			outcome: 'failed',
			kind: 'invalid',
			changed: false,
		});
	});
});

describe('eBay: login', () => {
	const signIn = (values: Record<string, string>) => ({
		credentials: { stockOutEbayApi: { ...shop.credentials.stockOutEbayApi, ...values } },
	});

	it('says which part of it is wrong', async () => {
		const wrongSecret = await shop.run(
			'takeOffSale',
			[INK],
			signIn({ clientSecret: 'PRD-00000000-0000' }),
		);
		expect(wrongSecret.of(INK)).toMatchObject({
			kind: 'login',
			message: expect.stringContaining('client ID'),
			nextStep: expect.stringContaining('Cert ID'),
		});
		const deadToken = await shop.run(
			'takeOffSale',
			[INK],
			signIn({ refreshToken: 'v^1.1#i^1#dead' }),
		);
		expect(deadToken.of(INK)).toMatchObject({
			kind: 'login',
			message: expect.stringContaining('refresh token'),
			nextStep: expect.stringContaining('18 months'),
		});
	});

	it('says that a token for reading may not write', async () => {
		const { of } = await shop.run(
			'takeOffSale',
			[INK],
			signIn({ refreshToken: readOnlyRefreshToken }),
		);
		expect(of(INK)).toMatchObject({
			kind: 'permission',
			changed: false,
			nextStep: expect.stringContaining('sell.inventory'),
		});
	});

	it('renews the token once when it ends in the middle of the run', async () => {
		const now = shop.clock.now.bind(shop.clock);
		let passed = 0;
		Object.assign(shop.clock, { now: () => now() + passed });
		intercept(shop.fake, (request) => {
			if (isUpdate(request) && passed === 0) passed = 7_200_000;
			return undefined;
		});
		const { of, credentials } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(credentials.renewals).toEqual(['stockOutEbayApi', 'stockOutEbayApi']);
	});

	it('never shows a token that comes back in a refusal', async () => {
		intercept(shop.fake, (request) =>
			isUpdate(request)
				? mixed({
						statusCode: 400,
						sku: INK,
						errors: [
							entry(
								25002,
								`Not with ${request.headers['authorization']?.replace('Bearer ', '')} today.`,
							),
						],
					})
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('[hidden] today.'),
		});
	});
});

interface Recorded {
	request: { path: string; headers?: Record<string, string> };
	status: number;
	response: unknown;
	covers?: string;
}

describeWithSpecs('eBay: the recorded answers', () => {
	const recorded = readSpec('ebay/recorded.json') as Recorded[];
	const covering = (part: string): Recorded => {
		const found = recorded.find(
			({ covers, request }) =>
				covers?.includes(part) ?? request.headers?.['X-EBAY-API-CALL-NAME'] === part,
		);
		if (!found) throw new Error(`Nothing recorded covers '${part}'`);
		return found;
	};
	const saying = (
		{ status, response }: Recorded,
		headers: Record<string, string> = {},
	): FakeAnswer => ({ status, headers, body: response });

	it('SKU without offers: the item sells nothing', async () => {
		intercept(shop.fake, ({ path }) =>
			path === `${INVENTORY}/offer` ? saying(covering('SKU without offers')) : undefined,
		);
		expect((await shop.run('getStockState', [INK])).of(INK)).toMatchObject({
			outcome: 'alreadyOffSale',
			after: { visible: false, buyable: false },
		});
	});

	it('the entity that was not found: no such SKU', async () => {
		intercept(shop.fake, ({ path }) =>
			path.endsWith('bulk_get_inventory_item')
				? saying(covering('SKU not in the inventory'))
				: undefined,
		);
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({ outcome: 'notFound' });
	});

	it('the passing fault: tried again', async () => {
		let times = 1;
		intercept(shop.fake, (request) =>
			isUpdate(request) && times-- > 0 ? saying(covering('passing fault')) : undefined,
		);
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
		});
	});

	it('the wrong access token: renewed, then a matter for the user', async () => {
		intercept(shop.fake, ({ path }) =>
			path.startsWith(INVENTORY) ? saying(covering('expired or wrong access token')) : undefined,
		);
		const { of, credentials } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			kind: 'login',
			nextStep: expect.stringContaining('refresh token'),
		});
		expect(credentials.renewals).toHaveLength(2);
	});

	it.each([
		['refresh token dead', 'refresh token'],
		['wrong client id or secret', 'client ID'],
	])('%s', async (part, sentence) => {
		intercept(shop.fake, (request) =>
			shop.fake.isLogin(request) ? saying(covering(part)) : undefined,
		);
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({
			kind: 'login',
			message: expect.stringContaining(sentence),
		});
	});

	it('a refusal in German: decided by its number, and the note before the error is not the reason', async () => {
		const trading = { channel: { listingModel: 'trading' } };
		for (const [call, outcome, text] of [
			['EndItem', 'notFound', 'has ended'],
			['ReviseFixedPriceItem', 'refused', 'aufgehoben'],
		] as const) {
			intercept(shop.fake, ({ headers }) =>
				headers['x-ebay-api-call-name'] === 'ReviseInventoryStatus'
					? saying(covering(call), { 'content-type': 'text/xml' })
					: undefined,
			);
			const { of } = await shop.run('takeOffSale', ['ACR-EAS-OAK'], trading);
			expect(of('ACR-EAS-OAK')).toMatchObject({
				outcome,
				changed: false,
				message: expect.stringContaining(text),
			});
		}
		const refused = recorded.find(({ response }) =>
			String(response).includes('21919136'),
		) as Recorded;
		intercept(shop.fake, ({ headers }) =>
			headers['x-ebay-api-call-name'] === 'ReviseInventoryStatus'
				? saying(refused, { 'content-type': 'text/xml' })
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', ['ACR-EAS-OAK'], trading);
		expect(of('ACR-EAS-OAK').message).toContain('Mindesanzahl an Bildern');
	});
});
