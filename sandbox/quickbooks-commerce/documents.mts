import type { Purchasing } from '../fake.mts';
import type { Row } from './query.mts';
import type { Item, Shop } from './shop.mts';
import type { Webhooks } from './webhooks.mts';

interface DocumentLine {
	Id: string;
	item: Item;
	quantity: number;
	/** Of a bill: the line of the order it is entered for. */
	order?: { id: string; line: string };
}

interface Document {
	Id: string;
	SyncToken: number;
	DocNumber: string;
	TxnDate: string;
	vendor: string;
	expectedOn?: string;
	status: 'Open' | 'Closed';
	lines: DocumentLine[];
	CreateTime: string;
	LastUpdatedTime: string;
}

/** What the seller enters: receipts of sales, orders to vendors, and the bills of what came. */
export class Documents {
	readonly #shop: Shop;
	readonly #webhooks: Webhooks;
	readonly sales = new Map<string, Document>();
	readonly orders = new Map<string, Document>();
	readonly bills = new Map<string, Document>();
	/** In which of the two fields the seller keeps the wanted date. */
	dateField: 'DueDate' | 'ExpectedDate' = 'DueDate';
	/** Whether lines of orders tell what came: in the schema, not in any recorded answer. */
	tellsReceived = false;
	#last = 300;

	constructor(shop: Shop, webhooks: Webhooks) {
		this.#shop = shop;
		this.#webhooks = webhooks;
	}

	#enter(into: Map<string, Document>, given: Partial<Document>, lines: DocumentLine[]): Document {
		const now = this.#shop.now();
		const Id = String((this.#last += 1));
		const document: Document = {
			Id,
			SyncToken: 0,
			DocNumber: String(1000 + this.#last),
			TxnDate: this.#shop.today(),
			vendor: '',
			status: 'Open',
			lines,
			CreateTime: now,
			LastUpdatedTime: now,
			...given,
		};
		into.set(Id, document);
		return document;
	}

	/** A sale over the counter. */
	sell(item: Item, quantity: number): void {
		const { Id } = this.#enter(this.sales, {}, [{ Id: '1', item, quantity }]);
		this.#webhooks.note('SalesReceipt', Id, 'created');
	}

	/** Documents that a test enters as they are; by entity. */
	readonly entered = new Map<string, Row[]>();
	others(entity: string): Row[] {
		return this.entered.get(entity) ?? [];
	}

	saleView = (sale: Document): Row => ({
		...common(sale),
		Line: [
			...sale.lines.map(({ Id, item, quantity }) => ({
				Id,
				DetailType: 'SalesItemLineDetail',
				SalesItemLineDetail: { ItemRef: { value: item.Id, name: item.Name }, Qty: quantity },
			})),
			{ Amount: 0, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} },
		],
	});

	billView = (bill: Document): Row => ({
		...common(bill),
		VendorRef: vendorOf(bill),
		LinkedTxn: bill.lines.map(({ order }) => ({ TxnId: order?.id, TxnType: 'PurchaseOrder' })),
		Line: bill.lines.map((line) => ({
			...expenseLine(line),
			LinkedTxn: [{ TxnId: line.order?.id, TxnType: 'PurchaseOrder', TxnLineId: line.order?.line }],
		})),
	});

	/** What is not set is not sent (quickbooks-commerce sheet, section 11). */
	orderView = (order: Document): Row => {
		const bills = [...this.bills.values()].filter(({ lines }) =>
			lines.some((line) => line.order?.id === order.Id),
		);
		return {
			...common(order),
			VendorRef: vendorOf(order),
			APAccountRef: { value: '33', name: 'Accounts Payable (A/P)' },
			CustomField: [{ DefinitionId: '1', Name: 'Crew #', Type: 'StringType' }],
			...(order.expectedOn ? { [this.dateField]: order.expectedOn } : {}),
			...(bills.length > 0
				? { LinkedTxn: bills.map(({ Id }) => ({ TxnId: Id, TxnType: 'Bill' })) }
				: {}),
			POStatus: order.status,
			TotalAmt: 0,
			Line: [
				...order.lines.map((line) => ({
					...expenseLine(line),
					...(this.tellsReceived ? { Received: this.received(order, line.Id) } : {}),
				})),
				{
					Id: '99',
					DetailType: 'AccountBasedExpenseLineDetail',
					AccountBasedExpenseLineDetail: { AccountRef: { value: '80', name: 'Freight' } },
				},
			],
		};
	};

	received(order: Document, line: string): number {
		return [...this.bills.values()]
			.flatMap(({ lines }) => lines)
			.filter((one) => one.order?.id === order.Id && one.order.line === line)
			.reduce((sum, { quantity }) => sum + quantity, 0);
	}

	order(number: string): Document {
		const order = [...this.orders.values()].find(({ DocNumber }) => DocNumber === number);
		if (!order) throw new Error(`No purchase order ${number}`);
		return order;
	}

	change(order: Document, change: (order: Document) => void): void {
		change(order);
		order.SyncToken += 1;
		order.LastUpdatedTime = this.#shop.now();
		this.#webhooks.note('PurchaseOrder', order.Id, 'updated');
	}

	#lineOf(order: Document, sku: string): DocumentLine {
		const line = order.lines.find(({ item }) => item.Sku === sku);
		if (!line) throw new Error(`No ${sku} on ${order.DocNumber}`);
		return line;
	}

	/** QuickBooks has neither drafts nor cancelled orders: what is not wanted is deleted. */
	get purchasing(): Purchasing {
		const by = (number: string, change: (order: Document) => void): void =>
			this.change(this.order(number), change);
		return {
			order: ({ supplier, expectedOn, lines }) => {
				const own = lines.map(({ sku, quantity }, i) => {
					const item = this.#shop.find(sku);
					if (!item) throw new Error(`No item with the SKU ${sku}`);
					// Being named on an order moves the time of the item, not its version (sheet, section 10).
					item.LastUpdatedTime = this.#shop.now();
					return { Id: String(i + 1), item, quantity };
				});
				const order = this.#enter(this.orders, { vendor: supplier, expectedOn }, own);
				this.#webhooks.note('PurchaseOrder', order.Id, 'created');
				return order.DocNumber;
			},
			send: () => undefined,
			move: (number, expectedOn) => by(number, (order) => (order.expectedOn = expectedOn)),
			receive: (number, sku, quantity) =>
				by(number, (order) => {
					const line = this.#lineOf(order, sku);
					const of = { id: order.Id, line: line.Id };
					const bill = this.#enter(this.bills, { vendor: order.vendor }, [
						{ Id: '1', item: line.item, quantity, order: of },
					]);
					this.#shop.count(line.item, (line.item.QtyOnHand ?? 0) + quantity);
					this.#webhooks.note('Bill', bill.Id, 'created');
					const isDone = order.lines.every((one) => this.received(order, one.Id) >= one.quantity);
					if (isDone) order.status = 'Closed';
				}),
			closeShort: (number) => by(number, (order) => (order.status = 'Closed')),
			cancel: (number) => {
				const { Id } = this.order(number);
				this.orders.delete(Id);
				this.#webhooks.note('PurchaseOrder', Id, 'deleted');
			},
			removeLine: (number, sku) =>
				by(number, (order) => {
					order.lines = order.lines.filter((line) => line !== this.#lineOf(order, sku));
				}),
		};
	}
}

const common = (document: Document): Row => ({
	domain: 'QBO',
	sparse: false,
	Id: document.Id,
	SyncToken: String(document.SyncToken),
	MetaData: {
		CreateTime: document.CreateTime,
		LastUpdatedTime: document.LastUpdatedTime,
	},
	DocNumber: document.DocNumber,
	TxnDate: document.TxnDate,
	CurrencyRef: { value: 'USD', name: 'United States Dollar' },
});

const vendorOf = ({ vendor }: Document) => ({ value: String(40 + vendor.length), name: vendor });

const expenseLine = ({ Id, item, quantity }: DocumentLine) => ({
	Id,
	LineNum: Number(Id),
	Amount: 0,
	DetailType: 'ItemBasedExpenseLineDetail',
	ItemBasedExpenseLineDetail: {
		ItemRef: { value: item.Id, name: item.Name },
		UnitPrice: 0,
		Qty: quantity,
		TaxCodeRef: { value: 'NON' },
		BillableStatus: 'NotBillable',
	},
});
