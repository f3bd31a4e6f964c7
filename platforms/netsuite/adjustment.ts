import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { asText, type ApiRequest, type Call } from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import { accepted, failed, type ChannelOptions, type WriteResult } from '../platform';
import { STRICT } from './flags';
import type { NetsuiteChange, NetsuiteState } from './items';
import { readStock } from './listings';
import { noAccount } from './stock';

/** A refused line is left out and the rest sent again; more refusals than this are about the whole record. */
const MOST_REFUSALS = 5;
const LINE = /\binventory\.items\[(\d+)\]/;

interface Line {
	change: NetsuiteChange;
	location: string;
	by: number;
}

type Results = Map<NetsuiteChange, WriteResult>;

const targets = ({ set }: NetsuiteChange) =>
	Object.entries((set as Partial<NetsuiteState>).quantityAvailable ?? {});

export const hasQuantity = (change: NetsuiteChange): boolean => targets(change).length > 0;

/** What would be posted if the stock stays as it was read. */
export function plannedAdjustment(
	changes: readonly NetsuiteChange[],
	options: ChannelOptions,
): ApiRequest {
	const lines = changes.flatMap((change) =>
		linesOf(change, change.listing.state.quantityAvailable),
	);
	return request(changes[0], lines, options);
}

/** NetSuite only takes differences, so the stock is read anew right before it is posted (sheet, section 4). */
export async function adjust(
	call: Call,
	changes: readonly NetsuiteChange[],
	options: ChannelOptions,
): Promise<Results> {
	const results: Results = new Map();
	if (changes.length === 0) return results;
	if (asText(options.adjustmentAccount) === '') return all(changes, failed(noAccount()));
	const stock = await readStock(
		call,
		changes.map(({ listing }) => listing.id),
	);
	let lines: Line[] = [];
	for (const change of changes) {
		const now = stock.get(change.listing.id) ?? {};
		if (isStale(change, now)) results.set(change, failed(changedMeanwhile()));
		else lines.push(...linesOf(change, now));
	}
	for (let refusals = 0; lines.length > 0; ) {
		try {
			await call(request(changes[0], lines, options));
			break;
		} catch (error) {
			if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
			refusals += 1;
			const culprit =
				refusals > MOST_REFUSALS ? undefined : lines[lineNumber(error.problem)]?.change;
			for (const { change } of lines)
				if (change === culprit || !culprit) results.set(change, failed(error.problem));
			lines = lines.filter(({ change }) => !results.has(change));
		}
	}
	for (const change of changes) if (!results.has(change)) results.set(change, accepted);
	return results;
}

const all = (changes: readonly NetsuiteChange[], result: WriteResult): Results =>
	new Map(changes.map((change) => [change, result]));

const lineNumber = ({ message }: Problem): number => Number(LINE.exec(message)?.[1] ?? NaN);

/** A customer or the warehouse was quicker: what is to be remembered is no longer what was read. */
const isStale = (change: NetsuiteChange, now: NetsuiteState['quantityAvailable']): boolean =>
	targets(change).some(
		([location]) => now[location] !== change.listing.state.quantityAvailable[location],
	);

const changedMeanwhile = (): Problem => ({
	kind: 'conflict',
	message: 'The stock moved in NetSuite again and again while it was being adjusted.',
	nextStep: 'Run the item again.',
});

function linesOf(change: NetsuiteChange, now: NetsuiteState['quantityAvailable']): Line[] {
	return targets(change)
		.map(([location, target]) => ({ change, location, by: Number(target) - (now[location] ?? 0) }))
		.filter(({ by }) => by !== 0);
}

/**
 * One posting, named by us: sent twice it is the same posting, with the same lines instead of more of them. The name is new for every
 * posting, since an old one would rewrite what was posted under it (sheet, section 4).
 */
function request(
	{ reason, runId }: NetsuiteChange,
	lines: readonly Line[],
	options: ChannelOptions,
): ApiRequest {
	return {
		method: 'PUT',
		path: `/record/v1/inventoryAdjustment/eid:stockout-${encodeURIComponent(runId)}-${randomUUID()}`,
		query: { replace: 'inventory' },
		headers: STRICT,
		body: {
			...reference('subsidiary', options.subsidiary),
			...reference('account', options.adjustmentAccount),
			memo: `${reason === 'takeOff' ? 'Taken off sale' : 'Put back on sale'} by n8n, execution ${runId}`,
			inventory: {
				items: lines.map(({ change: { listing }, location, by }) => ({
					item: { id: listing.id },
					location: { id: location },
					adjustQtyBy: by,
				})),
			},
		},
		repeatable: true,
	};
}

function reference(field: string, id: unknown): IDataObject {
	return asText(id) === '' ? {} : { [field]: { id: asText(id) } };
}
