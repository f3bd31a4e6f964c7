import { createHash } from 'node:crypto';
import type { Seller, ShelfItem, World } from '../fake.mts';

/** This seller has a virtual node and a warehouse of their own. */
export const virtualNode = '10001023456';
export const warehouse = '721407426382852098';

export interface Node {
	/** As entered by the seller; what is on sale is less by what open orders hold. */
	input: number;
	reserved: number;
}

export interface Item {
	sku: string;
	title: string;
	price: number;
	wpid: string;
	gtin: string;
	nodes: Map<string, Node>;
	/** In Walmart's warehouses (WFS). */
	wfs: number;
	publishedStatus: string;
	lifecycleStatus: string;
	unpublishedReasons: string[];
	/** Taken changes that reads don't show yet. */
	pending: { at: number; change: (item: Item) => void }[];
}

/** What Walmart calls a seller's program for (walmart sheet, section 10). */
export type NewsEvent = 'INVENTORY_OOS' | 'OFFER_UNPUBLISHED' | 'OFFER_PUBLISHED';

/** From the answer to the moment reads show it; minutes at worst, nobody publishes a figure (walmart sheet, section 7). */
const readLag = 20_000;

export class Shop {
	/** Hears of what customers see happening; webhooks listen here. */
	onNews: (event: NewsEvent, item: Item) => void = () => {};
	readonly #world: World;
	readonly #bySku = new Map<string, Item>();

	constructor(world: World) {
		this.#world = world;
		for (const product of world.catalogue) {
			for (const { sku, title, quantity, price } of product.variants) {
				const digest = createHash('sha1').update(sku).digest('hex').toUpperCase();
				this.#bySku.set(sku, {
					sku,
					title: [product.title, title].filter(Boolean).join(', '),
					price: Number(price),
					wpid: digest.slice(0, 12),
					gtin: `00${BigInt(`0x${digest.slice(0, 10)}`)}`.slice(0, 14).padEnd(14, '0'),
					nodes: new Map([[virtualNode, { input: quantity, reserved: 0 }]]),
					wfs: 0,
					publishedStatus: 'PUBLISHED',
					lifecycleStatus: 'ACTIVE',
					unpublishedReasons: [],
					pending: [],
				});
			}
		}
		this.#specials();
	}

	#specials(): void {
		const gesso = this.#bySku.get('ACR-GES-WHT-1000');
		if (gesso) {
			gesso.wfs = available(gesso);
			gesso.nodes.clear();
		}
		const gel = this.#bySku.get('ACR-GEL-MATT-500');
		if (gel) {
			const rest = Math.floor(available(gel) / 3);
			gel.nodes.set(warehouse, { input: rest, reserved: 0 });
			(gel.nodes.get(virtualNode) as Node).input -= rest;
		}
		const marker = this.#bySku.get('ACR-MRK-CBLK-F');
		if (marker) Object.assign(marker.nodes.get(virtualNode) as Node, { input: 24, reserved: 2 });
		const varnish = this.#bySku.get('ACR-VAR-GLOS-250');
		if (varnish) retire(varnish);
		const broad = this.#bySku.get('ACR-MRK-CBLK-B');
		if (broad) {
			broad.publishedStatus = 'UNPUBLISHED';
			broad.unpublishedReasons = ['Reasonable Price Not Satisfied'];
		}
	}

	/** As reads show it now. */
	get(sku: string): Item | undefined {
		const item = this.#bySku.get(sku);
		if (item) this.#settle(item);
		return item;
	}

	all(): Item[] {
		return [...this.#bySku.keys()].map((sku) => this.get(sku) as Item);
	}

	/** Shows in reads, and in the shop, after the lag. */
	change(item: Item, change: (item: Item) => void): void {
		const lag = readLag * this.#world.delayFactor;
		item.pending.push({ at: this.#world.clock.now() + lag, change });
		void this.#world.clock.sleep(lag).then(() => this.#settle(item));
	}

	/** Tells of ship nodes that just ran empty, and of an offer that came or went. */
	#tell(item: Item, change: (item: Item) => void): void {
		const stocked = [...item.nodes].filter(([, node]) => toSell(node) > 0).map(([name]) => name);
		const wasLive = isLive(item);
		change(item);
		const isEmpty = (name: string): boolean => {
			const node = item.nodes.get(name);
			return !node || toSell(node) === 0;
		};
		if (stocked.some(isEmpty)) this.onNews('INVENTORY_OOS', item);
		if (isLive(item) !== wasLive)
			this.onNews(wasLive ? 'OFFER_UNPUBLISHED' : 'OFFER_PUBLISHED', item);
	}

	#settle(item: Item): void {
		while (item.pending[0] && item.pending[0].at <= this.#world.clock.now()) {
			const { change } = item.pending.shift() ?? {};
			if (change) this.#tell(item, change);
		}
	}

	shelf(): ShelfItem[] {
		return this.all().map((item) => {
			const quantity = available(item) + item.wfs;
			const onSale = isLive(item) && quantity > 0;
			const state = onSale ? 'onSale' : isLive(item) ? 'soldOut' : 'hidden';
			const notes = [
				item.lifecycleStatus === 'RETIRED' && 'retired',
				item.lifecycleStatus === 'ACTIVE' && !isLive(item) && 'unpublished by Walmart',
				item.nodes.size === 0 && 'WFS',
				item.nodes.size > 1 && `${item.nodes.size} ship nodes`,
				[...item.nodes.values()].some(({ reserved }) => reserved > 0) && 'open orders',
			].filter(Boolean);
			const note = notes.join(', ');
			return { sku: item.sku, title: item.title, quantity, state, ...(note && { note }) };
		});
	}

	get seller(): Seller {
		const wanted = (sku: string): Item => {
			const item = this.get(sku);
			if (!item) throw new Error(`No item with the SKU ${sku}`);
			return item;
		};
		const tell = (sku: string, change: (item: Item) => void) => this.#tell(wanted(sku), change);
		return {
			sell: (sku, quantity) =>
				tell(sku, (item) => {
					let left = quantity - Math.min(quantity, item.wfs);
					item.wfs -= quantity - left;
					for (const node of item.nodes.values()) {
						const taken = Math.min(left, toSell(node));
						node.reserved += taken;
						left -= taken;
					}
				}),
			setQuantity: (sku, quantity) =>
				tell(sku, (item) => {
					if (item.nodes.size === 0) item.wfs = quantity;
					[...item.nodes.values()].forEach((node, i) => {
						node.input = i === 0 ? quantity + node.reserved : 0;
					});
				}),
			setHidden: (sku, hidden) =>
				tell(sku, (item) => {
					if (hidden) return retire(item);
					item.lifecycleStatus = 'ACTIVE';
					item.publishedStatus = 'PUBLISHED';
					item.unpublishedReasons = [];
				}),
			remove: (sku) => void this.#bySku.delete(wanted(sku).sku),
		};
	}
}

export const toSell = ({ input, reserved }: Node): number => Math.max(0, input - reserved);

export const available = ({ nodes }: Item): number =>
	[...nodes.values()].reduce((sum, node) => sum + toSell(node), 0);

const isLive = ({ publishedStatus, lifecycleStatus }: Item): boolean =>
	publishedStatus === 'PUBLISHED' && lifecycleStatus === 'ACTIVE';

/** The end date is past: gone from the site, the quantity stays as it was (walmart sheet, section 4). */
function retire(item: Item): void {
	item.lifecycleStatus = 'RETIRED';
	item.publishedStatus = 'UNPUBLISHED';
	item.unpublishedReasons = ['End Date has passed'];
}
