import type { Seller, ShelfItem, World } from '../fake.mts';
import type { Webhooks } from './webhooks.mts';

export interface Stock {
	onHand: number;
	/** Promised to orders: on hand, but not available. */
	committed: number;
}

export interface Item {
	item_id: string;
	sku: string;
	name: string;
	status: 'active' | 'inactive';
	item_type: 'inventory' | 'sales' | 'purchases' | 'sales_and_purchases';
	is_combo_product: boolean;
	track_batch_number: boolean;
	rate: number;
	created: number;
	modified: number;
	/** By location id. */
	stock: Map<string, Stock>;
	/** Used in an active composite item: cannot be switched off. */
	locked: boolean;
}

export interface Adjustment {
	id: string;
	date: string;
	reason: string;
	reference_number: string;
	description: string;
	location_id: string;
	/** Waits for approval: posted, but no stock has moved. */
	draft: boolean;
	lines: { item_id: string; by: number; account: string }[];
}

export const organizations = [
	{ organization_id: '10234695', name: 'Acrylic Art Supplies', time_zone: 'America/Los_Angeles' },
	{ organization_id: '10234700', name: 'Acrylic Classes', time_zone: 'PST' },
];
export const organizationId = '10234695';

export const locations = [
	{ location_id: '460000000038080', location_name: 'Main Warehouse', status: 'active' },
	{ location_id: '460000000038090', location_name: 'Shop Front', status: 'active' },
	{ location_id: '460000000038099', location_name: 'Old Cellar', status: 'inactive' },
];
export const [main, front] = locations.map(({ location_id }) => location_id) as [string, string];

export const accounts = [
	{ id: '4815000000035003', name: 'Cost of Goods Sold' },
	{ id: '4815000000035009', name: 'Purchase Discounts' },
];

export const available = ({ onHand, committed }: Stock): number => onHand - committed;

export const total = ({ stock }: Item): number =>
	[...stock.values()].reduce((sum, one) => sum + available(one), 0);

export class Shop {
	readonly items: Item[] = [];
	readonly adjustments: Adjustment[] = [];
	/** The organization has adjustments approved before they count. */
	approval = false;
	/** Answers carry stock by location; organizations without locations have none. */
	places: 'locations' | 'warehouses' | 'none' = 'locations';
	/** Whether lists tell the stock by location, as documented, or only single items do. */
	placesInLists = true;
	readonly #world: World;
	#last = 4_815_000_000_044_200;

	constructor(world: World) {
		this.#world = world;
		for (const { title, variants } of world.catalogue)
			for (const { sku, title: size, quantity, price } of variants)
				this.add(
					{ sku, name: [title, size].filter(Boolean).join(', '), rate: Number(price) },
					quantity,
				);
		this.#special('ACR-VAR-GLOS-250', (item) => (item.status = 'inactive'));
		this.#special('ACR-GEL-MATT-500', (item) => (item.track_batch_number = true));
		this.#special('ACR-HB-TWHT-60', (item) => {
			item.stock.set(main, { onHand: total(item) + 2, committed: 2 });
		});
		this.#special('ACR-GES-WHT-1000', (item) => {
			item.stock.set(main, { onHand: 8, committed: 0 });
			item.stock.set(front, { onHand: 4, committed: 0 });
		});
		// A shop of so many products as a benchmark wants has no others.
		if (!this.items.some(({ sku }) => sku.startsWith('ACR-'))) return;
		this.add({ sku: 'ACR-KIT-START', name: 'Acrylic Starter Kit', is_combo_product: true }, 2);
		this.add({ sku: 'ACR-WORKSHOP', name: 'Acrylic Workshop', item_type: 'sales' });
	}

	add(given: Partial<Item> & Pick<Item, 'sku' | 'name'>, quantity?: number): Item {
		const now = this.#world.clock.now();
		const item: Item = {
			item_id: String((this.#last += 8)),
			status: 'active',
			item_type: 'inventory',
			is_combo_product: false,
			track_batch_number: false,
			rate: 9.9,
			created: now,
			modified: now,
			stock: new Map(quantity === undefined ? [] : [[main, { onHand: quantity, committed: 0 }]]),
			locked: false,
			...given,
		};
		this.items.push(item);
		return item;
	}

	#special(sku: string, change: (item: Item) => unknown): void {
		const item = this.items.find((one) => one.sku === sku);
		if (item) change(item);
	}

	find(sku: string): Item {
		const item = this.items.find((one) => one.sku === sku);
		if (!item) throw new Error(`No item with the SKU ${sku}`);
		return item;
	}

	touch(item: Item): void {
		item.modified = this.#world.clock.now();
	}

	/** Only counted items have stock to move. */
	move(item: Item, location: string, by: number): void {
		const stock = item.stock.get(location) ?? { onHand: 0, committed: 0 };
		item.stock.set(location, { ...stock, onHand: stock.onHand + by });
		this.touch(item);
	}

	/** As the channels show it that Zoho feeds. */
	shelf(): ShelfItem[] {
		return this.items.map((item) => {
			const counted = item.item_type === 'inventory';
			const quantity = counted ? total(item) : null;
			const line = { sku: item.sku, title: item.name, quantity };
			if (item.status === 'inactive') return { ...line, state: 'hidden', note: 'inactive' };
			const note = item.is_combo_product
				? 'composite'
				: item.track_batch_number
					? 'batches'
					: counted
						? undefined
						: 'not tracked';
			const state = quantity === null || quantity > 0 ? 'onSale' : 'soldOut';
			return { ...line, state, ...(note ? { note } : {}) };
		});
	}

	/** @param webhooks told of what the seller does */
	seller(webhooks: Webhooks): Seller {
		return {
			sell: (sku, quantity) => {
				const item = this.find(sku);
				let left = quantity;
				for (const [location, stock] of item.stock) {
					const taken = Math.min(left, Math.max(0, available(stock)));
					this.move(item, location, -taken);
					left -= taken;
				}
				webhooks.salesOrder(item, quantity);
			},
			setQuantity: (sku, quantity) => {
				const item = this.find(sku);
				const by = quantity - total(item);
				this.move(item, main, by);
				webhooks.adjustment(item, by);
			},
			setHidden: (sku, hidden) => {
				const item = this.find(sku);
				item.status = hidden ? 'inactive' : 'active';
				this.touch(item);
				webhooks.edited(this, item);
			},
			remove: (sku) => {
				this.items.splice(this.items.indexOf(this.find(sku)), 1);
			},
		};
	}
}
