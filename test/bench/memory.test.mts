import { expect, test } from 'vitest';

import { fit } from '../../bench/memory.mts';

test('the line through points that lie on one is that line', () => {
	expect(
		fit([
			[10, 25],
			[20, 45],
			[40, 85],
		]),
	).toEqual({ slope: 2, intercept: 5, r2: 1 });
});

test('growth with the square of the number is no straight line', () => {
	const squares = [1, 2.5, 5, 10].map((x) => [x, x * x] as const);
	expect(fit(squares).r2).toBeLessThan(0.97);
});
