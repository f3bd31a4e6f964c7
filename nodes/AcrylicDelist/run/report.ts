import type { IDataObject } from 'n8n-workflow';

import { clock } from '../../../http/clock';
import type { Problem, ProblemKind } from '../../../http/problem';
import type { Listing, Platform } from '../../../platforms/platform';
import { any, describe, stateOf, type ListingState } from './listingState';
import { holds, missing, toText, writtenOf, type Memory } from './memory';
import type { Channel, Outcome, Step, Task, Wish } from './types';

export interface Row {
	sku: string;
	channel: string;
	/** For messages to people. */
	channelName: string;
	outcome: Outcome;
	/** What kind of problem it is, so that a workflow can tell a login from an outage; absent where there is none. */
	kind?: ProblemKind;
	changed: boolean;
	confirmed: boolean;
	before: ListingState | null;
	after: ListingState | null;
	/** Restore data for Put Back on Sale; '' where there is none. */
	restore: string;
	warnings: string[];
	message: string;
	/** '' where there is nothing to do. */
	nextStep: string;
	runId: string;
	/** Requests this channel took for the whole run. */
	requests: number;
	/** Milliseconds from the start of the run to the platform's acceptance. */
	ourMs: number;
	/** Milliseconds from there to the confirming read-back. */
	channelMs: number;
	/** Dry runs: what would be sent. */
	plannedRequests?: IDataObject[];
}

const DONE: ReadonlySet<Outcome> = new Set([
	'offSale',
	'alreadyOffSale',
	'backOnSale',
	'alreadyOnSale',
	'planned',
	'pending',
	'leftAlone',
]);

export const isDone = ({ outcome }: Row): boolean => DONE.has(outcome);

/** One row per wish. Only the first wish of a task reports the change, so that people are told once. */
export function rowsOf(channel: Channel, task: Task): Array<{ item: number; row: Row }> {
	const verdict = judge(channel, task);
	return task.wishes.map((wish, i) => ({
		item: wish.item,
		row: {
			...blank(channel, wish.sku),
			...verdict,
			changed: verdict.changed && i === 0,
			// Sentences may quote the platform, and a platform may quote what we sent.
			message: channel.clean(verdict.message),
			warnings: verdict.warnings.map((warning) => channel.clean(warning)),
		},
	}));
}

/** The row of a wish that never became a task. */
export function rowOfProblem(
	channel: Pick<Channel, 'platform' | 'settings' | 'meter'>,
	wish: Pick<Wish, 'sku'>,
	problem: Problem,
	outcome: Outcome = problem.kind === 'refused' ? 'refused' : 'failed',
): Row {
	return {
		...blank(channel, wish.sku),
		outcome,
		kind: problem.kind,
		message: problem.message,
		nextStep: problem.nextStep,
	};
}

function blank(
	{ platform, settings, meter }: Pick<Channel, 'platform' | 'settings' | 'meter'>,
	sku: string,
): Row {
	return {
		sku,
		channelName: platform.name,
		// In the order in which a person reads a table.
		outcome: 'failed',
		message: '',
		nextStep: '',
		changed: false,
		confirmed: false,
		before: null,
		after: null,
		restore: '',
		warnings: [],
		channel: platform.id,
		runId: settings.runId,
		requests: meter.requests,
		ourMs: 0,
		channelMs: 0,
	};
}

type Verdict = Omit<Row, 'sku' | 'channel' | 'channelName' | 'runId' | 'requests'>;

function judge(channel: Channel, task: Task): Verdict {
	const { platform, settings } = channel;
	const steps = task.steps;
	const listings = steps.map(({ listing }) => listing);
	const told: Verdict = {
		outcome: 'failed',
		changed: false,
		confirmed: false,
		before: stateOf(listings),
		after: null,
		restore: '',
		warnings: warningsOf(steps),
		message: '',
		nextStep: '',
		ourMs: 0,
		channelMs: 0,
	};
	if (task.end) {
		const { outcome, problem } = task.end;
		return {
			...told,
			outcome,
			kind: problem.kind,
			message: problem.message,
			nextStep: problem.nextStep,
		};
	}
	if (settings.operation === 'getStockState')
		return { ...told, ...stockState(platform, listings), after: told.before };
	const memory =
		settings.operation === 'takeOffSale' && !settings.dryRun ? memoryOf(channel, task) : '';
	const worst = steps
		.map((step) => judgeStep(channel, step))
		.reduce((a, b) => (rank(b.outcome) > rank(a.outcome) ? b : a));
	const written = steps.filter(({ acceptedAt }) => acceptedAt !== undefined);
	const accepted = Math.max(
		0,
		...written.map(({ acceptedAt }) => (acceptedAt as number) - channel.startedAt),
	);
	const shown = Math.max(
		0,
		...written.map(({ acceptedAt, confirmedAt }) => (confirmedAt ?? 0) - (acceptedAt as number)),
	);
	return {
		...told,
		...worst,
		changed: steps.some(hasChanged),
		after: settings.dryRun
			? null
			: stateOf(
					steps.map(
						({ seen, listing, plan }) => seen ?? (plan.kind === 'nothing' ? listing : undefined),
					),
				),
		restore: memory,
		ourMs: accepted,
		channelMs: shown,
		...(settings.dryRun && steps.some(({ requests }) => requests)
			? { plannedRequests: steps.flatMap(({ requests }) => requests ?? []) }
			: {}),
	};
}

function stockState(
	{ name }: Platform,
	listings: readonly Listing[],
): Pick<Verdict, 'outcome' | 'confirmed' | 'message'> {
	const buyable = any(listings.map((listing) => listing.buyable));
	if (buyable === null)
		return {
			outcome: 'alreadyOnSale',
			confirmed: false,
			message: `${name} does not tell whether it can be ordered at zero; take it to be on sale.`,
		};
	return buyable
		? { outcome: 'alreadyOnSale', confirmed: true, message: `Can be bought on ${name}.` }
		: { outcome: 'alreadyOffSale', confirmed: true, message: `Cannot be bought on ${name}.` };
}

type StepVerdict = Pick<Verdict, 'outcome' | 'kind' | 'confirmed' | 'message'> &
	Partial<Pick<Verdict, 'nextStep'>>;

function judgeStep(channel: Channel, step: Step): StepVerdict {
	const { platform, settings } = channel;
	const { plan, result } = step;
	if (plan.kind === 'stuck') return ofProblem(plan.problem);
	// An earlier round wrote some of it, and what was left came about by itself.
	if (plan.kind === 'nothing' && step.rounds) return done(channel, { ...step, seen: step.listing });
	if (plan.kind === 'nothing')
		return {
			outcome: plan.outcome,
			confirmed: true,
			message: plan.note ?? nothingToDo(plan.outcome, platform),
		};
	if (settings.dryRun) {
		if (result?.state === 'failed') return ofProblem(result.problem);
		return {
			outcome: 'planned',
			confirmed: false,
			message: `Dry run: nothing was sent to ${platform.name}.`,
		};
	}
	if (!result)
		return ofProblem({
			kind: 'unknown',
			message: 'This item was not sent.',
			nextStep: 'Run it again.',
		});
	if (step.confirmedAt !== undefined) return done(channel, step);
	if (result.state === 'failed') return ofProblem(result.problem);
	if (result.state === 'pending')
		return {
			outcome: 'pending',
			confirmed: false,
			message: result.message,
			nextStep: lookLater(platform),
		};
	if (!settings.confirm)
		return {
			...done(channel, step),
			confirmed: false,
			message: `Accepted by ${platform.name}; not read back, as set in the node.`,
		};
	return unseen(channel, step);
}

function done({ platform, settings }: Channel, { seen }: Step): StepVerdict {
	if (settings.operation === 'takeOffSale')
		return {
			outcome: 'offSale',
			confirmed: true,
			message: `Taken off sale on ${platform.name} and read back.`,
		};
	if (seen?.buyable === false)
		return {
			outcome: 'leftAlone',
			confirmed: true,
			message: `The stock is back on ${platform.name}, but the listing stays off sale, because it was hidden or blocked there before.`,
			nextStep: 'Show it by hand on the platform if you want to sell it.',
		};
	return {
		outcome: 'backOnSale',
		confirmed: true,
		message: `Back on sale on ${platform.name} and read back.`,
	};
}

function unseen(channel: Channel, { seen, plan }: Step): StepVerdict {
	const { platform } = channel;
	if (!seen || platform.settle.lags)
		return {
			outcome: 'pending',
			confirmed: false,
			message: seen
				? `${platform.name} accepted the change, but does not show it yet.`
				: `${platform.name} accepted the change, but the listing could not be read back.`,
			nextStep: lookLater(platform),
		};
	if (plan.kind === 'write' && holds(plan.set, seen.state))
		return {
			outcome: 'contradicted',
			confirmed: false,
			message: `${platform.name} took the change, but the listing is still on sale: ${describe(seen)}.`,
			nextStep:
				"Something else keeps it on sale, such as locations that are not chosen in the channel's options. Include them, or look at the listing on the platform.",
		};
	return {
		outcome: 'contradicted',
		confirmed: false,
		message: `${platform.name} accepted the change, but the live listing says otherwise: ${describe(seen)}.`,
		nextStep:
			'Look at the listing on the platform: other stock locations, an app or another tool may be changing it back.',
	};
}

const lookLater = (platform: Platform): string =>
	`Run Get Stock State for ${platform.name} in a few minutes to see whether it arrived.`;

function ofProblem(problem: Problem): StepVerdict {
	const outcome: Outcome =
		problem.kind === 'refused' || problem.kind === 'notFound' || problem.kind === 'ambiguous'
			? problem.kind
			: 'failed';
	return {
		outcome,
		kind: problem.kind,
		confirmed: false,
		message: problem.message,
		nextStep: problem.nextStep,
	};
}

function nothingToDo(outcome: Outcome, platform: Platform): string {
	if (outcome === 'alreadyOffSale')
		return `Was off sale on ${platform.name} already; nothing was changed.`;
	if (outcome === 'alreadyOnSale')
		return `Is on sale on ${platform.name} already; nothing was changed.`;
	return `Left as it is on ${platform.name}.`;
}

/** Accepted, or seen to have happened although no answer came. */
const hasChanged = (step: Step): boolean =>
	step.rounds !== undefined ||
	(step.unsure === true
		? showsOurs(step)
		: step.result !== undefined &&
			(step.result.state !== 'failed' || step.result.written !== undefined));

/** Only fields that differed were to be set, so any of them that stands as set now is our doing. */
function showsOurs({ plan, seen }: Step): boolean {
	if (plan.kind !== 'write' || !seen) return false;
	return JSON.stringify(missing(plan.set, seen.state)) !== JSON.stringify(plan.set);
}

/** Also remembers what may have been written without an answer: undoing only touches fields that stand as we set them. */
function memoryOf({ platform }: Channel, { sku, wishes, steps }: Task): string {
	const memory: Memory = {
		v: 1,
		channel: platform.id,
		sku: wishes[0]?.sku ?? sku,
		listings: steps.flatMap((step) => writtenOf(step) ?? []),
		at: clock.now(),
	};
	return toText(memory);
}

function warningsOf(steps: readonly Step[]): string[] {
	const texts = steps.flatMap(({ plan, result }) => [
		...(plan.kind === 'write' ? plan.warnings : []),
		...(result?.state === 'accepted' ? (result.warnings ?? []) : []),
	]);
	return [...new Set(texts)];
}

/** Of several listings the one that needs a person most speaks for the SKU. */
const RANKS: readonly Outcome[] = [
	'alreadyOffSale',
	'alreadyOnSale',
	'leftAlone',
	'planned',
	'offSale',
	'backOnSale',
	'pending',
	'notFound',
	'ambiguous',
	'refused',
	'contradicted',
	'failed',
];
const rank = (outcome: Outcome): number => RANKS.indexOf(outcome);
