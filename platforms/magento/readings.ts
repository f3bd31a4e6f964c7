import type { StockReading } from '../../events/stockEvent';
import type { Scope } from '../webhookSource';
import { COMPOSITES, ENABLED, IN_STOCK, type MagentoListing } from './listings';

export interface When {
	/** The event's; without one the state itself tells repeats apart. */
	key?: string;
	occurredAt?: string;
}

/** A configurable product is not sold itself, only its variants are. */
export const isCounted = ({ native }: MagentoListing): boolean =>
	native.problem === undefined && native.product.type_id !== 'configurable';

export function readingOf(
	listing: MagentoListing,
	{ locations }: Scope,
	{ key, occurredAt }: When = {},
): StockReading {
	const { id, sku, title, buyable, state } = listing;
	const quantity = countOf(listing, locations);
	const disabled = state.status !== ENABLED;
	// Nothing is left to be bought although the count says otherwise: disabled, or a composite whose parts are out.
	const idle = buyable === false && (quantity === null || quantity > 0);
	return {
		sku,
		title,
		quantity,
		...(idle ? { available: false } : {}),
		reason: reasonOf(quantity, disabled, idle),
		productId: id,
		...(occurredAt ? { occurredAt } : {}),
		key: key ?? [id, String(quantity), String(idle), JSON.stringify(state)].join('|'),
	};
}

/** Null for what Magento does not count: composites, and products whose stock is not managed. */
function countOf(
	{ quantity, buyable, state, native }: MagentoListing,
	locations: readonly string[],
) {
	if (COMPOSITES.has(native.product.type_id)) return null;
	const open = Object.entries(state.sources).filter(([, { status }]) => status === IN_STOCK);
	// Sells on with every source out of stock: only without Manage Stock (sheet, section 4).
	if (buyable === true && !state.stockItem && open.length === 0) return null;
	if (locations.length === 0 || state.stockItem) return quantity;
	const chosen = open
		.filter(([code]) => locations.includes(code))
		.reduce((sum, [, source]) => sum + source.quantity, 0);
	return quantity === null ? chosen : Math.min(quantity, chosen);
}

function reasonOf(quantity: number | null, disabled: boolean, idle: boolean): string {
	const count = quantity === null ? 'stock is not counted' : `quantity ${quantity}`;
	return [count, disabled ? 'disabled' : '', idle && !disabled ? 'not salable' : '']
		.filter(Boolean)
		.join(', ');
}
