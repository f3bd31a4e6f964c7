import { asText } from '../../http/answer';
import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import { COUNTED, stopsAtZero, type NetsuiteListing, type NetsuiteState } from './items';
import { recordTypes } from './records';

export function stop(
	listing: NetsuiteListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<NetsuiteState> {
	const { state, native } = listing;
	if (recordTypes(native.itemType).length === 0) return { problem: notSold(native.itemType) };
	const set: Partial<NetsuiteState> = {};
	if (hide) {
		if (state.isOnline === null) return { problem: notShown() };
		set.isOnline = false;
		if (options.makeInactive === true && state.isInactive === false) set.isInactive = true;
	}
	if (zero) {
		const problem = cannotPost(listing, options);
		if (problem) return { problem };
		if (!hide && !stopsAtZero(native)) return { problem: sellsAtZero(native.outOfStockBehavior) };
		const inUse = chosen(state, options).filter((place) => state.quantityAvailable[place] > 0);
		if (inUse.length > 0)
			set.quantityAvailable = Object.fromEntries(inUse.map((place) => [place, 0]));
	}
	return { set };
}

/** The whole quantity at one location: the first chosen one, else the one that holds most. */
export function supply(
	listing: NetsuiteListing,
	quantity: number,
	options: ChannelOptions,
): Decision<NetsuiteState> {
	const { state } = listing;
	// NetSuite is the book of stock itself: what arrives gets into it by receiving the goods (sheet, section 6).
	if (!posts(options))
		return {
			set: {},
			warnings: [
				'The quantity was not set: NetSuite keeps its own count, which grows when the goods are received there.',
			],
		};
	const problem = cannotPost(listing, options);
	if (problem) return { problem };
	const candidates = chosen(state, options);
	if (candidates.length === 0)
		return {
			problem: {
				kind: 'refused',
				message: 'NetSuite keeps no stock of this item at any of the locations in question.',
				nextStep:
					'Choose other locations in the NetSuite options, or receive the goods in NetSuite.',
			},
		};
	const wanted = options.locations;
	const main =
		Array.isArray(wanted) && wanted.length > 0
			? candidates[0]
			: candidates.reduce((best, place) =>
					state.quantityAvailable[place] > state.quantityAvailable[best] ? place : best,
				);
	const elsewhere = Object.entries(state.quantityAvailable)
		.filter(([place]) => place !== main)
		.reduce((sum, [, count]) => sum + Math.max(0, count), 0);
	return {
		set: { quantityAvailable: { [main]: Math.max(0, quantity - elsewhere) } },
		warnings:
			candidates.length > 1
				? [
						'The quantity was posted at one location; transfer stock in NetSuite if it belongs elsewhere.',
					]
				: [],
	};
}

const posts = ({ stop: way }: ChannelOptions): boolean => way === 'zero' || way === 'both';

function chosen({ quantityAvailable }: NetsuiteState, { locations }: ChannelOptions): string[] {
	const stocked = Object.keys(quantityAvailable);
	const wanted = Array.isArray(locations) ? locations.map(String) : [];
	return wanted.length === 0 ? stocked : wanted.filter((place) => stocked.includes(place));
}

function cannotPost({ native }: NetsuiteListing, options: ChannelOptions): Problem | undefined {
	if (!COUNTED.has(native.itemType))
		return {
			kind: 'refused',
			message:
				'NetSuite keeps no stock of its own for this kind of item, so no quantity can be set.',
			nextStep: "Choose 'Hide From the Web Store' in the NetSuite options.",
		};
	return asText(options.adjustmentAccount) === '' ? noAccount() : undefined;
}

export const noAccount = (): Problem => ({
	kind: 'refused',
	message:
		'Setting a quantity posts to the books of NetSuite, and no adjustment account is chosen.',
	nextStep: "Choose 'Adjustment Account Name or ID' in the NetSuite options.",
});

const notSold = (itemType: string): Problem => ({
	kind: 'refused',
	message: `Items of the type '${itemType}' are not goods that can be taken off sale.`,
	nextStep: 'Change the item in NetSuite by hand.',
});

const notShown = (): Problem => ({
	kind: 'refused',
	message: 'NetSuite does not show whether this item is displayed in the web store.',
	nextStep:
		'Switch on the web store feature in NetSuite, and let the role of the credential see the items.',
});

const sellsAtZero = (behavior = ''): Problem => ({
	kind: 'refused',
	message:
		behavior === '' || behavior === 'DEFAULT'
			? 'Whether this item still sells at zero follows the default of the web site, which NetSuite does not tell.'
			: 'The web store takes orders for this item at zero as well (out-of-stock behavior).',
	nextStep:
		"Choose 'Set Quantity to Zero and Hide' in the NetSuite options, or set the item's out-of-stock behavior to 'Remove item when out-of-stock'.",
});
