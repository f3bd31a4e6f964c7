import type { Seller, ShelfItem, World } from '../fake.mts';

export interface Row {
	itemShopID: number;
	shopID: number;
	qoh: number;
	/** Last change of the count; the item's own time does not move with it (lightspeed-retail sheet, section 10). */
	timeStamp: number;
}

export type ItemType = 'default' | 'non_inventory' | 'serialized' | 'assembly' | 'box';

export interface Item {
	itemID: number;
	customSku: string;
	description: string;
	archived: boolean;
	itemType: ItemType;
	serialized: boolean;
	publishToEcom: boolean;
	itemMatrixID: number;
	price: string;
	/** Of the shops; the sum is reckoned. Undefined for items that have none. */
	rows: Row[];
	/** itemShopID of the sum. */
	sumID: number;
	timeStamp: number;
}

export const shops = [
	{ shopID: '1', name: 'Studio' },
	{ shopID: '2', name: 'Market Hall' },
] as const;
export const TIME_ZONE = 'America/New_York';

/** Items that Lightspeed does not count. */
export const counted = ({ itemType, serialized }: Item): boolean =>
	!serialized && (itemType === 'default' || itemType === 'box');

export const sum = ({ rows }: Item): number => rows.reduce((all, { qoh }) => all + qoh, 0);

export class Shop {
	readonly items: Item[] = [];
	readonly world: World;
	#lastRow = 160;
	#lastItem = 41;

	constructor(world: World) {
		this.world = world;
	}

	add(sku: string, description: string, quantity: number, price: string, matrix = 0): Item {
		const item: Item = {
			itemID: ++this.#lastItem,
			customSku: sku,
			description,
			archived: false,
			itemType: 'default',
			serialized: false,
			publishToEcom: true,
			itemMatrixID: matrix,
			price,
			sumID: ++this.#lastRow,
			rows: [],
			timeStamp: this.world.clock.now(),
		};
		this.row(item, 1).qoh = quantity;
		this.row(item, 2);
		this.items.push(item);
		return item;
	}

	/** The row of a shop; made where the item has none there yet. */
	row(item: Item, shopID: number): Row {
		const known = item.rows.find((row) => row.shopID === shopID);
		if (known) return known;
		const timeStamp = this.world.clock.now();
		const row = { itemShopID: ++this.#lastRow, shopID, qoh: 0, timeStamp };
		item.rows.push(row);
		return row;
	}

	/** By whomever. */
	count(row: Row, qoh: number): void {
		if (row.qoh !== qoh) row.timeStamp = this.world.clock.now();
		row.qoh = qoh;
	}

	find(sku: string): Item {
		const found = this.items.find(({ customSku }) => customSku === sku);
		if (!found) throw new Error(`No item with the custom SKU ${sku}`);
		return found;
	}

	/** Takes its stock along, for good (lightspeed-retail sheet, section 4). */
	archive(item: Item): void {
		item.archived = true;
		for (const row of item.rows) this.count(row, 0);
		item.timeStamp = this.world.clock.now();
	}

	/** The web shop as a customer sees it; it obeys the stock. */
	shelf(): ShelfItem[] {
		return this.items.map((item) => {
			const pieces = item.rows.reduce((all, { qoh }) => all + Math.max(0, qoh), 0);
			const line = {
				sku: item.customSku,
				title: item.description,
				quantity: counted(item) ? pieces : null,
				...(counted(item) ? {} : { note: item.serialized ? 'serialized' : item.itemType }),
			};
			if (item.archived) return { ...line, state: 'hidden', note: 'archived' };
			if (!item.publishToEcom) return { ...line, state: 'hidden', note: 'not published to eCom' };
			return { ...line, state: !counted(item) || pieces > 0 ? 'onSale' : 'soldOut' };
		});
	}

	seller(): Seller {
		return {
			// The till sells below zero as well.
			sell: (sku, quantity) => {
				const { rows } = this.find(sku);
				const most = rows.toSorted((a, b) => b.qoh - a.qoh)[0];
				if (most) this.count(most, most.qoh - quantity);
			},
			setQuantity: (sku, quantity) => {
				const item = this.find(sku);
				for (const row of item.rows) if (row.shopID !== 1) this.count(row, 0);
				this.count(this.row(item, 1), quantity);
			},
			setHidden: (sku, hidden) => {
				this.find(sku).publishToEcom = !hidden;
			},
			// Not archived but gone, as an item is that was merged into another one.
			remove: (sku) => {
				this.items.splice(this.items.indexOf(this.find(sku)), 1);
			},
		};
	}
}

/** The goods were there long before anybody looks. */
const AGE_MS = 30 * 86_400_000;

export function openShop(world: World): Shop {
	const shop = new Shop(world);
	furnish(shop, world);
	for (const item of shop.items)
		for (const part of [item, ...item.rows]) part.timeStamp = world.clock.now() - AGE_MS;
	return shop;
}

function furnish(shop: Shop, world: World): void {
	world.catalogue.forEach(({ title, variants }, i) => {
		for (const { sku, title: size, quantity, price } of variants)
			shop.add(
				sku,
				size ? `${title} ${size}` : title,
				quantity,
				price,
				variants.length > 1 ? i + 1 : 0,
			);
	});
	// A shop of so many products as a benchmark wants has no others.
	if (!shop.items.some(({ customSku }) => customSku.startsWith('ACR-'))) return;
	for (const name of ['Palette Knife No. 4', 'Palette Knife No. 4 (old packaging)'])
		shop.add('ACR-DUP-1', name, 3, '6.50');
	for (const item of shop.items) {
		const { customSku } = item;
		if (customSku === 'ACR-VAR-GLOS-250') shop.archive(item);
		// Mixed on demand, so never counted; it has no stock rows at all.
		if (customSku === 'ACR-GES-WHT-1000')
			Object.assign(item, { itemType: 'non_inventory', rows: [] });
		if (customSku === 'ACR-SHT-CLR-A3') Object.assign(item, { serialized: true });
		// Sold at the till and on another web shop, not on Lightspeed's.
		if (customSku === 'ACR-GEL-MATT-500') item.publishToEcom = false;
		if (customSku === 'ACR-MRK-CBLK-F') {
			shop.row(item, 1).qoh = 15;
			shop.row(item, 2).qoh = 7;
		}
	}
}
