import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import type { Change, ChannelOptions, Listing } from '../platform';
import { activeLocations, readCounts, retrieve, searchSkus, type Counts } from './catalog';

/** By location id; field names are Square's (sheet, section 6). */
export type SquareState = {
	/** Pieces IN_STOCK; a location that was never counted is absent. */
	quantity: { [location: string]: number | null };
	/** What the location's override says, where there is one. */
	track_inventory: { [location: string]: boolean | null };
	is_archived: boolean;
};

/** An active location that offers the variation. */
export interface Place {
	id: string;
	tracked: boolean;
	soldOut: boolean;
}

export interface SquareNative {
	itemId: string;
	/** Its stock is counted on itself, not on the parts it is made of. */
	stockable: boolean;
	sellable: boolean;
	places: readonly Place[];
	/** All active locations of the account. */
	locations: readonly string[];
}

export type SquareListing = Listing<SquareState, SquareNative>;
type Write = Pick<Change<SquareState, SquareNative>, 'listing' | 'set'>;

const hides = ({ stop }: ChannelOptions): boolean => stop === 'hide' || stop === 'both';

export async function readBySku(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<SquareListing[]> {
	const [locations, { variations, items }] = await Promise.all([
		activeLocations(call),
		searchSkus(call, skus),
	]);
	return await complete(call, variations, items, locations, hides(options));
}

/**
 * What only went to 0 is off sale by its counts alone. Everything else is read whole: `sold_out` may have been set by the seller's
 * own hand, and only the catalogue tells.
 */
export async function readById(
	call: Call,
	changes: readonly Write[],
	options: ChannelOptions,
): Promise<SquareListing[]> {
	const ids = changes.map(({ listing }) => listing.id);
	const locations = [...new Set(changes.flatMap(({ listing }) => listing.native.locations))];
	if (changes.every(isOnlyZeros)) {
		const counts = await readCounts(call, ids, locations);
		return changes.map(({ listing }) => withCounts(listing, counts));
	}
	const variations = [...(await retrieve(call, ids)).values()];
	const fresh = await complete(call, variations, new Map(), locations, hides(options));
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

async function complete(
	call: Call,
	variations: readonly IDataObject[],
	known: ReadonlyMap<string, IDataObject>,
	locations: readonly string[],
	withSiblings: boolean,
): Promise<SquareListing[]> {
	const itemIds = [...new Set(variations.map(itemIdOf))];
	// Related items need not list their variations; siblings are counted on whole items only.
	const unknown = withSiblings ? itemIds : itemIds.filter((id) => !known.has(id));
	const items = new Map([...known, ...(unknown.length ? await retrieve(call, unknown) : [])]);
	const siblings = new Map(
		itemIds.map((id) => [id, withSiblings ? variationsOf(items.get(id)) : []]),
	);
	const all = [...variations, ...[...siblings.values()].flat()].map(({ id }) => asText(id));
	const counts = all.length ? await readCounts(call, all, locations) : new Map();
	return variations.map((variation) => {
		const itemId = itemIdOf(variation);
		const listing = toListing(variation, items.get(itemId), counts, locations);
		if (!withSiblings) return listing;
		const others = (siblings.get(itemId) ?? []).filter(({ id }) => id !== variation.id);
		const buyable = others.filter(
			(one) => toListing(one, items.get(itemId), counts, locations).buyable !== false,
		);
		return {
			...listing,
			product: { id: itemId, othersBuyable: buyable.map(({ id }) => asText(id)) },
		};
	});
}

const dataOf = (variation: IDataObject): IDataObject => asObject(variation.item_variation_data);
const itemIdOf = (variation: IDataObject): string => asText(dataOf(variation).item_id);
const variationsOf = (item: IDataObject | undefined): IDataObject[] =>
	asList(asObject(item?.item_data).variations).filter(({ is_deleted }) => is_deleted !== true);

function toListing(
	variation: IDataObject,
	item: IDataObject | undefined,
	counts: Counts,
	locations: readonly string[],
): SquareListing {
	const data = dataOf(variation);
	const itemData = asObject(item?.item_data);
	const overrides = new Map(asList(data.location_overrides).map((one) => [one.location_id, one]));
	const places = locations
		.filter((location) => isPresent(variation, location) && isPresent(item ?? {}, location))
		.map((id) => {
			const { track_inventory, sold_out } = overrides.get(id) ?? {};
			return {
				id,
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
			is_archived: itemData.is_archived === true,
		},
		native: {
			itemId: itemIdOf(variation),
			stockable: data.stockable !== false,
			sellable: data.sellable !== false,
			places,
			locations,
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
	const { places, sellable } = listing.native;
	const quantity = { ...counts.get(listing.id) };
	const tracked = places.filter(
		({ id, tracked: counted }) => counted && quantity[id] !== undefined,
	);
	const visible = !listing.state.is_archived && places.length > 0;
	const selling = places.map((place) => sells(place, quantity[place.id]));
	return {
		...listing,
		quantity: tracked.length ? tracked.reduce((sum, { id }) => sum + quantity[id], 0) : null,
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
