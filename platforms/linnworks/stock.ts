import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import type { LinnworksListing, LinnworksState, Link, Place } from './listings';

/** The location every account has (sheet, section 2). */
const DEFAULT_LOCATION = '00000000-0000-0000-0000-000000000000';

/** Every level that offers something to 0; inventory sync tells the channels (sheet, section 4). */
export function stop(
	listing: LinnworksListing,
	_how: StopRequest,
	options: ChannelOptions,
): Decision<LinnworksState> {
	const { places, links } = listing.native;
	const fixed = notSettable(listing);
	if (fixed) return { problem: fixed };
	const remains = whatRemains(listing, options);
	const offered = chosen(places, options).filter(({ available }) => available > 0);
	const reachesNobody = links.length > 0 && links.every(({ ignored }) => ignored);
	if (offered.length === 0 || reachesNobody) return { problem: outOfReach(remains) };
	const keep = options.keepForOrders === true;
	return {
		set: {
			StockLevel: Object.fromEntries(
				offered.map(({ id, inOrders }) => [id, keep ? Math.max(0, inOrders) : 0]),
			),
		},
		warnings: [...remains, ...onItsWay(links)],
	};
}

/** The whole quantity at one location: the chosen one that holds most, else the default one. Open orders keep their share. */
export function supply(
	listing: LinnworksListing,
	quantity: number,
	options: ChannelOptions,
): Decision<LinnworksState> {
	const fixed = notSettable(listing);
	if (fixed) return { problem: fixed };
	const candidates = chosen(listing.native.places, options);
	if (candidates.length === 0)
		return {
			problem: {
				kind: 'refused',
				message: 'None of the locations in question lets a stock level be set.',
				nextStep: 'Choose a location of your own in the Linnworks options.',
			},
		};
	const main = candidates.reduce((best, place) => (rank(place) > rank(best) ? place : best));
	const elsewhere = candidates
		.filter((place) => place !== main)
		.reduce((sum, { available }) => sum + Math.max(0, available), 0);
	return {
		set: {
			StockLevel: { [main.id]: Math.max(0, quantity - elsewhere) + Math.max(0, main.inOrders) },
		},
		warnings:
			candidates.length > 1
				? [
						`The quantity was put at the location '${main.name}'; transfer stock in Linnworks if it belongs elsewhere.`,
					]
				: [],
	};
}

const rank = ({ id, level }: Place): number =>
	level > 0 ? level : id === DEFAULT_LOCATION ? 0.5 : 0;

/** Those whose level can be set, and that the user means. */
function chosen(places: readonly Place[], options: ChannelOptions): Place[] {
	return places.filter((place) => place.settable && isMeant(place, options));
}

function isMeant({ id }: Place, { locations }: ChannelOptions): boolean {
	return !Array.isArray(locations) || locations.length === 0 || locations.map(String).includes(id);
}

/** Sentences on what goes on selling after our levels are at 0. */
function whatRemains({ native }: LinnworksListing, options: ChannelOptions): string[] {
	const { places, links } = native;
	const stocked = places.filter(({ available }) => available > 0);
	const locked = stocked.filter(({ settable }) => !settable);
	const leftOut = stocked.filter((place) => place.settable && !isMeant(place, options));
	const unsynced = links.filter(({ ignored, listed }) => ignored && listed > 0);
	return [
		...(unsynced.length
			? [`It stays on sale on ${names(unsynced)}, where inventory sync is ignored.`]
			: []),
		...(locked.length
			? [
					`Stock stays at ${names(locked)}, a fulfilment centre or managed warehouse, where Linnworks lets nobody set a level.`,
				]
			: []),
		...(leftOut.length
			? [`Stock stays at ${names(leftOut)}, which is not chosen in the Linnworks options.`]
			: []),
	];
}

function onItsWay(links: readonly Link[]): string[] {
	const listed = links.filter((link) => !link.ignored && link.listed > 0);
	return listed.length
		? [
				`Linnworks passes this on with its next inventory sync; until then it is listed on ${names(listed)}.`,
			]
		: [];
}

const names = (named: ReadonlyArray<{ name: string }>): string =>
	[...new Set(named.map(({ name }) => `'${name}'`))].join(', ');

const outOfReach = (remains: readonly string[]): Problem => ({
	kind: 'refused',
	message: `Linnworks cannot stop this sale by a stock level. ${remains.join(' ')}`.trim(),
	nextStep:
		'Take it off sale on that channel itself, or look at its inventory mapping and the chosen locations.',
});

function notSettable({ native }: LinnworksListing): Problem | undefined {
	if (native.isComposite)
		return {
			kind: 'refused',
			message:
				'This is a composite item: Linnworks reckons its stock from its components, so it cannot be set.',
			nextStep: 'Run the node for the SKUs of its components.',
		};
	if (native.isBatched)
		return {
			kind: 'refused',
			message:
				'Linnworks keeps the stock of this item by batches, so its level cannot be set from outside.',
			nextStep:
				'Change the batches in Linnworks, or take the item off sale on the channels themselves.',
		};
	return undefined;
}
