import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import type { Change, Listing } from '../platform';
import { activeLocations, readCounts, retrieve, searchSkus, type Counts } from './catalog';

/** By location id; field names are Square's (sheet, section 6). */
export type SquareState = {
	/** Pieces IN_STOCK; a location that was never counted is absent. */
	quantity: { [location: string]: number | null };
	/** What the location's override says, where there is one. */
	track_inventory: { [location: string]: boolean | null };
	/** Whether the variation itself is present there; of the active locations. */
	present_at: { [location: string]: boolean };
};

/** An active location. */
export interface Place {
	id: string;
	/** The variation is offered there. */
	offered: boolean;
	tracked: boolean;
	soldOut: boolean;
}

export interface SquareNative {
	/** The seller has put the item away. */
	archived: boolean;
	/** Its stock is counted on itself, not on the parts it is made of. */
	stockable: boolean;
	sellable: boolean;
	places: readonly Place[];
}

export type SquareListing = Listing<SquareState, SquareNative>;
type Write = Pick<Change<SquareState, SquareNative>, 'listing' | 'set'>;

export async function readBySku(call: Call, skus: readonly string[]): Promise<SquareListing[]> {
	const [locations, { variations, items }] = await Promise.all([
		activeLocations(call),
		searchSkus(call, skus),
	]);
	return await complete(call, variations, items, locations);
}

/**
 * What only went to 0 is off sale by its counts alone. Everything else is read whole: `sold_out` may have been set by the seller's
 * own hand, and only the catalogue tells.
 */
export async function readById(call: Call, changes: readonly Write[]): Promise<SquareListing[]> {
	const ids = changes.map(({ listing }) => listing.id);
	const locations = [
		...new Set(changes.flatMap(({ listing }) => listing.native.places.map(({ id }) => id))),
	];
	if (changes.every(isOnlyZeros)) {
		const counts = await readCounts(call, ids, locations);
		return changes.map(({ listing }) => withCounts(listing, counts));
	}
	const variations = [...(await retrieve(call, ids)).values()];
	const fresh = await complete(call, variations, new Map(), locations);
	const wanted = new Map(changes.map(({ listing, set }) => [listing.id, set]));
	return fresh.map((listing) => withoutCountsToForget(listing, wanted.get(listing.id)));
}

function isOnlyZeros({ set }: Write): boolean {
	const { quantity, ...others } = set as Partial<SquareState>;
	return Object.keys(others).length === 0 && Object.values(quantity ?? {}).every((n) => n === 0);
}

/** A count cannot be taken away again: where there was none before, 0 is as it was. */
function withoutCountsToForget(listing: SquareListing, set: Write['set'] = {}): SquareListing {
	const { quantity = {} } = set as Partial<SquareState>;
	const kept = Object.entries(listing.state.quantity).filter(
		([location, count]) => quantity[location] !== null || count !== 0,
	);
	return { ...listing, state: { ...listing.state, quantity: Object.fromEntries(kept) } };
}

/** Variations as listings, with their items and with the counts at these locations. */
export async function complete(
	call: Call,
	variations: readonly IDataObject[],
	known: ReadonlyMap<string, IDataObject>,
	locations: readonly string[],
): Promise<SquareListing[]> {
	const unknown = variations.map(itemIdOf).filter((id) => !known.has(id));
	const items = new Map([...known, ...(unknown.length ? await retrieve(call, unknown) : [])]);
	const ids = variations.map(({ id }) => asText(id));
	const counts: Counts = ids.length ? await readCounts(call, ids, locations) : new Map();
	return variations.map((variation) =>
		toListing(variation, items.get(itemIdOf(variation)), counts, locations),
	);
}

const dataOf = (variation: IDataObject): IDataObject => asObject(variation.item_variation_data);
const itemIdOf = (variation: IDataObject): string => asText(dataOf(variation).item_id);

function toListing(
	variation: IDataObject,
	item: IDataObject | undefined,
	counts: Counts,
	locations: readonly string[],
): SquareListing {
	const data = dataOf(variation);
	const itemData = asObject(item?.item_data);
	const overrides = new Map(asList(data.location_overrides).map((one) => [one.location_id, one]));
	const places = locations.map((id) => {
		const { track_inventory, sold_out } = overrides.get(id) ?? {};
		return {
			id,
			offered: isPresent(variation, id) && isPresent(item ?? {}, id),
			tracked: (track_inventory ?? data.track_inventory) === true,
			soldOut: sold_out === true,
		};
	});
	const tracking = [...overrides].filter(([, one]) => typeof one.track_inventory === 'boolean');
	const listing: SquareListing = {
		sku: asText(data.sku),
		id: asText(variation.id),
		title: [itemData.name, data.name].map(asText).filter(Boolean).join(' - ') || undefined,
		quantity: null,
		visible: null,
		buyable: null,
		state: {
			quantity: {},
			track_inventory: Object.fromEntries(
				tracking.map(([location, one]) => [asText(location), one.track_inventory === true]),
			),
			present_at: Object.fromEntries(locations.map((id) => [id, isPresent(variation, id)])),
		},
		native: {
			archived: itemData.is_archived === true,
			stockable: data.stockable !== false,
			sellable: data.sellable !== false,
			places,
		},
	};
	return withCounts(listing, counts);
}

/** Sheet, section 4, b. */
function isPresent(object: IDataObject, location: string): boolean {
	const lists = (ids: unknown): boolean => Array.isArray(ids) && ids.includes(location);
	return object.present_at_all_locations === false
		? lists(object.present_at_location_ids)
		: !lists(object.absent_at_location_ids);
}

function withCounts(listing: SquareListing, counts: Counts): SquareListing {
	const { archived, places, sellable } = listing.native;
	const quantity = { ...counts.get(listing.id) };
	const offered = places.filter((place) => place.offered);
	// What is offered nowhere still has its counts.
	const counted = (offered.length ? offered : places).filter(
		({ id, tracked }) => tracked && quantity[id] !== undefined,
	);
	const visible = !archived && offered.length > 0;
	const selling = offered.map((place) => sells(place, quantity[place.id]));
	return {
		...listing,
		quantity: counted.length ? counted.reduce((sum, { id }) => sum + quantity[id], 0) : null,
		// Whether Square Online shows it cannot be read (sheet, section 1); this is about the item library.
		visible,
		buyable: visible && sellable ? anyOf(selling) : false,
		state: { ...listing.state, quantity },
	};
}

/** Marked as sold out it is, whatever its count; null where nobody knows. */
function sells({ tracked, soldOut }: Place, count: number | undefined): boolean | null {
	if (soldOut) return false;
	if (!tracked) return true;
	return count === undefined ? null : count > 0;
}

function anyOf(values: ReadonlyArray<boolean | null>): boolean | null {
	if (values.includes(true)) return true;
	return values.includes(null) ? null : false;
}
