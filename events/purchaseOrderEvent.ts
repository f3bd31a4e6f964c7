import { createHash } from 'node:crypto';

import type { PurchaseOrderLine } from '../platforms/purchaseOrderSource';
import { daysLate, isPast, readExpected, writeExpected, type Expected } from './expectedDate';

export type PurchaseOrderEventName = 'backordered' | 'delayed' | 'overdue' | 'received';

/** One item out of the Purchase Order Trigger (docs/purchase-order-trigger.md). Dates are ISO 8601. */
export interface PurchaseOrderEvent {
	event: PurchaseOrderEventName;
	poNumber: string;
	supplier: string;
	sku: string;
	title: string | null;
	ordered: number;
	received: number;
	outstanding: number;
	/** A day, or a time with its offset; null where the order names none. */
	expectedAt: string | null;
	/** For delayed: the date before, where it was seen. */
	previousExpectedAt: string | null;
	/** Days of the calendar since the expected one; null without a date. */
	daysLate: number | null;
	/** The source's own word. */
	nativeStatus: string;
	warehouse?: string;
	supplierId?: string;
	/** Pieces that can still be sold; null where the source does not tell. */
	sellable: number | null;
	source: string;
	/** The source's id of the line. */
	lineId: string;
	/** Stable over repeated readings, restarts and pushes: n8n's Remove Duplicates drops repeats by it. */
	eventId: string;
}

/** Where and when a line is looked at. */
export interface Moment {
	/** Platform id or 'feedUrl'. */
	source: string;
	/** Milliseconds since 1970. */
	now: number;
	/** IANA name: of the account where known, else of the workflow. */
	zone: string;
	/** Rule of the platform, see `PurchaseOrderSource`. */
	partIsBackordered?: boolean;
}

/** What sets this event apart from others of its kind and line. */
export interface Circumstances {
	previousExpectedAt?: string;
	/** The day it is about, where that is not the expected one as it stands. */
	day?: string;
	/** Times the line had become better again: the same date can be moved away and come back. */
	turns?: number;
	/** Overdue only: the day of lateness at which it was due to be told again, 0 for the first time. */
	repeat?: number;
	/** Overdue only: told again because more is outstanding than before. */
	isMore?: boolean;
}

/** Pieces still to come; quantities may be fractions (litres, metres). */
export function outstandingOf({ ordered, received }: PurchaseOrderLine): number {
	return Math.max(0, Math.round((ordered - received) * 1e6) / 1e6);
}

/**
 * 'marked': the platform says so itself, by a word or by its rule, whatever the date. 'late': some of it came, the rest did not come in
 * time; that is told anew when another date has passed.
 */
export function backorderOf(
	line: PurchaseOrderLine,
	expected: Expected | undefined,
	{ now, zone, partIsBackordered }: Moment,
): 'marked' | 'late' | undefined {
	if (line.backordered !== undefined) return line.backordered ? 'marked' : undefined;
	if (line.received <= 0 || outstandingOf(line) === 0) return undefined;
	if (partIsBackordered) return 'marked';
	return expected && isPast(expected, 0, now, zone) ? 'late' : undefined;
}

export function purchaseOrderEventOf(
	event: PurchaseOrderEventName,
	line: PurchaseOrderLine,
	moment: Moment,
	circumstances: Circumstances = {},
): PurchaseOrderEvent {
	const { source, now, zone } = moment;
	const expected = readExpected(line.expectedAt, zone);
	const { previousExpectedAt } = circumstances;
	const previous = readExpected(previousExpectedAt, zone);
	// What the platform marks stays the same event when the date moves.
	const isMarked = event === 'backordered' && backorderOf(line, expected, moment) === 'marked';
	const factDay = isMarked ? 'marked' : (circumstances.day ?? expected?.day ?? '');
	return {
		event,
		poNumber: line.poNumber,
		supplier: line.supplier,
		sku: line.sku,
		title: line.title ?? null,
		ordered: line.ordered,
		received: line.received,
		outstanding: outstandingOf(line),
		expectedAt: expected ? writeExpected(expected, zone) : null,
		previousExpectedAt: previous ? writeExpected(previous, zone) : null,
		daysLate: expected ? daysLate(expected, now, zone) : null,
		nativeStatus: line.nativeStatus,
		...(line.warehouse === undefined ? {} : { warehouse: line.warehouse }),
		...(line.supplierId === undefined ? {} : { supplierId: line.supplierId }),
		sellable: line.sellable ?? null,
		source,
		lineId: line.id,
		eventId: createHash('sha256')
			.update(
				JSON.stringify([
					source,
					event,
					line.poNumber,
					line.id,
					...factsOf(event, line, factDay, circumstances),
				]),
			)
			.digest('hex')
			.slice(0, 32),
	};
}

/** Facts of the line itself, so that whoever reads it later or is told of it comes to the same id. */
function factsOf(
	event: PurchaseOrderEventName,
	line: PurchaseOrderLine,
	day: string,
	{ turns = 0, repeat = 0, isMore = false }: Circumstances,
): unknown[] {
	if (event === 'overdue') return isMore ? [day, 'more', outstandingOf(line)] : [day, repeat];
	const again = turns > 0 ? [turns] : [];
	return [event === 'received' ? line.received : day, ...again];
}

/**
 * What one line says by itself, without any memory of it: for platforms that push a changed order. The events have the ids that the
 * Purchase Order Trigger gives to the same news, so that whoever hears both can drop one. A date that was moved shows only where the
 * platform tells the one before (`previousExpectedAt`); for the rest pushing a line twice gives the same ids twice.
 * @param graceDays as set in the trigger, for overdue
 */
export function purchaseOrderEventsOf(
	line: PurchaseOrderLine,
	moment: Moment,
	{ graceDays = 0, previousExpectedAt }: { graceDays?: number; previousExpectedAt?: string } = {},
): PurchaseOrderEvent[] {
	const { now, zone } = moment;
	if (line.state === 'cancelled') return [];
	if (outstandingOf(line) === 0)
		return line.received > 0 ? [purchaseOrderEventOf('received', line, moment)] : [];
	if (line.state === 'closed') return [];
	const expected = readExpected(line.expectedAt, zone);
	const previous = readExpected(previousExpectedAt, zone);
	const isMoved = expected !== undefined && previous !== undefined && expected.day > previous.day;
	const events: PurchaseOrderEvent[] = [];
	if (isMoved || line.delayed === true)
		events.push(
			purchaseOrderEventOf('delayed', line, moment, isMoved ? { previousExpectedAt } : {}),
		);
	if (backorderOf(line, expected, moment))
		events.push(purchaseOrderEventOf('backordered', line, moment));
	if (expected && isPast(expected, graceDays, now, zone))
		events.push(purchaseOrderEventOf('overdue', line, moment));
	return events;
}
