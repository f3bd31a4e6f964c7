// What a supplier's file may look like, and what the user may choose, through n8n's poll context.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { refusalOf } from '../trigger/harness.mts';
import { row, SupplierFile } from './supplierFile.mts';

let file: SupplierFile;
beforeEach(async () => {
	file = await SupplierFile.open('2026-11-27T08:00:00Z');
});
afterEach(async () => await file.close());

/** What is late now in a file of another make. */
async function late(
	content: unknown,
	parameters: INodeParameters = {},
	contentType = '',
): Promise<IDataObject[]> {
	file.content = typeof content === 'string' ? content : JSON.stringify(content);
	file.contentType = contentType;
	return await file.trigger({ firstRun: 'late', ...parameters }).poll();
}

describe('formats', () => {
	const lateRow = { poNumber: 'PO-1', sku: 'A', ordered: 3, received: 0, expectedAt: '2026-11-20' };
	const expected = [{ event: 'overdue', poNumber: 'PO-1', sku: 'A', outstanding: 3, daysLate: 7 }];

	it.each([
		['CSV with semicolons', 'poNumber;sku;ordered;expectedAt\nPO-1;A;3;20.11.2026\n', 'text/csv'],
		['JSON', JSON.stringify([lateRow]), 'application/json'],
		['JSON in a wrapper', JSON.stringify({ orders: [lateRow] }), 'application/json'],
		['NDJSON', `${JSON.stringify(lateRow)}\n`, 'application/x-ndjson'],
		['JSON called text', JSON.stringify([lateRow]), 'text/plain'],
	])('%s', async (_name, content, type) => {
		expect(await late(content, {}, type)).toMatchObject(expected);
	});

	it('fields by other names and nested', async () => {
		const content = {
			data: {
				lines: [
					{
						order: { no: 4711, vendor: 'Paper Mill' },
						article: 'A',
						qty: '1,5',
						came: '0',
						due: '2026-11-20',
						at: 'Hall 2',
						pos: 3,
					},
				],
			},
		};
		expect(
			await late(content, {
				poNumberField: 'order.no',
				supplierField: 'order.vendor',
				skuField: 'article',
				orderedField: 'qty',
				receivedField: 'came',
				expectedField: 'due',
				options: { itemsField: 'data.lines', warehouseField: 'at', lineField: 'pos' },
			}),
		).toMatchObject([
			{ poNumber: '4711', supplier: 'Paper Mill', sku: 'A', outstanding: 1.5, warehouse: 'Hall 2' },
		]);
	});

	it.each([
		['2026-11-20', undefined, '2026-11-20'],
		['2026-11-20T00:00:00', undefined, '2026-11-20'],
		['2026-11-20T22:30:00Z', undefined, '2026-11-20T23:30:00+01:00'],
		['20.11.2026', undefined, '2026-11-20'],
		['2026/11/20', undefined, '2026-11-20'],
		['20261120', undefined, '2026-11-20'],
		['20 Nov 2026', undefined, '2026-11-20'],
		['1795132800', undefined, '2026-11-20'],
		['1795168800000', undefined, '2026-11-20T11:00:00+01:00'],
		['11/10/2026', 'dayFirst', '2026-10-11'],
		['11/10/2026', 'monthFirst', '2026-11-10'],
		['11/10/2026 14:00', 'dayFirst', '2026-10-11'],
	])('the date %s (%s)', async (text, dateFormat, expectedAt) => {
		const options = dateFormat ? { dateFormat } : {};
		expect(await late([{ ...lateRow, expectedAt: text }], { options })).toMatchObject([
			{ event: 'overdue', expectedAt },
		]);
	});

	it.each(['', 'TBA', 'n/a', '-'])('%j instead of a date is no date', async (text) => {
		expect(await late([{ ...lateRow, expectedAt: text }])).toEqual([]);
	});

	it.each([
		[{ ordered: 10, received: 4 }, 10, 4, 6],
		[{ ordered: 10, outstanding: 6 }, 10, 4, 6],
		[{ outstanding: 6 }, 6, 0, 6],
		[{ received: 4, outstanding: 6 }, 10, 4, 6],
		// The supplier gave up two of them.
		[{ ordered: 10, received: 4, outstanding: 4 }, 8, 4, 4],
	])('%j', async (counts, ordered, received, outstanding) => {
		const { poNumber, sku, expectedAt } = lateRow;
		const [item] = await late([{ poNumber, sku, expectedAt, ...counts }]);
		expect(item).toMatchObject({ ordered, received, outstanding });
	});

	it('the same SKU twice in an order are two lines', async () => {
		const events = await late([lateRow, { ...lateRow, ordered: 5 }]);
		expect(new Set(events.map(({ lineId }) => lineId)).size).toBe(2);
		expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2);
	});

	it('numbers of orders beyond 2^53 stay what they are', async () => {
		const [item] = await late(
			'[{"poNumber":90071992547409931,"sku":"A","ordered":1,"expectedAt":"2026-11-20"}]',
		);
		expect(item).toMatchObject({ poNumber: '90071992547409931' });
	});
});

describe('rows that cannot be read', () => {
	it('come out once with the reason, and the others pass', async () => {
		file.content = [
			'poNumber,sku,ordered,received,expectedAt',
			'PO-1,A,3,0,2026-11-20',
			',B,3,0,2026-11-20',
			'PO-3,,3,0,2026-11-20',
			'PO-4,D,many,0,2026-11-20',
			'PO-5,E,3,-1,2026-11-20',
			'PO-6,F,,,2026-11-20',
			'PO-7,G,3,0,11/10/2026',
			'',
		].join('\n');
		const trigger = file.trigger({ firstRun: 'late' });
		const items = await trigger.poll();
		expect(items.map(({ event }) => event)).toEqual(['overdue', ...Array(6).fill('badRow')]);
		for (const item of items.slice(1))
			expect(item).toMatchObject({ message: expect.any(String), nextStep: expect.any(String) });
		file.content += 'PO-8,H,x,0,\n';
		trigger.restart();
		expect(await trigger.poll()).toMatchObject([{ event: 'badRow', row: 9 }]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('none that can be read is told at once', async () => {
		const { message, nextStep } = await refusalOf(late('number,article\n1,A\n'));
		expect(message).toContain('poNumber');
		expect(nextStep).toContain('field names');
	});

	it('a table without rows is no order, an empty file is none', async () => {
		expect(await late('poNumber,sku,ordered\n')).toEqual([]);
		expect((await refusalOf(late(''))).message).toContain('empty');
		expect((await refusalOf(late('{"a"'))).message).toContain('JSON');
	});
});

describe('words', () => {
	it.each([
		['Backordered', ['backordered', 'overdue']],
		['DELAYED', ['delayed', 'overdue']],
		['cancelled', []],
		['Closed short', []],
		['received', []],
		['anything', ['overdue']],
	])('%s', async (status, expected) => {
		file.content = [row({ status, expectedAt: '2026-11-20' })];
		const items = await file.trigger({ firstRun: 'late' }).poll();
		expect(items.map(({ event }) => event)).toEqual(expected);
	});

	it('of the user', async () => {
		file.content = [row({ status: 'Nachlieferung', expectedAt: '' })];
		const options = { backorderedWords: 'rueckstand, nachlieferung' };
		expect(await file.trigger({ firstRun: 'late', options }).poll()).toMatchObject([
			{ event: 'backordered', nativeStatus: 'Nachlieferung', expectedAt: null, daysLate: null },
		]);
	});

	it('received stands for the quantity where the file counts nothing', async () => {
		file.content = [row()];
		const trigger = file.trigger();
		await trigger.poll();
		file.content = [row({ status: 'Delivered' })];
		expect(await trigger.poll()).toMatchObject([{ event: 'received', received: 10 }]);
	});
});

describe('what the user chooses', () => {
	const rows = [
		row({ poNumber: 'PO-1', sku: 'ACR-1', supplier: 'Colour Works', warehouse: 'Main' }),
		row({ poNumber: 'PO-2', sku: 'ACR-2', supplier: 'COLOUR works', warehouse: 'Main hall' }),
		row({ poNumber: 'PO-3', sku: 'PAP-1', supplier: 'Paper Mill', warehouse: 'Outlet' }),
		row({ poNumber: 'PO-4', sku: 'PAP-2', supplier: 'Paper Mill', warehouse: '' }),
	];

	it.each([
		[{ skus: 'ACR-*' }, ['PO-1', 'PO-2']],
		[{ skus: 'acr-1' }, []],
		[{ suppliers: 'colour works' }, ['PO-1', 'PO-2']],
		[{ suppliers: 'paper*' }, ['PO-3', 'PO-4']],
		[{ warehouses: 'MAIN*, outlet' }, ['PO-1', 'PO-2', 'PO-3']],
		[{ warehouses: 'main', suppliers: 'Colour Works' }, ['PO-1']],
		[{ graceDays: 1 }, ['PO-1', 'PO-2', 'PO-3', 'PO-4']],
		[{ graceDays: 2 }, []],
	])('%j', async (options, numbers) => {
		file.content = rows;
		const items = await file.trigger({ firstRun: 'late', options }).poll();
		expect(items.map(({ poNumber }) => poNumber)).toEqual(numbers);
	});

	it('only the events that were chosen', async () => {
		file.content = [row({ received: 3 })];
		const trigger = file.trigger({ firstRun: 'late', triggerOn: ['received'] });
		expect(await trigger.poll()).toEqual([]);
		file.content = [row({ received: 10 })];
		expect(await trigger.poll()).toMatchObject([{ event: 'received' }]);
	});

	it('a repeat every so many days, although the file stays the same', async () => {
		file.content = [row({ expectedAt: '2026-11-26' })];
		const trigger = file.trigger({ firstRun: 'late', options: { repeatDays: 3 } });
		const told: string[] = [];
		for (let day = 27; day <= 30; day++) {
			file.until(`2026-11-${day}T09:00:00Z`);
			for (const { event } of await trigger.poll()) told.push(`${day} ${String(event)}`);
		}
		expect(told).toEqual(['27 overdue', '30 overdue']);
		expect(file.sent).toBe(2);
	});

	it('another zone, another day', async () => {
		file.content = [row({ expectedAt: '2026-11-26' })];
		// It is 27 November, 8 o'clock in London, and still the 26th on Hawaii.
		const at = async (zone: string) =>
			(await file.trigger({ firstRun: 'late' }, { zone }).poll()).length;
		expect([await at('Europe/London'), await at('Pacific/Honolulu'), await at('nowhere')]).toEqual([
			1, 0, 1,
		]);
	});

	it('another mapping reads an unchanged file again; other orders begin anew', async () => {
		file.content = 'poNumber,sku,ordered,expectedAt,eta\nPO-1,A,3,2026-12-20,2026-11-20\n';
		const first = file.trigger();
		expect(await first.poll()).toEqual([]);
		expect(await first.poll()).toEqual([]);
		expect(file.sent).toBe(1);
		const mapped = file.trigger({ expectedField: 'eta' }, { staticData: first.saved() });
		expect(await mapped.poll()).toMatchObject([{ event: 'overdue' }]);
		const other = file.trigger(
			{ expectedField: 'eta', feedUrl: `${file.url}?b` },
			{ staticData: first.saved() },
		);
		expect(await other.poll()).toEqual([]);
	});
});

describe('in the editor', () => {
	it('shows what is late, then what is open, ten at most, and remembers nothing', async () => {
		file.content = [
			...Array.from({ length: 12 }, (_, i) =>
				row({ poNumber: `PO-${i}`, expectedAt: '2026-12-24' }),
			),
			row({ poNumber: 'PO-late' }),
			row({ poNumber: 'PO-done', received: 10 }),
		];
		const trigger = file.trigger();
		const items = await trigger.test();
		expect(items).toHaveLength(10);
		expect(items[0]).toMatchObject({ event: 'overdue', poNumber: 'PO-late', daysLate: 2 });
		expect(new Set(items.slice(1).map(({ event }) => event))).toEqual(new Set(['open']));
		expect(trigger.saved()).toEqual({});
	});

	it('says what to do when nothing is open', async () => {
		file.content = [row({ received: 10 })];
		const { message, nextStep, name } = await refusalOf(file.trigger().test());
		expect(name).toBe('NodeOperationError');
		expect(message).toContain('No order line is open');
		expect(nextStep).toContain('Only These SKUs');
	});

	it('the login of the file and its refusal', async () => {
		file.content = [row()];
		const trigger = file.trigger(
			{ authentication: 'bearerAuth' },
			{ credentials: { httpBearerAuth: { token: 'a-token' } } },
		);
		await trigger.test();
		expect(file.requests[0]!.headers.authorization).toBe('Bearer a-token');
		file.status = 401;
		const { message, nextStep } = await refusalOf(trigger.poll());
		expect(message).toContain('did not accept the login');
		expect(nextStep).toContain('Authentication');
	});
});

it('a poll that fails loses nothing', async () => {
	file.content = [row({ expectedAt: '2026-11-28' })];
	const trigger = file.trigger();
	await trigger.poll();
	file.until('2026-11-29T08:00:00Z');
	file.status = 500;
	await refusalOf(trigger.poll());
	file.status = 200;
	expect(await trigger.poll()).toMatchObject([{ event: 'overdue' }]);
});

it('two polls at once tell it once', async () => {
	file.content = [row()];
	const trigger = file.trigger({ firstRun: 'late' });
	const both = await Promise.all([trigger.poll(), trigger.poll()]);
	expect(both.flat()).toHaveLength(1);
});
