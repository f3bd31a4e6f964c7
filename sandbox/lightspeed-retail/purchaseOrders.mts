import type { FakeRequest, Purchasing } from '../fake.mts';
import { oneOrMany, page, relationsOf, time, type Json } from './list.mts';
import { shops, TIME_ZONE, type Shop } from './shop.mts';

export interface OrderLine {
	orderLineID: number;
	itemID: number;
	quantity: number;
	/** Put to stock. */
	checkedIn: number;
	/** Arrived, not put to stock yet. */
	numReceived: number;
	timeStamp: number;
}

export interface Order {
	orderID: number;
	refNum: string;
	vendor: { vendorID: number; name: string };
	shopID: string;
	/** Times of the days on which it was ordered, is expected and came; absent where not set. */
	orderedDate?: number;
	arrivalDate?: number;
	receivedDate?: number;
	complete: boolean;
	archived: boolean;
	createTime: number;
	timeStamp: number;
	lines: OrderLine[];
}

/** Orders to suppliers. Dates are of the order, not of its lines (lightspeed-retail sheet, section 11). */
export class PurchaseOrders {
	readonly orders: Order[] = [];
	readonly #shop: Shop;
	readonly #base: string;
	readonly #vendors = new Map<string, number>();
	#lastLine = 69;

	constructor(shop: Shop, base: string) {
		this.#shop = shop;
		this.#base = base;
	}

	/** `GET Order.json`. */
	list(request: FakeRequest): Json {
		const { query } = request;
		const archived = query.get('archived') ?? 'false';
		const relations = relationsOf(query);
		const found = this.orders
			.filter((one) => (archived === 'only' ? one.archived : archived === 'true' || !one.archived))
			.map((order) => orderView(order, relations));
		return page(found, request, this.#base, {
			name: 'Order',
			id: 'orderID',
			fields: ['orderID', 'vendorID', 'shopID', 'refNum', 'complete', 'timeStamp', 'arrivalDate'],
			sortable: ['timeStamp'],
		});
	}

	/** `GET OrderLine.json`. */
	listLines(request: FakeRequest): Json {
		const rows = this.orders.flatMap((order) => order.lines.map((line) => lineView(order, line)));
		return page(rows, request, this.#base, {
			name: 'OrderLine',
			id: 'orderLineID',
			fields: ['orderLineID', 'orderID', 'itemID', 'timeStamp'],
			sortable: ['timeStamp', 'orderID'],
		});
	}

	readonly purchasing: Purchasing = {
		order: ({ supplier, expectedOn, lines }) => {
			const now = this.#now();
			const vendorID = this.#vendors.get(supplier) ?? this.#vendors.size + 3;
			this.#vendors.set(supplier, vendorID);
			const orderID = this.orders.length + 7;
			const order: Order = {
				orderID,
				refNum: `PO-${70 + orderID}`,
				vendor: { vendorID, name: supplier },
				shopID: '1',
				complete: false,
				archived: false,
				createTime: now,
				timeStamp: now,
				lines: lines.map(({ sku, quantity }) => ({
					orderLineID: ++this.#lastLine,
					itemID: this.#shop.find(sku).itemID,
					quantity,
					checkedIn: 0,
					numReceived: 0,
					timeStamp: now,
				})),
				...(expectedOn === undefined ? {} : { arrivalDate: midnight(expectedOn) }),
			};
			this.orders.push(order);
			return order.refNum;
		},
		send: (poNumber) => this.#change(poNumber, { orderedDate: this.#today() }),
		move: (poNumber, expectedOn) => this.#change(poNumber, { arrivalDate: midnight(expectedOn) }),
		receive: (poNumber, sku, quantity) => {
			const order = this.find(poNumber);
			const line = this.#line(order, sku);
			line.checkedIn += quantity;
			line.timeStamp = this.#now();
			const row = this.#shop.row(this.#shop.find(sku), Number(order.shopID));
			this.#shop.count(row, row.qoh + quantity);
			if (order.receivedDate === undefined) this.#change(poNumber, { receivedDate: this.#today() });
			// Nothing is missing any more, so the clerk finishes it.
			if (order.lines.every((one) => one.checkedIn + one.numReceived >= one.quantity))
				this.#change(poNumber, { complete: true });
		},
		closeShort: (poNumber) => this.#change(poNumber, { complete: true }),
		cancel: (poNumber) => this.#change(poNumber, { archived: true }),
		// Lines do not move the time of their order (recorded).
		removeLine: (poNumber, sku) => {
			const order = this.find(poNumber);
			const line = this.#line(order, sku);
			order.lines = order.lines.filter((one) => one !== line);
		},
	};

	find(poNumber: string): Order {
		const found = this.orders.find(({ refNum }) => refNum === poNumber);
		if (!found) throw new Error(`No purchase order ${poNumber}`);
		return found;
	}

	#line(order: Order, sku: string): OrderLine {
		const { itemID } = this.#shop.find(sku);
		const found = order.lines.find((line) => line.itemID === itemID);
		if (!found) throw new Error(`No ${sku} on purchase order ${order.refNum}`);
		return found;
	}

	#change(poNumber: string, values: Partial<Order>): void {
		Object.assign(this.find(poNumber), values, { timeStamp: this.#now() });
	}

	#now(): number {
		return this.#shop.world.clock.now();
	}

	#today(): number {
		return midnight(dayOf(this.#now()));
	}
}

const text = (value: number): string => String(value);

function lineView({ orderID }: Order, line: OrderLine): Json {
	return {
		orderLineID: text(line.orderLineID),
		quantity: text(line.quantity),
		price: '0',
		originalPrice: '0',
		checkedIn: text(line.checkedIn),
		numReceived: text(line.numReceived),
		timeStamp: time(line.timeStamp),
		total: '0',
		orderID: text(orderID),
		itemID: text(line.itemID),
	};
}

/** A date that is not set, and a relation without rows, are left out (recorded). */
function orderView(order: Order, relations: readonly string[]): Json {
	const day = (name: string, at: number | undefined) =>
		at === undefined ? {} : { [name]: time(at) };
	const lines = order.lines.map((line) => lineView(order, line));
	const shop = shops.find(({ shopID }) => shopID === order.shopID);
	const { vendorID, name } = order.vendor;
	return {
		orderID: text(order.orderID),
		...day('orderedDate', order.orderedDate),
		...day('receivedDate', order.receivedDate),
		...day('arrivalDate', order.arrivalDate),
		shipInstructions: '',
		stockInstructions: '',
		shipCost: '0',
		otherCost: '0',
		complete: String(order.complete),
		archived: String(order.archived),
		discount: '0',
		totalDiscount: '0',
		totalQuantity: text(order.lines.reduce((sum, { quantity }) => sum + quantity, 0)),
		refNum: order.refNum,
		createTime: time(order.createTime),
		timeStamp: time(order.timeStamp),
		vendorID: text(vendorID),
		noteID: '0',
		shopID: order.shopID,
		...(relations.includes('Vendor')
			? { Vendor: { vendorID: text(vendorID), name, archived: 'false' } }
			: {}),
		...(relations.includes('Shop')
			? { Shop: { ...shop, timeZone: TIME_ZONE, archived: 'false' } }
			: {}),
		...(relations.includes('OrderLines') && lines.length > 0
			? { OrderLines: { OrderLine: oneOrMany(lines) } }
			: {}),
	};
}

const parts = new Intl.DateTimeFormat('en-CA', {
	timeZone: TIME_ZONE,
	dateStyle: 'short',
	timeStyle: 'medium',
	hourCycle: 'h23',
});

/** `2026-11-25, 03:00:00` as the clock in the shop shows it. */
const local = (at: number): string => parts.format(at);
const dayOf = (at: number): string => local(at).slice(0, 10);

/** Days are kept as the moment at which they begin in the shop (recorded). */
function midnight(day: string): number {
	const guess = Date.parse(`${day}T00:00:00Z`);
	const ahead = Date.parse(`${local(guess).replace(', ', 'T')}Z`) - guess;
	return guess - ahead;
}
