// The QuickBooks fake against Intuit's schema and recorded answers.
import { beforeEach, describe, expect, it } from 'vitest';

import { catalogue } from '../../sandbox/catalogue.mts';
import type { FakeAnswer, World } from '../../sandbox/fake.mts';
import { app, companyId, tokenPath } from '../../sandbox/quickbooks-commerce/access.mts';
import { make, type QuickbooksFake } from '../../sandbox/quickbooks-commerce/index.mts';
import { elementsOf } from '../platforms/quickbooksShop.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

let now: number;
let fake: QuickbooksFake;
let token: string;

beforeEach(() => {
	now = Date.parse('2026-11-23T10:00:00Z');
	const world: World = {
		clock: { now: () => now, sleep: () => Promise.resolve() },
		random: () => 0.5,
		baseUrl: () => 'https://quickbooks.example.test',
		deliver: () => Promise.resolve(0),
		catalogue,
		allowLocalWebhooks: false,
		delayFactor: 1,
	};
	fake = make(world);
	token = String(fake.signedIn?.access_token);
});

type Body = Record<string, ReturnType<typeof JSON.parse>>;
interface Said extends FakeAnswer {
	body: Body;
}

const ask = async (method: string, path: string, body?: unknown): Promise<Said> => {
	const url = new URL(`https://x.test/v3/company/${companyId}${path}`);
	return (await fake.handle({
		method,
		path: url.pathname,
		query: url.searchParams,
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
	})) as Said;
};
const query = async (text: string) => await ask('GET', `/query?query=${encodeURIComponent(text)}`);
const codeOf = ({ body }: Said) => body.Fault?.Error[0].code as string;
const INK = 'ACR-INK-PAYN-30';
const id = (sku: string) => String(fake.shop.find(sku)?.Id);
const adjustment = (sku: string, QtyDiff: number, more: object = {}) => ({
	AdjustAccountRef: { value: '82' },
	Line: [
		{
			DetailType: 'ItemAdjustmentLineDetail',
			ItemAdjustmentLineDetail: { ItemRef: { value: id(sku) }, QtyDiff },
		},
	],
	...more,
});

describe('queries', () => {
	it('finds by SKU, without inactive items unless asked', async () => {
		const plain = await query("select * from Item where Sku in ('ACR-VAR-GLOS-250')");
		expect(plain.body.QueryResponse).toEqual({});
		const all = await query(
			"select * from Item where Sku in ('ACR-VAR-GLOS-250') and Active in (true,false)",
		);
		expect(all.body.QueryResponse.Item).toMatchObject([
			{ Active: false, Name: 'Gloss Varnish 250 ml (deleted)', QtyOnHand: 6 },
		]);
	});

	it('pages', async () => {
		const second = await query('select * from Item startposition 2 maxresults 1');
		expect(second.body.QueryResponse).toMatchObject({ startPosition: 2, maxResults: 1 });
		expect(
			(await query('SELECT count(*) FROM Item')).body.QueryResponse.totalCount,
		).toBeGreaterThan(9);
	});

	it.each([
		['select * from Itme', '4001'],
		["select * from Item where Colour = 'x'", '4001'],
		["select * from Item where Sku = 'x", '4000'],
		['select Name from Item', '4000'],
		['select * from Item maxresults 1001', '4001'],
	])('%s is refused', async (text, code) => {
		const answer = await query(text);
		expect([answer.status, codeOf(answer)]).toEqual([400, code]);
	});
});

describe('adjustments', () => {
	it('post the difference, once for one requestid', async () => {
		const path = '/inventoryadjustment?requestid=k1';
		const first = await ask('POST', path, adjustment(INK, -3));
		expect(first).toMatchObject({
			status: 200,
			body: { InventoryAdjustment: { TxnDate: '2026-11-23' } },
		});
		expect(await ask('POST', path, adjustment(INK, -3))).toMatchObject({ body: first.body });
		expect(fake.shop.find(INK)?.QtyOnHand).toBe(5);
	});

	it.each([
		['6270', () => adjustment(INK, 1, { TxnDate: '2020-01-01' })],
		['2500', () => adjustment(INK, 1, { AdjustAccountRef: { value: '999' } })],
		['610', () => adjustment(INK, 1, { AdjustAccountRef: { value: '83' } })],
		['610', () => adjustment('ACR-VAR-GLOS-250', 1)],
		['6000', () => adjustment('ACR-GIFT-WRAP', 1)],
		['2010', () => adjustment(INK, 1, { NewQty: 3 })],
		['2020', () => adjustment(INK, 1, { AdjustAccountRef: undefined })],
	])('%s', async (code, body) => {
		const answer = await ask('POST', '/inventoryadjustment', body());
		expect([answer.status, codeOf(answer)]).toEqual([400, code]);
		expect(fake.shop.find(INK)?.QtyOnHand).toBe(8);
	});

	it('one bad line stops all of them', async () => {
		const body = adjustment(INK, -8);
		body.Line.push(...adjustment('ACR-NEXT-YEAR', -4).Line);
		expect(codeOf(await ask('POST', '/inventoryadjustment', body))).toBe('6270');
		expect(fake.shop.find(INK)?.QtyOnHand).toBe(8);
	});

	it('move the time of the item, not its version', async () => {
		const { SyncToken, LastUpdatedTime } = { ...fake.shop.find(INK)! };
		await ask('POST', '/inventoryadjustment', adjustment(INK, -1));
		expect(fake.shop.find(INK)).toMatchObject({ SyncToken });
		expect(fake.shop.find(INK)?.LastUpdatedTime).not.toBe(LastUpdatedTime);
	});
});

describe('items', () => {
	it('made inactive they lose their stock, as on the forms', async () => {
		const body = { Id: id(INK), SyncToken: '0', sparse: true, Active: false };
		const { Item } = (await ask('POST', '/item', body)).body;
		expect(Item).toMatchObject({ Active: false, QtyOnHand: 0, SyncToken: '1' });
		expect(fake.shop.adjustments).toHaveLength(1);
		expect(codeOf(await ask('POST', '/item', body))).toBe('5010');
	});

	it('take thirty operations a batch', async () => {
		const operation = { bId: '1', Query: 'select * from Item maxresults 1' };
		const many = await ask('POST', '/batch', { BatchItemRequest: Array(31).fill(operation) });
		expect(many.status).toBe(400);
	});

	it('refuse names they do not know', async () => {
		const body = { Id: id(INK), SyncToken: '0', sparse: true, stockOnHand: 0 };
		expect(codeOf(await ask('POST', '/item', body))).toBe('2010');
	});
});

describe('access', () => {
	const refresh = async (refreshToken: string, secret: string = app.clientSecret) =>
		(await fake.handle({
			method: 'POST',
			path: tokenPath,
			query: new URLSearchParams(),
			headers: {
				authorization: `Basic ${Buffer.from(`${app.clientId}:${secret}`).toString('base64')}`,
			},
			body: Buffer.from(`grant_type=refresh_token&refresh_token=${refreshToken}`),
		})) as Said;

	it('tokens live for an hour; a used refresh token is worth nothing', async () => {
		now += 3_600_000;
		expect((await query('select * from Item')).status).toBe(401);
		const old = String(fake.signedIn?.refresh_token);
		expect((await refresh(old, 'wrong')).status).toBe(401);
		const fresh = await refresh(old);
		token = fresh.body.access_token as string;
		expect((await query('select * from Item')).status).toBe(200);
		expect((await refresh(old)).body).toMatchObject({ error: 'invalid_grant' });
		expect((await refresh(fresh.body.refresh_token as string)).status).toBe(200);
	});

	it('500 requests a minute, 40 of them batches', async () => {
		const operation = { bId: '1', Query: 'select * from Item maxresults 1' };
		const batch = () => ask('POST', '/batch', { BatchItemRequest: [operation] });
		for (let i = 0; i < 40; i++) expect((await batch()).status).toBe(200);
		expect((await batch()).status).toBe(429);
		for (let i = 0; i < 460; i++) await query('select * from Item maxresults 1');
		expect((await query('select * from Item')).status).toBe(429);
		now += 60_001;
		expect((await batch()).status).toBe(200);
	});
});

interface Recorded {
	from: string;
	request: { method: string; path: string; query?: string; body?: unknown };
	status: number;
	response: Body;
}

describeWithSpecs('recorded answers and the schema', () => {
	const recorded = readSpec('quickbooks-commerce/recorded.json') as Recorded[];
	const find = (from: string): Recorded => {
		const one = recorded.find((each) => each.from.includes(from));
		if (!one) throw new Error(`No recording ${from}`);
		return one;
	};
	/** The same members, whatever they hold. */
	const shape = (value: unknown): unknown =>
		Array.isArray(value)
			? value.slice(0, 1).map(shape)
			: typeof value === 'object' && value !== null
				? Object.fromEntries(
						Object.entries(value)
							.map(([name, inner]) => [name, shape(inner)] as const)
							.sort(([a], [b]) => a.localeCompare(b)),
					)
				: value === null
					? null
					: typeof value;

	it('answers a wrong entity as recorded', async () => {
		const one = find('error/400.yml');
		const said = await query('SELECT * FROM Custmoer');
		expect(said.status).toBe(one.status);
		expect(shape(said.body)).toEqual(shape(one.response));
		expect(said.body.Fault).toEqual(one.response.Fault);
	});

	it('answers an unknown item as recorded', async () => {
		const one = find('item/read_item_error');
		const said = await ask('GET', '/item/999');
		expect(said.body.Fault).toEqual(one.response.Fault);
	});

	it('answers a bad id as recorded', async () => {
		const one = recorded.find(({ request }) => request.path.endsWith('customer/1.5'))!;
		const said = await ask('GET', '/item/1.5');
		expect(said.status).toBe(one.status);
		expect(said.body.Fault).toEqual(one.response.Fault);
	});

	it('answers an expired login as recorded', async () => {
		const one = find('error/401');
		now += 3_600_000;
		const said = await query('select * from Item');
		expect(said.status).toBe(401);
		expect(shape(said.body)).toEqual(shape(one.response));
	});

	it('answers too many requests as recorded', () => {
		const one = find('too_many_requests');
		expect(fake.throttled()).toMatchObject({ status: one.status, body: one.response });
	});

	it('answers a batch that failed in part as recorded', async () => {
		const faults = find('batch/basic').response.BatchItemResponse.filter(
			({ Fault }: Body) => Fault !== undefined,
		) as Body[];
		const said = await ask('POST', '/batch', {
			BatchItemRequest: [
				{ bId: 'bid2', operation: 'update', Item: { Id: '9999', SyncToken: '0', sparse: true } },
				{ bId: 'bid3', operation: 'update', Item: { Id: id(INK), SyncToken: '7', sparse: true } },
			],
		});
		expect(said.body.BatchItemResponse).toEqual(faults);
	});

	it('shows an item with the members of the recorded one', async () => {
		const { Item } = find('item/read_item.json').response;
		const said = (await ask('GET', `/item/${id(INK)}`)).body.Item as Body;
		const { Description, PurchaseDesc, ...always } = Item as Body;
		expect([Description, PurchaseDesc]).toEqual([expect.any(String), expect.any(String)]);
		expect(shape({ ...said, Sku: undefined })).toEqual(shape({ ...always, Sku: undefined }));
	});

	it('shows nothing the schema does not know', async () => {
		const known = elementsOf('Item');
		const said = (await ask('GET', `/item/${id(INK)}`)).body.Item as Body;
		for (const name of Object.keys(said)) expect(known, name).toContain(name);
		const posted = (await ask('POST', '/inventoryadjustment', adjustment(INK, -1))).body;
		const transaction = elementsOf('InventoryAdjustment');
		for (const name of Object.keys(posted.InventoryAdjustment as object))
			expect(transaction, name).toContain(name);
	});
});

describe('an item that is gone', () => {
	it('is in no answer any more, and takes no write', async () => {
		const Id = id(INK);
		const posting = adjustment(INK, -1);
		fake.seller.remove!(INK);
		expect(fake.shelf().some(({ sku }) => sku === INK)).toBe(false);
		const { body } = await query(`select * from Item where Id in ('${Id}')`);
		expect(body.QueryResponse).toEqual({});
		const update = { Id, SyncToken: '0', sparse: true, Active: false };
		for (const [path, sent] of [
			['/item', update],
			['/inventoryadjustment', posting],
		] as const)
			expect(codeOf(await ask('POST', path, sent)), path).toBe('610');
		expect(codeOf(await ask('GET', `/item/${Id}`))).toBe('610');
		expect(fake.shop.adjustments).toEqual([]);
		expect(() => fake.seller.remove!(INK)).toThrow(INK);
	});
});

describe('documents', () => {
	const order = () =>
		fake.purchasing!.order({ supplier: 'Pigment Works', lines: [{ sku: INK, quantity: 6 }] });

	it('orders are found by the time of their change, whatever its zone', async () => {
		const first = order();
		now += 60_000;
		const second = order();
		const found = async (time: string) => {
			const { body } = await query(
				`select * from PurchaseOrder where MetaData.LastUpdatedTime >= '${time}' orderby MetaData.LastUpdatedTime startposition 1 maxresults 10`,
			);
			return (body.QueryResponse.PurchaseOrder ?? []).map(
				({ DocNumber }: { DocNumber: string }) => DocNumber,
			);
		};
		expect(await found('2026-11-23T10:00:00Z')).toEqual([first, second]);
		expect(await found('2026-11-23T02:00:30-08:00')).toEqual([second]);
		expect(await found('2026-11-23T10:02:00Z')).toEqual([]);
		expect(codeOf(await query('select * from PurchaseOrder orderby VendorRef'))).toBe('4001');
	});

	it('naming an item on an order moves its time, not its version', async () => {
		const { SyncToken, LastUpdatedTime } = fake.shop.find(INK)!;
		order();
		expect(fake.shop.find(INK)).toMatchObject({ SyncToken });
		expect(fake.shop.find(INK)!.LastUpdatedTime).not.toBe(LastUpdatedTime);
	});

	it('what comes is a bill that names the line of the order, which closes with the last piece', async () => {
		const number = order();
		const { Id } = fake.documents.order(number);
		fake.purchasing!.receive(number, INK, 4);
		const read = async (entity: string) =>
			(await query(`select * from ${entity} where Id > '0'`)).body.QueryResponse[entity];
		expect((await read('Bill'))[0].Line[0].LinkedTxn).toEqual([
			{ TxnId: Id, TxnType: 'PurchaseOrder', TxnLineId: '1' },
		]);
		expect((await read('PurchaseOrder'))[0]).toMatchObject({ POStatus: 'Open' });
		fake.purchasing!.receive(number, INK, 2);
		expect((await read('PurchaseOrder'))[0]).toMatchObject({ POStatus: 'Closed' });
		expect(fake.shop.find(INK)!.QtyOnHand).toBe(14);
	});
});

describeWithSpecs('documents by Intuit’s schema', () => {
	it('have only fields that it knows', async () => {
		const number = fake.purchasing!.order({
			supplier: 'Pigment Works',
			lines: [{ sku: INK, quantity: 6 }],
			expectedOn: '2026-12-01',
		});
		fake.documents.tellsReceived = true;
		fake.purchasing!.receive(number, INK, 4);
		const { body } = await query('select * from PurchaseOrder');
		const [order] = body.QueryResponse.PurchaseOrder;
		for (const name of Object.keys(order)) expect(elementsOf('PurchaseOrder')).toContain(name);
		const [line] = order.Line;
		const { ItemBasedExpenseLineDetail, ...rest } = line;
		for (const name of Object.keys(rest)) expect(elementsOf('Line')).toContain(name);
		for (const name of Object.keys(ItemBasedExpenseLineDetail))
			expect(elementsOf('ItemBasedExpenseLineDetail')).toContain(name);
		expect(order).not.toHaveProperty('ExpectedDate');
	});
});
