import type { Purchasing } from '../fake.mts';
import { guid, isGuid, member, Refused, type Json } from './answers.mts';
import { DEFAULT_LOCATION, type Item, type Shop } from './shop.mts';

interface Line {
	id: string;
	item: Item;
	quantity: number;
	delivered: number;
	deleted: boolean;
}

export interface Order {
	id: string;
	number: string;
	supplier: string;
	status: 'PENDING' | 'OPEN' | 'PARTIAL' | 'DELIVERED';
	purchased: number;
	/** As the purchase until all is there (specification of CommonPurchaseOrderHeader). */
	delivered: number;
	quoted: string;
	lines: Line[];
	deliveries: { line: string; quantity: number; at: number }[];
}

/** What an unset date looks like. */
const NEVER = '0001-01-01T00:00:00Z';
const time = (at: number): string => new Date(at).toISOString();

/** Orders to suppliers (linnworks sheet, section 11). */
export class PurchaseOrders {
	readonly #shop: Shop;
	readonly orders: Order[] = [];
	readonly suppliers = new Map<string, string>();

	constructor(shop: Shop) {
		this.#shop = shop;
		// Drafts do not count (linnworks sheet, section 11).
		shop.due = (item) =>
			this.orders
				.filter(({ status }) => status === 'OPEN' || status === 'PARTIAL')
				.flatMap(({ lines }) => lines)
				.filter((line) => line.item === item && !line.deleted)
				.reduce((sum, { quantity, delivered }) => sum + quantity - delivered, 0);
	}

	supplierViews = (): Json[] =>
		[...this.suppliers].map(([SupplierName, pkSupplierID]) => ({ pkSupplierID, SupplierName }));

	/** Filters stand in the body as they are; a body of another form is a search without filters. */
	search(body: unknown): Json {
		const status = member(body, 'Status');
		const from = String(member(body, 'DateFrom') ?? '');
		const perPage = Number(member(body, 'EntriesPerPage') ?? 100);
		const page = Number(member(body, 'PageNumber') ?? 1);
		const rows = this.orders
			.filter((order) => status === undefined || order.status === status)
			.filter((order) => from === '' || order.purchased >= Date.parse(from))
			.sort((a, b) => b.purchased - a.purchased);
		return {
			Result: rows.slice((page - 1) * perPage, page * perPage).map((order) => this.#header(order)),
			TotalPages: Math.ceil(rows.length / perPage),
			CurrentPageNumber: page,
			EntriesPerPage: perPage,
			TotalNumberOfRecords: rows.length,
		};
	}

	read(body: unknown): Json {
		const id = member(body, 'pkPurchaseId');
		const order = isGuid(id) ? this.orders.find((one) => one.id === id.toLowerCase()) : undefined;
		if (!order) throw new Refused('Purchase Order does not exist');
		return {
			NoteCount: 0,
			PurchaseOrderHeader: this.#header(order),
			PurchaseOrderItem: order.lines.map((line, i) => ({
				pkPurchaseItemId: line.id,
				fkStockItemId: line.item.id,
				StockItemIntId: 0,
				Quantity: line.quantity,
				Cost: 0,
				Delivered: line.delivered,
				PackQuantity: 0,
				PackSize: 0,
				SKU: line.item.sku,
				ItemTitle: line.item.title,
				IsDeleted: line.deleted,
				SortOrder: i,
				BoundToOpenOrdersItems: 0,
				QuantityBoundToOpenOrdersItems: 0,
				SupplierCode: '',
			})),
			AdditionalCosts: [],
			PaymentStatements: [],
			DeliveredRecords: order.deliveries.map(({ line, quantity, at }, i) => ({
				pkDeliveryRecordId: i + 1,
				fkPurchaseItemId: line,
				fkStockLocationId: DEFAULT_LOCATION,
				DeliveredQuantity: quantity,
				CreatedDateTime: time(at),
			})),
		};
	}

	#header(order: Order): Json {
		const live = order.lines.filter(({ deleted }) => !deleted);
		return {
			pkPurchaseID: order.id,
			fkSupplierId: this.suppliers.get(order.supplier),
			fkLocationId: DEFAULT_LOCATION,
			ExternalInvoiceNumber: order.number,
			Status: order.status,
			Currency: 'GBP',
			SupplierReferenceNumber: '',
			Locked: false,
			LineCount: live.length,
			DeliveredLinesCount: live.filter(({ quantity, delivered }) => delivered >= quantity).length,
			UnitAmountTaxIncludedType: 0,
			DateOfPurchase: time(order.purchased),
			DateOfDelivery: time(order.delivered),
			QuotedDeliveryDate: order.quoted,
			TotalCost: 0,
		};
	}

	find(number: string): Order {
		const order = this.orders.find((one) => one.number === number);
		if (!order) throw new Error(`No purchase order ${number}`);
		return order;
	}

	#lineOf(order: Order, sku: string): Line {
		const line = order.lines.find(({ item, deleted }) => item.sku === sku && !deleted);
		if (!line) throw new Error(`No ${sku} on ${order.number}`);
		return line;
	}

	get purchasing(): Purchasing {
		const { world } = this.#shop;
		const close = (order: Order): void => {
			order.status = 'DELIVERED';
			order.delivered = world.clock.now();
		};
		return {
			order: ({ supplier, expectedOn, lines }) => {
				const now = world.clock.now();
				if (!this.suppliers.has(supplier)) this.suppliers.set(supplier, guid(world));
				const own = lines.map(({ sku, quantity }) => {
					const item = this.#shop.find(sku);
					if (!item) throw new Error(`Linnworks has no item ${sku}`);
					return { id: guid(world), item, quantity, delivered: 0, deleted: false };
				});
				const order: Order = {
					id: guid(world),
					number: `PO${String(this.orders.length + 1).padStart(5, '0')}`,
					supplier,
					status: 'PENDING',
					purchased: now,
					delivered: now,
					quoted: expectedOn ? `${expectedOn}T00:00:00Z` : NEVER,
					lines: own,
					deliveries: [],
				};
				this.orders.push(order);
				return order.number;
			},
			send: (number) => (this.find(number).status = 'OPEN'),
			move: (number, expectedOn) => (this.find(number).quoted = `${expectedOn}T00:00:00Z`),
			receive: (number, sku, quantity) => {
				const order = this.find(number);
				const line = this.#lineOf(order, sku);
				line.delivered += quantity;
				order.deliveries.push({ line: line.id, quantity, at: world.clock.now() });
				const [home] = this.#shop.locations;
				const { level } = this.#shop.level(line.item, home!);
				this.#shop.setLevel(line.item, home!, level + quantity, 'PO delivery');
				const isDone = order.lines.every((one) => one.deleted || one.delivered >= one.quantity);
				if (isDone) close(order);
				else order.status = 'PARTIAL';
			},
			/** There is no other end than this one. */
			closeShort: (number) => close(this.find(number)),
			cancel: (number) => void this.orders.splice(this.orders.indexOf(this.find(number)), 1),
			removeLine: (number, sku) => (this.#lineOf(this.find(number), sku).deleted = true),
		};
	}
}
