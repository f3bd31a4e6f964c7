// Dates of supplier orders: the day a supplier wrote is the day that counts, in every time zone and on every day of the year.
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';

import type * as ExpectedDate from '../../events/expectedDate';
import type * as FeedLines from '../../nodes/PurchaseOrderTrigger/feedLines';
import type * as ZohoTime from '../../platforms/zoho-inventory/time';
import { built, fc, runs } from './settings.mts';
import { anyText } from './texts.mts';

const { readExpected, writeExpected, dayAt, daysBetween, daysLate, isPast } = built(
	'./events/expectedDate.js',
) as typeof ExpectedDate;
const { toLines } = built('./nodes/PurchaseOrderTrigger/feedLines.js') as typeof FeedLines;
const { isoOf, zohoTime } = built('./platforms/zoho-inventory/time.js') as typeof ZohoTime;

/** Far east and far west of UTC, half hours, clocks that jump at midnight or skipped a whole day. */
const ZONES = [
	'UTC',
	'Europe/Berlin',
	'Europe/London',
	'America/New_York',
	'America/St_Johns',
	'America/Sao_Paulo',
	'America/Santiago',
	'Asia/Kolkata',
	'Asia/Beirut',
	'Africa/Cairo',
	'Australia/Lord_Howe',
	'Pacific/Kiritimati',
	'Pacific/Apia',
	'Pacific/Pago_Pago',
];
const zone = fc.constantFrom(...ZONES);
const FIRST = Date.UTC(2011, 0, 1);
const DAY_MS = 86_400_000;
const day = fc
	.integer({ min: 0, max: 20_000 })
	.map((n) => new Date(FIRST + n * DAY_MS).toISOString().slice(0, 10));
const moment = fc.integer({ min: FIRST / 1000, max: FIRST / 1000 + 20_000 * 86_400 });
/** Where clocks change: hours before and after them are what goes wrong. */
const nearChange = fc
	.tuple(
		fc.constantFrom(
			'2026-03-29',
			'2026-10-25',
			'2026-03-08',
			'2026-11-01',
			'2026-04-24',
			'2018-11-04',
			'2011-12-30',
		),
		fc.integer({ min: -30 * 3600, max: 30 * 3600 }),
	)
	.map(([date, away]) => Date.parse(date) / 1000 + away);
const anyMoment = fc.oneof(moment, nearChange);

describe('a date', () => {
	it('is that day everywhere, also with midnight behind it', () => {
		const midnight = fc.constantFrom(
			'',
			'T00:00',
			'T00:00:00',
			' 00:00:00',
			'T00:00:00.000',
			'T00:00:00Z',
			'T00:00:00+09:30',
			't00:00:00-1100',
		);
		fc.assert(
			fc.property(day, midnight, zone, (date, behind, name) => {
				expect(readExpected(`${date}${behind}`, name)).toEqual({ day: date });
				expect(writeExpected({ day: date }, name)).toBe(date);
			}),
		);
	});

	it('with a time is the day and moment that luxon sees in the zone', () => {
		fc.assert(
			fc.property(anyMoment, zone, zone, fc.constantFrom('T', ' '), (seconds, at, name, mark) => {
				const written = DateTime.fromSeconds(seconds, { zone: at });
				const text = written.toISO({ suppressMilliseconds: true })!.replace('T', mark);
				// Midnight as written is a mere date.
				fc.pre(!/[T ]00:00:00/.test(text));
				const seen = written.setZone(name);
				const expected = readExpected(text, name);
				expect(expected?.day).toBe(seen.toISODate());
				expect(expected?.at ?? seen.startOf('day').toMillis()).toBe(seconds * 1000);
				const again = readExpected(writeExpected(expected!, name), name);
				expect(again?.day).toBe(expected!.day);
			}),
			runs(400),
		);
	});

	it('without a zone is read in the zone of the shop', () => {
		fc.assert(
			fc.property(anyMoment, zone, (seconds, name) => {
				const local = DateTime.fromSeconds(seconds, { zone: name });
				const text = local.toFormat("yyyy-MM-dd'T'HH:mm:ss");
				expect(readExpected(text, name)?.day).toBe(text.slice(0, 10));
			}),
		);
	});

	it('that is none is not read, and nothing makes it throw', () => {
		const wrong = fc.constantFrom(
			'2026-02-30',
			'2025-02-29',
			'2026-13-01',
			'2026-00-10',
			'2026-W12-3',
			'2026',
			'2026-11',
			'0000-00-00',
			'2026-330',
		);
		fc.assert(
			fc.property(wrong, zone, (text, name) => {
				expect(readExpected(text, name)).toBeUndefined();
			}),
		);
		fc.assert(
			fc.property(
				fc.oneof(anyText, fc.stringMatching(/^[\d:TZ+. -]{0,30}$/)),
				zone,
				(text, name) => {
					const expected = readExpected(text, name);
					if (expected) expect(expected.day).toMatch(/^\d{4}-\d\d-\d\d$/);
				},
			),
		);
	});
});

describe('lateness', () => {
	const luxonDay = (seconds: number, name: string) => DateTime.fromSeconds(seconds, { zone: name });

	it('is counted in days of the calendar', () => {
		fc.assert(
			fc.property(
				day,
				anyMoment,
				zone,
				fc.integer({ min: 0, max: 9 }),
				(date, seconds, name, grace) => {
					const now = seconds * 1000;
					const today = luxonDay(seconds, name).toISODate()!;
					expect(dayAt(now, name)).toBe(today);
					const utc = (text: string) => DateTime.fromISO(text, { zone: 'utc' });
					const days = utc(today).diff(utc(date), 'days').days;
					expect(daysBetween(date, today)).toBe(days);
					expect(daysLate({ day: date }, now, name)).toBe(Math.max(0, days));
					expect(isPast({ day: date }, grace, now, name)).toBe(days > grace);
				},
			),
			runs(400),
		);
	});

	it('by a moment begins when it has gone, and the days of grace with it', () => {
		fc.assert(
			fc.property(
				anyMoment,
				fc.integer({ min: -5 * 86_400, max: 5 * 86_400 }),
				zone,
				fc.integer({ min: 0, max: 4 }),
				(seconds, away, name, grace) => {
					const at = DateTime.fromSeconds(seconds, { zone: name });
					const expected = { day: at.toISODate()!, at: at.toMillis() };
					const now = (seconds + away) * 1000;
					expect(isPast(expected, grace, now, name)).toBe(
						now > at.plus({ days: grace }).toMillis(),
					);
				},
			),
		);
	});
});

const MAP: FeedLines.FeedMap = {
	poNumber: 'po',
	supplier: '',
	sku: 'sku',
	title: '',
	ordered: 'qty',
	received: '',
	outstanding: '',
	expected: 'due',
	status: '',
	warehouse: '',
	line: '',
	dateFormat: 'auto',
	words: { backordered: [], cancelled: [], closed: [], delayed: [], received: [] },
};
const FORMATS: Readonly<Record<string, readonly string[]>> = {
	auto: [
		'yyyy-MM-dd',
		'd.M.yyyy',
		'dd.MM.yyyy',
		'yyyy/M/d',
		'yyyy/MM/dd',
		'yyyyMMdd',
		'd MMM yyyy',
		'd MMMM yyyy',
		'd-MMM-yyyy',
	],
	dayFirst: ['d/M/yyyy', 'dd/MM/yyyy', 'd.M.yyyy', 'd-M-yyyy', 'dd/MM/yy'],
	monthFirst: ['M/d/yyyy', 'MM/dd/yyyy', 'M-d-yyyy', 'MM/dd/yy'],
};
const form = fc.constantFrom(
	...Object.entries(FORMATS).flatMap(([name, patterns]) =>
		patterns.map((pattern) => [name, pattern] as const),
	),
);

describe('a supplier list', () => {
	const dueOf = (due: unknown, name: string, dateFormat = 'auto') =>
		toLines(
			[{ line: 2, record: { po: 'P1', sku: 'A', qty: 1, due } as never }],
			{ ...MAP, dateFormat },
			name,
		);

	it('gives the day that was written, in each form the node offers', () => {
		const behind = fc.constantFrom('', ' 00:00', ' 23:59:59', ' 8:30');
		fc.assert(
			fc.property(day, form, behind, zone, (date, [format, pattern], time, name) => {
				// Years of two digits are those of today.
				fc.pre(!/[^y]yy$/.test(pattern) || date < '2060');
				fc.pre(pattern !== 'yyyy-MM-dd' || time === '');
				const text = DateTime.fromISO(date, { zone: 'utc' }).toFormat(`${pattern}`, {
					locale: 'en',
				});
				const { lines, bad } = dueOf(`${text}${time}`, name, format);
				expect(bad).toEqual([]);
				expect(readExpected(lines[0]!.expectedAt, name)?.day).toBe(date);
			}),
			runs(400),
		);
	});

	it('reads seconds and milliseconds since 1970', () => {
		fc.assert(
			fc.property(moment, fc.boolean(), zone, (seconds, isMs, name) => {
				const { lines } = dueOf(isMs ? seconds * 1000 : seconds, name);
				const text = lines[0]!.expectedAt!;
				expect(Date.parse(text)).toBe(seconds * 1000);
			}),
		);
	});

	it('tells what it cannot read, and loses no row', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(anyText, fc.stringMatching(/^[\d/. -]{1,12}$/)), { maxLength: 6 }),
				zone,
				(dates, name) => {
					const rows = dates.map((due, i) => ({
						line: i + 2,
						record: { po: 'P1', sku: 'A', qty: 1, due } as never,
					}));
					const { lines, bad } = toLines(rows, MAP, name);
					expect(lines.length + bad.length).toBe(rows.length);
					expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
					for (const { message } of bad)
						expect(message).toMatch(/^The date '.*' cannot be read; .+\.$/s);
				},
			),
		);
	});
});

it("Zoho's times are moments, whatever their zone", () => {
	fc.assert(
		fc.property(
			anyMoment,
			zone,
			fc.constantFrom('T', ' '),
			fc.boolean(),
			(seconds, name, mark, colon) => {
				const time = DateTime.fromSeconds(seconds, { zone: name });
				const text = time.toFormat(`yyyy-MM-dd'${mark}'HH:mm:ss${colon ? 'ZZ' : 'ZZZ'}`);
				expect(isoOf(text)).toBe(time.toUTC().toISO());
				expect(isoOf(zohoTime(time.toISO()!))).toBe(time.toUTC().toISO());
			},
		),
	);
});
