import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, type ApiRequest, type Call } from '../../http/answer';

/** The largest page, and the longest IN list (sheet, section 3). */
export const PAGE = 1000;

/** All rows of a query; it needs a stable order, since NetSuite runs it anew for each page. */
export async function suiteql(call: Call, q: string): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	for (let offset = 0; ; offset += PAGE) {
		const { items, hasMore } = asObject((await call(page(q, offset))).body);
		rows.push(...asList(items));
		if (hasMore !== true) return rows;
	}
}

function page(q: string, offset: number): ApiRequest {
	return {
		method: 'POST',
		path: '/query/v1/suiteql',
		query: { limit: String(PAGE), offset: String(offset) },
		headers: { prefer: 'transient' },
		body: { q },
		repeatable: true,
	};
}

/** A list of texts for IN; a quote inside is doubled. */
export const texts = (values: readonly string[]): string =>
	values.map((value) => `'${value.replaceAll("'", "''")}'`).join(',');

/** A list of internal ids for IN; anything else is left out. */
export const ids = (values: readonly string[]): string =>
	values.filter((value) => /^\d+$/.test(value)).join(',');
