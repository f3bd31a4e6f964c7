import type { World } from '../fake.mts';
import { WooError } from './error.mts';
import { collationKey, newItem } from './item.mts';
import type { Item, StockStatus } from './item.mts';

export type ShopEvent = 'created' | 'updated' | 'deleted';

/** The database and the rules WooCommerce applies whenever something is saved; woocommerce sheet, section 4. */
export class Shop {
	readonly items = new Map<number, Item>();
	readonly settings = new Map<string, string>([
		['woocommerce_manage_stock', 'yes'],
		['woocommerce_notify_no_stock_amount', '0'],
		['woocommerce_notify_low_stock_amount', '2'],
		['woocommerce_hide_out_of_stock_items', 'no'],
	]);
	readonly world: World;
	/** Hours the shop's time zone is ahead of UTC. */
	readonly zone: number;
	readonly url: string;
	onEvent: (event: ShopEvent, item: Item) => void = () => undefined;
	#nextId = 1;

	constructor(world: World, zone: number) {
		this.world = world;
		this.zone = zone;
		this.url = world.baseUrl('woocommerce');
	}

	/** Whether an ordered trouble keeps the next item from being saved. */
	isRefused(): boolean {
		return this.world.befalls?.('woocommerce', 'itemRefused') ?? false;
	}

	/** Puts an item there as if it had always been there. */
	seed(given: Partial<Item>): Item {
		const item = newItem({
			created: this.world.clock.now(),
			...given,
			id: given.id ?? this.nextId(),
		});
		this.#nextId = Math.max(this.#nextId, item.id + 1);
		this.items.set(item.id, item);
		this.#align(item);
		return item;
	}

	nextId(): number {
		return this.#nextId++;
	}

	children(parent: Item): Item[] {
		if (parent.type !== 'variable') return [];
		return [...this.items.values()].filter((item) => item.parentId === parent.id);
	}

	parent(item: Item): Item | undefined {
		return this.items.get(item.parentId);
	}

	/** The stored truth: `parent` when a variation leaves the counting to its parent. */
	managed(item: Item): boolean | 'parent' {
		if (item.manage) return true;
		return this.parent(item)?.manage ? 'parent' : false;
	}

	get shopManagesStock(): boolean {
		return this.settings.get('woocommerce_manage_stock') === 'yes';
	}

	/** Where an item's pieces are counted: with itself or with its parent. */
	counter(item: Item): Item {
		return this.managed(item) === 'parent' ? (this.parent(item) ?? item) : item;
	}

	/** Customers find it and can put it into the basket, as far as hiding goes. */
	shown(item: Item): boolean {
		const product = this.parent(item) ?? item;
		return (
			item.status === 'publish' && product.status === 'publish' && product.visibility !== 'hidden'
		);
	}

	save(item: Item, event: ShopEvent = 'updated'): void {
		this.#align(item);
		item.modified = this.world.clock.now();
		const parent = this.parent(item);
		if (parent) {
			parent.modified = item.modified;
			// A parent that keeps no stock follows its children, silently: no event of its own.
			if (!parent.manage) this.#followChildren(parent);
		}
		this.onEvent(event, item);
	}

	remove(item: Item): void {
		for (const child of this.children(item)) this.items.delete(child.id);
		this.items.delete(item.id);
		const parent = this.parent(item);
		if (parent && !parent.manage) this.#followChildren(parent);
		this.onEvent('deleted', item);
	}

	trash(item: Item): void {
		item.status = 'trash';
		item.modified = this.world.clock.now();
		this.onEvent('deleted', item);
	}

	/** Unique over products and variations, by collation; imports go around it. */
	setSku(item: Item, sku: string): void {
		const key = collationKey(sku);
		for (const other of this.items.values()) {
			if (key === '' || other.id === item.id || collationKey(other.sku) !== key) continue;
			throw new WooError('product_invalid_sku', 'Invalid or duplicated SKU.', {
				status: 400,
				resource_id: other.id,
				unique_sku: `${sku}-1`,
			});
		}
		item.sku = sku;
	}

	#align(item: Item): void {
		if (item.type === 'external') item.stockStatus = 'instock';
		if (!item.manage) {
			item.quantity = null;
			item.backorders = 'no';
		}
		if (!this.managed(item)) {
			if (item.type === 'variable') this.#followChildren(item);
			return;
		}
		const counter = this.counter(item);
		item.stockStatus = this.#statusAt(counter.quantity ?? 0, counter.backorders);
		for (const child of this.children(item)) {
			if (!child.manage) child.stockStatus = item.stockStatus;
		}
	}

	#statusAt(quantity: number, backorders: string): StockStatus {
		const threshold = Number(this.settings.get('woocommerce_notify_no_stock_amount'));
		if (Math.trunc(quantity) > threshold) return 'instock';
		return backorders === 'no' ? 'outofstock' : 'onbackorder';
	}

	#followChildren(parent: Item): void {
		const states = this.children(parent).map((child) => child.stockStatus);
		if (states.length === 0) return;
		parent.stockStatus = states.includes('instock')
			? 'instock'
			: states.includes('onbackorder')
				? 'onbackorder'
				: 'outofstock';
	}
}
