import type { IDataObject } from 'n8n-workflow';

import { asNumber, asObject, asText, type Call } from '../../http/answer';
import type { PurchaseOrderLine, PurchaseOrderSource } from '../purchaseOrderSource';
import { changedTransfers, openTransfers, type Transfer } from './transfers';
import { readBySku } from './listings';

/** Inventory transfers: Shopify has no other orders for goods in a stable version of its API (sheet, section 11). */
export const purchaseOrders: PurchaseOrderSource = {
	overlapMs: 5 * 60_000,
	async page(call, { since, from }) {
		const { transfers, next } =
			since === undefined
				? await openTransfers(call, from ?? null)
				: await changedTransfers(call, since, from ?? null);
		return { lines: transfers.flatMap(linesOf), ...(next === null ? {} : { next }) };
	},
	async sellable(call: Call, skus: readonly string[]) {
		const pieces = new Map<string, number>();
		for (const { sku, quantity } of await readBySku(call, skus, { account: {} }))
			if (quantity !== null) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
		return pieces;
	},
};

/** One for each line of the transfer; what came of it, and when the rest is due, stands in its shipments. */
function linesOf({ head, lines, shipments }: Transfer): PurchaseOrderLine[] {
	return lines.flatMap((line): PurchaseOrderLine[] => {
		const item = asObject(line.inventoryItem);
		const sku = asText(item.sku);
		// Of a deleted variant the line stays, without an item.
		if (sku === '') return [];
		const parts = shipments.flatMap(({ arrivesAt, lines: shipped }) =>
			shipped
				.filter((one) => asObject(one.inventoryItem).id === item.id)
				.map((one) => ({ arrivesAt, ...receivedOf(one) })),
		);
		return [
			{
				id: asText(line.id),
				poNumber: asText(head.name),
				// Where it comes from is a place of the shop, or stands in the reference.
				supplier: asText(asObject(head.origin).name) || asText(head.referenceName),
				warehouse: asText(asObject(head.destination).name) || undefined,
				sku,
				title: asText(line.title) || undefined,
				ordered: asNumber(line.totalQuantity) ?? 0,
				received: parts.reduce((sum, { received }) => sum + received, 0),
				state: STATES[asText(head.status)] ?? 'open',
				expectedAt: earliest(
					parts.filter(({ open }) => open > 0).map(({ arrivesAt }) => arrivesAt),
				),
				nativeStatus: asText(head.status),
			},
		];
	});
}

const STATES: Readonly<Record<string, PurchaseOrderLine['state']>> = {
	TRANSFERRED: 'closed',
	CANCELED: 'cancelled',
};

function receivedOf({ quantity, unreceivedQuantity }: IDataObject) {
	const open = asNumber(unreceivedQuantity) ?? 0;
	return { open, received: (asNumber(quantity) ?? 0) - open };
}

/** The next part of a line is what people wait for. */
function earliest(dates: readonly string[]): string | undefined {
	return dates.filter(Boolean).sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}
