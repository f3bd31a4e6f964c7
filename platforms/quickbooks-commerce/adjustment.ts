import { randomUUID } from 'node:crypto';

import { asText, type ApiRequest, type Call } from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import { chunk, failed, type ChannelOptions } from '../platform';
import type { Results, Switch } from './active';
import { setOf, type QuickbooksChange, type QuickbooksListing } from './items';
import { readById } from './listings';
import { VERSION } from './query';
import { noAccount } from './stock';

/** Reasons that may lie in one line of many; QuickBooks refuses all lines and does not say which (sheet, section 5). */
const ABOUT_A_LINE = new Set(['610', '2030', '2500', '6000', '6270']);
/** More refusals than this are about the whole adjustment. */
const MOST_REFUSALS = 5;

interface Line {
	change: QuickbooksChange;
	QtyDiff: number;
}

export const counts = (change: QuickbooksChange): boolean => setOf(change).QtyOnHand !== undefined;

/** What would be posted if the count stays as it was read. */
export const plannedAdjustment = (
	changes: readonly QuickbooksChange[],
	options: ChannelOptions,
): ApiRequest =>
	posting(
		changes.map((change) => lineOf(change, change.listing)),
		options,
	);

/**
 * QuickBooks only takes differences, so the count is read anew right before it is posted (sheet, section 4).
 * @returns what was refused, and the fresh items of the others
 */
export async function adjust(
	call: Call,
	changes: readonly QuickbooksChange[],
	options: ChannelOptions,
): Promise<{ refused: Results; done: Switch[] }> {
	const refused: Results = new Map();
	if (changes.length === 0) return { refused, done: [] };
	const fresh = new Map((await readById(call, changes)).map((listing) => [listing.id, listing]));
	const lines: Line[] = [];
	for (const change of changes) {
		const now = fresh.get(change.listing.id);
		const problem = now ? obstacle(change, now, options) : gone();
		if (problem) refused.set(change, failed(problem));
		else if (now) lines.push(lineOf(change, now));
	}
	await post(
		call,
		lines.filter(({ QtyDiff }) => QtyDiff !== 0),
		options,
		refused,
		{ count: 0 },
	);
	const done = lines.filter(({ change }) => !refused.has(change));
	return {
		refused,
		done: done.map(({ change }) => ({
			change,
			SyncToken: (fresh.get(change.listing.id) ?? change.listing).native.SyncToken,
		})),
	};
}

function obstacle(
	change: QuickbooksChange,
	now: QuickbooksListing,
	{ adjustmentAccount }: ChannelOptions,
): Problem | undefined {
	if (asText(adjustmentAccount) === '') return noAccount();
	// What is to be remembered is no longer what was read.
	if (now.state.QtyOnHand !== change.listing.state.QtyOnHand) return moved();
	return now.state.Active ? undefined : inactive();
}

async function post(
	call: Call,
	lines: readonly Line[],
	options: ChannelOptions,
	refused: Results,
	refusals: { count: number },
): Promise<void> {
	if (lines.length === 0) return;
	try {
		await call(posting(lines, options));
	} catch (error) {
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		const { problem } = error;
		const divisible = lines.length > 1 && ABOUT_A_LINE.has(problem.code ?? '');
		if (!divisible || refusals.count >= MOST_REFUSALS) {
			refusals.count += 1;
			for (const { change } of lines) refused.set(change, failed(problem));
			return;
		}
		for (const half of chunk(lines, Math.ceil(lines.length / 2)))
			await post(call, half, options, refused, refusals);
	}
}

const lineOf = (change: QuickbooksChange, { state }: QuickbooksListing): Line => ({
	change,
	// Counts may have decimals, whose difference has no end in binary.
	QtyDiff: Number(((setOf(change).QtyOnHand ?? 0) - (state.QtyOnHand ?? 0)).toFixed(5)),
});

/** Without a date QuickBooks takes its own today, which is the company's and not that of this computer. */
function posting(lines: readonly Line[], { adjustmentAccount }: ChannelOptions): ApiRequest {
	const { reason, runId } = lines[0].change;
	return {
		method: 'POST',
		path: '/inventoryadjustment',
		query: { ...VERSION, requestid: randomUUID() },
		body: {
			AdjustAccountRef: { value: asText(adjustmentAccount) },
			PrivateNote: `${reason === 'takeOff' ? 'Taken off sale' : 'Put back on sale'} by n8n, execution ${runId}`,
			Line: lines.map(({ change, QtyDiff }) => ({
				DetailType: 'ItemAdjustmentLineDetail',
				ItemAdjustmentLineDetail: { ItemRef: { value: change.listing.id }, QtyDiff },
			})),
		},
		repeatable: true,
	};
}

const moved = (): Problem => ({
	kind: 'conflict',
	message: 'The count moved in QuickBooks again and again while it was being adjusted.',
	nextStep: 'Run the item again.',
});

const inactive = (): Problem => ({
	kind: 'refused',
	message: 'QuickBooks posts nothing for an inactive item, so its quantity was not set.',
	nextStep:
		"Map the 'restore' field of the Take Off Sale result into 'Restore Data', or make the item active in QuickBooks first.",
});

const gone = (): Problem => ({
	kind: 'notFound',
	message: 'The item is no longer in QuickBooks.',
	nextStep: 'It was merged with another or deleted; check the SKU in QuickBooks.',
});
