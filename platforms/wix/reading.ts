import type { StockReading } from '../../events/stockEvent';
import type { Scope } from '../webhookSource';
import { SITE, type WixListing } from './listing';

/** What a listing says about the stock at the locations that count; undefined where it is stocked at none of them. */
export function readingOf(
	{ sku, title, state, visible, native }: WixListing,
	{ locations }: Scope,
): Omit<StockReading, 'key'> | undefined {
	const at = <T>(values: Readonly<Record<string, T>>): T[] =>
		Object.entries(values)
			.filter(([place]) => locations.length === 0 || place === SITE || locations.includes(place))
			.map(([, value]) => value);
	const counts = at(state.quantity);
	const marks = at(state.inStock);
	if (counts.length + marks.length === 0) return undefined;
	const total = counts.reduce((sum, count) => sum + count, 0);
	const isMarked = marks.some(Boolean);
	// One place that is not counted leaves the total open.
	const quantity = marks.length > 0 ? null : total;
	const isHidden = visible === false;
	const isOut = isHidden || (quantity === null && !isMarked && total <= 0);
	return {
		sku,
		title,
		quantity,
		...(isOut || quantity === null ? { available: !isOut } : {}),
		reason: [
			quantity === null ? `inStock ${isMarked || total > 0}` : `quantity ${quantity}`,
			...(isHidden ? ['hidden'] : []),
		].join(', '),
		productId: native.productId,
		variantId: native.variantId,
	};
}
