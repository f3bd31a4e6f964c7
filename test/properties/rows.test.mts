// What systems send, in every form they send it in: all rows come out as they went in, and no text does harm.
import { describe, expect, it } from 'vitest';

import type * as Records from '../../events/records';
import type * as Json from '../../events/json';
import type { Row } from '../../events/records';
import { built, fc, runs } from './settings.mts';
import { anyText, wellFormed } from './texts.mts';

const { parseRecords, UnreadableBody } = built('./events/records.js') as typeof Records;
const { parseJson } = built('./events/json.js') as typeof Json;

const parse = (text: string, type = '', format: Records.Format = 'auto', items = '', sku = '') =>
	parseRecords(Buffer.from(text), type, format, items, sku);
const recordsOf = (rows: readonly Row[]): unknown[] =>
	rows.map((row) => ('record' in row ? row.record : row));

const name = fc.oneof(
	fc.constantFrom('sku', 'quantity', 'status', '__proto__', 'constructor', 'a.b', 'Menge', ''),
	wellFormed,
);
const value = fc.oneof(
	wellFormed,
	fc.integer(),
	fc.double({ min: -1e15, max: 1e15, noNaN: true }),
	fc.boolean(),
	fc.constant(null),
);
const record = fc
	.uniqueArray(fc.tuple(name, value), { minLength: 1, maxLength: 6, selector: ([key]) => key })
	.map((entries) => Object.fromEntries(entries));
const records = fc.array(record, { minLength: 1, maxLength: 8 });
const mark = fc.constantFrom('', '\ufeff');
const asText = (values: unknown): string => JSON.stringify(values);

describe('JSON', () => {
	it('as a list, in an object, or in one that is named', () => {
		fc.assert(
			fc.property(records, mark, fc.constantFrom(undefined, 2), (list, bom, indent) => {
				const told = (document: unknown, items = '') =>
					asText(
						recordsOf(
							parse(
								`${bom}${JSON.stringify(document, null, indent)}`,
								'application/json',
								'auto',
								items,
							),
						),
					);
				expect(told(list)).toBe(asText(list));
				expect(told({ total: 3, items: list, errors: [] })).toBe(asText(list));
				expect(told({ a: { 'b.c': [1] }, data: { rows: list } }, 'data.rows')).toBe(asText(list));
			}),
		);
	});

	it('an object that is a row itself stays one, whatever lists it holds', () => {
		fc.assert(
			fc.property(records, fc.integer(), (list, quantity) => {
				const one = { sku: 'A', quantity, history: list };
				expect(asText(recordsOf(parse(asText(one), '', 'auto', '', 'sku')))).toBe(asText([one]));
			}),
		);
	});

	it('line by line, with what is no row told by its line', () => {
		const bad = fc.constantFrom('{"a":', '[1,2]', '7', '"text"', 'null');
		const line = fc.oneof(
			{ weight: 4, arbitrary: record.map((one) => ({ text: JSON.stringify(one), one })) },
			{ weight: 1, arbitrary: bad.map((text) => ({ text, one: undefined })) },
			{ weight: 1, arbitrary: fc.constant({ text: ' ', one: null }) },
		);
		fc.assert(
			fc.property(fc.array(line, { minLength: 1 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
				fc.pre(lines.some(({ one }) => one !== null));
				const rows = parse(lines.map(({ text }) => text).join(end), 'application/x-ndjson');
				const expected = lines.flatMap(({ one }, i) =>
					one === null ? [] : [[i + 1, one === undefined ? 'bad' : asText(one)]],
				);
				expect(rows.map((row) => [row.line, 'record' in row ? asText(row.record) : 'bad'])).toEqual(
					expected,
				);
			}),
		);
	});

	it('an id of any length keeps all its digits', () => {
		const digits = fc.stringMatching(/^-?[1-9]\d{0,29}$/);
		fc.assert(
			fc.property(digits, (id) => {
				const { a } = parseJson(`{"a":${id},"b":[${id}]}`) as { a: unknown };
				expect(String(a)).toBe(id);
				expect(typeof a).toBe(Number.isSafeInteger(Number(id)) ? 'number' : 'string');
			}),
		);
	});

	it('anything else is what JSON.parse says it is', () => {
		const safe = fc.oneof(
			fc.maxSafeInteger(),
			fc.integer({ min: -1e6, max: 1e6 }).map((n) => n / 64),
			wellFormed,
			fc.boolean(),
			fc.constant(null),
		);
		const { tree } = fc.letrec((tie) => ({
			tree: fc.oneof(
				{ depthSize: 'small' },
				safe,
				fc.array(tie('tree'), { maxLength: 4 }),
				fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
			),
		}));
		fc.assert(
			fc.property(tree, (whole) => {
				const text = asText(whole);
				expect(asText(parseJson(text))).toBe(text);
			}),
		);
	});
});

/** By the rules of RFC 4180, quotes only where they are needed or wanted. */
const written = (text: string, separator: string, always: boolean): string =>
	always || /["\r\n]/.test(text) || text.includes(separator) || text !== text.trim()
		? `"${text.replaceAll('"', '""')}"`
		: text;

describe('CSV', () => {
	// A quote at the start and a line break behind it are how an open quote looks, and that is told as a bad row.
	const cell = fc
		.oneof(
			fc.stringMatching(/^[\w ,;|.'"\t-]{0,12}$/),
			wellFormed.filter((text) => text.length < 200),
			fc.constantFrom('12" x 16"', '0,00', 'a\nb', 'x;y', ''),
		)
		.filter((text) => !(text.startsWith('"') && text.includes('\n')))
		// Only \n and \r\n end lines in the files of today, and a lone \r is taken for one where it comes first.
		.map((text) => text.replaceAll('\r', ''))
		.filter((text) => !/^"[^"]*"\s+$/.test(text));
	const table = fc.integer({ min: 2, max: 5 }).chain((columns) =>
		fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
			minLength: 1,
			maxLength: 6,
		}),
	);

	it('with any separator, quoted or not, gives the cells that were written', () => {
		fc.assert(
			fc.property(
				table,
				fc.constantFrom(',', ';', '\t', '|'),
				fc.constantFrom('\n', '\r\n'),
				fc.boolean(),
				mark,
				(rows, separator, end, always, bom) => {
					const names = rows[0]!.map((_, i) => `column${i}`);
					// An empty line is none.
					fc.pre(rows.every((cells) => cells.some((text) => text.trim() !== '')));
					const lines = [names, ...rows].map((cells) =>
						cells.map((text) => written(text, separator, always)).join(separator),
					);
					const expected = rows.map((cells) =>
						Object.fromEntries(cells.map((text, i) => [names[i]!, text])),
					);
					const text = `${bom}${lines.join(end)}${end}`;
					expect(recordsOf(parse(text, 'text/csv'))).toEqual(expected);
					expect(recordsOf(parse(text, '', 'csv'))).toEqual(expected);
				},
			),
			runs(300),
		);
	});
});

describe('whatever comes', () => {
	const bytes = fc.oneof(
		anyText.map((text) => Buffer.from(text, 'utf16le')),
		anyText.map((text) => Buffer.from(text)),
		fc.uint8Array({ maxLength: 200 }).map((list) => Buffer.from(list)),
		fc
			.array(
				fc.constantFrom('sku', ',', ';', '"', '\n', '\r\n', '{', '}', '[', ']', ':', '1', 'é'),
				{
					maxLength: 40,
				},
			)
			.map((parts) => Buffer.from(parts.join(''))),
	);
	const type = fc.constantFrom(
		'',
		'text/csv',
		'application/json',
		'application/x-ndjson',
		'text/html',
	);
	const format = fc.constantFrom<Records.Format>('auto', 'csv', 'json', 'ndjson');

	it('gives rows or a sentence, and changes nothing that is not its own', () => {
		fc.assert(
			fc.property(bytes, type, format, anyText, anyText, (body, kind, how, items, sku) => {
				try {
					const rows = parseRecords(body, kind, how, items, sku);
					for (const row of rows)
						if (!('record' in row)) expect(row.problem).toMatch(/^[A-Z].+[^\s]$/s);
				} catch (error) {
					expect(error).toBeInstanceOf(UnreadableBody);
					expect((error as Error).message).toMatch(/^(The body|There is)/);
				}
				expect(Object.keys(Object.prototype)).toEqual([]);
				expect(Object.keys(Array.prototype)).toEqual([]);
			}),
			runs(400),
		);
	});
});
