import type { FakeRequest } from '../fake.mts';
import { refused } from './errors.mts';

export type Json = Record<string, unknown>;

/** Lightspeed knows whole seconds. */
export const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`;

export interface Resource {
	name: string;
	id: string;
	/** What can be filtered by. */
	fields: readonly string[];
	/** What can be sorted by besides the id. */
	sortable?: readonly string[];
}

const OPERATOR = /^(><|>=|<=|!=|!~|>|<|~|IN),(.*)$/is;
const MOST_IN = 100;
const MOST = 100;

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
	'>': (a, b) => a > b,
	'>=': (a, b) => a >= b,
	'<': (a, b) => a < b,
	'<=': (a, b) => a <= b,
};

/** The operator stands in the value (lightspeed-retail sheet, section 3). */
export function matches(field: string, wanted: string): (view: Json) => boolean {
	const [, operator, operand = ''] = OPERATOR.exec(wanted) ?? [];
	const text = (view: Json): string => String(view[field] ?? '').toLowerCase();
	if (operator === undefined) return (view) => text(view) === wanted.toLowerCase();
	if (operator.toUpperCase() === 'IN') {
		const values = operand.replace(/^\[|\]$/g, '').split(',');
		if (values.length > MOST_IN) throw refused(400, `Too many values for ${field}.`);
		return (view) => values.includes(text(view));
	}
	if (operator === '~' || operator === '!~') {
		const like = new RegExp(
			`^${operand
				.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
				.replaceAll('%', '.*')
				.replaceAll('_', '.')}$`,
			'is',
		);
		return (view) => like.test(text(view)) === (operator === '~');
	}
	if (operator === '!=') return (view) => text(view) !== operand.toLowerCase();
	const compare = COMPARISONS[operator];
	const limit = comparable(operand);
	if (!compare || Number.isNaN(limit)) throw refused(400, `${field} cannot be compared so.`);
	return (view) => compare(comparable(view[field]), limit);
}

const comparable = (value: unknown): number => {
	const text = String(value ?? '');
	return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text);
};

/** A page in the wanted order; the next one begins behind its last row, wherever that stands by then. */
export function page(
	rows: readonly Json[],
	{ query, path }: FakeRequest,
	base: string,
	{ name, id, fields, sortable = [] }: Resource,
): Json {
	const limit = Number(query.get('limit') ?? MOST);
	if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
		throw refused(400, `limit must be between 1 and ${MOST}.`);
	for (const gone of ['offset', 'orderby'])
		if (query.has(gone)) throw refused(400, `${gone} is not supported.`);
	const tests = fields
		.filter((field) => query.has(field))
		.map((field) => matches(field, query.get(field) ?? ''));
	const [, descending, by = ''] = /^(-?)(\w+)$/.exec(query.get('sort') ?? id) ?? [];
	if (![id, ...sortable].includes(by)) throw refused(400, `Cannot sort by '${by}'.`);
	const sign = descending ? -1 : 1;
	const place = (row: Json): [number, number] => [comparable(row[by]), Number(row[id])];
	const order = (a: [number, number], b: [number, number]): number =>
		sign * (a[0] - b[0] || a[1] - b[1]);
	const after = query.get('after');
	const last =
		after === null
			? undefined
			: (JSON.parse(Buffer.from(after, 'base64url').toString()) as [number, number]);
	const found = rows
		.filter((row) => tests.every((test) => test(row)))
		.filter((row) => !last || order(place(row), last) > 0)
		.toSorted((a, b) => order(place(a), place(b)));
	const shown = found.slice(0, limit);
	const next = new URLSearchParams(query);
	const end = shown.at(-1);
	if (end) next.set('after', Buffer.from(JSON.stringify(place(end))).toString('base64url'));
	return {
		'@attributes': {
			next: found.length > limit ? `${base}${path}?${next.toString()}` : '',
			previous: '',
		},
		...(shown.length === 0 ? {} : { [name]: oneOrMany(shown) }),
	};
}

/** One row comes as an object (lightspeed-retail sheet, section 3). */
export const oneOrMany = (rows: readonly Json[]): unknown => (rows.length === 1 ? rows[0] : rows);

export function relationsOf(query: URLSearchParams): string[] {
	const text = query.get('load_relations');
	if (text === null) return [];
	try {
		return JSON.parse(text) as string[];
	} catch {
		throw refused(400, 'load_relations must be a JSON list.');
	}
}
