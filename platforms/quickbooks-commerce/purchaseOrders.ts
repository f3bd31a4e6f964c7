import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { clock } from '../../http/clock';
import { chunk } from '../platform';
import type {
	PurchaseOrderLine,
	PurchaseOrderPage,
	PurchaseOrderSource,
} from '../purchaseOrderSource';
import { toListing } from './items';
import { itemOf, linesOf } from './lines';
import { itemsById, MOST_IDS } from './listings';
import { changedAt, inOrderOfChange, oneOf, query } from './query';

/** An order is long with all its lines, and so are the bills that are read besides. */
const PAGE = 200;
/** Whether an order is open cannot be asked for, only when it was made (sheet, section 11). */
const OLDEST_MS = 2 * 365 * 86_400_000;

export const purchaseOrders: PurchaseOrderSource = {
	overlapMs: 5 * 60_000,

	async page(call, { since, from }) {
		const oldest = new Date(clock.now() - OLDEST_MS).toISOString().slice(0, 10);
		const where = since === undefined ? `TxnDate > '${oldest}'` : '';
		const turn = { since, from };
		const { rows, next } = await inOrderOfChange(call, 'PurchaseOrder', where, turn, PAGE);
		const orders = since === undefined ? rows.filter(isOpen) : rows;
		const lines = await toLines(call, orders);
		return { lines, ...(next ? { next } : {}) } satisfies PurchaseOrderPage;
	},
};

/** The status stands in every answer that was recorded; where it does not, the order is waited for. */
const isOpen = ({ POStatus, ManuallyClosed }: IDataObject): boolean =>
	asText(POStatus) !== 'Closed' && ManuallyClosed !== true;

async function toLines(call: Call, orders: readonly IDataObject[]): Promise<PurchaseOrderLine[]> {
	const ids = orders.flatMap((order) => linesOf(order).map(itemOf)).filter(Boolean);
	const [items, billed] = await Promise.all([
		itemsById(call, [...new Set(ids)]),
		billedByLine(call, orders),
	]);
	const byId = new Map(items.map((item) => [asText(item.Id), toListing(item)]));
	return orders.flatMap((order) => {
		const counts = Map.groupBy(linesOf(order), itemOf);
		const expectedAt = asText(order.ExpectedDate) || asText(order.DueDate);
		const { value, name } = asObject(order.VendorRef);
		const changed = changedAt(order);
		return linesOf(order)
			.filter((line) => itemOf(line) !== '')
			.map((line): PurchaseOrderLine => {
				const listing = byId.get(itemOf(line));
				const { Qty, ItemRef } = asObject(line.ItemBasedExpenseLineDetail);
				const title = listing?.title ?? asText(asObject(ItemRef).name);
				const id = keyOf(order.Id, line.Id);
				// Which line it was for is only plain where the item stands on one of them.
				const isOnce = counts.get(itemOf(line))?.length === 1;
				const byItem = isOnce ? billed.get(itemKey(order.Id, itemOf(line))) : undefined;
				return {
					id,
					poNumber: asText(order.DocNumber) || asText(order.Id),
					supplier: asText(name),
					...(asText(value) ? { supplierId: asText(value) } : {}),
					sku: listing?.sku ?? '',
					...(title ? { title } : {}),
					ordered: asNumber(Qty) ?? 0,
					received: asNumber(line.Received) ?? billed.get(id) ?? byItem ?? 0,
					state: isOpen(order) ? 'open' : 'closed',
					...(expectedAt ? { expectedAt } : {}),
					nativeStatus: asText(order.POStatus),
					...sellable(listing),
					...(changed ? { changedAt: changed } : {}),
				};
			});
	});
}

/** Ids of lines begin anew in every order. */
const keyOf = (order: unknown, line: unknown): string => `${asText(order)}-${asText(line)}`;
const itemKey = (order: unknown, item: string): string => keyOf(order, `item ${item}`);

function sellable(listing: ReturnType<typeof toListing> | undefined) {
	if (!listing || listing.quantity === null) return {};
	return { sellable: listing.state.Active ? listing.quantity : 0 };
}

/**
 * What arrives is entered as a bill that is linked to the order (sheet, section 11): pieces by line of the order where the line of the bill
 * names it, else by item.
 */
async function billedByLine(
	call: Call,
	orders: readonly IDataObject[],
): Promise<ReadonlyMap<string, number>> {
	const ids = orders
		.flatMap((order) => [order, ...linesOf(order)].flatMap(({ LinkedTxn }) => asList(LinkedTxn)))
		.filter(({ TxnType }) => asText(TxnType) === 'Bill')
		.map(({ TxnId }) => asText(TxnId))
		.filter((id) => /^\d+$/.test(id));
	const parts = chunk([...new Set(ids)], MOST_IDS).map(
		async (part) => await query(call, 'Bill', `Id in ${oneOf(part)}`),
	);
	const pieces = new Map<string, number>();
	for (const bill of (await Promise.all(parts)).flat()) {
		const [only, ...others] = ordersOf(bill);
		const whole = only && others.length === 0 ? [only] : [];
		for (const line of linesOf(bill)) {
			const count = asNumber(asObject(line.ItemBasedExpenseLineDetail).Qty) ?? 0;
			const own = ordersOf(line);
			for (const { TxnId, TxnLineId } of own.length > 0 ? own : whole) {
				const lineId = asText(TxnLineId);
				const key = lineId ? keyOf(TxnId, lineId) : itemKey(TxnId, itemOf(line));
				pieces.set(key, Number(((pieces.get(key) ?? 0) + count).toFixed(5)));
			}
		}
	}
	return pieces;
}

const ordersOf = ({ LinkedTxn }: IDataObject): IDataObject[] =>
	asList(LinkedTxn).filter(({ TxnType }) => asText(TxnType) === 'PurchaseOrder');
