import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import { sells, type EtsyListing, type EtsyState } from './listings';

/** Activating one of these renews it, which Etsy charges for (sheet, section 6). */
const TO_BE_RENEWED = new Set(['sold_out', 'expired']);

export const needsRenewal = ({ state }: EtsyState): boolean => TO_BE_RENEWED.has(state);

/** Etsy refuses an inventory without any piece: a whole listing is hidden instead, and keeps its quantities (sheet, section 4). */
export function stop(
	listing: EtsyListing,
	{ hide }: StopRequest,
	{ disableVariations, hideAnyway }: ChannelOptions,
): Decision<EtsyState> {
	const selling = ownOf(listing).filter(sells);
	const quantity = Object.fromEntries(selling.map(({ key }) => [key, 0]));
	if (hide) {
		const others = siblingsOf(listing);
		if (others.length === 0) return { set: { state: 'inactive' } };
		const on_sale = Object.fromEntries(others.filter(sells).map(({ key }) => [key, null]));
		// The zero is owed: it is written when the listing is shown again for one that went with this one (write.ts).
		return { set: { state: 'inactive', quantity, ...(hideAnyway === true ? {} : { on_sale }) } };
	}
	if (sharesPieces(listing)) return { problem: countedTogether() };
	const is_enabled = Object.fromEntries(selling.map(({ key }) => [key, false]));
	return { set: { quantity, ...(disableVariations === true ? { is_enabled } : {}) } };
}

export function supply(
	listing: EtsyListing,
	quantity: number,
	{ renew }: ChannelOptions,
): Decision<EtsyState> {
	const { state } = listing;
	if (needsRenewal(state) && renew !== true) return { problem: costsAFee(state.state) };
	const visibility = needsRenewal(state) ? { state: 'active' } : {};
	if (sharesPieces(listing))
		return {
			set: visibility,
			warnings: [
				'Etsy counts several variations of this listing together, so no quantity was set.',
			],
		};
	const own = ownOf(listing);
	const main = own.reduce((most, one) => (one.quantity > most.quantity ? one : most));
	const elsewhere = new Map(
		own.filter(({ pool }) => pool !== main.pool).map(({ pool, ...one }) => [pool, one.quantity]),
	);
	const rest = [...elsewhere.values()].reduce((left, count) => left - count, quantity);
	const together = own.filter(({ pool }) => pool === main.pool);
	return {
		set: {
			...visibility,
			quantity: Object.fromEntries(together.map(({ key }) => [key, Math.max(0, rest)])),
		},
		warnings:
			elsewhere.size > 0
				? ['Several variations carry this SKU; the quantity was put at the one that holds most.']
				: [],
	};
}

const ownOf = ({ sku, native }: EtsyListing) =>
	native.variations.filter((variation) => variation.sku === sku);

const siblingsOf = ({ sku, native }: EtsyListing) =>
	native.variations.filter((variation) => variation.sku !== sku);

/** Where quantities don't vary by variation, one number stands for several SKUs (sheet, section 4). */
function sharesPieces(listing: EtsyListing): boolean {
	const pools = new Set(ownOf(listing).map(({ pool }) => pool));
	return siblingsOf(listing).some(({ pool }) => pools.has(pool));
}

const countedTogether = (): Problem => ({
	kind: 'refused',
	message:
		'Etsy counts several variations of this listing together, so this one alone cannot be set to 0.',
	nextStep:
		'Let the quantity vary for each variation in the Etsy listing, or take all its variations off sale together.',
});

const costsAFee = (state: string): Problem => ({
	kind: 'refused',
	message:
		state === 'expired'
			? 'The listing has expired on Etsy; bringing it back renews it, and Etsy charges its listing fee.'
			: 'The listing is sold out on Etsy; bringing it back renews it, and Etsy charges its listing fee.',
	nextStep: "Turn on 'Renew for a Fee' in the Etsy options, or renew the listing on Etsy.",
});
