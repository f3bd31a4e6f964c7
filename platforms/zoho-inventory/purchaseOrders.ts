import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { clock } from '../../http/clock';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { PurchaseOrderLine, PurchaseOrderSource } from '../purchaseOrderSource';
import { details, hasNextPage, readBySku } from './listings';
import { isoOf, zohoTime } from './time';

const PAGE = 200;
/** Every order is a request of its own; so many take most of a minute (sheet, section 8). */
const MOST_ORDERS = 60;

/** Not ordered yet, and not a promise of anybody. */
const DRAFT = /^(draft|pending_approval|rejected)$/;
const CLOSED = /^(received|billed|closed|drop_shipped)$/;
const CANCELLED = /^(cancelled|canceled|void)$/;

/**
 * The list says nothing of lines, so each order is read by itself. Of those that are open all are in the list: it has no documented
 * filter (sheet, section 11), and a filter that left some out would lose them.
 */
export const purchaseOrders: PurchaseOrderSource = {
	overlapMs: 5 * 60_000,

	async page(call, { since, from }) {
		const [page, skip] = cursorOf(from);
		const { body } = await call({
			method: 'GET',
			path: '/purchaseorders',
			query: {
				page: String(page),
				per_page: String(PAGE),
				// The oldest first: an order that comes in meanwhile moves no other to another page.
				sort_column: 'created_time',
				sort_order: 'A',
				// Perhaps ignored, so what comes is looked through again (sheet, section 11).
				...(since === undefined ? {} : { last_modified_time: zohoTime(since) }),
			},
		});
		const rows = asList(asObject(body).purchaseorders).filter((row) => isWanted(row, since));
		const lines = await Promise.all(
			rows.slice(skip, skip + MOST_ORDERS).map(async (row) => await linesOf(call, row)),
		);
		const isCut = rows.length > skip + MOST_ORDERS;
		const next = isCut
			? `${page}:${skip + MOST_ORDERS}`
			: hasNextPage(asObject(body))
				? `${page + 1}:0`
				: undefined;
		return { lines: await withSkus(call, lines.flat()), ...(next ? { next } : {}) };
	},

	/** Only where all organizations of the user agree: which of them is ours stands in the address, not in the answer. */
	async zone(call) {
		const { body } = await call({ method: 'GET', path: '/organizations' });
		const zones = asList(asObject(body).organizations).map(({ time_zone }) => asText(time_zone));
		const [zone] = zones;
		return zones.every((one) => one === zone) && isZone(zone) ? zone : undefined;
	},

	async sellable(call, skus) {
		const listings = await readBySku(call, skus, { account: {} });
		return new Map(
			listings.flatMap(({ sku, quantity, visible }) =>
				quantity === null ? [] : [[sku, visible === false ? 0 : quantity]],
			),
		);
	},
};

function cursorOf(from: string | undefined): [page: number, skip: number] {
	const [page, skip] = (from ?? '').split(':').map(asNumber);
	return [page ?? 1, skip ?? 0];
}

/** Zoho writes them in small letters, and in its own example with capitals (sheet, section 11). */
const statusOf = ({ status }: IDataObject): string => asText(status).toLowerCase();

function isWanted(row: IDataObject, since: string | undefined): boolean {
	const status = statusOf(row);
	if (DRAFT.test(status)) return false;
	if (since === undefined) return !CLOSED.test(status) && !CANCELLED.test(status);
	const changedAt = isoOf(asText(row.last_modified_time));
	// Its times are whole seconds, so the second in question counts as a whole.
	return changedAt === undefined || Date.parse(changedAt) + 999 >= Date.parse(since);
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

async function linesOf(call: Call, row: IDataObject): Promise<Line[]> {
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
	const status = statusOf(order);
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
			state: CANCELLED.test(status) ? 'cancelled' : CLOSED.test(status) ? 'closed' : 'open',
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
async function withSkus(call: Call, lines: readonly Line[]): Promise<PurchaseOrderLine[]> {
	const bare = new Set(lines.filter(({ sku }) => sku === '').map(({ item }) => item));
	const rows = await details(call, [...bare]);
	const skus = new Map(rows.map((row) => [asText(row.item_id), asText(row.sku)]));
	return lines.map(({ item, ...line }) => ({ ...line, sku: line.sku || (skus.get(item) ?? '') }));
}

/** Some are short names that mean nothing elsewhere. */
function isZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return name.includes('/');
	} catch {
		return false;
	}
}
