// What the Stock Level Trigger makes of single readings, without pages.
import { beforeEach, describe, expect, it } from 'vitest';

import type { StockEvent, StockReading } from '../../events/stockEvent';
import type { Memory } from '../../nodes/StockLevelTrigger/run/memory';
import type * as Transitions from '../../nodes/StockLevelTrigger/run/transitions';
import type { LevelSettings } from '../../nodes/StockLevelTrigger/settings';
import { built } from '../harness.mts';
import { memories, settingsFor, skuFilter } from './world.mts';

const transitions = built('./nodes/StockLevelTrigger/run/transitions.js') as typeof Transitions;

const NOW = Date.parse('2026-11-25T08:00:00Z');
let memory: Memory;
beforeEach(() => {
	memory = memories.freshMemory('shop', '', NOW);
	memory.whole = { startedAt: NOW, rows: 1 };
});

const of = (quantity: number | null, more: Partial<StockReading> = {}): StockReading => ({
	sku: 'A',
	quantity,
	reason: '',
	key: 'A',
	...more,
});
const hidden = { available: false };

/** One more pass over these readings. */
function pass(
	readings: StockReading[],
	settings: Partial<LevelSettings> = {},
	confirmsUnmentioned = false,
): StockEvent[] {
	memory.passes += 1;
	const judge = new transitions.Judge(
		memory,
		settingsFor({ confirmRises: false, ...settings }),
		{ number: memory.passes, startedAt: NOW, settings: '', isWhole: true, rows: 0 },
		NOW,
	);
	for (const reading of readings) judge.take(reading);
	if (confirmsUnmentioned) judge.confirmUnmentioned();
	return judge.events;
}
const names = (...given: Parameters<typeof pass>): string[] =>
	pass(...given).map(({ event, sku }) => `${event} ${sku}`);

describe('what is out', () => {
	it('is told once, with what was there', () => {
		expect(pass([of(0)])).toMatchObject([{ event: 'ranOut', sku: 'A', source: 'shop' }]);
		expect(pass([of(-2)])).toEqual([]);
		const [back] = pass([of(3)]);
		expect(back).toMatchObject({ event: 'cameBack', quantity: 3, previousQuantity: -2 });
	});

	it('without a count came back from no number', () => {
		pass([of(null, hidden)]);
		const [back] = pass([of(null)]);
		expect(back).toMatchObject({ event: 'cameBack' });
		expect(back).not.toHaveProperty('previousQuantity');
	});

	it('that nobody asked for is not told, but is when it becomes what was asked for', () => {
		const wanted = new Set(['outOfStock'] as const);
		expect(names([of(5, hidden)], { wanted })).toEqual([]);
		expect(names([of(0, hidden)], { wanted })).toEqual(['ranOut A']);
		expect(names([of(5)], { wanted })).toEqual([]);
		expect(names([of(0)], { wanted })).toEqual(['ranOut A']);
	});

	it('of other SKUs is none of its business', () => {
		const skus = skuFilter('B');
		expect(names([of(0), of(0, { sku: 'B' })], { skus })).toEqual(['ranOut B']);
		expect([...memory.out.keys()]).toEqual(['B']);
	});

	it('at the first reading is told only when asked for', () => {
		delete memory.whole;
		expect(names([of(0)])).toEqual([]);
		expect(names([of(0)])).toEqual([]);
		expect(names([of(0, { sku: 'B' })], { emitsFirst: true })).toEqual(['ranOut B']);
	});

	it('among SKUs that were not looked at before is a first reading', () => {
		memory.skuText = 'A';
		const both = [of(0), of(0, { sku: 'B' })];
		expect(names(both, { skuText: '' })).toEqual(['ranOut A']);
		expect(names(both, { skuText: '' })).toEqual([]);
	});

	it('in two listings of one SKU is two', () => {
		const two = [of(0, { productId: '1' }), of(0, { productId: '1', variantId: '2' })];
		expect(names(two)).toEqual(['ranOut A', 'ranOut A']);
		expect(names([of(1, { productId: '1' }), two[1]!])).toEqual(['cameBack A']);
	});
});

describe('what is hidden', () => {
	it('ran out and was hidden meanwhile: its pieces are back, though nobody can buy them yet', () => {
		expect(names([of(0)])).toEqual(['ranOut A']);
		expect(names([of(0, hidden)])).toEqual([]);
		expect(names([of(4, hidden)])).toEqual(['cameBack A']);
		// Then it is just as hidden as one that was hidden by hand.
		expect([...memory.out.values()]).toEqual([{ how: 'unavailable', quantity: 4 }]);
		expect(names([of(4, hidden)])).toEqual([]);
		expect(names([of(4)])).toEqual(['cameBack A']);
		expect(memory.out.size).toBe(0);
	});

	it('by hand is unavailable, whatever its count', () => {
		expect(names([of(4, hidden)])).toEqual(['unavailable A']);
		expect(names([of(9, hidden)])).toEqual([]);
		expect(names([of(0, hidden)])).toEqual([]);
	});
});

describe('a rise', () => {
	const confirmRises = true;

	it('is told when a later pass sees it again', () => {
		pass([of(0)]);
		expect(names([of(2), of(2)], { confirmRises })).toEqual([]);
		expect(names([of(2)], { confirmRises })).toEqual(['cameBack A']);
	});

	it('is forgotten when it falls again', () => {
		pass([of(0)]);
		expect(names([of(2)], { confirmRises })).toEqual([]);
		expect(names([of(0)], { confirmRises })).toEqual([]);
		expect(names([of(2)], { confirmRises })).toEqual([]);
	});

	it('that is not mentioned any more stands, but only after the pass that saw it', () => {
		pass([of(0)]);
		expect(names([of(2)], { confirmRises }, true)).toEqual([]);
		expect(names([], { confirmRises, skus: skuFilter('B') }, true)).toEqual([]);
		expect(names([], { confirmRises }, true)).toEqual(['cameBack A']);
		expect(names([], { confirmRises }, true)).toEqual([]);
	});

	it('of which too little is kept has to be read again', () => {
		pass([of(0)]);
		memory.rising.set('A', { pass: memory.passes });
		memory.rising.set('B', { pass: memory.passes, reading: of(2, { sku: 'B' }) });
		expect(names([], { confirmRises }, true)).toEqual([]);
		expect(names([of(2)], { confirmRises })).toEqual(['cameBack A']);
	});

	it('is not told where returns are not asked for, and the next stock-out is', () => {
		const wanted = new Set(['outOfStock'] as const);
		expect(names([of(0)], { wanted })).toEqual(['ranOut A']);
		expect(names([of(2)], { wanted })).toEqual([]);
		expect(names([of(0)], { wanted })).toEqual(['ranOut A']);
	});
});

describe('ids', () => {
	const twice = (reading: StockReading, again = reading): string[] =>
		[...pass([reading]), ...(pass([of(5)]), pass([again]))].map(({ eventId }) => eventId);
	const occurredAt = '2026-11-25T07:00:00.000Z';

	it.each([
		['a time', of(0, { occurredAt })],
		['no time', of(0)],
		['a guessed key', of(0, { keyIsGuessed: true })],
	])('of one SKU that runs out twice are two, with %s', (_, reading) => {
		expect(new Set(twice(reading)).size).toBe(2);
	});

	it('with a time and a key are those of the source, whatever is remembered', () => {
		const [first] = pass([of(0, { occurredAt })]);
		memory = { ...memories.freshMemory('shop', '', NOW + 1), whole: memory.whole! };
		expect(pass([of(0, { occurredAt })])[0]!.eventId).toBe(first!.eventId);
	});

	it('without a time are others in another memory', () => {
		const [first] = pass([of(0)]);
		memory = { ...memories.freshMemory('shop', '', NOW + 1), whole: memory.whole! };
		expect(pass([of(0)])[0]!.eventId).not.toBe(first!.eventId);
	});

	it('with a guessed key do not change with the rest of the row', () => {
		const guessed = of(0, { keyIsGuessed: true });
		const [first] = pass([guessed]);
		memory.out.clear();
		expect(pass([{ ...guessed, key: 'other' }])[0]!.eventId).toBe(first!.eventId);
	});
});

describe('names that are kept', () => {
	it('are the SKU itself up to 32 letters, else a digest', () => {
		const at32 = 'x'.repeat(32);
		pass([
			of(0, { sku: at32 }),
			of(0, { sku: `${at32}x` }),
			of(0, { sku: '#1' }),
			of(0, { sku: '1#' }),
		]);
		const digest = expect.stringMatching(/^#[\w-]{16}$/) as string;
		expect([...memory.out.keys()]).toEqual([at32, digest, digest, '1#']);
	});

	it('are 50,000 at most', () => {
		for (let i = 0; i < 49_999; i++) memory.out.set(`S${i}`, { how: 'ranOut', quantity: 0 });
		expect(names([of(0)])).toEqual(['ranOut A']);
		expect(() => pass([of(0, { sku: 'B' })])).toThrow(
			expect.objectContaining({
				problem: {
					kind: 'refused',
					message: expect.stringContaining("More than 50000 SKUs of 'shop'"),
					nextStep: expect.stringContaining("'Only These SKUs'"),
				},
			}),
		);
	});
});
