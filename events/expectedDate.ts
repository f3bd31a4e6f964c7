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
/** Midnight without a zone is how many systems write a mere date. */
const DAY_AT_MIDNIGHT = /^(\d{4}-\d\d-\d\d)[T ]00:00(:00(\.0+)?)?$/;

/**
 * @param text a date, or ISO 8601 with a time; without a zone it is read in `zone`
 * @param zone IANA name
 */
export function readExpected(text: string | undefined, zone: string): Expected | undefined {
	const trimmed = (text ?? '').trim();
	const day = DAY_AT_MIDNIGHT.exec(trimmed)?.[1] ?? trimmed;
	if (DAY.test(day)) return DateTime.fromISO(day, { zone: 'utc' }).isValid ? { day } : undefined;
	const moment = DateTime.fromISO(trimmed.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T'), { zone });
	// Weeks, quarters and bare years are ISO 8601 too, but nobody means them.
	return moment.isValid && /^\d{4}-\d\d-\d\d/.test(trimmed)
		? { day: moment.toISODate(), at: moment.toMillis() }
		: undefined;
}

/** As ISO 8601: the day, or the time with the offset of the zone. */
export function writeExpected({ day, at }: Expected, zone: string): string {
	if (at === undefined) return day;
	return DateTime.fromMillis(at, { zone }).toISO({ suppressMilliseconds: true }) ?? day;
}

/** The calendar's day at a moment. @param now milliseconds since 1970 */
export function dayAt(now: number, zone: string): Day {
	return DateTime.fromMillis(now, { zone }).toISODate() ?? '';
}

/** True once the day is over in the zone (or the moment has gone), and the grace days after it. */
export function isPast(
	{ day, at }: Expected,
	graceDays: number,
	now: number,
	zone: string,
): boolean {
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
