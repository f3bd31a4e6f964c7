import type { IDataObject } from 'n8n-workflow';

import { asList, type Call } from '../../http/answer';

export const PER_PAGE = 100;

/** All rows of a list. The default order is not stable among equal dates, so products are paged by id (sheet, section 3). */
export async function pages(
	call: Call,
	path: string,
	query: Readonly<Record<string, string>>,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	for (let page = 1; ; page++) {
		const answer = await call({
			method: 'GET',
			path,
			query: {
				...query,
				orderby: 'id',
				order: 'asc',
				per_page: String(PER_PAGE),
				page: String(page),
			},
		});
		rows.push(...asList(answer.body));
		if (page >= Number(answer.headers['x-wp-totalpages'] ?? 1)) return rows;
	}
}
