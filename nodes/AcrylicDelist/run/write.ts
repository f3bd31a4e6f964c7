import { describeRequest } from '../../../http/client';
import { clock } from '../../../http/clock';
import { ChannelProblem, problemOf } from '../../../http/problem';
import { failed, type Batch, type Change, type WriteResult } from '../../../platforms/platform';
import { planTasks } from './plan';
import { readTasks } from './read';
import type { Channel, Step, Task } from './types';

/** How often a listing that changed under our hands is read and planned anew. */
const MOST_ROUNDS = 3;

interface Write {
	task: Task;
	step: Step;
}

export function pendingWrites(tasks: readonly Task[]): Write[] {
	return tasks.flatMap((task) =>
		(task.end ? [] : task.steps)
			.filter(({ plan, result }) => plan.kind === 'write' && !result)
			.map((step) => ({ task, step })),
	);
}

/** Carries the plans out in the fewest requests; what changed meanwhile is read again, planned again and sent again. */
export async function writeTasks(channel: Channel, tasks: readonly Task[]): Promise<void> {
	for (let round = 1; ; round++) {
		const writes = pendingWrites(tasks);
		if (writes.length === 0) return;
		await sendAll(channel, writes);
		const stale = writes.filter(
			({ step: { result } }) => result?.state === 'failed' && result.problem.kind === 'conflict',
		);
		if (stale.length === 0 || round === MOST_ROUNDS) return;
		await planAnew(channel, [...new Set(stale.map(({ task }) => task))]);
	}
}

/** Steps that are done keep their result; the others start from what the platform says now. */
async function planAnew(channel: Channel, tasks: readonly Task[]): Promise<void> {
	const fresh: Task[] = tasks.map((task) => ({ ...task, steps: [] }));
	await readTasks(channel, fresh);
	planTasks(channel, fresh);
	tasks.forEach((task, i) => {
		for (const step of task.steps) {
			if (step.result?.state !== 'failed' || step.result.problem.kind !== 'conflict') continue;
			const again = fresh[i].steps.find(({ listing }) => listing.id === step.listing.id);
			if (!again) continue;
			// What was refused was not written: it is neither to be undone nor reported.
			if (step.result.written)
				step.rounds = [
					...(step.rounds ?? []),
					{ state: step.listing.state, set: step.result.written },
				];
			step.listing = again.listing;
			step.plan = again.plan;
			step.result = undefined;
		}
	});
}

async function sendAll(channel: Channel, writes: readonly Write[]): Promise<void> {
	const { batches, stepOf } = composeAll(channel, writes);
	await Promise.all(
		batches.map(async (batch) => {
			const steps = batch.changes.map((change) => stepOf(change));
			const results = await sendOne(channel, batch, steps);
			steps.forEach((step, i) => {
				step.result = results[i] ?? failed(noResult());
				if (step.result.state !== 'failed') step.acceptedAt = clock.now();
			});
		}),
	);
	// A platform that forgets a change must not make an item vanish.
	for (const { step } of writes) step.result ??= failed(noResult());
}

async function sendOne(
	channel: Channel,
	batch: Batch,
	steps: readonly Step[],
): Promise<WriteResult[]> {
	const { answers } = channel.progress;
	try {
		return await batch.send(channel.call, channel.signal);
	} catch (error) {
		const problem = problemOf(error);
		// A batch that takes several requests may have written with the earlier ones.
		const isBegun = channel.progress.answers > answers;
		if (isBegun || (error instanceof ChannelProblem && error.maybeDone))
			for (const step of steps) step.unsure = true;
		return steps.map(() => failed(problem));
	}
}

/** For dry runs: what would be sent, and what the platform thinks of it where it can be asked. */
export async function previewTasks(channel: Channel, tasks: readonly Task[]): Promise<void> {
	const writes = pendingWrites(tasks);
	if (writes.length === 0) return;
	const { batches, stepOf, changes } = composeAll(channel, writes);
	batches.forEach((batch, b) => {
		const first = { batch: b + 1, of: batches.length, items: batch.changes.length };
		batch.changes.forEach((change, c) => {
			// The body stands once per batch: a thousand items must not carry a thousand copies of it.
			stepOf(change).requests =
				c === 0
					? batch.requests.map((request) => ({ ...first, ...describeRequest(request) }))
					: [first];
		});
	});
	if (!channel.platform.preview) return;
	try {
		const results = await channel.platform.preview(channel.call, changes, channel.options);
		changes.forEach((change, i) => {
			if (results[i]?.state === 'failed') stepOf(change).result = results[i];
		});
	} catch (error) {
		for (const { step } of writes) step.result = failed(problemOf(error));
	}
}

function composeAll({ platform, options, settings }: Channel, writes: readonly Write[]) {
	const steps = new Map<Change, Step>();
	const changes = writes.map(({ step }) => {
		const change: Change = {
			listing: step.listing,
			set: step.plan.kind === 'write' ? step.plan.set : {},
			reason: settings.operation === 'takeOffSale' ? 'takeOff' : 'putBack',
			runId: settings.runId,
		};
		steps.set(change, step);
		return change;
	});
	const stepOf = (change: Change): Step => steps.get(change) as Step;
	return { batches: platform.compose(changes, options), stepOf, changes };
}

function noResult() {
	return {
		kind: 'unknown',
		message: 'The platform gave no answer for this item.',
		nextStep: 'Run the item again; if it happens again, report this message.',
	} as const;
}
