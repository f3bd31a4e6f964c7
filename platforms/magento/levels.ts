import type { LevelSource } from '../levelSource';
import { readAfter } from './listings';
import { isCounted, readingOf } from './readings';

/** By rising product id, so that a product that is deleted meanwhile moves no other one to a page that was read already. */
export const levels: LevelSource = {
	// A change of stock alone leaves no time on the product (sheet, section 10): every pass reads everything.
	async page(call, { from, scope }) {
		const { listings, last } = await readAfter(call, from ?? '0');
		return {
			readings: listings.filter(isCounted).map((listing) => readingOf(listing, scope)),
			...(last === undefined ? {} : { next: last }),
		};
	},
};
