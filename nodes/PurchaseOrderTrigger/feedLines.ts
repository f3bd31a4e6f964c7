import { createHash } from 'node:crypto';
import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { readExpected } from '../../events/expectedDate';
import { readCount, type BadRow } from '../../events/fieldMap';
import { at, type Row } from '../../events/records';
import { asText } from '../../http/answer';
import type { PurchaseOrderLine } from '../../platforms/purchaseOrderSource';
import type { Settings } from './settings';

/** Which fields of a foreign row hold what, and what its words mean. */
export interface FeedMap {
	poNumber: string;
	supplier: string;
	sku: string;
	title: string;
	ordered: string;
	received: string;
	outstanding: string;
	expected: string;
	status: string;
	warehouse: string;
	line: string;
	dateFormat: string;
	/** Lower case. */
	words: Readonly<
		Record<'backordered' | 'cancelled' | 'closed' | 'delayed' | 'received', readonly string[]>
	>;
}

export function feedMap(context: IPollFunctions, { options }: Settings): FeedMap {
	const parameter = (name: string): string =>
		asText(context.getNodeParameter(name, '') as unknown).trim();
	const list = (text: unknown): string[] =>
		asText(text)
			.split(',')
			.map((word) => word.trim().toLowerCase())
			.filter(Boolean);
	return {
		poNumber: parameter('poNumberField'),
		supplier: parameter('supplierField'),
		sku: parameter('skuField'),
		title: options.titleField,
		ordered: parameter('orderedField'),
		received: parameter('receivedField'),
		outstanding: options.outstandingField,
		expected: parameter('expectedField'),
		status: parameter('statusField'),
		warehouse: options.warehouseField,
		line: options.lineField,
		dateFormat: options.dateFormat,
		words: {
			backordered: list(options.backorderedWords),
			cancelled: list(options.cancelledWords),
			closed: list(options.closedWords),
			delayed: list(options.delayedWords),
			received: list(options.receivedWords),
		},
	};
}

/** All rows of a file. The same SKU twice in an order without a 'Line Field' is told apart by its place among its likes. */
export function toLines(
	rows: readonly Row[],
	map: FeedMap,
	zone: string,
): { lines: PurchaseOrderLine[]; bad: BadRow[] } {
	const lines: PurchaseOrderLine[] = [];
	const bad: BadRow[] = [];
	const places = new Map<string, number>();
	for (const row of rows) {
		const line = toLine(row, map, zone);
		if ('message' in line) {
			bad.push(line);
			continue;
		}
		const place = places.get(line.id) ?? 0;
		places.set(line.id, place + 1);
		lines.push(place === 0 ? line : { ...line, id: digest([line.id, place]) });
	}
	return { lines, bad };
}

function toLine(row: Row, map: FeedMap, zone: string): PurchaseOrderLine | BadRow {
	if ('problem' in row) return { line: row.line, message: row.problem, raw: row.raw ?? null };
	const { record } = row;
	const bad = (message: string): BadRow => ({ line: row.line, message, raw: record });
	const read = (field: string): string => (field ? asText(at(record, field)).trim() : '');

	const poNumber = read(map.poNumber);
	if (poNumber === '')
		return bad(`The field '${map.poNumber}' with the number of the order is missing or empty.`);
	const sku = read(map.sku);
	if (sku === '') return bad(`The field '${map.sku}' with the SKU is missing or empty.`);

	const status = read(map.status);
	const word = status.toLowerCase();
	const counts = readCounts(record, map, read);
	if (typeof counts === 'string') return bad(counts);
	const ordered = counts.ordered;
	const received = map.words.received.includes(word) ? ordered : counts.received;

	const date = read(map.expected);
	const expectedAt = readDate(date, map.dateFormat, zone);
	if (expectedAt === undefined && /\d/.test(date))
		return bad(
			`The date '${date}' cannot be read; choose 'Date Format' in the node if it has slashes.`,
		);
	return {
		id: digest([poNumber, sku, read(map.line)]),
		poNumber,
		supplier: read(map.supplier),
		...optional('warehouse', read(map.warehouse)),
		sku,
		...optional('title', read(map.title)),
		ordered,
		received,
		state: map.words.cancelled.includes(word)
			? 'cancelled'
			: map.words.closed.includes(word)
				? 'closed'
				: 'open',
		...optional('expectedAt', expectedAt ?? ''),
		nativeStatus: status,
		// Another word does not mean that it is not: then the quantities decide.
		...(map.words.backordered.includes(word) ? { backordered: true } : {}),
		delayed: map.words.delayed.includes(word),
	};
}

/** What is outstanding stands above what was ordered: the rest may have been given up. */
function readCounts(
	record: IDataObject,
	map: FeedMap,
	read: (field: string) => string,
): { ordered: number; received: number } | string {
	const count = (field: string): number | null | string => {
		const text = read(field);
		if (text === '') return null;
		const number = readCount(text);
		return number === null || number < 0
			? `The field '${field}' holds '${text}' where a number of pieces should be.`
			: number;
	};
	const ordered = count(map.ordered);
	const received = count(map.received);
	const outstanding = count(map.outstanding);
	for (const value of [ordered, received, outstanding]) if (typeof value === 'string') return value;
	const [all, came, missing] = [ordered, received, outstanding] as Array<number | null>;
	if (missing === null)
		return all === null
			? `Neither '${map.ordered}' nor '${map.outstanding}' tells how many pieces there are.`
			: { ordered: all, received: came ?? 0 };
	const arrived = came ?? (all === null ? 0 : Math.max(0, all - missing));
	return { ordered: arrived + missing, received: arrived };
}

/** Year first, or day first with dots: those are the same everywhere. Slashes are not. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
	auto: ['d.M.yyyy', 'yyyy/M/d', 'yyyyMMdd', 'd MMM yyyy', 'd MMMM yyyy', 'd-MMM-yyyy'],
	dayFirst: ['d/M/yyyy', 'd.M.yyyy', 'd-M-yyyy', 'd/M/yy'],
	monthFirst: ['M/d/yyyy', 'M-d-yyyy', 'M/d/yy'],
};

/** No date is longer, and patterns may take for ever on what is. */
const LONGEST_DATE = 50;

/** A day, or ISO 8601 with a time; undefined where the text is no date. */
function readDate(text: string, format: string, zone: string): string | undefined {
	if (text.length > LONGEST_DATE) return undefined;
	if (readExpected(text, zone)) return text;
	// Seconds or milliseconds since 1970, of this century.
	if (/^\d{10}$|^\d{13}$/.test(text))
		return new Date(Number(text) * (text.length === 10 ? 1_000 : 1)).toISOString();
	// A time behind the date is left out: the day counts.
	const day = text.replace(/[T ]\d{1,2}:\d\d.*$/, '').trim();
	for (const pattern of FORMATS[format] ?? FORMATS.auto) {
		const date = DateTime.fromFormat(day, pattern, { zone: 'utc', locale: 'en' });
		if (date.isValid) return date.toISODate();
	}
	return undefined;
}

const optional = <K extends string>(name: K, value: string): { [key in K]?: string } =>
	(value === '' ? {} : { [name]: value }) as { [key in K]?: string };

/** Short, whatever the numbers of the order look like. */
const digest = (parts: readonly unknown[]): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
