import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import { forward } from '../../http/pages';

/** The oldest one QuickBooks still knows (sheet, section 2). */
export const VERSION = { minorversion: '75' } as const;
/** The most rows of an answer (sheet, section 3). */
export const PAGE = 1_000;

/** All rows of an entity that fit. */
export async function query(call: Call, entity: string, where: string): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'QuickBooks');
	for (let start = 1; ; start += PAGE) {
		const page = await select(ask, entity, `where ${where}`, start, PAGE);
		rows.push(...page);
		if (page.length < PAGE) return rows;
	}
}

async function select(
	call: Call,
	entity: string,
	which: string,
	start: number,
	size: number,
): Promise<IDataObject[]> {
	const text = `select * from ${entity} ${which} startposition ${start} maxresults ${size}`;
	const { body } = await call({
		method: 'GET',
		path: '/query',
		query: { query: text, ...VERSION },
	});
	return asList(asObject(asObject(body).QueryResponse)[entity]);
}

export const oneOf = (values: readonly string[]): string =>
	`(${values.map((value) => `'${value.replace(/[\\']/g, '\\$&')}'`).join(',')})`;

const CHANGED = 'MetaData.LastUpdatedTime';

export interface Turn {
	since?: string;
	/** `next` of the page before. */
	from?: string;
}

/**
 * A page of rows in the order of their last change, the next one beginning at the time at which this one ends: a row that changes
 * meanwhile comes once more at the end, and moves no other away from where it is looked for.
 */
export async function inOrderOfChange(
	call: Call,
	entity: string,
	where: string,
	{ since, from }: Turn,
	size: number = PAGE,
): Promise<{ rows: IDataObject[]; next?: string }> {
	const [start = '', seen = '0'] = (from ?? '').split(' ');
	const time = seconds(start) ?? seconds(since ?? '');
	const skip = Number(seen) || 0;
	const conditions = [...(where ? [where] : []), ...(time ? [`${CHANGED} >= '${time}'`] : [])];
	const which = `where ${conditions.join(' and ')} orderby ${CHANGED}`;
	const rows = await select(call, entity, which, skip + 1, size);
	if (rows.length < size) return { rows };
	const last = changedAt(rows[rows.length - 1]);
	// Only where a whole page changed in one second is it counted how many of that second were seen.
	const next = last === undefined || last === time ? `${time} ${skip + size}` : last;
	return { rows, next };
}

/** ISO 8601, in UTC. */
export const changedAt = ({ MetaData }: IDataObject): string | undefined =>
	seconds(asText(asObject(MetaData).LastUpdatedTime));

/** Whole seconds, as QuickBooks keeps them. */
function seconds(text: string): string | undefined {
	const date = new Date(text);
	return Number.isNaN(date.getTime()) ? undefined : `${date.toISOString().slice(0, 19)}Z`;
}
