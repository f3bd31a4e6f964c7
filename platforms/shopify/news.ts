import type { StockReading } from '../../events/stockEvent';
import { asList, asObject, asText, type Call } from '../../http/answer';
import { chunk } from '../platform';
import type { Scope, StockReference } from '../webhookSource';
import { ITEM_COST, itemsById, toListing } from './listings';
import { readingOf } from './readings';
import { graphql } from './service';

/** Begins the key of what a change of a product told. */
export const STATUS_NEWS = 'product ';

/** Ids of one look-up (sheet, section 7). */
const MOST_IDS = 250;

/** Items with their variants, products and levels. Deleted since: nothing is left to take off sale. */
export async function lookUp(
	call: Call,
	references: readonly StockReference[],
	scope: Scope,
): Promise<StockReading[]> {
	const ids = [...new Set(references.map(({ id }) => id))];
	const parts = await Promise.all(
		chunk(ids, MOST_IDS).map(
			async (part) => await graphql(call, itemsById, { ids: part }, ITEM_COST),
		),
	);
	const items = new Map(
		parts.flatMap(({ nodes }) => asList(nodes)).map((node) => [asText(node.id), node]),
	);
	return references.flatMap((reference) => {
		const item = items.get(reference.id);
		const [variant] = asList(asObject(item?.variants).nodes);
		if (!variant) return [];
		return readingOf(toListing({ ...variant, inventoryItem: item }), scope, reference).filter(
			(reading) => !reference.key.startsWith(STATUS_NEWS) || tellsStatus(reading),
		);
	});
}

/** That it ran out is told by the news about stock, which come beside. */
const tellsStatus = ({ quantity }: StockReading): boolean => quantity === null || quantity > 0;
