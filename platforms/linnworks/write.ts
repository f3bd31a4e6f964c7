import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type ApiRequest, type Call } from '../../http/answer';
import type { Problem } from '../../http/problem';
import {
	accepted,
	failed,
	type Batch,
	type Change,
	type State,
	type WriteResult,
} from '../platform';
import { inHalves } from './inHalves';
import type { LinnworksNative, LinnworksState } from './listings';
import { writeRequest } from './service';

type LinnworksChange = Change<LinnworksState, LinnworksNative>;
type Group = readonly LinnworksChange[];

const MOST_ROWS = 200;
const TIMEOUT_MS = 60_000;

/** Levels are set, not moved: UpdateStockLevelsBySKU has the same body as SetStockLevel and would add (sheet, section 1). */
export function compose(changes: Group): Array<Batch<LinnworksState, LinnworksNative>> {
	const groups: LinnworksChange[][] = [];
	let rows = Infinity;
	for (const change of changes) {
		const more = levelsOf(change).length;
		if (rows + more > MOST_ROWS) {
			groups.push([]);
			rows = 0;
		}
		groups[groups.length - 1].push(change);
		rows += more;
	}
	return groups.map((group) => ({
		changes: group,
		requests: [request(group)],
		send: async (call: Call) =>
			await inHalves(group, async (part) => results(part, (await call(request(part))).body)),
	}));
}

const levelsOf = ({ set }: LinnworksChange): Array<[string, number]> =>
	Object.entries((set as Partial<LinnworksState>).StockLevel ?? {});

/** The rows of a group, each with the change it belongs to; their order is their RowIndex. */
const rowsOf = (group: Group) =>
	group.flatMap((change) =>
		levelsOf(change).map(([location, level]) => ({ change, location, level })),
	);

function request(group: Group): ApiRequest {
	const Items: IDataObject[] = rowsOf(group).map(({ change, location, level }, RowIndex) => ({
		RowIndex,
		StockItemId: change.listing.id,
		StockLocationId: location,
		StockLevel: level,
	}));
	return { ...writeRequest({ Items }), timeoutMs: TIMEOUT_MS };
}

/** An answer without rows says "accepted" and nothing about any of them: the read-back judges (sheet, section 5). */
function results(group: Group, body: unknown): WriteResult[] {
	const answers = asList(asObject(body).Items);
	if (answers.length === 0) return group.map(() => accepted);
	const byIndex = new Map(answers.map((answer) => [asNumber(answer.RowIndex), answer]));
	const rows = rowsOf(group).map((row, i) => ({ ...row, problem: rowProblem(byIndex.get(i)) }));
	return group.map((change) => {
		const own = rows.filter((row) => row.change === change);
		const problem = own.find((row) => row.problem)?.problem;
		if (!problem) return accepted;
		const done = own.filter((row) => !row.problem).map(({ location, level }) => [location, level]);
		const written: State = done.length > 0 ? { StockLevel: Object.fromEntries(done) as State } : {};
		return failed(problem, written);
	});
}

function rowProblem(answer: IDataObject | undefined): Problem | undefined {
	if (!answer)
		return {
			kind: 'unknown',
			message: 'Linnworks left this item out of its answer.',
			nextStep: 'Run the item again; report this message if it happens again.',
		};
	const errors = Array.isArray(answer.Errors) ? answer.Errors.map(asText).filter(Boolean) : [];
	if (errors.length === 0) return undefined;
	const said = errors.join(' ');
	if (/not (be )?found|does not exist/i.test(said))
		return {
			kind: 'notFound',
			message: `Linnworks does not find the item or the location any more: ${said}`,
			nextStep: 'Check in Linnworks whether the item was archived or the location removed.',
		};
	return {
		kind: 'refused',
		message: `Linnworks did not set the stock level: ${said}`,
		nextStep:
			'Look at the stock item in Linnworks, or take it off sale on the channels themselves.',
	};
}
