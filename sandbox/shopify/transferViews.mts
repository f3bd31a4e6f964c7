import type { GraphQLResolveInfo } from 'graphql';
import { connection, type PageArgs } from './connections.mts';
import { dateTime, gid } from './ids.mts';
import type { Shipment, Transfer, Variant } from './model.mts';
import type { Store } from './store.mts';
import type { Context } from './views.mts';
import { itemView, locationView } from './views.mts';

type Info = GraphQLResolveInfo;

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

export function transferView(store: Store, transfer: Transfer) {
	const { id, name, origin, destination, status, lineItems, shipments } = transfer;
	const shipped = (variant: Variant) =>
		sum(
			shipments
				.flatMap((one) => one.lineItems)
				.filter((one) => one.variant === variant)
				.map(({ quantity }) => quantity),
		);
	return {
		__typename: 'InventoryTransfer',
		id: gid('InventoryTransfer', id),
		name,
		status,
		dateCreated: dateTime(transfer.createdAt),
		referenceName: transfer.supplier,
		origin: origin ? { name: origin.name, location: locationView(origin) } : null,
		destination: { name: destination.name, location: locationView(destination) },
		totalQuantity: sum(lineItems.map(({ quantity }) => quantity)),
		receivedQuantity: sum(shipments.map(receivedIn)),
		lineItems: (args: PageArgs, _context: Context, info: Info) =>
			connection(
				lineItems,
				args,
				info,
				(line) => line.id,
				(line) => ({
					__typename: 'InventoryTransferLineItem',
					id: gid('InventoryTransferLineItem', line.id),
					title: line.variant.product.title,
					totalQuantity: line.quantity,
					shippedQuantity: shipped(line.variant),
					inventoryItem: store.shop.item(line.variant.itemId)
						? itemView(store, line.variant)
						: null,
				}),
			),
		shipments: (args: PageArgs, _context: Context, info: Info) =>
			connection(
				shipments,
				args,
				info,
				(one) => one.id,
				(one) => shipmentView(store, transfer, one),
			),
	};
}

const receivedIn = (shipment: Shipment) => sum(shipment.lineItems.map(({ received }) => received));

export function shipmentView(store: Store, transfer: Transfer, shipment: Shipment) {
	const { id, status, lineItems, shippedAt, arrivesAt, receivedAt } = shipment;
	return {
		__typename: 'InventoryShipment',
		id: gid('InventoryShipment', id),
		name: `${transfer.name}-1`,
		status,
		dateCreated: dateTime(transfer.createdAt),
		dateShipped: shippedAt === undefined ? null : dateTime(shippedAt),
		dateReceived: receivedAt === undefined ? null : dateTime(receivedAt),
		lineItemTotalQuantity: sum(lineItems.map(({ quantity }) => quantity)),
		totalReceivedQuantity: receivedIn(shipment),
		tracking: {
			arrivesAt: arrivesAt === undefined ? null : dateTime(arrivesAt),
			company: null,
			trackingNumber: null,
			trackingUrl: null,
		},
		lineItems: (args: PageArgs, _context: Context, info: Info) =>
			connection(
				lineItems,
				args,
				info,
				(line) => line.id,
				(line) => ({
					__typename: 'InventoryShipmentLineItem',
					id: gid('InventoryShipmentLineItem', line.id),
					quantity: line.quantity,
					acceptedQuantity: line.received,
					rejectedQuantity: 0,
					unreceivedQuantity: line.quantity - line.received,
					inventoryItem: store.shop.item(line.variant.itemId)
						? itemView(store, line.variant)
						: null,
				}),
			),
	};
}
