import type { Product as Goods, Seller, ShelfItem, World } from '../fake.mts';

export const ONLY_VARIANT = '00000000-0000-0000-0000-000000000000';

export interface Location {
	id: string;
	name: string;
	default: boolean;
}

export interface Variant {
	id: string;
	sku: string;
	/** '' for the only variant of a product. */
	name: string;
	visible: boolean;
}

/** A variant at a location. `quantity` counts only while it is tracked. */
export interface Item {
	id: string;
	revision: number;
	updated: number;
	variant: Variant;
	locationId: string;
	tracked: boolean;
	quantity: number;
	inStock: boolean;
	preorder: boolean;
}

export interface Product {
	id: string;
	revision: number;
	updated: number;
	name: string;
	visible: boolean;
	/** Its options contradict its variants: reads and writes of it fail, or only writes (recorded). */
	broken: 'no' | 'reads' | 'writes';
	variants: Variant[];
	items: Item[];
}

export const sellsAtAll = ({ tracked, quantity, inStock, preorder }: Item): boolean =>
	preorder || (tracked ? quantity > 0 : inStock);

const guid = (kind: string, number: number): string =>
	`${kind}0000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export class Store {
	readonly products: Product[] = [];
	readonly locations: Location[] = [
		{ id: guid('0e00', 1), name: 'Online Store', default: true },
		{ id: guid('0e00', 2), name: 'Studio Shop', default: false },
	];
	/** Indexes and webhooks hear of every row that was written, with what it was before. */
	readonly onWrite: ((row: Product | Item, before: Product | Item) => void)[] = [];
	readonly #world: World;
	#items = 0;
	#variants = 0;

	/** @param places how many locations the site has: catalog V1 knows one only */
	constructor(world: World, places: 1 | 2) {
		this.#world = world;
		for (const goods of world.catalogue) this.#add(goods);
		const twice = (title: string): Goods => ({
			title,
			variants: [{ sku: 'ACR-DUP-1', title: '', quantity: 3, price: '6.50' }],
		});
		this.#add(twice('Palette Knife No. 4'));
		this.#add(twice('Palette Knife No. 4 (old packaging)'));
		this.#fillSpecial(places);
	}

	/** The platform's traps, each on a listing of its own. */
	#fillSpecial(places: 1 | 2): void {
		for (const { product, item } of this.#rows('ACR-VAR-GLOS-250')) {
			product.visible = false;
			item.updated = this.now();
		}
		for (const { item } of this.#rows('ACR-SB-CRED-118')) item.preorder = true;
		for (const { item } of this.#rows('ACR-SHT-CLR-A3')) {
			Object.assign(item, { tracked: false, inStock: true, quantity: 0 });
		}
		for (const { item } of this.#rows('ACR-MRK-CBLK-B')) item.variant.visible = false;
		const [second] = places === 2 ? this.locations.slice(1) : [];
		for (const { product, item } of second ? this.#rows('ACR-GEL-MATT-500') : []) {
			item.quantity = 5;
			product.items.push({
				...item,
				id: this.#itemId(),
				locationId: second?.id ?? '',
				quantity: 2,
			});
		}
	}

	now(): number {
		return this.#world.clock.now();
	}

	#itemId(): string {
		return guid('0a1b', ++this.#items);
	}

	#add({ title, variants }: Goods): void {
		const single = variants.length === 1;
		const common = { revision: 1, updated: this.now() };
		const product: Product = {
			...common,
			id: guid('0c00', this.products.length + 1),
			name: title,
			visible: true,
			broken: 'no',
			variants: [],
			items: [],
		};
		for (const { sku, title: name, quantity } of variants) {
			// Variant ids repeat from product to product (wix sheet, section 3).
			const id = single ? ONLY_VARIANT : guid('0d00', ++this.#variants);
			const variant: Variant = { id, sku, name, visible: true };
			product.variants.push(variant);
			product.items.push({
				...common,
				id: this.#itemId(),
				variant,
				locationId: this.locations[0]?.id ?? '',
				tracked: true,
				quantity,
				inStock: quantity > 0,
				preorder: false,
			});
		}
		this.products.push(product);
	}

	#rows(sku: string): { product: Product; item: Item }[] {
		return this.products.flatMap((product) =>
			product.items.filter(({ variant }) => variant.sku === sku).map((item) => ({ product, item })),
		);
	}

	product(id: string): Product | undefined {
		return this.products.find((product) => product.id === id);
	}

	/** Every change goes through here: the revision rises by 1. */
	write<T extends Product | Item>(row: T, change: Partial<T>): void {
		const before = { ...row };
		Object.assign(row, change);
		row.revision += 1;
		row.updated = this.now();
		for (const tell of this.onWrite) tell(row, before);
	}

	/** With its last variant the product goes as well. */
	#remove(product: Product, variant: Variant): void {
		product.variants = product.variants.filter((one) => one !== variant);
		product.items = product.items.filter((item) => item.variant !== variant);
		if (product.variants.length > 0) this.write(product, {});
		else this.products.splice(this.products.indexOf(product), 1);
	}

	shelf(): ShelfItem[] {
		return this.products.flatMap((product) =>
			product.variants.map((variant): ShelfItem => {
				const items = product.items.filter((item) => item.variant === variant);
				const tracked = items.every((item) => item.tracked);
				const quantity = tracked ? items.reduce((sum, item) => sum + item.quantity, 0) : null;
				const title = [product.name, variant.name].filter(Boolean).join(' - ');
				const item = { sku: variant.sku, title, quantity };
				if (!product.visible) return { ...item, state: 'hidden', note: 'hidden' };
				if (!variant.visible) return { ...item, state: 'hidden', note: 'variant hidden' };
				const state = items.some(sellsAtAll) ? 'onSale' : 'soldOut';
				const preorder = items.some((one) => one.preorder);
				return { ...item, state, ...(preorder ? { note: 'pre-order' } : {}) };
			}),
		);
	}

	seller(): Seller {
		const wanted = (sku: string) => {
			const [first, ...others] = this.#rows(sku);
			if (!first) throw new Error(`No product with the SKU ${sku}`);
			return { ...first, others: others.map(({ item }) => item) };
		};
		const setQuantity = (item: Item, quantity: number): void => {
			const change = item.tracked ? { quantity } : {};
			this.write(item, { ...change, inStock: quantity > 0 });
		};
		return {
			// Orders of the online shop are taken from the default location.
			sell: (sku, quantity) => {
				const { item } = wanted(sku);
				setQuantity(item, item.tracked ? item.quantity - quantity : 1);
			},
			setQuantity: (sku, quantity) => {
				const { item, others } = wanted(sku);
				const elsewhere = others.reduce((sum, other) => sum + other.quantity, 0);
				setQuantity(item, quantity - elsewhere);
			},
			setHidden: (sku, hidden) => this.write(wanted(sku).product, { visible: !hidden }),
			remove: (sku) => this.#remove(wanted(sku).product, wanted(sku).item.variant),
		};
	}
}
