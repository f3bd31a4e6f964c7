import type { Purchasing } from '../fake.mts';
import type { Shipment, Transfer } from './model.mts';
import type { Store } from './store.mts';
import { changeLevel, levelAt } from './store.mts';
import { newTransfer } from './transfers.mts';

/** Transfers of goods that come from outside: the nearest thing to orders (shopify sheet, section 11). */
export function makePurchasing(store: Store): Purchasing {
	const { transfers } = store.shop;
	const find = (name: string): Transfer => {
		const found = transfers.find((one) => one.name === name);
		if (!found) throw new Error(`The Shopify shop has no transfer ${name}.`);
		return found;
	};
	const day = (date: string): number => Date.parse(`${date}T12:00:00Z`);
	const awaited = ({ shipments }: Transfer): Shipment[] =>
		shipments.filter(({ status }) => status !== 'RECEIVED');

	return {
		order({ supplier, expectedOn, lines }) {
			const [destination] = store.shop.locations;
			const goods = lines.map(({ sku, quantity }) => {
				const variant = store.shop.variants.find((one) => one.sku === sku);
				if (!variant) throw new Error(`The Shopify shop has no SKU "${sku}".`);
				return { variant, quantity };
			});
			const transfer = newTransfer(transfers.length, {
				supplier,
				destination: destination!,
				status: 'DRAFT',
				createdAt: store.now(),
				goods,
				shipment: {
					status: 'DRAFT',
					shippedAt: undefined,
					arrivesAt: expectedOn === undefined ? undefined : day(expectedOn),
					receivedAt: undefined,
				},
			});
			transfers.push(transfer);
			return transfer.name;
		},
		send(poNumber) {
			const transfer = find(poNumber);
			transfer.status = 'IN_PROGRESS';
			for (const shipment of awaited(transfer))
				Object.assign(shipment, { status: 'IN_TRANSIT', shippedAt: store.now() });
		},
		/** Dates belong to shipments. */
		move(poNumber, expectedOn) {
			for (const shipment of awaited(find(poNumber))) shipment.arrivesAt = day(expectedOn);
		},
		receive(poNumber, sku, quantity) {
			const transfer = find(poNumber);
			const [shipment] = awaited(transfer);
			const line = shipment?.lineItems.find(({ variant }) => variant.sku === sku);
			if (!shipment || !line) throw new Error(`Nothing of ${sku} is under way with ${poNumber}.`);
			line.received += quantity;
			changeLevel(store, line.variant, levelAt(store, line.variant, transfer.destination.id), {
				available: quantity,
			});
			const isAll = shipment.lineItems.every((one) => one.received >= one.quantity);
			shipment.status = isAll ? 'RECEIVED' : 'PARTIALLY_RECEIVED';
			if (!isAll) return;
			shipment.receivedAt = store.now();
			transfer.status = 'TRANSFERRED';
		},
		closeShort(poNumber) {
			const transfer = find(poNumber);
			transfer.status = 'TRANSFERRED';
			for (const shipment of awaited(transfer))
				Object.assign(shipment, { status: 'RECEIVED', receivedAt: store.now() });
		},
		cancel(poNumber) {
			find(poNumber).status = 'CANCELED';
		},
		removeLine(poNumber, sku) {
			const transfer = find(poNumber);
			for (const one of [transfer, ...transfer.shipments])
				one.lineItems = one.lineItems.filter(({ variant }) => variant.sku !== sku) as never;
		},
	};
}
