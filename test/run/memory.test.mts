import { describe, expect, test } from 'vitest';

import type { State } from '../../platforms/platform';
import { built } from '../harness.mts';

const memory = built('./nodes/AcrylicDelist/run/memory.js') as {
	missing(set: State, state: State): State;
	holds(set: State, state: State): boolean;
	undo(remembered: { was: State; set: State }, now: State): { set: State; changedSince: boolean };
	remember(rounds: Array<{ state: State; set: State }>): { was: State; set: State };
	toMemory(value: unknown): unknown;
};

describe('undo', () => {
	const was = { quantity: 5, policy: 'CONTINUE', available: { a: 3, b: 2 } };
	const set = { quantity: 0, policy: 'DENY', available: { a: 0, b: 0 } };

	test('brings back what stands as we left it', () => {
		expect(memory.undo({ was, set }, set)).toEqual({ set: was, changedSince: false });
	});

	test('leaves what somebody changed since, field by field', () => {
		const now = { quantity: 12, policy: 'DENY', available: { a: 0, b: 7 } };
		expect(memory.undo({ was, set }, now)).toEqual({
			set: { policy: 'CONTINUE', available: { a: 3 } },
			changedSince: true,
		});
	});

	test('has nothing to do when all is as it was', () => {
		expect(memory.undo({ was, set }, was)).toEqual({ set: {}, changedSince: false });
	});
});

describe('remember', () => {
	test('takes a field that stands as an earlier attempt set it for changed by that attempt', () => {
		const rounds: Array<{ state: State; set: State }> = [
			{
				state: { available: { a: 5 }, policy: 'CONTINUE' },
				set: { available: { a: 0 }, policy: 'DENY' },
			},
			{ state: { available: { a: 4 }, policy: 'DENY' }, set: { available: { a: 0 } } },
		];
		expect(memory.remember(rounds)).toEqual({
			was: { available: { a: 4 }, policy: 'CONTINUE' },
			set: { available: { a: 0 }, policy: 'DENY' },
		});
	});

	test('remembers nothing for nothing', () => {
		expect(memory.remember([])).toEqual({ was: {}, set: {} });
	});

	test('a field that was absent is remembered as null', () => {
		expect(memory.remember([{ state: {}, set: { quantity: 0 } }])).toEqual({
			was: { quantity: null },
			set: { quantity: 0 },
		});
	});
});

test('missing and holds compare only what is asked', () => {
	expect(memory.missing({ a: 1, n: { x: 0, y: 0 } }, { a: 1, b: 2, n: { x: 0, y: 3 } })).toEqual({
		n: { y: 0 },
	});
	expect(memory.holds({ n: { x: 0 } }, { n: { x: 0, y: 3 } })).toBe(true);
	expect(memory.holds({ n: { z: 0 } }, { n: { x: 0 } })).toBe(false);
});

test.each([
	['not json'],
	['{}'],
	['[]'],
	['null'],
	['{"v":2,"channel":"shopify","sku":"A","listings":[]}'],
	['{"v":1,"channel":"shopify","sku":"A","listings":[{"id":1}]}'],
	['{"v":1,"channel":"shopify","sku":"A","listings":[{"id":"1","was":{"q":[1]},"set":{"q":0}}]}'],
	['{"v":1,"channel":"shopify","sku":"A","listings":[{"id":"1","was":{},"set":[]}]}'],
	[
		'{"v":1,"channel":"shopify","sku":"A","listings":[{"id":"1","was":{"__proto__":{"q":1}},"set":{"q":0}}]}',
	],
	[
		`{"v":1,"channel":"shopify","sku":"A","listings":[{"id":"1","was":${'{"q":'.repeat(9)}1${'}'.repeat(9)},"set":{"q":0}}]}`,
	],
	[42],
	[undefined],
])('%j is no restore data', (text) => {
	expect(memory.toMemory(text)).toBeUndefined();
});

test('restore data may come as text or already parsed', () => {
	const data = {
		v: 1,
		channel: 'shopify',
		sku: 'A',
		listings: [{ id: '1', was: { q: 1 }, set: { q: 0 } }],
	};
	expect(memory.toMemory(JSON.stringify(data))).toEqual(data);
	expect(memory.toMemory(data)).toEqual(data);
});
