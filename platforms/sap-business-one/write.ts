import type { IDataObject } from 'n8n-workflow';

import { asObject, asText, type ApiRequest, type Call } from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import {
	accepted,
	chunk,
	failed,
	oneRequest,
	type Batch,
	type Change,
	type State,
	type WriteResult,
} from '../platform';
import { entity } from './fields';
import type { SapNative, SapState } from './listings';
import { NO_MATCH } from './service';

type SapChange = Change<SapState, SapNative>;
type SapBatch = Batch<SapState, SapNative>;
type Group = readonly SapChange[];

/** Items in one posting; nothing is documented. */
const MOST_POSTED = 100;

/** A batch would stop at its first refused part, so each item is a request of its own (sheet, section 5); postings take many lines. */
export function compose(changes: Group): SapBatch[] {
	const plain = changes.filter((change) => !hasCount(change));
	return [
		...plain.map((change) => oneRequest([change], patch(change), () => [accepted])),
		...chunk(changes.filter(hasCount), MOST_POSTED).map(postingBatch),
	];
}

const countsOf = ({ set }: SapChange): SapState['InStock'] =>
	(set as Partial<SapState>).InStock ?? {};
const hasCount = (change: SapChange): boolean => Object.keys(countsOf(change)).length > 0;
const switchesOf = ({ set }: SapChange): State =>
	Object.fromEntries(Object.entries(set as State).filter(([field]) => field !== 'InStock'));
const hasSwitches = (change: SapChange): boolean => Object.keys(switchesOf(change)).length > 0;

function patch(change: SapChange): ApiRequest {
	return {
		method: 'PATCH',
		path: entity('Items', change.listing.id),
		body: switchesOf(change) as IDataObject,
		repeatable: true,
	};
}

/** Counted quantities are absolute, and one document takes the lines of many items. */
function posting(changes: Group): ApiRequest {
	const [{ reason, runId }] = changes;
	return {
		method: 'POST',
		path: '/InventoryPostings',
		body: {
			Remarks: `${reason === 'takeOff' ? 'Taken off sale' : 'Put back on sale'} by n8n, execution ${runId}`,
			// What comes back is worth what it was when it went (sheet, section 6).
			...(reason === 'putBack' ? { PriceSource: 'ippsItemCost' } : {}),
			InventoryPostingLines: changes.flatMap((change) =>
				Object.entries(countsOf(change)).map(([WarehouseCode, CountedQuantity]) => ({
					ItemCode: change.listing.id,
					WarehouseCode,
					CountedQuantity,
				})),
			),
		},
		repeatable: true,
	};
}

function postingBatch(changes: Group): SapBatch {
	const switches = changes.filter(hasSwitches).map(patch);
	// Nothing can be posted for an inactive item: it is switched off last, and on first.
	const back = changes[0].reason === 'putBack';
	return {
		changes,
		requests: back ? [...switches, posting(changes)] : [posting(changes), ...switches],
		send: async (call) => await (back ? showThenPost : postThenHide)(call, changes),
	};
}

/** A refused posting does not keep the item on sale; a changed item does, since it is planned anew. */
async function postThenHide(call: Call, changes: Group): Promise<WriteResult[]> {
	const posted = await post(call, changes);
	const results: WriteResult[] = [];
	for (const change of changes) {
		const count = posted.get(change) ?? accepted;
		const stale = count.state === 'failed' && count.problem.kind === 'conflict';
		const problem = stale ? undefined : await trySwitches(call, change);
		if (count.state !== 'failed')
			results.push(problem ? failed(problem, { InStock: countsOf(change) }) : count);
		else results.push(stale || problem ? count : failed(count.problem, switchesOf(change)));
	}
	return results;
}

async function showThenPost(call: Call, changes: Group): Promise<WriteResult[]> {
	const refused = new Map<SapChange, Problem>();
	for (const change of changes) {
		const problem = await trySwitches(call, change);
		if (problem) refused.set(change, problem);
	}
	const posted = await post(
		call,
		changes.filter((change) => !refused.has(change)),
	);
	return changes.map((change) => {
		const problem = refused.get(change);
		if (problem) return failed(problem);
		const count = posted.get(change) ?? accepted;
		return count.state === 'failed' ? failed(count.problem, switchesOf(change)) : count;
	});
}

/** What went wrong; undefined when nothing did. */
async function trySwitches(call: Call, change: SapChange): Promise<Problem | undefined> {
	if (!hasSwitches(change)) return undefined;
	try {
		await call(patch(change));
		return undefined;
	} catch (error) {
		// Perhaps it was done all the same: the read-back decides.
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		return error.problem;
	}
}

/** A document is all or nothing and its refusal names no line, so its items are then posted one by one. */
async function post(call: Call, changes: Group): Promise<Map<SapChange, WriteResult>> {
	const all = (result: WriteResult) => new Map(changes.map((change) => [change, result]));
	if (changes.length === 0) return new Map();
	try {
		const { body } = await call(posting(changes));
		const number = asText(asObject(body).DocumentNumber);
		return all({
			state: 'accepted',
			warnings: [`Posted to the books of SAP Business One as inventory posting ${number}.`],
		});
	} catch (error) {
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		if (changes.length === 1 || !isAboutALine(error.problem)) return all(failed(error.problem));
		const results = new Map<SapChange, WriteResult>();
		for (const change of changes)
			results.set(change, (await post(call, [change])).get(change) ?? accepted);
		return results;
	}
}

/** Not the document as a whole; and what may wait as a draft is not sent once more. */
const isAboutALine = ({ kind, code }: Problem): boolean =>
	kind === 'refused' && code !== undefined && code !== NO_MATCH;
