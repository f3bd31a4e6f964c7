import type { Problem } from '../../http/problem';
import type { Decision } from '../platform';
import type { EbayListing, EbayState, TradingNative } from './state';

/** The item and its warehouses; the offers only where a listing sells on with an item at zero (sheet, section 4). */
export function stop({ state, native }: EbayListing): Decision<EbayState> {
	if (native.model === 'trading') {
		const problem = endsAtZero(native);
		return problem ? { problem } : { set: { quantity: 0 } };
	}
	const set: Partial<EbayState> = { quantity: 0 };
	const stocked = positive(state.availabilityDistributions);
	if (stocked.length > 0) set.availabilityDistributions = zeros(stocked);
	const offers = positive(state.offers);
	if (state.quantity === 0 && offers.length > 0) set.offers = zeros(offers);
	return {
		set,
		warnings: native.pickup
			? ['eBay keeps the stock for pick-up in stores apart; it was not changed.']
			: [],
	};
}

/** At both levels: eBay itself brings an offer down to 0 when it sells out, and the lower number counts (sheet, section 6). */
export function supply({ state, native }: EbayListing, quantity: number): Decision<EbayState> {
	if (native.model === 'trading') return { set: { quantity } };
	const set: Partial<EbayState> = { quantity };
	const tooLow = Object.entries(state.offers).filter(([, count]) => count < quantity);
	if (tooLow.length > 0)
		set.offers = Object.fromEntries(tooLow.map(([offerId]) => [offerId, quantity]));
	const places = Object.entries(state.availabilityDistributions);
	if (places.length === 0) return { set };
	const [main] = places.reduce((best, place) => (place[1] > best[1] ? place : best));
	const elsewhere = places.reduce(
		(sum, [location, count]) => (location === main ? sum : sum + count),
		0,
	);
	set.availabilityDistributions = { [main]: Math.max(0, quantity - elsewhere) };
	return {
		set,
		warnings: places.length > 1 ? [`The quantity was put in your warehouse '${main}'.`] : [],
	};
}

const positive = (counts: { [key: string]: number }): string[] =>
	Object.keys(counts).filter((key) => counts[key] > 0);

const zeros = (keys: readonly string[]): { [key: string]: number } =>
	Object.fromEntries(keys.map((key) => [key, 0]));

const FIXED_PRICE = new Set(['', 'FixedPriceItem', 'StoresFixedPrice']);

/** Only fixed-price listings that are good till cancelled survive quantity 0 (sheet, section 4). */
function endsAtZero({ listingType, listingDuration }: TradingNative): Problem | undefined {
	if (!FIXED_PRICE.has(listingType))
		return {
			kind: 'refused',
			message:
				'This is an auction or an advertisement, which has no quantity to set; it is still on sale.',
			nextStep: "End it in eBay's Seller Hub if it has to stop selling.",
		};
	if (listingDuration !== '' && listingDuration !== 'GTC')
		return {
			kind: 'refused',
			message:
				'This listing has an end date, so quantity 0 would end it for good; it is still on sale.',
			nextStep:
				"Set its duration to 'Good Til Cancelled' in eBay's Seller Hub, then run the item again.",
		};
	return undefined;
}
