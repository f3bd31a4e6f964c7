import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { built, loader, runAcrylicDelist } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

const { storeBase } = built('./platforms/vend/address.js') as { storeBase(typed: string): string };

const HOME = 'https://acrylics.retail.lightspeed.app';
const OWN = [
	'acrylics',
	' Acrylics ',
	'acrylics.retail.lightspeed.app',
	'https://acrylics.retail.lightspeed.app',
	'https://acrylics.retail.lightspeed.app/catalogue/products?page=2',
	// The name it had before 2025.
	'acrylics.vendhq.com',
	'https://acrylics.vendhq.com/webregister',
];
const FOREIGN = [
	'https://retail.lightspeed.app',
	'https://acrylics.retail.lightspeed.app.example.com',
	'https://acrylics.example.com',
	'https://a.b.retail.lightspeed.app',
	'https://secure.vendhq.com.example.com/acrylics',
];

/** The address the credential's test would call. */
function testedAddress(url: string): string {
	const request = loader.getCredential('stockOutVendApi').type.test?.request;
	const code = String(request?.baseURL)
		.replace(/^=\{\{/, '')
		.replace(/\}\}$/, '');
	return new Function('$credentials', `return ${code}`)({ url }) as string;
}

describe('Vend: the store address', () => {
	it.each(OWN)('%j is understood by the nodes and by the test of the credential', (typed) => {
		expect(storeBase(typed)).toBe(HOME);
		expect(testedAddress(typed)).toBe(HOME);
	});

	it.each(FOREIGN)('%j gets no token', (typed) => {
		expect(() => storeBase(typed)).toThrow('not the address');
		expect(testedAddress(typed)).not.toContain('example.com');
	});

	it.each(['http://acrylics.retail.lightspeed.app', 'http://acrylics.vendhq.com'])(
		'%j gets none unencrypted',
		(typed) => {
			expect(() => storeBase(typed)).toThrow('unencrypted');
			expect(testedAddress(typed)).toMatch(/^https:/);
		},
	);

	it('a sandbox on this computer works', () => {
		expect(storeBase('http://127.0.0.1:4700/vend')).toBe('http://127.0.0.1:4700/vend');
		expect(testedAddress('http://127.0.0.1:4700/vend/')).toBe('http://127.0.0.1:4700/vend');
	});
});

interface OldProduct {
	id: string;
	sku: string;
	name: string;
	active: boolean;
	deleted_at: string;
	track_inventory?: boolean;
	inventory?: Array<{ outlet_id: string; count: string }>;
}

/**
 * Nothing was recorded of the dated API. What was recorded of the old one are products as stores have them; here they come in the
 * dated shape, with the habits of the old one kept: `active`, `""` for nothing, numbers as text.
 */
describeWithSpecs('Vend: products recorded from real stores', () => {
	const recorded = readSpec('vend/recorded.json') as Array<{
		response: { products?: OldProduct[]; product?: OldProduct };
	}>;
	const products = recorded.flatMap(({ response }) => response.products ?? response.product ?? []);
	// One clock for all: the account's pace outlives a test, and must not see time run backwards.
	let restoreClock = () => {};
	beforeAll(() => {
		restoreClock = setProductClock(fastClock(200));
	});
	afterEach(() => nock.cleanAll());
	afterAll(() => restoreClock());

	it.each([
		['tshirt-white', { quantity: 37, visible: true, buyable: true }],
		// New: no row at any outlet.
		['coffee-hot', { quantity: null, visible: true, buyable: null }],
		// Stock is not tracked.
		['vend-discount', { quantity: null, visible: true, buyable: true }],
		// 200 at one outlet, 23 short at another.
		['1000000', { quantity: 177, visible: true, buyable: true }],
		['ROR-TS', { quantity: null, visible: true, buyable: null }],
	])('%s', async (sku, state) => {
		const found = products.filter((one) => one.sku === sku);
		expect(found).toHaveLength(1);
		const rows = found.map(({ id, name, active, deleted_at, track_inventory }) => ({
			...{ id, sku, name, active, deleted_at, version: 1 },
			...(track_inventory === undefined ? {} : { has_inventory: track_inventory }),
		}));
		nock(HOME)
			.get('/api/2026-07/products')
			.query({ sku })
			.matchHeader('authorization', 'Bearer lsxs_pt_example')
			.reply(200, { data: rows, version: { min: 1, max: 1 } });
		nock(HOME)
			.post('/api/2026-07/inventory_levels', (body: { product_ids: string[] }) =>
				body.product_ids.includes(found[0].id),
			)
			.reply(
				200,
				(found[0].inventory ?? []).map(({ outlet_id, count }) => ({
					product_id: found[0].id,
					location_id: outlet_id,
					current_inventory_level: count,
				})),
			);
		const { done } = await runAcrylicDelist({
			parameters: { operation: 'getStockState', channels: ['vend'], sku: '={{ $json.sku }}' },
			items: [{ sku }],
			credentials: { stockOutVendApi: { url: 'acrylics', accessToken: 'lsxs_pt_example' } },
		});
		expect(done).toMatchObject([{ sku, before: { listingId: found[0].id, ...state } }]);
		expect(nock.isDone()).toBe(true);
	});
});
