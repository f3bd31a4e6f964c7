import type { Seller, ShelfItem, World } from '../fake.mts';
import type { Documents } from './documents.mts';
import { beforeStart, broken, duplicateName, notFound, stale } from './errors.mts';

export interface Account {
	Id: string;
	Name: string;
	Classification: string;
	AccountType: string;
	Active: boolean;
}

export interface Item {
	Id: string;
	SyncToken: number;
	Name: string;
	Sku: string;
	Active: boolean;
	Type: 'Inventory' | 'NonInventory' | 'Service' | 'Group';
	QtyOnHand: number | undefined;
	InvStartDate: string;
	UnitPrice: string;
	CreateTime: string;
	LastUpdatedTime: string;
}

export interface Adjustment {
	Id: string;
	account: string;
	note: string;
	date: string;
	lines: { item: string; by: number }[];
}

const suffix = ' (deleted)';
const firstDay = '2026-01-05';

export const accounts: readonly Account[] = [
	['35', 'Checking', 'Asset', 'Bank', true],
	['34', 'Opening Balance Equity', 'Equity', 'Equity', true],
	['79', 'Sales of Product Income', 'Revenue', 'Income', true],
	['80', 'Cost of Goods Sold', 'Expense', 'Cost of Goods Sold', true],
	['81', 'Inventory Asset', 'Asset', 'Other Current Asset', true],
	['82', 'Inventory Shrinkage', 'Expense', 'Cost of Goods Sold', true],
	['83', 'Old Shrinkage (deleted)', 'Expense', 'Cost of Goods Sold', false],
].map(([Id, Name, Classification, AccountType, Active]) => ({
	Id: String(Id),
	Name: String(Name),
	Classification: String(Classification),
	AccountType: String(AccountType),
	Active: Active === true,
}));

/** The products and services of one company. */
export class Shop {
	readonly items = new Map<string, Item>();
	readonly adjustments: Adjustment[] = [];
	/** What the sales forms of QuickBooks do when an item in stock is made inactive. */
	writesOffInactive = true;
	/** Some companies take no update without these (sheet, section 4). */
	wantsAllFields = false;
	/** Told of every change of an item. */
	onChange: (item: Item, what: 'record' | 'count') => void = () => undefined;
	readonly world: World;
	#lastItem = 18;
	#lastAdjustment = 246;

	constructor(world: World) {
		this.world = world;
		for (const { title, variants } of world.catalogue)
			for (const { sku, title: size, quantity, price } of variants)
				this.add(sku, [title, size].filter(Boolean).join(' '), quantity, { UnitPrice: price });
		this.#special('ACR-VAR-GLOS-250', (item) => this.setActive(item, false, false));
		if (!this.find('ACR-SB-CRED-118')) return;
		this.add('ACR-DUP-1', 'Acrylic Starter Set', 3);
		this.add('ACR-DUP-1', 'Acrylic Starter Set Bundle', undefined, { Type: 'Group' });
		this.add('ACR-GIFT-WRAP', 'Gift Wrap', undefined, { Type: 'NonInventory' });
		this.add('ACR-ZERO-1', 'Acrylic Roller', 0);
		this.add('ACR-NEG-1', 'Acrylic Sponge', -2);
		this.add("ACR-ARTIST'S\\1", "Artist's Palette", 0);
		this.add('ACR-NEXT-YEAR', 'Acrylic Advent Set', 4, { InvStartDate: '2099-01-01' });
		this.add('ACR-METRE', 'Canvas by the Metre', 2.3);
	}

	add(Sku: string, Name: string, QtyOnHand?: number, more: Partial<Item> = {}): Item {
		const Id = String((this.#lastItem += 1));
		const item: Item = {
			Id,
			SyncToken: 0,
			Name,
			Sku,
			Active: true,
			Type: 'Inventory',
			QtyOnHand,
			InvStartDate: firstDay,
			UnitPrice: '10.00',
			CreateTime: `${firstDay}T08:00:00-08:00`,
			LastUpdatedTime: `${firstDay}T08:00:00-08:00`,
			...more,
		};
		this.items.set(Id, item);
		return item;
	}

	#special(sku: string, change: (item: Item) => void): void {
		const item = this.find(sku);
		if (item) change(item);
	}

	find(sku: string): Item | undefined {
		return [...this.items.values()].find((item) => item.Sku === sku);
	}

	now(): string {
		return `${new Date(this.world.clock.now()).toISOString().slice(0, -1)}-00:00`;
	}

	today(): string {
		return this.now().slice(0, 10);
	}

	touch(item: Item): void {
		item.SyncToken += 1;
		item.LastUpdatedTime = this.now();
		this.onChange(item, 'record');
	}

	/** A document moves the time of the item, not its version (sheet, section 10). */
	count(item: Item, quantity: number): void {
		if (item.QtyOnHand === undefined) return;
		item.QtyOnHand = Number(quantity.toFixed(5));
		item.LastUpdatedTime = this.now();
		this.onChange(item, 'count');
	}

	/** The item an update is meant for. */
	current(Id: string, SyncToken: unknown): Item {
		const item = this.items.get(Id);
		if (!item) throw notFound();
		if (SyncToken !== String(item.SyncToken)) throw stale();
		return item;
	}

	setActive(item: Item, active: boolean, writesOff = this.writesOffInactive): void {
		if (item.Active === active) return;
		const name = item.Name.endsWith(suffix) ? item.Name.slice(0, -suffix.length) : item.Name;
		const taken = [...this.items.values()].some((one) => one !== item && one.Name === name);
		if (active && taken) throw duplicateName();
		item.Active = active;
		item.Name = active ? name : `${name}${suffix}`;
		if (!active && writesOff && item.QtyOnHand) {
			this.#post({
				account: '82',
				note: 'Made inactive',
				date: this.today(),
				lines: [{ item: item.Id, by: -item.QtyOnHand }],
			});
		}
		this.touch(item);
	}

	/** All lines or none (sheet, section 5). */
	adjust(adjustment: Omit<Adjustment, 'Id'>): Adjustment {
		for (const { item: id } of adjustment.lines) {
			const item = this.items.get(id);
			if (!item?.Active) throw notFound();
			if (item.QtyOnHand === undefined) throw broken('Only inventory items can be adjusted.');
			if (adjustment.date < item.InvStartDate) throw beforeStart();
		}
		return this.#post(adjustment);
	}

	#post(adjustment: Omit<Adjustment, 'Id'>): Adjustment {
		const posted = { ...adjustment, Id: String((this.#lastAdjustment += 1)) };
		this.adjustments.push(posted);
		for (const { item: id, by } of posted.lines) {
			const item = this.items.get(id);
			if (item) this.count(item, (item.QtyOnHand ?? 0) + by);
		}
		return posted;
	}

	shelf(): ShelfItem[] {
		return [...this.items.values()].map((item) => {
			const notes = [
				!item.Active && 'inactive',
				item.Type === 'Group' && 'bundle',
				item.Type === 'NonInventory' && 'not counted',
			].filter(Boolean);
			return {
				sku: item.Sku,
				title: item.Name,
				quantity: item.QtyOnHand ?? null,
				// Active is all it takes to be put on an invoice, also at zero.
				state: item.Active ? 'onSale' : 'hidden',
				...(notes.length > 0 && { note: notes.join(', ') }),
			};
		});
	}

	seller(documents: Documents): Seller {
		const wanted = (sku: string): Item => {
			const item = this.find(sku);
			if (!item) throw new Error(`No item with the SKU ${sku}`);
			return item;
		};
		return {
			sell: (sku, quantity) => {
				const item = wanted(sku);
				documents.sell(item, quantity);
				this.count(item, (item.QtyOnHand ?? 0) - quantity);
			},
			setQuantity: (sku, quantity) => this.count(wanted(sku), quantity),
			setHidden: (sku, hidden) => this.setActive(wanted(sku), !hidden),
			// As when it was merged with another: QuickBooks itself deletes no item (sheet, section 10).
			remove: (sku) => void this.items.delete(wanted(sku).Id),
		};
	}
}
