import type { Call } from '../../http/answer';
import {
	accepted,
	chunk,
	failed,
	type Batch,
	type ChannelOptions,
	type State,
	type WriteResult,
} from '../platform';
import {
	asRead,
	MOST_IN_BATCH,
	switchActive,
	switches,
	switchRequests,
	type Results,
} from './active';
import { adjust, counts, plannedAdjustment } from './adjustment';
import { setOf, type QuickbooksChange, type QuickbooksNative, type QuickbooksState } from './items';

type QuickbooksBatch = Batch<QuickbooksState, QuickbooksNative>;

/** Lines of one adjustment: nothing is documented, and three batches of switches go with it. */
const MOST_LINES = 3 * MOST_IN_BATCH;

export function compose(
	changes: readonly QuickbooksChange[],
	options: ChannelOptions,
): QuickbooksBatch[] {
	const counted = changes.filter(counts);
	const plain = changes.filter((change) => !counts(change));
	return [
		...chunk(plain, MOST_IN_BATCH).map((part) => ({
			changes: part,
			requests: switchRequests(part.map(asRead)),
			send: async (call: Call) => inOrder(part, await switchActive(call, part.map(asRead))),
		})),
		...chunk(counted, MOST_LINES).map((part) => countBatch(part, options)),
	];
}

/** Nothing can be posted for an inactive item, and one with stock is not made inactive: it is switched off last, and on first. */
function countBatch(
	changes: readonly QuickbooksChange[],
	options: ChannelOptions,
): QuickbooksBatch {
	const posting = plannedAdjustment(changes, options);
	const flags = switchRequests(changes.filter(switches).map(asRead));
	const back = changes[0].reason === 'putBack';
	return {
		changes,
		requests: back ? [...flags, posting] : [posting, ...flags],
		send: async (call) =>
			inOrder(changes, await (back ? switchThenPost : postThenSwitch)(call, changes, options)),
	};
}

async function postThenSwitch(
	call: Call,
	changes: readonly QuickbooksChange[],
	options: ChannelOptions,
): Promise<Results> {
	const { refused, done } = await adjust(call, changes, options);
	const switched = await switchActive(
		call,
		done.filter(({ change }) => switches(change)),
	);
	const posted = (change: QuickbooksChange): State => ({
		QtyOnHand: setOf(change).QtyOnHand ?? null,
	});
	return new Map([...refused, ...withWritten(switched, posted)]);
}

async function switchThenPost(
	call: Call,
	changes: readonly QuickbooksChange[],
	options: ChannelOptions,
): Promise<Results> {
	const switched = await switchActive(call, changes.filter(switches).map(asRead));
	const isOn = (change: QuickbooksChange) => switched.get(change)?.state !== 'failed';
	const { refused } = await adjust(call, changes.filter(isOn), options);
	const shown = (change: QuickbooksChange): State => (switches(change) ? { Active: true } : {});
	return new Map([...switched, ...withWritten(refused, shown)]);
}

/** What failed halfway says what was written before. */
function withWritten(results: Results, written: (change: QuickbooksChange) => State): Results {
	return new Map(
		[...results].map(([change, result]) => [
			change,
			result.state === 'failed' ? failed(result.problem, written(change)) : result,
		]),
	);
}

const inOrder = (changes: readonly QuickbooksChange[], results: Results): WriteResult[] =>
	changes.map((change) => results.get(change) ?? accepted);
