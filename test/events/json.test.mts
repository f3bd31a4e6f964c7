import { expect, it } from 'vitest';

import type * as Json from '../../events/json';
import { built } from '../harness.mts';

const { parseJson } = built('./events/json.js') as typeof Json;

it.each([
	['9007199254740991', 9007199254740991],
	['9007199254740992', '9007199254740992'],
	['9007199254740993', '9007199254740993'],
	['-9007199254740993', '-9007199254740993'],
	['123456789012345678901234567890', '123456789012345678901234567890'],
	['12', 12],
	['-0', -0],
	['1.5', 1.5],
	['1e3', 1000],
	['1e300', 1e300],
	['0.1234567890123456789', 0.1234567890123456789],
	['"9007199254740993"', '9007199254740993'],
	['true', true],
	['null', null],
])('%s', (text, value) => {
	expect(parseJson(text)).toBe(value);
	expect(parseJson(`\uFEFF {"a":[${text}]}`)).toEqual({ a: [value] });
});

it('gives an object its own __proto__ and leaves all others alone', () => {
	const parsed = parseJson('{"__proto__":{"polluted":1}}') as object;
	expect(Object.hasOwn(parsed, '__proto__')).toBe(true);
	expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
	expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

it.each(['', '{', "{'a':1}", '{"a":1}x', '[1,]', 'undefined', '\uFEFF\uFEFF1'])(
	'throws at %j',
	(text) => {
		expect(() => parseJson(text)).toThrow(SyntaxError);
	},
);
