import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import type { Change, Listing } from '../platform';
import { inHalves } from './inHalves';
import { locationsOf, type Location } from './locations';
import { post } from './service';

/** `StockLevel` by location id (sheet, section 6). */
export type LinnworksState = { StockLevel: { [location: string]: number } };

/** One location's stock of one item. */
export interface Place extends Location {
	level: number;
	inOrders: number;
	available: number;
}

/** One listing on a channel that Linnworks knows of. */
export interface Link {
	/** As people call it: channel and account. */
	name: string;
	listed: number;
	/** Inventory sync leaves it alone, so a level does not reach it. */
	ignored: boolean;
}

export interface LinnworksNative {
	places: Place[];
	links: Link[];
	isComposite: boolean;
	isBatched: boolean;
}

export type LinnworksListing = Listing<LinnworksState, LinnworksNative>;

/** Archived items are not found by their SKU (sheet, section 3). */
export async function readBySku(call: Call, skus: readonly string[]): Promise<LinnworksListing[]> {
	const found = await inHalves(skus, async (part) => await idsOf(call, part));
	const ids = [...new Set(found.map(({ StockItemId }) => asText(StockItemId)))];
	if (ids.length === 0) return [];
	const [items, links, locations] = await Promise.all([
		inHalves(ids, async (part) => await itemsOf(call, part)),
		inHalves(ids, async (part) => await linksOf(call, part)),
		locationsOf(call),
	]);
	// No levels may also mean that they were not handed out: nothing must count as sold out for that.
	const bare = items.filter(({ StockLevels }) => asList(StockLevels).length === 0);
	const levels = await levelsById(call, bare.map(idOf));
	const linksById = new Map(links.map((row) => [idOf(row), asList(row.ChannelSkus).map(toLink)]));
	return items.map((item) => {
		const id = idOf(item);
		return toListing(
			{ sku: asText(item.ItemNumber), id, title: asText(item.ItemTitle) || undefined },
			{
				places: toPlaces(levels.get(id) ?? item.StockLevels, locations),
				links: linksById.get(id) ?? [],
				isComposite: item.IsCompositeParent === true,
				isBatched: item.isBatchedStockType === true,
			},
		);
	});
}

/** The levels alone: what we wrote changes nothing about the rest. */
export async function readLevels(
	call: Call,
	changes: ReadonlyArray<Pick<Change<LinnworksState, LinnworksNative>, 'listing' | 'set'>>,
): Promise<LinnworksListing[]> {
	const levels = await levelsById(
		call,
		changes.map(({ listing }) => listing.id),
	);
	return changes.flatMap(({ listing }) => {
		const row = levels.get(listing.id);
		if (row === undefined) return [];
		return [
			toListing(listing, { ...listing.native, places: toPlaces(row, listing.native.places) }),
		];
	});
}

const idOf = ({ StockItemId }: IDataObject): string => asText(StockItemId);

/** Rows of the levels by id of the item. */
export async function levelsById(
	call: Call,
	ids: readonly string[],
): Promise<Map<string, unknown>> {
	if (ids.length === 0) return new Map();
	const rows = await inHalves(ids, async (part) => await levelsOf(call, part));
	return new Map(rows.map((row) => [asText(row.pkStockItemId), row.StockItemLevels]));
}

/** `{ request: ... }` where the specification's class has one: another wrapping is silently ignored (sheet, section 3). */
const idsOf = async (call: Call, skus: readonly string[]): Promise<IDataObject[]> =>
	asList(
		asObject(await post(call, 'Inventory/GetStockItemIdsBySKU', { request: { SKUS: [...skus] } }))
			.Items,
	);

const itemsOf = async (call: Call, ids: readonly string[]): Promise<IDataObject[]> =>
	asList(
		asObject(
			await post(call, 'Stock/GetStockItemsFullByIds', {
				request: { StockItemIds: [...ids], DataRequirements: ['StockLevels'] },
			}),
		).StockItemsFullExtended,
	);

const linksOf = async (call: Call, ids: readonly string[]): Promise<IDataObject[]> =>
	asList(
		await post(call, 'Inventory/BatchGetInventoryItemChannelSKUs', { inventoryItemIds: [...ids] }),
	);

const levelsOf = async (call: Call, ids: readonly string[]): Promise<IDataObject[]> =>
	asList(await post(call, 'Stock/GetStockLevel_Batch', { request: { StockItemIds: [...ids] } }));

export function toPlaces(levels: unknown, locations: readonly Location[]): Place[] {
	const byId = new Map(locations.map((location) => [location.id, location]));
	return asList(levels).map((row) => {
		const place = asObject(row.Location);
		const id = asText(place.StockLocationId);
		const told = place.IsFulfillmentCenter === true || place.IsWarehouseManaged === true;
		const level = asNumber(row.StockLevel) ?? 0;
		const inOrders = asNumber(row.InOrders) ?? 0;
		return {
			id,
			name: byId.get(id)?.name ?? asText(place.LocationName),
			settable: !told && byId.get(id)?.settable !== false,
			level,
			inOrders,
			available: asNumber(row.Available) ?? level - inOrders,
		};
	});
}

const toLink = ({ Source, SubSource, ListedQuantity, IgnoreSync }: IDataObject): Link => ({
	name: [Source, SubSource].map(asText).filter(Boolean).join(' '),
	listed: asNumber(ListedQuantity) ?? 0,
	ignored: IgnoreSync === true,
});

function toListing(
	{ sku, id, title }: Pick<LinnworksListing, 'sku' | 'id' | 'title'>,
	native: LinnworksNative,
): LinnworksListing {
	const { places, links } = native;
	const quantity = onSale(places);
	return {
		sku,
		id,
		title,
		quantity,
		visible: isVisible(links),
		buyable:
			isOffered(quantity, links) || links.some(({ listed, ignored }) => ignored && listed > 0),
		state: { StockLevel: Object.fromEntries(places.map((place) => [place.id, place.level])) },
		native,
	};
}

/** What one location lacks, another does not deliver: places below zero take nothing away. */
export const onSale = (places: readonly Place[]): number =>
	places.reduce((sum, { available }) => sum + Math.max(0, available), 0);

/** What is linked nowhere may be sold by something that reads the stock; what sync passes on to nobody is not. */
const isOffered = (quantity: number, links: readonly Link[]): boolean =>
	quantity > 0 && (links.length === 0 || links.some(({ ignored }) => !ignored));

/** How a channel shows what has run out is the channel's business, so null. */
function isVisible(links: readonly Link[]): boolean | null {
	if (links.some(({ listed }) => listed > 0)) return true;
	return links.length > 0 && links.every(({ ignored }) => ignored) ? false : null;
}
