// How long a platform asks to wait, in both forms of RFC 9110.
import { DateTime } from 'luxon';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type * as Clock from '../../http/clock';
import type * as RetryAfter from '../../http/retryAfter';
import { built, fc } from './settings.mts';
import { anyText } from './texts.mts';

const { retryAfterMs } = built('./http/retryAfter.js') as typeof RetryAfter;
const { clock } = built('./http/clock.js') as typeof Clock;

const NOW = Date.UTC(2026, 10, 25, 12);
const { now } = clock;
beforeAll(() => {
	clock.now = () => NOW;
});
afterAll(() => {
	clock.now = now;
});

const blank = fc.constantFrom('', ' ', '\t');

it('seconds are seconds, whole or not', () => {
	fc.assert(
		fc.property(blank, fc.integer({ min: 0, max: 10_000_000 }), blank, (before, ms, after) => {
			const text = `${before}${ms / 1000}${after}`;
			expect(retryAfterMs(text)).toBeCloseTo(ms, 6);
		}),
	);
});

it('a date is the time until then, and nothing once it is past', () => {
	const seconds = fc.integer({ min: -400_000_000, max: 400_000_000 });
	fc.assert(
		fc.property(seconds, (away) => {
			const date = DateTime.fromMillis(NOW + away * 1000, { zone: 'utc' }).toHTTP()!;
			expect(retryAfterMs(date)).toBe(Math.max(0, away * 1000));
		}),
	);
});

it('whatever else stands there is no time, or one that can be waited', () => {
	fc.assert(
		fc.property(fc.option(anyText, { nil: undefined }), (text) => {
			const ms = retryAfterMs(text);
			expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
		}),
	);
});
