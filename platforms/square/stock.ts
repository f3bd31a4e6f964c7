import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import type { Place, SquareListing, SquareState } from './listings';

export function stop(
	{ state, native }: SquareListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<SquareState> {
	const places = chosen(native.places, options).filter(({ offered }) => offered);
	if (places.length === 0) return { problem: notOffered() };
	const set: Partial<SquareState> = hide ? { present_at: at(places, false) } : {};
	if (!zero) return { set };
	const selling = places.filter(({ soldOut }) => !soldOut);
	const untracked = selling.filter(({ tracked }) => !tracked);
	const problem = cannotCount(native.stockable, untracked, options);
	if (problem)
		return hide ? { set, warnings: [`Only taken away: ${problem.message}`] } : { problem };
	if (untracked.length > 0) set.track_inventory = at(untracked, true);
	// A location without a count may sell as well, so it gets one.
	const open = selling.filter(({ id }) => (state.quantity[id] ?? Infinity) > 0);
	if (open.length > 0) set.quantity = at(open, 0);
	return { set };
}

function cannotCount(
	stockable: boolean,
	untracked: readonly Place[],
	{ trackUntracked }: ChannelOptions,
): Problem | undefined {
	if (!stockable)
		return {
			kind: 'refused',
			message:
				'Square reckons the stock of this variation from another one, so it cannot be counted.',
			nextStep:
				"Take the variation that is counted off sale, or choose 'Take Away From Locations' in the Square options.",
		};
	if (untracked.length > 0 && trackUntracked !== true)
		return {
			kind: 'refused',
			message:
				'Square does not track the stock of this variation, so a count of 0 would not stop its sale.',
			nextStep:
				"Turn on 'Track Stock Where Needed' or choose 'Take Away From Locations' in the Square options, or switch on tracking in Square.",
		};
	return undefined;
}

/** The whole quantity at one location: the one that holds most. */
export function supply(
	{ state, native }: SquareListing,
	quantity: number,
	options: ChannelOptions,
): Decision<SquareState> {
	// A variation that was taken away is counted where it is to be offered again.
	const isOffered = native.places.some(({ offered }) => offered);
	const places = native.places.filter(({ offered }) => offered || !isOffered);
	const candidates = chosen(places, options);
	if (candidates.length === 0) return { problem: notOffered() };
	const tracked = candidates.filter((place) => place.tracked);
	if (tracked.length === 0)
		return {
			set: {},
			warnings: ['Square does not track the stock of this variation, so no quantity was set.'],
		};
	const countAt = ({ id }: Place): number => state.quantity[id] ?? -Infinity;
	const main = tracked.reduce((best, place) => (countAt(place) > countAt(best) ? place : best));
	const elsewhere = places
		.filter((place) => place.tracked && place.id !== main.id)
		.reduce((sum, place) => sum + Math.max(0, countAt(place)), 0);
	return {
		set: { quantity: { [main.id]: Math.max(0, quantity - elsewhere) } },
		warnings:
			tracked.length > 1
				? ['The quantity was put at one location; move stock in Square if it belongs elsewhere.']
				: [],
	};
}

const notOffered = (): Problem => ({
	kind: 'refused',
	message: 'This variation is not offered at any of the locations in question.',
	nextStep: 'Offer it at a location in Square, or choose other locations in the Square options.',
});

function at<T>(places: readonly Place[], value: T): { [location: string]: T } {
	return Object.fromEntries(places.map(({ id }) => [id, value]));
}

function chosen(places: readonly Place[], { locations }: ChannelOptions): Place[] {
	const wanted = Array.isArray(locations) ? locations.map(String) : [];
	return wanted.length === 0 ? [...places] : places.filter(({ id }) => wanted.includes(id));
}
