import { describe, expect, it } from 'vitest';

import type * as Csv from '../../events/csv';
import { built } from '../harness.mts';

const { parseCsv } = built('./events/csv.js') as typeof Csv;

const rows = (text: string, most = 100) => parseCsv(text, most);

describe('lines', () => {
	it('are counted as an editor counts them', () => {
		expect(rows('a,b\n1,2\n\n"3\n4",5\n6,7').map(({ line }) => line)).toEqual([2, 5, 6]);
	});

	it('that are bad stand where they were, with their text', () => {
		expect(rows('a,b\n1,2\n3\n4,5\n6,7,8\n9,0\n')).toEqual([
			{ line: 2, record: { a: '1', b: '2' } },
			{ line: 3, problem: 'This line has another number of columns than the first line.', raw: '3' },
			{ line: 4, record: { a: '4', b: '5' } },
			{ line: 5, problem: 'This line has another number of columns than the first line.', raw: '6,7,8' },
			{ line: 6, record: { a: '9', b: '0' } },
		]);
	});

	it('behind an open quote are shown, not lost', () => {
		const [good, bad, ...more] = rows('a,b\n1,2\n"3,4\n5,6\n7,8\n');
		expect(good).toEqual({ line: 2, record: { a: '1', b: '2' } });
		expect(bad).toMatchObject({ problem: 'The quotes in this line do not match.', raw: '"3,4\n5,6\n7,8' });
		expect(more).toEqual([]);
	});

	it('are read only one beyond what is allowed', () => {
		expect(rows('a\n' + '1\n'.repeat(50), 10)).toHaveLength(11);
	});
});

describe('the separator', () => {
	it.each([
		['a,b\n1;x,2', { a: '1;x', b: '2' }],
		['a;b\n1,5;2', { a: '1,5', b: '2' }],
		['a\tb\n1,5\t2;3', { a: '1,5', b: '2;3' }],
		['a|b\n1|2', { a: '1', b: '2' }],
		['a;b;c,d\n1;2;3', { a: '1', b: '2', 'c,d': '3' }],
		['a\n1,2', undefined],
		['\n \n\na;b\n1;2', { a: '1', b: '2' }],
	])('of %j is seen in the first line', (text, record) => {
		const [first] = rows(text);
		expect(first && 'record' in first ? first.record : undefined).toEqual(record);
	});
});

it.each(['', '\n\n', 'a,b', 'a,b\n', '"a"\r\n\r\n'])('%j holds no rows', (text) => {
	expect(rows(text)).toEqual([]);
});

it('a first line that is none says so', () => {
	expect(rows('a"x,b\n1,2')).toMatchObject([{ line: 1, problem: 'The quotes in this line do not match.' }]);
});

it('empty cells stay empty, and spaces around cells go', () => {
	expect(rows(' a , b ,c\n 1 ,, " x "\n')).toEqual([{ line: 2, record: { a: '1', b: '', c: ' x ' } }]);
});

it('a column named like what objects inherit is a column', () => {
	const [row] = rows('__proto__,constructor\n1,2');
	expect(row && 'record' in row && Object.entries(row.record)).toEqual([['__proto__', '1'], ['constructor', '2']]);
	expect(({} as { constructor: unknown }).constructor).toBe(Object);
});
