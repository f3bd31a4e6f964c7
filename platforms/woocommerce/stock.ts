import type { Problem } from '../../http/problem';
import type { Decision, Listing, StopRequest } from '../platform';
import type { WooNative, WooState } from './listings';

type WooListing = Listing<WooState, WooNative>;

export function stop(listing: WooListing, { zero, hide }: StopRequest): Decision<WooState> {
	const set: Partial<WooState> = {};
	const warnings: string[] = [];
	if (hide) {
		if (listing.native.type === 'variable') return { problem: hidesVariations() };
		set.status = listing.native.parentId ? 'private' : 'draft';
	}
	if (zero) {
		const count = zeroCount(listing);
		if ('problem' in count) return count;
		Object.assign(set, count.set);
		warnings.push(...(count.warnings ?? []));
	}
	return { set, warnings };
}

const hidesVariations = (): Problem => ({
	kind: 'refused',
	message:
		'This SKU belongs to a product with variations; hiding it would hide all of them, also those in stock.',
	nextStep: "Use the SKUs of the variations, or set 'How to Stop Sales' to Set Quantity to Zero.",
});

/** Which field really stops the sale depends on who keeps the count (sheet, section 4). */
function zeroCount(listing: WooListing): Decision<WooState> {
	const { state, native } = listing;
	const problem = cannotCount(listing);
	if (problem) return { problem };
	if (state.manage_stock === 'parent')
		// Writing the parent would stop every variation; a count of its own stops only this one.
		return { set: { manage_stock: true, stock_quantity: 0, backorders: 'no' } };
	// A status alone would be recomputed from the count at once, so the count is written; backorders sell at zero.
	if (state.manage_stock || native.countsAnyway)
		return {
			set: { stock_quantity: Math.min(0, state.stock_quantity ?? 0), backorders: 'no' },
			warnings:
				native.type === 'variable'
					? ['This stops every variation that shares the stock of this product.']
					: [],
		};
	return { set: { stock_status: 'outofstock' } };
}

export function supply(listing: WooListing, quantity: number): Decision<WooState> {
	const { state, native } = listing;
	const problem = cannotCount(listing);
	if (problem) return { problem };
	if (state.manage_stock === 'parent')
		return {
			problem: {
				kind: 'refused',
				message: 'The stock of this variation is kept on its parent product.',
				nextStep: "Put back the parent's SKU, or use the restore data of the take-off.",
			},
		};
	if (state.manage_stock || native.countsAnyway) return { set: { stock_quantity: quantity } };
	return {
		set: { stock_status: 'instock' },
		warnings: [
			'WooCommerce does not count the stock of this product, so only its status was set, not the quantity.',
		],
	};
}

function cannotCount({ state, native }: WooListing): Problem | undefined {
	const refused = (message: string): Problem => ({
		kind: 'refused',
		message,
		nextStep: "Choose 'Hide (Set to Draft)' as the way to stop sales in the WooCommerce options.",
	});
	if (native.type === 'external' || native.type === 'grouped')
		return refused(`WooCommerce keeps no stock for products of the type '${native.type}'.`);
	if (native.type === 'variable' && state.manage_stock === false)
		return {
			kind: 'refused',
			message:
				'This SKU belongs to a product with variations that keep their own stock; its status follows them.',
			nextStep: 'Use the SKUs of the variations.',
		};
	// Stored as "manages stock" while the shop-wide switch is off: every stock write is ignored with 200 (sheet, section 4).
	if (state.manage_stock === false && state.stock_quantity !== null && !native.countsAnyway)
		return refused(
			'Stock management is switched off for the whole shop, so WooCommerce ignores stock changes of this product.',
		);
	return undefined;
}
