import { DateTime, IANAZone } from 'luxon';

/** A day of the calendar, `2026-11-25`. Days compare as texts. */
export type Day = string;

/** When goods are expected. Without `at` any time of that day is in time. */
export interface Expected {
	/** In the zone that it was read in. */
	day: Day;
	/** Milliseconds since 1970, where the source names a time. */
	at?: number;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;
/** Midnight is how many systems write a mere date; with an offset too, since nobody delivers at that minute. */
const DAY_AT_MIDNIGHT = /^(\d{4}-\d\d-\d\d)[T ]00:00(:00(\.0+)?)?(Z|[+-]\d\d:?(\d\d)?)?$/i;

/** Thousands of lines have the same few dates. */
const known = new Map<string, Expected | undefined>();
const MOST_KNOWN = 5_000;
/** No date is longer. */
const LONGEST = 50;

/**
 * @param text a date, or ISO 8601 with a time; without a zone it is read in `zone`. Midnight, as written or in `zone`, is a mere date.
 * @param zone IANA name
 */
export function readExpected(text: string | undefined, zone: string): Expected | undefined {
	if (text === undefined || text.length > LONGEST) return undefined;
	const name = `${zone} ${text}`;
	if (known.has(name)) return known.get(name);
	const expected = parse(text.trim(), zone);
	if (known.size >= MOST_KNOWN) known.clear();
	known.set(name, expected);
	return expected;
}

function parse(text: string, zone: string): Expected | undefined {
	const day = DAY_AT_MIDNIGHT.exec(text)?.[1] ?? text;
	if (DAY.test(day)) return isDay(day) ? { day } : undefined;
	const moment = DateTime.fromISO(text.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T'), { zone });
	// Weeks, quarters and bare years are ISO 8601 too, but nobody means them.
	if (!moment.isValid || !/^\d{4}-\d\d-\d\d/.test(text)) return undefined;
	const isMidnight = moment.toMillis() === moment.startOf('day').toMillis();
	return { day: moment.toISODate(), ...(isMidnight ? {} : { at: moment.toMillis() }) };
}

/** 30 February is none. */
function isDay(text: string): boolean {
	const ms = Date.parse(text);
	return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** As ISO 8601: the day, or the time with the offset of the zone. */
export function writeExpected({ day, at }: Expected, zone: string): string {
	if (at === undefined) return day;
	return DateTime.fromMillis(at, { zone }).toISO({ suppressMilliseconds: true }) ?? day;
}

let last = { now: Number.NaN, zone: '', day: '' };

/** The calendar's day at a moment. @param now milliseconds since 1970 */
export function dayAt(now: number, zone: string): Day {
	// Thousands of lines are judged at one moment.
	if (now !== last.now || zone !== last.zone)
		last = { now, zone, day: DateTime.fromMillis(now, { zone }).toISODate() ?? '' };
	return last.day;
}

/** True once the day is over in the zone (or the moment has gone), and the grace days after it. */
export function isPast(
	{ day, at }: Expected,
	graceDays: number,
	now: number,
	zone: string,
): boolean {
	if (at !== undefined && graceDays === 0) return now > at;
	if (at !== undefined)
		return now > DateTime.fromMillis(at, { zone }).plus({ days: graceDays }).toMillis();
	// By the calendar and not by hours: days of 23 or 25 hours must not shift it.
	return daysBetween(day, dayAt(now, zone)) > graceDays;
}

/** Days of the calendar since the expected one, 0 while it is not over. */
export function daysLate({ day }: Expected, now: number, zone: string): number {
	return Math.max(0, daysBetween(day, dayAt(now, zone)));
}

export function daysBetween(from: Day, to: Day): number {
	return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The first of the zones that luxon knows; UTC when none is. */
export function usableZone(...zones: Array<string | undefined>): string {
	return zones.find((zone) => zone !== undefined && IANAZone.isValidZone(zone)) ?? 'UTC';
}
