import { asText } from '../../http/answer';
import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import { posts, type ZohoListing, type ZohoState } from './items';

export function stop(
	listing: ZohoListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<ZohoState> {
	const set: Partial<ZohoState> = hide ? { status: 'inactive' } : {};
	if (!zero) return { set };
	if (!listing.native.counted)
		return hide
			? { set, warnings: ['Zoho keeps no count of this item, so only its status was changed.'] }
			: { problem: notCounted() };
	if (!hasAccount(options)) return { problem: noAccount() };
	const stock = listing.state.location_available_stock;
	const inUse = chosen(listing, options).filter((place) => stock[place] > 0);
	if (inUse.length > 0)
		set.location_available_stock = Object.fromEntries(inUse.map((place) => [place, 0]));
	return { set };
}

/** The whole quantity at one location: the first chosen one, else the one that holds most. */
export function supply(
	listing: ZohoListing,
	quantity: number,
	options: ChannelOptions,
): Decision<ZohoState> {
	// Zoho is the book of stock itself: what arrives gets into it by receiving the goods (sheet, section 4).
	if (!posts(options))
		return {
			set: {},
			warnings: [
				'The quantity was not set: Zoho keeps its own count, which grows when the goods are received there.',
			],
		};
	if (!listing.native.counted) return { problem: notCounted() };
	if (!hasAccount(options)) return { problem: noAccount() };
	const stock = listing.state.location_available_stock;
	const candidates = chosen(listing, options);
	if (candidates.length === 0) return { problem: nowhere() };
	const main = picked(options)
		? candidates[0]
		: candidates.reduce((best, place) => (stock[place] > stock[best] ? place : best));
	const elsewhere = Object.entries(stock)
		.filter(([place]) => place !== main)
		.reduce((sum, [, count]) => sum + Math.max(0, count), 0);
	return {
		set: { location_available_stock: { [main]: Math.max(0, quantity - elsewhere) } },
		warnings:
			candidates.length > 1
				? [
						'The quantity was posted at one location; transfer stock in Zoho if it belongs elsewhere.',
					]
				: [],
	};
}

const hasAccount = ({ adjustmentAccount }: ChannelOptions): boolean =>
	asText(adjustmentAccount).trim() !== '';

function picked({ locations }: ChannelOptions): string[] | undefined {
	return Array.isArray(locations) && locations.length > 0 ? locations.map(String) : undefined;
}

function chosen({ state }: ZohoListing, options: ChannelOptions): string[] {
	const stocked = Object.keys(state.location_available_stock);
	return picked(options)?.filter((place) => stocked.includes(place)) ?? stocked;
}

const notCounted = (): Problem => ({
	kind: 'refused',
	message:
		'Zoho keeps no count of its own for this item (composite, or not tracked), so no quantity can be set.',
	nextStep: "Choose 'Mark as Inactive' in the Zoho Inventory options.",
});

const noAccount = (): Problem => ({
	kind: 'refused',
	message: 'Setting a quantity posts to the books of Zoho, and no adjustment account is chosen.',
	nextStep: "Choose 'Adjustment Account Name or ID' in the Zoho Inventory options.",
});

const nowhere = (): Problem => ({
	kind: 'refused',
	message: 'Zoho keeps no stock of this item at any of the locations in question.',
	nextStep: 'Choose other locations in the Zoho Inventory options, or receive the goods in Zoho.',
});
