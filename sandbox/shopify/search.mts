/**
 * Shopify's search syntax: terms side by side mean AND, `OR`, `NOT` and `-`, parentheses, `field:value`, comparators before the
 * value, quotes of either kind with backslash escapes, `*` after a prefix. Matching ignores case (shopify sheet, section 3).
 */
export type Comparator = '' | '<' | '<=' | '>' | '>=';

export type Query =
	| {
			kind: 'term';
			field: string | undefined;
			comparator: Comparator;
			value: string;
			prefix: boolean;
	  }
	| { kind: 'and' | 'or'; parts: Query[] }
	| { kind: 'not'; part: Query };

export type FieldValue = string | number | Date | null;
export type Fields<T> = Record<string, (one: T) => FieldValue>;

const word = /[^\s()'":\\]/;

export function parseSearch(text: string): Query | undefined {
	let at = 0;
	const skip = () => {
		while (/\s/.test(text[at] ?? '')) at++;
	};
	const keyword = (name: string) => {
		skip();
		const found =
			text.slice(at, at + name.length) === name && !/\S/.test(text[at + name.length] ?? '');
		if (found) at += name.length;
		return found;
	};

	const readQuoted = () => {
		const quote = text[at++];
		let value = '';
		while (at < text.length && text[at] !== quote) {
			if (text[at] === '\\') at++;
			value += text[at++] ?? '';
		}
		at++;
		return value;
	};
	const readWord = (also: RegExp) => {
		let value = '';
		while (
			at < text.length &&
			(word.test(text[at]!) || also.test(text[at]!) || text[at] === '\\')
		) {
			if (text[at] === '\\') at++;
			value += text[at++] ?? '';
		}
		return value;
	};

	const readTerm = (): Query | undefined => {
		let field: string | undefined;
		const named = /^[A-Za-z_][\w.]*:/.exec(text.slice(at));
		if (named) {
			field = named[0].slice(0, -1);
			at += named[0].length;
		}
		const comparator = (/^(<=|>=|<|>)/.exec(text.slice(at))?.[0] ?? '') as Comparator;
		at += comparator.length;
		const quoted = text[at] === '"' || text[at] === "'";
		const value = quoted ? readQuoted() : readWord(field === undefined ? /(?!)/ : /[:'"]/);
		if (!quoted && value === '' && field === undefined) {
			at++;
			return undefined;
		}
		const prefix = !quoted && value.endsWith('*');
		return { kind: 'term', field, comparator, value: prefix ? value.slice(0, -1) : value, prefix };
	};

	const readPart = (): Query | undefined => {
		skip();
		if (keyword('NOT')) return negate(readPart());
		if (text[at] === '-') {
			at++;
			return negate(readPart());
		}
		if (text[at] !== '(') return readTerm();
		at++;
		const inner = readOr();
		skip();
		if (text[at] === ')') at++;
		return inner;
	};
	const negate = (part: Query | undefined): Query | undefined => part && { kind: 'not', part };

	const readAnd = (): Query | undefined => {
		const parts: Query[] = [];
		for (;;) {
			skip();
			if (at >= text.length || text[at] === ')') break;
			const before = at;
			if (keyword('OR')) {
				at = before;
				break;
			}
			if (keyword('AND')) continue;
			const part = readPart();
			if (part) parts.push(part);
		}
		return join('and', parts);
	};
	const readOr = (): Query | undefined => {
		const parts: Query[] = [];
		do {
			const part = readAnd();
			if (part) parts.push(part);
		} while (keyword('OR'));
		return join('or', parts);
	};
	return readOr();
}

function join(kind: 'and' | 'or', parts: Query[]): Query | undefined {
	return parts.length < 2 ? parts[0] : { kind, parts };
}

/** True when every term says which field it means. */
export function namesFields(query: Query): boolean {
	if (query.kind === 'term') return query.field !== undefined;
	return query.kind === 'not' ? namesFields(query.part) : query.parts.every(namesFields);
}

/** Field names of the query which this search does not know: Shopify ignores such a term and says so in `extensions.search`. */
export function unknownFields<T>(query: Query, fields: Fields<T>): string[] {
	if (query.kind === 'not') return unknownFields(query.part, fields);
	if (query.kind !== 'term') return query.parts.flatMap((part) => unknownFields(part, fields));
	return query.field === undefined || query.field in fields ? [] : [query.field];
}

/** A test for one entry. `fullText` are the fields searched by a term without a field name. */
export function compile<T>(
	query: Query,
	fields: Fields<T>,
	fullText: readonly string[],
): (one: T) => boolean {
	switch (query.kind) {
		case 'not': {
			const inner = compile(query.part, fields, fullText);
			return (one) => !inner(one);
		}
		case 'and': {
			const tests = query.parts.map((part) => compile(part, fields, fullText));
			return (one) => tests.every((test) => test(one));
		}
		case 'or': {
			// Hundreds of exact terms on one field are the usual look-up: one set instead of as many comparisons.
			const exact = new Map<string, Set<string>>();
			const others: ((one: T) => boolean)[] = [];
			for (const part of query.parts) {
				if (part.kind === 'term' && part.field !== undefined && isExactText(part)) {
					const values = exact.get(part.field) ?? new Set();
					exact.set(part.field, values.add(part.value.toLowerCase()));
				} else {
					others.push(compile(part, fields, fullText));
				}
			}
			const sets = [...exact].filter(([field]) => field in fields);
			return (one) =>
				sets.some(([field, values]) => values.has(asText(fields[field]!(one)))) ||
				others.some((test) => test(one));
		}
		case 'term': {
			if (query.field === undefined) {
				const wanted = query.value.toLowerCase();
				return (one) => fullText.some((field) => asText(fields[field]!(one)).includes(wanted));
			}
			const read = fields[query.field];
			return read ? (one) => matches(read(one), query) : () => true;
		}
	}
}

type Term = Extract<Query, { kind: 'term' }>;

const isExactText = (term: Term) =>
	term.comparator === '' && !term.prefix && !/_at$|quantity$|^available$/.test(term.field ?? '');

const asText = (value: FieldValue) =>
	value === null ? '' : value instanceof Date ? value.toISOString() : String(value).toLowerCase();

function matches(value: FieldValue, { comparator, value: wanted, prefix }: Term): boolean {
	if (value === null) return false;
	if (typeof value === 'string') {
		const [have, want] = [value.toLowerCase(), wanted.toLowerCase()];
		return prefix ? have.startsWith(want) : have === want;
	}
	const have = Number(value);
	const want = value instanceof Date ? Date.parse(wanted) : Number(wanted);
	if (Number.isNaN(want)) return false;
	switch (comparator) {
		case '<':
			return have < want;
		case '<=':
			return have <= want;
		case '>':
			return have > want;
		case '>=':
			return have >= want;
		case '':
			return have === want;
	}
}
