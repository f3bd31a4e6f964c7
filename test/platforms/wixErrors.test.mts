import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { describeWithSpecs, readSpec, specsDir } from '../specs.mts';
import { intercept } from './channelRun.mts';
import { openWix, type WixShop } from './wixShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const both = { channel: { stop: 'both' } };

let shop: WixShop;
beforeEach(async () => {
	shop = await openWix();
});
afterEach(async () => await shop.close());

const isWrite = ({ path }: FakeRequest): boolean => path.includes('/bulk/inventory-items/');
const application = (status: number, code: string, description = ''): FakeAnswer => ({
	status,
	body: { message: description, details: { applicationError: { code, description, data: {} } } },
});
const onWrites = (answer: FakeAnswer): void =>
	intercept(shop.fake, (request) => (isWrite(request) ? answer : undefined));

describe('Wix: logins and rights', () => {
	it.each([
		['a wrong key', { apiKey: 'IST.wrong-key-0000000000' }, 'failed', 'did not accept the login'],
		[
			'a key after Bearer',
			{ apiKey: 'Bearer IST.x-0000000000' },
			'failed',
			'did not accept the login',
		],
		['no site ID', { siteId: '' }, 'failed', 'which site is meant'],
		[
			'the ID of another site',
			{ siteId: '00000000-2222-3333-4444-555555555555' },
			'failed',
			'may not do this',
		],
	])('%s', async (_, change, outcome, sentence) => {
		const { all } = await shop.run('takeOffSale', [INK, MAGENTA], shop.with(change));
		expect(all).toHaveLength(2);
		for (const row of all) {
			expect(row).toMatchObject({ outcome, changed: false });
			expect(row.message).toContain(sentence);
			expect(row.nextStep).toMatch(/credential|site ID/);
		}
		// n8n asks once more after a 401; nothing else is tried.
		expect(shop.requests().length).toBeLessThanOrEqual(2);
	});

	it('a key without rights, of which Wix does not say which is missing', async () => {
		const { of } = await shop.run(
			'takeOffSale',
			[INK],
			shop.with({ apiKey: shop.fake.apiKeys.withoutRights }),
		);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'permission' });
		expect(of(INK).nextStep).toContain('manage products and inventory');
	});

	it('a key that may read but not write changes nothing', async () => {
		onWrites({
			status: 403,
			body: { message: '', details: { applicationError: { description: '' } } },
		});
		const { of } = await shop.run('takeOffSale', [INK], both);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			kind: 'permission',
			changed: false,
			restore: expect.not.stringContaining('was'),
		});
	});

	it.each([
		['client secret', { clientSecret: 'wrong-secret-000000' }],
		['instance ID', { instanceId: '00000000-1c3e-4a5b-9d7f-6e8c0a2b4d6f' }],
	])('an app with a wrong %s gets no token', async (_, change) => {
		const { of } = await shop.run('takeOffSale', [INK], {
			credentials: { stockOutWixApi: { ...shop.fake.account, ...change } },
		});
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'login', changed: false });
		expect(of(INK).message).toContain('gave no token');
		expect(shop.requests()).toEqual([]);
	});
});

describe('Wix: 428 has several meanings', () => {
	it('a site without a shop', async () => {
		shop.fake.site.installed = false;
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(INK).message).toContain('not installed');
	});

	it('a site that is just being moved: asked again', async () => {
		shop.fake.site.provisioning = true;
		let asked = 0;
		intercept(shop.fake, () => {
			asked += 1;
			if (asked === 3) shop.fake.site.provisioning = false;
			return undefined;
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('a refusal without a code is settled by asking for the catalog, and ends', async () => {
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/query') ? { status: 428, body: { message: '', details: {} } } : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'conflict', changed: false });
		expect(shop.paths()).toContain('GET /stores/v3/provision/version');
	});

	it('a stale revision in words only', async () => {
		onWrites({
			status: 428,
			body: { message: 'Given revision is not the current one', details: {} },
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'conflict', changed: false });
	});
});

describe('Wix: rows that fail inside a 200', () => {
	const row = (code: string, description: string): void =>
		intercept(shop.fake, async (request) => {
			if (!isWrite(request)) return undefined;
			const { inventoryItems } = JSON.parse(request.body.toString()) as {
				inventoryItems: unknown[];
			};
			const results = inventoryItems.map((_, originalIndex) => ({
				itemMetadata: { originalIndex, success: false, error: { code, description } },
			}));
			return {
				status: 200,
				body: {
					results,
					bulkActionMetadata: {
						totalSuccesses: 0,
						totalFailures: results.length,
						undetailedFailures: 0,
					},
				},
			};
		});

	it.each([
		['PRE_ORDER_VALIDATION', 'refused', 'pre-order settings'],
		['MAX_QUANTITY_LIMIT_REACHED', 'refused', 'does not take this quantity'],
		['INVALID_TARGET_QUANTITY', 'refused', 'does not take this quantity'],
		['INSUFFICIENT_INVENTORY', 'refused', 'does not take this quantity'],
		[
			'REQUESTED_QUANTITY_MUST_BE_NON_NEGATIVE_DECREASING',
			'refused',
			'does not take this quantity',
		],
		['INVENTORY_QUANTITY_NOT_TRACKED', 'failed', 'kept changing'],
		['INVENTORY_ITEM_NOT_FOUND', 'notFound', 'deleted'],
		['ITEM_ALREADY_EXISTS', 'refused', 'Its own words'],
		['', 'refused', 'Its own words'],
	])('%s', async (code, outcome, sentence) => {
		row(code, 'Its own words');
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome, changed: false });
		expect(of(INK).message).toContain(sentence);
		expect(shop.shelf(INK)?.state).toBe('onSale');
	});

	it('a product whose count was refused is not hidden either', async () => {
		row('PRE_ORDER_VALIDATION', '');
		const { of } = await shop.run('takeOffSale', [INK], both);
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(shop.bulk()).toHaveLength(1);
		expect(shop.productOf(INK).visible).toBe(true);
	});

	it('a row that is missing from the answer is not taken for done', async () => {
		onWrites({
			status: 200,
			body: {
				results: [],
				bulkActionMetadata: { totalSuccesses: 0, totalFailures: 1, undetailedFailures: 1 },
			},
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(INK).message).toContain('left this product out');
	});
});

describe('Wix: limits and outages', () => {
	it('waits a minute after 429, for Wix says no time', async () => {
		shop.sandbox.faults.add({ slug: 'wix', kind: 'throttled', times: 1 });
		const begun = shop.clock.now();
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(shop.clock.now() - begun).toBeGreaterThanOrEqual(60_000);
	});

	it('sends a stock write no second time when its answer is lost', async () => {
		shop.sandbox.faults.add({ slug: 'wix', kind: 'dropAfter', path: 'bulk', times: 1 });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(shop.bulk()).toHaveLength(1);
	});

	it('a bad request is told in Wix’s words', async () => {
		const fieldViolations = [
			{
				field: 'inventoryItems[0].inventoryItem.revision',
				description: 'must not be empty',
				violatedRule: 'REQUIRED_FIELD',
			},
		];
		onWrites({
			status: 400,
			body: { message: 'request is invalid', details: { validationError: { fieldViolations } } },
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'invalid', changed: false });
		expect(of(INK).message).toContain('revision must not be empty');
	});

	it('a deleted address or product', async () => {
		onWrites(application(404, 'NOT_FOUND'));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'notFound', changed: false });
	});
});

interface Recorded {
	request: { method: string; path: string };
	status: number | null;
	response: { message: string; details?: { applicationError?: { code?: string } } };
}

describeWithSpecs('Wix: answers people met', () => {
	const recorded = (specsDir === undefined ? [] : readSpec('wix/recorded.json')) as Recorded[];
	const SENTENCES: Record<string, [outcome: string, sentence: string]> = {
		CATALOG_V3_SITE_PROVISIONING: ['failed', 'moving this site'],
		CATALOG_V1_SITE_CALLING_CATALOG_V3_API: ['failed', 'other catalog'],
		MISSING_VARIANT_OPTION_CHOICE: ['refused', 'contradict each other'],
		VARIANTS_ARE_NOT_ALIGNED_WITH_PRODUCT: ['refused', 'contradict each other'],
		INVALID_PATCH: ['refused', 'contradict each other'],
	};

	it.each(recorded.map((one, i) => [i, one] as const))(
		'number %i, on the write',
		async (_, one) => {
			const code = one.response.details?.applicationError?.code ?? '';
			const [outcome, sentence] = SENTENCES[code] ?? [
				'failed',
				one.status === 403 ? 'may not do this' : 'must not be empty',
			];
			onWrites({ status: one.status ?? 400, body: one.response });
			const { of } = await shop.run('takeOffSale', [INK]);
			expect(of(INK)).toMatchObject({ outcome, changed: false });
			expect(of(INK).message).toContain(sentence);
		},
	);
});
