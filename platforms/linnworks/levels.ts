import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { LevelSource } from '../levelSource';
import { levelsById, onSale, toPlaces } from './listings';
import { post } from './service';

/** The most that the specification allows (sheet, section 10). */
const PAGE = 200;

/** Linnworks cannot be asked for changes of stock (sheet, section 10), so every pass reads all items. */
export const levels: LevelSource = {
	async page(call, { from, scope: { locations } }) {
		const page = asNumber(from) ?? 1;
		const rows = await itemsOf(call, page);
		// No levels may also mean that they were not handed out: nothing must count as sold out for that.
		const bare = rows.filter(({ StockLevels }) => asList(StockLevels).length === 0);
		const known = await levelsById(
			call,
			bare.map(({ StockItemId }) => asText(StockItemId)),
		);
		const readings = rows.flatMap((row) => {
			const id = asText(row.StockItemId);
			const sku = asText(row.ItemNumber);
			const places = toPlaces(known.get(id) ?? row.StockLevels, []).filter(
				(place) => locations.length === 0 || locations.includes(place.id),
			);
			if (sku === '' || places.length === 0) return [];
			const quantity = onSale(places);
			return [
				{
					sku,
					title: asText(row.ItemTitle) || undefined,
					quantity,
					reason: `available ${quantity}`,
					productId: id,
					// An order takes from what is available without touching the time of the level.
					key: `${id}|${quantity}`,
					keyIsGuessed: true,
				},
			];
		});
		return { readings, ...(rows.length > 0 ? { next: String(page + 1) } : {}) };
	},
};

/** A page may be short and not the last: the end is where Linnworks says that it finds nothing (sheet, section 10). */
async function itemsOf(call: Call, pageNumber: number): Promise<IDataObject[]> {
	try {
		return asList(
			await post(call, 'Stock/GetStockItemsFull', {
				keyword: '',
				loadCompositeParents: true,
				loadVariationParents: false,
				entriesPerPage: PAGE,
				pageNumber,
				dataRequirements: ['StockLevels'],
				searchTypes: [],
			}),
		);
	} catch (error) {
		const isEnd = error instanceof ChannelProblem && error.problem.kind === 'notFound';
		return isEnd ? [] : rethrow(error);
	}
}
