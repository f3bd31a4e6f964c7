// Which expressions are read from the items themselves, and that they say what n8n would say.
import type { IDataObject } from 'n8n-workflow';
import { expect, test } from 'vitest';

import { built } from '../harness.mts';

// As an object, not taken apart: a script may be loaded again.
const values = built('./nodes/AcrylicDelist/run/itemValues.js') as {
	itemValues(context: unknown, name: string, raw: unknown): (item: number) => unknown;
};

/** What came out of each item, and for which n8n was asked. */
function read(raw: unknown, items: IDataObject[], said: unknown[]) {
	const asked: unknown[] = [];
	const context = {
		getInputData: () => items.map((json) => ({ json })),
		getNodeParameter: (...question: unknown[]) => {
			asked.push(question);
			return said[question[1] as number];
		},
	};
	const value = values.itemValues(context, 'sku', raw);
	return {
		values: items.map((_, item) => value(item)),
		asked: asked.map((question) => (question as unknown[])[1]),
		questions: asked,
	};
}

test.each<[raw: string, item: (value: unknown) => IDataObject]>([
	['={{ $json.sku }}', (sku) => ({ sku }) as IDataObject],
	['={{$json.sku}}', (sku) => ({ sku }) as IDataObject],
	['={{  $json.$a_1  }}', (it) => ({ $a_1: it }) as IDataObject],
	['={{ $json.a.b }}', (b) => ({ a: { b } }) as IDataObject],
	['={{ $json["SKU no."] }}', (it) => ({ 'SKU no.': it }) as IDataObject],
	["={{ $json['SKU no.'] }}", (it) => ({ 'SKU no.': it }) as IDataObject],
	[`={{ $json["a b"].c['d e'] }}`, (it) => ({ 'a b': { c: { 'd e': it } } }) as IDataObject],
])('%s names a field: n8n is asked once, for the first item', (raw, item) => {
	const three = ['A', 5, true];
	expect(read(raw, three.map(item), ['A', 'no', 'no'])).toEqual({
		values: three,
		asked: [0],
		questions: [['sku', 0, '']],
	});
});

test.each([
	'={{ $json.sku.trim() }}',
	'={{ $json.sku + "" }}',
	'={{ $json }}',
	'={{ $json.1a }}',
	'={{ $json["a\\"b"] }}',
	"={{ $json['a\\'b'] }}",
	'={{ $node.sku }}',
	'x={{ $json.sku }}',
	'={{ $json.sku }} x',
	'A-1',
	7,
	['={{ $json.sku }}'],
	undefined,
])('%j is left to n8n', (raw) => {
	const items = [{ sku: 'A' }, { sku: 'B' }];
	expect(read(raw, items, ['one', 'two'])).toMatchObject({ values: ['one', 'two'], asked: [0, 1] });
});

test('where n8n sees something else in the first item, it is asked for all', () => {
	const items = [{ sku: 'A' }, { sku: 'B' }, { sku: 'C' }];
	expect(read('={{ $json.sku }}', items, ['a', 'b', 'c'])).toMatchObject({
		values: ['a', 'b', 'c'],
		asked: [0, 1, 2],
	});
});

test.each<[what: string, item: unknown]>([
	['absent', {}],
	['nothing', { a: { b: null } }],
	['in what is nothing', { a: null }],
	['in a text', { a: 'text' }],
	['a list', { a: { b: [1] } }],
	['an object', { a: { b: {} } }],
	["not the item's own", { a: Object.create({ b: 'inherited' }) as object }],
])('a field that is %s is left to n8n, others are not', (_, item) => {
	const items = [{ a: { b: 'A' } }, item as IDataObject, { a: { b: 'C' } }];
	expect(read('={{ $json.a.b }}', items, ['A', 'said', 'no'])).toMatchObject({
		values: ['A', 'said', 'C'],
		asked: [0, 1],
	});
});

test('a field whose name is a property of texts is not read from a text', () => {
	const items = [{ a: { length: 9 } }, { a: 'abc' }] as unknown as IDataObject[];
	expect(read('={{ $json.a.length }}', items, [9, 3])).toMatchObject({
		values: [9, 3],
		asked: [0, 1],
	});
});
