// docs/netsuite/stockOutPush.js by itself, in node:vm with stand-ins of NetSuite's modules.
import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';

import { Scripts, type ScriptRecord } from '../../sandbox/netsuite/scripts.mts';
import type { Row } from '../../sandbox/netsuite/sql.mts';
import type { World } from '../../sandbox/fake.mts';
import { TestWorld } from './amazonShop.mts';

const URL = 'https://n8n.example.test/webhook/1';
const SECRET = 'Viridian & "Ochre" é';

interface Setup {
	parameters?: Record<string, string>;
	secrets?: Record<string, string>;
	query?: (sql: string) => Row[];
	answer?: number;
}

function install({ parameters, secrets, query, answer = 200 }: Setup = {}) {
	const sent: Parameters<World['deliver']>[0][] = [];
	const asked: string[] = [];
	const deliver: World['deliver'] = (delivery) => {
		sent.push(delivery);
		return Promise.resolve(200);
	};
	const scripts = new Scripts(Object.assign(new TestWorld(), { deliver }), {
		parameters: parameters ?? { custscript_stockout_url: URL },
		secrets: secrets ?? { custsecret_stockout: SECRET },
		query: (sql) => {
			asked.push(sql);
			return query ? query(sql) : rowsFor(sql);
		},
	});
	scripts.answers = () => answer;
	return { scripts, sent, asked, body: () => JSON.parse(sent[0]!.body) as Body };
}

interface Body {
	eventId: string;
	time: string;
	items: { id: string; sku: string; locations: unknown[] }[];
	purchaseOrderLines: object[];
}

/** A row for each item that was asked for. */
const rowsFor = (sql: string): Row[] =>
	(/i\.id IN \(([\d,]+)\)/.exec(sql)?.[1] ?? '')
		.split(',')
		.filter(Boolean)
		.map((id) => ({
			id,
			itemid: `SKU-${id}`,
			displayname: null,
			location: '2',
			quantityavailable: null,
		}));

function record(
	type: string,
	values: Record<string, unknown> = {},
	lists: Record<string, unknown[]> = {},
): ScriptRecord {
	return {
		type,
		id: '77',
		getValue: ({ fieldId }) => values[fieldId],
		getLineCount: ({ sublistId }) => lists[sublistId]?.length ?? -1,
		getSublistValue: ({ sublistId, fieldId, line }) =>
			fieldId === 'item' ? lists[sublistId]?.[line] : undefined,
	};
}

it('signs time and body with the secret that the account keeps', () => {
	const { scripts, sent, body } = install();
	scripts.saved('create', record('cashsale', {}, { item: [5] }));
	const [{ url, headers, body: text }] = sent as [Parameters<World['deliver']>[0]];
	expect(url).toBe(URL);
	const time = headers['X-Acrylic-Timestamp']!;
	expect(headers['X-Acrylic-Signature']!.toLowerCase()).toBe(
		createHmac('sha256', SECRET).update(`${time}.${text}`).digest('hex'),
	);
	expect(Number(time)).toBe(Math.floor(Date.parse(body().time) / 1000));
	expect(body()).toEqual({
		eventId: `cashsale/77/${Date.parse(body().time)}`,
		time: body().time,
		items: [{ id: '5', sku: 'SKU-5', title: null, locations: [{ id: '2', available: 0 }] }],
		purchaseOrderLines: [],
	});
	expect(JSON.stringify(sent)).not.toContain(SECRET);
});

it('asks for each item once, on whatever list it stands, and for those of lines that were taken out', () => {
	const { scripts, asked } = install();
	scripts.saved(
		'edit',
		record('assemblybuild', { item: '9' }, { component: ['4', 4], inventory: [3], item: [] }),
		record('assemblybuild', { item: '9' }, { component: [4, 8], item: ['', null, 'x', -2] }),
	);
	expect(asked).toHaveLength(1);
	expect(asked[0]).toContain('i.id IN (9,3,4,8)');
});

it('asks for a thousand items at a time and still calls once', () => {
	const { scripts, asked, sent, body } = install();
	const items = Array.from({ length: 2100 }, (_, i) => i + 1);
	scripts.saved('create', record('inventorytransfer', {}, { inventory: items }));
	expect(asked).toHaveLength(3);
	expect(sent).toHaveLength(1);
	expect(body().items).toHaveLength(2100);
});

it.each([
	['a transaction without items', record('invoice', {}, { item: [] })],
	['an item that was made just now', record('inventoryitem', { isonline: false })],
	['a record that has no items', record('customer')],
])('sends nothing for %s', (_, newRecord) => {
	const { scripts, sent, asked } = install();
	scripts.saved('create', newRecord);
	expect([...sent, ...asked]).toEqual([]);
	expect(scripts.log).toEqual([]);
});

it.each([
	['nothing that counts changed', { isonline: true, isinactive: false }, 0],
	['the display went off', { isonline: 'F' }, 1],
	['it became inactive', { isinactive: true }, 1],
	['a quick edit names other fields only', { displayname: 'New' }, 0],
	['a quick edit names nothing', {}, 0],
])('of an edited item when %s', (_, values, calls) => {
	const before = { isonline: 'T', isinactive: 'F', itemid: 'A', displayname: 'Old' };
	const { scripts, sent } = install();
	scripts.saved('xedit', record('lotnumberedinventoryitem', values), {
		...record('lotnumberedinventoryitem', before),
	});
	expect(sent).toHaveLength(calls);
	if (calls === 1)
		expect((JSON.parse(sent[0]!.body) as Body).items).toMatchObject([{ id: '77', sku: 'A' }]);
});

it('tells of a kit without stock that it was hidden', () => {
	const { scripts, body } = install({ query: () => [] });
	scripts.saved(
		'edit',
		record('kititem', { isonline: false, isinactive: false, itemid: 'KIT' }),
		record('kititem', { isonline: true, isinactive: false, itemid: 'KIT' }),
	);
	expect(body().items).toEqual([
		{ id: '77', sku: 'KIT', locations: [], online: false, inactive: false },
	]);
});

it('reads the order behind a receipt, and no stock for an order', () => {
	const receipt = install();
	receipt.scripts.saved('create', record('itemreceipt', { createdfrom: 555 }, { item: [5] }));
	expect(receipt.asked).toHaveLength(2);
	expect(receipt.asked.join()).toContain('t.id IN (555)');
	const order = install({ query: () => [{ id: '77', tranid: 'PO1' }] });
	order.scripts.saved('edit', record('purchaseorder', {}, { item: [5] }));
	expect(order.asked).toHaveLength(1);
	expect(order.body()).toMatchObject({
		items: [],
		purchaseOrderLines: [{ id: 77, tranid: 'PO1' }],
	});
});

it.each<[string, Setup, RegExp]>([
	['there is no secret', { secrets: {} }, /no secret custsecret_stockout/],
	['the address is missing', { parameters: {} }, /address of n8n is missing/],
	[
		'the address is not https',
		{ parameters: { custscript_stockout_url: 'http://n8n.example.test' } },
		/address of n8n is missing/,
	],
	['n8n refuses', { answer: 401 }, /status 401/],
	[
		'the query fails',
		{
			query: () => {
				throw new Error('SSS_SEARCH_ERROR');
			},
		},
		/SSS_SEARCH_ERROR/,
	],
])('never keeps anybody from saving: when %s it goes into the log', (_, setup, message) => {
	const { scripts } = install(setup);
	expect(() => scripts.saved('edit', record('invoice', {}, { item: [5] }))).not.toThrow();
	expect(scripts.log).toHaveLength(1);
	expect(String(scripts.log[0]!.details)).toMatch(message);
	expect(JSON.stringify(scripts.log)).not.toContain(SECRET);
});

it('takes another secret when its parameter names one', () => {
	const { scripts, sent } = install({
		parameters: { custscript_stockout_url: URL, custscript_stockout_secret: 'custsecret_other' },
		secrets: { custsecret_other: 'other' },
	});
	scripts.saved('create', record('invoice', {}, { item: [5] }));
	const { headers, body } = sent[0]!;
	const signed = `${headers['X-Acrylic-Timestamp']}.${body}`;
	expect(headers['X-Acrylic-Signature']!.toLowerCase()).toBe(
		createHmac('sha256', 'other').update(signed).digest('hex'),
	);
});
