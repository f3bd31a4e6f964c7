import { randomUUID } from 'node:crypto';

import { asList, asObject, asText, type ApiRequest, type Call } from '../../http/answer';
import { clock } from '../../http/clock';
import type { Problem } from '../../http/problem';
import type { ChannelOptions } from '../platform';
import { sendInHalves } from './halves';
import { setOf, WHOLE, type ZohoChange, type ZohoState } from './items';
import { readById } from './listings';

const DEFAULT_REASON = 'Out of stock';

type Stock = ZohoState['location_available_stock'];

interface Line {
	change: ZohoChange;
	location: string;
	to: number;
	by: number;
}

/** What became of the counts of a change. */
export interface Posted {
	problem?: Problem;
	written: Stock;
}

const targets = (change: ZohoChange) =>
	Object.entries(setOf(change).location_available_stock ?? {});

export const hasCounts = (change: ZohoChange): boolean => targets(change).length > 0;

/** What would be posted if the stock stays as it was read, one adjustment per location (sheet, section 4). */
export function plannedAdjustments(
	changes: readonly ZohoChange[],
	options: ChannelOptions,
): ApiRequest[] {
	const lines = changes.flatMap((change) =>
		linesOf(change, change.listing.state.location_available_stock),
	);
	return byLocation(lines).map((part) => request(part, today(), options));
}

/**
 * Zoho only takes differences, and takes them again when they are sent again (sheet, section 4): the stock is read anew right before,
 * and a request that got no answer is never repeated.
 */
export async function adjust(
	call: Call,
	changes: readonly ZohoChange[],
	options: ChannelOptions,
): Promise<Map<ZohoChange, Posted>> {
	const results = new Map(changes.map((change): [ZohoChange, Posted] => [change, { written: {} }]));
	if (changes.length === 0) return results;
	const [live, date] = await Promise.all([readById(call, changes, options), dateOf(call, options)]);
	const stock = new Map(live.map(({ id, state }) => [id, state.location_available_stock]));
	const lines: Line[] = [];
	for (const [change, result] of results) {
		const now = stock.get(change.listing.id) ?? {};
		if (isStale(change, now)) result.problem = changedMeanwhile();
		else lines.push(...linesOf(change, now));
	}
	for (const part of byLocation(lines)) {
		const refused = await sendInHalves(
			part,
			async (some) => await call(request(some, date, options)),
		);
		for (const line of part) {
			const result = results.get(line.change) as Posted;
			const problem = refused.get(line);
			if (problem) result.problem ??= problem;
			else result.written[line.location] = line.to;
		}
	}
	return results;
}

/** A customer or the warehouse was quicker: what is to be remembered is no longer what was read. */
const isStale = (change: ZohoChange, now: Stock): boolean =>
	targets(change).some(
		([location]) => now[location] !== change.listing.state.location_available_stock[location],
	);

const changedMeanwhile = (): Problem => ({
	kind: 'conflict',
	message: 'The stock moved in Zoho again and again while it was being adjusted.',
	nextStep: 'Run the item again.',
});

function linesOf(change: ZohoChange, now: Stock): Line[] {
	return targets(change)
		.map(([location, target]) => ({
			change,
			location,
			to: Number(target),
			by: Number(target) - (now[location] ?? 0),
		}))
		.filter(({ by }) => by !== 0);
}

const byLocation = (lines: readonly Line[]): Line[][] => [
	...Map.groupBy(lines, ({ location }) => location).values(),
];

function request(lines: readonly Line[], date: string, options: ChannelOptions): ApiRequest {
	const [{ change, location }] = lines;
	const { reason, runId } = change;
	const place = location === WHOLE ? {} : { location_id: location };
	return {
		method: 'POST',
		path: '/inventoryadjustments',
		body: {
			date,
			reason: asText(options.adjustmentReason).trim() || DEFAULT_REASON,
			description: `${reason === 'takeOff' ? 'Taken off sale' : 'Put back on sale'} by n8n, execution ${runId}`,
			reference_number: `n8n-${runId}-${randomUUID().slice(0, 8)}`,
			adjustment_type: 'quantity',
			...place,
			line_items: lines.map((line) => ({
				item_id: line.change.listing.id,
				quantity_adjusted: line.by,
				adjustment_account_id: asText(options.adjustmentAccount).trim(),
				...place,
			})),
		},
	};
}

/** Today where the organization is: books are kept by its date. */
async function dateOf(call: Call, { account }: ChannelOptions): Promise<string> {
	const { body } = await call({ method: 'GET', path: '/organizations' });
	const own = asList(asObject(body).organizations).find(
		(one) => asText(one.organization_id) === account.organizationId,
	);
	return today(asText(own?.time_zone));
}

function today(timeZone?: string): string {
	try {
		// Canada writes dates as Zoho wants them: 2026-11-23.
		return new Intl.DateTimeFormat('en-CA', { timeZone: timeZone || 'UTC' }).format(clock.now());
	} catch {
		return new Date(clock.now()).toISOString().slice(0, 10);
	}
}
