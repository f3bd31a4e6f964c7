import { idSeries } from './ids.mts';
import type { Location, Shipment, Transfer, Variant } from './model.mts';

const transferId = idSeries(4153450802n);
const lineId = idSeries(8307425586n);
const shipmentId = idSeries(2076180786n);
const shipmentLineId = idSeries(6229655858n);
const day = 86_400_000;

/** Stock Transfers are the nearest thing to purchase orders (shopify sheet, section 11): one late, one half received, one done. */
export function makeTransfers(
	variants: readonly Variant[],
	destination: Location,
	now: number,
): Transfer[] {
	const plans = [
		{
			status: 'IN_PROGRESS',
			shipment: 'IN_TRANSIT',
			arrivesIn: -3 * day,
			ordered: 24,
			received: 0,
		},
		{
			status: 'IN_PROGRESS',
			shipment: 'PARTIALLY_RECEIVED',
			arrivesIn: 2 * day,
			ordered: 20,
			received: 8,
		},
		{
			status: 'TRANSFERRED',
			shipment: 'RECEIVED',
			arrivesIn: -10 * day,
			ordered: 12,
			received: 12,
		},
	] as const;
	return variants.slice(0, plans.length).map((variant, i) => {
		const { status, shipment, arrivesIn, ordered, received } = plans[i]!;
		const transfer = newTransfer(i, {
			supplier: 'Paint supplier',
			destination,
			status,
			createdAt: now - (20 - i) * day,
			goods: [{ variant, quantity: ordered }],
			shipment: {
				status: shipment,
				shippedAt: now - 14 * day,
				arrivesAt: now + arrivesIn,
				receivedAt: shipment === 'RECEIVED' ? now + arrivesIn : undefined,
			},
		});
		transfer.shipments[0]!.lineItems[0]!.received = received;
		return transfer;
	});
}

/** With one shipment for all of it. */
export function newTransfer(
	index: number,
	{
		goods,
		shipment,
		...head
	}: Omit<Transfer, 'id' | 'name' | 'lineItems' | 'shipments'> & {
		goods: ReadonlyArray<{ variant: Variant; quantity: number }>;
		shipment: Omit<Shipment, 'id' | 'lineItems'>;
	},
): Transfer {
	// Lines of one transfer have ids of their own, far enough from those of the next.
	const lineAt = (i: number) => index * 1_000 + i;
	return {
		...head,
		id: transferId(index),
		name: `#T${String(index + 1).padStart(4, '0')}`,
		lineItems: goods.map((line, i) => ({ id: lineId(lineAt(i)), ...line })),
		shipments: [
			{
				...shipment,
				id: shipmentId(index),
				lineItems: goods.map((line, i) => ({
					id: shipmentLineId(lineAt(i)),
					received: 0,
					...line,
				})),
			},
		],
	};
}
