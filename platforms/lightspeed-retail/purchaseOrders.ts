import type { IDataObject } from 'n8n-workflow';

import { asNumber, asObject, asText, asTime, type Call } from '../../http/answer';
import { chunk } from '../platform';
import type { PurchaseOrderLine, PurchaseOrderSource } from '../purchaseOrderSource';
import { accountPath, pageOf, rows, shopRows, since, type Query } from './account';
import { itemsById, toListing } from './listings';

const ORDERS = 'Order';
const LINES = 'OrderLine';
const RELATIONS = { load_relations: '["OrderLines","Vendor","Shop"]' };
/** Cancelled orders are archived; without this they are not found. */
const ALL = { archived: 'true' };
/** Values of one `IN` (sheet, section 3). */
const MOST_IDS = 100;

export const purchaseOrders: PurchaseOrderSource = {
	overlapMs: 300_000,
	// Sheet, section 11.
	partIsBackordered: true,

	async page(call, { since: begin, from }, known = {}) {
		const account = await accountPath(call, { account: known });
		const place = placeOf(from) ?? firstOf(begin);
		const { rows: found, next } = await pageOf(call, account, place.resource, place.query);
		const orders =
			place.resource === ORDERS ? found : await ordersById(call, account, idsIn(found, 'orderID'));
		return {
			lines: await linesOf(call, account, orders),
			...nextOf(place, next, begin),
		};
	},

	async zone(call) {
		const zones = (await shopRows(call)).map(({ timeZone }) => asText(timeZone));
		return zones.find((zone) => dateIn(zone, 0) !== undefined);
	},
};

interface Place {
	resource: typeof ORDERS | typeof LINES;
	query: Query;
}

/** A changed line does not move the time of its order (recorded; sheet, section 11), so changes are asked for in both. */
const firstOf = (begin: string | undefined): Place => ({
	resource: ORDERS,
	query:
		begin === undefined
			? { complete: 'false', archived: 'false', sort: 'orderID', ...RELATIONS }
			: { timeStamp: since(begin), sort: 'timeStamp', ...ALL, ...RELATIONS },
});

const changedLines = (begin: string): Place => ({
	resource: LINES,
	query: { timeStamp: since(begin), sort: 'timeStamp' },
});

function nextOf(
	{ resource }: Place,
	query: Query | undefined,
	begin: string | undefined,
): { next?: string } {
	if (query) return { next: textOf({ resource, query }) };
	if (begin === undefined || resource === LINES) return {};
	return { next: textOf(changedLines(begin)) };
}

const textOf = ({ resource, query }: Place): string =>
	`${resource}?${new URLSearchParams(query).toString()}`;

function placeOf(from: string | undefined): Place | undefined {
	if (from === undefined) return undefined;
	const [resource, query] = from.split('?');
	return {
		resource: resource === LINES ? LINES : ORDERS,
		query: Object.fromEntries(new URLSearchParams(query)),
	};
}

async function ordersById(
	call: Call,
	account: string,
	ids: readonly string[],
): Promise<IDataObject[]> {
	if (ids.length === 0) return [];
	const wanted = { orderID: `IN,[${ids.join(',')}]`, ...ALL, ...RELATIONS };
	return (await pageOf(call, account, ORDERS, wanted)).rows;
}

const idsIn = (found: readonly IDataObject[], field: string): string[] => [
	...new Set(found.map((row) => asText(row[field])).filter(Boolean)),
];

/** Lines name their item only by its id. */
async function linesOf(
	call: Call,
	account: string,
	orders: readonly IDataObject[],
): Promise<PurchaseOrderLine[]> {
	const sent = orders.filter(isSent);
	const ids = idsIn(sent.flatMap(lineRows), 'itemID');
	const items = new Map<string, IDataObject>();
	for (const part of chunk(ids, MOST_IDS))
		for (const item of await itemsById(call, account, part)) items.set(asText(item.itemID), item);
	return sent.flatMap((order) =>
		lineRows(order).map((line) => toLine(account, order, line, items.get(asText(line.itemID)))),
	);
}

const lineRows = ({ OrderLines }: IDataObject): IDataObject[] =>
	rows(asObject(OrderLines).OrderLine);

const received = ({ checkedIn, numReceived }: IDataObject): number =>
	(asNumber(checkedIn) ?? 0) + (asNumber(numReceived) ?? 0);

/** Before that no supplier knows of it. */
const isSent = (order: IDataObject): boolean =>
	Boolean(asText(order.orderedDate) || asText(order.receivedDate)) ||
	lineRows(order).some((line) => received(line) > 0);

function toLine(
	account: string,
	order: IDataObject,
	line: IDataObject,
	item: IDataObject | undefined,
): PurchaseOrderLine {
	const listing =
		item && toListing(account, asText(item.customSku) || asText(item.systemSku), item);
	const vendor = asObject(order.Vendor);
	const shop = asObject(order.Shop);
	const changed = [order.timeStamp, line.timeStamp].flatMap((value) => asTime(value) ?? []).sort();
	return {
		id: asText(line.orderLineID),
		poNumber: asText(order.refNum) || asText(order.orderID),
		supplier: asText(vendor.name),
		supplierId: asText(order.vendorID) || undefined,
		warehouse: asText(shop.name) || undefined,
		sku: listing?.sku ?? '',
		title: listing?.title,
		ordered: asNumber(line.quantity) ?? 0,
		received: received(line),
		...standing(order),
		expectedAt: dayOf(order.arrivalDate, asText(shop.timeZone)),
		...(typeof listing?.quantity === 'number' ? { sellable: listing.quantity } : {}),
		changedAt: changed.at(-1),
	};
}

/** Lightspeed has no field for it; this is how its own pages derive it (sheet, section 11). */
function standing(order: IDataObject): Pick<PurchaseOrderLine, 'state' | 'nativeStatus'> {
	if (asText(order.complete) === 'true') return { state: 'closed', nativeStatus: 'finished' };
	if (asText(order.archived) === 'true') return { state: 'cancelled', nativeStatus: 'archived' };
	return {
		state: 'open',
		nativeStatus: asText(order.receivedDate) ? 'check-in' : 'ordered',
	};
}

/**
 * Days come as the moment at which they begin in the shop, in UTC (recorded): in a shop behind UTC that is later on the same date, in one
 * ahead of it the evening before. A day without a zone begins at zero in UTC (sheet, section 12).
 */
function dayOf(value: unknown, zone: string): string | undefined {
	const inUtc = asTime(value);
	if (inUtc === undefined) return undefined;
	const day = inUtc.slice(0, 10);
	return inUtc.endsWith('T00:00:00.000Z') ? day : (dateIn(zone, Date.parse(inUtc)) ?? day);
}

/** `2026-11-25`; undefined where the zone is none. */
function dateIn(zone: string, time: number): string | undefined {
	if (zone === '') return undefined;
	try {
		return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(time);
	} catch {
		// Not a name that is known here.
		return undefined;
	}
}
