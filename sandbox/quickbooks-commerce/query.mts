import { unreadable, wrongQuery } from './errors.mts';

export type Row = Record<string, unknown>;
export type Tables = Readonly<Record<string, { fields: readonly string[]; rows(): Row[] }>>;

const mostRows = 1_000;
const token = /\s*('(?:\\.|[^'\\])*'|[A-Za-z_][\w.]*|\d+|[(),*]|<=|>=|[=<>])/y;

interface Condition {
	field: string;
	operator: string;
	values: string[];
}

/** The query language: `select *`, conditions joined by AND, pages (sheet, section 3). */
export function run(text: string, tables: Tables): Row {
	const parser = new Parser(text);
	parser.need('select');
	const counting = parser.take('count');
	if (counting) parser.need('(');
	parser.need('*');
	if (counting) parser.need(')');
	parser.need('from');
	const entity = parser.next();
	const table = tables[entity];
	if (!table) throw wrongQuery(`invalid context declaration: ${entity}`);
	const conditions = parser.conditions();
	for (const { field } of conditions)
		if (!table.fields.includes(field))
			throw wrongQuery(`Property ${field} not found for Entity ${entity}`);
	const order = parser.order();
	if (order !== undefined && !table.fields.includes(order))
		throw wrongQuery(`Property ${order} not found for Entity ${entity}`);
	let start = 1;
	let most = 100;
	while (!parser.done()) {
		if (parser.take('startposition')) start = Number(parser.next());
		else if (parser.take('maxresults')) most = Number(parser.next());
		else throw unreadable(parser.next());
	}
	if (!(start >= 1) || !(most >= 1) || most > mostRows)
		throw wrongQuery('value for maxresults must be between 1 and 1000');
	// Without a word about it only what is active.
	const asked = conditions.some(({ field }) => field === 'Active');
	const fitting = table
		.rows()
		.filter((row) => asked || row['Active'] !== false)
		.filter((row) => conditions.every((one) => holds(one, row)));
	if (counting) return { totalCount: fitting.length };
	if (order !== undefined) fitting.sort((a, b) => compare(valueOf(a, order), valueOf(b, order)));
	const page = fitting.slice(start - 1, start - 1 + most);
	return page.length === 0 ? {} : { [entity]: page, startPosition: start, maxResults: page.length };
}

/** A dot leads into an object. */
const valueOf = (row: Row, field: string): string =>
	String(
		field.split('.').reduce<unknown>((at, name) => (at as Row)[name], row) ?? '',
	).toLowerCase();

/** Times by the moment, whatever their zone. */
function compare(a: string, b: string): number {
	const [left, right] = [a, b].map((text) =>
		/^\d{4}-\d\d-\d\dt/.test(text) ? Date.parse(text) : text,
	);
	return left! < right! ? -1 : left! > right! ? 1 : 0;
}

function holds({ field, operator, values }: Condition, row: Row): boolean {
	const value = valueOf(row, field);
	const by = compare(value, values[0] ?? '');
	switch (operator) {
		case '=':
		case 'in':
			return values.includes(value);
		case '>':
			return by > 0;
		case '<':
			return by < 0;
		case '>=':
			return by >= 0;
		case '<=':
			return by <= 0;
		default:
			throw unreadable(operator);
	}
}

class Parser {
	readonly #tokens: string[] = [];
	#at = 0;

	constructor(text: string) {
		token.lastIndex = 0;
		while (token.lastIndex < text.trimEnd().length) {
			const from = token.lastIndex;
			const found = token.exec(text)?.[1];
			if (found === undefined) throw unreadable(text.slice(from, from + 10));
			this.#tokens.push(found);
		}
	}

	done(): boolean {
		return this.#at >= this.#tokens.length;
	}

	next(): string {
		const next = this.#tokens[this.#at];
		if (next === undefined) throw unreadable('<EOF>');
		this.#at += 1;
		return next;
	}

	take(word: string): boolean {
		if (this.#tokens[this.#at]?.toLowerCase() !== word) return false;
		this.#at += 1;
		return true;
	}

	need(word: string): void {
		if (!this.take(word)) throw unreadable(this.done() ? '<EOF>' : this.next());
	}

	conditions(): Condition[] {
		if (!this.take('where')) return [];
		const found: Condition[] = [];
		do {
			const field = this.next();
			const operator = this.next().toLowerCase();
			const values = operator === 'in' ? this.#list() : [this.#value()];
			found.push({ field, operator, values });
		} while (this.take('and'));
		return found;
	}

	/** In one word or in two. */
	order(): string | undefined {
		if (!this.take('orderby')) {
			if (!this.take('order')) return undefined;
			this.need('by');
		}
		return this.next();
	}

	#list(): string[] {
		this.need('(');
		const values = [this.#value()];
		while (this.take(',')) values.push(this.#value());
		this.need(')');
		return values;
	}

	/** Compared without regard to case. */
	#value(): string {
		const text = this.next();
		const plain = text.startsWith("'") ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
		return plain.toLowerCase();
	}
}
