import type { FakeAnswer, FakeRequest } from '../fake.mts';
import { invalidProperty } from './errors.mts';
import type { Version } from './errors.mts';
import { condition } from './filter.mts';
import type { Row } from './filter.mts';

export interface EntitySet {
	name: string;
	type: string;
	key: string;
	/** All property names, user-defined ones included. */
	properties: readonly string[];
	rows(): readonly Row[];
}

const usualPage = 20;

export function list(
	set: EntitySet,
	request: FakeRequest,
	root: string,
	version: Version,
): FakeAnswer {
	const { query, headers } = request;
	const known = (name: string): void => {
		if (!set.properties.includes(name)) invalidProperty(name, set.type);
	};
	const filter = query.get('$filter');
	const found = filter === null ? [...set.rows()] : set.rows().filter(condition(filter, known));
	const [by = set.key, direction = 'asc'] = (query.get('$orderby') ?? set.key).split(' ');
	known(by);
	const sign = direction === 'desc' ? -1 : 1;
	const value = (row: Row) => (typeof row[by] === 'number' ? row[by] : String(row[by] ?? ''));
	found.sort((a, b) => sign * (value(a) < value(b) ? -1 : Number(value(a) > value(b))));

	const skip = Number(query.get('$skip') ?? 0);
	const top = Number(query.get('$top') ?? Infinity);
	const preferred = /odata\.maxpagesize=(\d+)/.exec(headers['prefer'] ?? '')?.[1];
	const size = preferred === undefined ? usualPage : Number(preferred) || Infinity;
	const wanted = found.slice(skip, skip + top);
	const page = wanted.slice(0, size).map((row) => view(set, row, query, version));
	const prefix = version === 'v2' ? '@odata.' : 'odata.';
	return {
		status: 200,
		headers: {
			...jsonHeaders(version),
			...(preferred !== undefined && { 'preference-applied': `odata.maxpagesize=${preferred}` }),
		},
		body: {
			[version === 'v2' ? '@odata.context' : 'odata.metadata']: `${root}/$metadata#${set.name}`,
			value: page,
			// Relative, and with nothing of the query but the place to go on (sap-business-one sheet, section 3).
			...(wanted.length > page.length && {
				[`${prefix}nextLink`]: `${set.name}?$skip=${skip + page.length}`,
			}),
		},
	};
}

/** The properties asked for; in v2 with the entity's etag where it has one. */
export function view(set: EntitySet, row: Row, query: URLSearchParams, version: Version): Row {
	const select = query.get('$select')?.split(',');
	for (const name of select ?? []) {
		if (!set.properties.includes(name)) invalidProperty(name, set.type);
	}
	const shown = Object.entries(row).filter(([name]) => select?.includes(name) ?? name !== 'etag');
	const etag = version === 'v2' && row['etag'] ? { '@odata.etag': row['etag'] } : {};
	return { ...etag, ...Object.fromEntries(shown) };
}

export const jsonHeaders = (version: Version): Record<string, string> => ({
	'content-type': `application/json;odata.metadata=minimal;charset=utf-8`,
	...(version === 'v2' && { 'odata-version': '4.0' }),
});
