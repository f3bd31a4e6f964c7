import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type ApiRequest, type Call } from '../../http/answer';
import { accepted, chunk, failed, type WriteResult } from '../platform';
import { setOf, SUFFIX, type QuickbooksChange } from './items';
import { VERSION } from './query';
import { faultProblem } from './service';

/** Operations of one batch (sheet, section 5). */
export const MOST_IN_BATCH = 30;
/** A required field is missing. */
const INCOMPLETE = '2020';

export interface Switch {
	change: QuickbooksChange;
	/** As read last. */
	SyncToken: string;
}

export type Results = Map<QuickbooksChange, WriteResult>;

export const switches = (change: QuickbooksChange): boolean => setOf(change).Active !== undefined;

export const asRead = (change: QuickbooksChange): Switch => ({
	change,
	SyncToken: change.listing.native.SyncToken,
});

export const switchRequests = (group: readonly Switch[]): ApiRequest[] =>
	chunk(group, MOST_IN_BATCH).map((part) => batch(part.map(toItem)));

export async function switchActive(call: Call, group: readonly Switch[]): Promise<Results> {
	const results: Results = new Map();
	for (const part of chunk(group, MOST_IN_BATCH)) {
		const first = await send(call, part.map(toItem));
		const incomplete = part.filter((_, i) => codeOf(first[i]) === INCOMPLETE);
		part.forEach(({ change }, i) => results.set(change, resultOf(change, first[i])));
		if (incomplete.length === 0) continue;
		// Some companies want more than the switch (sheet, section 4).
		const second = await send(
			call,
			incomplete.map((one) => ({ ...one.change.listing.native.required, ...toItem(one) })),
		);
		incomplete.forEach(({ change }, i) => results.set(change, resultOf(change, second[i])));
	}
	return results;
}

const toItem = ({ change, SyncToken }: Switch): IDataObject => ({
	Id: change.listing.id,
	SyncToken,
	sparse: true,
	Active: setOf(change).Active,
});

/** The key makes a repeat the same write (sheet, section 4). */
const batch = (items: readonly IDataObject[]): ApiRequest => ({
	method: 'POST',
	path: '/batch',
	query: { ...VERSION, requestid: randomUUID() },
	body: {
		BatchItemRequest: items.map((Item, i) => ({ bId: String(i + 1), operation: 'update', Item })),
	},
	limit: 'batch',
	repeatable: true,
});

async function send(call: Call, items: readonly IDataObject[]): Promise<IDataObject[]> {
	const { body } = await call(batch(items));
	const byId = new Map(
		asList(asObject(body).BatchItemResponse).map((one) => [asText(one.bId), one]),
	);
	return items.map((_, i) => byId.get(String(i + 1)) ?? {});
}

const codeOf = ({ Fault }: IDataObject): string => asText(asList(asObject(Fault).Error)[0]?.code);

function resultOf(change: QuickbooksChange, { Fault, Item }: IDataObject): WriteResult {
	if (Fault !== undefined) return failed(faultProblem(asObject(Fault)));
	if (Item === undefined)
		return failed({
			kind: 'unknown',
			message: 'QuickBooks gave no answer for this item.',
			nextStep: 'Run the item again; if it happens again, report this message.',
		});
	const warnings = warningsOf(change, asObject(Item));
	return warnings.length > 0 ? { state: 'accepted', warnings } : accepted;
}

function warningsOf(change: QuickbooksChange, item: IDataObject): string[] {
	const { Active, QtyOnHand } = setOf(change);
	const before = change.listing.state.QtyOnHand;
	const after = asNumber(item.QtyOnHand);
	const name = asText(item.Name);
	return [
		...(Active === false && QtyOnHand === undefined && before && after === 0
			? [
					`QuickBooks wrote ${before} off in its books when it made the item inactive; Put Back on Sale does not bring them back.`,
				]
			: []),
		...(Active === true && SUFFIX.test(name)
			? [`QuickBooks left the name at '${name}'; correct it there.`]
			: []),
	];
}
