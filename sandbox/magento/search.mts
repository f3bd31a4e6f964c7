import { MagentoError } from './errors.mts';
import { keyOf } from './shop.mts';

type Row = Record<string, unknown>;

interface Filter {
	field: string;
	value: string;
	condition_type: string;
}

const pageSizeDefault = 20;
const pageSizeMax = 300;

/** What a list answers: rows by filter groups (all of them, any filter of each), one page, and the request said back. */
export function search(rows: readonly Row[], query: URLSearchParams, inputLimiting: boolean): Row {
	const groups = filterGroups(query);
	const given = Number(
		query.get('searchCriteria[pageSize]') ?? query.get('searchCriteria[page_size]') ?? 0,
	);
	if (inputLimiting && given > pageSizeMax) {
		throw new MagentoError(400, 'Maximum SearchCriteria pageSize is %max', { max: pageSizeMax });
	}
	const size = given || (inputLimiting ? pageSizeDefault : 0);
	const found = sorted(
		rows.filter((row) => groups.every((group) => group.some((filter) => matches(row, filter)))),
		query,
	);
	const wanted = Number(
		query.get('searchCriteria[currentPage]') ?? query.get('searchCriteria[current_page]') ?? 1,
	);
	// Past the end the last page comes again (sheet, section 3).
	const last = size ? Math.max(1, Math.ceil(found.length / size)) : 1;
	const page = Math.min(Math.max(1, wanted), last);
	const answer = {
		items: size ? found.slice((page - 1) * size, page * size) : found,
		search_criteria: {
			filter_groups: groups.map((filters) => ({ filters })),
			...(given && { page_size: given, current_page: wanted }),
		},
		total_count: found.length,
	};
	const fields = query.get('fields');
	return fields === null ? answer : (project(answer, parseFields(fields)) as Row);
}

/** Products are searched by `entity_id` and shown with `id`. */
const valueOf = (row: Row, field: string): unknown =>
	row[field] ?? (field === 'entity_id' ? row['id'] : undefined);

/** By numbers only, as far as this shop is asked to. */
function sorted(rows: Row[], query: URLSearchParams): Row[] {
	const field = query.get('searchCriteria[sortOrders][0][field]');
	if (field === null) return rows;
	const turn = query.get('searchCriteria[sortOrders][0][direction]') === 'ASC' ? 1 : -1;
	return rows.sort((a, b) => turn * (Number(valueOf(a, field)) - Number(valueOf(b, field))));
}

function filterGroups(query: URLSearchParams): Filter[][] {
	const groups = new Map<string, Map<string, Partial<Filter>>>();
	for (const [name, value] of query) {
		const parts =
			/^searchCriteria\[filter(?:_groups|Groups)\]\[(\w+)\]\[filters\]\[(\w+)\]\[(\w+)\]$/.exec(
				name,
			);
		if (!parts) continue;
		const [, group = '', filter = '', member = ''] = parts;
		const filters = groups.get(group) ?? new Map<string, Partial<Filter>>();
		groups.set(group, filters);
		const key = member === 'conditionType' ? 'condition_type' : member;
		filters.set(filter, { ...filters.get(filter), [key]: value });
	}
	return [...groups.values()].map((filters) =>
		[...filters.values()].map(({ field = '', value = '', condition_type = 'eq' }) => ({
			field,
			value,
			condition_type,
		})),
	);
}

function matches(row: Row, { field, value, condition_type }: Filter): boolean {
	const own = valueOf(row, field);
	const same = (text: string): boolean => keyOf(String(own)) === keyOf(text);
	switch (condition_type) {
		case 'eq':
			return same(value);
		case 'neq':
			return !same(value);
		case 'in':
			return value.split(',').some(same);
		case 'gt':
			return Number(own) > Number(value);
		case 'lteq':
			return Number(own) <= Number(value);
		case 'gteq':
			return String(own) >= value;
		default:
			throw new MagentoError(400, 'Condition type "%1" is not allowed', [condition_type]);
	}
}

interface Fields {
	[name: string]: Fields;
}

/** `items[id,sku],total_count` */
function parseFields(text: string): Fields {
	let at = 0;
	const list = (): Fields => {
		const fields: Fields = {};
		while (at < text.length && text[at] !== ']') {
			const [name = ''] = /^[\w]*/.exec(text.slice(at)) ?? [];
			at += name.length;
			fields[name] = {};
			if (text[at] === '[') {
				at++;
				fields[name] = list();
				at++;
			}
			if (text[at] === ',') at++;
			else if (at < text.length && text[at] !== ']') at++;
		}
		return fields;
	};
	return list();
}

function project(value: unknown, fields: Fields): unknown {
	if (Array.isArray(value)) return value.map((one) => project(one, fields));
	if (typeof value !== 'object' || value === null || Object.keys(fields).length === 0) return value;
	return Object.fromEntries(
		Object.entries(value).flatMap(([name, inner]) =>
			fields[name] ? [[name, project(inner, fields[name])]] : [],
		),
	);
}
