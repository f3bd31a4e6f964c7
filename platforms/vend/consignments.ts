import type { IDataObject } from 'n8n-workflow';

import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { rowsOf } from './service';

/** Of 2.0, where the statuses are documented (sheet, section 11). */
const CONSIGNMENTS = '/2.0/consignments';
const PAGE = '200';

interface Page {
	rows: IDataObject[];
	/** The version after which the next page begins; undefined after the last one, which is empty. */
	last?: number;
}

/** One page of orders to suppliers in the order of their last change, without deleted ones. */
export async function consignments(call: Call, after: number, status?: string): Promise<Page> {
	return await page(call, CONSIGNMENTS, after, {
		type: 'SUPPLIER',
		...(status === undefined ? {} : { status }),
	});
}

export const consignmentLines = async (call: Call, id: string): Promise<IDataObject[]> =>
	await all(call, `${CONSIGNMENTS}/${strictEncode(id)}/products`);

/** Names by id. */
export async function suppliers(call: Call): Promise<Map<string, string>> {
	const rows = await all(call, '/2.0/suppliers');
	return new Map(rows.map(({ id, name }) => [asText(id), asText(name)]));
}

async function all(call: Call, path: string): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	let after: number | undefined = 0;
	while (after !== undefined) {
		const { rows, last }: Page = await page(call, path, after, {});
		found.push(...rows);
		after = last;
	}
	return found;
}

/** How long a page may be is not documented, so only an empty one is the last. */
async function page(
	call: Call,
	path: string,
	after: number,
	query: Readonly<Record<string, string>>,
): Promise<Page> {
	const answer = await call({
		method: 'GET',
		path,
		query: { ...query, after: String(after), page_size: PAGE },
	});
	const rows = rowsOf(answer);
	// The list of consignments may come bare, and suppliers show no version of their own.
	const { max } = asObject(asObject(answer.body).version);
	const versions = [max, ...rows.map(({ version }) => version)].map((one) => asNumber(one) ?? 0);
	const last = Math.max(after, ...versions);
	const living = rows.filter(({ deleted_at }) => asText(deleted_at) === '');
	return rows.length > 0 && last > after ? { rows: living, last } : { rows: living };
}
