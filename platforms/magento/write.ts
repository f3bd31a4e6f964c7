import { asObject, type ApiRequest, type Call } from '../../http/answer';
import { ChannelProblem, problemOf, rethrow, type Problem } from '../../http/problem';
import {
	accepted,
	chunk,
	failed,
	type Batch,
	type Change,
	type ChannelOptions,
	type State,
	type WriteResult,
} from '../platform';
import type { MagentoNative, MagentoSource, MagentoState } from './listings';
import { sendStatuses, statusRequests } from './products';
import { inputLimit } from './service';
import { writeStockItem } from './stockItems';

type MagentoChange = Change<MagentoState, MagentoNative>;
type Group = readonly MagentoChange[];
type Row = MagentoSource & { sku: string; source_code: string };
/** Nothing where the row was saved. */
type Verdicts = Map<Row, Problem>;

/** No fixed maximum, unless the shop limits its input (sheet, section 5). */
const MOST_ROWS = 500;
/** After so many refused rows and none saved, it is not the rows. */
const MOST_IN_VAIN = 5;

export function compose(
	changes: Group,
	options: ChannelOptions,
): Array<Batch<MagentoState, MagentoNative>> {
	return byRows(changes).map((group) => ({
		changes: group,
		requests: [...stockRequests(group), ...statusRequests(group.flatMap(statusOf), options)],
		send: async (call: Call, signal?: AbortSignal) => await send(call, group, options, signal),
	}));
}

/** Each group's rows fit into one request; a change is never torn apart. */
function byRows(changes: Group): MagentoChange[][] {
	const groups: MagentoChange[][] = [];
	let rows = Infinity;
	for (const change of changes) {
		const size = Math.max(1, rowsOf(change).length);
		if (rows + size > MOST_ROWS) {
			groups.push([]);
			rows = 0;
		}
		groups[groups.length - 1].push(change);
		rows += size;
	}
	return groups;
}

const setOf = ({ set }: MagentoChange) => set as Partial<MagentoState>;

/** Both members always: a quantity alone does not bring a source back (sheet, section 6). */
function rowsOf({ listing, set }: MagentoChange): Row[] {
	return Object.entries((set as Partial<MagentoState>).sources ?? {}).flatMap(
		([source_code, part]) => {
			const now = listing.state.sources[source_code];
			return now ? [{ sku: listing.sku, source_code, ...now, ...part }] : [];
		},
	);
}

const stockOf = ({ set }: MagentoChange): State =>
	Object.fromEntries(Object.entries(set as State).filter(([field]) => field !== 'status'));

/** What was to be set at the sources of these rows. */
function savedOf({ set }: MagentoChange, rows: readonly Row[]): State {
	const { sources = {} } = set as Partial<MagentoState>;
	const codes = rows.map(({ source_code }) => source_code);
	return codes.length === 0
		? {}
		: { sources: Object.fromEntries(codes.map((code) => [code, sources[code]])) };
}

function statusOf(change: MagentoChange): Array<{ sku: string; status: number }> {
	const { status } = setOf(change);
	return status === undefined ? [] : [{ sku: change.listing.sku, status }];
}

function stockItemRequest(change: MagentoChange): ApiRequest[] {
	const part = asObject(setOf(change).stockItem);
	return Object.keys(part).length === 0
		? []
		: [writeStockItem(change.listing.sku, change.listing.native.itemId, part)];
}

function stockRequests(group: Group): ApiRequest[] {
	const rows = group.flatMap(rowsOf);
	return [...(rows.length > 0 ? [sourceItems(rows)] : []), ...group.flatMap(stockItemRequest)];
}

const sourceItems = (rows: readonly Row[]): ApiRequest => ({
	method: 'POST',
	path: '/V1/inventory/source-items',
	body: { sourceItems: rows },
	repeatable: true,
});

async function send(
	call: Call,
	group: Group,
	options: ChannelOptions,
	signal?: AbortSignal,
): Promise<WriteResult[]> {
	const counted = await sendStock(call, group);
	// A product is hidden or shown only when its stock went through.
	const ready = group.filter(
		(change) => statusOf(change).length > 0 && counted.get(change)?.state !== 'failed',
	);
	const shown = await sendStatuses(call, ready.flatMap(statusOf), options, signal);
	const statusResult = new Map(ready.map((change, i) => [change, shown[i]]));
	return group.map((change) => {
		const stock = counted.get(change);
		const status = statusResult.get(change);
		if (stock?.state === 'failed') return stock;
		if (status?.state === 'failed') return failed(status.problem, stock && stockOf(change));
		return status ?? stock ?? accepted;
	});
}

async function sendStock(call: Call, group: Group): Promise<Map<MagentoChange, WriteResult>> {
	const rows = new Map(group.map((change) => [change, rowsOf(change)]));
	const verdicts = await sendRows(call, [...rows.values()].flat());
	const results = new Map<MagentoChange, WriteResult>();
	for (const [change, own] of rows) {
		if (own.length === 0) continue;
		const problem = own.map((row) => verdicts.get(row)).find((verdict) => verdict !== undefined);
		const saved = own.filter((row) => !verdicts.has(row));
		results.set(change, problem ? failed(problem, savedOf(change, saved)) : accepted);
	}
	await Promise.all(
		group.map(async (change) => {
			for (const request of stockItemRequest(change))
				results.set(change, await sendStockItem(call, request));
		}),
	);
	return results;
}

/** One bad row and nothing of the call is saved, and the answer doesn't name it: halves find it (sheet, section 4). */
async function sendRows(
	call: Call,
	rows: readonly Row[],
	tally = { saved: 0, refused: 0 },
): Promise<Verdicts> {
	if (rows.length === 0) return new Map();
	try {
		await call(sourceItems(rows));
		tally.saved += rows.length;
		return new Map();
	} catch (error) {
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		const most = inputLimit(error.problem) ?? Math.ceil(rows.length / 2);
		const aboutARow =
			(error.problem.kind === 'invalid' || error.problem.kind === 'notFound') &&
			(tally.saved > 0 || tally.refused < MOST_IN_VAIN);
		if (!aboutARow || most >= rows.length) {
			tally.refused += 1;
			return new Map(rows.map((row) => [row, error.problem]));
		}
		const verdicts: Verdicts = new Map();
		for (const part of chunk(rows, most))
			for (const [row, problem] of await sendRows(call, part, tally)) verdicts.set(row, problem);
		return verdicts;
	}
}

async function sendStockItem(call: Call, request: ApiRequest): Promise<WriteResult> {
	try {
		await call(request);
		return accepted;
	} catch (error) {
		const problem = problemOf(error);
		if (error instanceof ChannelProblem && error.maybeDone)
			return { state: 'pending', message: problem.message };
		return failed(problem);
	}
}
