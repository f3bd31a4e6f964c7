import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, type Call } from '../../http/answer';
import type { Problem } from '../../http/problem';
import { accepted, failed, type Batch, type WriteResult } from '../platform';
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
	setOf(change).is_archived !== undefined || setOf(change).track_inventory !== undefined;

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

/** A count means nothing before tracking is on, and must stand before it goes off or the item is shown again. */
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
	await step(group.filter(switchesOn), async (part) => await upsert(call, trackingEdits(part)));
	await step(
		group.filter((change) => rowsOf(change).length > 0),
		async (part) => await sendCounts(call, part),
	);
	await step(group.filter(switchesBack), async (part) => await upsert(call, trackingEdits(part)));
	await step(group.filter(archives), async (part) => await upsert(call, archiveEdits(part)));
	return group.map((change) => resultOf(change, problems.get(change), begun.has(change)));
}

function stepRequests(group: Group) {
	return [
		...upsertRequests(trackingEdits(group.filter(switchesOn))),
		...countRequests(group),
		...upsertRequests(trackingEdits(group.filter(switchesBack))),
		...upsertRequests(archiveEdits(group.filter(archives))),
	];
}

const tracking = (change: SquareChange) => Object.values(setOf(change).track_inventory ?? {});
const switchesOn = (change: SquareChange): boolean => tracking(change).includes(true);
const switchesBack = (change: SquareChange): boolean =>
	tracking(change).length > 0 && !switchesOn(change);
const archives = (change: SquareChange): boolean => setOf(change).is_archived !== undefined;

function trackingEdits(group: Group): Edit[] {
	return group.map((change) => {
		const { track_inventory: wanted = {} } = setOf(change);
		return {
			id: change.listing.id,
			changes: [change],
			fields: `track_inventory ${JSON.stringify(wanted)}`,
			apply: (variation) => withTracking(variation, wanted),
		};
	});
}

/** Null: the location had no word of its own. */
function withTracking(variation: IDataObject, wanted: SquareState['track_inventory']): IDataObject {
	const data = asObject(variation.item_variation_data);
	const overrides = new Map(
		asList(data.location_overrides).map((one) => [String(one.location_id), one]),
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

/** One edit per item, however many of its variations change. */
function archiveEdits(group: Group): Edit[] {
	const byItem = Map.groupBy(group, ({ listing }) => listing.native.itemId);
	return [...byItem].map(([id, changes]) => {
		const archived = setOf(changes[0]).is_archived === true;
		return {
			id,
			changes,
			fields: `is_archived ${archived}`,
			apply: (item) => ({
				...item,
				item_data: { ...asObject(item.item_data), is_archived: archived },
			}),
		};
	});
}

function resultOf(change: SquareChange, problem: Problem | undefined, begun: boolean): WriteResult {
	if (problem) return failed(problem, begun);
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
