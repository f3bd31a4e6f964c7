// Answers of real shops and of the official documents, read by the adapter; and the login as n8n sends it.
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { makeMagento } from '../../sandbox/magento/index.mts';
import { createSandbox } from '../../sandbox/sandbox.mts';
import { loader, runAcrylicDelist } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { describeWithSpecs, readSpec, specsDir } from '../specs.mts';

type Json = ReturnType<typeof JSON.parse>;

interface Recorded {
	request: { method: string; path: string; body?: Json };
	status: number;
	response: Json;
	raw_body?: string;
}

const HOME = 'https://shop.example.test';
const API = '/rest/all/V1';
const recorded = (specsDir === undefined ? [] : readSpec('magento/recorded.json')) as Recorded[];

function named(method: string, end: string, status = 200): Recorded {
	const found = recorded.find(
		({ request, status: own }) =>
			request.method === method && request.path.endsWith(end) && own === status,
	);
	if (!found) throw new Error(`Nothing recorded for ${method} ${end} ${status}`);
	return found;
}

const run = async (operation: string, skus: readonly string[]) =>
	await runAcrylicDelist({
		parameters: {
			operation,
			channels: ['magento'],
			sku: '={{ $json.sku }}',
			options: { confirm: false },
		},
		items: skus.map((sku) => ({ sku })),
		credentials: {
			stockOutMagentoApi: {
				edition: 'paas',
				url: HOME,
				authentication: 'bearer',
				accessToken: 't'.repeat(32),
			},
		},
	});

const json = { 'content-type': 'application/json; charset=utf-8' };
const list = (items: Json[]) => JSON.stringify({ items, total_count: items.length });
const get = (path: string, body: string | (() => string), status = 200) =>
	nock(HOME)
		.persist()
		.get(`${API}${path}`)
		.query(true)
		.reply(() => [status, typeof body === 'string' ? body : body(), json]);
const products = (...ends: string[]) =>
	get('/products', list(ends.map((end) => named('GET', `/products/${end}`).response)));
const noInventory = () =>
	get(
		'/inventory/source-items',
		JSON.stringify({ message: 'Request does not match any route.' }),
		404,
	);
const salable = (...skus: string[]) =>
	get(
		'/inventory/are-products-salable',
		JSON.stringify(skus.map((sku) => ({ sku, stock_id: 1, salable: true }))),
	);

let restoreClock = () => {};
beforeEach(() => {
	restoreClock = setProductClock(fastClock(200));
});
afterEach(() => {
	restoreClock();
	nock.cleanAll();
});

describeWithSpecs('Magento: answers recorded from real shops', () => {
	it('a simple product, a SKU with a slash, and a configurable product', async () => {
		products('MH09-L-Blue', 'bla%2Fkoe', 'MH01');
		get(
			'/inventory/source-items',
			list([
				{ sku: 'MH09-L-Blue', source_code: 'default', quantity: 100, status: 1 },
				{ sku: 'bla/koe', source_code: 'default', quantity: 0, status: 0 },
			]),
		);
		salable('MH09-L-Blue', 'MH01');
		const { done } = await run('getStockState', ['MH09-L-Blue', 'bla/koe', 'MH01']);
		expect(done).toMatchObject([
			{
				sku: 'MH09-L-Blue',
				outcome: 'alreadyOnSale',
				after: { listingId: '190', quantity: 100, visible: null, buyable: true },
			},
			{
				sku: 'bla/koe',
				outcome: 'alreadyOffSale',
				after: { listingId: '2052', quantity: 0, visible: true, buyable: false },
			},
			{
				sku: 'MH01',
				outcome: 'alreadyOnSale',
				after: { listingId: '68', quantity: null, visible: true, buyable: true },
			},
		]);
	});

	it('a row of a SKU that is in no catalogue', async () => {
		get('/products', list([]));
		const { attention } = await run('takeOffSale', ['000000000000010003']);
		expect(attention).toMatchObject([{ outcome: 'notFound', changed: false }]);
	});

	it('the old stock item is read and written, its id as a text', async () => {
		products('MH09-L-Blue');
		noInventory();
		get(
			'/stockItems/MH09-L-Blue',
			JSON.stringify(named('GET', '/stockItems/MH09-L-Blue').response),
		);
		const written = named('PUT', '/stockItems/190');
		let sent: Json;
		nock(HOME)
			.put(`${API}/products/MH09-L-Blue/stockItems/190`)
			.reply(async (request: Request) => {
				sent = await request.json();
				return [written.status, written.raw_body, json];
			});
		const { done } = await run('takeOffSale', ['MH09-L-Blue']);
		expect(done).toMatchObject([
			{ outcome: 'offSale', changed: true, before: { quantity: 30, buyable: true } },
		]);
		expect(sent).toEqual({ stockItem: { qty: 0, is_in_stock: false } });
		expect(Object.keys(written.request.body.stockItem)).toEqual(
			expect.arrayContaining(Object.keys(sent.stockItem)),
		);
	});

	it('the row limit of a shop with input limiting', async () => {
		const skus = Array.from({ length: 30 }, (_, i) => `ACR-${i}`);
		get(
			'/products',
			list(
				skus.map((sku, id) => ({
					id,
					sku,
					name: sku,
					status: 1,
					visibility: 4,
					type_id: 'simple',
				})),
			),
		);
		get(
			'/inventory/source-items',
			list(skus.map((sku) => ({ sku, source_code: 'default', quantity: 1, status: 1 }))),
		);
		salable(...skus);
		const limit = named('POST', '/inventory/source-items', 400);
		const sizes: number[] = [];
		nock(HOME)
			.persist()
			.post(`${API}/inventory/source-items`)
			.reply(async (request: Request) => {
				const count = ((await request.json()) as Json).sourceItems.length;
				sizes.push(count);
				return count > limit.response.parameters.max
					? [limit.status, JSON.stringify(limit.response), json]
					: [200, '[]', json];
			});
		const { done } = await run('takeOffSale', skus);
		expect(done.every(({ outcome }) => outcome === 'offSale')).toBe(true);
		expect(sizes).toEqual([30, 20, 10]);
	});

	it.each([
		['products', '/products/apitest', 'Magento_Catalog::products'],
		['inventory', '/inventory/stock-source-links', 'Magento_InventoryApi::stock_source_link'],
	])('a missing right to %s, without the trace', async (_, end, resource) => {
		const said = recorded.find(
			({ request, status }) => request.path.endsWith(end) && status === 401,
		) as Recorded;
		get('/products', JSON.stringify(said.response), said.status);
		const { attention } = await run('takeOffSale', ['ACR-001']);
		expect(attention).toMatchObject([
			{ outcome: 'failed', kind: 'permission', message: expect.stringContaining(resource) },
		]);
		expect(JSON.stringify(attention)).not.toContain('RequestValidator');
	});

	it('a bulk that an early release accepted, without hashes', async () => {
		const skus = Array.from({ length: 25 }, (_, i) => `ACR-${i}`);
		get(
			'/products',
			list(
				skus.map((sku, id) => ({
					id,
					sku,
					name: sku,
					status: 1,
					visibility: 4,
					type_id: 'simple',
				})),
			),
		);
		get(
			'/inventory/source-items',
			list(skus.map((sku) => ({ sku, source_code: 'default', quantity: 1, status: 1 }))),
		);
		salable(...skus);
		const accepted = named('POST', '/async/bulk/V1/products', 202);
		nock(HOME)
			.put('/rest/all/async/bulk/V1/products/bySku')
			.reply(accepted.status, JSON.stringify(accepted.response), json);
		get(
			`/bulk/${String(accepted.response.bulk_uuid)}/status`,
			JSON.stringify({
				operations_list: skus.map((_, id) => ({
					id,
					status: 1,
					result_message: 'Service execution success',
					error_code: null,
				})),
			}),
		);
		const result = await runAcrylicDelist({
			parameters: {
				operation: 'takeOffSale',
				channels: ['magento'],
				sku: '={{ $json.sku }}',
				magentoOptions: { stop: 'hide' },
				options: { confirm: false },
			},
			items: skus.map((sku) => ({ sku })),
			credentials: {
				stockOutMagentoApi: {
					edition: 'paas',
					url: HOME,
					authentication: 'bearer',
					accessToken: 't'.repeat(32),
				},
			},
		});
		expect(result.done.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'offSale'));
	});
});

describe('Magento: rejected rows of the queue', () => {
	it('fail alone', async () => {
		const skus = Array.from({ length: 21 }, (_, i) => `ACR-${i}`);
		get(
			'/products',
			list(
				skus.map((sku, id) => ({
					id,
					sku,
					name: sku,
					status: 1,
					visibility: 4,
					type_id: 'simple',
				})),
			),
		);
		get(
			'/inventory/source-items',
			list(skus.map((sku) => ({ sku, source_code: 'default', quantity: 1, status: 1 }))),
		);
		salable(...skus);
		const request_items = skus.map((_, id) =>
			id === 2
				? {
						id,
						data_hash: null,
						status: 'rejected',
						error_message: 'Error processing 2 element of input data',
					}
				: { id, data_hash: 'h', status: 'accepted' },
		);
		nock(HOME)
			.put('/rest/all/async/bulk/V1/products/bySku')
			.reply(202, JSON.stringify({ bulk_uuid: 'u-1', request_items, errors: true }), json);
		get(
			'/bulk/u-1/status',
			JSON.stringify({
				operations_list: skus.flatMap((_, id) =>
					id === 2 ? [] : [{ id, status: 1, result_message: 'ok', error_code: null }],
				),
			}),
		);
		const { done, attention } = await runAcrylicDelist({
			parameters: {
				operation: 'takeOffSale',
				channels: ['magento'],
				sku: '={{ $json.sku }}',
				magentoOptions: { stop: 'hide' },
				options: { confirm: false },
			},
			items: skus.map((sku) => ({ sku })),
			credentials: {
				stockOutMagentoApi: {
					edition: 'paas',
					url: HOME,
					authentication: 'bearer',
					accessToken: 't'.repeat(32),
				},
			},
		});
		expect(done).toHaveLength(20);
		expect(attention).toMatchObject([
			{
				sku: 'ACR-2',
				outcome: 'failed',
				message: expect.stringContaining('element of input data'),
			},
		]);
	});
});

describe('Magento: the credential', () => {
	interface Type {
		authenticate(
			credentials: object,
			request: object,
		): Promise<{ headers: { Authorization: string } }>;
		preAuthentication(this: object, credentials: object): Promise<unknown>;
	}
	const type = () => loader.getCredential('stockOutMagentoApi').type as unknown as Type;

	it('signs what n8n joins from parts: base address, path and parameters of its own', async () => {
		const sandbox = createSandbox({ makers: [makeMagento()], baseUrl: () => HOME });
		const account = sandbox.fakes.get('magento')?.account ?? {};
		const path = '/V1/products?searchCriteria%5BpageSize%5D=1&fields=items%5Bsku%5D';
		const { headers } = await type().authenticate(account, {
			baseURL: `${HOME}/rest/all/`,
			url: path,
			qs: { 'searchCriteria[currentPage]': 1 },
		});
		const ask = async (query: string) =>
			await sandbox.handle('magento', {
				method: 'GET',
				path: '/rest/all/V1/products',
				query: new URLSearchParams(query),
				headers: { authorization: headers.Authorization },
				body: Buffer.alloc(0),
			});
		const query = path.split('?')[1];
		expect(await ask(`${query}&searchCriteria[currentPage]=1`)).toMatchObject({ status: 200 });
		// The same header once more is a used nonce; for another question it is a wrong signature anyhow.
		expect(await ask(query)).toMatchObject({ status: 401 });
	});

	it('signs two requests of the same moment differently', async () => {
		const account = createSandbox({ makers: [makeMagento()] }).fakes.get('magento')?.account ?? {};
		const header = async () =>
			(await type().authenticate(account, { method: 'GET', url: `${HOME}/rest/all/V1/products` }))
				.headers.Authorization;
		expect(await header()).not.toBe(await header());
	});

	it('sends no token request over plain http to another computer', async () => {
		const { preAuthentication } = type();
		const helpers = { httpRequest: async () => ({ access_token: 'never' }) };
		const asked = preAuthentication.call(
			{ helpers },
			{
				edition: 'accs',
				loginUrl: 'http://login.example.test',
			},
		);
		await expect(asked).rejects.toThrow(/unencrypted/);
	});
});
