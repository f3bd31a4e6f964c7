import { parseJson } from '../../events/json';
import type { StockReading } from '../../events/stockEvent';
import { asList, asObject, asText } from '../../http/answer';
import { bySku, type LevelSource } from '../levelSource';
import { sells } from './listings';
import { nameOf } from './names';
import { reportPage, SELECT, toRow, type Row } from './report';

/** By SKU, so that the offers of one SKU in several countries stand together. */
const QUERY = `${SELECT} ORDER BY offer_id`;

/** Google's product report, 1,000 offers a page. It knows no time of change, and no quantity (sheet, sections 3 and 10). */
export const levels: LevelSource = {
	async page(call, { from }, account = {}) {
		const { token, held } = asObject(from === undefined ? {} : parseJson(from));
		const { rows, next } = await reportPage(call, QUERY, asText(token), { account });
		const seen = [...asList(held), ...rows];
		// The offers of the last SKU may go on overleaf.
		const last = asText(seen[seen.length - 1]?.offerId);
		const waits = next === '' ? [] : seen.filter(({ offerId }) => asText(offerId) === last);
		const told = seen.slice(0, seen.length - waits.length);
		return {
			readings: bySku(told.map(toRow).flatMap(toReading)),
			...(next === '' ? {} : { next: JSON.stringify({ token: next, held: waits }) }),
		};
	},
};

/** Approval is Google's own affair and says nothing about the stock, so availability alone counts. */
function toReading(row: Row): StockReading[] {
	// The stock of physical shops is kept per shop, not on the offer (sheet, section 4).
	if (row.local || row.offerId === '') return [];
	const id = nameOf(row);
	return [
		{
			sku: row.offerId,
			title: row.title || undefined,
			quantity: null,
			...(sells(row.availability) === false ? { available: false } : {}),
			reason: `availability ${row.availability || 'not given'}`,
			productId: id,
			key: [id, row.availability].join('|'),
			keyIsGuessed: true,
		},
	];
}
