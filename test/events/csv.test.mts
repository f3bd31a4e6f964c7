import { describe, expect, it } from 'vitest';

import type * as Csv from '../../events/csv';
import { built } from '../harness.mts';
import { Chance } from './mutations.mts';

const { parseCsv } = built('./events/csv.js') as typeof Csv;

const rows = (text: string, most = 100) => parseCsv(text, most);

describe('lines', () => {
	it('are counted as an editor counts them', () => {
		expect(rows('a,b\n1,2\n\n"3\n4",5\n6,7').map(({ line }) => line)).toEqual([2, 5, 6]);
	});

	it('that are bad stand where they were, with their text', () => {
		expect(rows('a,b\n1,2\n3\n4,5\n6,7,8\n9,0\n')).toEqual([
			{ line: 2, record: { a: '1', b: '2' } },
			{
				line: 3,
				problem: 'This line has another number of columns than the first line.',
				raw: '3',
			},
			{ line: 4, record: { a: '4', b: '5' } },
			{
				line: 5,
				problem: 'This line has another number of columns than the first line.',
				raw: '6,7,8',
			},
			{ line: 6, record: { a: '9', b: '0' } },
		]);
	});

	it('behind an open quote are shown, not lost', () => {
		const [good, bad, ...more] = rows('a,b\n1,2\n"3,4\n5,6\n7,8\n');
		expect(good).toEqual({ line: 2, record: { a: '1', b: '2' } });
		expect(bad).toMatchObject({
			problem: 'The quotes in this line do not match.',
			raw: '"3,4\n5,6\n7,8',
		});
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

describe('quotes', () => {
	it.each([
		['A,12" x 16" sheet', { a: 'A', b: '12" x 16" sheet' }],
		['A,"12"" sheet"', { a: 'A', b: '12" sheet' }],
		// Not as the rules have it, and yet what many systems write.
		['A,"12" sheet"', { a: 'A', b: '"12" sheet"' }],
		['A,"12" sheet', { a: 'A', b: '"12" sheet' }],
		['"A"x,"1"2', { a: '"A"x', b: '"1"2' }],
		['"A" , "1" ', { a: 'A', b: '1' }],
		['" A ","x, y"', { a: ' A ', b: 'x, y' }],
		['"""A""",""', { a: '"A"', b: '' }],
	])('in %s', (line, record) => {
		expect(rows(`a,b\n${line}\nB,0\n`)).toEqual([
			{ line: 2, record },
			{ line: 3, record: { a: 'B', b: '0' } },
		]);
	});

	it('that close only lines later make one bad row of what lies between', () => {
		expect(rows('a,b\nA,"12 inch\nB,0\nC,"fine"\nD,0\n')).toEqual([
			{
				line: 4,
				problem: 'The quotes in this line do not match.',
				raw: 'A,"12 inch\nB,0\nC,"fine"',
			},
			{ line: 5, record: { a: 'D', b: '0' } },
		]);
	});

	it('wherever they stand, no line vanishes', () => {
		const chance = new Chance(7);
		const marks = ['"', '""', ',', ' ', 'x', '\n', ';', '\t', '\\'];
		const lost: string[] = [];
		for (let i = 0; i < 3_000; i++) {
			const names = Array.from({ length: 5 }, (_, n) => `SKU-${n}-`);
			const noise = () => Array.from({ length: chance.below(5) }, () => chance.of(marks)).join('');
			const text = `a,b,c\n${names.map((name) => `${noise()}${name}${noise()},0,${noise()}\n`).join('')}`;
			const seen = JSON.stringify(rows(text));
			if (!names.every((name) => seen.includes(name))) lost.push(text);
		}
		expect(lost).toEqual([]);
	});
});

it('empty cells stay empty, and spaces around cells go', () => {
	expect(rows(' a , b ,c\n 1 ,, " x "\n')).toEqual([
		{ line: 2, record: { a: '1', b: '', c: ' x ' } },
	]);
});

it('a column named like what objects inherit is a column', () => {
	const [row] = rows('__proto__,constructor\n1,2');
	expect(row && 'record' in row && Object.entries(row.record)).toEqual([
		['__proto__', '1'],
		['constructor', '2'],
	]);
	expect(({} as { constructor: unknown }).constructor).toBe(Object);
});
