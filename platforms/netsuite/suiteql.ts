import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, type ApiRequest, type Call } from '../../http/answer';
import { forward } from '../../http/pages';

/** The largest page, and the longest IN list (sheet, section 3). */
export const PAGE = 1000;

/** All rows of a query; it needs a stable order, since NetSuite runs it anew for each page. */
export async function suiteql(call: Call, q: string): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	const ask = forward(call, 'NetSuite');
	for (let offset = 0; ; offset += PAGE) {
		const { rows, hasMore } = await page(ask, q, offset);
		found.push(...rows);
		if (!hasMore) return found;
	}
}

export async function page(
	call: Call,
	q: string,
	offset = 0,
): Promise<{ rows: IDataObject[]; hasMore: boolean }> {
	const { items, hasMore } = asObject((await call(request(q, offset))).body);
	const rows = asList(items);
	return { rows, hasMore: hasMore === true && rows.length > 0 };
}

function request(q: string, offset: number): ApiRequest {
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

/**
 * A moment for comparisons. Which zone NetSuite reckons its times in is not known (sheet, section 11), so whoever asks for changes
 * reaches back by `ANY_ZONE_MS`.
 * @param iso ISO 8601 in UTC
 */
export const moment = (iso: string): string =>
	`TO_DATE(${texts([iso.slice(0, 19).replace('T', ' ')])},'YYYY-MM-DD HH24:MI:SS')`;

/** The clock of an account may be up to twelve hours behind UTC. */
export const ANY_ZONE_MS = 13 * 3_600_000;

/** A list of internal ids for IN; anything else is left out. */
export const ids = (values: readonly string[]): string =>
	values.filter((value) => /^\d+$/.test(value)).join(',');
