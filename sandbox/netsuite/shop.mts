import type { Seller, ShelfItem, World } from '../fake.mts';
import { Transactions } from './transactions.mts';
import type { Transaction } from './transactions.mts';

export interface Stock {
	onHand: number;
	/** Promised to orders: on hand, but not available. */
	committed: number;
}

export interface Item {
	id: string;
	/** The full name; a sub-item's begins with its parent's. */
	itemid: string;
	itemtype: 'InvtPart' | 'Assembly' | 'Kit' | 'NonInvtPart' | 'Service';
	/** Under which the record service knows it. */
	recordType: string;
	displayName: string;
	upcCode: string;
	parent?: string;
	isOnline: boolean;
	isInactive: boolean;
	outOfStockBehavior: 'DISABLE' | 'ENABLENMSG' | 'REMOVE' | 'ENABLE' | 'DEFAULT';
	/** By location id. */
	stock: Map<string, Stock>;
	/** In the account's zone; edits only, not moves of stock. */
	lastModified: string;
}

export interface Adjustment {
	id: string;
	externalId?: string;
	account: string;
	subsidiary?: string;
	memo: string;
	lines: { item: string; location: string; by: number }[];
}

export const locations = [
	{ id: '2', name: 'Main Warehouse', isinactive: false },
	{ id: '3', name: 'Shop Front', isinactive: false },
	{ id: '7', name: 'Old Cellar', isinactive: true },
];
export const accounts = [
	{ id: '133', acctnumber: '1420', name: 'Inventory : Inventory Parts', isinactive: false },
	{ id: '154', acctnumber: '5050', name: 'Inventory Adjustment', isinactive: false },
	{ id: '155', acctnumber: '5051', name: 'Old Adjustments', isinactive: true },
];
export const subsidiaries = [{ id: '1', name: 'Acrylic Art Supplies', isinactive: false }];

const [{ id: main = '2' } = {}, { id: front = '3' } = {}] = locations;

export const skuOf = ({ itemid }: Item): string => itemid.split(' : ').pop() ?? itemid;

export const available = ({ onHand, committed }: Stock): number => onHand - committed;

const isCounted = ({ itemtype }: Item): boolean =>
	itemtype === 'InvtPart' || itemtype === 'Assembly';

const total = (item: Item): number =>
	[...item.stock.values()].reduce((sum, stock) => sum + available(stock), 0);

/** Items, their stock and the postings of the account. */
export class Shop {
	readonly items = new Map<string, Item>();
	readonly adjustments: Adjustment[] = [];
	readonly transactions: Transactions;
	/** Called after a transaction was saved. */
	saved: (transaction: Transaction) => void = () => {};
	/** Called after an item was edited, with how it was before. */
	edited: (item: Item, before: Item) => void = () => {};
	/** Parents of matrix items and headings: nobody sells them. */
	readonly #headings = new Set<string>();
	#lastItem = 1000;
	#lastAdjustment = 98_764;

	constructor(world: World) {
		this.transactions = new Transactions(world);
		for (const product of world.catalogue) {
			const [first] = product.variants;
			const isFamily = product.variants.length > 1;
			const family = isFamily ? this.#heading(first?.sku.replace(/-[^-]*$/, '') ?? '') : undefined;
			for (const { sku, title, quantity } of product.variants) {
				// Some accounts show a child by its full name, some do not (netsuite sheet, section 3).
				const itemid = family?.itemid === 'ACR-HB-TWHT' ? `${family.itemid} : ${sku}` : sku;
				const displayName = [product.title, title].filter(Boolean).join(', ');
				this.#add({ itemid, displayName, ...(family && { parent: family.id }) }, quantity);
			}
		}
		this.#special('ACR-VAR-GLOS-250', (item) => (item.isOnline = false));
		this.#special('ACR-GEL-MATT-500', (item) => (item.recordType = 'lotNumberedInventoryItem'));
		this.#special('ACR-SHT-CLR-A3', (item) => (item.outOfStockBehavior = 'ENABLE'));
		this.#special('ACR-SB-CRED-118', (item) => {
			item.stock.set(main, { onHand: total(item) + 2, committed: 2 });
		});
		this.#special('ACR-GES-WHT-1000', (item) => {
			item.outOfStockBehavior = 'REMOVE';
			item.stock.set(main, { onHand: 8, committed: 0 });
			item.stock.set(front, { onHand: 4, committed: 0 });
		});
		for (const heading of ['Starter Sets', 'Gift Sets']) {
			const parent = this.#heading(heading).id;
			const displayName = `Acrylic Duo from ${heading}`;
			this.#add({ itemid: `${heading} : ACR-DUP-1`, displayName, parent }, 3);
		}
		const kit = { itemtype: 'Kit', recordType: 'kitItem' } as const;
		this.#add({ itemid: 'ACR-KIT-START', displayName: 'Acrylic Starter Kit', ...kit });
		const plain = { itemtype: 'NonInvtPart', recordType: 'nonInventoryResaleItem' } as const;
		this.#add({ itemid: 'ACR-CATALOGUE', displayName: 'Printed Catalogue', ...plain });
		const service = { itemtype: 'Service', recordType: 'serviceSaleItem' } as const;
		this.#add({ itemid: 'ACR-WORKSHOP', displayName: 'Acrylic Workshop', ...service });
	}

	#add(given: Partial<Item> & Pick<Item, 'itemid' | 'displayName'>, quantity?: number): Item {
		const id = String((this.#lastItem += 1));
		const item: Item = {
			id,
			itemtype: 'InvtPart',
			recordType: 'inventoryItem',
			upcCode: `40${id.padStart(11, '0')}`,
			isOnline: true,
			isInactive: false,
			outOfStockBehavior: 'DEFAULT',
			lastModified: this.transactions.now,
			stock: new Map(quantity === undefined ? [] : [[main, { onHand: quantity, committed: 0 }]]),
			...given,
		};
		this.items.set(id, item);
		return item;
	}

	#heading(itemid: string): Item {
		const heading = this.#add({ itemid, displayName: itemid });
		this.#headings.add(heading.id);
		return heading;
	}

	#special(sku: string, change: (item: Item) => unknown): void {
		const item = this.find(sku);
		if (item) change(item);
	}

	find(sku: string): Item | undefined {
		return [...this.items.values()].find((item) => skuOf(item) === sku);
	}

	post(adjustment: Omit<Adjustment, 'id'>): Adjustment {
		const posted = { ...adjustment, id: String((this.#lastAdjustment += 1)) };
		this.adjustments.push(posted);
		this.#move(posted.lines, 1);
		this.#book('InvAdjst', posted.lines);
		return posted;
	}

	/** What was posted under this name before is undone, what is posted now takes its place. */
	repost(adjustment: Adjustment, lines: Adjustment['lines']): void {
		this.#move(adjustment.lines, -1);
		adjustment.lines = lines;
		this.#move(lines, 1);
		this.#book('InvAdjst', lines);
	}

	/** Every move of stock has its transaction; the item itself tells nothing (netsuite sheet, section 10). */
	#book(
		type: 'InvAdjst' | 'ItemShip',
		lines: readonly { item: string; location: string; by: number }[],
	): void {
		this.saved(
			this.transactions.add(
				type,
				lines.map(({ item, location, by }) => ({ item, location, quantity: by })),
			),
		);
	}

	stockIn(item: string, location: string, by: number): void {
		this.#move([{ item, location, by }], 1);
	}

	/** Changes the item as somebody who edits it, by hand or through the API. */
	edit(item: Item, change: () => void): void {
		const before = { ...item };
		change();
		item.lastModified = this.transactions.now;
		this.edited(item, before);
	}

	#move(lines: Adjustment['lines'], sign: number): void {
		for (const { item, location, by } of lines) {
			const stock = this.items.get(item)?.stock;
			const now = stock?.get(location) ?? { onHand: 0, committed: 0 };
			stock?.set(location, { ...now, onHand: now.onHand + sign * by });
		}
	}

	shelf(): ShelfItem[] {
		return [...this.items.values()]
			.filter(({ id }) => !this.#headings.has(id))
			.map((item) => {
				const quantity = isCounted(item) ? total(item) : null;
				const backorders = item.outOfStockBehavior.startsWith('ENABLE');
				const shown = item.isOnline && !item.isInactive;
				const sells = quantity === null || quantity > 0 || backorders;
				const notes = [
					item.isInactive && 'inactive',
					backorders && 'back-orders allowed',
					item.recordType === 'lotNumberedInventoryItem' && 'lot-numbered',
					item.itemtype === 'Kit' && 'kit',
				].filter(Boolean);
				return {
					sku: skuOf(item),
					title: item.displayName,
					quantity,
					state: !shown ? 'hidden' : sells ? 'onSale' : 'soldOut',
					...(notes.length > 0 && { note: notes.join(', ') }),
				};
			});
	}

	get seller(): Seller {
		const wanted = (sku: string): Item => {
			const item = this.find(sku);
			if (!item) throw new Error(`No item with the SKU ${sku}`);
			return item;
		};
		return {
			sell: (sku, quantity) => {
				let left = quantity;
				for (const stock of wanted(sku).stock.values()) {
					const taken = Math.min(left, Math.max(0, available(stock)));
					stock.onHand -= taken;
					left -= taken;
				}
				this.#book('ItemShip', [{ item: wanted(sku).id, location: main, by: quantity }]);
			},
			setQuantity: (sku, quantity) => {
				const { stock } = wanted(sku);
				for (const one of stock.values()) one.onHand = one.committed;
				const place = stock.get(main) ?? { onHand: 0, committed: 0 };
				stock.set(main, { ...place, onHand: quantity + place.committed });
				this.#book('InvAdjst', [{ item: wanted(sku).id, location: main, by: quantity }]);
			},
			setHidden: (sku, hidden) => {
				const item = wanted(sku);
				this.edit(item, () => (item.isOnline = !hidden));
			},
			remove: (sku) => void this.items.delete(wanted(sku).id),
		};
	}
}
