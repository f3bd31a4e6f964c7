import type { IDataObject } from 'n8n-workflow';

import type { Delivery } from '../../events/signature';
import { asList, asText, type Call } from '../../http/answer';
import { chunk } from '../platform';
import {
	isMarked,
	type PurchaseOrderLine,
	type PurchaseOrderRequest,
	type PurchaseOrderSource,
} from '../purchaseOrderSource';
import { DOCUMENTS, isEntry, linesOf } from './documents';
import { fieldName } from './fields';
import { readListings } from './listings';
import { allRows, page } from './pages';
import { PLAIN } from './readings';
import { asCount } from './service';
import { eventsOf } from './webhook';

type Mark = PurchaseOrderRequest['mark'];

const ORDERS = 'PurchaseOrders';
/** Documents that take in what was ordered. Whether that changes the date of the order itself is not known (sheet, section 11). */
const RECEIPTS = ['PurchaseDeliveryNotes', 'PurchaseInvoices'];
const OPEN = "DocumentStatus eq 'bost_Open' and Cancelled eq 'tNO'";
const FIELDS = [
	...['DocEntry', 'DocNum', 'CardCode', 'CardName', 'DocDueDate'],
	...['DocumentStatus', 'Cancelled', 'CancelStatus', 'DocumentLines'],
];
/** The document type of orders to suppliers, by which receipts name what they are based on. */
const ORDER_TYPE = '22';
/** Conditions that fit into one address. */
const MOST_ENTRIES = 30;

export const purchaseOrders: PurchaseOrderSource = {
	// Dates of changes have the precision of a day, in the server's zone, which nobody tells: half a day covers all of them.
	overlapMs: 13 * 3_600_000,

	async page(call, { since, from = `${ORDERS}/0`, mark }) {
		const [set, after] = from.split('/');
		const { rows, hasMore } = await page(call, {
			path: `/${set}`,
			filter: `${since === undefined ? OPEN : `UpdateDate ge '${since.slice(0, 10)}'`} and DocEntry gt ${after}`,
			select: (set === ORDERS ? fieldsWith(mark) : ['DocEntry', 'DocumentLines']).join(','),
			orderBy: 'DocEntry',
		});
		const orders =
			set === ORDERS
				? rows
				: await ordersNamed(call, basesOf(rows.flatMap((row) => asList(row.DocumentLines))), mark);
		const last = asText(rows.at(-1)?.DocEntry);
		const sets = since === undefined ? [ORDERS] : [ORDERS, ...RECEIPTS];
		const nextSet = sets[sets.indexOf(set) + 1];
		const next = hasMore && isEntry(last) ? `${set}/${last}` : nextSet && `${nextSet}/0`;
		return {
			lines: orders.flatMap((order) => linesOfOrder(order, mark)),
			...(next === undefined ? {} : { next }),
		};
	},

	async sellable(call, skus) {
		const listings = await readListings(call, skus, PLAIN);
		return new Map(
			listings.flatMap(({ sku, quantity }) => (quantity === null ? [] : [[sku, quantity]])),
		);
	},
};

/** The lines of all orders to suppliers that a delivery of the webhook speaks of: changed themselves, or received. */
export async function ordersInNews(call: Call, delivery: Delivery): Promise<PurchaseOrderLine[]> {
	const bySet = Map.groupBy(eventsOf(delivery), ({ set }) => set);
	const entries = (set: string): string[] => (bySet.get(set) ?? []).map(({ entry }) => entry);
	const received = await Promise.all(
		RECEIPTS.map(async (set) => {
			const found = await linesOf(call, set, [...new Set(entries(set))]);
			return basesOf([...found.values()].flat());
		}),
	);
	const orders = await ordersNamed(call, [...entries(ORDERS), ...received.flat()]);
	return orders.flatMap((order) => linesOfOrder(order));
}

/** The orders that lines of receipts are based on. */
const basesOf = (lines: readonly IDataObject[]): string[] =>
	lines
		.filter(({ BaseType }) => asText(BaseType) === ORDER_TYPE)
		.map(({ BaseEntry }) => asText(BaseEntry));

async function ordersNamed(
	call: Call,
	entries: readonly string[],
	mark?: Mark,
): Promise<IDataObject[]> {
	const parts = chunk([...new Set(entries.filter(isEntry))], MOST_ENTRIES);
	const found = await Promise.all(
		parts.map(
			async (part) =>
				await allRows(call, {
					path: `/${ORDERS}`,
					filter: part.map((entry) => `DocEntry eq ${entry}`).join(' or '),
					select: fieldsWith(mark).join(','),
					orderBy: 'DocEntry',
				}),
		),
	);
	return found.flat();
}

/** Fields of lines come with the lines. */
const fieldsWith = (mark: Mark): string[] =>
	mark?.place === 'order' ? [...new Set([...FIELDS, fieldName(mark.field)])] : FIELDS;

function linesOfOrder(order: IDataObject, mark?: Mark): PurchaseOrderLine[] {
	return asList(order[DOCUMENTS.Orders.lines])
		.filter(({ ItemCode }) => asText(ItemCode) !== '')
		.map((line) => {
			const ordered = asCount(line.Quantity);
			return {
				id: `${asText(order.DocEntry)}-${asText(line.LineNum)}`,
				poNumber: asText(order.DocNum),
				supplier: asText(order.CardName) || asText(order.CardCode),
				supplierId: asText(order.CardCode) || undefined,
				warehouse: asText(line.WarehouseCode) || undefined,
				sku: asText(line.ItemCode),
				title: asText(line.ItemDescription) || undefined,
				ordered,
				received: Math.max(0, ordered - asCount(line.RemainingOpenQuantity)),
				state: stateOf(order, line),
				expectedAt: dateOf(line.ShipDate) ?? dateOf(order.DocDueDate),
				nativeStatus: isCancelled(order) ? 'cancelled' : asText(order.DocumentStatus),
				...(mark ? { backordered: isMarked(markOf(order, line, mark), mark.text) } : {}),
			};
		});
}

const markOf = (
	order: IDataObject,
	line: IDataObject,
	{ place, field }: NonNullable<Mark>,
): string => asText((place === 'order' ? order : line)[fieldName(field)]);

const isCancelled = ({ Cancelled, CancelStatus }: IDataObject): boolean =>
	Cancelled === 'tYES' || CancelStatus === 'csYes' || CancelStatus === 'csCancellation';

function stateOf(order: IDataObject, line: IDataObject): PurchaseOrderLine['state'] {
	if (isCancelled(order)) return 'cancelled';
	return order.DocumentStatus === 'bost_Open' && line.LineStatus !== 'bost_Close'
		? 'open'
		: 'closed';
}

/** Dates come as midnight in UTC and mean the day (sheet, section 11). */
const dateOf = (value: unknown): string | undefined => /^\d{4}-\d\d-\d\d/.exec(asText(value))?.[0];
