import type { ChannelOptions, Decision, StopRequest } from '../platform';
import { LOCATION, type ShopifyListing, type ShopifyState } from './listings';

/** Zero alone does not stop untracked variants and those that 'continue selling when out of stock' (sheet, section 4). */
export function stop(
	{ state, native }: ShopifyListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<ShopifyState> {
	const set: Partial<ShopifyState> = {};
	if (zero) {
		const inUse = chosen(native.activeLocations, options).filter(
			(location) => (state.available[location] ?? 0) > 0,
		);
		if (inUse.length > 0)
			set.available = Object.fromEntries(inUse.map((location) => [location, 0]));
		set.tracked = true;
		set.inventoryPolicy = 'DENY';
	}
	if (hide) set.status = 'DRAFT';
	return { set };
}

/** The whole quantity at one location: the first chosen one, else the one that holds most. */
export function supply(
	{ state, native }: ShopifyListing,
	quantity: number,
	options: ChannelOptions,
): Decision<ShopifyState> {
	if (!state.tracked)
		return {
			set: {},
			warnings: ['Shopify does not track the stock of this variant, so no quantity was set.'],
		};
	const candidates = chosen(native.activeLocations, options);
	if (candidates.length === 0)
		return {
			problem: {
				kind: 'refused',
				message: 'This variant is not stocked at any of the locations in question.',
				nextStep:
					'Stock it at a location in Shopify, or choose other locations in the Shopify options.',
			},
		};
	const main = candidates.reduce((best, location) =>
		(state.available[location] ?? 0) > (state.available[best] ?? 0) ? location : best,
	);
	const elsewhere = Object.entries(state.available)
		.filter(([location]) => location !== main)
		.reduce((sum, [, count]) => sum + Math.max(0, count), 0);
	return {
		set: { available: { [main]: Math.max(0, quantity - elsewhere) } },
		warnings:
			candidates.length > 1
				? ['The quantity was put at one location; move stock in Shopify if it belongs elsewhere.']
				: [],
	};
}

function chosen(active: readonly string[], options: ChannelOptions): string[] {
	const wanted = Array.isArray(options.locations)
		? options.locations.map((id) => String(id).replace(LOCATION, ''))
		: [];
	return wanted.length === 0 ? [...active] : active.filter((location) => wanted.includes(location));
}
