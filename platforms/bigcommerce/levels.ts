import type { LevelSource } from '../levelSource';
import { withStock } from './listings';
import { productsAfter } from './lookUp';
import { readingOf } from './readings';

/**
 * Products in the order of their ids, with their variants, then the stock of that page. There is no asking for changes: whether a sale
 * moves a product's `date_modified` is not documented, and a stock-out must not be missed (sheet, section 10).
 */
export const levels: LevelSource = {
	async page(call, { from, scope }) {
		const { rows, last } = await productsAfter(call, from ?? '0');
		const listings = await withStock(call, rows);
		return {
			readings: listings
				.filter(({ sku }) => sku !== '')
				.map((listing) => ({
					...readingOf(listing, scope, { key: '' }),
					...keyOf(listing.id, listing.quantity, listing.buyable),
				})),
			...(last === undefined ? {} : { next: last }),
		};
	},
};

/** No row has a time or version that moves with its stock. */
const keyOf = (...facts: unknown[]) => ({ key: facts.map(String).join('|'), keyIsGuessed: true });
