import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

/** What a source says about the stock of one SKU at one moment. */
export interface StockReading {
	sku: string;
	title?: string;
	/** Total over all places; null where only a status is known. */
	quantity: number | null;
	previousQuantity?: number;
	/** False: the source itself says it can't be bought, whatever the count. */
	available?: boolean;
	/** Why, in the source's words: 'stock_status outofstock', 'quantity -3'. */
	reason: string;
	productId?: string;
	variantId?: string;
	location?: string;
	/** ISO 8601, when it happened at the source. */
	occurredAt?: string;
	/** Whatever identifies this event at the source; the same over redeliveries. */
	key: string;
	/** The key was made of the record, because the source names neither an id nor a time. */
	keyIsGuessed?: boolean;
	raw?: IDataObject;
}

export type StockEventName = 'ranOut' | 'cameBack' | 'unavailable';

/** One item out of a stock trigger (docs/concepts.md). Dates are ISO 8601. */
export interface StockEvent {
	event: StockEventName;
	sku: string;
	title?: string;
	quantity: number | null;
	previousQuantity?: number;
	reason: string;
	source: string;
	productId?: string;
	variantId?: string;
	location?: string;
	occurredAt: string;
	receivedAt: string;
	/** Stable over redeliveries: n8n's Remove Duplicates drops repeats by it. */
	eventId: string;
	raw?: IDataObject;
}

/** What it is when it is news: gone by its count at or below the threshold (negative counts too), gone because the source says so, or there. */
export function stockEventName(
	{ quantity, available }: Pick<StockReading, 'quantity' | 'available'>,
	threshold: number,
): StockEventName {
	if (quantity !== null && quantity <= threshold) return 'ranOut';
	return available === false ? 'unavailable' : 'cameBack';
}

export function isOut(reading: StockReading, threshold: number): boolean {
	return stockEventName(reading, threshold) !== 'cameBack';
}

/** @param receivedAt ISO 8601 */
export function toStockEvent(
	reading: StockReading,
	source: string,
	threshold: number,
	receivedAt: string,
): StockEvent {
	const { key, occurredAt, ...facts } = reading;
	delete facts.available;
	delete facts.keyIsGuessed;
	const event = stockEventName(reading, threshold);
	return {
		event,
		...facts,
		source,
		occurredAt: occurredAt ?? receivedAt,
		receivedAt,
		eventId: createHash('sha256')
			.update(JSON.stringify([source, event, reading.sku, key]))
			.digest('hex')
			.slice(0, 32),
	};
}
