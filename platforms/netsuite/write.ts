import type { Call } from '../../http/answer';
import { ChannelProblem, problemOf, rethrow } from '../../http/problem';
import {
	accepted,
	chunk,
	failed,
	type Batch,
	type ChannelOptions,
	type State,
	type WriteResult,
} from '../platform';
import { adjust, hasQuantity, plannedAdjustment } from './adjustment';
import { flagRequest, flagsOf, hasFlags, setFlags } from './flags';
import { jobBatch } from './jobs';
import type { NetsuiteChange, NetsuiteNative, NetsuiteState } from './items';
import { recordTypes } from './records';
import { PAGE } from './suiteql';

type NetsuiteBatch = Batch<NetsuiteState, NetsuiteNative>;

/** Up to here one request per item is as quick as a job, and tells more (sheet, section 5). */
const MOST_SINGLE = 50;
/** Items of one posting; nothing is documented. */
const MOST_ADJUSTED = 100;

export function compose(
	changes: readonly NetsuiteChange[],
	options: ChannelOptions,
): NetsuiteBatch[] {
	const counted = changes.filter(hasQuantity);
	const plain = changes.filter((change) => !hasQuantity(change));
	return [
		...(plain.length <= MOST_SINGLE
			? plain.map(single)
			: chunk(plain, PAGE).map((part) => jobBatch(part, options))),
		...chunk(counted, MOST_ADJUSTED).map((part) => countBatch(part, options)),
	];
}

function single(change: NetsuiteChange): NetsuiteBatch {
	return {
		changes: [change],
		requests: [usualFlagRequest(change)],
		async send(call) {
			await setFlags(call, change);
			return [accepted];
		},
	};
}

const usualFlagRequest = (change: NetsuiteChange) =>
	flagRequest(change, recordTypes(change.listing.native.itemType)[0]);

function countBatch(changes: readonly NetsuiteChange[], options: ChannelOptions): NetsuiteBatch {
	const posting = plannedAdjustment(changes, options);
	const flags = changes.filter(hasFlags).map(usualFlagRequest);
	// Nothing can be posted for an inactive item: it is switched off last, and on first.
	const back = changes[0].reason === 'putBack';
	return {
		changes,
		requests: back ? [...flags, posting] : [posting, ...flags],
		send: async (call) => await (back ? showThenPost : postThenHide)(call, changes, options),
	};
}

/** A refused posting does not keep the item in the store; stock that moved meanwhile does, since it is planned anew. */
async function postThenHide(
	call: Call,
	changes: readonly NetsuiteChange[],
	options: ChannelOptions,
): Promise<WriteResult[]> {
	const posted = await adjust(call, changes, options);
	return await Promise.all(
		changes.map(async (change) => {
			const result = posted.get(change) ?? accepted;
			if (result.state !== 'failed')
				return (await tryFlags(call, change, countsOf(change))) ?? result;
			if (result.problem.kind === 'conflict' || !hasFlags(change)) return result;
			return (await tryFlags(call, change)) ?? failed(result.problem, flagsOf(change));
		}),
	);
}

async function showThenPost(
	call: Call,
	changes: readonly NetsuiteChange[],
	options: ChannelOptions,
): Promise<WriteResult[]> {
	const refused = new Map<NetsuiteChange, WriteResult>();
	for (const change of changes) {
		const result = await tryFlags(call, change);
		if (result) refused.set(change, result);
	}
	const posted = await adjust(
		call,
		changes.filter((change) => !refused.has(change)),
		options,
	);
	return changes.map((change) => {
		const result = refused.get(change) ?? posted.get(change) ?? accepted;
		const shown = hasFlags(change) && !refused.has(change);
		return result.state === 'failed' && shown ? failed(result.problem, flagsOf(change)) : result;
	});
}

const countsOf = ({ set }: NetsuiteChange): State =>
	set.quantityAvailable ? { quantityAvailable: set.quantityAvailable } : {};

/** What went wrong; undefined when nothing did. */
async function tryFlags(
	call: Call,
	change: NetsuiteChange,
	written: State = {},
): Promise<WriteResult | undefined> {
	if (!hasFlags(change)) return undefined;
	try {
		await setFlags(call, change);
		return undefined;
	} catch (error) {
		if (error instanceof ChannelProblem && error.maybeDone) return rethrow(error);
		return failed(problemOf(error), written);
	}
}
