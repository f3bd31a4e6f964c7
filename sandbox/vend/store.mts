import type { Product, Seller, ShelfItem, World } from '../fake.mts';

export interface Item {
	id: string;
	name: string;
	variantName: string | null;
	handle: string;
	sku: string;
	isActive: boolean;
	hasInventory: boolean;
	isComposite: boolean;
	hasVariants: boolean;
	variantParentId: string | null;
	familyId: string;
	price: number;
	createdAt: string;
	updatedAt: string;
	deletedAt: string | null;
	version: number;
	/** By outlet id; an outlet where it was never stocked has none. */
	levels: Map<string, number>;
	/** Of the last change of a level, by outlet id. */
	levelVersions: Map<string, number>;
}

export interface Outlet {
	id: string;
	name: string;
	version: number;
}

/** What the search index still says of an item, and until when. */
interface Indexed {
	item: Item | undefined;
	until: number;
}

/** The index follows this much later (vend sheet, section 3: may lag; how long is not known). */
const INDEX_LAG_MS = 2_000;

const uuid = (kind: string, number: number): string =>
	`0af7b240-0000-4000-${kind}-${number.toString(16).padStart(12, '0')}`;

export class Store {
	readonly outlets: readonly Outlet[];
	readonly items = new Map<string, Item>();
	/** To the webhooks. */
	announce: (type: string, payload: Record<string, unknown>) => void = () => undefined;
	readonly #world: World;
	readonly #indexed = new Map<string, Indexed>();
	#version = 900_000;

	constructor(world: World) {
		this.#world = world;
		this.outlets = ['Art Store', 'Warehouse'].map((name, i) => ({
			id: uuid('9000', i + 1),
			name,
			version: this.nextVersion(),
		}));
		for (const product of world.catalogue) this.#addFamily(product);
		this.#addTraps();
		// What was there on the first day was indexed long ago.
		this.#indexed.clear();
	}

	get main(): Outlet {
		return this.outlets[0] as Outlet;
	}

	get second(): Outlet {
		return this.outlets[1] as Outlet;
	}

	/** Changes an item as its owner does: a new version, and the index learns of it later. */
	change(item: Item, act: () => void): void {
		const known = this.#indexed.get(item.id);
		const now = this.#world.clock.now();
		const still = known && known.until > now ? known.item : { ...item };
		act();
		item.version = this.nextVersion();
		item.updatedAt = this.today();
		this.#indexed.set(item.id, {
			item: still,
			until: now + INDEX_LAG_MS * this.#world.delayFactor,
		});
		this.announce('product.update', productPayload(this, item));
	}

	/** Stock moves, and the product itself keeps its version. */
	setLevel(item: Item, outlet: Outlet, level: number): void {
		item.levels.set(outlet.id, level);
		item.levelVersions.set(outlet.id, this.nextVersion());
		this.announce('inventory.update', {
			id: inventoryId(item, outlet),
			product_id: item.id,
			outlet_id: outlet.id,
			count: level.toFixed(5),
			reorder_point: '',
			restock_level: '',
			product: { id: item.id, sku: item.sku },
		});
	}

	addStock(item: Item, outlet: Outlet, quantity: number): void {
		this.setLevel(item, outlet, (item.levels.get(outlet.id) ?? 0) + quantity);
	}

	wanted(sku: string): Item {
		const item = [...this.items.values()].find((one) => one.sku === sku && one.deletedAt === null);
		if (!item) throw new Error(`No product with the SKU ${sku}`);
		return item;
	}

	/** Everything as the search sees it. */
	index(): Item[] {
		const now = this.#world.clock.now();
		return [...this.items.values()].flatMap((item) => {
			const known = this.#indexed.get(item.id);
			const seen = known && known.until > now ? known.item : item;
			return seen ? [seen] : [];
		});
	}

	add(given: Pick<Item, 'name' | 'sku'> & Partial<Item>): Item {
		const id = uuid('8000', this.items.size + 1);
		const item: Item = {
			id,
			variantName: null,
			handle: given.name.toLowerCase().replace(/[^a-z0-9]+/g, ''),
			isActive: true,
			hasInventory: true,
			isComposite: false,
			hasVariants: false,
			variantParentId: null,
			familyId: id,
			price: 9.9,
			createdAt: this.today(),
			updatedAt: this.today(),
			deletedAt: null,
			version: this.nextVersion(),
			levels: new Map(),
			levelVersions: new Map(),
			...given,
		};
		for (const outlet of item.levels.keys()) item.levelVersions.set(outlet, this.nextVersion());
		this.items.set(id, item);
		this.#indexed.set(id, {
			item: undefined,
			until: this.#world.clock.now() + INDEX_LAG_MS * this.#world.delayFactor,
		});
		return item;
	}

	#addFamily({ title, variants }: Product): void {
		let parent: Item | undefined;
		for (const { sku, title: variant, quantity, price } of variants) {
			const item = this.add({
				name: title,
				sku,
				variantName: variant ? `${title} / ${variant}` : null,
				hasVariants: !parent && variants.length > 1,
				price: Number(price),
				levels: new Map([[this.main.id, quantity]]),
			});
			item.familyId = (parent ?? item).id;
			item.variantParentId = parent?.id ?? null;
			parent ??= item;
		}
	}

	#addTraps(): void {
		const own = (sku: string) => [...this.items.values()].find((item) => item.sku === sku);
		const closed = own('ACR-VAR-GLOS-250');
		if (closed) closed.isActive = false;
		// Two outlets; at the second one pieces were sold that were not there.
		const spread = (sku: string, main: number, second: number): void => {
			const item = own(sku);
			if (!item) return;
			this.setLevel(item, this.main, main);
			this.setLevel(item, this.second, second);
		};
		spread('ACR-HB-TWHT-60', 10, 4);
		spread('ACR-GES-WHT-1000', 14, -2);
		this.add({ name: 'Palette Knife No. 4', sku: 'ACR-DUP-1', deletedAt: this.today() });
		this.add({
			name: 'Palette Knife No. 4',
			sku: 'ACR-DUP-1',
			levels: new Map([[this.main.id, 3]]),
		});
		this.add({ name: 'Acrylic Starter Set', sku: 'ACR-SET-START', isComposite: true });
		this.add({ name: 'Colour Mixing to Order', sku: 'ACR-MIX-SRV', hasInventory: false });
		this.add({ name: 'Heavy Body Acrylic Bronze 60 ml', sku: 'ACR-HB-BRNZ-60' });
	}

	shelf(): ShelfItem[] {
		return [...this.items.values()].filter(({ deletedAt }) => deletedAt === null).map(shelfItem);
	}

	seller(): Seller {
		const level = (item: Item, outlet: Outlet) => item.levels.get(outlet.id) ?? 0;
		return {
			sell: (sku, quantity) => this.addStock(this.wanted(sku), this.main, -quantity),
			setQuantity: (sku, quantity) => {
				const item = this.wanted(sku);
				this.setLevel(item, this.main, quantity - level(item, this.second));
			},
			setHidden: (sku, hidden) => {
				const item = this.wanted(sku);
				this.change(item, () => {
					item.isActive = !hidden;
				});
			},
			remove: (sku) => {
				const item = this.wanted(sku);
				this.change(item, () => {
					item.deletedAt = this.today();
				});
			},
		};
	}

	nextVersion(): number {
		this.#version += 1;
		return this.#version;
	}

	today(): string {
		return new Date(this.#world.clock.now()).toISOString().replace(/\.\d+Z$/, '+00:00');
	}
}

/** Row ids are made of what they are about. */
export const inventoryId = (item: Item, outlet: { id: string }): string =>
	`${item.id.slice(0, 24)}${outlet.id.slice(-4)}${item.id.slice(-8)}`;

/** The object of the first API, as recorded: counts are texts, unset numbers are empty. */
function productPayload(store: Store, item: Item): Record<string, unknown> {
	return {
		id: item.id,
		source_id: '',
		handle: item.handle,
		type: '',
		variant_parent_id: item.variantParentId ?? '',
		active: item.isActive,
		name: item.variantName ?? item.name,
		base_name: item.name,
		sku: item.sku,
		tags: '',
		supply_price: '0.00',
		track_inventory: item.hasInventory,
		inventory: store.outlets.flatMap(({ id, name }) => {
			const level = item.levels.get(id);
			return level === undefined
				? []
				: [
						{
							outlet_id: id,
							outlet_name: name,
							count: level.toFixed(5),
							reorder_point: '',
							restock_level: '',
						},
					];
		}),
		updated_at: item.updatedAt.slice(0, 19).replace('T', ' '),
		deleted_at: item.deletedAt?.slice(0, 19).replace('T', ' ') ?? '',
	};
}

function shelfItem({
	sku,
	name,
	variantName,
	isActive,
	hasInventory,
	isComposite,
	levels,
}: Item): ShelfItem {
	const counted = hasInventory && !isComposite && levels.size > 0;
	const quantity = counted ? [...levels.values()].reduce((sum, level) => sum + level, 0) : null;
	const item = { sku, title: variantName ?? name, quantity };
	if (!isActive) return { ...item, state: 'hidden', note: 'inactive' };
	if (counted && ![...levels.values()].some((level) => level > 0))
		return { ...item, state: 'soldOut', note: 'the till goes on' };
	if (isComposite) return { ...item, state: 'onSale', note: 'composite' };
	return { ...item, state: 'onSale', ...(!hasInventory && { note: 'stock is not tracked' }) };
}
