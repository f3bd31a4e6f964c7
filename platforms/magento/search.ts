import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';

/** The largest page a shop with input limiting gives (sheet, section 3). */
const PAGE_SIZE = 300;
/** Characters of all SKUs in one address: common web servers refuse request lines of more than 8,190. */
const MOST_CHARS = 6_600;

export interface Wanted {
	path: string;
	/** The members asked for, in the notation of `fields`. */
	fields: string;
}

/** All rows whose `sku` is one of these. */
export const searchBySku = async (
	call: Call,
	wanted: Wanted,
	skus: readonly string[],
): Promise<IDataObject[]> => await searchBy(call, wanted, 'sku', skus);

/** All rows where that field has one of these values. */
export async function searchBy(
	call: Call,
	wanted: Wanted,
	field: string,
	values: readonly string[],
): Promise<IDataObject[]> {
	// `in` splits at commas, so a SKU with a comma is asked for alone (sheet, section 3).
	const alone = values.filter((value) => value.includes(',')).map((value) => [value, 'eq']);
	const together = values.filter((value) => !value.includes(','));
	const lists = parts(together, ','.length).map((part) => [part.join(','), 'in']);
	const found = await Promise.all(
		[...lists, ...alone].map(
			async ([value, condition]) => await pages(call, wanted, filterBy(field, value, condition)),
		),
	);
	return found.flat();
}

function filterBy(field: string, value: string, condition: string): Record<string, string> {
	const filter = 'searchCriteria[filter_groups][0][filters][0]';
	return {
		[`${filter}[field]`]: field,
		[`${filter}[value]`]: value,
		[`${filter}[condition_type]`]: condition,
	};
}

/** Every page. Going past the last one repeats it, so the count decides (sheet, section 3). */
export async function pages(
	call: Call,
	wanted: Wanted,
	filter: Readonly<Record<string, string>> = {},
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	let last = '';
	for (let number = 1; ; number++) {
		const { batch, total } = await page(call, wanted, filter, number);
		const text = JSON.stringify(batch);
		// A count that is too high must not take the repeated page for a new one.
		if (text === last) return rows;
		last = text;
		rows.push(...batch);
		if (batch.length === 0 || number * PAGE_SIZE >= total) return rows;
	}
}

/** The rows with the next larger ids; `more` where there are others behind them. */
export async function rowsAfter(
	call: Call,
	wanted: Wanted,
	id: string,
): Promise<{ batch: IDataObject[]; more: boolean }> {
	const { batch, total } = await page(
		call,
		wanted,
		{
			...filterBy('entity_id', id, 'gt'),
			'searchCriteria[sortOrders][0][field]': 'entity_id',
			'searchCriteria[sortOrders][0][direction]': 'ASC',
		},
		1,
	);
	return { batch, more: batch.length > 0 && total > batch.length };
}

async function page(
	call: Call,
	{ path, fields }: Wanted,
	filter: Readonly<Record<string, string>>,
	number: number,
): Promise<{ batch: IDataObject[]; total: number }> {
	const answer = await call({
		method: 'GET',
		path,
		query: {
			...filter,
			'searchCriteria[pageSize]': String(PAGE_SIZE),
			'searchCriteria[currentPage]': String(number),
			fields: `items[${fields}],total_count`,
		},
	});
	const { items, total_count } = asObject(answer.body);
	return { batch: asList(items), total: asNumber(total_count) ?? 0 };
}

/** SKUs in groups that fit into one address. */
export function parts(skus: readonly string[], charsBetween: number): string[][] {
	const groups: string[][] = [];
	let chars = Infinity;
	for (const sku of skus) {
		const size = strictEncode(sku).length + charsBetween;
		if (chars + size > MOST_CHARS) {
			groups.push([]);
			chars = 0;
		}
		groups[groups.length - 1].push(sku);
		chars += size;
	}
	return groups;
}
