import { expect, it } from 'vitest';

import type * as StockEvents from '../../events/stockEvent';
import { built } from '../harness.mts';

const { goneBy, isCountBack } = built('./events/stockEvent.js') as typeof StockEvents;

it.each([
	['is there', 5, undefined, undefined],
	['ran out', 0, undefined, 'ranOut'],
	['ran out and was hidden', -2, false, 'hidden'],
	['is hidden with pieces', 5, false, 'unavailable'],
	['is hidden without a count', null, false, 'unavailable'],
] as const)('what %s', (_, quantity, available, gone) => {
	expect(goneBy({ quantity, available }, 0)).toBe(gone);
});

it.each([
	['hidden while there were none', 'hidden', 12, true],
	['hidden only when the pieces came', 'ranOut', 12, false],
	['hidden with pieces before', 'unavailable', 12, false],
	['hidden, and still none', 'hidden', 0, false],
	['hidden, and nobody counts', 'hidden', null, false],
	['new', undefined, 12, false],
] as const)('pieces are back for what was %s', (_, before, quantity, expected) => {
	expect(isCountBack(before, { quantity, available: false }, 0)).toBe(expected);
});
