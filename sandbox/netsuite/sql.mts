import { NetsuiteError } from './errors.mts';

/** The part of SuiteQL that shops ask with: joined tables, conditions, groups, order. */

type Value = string | null;
export type Row = Record<string, Value>;

export interface Table {
	columns: readonly string[];
	/** Columns this role may not see: asking for one gives no rows, without a word (netsuite sheet, section 3). */
	restricted: ReadonlySet<string>;
	/** Columns that hold dates: ISO 8601 here, told in the account's own form unless TO_CHAR says otherwise. */
	dates?: ReadonlySet<string>;
	/** What a column shows to people stands beside it as `df:<column>`. */
	rows(): Row[];
}

const mostInList = 1000;

export const refused = (what: string): NetsuiteError =>
	new NetsuiteError(
		400,
		'INVALID_PARAMETER',
		`Invalid search query. Detailed unprocessed description follows. Search error occurred: ${what}.`,
	);

type Scope = Map<string, Row>;
type Operand = (scope: Scope) => Value;
type Condition = (scope: Scope) => boolean;

const token = /\s*('(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_]*|\d+|<>|<=|>=|[(),.=+*<>-]|$)/y;

function tokens(q: string): string[] {
	const found: string[] = [];
	token.lastIndex = 0;
	while (token.lastIndex < q.length) {
		const match = token.exec(q);
		if (!match) throw refused('Invalid or unsupported search');
		if (match[1]) found.push(match[1]);
	}
	return found;
}

export class Query {
	readonly #tables: ReadonlyMap<string, Table>;
	readonly #tokens: string[];
	#at = 0;
	/** Tables in use, by alias. */
	readonly #used = new Map<string, Table>();
	#silent = false;
	/** The rows behind the first row of a group. */
	readonly #groups = new WeakMap<Scope, Scope[]>();

	constructor(q: string | string[], tables: ReadonlyMap<string, Table>) {
		this.#tables = tables;
		this.#tokens = typeof q === 'string' ? tokens(q) : q;
	}

	run(): Row[] {
		this.#need('SELECT');
		// The columns are read last, when the tables are known.
		const selected = this.#at;
		while (this.#next().toUpperCase() !== 'FROM');
		const [base, baseAlias] = this.#table();
		let scopes: Scope[] = base.rows().map((row) => new Map([[baseAlias, row]]));
		for (;;) {
			const isLeft = this.#take('LEFT');
			if (isLeft) this.#need('JOIN');
			else if (!this.#take('JOIN')) break;
			scopes = this.#join(scopes, isLeft);
		}
		if (this.#take('WHERE')) scopes = scopes.filter(this.#condition());
		if (this.#take('GROUP')) {
			this.#need('BY');
			scopes = this.#group(scopes);
		}
		if (this.#take('ORDER')) {
			this.#need('BY');
			const keys = [this.#operand()];
			while (this.#take(',')) keys.push(this.#operand());
			scopes.sort((a, b) => compareBy(keys, a, b));
		}
		if (this.#take('FETCH')) {
			this.#need('FIRST');
			scopes = scopes.slice(0, Number(this.#next()));
			this.#need('ROWS');
			this.#need('ONLY');
		}
		if (this.#peek() !== undefined) throw refused('Invalid or unsupported search');
		this.#at = selected;
		const columns = this.#columns();
		if (this.#silent) return [];
		return scopes.map((scope) =>
			Object.fromEntries(columns.map(([name, value]) => [name, value(scope)])),
		);
	}

	#columns(): [string, Operand][] {
		const columns: [string, Operand][] = [];
		do {
			const begun = this.#at;
			const value = this.#operand();
			const own = this.#tokens[this.#at - 1] ?? '';
			const shown = this.#isDate(begun) ? inAccountForm(value) : value;
			columns.push([(this.#take('AS') ? this.#next() : own).toLowerCase(), shown]);
		} while (this.#take(','));
		this.#need('FROM');
		return columns;
	}

	/** A bare column that holds a date. */
	#isDate(begun: number): boolean {
		const [alias = '', dot, column = ''] = this.#tokens.slice(begun, this.#at);
		return (
			dot === '.' &&
			this.#at - begun === 3 &&
			(this.#used.get(alias.toLowerCase())?.dates?.has(column.toLowerCase()) ?? false)
		);
	}

	#join(scopes: Scope[], isLeft: boolean): Scope[] {
		const [other, alias] = this.#table();
		this.#need('ON');
		const one = this.#operand();
		this.#need('=');
		const two = this.#operand();
		const more: Condition[] = [];
		while (this.#take('AND')) more.push(this.#comparison());
		const keyOf = (scope: Scope): Value => one(scope) ?? two(scope);
		const rows = Map.groupBy(other.rows(), (row) => keyOf(new Map([[alias, row]])));
		return scopes.flatMap((scope) => {
			const fitting = (rows.get(keyOf(scope)) ?? [])
				.map((row) => new Map(scope).set(alias, row))
				.filter((joined) => more.every((condition) => condition(joined)));
			return fitting.length === 0 && isLeft ? [new Map(scope).set(alias, {})] : fitting;
		});
	}

	#group(scopes: Scope[]): Scope[] {
		const keys = [this.#operand()];
		while (this.#take(',')) keys.push(this.#operand());
		const groups = Map.groupBy(scopes, (scope) => JSON.stringify(keys.map((key) => key(scope))));
		return [...groups.values()].map((group) => {
			const [first = new Map<string, Row>()] = group;
			this.#groups.set(first, group);
			return first;
		});
	}

	#table(): [Table, string] {
		const name = this.#next().toLowerCase();
		const table = this.#tables.get(name);
		if (!table) throw refused(`Record '${name}' was not found`);
		const next = this.#peek();
		const alias =
			next && !/^(LEFT|JOIN|ON|WHERE|GROUP|ORDER|FETCH)$/i.test(next) ? this.#next() : name;
		this.#used.set(alias.toLowerCase(), table);
		return [table, alias.toLowerCase()];
	}

	#condition(): Condition {
		const parts = [this.#conjunction()];
		while (this.#take('OR')) parts.push(this.#conjunction());
		return (scope) => parts.some((part) => part(scope));
	}

	#conjunction(): Condition {
		const parts = [this.#comparison()];
		while (this.#take('AND')) parts.push(this.#comparison());
		return (scope) => parts.every((part) => part(scope));
	}

	#comparison(): Condition {
		if (this.#take('(')) {
			const inner = this.#condition();
			this.#need(')');
			return inner;
		}
		const left = this.#operand();
		const isNot = this.#take('NOT');
		if (this.#take('IN')) {
			this.#need('(');
			if (this.#peek()?.toUpperCase() === 'SELECT') {
				const values = this.#inner();
				return (scope) => left(scope) !== null && values.has(left(scope)) !== isNot;
			}
			const list = [this.#operand()];
			while (this.#take(',')) list.push(this.#operand());
			this.#need(')');
			if (list.length > mostInList)
				throw refused('maximum number of expressions in a list is 1000');
			// Constants, so they are worked out once.
			const values = new Set(list.map((operand) => operand(new Map())));
			values.delete(null);
			return (scope) => left(scope) !== null && values.has(left(scope)) !== isNot;
		}
		const test = comparisons.get(this.#next());
		if (!test || isNot) throw refused('Invalid or unsupported search');
		const right = this.#operand();
		return (scope) => {
			const [value, other] = [left(scope), right(scope)];
			return value !== null && other !== null && test(order(value, other));
		};
	}

	/** A query in brackets, of one column; it knows nothing of the one around it. */
	#inner(): Set<Value> {
		const begun = this.#at;
		for (let depth = 1; depth > 0; ) {
			const next = this.#next();
			if (next === '(') depth += 1;
			if (next === ')') depth -= 1;
		}
		const query = new Query(this.#tokens.slice(begun, this.#at - 1), this.#tables);
		const values = query.run().map((row) => Object.values(row)[0] ?? null);
		return new Set(values.filter((value) => value !== null));
	}

	#operand(): Operand {
		const first = this.#single();
		if (this.#take('+')) {
			const second = this.#single();
			return (scope) => String(Number(first(scope)) + Number(second(scope)));
		}
		return first;
	}

	#single(): Operand {
		if (this.#take('-')) {
			const value = this.#single();
			return (scope) => String(-Number(value(scope)));
		}
		const text = this.#next();
		if (text.startsWith("'")) {
			// Oracle takes an empty text for nothing at all.
			const value = text.slice(1, -1).replaceAll("''", "'") || null;
			return () => value;
		}
		if (/^\d+$/.test(text)) return () => text;
		if (text.toUpperCase() === 'NULL') return () => null;
		if (text.toUpperCase() === 'BUILTIN') return this.#shown();
		if (!/^[A-Za-z_]/.test(text)) throw refused('Invalid or unsupported search');
		if (this.#take('(')) {
			const inputs = [this.#operand()];
			while (this.#take(',')) inputs.push(this.#operand());
			this.#need(')');
			if (text.toUpperCase() === 'SUM') return this.#sum(inputs[0]);
			return call(text, inputs);
		}
		return this.#take('.') ? this.#column(text, this.#next()) : this.#column(undefined, text);
	}

	#sum(input: Operand | undefined): Operand {
		return (scope) => {
			const values = (this.#groups.get(scope) ?? [scope]).map((one) => input?.(one) ?? null);
			const known = values.filter((value) => value !== null);
			return known.length === 0
				? null
				: String(known.reduce((total, value) => total + Number(value), 0));
		};
	}

	/** `BUILTIN.DF(column)`: what a list or a name shows to people. */
	#shown(): Operand {
		for (const word of ['.', 'DF', '(']) this.#need(word);
		const alias = this.#next();
		this.#need('.');
		const column = this.#next();
		const plain = this.#column(alias, column);
		this.#need(')');
		return (scope) =>
			scope.get(alias.toLowerCase())?.[`df:${column.toLowerCase()}`] ?? plain(scope);
	}

	#column(alias: string | undefined, column: string): Operand {
		const [from, table] = alias
			? [alias.toLowerCase(), this.#used.get(alias.toLowerCase())]
			: ([...this.#used][0] ?? ['', undefined]);
		const name = column.toLowerCase();
		if (!table?.columns.includes(name)) {
			throw refused(`Field '${name}' for record '${from}' was not found`);
		}
		if (table.restricted.has(name)) this.#silent = true;
		return (scope) => scope.get(from)?.[name] ?? null;
	}

	#peek(): string | undefined {
		return this.#tokens[this.#at];
	}

	#next(): string {
		const next = this.#tokens[this.#at];
		if (next === undefined) throw refused('Invalid or unsupported search');
		this.#at += 1;
		return next;
	}

	#take(word: string): boolean {
		if (this.#peek()?.toUpperCase() !== word) return false;
		this.#at += 1;
		return true;
	}

	#need(word: string): void {
		if (!this.#take(word)) throw refused('Invalid or unsupported search');
	}
}

function call(name: string, inputs: Operand[]): Operand {
	const [text, second, third] = inputs;
	const of = (operand: Operand | undefined, scope: Scope): string => operand?.(scope) ?? '';
	switch (name.toUpperCase()) {
		case 'SUBSTR':
			return (scope) => of(text, scope).slice(Math.max(0, Number(of(second, scope)) - 1)) || null;
		case 'INSTR':
			return (scope) => {
				const backwards = Number(of(third, scope)) < 0;
				const [whole, part] = [of(text, scope), of(second, scope)];
				return String((backwards ? whole.lastIndexOf(part) : whole.indexOf(part)) + 1);
			};
		case 'NVL':
			return (scope) => text?.(scope) ?? second?.(scope) ?? null;
		case 'TO_CHAR':
			return (scope) => {
				const date = of(text, scope);
				const form = of(second, scope);
				if (!['YYYY-MM-DD', 'YYYY-MM-DD HH24:MI:SS'].includes(form)) throw badForm(form);
				return date === '' ? null : form.length > 10 ? date : date.slice(0, 10);
			};
		case 'TO_DATE':
			return (scope) => {
				const date = of(text, scope);
				if (of(second, scope) !== 'YYYY-MM-DD HH24:MI:SS') throw badForm(of(second, scope));
				if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(date)) throw badForm(date);
				return date;
			};
		default:
			throw refused(`Unknown identifier '${name}'`);
	}
}

const badForm = (text: string): NetsuiteError => refused(`Invalid date or format '${text}'`);

const comparisons = new Map<string, (order: number) => boolean>([
	['=', (order) => order === 0],
	['<>', (order) => order !== 0],
	['>', (order) => order > 0],
	['>=', (order) => order >= 0],
	['<', (order) => order < 0],
	['<=', (order) => order <= 0],
]);

/** Numbers as numbers, everything else letter by letter. */
const order = (left: string, right: string): number =>
	Number(left) - Number(right) || (left === right ? 0 : left < right ? -1 : 1);

/** `2026-11-23` as this account writes dates: `23/11/2026`. */
const inAccountForm =
	(value: Operand): Operand =>
	(scope) =>
		value(scope)?.slice(0, 10).split('-').reverse().join('/') ?? null;

function compareBy(keys: readonly Operand[], a: Scope, b: Scope): number {
	for (const key of keys) {
		const difference = order(key(a) ?? '', key(b) ?? '');
		if (difference !== 0) return difference;
	}
	return 0;
}
