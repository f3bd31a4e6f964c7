import type { ApiRequest, Call } from '../../http/answer';
import type { Problem } from '../../http/problem';
import {
	accepted,
	chunk,
	failed,
	type Batch,
	type ChannelOptions,
	type State,
	type WriteResult,
} from '../platform';
import { adjust, hasCounts, plannedAdjustments, type Posted } from './adjustment';
import { sendInHalves } from './halves';
import { setOf, type ZohoChange, type ZohoNative, type ZohoState } from './items';

type ZohoBatch = Batch<ZohoState, ZohoNative>;

/** Items of one switch and of one adjustment; nothing is documented (sheet, section 5). */
const MOST_ITEMS = 50;

const statusOf = (change: ZohoChange): string | undefined => setOf(change).status;

export function compose(changes: readonly ZohoChange[], options: ChannelOptions): ZohoBatch[] {
	const counted = changes.filter(hasCounts);
	const plain = Map.groupBy(
		changes.filter((change) => !hasCounts(change)),
		statusOf,
	);
	return [
		...[...plain.values()].flatMap((same) =>
			chunk(same, MOST_ITEMS).map((part) => switchBatch(part)),
		),
		...chunk(counted, MOST_ITEMS).map((part) => countBatch(part, options)),
	];
}

function switchBatch(changes: readonly ZohoChange[]): ZohoBatch {
	return {
		changes,
		requests: [switchRequest(changes)],
		async send(call) {
			const refused = await switchAll(call, changes);
			return changes.map((change) => resultOf(refused.get(change), {}));
		},
	};
}

/** The documented switch; an update of the item would want all its fields (sheet, section 1). All changes want the same status. */
function switchRequest(changes: readonly ZohoChange[]): ApiRequest {
	const status = statusOf(changes[0]);
	const ids = changes.map(({ listing }) => listing.id);
	const [id] = ids;
	return {
		method: 'POST',
		path: ids.length === 1 ? `/items/${id}/${status}` : `/items/${status}`,
		...(ids.length === 1 ? {} : { query: { item_ids: ids.join(',') } }),
		repeatable: true,
	};
}

async function switchAll(
	call: Call,
	changes: readonly ZohoChange[],
): Promise<Map<ZohoChange, Problem>> {
	const groups = Map.groupBy(
		changes.filter((change) => statusOf(change) !== undefined),
		statusOf,
	);
	const refused = new Map<ZohoChange, Problem>();
	for (const group of groups.values()) {
		const problems = await sendInHalves(group, async (part) => await call(switchRequest(part)));
		for (const [change, problem] of problems) refused.set(change, problem);
	}
	return refused;
}

function countBatch(changes: readonly ZohoChange[], options: ChannelOptions): ZohoBatch {
	const back = changes[0].reason === 'putBack';
	const postings = plannedAdjustments(changes, options);
	const switches = [
		...Map.groupBy(
			changes.filter((change) => statusOf(change) !== undefined),
			statusOf,
		).values(),
	].map((part) => switchRequest(part));
	// Nothing can be posted for an inactive item: it is switched off last, and on first (sheet, section 4).
	return {
		changes,
		requests: back ? [...switches, ...postings] : [...postings, ...switches],
		send: async (call) => await (back ? switchThenPost : postThenSwitch)(call, changes, options),
	};
}

/** A refused posting does not keep the item on sale; stock that moved meanwhile does, since it is planned anew. */
async function postThenSwitch(
	call: Call,
	changes: readonly ZohoChange[],
	options: ChannelOptions,
): Promise<WriteResult[]> {
	const posted = await adjust(call, changes, options);
	const ready = changes.filter((change) => posted.get(change)?.problem?.kind !== 'conflict');
	const refused = await switchAll(call, ready);
	return changes.map((change) => {
		const switched = ready.includes(change) && !refused.has(change);
		const { problem, written } = posted.get(change) as Posted;
		return resultOf(problem ?? refused.get(change), {
			...countsOf(written),
			...(switched ? flagOf(change) : {}),
		});
	});
}

async function switchThenPost(
	call: Call,
	changes: readonly ZohoChange[],
	options: ChannelOptions,
): Promise<WriteResult[]> {
	const refused = await switchAll(call, changes);
	for (const change of changes) if (isOff(change)) refused.set(change, inactive());
	const posted = await adjust(
		call,
		changes.filter((change) => !refused.has(change)),
		options,
	);
	return changes.map((change) => {
		const { problem = refused.get(change), written } = posted.get(change) ?? { written: {} };
		return resultOf(problem, {
			...countsOf(written),
			...(refused.has(change) ? {} : flagOf(change)),
		});
	});
}

/** Inactive, and to stay so. */
const isOff = (change: ZohoChange): boolean =>
	(statusOf(change) ?? change.listing.state.status) === 'inactive';

const inactive = (): Problem => ({
	kind: 'refused',
	message: 'The item is inactive in Zoho, so no quantity can be posted for it.',
	nextStep: 'Make the item active in Zoho Inventory, then run the item again.',
});

const flagOf = (change: ZohoChange): State => {
	const status = statusOf(change);
	return status === undefined ? {} : { status };
};

const countsOf = (written: Posted['written']): State =>
	Object.keys(written).length > 0 ? { location_available_stock: written } : {};

const resultOf = (problem: Problem | undefined, written: State): WriteResult =>
	problem ? failed(problem, written) : accepted;
