import type { IDataObject } from 'n8n-workflow';

import type { StockReading } from '../../events/stockEvent';
import { toListing } from './items';

/** What an item has on sale; null where QuickBooks keeps no count of it. */
export function toReading(item: IDataObject): Omit<StockReading, 'key'> {
	const { sku, id, title, quantity, state } = toListing(item);
	const stock = quantity === null ? 'stock is not counted' : `quantity on hand ${quantity}`;
	return {
		sku,
		title,
		quantity,
		...(state.Active ? {} : { available: false }),
		reason: state.Active ? stock : `inactive, ${stock}`,
		productId: id,
	};
}
