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
export async function searchBySku(
	call: Call,
	wanted: Wanted,
	skus: readonly string[],
): Promise<IDataObject[]> {
	// `in` splits at commas, so a SKU with a comma is asked for alone (sheet, section 3).
	const alone = skus.filter((sku) => sku.includes(',')).map((sku) => [sku, 'eq']);
	const together = skus.filter((sku) => !sku.includes(','));
	const lists = parts(together, ','.length).map((part) => [part.join(','), 'in']);
	const found = await Promise.all(
		[...lists, ...alone].map(async ([value, condition]) => {
			const filter = 'searchCriteria[filter_groups][0][filters][0]';
			return await pages(call, wanted, {
				[`${filter}[field]`]: 'sku',
				[`${filter}[value]`]: value,
				[`${filter}[condition_type]`]: condition,
			});
		}),
	);
	return found.flat();
}

/** Every page. Going past the last one repeats it, so the count decides (sheet, section 3). */
export async function pages(
	call: Call,
	{ path, fields }: Wanted,
	filter: Readonly<Record<string, string>> = {},
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	for (let page = 1; ; page++) {
		const answer = await call({
			method: 'GET',
			path,
			query: {
				...filter,
				'searchCriteria[pageSize]': String(PAGE_SIZE),
				'searchCriteria[currentPage]': String(page),
				fields: `items[${fields}],total_count`,
			},
		});
		const { items, total_count } = asObject(answer.body);
		const batch = asList(items);
		rows.push(...batch);
		if (batch.length === 0 || page * PAGE_SIZE >= (asNumber(total_count) ?? 0)) return rows;
	}
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
