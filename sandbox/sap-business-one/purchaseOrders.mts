import type { Purchasing } from '../fake.mts';
import type { Company } from './company.mts';
import type { Document, Line } from './documents.mts';
import { day } from './documents.mts';

const SET = 'PurchaseOrders';

/** Orders to suppliers. Statuses for backordered or delayed do not exist (sap-business-one sheet, section 11). */
export function purchasingOf(company: Company): Purchasing {
	const { documents, news } = company;
	const find = (poNumber: string): Document => {
		const order = documents.of(SET).find(({ DocNum }) => String(DocNum) === poNumber);
		if (!order) throw new Error(`There is no purchase order ${poNumber}.`);
		return order;
	};
	const lineOf = (order: Document, sku: string): Line => {
		const line = order.DocumentLines.find(({ ItemCode }) => ItemCode === sku);
		if (!line) throw new Error(`Purchase order ${order.DocNum} has no line of ${sku}.`);
		return line;
	};
	const change = (order: Document, type = 'Updated'): void => {
		documents.touch(order);
		news.raise(SET, type, order.DocEntry);
	};
	const close = (line: Line): void => void (line.LineStatus = 'bost_Close');
	const closeWhenDone = (order: Document): boolean => {
		const isDone = order.DocumentLines.every(({ LineStatus }) => LineStatus === 'bost_Close');
		if (isDone) order.DocumentStatus = 'bost_Close';
		return isDone;
	};

	return {
		order({ supplier, expectedOn, lines }) {
			const due = expectedOn === undefined ? null : day(expectedOn);
			const order = documents.add(
				SET,
				{ CardCode: 'V100', CardName: supplier, DocDueDate: due },
				lines.map(({ sku, quantity, expectedOn: own }) => ({
					ItemCode: sku,
					ItemDescription: company.items.get(sku)?.values['ItemName'] ?? null,
					Quantity: quantity,
					ShipDate: own === undefined ? due : day(own),
				})),
			);
			news.raise(SET, 'Created', order.DocEntry);
			return String(order.DocNum);
		},
		// Added is ordered: what is printed or mailed leaves no trace that anybody could ask for.
		send: (poNumber) => change(find(poNumber)),
		move(poNumber, expectedOn, sku) {
			const order = find(poNumber);
			if (sku !== undefined) lineOf(order, sku).ShipDate = day(expectedOn);
			else {
				order.DocDueDate = day(expectedOn);
				for (const line of order.DocumentLines) line.ShipDate = day(expectedOn);
			}
			change(order);
		},
		/** A goods receipt based on the order. The date of the order itself stays: that is the worse case for who asks for changes. */
		receive(poNumber, sku, quantity) {
			const order = find(poNumber);
			const line = lineOf(order, sku);
			const receipt = documents.add(
				'PurchaseDeliveryNotes',
				{ CardCode: order['CardCode'], CardName: order['CardName'] },
				[
					{
						ItemCode: sku,
						Quantity: quantity,
						BaseType: 22,
						BaseEntry: order.DocEntry,
						BaseLine: line.LineNum,
					},
				],
			);
			line.RemainingOpenQuantity = Math.max(0, line.RemainingOpenQuantity - quantity);
			if (line.RemainingOpenQuantity === 0) close(line);
			const stock = company.items.get(sku)?.stock.get(line.WarehouseCode);
			if (stock) stock.InStock += quantity;
			news.raise('PurchaseDeliveryNotes', 'Created', receipt.DocEntry);
			if (closeWhenDone(order)) news.raise(SET, 'Closed', order.DocEntry);
		},
		closeShort(poNumber) {
			const order = find(poNumber);
			order.DocumentLines.forEach(close);
			order.DocumentStatus = 'bost_Close';
			change(order, 'Closed');
		},
		cancel(poNumber) {
			const order = find(poNumber);
			Object.assign(order, { Cancelled: 'tYES', CancelStatus: 'csYes' });
			order.DocumentLines.forEach(close);
			order.DocumentStatus = 'bost_Close';
			change(order, 'Cancelled');
		},
		removeLine(poNumber, sku) {
			const order = find(poNumber);
			const gone = lineOf(order, sku);
			// The numbers of the others stay.
			order.DocumentLines = order.DocumentLines.filter((line) => line !== gone);
			closeWhenDone(order);
			change(order);
		},
	};
}
