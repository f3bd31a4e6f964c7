import { NetsuiteError } from './errors.mts';

/** The part of SuiteQL that shops ask with: one table or two, conditions, order. */

type Value = string | null;
export type Row = Record<string, Value>;

export interface Table {
	columns: readonly string[];
	/** Columns this role may not see: asking for one gives no rows, without a word (netsuite sheet, section 3). */
	restricted: ReadonlySet<string>;
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

	constructor(q: string, tables: ReadonlyMap<string, Table>) {
		this.#tables = tables;
		this.#tokens = tokens(q);
	}

	run(): Row[] {
		this.#need('SELECT');
		// The columns are read last, when the tables are known.
		const selected = this.#at;
		while (this.#next().toUpperCase() !== 'FROM');
		const [base, baseAlias] = this.#table();
		let scopes: Scope[] = base.rows().map((row) => new Map([[baseAlias, row]]));
		if (this.#take('LEFT')) {
			this.#need('JOIN');
			scopes = this.#join(scopes);
		}
		if (this.#take('WHERE')) scopes = scopes.filter(this.#condition());
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
			const value = this.#operand();
			const own = this.#tokens[this.#at - 1] ?? '';
			columns.push([(this.#take('AS') ? this.#next() : own).toLowerCase(), value]);
		} while (this.#take(','));
		this.#need('FROM');
		return columns;
	}

	#join(scopes: Scope[]): Scope[] {
		const [other, alias] = this.#table();
		this.#need('ON');
		const one = this.#operand();
		this.#need('=');
		const two = this.#operand();
		const keyOf = (scope: Scope): Value => one(scope) ?? two(scope);
		const rows = Map.groupBy(other.rows(), (row) => keyOf(new Map([[alias, row]])));
		return scopes.flatMap((scope) =>
			(rows.get(keyOf(scope)) ?? [{}]).map((row) => new Map(scope).set(alias, row)),
		);
	}

	#table(): [Table, string] {
		const name = this.#next().toLowerCase();
		const table = this.#tables.get(name);
		if (!table) throw refused(`Record '${name}' was not found`);
		const next = this.#peek();
		const alias = next && !/^(LEFT|ON|WHERE|ORDER|FETCH)$/i.test(next) ? this.#next() : name;
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
		if (this.#take('IN')) {
			this.#need('(');
			const list = [this.#operand()];
			while (this.#take(',')) list.push(this.#operand());
			this.#need(')');
			if (list.length > mostInList)
				throw refused('maximum number of expressions in a list is 1000');
			// Constants, so they are worked out once.
			const values = new Set(list.map((operand) => operand(new Map())));
			values.delete(null);
			return (scope) => values.has(left(scope));
		}
		this.#need('=');
		const right = this.#operand();
		return (scope) => {
			const value = left(scope);
			return value !== null && value === right(scope);
		};
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
		if (!/^[A-Za-z_]/.test(text)) throw refused('Invalid or unsupported search');
		if (this.#take('(')) {
			const inputs = [this.#operand()];
			while (this.#take(',')) inputs.push(this.#operand());
			this.#need(')');
			return call(text, inputs);
		}
		return this.#take('.') ? this.#column(text, this.#next()) : this.#column(undefined, text);
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
		default:
			throw refused(`Unknown identifier '${name}'`);
	}
}

function compareBy(keys: readonly Operand[], a: Scope, b: Scope): number {
	for (const key of keys) {
		const [left, right] = [key(a) ?? '', key(b) ?? ''];
		const order = Number(left) - Number(right) || left.localeCompare(right);
		if (order !== 0) return order;
	}
	return 0;
}
