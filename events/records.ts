import type { IDataObject } from 'n8n-workflow';

import { asObject } from '../http/answer';
import { rethrow } from '../http/problem';
import { parseCsv, TooManyColumns } from './csv';
import { parseJson } from './json';

/** One row of what a system sent: a record, or the reason why it is none. `line` counts from 1. */
export type Row =
	| { line: number; record: IDataObject }
	| { line: number; problem: string; raw?: string };

export type Format = 'auto' | 'csv' | 'json' | 'ndjson';

/** The whole body cannot be read; the message is for whoever sent it. */
export class UnreadableBody extends Error {}

/** A table with a first line and nothing below it: for a list of what is open that may well be right. */
export class NoRows extends UnreadableBody {}

/** More rows than this in one call are refused as a whole, before anything is emitted. */
export const MOST_ROWS = 50_000;

/**
 * JSON (object, array, or an object that holds the array), NDJSON or CSV as rows.
 * @param itemsField dotted path to the array, '' to find it by itself
 * @param skuField an object that has it is a row itself, whatever lists it holds
 * @throws UnreadableBody
 */
export function parseRecords(
	body: Buffer,
	contentType: string,
	format: Format,
	itemsField: string,
	skuField = '',
): Row[] {
	const text = decode(body).replace(/^\uFEFF/, '');
	if (text.trim() === '') throw new UnreadableBody('The body is empty.');
	const rows = rowsOf(
		text,
		format === 'auto' ? detect(text, contentType) : format,
		itemsField,
		skuField,
	);
	if (rows.length === 0 && !/^[[{]/.test(text.trim()))
		throw new NoRows('There is a first line but no rows.');
	if (rows.length > MOST_ROWS)
		throw new UnreadableBody(`The body has more than ${MOST_ROWS} rows. Send it in parts.`);
	return rows;
}

function rowsOf(
	text: string,
	format: Exclude<Format, 'auto'>,
	itemsField: string,
	skuField: string,
): Row[] {
	if (format === 'csv') return parseTable(text);
	return format === 'ndjson' ? parseLines(text) : parseDocument(text, itemsField, skuField);
}

function parseTable(text: string): Row[] {
	try {
		return parseCsv(text, MOST_ROWS);
	} catch (error) {
		return error instanceof TooManyColumns ? refuse(error.message) : rethrow(error);
	}
}

/** UTF-8, and what Windows programs save where it is not. */
function decode(body: Buffer): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(body);
	} catch {
		return new TextDecoder('windows-1252').decode(body);
	}
}

function detect(text: string, contentType: string): Exclude<Format, 'auto'> {
	if (/ndjson|jsonl|json-seq/i.test(contentType)) return 'ndjson';
	if (/csv|tab-separated/i.test(contentType)) return 'csv';
	const start = text.trimStart()[0];
	if (start !== '{' && start !== '[') return 'csv';
	const lines = text.trim().split(/\r?\n/);
	return lines.length > 1 && lines.slice(0, 2).every((line) => /^\s*\{.*\}\s*$/.test(line))
		? 'ndjson'
		: 'json';
}

function parseLines(text: string): Row[] {
	return text.split(/\r?\n/).flatMap((line, i): Row[] => {
		if (line.trim() === '') return [];
		try {
			return [toRow(parseJson(line), i + 1)];
		} catch {
			return [{ line: i + 1, problem: 'This line is not valid JSON.', raw: line }];
		}
	});
}

function parseDocument(text: string, itemsField: string, skuField: string): Row[] {
	let document: unknown;
	try {
		document = parseJson(text);
	} catch (error) {
		return refuse(`The body is not valid JSON: ${(error as Error).message}`);
	}
	const items = itemsField ? at(document, itemsField) : document;
	if (items === undefined) throw new UnreadableBody(`The body has no '${itemsField}'.`);
	const isRow = skuField !== '' && at(items, skuField) !== undefined;
	const list = Array.isArray(items) ? items : ((isRow ? undefined : onlyList(items)) ?? [items]);
	return list.map((item, i) => toRow(item, i + 1));
}

/** Many systems wrap their rows: `{ "items": [...] }`. Taken when there is exactly one list of objects inside, or one that is empty. */
function onlyList(value: unknown): unknown[] | undefined {
	const lists = Object.values(asObject(value)).filter((member) => Array.isArray(member));
	const filled = lists.filter((list) =>
		list.some((item) => typeof item === 'object' && item !== null),
	);
	const candidates = filled.length > 0 ? filled : lists.filter(({ length }) => length === 0);
	return candidates.length === 1 ? candidates[0] : undefined;
}

function toRow(value: unknown, line: number): Row {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? { line, record: value as IDataObject }
		: { line, problem: 'This row is not an object with fields.', raw: JSON.stringify(value) };
}

/** The member at a dotted path; a field whose own name holds the dots comes first. */
export function at(value: unknown, path: string): unknown {
	const object = asObject(value);
	if (path in object) return object[path];
	return path.split('.').reduce<unknown>((inner, name) => asObject(inner)[name], value);
}

function refuse(message: string): never {
	throw new UnreadableBody(message);
}
