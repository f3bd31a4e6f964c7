import { describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { World } from '../../sandbox/fake.mts';
import { make } from '../../sandbox/sap-business-one/index.mts';
import type { SapFake } from '../../sandbox/sap-business-one/index.mts';
import { misfits, typeOfSet } from '../platforms/sapTypes.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { TestWorld } from './amazonShop.mts';

type Json = ReturnType<typeof JSON.parse>;

interface Call {
	body?: unknown;
	headers?: Record<string, string>;
	root?: 'v1' | 'v2';
}

async function send(fake: SapFake, method: string, url: string, call: Call = {}) {
	const [path = '', ...query] = url.split('?');
	const answer = await fake.handle({
		method,
		path: `/b1s/${call.root ?? 'v2'}/${path}`,
		query: new URLSearchParams(query.join('?')),
		headers: call.headers ?? {},
		body: Buffer.from(call.body === undefined ? '' : JSON.stringify(call.body)),
	});
	const body = answer.body as Json;
	const set = typeOfSet(path.replace(/\(.*/, ''));
	const rows = answer.status >= 300 ? [] : (body?.value ?? (body ? [body] : []));
	for (const row of rows) expect(misfits(set, row), path).toEqual([]);
	return { ...answer, body };
}

const login = (fake: SapFake, change: object = {}) => {
	const { companyDb: CompanyDB, userName: UserName, password: Password } = fake.account;
	return send(fake, 'POST', 'Login', { body: { CompanyDB, UserName, Password, ...change } });
};

async function open(world: World = new TestWorld()) {
	const fake = make(world);
	const { headers } = await login(fake);
	const cookie = String(headers?.['set-cookie'])
		.replace(';HttpOnly;,', ';')
		.replace('; path=/b1s', '');
	const call = (method: string, url: string, more: Call = {}) =>
		send(fake, method, url, { ...more, headers: { cookie, ...more.headers } });
	const read = async (code: string) =>
		(await call('GET', `Items('${encodeURIComponent(code)}')`)).body;
	return { fake, cookie, call, read };
}

const error = (code: number, message: string) => ({
	error: { code: String(code), details: [{ code: '', message: '' }], message },
});

describe('sessions of the fake Service Layer', () => {
	it('answers a login with a session and the worker that holds it', async () => {
		const fake = make(new TestWorld());
		const { status, headers, body } = await login(fake);
		expect(status).toBe(200);
		expect(headers?.['set-cookie']).toMatch(
			new RegExp(`^B1SESSION=${body.SessionId};HttpOnly;, ROUTEID=\\.node\\d; path=/b1s$`),
		);
		expect(body).toMatchObject({ SessionTimeout: 30 });
		expect(misfits('B1Session', body)).toEqual([]);
	});

	it('does not know a session without its cookies, on another worker, or after half an hour', async () => {
		const world = new TestWorld();
		const { fake, cookie, call } = await open(world);
		const status = async (value: string) =>
			(await send(fake, 'GET', 'Items?$top=1', { headers: { cookie: value } })).status;
		expect(await status(cookie)).toBe(200);
		expect(await status('')).toBe(401);
		expect(await status(cookie.replace(/; ROUTEID=.*/, ''))).toBe(401);
		expect(await status(cookie.replace(/node\d/, 'node9'))).toBe(401);
		world.pass(29 * 60);
		expect(await status(cookie)).toBe(200);
		world.pass(29 * 60);
		expect(await status(cookie)).toBe(200);
		world.pass(31 * 60);
		expect(await call('GET', 'Items?$top=1')).toMatchObject({
			status: 401,
			body: error(301, 'Invalid session or session already timeout.'),
		});
	});

	it('ends a session at its logout', async () => {
		const { fake, call } = await open();
		expect((await call('POST', 'Logout')).status).toBe(204);
		expect(fake.sessions.open).toBe(0);
		expect((await call('GET', 'Items?$top=1')).status).toBe(401);
	});

	it('locks a user after three wrong passwords, also for the right one', async () => {
		const fake = make(new TestWorld());
		const code = async (change: object) => (await login(fake, change)).body.error?.code;
		for (let i = 0; i < 3; i++) expect(await code({ Password: 'x' })).toBe('100000027');
		expect(await code({})).toBe('100000055');
	});

	it('refuses another company', async () => {
		const fake = make(new TestWorld());
		expect((await login(fake, { CompanyDB: 'NOPE' })).status).toBe(401);
	});
});

describe('look-ups of the fake Service Layer', () => {
	it('shows 20 rows a page unless asked for more, and a relative link', async () => {
		const { call } = await open(new TestWorld(manyProducts(130)));
		const first = await call('GET', 'Items?$select=ItemCode');
		expect(first.body.value).toHaveLength(20);
		expect(first.body['@odata.nextLink']).toBe('Items?$skip=20');
		const headers = { prefer: 'odata.maxpagesize=100' };
		const more = await call('GET', 'Items?$select=ItemCode', { headers });
		expect(more.body.value).toHaveLength(100);
		expect(more.headers?.['preference-applied']).toBe('odata.maxpagesize=100');
		const all = await call('GET', 'Items', { headers: { prefer: 'odata.maxpagesize=0' } });
		expect(all.body.value.length).toBeGreaterThan(130);
		expect(all.body).not.toHaveProperty(['@odata.nextLink']);
	});

	it.each([
		["ItemCode eq 'ACR-INK-PAYN-30' or ItemCode eq 'ACR-FL-QMAG-30'", 2],
		["ItemCode eq 'acr-ink-payn-30'", 0],
		["startswith(ItemCode,'ACR-HB-COBL') and SalesItem eq 'tYES'", 2],
		['not (QuantityOnStock gt 0)', 0],
		["SalesItem eq 'tNO' and QuantityOnStock ge 20", 1],
		["contains(ItemName,'Payne''s')", 1],
	])('filters by %s', async (filter, count) => {
		const { call } = await open();
		const { body } = await call('GET', `Items?$filter=${encodeURIComponent(filter)}`);
		expect(body.value).toHaveLength(count);
	});

	it.each(["ItemCode in ('A','B')", "ItemCode eq 'A", 'Sku eq 1', 'ItemCode eq', "a|b eq 'c'"])(
		'does not take the filter %s',
		async (filter) => {
			const { call } = await open();
			const answer = await call('GET', `Items?$filter=${encodeURIComponent(filter)}`);
			expect(answer).toMatchObject({ status: 400, body: { error: { code: '-1000' } } });
		},
	);

	it('shows only what is selected, and an etag', async () => {
		const { call } = await open();
		const { body } = await call(
			'GET',
			`Items?$filter=ItemCode eq 'ACR-INK-PAYN-30'&$select=ItemCode`,
		);
		expect(body.value).toEqual([
			{ '@odata.etag': expect.stringMatching(/^W\/"[0-9A-F]{40}"$/), ItemCode: 'ACR-INK-PAYN-30' },
		]);
		expect((await call('GET', 'Items?$select=Quantity')).status).toBe(400);
	});

	it('takes no address of more than 8,190 characters', async () => {
		const { call } = await open();
		const filter = Array.from({ length: 200 }, (_, i) => `ItemCode eq 'ACR-INK-PAYN-${i}'`);
		const answer = await call('GET', `Items?$filter=${encodeURIComponent(filter.join(' or '))}`);
		expect(answer.status).toBe(414);
	});

	it('has the traps of the sheet on its shelf', async () => {
		const { fake, read } = await open();
		const at = (sku: string) => fake.shelf().find((item) => item.sku === sku);
		expect(at('ACR-VAR-GLOS-250')).toMatchObject({ state: 'hidden', note: 'inactive' });
		expect(at('RAW-PIG-BLUE')).toMatchObject({ state: 'hidden', note: 'no sales item' });
		expect(at('ACR-GES-WHT-1000')).toMatchObject({ state: 'onSale', quantity: 12 });
		expect(await read('ACR-GES-WHT-1000')).toMatchObject({
			QuantityOnStock: 14,
			QuantityOrderedByCustomers: 2,
		});
		expect((await read('KNIFE-04-1')).BarCode).toBe((await read('KNIFE-04-2')).BarCode);
	});
});

describe('documents of the fake Service Layer', () => {
	it('stand in sets of their own, with the fields of the metadata, sorted by number', async () => {
		const { fake, call } = await open();
		const orders = Array.from({ length: 12 }, () =>
			fake.purchasing!.order({
				supplier: 'Paint Maker Ltd',
				expectedOn: '2026-11-15',
				lines: [{ sku: 'ACR-INK-PAYN-30', quantity: 48 }],
			}),
		);
		fake.purchasing!.receive(orders[0]!, 'ACR-INK-PAYN-30', 12);
		const filter = encodeURIComponent("DocumentStatus eq 'bost_Open' and DocEntry gt 98");
		const { body } = await call('GET', `PurchaseOrders?$filter=${filter}&$orderby=DocEntry asc`);
		expect(body.value.map(({ DocEntry }: Json) => DocEntry)).toEqual([99, 100, 101, 102]);
		const receipts = await call('GET', 'PurchaseDeliveryNotes');
		expect(receipts.body.value[0].DocumentLines[0]).toMatchObject({
			BaseType: 22,
			BaseEntry: 91,
			BaseLine: 0,
		});
	});

	it('are found by the day of their change, whatever the hour', async () => {
		const { fake, call } = await open();
		fake.seller.sell('ACR-INK-PAYN-30', 1);
		const { UpdateDate } = fake.company.documents.of('DeliveryNotes')[0]!;
		const count = async (condition: string) =>
			(await call('GET', `DeliveryNotes?$filter=${encodeURIComponent(condition)}`)).body.value
				.length;
		const day = UpdateDate.slice(0, 10);
		expect(await count(`UpdateDate ge '${day}'`)).toBe(1);
		expect(await count(`UpdateDate eq '${day}'`)).toBe(1);
		expect(await count(`UpdateDate lt '${day}'`)).toBe(0);
		expect(await count("UpdateDate ge '2126-01-01'")).toBe(0);
	});
});

describe('writes of the fake Service Layer', () => {
	it('changes what is named and nothing else', async () => {
		const { call, read } = await open();
		const before = await read('ACR-INK-PAYN-30');
		const body = { SalesItem: 'tNO' };
		expect(await call('PATCH', "Items('ACR-INK-PAYN-30')", { body })).toMatchObject({
			status: 204,
		});
		const after = await read('ACR-INK-PAYN-30');
		expect(after).toEqual({ ...before, SalesItem: 'tNO', '@odata.etag': after['@odata.etag'] });
		expect(after['@odata.etag']).not.toBe(before['@odata.etag']);
	});

	it('takes a write of the balance and does nothing', async () => {
		const { call, read } = await open();
		const body = { QuantityOnStock: 0 };
		expect((await call('PATCH', "Items('ACR-INK-PAYN-30')", { body })).status).toBe(204);
		expect((await read('ACR-INK-PAYN-30')).QuantityOnStock).toBe(8);
	});

	it('refuses unknown properties, wrong words, a stale etag, and items it does not have', async () => {
		const { call } = await open();
		const patch = async (body: object, headers = {}, code = 'ACR-INK-PAYN-30') =>
			(await call('PATCH', `Items('${code}')`, { body, headers })).status;
		expect(await patch({ QuantityOnHand: 0 })).toBe(400);
		expect(await patch({ SalesItem: 'N' })).toBe(400);
		expect(await patch({ FrozenRemarks: 'x'.repeat(31) })).toBe(400);
		expect(await patch({ SalesItem: 'tNO' }, { 'if-match': 'W/"00"' })).toBe(412);
		expect(await patch({ SalesItem: 'tNO' }, {}, 'NOPE')).toBe(404);
	});

	it('sets a counted quantity in one document, all or nothing', async () => {
		const { call, read, fake } = await open();
		const line = (ItemCode: string, CountedQuantity: number, WarehouseCode = '01') => ({
			ItemCode,
			WarehouseCode,
			CountedQuantity,
		});
		const post = (...lines: object[]) =>
			call('POST', 'InventoryPostings', { body: { InventoryPostingLines: lines } });
		const good = line('ACR-INK-PAYN-30', 0);
		expect(await post(good)).toMatchObject({
			status: 201,
			body: {
				DocumentEntry: 1,
				InventoryPostingLines: [{ InWarehouseQuantity: 8, CountedQuantity: 0, Variance: -8 }],
			},
		});
		expect((await read('ACR-INK-PAYN-30')).QuantityOnStock).toBe(0);
		const refused = [
			line('ACR-GEL-MATT-500', 0),
			line('ACR-VAR-GLOS-250', 0),
			line('ACR-SHT-CLR-A3', 0, '03'),
			line('ACR-INK-PAYN-30', -1),
			line('ACR-INK-PAYN-30', 1, '09'),
		];
		for (const bad of refused) {
			expect(await post(line('ACR-FL-QMAG-30', 0), bad)).toMatchObject({
				status: 400,
				body: { error: { code: '-10' } },
			});
		}
		expect((await post(line('NOPE', 0))).status).toBe(404);
		expect((await read('ACR-FL-QMAG-30')).QuantityOnStock).toBe(11);
		expect(fake.company.postings).toHaveLength(1);
	});

	it('keeps a draft where an approval is needed, and says that nothing was found', async () => {
		const { call, fake, read } = await open();
		fake.company.approvals = true;
		const lines = [{ ItemCode: 'ACR-INK-PAYN-30', WarehouseCode: '01', CountedQuantity: 0 }];
		const answer = await call('POST', 'InventoryPostings', {
			body: { InventoryPostingLines: lines },
		});
		expect(answer.body).toEqual(error(-2028, 'No matching records found (ODBC -2028)'));
		expect(fake.company.drafts).toBe(1);
		expect((await read('ACR-INK-PAYN-30')).QuantityOnStock).toBe(8);
	});

	it('lets a user without the right only read', async () => {
		const fake = make(new TestWorld());
		const { userName: UserName, password: Password } = fake.users.readOnly;
		const { headers } = await login(fake, { UserName, Password });
		const cookie = String(headers?.['set-cookie']).replace(';HttpOnly;,', ';');
		const call = { headers: { cookie }, body: { SalesItem: 'tNO' } };
		const answer = await send(fake, 'PATCH', "Items('ACR-INK-PAYN-30')", call);
		expect(answer).toMatchObject({ status: 403, body: { error: { code: '-5006' } } });
	});

	it('the seller sells, restocks, hides and shows', async () => {
		const { fake } = await open();
		const at = (sku: string) => fake.shelf().find((item) => item.sku === sku);
		fake.seller.sell('ACR-GES-WHT-1000', 12);
		expect(at('ACR-GES-WHT-1000')).toMatchObject({ quantity: 0, state: 'soldOut' });
		fake.seller.sell('ACR-INK-PAYN-30', 9);
		expect(at('ACR-INK-PAYN-30')).toMatchObject({ quantity: -1, state: 'soldOut' });
		fake.seller.setQuantity('ACR-GES-WHT-1000', 5);
		expect(at('ACR-GES-WHT-1000')).toMatchObject({ quantity: 5, state: 'onSale' });
		fake.seller.setHidden('ACR-GES-WHT-1000', true);
		expect(at('ACR-GES-WHT-1000')?.state).toBe('hidden');
		fake.seller.setHidden('ACR-VAR-GLOS-250', false);
		expect(at('ACR-VAR-GLOS-250')?.state).toBe('onSale');
		expect(() => fake.seller.sell('NOPE', 1)).toThrow('NOPE');
	});

	it('an item deleted for good is nowhere any more, and the others stay', async () => {
		const { fake, call } = await open();
		fake.seller.remove!('ACR-HB-COBL-60');
		const key = "Items('ACR-HB-COBL-60')";
		expect((await call('GET', key)).status).toBe(404);
		expect(await call('PATCH', key, { body: { SalesItem: 'tNO' } })).toMatchObject({
			status: 404,
			body: { error: { code: '-2028' } },
		});
		const filter = encodeURIComponent("startswith(ItemCode,'ACR-HB-COBL')");
		const { body } = await call('GET', `Items?$filter=${filter}&$select=ItemCode`);
		expect(body.value.map(({ ItemCode }: Json) => ItemCode)).toEqual(['ACR-HB-COBL-120']);
		const line = { ItemCode: 'ACR-HB-COBL-60', WarehouseCode: '01', CountedQuantity: 0 };
		const posting = { InventoryPostingLines: [line] };
		expect((await call('POST', 'InventoryPostings', { body: posting })).status).toBe(404);
		expect(() => fake.seller.remove!('ACR-HB-COBL-60')).toThrow('ACR-HB-COBL-60');
	});
});

interface Recorded {
	request: { method: string; path: string; query?: string };
	status: number;
	response: Json;
}

describeWithSpecs('SAP Business One: the fake beside recorded answers', () => {
	const recorded = readSpec('sap-business-one/recorded.json') as Recorded[];
	const find = (path: string): Recorded => {
		const one = recorded.find(({ request }) => request.path === path);
		if (!one) throw new Error(`Nothing recorded for ${path}`);
		return one;
	};
	/** Names and kinds of values, whatever the values are. */
	const shape = (value: Json): Json => {
		if (Array.isArray(value)) return value.slice(0, 1).map(shape);
		if (typeof value !== 'object' || value === null) return typeof value;
		return Object.fromEntries(
			Object.entries(value)
				.map(([name, one]) => [name, shape(one)])
				.sort(),
		);
	};

	it('logs in alike', async () => {
		const answer = await login(make(new TestWorld()));
		const real = find('/b1s/v2/Login');
		expect(answer.status).toBe(real.status);
		expect(shape(answer.body)).toEqual(shape(real.response));
	});

	it('lists warehouses alike', async () => {
		const { call } = await open();
		const { request, response } = find('/b1s/v2/Warehouses');
		const { body } = await call('GET', `Warehouses?${request.query}`);
		expect(shape(body)).toEqual(shape(response));
	});

	it('words an unknown item alike', async () => {
		const { call } = await open();
		const real = find("/b1s/v2/Items('NOPE')");
		const answer = await call('PATCH', "Items('NOPE')", { body: { SalesItem: 'tNO' } });
		expect([answer.status, answer.body]).toEqual([real.status, real.response]);
		expect(answer.headers?.['content-type']).toBe('application/json;charset=utf-8');
	});

	it('words an ended session and an unknown key alike under the older root', async () => {
		const { fake, call } = await open();
		const ended = find('/b1s/v1/Items');
		const answer = await send(fake, 'GET', 'Items', { root: 'v1' });
		expect([answer.status, answer.body]).toEqual([ended.status, ended.response]);
		const { response } = find("/b1s/v1/SQLQueries('Series_Validation')");
		expect((await call('GET', "Items('NOPE')", { root: 'v1' })).body).toEqual(response);
	});
});
