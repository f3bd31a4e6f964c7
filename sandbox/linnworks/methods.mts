import { isGuid, isObject, member, members, Refused, type Json } from './answers.mts';
import type { PurchaseOrders } from './purchaseOrders.mts';
import type { Item, Location, Shop } from './shop.mts';
import { itemView, levelView, levelViews, linkView, locationView } from './views.mts';

/** `body` is the parsed JSON, or the query where there is no body. Undefined means an empty answer with 204. */
export type Method = (body: unknown) => unknown;

export interface Behaviour {
	/** One tenant answered bulk writes with an empty body (linnworks sheet, section 5). */
	emptyBulkAnswers: boolean;
	/** Most ids or rows a call takes; no document tells (linnworks sheet, section 3). */
	mostRows: number;
	/** Pages of items may come without the levels that were asked for. */
	levelsInPages: boolean;
}

/** Of one page of items. */
const MOST_ENTRIES = 200;

export function methodsOf(
	shop: Shop,
	orders: PurchaseOrders,
	behaviour: Behaviour,
): Readonly<Record<string, Method>> {
	const inRange = <T,>(rows: T[]): T[] => {
		if (rows.length <= behaviour.mostRows) return rows;
		throw new Refused(`The maximum items count for this call is ${behaviour.mostRows}`);
	};
	const wrapped = (body: unknown, name: string): Json => {
		const inner = member(body, name);
		if (!isObject(inner)) throw new Refused(`${name} is empty`);
		return inner;
	};
	const guids = (values: unknown[]): string[] => {
		if (!values.every(isGuid)) throw new Refused("Parameter '{0}' has invalid value");
		return inRange(values.map((id) => id.toLowerCase()));
	};
	const byIds = (values: unknown[]): Item[] => guids(values).flatMap((id) => shop.byId(id) ?? []);
	const one = (id: unknown): Item => {
		const [item] = byIds([id]);
		if (!item) throw new Refused('Stock item does not exist');
		return item;
	};

	return {
		'Inventory/GetStockItemIdsBySKU': (body) => {
			const skus = inRange(members(wrapped(body, 'request'), 'SKUS').map(String));
			const items = new Set(skus.flatMap((sku) => shop.find(sku) ?? []));
			return { Items: [...items].map(({ id, sku }) => ({ StockItemId: id, SKU: sku })) };
		},
		'Inventory/GetInventoryItem': (query) => {
			const item = shop.find(String(member(query, 'sKU')));
			if (!item) throw new Refused('Could not determine inventory item id from SKU');
			return itemView(shop, item, []);
		},
		'Inventory/GetStockLocations': () => shop.locations.map(locationView),
		'Inventory/GetSuppliers': orders.supplierViews,
		'PurchaseOrder/Search_PurchaseOrders2': (body) => orders.search(body),
		'PurchaseOrder/Get_PurchaseOrder': (body) => orders.read(body),
		'Inventory/BatchGetInventoryItemChannelSKUs': (body) =>
			byIds(members(body, 'inventoryItemIds')).map((item) => ({
				StockItemId: item.id,
				ChannelSkus: item.links.map((link) => linkView(shop, item, link)),
			})),
		'Inventory/ArchiveInventoryItems': (body) => archive(shop, body, true),
		'Inventory/UnarchiveInventoryItems': (body) => archive(shop, body, false),
		'Stock/GetStockItemsFull': (body) => {
			const perPage = Number(member(body, 'entriesPerPage'));
			const from = (Number(member(body, 'pageNumber')) - 1) * perPage;
			if (!(perPage >= 1 && perPage <= MOST_ENTRIES && from >= 0))
				throw new Refused("Parameter '{0}' has invalid value");
			const wanted = behaviour.levelsInPages ? members(body, 'dataRequirements') : [];
			const rows = shop
				.active()
				.filter(({ components }) => components.length === 0 || member(body, 'loadCompositeParents'))
				.slice(from, from + perPage);
			if (rows.length === 0) throw new Refused('No items found with given filter');
			return rows.map((item) => itemView(shop, item, wanted));
		},
		'Stock/GetStockItemsFullByIds': (body) => {
			const request = wrapped(body, 'request');
			const wanted = members(request, 'DataRequirements');
			const items = byIds(members(request, 'StockItemIds'));
			return { StockItemsFullExtended: items.map((item) => itemView(shop, item, wanted)) };
		},
		'Stock/GetStockLevel': (body) => levelViews(shop, one(member(body, 'stockItemId'))),
		'Stock/GetStockLevel_Batch': (body) =>
			byIds(members(wrapped(body, 'request'), 'StockItemIds')).map((item) => ({
				pkStockItemId: item.id,
				StockItemLevels: levelViews(shop, item),
			})),
		'Stock/GetItemChangesHistory': (query) => {
			const { id, history } = one(member(query, 'stockItemId'));
			const rows = history.map(({ at, level, change, note }) => ({
				Date: new Date(at).toISOString(),
				Level: level,
				StockValue: 0,
				Note: note,
				ChangeQty: change,
				ChangeValue: 0,
				StockItemId: id,
				StockItemIntId: 0,
			}));
			// A live answer counted only the entries (linnworks sheet, section 10).
			return {
				PageNumber: 0,
				EntriesPerPage: 0,
				TotalEntries: rows.length,
				TotalPages: 0,
				Data: rows,
			};
		},
		'Stock/SetStockLevel': (body) =>
			inRange(members(body, 'stockLevels')).flatMap(bySku(body, false)),
		'Stock/UpdateStockLevelsBySKU': (body) =>
			inRange(members(body, 'stockLevels')).flatMap(bySku(body, true)),
		'Stock/UpdateStockLevelsBulk': (body) => {
			const rows = inRange(members(body, 'Items')).map(bulkRow);
			return behaviour.emptyBulkAnswers ? '' : { Items: rows };
		},
	};

	/** The body is the same for both methods; one sets, the other adds (linnworks sheet, section 1). */
	function bySku(body: unknown, relative: boolean) {
		const note = String(member(body, 'changeSource') ?? 'Direct adjustment');
		return (row: unknown) => {
			const item = shop.find(String(member(row, 'SKU')));
			const location = place(member(row, 'LocationId'), undefined);
			if (!item || !location || whyNot(item, location)) return [];
			const level = Number(member(row, 'Level'));
			const now = shop.level(item, location).level;
			shop.setLevel(item, location, relative ? now + level : level, note);
			return [levelView(shop, item, location)];
		};
	}

	function bulkRow(row: unknown): Json {
		const given = isObject(row) ? row : {};
		const errors: string[] = [];
		const id = member(row, 'StockItemId');
		const item = id === undefined ? shop.find(String(member(row, 'SKU'))) : shop.byId(id);
		const location = place(member(row, 'StockLocationId'), member(row, 'StockLocationName'));
		if (!item) errors.push('Stock item could not be found');
		else if (!location) errors.push('Stock location could not be found');
		else {
			const reason = whyNot(item, location);
			const level = member(row, 'StockLevel');
			if (reason) errors.push(reason);
			else if (shop.world.befalls?.('linnworks', 'itemRefused'))
				errors.push('Stock level could not be updated');
			else if (level !== undefined)
				shop.setLevel(item, location, Number(level), 'Direct adjustment');
		}
		return { ...given, Errors: errors };
	}

	function place(id: unknown, name: unknown): Location | undefined {
		return shop.locations.find((one) => (id === undefined ? one.name === name : one.id === id));
	}
}

/** In the words of the specification: "non batched / composite" levels only (texts of our own). */
function whyNot(item: Item, location: Location): string {
	if (item.components.length > 0) return 'Stock level of a composite item cannot be changed';
	if (item.batched) return 'Stock level of a batched item cannot be changed';
	if (location.isFulfillmentCenter) return 'Stock level of a fulfilment center cannot be changed';
	if (location.isWarehouseManaged) return 'Location is warehouse managed';
	return '';
}

function archive(shop: Shop, body: unknown, archived: boolean): undefined {
	const ids = members(member(body, 'parameters'), 'InventoryItemIds').map(String);
	for (const item of shop.items) if (ids.includes(item.id)) item.archived = archived;
	return undefined;
}
