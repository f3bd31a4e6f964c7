import type { Purchasing } from '../fake.mts';
import type { Shop } from './shop.mts';
import type { Line, Transaction } from './transactions.mts';

/** Orders to suppliers; there is no status for what is backordered or late (netsuite sheet, section 11). */
export function purchasingOf(shop: Shop): Purchasing {
	const { transactions } = shop;
	const find = (poNumber: string): Transaction => {
		const order = transactions.list.find(
			({ type, tranId }) => type === 'PurchOrd' && tranId === poNumber,
		);
		if (!order) throw new Error(`There is no purchase order ${poNumber}.`);
		return order;
	};
	const idOf = (sku: string): string => {
		const item = shop.find(sku);
		if (!item) throw new Error(`No item with the SKU ${sku}`);
		return item.id;
	};
	const lineOf = (order: Transaction, sku: string): Line => {
		const line = order.lines.find(({ item }) => item === idOf(sku));
		if (!line) throw new Error(`${order.tranId} has no line of ${sku}.`);
		return line;
	};
	const save = (order: Transaction): void => {
		transactions.touch(order);
		shop.saved(order);
	};

	return {
		/** Waits for its approval: the supplier knows nothing of it yet. */
		order({ supplier, expectedOn, lines }) {
			const order = transactions.add(
				'PurchOrd',
				lines.map((line) => ({
					item: idOf(line.sku),
					quantity: line.quantity,
					expected: line.expectedOn ?? null,
				})),
				{ status: 'A', vendor: supplier, dueDate: expectedOn ?? null },
			);
			shop.saved(order);
			return order.tranId;
		},
		send(poNumber) {
			const order = find(poNumber);
			order.status = 'B';
			save(order);
		},
		move(poNumber, expectedOn, sku) {
			const order = find(poNumber);
			if (sku === undefined) order.dueDate = expectedOn;
			else lineOf(order, sku).expected = expectedOn;
			save(order);
		},
		/** An item receipt. The time of the order stays: that is the worse case for who asks for changes. */
		receive(poNumber, sku, quantity) {
			const order = find(poNumber);
			const line = lineOf(order, sku);
			line.received += quantity;
			const isDone = order.lines.every(
				({ isClosed, received, quantity: ordered }) => isClosed || received >= ordered,
			);
			order.status = isDone ? 'F' : 'D';
			shop.stockIn(line.item, line.location, quantity);
			const { item, location } = line;
			shop.saved(
				transactions.add('ItemRcpt', [{ item, quantity, location, createdFrom: order.id }]),
			);
		},
		closeShort(poNumber) {
			const order = find(poNumber);
			for (const line of order.lines) line.isClosed = true;
			order.status = 'H';
			save(order);
		},
		/** Nobody cancels one that is out: it is closed. One that waits is rejected. */
		cancel(poNumber) {
			const order = find(poNumber);
			if (order.status === 'A') order.status = 'C';
			else {
				for (const line of order.lines) line.isClosed = true;
				order.status = 'H';
			}
			save(order);
		},
		removeLine(poNumber, sku) {
			const order = find(poNumber);
			const gone = lineOf(order, sku);
			order.lines = order.lines.filter((line) => line !== gone);
			save(order);
		},
	};
}
