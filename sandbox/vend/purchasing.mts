import type { FakeAnswer, Purchasing } from '../fake.mts';
import { notFound } from './products.mts';
import type { Item, Outlet, Store } from './store.mts';

export interface Line {
	item: Item;
	count: number;
	received: number;
	deletedAt: string | null;
	updatedAt: string;
	version: number;
	/** Old lines have none. */
	sku: string | null;
}

export interface Consignment {
	id: string;
	reference: string;
	type: 'SUPPLIER' | 'OUTLET';
	status: 'OPEN' | 'SENT' | 'DISPATCHED' | 'RECEIVED' | 'CLOSED' | 'CANCELLED';
	supplierId: string | null;
	outlet: Outlet;
	dueAt: string | null;
	receivedAt: string | null;
	createdAt: string;
	updatedAt: string;
	deletedAt: string | null;
	version: number;
	lines: Line[];
}

interface Supplier {
	id: string;
	name: string;
	version: number;
}

const DEFAULT_PAGE = 50;
const LONGEST_PAGE = 200;

const uuid = (kind: string, number: number): string =>
	`0af7b240-0000-4000-${kind}-${number.toString(16).padStart(12, '0')}`;
/** Counts are texts with five decimals; old lines may have none (vend sheet, section 11). */
const decimal = (count: number): string | null => (Number.isNaN(count) ? null : count.toFixed(5));

/** Orders to suppliers are consignments there (vend sheet, section 11). */
export class Orders {
	readonly all: Consignment[] = [];
	readonly suppliers: Supplier[] = [];
	readonly #store: Store;

	constructor(store: Store) {
		this.#store = store;
		// A transfer between outlets is a consignment as well, and no order.
		const [item] = store.items.values();
		if (item) this.#add('OUTLET', null, [{ item, quantity: 2 }]);
	}

	list(query: URLSearchParams): FakeAnswer {
		const type = query.get('type');
		const status = query.get('status');
		const rows = this.all.filter(
			(one) =>
				one.deletedAt === null &&
				(type === null || one.type === type) &&
				(status === null || one.status === status),
		);
		return paged(rows, query, consignmentView);
	}

	lines(id: string, query: URLSearchParams): FakeAnswer {
		const order = this.all.find((one) => one.id === id);
		return order ? paged(order.lines, query, lineView) : notFound();
	}

	listSuppliers(query: URLSearchParams): FakeAnswer {
		return paged(this.suppliers, query, ({ id, name }) => ({ id, name, deleted_at: null }));
	}

	find(poNumber: string): Consignment {
		const found = this.all.find(({ reference }) => reference === poNumber);
		if (!found) throw new Error(`No order ${poNumber}`);
		return found;
	}

	line(order: Consignment, sku: string): Line {
		const found = order.lines.find(({ item, deletedAt }) => item.sku === sku && deletedAt === null);
		if (!found) throw new Error(`The order has no ${sku}`);
		return found;
	}

	touch(one: { version: number; updatedAt: string }): void {
		one.version = this.#store.nextVersion();
		one.updatedAt = this.#store.today();
	}

	clerk(): Purchasing {
		const change = (poNumber: string, act: (order: Consignment) => void): void => {
			const order = this.find(poNumber);
			act(order);
			this.touch(order);
		};
		return {
			order: ({ supplier, expectedOn, lines }) => {
				const goods = lines.map(({ sku, quantity }) => ({
					item: this.#store.wanted(sku),
					quantity,
				}));
				const order = this.#add('SUPPLIER', this.#supplier(supplier), goods);
				// Dates belong to the order, not to its lines.
				order.dueAt = expectedOn ? due(expectedOn) : null;
				return order.reference;
			},
			send: (poNumber) => change(poNumber, (order) => (order.status = 'SENT')),
			move: (poNumber, expectedOn) => change(poNumber, (order) => (order.dueAt = due(expectedOn))),
			receive: (poNumber, sku, quantity) =>
				change(poNumber, (order) => {
					const line = this.line(order, sku);
					line.received += quantity;
					this.touch(line);
					this.#store.addStock(line.item, order.outlet, quantity);
					const living = order.lines.filter(({ deletedAt }) => deletedAt === null);
					if (living.every(({ count, received }) => received >= count)) {
						order.status = 'RECEIVED';
						order.receivedAt = this.#store.today();
					}
				}),
			closeShort: (poNumber) => change(poNumber, (order) => (order.status = 'CLOSED')),
			cancel: (poNumber) => change(poNumber, (order) => (order.status = 'CANCELLED')),
			removeLine: (poNumber, sku) =>
				change(poNumber, (order) => {
					const line = this.line(order, sku);
					line.deletedAt = this.#store.today();
					this.touch(line);
				}),
		};
	}

	#add(
		type: Consignment['type'],
		supplierId: string | null,
		goods: ReadonlyArray<{ item: Item; quantity: number }>,
	): Consignment {
		const at = this.#store.today();
		const order: Consignment = {
			id: uuid('b000', this.all.length + 1),
			reference: `PO-${String(this.all.length + 1).padStart(5, '0')}`,
			type,
			status: 'OPEN',
			supplierId,
			outlet: this.#store.main,
			dueAt: null,
			receivedAt: null,
			createdAt: at,
			updatedAt: at,
			deletedAt: null,
			version: this.#store.nextVersion(),
			lines: goods.map(({ item, quantity }) => ({
				item,
				count: quantity,
				received: 0,
				deletedAt: null,
				updatedAt: at,
				version: this.#store.nextVersion(),
				sku: item.sku,
			})),
		};
		this.all.push(order);
		return order;
	}

	#supplier(name: string): string {
		const known = this.suppliers.find((one) => one.name === name);
		if (known) return known.id;
		const id = uuid('c000', this.suppliers.length + 1);
		this.suppliers.push({ id, name, version: this.#store.nextVersion() });
		return id;
	}
}

const due = (date: string): string => `${date}T00:00:00+00:00`;

function paged<T extends { version: number }>(
	all: readonly T[],
	query: URLSearchParams,
	view: (one: T) => object,
): FakeAnswer {
	const after = Number(query.get('after') ?? 0);
	const size = Math.min(LONGEST_PAGE, Number(query.get('page_size') ?? DEFAULT_PAGE));
	const rows = all
		.filter(({ version }) => version > after)
		.sort((a, b) => a.version - b.version)
		.slice(0, size);
	const versions = rows.map(({ version }) => version);
	return {
		status: 200,
		body: {
			data: rows.map(view),
			version: { min: versions[0] ?? 0, max: versions.at(-1) ?? 0 },
		},
	};
}

const consignmentView = (one: Consignment) => ({
	id: one.id,
	outlet_id: one.outlet.id,
	name: `Order - ${one.createdAt.slice(0, 10)}`,
	due_at: one.dueAt,
	type: one.type,
	status: one.status,
	supplier_id: one.supplierId,
	source_outlet_id: null,
	consignment_date: one.createdAt,
	received_at: one.receivedAt,
	supplier_invoice: '',
	reference: one.reference,
	total_count_gain: null,
	total_cost_gain: null,
	total_count_loss: null,
	total_cost_loss: null,
	created_at: one.createdAt,
	updated_at: one.updatedAt,
	deleted_at: one.deletedAt,
	version: one.version,
});

const lineView = (line: Line) => ({
	product_id: line.item.id,
	product_sku: line.sku,
	count: decimal(line.count),
	received: decimal(line.received),
	cost: decimal(line.item.price / 2),
	is_included: false,
	status: line.received > 0 ? 'SUCCESS' : 'PENDING',
	created_at: line.updatedAt,
	updated_at: line.updatedAt,
	deleted_at: line.deletedAt,
	version: line.version,
});
