import { DEFAULT_LOCATION, type Item, type Link, type Location, type Shop } from './shop.mts';

const time = (at: number): string => new Date(at).toISOString();

/** The flags are not always filled in, as the specification warns: here they are false whatever the location is. */
const locationOfLevel = ({ id, number, name }: Location) => ({
	StockLocationId: id,
	StockLocationIntId: number,
	LocationName: name,
	IsFulfillmentCenter: false,
	IsWarehouseManaged: false,
});

export const locationView = (location: Location) => ({
	Address1: '',
	Address2: '',
	City: '',
	County: '',
	Country: 'United Kingdom',
	ZipCode: '',
	IsNotTrackable: false,
	LocationTag: '',
	CountInOrderUntilAcknowledgement: false,
	FulfilmentCenterDeductStockWhenProcessed: false,
	IsWarehouseManaged: location.isWarehouseManaged,
	StockLocationId: location.id,
	LocationName: location.name,
	IsFulfillmentCenter: location.isFulfillmentCenter,
	StockLocationIntId: location.number,
});

export function levelView(shop: Shop, item: Item, location: Location) {
	const row = shop.level(item, location);
	const available = shop.available(item, location);
	const level = available + row.inOrders;
	return {
		Location: locationOfLevel(location),
		StockLevel: level,
		StockValue: level * item.price,
		MinimumLevel: -1,
		InOrderBook: row.inOrders,
		Due: location.id === DEFAULT_LOCATION ? shop.due(item) : 0,
		JIT: false,
		InOrders: row.inOrders,
		Available: available,
		UnitCost: item.price,
		SKU: item.sku,
		AutoAdjust: true,
		LastUpdateDate: time(row.changedAt),
		LastUpdateOperation: row.operation,
		rowid: row.rowId,
		PendingUpdate: item.unsynced !== undefined,
		StockItemPurchasePrice: item.price,
		StockItemId: item.id,
		StockItemIntId: 0,
	};
}

export const levelViews = (shop: Shop, item: Item) =>
	shop.locations.map((location) => levelView(shop, item, location));

export const linkView = (shop: Shop, item: Item, link: Link) => ({
	ChannelSKURowId: link.rowId,
	SKU: item.sku,
	Source: link.source,
	SubSource: link.subSource,
	UpdateStatus: item.unsynced === undefined || link.ignoreSync ? 'Confirmed' : 'Pending',
	ChannelReferenceId: link.reference,
	LastUpdate: time(shop.world.clock.now()),
	MaxListedQuantity: 0,
	EndWhenStock: 0,
	SubmittedQuantity: link.listed,
	ListedQuantity: link.listed,
	StockPercentage: 0,
	IgnoreSync: link.ignoreSync,
	IgnoreSyncMultiLocation: false,
	IsMultiLocation: false,
	StockItemId: item.id,
	StockItemIntId: 0,
});

export const itemView = (shop: Shop, item: Item, wanted: readonly unknown[]) => ({
	Suppliers: [],
	StockLevels: wanted.includes('StockLevels') ? levelViews(shop, item) : [],
	ItemChannelDescriptions: [],
	ItemExtendedProperties: [],
	ItemChannelTitles: [],
	ItemChannelPrices: [],
	Images: [],
	ItemNumber: item.sku,
	ItemTitle: item.title,
	BarcodeNumber: '',
	MetaData: '',
	isBatchedStockType: item.batched,
	PurchasePrice: item.price,
	RetailPrice: item.price,
	TaxRate: -1,
	CategoryName: 'Acrylics',
	Height: 0,
	Width: 0,
	Depth: 0,
	Weight: 0,
	IsCompositeParent: item.components.length > 0,
	InventoryTrackingType: item.batched ? 1 : 0,
	BatchNumberScanRequired: false,
	SerialNumberScanRequired: false,
	StockItemId: item.id,
	StockItemIntId: 0,
});
