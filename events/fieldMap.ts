import { createHash } from 'node:crypto';

import { asNumber, asText } from '../http/answer';
import { at, type Row } from './records';
import type { StockReading } from './stockEvent';

/** Which fields of a foreign record hold what; dotted paths are allowed. */
export interface FieldMap {
	sku: string;
	quantity: string;
	status: string;
	title: string;
	/** When it happened at the source. */
	occurredAt: string;
	/** The source's own id of the event. */
	eventId: string;
	/** Lower case; a quantity or status that is one of these means it cannot be bought. */
	unavailableWords: readonly string[];
}

export interface BadRow {
	line: number;
	message: string;
	raw: unknown;
}

/** Redeliveries within the same five minutes of the clock are one event when the source names neither an id nor a time. */
const SAME_EVENT_MS = 5 * 60_000;

/** `0,00` as programs in many countries write it. Three digits after the comma may as well be thousands: that stays unreadable. */
const DECIMAL_COMMA = /^(-?\d+),(\d{1,2}|\d{4,})$/;

/** Null where the text is no number. */
export const readCount = (text: string): number | null =>
	asNumber(text.replace(DECIMAL_COMMA, '$1.$2'));

/** @param receivedAt milliseconds since 1970 */
export function toReading(row: Row, fields: FieldMap, receivedAt: number): StockReading | BadRow {
	if ('problem' in row) return { line: row.line, message: row.problem, raw: row.raw ?? null };
	const { record, line } = row;
	const bad = (message: string): BadRow => ({ line, message, raw: record });
	const read = (field: string): string => (field ? asText(at(record, field)).trim() : '');

	const sku = read(fields.sku);
	if (sku === '') return bad(`The field '${fields.sku}' with the SKU is missing or empty.`);
	const count = read(fields.quantity);
	const status = read(fields.status);
	const quantity = readCount(count);
	const word = [count, status].find((text) => fields.unavailableWords.includes(text.toLowerCase()));
	if (quantity === null && word === undefined) {
		if (count !== '')
			return bad(
				`The quantity '${count}' is neither a number nor one of the words for unavailable.`,
			);
		if (status === '')
			return bad(`Neither '${fields.quantity}' nor '${fields.status}' tells how many there are.`);
	}
	const time = read(fields.occurredAt);
	const occurredAt = isoTime(time);
	const id = read(fields.eventId);
	return {
		sku,
		title: read(fields.title) || undefined,
		quantity,
		available: word === undefined && (quantity !== null || status !== '') ? undefined : false,
		reason: word === undefined ? `quantity ${count || 'unknown'}` : `'${word}'`,
		occurredAt,
		key: id || digest(record, time === '' ? Math.floor(receivedAt / SAME_EVENT_MS) : 0),
		...(id === '' && time === '' ? { keyIsGuessed: true } : {}),
		raw: record,
	};
}

export const isBadRow = (result: StockReading | BadRow): result is BadRow => 'line' in result;

function digest(record: unknown, period: number): string {
	return createHash('sha256')
		.update(JSON.stringify([record, period]))
		.digest('hex');
}

/** Numbers outside 2001 to 2100 are something else: a date without dashes, days since 1900. */
const FIRST_MS = 1e12;
const LAST_MS = 4.1e12;

/** ISO 8601 of a time as systems write it, or of seconds or milliseconds since 1970. */
function isoTime(text: string): string | undefined {
	if (text === '') return undefined;
	const number = asNumber(text);
	const date = new Date(number === null ? text : number < 1e11 ? number * 1000 : number);
	const ms = date.getTime();
	if (Number.isNaN(ms) || (number !== null && (ms < FIRST_MS || ms > LAST_MS))) return undefined;
	return date.toISOString();
}
