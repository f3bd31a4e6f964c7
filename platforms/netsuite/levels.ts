import type { IDataObject } from 'n8n-workflow';

import { asNumber, asText, type Call } from '../../http/answer';
import { problemOf, rethrow } from '../../http/problem';
import type { StockReading } from '../../events/stockEvent';
import type { LevelRequest, LevelSource } from '../levelSource';
import { ownName, toListing } from './items';
import { GOODS } from './records';
import { ANY_ZONE_MS, ids, moment, page, texts } from './suiteql';

/** Columns of an item by how much is asked; a role that may not see one of them gets no rows, without a word (sheet, section 3). */
const COLUMNS = {
	whole: ['i.id', 'i.itemid', 'i.itemtype', 'i.displayname', 'i.isinactive'],
	few: ['i.id', 'i.itemid', 'i.itemtype'],
} as const;
type Way = keyof typeof COLUMNS;

/**
 * Only an inactive item is told as unavailable. Many accounts have no web store and show none of their items in it, and taking off sale
 * switches the display off as well: neither may hide that goods have arrived.
 */
export const levels: LevelSource = {
	changesOverlapMs: ANY_ZONE_MS,

	async page(call, request) {
		const [way, after] = (request.from ?? 'whole/0').split('/') as [Way, string];
		let from = way;
		let { rows, hasMore } = await ask(call, way, after, request);
		if (rows.length === 0 && request.from === undefined) {
			from = 'few';
			({ rows, hasMore } = await ask(call, from, after, request));
		}
		const last = asText(rows.at(-1)?.id);
		return {
			readings: rows.flatMap(readingsOf),
			...(hasMore && last !== '' ? { next: `${from}/${last}` } : {}),
		};
	},
};

/** One row per item, after the last one seen: items that come or go meanwhile move nothing, and no pass ends at 100,000 rows. */
async function ask(
	call: Call,
	way: Way,
	after: string,
	{ since, scope }: LevelRequest,
): Promise<{ rows: IDataObject[]; hasMore: boolean }> {
	const columns = COLUMNS[way].join(', ');
	const places =
		scope.locations.length === 0 ? '' : ` AND l.location IN (${ids(scope.locations) || 'NULL'})`;
	const changed = since === undefined ? '' : ` AND ${changedSince(since, way)}`;
	try {
		return await page(
			call,
			`SELECT ${columns}, SUM(l.quantityavailable) AS available
 FROM item i LEFT JOIN aggregateitemlocation l ON l.item = i.id${places}
 WHERE i.id > ${ids([after]) || '0'} AND i.itemtype IN (${texts(GOODS)})${changed}
 GROUP BY ${columns} ORDER BY i.id`,
		);
	} catch (error) {
		if (way === 'whole' && problemOf(error).kind === 'invalid') return { rows: [], hasMore: false };
		return rethrow(error);
	}
}

/** Items on the lines of transactions that were saved since, and items that were edited. */
function changedSince(since: string, way: Way): string {
	const moved = `i.id IN (SELECT tl.item FROM transactionline tl JOIN transaction t ON t.id = tl.transaction WHERE t.lastmodifieddate >= ${moment(since)})`;
	return way === 'few' ? moved : `(${moved} OR i.lastmodifieddate >= ${moment(since)})`;
}

function readingsOf(row: IDataObject): StockReading[] {
	const id = asText(row.id);
	const sku = ownName(asText(row.itemid));
	if (sku === '') return [];
	const { quantity, state } = toListing(
		{ id, sku, itemType: asText(row.itemtype) },
		undefined,
		row.isinactive,
		{ all: asNumber(row.available) ?? 0 },
	);
	const isInactive = state.isInactive === true;
	return [
		{
			sku,
			title: asText(row.displayname) || undefined,
			quantity,
			...(isInactive ? { available: false } : {}),
			reason: isInactive
				? 'inactive'
				: quantity === null
					? 'stock is not counted'
					: `quantity available ${quantity}`,
			productId: id,
			key: [id, quantity, isInactive].join('|'),
		},
	];
}
