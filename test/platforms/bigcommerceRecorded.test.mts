import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { runAcrylicDelist } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { describeWithSpecs, readSpec, specsDir } from '../specs.mts';
import { expectNoSecrets } from './noSecrets.mts';

interface Recorded {
	request: { method: string; path: string; query?: Record<string, string>; body?: unknown };
	status: number;
	headers: Record<string, string>;
	response: { data: IDataObject | IDataObject[]; meta: IDataObject };
}

const HOST = 'https://api.bigcommerce.com';
const BASE = '/stores/abc123/v3';

describeWithSpecs('BigCommerce: answers recorded from a real store', () => {
	const recorded =
		specsDir === undefined ? [] : (readSpec('bigcommerce/recorded.json') as Recorded[]);
	const find = (
		method: string,
		path: string,
		more: (one: Recorded) => boolean = () => true,
	): Recorded => {
		const found = recorded.find(
			({ request, ...rest }) =>
				request.method === method && request.path === path && more({ request, ...rest }),
		);
		if (!found) throw new Error(`Nothing recorded for ${method} ${path}`);
		return found;
	};
	let list: Recorded;
	let complexVariant: IDataObject;
	/** As recorded, with the variants that were recorded alone where they belong. */
	let products: IDataObject[];
	beforeEach(() => {
		const rows = ({ response }: Recorded): IDataObject[] => [response.data].flat();
		list = find('GET', '/v3/catalog/products', (one) => rows(one).length > 5);
		const [baseVariant] = rows(find('PUT', '/v3/catalog/products/81/variants/65'));
		[complexVariant] = rows(find('GET', '/v3/catalog/products/77/variants'));
		products = rows(list).map((product) => ({
			...product,
			variants: [complexVariant, baseVariant].filter(({ product_id }) => product_id === product.id),
		}));
	});

	const reply = (status: number, body: unknown): nock.ReplyFnResult => [
		status,
		JSON.stringify(body),
		list.headers,
	];
	const pagination = {
		total: 0,
		count: 0,
		per_page: 250,
		current_page: 1,
		total_pages: 0,
		links: {},
	};
	/** The Inventory API was not recorded: rows as the specification has them. */
	const inventory = (rows: IDataObject[]) =>
		nock(HOST)
			.persist()
			.get(`${BASE}/inventory/items`)
			.query(true)
			.reply(() =>
				reply(200, { data: rows, meta: { pagination: { ...pagination, total_pages: 1 } } }),
			);
	const catalog = () =>
		nock(HOST)
			.persist()
			.get(`${BASE}/catalog/products`)
			.query(true)
			.reply(async ({ url }: Request) => {
				const query = new URL(url).searchParams;
				const ids = query.get('id:in')?.split(',') ?? [];
				const skus = query.get('sku:in')?.split(',') ?? [];
				const data = products.filter(
					({ id, sku }) => ids.includes(String(id)) || skus.includes(String(sku)),
				);
				return reply(200, { data, meta: list.response.meta });
			});
	const run = async (operation: string, skus: readonly string[]) => {
		const result = await runAcrylicDelist({
			parameters: {
				operation,
				channels: ['bigcommerce'],
				sku: '={{ $json.sku }}',
				options: { confirm: false },
			},
			items: skus.map((sku) => ({ sku })),
			credentials: { stockOutBigCommerceApi: { url: 'abc123', accessToken: 'k'.repeat(31) } },
		});
		expectNoSecrets(result, result.credentials.stored);
		return result;
	};

	let restoreClock = () => {};
	beforeEach(() => {
		restoreClock = setProductClock(fastClock(200));
	});
	afterEach(() => {
		restoreClock();
		nock.cleanAll();
	});

	it('an untracked product with level 1 and one with level 0 are both on sale, without a count', async () => {
		inventory([]);
		catalog();
		const { done, attention } = await run('getStockState', ['OTS', 'NOPE']);
		expect(done).toMatchObject([
			{
				sku: 'OTS',
				outcome: 'alreadyOnSale',
				before: { listingId: '65', quantity: null, visible: true, buyable: true },
			},
		]);
		expect(attention).toMatchObject([{ sku: 'NOPE', outcome: 'notFound' }]);
	});

	it('a product with options has no base variant: its main SKU stands for all of them, a variant for itself', async () => {
		inventory([
			{
				identity: { sku: complexVariant.sku, variant_id: 1, product_id: 77, sku_id: 70 },
				locations: [],
			},
		]);
		catalog();
		const { done } = await run('getStockState', ['SLCTBS', String(complexVariant.sku)]);
		expect(done).toMatchObject([
			{
				before: {
					listingId: 'product-77',
					title: '[Sample] Fog Linen Chambray Towel - Beige Stripe',
					buyable: true,
				},
			},
			{ before: { listingId: '1', buyable: true } },
		]);
	});

	it('a refusal is told in the words of the store', async () => {
		inventory([]);
		catalog();
		const { status, response } = find('PUT', '/v3/catalog/products');
		nock(HOST)
			.put(`${BASE}/catalog/products`)
			.query(true)
			.reply(() => reply(status, response));
		const { attention } = await run('takeOffSale', ['OTS']);
		expect(attention).toMatchObject([
			{
				outcome: 'refused',
				changed: false,
				message:
					'BigCommerce refused the change: Invalid field(s): inventory_tracking (inventory_tracking: inventory_tracking must be equals "none")',
			},
		]);
	});

	it('a product is saved by the form of the recorded save, in an array, and its answer is understood', async () => {
		inventory([]);
		catalog();
		const { response } = find('PUT', '/v3/catalog/products/88');
		let sent: unknown;
		nock(HOST)
			.put(`${BASE}/catalog/products`)
			.query(true)
			.reply(async (request: Request) => {
				sent = await request.json();
				return reply(200, {
					data: [{ ...(response.data as IDataObject), id: 81 }],
					meta: response.meta,
				});
			});
		const { done } = await run('takeOffSale', ['OTS']);
		expect(sent).toEqual([{ id: 81, availability: 'disabled' }]);
		expect(done).toMatchObject([{ outcome: 'offSale', changed: true }]);
	});
});
