import { idOf } from './ids.mts';
import type { Level } from './model.mts';
import type { Store } from './store.mts';

export interface QuantityRow {
	inventoryItemId: string;
	locationId: string;
	quantity: number;
	changeFromQuantity?: number | null;
}

export interface SetQuantitiesInput {
	name: string;
	reason: string;
	referenceDocumentUri?: string | null;
	quantities: QuantityRow[];
}

export interface CodedError {
	field: string[] | null;
	message: string;
	code: string;
}

const reasons = [
	'correction',
	'cycle_count_available',
	'damaged',
	'movement_canceled',
	'movement_created',
	'movement_received',
	'movement_updated',
	'other',
	'promotion',
	'quality_control',
	'received',
	'reservation_created',
	'reservation_deleted',
	'reservation_updated',
	'restock',
	'safety_stock',
	'shrinkage',
];

const maxQuantity = 1_000_000_000;
const notAllowed =
	'The specified inventory item is not allowed to be adjusted via API. ' +
	'Example: if the inventory item is a parent bundle.';
/** All at once: one bad row and nothing is written (shopify sheet, section 4). */
export function problemsOf(store: Store, input: SetQuantitiesInput): CodedError[] {
	const errors: CodedError[] = [];
	const { name, reason, referenceDocumentUri, quantities } = input;
	if (name !== 'available' && name !== 'on_hand') {
		const message = "The quantity name must be either 'available' or 'on_hand'.";
		return [{ field: ['input', 'name'], message, code: 'INVALID_NAME' }];
	}
	if (!reasons.includes(reason)) {
		const message = `The specified reason is invalid. Valid values are: ${reasons.join(', ')}.`;
		errors.push({ field: ['input', 'reason'], message, code: 'INVALID_REASON' });
	}
	if (referenceDocumentUri != null && !/^[a-z][\w+.-]*:\/\/\S+$/i.test(referenceDocumentUri)) {
		errors.push({
			field: ['input', 'referenceDocumentUri'],
			message: 'The specified reference document is invalid.',
			code: 'INVALID_REFERENCE_DOCUMENT',
		});
	}
	const pairs = new Map<string, number>();
	const pairOf = (row: QuantityRow) => `${row.inventoryItemId} ${row.locationId}`;
	for (const row of quantities) pairs.set(pairOf(row), (pairs.get(pairOf(row)) ?? 0) + 1);

	quantities.forEach((row, index) => {
		const add = (attribute: keyof QuantityRow, code: string, message: string) =>
			errors.push({ field: ['input', 'quantities', String(index), attribute], message, code });
		if (pairs.get(pairOf(row))! > 1) {
			const message = 'The combination of inventoryItemId and locationId must be unique.';
			add('locationId', 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', message);
		}
		const bounds = outOfBounds(name, row.quantity);
		if (bounds) add('quantity', bounds.code, bounds.message);
		const variant = store.shop.item(idOf('InventoryItem', row.inventoryItemId));
		if (!variant) {
			const message = 'The specified inventory item could not be found.';
			add('inventoryItemId', 'INVALID_INVENTORY_ITEM', message);
		} else if (!variant.mutable) {
			add('inventoryItemId', 'NON_MUTABLE_INVENTORY_ITEM', notAllowed);
		}
		const location = store.shop.location(idOf('Location', row.locationId));
		if (!location?.isActive) {
			add('locationId', 'INVALID_LOCATION', 'The specified location could not be found.');
		}
		if (store.world.befalls?.('shopify', 'itemRefused'))
			add('inventoryItemId', 'NON_MUTABLE_INVENTORY_ITEM', notAllowed);
		if (!variant || !location?.isActive || row.changeFromQuantity == null) return;
		const level = variant.levels.find((one) => one.location === location);
		if (present(name, level) !== row.changeFromQuantity) {
			const message = 'The changeFromQuantity value does not match persisted value.';
			add('changeFromQuantity', 'CHANGE_FROM_QUANTITY_STALE', message);
		}
	});
	return errors;
}

/** Recorded: a negative `available` is accepted within the bounds, a negative `on_hand` is not. */
function outOfBounds(name: string, quantity: number) {
	if (quantity > maxQuantity) {
		const message = "The quantity can't be higher than 1,000,000,000.";
		return { code: 'INVALID_QUANTITY_TOO_HIGH', message };
	}
	if (name === 'on_hand' && quantity < 0) {
		return { code: 'INVALID_QUANTITY_NEGATIVE', message: "The quantity can't be negative." };
	}
	if (quantity < -maxQuantity) {
		const message = "The quantity can't be lower than -1,000,000,000.";
		return { code: 'INVALID_QUANTITY_TOO_LOW', message };
	}
	return undefined;
}

export const present = (name: string, level: Level | undefined) =>
	(level?.available ?? 0) + (name === 'on_hand' ? (level?.committed ?? 0) : 0);
