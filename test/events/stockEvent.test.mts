import { describe, expect, it } from 'vitest';

import type * as StockEvents from '../../events/stockEvent';
import { built } from '../harness.mts';

const { isOut, toStockEvent } = built('./events/stockEvent.js') as typeof StockEvents;

const now = '2026-11-24T12:00:00.000Z';
const reading = (more: Partial<StockEvents.StockReading> = {}): StockEvents.StockReading => ({
	sku: 'A',
	quantity: 0,
	reason: 'quantity 0',
	key: 'k',
	...more,
});

describe('out of stock', () => {
	it.each([
		[{ quantity: 0 }, 0, true, 'ranOut'],
		[{ quantity: -3 }, 0, true, 'ranOut'],
		[{ quantity: -0 }, 0, true, 'ranOut'],
		[{ quantity: 0.4 }, 0, false, 'cameBack'],
		[{ quantity: 1 }, 0, false, 'cameBack'],
		[{ quantity: 2 }, 2, true, 'ranOut'],
		[{ quantity: 3 }, 2, false, 'cameBack'],
		[{ quantity: 0 }, -5, false, 'cameBack'],
		[{ quantity: null }, 0, false, 'cameBack'],
		[{ quantity: null, available: false }, 0, true, 'unavailable'],
		[{ quantity: 9, available: false }, 0, true, 'unavailable'],
		[{ quantity: 0, available: false }, 0, true, 'ranOut'],
		// Sellable on backorder: the shelf is empty all the same.
		[{ quantity: 0, available: true }, 0, true, 'ranOut'],
		[{ quantity: null, available: true }, 0, false, 'cameBack'],
	] as const)('%o with a reserve of %d: %s, %s', (fields, threshold, out, event) => {
		expect(isOut(reading(fields), threshold)).toBe(out);
		expect(toStockEvent(reading(fields), 'any', threshold, now).event).toBe(event);
	});
});

describe('the event', () => {
	it('holds what is known, and not what serves us alone', () => {
		const raw = { a: 1 };
		expect(
			toStockEvent(
				reading({
					title: 'T',
					previousQuantity: 4,
					available: false,
					productId: 'p',
					occurredAt: '2026-11-24T11:00:00.000Z',
					raw,
				}),
				'shop',
				0,
				now,
			),
		).toEqual({
			event: 'ranOut',
			sku: 'A',
			title: 'T',
			quantity: 0,
			previousQuantity: 4,
			reason: 'quantity 0',
			source: 'shop',
			productId: 'p',
			occurredAt: '2026-11-24T11:00:00.000Z',
			receivedAt: now,
			eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			raw,
		});
	});

	it('happened when it came in, where the source names no time', () => {
		expect(toStockEvent(reading(), 'shop', 0, now).occurredAt).toBe(now);
	});

	it('has an id that follows source, kind, SKU and key, and nothing else', () => {
		const id = (more: Partial<StockEvents.StockReading> = {}, source = 'shop', at = now) =>
			toStockEvent(reading(more), source, 0, at).eventId;
		expect(id({ title: 'other', quantity: -1, raw: {} }, 'shop', '2027-01-01T00:00:00.000Z')).toBe(
			id(),
		);
		const others = [
			id({ key: 'l' }),
			id({ sku: 'B' }),
			id({ quantity: 1 }),
			id({ quantity: 1, available: false }),
			id({}, 'erp'),
		];
		expect(new Set([id(), ...others]).size).toBe(6);
	});

	it('does not mix up where one field ends and the next begins', () => {
		const id = (sku: string, key: string) =>
			toStockEvent(reading({ sku, key }), 'shop', 0, now).eventId;
		expect(id('A,B', 'C')).not.toBe(id('A', 'B,C'));
		expect(id('A"', 'C')).not.toBe(id('A', '"C'));
	});
});
