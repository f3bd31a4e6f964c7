import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { clock } from '../../http/clock';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { PurchaseOrderLine } from '../purchaseOrderSource';
import { details } from './listings';
import { isoOf } from './time';

/** Not ordered yet, and not a promise of anybody. */
const DRAFT = /^(draft|pending_approval|rejected)$/;
const CLOSED = /^(received|billed|closed|drop_shipped)$/;
const CANCELLED = /^(cancelled|canceled|void)$/;

/** Zoho writes them in small letters, and in its own example with capitals (sheet, section 11). */
const statusOf = ({ status }: IDataObject): string => asText(status).toLowerCase();

export const isDraft = (order: IDataObject): boolean => DRAFT.test(statusOf(order));

export const isOpen = (order: IDataObject): boolean => stateOf(order) === 'open';

function stateOf(order: IDataObject): PurchaseOrderLine['state'] {
	const status = statusOf(order);
	return CANCELLED.test(status) ? 'cancelled' : CLOSED.test(status) ? 'closed' : 'open';
}

interface Line extends PurchaseOrderLine {
	/** For lines that come without a SKU. */
	item: string;
}

interface Known {
	/** The row of the list, which changes with the order. */
	row: string;
	at: number;
	lines: Line[];
}

/** Orders as read last: the requests of a day are few (sheet, section 8), and an order that did not change need not be read again. */
const known = new Map<string, Known>();
const MOST_KNOWN = 2_000;
const KNOWN_FOR_MS = 6 * 3_600_000;

/** The lines of an order of the list. */
export async function linesOf(call: Call, row: IDataObject): Promise<Line[]> {
	const id = asText(row.purchaseorder_id);
	const text = JSON.stringify(row);
	const last = known.get(id);
	if (last?.row === text && clock.now() - last.at < KNOWN_FOR_MS) return last.lines;
	const order = await orderOf(call, id);
	const lines = order ? toLines({ ...row, ...order }) : [];
	known.delete(id);
	known.set(id, { row: text, at: clock.now(), lines });
	if (known.size > MOST_KNOWN) known.delete(known.keys().next().value as string);
	return lines;
}

/** Undefined where it was deleted since it was listed. */
async function orderOf(call: Call, id: string): Promise<IDataObject | undefined> {
	try {
		const { body } = await call({
			method: 'GET',
			path: `/purchaseorders/${encodeURIComponent(id)}`,
		});
		// Documented under the second name, really answered under the first (sheet, section 9).
		const { purchaseorder, purchase_order } = asObject(body);
		return asObject(purchaseorder ?? purchase_order);
	} catch (error) {
		const isGone = error instanceof ChannelProblem && error.problem.kind === 'notFound';
		return isGone ? undefined : rethrow(error);
	}
}

function toLines(order: IDataObject): Line[] {
	const expectedAt = dateOf(order.expected_delivery_date) ?? dateOf(order.delivery_date);
	const warehouse = asText(order.location_name ?? order.warehouse_name);
	const changedAt = isoOf(asText(order.last_modified_time));
	return asList(order.line_items)
		.filter(({ item_id }) => asText(item_id) !== '')
		.map((line) => ({
			item: asText(line.item_id),
			id: asText(line.line_item_id),
			poNumber: asText(order.purchaseorder_number),
			supplier: asText(order.vendor_name),
			...(asText(order.vendor_id) ? { supplierId: asText(order.vendor_id) } : {}),
			...(warehouse ? { warehouse } : {}),
			sku: asText(line.sku),
			...(asText(line.name) ? { title: asText(line.name) } : {}),
			ordered: (asNumber(line.quantity) ?? 0) - (asNumber(line.quantity_cancelled) ?? 0),
			received: asNumber(line.quantity_received) ?? 0,
			state: stateOf(order),
			...(expectedAt ? { expectedAt } : {}),
			nativeStatus: asText(order.status),
			// Raised for customer orders that wait for the goods; of other orders the quantities tell (sheet, section 11).
			...(order.is_backorder === true ? { backordered: true } : {}),
			...(changedAt ? { changedAt } : {}),
		}));
}

/** '' where none is set. */
function dateOf(value: unknown): string | undefined {
	return /^\d{4}-\d\d-\d\d/.exec(asText(value))?.[0];
}

/** The SKU stands in lines at will (sheet, section 11); those of deleted items have none. */
export async function withSkus(call: Call, lines: readonly Line[]): Promise<PurchaseOrderLine[]> {
	const bare = new Set(lines.filter(({ sku }) => sku === '').map(({ item }) => item));
	const rows = await details(call, [...bare]);
	const skus = new Map(rows.map((row) => [asText(row.item_id), asText(row.sku)]));
	return lines.map(({ item, ...line }) => ({ ...line, sku: line.sku || (skus.get(item) ?? '') }));
}
