import { afterEach, describe, expect, it } from 'vitest';

import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { intercept, json } from './channelRun.mts';
import { openMagento, type Magento } from './magentoShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const THREE = [GEL, INK, MAGENTA];
const both = { channel: { stop: 'both' } };
const hide = { channel: { stop: 'hide' } };

let shop: Magento;
afterEach(async () => await shop.close());

const isWrite = ({ method }: FakeRequest) => method !== 'GET';
const says = (status: number, message: string, parameters?: unknown): FakeAnswer => ({
	status,
	headers: { 'content-type': 'application/json; charset=utf-8' },
	body: JSON.stringify({ message, ...(parameters ? { parameters } : {}) }),
});
const rowsOf = (request: FakeRequest) =>
	(
		JSON.parse(request.body.toString()) as {
			sourceItems?: Array<{ sku: string; source_code: string }>;
		}
	).sourceItems ?? [];

describe('Magento: one bad row', () => {
	it('stops only its own item, though Magento refuses the whole call and names nothing', async () => {
		shop = await openMagento();
		intercept(shop.fake, (request) =>
			isWrite(request) && rowsOf(request).some(({ sku }) => sku === INK)
				? says(400, 'Validation Failed: "quantity" should be numeric.')
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', THREE);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			changed: false,
			message: expect.stringContaining('should be numeric'),
		});
		expect(of(GEL)).toMatchObject({ outcome: 'offSale' });
		expect(of(MAGENTA)).toMatchObject({ outcome: 'offSale' });
		expect(shop.shelf(INK)?.state).toBe('onSale');
	});

	it('gives up soon when Magento refuses whatever comes', async () => {
		const catalogue = manyProducts(100);
		shop = await openMagento({ catalogue });
		intercept(shop.fake, (request) =>
			isWrite(request) ? says(400, 'A plug-in is broken') : undefined,
		);
		const skus = catalogue.map(({ variants: [{ sku }] }) => sku);
		const { all } = await shop.run('takeOffSale', skus);
		for (const row of all)
			expect(row).toMatchObject({
				outcome: 'failed',
				changed: false,
				message: expect.stringContaining('plug-in'),
			});
		expect(shop.writes().length).toBeLessThan(30);
	});

	it('keeps what it zeroed undoable when the product cannot be disabled', async () => {
		shop = await openMagento();
		const before = shop.snapshot();
		intercept(shop.fake, (request) =>
			/\/products\//.test(request.path) && isWrite(request)
				? says(400, 'The product was unable to be saved. Please try again.')
				: undefined,
		);
		const off = await shop.run('takeOffSale', [GEL], both);
		expect(off.of(GEL)).toMatchObject({ outcome: 'failed', changed: true });
		expect(shop.shelf(GEL)?.state).toBe('soldOut');
		await shop.run('putBackOnSale', [{ restore: off.of(GEL).restore }]);
		expect(shop.snapshot()).toEqual(before);
	});

	it('remembers only the sources that were saved when another one is refused', async () => {
		shop = await openMagento({ stocks: 2 });
		const before = shop.snapshot();
		intercept(shop.fake, (request) =>
			isWrite(request) && rowsOf(request).some(({ source_code }) => source_code === 'east')
				? says(400, 'Could not save Source Item')
				: undefined,
		);
		const off = await shop.run('takeOffSale', [GEL]);
		expect(off.of(GEL)).toMatchObject({ outcome: 'failed', changed: true });
		const { listings } = JSON.parse(String(off.of(GEL).restore)) as { listings: object[] };
		expect(listings).toMatchObject([{ set: { sources: { default: { quantity: 0, status: 0 } } } }]);
		expect(JSON.stringify(listings)).not.toContain('east');
		await shop.run('putBackOnSale', [{ restore: off.of(GEL).restore }]);
		expect(shop.snapshot()).toEqual(before);
	});

	it('does not disable a product whose stock was refused', async () => {
		shop = await openMagento();
		intercept(shop.fake, (request) =>
			/source-items$/.test(request.path) && isWrite(request)
				? says(400, 'Could not save Source Item')
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [GEL], both);
		expect(of(GEL)).toMatchObject({
			outcome: 'failed',
			changed: false,
			message: expect.stringContaining('Could not save Source Item'),
		});
		expect(shop.shelf(GEL)?.state).toBe('onSale');
	});

	it('tells a deleted product from the others when disabling one by one', async () => {
		shop = await openMagento();
		intercept(shop.fake, (request) =>
			isWrite(request) && request.path.endsWith(INK)
				? says(
						404,
						"The product that was requested doesn't exist. Verify the product and try again.",
					)
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', THREE, hide);
		expect(of(INK)).toMatchObject({ outcome: 'notFound', changed: false });
		expect(of(GEL)).toMatchObject({ outcome: 'offSale' });
	});
});

describe('Magento: rights', () => {
	it('names the missing right before anything is written', async () => {
		shop = await openMagento();
		const { all } = await shop.run('takeOffSale', THREE, shop.as('withoutSalesStock'));
		for (const row of all) {
			expect(row).toMatchObject({ outcome: 'failed', changed: false, kind: 'permission' });
			expect(row.message).toContain('Magento_InventorySalesApi::stock');
			expect(row.nextStep).toContain('resources');
		}
		expect(shop.writes()).toEqual([]);
	});

	it('names the missing right to write, and does not try every row', async () => {
		shop = await openMagento();
		const { all } = await shop.run('takeOffSale', THREE, shop.as('readOnly'));
		for (const row of all)
			expect(row).toMatchObject({
				outcome: 'failed',
				changed: false,
				message: expect.stringContaining('stock_source_item_assign'),
			});
		// n8n itself tries a refused login once more.
		expect(shop.writes().length).toBeLessThanOrEqual(2);
	});

	it('says what to switch on when an access token alone is not allowed', async () => {
		shop = await openMagento();
		const { of } = await shop.run('takeOffSale', [GEL], shop.with({ authentication: 'bearer' }));
		expect(of(GEL)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(GEL).nextStep).toContain('Stores > Configuration > Services > OAuth');
	});

	it('works with an access token alone where the shop allows it', async () => {
		shop = await openMagento({ bearerAllowed: true });
		const { of } = await shop.run('takeOffSale', [GEL], shop.with({ authentication: 'bearer' }));
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});
});

describe('Magento: logins', () => {
	it.each([
		['consumer key', { consumerKey: 'x'.repeat(32) }, 'does not exist'],
		['consumer key of the wrong length', { consumerKey: 'short' }, 'length'],
		['consumer secret', { consumerSecret: 'x'.repeat(32) }, 'signature is invalid'],
		['access token', { accessToken: 'x'.repeat(32) }, 'does not exist'],
		['access token secret', { accessTokenSecret: 'x'.repeat(32) }, 'signature is invalid'],
	])('does not get in with a wrong %s', async (_, wrong, message) => {
		shop = await openMagento();
		const { all } = await shop.run('takeOffSale', THREE, shop.with(wrong));
		for (const row of all) {
			expect(row).toMatchObject({
				outcome: 'failed',
				changed: false,
				kind: 'login',
				message: expect.stringContaining(message),
			});
			expect(row.nextStep).toContain('credential');
		}
		expect(shop.writes()).toEqual([]);
	});

	it('names the clock when the shop refuses the time', async () => {
		shop = await openMagento();
		intercept(shop.fake, () =>
			says(401, 'The timestamp value in the oauth_timestamp parameter is invalid.'),
		);
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({
			outcome: 'failed',
			nextStep: expect.stringContaining('clocks'),
		});
	});

	it.each([
		['client ID', { clientId: '0'.repeat(32) }],
		['client secret', { clientSecret: 'x'.repeat(32) }],
	])('gets no token from Adobe with a wrong %s', async (_, wrong) => {
		shop = await openMagento({ edition: 'accs' });
		const { of } = await shop.run('takeOffSale', [GEL], shop.with(wrong));
		expect(of(GEL)).toMatchObject({
			outcome: 'failed',
			kind: 'login',
			message: expect.stringContaining('Adobe gave no token'),
		});
	});

	it('is told by the gateway that the organization is another', async () => {
		shop = await openMagento({ edition: 'accs' });
		const { of } = await shop.run(
			'takeOffSale',
			[GEL],
			shop.with({ organizationId: 'OTHER@AdobeOrg' }),
		);
		expect(of(GEL)).toMatchObject({
			outcome: 'failed',
			kind: 'permission',
			message: expect.stringContaining('organization'),
		});
	});

	it('fetches a new token when one has run out', async () => {
		shop = await openMagento({ edition: 'accs' });
		const first = await shop.run('takeOffSale', [GEL]);
		const stored = first.credentials.stored;
		await shop.clock.sleep(1);
		shop.sandbox.faults.add({ slug: 'magento', kind: 'expireToken', times: 1 });
		const { of, credentials } = await shop.run('takeOffSale', [INK], { credentials: stored });
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(credentials.renewals).toEqual(['stockOutMagentoApi']);
	});
});

describe('Magento: answers to every code', () => {
	it.each([
		[
			400,
			'Something with %1 is wrong',
			['the price'],
			'failed',
			'Something with the price is wrong',
		],
		[404, 'Request does not match any route.', undefined, 'failed', 'no such Magento REST address'],
		[405, 'Method not allowed', undefined, 'failed', 'Method not allowed'],
		[403, 'Forbidden by rule', undefined, 'failed', 'Forbidden by rule'],
	])('%i', async (status, message, parameters, outcome, sentence) => {
		shop = await openMagento();
		intercept(shop.fake, () => says(status, message, parameters));
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome, changed: false, nextStep: expect.any(String) });
		expect(of(GEL).message).toContain(sentence);
	});

	it('adds the details of a validation', async () => {
		shop = await openMagento();
		intercept(shop.fake, (request) =>
			isWrite(request)
				? {
						status: 400,
						body: {
							message: 'Validation Failed',
							errors: [{ message: '"%field" is too long.', parameters: { field: 'sku' } }],
						},
					}
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL).message).toContain('Validation Failed "sku" is too long.');
	});

	it('tries again after a deadlock of the database', async () => {
		shop = await openMagento();
		let times = 0;
		intercept(shop.fake, (request) =>
			isWrite(request) && times++ < 2
				? says(400, 'Database deadlock found when trying to get lock')
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('waits five seconds where Adobe does not say how long', async () => {
		shop = await openMagento({ edition: 'accs' });
		const at: number[] = [];
		intercept(shop.fake, (request) => {
			if (!/source-items$/.test(request.path) || !isWrite(request)) return undefined;
			at.push(shop.clock.now());
			return at.length > 1 ? undefined : { status: 429, body: { message: 'Too many requests' } };
		});
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale' });
		expect(at).toHaveLength(2);
		expect(at[1] - at[0]).toBeGreaterThanOrEqual(4_900);
	});

	it.each([
		[500, { message: 'Internal Error. Report ID: webapi-6565c1a2' }],
		[504, '<html><h1>Gateway Time-out</h1></html>'],
	])('%i: tried again, then a matter of patience', async (status, body) => {
		shop = await openMagento();
		let times = 0;
		intercept(shop.fake, (request) => {
			if (!/source-items$/.test(request.path) || !isWrite(request)) return undefined;
			times += 1;
			return { status, headers: { 'content-type': 'application/json' }, body };
		});
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({
			changed: false,
			nextStep: expect.stringContaining('in a few minutes'),
		});
		expect(of(GEL).outcome).not.toBe('offSale');
		expect(times).toBe(4);
	});

	it('calls maintenance what it is', async () => {
		shop = await openMagento();
		intercept(shop.fake, () => ({
			status: 503,
			headers: { 'content-type': 'text/html' },
			body: '<html><h1>Service Temporarily Unavailable</h1></html>',
		}));
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'failed', changed: false, kind: 'unavailable' });
	});

	it('decides by the listing, for each product alone, when disabling gets no answer', async () => {
		shop = await openMagento();
		shop.sandbox.faults.add({ slug: 'magento', kind: 'dropAfter', method: 'PUT', path: INK });
		const { of } = await shop.run('takeOffSale', [INK, GEL], hide);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
	});

	it('takes an address that ends in /rest', async () => {
		shop = await openMagento();
		const { of } = await shop.run(
			'takeOffSale',
			[GEL],
			shop.with({ url: `${String(shop.fake.account.url)}/rest/V1/` }),
		);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale' });
		expect(json(shop.writes()[0])).toHaveProperty('sourceItems');
	});
});
