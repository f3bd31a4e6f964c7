import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { usableZone } from '../../events/expectedDate';
import {
	outstandingOf,
	purchaseOrderEventOf,
	purchaseOrderEventsOf,
	type Moment,
} from '../../events/purchaseOrderEvent';
import { connect, type Service } from '../../http/client';
import { clock } from '../../http/clock';
import { platformById } from '../../platforms';
import type { PurchaseOrderLine, PurchaseOrderSource } from '../../platforms/purchaseOrderSource';
import { readFeed } from './feed';
import { FEED_URL } from '../feedProperties';
import { newestOf } from './run/pass';
import { walk } from './run/walk';
import type { Settings } from './settings';

const MOST_ITEMS = 10;
/** A person waits in the editor. */
const LONGEST_MS = 45_000;

interface Sampled {
	lines: PurchaseOrderLine[];
	zone: string;
	partIsBackordered?: boolean;
}

/** For the editor: what is late now, and after that what is open, marked as such. Remembers nothing. */
export async function sample(
	context: IPollFunctions,
	settings: Settings,
	until: number,
): Promise<IDataObject[]> {
	const end = Math.min(until, clock.now() + LONGEST_MS);
	const { lines, zone, partIsBackordered } = await linesOf(context, settings, end);
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

/** The platform that was chosen, as far as this node has to do with it. */
export function ordersOf(
	context: IPollFunctions,
	{ source }: Settings,
): { service: Service; orders: PurchaseOrderSource } {
	const { service, purchaseOrders: orders } = platformById(source) ?? {};
	if (service && orders) return { service, orders };
	throw new NodeOperationError(context.getNode(), `'${source}' keeps no orders to suppliers.`, {
		description: "Choose one of the list under 'Source'.",
	});
}

async function linesOf(
	context: IPollFunctions,
	settings: Settings,
	until: number,
): Promise<Sampled> {
	if (settings.source === FEED_URL) {
		const reading = await readFeed(context, settings, { timeoutMs: until - clock.now() });
		return { lines: reading?.lines ?? [], zone: settings.zone };
	}
	const { service, orders } = ordersOf(context, settings);
	const { call, account } = await connect(context, service);
	const zone = usableZone(await orders.zone?.(call), settings.zone);
	const { lines, error } = await walk(
		async (request) => await orders.page(call, { ...request, ...settings.mark }, account),
		[{ cursor: { isDone: false } }],
		until,
	);
	if (error !== undefined && lines.length === 0) throw error;
	return { lines, zone, partIsBackordered: orders.partIsBackordered };
}
