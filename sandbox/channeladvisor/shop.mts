import type { Product as Goods, Seller, ShelfItem, World } from '../fake.mts';
import type { Webhooks } from './webhooks.mts';

export interface Center {
	ID: number;
	Name: string;
	Code: string;
	Type: 'Warehouse' | 'ExternallyManaged' | 'DropShip' | 'RetailStore';
	IsExternallyManaged: boolean;
	IsDeleted: boolean;
	ShipLocation: boolean;
	PickupLocation: boolean;
}

export interface Product {
	ID: number;
	ProfileID: number;
	Sku: string;
	Title: string;
	IsParent: boolean;
	IsInRelationship: boolean;
	ParentProductID: number | null;
	BundleType: 'None' | 'BundleComponent' | 'BundleItem';
	IsBlocked: boolean;
	BlockComment: string | null;
	BlockedDateUtc: string | null;
	IsExternalQuantityBlocked: boolean;
	UpdateDateUtc: string;
	QuantityUpdateDateUtc: string | null;
	/** By distribution center; one where it was never stocked has none. */
	stock: Map<number, number>;
	/** Of a bundle: pieces by product. */
	components: Map<number, number>;
	/** The total as it was reckoned last, while a newer one is on its way. */
	stale?: { total: number | null; until: number };
}

const center = (ID: number, Name: string, more: Partial<Center> = {}): Center => ({
	ID,
	Name,
	Code: Name.replace(/[^A-Za-z]/g, ''),
	Type: 'Warehouse',
	IsExternallyManaged: false,
	IsDeleted: false,
	ShipLocation: true,
	PickupLocation: false,
	...more,
});

export const main = 0;
export const store = 3;
export const fba = 5;
export const closed = 7;

export const centers: readonly Center[] = [
	center(main, 'Main Warehouse'),
	center(store, 'Art Store', { Type: 'RetailStore', PickupLocation: true }),
	center(fba, 'FBA', { Type: 'ExternallyManaged', IsExternallyManaged: true }),
	center(closed, 'Old Warehouse', { IsDeleted: true }),
];

/** The second one is reached with the same login (channeladvisor sheet, section 2). */
export const profiles = { first: 12345678, second: 12345679 };

/** Totals are reckoned after the change; how much later is not known (channeladvisor sheet, section 7). */
const TOTAL_LAG_MS = 1_500;

export class Shop {
	readonly products = new Map<number, Product>();
	readonly #world: World;
	readonly #webhooks: Webhooks;
	#lastId = 22_098_460;

	constructor(world: World, webhooks: Webhooks) {
		this.#world = world;
		this.#webhooks = webhooks;
		for (const goods of world.catalogue) this.#addGoods(goods);
		this.#addTraps();
	}

	add(given: Pick<Product, 'Sku' | 'Title'> & Partial<Product>): Product {
		this.#lastId += 1;
		const product: Product = {
			ID: this.#lastId,
			ProfileID: profiles.first,
			IsParent: false,
			IsInRelationship: false,
			ParentProductID: null,
			BundleType: 'None',
			IsBlocked: false,
			BlockComment: null,
			BlockedDateUtc: null,
			IsExternalQuantityBlocked: false,
			UpdateDateUtc: this.#now(),
			QuantityUpdateDateUtc: null,
			stock: new Map(),
			components: new Map(),
			...given,
		};
		this.products.set(product.ID, product);
		return product;
	}

	#addGoods({ title, variants }: Goods): void {
		const [first] = variants;
		const parent =
			variants.length > 1 && first
				? this.add({
						Sku: first.sku.replace(/-[^-]+$/, ''),
						Title: title,
						IsParent: true,
						IsInRelationship: true,
					})
				: undefined;
		for (const { sku, title: variant, quantity } of variants)
			this.add({
				Sku: sku,
				Title: variant ? `${title} ${variant}` : title,
				IsInRelationship: parent !== undefined,
				ParentProductID: parent?.ID ?? null,
				stock: new Map([[main, quantity]]),
			});
	}

	#addTraps(): void {
		const own = (sku: string) => this.#bySku(sku);
		const varnish = own('ACR-VAR-GLOS-250');
		if (varnish) this.#block(varnish, 'Recall of batch 7');
		own('ACR-GEL-MATT-500')?.stock.set(main, 5).set(store, 2).set(closed, 4);
		own('ACR-GES-WHT-1000')?.stock.set(main, 9).set(fba, 3);
		const sheet = own('ACR-SHT-CLR-A3');
		if (sheet)
			sheet.stock = new Map([
				[main, 0],
				[fba, 10],
			]);
		this.add({ Sku: 'ACR-HB-BRNZ-60', Title: 'Heavy Body Acrylic Bronze 60 ml' });
		for (const [ProfileID, quantity] of [
			[profiles.first, 3],
			[profiles.second, 8],
		] as const)
			this.add({
				ProfileID,
				Sku: 'ACR-DUP-1',
				Title: 'Palette Knife No. 4',
				stock: new Map([[main, quantity]]),
			});
		const parts = [own('ACR-HB-TWHT-60'), own('ACR-MRK-CBLK-F')].filter((one) => one !== undefined);
		for (const part of parts) part.BundleType = 'BundleComponent';
		this.add({
			Sku: 'ACR-SET-START',
			Title: 'Acrylic Starter Set',
			BundleType: 'BundleItem',
			components: new Map(parts.map(({ ID }) => [ID, 2])),
		});
	}

	/** Pieces on sale now, whatever reads say; null where nothing was ever stocked. */
	available(product: Product): number | null {
		if (product.IsParent) return null;
		if (product.BundleType === 'BundleItem') {
			const sets = [...product.components].map(([id, pieces]) => {
				const part = this.products.get(id);
				return part ? Math.floor((this.available(part) ?? 0) / pieces) : 0;
			});
			return sets.length > 0 ? Math.min(...sets) : 0;
		}
		const counted = [...product.stock].filter(
			([id]) => id !== closed && !(id === fba && product.IsExternalQuantityBlocked),
		);
		return product.stock.size === 0 ? null : counted.reduce((sum, [, count]) => sum + count, 0);
	}

	/** As reads show it. */
	total(product: Product): number | null {
		const { stale } = product;
		return stale && stale.until > this.#world.clock.now() ? stale.total : this.available(product);
	}

	/** A change of stock, by whomever. */
	stockChange(product: Product, act: () => void): void {
		const total = this.total(product);
		act();
		const until = this.#world.clock.now() + TOTAL_LAG_MS * this.#world.delayFactor;
		product.stale = { total, until };
		product.QuantityUpdateDateUtc = this.#now();
		product.UpdateDateUtc = product.QuantityUpdateDateUtc;
	}

	change(product: Product, values: Partial<Product>): void {
		const blockedNow = values.IsBlocked === true && !product.IsBlocked;
		Object.assign(product, values);
		if (blockedNow) product.BlockedDateUtc = this.#now();
		if (!product.IsBlocked) product.BlockedDateUtc = null;
		product.UpdateDateUtc = this.#now();
	}

	#block(product: Product, comment: string): void {
		this.change(product, { IsBlocked: true, BlockComment: comment });
	}

	#bySku(sku: string): Product | undefined {
		return [...this.products.values()].find(({ Sku }) => Sku === sku);
	}

	/** A parent is on no storefront by itself. */
	shelf(): ShelfItem[] {
		return [...this.products.values()]
			.filter(({ IsParent }) => !IsParent)
			.map((product) => {
				const quantity = this.available(product);
				const state = product.IsBlocked ? 'hidden' : (quantity ?? 0) > 0 ? 'onSale' : 'soldOut';
				const note = [
					product.IsBlocked && `blocked: ${product.BlockComment ?? ''}`,
					product.BundleType === 'BundleItem' && 'bundle',
					(product.stock.get(fba) ?? 0) > 0 &&
						(product.IsExternalQuantityBlocked ? 'FBA, blocked' : 'FBA'),
					product.ProfileID === profiles.second && 'second account',
				]
					.filter(Boolean)
					.join(', ');
				return { sku: product.Sku, title: product.Title, quantity, state, ...(note && { note }) };
			});
	}

	#take(product: Product, quantity: number): void {
		this.stockChange(product, () => {
			let left = quantity;
			for (const [id, count] of product.stock) {
				const taken = Math.min(left, Math.max(0, count));
				product.stock.set(id, count - taken);
				left -= taken;
			}
		});
	}

	seller(): Seller {
		const wanted = (sku: string): Product => {
			const product = this.#bySku(sku);
			if (!product) throw new Error(`No product with the SKU ${sku}`);
			return product;
		};
		return {
			sell: (sku, quantity) => {
				const product = wanted(sku);
				const components = [...product.components].flatMap(([id, pieces]) => {
					const part = this.products.get(id);
					return part ? [{ product: part, quantity: pieces * quantity }] : [];
				});
				// A bundle has no stock of its own: its components go.
				for (const part of [{ product, quantity }, ...components])
					this.#take(part.product, part.quantity);
				this.#webhooks.ordered({ product, quantity, components });
			},
			setQuantity: (sku, quantity) => {
				const product = wanted(sku);
				this.stockChange(product, () => {
					for (const id of product.stock.keys()) if (id !== closed) product.stock.set(id, 0);
					product.stock.set(main, quantity);
				});
			},
			setHidden: (sku, hidden) => {
				if (hidden) this.#block(wanted(sku), 'Not for sale');
				else this.change(wanted(sku), { IsBlocked: false, BlockComment: null });
			},
			remove: (sku) => {
				this.products.delete(wanted(sku).ID);
			},
		};
	}

	#now(): string {
		return new Date(this.#world.clock.now()).toISOString();
	}
}
