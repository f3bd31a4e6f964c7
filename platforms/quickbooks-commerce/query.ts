import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, type Call } from '../../http/answer';

/** The oldest one QuickBooks still knows (sheet, section 2). */
export const VERSION = { minorversion: '75' } as const;
const PAGE = 1_000;

export async function query(
	call: Call,
	entity: 'Item' | 'Account',
	where: string,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	for (let start = 1; ; start += PAGE) {
		const text = `select * from ${entity} where ${where} startposition ${start} maxresults ${PAGE}`;
		const { body } = await call({
			method: 'GET',
			path: '/query',
			query: { query: text, ...VERSION },
		});
		const page = asList(asObject(asObject(body).QueryResponse)[entity]);
		rows.push(...page);
		if (page.length < PAGE) return rows;
	}
}

export const oneOf = (values: readonly string[]): string =>
	`(${values.map((value) => `'${value.replace(/[\\']/g, '\\$&')}'`).join(',')})`;
