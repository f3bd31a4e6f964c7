import type { StockReading } from '../../events/stockEvent';
import type { Scope } from '../webhookSource';
import type { VendListing } from './listings';

/**
 * A product as news about stock; none where the chosen outlets never stocked it. Without stock of its own (not tracked, composite) only
 * the switch tells something.
 */
export function readingOf(
	{ sku, id, title, state, native }: VendListing,
	{ locations }: Scope,
	more: Pick<StockReading, 'key' | 'location' | 'occurredAt' | 'keyIsGuessed'>,
): StockReading[] {
	const levels = Object.entries(state.current_amount)
		.filter(([outlet]) => locations.length === 0 || locations.includes(outlet))
		.map(([, level]) => level);
	if (levels.length === 0 && locations.length > 0 && native.counts === 'outlets') return [];
	const quantity = levels.length > 0 ? levels.reduce((sum, level) => sum + level, 0) : null;
	const count = quantity === null ? 'no count' : `inventory level ${quantity}`;
	return [
		{
			sku,
			title,
			quantity,
			...(state.is_active ? {} : { available: false }),
			reason: state.is_active ? count : `is_active false, ${count}`,
			productId: id,
			...more,
		},
	];
}
