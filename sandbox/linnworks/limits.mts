import type { Clock } from '../fake.mts';

/** Calls a minute by method, as printed in the specification (linnworks sheet, section 8). */
const perMinute: Readonly<Record<string, number>> = {
	'Auth/AuthorizeByApplication': 150,
	'Inventory/GetStockItemIdsBySKU': 250,
	'Inventory/GetInventoryItem': 150,
	'Inventory/GetStockLocations': 150,
	'Inventory/GetSuppliers': 150,
	'Inventory/BatchGetInventoryItemChannelSKUs': 150,
	'Inventory/ArchiveInventoryItems': 150,
	'Inventory/UnarchiveInventoryItems': 150,
	'PurchaseOrder/Get_PurchaseOrder': 250,
	'PurchaseOrder/Search_PurchaseOrders2': 150,
	'Stock/GetStockItemsFull': 150,
	'Stock/GetStockItemsFullByIds': 250,
	'Stock/GetStockLevel': 250,
	'Stock/GetStockLevel_Batch': 250,
	'Stock/GetItemChangesHistory': 250,
	'Stock/SetStockLevel': 250,
	'Stock/UpdateStockLevelsBulk': 150,
	'Stock/UpdateStockLevelsBySKU': 150,
};

const MINUTE = 60_000;

export class Limits {
	readonly #clock: Clock;
	readonly #calls = new Map<string, number[]>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** @returns the limit that is reached, undefined when the call may pass */
	exceeded(method: string): number | undefined {
		const most = perMinute[method] ?? 150;
		const now = this.#clock.now();
		const calls = (this.#calls.get(method) ?? []).filter((at) => now - at < MINUTE);
		this.#calls.set(method, calls);
		if (calls.length >= most) return most;
		calls.push(now);
		return undefined;
	}
}
