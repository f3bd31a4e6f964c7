import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, State, StopRequest } from '../platform';
import { COMPOSITES, IN_STOCK, type MagentoListing, type MagentoState } from './listings';

const OUT_OF_STOCK = 0;
const DISABLED = 2;

export function stop(
	listing: MagentoListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<MagentoState> {
	const type = listing.native.product.type_id;
	if (hide && type === 'configurable') return { problem: hidesVariants() };
	if (!zero) return { set: { status: DISABLED } };
	const problem = cannotCount(listing, options);
	if (problem) return { problem };
	return { set: { ...zeroOf(listing, options), ...(hide ? { status: DISABLED } : {}) } };
}

/** The status is what stops backorders too; a quantity alone would not (sheet, section 4). */
function zeroOf({ state }: MagentoListing, options: ChannelOptions): State {
	const keep = options.keepQuantities === true;
	if (state.stockItem)
		return {
			stockItem: { ...(keep ? {} : { qty: Math.min(0, state.stockItem.qty) }), is_in_stock: false },
		};
	const open = chosen(state, options).filter((code) => state.sources[code].status === IN_STOCK);
	return {
		sources: Object.fromEntries(
			open.map((code) => [
				code,
				{
					...(keep ? {} : { quantity: Math.min(0, state.sources[code].quantity) }),
					status: OUT_OF_STOCK,
				},
			]),
		),
	};
}

/** The whole quantity at one source: the chosen one that holds most. */
export function supply(
	listing: MagentoListing,
	quantity: number,
	options: ChannelOptions,
): Decision<MagentoState> {
	const { state } = listing;
	const problem = cannotCount(listing, options);
	if (problem) return { problem };
	if (state.stockItem) return { set: { stockItem: { qty: quantity, is_in_stock: true } } };
	const candidates = chosen(state, options);
	const main = candidates.reduce((best, code) =>
		state.sources[code].quantity > state.sources[best].quantity ? code : best,
	);
	const elsewhere = Object.entries(state.sources)
		.filter(([code, { status }]) => code !== main && status === IN_STOCK)
		.reduce((sum, [, source]) => sum + Math.max(0, source.quantity), 0);
	return {
		// A quantity alone does not bring a source back (sheet, section 6).
		set: { sources: { [main]: { quantity: Math.max(0, quantity - elsewhere), status: IN_STOCK } } },
		warnings:
			candidates.length > 1
				? [
						`The quantity was put at the source '${main}'; move stock in Magento if it belongs elsewhere.`,
					]
				: [],
	};
}

function chosen({ sources }: MagentoState, options: ChannelOptions): string[] {
	const wanted = Array.isArray(options.sources) ? options.sources.map(String) : [];
	return Object.keys(sources).filter((code) => wanted.length === 0 || wanted.includes(code));
}

function cannotCount(
	{ state, native }: MagentoListing,
	options: ChannelOptions,
): Problem | undefined {
	if (native.problem) return native.problem;
	const type = native.product.type_id;
	if (COMPOSITES.has(type))
		return {
			kind: 'refused',
			message: `This SKU is a ${String(type)} product: its stock is that of the products it is made of.`,
			nextStep:
				type === 'configurable'
					? 'Use the SKUs of its variants.'
					: "Use the SKUs of its parts, or choose 'Disable the Product' as the way to stop sales in the Magento options.",
		};
	if (!state.stockItem && chosen(state, options).length === 0)
		return {
			kind: 'refused',
			message: 'This product is not assigned to any of the inventory sources in question.',
			nextStep: 'Assign a source to it in Magento, or choose other sources in the Magento options.',
		};
	return undefined;
}

const hidesVariants = (): Problem => ({
	kind: 'refused',
	message:
		'This SKU is a configurable product; disabling it would take all its variants off sale, also those in stock.',
	nextStep: 'Use the SKUs of its variants.',
});
