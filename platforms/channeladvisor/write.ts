import type { IDataObject } from 'n8n-workflow';

import type { ApiRequest, Call } from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import {
	accepted,
	failed,
	type Batch,
	type Change,
	type State,
	type WriteResult,
} from '../platform';
import type { ChannelAdvisorNative, ChannelAdvisorState } from './listings';

type CaChange = Change<ChannelAdvisorState, ChannelAdvisorNative>;

/** One request and the fields it carries. */
interface Part {
	set: State;
	request: ApiRequest;
}

/** One product a request: `$batch` counts each of its parts and so saves nothing (sheet, section 5). */
export function compose(
	changes: readonly CaChange[],
): Array<Batch<ChannelAdvisorState, ChannelAdvisorNative>> {
	return changes.map((change) => {
		const parts = partsOf(change);
		return {
			changes: [change],
			requests: parts.map(({ request }) => request),
			send: async (call) => [await sendAll(call, parts)],
		};
	});
}

/** What stops the sale goes first, and comes back last. */
function partsOf({ listing, set, reason }: CaChange): Part[] {
	const { AvailableQuantity, ...switches } = set as Partial<ChannelAdvisorState>;
	// The id is ChannelAdvisor's number of the product, never the SKU (sheet, section 1).
	const path = `/v1/Products(${listing.id})`;
	const parts: Part[] = [];
	if (AvailableQuantity)
		parts.push({
			set: { AvailableQuantity },
			request: {
				method: 'POST',
				path: `${path}/UpdateQuantity`,
				body: { Value: { UpdateType: 'Absolute', Updates: updates(AvailableQuantity) } },
				repeatable: true,
			},
		});
	if (Object.keys(switches).length > 0)
		parts.push({
			set: switches as State,
			request: { method: 'PUT', path, body: switches as IDataObject, repeatable: true },
		});
	return reason === 'takeOff' ? parts : parts.reverse();
}

const updates = (quantities: ChannelAdvisorState['AvailableQuantity']): IDataObject[] =>
	Object.entries(quantities).map(([center, Quantity]) => ({
		DistributionCenterID: Number(center),
		Quantity,
	}));

/** A refused part does not keep the other one back: each of them makes the product harder to buy, or easier again. */
async function sendAll(call: Call, parts: readonly Part[]): Promise<WriteResult> {
	let problem: Problem | undefined;
	let written: State = {};
	for (const { set, request } of parts) {
		const refused = await tryOne(call, request);
		problem ??= refused;
		if (!refused) written = { ...written, ...set };
	}
	return problem ? failed(problem, written) : accepted;
}

async function tryOne(call: Call, request: ApiRequest): Promise<Problem | undefined> {
	try {
		await call(request);
		return undefined;
	} catch (error) {
		// Perhaps it was done all the same: the read-back decides.
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		return error.problem;
	}
}
