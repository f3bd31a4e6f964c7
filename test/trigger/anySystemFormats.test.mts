import { describe, expect, it } from 'vitest';

import { sender } from './anySystem.mts';

const out = (sku: string, quantity = 0) => ({
	event: 'ranOut',
	sku,
	quantity,
	source: 'anySystem',
});

/** A text, whatever of the body it repeats: no browser takes it for a page. */
const unreadable = (body: string) => ({
	status: 400,
	headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
	body,
	items: undefined,
});

describe('JSON', () => {
	it.each([
		['an object', { sku: 'A', quantity: 0 }],
		['a list', [{ sku: 'A', quantity: 0 }]],
		['a wrapped list', { items: [{ sku: 'A', quantity: 0 }], page: 1, errors: [], tags: ['x'] }],
		[
			'an object with a list of its own',
			{ sku: 'A', quantity: 0, warehouses: [{ id: 1, count: 0 }] },
		],
	])('as %s', async (_what, body) => {
		const { send } = sender();
		const { status, body: reply, items } = await send(body);
		expect(status).toBe(200);
		expect(reply).toEqual({ rows: 1, badRows: 0, events: 1 });
		expect(items).toMatchObject([out('A')]);
	});

	it('with dotted fields, and fields whose own names hold dots', async () => {
		const { items } = sender({
			skuField: 'item.code',
			quantityField: 'stock.free',
			options: { titleField: 'item.name' },
		});
		expect(
			await items([
				{ item: { code: 'A', name: 'Gesso' }, stock: { free: 0 } },
				{ 'item.code': 'B', 'stock.free': '-2' },
			]),
		).toMatchObject([{ ...out('A'), title: 'Gesso' }, out('B', -2)]);
	});

	it('with the list at a path', async () => {
		const { items, send } = sender({ options: { itemsField: 'data.rows' } });
		expect(
			await items({
				data: { rows: [{ sku: 'A', quantity: 0 }] },
				other: [{ sku: 'B', quantity: 0 }],
			}),
		).toMatchObject([out('A')]);
		expect(await items({ data: { rows: { sku: 'A', quantity: 0 } } })).toMatchObject([out('A')]);
		expect(await send({ data: {} })).toEqual(unreadable("The body has no 'data.rows'."));
	});

	it.each([[[]], [{ items: [] }]])('that holds no rows starts nothing: %j', async (body) => {
		expect(await sender().send(body)).toEqual({
			status: 200,
			body: { rows: 0, badRows: 0, events: 0 },
			items: undefined,
		});
	});

	it('whose rows are partly none: the others pass, the bad ones say why', async () => {
		const items = await sender().items([5, { sku: 'A', quantity: 0 }, null, ['B', 0], 'C']);
		expect(items.filter(({ event }) => event === 'ranOut')).toMatchObject([out('A')]);
		expect(
			items.filter(({ event }) => event === 'badRow').map(({ row, message }) => [row, message]),
		).toEqual([1, 3, 4, 5].map((row) => [row, 'This row is not an object with fields.']));
	});

	it.each(['{"sku":"A"', '{sku:1}', '[{"sku":"A","quantity":0},]'])(
		'that is none is refused: %s',
		async (body) => {
			const { status, body: text, items } = await sender().send(body);
			expect(status).toBe(400);
			expect(text).toMatch(/^The body is not valid JSON: /);
			expect(items).toBeUndefined();
		},
	);
});

describe('NDJSON', () => {
	const lines = '{"sku":"A","quantity":0}\r\n{"sku":"B","quan\r\n\r\n{"sku":"C","quantity":-1}\n';

	it.each(['application/x-ndjson', 'application/jsonl'])(
		'as %s with one bad line',
		async (type) => {
			const { body, items } = await sender().send(lines, type);
			expect(body).toEqual({ rows: 3, badRows: 1, events: 2 });
			expect(items).toMatchObject([
				out('A'),
				out('C', -1),
				{
					event: 'badRow',
					source: 'anySystem',
					row: 2,
					message: 'This line is not valid JSON.',
					nextStep: expect.stringMatching(/\.$/),
					raw: '{"sku":"B","quan',
				},
			]);
		},
	);

	it('is recognised without its type, and taken as said in the node', async () => {
		const two = '{"sku":"A","quantity":0}\n{"sku":"B","quantity":0}';
		expect(await sender().items(two, 'text/plain')).toMatchObject([out('A'), out('B')]);
		expect(await sender({ options: { format: 'ndjson' } }).items(lines, 'text/csv')).toHaveLength(
			3,
		);
	});
});

describe('CSV', () => {
	it.each([
		['commas', 'sku,quantity\nA,0\n'],
		['semicolons', 'sku;quantity\r\nA;0\r\n'],
		['tabs', 'sku\tquantity\nA\t0'],
		['bars', 'sku|quantity\nA|0'],
		['a BOM', '\uFEFFsku;quantity\nA;0'],
		['spaces around', ' sku ; quantity \n A ; 0 '],
		['empty lines', '\n\r\nsku;quantity\n\nA;0\n\n'],
		['quoted names', '"sku";"quantity"\n"A";"0"'],
		['old line ends', 'sku;quantity\rA;0\r'],
	])('with %s', async (_what, text) => {
		const { body, items } = await sender().send(text, 'text/csv');
		expect(body).toEqual({ rows: 1, badRows: 0, events: 1 });
		expect(items).toMatchObject([out('A')]);
	});

	it('as Windows saves it', async () => {
		const text = Buffer.from('sku;quantity;title\nGR\xdcN-1;0;Gr\xfcn \x80 5', 'latin1');
		expect(await sender().items(text, 'text/csv')).toMatchObject([
			{ ...out('GRÜN-1'), title: 'Grün € 5' },
		]);
	});

	it('with marks and line ends in quotes', async () => {
		const text = 'sku,quantity,title\n"A,1",0,"Set of\ntwo ""wide"" brushes"\nB,0,x\n';
		expect(await sender().items(text, 'text/csv')).toMatchObject([
			{ ...out('A,1'), title: 'Set of\ntwo "wide" brushes' },
			out('B'),
		]);
	});

	it('with bad rows: the others pass, each bad one says why and shows itself', async () => {
		const text = 'sku,quantity\nA,0\nB,1,2\n,0\nC,many\nD,0\nE,"0\nF,0\n';
		const { body, items } = await sender().send(text, 'text/csv');
		expect(body).toEqual({ rows: 6, badRows: 4, events: 2 });
		expect(items!.slice(0, 2)).toMatchObject([out('A'), out('D')]);
		const bad = items!.slice(2).map(({ row, message, raw }) => [row, message, raw]);
		expect(bad).toEqual([
			[3, 'This line has another number of columns than the first line.', 'B,1,2'],
			[4, "The field 'sku' with the SKU is missing or empty.", { sku: '', quantity: '0' }],
			[
				5,
				"The quantity 'many' is neither a number nor one of the words for unavailable.",
				{ sku: 'C', quantity: 'many' },
			],
			[8, 'The quotes in this line do not match.', 'E,"0\nF,0'],
		]);
	});

	it.each([
		['sku;quantity\n', 'text/csv'],
		// Fields of a form are one line of text.
		['sku=A&quantity=0', 'application/x-www-form-urlencoded'],
		['hello', 'text/plain'],
	])('with nothing but a first line is refused: %j', async (body, type) => {
		expect(await sender().send(body, type)).toEqual(
			unreadable('There is a first line but no rows.'),
		);
	});

	it('with inch marks in its titles is read', async () => {
		const text = 'sku,quantity,title\nA,0,12" x 16" sheet\nB,0,"24" canvas"\nC,0,x\n';
		expect(await sender().items(text, 'text/csv')).toMatchObject([out('A'), out('B'), out('C')]);
	});
});

describe('a body', () => {
	it.each(['', ' \r\n ', '\uFEFF'])('that is empty is refused: %j', async (body) => {
		for (const type of ['application/json', 'text/csv', 'application/x-ndjson', ''])
			expect(await sender().send(body, type)).toEqual(unreadable('The body is empty.'));
	});

	const many = 50_001;
	it.each([
		['text/csv', `sku,quantity\n${'A,0\n'.repeat(many)}`],
		[
			'application/json',
			JSON.stringify(Array.from({ length: many }, () => ({ sku: 'A', quantity: 0 }))),
		],
		['application/x-ndjson', '{"sku":"A","quantity":0}\n'.repeat(many)],
	])('of more than 50,000 rows is refused as a whole: %s', async (type, body) => {
		expect(await sender().send(body, type)).toEqual(
			unreadable('The body has more than 50000 rows. Send it in parts.'),
		);
	});

	it('that is larger than n8n takes is refused with what to do', async () => {
		expect(await sender().send(Buffer.alloc(17 * 1024 * 1024, ' '), 'text/csv')).toEqual({
			status: 413,
			body: 'The body is too large. Send fewer rows in one call.',
			items: undefined,
		});
	});

	it('of 50,000 rows passes', async () => {
		const rows = Array.from({ length: 50_000 }, (_, i) => `A-${i},${i % 10_000 === 0 ? 0 : 7}`);
		const { body, items } = await sender().send(`sku,quantity\n${rows.join('\n')}`, 'text/csv');
		expect(body).toEqual({ rows: 50_000, badRows: 0, events: 5 });
		expect(items!.map(({ sku }) => sku)).toEqual([
			'A-0',
			'A-10000',
			'A-20000',
			'A-30000',
			'A-40000',
		]);
	});
});
