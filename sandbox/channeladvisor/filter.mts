import { odata } from './errors.mts';

export type Row = Readonly<Record<string, unknown>>;
export type Predicate = (row: Row) => boolean;

/** `Sku eq 'a'`, times with `ge`, `and`, `or`, brackets: what a reader needs of OData's filter language. `and` binds closer than `or`. */
export function parseFilter(text: string, fields: readonly string[]): Predicate {
	const tokens = tokenize(text);
	let at = 0;

	const fault = () => odata(400, `Syntax error at position ${at} in '${text}'.`);
	const take = (): string => tokens[at++] ?? '';
	const joined = (
		word: string,
		inner: () => Predicate,
		join: (a: boolean, b: boolean) => boolean,
	) => {
		let left = inner();
		while (tokens[at] === word) {
			at++;
			const [first, second] = [left, inner()];
			left = (row) => join(first(row), second(row));
		}
		return left;
	};
	const any = (): Predicate => joined('or', all, (a, b) => a || b);
	const all = (): Predicate => joined('and', one, (a, b) => a && b);
	const one = (): Predicate => {
		if (tokens[at] !== '(') return comparison();
		at++;
		const inner = any();
		if (take() !== ')') throw fault();
		return inner;
	};
	const comparison = (): Predicate => {
		const field = take();
		if (!/^\w+$/.test(field)) throw fault();
		if (!fields.includes(field))
			throw odata(400, `Could not find a property named '${field}' on type 'Product'.`);
		const operator = take();
		if (operator === 'ge') {
			const since = Date.parse(time(take()));
			// Nothing is no time, and no time is later than another.
			return (row) => Date.parse(String(row[field])) >= since;
		}
		if (operator !== 'eq') throw fault();
		const wanted = literal(take());
		return (row) => row[field] === wanted;
	};
	/** Without quotes, in ISO 8601 (channeladvisor sheet, section 10). */
	const time = (token: string): string => {
		if (!/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(token)) throw fault();
		return token;
	};
	const literal = (token: string): string | number | boolean => {
		if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
		if (/^-?\d+$/.test(token)) return Number(token);
		if (token === 'true' || token === 'false') return token === 'true';
		throw fault();
	};

	const whole = any();
	if (at < tokens.length) throw fault();
	return whole;
}

function tokenize(text: string): string[] {
	const tokens: string[] = [];
	const pattern = /\s*('(?:[^']|'')*'|[()]|[^\s()']+)/suy;
	while (pattern.lastIndex < text.trimEnd().length) {
		const start = pattern.lastIndex;
		const [, token] = pattern.exec(text) ?? [];
		if (token === undefined)
			throw odata(
				400,
				`There is an unterminated string literal at position ${start} in '${text}'.`,
			);
		tokens.push(token);
	}
	return tokens;
}
