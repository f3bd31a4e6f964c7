import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asText, type Call } from '../../http/answer';
import type { LevelSource } from '../levelSource';
import type { Scope } from '../webhookSource';
import { placesOf, toListing } from './items';
import { details, hasNextPage, list } from './listings';
import { toReading } from './readings';

/**
 * Every pass reads all items: Zoho does not say whether a sale changes the time by which it can be asked for changes, so asking for
 * changes alone might miss what ran out (sheet, section 10).
 */
export const levels: LevelSource = {
	async page(call, { from, scope }) {
		const page = asNumber(from) ?? 1;
		const body = await list(call, { page: String(page) });
		const rows = asList(body.items).filter(({ sku }) => asText(sku) !== '');
		const readings = (await completed(call, rows, scope)).flatMap((row) => {
			const reading = toReading(row, scope);
			const key = [row.item_id, row.status, reading?.quantity].map(asText).join('|');
			return reading ? [{ ...reading, key, keyIsGuessed: true }] : [];
		});
		return { readings, ...(hasNextPage(body) ? { next: String(page + 1) } : {}) };
	},
};

/** The list does not tell the stock everywhere, and not everywhere by location (sheet, section 7). */
async function completed(
	call: Call,
	rows: readonly IDataObject[],
	{ locations }: Scope,
): Promise<IDataObject[]> {
	const vague = rows.filter(
		(row) =>
			row.item_type === 'inventory' &&
			(toListing(row, { account: {} }).quantity === null ||
				(locations.length > 0 && !placesOf(row))),
	);
	const ids = vague.map(({ item_id }) => asText(item_id));
	const whole = new Map((await details(call, ids)).map((row) => [asText(row.item_id), row]));
	return rows.map((row) => whole.get(asText(row.item_id)) ?? row);
}
