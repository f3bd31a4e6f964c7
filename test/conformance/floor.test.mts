// Requests against the fewest the platforms document. `npm run bench` shows the same for more sizes, with the time.
import { describe, expect, test } from 'vitest';

import { fewestRequests } from '../../bench/floor.mts';
import { requestReasons } from '../../bench/reasons.mts';
import { hidesByDefault, takeOffSale } from '../../bench/takeOff.mts';
import { virtualClock } from '../../bench/virtualClock.mts';
import { fastClock } from '../shop.mts';
import { cases } from './cases.mts';

const COUNT = 1_000;

/** They count what comes within one second, so that on a clock that runs a hiccup of this machine looks like asking too fast. */
const COUNTS_SECONDS: ReadonlySet<string> = new Set(['etsy']);

async function takeOff(id: string, count: number) {
	// The read lag is shortened: how long a platform takes to show a change is not a question of requests.
	if (!COUNTS_SECONDS.has(id)) return await takeOffSale(id, count, fastClock(200), 0.01);
	const clock = virtualClock();
	try {
		return await takeOffSale(id, count, clock, 0);
	} finally {
		clock.stop();
	}
}

describe('requests for 1,000 SKUs', () => {
	test.each(Object.keys(cases))(
		'%s stays at the documented minimum',
		async (id) => {
			const { done, attention, requests } = await takeOff(id, COUNT);
			expect(attention).toEqual([]);
			expect(
				done.every(({ outcome, confirmed }) => outcome === 'offSale' && confirmed === true),
			).toBe(true);
			// `guardReads`: what the minimum leaves out although the safe default needs it.
			const floor = fewestRequests(id, COUNT, hidesByDefault(id)) + (cases[id].guardReads ?? 0);
			expect(requests).toBeLessThanOrEqual(floor);
			expect(done[0].requests).toBe(requests);
		},
		60_000,
	);
});

test('vend: readings back side by side find their products in the list of changes, not one by one', async () => {
	const count = 2_000;
	const { requests } = await takeOff('vend', count);
	expect(requests).toBeLessThanOrEqual(fewestRequests('vend', count, hidesByDefault('vend')));
}, 60_000);

test('every request beyond the minimum has its reason in the docs', () => {
	const guarded = Object.keys(cases).filter((id) => cases[id].guardReads);
	expect(Object.keys(requestReasons).sort()).toEqual(guarded.sort());
});
