import type { Purchasing, World } from '../fake.mts';
import { ZohoError } from './errors.mts';
import { time } from './items.mts';
import { locations, main, type Item, type Shop } from './shop.mts';

type Json = Record<string, unknown>;

interface Line {
	id: string;
	item: Item;
	quantity: number;
	received: number;
	cancelled: number;
}

export interface Order {
	id: string;
	number: string;
	vendor: string;
	status: string;
	date: string;
	expected: string;
	isBackorder: boolean;
	created: number;
	modified: number;
	receives: string[];
	lines: Line[];
}

const mostRows = 200;

/** Orders to suppliers (zoho-inventory sheet, section 11). */
export class PurchaseOrders {
	readonly #world: World;
	readonly #shop: Shop;
	readonly orders: Order[] = [];
	/** The filter by time is documented for a sister product only. */
	filtersByTime = true;
	/** Lines may come without their SKU. */
	skusInLines = true;
	#last = 4_815_000_000_144_970;

	constructor(world: World, shop: Shop) {
		this.#world = world;
		this.#shop = shop;
	}

	#next(): string {
		return String((this.#last += 2));
	}

	list(query: URLSearchParams): Json {
		const page = Number(query.get('page') ?? 1);
		const perPage = Math.min(mostRows, Number(query.get('per_page') ?? mostRows));
		const since = this.filtersByTime ? query.get('last_modified_time') : null;
		const rows = this.orders.filter(({ modified }) => since === null || time(modified) > since);
		if (query.get('sort_column') !== 'created_time') rows.reverse();
		const start = (page - 1) * perPage;
		return {
			purchaseorders: rows.slice(start, start + perPage).map(rowOf),
			page_context: {
				page,
				per_page: perPage,
				has_more_page: start + perPage < rows.length,
				report_name: 'Purchase Orders',
			},
		};
	}

	/** Real answers name it in one word, the document in two (zoho-inventory sheet, section 9). */
	read(id: string): Json {
		const order = this.orders.find((one) => one.id === id);
		if (!order) throw new ZohoError(404, 1002, 'Purchase Order does not exist.');
		return { purchaseorder: this.#detailOf(order) };
	}

	#detailOf(order: Order): Json {
		const { receives, ...row } = rowOf(order);
		return {
			...row,
			expected_delivery_date: order.expected,
			delivery_date: '',
			location_id: main,
			location_name: locations[0]?.location_name,
			is_received: order.status === 'received',
			line_items: order.lines.map((line) => ({
				item_id: line.item.item_id,
				line_item_id: line.id,
				...(this.skusInLines ? { sku: line.item.sku } : {}),
				name: line.item.name,
				quantity: line.quantity,
				quantity_received: line.received,
				quantity_cancelled: line.cancelled,
				unit: 'pcs',
			})),
			purchasereceives: receives,
			bills: [],
		};
	}

	find(number: string): Order {
		const order = this.orders.find((one) => one.number === number);
		if (!order) throw new Error(`No purchase order ${number}`);
		return order;
	}

	#change(number: string, change: (order: Order) => void): void {
		const order = this.find(number);
		change(order);
		order.modified = this.#world.clock.now();
	}

	#lineOf(order: Order, sku: string): Line {
		const line = order.lines.find(({ item }) => item.sku === sku);
		if (!line) throw new Error(`No ${sku} on ${order.number}`);
		return line;
	}

	/** @param received told when goods arrive */
	purchasing(received: (item: Item, quantity: number) => void): Purchasing {
		return {
			order: ({ supplier, expectedOn, lines }) => {
				const now = this.#world.clock.now();
				const order: Order = {
					id: this.#next(),
					number: `PO-${String(this.orders.length + 1).padStart(5, '0')}`,
					vendor: supplier,
					status: 'draft',
					date: new Date(now).toISOString().slice(0, 10),
					expected: expectedOn ?? '',
					isBackorder: false,
					created: now,
					modified: now,
					receives: [],
					lines: lines.map(({ sku, quantity }) => ({
						id: this.#next(),
						item: this.#shop.find(sku),
						quantity,
						received: 0,
						cancelled: 0,
					})),
				};
				this.orders.push(order);
				return order.number;
			},
			send: (number) => this.#change(number, (order) => (order.status = 'issued')),
			move: (number, expectedOn) => this.#change(number, (order) => (order.expected = expectedOn)),
			receive: (number, sku, quantity) =>
				this.#change(number, (order) => {
					const line = this.#lineOf(order, sku);
					line.received += quantity;
					order.receives.push(this.#next());
					const isDone = order.lines.every((one) => one.received + one.cancelled >= one.quantity);
					order.status = isDone ? 'received' : 'partially_received';
					this.#shop.move(line.item, main, quantity);
					received(line.item, quantity);
				}),
			closeShort: (number) => this.#change(number, (order) => (order.status = 'closed')),
			cancel: (number) => this.#change(number, (order) => (order.status = 'cancelled')),
			removeLine: (number, sku) =>
				this.#change(number, (order) => {
					order.lines = order.lines.filter((line) => line !== this.#lineOf(order, sku));
				}),
			/** Of the whole order: it was raised for customers who wait. */
			backorder: (number) => this.#change(number, (order) => (order.isBackorder = true)),
		};
	}
}

const rowOf = (order: Order) => ({
	purchaseorder_id: order.id,
	purchaseorder_number: order.number,
	reference_number: '',
	vendor_id: `46000000002${String(order.vendor.length).padStart(4, '0')}`,
	vendor_name: order.vendor,
	status: order.status,
	date: order.date,
	delivery_date: '',
	expected_delivery_date: order.expected,
	currency_code: 'USD',
	price_precision: 2,
	total: order.lines.reduce((sum, { item, quantity }) => sum + item.rate * quantity, 0),
	created_time: time(order.created),
	last_modified_time: time(order.modified),
	is_drop_shipment: false,
	is_backorder: order.isBackorder,
	receives: order.receives.map((receive_id, i) => ({
		receive_id,
		receive_number: `PR-${String(i + 1).padStart(5, '0')}`,
	})),
});
