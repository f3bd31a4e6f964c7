import type { StockReading } from '../../events/stockEvent';
import type { Call } from '../../http/answer';
import { bySku, type LevelSource } from '../levelSource';
import { listOf } from './activeList';
import { readInventory, readInventoryPage } from './inventory';
import { readingOf } from './readings';
import type { EbayListing } from './state';

const FIRST_OFFSET = '0';

/**
 * First what is on sale, of both kinds, in one go: listings of one SKU may lie anywhere in the list. Then, page by page, what is in the
 * inventory only: that is what ended, by itself or by hand. Neither can be asked for changes (sheet, section 10).
 */
export const levels: LevelSource = {
	async page(call, { from }) {
		const active = await listOf(call);
		if (from === undefined)
			return { readings: await readingsOnSale(call, active), next: FIRST_OFFSET };
		const { items, next } = await readInventoryPage(call, from);
		const onSale = new Set(active.map(({ sku }) => sku));
		return {
			readings: items
				.filter(({ sku }) => sku !== '' && !onSale.has(sku))
				.map((item) => readingOf({ ...item, buyable: false })),
			...(next === undefined ? {} : { next }),
		};
	},
};

/** An inventory item on several marketplaces has one stock, which each of its listings shows; other listings have each their own. */
async function readingsOnSale(call: Call, active: readonly EbayListing[]): Promise<StockReading[]> {
	const groups = [...Map.groupBy(active, ({ sku }) => sku)];
	const several = groups.filter(([, same]) => same.length > 1).map(([sku]) => sku);
	const items = await readInventory(call, several, () => false);
	const shared = new Set(items.map(({ sku }) => sku));
	return bySku(
		groups.flatMap(([sku, same]) =>
			(shared.has(sku) ? [mostOf(same)] : same).map((listing) => readingOf(listing)),
		),
	);
}

const mostOf = (same: readonly EbayListing[]): EbayListing =>
	same.reduce((most, one) => ((one.quantity ?? 0) > (most.quantity ?? 0) ? one : most));
