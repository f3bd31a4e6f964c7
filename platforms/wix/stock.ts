import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import { SITE, type WixListing, type WixState } from './listing';

/** A location keeps its way of counting: the other kind of value would switch the tracking (sheet, section 4). */
export function stop(
	{ state, native }: WixListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<WixState> {
	if (hide && state.visible === null) return { problem: notHandedOut() };
	if (zero && !hide && native.preorder) return { problem: soldAtZero() };
	const selling = [...Object.keys(state.quantity), ...Object.keys(state.inStock)].filter(
		(at) => state.quantity[at] > 0 || state.inStock[at],
	);
	const going = chosen(selling, options);
	const set: Partial<WixState> = {};
	if (zero) {
		const counted = going.filter((at) => at in state.quantity);
		const uncounted = going.filter((at) => at in state.inStock);
		if (counted.length > 0) set.quantity = Object.fromEntries(counted.map((at) => [at, 0]));
		if (uncounted.length > 0) set.inStock = Object.fromEntries(uncounted.map((at) => [at, false]));
	}
	if (hide) set.visible = false;
	const stays = !hide && going.length < selling.length;
	return {
		set,
		warnings: stays
			? ['It stays on sale from locations that are not chosen in the Wix options.']
			: [],
	};
}

/** The whole quantity at one location: the chosen one that holds most. */
export function supply(
	{ state }: WixListing,
	quantity: number,
	options: ChannelOptions,
): Decision<WixState> {
	const counted = chosen(Object.keys(state.quantity), options);
	if (counted.length > 0) {
		const main = counted.reduce((best, at) =>
			state.quantity[at] > state.quantity[best] ? at : best,
		);
		const elsewhere = Object.entries(state.quantity)
			.filter(([at]) => at !== main)
			.reduce((sum, [, count]) => sum + Math.max(0, count), 0);
		return {
			set: { quantity: { [main]: Math.max(0, quantity - elsewhere) } },
			warnings:
				counted.length > 1
					? ['The quantity was put at one location; move stock in Wix if it belongs elsewhere.']
					: [],
		};
	}
	const uncounted = chosen(Object.keys(state.inStock), options);
	if (uncounted.length === 0) return { problem: notStocked() };
	return {
		set: { inStock: Object.fromEntries(uncounted.map((at) => [at, true])) },
		warnings: [
			'Wix does not track the stock of this variant, so it was marked as in stock and no quantity was set.',
		],
	};
}

function chosen(locations: readonly string[], options: ChannelOptions): string[] {
	const wanted = Array.isArray(options.locations) ? options.locations.map(String) : [];
	return locations.filter((at) => wanted.length === 0 || at === SITE || wanted.includes(at));
}

const soldAtZero = (): Problem => ({
	kind: 'refused',
	message:
		'Customers can pre-order this variant when it is out of stock, so a quantity of zero would not stop its sale.',
	nextStep:
		"Switch off Pre-order for the product in Wix, or set 'How to Stop Sales' in the Wix options to one that hides.",
});

const notHandedOut = (): Problem => ({
	kind: 'refused',
	message: 'Wix did not hand out the product of this SKU, so it cannot be hidden.',
	nextStep:
		'Give the key or app the permission to read hidden products; if it has it, open the product in the Wix dashboard and save it.',
});

const notStocked = (): Problem => ({
	kind: 'refused',
	message: 'This variant is not stocked at any of the locations in question.',
	nextStep: 'Stock it at a location in Wix, or choose other locations in the Wix options.',
});
