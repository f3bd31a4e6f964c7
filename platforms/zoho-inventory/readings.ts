import type { IDataObject } from 'n8n-workflow';

import type { StockReading } from '../../events/stockEvent';
import type { Scope } from '../webhookSource';
import { sumOf, toListing, WHOLE } from './items';

/** What an item has on sale at the places that count; undefined where it is kept at none of them. */
export function toReading(
	row: IDataObject,
	{ locations }: Scope,
): Omit<StockReading, 'key'> | undefined {
	const { sku, id, title, quantity: total, visible, state } = toListing(row, { account: {} });
	const counts = Object.entries(state.location_available_stock)
		.filter(([place]) => place === WHOLE || locations.length === 0 || locations.includes(place))
		.map(([, count]) => count);
	if (total !== null && counts.length === 0) return undefined;
	const quantity = total === null ? null : sumOf(counts);
	const stock = quantity === null ? 'stock is not counted' : `available stock ${quantity}`;
	return {
		sku,
		title,
		quantity,
		...(visible === false ? { available: false } : {}),
		reason: visible === false ? `status inactive, ${stock}` : stock,
		productId: id,
	};
}
