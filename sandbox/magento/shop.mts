import type { World } from '../fake.mts';
import { noSuchProduct } from './errors.mts';
import type { EventName } from './events.mts';

export interface Options {
	/** `paas` is Open Source and Adobe Commerce on servers; `accs` the cloud service. */
	edition: 'paas' | 'accs';
	/** Inventory Management; without it only the old stock items exist. */
	inventory: boolean;
	/** A second stock, which the website sells from, with a second source. */
	stocks: 1 | 2;
	/** 20 rows in a call, pages of 20 by default and 300 at most. */
	inputLimiting: boolean;
	bearerAllowed: boolean;
	uriFix: boolean;
	/** Somebody works off the queue of the bulk calls. */
	consumers: boolean;
}

export interface Product {
	id: number;
	sku: string;
	name: string;
	type: 'simple' | 'virtual' | 'configurable' | 'bundle' | 'grouped';
	price: number;
	/** 1 enabled, 2 disabled; by store view where a view has a value of its own. */
	status: number;
	viewStatus: Map<string, number>;
	visibility: number;
	updated: number;
	manageStock: boolean;
	/** 0 none, 1 allowed, 2 allowed with a note. */
	backorders: number;
	minQty: number;
	/** Of the old stock item. */
	qty: number;
	isInStock: boolean;
}

export interface SourceItem {
	sku: string;
	source_code: string;
	quantity: number;
	status: number;
}

export const storeView = 'default';
export const composite: ReadonlySet<Product['type']> = new Set([
	'configurable',
	'bundle',
	'grouped',
]);

/** As the database compares them: case and blanks at the end don't count. */
export const keyOf = (sku: string): string => sku.replace(/ +$/, '').toLowerCase();

/** Catalogue, sources, stocks and open orders; magento sheet, sections 4 and 7. */
export class Shop {
	readonly world: World;
	readonly options: Options;
	readonly products = new Map<string, Product>();
	readonly sourceItems = new Map<string, SourceItem>();
	readonly sources: ReadonlyArray<{ source_code: string; name: string; enabled: boolean }>;
	readonly stocks: ReadonlyArray<{ stock_id: number; name: string; sources: readonly string[] }>;
	/** Pieces that orders have taken and nobody has shipped, by stock and SKU: negative. */
	readonly reservations = new Map<string, number>();
	/** Told after the change; a source row written by itself tells nobody. */
	onEvent: ((name: EventName, value: object) => void) | undefined;

	constructor(world: World, options: Options) {
		this.world = world;
		this.options = options;
		const second = options.stocks === 2;
		this.sources = [
			{ source_code: 'default', name: 'Default Source', enabled: true },
			...(second ? [{ source_code: 'east', name: 'Warehouse East', enabled: true }] : []),
		];
		this.stocks = [
			{ stock_id: 1, name: 'Default Stock', sources: ['default'] },
			...(second ? [{ stock_id: 2, name: 'Main Website', sources: ['default', 'east'] }] : []),
		];
	}

	/** The stock the website sells from. */
	get websiteStock(): number {
		return this.stocks.length;
	}

	product(sku: string): Product {
		const found = this.products.get(keyOf(sku));
		if (!found) throw noSuchProduct();
		return found;
	}

	items(sku: string): SourceItem[] {
		return this.sources.flatMap(
			({ source_code }) => this.sourceItems.get(`${source_code} ${keyOf(sku)}`) ?? [],
		);
	}

	/** The product with its source rows; a row that is written afterwards is an orphan (sheet, section 4). */
	remove(sku: string): void {
		const { sku: own } = this.product(sku);
		this.products.delete(keyOf(own));
		for (const { source_code } of this.sources)
			this.sourceItems.delete(`${source_code} ${keyOf(own)}`);
	}

	/** Saves one row, whether or not the product exists, and carries the default source over to the old stock item. */
	saveItem(row: SourceItem): void {
		const key = `${row.source_code} ${keyOf(row.sku)}`;
		this.sourceItems.set(key, { ...row, sku: this.sourceItems.get(key)?.sku ?? row.sku });
		const product = this.products.get(keyOf(row.sku));
		if (!product || row.source_code !== 'default') return;
		product.qty = row.quantity;
		product.isInStock = row.status === 1;
	}

	/** `PUT .../stockItems`: with Inventory Management it reaches the default source only. */
	saveStockItem(
		product: Product,
		{ qty, is_in_stock }: { qty?: unknown; is_in_stock?: unknown },
	): void {
		if (typeof qty === 'number') product.qty = qty;
		if (is_in_stock !== undefined) product.isInStock = is_in_stock === true || is_in_stock === 1;
		if (product.qty <= product.minQty && product.backorders === 0 && product.manageStock)
			product.isInStock = false;
		if (this.options.inventory && !composite.has(product.type)) {
			const status = product.isInStock ? 1 : 0;
			this.saveItem({ sku: product.sku, source_code: 'default', quantity: product.qty, status });
		}
		this.onEvent?.('cataloginventory_stock_item_save_commit_after', {
			product_id: product.id,
			qty: product.qty,
			is_in_stock: product.isInStock,
		});
	}

	/** The product was saved, by hand or through the API. */
	saved(product: Product): void {
		product.updated = this.world.clock.now();
		this.onEvent?.('catalog_product_save_commit_after', {
			sku: product.sku,
			status: product.status,
			entity_id: product.id,
		});
	}

	reserve(sku: string, stock: number, pieces: number): void {
		const key = `${stock} ${keyOf(sku)}`;
		this.reservations.set(key, (this.reservations.get(key) ?? 0) + pieces);
	}

	salableQuantity(product: Product, stock: number): number {
		if (!this.options.inventory) return product.isInStock ? product.qty : 0;
		const reserved = this.reservations.get(`${stock} ${keyOf(product.sku)}`) ?? 0;
		const counted = this.#rowsOf(product, stock).filter(({ status }) => status === 1);
		return counted.reduce((sum, { quantity }) => sum + quantity, 0) + reserved;
	}

	/** The conditions in the order of the sheet, section 4: the status of a source comes before backorders and quantity. */
	salable(product: Product, stock: number): boolean {
		if (composite.has(product.type)) return product.isInStock;
		if (!this.options.inventory) {
			if (!product.manageStock) return true;
			return product.isInStock && (product.qty > product.minQty || product.backorders > 0);
		}
		const rows = this.#rowsOf(product, stock);
		if (stock !== 1 && rows.length === 0) return false;
		if (!product.manageStock) return true;
		if (!rows.some(({ status }) => status === 1)) return false;
		return product.backorders > 0 || this.salableQuantity(product, stock) > product.minQty;
	}

	#rowsOf({ sku }: Product, stock: number): SourceItem[] {
		const codes = this.stocks.find(({ stock_id }) => stock_id === stock)?.sources ?? [];
		const enabled = this.sources
			.filter((source) => source.enabled)
			.map(({ source_code }) => source_code);
		return this.items(sku).filter(
			({ source_code }) => codes.includes(source_code) && enabled.includes(source_code),
		);
	}

	/** As customers of the one store view see it. */
	enabled(product: Product): boolean {
		return (product.viewStatus.get(storeView) ?? product.status) === 1;
	}
}
