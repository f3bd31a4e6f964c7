// The fake Zoho Inventory against Zoho's own documents, recorded answers and documented limits.
import { beforeEach, describe, expect, it } from 'vitest';

import { catalogue } from '../../sandbox/catalogue.mts';
import type { FakeAnswer } from '../../sandbox/fake.mts';
import { client } from '../../sandbox/zoho-inventory/access.mts';
import { make, type ZohoFake } from '../../sandbox/zoho-inventory/index.mts';
import { front, main, organizationId } from '../../sandbox/zoho-inventory/shop.mts';
import { responseSchema, violations } from '../openapi.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

const BASE = '/inventory/v1';
const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const GESSO = 'ACR-GES-WHT-1000';

let fake: ZohoFake;
let time: number;
let token: string;

beforeEach(() => {
	time = Date.parse('2026-11-23T10:00:00Z');
	fake = make({
		clock: {
			now: () => time,
			sleep: async (ms) => {
				await Promise.resolve();
				time += ms;
			},
		},
		random: () => 0.5,
		baseUrl: (slug) => `http://127.0.0.1:4700/${slug}`,
		deliver: async () => 0,
		catalogue,
		allowLocalWebhooks: false,
		delayFactor: 1,
	});
	token = `Zoho-oauthtoken ${fake.access.signedIn.access_token}`;
});

const send = async (
	method: string,
	path: string,
	query: Record<string, string> = {},
	body?: unknown,
): Promise<FakeAnswer> =>
	await fake.handle({
		method,
		path: `${BASE}${path}`,
		query: new URLSearchParams({ organization_id: organizationId, ...query }),
		headers: { authorization: token, 'content-type': 'application/json' },
		body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
	});
type Body = {
	code: number;
	message: string;
	items: Record<string, unknown>[];
	page_context: object;
	error?: string;
	access_token?: string;
};
const bodyOf = (answer: FakeAnswer) => answer.body as Body;
const codeOf = (answer: FakeAnswer) => [answer.status, bodyOf(answer).code];
const item = (sku: string) => fake.shop.find(sku);
const adjustment = (sku: string, by: number, more: object = {}) => ({
	date: '2026-11-23',
	reason: 'Out of stock',
	adjustment_type: 'quantity',
	location_id: main,
	line_items: [{ item_id: item(sku).item_id, quantity_adjusted: by, location_id: main }],
	...more,
});

describe('the login', () => {
	const refresh = async (form: Record<string, string> = {}) =>
		await fake.handle({
			method: 'POST',
			path: '/oauth/v2/token',
			query: new URLSearchParams(),
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: Buffer.from(
				new URLSearchParams({
					grant_type: 'refresh_token',
					refresh_token: fake.access.signedIn.refresh_token!,
					client_id: client.clientId,
					client_secret: client.clientSecret,
					...form,
				}).toString(),
			),
		});

	it('takes both words before the token, for an hour', async () => {
		expect((await send('GET', '/items')).status).toBe(200);
		token = token.replace('Zoho-oauthtoken', 'Bearer');
		expect((await send('GET', '/items')).status).toBe(200);
		time += 3_601_000;
		expect(codeOf(await send('GET', '/items'))).toEqual([401, 14]);
		expect(fake.expired?.().status).toBe(401);
	});

	it('renews it, says where the data is, and gives no new refresh token', async () => {
		time += 3_601_000;
		const { status, body } = await refresh();
		expect(status).toBe(200);
		expect(body).toMatchObject({
			token_type: 'Bearer',
			expires_in: 3600,
			api_domain: expect.stringMatching(/zoho-inventory$/),
		});
		expect(body).not.toHaveProperty('refresh_token');
		token = `Bearer ${(body as Body).access_token}`;
		expect((await send('GET', '/items')).status).toBe(200);
	});

	it.each([
		['client_id', 'x', 'invalid_client'],
		['client_secret', 'x', 'invalid_client_secret'],
		['refresh_token', 'x', 'invalid_code'],
		['grant_type', 'x', 'invalid_grant_type'],
	])('refuses a wrong %s with status 200', async (name, value, error) => {
		expect(await refresh({ [name]: value })).toEqual({ status: 200, body: { error } });
	});

	it('refuses what is outside its rights and its organization', async () => {
		fake.access.scopes.delete('ZohoInventory.settings.READ');
		expect(codeOf(await send('GET', '/locations'))).toEqual([401, 57]);
		expect(codeOf(await send('GET', '/items', { organization_id: '1' }))).toEqual([400, 6041]);
		token = '';
		expect(codeOf(await send('GET', '/items'))).toEqual([401, 14]);
	});
});

describe('items', () => {
	it('are listed by page, active ones only unless asked for', async () => {
		const skus = (answer: FakeAnswer) => bodyOf(answer).items.map(({ sku }) => sku);
		expect(skus(await send('GET', '/items'))).not.toContain('ACR-VAR-GLOS-250');
		const all = await send('GET', '/items', { filter_by: 'Status.All' });
		expect(skus(all)).toContain('ACR-VAR-GLOS-250');
		const query = { filter_by: 'Status.All', per_page: '5', sort_column: 'created_time' };
		const first = await send('GET', '/items', query);
		expect(bodyOf(first).page_context).toMatchObject({ page: 1, has_more_page: true });
		const second = await send('GET', '/items', { ...query, page: '2' });
		expect([...skus(first), ...skus(second)]).toEqual(
			fake.shop.items.slice(0, 10).map(({ sku }) => sku),
		);
	});

	it('are found by their exact SKU only', async () => {
		const found = async (sku: string) => bodyOf(await send('GET', '/items', { sku })).items.length;
		expect(await found(INK)).toBe(1);
		expect(await found(INK.slice(0, -1))).toBe(0);
		expect(await found(INK.toLowerCase())).toBe(0);
	});

	it('tell the stock by location as texts and in all as numbers', async () => {
		const { item_id } = item('ACR-HB-TWHT-60');
		const answer = await send('GET', '/itemdetails', { item_ids: item_id });
		expect(bodyOf(answer).items).toMatchObject([
			{
				stock_on_hand: 16,
				available_stock: 14,
				locations: [
					{
						location_id: main,
						is_primary: true,
						location_stock_on_hand: '16',
						location_available_stock: '14',
					},
				],
			},
		]);
		expect(bodyOf(answer).items[0]).not.toHaveProperty('is_combo_product');
	});

	it('are switched one by one, or many at once: all or none', async () => {
		const ids = [INK, GESSO].map((sku) => item(sku).item_id);
		expect(bodyOf(await send('POST', `/items/${ids[0]}/inactive`))).toEqual({
			code: 0,
			message: 'The item has been marked as Inactive.',
		});
		expect(bodyOf(await send('POST', '/items/active', { item_ids: ids.join(',') }))).toEqual({
			code: 0,
			message: 'The items have been marked as Active.',
		});
		const one = { item_ids: [...ids, '999'].join(',') };
		expect(codeOf(await send('POST', '/items/inactive', one))).toEqual([404, 1002]);
		expect([INK, GESSO].map((sku) => item(sku).status)).toEqual(['active', 'active']);
		expect(codeOf(await send('POST', '/items/999/inactive'))).toEqual([404, 1002]);
	});
});

describe('adjustments', () => {
	it('move stock by a difference, and again when they are sent again', async () => {
		for (let n = 0; n < 2; n++)
			expect((await send('POST', '/inventoryadjustments', {}, adjustment(INK, -3))).status).toBe(
				201,
			);
		expect(item(INK).stock.get(main)?.onHand).toBe(2);
	});

	it.each<[string, () => object]>([
		['an inactive item', () => adjustment('ACR-VAR-GLOS-250', -1)],
		['batches', () => adjustment(GEL, -1)],
		['a composite item', () => adjustment('ACR-KIT-START', -1)],
		['no date', () => adjustment(INK, -1, { date: '23.11.2026' })],
		['no reason', () => adjustment(INK, -1, { reason: '' })],
		['another type', () => adjustment(INK, -1, { adjustment_type: 'value' })],
		['no lines', () => adjustment(INK, -1, { line_items: [] })],
		['a difference of nothing', () => adjustment(INK, 0)],
		[
			'a location that is switched off',
			() => adjustment(INK, -1, { location_id: '460000000038099' }),
		],
		['a line elsewhere', () => adjustment(INK, -1, { location_id: front })],
	])('are refused whole for %s', async (_, body) => {
		const answer = await send('POST', '/inventoryadjustments', {}, body());
		expect(answer.status).toBe(400);
		expect(bodyOf(answer).code).not.toBe(0);
		expect(fake.shop.adjustments).toEqual([]);
	});

	it('move nothing while they wait for approval', async () => {
		fake.shop.approval = true;
		expect((await send('POST', '/inventoryadjustments', {}, adjustment(INK, -3))).status).toBe(201);
		expect(item(INK).stock.get(main)?.onHand).toBe(8);
	});
});

describe('limits', () => {
	it('are 100 requests in a minute', async () => {
		const codes: number[] = [];
		for (let n = 0; n < 101; n++) codes.push((await send('GET', '/locations')).status);
		expect(codes.filter((status) => status === 429)).toHaveLength(1);
		expect(codeOf(fake.throttled())).toEqual([429, 44]);
		time += 60_000;
		expect((await send('GET', '/locations')).status).toBe(200);
	});

	it('are five at once', async () => {
		const answers = await Promise.all(
			Array.from({ length: 7 }, async () => await send('GET', '/locations')),
		);
		expect(answers.map(codeOf).filter(([status]) => status === 429)).toEqual([
			[429, 1070],
			[429, 1070],
		]);
	});

	it('are those of the plan in a day', async () => {
		fake.limits.leftToday = 1;
		expect((await send('GET', '/locations')).status).toBe(200);
		expect(codeOf(await send('GET', '/locations'))).toEqual([429, 45]);
	});
});

describe('the shop', () => {
	it('sells, restocks and hides, and names its special goods', () => {
		const at = (sku: string) => fake.shelf().find((one) => one.sku === sku);
		fake.seller.sell(GESSO, 10);
		expect(at(GESSO)).toMatchObject({ quantity: 2, state: 'onSale' });
		fake.seller.sell(GESSO, 2);
		expect(at(GESSO)).toMatchObject({ quantity: 0, state: 'soldOut' });
		fake.seller.setQuantity(GESSO, 4);
		expect(at(GESSO)).toMatchObject({ quantity: 4, state: 'onSale' });
		fake.seller.setHidden(INK, true);
		expect(at(INK)).toMatchObject({ state: 'hidden', note: 'inactive' });
		expect(at('ACR-VAR-GLOS-250')?.state).toBe('hidden');
		expect(at(GEL)?.note).toBe('batches');
		expect(at('ACR-WORKSHOP')).toMatchObject({ quantity: null, note: 'not tracked' });
		expect(() => fake.seller.sell('NOPE', 1)).toThrow('NOPE');
	});
});

describeWithSpecs("against Zoho's own documents", () => {
	const fits = (file: string, method: string, path: string, { body }: FakeAnswer) => {
		const spec = readSpec(`zoho-inventory/${file}.openapi.json`);
		expect(violations(responseSchema(spec, method, path, 200), body), `${method} ${path}`).toEqual(
			[],
		);
	};

	it('every answer has the documented form', async () => {
		const { item_id } = item(INK);
		const one = { item_ids: item_id };
		fits('items', 'GET', '/items', await send('GET', '/items'));
		fits('items', 'GET', '/itemdetails', await send('GET', '/itemdetails', one));
		fits('items', 'GET', '/items/{item_id}', await send('GET', `/items/${item_id}`));
		fits('items', 'POST', '/items/inactive', await send('POST', '/items/inactive', one));
		fits(
			'items',
			'POST',
			'/items/{item_id}/active',
			await send('POST', `/items/${item_id}/active`),
		);
		fits('locations', 'GET', '/locations', await send('GET', '/locations'));
		fits('organizations', 'GET', '/organizations', await send('GET', '/organizations'));
		fits(
			'inventoryadjustments',
			'POST',
			'/inventoryadjustments',
			await send('POST', '/inventoryadjustments', {}, adjustment(INK, -1)),
		);
	});

	it('rows carry the documented names', async () => {
		const spec = readSpec('zoho-inventory/items.openapi.json') as {
			components: {
				schemas: Record<string, { properties: { items: { items: { properties: object } } } }>;
			};
		};
		const known = (name: string) =>
			Object.keys(spec.components.schemas[name]!.properties.items.items.properties);
		// In practice, but not in the document (zoho-inventory sheet, section 7).
		const practice = [
			'stock_on_hand',
			'available_stock',
			'actual_available_stock',
			'track_batch_number',
			'track_serial_number',
		];
		const rows = bodyOf(await send('GET', '/items')).items;
		const [row] = bodyOf(await send('GET', '/itemdetails', { item_ids: item(INK).item_id })).items;
		for (const name of Object.keys(rows[0]!))
			expect([...known('list-all-the-items-response'), ...practice]).toContain(name);
		for (const name of Object.keys(row!))
			expect([...known('bulk-fetch-item-details-response'), ...practice]).toContain(name);
	});

	it('a missing right is answered as recorded', async () => {
		const [recorded] = readSpec('zoho-inventory/recorded.json') as [
			{ status: number; response: object },
		];
		fake.access.scopes.clear();
		const { status, body } = await send('GET', '/organizations');
		expect({ status, body }).toEqual({ status: recorded.status, body: recorded.response });
	});
});

describe('an item that is deleted', () => {
	it('is gone from every answer, and takes no write', async () => {
		const id = item(INK).item_id;
		const posting = adjustment(INK, -1);
		fake.seller.remove!(INK);
		expect(fake.shelf().some(({ sku }) => sku === INK)).toBe(false);
		expect(bodyOf(await send('GET', '/items', { sku: INK })).items).toEqual([]);
		for (const [method, path, query] of [
			['GET', `/items/${id}`, {}],
			['GET', '/itemdetails', { item_ids: id }],
			['POST', `/items/${id}/inactive`, {}],
			['POST', '/items/active', { item_ids: `${item(GEL).item_id},${id}` }],
		] as const)
			expect(codeOf(await send(method, path, query)), path).toEqual([404, 1002]);
		expect(codeOf(await send('POST', '/inventoryadjustments', {}, posting))).toEqual([404, 1002]);
		expect(fake.shop.adjustments).toEqual([]);
		expect(() => fake.seller.remove!(INK)).toThrow(INK);
	});
});

describeWithSpecs('orders to suppliers, by Zoho’s own document', () => {
	it('are listed and read as documented, the wrapper of real answers aside', async () => {
		const spec = readSpec('zoho-inventory/purchaseorders.openapi.json');
		const number = fake.purchasing!.order({
			supplier: 'Pigment Works',
			lines: [{ sku: INK, quantity: 6 }],
			expectedOn: '2026-12-01',
		});
		fake.purchasing!.send(number);
		fake.purchasing!.receive(number, INK, 2);
		const list = await send('GET', '/purchaseorders', { page: '1', per_page: '200' });
		expect(violations(responseSchema(spec, 'GET', '/purchaseorders', 200), list.body)).toEqual([]);
		const { id } = fake.orders.find(number);
		const one = await send('GET', `/purchaseorders/${id}`);
		const { purchaseorder, ...rest } = one.body as { purchaseorder: object };
		const documented = { ...rest, purchase_order: purchaseorder };
		const schema = responseSchema(spec, 'GET', '/purchaseorders/{purchaseorder_id}', 200);
		expect(violations(schema, documented)).toEqual([]);
		expect(purchaseorder).toMatchObject({
			status: 'partially_received',
			expected_delivery_date: '2026-12-01',
			line_items: [{ sku: INK, quantity: 6, quantity_received: 2 }],
		});
		expect(codeOf(await send('GET', '/purchaseorders/1'))).toEqual([404, 1002]);
	});
});

describe('what changed', () => {
	it('is found by the time of its record', async () => {
		time += 60_000;
		fake.seller.setHidden(INK, true);
		const rows = async (last_modified_time: string) =>
			bodyOf(await send('GET', '/items', { filter_by: 'Status.All', last_modified_time })).items;
		expect((await rows('2026-11-23T10:00:30+0000')).map(({ sku }) => sku)).toEqual([INK]);
		expect(await rows('2026-11-23T10:02:00+0000')).toEqual([]);
	});
});
