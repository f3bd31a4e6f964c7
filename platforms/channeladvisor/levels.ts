import type { ApiRequest } from '../../http/answer';
import { bySku, type LevelRequest, type LevelSource } from '../levelSource';
import { centersById } from './centers';
import { profileFilter } from './listings';
import { READING_SELECT, readingOf } from './reading';
import { page } from './service';

export const levels: LevelSource = {
	// Totals are reckoned and may follow later (sheet, sections 7 and 10).
	changesOverlapMs: 300_000,

	async page(call, request, account = {}) {
		const centers = await centersById(call);
		const { rows, next } = await page(call, requestOf(request, profileFilter(account)));
		return {
			readings: bySku(rows.flatMap((row) => readingOf(row, centers, request.scope) ?? [])),
			...(next === undefined ? {} : { next }),
		};
	},
};

/** The size of a page is ChannelAdvisor's; whether a block moves the time of the quantity is not known, so both times are asked for. */
function requestOf({ from, since }: LevelRequest, profile: string): ApiRequest {
	if (from !== undefined) return { method: 'GET', path: from };
	const changed = since && `(QuantityUpdateDateUtc ge ${since} or UpdateDateUtc ge ${since})`;
	const filter = changed ? `${changed}${profile}` : profile.replace(/^ and /, '');
	return {
		method: 'GET',
		path: '/v1/Products',
		query: {
			...(filter ? { $filter: filter } : {}),
			$select: READING_SELECT,
			$expand: 'DCQuantities',
			// By id, so that stock that changes meanwhile moves nothing between two pages.
			$orderby: 'ID',
		},
	};
}
