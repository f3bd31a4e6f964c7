// Answers that Google really gave, as far as they were published, and its own examples, read by the adapter.
import { afterEach, describe, expect, it } from 'vitest';

import { runAcrylicDelist } from '../harness.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { credential } from './googleShop.mts';
import { expectNoSecrets } from './noSecrets.mts';
import { recordedShop, type Said, type Seen } from './recordedShop.mts';

interface Recorded {
	covers: string;
	status: number;
	response: { error: { message: string } };
}

const credentials = {
	[credential]: {
		merchantId: '123',
		email: 'a@b.iam.gserviceaccount.com',
		privateKey: 'not needed while the token holds',
		environment: 'custom',
		customHost: 'https://google.test',
		sessionToken: 'ya29.c.recorded-session-token',
	},
};

let shop: ReturnType<typeof recordedShop>;
afterEach(() => shop.close());

async function state(sku: string, answer: (seen: Seen) => Said) {
	shop = recordedShop('https://google.test', answer);
	const result = await runAcrylicDelist({
		parameters: {
			operation: 'getStockState',
			channels: ['google-merchant'],
			sku: '={{ $json.sku }}',
		},
		items: [{ sku }],
		credentials,
	});
	expectNoSecrets(result, credentials);
	return [...result.done, ...result.attention][0];
}

describeWithSpecs('Google: recorded refusals', () => {
	const recorded = readSpec('google-merchant/recorded.json') as Recorded[];

	it.each(recorded.map((one) => [one.covers, one] as const))(
		'%s',
		async (_, { status, response }) => {
			const row = await state('A', () => ({ status, body: response }));
			expect(row).toMatchObject({
				outcome: 'failed',
				kind: status === 403 ? 'permission' : 'invalid',
			});
			expect(row.message).toContain(response.error.message);
			expect(row.nextStep).not.toBe('');
		},
	);
});

describe('Google: the examples of its documentation', () => {
	const source = {
		name: 'accounts/123/dataSources/456',
		dataSourceId: '456',
		displayName: 'Shop',
		input: 'API',
		primaryProductDataSource: { contentLanguage: 'en', feedLabel: 'US' },
	};
	const row = {
		id: 'online~en~US~ACR-BLU-60',
		offerId: 'ACR-BLU-60',
		languageCode: 'en',
		feedLabel: 'US',
		channel: 'ONLINE',
		availability: 'in stock',
	};
	const product = {
		name: 'accounts/123/products/en~US~ACR-BLU-60',
		offerId: 'ACR-BLU-60',
		contentLanguage: 'en',
		feedLabel: 'US',
		dataSource: 'accounts/123/dataSources/456',
		productAttributes: { availability: 'OUT_OF_STOCK' },
		productStatus: {
			destinationStatuses: [{ reportingContext: 'SHOPPING_ADS', approvedCountries: ['US'] }],
			lastUpdateDate: '2026-11-23T08:05:00Z',
		},
	};

	it('are found by the report and read from the product, whose name is encoded', async () => {
		const seen = await state('ACR-BLU-60', ({ path }) => {
			if (path === '/datasources/v1/accounts/123/dataSources')
				return { body: { dataSources: [source] } };
			if (path === '/reports/v1/accounts/123/reports:search')
				return { body: { results: [{ productView: row }] } };
			if (path === '/products/v1/accounts/123/products/ZW5-VVN-QUNSLUJMVS02MA')
				return { body: product };
			return { status: 404, body: { error: { code: 404, message: path, status: 'NOT_FOUND' } } };
		});
		expect(seen).toMatchObject({
			outcome: 'alreadyOffSale',
			before: { listingId: 'en~US~ACR-BLU-60', visible: true, buyable: false, quantity: null },
		});
		const query = shop.seen.findLast(({ path }) => path.endsWith('reports:search'))?.body
			.query as string;
		expect(query).toMatch(/^SELECT id, .* FROM product_view WHERE offer_id IN \('ACR-BLU-60'\)$/);
	});
});
