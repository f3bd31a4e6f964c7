import { describe, expect, it } from 'vitest';

import type * as Dates from '../../events/expectedDate';
import { built } from '../harness.mts';

const { dayAt, daysLate, isPast, readExpected, usableZone, writeExpected } = built(
	'./events/expectedDate.js',
) as typeof Dates;

const QUARTER_MS = 15 * 60_000;

/** The day in a zone, found by another way than the code's. */
function dayByIntl(timeZone: string): (ms: number) => string {
	const format = new Intl.DateTimeFormat('en-CA', {
		timeZone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
	});
	return (ms) => format.format(ms);
}

const plusDays = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Clocks are changed, or the year ends, or February is long, on the day itself, before or after it. */
const zones: Array<[string, string[]]> = [
	['Europe/Berlin', ['2026-10-24', '2026-10-25', '2027-03-27', '2027-03-28', '2026-12-31']],
	['America/New_York', ['2026-10-31', '2026-11-01', '2027-03-13', '2027-03-14', '2026-12-31']],
	['Pacific/Auckland', ['2026-09-26', '2026-09-27', '2027-04-03', '2027-04-04', '2026-12-31']],
	['Pacific/Chatham', ['2026-09-27', '2027-04-04', '2026-12-31']],
	['Australia/Lord_Howe', ['2026-10-03', '2026-10-04', '2027-04-04']],
	['Asia/Kolkata', ['2026-12-31', '2028-02-28', '2028-02-29']],
	['Asia/Kathmandu', ['2026-11-25', '2027-02-28']],
	['America/St_Johns', ['2026-11-01', '2027-03-14']],
	// Midnight itself is left out when clocks go forward.
	['Africa/Cairo', ['2027-04-29', '2027-04-30', '2026-10-29']],
	['Pacific/Kiritimati', ['2026-12-31', '2028-02-29']],
	['Pacific/Niue', ['2026-12-31', '2028-02-29']],
	['UTC', ['2026-12-31', '2027-02-28', '2028-02-28', '2028-02-29']],
];

describe.each(zones)('%s', (zone, days) => {
	const dayOf = dayByIntl(zone);

	it.each(days)('a line expected on %s is late when that day is over, and not before', (day) => {
		const expected = readExpected(day, zone)!;
		expect(expected).toEqual({ day });
		const wrong: string[] = [];
		const from = Date.parse(day) - 20 * 3_600_000;
		for (let now = from; now < from + 4 * 86_400_000; now += QUARTER_MS)
			for (const at of [now - 1, now]) {
				const today = dayOf(at);
				const late = Math.max(0, Math.round((Date.parse(today) - Date.parse(day)) / 86_400_000));
				const isRight =
					dayAt(at, zone) === today &&
					isPast(expected, 0, at, zone) === today > day &&
					isPast(expected, 1, at, zone) === today > plusDays(day, 1) &&
					daysLate(expected, at, zone) === late;
				if (!isRight) wrong.push(new Date(at).toISOString());
			}
		expect(wrong).toEqual([]);
	});
});

describe('how dates are written', () => {
	it.each([
		['2026-11-25', 'Europe/Berlin', { day: '2026-11-25' }],
		['2026-11-25T00:00:00', 'America/New_York', { day: '2026-11-25' }],
		['2026-11-25 00:00:00.000', 'America/New_York', { day: '2026-11-25' }],
		['2026-11-25T00:00:00Z', 'America/New_York', { day: '2026-11-25' }],
		['2026-11-25T00:00:00+00:00', 'Pacific/Auckland', { day: '2026-11-25' }],
		['2026-11-25T00:00:00.000+1300', 'UTC', { day: '2026-11-25' }],
		// Midnight there, written in UTC.
		['2026-11-25T18:30:00Z', 'Asia/Kolkata', { day: '2026-11-26' }],
		[
			'2026-11-25T18:31:00Z',
			'Asia/Kolkata',
			{ day: '2026-11-26', at: Date.UTC(2026, 10, 25, 18, 31) },
		],
		['2026-11-25T23:30:00+13:00', 'UTC', { day: '2026-11-25', at: Date.UTC(2026, 10, 25, 10, 30) }],
		['2026-11-25 09:00', 'Europe/Berlin', { day: '2026-11-25', at: Date.UTC(2026, 10, 25, 8) }],
		['2028-02-29', 'UTC', { day: '2028-02-29' }],
	])('%s in %s', (text, zone, expected) => expect(readExpected(text, zone)).toEqual(expected));

	it.each([
		'',
		'  ',
		'2027-02-29',
		'2026-13-01',
		'soon',
		'2026',
		'2026-W48',
		'25.11.2026',
		undefined,
	])('%j is no date', (text) => expect(readExpected(text, 'UTC')).toBeUndefined());

	it('a time counts to the minute, and grace days keep the time of the clock over a change', () => {
		const zone = 'Europe/Berlin';
		const expected = readExpected('2026-10-24T10:00:00+02:00', zone)!;
		expect(isPast(expected, 0, Date.UTC(2026, 9, 24, 8, 0), zone)).toBe(false);
		expect(isPast(expected, 0, Date.UTC(2026, 9, 24, 8, 1), zone)).toBe(true);
		// A day later it is 10 o'clock after 25 hours.
		expect(isPast(expected, 1, Date.UTC(2026, 9, 25, 8, 59), zone)).toBe(false);
		expect(isPast(expected, 1, Date.UTC(2026, 9, 25, 9, 1), zone)).toBe(true);
		expect(daysLate(expected, Date.UTC(2026, 9, 24, 8, 1), zone)).toBe(0);
		expect(writeExpected(expected, zone)).toBe('2026-10-24T10:00:00+02:00');
	});

	it('takes the first zone that is one', () => {
		expect(usableZone(undefined, 'Mars/Base', 'Asia/Kolkata', 'UTC')).toBe('Asia/Kolkata');
		expect(usableZone('')).toBe('UTC');
	});
});
