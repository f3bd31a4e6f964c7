import { readSpec } from '../specs.mts';
import type { Answer } from './shopifyShop.mts';

export interface Recording {
	from: string;
	query?: string;
	variables: Answer['data'];
	response: Answer;
}

export const recordings = () => readSpec('shopify/recorded.json') as Recording[];

export function recording(from: string): Recording {
	const found = recordings().find((one) => one.from.endsWith(from));
	if (!found) throw new Error(`nothing recorded as ${from}`);
	return found;
}

/** The same value with texts exchanged, for ids and names of another shop. */
export function translated<T>(value: T, dictionary: Record<string, string>): T {
	let text = JSON.stringify(value);
	for (const [theirs, ours] of Object.entries(dictionary)) text = text.replaceAll(theirs, ours);
	return JSON.parse(text) as T;
}

/** Without what is new in every answer. */
export const timeless = <T,>(value: T): T =>
	JSON.parse(
		JSON.stringify(value)
			.replace(/"20\d\d-\d\d-\d\dT[\d:.]+Z"/g, '"TIME"')
			.replace(/(InventoryAdjustmentGroup|WebhookSubscription)\/\d+/g, '$1/ID'),
	) as T;

/** Topics of the recordings which the trimmed official schema lacks or the account may not read. */
const topics: Record<string, string> = {
	SHOP_UPDATE: 'PRODUCTS_UPDATE',
	CUSTOMERS_UPDATE: 'INVENTORY_ITEMS_UPDATE',
	ORDERS_CREATE: 'INVENTORY_LEVELS_CONNECT',
	ORDERS_PAID: 'INVENTORY_LEVELS_DISCONNECT',
	PRODUCTS_CREATE: 'PRODUCTS_DELETE',
};

/** A recording with the fields left out that the trimmed official schema does not have. */
export function trimmed<T>(value: T): T {
	return JSON.parse(JSON.stringify(value), (key, one: unknown) => {
		if (key === 'metafieldNamespaces' || key === 'endpoint') return undefined;
		return typeof one === 'string' ? (topics[one] ?? one) : one;
	}) as T;
}
