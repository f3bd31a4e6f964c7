import { parse, type CastingContext, type CsvError } from 'csv-parse/sync';

import { rethrow } from '../http/problem';
import type { Row } from './records';

const DELIMITERS = [',', ';', '\t', '|'];
const QUOTES = 'The quotes in this line do not match.';

interface Parsed {
	record: string[];
	raw: string;
	info: { lines: number };
}

/** The widest exports have some hundred. The parser copies the whole line for each cell: lines of many thousand would take it hours. */
const MOST_COLUMNS = 500;

/** Whatever made it, it is no table of stock. */
export class TooManyColumns extends Error {}

class TooManyRows extends Error {}

/**
 * Rows by the names in the first line. A row that does not fit comes out as bad, the others pass.
 * @throws TooManyColumns
 */
export function parseCsv(text: string, mostRows: number): Row[] {
	const bad: Row[] = [];
	try {
		return parseRows(text, mostRows, bad);
	} catch (error) {
		// More than are allowed, and each costs the parser more than a good one: the caller refuses them all.
		return bad.length > mostRows ? bad : rethrow(error);
	}
}

function parseRows(text: string, mostRows: number, bad: Row[]): Row[] {
	const parsed = parse(text, {
		bom: true,
		cast: cell,
		// Names are given here: the parser copies all of them for each row that does not fit.
		columns: false,
		delimiter: delimiterOf(text),
		info: true,
		// Not `trim`: with it one inch mark inside quotes ends the parsing, and all later rows are gone unsaid.
		ltrim: true,
		relax_quotes: true,
		skip_empty_lines: true,
		skip_records_with_error: true,
		to: mostRows + 2,
		on_skip: (error: CsvError | undefined, raw: string | undefined) => {
			bad.push({ line: Number(error?.lines ?? 0), problem: sentence(error), raw: raw?.trim() });
			if (bad.length > mostRows) throw new TooManyRows();
		},
		// A row that is bad shows itself, else what an open quote swallowed would be gone.
		raw: true,
	}) as unknown as Parsed[];
	const [header, ...rows] = parsed;
	if (!header) return bad;
	const names = header.record.map((name) => name.trim());
	return [...rows.map((row) => toRow(row, names)), ...bad].sort((a, b) => a.line - b.line);
}

/** Spaces inside quotes belong to the value, those around do not. */
function cell(value: string, { column, lines, quoting }: CastingContext): string {
	if (Number(column) >= MOST_COLUMNS)
		throw new TooManyColumns(`Line ${lines} has more than ${MOST_COLUMNS} columns.`);
	return quoting ? value.replace(/^"([^"]*)"\s+$/, '$1') : value.trim();
}

/** An open quote that met the next one lines later: what lies between may be whole rows. */
function toRow({ record, raw, info }: Parsed, names: readonly string[]): Row {
	const swallowed = record.some((value) => value.startsWith('"') && value.includes('\n'));
	return swallowed
		? { line: info.lines, problem: QUOTES, raw: raw.trim() }
		: { line: info.lines, record: Object.fromEntries(names.map((name, i) => [name, record[i]])) };
}

/** The mark that stands most often in the first line that is not empty. */
function delimiterOf(text: string): string {
	const [header = ''] = /\S.*/.exec(text) ?? [];
	const counts = DELIMITERS.map((mark) => header.split(mark).length);
	return DELIMITERS[counts.indexOf(Math.max(...counts))];
}

function sentence(error: CsvError | undefined): string {
	if (
		error?.code === 'CSV_RECORD_INCONSISTENT_COLUMNS' ||
		error?.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH'
	)
		return 'This line has another number of columns than the first line.';
	if (error?.code === 'CSV_QUOTE_NOT_CLOSED') return QUOTES;
	return `This line is not valid CSV: ${error?.message ?? 'unknown reason'}`;
}
