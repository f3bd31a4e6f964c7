import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import type { StockReading } from '../../events/stockEvent';
import { asList, asNumber, asObject, asText, asTime } from '../../http/answer';
import { ChannelProblem, type Problem } from '../../http/problem';
import type { LevelSource } from '../levelSource';
import { searchPage, toListing, type SearchPage } from './listings';

/**
 * All listings, 20 a page, by the date on which they were made: that order stands still while stock changes. No more than 1,000 results
 * of one search can be paged to (sheet, section 3), so the next search begins at the last date. Nobody has confirmed that a change of the
 * quantity alone moves `lastUpdatedDate` (sheet, section 10), so there is nothing reliable to ask for changes with.
 */
export const levels: LevelSource = {
	async page(call, { from }, account = {}) {
		const place = placeIn(from);
		const wanted = {
			sortBy: 'createdDate',
			sortOrder: 'ASC',
			...(place.after ? { createdAfter: place.after } : {}),
		};
		const found = await searchPage(call, wanted, place.token, { account });
		const next = placeAfter(place, found);
		return {
			readings: found.rows.flatMap(toReading),
			...(next ? { next: JSON.stringify(next) } : {}),
		};
	},
};

interface Place {
	/** Begin of the search, ISO 8601; '' for the first one. */
	after: string;
	token: string;
	/** Rows of this search so far. */
	seen: number;
}

function placeIn(from: string | undefined): Place {
	const { after, token, seen } = asObject(from === undefined ? {} : parseJson(from));
	return { after: asText(after), token: asText(token), seen: asNumber(seen) ?? 0 };
}

function placeAfter(
	{ after, ...place }: Place,
	{ rows, found, next }: SearchPage,
): Place | undefined {
	const seen = place.seen + rows.length;
	if (next) return { after, token: next, seen };
	if (found <= seen || rows.length === 0) return undefined;
	const last = asTime(asList(rows[rows.length - 1].summaries)[0]?.createdDate);
	// A moment earlier: whether the date itself belongs to the search is not documented.
	const start = last === undefined ? '' : new Date(Date.parse(last) - 1).toISOString();
	if (start <= after) throw new ChannelProblem(tooManyAtOnce());
	return { after: start, token: '', seen: 0 };
}

/** Amazon does not tell how much it has in its own warehouses, only whether it can be bought (sheet, section 7). */
function toReading(row: IDataObject): StockReading[] {
	const { sku, title, buyable, native, ...listing } = toListing(row);
	if (sku === '') return [];
	const isFba = native.fbaCodes.length > 0;
	const quantity = isFba ? null : listing.quantity;
	return [
		{
			sku,
			title,
			quantity,
			...(buyable ? {} : { available: false }),
			reason: `${isFba ? 'FBA' : `quantity ${quantity ?? 'not given'}`}, ${buyable ? 'buyable' : 'not buyable'}`,
			productId: asText(asList(row.summaries)[0]?.asin) || undefined,
			// No time that surely moves with the stock.
			key: [sku, quantity, buyable].join('|'),
			keyIsGuessed: true,
		},
	];
}

const tooManyAtOnce = (): Problem => ({
	kind: 'refused',
	message:
		'More than 1,000 listings were made at the very same moment, and Amazon pages through no more of them.',
	nextStep: "Give 'Only These SKUs', so that they are asked for by name.",
});
