import { violation } from './answers.mts';

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectAt = (holder: unknown, name: string): Json => {
	const value = isObject(holder) ? holder[name] : undefined;
	return isObject(value) ? value : {};
};

const valueAt = (row: Json, path: string): unknown =>
	path.split('.').reduce<unknown>((value, name) => objectAt({ value }, 'value')[name], row);

/** A filter of Wix's query language, as far as the sheet names it: equality, `$eq`, `$in`. */
export function select(rows: Json[], filter: Json, fields: readonly string[]): Json[] {
	return rows.filter((row) =>
		Object.entries(filter).every(([field, wanted]) => {
			if (!fields.includes(field))
				throw violation(`query.filter.${field}`, 'is not filterable', 'OTHER');
			const value = valueAt(row, field);
			if (!isObject(wanted)) return value === wanted;
			return Object.entries(wanted).every(([operator, operand]) => {
				if (operator === '$eq') return value === operand;
				if (operator === '$in' && Array.isArray(operand)) return operand.includes(value);
				throw violation(`query.filter.${field}`, `has an invalid operator ${operator}`, 'OTHER');
			});
		}),
	);
}

interface Cursor {
	filter: Json;
	offset: number;
}

/** A page of a cursor-paged query; the filter travels inside the cursor. */
export function cursorPage(
	rows: Json[],
	query: Json,
	fields: readonly string[],
	most: number,
): { rows: Json[]; pagingMetadata: Json } {
	const paging = objectAt(query, 'cursorPaging');
	const limit = paging['limit'] === undefined ? Math.min(100, most) : Number(paging['limit']);
	if (!(limit >= 1 && limit <= most)) {
		throw violation('query.cursorPaging.limit', `must be between 1 and ${most}`, 'OUT_OF_RANGE');
	}
	const given = paging['cursor'];
	const { filter, offset } =
		typeof given === 'string'
			? readCursor(given)
			: { filter: objectAt(query, 'filter'), offset: 0 };
	const found = select(rows, filter, fields);
	const page = found.slice(offset, offset + limit);
	const hasNext = offset + limit < found.length;
	const next: Cursor = { filter, offset: offset + limit };
	return {
		rows: page,
		pagingMetadata: {
			count: page.length,
			cursors: hasNext ? { next: Buffer.from(JSON.stringify(next)).toString('base64url') } : {},
			hasNext,
		},
	};
}

function readCursor(text: string): Cursor {
	try {
		return JSON.parse(Buffer.from(text, 'base64url').toString()) as Cursor;
	} catch {
		throw violation('query.cursorPaging.cursor', 'is invalid', 'OTHER');
	}
}
