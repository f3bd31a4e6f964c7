// A line that a platform pushes becomes the event that the polling trigger makes of it, with the same id.
import { describe, expect, it } from 'vitest';

import type * as Events from '../../events/purchaseOrderEvent';
import type { PurchaseOrderLine } from '../../platforms/purchaseOrderSource';
import { built } from '../harness.mts';
import { Engine, line, names } from './lines.mts';

const { purchaseOrderEventsOf } = built('./events/purchaseOrderEvent.js') as typeof Events;

const today = '2026-11-27';
const moment = { source: 'feedUrl', now: Date.parse(`${today}T12:00:00Z`), zone: 'UTC' };

/** Known as on order and in time, and now this. */
function polled(now: PurchaseOrderLine): Events.PurchaseOrderEvent[] {
	const engine = new Engine();
	engine.baseline('2026-11-20', line());
	return engine.pass(today, now);
}

describe('a line by itself', () => {
	it.each<[string, Partial<PurchaseOrderLine>, string[]]>([
		['in time', { expectedAt: '2026-12-24', delayed: undefined }, []],
		['overdue', {}, ['overdue']],
		['partly here and late', { received: 4 }, ['backordered', 'overdue']],
		['marked as backordered', { backordered: true, expectedAt: undefined }, ['backordered']],
		['marked as delayed', { delayed: true }, ['delayed', 'overdue']],
		['here', { received: 10 }, ['received']],
		['here and closed', { received: 10, state: 'closed' }, ['received']],
		['closed short', { received: 4, state: 'closed' }, []],
		['cancelled', { state: 'cancelled' }, []],
		['cancelled although it is here', { received: 10, state: 'cancelled' }, []],
		['nothing at all', { ordered: 0 }, []],
	])('%s', (_what, more, expected) => {
		const pushed = line(more);
		const events = purchaseOrderEventsOf(pushed, moment);
		expect(names(events)).toEqual(expected);
		// Moving the date is the one thing a line by itself does not show.
		const others = polled(pushed).filter((event) => event.previousExpectedAt === null);
		expect(events).toEqual(others);
		expect(purchaseOrderEventsOf(pushed, moment)).toEqual(events);
	});
});

it('a date that moved, where the platform tells the one before', () => {
	const pushed = line({ expectedAt: '2026-12-24' });
	const events = purchaseOrderEventsOf(pushed, moment, { previousExpectedAt: '2026-11-25' });
	expect(events).toMatchObject([
		{ event: 'delayed', previousExpectedAt: '2026-11-25', expectedAt: '2026-12-24' },
	]);
	expect(events).toEqual(polled(pushed));
	expect(purchaseOrderEventsOf(pushed, moment, { previousExpectedAt: '2026-12-31' })).toEqual([]);
});

it('grace days and rules of the platform count as in the trigger', () => {
	expect(purchaseOrderEventsOf(line(), moment, { graceDays: 2 })).toEqual([]);
	const part = line({ received: 4, expectedAt: '2026-12-24' });
	expect(names(purchaseOrderEventsOf(part, { ...moment, partIsBackordered: true }))).toEqual([
		'backordered',
	]);
});

it('lines, orders and platforms do not share ids', () => {
	const ids = [
		purchaseOrderEventsOf(line(), moment),
		purchaseOrderEventsOf(line({ id: 'L2' }), moment),
		purchaseOrderEventsOf(line({ poNumber: 'PO-2' }), moment),
		purchaseOrderEventsOf(line(), { ...moment, source: 'vend' }),
		purchaseOrderEventsOf(line({ expectedAt: '2026-11-26' }), moment),
	].map(([event]) => event!.eventId);
	expect(new Set(ids).size).toBe(ids.length);
});
