import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import type { Problem } from '../../http/problem';
import { accepted, failed, type Batch, type WriteResult, type State } from '../platform';
import {
	countRequests,
	MOST_COUNTS,
	rowsOf,
	sendCounts,
	type Problems,
	type SquareChange,
} from './counts';
import type { SquareNative, SquareState } from './listings';
import { upsert, upsertRequests, type Edit } from './upsert';

type Group = readonly SquareChange[];

const setOf = ({ set }: SquareChange) => set as Partial<SquareState>;

/** Counts alone go out side by side. Catalogue writes lock the catalogue, so all of them are one batch that works step by step. */
export function compose(changes: Group): Array<Batch<SquareState, SquareNative>> {
	const inCatalog = changes.filter(touchesCatalog);
	const counted = groupByRows(changes.filter((change) => !touchesCatalog(change)));
	return [
		...counted.map((group) => {
			const requests = countRequests(group);
			return {
				changes: group,
				requests,
				send: async (call: Call) => {
					const problems = await sendCounts(call, group, requests);
					return group.map((change) => resultOf(change, problems.get(change), false));
				},
			};
		}),
		...(inCatalog.length === 0
			? []
			: [
					{
						changes: inCatalog,
						requests: stepRequests(inCatalog),
						send: async (call: Call) => await sendSteps(call, inCatalog),
					},
				]),
	];
}

const touchesCatalog = (change: SquareChange): boolean =>
	setOf(change).present_at !== undefined || setOf(change).track_inventory !== undefined;

function groupByRows(changes: Group): SquareChange[][] {
	const groups: SquareChange[][] = [];
	let rows = Infinity;
	for (const change of changes) {
		const own = rowsOf(change).length;
		if (rows + own > MOST_COUNTS) {
			groups.push([]);
			rows = 0;
		}
		groups[groups.length - 1].push(change);
		rows += own;
	}
	return groups;
}

/** A count means nothing before tracking is on, and must stand before it goes off or the variation is offered again. */
async function sendSteps(call: Call, group: Group): Promise<WriteResult[]> {
	const problems: Problems = new Map();
	const begun = new Set<SquareChange>();
	const step = async (wanted: Group, send: (part: Group) => Promise<Problems>): Promise<void> => {
		const part = wanted.filter((change) => !problems.has(change));
		if (part.length === 0) return;
		const refused = await send(part);
		for (const [change, problem] of refused) problems.set(change, problem);
		for (const change of part) if (!refused.has(change)) begun.add(change);
	};
	const counted = group.filter((change) => rowsOf(change).length > 0);
	await step(group.filter(switchesOn), async (part) => await upsert(call, part.map(firstEdit)));
	await step(counted, async (part) => await sendCounts(call, part));
	await step(group.filter(hasLast), async (part) => await upsert(call, part.map(lastEdit)));
	return group.map((change) => resultOf(change, problems.get(change), begun.has(change)));
}

function stepRequests(group: Group) {
	return [
		...upsertRequests(group.filter(switchesOn).map(firstEdit)),
		...countRequests(group),
		...upsertRequests(group.filter(hasLast).map(lastEdit)),
	];
}

const switchesOn = (change: SquareChange): boolean =>
	Object.values(setOf(change).track_inventory ?? {}).includes(true);
const hasLast = (change: SquareChange): boolean => Object.keys(lastFields(change)).length > 0;

type Fields = Pick<Partial<SquareState>, 'track_inventory' | 'present_at'>;

const firstEdit = (change: SquareChange): Edit =>
	editOf(change, { track_inventory: setOf(change).track_inventory });
const lastEdit = (change: SquareChange): Edit => editOf(change, lastFields(change));

function lastFields(change: SquareChange): Fields {
	const { track_inventory, present_at } = setOf(change);
	return {
		...(track_inventory && !switchesOn(change) ? { track_inventory } : {}),
		...(present_at ? { present_at } : {}),
	};
}

function editOf(change: SquareChange, { track_inventory = {}, present_at = {} }: Fields): Edit {
	return {
		change,
		fields: JSON.stringify({ track_inventory, present_at }),
		apply: (variation) => withPresence(withTracking(variation, track_inventory), present_at),
	};
}

/** Null: the location had no word of its own. */
function withTracking(variation: IDataObject, wanted: SquareState['track_inventory']): IDataObject {
	if (Object.keys(wanted).length === 0) return variation;
	const data = asObject(variation.item_variation_data);
	const overrides = new Map(
		asList(data.location_overrides).map((one) => [asText(one.location_id), one]),
	);
	for (const [location, tracked] of Object.entries(wanted)) {
		const rest: IDataObject = { ...(overrides.get(location) ?? { location_id: location }) };
		delete rest.track_inventory;
		if (tracked !== null) overrides.set(location, { ...rest, track_inventory: tracked });
		else if (Object.keys(rest).some((name) => !STANDS_BY_ITSELF.has(name)))
			overrides.set(location, rest);
		else overrides.delete(location);
	}
	return {
		...variation,
		item_variation_data: { ...data, location_overrides: [...overrides.values()] },
	};
}

/** Square adds these to every override; they are no reason to keep one. */
const STANDS_BY_ITSELF = new Set(['location_id', 'sold_out', 'sold_out_valid_until']);

/** Present everywhere but at some, or nowhere but at some: whichever it is, it stays so (sheet, section 4, b). */
function withPresence(variation: IDataObject, wanted: SquareState['present_at']): IDataObject {
	const nowhereBut = variation.present_at_all_locations === false;
	const name = nowhereBut ? 'present_at_location_ids' : 'absent_at_location_ids';
	const listed = new Set(Array.isArray(variation[name]) ? variation[name].map(String) : []);
	for (const [location, present] of Object.entries(wanted))
		if (present === nowhereBut) listed.add(location);
		else listed.delete(location);
	return { ...variation, [name]: [...listed] };
}

function resultOf(change: SquareChange, problem: Problem | undefined, begun: boolean): WriteResult {
	// Which of its fields went through is not known; undoing leaves alone what does not stand as set.
	if (problem) return failed(problem, begun ? (change.set as State) : {});
	const counts = Object.values(setOf(change).quantity ?? {});
	if (!counts.includes(null)) return accepted;
	const nothingElse = counts.every((count) => count === null) && !touchesCatalog(change);
	return nothingElse ? failed(neverCounted()) : { state: 'accepted', warnings: [KEEPS_ZERO] };
}

const KEEPS_ZERO =
	'Locations that had never been counted stay at 0, because Square cannot forget a count.';

const neverCounted = (): Problem => ({
	kind: 'refused',
	message:
		'This variation had no count in Square before it was taken off sale, so there is none to bring back.',
	nextStep: "Give the pieces in 'Quantity', or enter the stock in Square.",
});
