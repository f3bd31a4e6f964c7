import { randomUUID } from 'node:crypto';

import type { ApiRequest, Call } from '../../http/answer';
import { clock } from '../../http/clock';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import { chunk, type Change } from '../platform';
import type { SquareNative, SquareState } from './listings';
import { INVALID_TIME } from './service';

export type SquareChange = Change<SquareState, SquareNative>;
export type Problems = Map<SquareChange, Problem>;

/** No number stands in today's reference; the official SDKs name this one (sheet, section 13). */
export const MOST_COUNTS = 100;

interface Row {
	variation: string;
	location: string;
	quantity: number;
}

/** A place that had no count before cannot lose it again, so it is left out. */
export function rowsOf({ listing, set }: SquareChange): Row[] {
	const { quantity = {} } = set as Partial<SquareState>;
	return Object.entries(quantity).flatMap(([location, count]) =>
		typeof count === 'number' ? [{ variation: listing.id, location, quantity: count }] : [],
	);
}

export function countRequests(changes: readonly SquareChange[]): ApiRequest[] {
	return chunk(changes.flatMap(rowsOf), MOST_COUNTS).map(request);
}

function request(rows: readonly Row[]): ApiRequest {
	const occurredAt = new Date(clock.now()).toISOString();
	return {
		method: 'POST',
		path: '/v2/inventory/changes/batch-create',
		body: {
			idempotency_key: randomUUID(),
			changes: rows.map(({ variation, location, quantity }) => ({
				type: 'PHYSICAL_COUNT',
				physical_count: {
					catalog_object_id: variation,
					state: 'IN_STOCK',
					location_id: location,
					quantity: String(quantity),
					occurred_at: occurredAt,
				},
			})),
			// Otherwise a count that equals the last one is dropped, whatever was sold in between (sheet, section 4).
			ignore_unchanged_counts: false,
		},
		repeatable: true,
	};
}

/** A request is all or nothing, and does not surely name the bad row: a refused group is sent again by halves. */
export async function sendCounts(
	call: Call,
	changes: readonly SquareChange[],
	requests: readonly ApiRequest[] = countRequests(changes),
): Promise<Problems> {
	try {
		for (const one of requests) await call(one);
		return new Map();
	} catch (error) {
		// Perhaps it was done all the same: the read-back decides.
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		const { problem } = error;
		if (changes.length === 1 || !isAboutARow(problem))
			return new Map(changes.map((change) => [change, problem]));
		const half = Math.ceil(changes.length / 2);
		const first = await sendCounts(call, changes.slice(0, half));
		const second = await sendCounts(call, changes.slice(half));
		return new Map([...first, ...second]);
	}
}

/** Everything else (rights, a pause, the clock) would meet each row alike. */
function isAboutARow({ kind, code }: Problem): boolean {
	return kind === 'notFound' || (kind === 'invalid' && code !== undefined && code !== INVALID_TIME);
}
