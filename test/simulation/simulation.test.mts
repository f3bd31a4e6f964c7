import { expect, it } from 'vitest';

import { draw } from './schedule.mts';
import { simulate } from './simulate.mts';
import { slugs } from './world.mts';

/** About half a minute; `npm run simulate` plays more. */
const SCHEDULES = 2_000;

it(`keeps every promise in ${SCHEDULES} schedules of stock-outs and faults`, async () => {
	const { found, platforms, faults, schedules } = await simulate({ schedules: SCHEDULES, seed: 1 });
	expect(found).toEqual([]);
	expect(schedules).toBe(SCHEDULES);
	expect(platforms).toEqual(slugs);
	// Faults that never strike would prove nothing.
	expect(faults).toBeGreaterThan(SCHEDULES / 2);
}, 300_000);

it('plays the same again from the same seed', async () => {
	const once = await simulate({ schedules: 40, seed: 77 });
	expect(await simulate({ schedules: 40, seed: 77 })).toEqual(once);
	const choices = {
		platforms: slugs,
		sources: [],
		faults: new Map([['shopify', ['throttled']]]) as never,
		ways: new Map<string, string[]>(),
		told: new Map<string, string[]>(),
		skus: ['A', 'B', 'C', 'D', 'E'],
		tricky: new Map<string, string[]>(),
	};
	expect(draw(5, choices)).toEqual(draw(5, choices));
	expect(draw(5, choices)).not.toEqual(draw(6, choices));
});
