import { describe, expect, it } from 'vitest';

import type { StockReading } from '../../events/stockEvent';
import { built } from '../harness.mts';

const { bySku } = built('./platforms/levelSource.js') as {
	bySku(readings: readonly StockReading[]): StockReading[];
};
const { asTime } = built('./http/answer.js') as { asTime(value: unknown): string | undefined };

const reading = (more: Partial<StockReading> = {}): StockReading => ({
	sku: 'A',
	quantity: 3,
	reason: 'quantity 3',
	productId: '1',
	key: 'k',
	...more,
});

describe('listings of one SKU', () => {
	it('stay as they are where each SKU has one', () => {
		const two = [reading(), reading({ sku: 'B', quantity: 0 })];
		expect(bySku(two)).toEqual(two);
	});

	it('add up what can be bought, under a key of them all', () => {
		const [both, ...more] = bySku([
			reading({ key: 'a', occurredAt: '2026-11-01T00:00:00.000Z' }),
			reading({ key: 'b', quantity: 4, occurredAt: '2026-11-02T00:00:00.000Z', title: 'Later' }),
		]);
		expect(more).toEqual([]);
		expect(both).toEqual({
			sku: 'A',
			title: 'Later',
			quantity: 7,
			reason: '2 listings: quantity 3; quantity 3',
			key: 'a+b',
			occurredAt: '2026-11-02T00:00:00.000Z',
		});
	});

	it.each<[string, Array<Partial<StockReading>>, Partial<StockReading>]>([
		['one without a count sells on', [{ quantity: 0 }, { quantity: null }], { quantity: null }],
		['what is blocked adds nothing', [{ quantity: 0 }, { available: false }], { quantity: 0 }],
		[
			'all of them blocked is blocked',
			[{ available: false }, { quantity: 2, available: false }],
			{ quantity: 5, available: false },
		],
		['less than nothing counts', [{ quantity: -2 }, { quantity: 1 }], { quantity: -1 }],
		['one guessed key is a guess', [{ keyIsGuessed: true }, {}], { keyIsGuessed: true }],
	])('%s', (_, rows, expected) => {
		const [one] = bySku(rows.map(reading));
		expect(one).toMatchObject(expected);
		if (!('available' in expected)) expect(one).not.toHaveProperty('available');
	});

	it.each([
		['2026-11-02T01:00:00+01:00', '2026-11-02T00:00:00.000Z'],
		['2026-11-02', '2026-11-02T00:00:00.000Z'],
		['', undefined],
		['5', undefined],
		[5, undefined],
		[null, undefined],
		[{}, undefined],
		['soon', undefined],
		['2026-13-45', undefined],
	])('have times in one form: %j', (text, time) => {
		expect(asTime(text)).toBe(time);
	});
});
