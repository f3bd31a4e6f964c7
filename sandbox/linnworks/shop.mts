import type { Product, World } from '../fake.mts';
import { guid } from './answers.mts';

export interface Location {
	id: string;
	number: number;
	name: string;
	/** Stock of somebody else's warehouse, as FBA. */
	isFulfillmentCenter: boolean;
	/** Counted bin by bin in Linnworks' own warehouse module. */
	isWarehouseManaged: boolean;
}

export interface Level {
	level: number;
	inOrders: number;
	changedAt: number;
	operation: string;
	rowId: string;
}

/** One listing on a channel that the item is mapped to. */
export interface Link {
	rowId: string;
	source: string;
	subSource: string;
	reference: string;
	ignoreSync: boolean;
	listed: number;
}

export interface Item {
	id: string;
	sku: string;
	title: string;
	price: number;
	archived: boolean;
	batched: boolean;
	/** Items a composite is made of; its stock is what they allow. */
	components: Item[];
	levels: Map<string, Level>;
	links: Link[];
	/** When the levels last changed and the channels don't know yet. */
	unsynced: number | undefined;
	history: { at: number; location: string; level: number; change: number; note: string }[];
}

export const DEFAULT_LOCATION = '00000000-0000-0000-0000-000000000000';
/** From a change to the channels: sync runs by itself, nobody can hurry it. */
const SYNC_LAG = 300_000;

export class Shop {
	readonly world: World;
	readonly locations: Location[];
	readonly items: Item[] = [];
	/** On its way from suppliers to the default location. */
	due: (item: Item) => number = () => 0;

	constructor(world: World) {
		this.world = world;
		const place = (id: string, number: number, name: string, kind = ''): Location => ({
			id,
			number,
			name,
			isFulfillmentCenter: kind === 'fba',
			isWarehouseManaged: kind === 'wms',
		});
		this.locations = [
			place(DEFAULT_LOCATION, 0, 'Default'),
			place(guid(world), 1, 'Gallery Store'),
			place(guid(world), 2, 'Amazon FBA', 'fba'),
			place(guid(world), 3, 'Managed Warehouse', 'wms'),
		];
		for (const product of world.catalogue) this.#addProduct(product);
		this.#specials();
	}

	location(name: string): Location {
		const found = this.locations.find((one) => one.name === name);
		if (!found) throw new Error(`There is no location "${name}"`);
		return found;
	}

	/** Items that a look-up finds: archived ones are invisible (linnworks sheet, section 3). */
	active(): Item[] {
		return this.items.filter(({ archived }) => !archived);
	}

	find(sku: string): Item | undefined {
		const wanted = sku.toLowerCase();
		return this.active().find((item) => item.sku.toLowerCase() === wanted);
	}

	byId(id: unknown): Item | undefined {
		return this.active().find((item) => item.id === String(id).toLowerCase());
	}

	level(item: Item, location: Location): Level {
		const known = item.levels.get(location.id);
		if (known) return known;
		const level = {
			level: 0,
			inOrders: 0,
			changedAt: this.world.clock.now(),
			operation: 'INITIAL',
			rowId: guid(this.world),
		};
		item.levels.set(location.id, level);
		return level;
	}

	available(item: Item, location: Location): number {
		if (item.components.length > 0)
			return Math.min(...item.components.map((part) => this.available(part, location)));
		const { level, inOrders } = this.level(item, location);
		return level - inOrders;
	}

	totalAvailable(item: Item): number {
		const counts = this.locations.map((location) => Math.max(0, this.available(item, location)));
		return counts.reduce((sum, count) => sum + count, 0);
	}

	setLevel(item: Item, location: Location, level: number, note: string): void {
		const row = this.level(item, location);
		const at = this.world.clock.now();
		item.history.unshift({ at, location: location.id, level, change: level - row.level, note });
		Object.assign(row, { level, changedAt: at, operation: note.toUpperCase() });
		this.touch(item);
	}

	/** Deleted, not archived: no id brings it back, and composites go on without it. */
	remove(item: Item): void {
		this.items.splice(this.items.indexOf(item), 1);
		for (const other of this.items)
			other.components = other.components.filter((part) => part !== item);
	}

	touch(item: Item): void {
		const at = this.world.clock.now();
		item.unsynced ??= at;
		for (const other of this.items) if (other.components.includes(item)) other.unsynced ??= at;
	}

	/** Passes changes on to the channels once their time has come. */
	sync(): void {
		const now = this.world.clock.now();
		for (const item of this.items) {
			if (item.unsynced === undefined) continue;
			if (now - item.unsynced < SYNC_LAG * this.world.delayFactor) continue;
			item.unsynced = undefined;
			this.#list(item);
		}
	}

	#list(item: Item): void {
		for (const link of item.links) if (!link.ignoreSync) link.listed = this.totalAvailable(item);
	}

	#addProduct({ title, variants }: Product): void {
		for (const variant of variants) {
			const name = [title, variant.title].filter(Boolean).join(' ');
			this.#add(variant.sku, name, Number(variant.price), variant.quantity);
		}
	}

	#add(sku: string, title: string, price: number, quantity: number): Item {
		const item: Item = {
			id: guid(this.world),
			sku,
			title,
			price,
			archived: false,
			batched: false,
			components: [],
			levels: new Map(),
			links: [this.#link('AMAZON', 'Amazon UK'), this.#link('EBAY', 'EBAY0')],
			unsynced: undefined,
			history: [],
		};
		this.items.push(item);
		this.#stock(item, 'Default', quantity);
		return item;
	}

	#link(source: string, subSource: string, ignored?: number): Link {
		return {
			rowId: guid(this.world),
			source,
			subSource,
			reference: guid(this.world).slice(0, 8).toUpperCase(),
			ignoreSync: ignored !== undefined,
			listed: ignored ?? 0,
		};
	}

	#stock(item: Item, location: string, level: number, inOrders = 0): void {
		Object.assign(this.level(item, this.location(location)), { level, inOrders });
		this.#list(item);
	}

	/** Goods that show what can go wrong (linnworks sheet, sections 3, 4 and 7). */
	#specials(): void {
		// Ended by hand on every channel, and sync told to keep out.
		const closed = this.find('ACR-VAR-GLOS-250');
		for (const link of closed?.links ?? []) Object.assign(link, { ignoreSync: true, listed: 0 });
		const gel = this.find('ACR-GEL-MATT-500');
		if (gel) {
			this.#stock(gel, 'Default', 5);
			this.#stock(gel, 'Gallery Store', 2);
		}
		// Amazon ships it: the stock is in its warehouse, and its listing is ignored by sync.
		const gesso = this.find('ACR-GES-WHT-1000');
		if (gesso) {
			this.#stock(gesso, 'Default', 0);
			this.#stock(gesso, 'Amazon FBA', 12);
			gesso.links = [this.#link('AMAZON', 'Amazon UK FBA', 12)];
		}
		const red = this.find('ACR-SB-CRED-118');
		if (red) red.links = [this.#link('AMAZON', 'Amazon UK'), this.#link('EBAY', 'EBAY0', 5)];
		if (red) this.#list(red);
		const sheet = this.find('ACR-SHT-CLR-A3');
		if (sheet) this.#stock(sheet, 'Default', 13, 3);
		const managed = this.#add('ACR-WMS-BRSH-12', 'Flat Brush No. 12', 6.4, 3);
		this.#stock(managed, 'Managed Warehouse', 20);
		const batched = this.#add('ACR-PRM-CLR-500', 'Clear Primer 500 ml', 14.2, 9);
		batched.batched = true;
		const archived = this.#add('ACR-OLD-UMBR-60', 'Burnt Umber 60 ml (old recipe)', 7.5, 2);
		archived.archived = true;
		const unlinked = this.#add('ACR-PAD-A4', 'Acrylic Paper Pad A4', 8.8, 4);
		unlinked.links = [];
		const [white, blue] = [this.find('ACR-HB-TWHT-60'), this.find('ACR-HB-COBL-60')];
		if (white && blue) {
			const set = this.#add('ACR-SET-SKY', 'Sky Set, White and Blue', 18.9, 0);
			set.components = [white, blue];
			this.#list(set);
		}
	}
}
