// Restore text: what was remembered comes back the same, and a text that somebody made up is refused or does no harm.
import { describe, expect, it } from 'vitest';

import type * as MemoryOf from '../../nodes/AcrylicDelist/run/memory';
import type { State } from '../../platforms/platform';
import { built, fc } from './settings.mts';
import { anyText } from './texts.mts';

const { toText, toMemory, undo, remember, missing, holds, overlay } = built(
	'./nodes/AcrylicDelist/run/memory.js',
) as typeof MemoryOf;

const scalar = fc.oneof(
	anyText.map((text) => text.toWellFormed()),
	fc.integer(),
	fc.boolean(),
	fc.constant(null),
);
const field = fc
	.oneof(fc.constantFrom('quantity', 'status', 'a', 'b'), anyText)
	.filter((name) => name !== '__proto__');
/** As platforms have it: fields, some of them with values by place. */
const state: fc.Arbitrary<State> = fc.dictionary(
	field,
	fc.oneof(scalar, fc.dictionary(field, scalar, { maxKeys: 3 })),
	{ maxKeys: 4, noNullPrototype: true },
) as fc.Arbitrary<State>;
const memory = fc.record({
	v: fc.constant(1 as const),
	channel: anyText,
	sku: anyText,
	listings: fc.array(fc.record({ id: anyText, was: state, set: state }), { maxLength: 3 }),
	at: fc.nat(),
});

it('comes back as it was remembered, as text or already parsed', () => {
	fc.assert(
		fc.property(memory, (whole) => {
			const text = toText(whole);
			expect(toText(toMemory(text)!)).toBe(text);
			expect(toText(toMemory(JSON.parse(text))!)).toBe(text);
		}),
	);
});

/** One member somewhere in it is something else. */
const spoilt = fc
	.tuple(memory, fc.nat(), fc.jsonValue({ maxDepth: 3 }))
	.map(([whole, at, other]) => {
		const copy = JSON.parse(toText(whole)) as Record<string, unknown>;
		const places: Array<[Record<string, unknown>, string]> = [];
		const visit = (value: unknown): void => {
			if (typeof value !== 'object' || value === null) return;
			for (const key of Object.keys(value)) {
				places.push([value as Record<string, unknown>, key]);
				visit((value as Record<string, unknown>)[key]);
			}
		};
		visit(copy);
		const [object, key] = places[at % places.length]!;
		object[key] = other;
		return copy;
	});
const hostile = fc.oneof(
	spoilt,
	spoilt.map((whole) => JSON.stringify(whole)),
	memory.map((whole) => toText(whole).slice(0, -1)),
	fc.constantFrom(
		'{"v":1,"channel":"a","sku":"b","listings":[{"id":"1","was":{"__proto__":{"polluted":1}},"set":{"__proto__":{"polluted":0}}}]}',
		'{"v":1,"channel":"a","sku":"b","listings":[{"id":"1","was":{"constructor":{"prototype":{"polluted":1}}},"set":{"constructor":{"prototype":{"polluted":0}}}}]}',
		'{"__proto__":{"v":1,"channel":"a","sku":"b","listings":[]}}',
		`{"v":1,"channel":"a","sku":"b","listings":[{"id":"1","was":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)},"set":{}}]}`,
	),
	anyText,
	fc.anything(),
);

const isState = (value: unknown): boolean =>
	typeof value === 'object' &&
	value !== null &&
	!Array.isArray(value) &&
	Object.values(value).every(
		(inner) => typeof inner !== 'object' || inner === null || isState(inner),
	);

it('made up, it is refused or whole, and reaches no other object', () => {
	fc.assert(
		fc.property(hostile, state, (text, now) => {
			const read = toMemory(text);
			if (!read) return;
			expect(typeof read.sku).toBe('string');
			expect(typeof read.channel).toBe('string');
			for (const one of read.listings) {
				expect(typeof one.id).toBe('string');
				expect(isState(one.was) && isState(one.set)).toBe(true);
				const back = undo(one, now).set;
				missing(back, now);
				holds(one.set, now);
				overlay(now, one.set);
				remember([{ state: now, set: one.set }]);
			}
			expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
			expect(Object.keys(Object.prototype)).toEqual([]);
		}),
	);
});

/** Fields that objects inherit are nobody's state. */
const plain = state.filter(
	(one) => !/"(__proto__|constructor|toString)"/.test(JSON.stringify(one)),
);

describe('undoing', () => {
	/** Same fields, other values; nested ones too. */
	const twoStates = fc
		.tuple(plain, fc.infiniteStream(fc.tuple(fc.integer({ min: 0, max: 3 }), scalar)))
		.map(([was, stream]): [State, State] => {
			const values = stream[Symbol.iterator]();
			const other = (value: State): State =>
				Object.fromEntries(
					Object.entries(value).flatMap(([key, inner]) => {
						if (typeof inner === 'object' && inner !== null) return [[key, other(inner as State)]];
						const [dice, fresh] = values.next().value!;
						return dice === 0 ? [] : [[key, fresh]];
					}),
				);
			return [was, other(was)];
		});

	it('brings back all that a write changed, where nobody came between', () => {
		fc.assert(
			fc.property(twoStates, ([before, wanted]) => {
				const set = missing(wanted, before);
				const after = overlay(before, set);
				expect(holds(wanted, after)).toBe(true);
				const { set: back, changedSince } = undo(remember([{ state: before, set }]), after);
				expect(changedSince).toBe(false);
				expect(holds(before, overlay(after, back))).toBe(true);
			}),
		);
	});

	it('touches nothing that stands otherwise than it was left', () => {
		fc.assert(
			fc.property(twoStates, plain, ([before, wanted], other) => {
				const set = missing(wanted, before);
				const now = overlay(overlay(before, set), other);
				const { set: back } = undo(remember([{ state: before, set }]), now);
				const untouched = (written: State, left: State, seen: State): void => {
					for (const [key, value] of Object.entries(written)) {
						const ours = left[key];
						if (
							typeof value === 'object' &&
							value !== null &&
							typeof ours === 'object' &&
							ours !== null
						)
							untouched(value as State, ours as State, seen[key] as State);
						else expect(seen[key] ?? null).toEqual(ours);
					}
				};
				untouched(back, set, now);
			}),
		);
	});

	it('after several attempts goes back to before the first one', () => {
		fc.assert(
			fc.property(twoStates, twoStates, ([before, first], [, second]) => {
				const one = missing(first, before);
				const between = overlay(before, one);
				const two = missing(second, between);
				const after = overlay(between, two);
				const rounds = [
					{ state: before, set: one },
					{ state: between, set: two },
				];
				const { set: back } = undo(remember(rounds), after);
				expect(holds(before, overlay(after, back))).toBe(true);
			}),
		);
	});
});
