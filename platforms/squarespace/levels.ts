import type { IDataObject } from 'n8n-workflow';

import type { StockReading } from '../../events/stockEvent';
import { asList, asNumber, asObject, asText } from '../../http/answer';
import { bySku, type LevelSource } from '../levelSource';
import { nextQuery } from './pages';

/**
 * The list of the inventory: 50 variants a page, without the visibility of their products. Whether a change of stock counts as a change
 * of the product is not known, so there is nothing to ask for changes with (sheet, section 10).
 */
export const levels: LevelSource = {
	async page(call, { from }) {
		const { body } = await call({
			method: 'GET',
			path: '/1.0/commerce/inventory',
			...(from === undefined ? {} : { query: { cursor: from } }),
		});
		const { inventory } = asObject(body);
		const next = nextQuery(body)?.cursor;
		return {
			readings: bySku(asList(inventory).flatMap(toReading)),
			...(next === undefined ? {} : { next }),
		};
	},
};

function toReading({
	variantId,
	sku,
	descriptor,
	isUnlimited,
	quantity,
}: IDataObject): StockReading[] {
	if (asText(sku) === '') return [];
	const count = isUnlimited === true ? null : (asNumber(quantity) ?? 0);
	return [
		{
			sku: asText(sku),
			title: asText(descriptor) || undefined,
			quantity: count,
			reason: count === null ? 'unlimited stock' : `quantity ${count}`,
			variantId: asText(variantId),
			// The list has no time and no version.
			key: [variantId, count].map(asText).join('|'),
			keyIsGuessed: true,
		},
	];
}
