import type { IDataObject } from 'n8n-workflow';

import { asList, type Call } from '../../http/answer';
import { forward } from '../../http/pages';

export const PER_PAGE = 100;

/** All rows of a list. */
export async function pages(
	call: Call,
	path: string,
	query: Readonly<Record<string, string>>,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'WooCommerce');
	for (let number = 1; ; number++) {
		const answer = await page(ask, path, query, number);
		rows.push(...answer.rows);
		if (!answer.more) return rows;
	}
}

/** One page. The default order is not stable among equal dates, so products are paged by id (sheet, section 3). */
export async function page(
	call: Call,
	path: string,
	query: Readonly<Record<string, string>>,
	number: number,
	perPage = PER_PAGE,
): Promise<{ rows: IDataObject[]; more: boolean }> {
	const { body, headers } = await call({
		method: 'GET',
		path,
		query: {
			...query,
			orderby: 'id',
			order: 'asc',
			per_page: String(perPage),
			page: String(number),
		},
	});
	const rows = asList(body);
	const total = headers['x-wp-totalpages'];
	// Where a proxy dropped the header a full page may have a successor.
	const goesOn = total === undefined ? rows.length >= perPage : number < Number(total);
	// Behind the end there is nothing, whatever the header says.
	return { rows, more: goesOn && rows.length > 0 };
}
