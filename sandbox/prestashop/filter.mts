import { didYouMean, fail } from './errors.mts';
import type { Field, Resource } from './schema.mts';
import type { Row } from './shop.mts';

type Test = (value: string) => boolean;

/** How MySQL's usual collation compares text: neither case, accents nor blanks at the end count. */
const collated = (text: string): string =>
	text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/ +$/, '');

const isNumeric = (field: Field): boolean =>
	field.kind === 'id' || field.kind === 'int' || field.kind === 'bool' || field.kind === 'decimal';

/** What two values of a field must share to be equal. */
const keyOf = (field: Field, text: string): string | number =>
	isNumeric(field) ? Number.parseFloat(text) || 0 : collated(text);

const compare = (field: Field, a: string, b: string): number => {
	const [x, y] = [keyOf(field, a), keyOf(field, b)];
	return x < y ? -1 : Number(x > y);
};

/** PHP's sort holds two numbers against each other as numbers, although they are texts: 9 comes before 10. */
const likePhp = (a: string, b: string): number => {
	const [x, y] = [Number(a), Number(b)];
	return Number.isNaN(x) || Number.isNaN(y) ? (a < b ? -1 : Number(a > b)) : x - y;
};

const like = (pattern: string): Test => {
	const source = [...pattern]
		.map((char) => {
			if (char === '%') return '.*';
			return char === '_' ? '.' : char.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
		})
		.join('');
	const expression = new RegExp(`^${source}$`, 'isu');
	return (value) => expression.test(value);
};

/** The filter grammar (prestashop sheet, section 3); undefined = the shop adds no condition at all. */
function condition(field: Field, filter: string): Test | undefined {
	// The dot of PHP stops at line feeds only.
	const [, before, inside = '', after] = /^([^\n]*)\[([^\n]*)\]([^\n]*)$/.exec(filter) ?? [];
	const anyOf = (wanted: string[]): Test => {
		const keys = new Set(wanted.map((text) => keyOf(field, text)));
		return (value) => keys.has(keyOf(field, value));
	};
	if (before === undefined) return anyOf([filter]);
	if (before === '%' || after === '%') return like(`${before}${inside}${after}`);
	if (before === '' && after === '') {
		if (inside.indexOf('|') > 0) return anyOf(inside.split('|'));
		const range = /^([\d.:\-\s]+),([\d.:\-\s]+)$/.exec(inside);
		if (!range) return anyOf([inside]);
		const [low = '', high = ''] = range.slice(1).sort(likePhp);
		return (value) => compare(field, value, low) >= 0 && compare(field, value, high) <= 0;
	}
	if (before === '>') return (value) => compare(field, value, inside) > 0;
	if (before === '<') return (value) => compare(field, value, inside) < 0;
	if (before === '!') return (value) => compare(field, value, inside) !== 0;
	return undefined;
}

const idField: Field = {
	name: 'id',
	kind: 'id',
	required: false,
	readOnly: false,
	dynamic: false,
	i18n: false,
};

export const valueOf = (row: Row, name: string): string =>
	name === 'id' ? String(row.id) : (row.values[name] ?? '');

export function select(resource: Resource, rows: Row[], query: URLSearchParams): Row[] {
	const fields = [idField, ...resource.fields].filter(
		({ name }) => (name !== 'date_add' && name !== 'date_upd') || Boolean(query.get('date')),
	);
	let result = rows;
	for (const [key, filter] of query) {
		const name = /^filter\[([^\]]*)\]$/.exec(key)?.[1];
		if (name === undefined || name === 'sort' || name === 'limit') continue;
		const field = fields.find((one) => one.name === name);
		if (!field) {
			const names = fields.filter((one) => !one.i18n).map((one) => one.name);
			return fail(400, 32, didYouMean('This filter does not exist', name, names));
		}
		if (filter === '') return fail(400, 33, `The filter "${name}" is malformed.`);
		if (field.dynamic) {
			const text = `The field "${name}" is dynamic. It is not possible to filter GET query with this field.`;
			return fail(400, 34, text);
		}
		const test = condition(field, filter);
		if (test) result = result.filter((row) => test(valueOf(row, name)));
	}
	// The database answers in the order of the index it used, not in the order asked.
	const indexed = query.has('filter[reference]') ? sorted(result, fields, 'reference_ASC') : result;
	return limited(sorted(indexed, fields, query.get('sort')), query.get('limit'));
}

function sorted(rows: Row[], fields: Field[], sort: string | null): Row[] {
	if (sort === null) return rows;
	const keys = (/^\[(.*)\]$/.exec(sort)?.[1] ?? sort).split(',').map((part) => {
		const [, name, direction] = /^(.*)_(asc|desc)$/i.exec(part) ?? [];
		if (name === undefined || direction === undefined) {
			const example = `"field_ASC" or '[field_1_DESC,field_2_ASC,field_3_ASC,...]'`;
			const text = `The "sort" value has to be formed as this example: ${example} ("field" has to be an available field)`;
			return fail(400, 37, text);
		}
		const field = fields.find((one) => one.name === name);
		if (field) return { field, sign: direction.toUpperCase() === 'ASC' ? 1 : -1 };
		const [texts, plain] = [fields.filter((one) => one.i18n), fields.filter((one) => !one.i18n)];
		const names = (list: Field[]) => list.map((one) => one.name).join(', ');
		const text = `Unable to filter by this field. However, these are available: ${names(plain)}, for i18n fields:${names(texts)}`;
		return fail(400, 38, text);
	});
	return rows.toSorted((a, b) => {
		for (const { field, sign } of keys) {
			const difference = compare(field, valueOf(a, field.name), valueOf(b, field.name));
			if (difference !== 0) return sign * difference;
		}
		return 0;
	});
}

function limited(rows: Row[], limit: string | null): Row[] {
	if (limit === null) return rows;
	const numbers = limit.split(',').map((part) => Number.parseInt(part, 10) || 0);
	if (numbers.length > 2) {
		return fail(400, 39, 'The "limit" value has to be formed as this example: "5,25" or "10"');
	}
	const [first = 0, count] = numbers;
	return count === undefined ? rows.slice(0, first) : rows.slice(first, first + count);
}
