import { parse, type CsvError } from 'csv-parse/sync';

import type { Row } from './records';

const DELIMITERS = [',', ';', '\t', '|'];

/** Rows by the names in the first line. A row that does not fit comes out as bad, the others pass. */
export function parseCsv(text: string, mostRows: number): Row[] {
	const rows: Row[] = [];
	const bad: Row[] = [];
	const records = parse(text, {
		bom: true,
		columns: (header: string[]) => header.map((name) => name.trim()),
		delimiter: delimiterOf(text),
		info: true,
		skip_empty_lines: true,
		skip_records_with_error: true,
		to: mostRows + 1,
		trim: true,
		on_skip: (error: CsvError | undefined, raw: string | undefined) => {
			bad.push({ line: Number(error?.lines ?? 0), problem: sentence(error), raw: raw?.trim() });
		},
		// A row that is bad shows itself, else what an open quote swallowed would be gone.
		raw: true,
	}) as unknown as Array<{ record: Record<string, string>; info: { lines: number } }>;
	for (const { record, info } of records) rows.push({ line: info.lines, record });
	return [...rows, ...bad].sort((a, b) => a.line - b.line);
}

/** The mark that stands most often in the first line that is not empty. */
function delimiterOf(text: string): string {
	const [header = ''] = /\S.*/.exec(text) ?? [];
	const counts = DELIMITERS.map((mark) => header.split(mark).length);
	return DELIMITERS[counts.indexOf(Math.max(...counts))];
}

function sentence(error: CsvError | undefined): string {
	if (error?.code === 'CSV_RECORD_INCONSISTENT_COLUMNS' || error?.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH')
		return 'This line has another number of columns than the first line.';
	if (error?.code === 'CSV_QUOTE_NOT_CLOSED' || error?.code === 'INVALID_OPENING_QUOTE' || error?.code === 'CSV_INVALID_CLOSING_QUOTE')
		return 'The quotes in this line do not match.';
	return `This line is not valid CSV: ${error?.message ?? 'unknown reason'}`;
}
