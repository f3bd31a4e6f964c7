import { idSeries } from './ids.mts';
import type { Location, Transfer, Variant } from './model.mts';

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
		return {
			id: transferId(i),
			name: `#T${String(i + 1).padStart(4, '0')}`,
			supplier: 'Paint supplier',
			destination,
			status,
			createdAt: now - (20 - i) * day,
			lineItems: [{ id: lineId(i), variant, quantity: ordered }],
			shipments: [
				{
					id: shipmentId(i),
					status: shipment,
					shippedAt: now - 14 * day,
					arrivesAt: now + arrivesIn,
					receivedAt: shipment === 'RECEIVED' ? now + arrivesIn : undefined,
					lineItems: [{ id: shipmentLineId(i), variant, quantity: ordered, received }],
				},
			],
		};
	});
}
