import type { StockReading } from '../../events/stockEvent';
import type { Call } from '../../http/answer';
import { clock } from '../../http/clock';
import type { Scope, StockReference } from '../webhookSource';
import { itemsOf } from './items';
import { onSale, toReading } from './reading';
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
