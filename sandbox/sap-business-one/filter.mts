import { fail } from './errors.mts';

export type Row = Record<string, unknown>;
type Value = string | number | null;
type Test = (row: Row) => boolean;

const token = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w/]*)|([(),]))/y;

const bad = (filter: string): never => fail(400, -1000, `Query string error: '${filter}'`);

function tokens(filter: string): string[] {
	const found: string[] = [];
	token.lastIndex = 0;
	while (token.lastIndex < filter.trimEnd().length) {
		const [text] = token.exec(filter) ?? bad(filter);
		found.push(text.trim());
	}
	return found;
}

const compare: Record<string, (a: Value, b: Value) => boolean> = {
	eq: (a, b) => a === b,
	ne: (a, b) => a !== b,
	gt: (a, b) => a !== null && b !== null && a > b,
	ge: (a, b) => a !== null && b !== null && a >= b,
	lt: (a, b) => a !== null && b !== null && a < b,
	le: (a, b) => a !== null && b !== null && a <= b,
};

/** Dates have no time, neither in a row nor in a comparison. */
const dayOf = (value: Value): Value =>
	typeof value === 'string' && /^\d{4}-\d\d-\d\dT00:00:00Z$/.test(value)
		? value.slice(0, 10)
		: value;

const functions: Record<string, (a: string, b: string) => boolean> = {
	startswith: (a, b) => a.startsWith(b),
	endswith: (a, b) => a.endsWith(b),
	contains: (a, b) => a.includes(b),
	substringof: (a, b) => b.includes(a),
};

/** The filter language; it has no `in` (sap-business-one sheet, section 3). Comparisons tell upper from lower case, as on HANA. */
export function condition(filter: string, checkField: (name: string) => void): Test {
	const list = tokens(filter);
	let at = 0;
	const next = (): string => list[at++] ?? bad(filter);
	const expect = (wanted: string): void => void (next() === wanted || bad(filter));

	function operand(): (row: Row) => Value {
		const text = next();
		if (text.startsWith("'")) {
			const literal = text.slice(1, -1).replaceAll("''", "'");
			return () => literal;
		}
		if (/^-?\d/.test(text)) return () => Number(text);
		if (text === 'null') return () => null;
		if (!/^[A-Za-z_]/.test(text)) return bad(filter);
		checkField(text);
		return (row) => dayOf((row[text] ?? null) as Value);
	}

	function single(): Test {
		const word = list[at] ?? '';
		if (word === 'not') {
			at++;
			const inner = single();
			return (row) => !inner(row);
		}
		if (word === '(') {
			at++;
			const inner = either();
			expect(')');
			return inner;
		}
		const call = functions[word];
		if (call && list[at + 1] === '(') {
			at += 2;
			const a = operand();
			expect(',');
			const b = operand();
			expect(')');
			return (row) => call(String(a(row) ?? ''), String(b(row) ?? ''));
		}
		const a = operand();
		const test = compare[next()] ?? bad(filter);
		const b = operand();
		return (row) => test(a(row), b(row));
	}

	function both(): Test {
		const parts = [single()];
		while (list[at] === 'and') {
			at++;
			parts.push(single());
		}
		return (row) => parts.every((part) => part(row));
	}

	function either(): Test {
		const parts = [both()];
		while (list[at] === 'or') {
			at++;
			parts.push(both());
		}
		return (row) => parts.some((part) => part(row));
	}

	const test = either();
	return at === list.length ? test : bad(filter);
}
