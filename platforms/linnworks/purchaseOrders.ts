import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { PurchaseOrderLine, PurchaseOrderSource } from '../purchaseOrderSource';
import { readBySku } from './listings';
import { locationsOf } from './locations';
import { get, post } from './service';

const DAY_MS = 86_400_000;
/** Headers of a search; no maximum is documented (sheet, section 11). */
const PAGE = 100;
/** Every order is a call of its own; so many take a quarter of a minute (sheet, section 8). */
const MOST_ORDERS = 60;
/** Delivered orders are looked for by the date of purchase, and there are more of them every year. */
const LONGEST_WAY_MS = 2 * 365 * DAY_MS;

/**
 * Linnworks cannot be asked for changes (sheet, section 11). Open orders are all read every time, so what changes about them is seen
 * there; what is delivered leaves them, and is found by the day of its delivery.
 */
export const purchaseOrders: PurchaseOrderSource = {
	// The day may be entered by hand, and later.
	overlapMs: 2 * DAY_MS,

	async page(call, { since, from = '' }) {
		const headers =
			since === undefined
				? // In this order, so that an order of which a part arrives meanwhile is in one of the two lists.
					[...(await search(call, 'OPEN')), ...(await search(call, 'PARTIAL'))]
				: await deliveredSince(call, since);
		// In the order of their ids: whatever comes and goes meanwhile, the rest stays where it is.
		const ids = [...new Set(headers.map(({ pkPurchaseID }) => asText(pkPurchaseID)))]
			.filter((id) => id > from)
			.sort();
		const part = ids.slice(0, MOST_ORDERS);
		const lines = await Promise.all(part.map(async (id) => await linesOf(call, id)));
		const next = ids.length > part.length ? part[part.length - 1] : undefined;
		return { lines: lines.flat(), ...(next === undefined ? {} : { next }) };
	},

	/** Its dates are in UTC (specification of CommonPurchaseOrderHeader). */
	zone: async () => 'UTC',

	async sellable(call, skus) {
		const listings = await readBySku(call, skus);
		return new Map(listings.map(({ sku, quantity }) => [sku, quantity ?? 0]));
	},
};

async function search(
	call: Call,
	Status: 'OPEN' | 'PARTIAL' | 'DELIVERED',
	more: IDataObject = {},
): Promise<IDataObject[]> {
	const headers: IDataObject[] = [];
	for (let PageNumber = 1; ; PageNumber++) {
		// As it is: inside of another object the filters would be ignored (sheet, section 11).
		const body = { Status, EntriesPerPage: PAGE, PageNumber, ...more };
		const found = asObject(await post(call, 'PurchaseOrder/Search_PurchaseOrders2', body));
		const rows = asList(found.Result);
		// A search that passes over the status must not make drafts of what is ordered, nor end nowhere.
		headers.push(...rows.filter((row) => asText(row.Status) === Status));
		if (rows.length === 0 || PageNumber >= (asNumber(found.TotalPages) ?? 1)) return headers;
	}
}

async function deliveredSince(call: Call, since: string): Promise<IDataObject[]> {
	const DateFrom = new Date(Date.parse(since) - LONGEST_WAY_MS).toISOString();
	const day = since.slice(0, 10);
	const headers = await search(call, 'DELIVERED', { DateFrom });
	return headers.filter(({ DateOfDelivery }) => asText(DateOfDelivery).slice(0, 10) >= day);
}

async function linesOf(call: Call, pkPurchaseId: string): Promise<PurchaseOrderLine[]> {
	const order = await orderOf(call, pkPurchaseId);
	if (!order) return [];
	const [suppliers, locations] = await Promise.all([suppliersOf(call), locationsOf(call)]);
	const header = asObject(order.PurchaseOrderHeader);
	const status = asText(header.Status);
	const supplierId = asText(header.fkSupplierId);
	const warehouse = locations.find(({ id }) => id === asText(header.fkLocationId))?.name;
	const expectedAt = expectedOf(header);
	const isDone = status === 'DELIVERED';
	return asList(order.PurchaseOrderItem)
		.filter(({ IsDeleted }) => IsDeleted !== true)
		.map((line) => ({
			id: asText(line.pkPurchaseItemId),
			poNumber: asText(header.ExternalInvoiceNumber) || pkPurchaseId,
			supplier: suppliers.get(supplierId) ?? '',
			...(supplierId ? { supplierId } : {}),
			...(warehouse ? { warehouse } : {}),
			sku: asText(line.SKU),
			...(asText(line.ItemTitle) ? { title: asText(line.ItemTitle) } : {}),
			ordered: asNumber(line.Quantity) ?? 0,
			received: asNumber(line.Delivered) ?? 0,
			state: isDone ? 'closed' : 'open',
			...(expectedAt ? { expectedAt } : {}),
			nativeStatus: status,
			...(isDone ? { changedAt: asText(header.DateOfDelivery) } : {}),
		}));
}

/** Undefined where it was deleted since it was found. */
async function orderOf(call: Call, pkPurchaseId: string): Promise<IDataObject | undefined> {
	try {
		return asObject(await post(call, 'PurchaseOrder/Get_PurchaseOrder', { pkPurchaseId }));
	} catch (error) {
		const isGone = error instanceof ChannelProblem && error.problem.kind === 'notFound';
		return isGone ? undefined : rethrow(error);
	}
}

/** The day. Where none was quoted there may be one of the year 1, or the moment of the purchase (sheet, section 11). */
function expectedOf({ QuotedDeliveryDate, DateOfPurchase }: IDataObject): string | undefined {
	const quoted = asText(QuotedDeliveryDate);
	const day = /^[2-9]\d{3}-\d\d-\d\d/.exec(quoted)?.[0];
	return quoted === asText(DateOfPurchase) ? undefined : day;
}

/** By the `call` of a poll, so that each asks once. */
const known = new WeakMap<Call, Promise<ReadonlyMap<string, string>>>();

async function suppliersOf(call: Call): Promise<ReadonlyMap<string, string>> {
	const asked = known.get(call) ?? askSuppliers(call);
	known.set(call, asked);
	return await asked.catch((error) => {
		known.delete(call);
		return rethrow(error);
	});
}

async function askSuppliers(call: Call): Promise<ReadonlyMap<string, string>> {
	const rows = asList(await get(call, 'Inventory/GetSuppliers'));
	return new Map(
		rows.map(({ pkSupplierID, SupplierName }) => [asText(pkSupplierID), asText(SupplierName)]),
	);
}
