import { describe, expect, it } from 'vitest';

import type * as Records from '../../events/records';
import { built } from '../harness.mts';

const { at, parseRecords, UnreadableBody } = built('./events/records.js') as typeof Records;

const parse = (
	text: string | Buffer,
	type = '',
	format: Records.Format = 'auto',
	list = '',
	sku = '',
) => parseRecords(Buffer.from(text), type, format, list, sku);

describe('a path', () => {
	it.each([
		[{ a: 1 }, 'a', 1],
		[{ a: { b: { c: 1 } } }, 'a.b.c', 1],
		[{ 'a.b': 1, a: { b: 2 } }, 'a.b', 1],
		[{ a: 1 }, 'b', undefined],
		[{ a: 1 }, 'a.b', undefined],
		[{ a: null }, 'a.b', undefined],
		[{ a: ['x'] }, 'a.0', undefined],
		[{ a: 1 }, '', undefined],
		[{ '': 1 }, '', 1],
		['text', 'length', undefined],
		[null, 'a', undefined],
	])('of %j by %j', (value, path, found) => {
		expect(at(value, path)).toEqual(found);
	});
});

describe('the format', () => {
	const kinds = [
		['{"a":1}', '', 'json'],
		[' [{"a":1}]', 'text/csv; charset=utf-8', 'csv'],
		['[{"a":1}]', 'text/plain', 'json'],
		['{\n"a":1\n}', '', 'json'],
		['{"a":1}\n{"a":2}', 'application/json', 'ndjson'],
		['{"a":1}\n', 'application/x-ndjson', 'ndjson'],
		['a,b\n1,2', 'application/json', 'csv'],
		['a\tb\n1\t2', 'text/tab-separated-values', 'csv'],
		['a,b\n1,2', 'application/x-www-form-urlencoded', 'csv'],
	] as const;
	it.each(kinds)('of %j sent as %j is %s', (text, type, format) => {
		expect(parse(text, type)).toEqual(parse(text, type, format));
	});

	it('that the user chose counts more than what it looks like', () => {
		expect(parse('[1]\n[2]', '', 'csv')).toEqual([{ line: 2, record: { '[1]': '[2]' } }]);
		expect(() => parse('a,b\n1,2', 'text/csv', 'json')).toThrow(UnreadableBody);
	});
});

describe('letters', () => {
	it.each([
		['UTF-8', Buffer.from('a\nÄ€🎨'), 'Ä€🎨'],
		['UTF-8 with a BOM', Buffer.from('\uFEFFa\nÄ'), 'Ä'],
		['Windows-1252', Buffer.from([0x61, 0x0a, 0xc4, 0x80, 0x93]), 'Ä€“'],
	])('in %s', (_what, body, value) => {
		expect(parse(body)).toEqual([{ line: 2, record: { a: value } }]);
	});
});

describe('a list', () => {
	it.each([
		['{"items":[{"a":1}],"tags":["x"],"none":[]}', [{ a: 1 }]],
		['{"items":[{"a":1}],"more":[{"a":2}]}', [{ items: [{ a: 1 }], more: [{ a: 2 }] }]],
		['{"items":[]}', []],
		['{"items":[],"more":[]}', [{ items: [], more: [] }]],
		['{"data":{"items":[{"a":1}]}}', [{ data: { items: [{ a: 1 }] } }]],
		['{"a":1}', [{ a: 1 }]],
	])('inside %s', (text, records) => {
		expect(parse(text)).toEqual(records.map((record, i) => ({ line: i + 1, record })));
	});

	it('inside an object that is a row itself is left alone', () => {
		const text = '{"item":{"sku":"A"},"images":[{"id":1}]}';
		expect(parse(text, '', 'auto', '', 'item.sku')).toEqual([
			{ line: 1, record: JSON.parse(text) },
		]);
		expect(parse(text, '', 'auto', 'images', 'item.sku')).toEqual([{ line: 1, record: { id: 1 } }]);
		expect(parse('{"items":[{"sku":"A"}]}', '', 'auto', '', 'sku')).toEqual([
			{ line: 1, record: { sku: 'A' } },
		]);
	});

	it('at a path that is not there is refused', () => {
		expect(() => parse('{"a":1}', '', 'json', 'b.c')).toThrow("The body has no 'b.c'.");
		expect(() => parse('[]', '', 'json', 'b')).toThrow(UnreadableBody);
	});
});

it.each([
	['', 'The body is empty.'],
	[' \r\n', 'The body is empty.'],
	['\uFEFF', 'The body is empty.'],
	['a,b\n', 'There is a first line but no rows.'],
	['{"a":', 'The body is not valid JSON: '],
])('%j is refused with a sentence', (text, sentence) => {
	expect(() => parse(text)).toThrow(sentence);
	expect(() => parse(text)).toThrow(UnreadableBody);
});

describe('lines of JSON', () => {
	it('keep their numbers, and bad ones their text', () => {
		expect(parse('{"a":1}\n\n{"a"\r\n5\n{"a":9007199254740993}', 'application/jsonl')).toEqual([
			{ line: 1, record: { a: 1 } },
			{ line: 3, problem: 'This line is not valid JSON.', raw: '{"a"' },
			{ line: 4, problem: 'This row is not an object with fields.', raw: '5' },
			{ line: 5, record: { a: '9007199254740993' } },
		]);
	});
});
