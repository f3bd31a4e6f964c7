import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, type Call } from '../../http/answer';
import { forward } from '../../http/pages';

export interface Look {
	/** '/Items' and the like. */
	path: string;
	filter: string;
	select: string;
	/** The key of the set: any other order lets rows slip from one page to the next. */
	orderBy: string;
	/** Rows a page, 100 unless told. */
	size?: number;
}

const PAGE = 100;

/** One page. The link to the next one is relative and may lack the filter, so only its presence counts (sheet, section 3). */
export async function page(
	call: Call,
	{ path, filter, select, orderBy, size = PAGE }: Look,
	skip = 0,
): Promise<{ rows: IDataObject[]; hasMore: boolean }> {
	const { body } = await call({
		method: 'GET',
		path,
		query: {
			...(filter === '' ? {} : { $filter: filter }),
			$select: select,
			$orderby: `${orderBy} asc`,
			...(skip > 0 ? { $skip: String(skip) } : {}),
		},
		// Without it a page has 20 rows.
		headers: { prefer: `odata.maxpagesize=${size}` },
	});
	const rows = asList(asObject(body).value);
	return { rows, hasMore: rows.length > 0 && asObject(body)['@odata.nextLink'] !== undefined };
}

export async function allRows(call: Call, look: Look): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	const ask = forward(call, 'SAP Business One');
	for (;;) {
		const { rows, hasMore } = await page(ask, look, found.length);
		found.push(...rows);
		if (!hasMore) return found;
	}
}
