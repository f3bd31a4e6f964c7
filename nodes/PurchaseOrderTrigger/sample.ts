import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { usableZone } from '../../events/expectedDate';
import {
	outstandingOf,
	purchaseOrderEventOf,
	purchaseOrderEventsOf,
	type Moment,
} from '../../events/purchaseOrderEvent';
import { connect } from '../../http/client';
import { clock } from '../../http/clock';
import { platformById } from '../../platforms';
import type { PurchaseOrderLine } from '../../platforms/purchaseOrderSource';
import { readFeed } from './feed';
import { newestOf } from './run/pass';
import { walk } from './run/walk';
import type { Settings } from './settings';

const MOST_ITEMS = 10;
/** A person waits in the editor. */
const LONGEST_MS = 45_000;

/** For the editor: what is late now, and after that what is open, marked as such. Remembers nothing. */
export async function sample(
	context: IPollFunctions,
	settings: Settings,
	until: number,
): Promise<IDataObject[]> {
	const { lines, zone } = await linesOf(
		context,
		settings,
		Math.min(until, clock.now() + LONGEST_MS),
	);
	const partIsBackordered = platformById(settings.source)?.purchaseOrders?.partIsBackordered;
	const moment: Moment = { source: settings.source, now: clock.now(), zone, partIsBackordered };
	const open = newestOf(lines).filter(
		(line) => settings.accepts(line) && line.state === 'open' && outstandingOf(line) > 0,
	);
	const late = open.flatMap((line) =>
		purchaseOrderEventsOf(line, moment, { graceDays: settings.graceDays }).filter(({ event }) =>
			settings.wanted.has(event),
		),
	);
	const lateLines = new Set(late.map(({ lineId }) => lineId));
	const inTime = open
		.filter(({ id }) => !lateLines.has(id))
		// No event yet; it shows which fields an event will have.
		.map((line) => ({ ...purchaseOrderEventOf('overdue', line, moment), event: 'open' }));
	const items: IDataObject[] = [...late.map((event) => ({ ...event })), ...inTime];
	if (items.length === 0)
		throw new NodeOperationError(context.getNode(), 'No order line is open right now.', {
			description:
				"Check 'Only These SKUs', 'Only These Suppliers' and 'Only These Warehouses' in the options, or create an order to a supplier and try again. Once published, the node waits by itself.",
		});
	return items.slice(0, MOST_ITEMS);
}

async function linesOf(
	context: IPollFunctions,
	settings: Settings,
	until: number,
): Promise<{ lines: PurchaseOrderLine[]; zone: string }> {
	const platform = platformById(settings.source);
	if (!platform?.service || !platform.purchaseOrders) {
		const reading = await readFeed(context, settings, { timeoutMs: until - clock.now() });
		return { lines: reading?.lines ?? [], zone: settings.zone };
	}
	const { service, purchaseOrders: source } = platform;
	const { call, account } = await connect(context, service);
	const zone = usableZone(await source.zone?.(call), settings.zone);
	const { lines, error } = await walk(
		async (request) => await source.page(call, { ...request, ...settings.mark }, account),
		[{ cursor: { isDone: false } }],
		until,
	);
	if (error !== undefined && lines.length === 0) throw error;
	return { lines, zone };
}
