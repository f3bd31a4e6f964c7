import type { StockReading } from '../../events/stockEvent';
import type { Call } from '../../http/answer';
import { clock } from '../../http/clock';
import type { Scope, StockReference } from '../webhookSource';
import { itemsOf, wfsStock, type Item } from './items';
import { byNode, orNothing, type Stock } from './stockRows';

/** Reads lag some minutes behind (sheet, section 7): so long the news of a ship node counts more than what is read of it. */
const READS_LAG_MS = 10 * 60_000;

/** What can be bought of each SKU over all ship nodes that count. */
export async function lookUp(
	call: Call,
	references: readonly StockReference[],
	scope: Scope,
): Promise<StockReading[]> {
	const bySku = Map.groupBy(references, ({ id }) => id);
	const found = await Promise.all(
		[...bySku].map(async ([sku, news]) => await reading(call, sku, news, scope)),
	);
	return found.flat();
}

async function reading(
	call: Call,
	sku: string,
	news: readonly StockReference[],
	scope: Scope,
): Promise<StockReading[]> {
	const [stock, items] = await Promise.all([orNothing(byNode(call, sku)), itemsOf(call, [sku])]);
	const item = items.get(sku);
	// Deleted since: nothing is left to take off sale.
	if (!stock && !item) return [];
	const nodes = { ...stock?.sellable, ...fresh(news) };
	const quantity = await onSale(call, sku, nodes, item, scope);
	const [{ key, occurredAt }] = news;
	return quantity === undefined
		? []
		: [{ ...toReading(sku, quantity, item, scope), key, occurredAt }];
}

function fresh(news: readonly StockReference[]): Stock['sellable'] {
	const counts: Stock['sellable'] = {};
	for (const { location, quantity, occurredAt } of news) {
		const isNew = clock.now() - Date.parse(occurredAt ?? '') < READS_LAG_MS;
		if (isNew && location !== undefined && quantity !== null)
			counts[location] = Math.max(0, quantity);
	}
	return counts;
}

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
