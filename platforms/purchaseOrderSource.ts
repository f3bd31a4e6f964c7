import type { Call } from '../http/answer';
import type { Account } from '../http/client';

/** How to read a platform's orders to suppliers; for the Purchase Order Trigger. */
export interface PurchaseOrderSource {
	/**
	 * One page of lines: of all orders that are open, or of those that changed since a time whatever their state. Lateness changes nothing on
	 * the platform, so every pass asks for both.
	 * @param account `Service.accountFields` of the credential
	 */
	page(call: Call, request: PurchaseOrderRequest, account?: Account): Promise<PurchaseOrderPage>;
	/** How far to reach back before the last pass when asking for changes, in milliseconds. */
	overlapMs: number;
	/** The account's time zone (IANA), for platforms that give dates without one. Undefined: not known, the workflow's is used. */
	zone?(call: Call): Promise<string | undefined>;
	/** Pieces that can still be sold, by SKU, in one more call; where the lines do not bring it along. */
	sellable?(call: Call, skus: readonly string[]): Promise<ReadonlyMap<string, number>>;
	/** By the platform's own rule a line counts as backordered as soon as a part of it came; absent: once it is late as well. */
	partIsBackordered?: true;
	/** It heeds `mark`, so the user is asked for such a field. */
	takesMark?: true;
}

export interface PurchaseOrderRequest {
	/** ISO 8601 (UTC); absent: all open orders. */
	since?: string;
	/** `next` of the page before; undefined for the first page. */
	from?: string;
	/**
	 * A field of the seller's own whose text tells that the supplier can't deliver yet, for platforms without a status for it: lines where
	 * it holds the text, in whatever case, are `backordered`. `field` in the platform's words.
	 */
	mark?: { place: 'order' | 'line'; field: string; text: string };
}

export interface PurchaseOrderPage {
	lines: PurchaseOrderLine[];
	next?: string;
}

/** One line of an order to a supplier. */
export interface PurchaseOrderLine {
	/** The platform's id of the line; stable while it lives. */
	id: string;
	poNumber: string;
	supplier: string;
	supplierId?: string;
	warehouse?: string;
	sku: string;
	title?: string;
	ordered: number;
	received: number;
	/** 'closed': nothing more will come, received or not. */
	state: 'open' | 'closed' | 'cancelled';
	/** As the platform gives it: a date (`2026-11-25`), or ISO 8601 with time and zone; undefined where none is set. */
	expectedAt?: string;
	/** The platform's own word for where the order stands. */
	nativeStatus: string;
	/** The platform itself says so; undefined where it has no such status: then the quantities decide. */
	backordered?: boolean;
	delayed?: boolean;
	/** Pieces that can still be sold, where the same answer tells it. */
	sellable?: number;
	/** ISO 8601, last change on the platform. */
	changedAt?: string;
}

/** Whether a field of the seller's own holds the text that marks a line. */
export const isMarked = (value: string, text: string): boolean =>
	text.trim() !== '' && value.toLowerCase().includes(text.trim().toLowerCase());
