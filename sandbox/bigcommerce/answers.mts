import type { FakeAnswer } from '../fake.mts';

const type = 'https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes';

export interface Said {
	status: number;
	title: string;
	type: string;
	errors?: Record<string, string>;
}

export const said = (status: number, title: string, errors?: Record<string, string>): Said => ({
	status,
	title,
	type,
	...(errors && { errors }),
});

/** Ends a request with an error body of the Catalog API; inventory errors are problem documents. */
export class BigError extends Error {
	readonly answer: FakeAnswer;

	constructor(body: Said, contentType = 'application/json') {
		super(body.title);
		this.answer = { status: body.status, headers: { 'content-type': contentType }, body };
	}
}

export const notFound = (what = 'The requested resource'): BigError =>
	new BigError(said(404, `${what} was not found.`));

export const problem = (title: string, errors: Record<string, string> = {}): BigError =>
	new BigError(said(422, title, errors), 'application/problem+json');

export const data = (rows: unknown, meta: unknown = {}): FakeAnswer => ({
	status: 200,
	body: { data: rows, meta },
});

/** One page of a list with the counts that go with it (bigcommerce sheet, section 3). */
export function page<T>(
	all: readonly T[],
	query: URLSearchParams,
	most: number,
	view: (one: T) => unknown,
	more: Record<string, unknown> = {},
): FakeAnswer {
	const asked = Number(query.get('limit') ?? 50) || 50;
	const perPage = Math.min(most, Math.max(1, asked));
	const current = Math.max(1, Number(query.get('page') ?? 1) || 1);
	const rows = all.slice((current - 1) * perPage, current * perPage);
	const pages = Math.ceil(all.length / perPage);
	const link = (to: number): string => {
		const other = new URLSearchParams(query);
		other.set('page', String(to));
		return `?${other}`;
	};
	const pagination = {
		total: all.length,
		count: rows.length,
		per_page: perPage,
		current_page: current,
		total_pages: pages,
		links: {
			...(current > 1 && { previous: link(current - 1) }),
			...(current < pages && { next: link(current + 1) }),
			current: link(current),
		},
		...more,
	};
	return data(rows.map(view), { pagination });
}

/** Values of a list filter; undefined when it is not asked for. */
export function list(query: URLSearchParams, name: string): Set<string> | undefined {
	const text = query.get(name);
	if (text === null) return undefined;
	return new Set(
		text
			.toLowerCase()
			.split(',')
			.filter((value) => value !== ''),
	);
}
