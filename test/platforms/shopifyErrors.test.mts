import { describe, expect, it } from 'vitest';
import { readOnlyAccessToken } from '../../sandbox/shopify/auth.mts';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { bodyOf, intercept, json } from './intercept.mts';
import { openShopify } from './shopifyShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const WHITE = 'ACR-HB-TWHT-60';
const type = 'stockOutShopifyApi';

async function open() {
	const shop = await openShopify();
	const credential = shop.credentials[type]!;
	return { ...shop, credential };
}

describe('Shopify sheet, section 8: pace', () => {
	it('waits after THROTTLED, which comes with status 200, and goes on', async () => {
		const shop = await open();
		shop.sandbox.faults.add({
			slug: 'shopify',
			kind: 'throttled',
			path: 'graphql',
			after: 1,
			times: 3,
		});
		const begun = shop.clock.now();
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
		expect(shop.sandbox.faults.list()).toMatchObject([{ hits: 3 }]);
		expect(shop.writes()).toHaveLength(4);
		expect(shop.clock.now()).toBeGreaterThan(begun);
		// Refused, so never carried out: the key may stay.
		expect(new Set(shop.writes().map(({ variables }) => variables.k)).size).toBe(1);
	});

	it('waits as long as the bucket needs for the query', async () => {
		const shop = await open();
		const waits: number[] = [];
		let refusedAt = 0;
		intercept(shop.shop, 'shopify', async (request, next) => {
			if (refusedAt > 0) {
				waits.push(shop.clock.now() - refusedAt);
				return await next();
			}
			refusedAt = shop.clock.now();
			const throttleStatus = { maximumAvailable: 1000, currentlyAvailable: 22, restoreRate: 50 };
			return json(200, {
				errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
				extensions: { cost: { requestedQueryCost: 222, actualQueryCost: null, throttleStatus } },
			});
		});
		await shop.state([GEL]);
		expect(waits[0]).toBeGreaterThanOrEqual(4000);
	});

	it.each(['zero', 'both'])(
		'takes a thousand SKUs off sale (%s) without one query too dear, one list too long or one refusal',
		async (stop) => {
			const shop = await openShopify({ catalogue: manyProducts(1000), speed: 1000 });
			const skus = manyProducts(1000).flatMap(({ variants }) => variants.map(({ sku }) => sku));
			const { rows } = await shop.takeOff(skus, { channel: { stop }, options: { safetyLimit: 0 } });
			expect(rows.filter(({ outcome }) => outcome === 'offSale')).toHaveLength(1000);
			for (const { responseBody } of shop.sandbox.log.entries('shopify'))
				expect(responseBody).not.toMatch(/THROTTLED|MAX_COST_EXCEEDED|MAX_INPUT_SIZE_EXCEEDED/);
		},
		60_000,
	);

	it('ends with a next step when Shopify never has room', async () => {
		const shop = await open();
		shop.sandbox.faults.add({ slug: 'shopify', kind: 'throttled', path: 'graphql' });
		const result = await shop.takeOff([GEL]);
		expect(result.rows).toMatchObject([
			{ outcome: 'failed', changed: false, message: 'Shopify asked us to slow down.' },
		]);
	});
});

describe('Shopify sheet, section 2: login', () => {
	it('renews a token that runs out in the middle of a run, once, and goes on', async () => {
		const shop = await open();
		shop.sandbox.faults.add({
			slug: 'shopify',
			kind: 'expireToken',
			path: 'graphql',
			after: 1,
			times: 1,
		});
		const result = await shop.takeOff([GEL, WHITE]);
		expect(result.outcomes).toEqual({ [GEL]: 'offSale', [WHITE]: 'offSale' });
		// The first token of the run, and the one that replaced it.
		expect(result.credentials.renewals).toEqual([type, type]);
	});

	it('takes the token of an old custom app as it is', async () => {
		const shop = await open();
		const { outcomes } = await shop.takeOff([GEL], {
			credential: { ...shop.credential, authentication: 'accessToken' },
		});
		expect(outcomes).toEqual({ [GEL]: 'offSale' });
		expect(shop.sandbox.log.entries('shopify').filter(({ login }) => login)).toEqual([]);
	});

	it('says which right is missing, and writes nothing', async () => {
		const shop = await open();
		const before = await shop.snapshot();
		const credential = {
			...shop.credential,
			authentication: 'accessToken',
			accessToken: readOnlyAccessToken,
		};
		for (const stop of ['zero', 'hide', 'both']) {
			const result = await shop.takeOff([GEL, 'ACR-SHT-CLR-A3'], { credential, channel: { stop } });
			expect(result.rows).toMatchObject([
				{ outcome: 'failed', changed: false, confirmed: false },
				{ outcome: 'failed', changed: false, confirmed: false },
			]);
			for (const { message, nextStep } of result.rows) {
				expect(message).toMatch(/lacks a right.*`write_(inventory|products)`/);
				expect(nextStep).toContain('write_inventory');
			}
		}
		expect(await shop.snapshot()).toEqual(before);
	});

	it.each([
		['client secret', { clientSecret: 'shpss_00000000000000000000000000000000' }],
		['client ID', { clientId: '00000000000000000000000000000000' }],
	])('names the login when the %s is wrong, and does not try again and again', async (_, wrong) => {
		const shop = await open();
		const credential = { ...shop.credential, ...wrong };
		const result = await shop.takeOff([GEL, WHITE], { credential });
		expect(result.rows.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
		expect(result.rows[0]).toMatchObject({
			kind: 'login',
			message: expect.stringContaining('client ID and secret'),
			nextStep: expect.stringContaining('credential'),
		});
		expect(shop.sandbox.log.entries('shopify')).toHaveLength(1);
	});

	it('names the login when an access token is wrong', async () => {
		const shop = await open();
		const credential = {
			...shop.credential,
			authentication: 'accessToken',
			accessToken: 'shpat_00000000000000000000000000000000',
		};
		const result = await shop.takeOff([GEL], { credential });
		expect(result.rows).toMatchObject([
			{ outcome: 'failed', kind: 'login', message: expect.stringContaining('login') },
		]);
	});
});

describe('Shopify sheet, sections 8 and 9: what else comes back', () => {
	it.each([
		[402, /locked or paused/],
		[403, /does not let it/],
		[404, /does not know this address/],
		[423, /locked or paused/],
		[430, /security risk/],
	])('says what status %i means, once, and shows no secret', async (status, sentence) => {
		const shop = await open();
		intercept(shop.shop, 'shopify', async () => json(status, { errors: 'The shop answered so.' }));
		const result = await shop.takeOff([GEL]);
		expect(result.rows).toMatchObject([
			{ changed: false, message: expect.stringMatching(sentence) },
		]);
		expect(result.rows[0]?.requests).toBe(1);
	});

	it.each(['unavailable', 'html', 'dropBefore'] as const)(
		'gets over one %s in look-up, write and read-back',
		async (kind) => {
			const shop = await open();
			for (const after of [0, 1, 2])
				shop.sandbox.faults.add({ slug: 'shopify', kind, path: 'graphql', after, times: 1 });
			const { rows } = await shop.takeOff([GEL]);
			expect(rows).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
			expect(shop.sandbox.faults.list().map(({ hits }) => hits)).toEqual([1, 1, 1]);
		},
	);

	it('does not follow a redirect with a token in its hands', async () => {
		const shop = await open();
		shop.sandbox.faults.add({ slug: 'shopify', kind: 'redirect', path: 'graphql', after: 1 });
		const result = await shop.takeOff([GEL]);
		expect(result.rows).toMatchObject([{ outcome: 'refused', changed: false }]);
		expect(result.rows[0]?.message).toContain('elsewhere.invalid');
	});

	it('does not take an accepted write for a fact: what the shop shows counts', async () => {
		const shop = await open();
		intercept(shop.shop, 'shopify', async (request, next) =>
			bodyOf(request).query.startsWith('mutation')
				? json(200, {
						data: {
							q: {
								inventoryAdjustmentGroup: { id: 'gid://shopify/InventoryAdjustmentGroup/1' },
								userErrors: [],
							},
						},
					})
				: await next(),
		);
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([
			{ outcome: 'contradicted', confirmed: false, after: { quantity: 7, buyable: true } },
		]);
	});
});

describe('Shopify sheet, section 9: codes of a whole request', () => {
	it.each([
		['ACCESS_DENIED', 'permission', /lacks a right: the message/, /write_inventory/],
		['MAX_COST_EXCEEDED', 'invalid', /did not understand the request: the message/, /API version/],
		['BAD_REQUEST', 'invalid', /did not understand/, /API version/],
		['INVALID_VARIABLE', 'invalid', /did not understand/, /API version/],
		['INVALID_FIELD_ARGUMENTS', 'invalid', /did not understand/, /API version/],
		['MAX_INPUT_SIZE_EXCEEDED', 'invalid', /did not understand/, /API version/],
		['undefinedField', 'invalid', /did not understand/, /API version/],
		['INTERNAL_SERVER_ERROR', 'unavailable', /could not answer just now/, /in a few minutes/],
		['TIMEOUT', 'unavailable', /could not answer just now/, /in a few minutes/],
	])('%s is %s', async (code, kind, sentence, next) => {
		const shop = await open();
		intercept(shop.shop, 'shopify', async () =>
			json(200, { errors: [{ message: 'the message', extensions: { code } }] }),
		);
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([
			{
				kind,
				changed: false,
				message: expect.stringMatching(sentence),
				nextStep: expect.stringMatching(next),
			},
		]);
	});
});

describe('Shopify sheet, section 9: codes of a quantity', () => {
	const again = [/kept changing this stock/, /Run the item again/] as const;
	const refused = [/refused the change: the message/, /Look at the product/] as const;
	it.each([
		['CHANGE_FROM_QUANTITY_STALE', 'conflict', ...again],
		['COMPARE_QUANTITY_STALE', 'conflict', ...again],
		['IDEMPOTENCY_CONCURRENT_REQUEST', 'conflict', ...again],
		['IDEMPOTENCY_KEY_PARAMETER_MISMATCH', 'conflict', ...again],
		['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', 'conflict', ...again],
		['INVALID_INVENTORY_ITEM', 'notFound', /deleted in Shopify/, /Check the SKU/],
		['INVALID_LOCATION', 'refused', /closed or deleted/, /take that location out/],
		['NON_MUTABLE_INVENTORY_ITEM', 'refused', /bundle/, /Take the parts off sale/],
		['INVALID_NAME', 'refused', ...refused],
		['INVALID_QUANTITY_NEGATIVE', 'refused', ...refused],
		['INVALID_QUANTITY_TOO_HIGH', 'refused', ...refused],
		['INVALID_QUANTITY_TOO_LOW', 'refused', ...refused],
		['INVALID_REASON', 'refused', ...refused],
		['INVALID_REFERENCE_DOCUMENT', 'refused', ...refused],
		['NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', 'refused', ...refused],
		['COMPARE_QUANTITY_REQUIRED', 'refused', ...refused],
	])('%s is %s', async (code, kind, sentence, next) => {
		const shop = await open();
		const field = ['input', 'quantities', '0', 'inventoryItemId'];
		const userErrors = [{ field, message: 'the message', code }];
		intercept(shop.shop, 'shopify', async (request, go) =>
			bodyOf(request).query.startsWith('mutation')
				? json(200, { data: { q: { inventoryAdjustmentGroup: null, userErrors } } })
				: await go(),
		);
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([
			{
				kind,
				changed: false,
				message: expect.stringMatching(sentence),
				nextStep: expect.stringMatching(next),
			},
		]);
	});
});
