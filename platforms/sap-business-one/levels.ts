import { asText } from '../../http/answer';
import type { LevelSource } from '../levelSource';
import { quoted } from './fields';
import { FIELDS, toListing } from './listings';
import { page } from './pages';
import { PLAIN, quantityIn, switchedOff, toReading } from './readings';

/** Each row brings a list of all warehouses, so a page is kept to a size that a worker process carries; no most is documented. */
const PAGE = 250;

/**
 * Every pass reads all items. The date of an item tells when somebody edited it: documents move its stock and leave the date alone
 * (sheet, section 10), so asking for what changed would miss just what matters.
 */
export const levels: LevelSource = {
	async page(call, { from, scope }) {
		const { rows, hasMore } = await page(call, {
			path: '/Items',
			// After the last item seen, not after so many: items that come or go meanwhile move nothing.
			filter: from === undefined ? '' : `ItemCode gt ${quoted(from)}`,
			select: FIELDS.join(','),
			orderBy: 'ItemCode',
			size: PAGE,
		});
		const readings = rows
			.filter(({ ItemCode }) => asText(ItemCode) !== '')
			.map((row) => {
				const listing = toListing(row, asText(row.ItemCode), PLAIN);
				const key = [listing.id, quantityIn(listing, scope), listing.visible].join('|');
				return {
					...toReading(listing, scope, { key }),
					...(listing.visible === false ? switchedOff(listing) : {}),
				};
			});
		const last = readings.at(-1)?.sku;
		return { readings, ...(hasMore && last !== undefined ? { next: last } : {}) };
	},
};
