import type { IDataObject } from 'n8n-workflow';

import { asNumber, asText, type Call } from '../../http/answer';
import type { PurchaseOrderLine, PurchaseOrderSource } from '../purchaseOrderSource';
import { consignments, consignmentLines, suppliers } from './consignments';
import { readBySku } from './listings';
import { outlets } from './outlets';
import { productById } from './products';
import { pinned } from './service';

/** In the order of an order's life; goods are still to come (sheet, section 11). */
const OPEN = ['OPEN', 'SENT', 'DISPATCHED'] as const;

export const purchaseOrders: PurchaseOrderSource = {
	// Its clock is not ours.
	overlapMs: 5 * 60_000,
	async page(call, { since, from }) {
		const { status, after } = placeOf(from);
		const { rows, last } = await consignments(call, after, since ? undefined : OPEN[status]);
		const wanted = rows.filter((row) => since === undefined || changedSince(row, since));
		const more = last === undefined ? undefined : `${status} ${last}`;
		const nextStatus =
			since === undefined && status + 1 < OPEN.length ? `${status + 1} 0` : undefined;
		const next = more ?? nextStatus;
		return {
			lines: wanted.length > 0 ? await linesOf(call, wanted) : [],
			...(next === undefined ? {} : { next }),
		};
	},
	async sellable(call, skus) {
		const pieces = new Map<string, number>();
		for (const { sku, quantity } of await readBySku(call, skus, pinned))
			if (quantity !== null) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
		return pieces;
	},
};

function placeOf(from = '0 0'): { status: number; after: number } {
	const [status, after] = from.split(' ').map(Number);
	return { status: status || 0, after: after || 0 };
}

/** There is no filter by time, only by the number of a change, so all orders are looked through; lines are read of those that count. */
function changedSince({ updated_at }: IDataObject, since: string): boolean {
	const changed = Date.parse(asText(updated_at));
	return Number.isNaN(changed) || changed >= Date.parse(since);
}

async function linesOf(call: Call, orders: readonly IDataObject[]): Promise<PurchaseOrderLine[]> {
	const [names, places, lines] = await Promise.all([
		suppliers(call),
		outlets(call),
		Promise.all(orders.map(async ({ id }) => await consignmentLines(call, asText(id)))),
	]);
	const outletNames = new Map(places.map(({ name, value }) => [value, name]));
	const products = await unnamed(call, lines.flat());
	return orders.flatMap((order, i) =>
		[...Map.groupBy(lines[i], ({ product_id }) => asText(product_id))].flatMap(
			([product, same]): PurchaseOrderLine[] => {
				const known = products.get(product);
				const sku = same.map(({ product_sku }) => asText(product_sku)).find(Boolean);
				if (!sku && !known?.sku) return [];
				return [
					{
						...headOf(order),
						// A line has no id of its own, and a product may stand in two of them.
						id: `${asText(order.id)} ${product}`,
						supplier: names.get(asText(order.supplier_id)) ?? '',
						warehouse: outletNames.get(asText(order.outlet_id)),
						sku: sku ?? asText(known?.sku),
						title: known?.title,
						ordered: sum(same, 'count'),
						received: sum(same, 'received'),
					},
				];
			},
		),
	);
}

const sum = (lines: readonly IDataObject[], field: 'count' | 'received'): number =>
	lines.reduce((total, line) => total + (asNumber(line[field]) ?? 0), 0);

/** Lines may come without a SKU (sheet, section 11); a deleted product has none any more. */
async function unnamed(
	call: Call,
	lines: readonly IDataObject[],
): Promise<Map<string, { sku: string; title?: string }>> {
	const ids = new Set(
		lines
			.filter(({ product_sku }) => asText(product_sku) === '')
			.map(({ product_id }) => asText(product_id)),
	);
	const rows = await Promise.all([...ids].map(async (id) => await productById(call, id, pinned)));
	return new Map(
		rows
			.flat()
			.map(({ id, sku, name, variant_name }) => [
				asText(id),
				{ sku: asText(sku), title: asText(variant_name) || asText(name) || undefined },
			]),
	);
}

function headOf(order: IDataObject) {
	const nativeStatus = asText(order.status);
	return {
		poNumber: asText(order.reference) || asText(order.name) || asText(order.id),
		supplierId: asText(order.supplier_id) || undefined,
		state: stateOf(nativeStatus),
		expectedAt: asText(order.due_at) || undefined,
		nativeStatus,
		changedAt: asText(order.updated_at) || undefined,
	};
}

/** Words that are not in the document are taken by their sense. */
function stateOf(status: string): PurchaseOrderLine['state'] {
	if (/cancel/i.test(status)) return 'cancelled';
	return /received|closed|complete/i.test(status) ? 'closed' : 'open';
}
