import { bySku, type LevelSource } from '../levelSource';
import { readAll } from './listings';
import { readingOf } from './readings';

/**
 * The shop in one go, 100 listings in each request: copies of a SKU may lie anywhere in the list and in any state, so no part of it tells the
 * whole. Etsy cannot be asked for listings that changed (sheet, section 10).
 */
export const levels: LevelSource = {
	async page(call) {
		return { readings: bySku((await readAll(call)).map((listing) => readingOf(listing))) };
	},
};
