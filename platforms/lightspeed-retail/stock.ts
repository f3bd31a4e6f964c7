import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import type { LightspeedListing, LightspeedNative, LightspeedState } from './listings';

/** Nothing that can be undone stops the till (sheet, section 4). */
const TILL = 'Online sales stop; the till of Lightspeed Retail still lets staff sell this item.';

export function stop(
	listing: LightspeedListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<LightspeedState> {
	const { state } = listing;
	const set: Partial<LightspeedState> = hide && state.publishToEcom ? { publishToEcom: false } : {};
	if (!zero) return { set };
	const open = chosen(listing, options).filter((row) => state.qoh[row] > 0);
	const problem = cannotCount(listing, options) ?? (open.length === 0 ? elsewhere() : undefined);
	if (problem && set.publishToEcom === false)
		return { set, warnings: [`Only unpublished: ${problem.message}`, TILL] };
	if (problem) return { problem };
	return {
		set: { ...set, qoh: Object.fromEntries(open.map((row) => [row, 0])) },
		warnings: [TILL],
	};
}

/** The whole quantity in one shop: the chosen one that holds most. */
export function supply(
	listing: LightspeedListing,
	quantity: number,
	options: ChannelOptions,
): Decision<LightspeedState> {
	const { qoh, archived } = listing.state;
	if (archived) return { problem: isArchived() };
	if (listing.native.uncounted)
		return { set: {}, warnings: [`${KINDS[listing.native.uncounted]} No quantity was set.`] };
	const problem = cannotCount(listing, options);
	if (problem) return { problem };
	const rows = chosen(listing, options);
	const main = rows.reduce((best, row) => (qoh[row] > qoh[best] ? row : best));
	const others = Object.entries(qoh)
		.filter(([row]) => row !== main)
		.reduce((sum, [, count]) => sum + Math.max(0, count), 0);
	return {
		set: { qoh: { [main]: Math.max(0, quantity - others) } },
		warnings:
			rows.length > 1
				? [
						'The quantity was put in one shop; move stock in Lightspeed Retail if it belongs elsewhere.',
					]
				: [],
	};
}

function chosen({ native }: LightspeedListing, { shops }: ChannelOptions): string[] {
	const wanted = Array.isArray(shops) ? shops.map(String) : [];
	const rows = Object.keys(native.shops);
	return wanted.length === 0 ? rows : rows.filter((row) => wanted.includes(native.shops[row]));
}

const KINDS: Readonly<Record<NonNullable<LightspeedNative['uncounted']>, string>> = {
	assembly: 'This item is an assembly: its stock is that of its parts.',
	non_inventory: 'This is a non-inventory item: Lightspeed Retail keeps no stock of it.',
	serialized: 'This item is serialized: its stock is the list of its serial numbers.',
};

function cannotCount(listing: LightspeedListing, options: ChannelOptions): Problem | undefined {
	const { uncounted } = listing.native;
	if (uncounted)
		return {
			kind: 'refused',
			message: KINDS[uncounted],
			nextStep:
				uncounted === 'assembly'
					? "Use the SKUs of its parts, or choose 'Set Quantity to Zero and Unpublish' in the Lightspeed Retail options."
					: "Choose 'Set Quantity to Zero and Unpublish' in the Lightspeed Retail options, or change the item in Lightspeed Retail.",
		};
	if (chosen(listing, options).length === 0)
		return {
			kind: 'refused',
			message: 'This item has no stock record in any of the shops in question.',
			nextStep:
				'Receive or count it in a shop in Lightspeed Retail once, or choose other shops in the Lightspeed Retail options.',
		};
	return undefined;
}

const elsewhere = (): Problem => ({
	kind: 'refused',
	message: 'Only other shops than the chosen ones have this item in stock.',
	nextStep: 'Choose these shops too in the Lightspeed Retail options, or none for all shops.',
});

const isArchived = (): Problem => ({
	kind: 'refused',
	message: 'This item is archived in Lightspeed Retail.',
	nextStep: 'Unarchive it in Lightspeed Retail if it is to be sold again, then run the item again.',
});
