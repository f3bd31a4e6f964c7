import type { Query } from './search.mts';

/** A query as `extensions.search[].parsed` shows it. */
export function describeQuery(query: Query): object {
	switch (query.kind) {
		case 'not':
			return { not: describeQuery(query.part) };
		case 'and':
		case 'or':
			return { [query.kind]: query.parts.map(describeQuery) };
		case 'term': {
			const field = query.field ?? 'default';
			const range = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte', '': undefined }[
				query.comparator
			];
			return range ? { field, range: { [range]: query.value } } : { field, match_all: query.value };
		}
	}
}
