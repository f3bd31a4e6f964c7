import type { StockReading } from '../../events/stockEvent';
import type { Call } from '../../http/answer';
import type { Scope } from '../webhookSource';
import { wfsStock, type Item } from './items';
import type { Stock } from './stockRows';

/** Over the ship nodes that count; undefined where it is stocked at none of them. */
export async function onSale(
	call: Call,
	sku: string,
	sellable: Stock['sellable'],
	item: Item | undefined,
	{ locations }: Scope,
): Promise<number | undefined> {
	const counts = Object.entries(sellable).filter(
		([node]) => locations.length === 0 || locations.includes(node),
	);
	const own = counts.reduce((sum, [, count]) => sum + count, 0);
	if (locations.length > 0) return counts.length > 0 ? own : undefined;
	// Walmart's own warehouses are no ship node of the seller's, and may go on selling.
	const asks = own === 0 && item?.live !== false;
	return own + (asks ? ((await wfsStock(call, sku)) ?? 0) : 0);
}

export function toReading(
	sku: string,
	quantity: number,
	item: Item | undefined,
	{ locations }: Scope,
): Omit<StockReading, 'key'> {
	const off = item?.live === false;
	const places = locations.length > 0 ? 'the chosen ship nodes' : 'all ship nodes';
	return {
		sku,
		title: item?.title,
		quantity,
		...(off ? { available: false } : {}),
		reason: `${quantity} available to sell over ${places}${off ? ', the item is off the site' : ''}`,
	};
}
