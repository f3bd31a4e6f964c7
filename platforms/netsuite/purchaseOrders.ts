import type { IDataObject } from 'n8n-workflow';

import { asNumber, asText } from '../../http/answer';
import { ChannelProblem } from '../../http/problem';
import { chunk } from '../platform';
import {
	isMarked,
	type PurchaseOrderLine,
	type PurchaseOrderRequest,
	type PurchaseOrderSource,
} from '../purchaseOrderSource';
import { ownName } from './items';
import { readBySku } from './listings';
import { ANY_ZONE_MS, ids, moment, page, PAGE } from './suiteql';

type Mark = NonNullable<PurchaseOrderRequest['mark']>;

/** Dates are taken as text, since as they are they come in the account's own form (sheet, section 11). */
const COLUMNS = `t.id, t.tranid, t.status, BUILTIN.DF(t.status) AS statusname, t.entity, BUILTIN.DF(t.entity) AS vendorname,
 TO_CHAR(t.duedate,'YYYY-MM-DD') AS duedate, tl.id AS lineid, i.itemid, i.displayname, tl.quantity,
 NVL(tl.quantityshiprecv,0) AS received, TO_CHAR(tl.expectedreceiptdate,'YYYY-MM-DD') AS expected, tl.isclosed,
 BUILTIN.DF(tl.location) AS warehouse`;
/** Sent to the supplier and not all of it here: pending receipt, partially received, pending billing and partially received. */
const OPEN = "t.status IN ('PurchOrd:B','PurchOrd:D','PurchOrd:E')";
/** Not yet approved, or only planned: the supplier knows nothing of it. */
const UNSENT = new Set(['A', 'P']);
const REJECTED = 'C';
/** Pending bill, fully billed, closed. */
const DONE = new Set(['F', 'G', 'H']);

export const purchaseOrders: PurchaseOrderSource = {
	overlapMs: ANY_ZONE_MS,

	async page(call, { since, from = '0/0', mark }) {
		const [order, line] = from.split('/').map((id) => ids([id]) || '0');
		const { rows, hasMore } = await page(
			call,
			`SELECT ${COLUMNS}${mark ? `, BUILTIN.DF(${columnOf(mark)}) AS mark` : ''}
 FROM transaction t JOIN transactionline tl ON tl.transaction = t.id JOIN item i ON i.id = tl.item
 WHERE t.type = 'PurchOrd' AND tl.mainline = 'F' AND tl.taxline = 'F'
 AND (t.id > ${order} OR (t.id = ${order} AND tl.id > ${line}))
 AND ${since === undefined ? OPEN : changedSince(since)} ORDER BY t.id, tl.id`,
		);
		const last = rows.at(-1);
		return {
			lines: toLines(rows, mark),
			...(hasMore && last ? { next: `${asText(last.id)}/${asText(last.lineid)}` } : {}),
		};
	},

	async sellable(call, skus) {
		const found = await Promise.all(
			chunk(skus, PAGE).map(async (part) => await readBySku(call, part, { account: {} })),
		);
		return new Map(
			found.flat().flatMap(({ sku, quantity }) => (quantity === null ? [] : [[sku, quantity]])),
		);
	},
};

/** Whether a receipt changes the time of the order is not known, so receipts that changed name their orders as well. */
const changedSince = (since: string): string =>
	`(t.lastmodifieddate >= ${moment(since)} OR t.id IN (SELECT rl.createdfrom FROM transactionline rl JOIN transaction r ON r.id = rl.transaction WHERE r.type = 'ItemRcpt' AND r.lastmodifieddate >= ${moment(since)}))`;

/** @throws ChannelProblem `invalid` */
function columnOf({ place, field }: Mark): string {
	const column = field.trim().toLowerCase();
	if (/^[a-z][a-z0-9_]*$/.test(column)) return `${place === 'order' ? 't' : 'tl'}.${column}`;
	throw new ChannelProblem({
		kind: 'invalid',
		message: `'${column}' cannot be the name of a NetSuite field.`,
		nextStep: "Enter the field's ID, like 'custbody_po_state' or 'custcol_po_state'.",
	});
}

/** Rows of the query above, and of the same one in the script that pushes. */
export function toLines(rows: readonly IDataObject[], mark?: Mark): PurchaseOrderLine[] {
	return rows.flatMap((row) => {
		// As `B` or `PurchOrd:B` (sheet, section 11).
		const status = asText(row.status).split(':').pop() ?? '';
		const sku = ownName(asText(row.itemid));
		if (sku === '' || UNSENT.has(status)) return [];
		const isOver = DONE.has(status) || row.isclosed === 'T';
		return [
			{
				id: `${asText(row.id)}-${asText(row.lineid)}`,
				poNumber: asText(row.tranid),
				supplier: asText(row.vendorname),
				supplierId: asText(row.entity) || undefined,
				warehouse: asText(row.warehouse) || undefined,
				sku,
				title: asText(row.displayname) || undefined,
				ordered: asNumber(row.quantity) ?? 0,
				received: asNumber(row.received) ?? 0,
				state: status === REJECTED ? 'cancelled' : isOver ? 'closed' : 'open',
				expectedAt: asText(row.expected) || asText(row.duedate) || undefined,
				nativeStatus: asText(row.statusname).replace(/^.* : /, '') || status,
				...(mark ? { backordered: isMarked(asText(row.mark), mark.text) } : {}),
			},
		];
	});
}
