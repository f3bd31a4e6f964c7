import { cancelled } from '../../../http/client';
import type { Call } from '../../../http/answer';
import { ChannelProblem, problemOf, rethrow, type Problem } from '../../../http/problem';
import { noteWritten } from './behind';
import { confirmTasks } from './confirm';
import { planTasks } from './plan';
import { readTasks } from './read';
import { rowOfProblem, rowsOf, type Row } from './report';
import type { SafetyGate } from './safetyGate';
import type { Channel, Task, Wish } from './types';
import { pendingWrites, previewTasks, writeTasks } from './write';

export interface ItemRow {
	item: number;
	row: Row;
}

/** One channel, from the wishes to one row per wish. Never throws: whatever happens becomes a row. */
export async function runChannel(
	channel: Channel,
	wishes: readonly Wish[],
	gate: SafetyGate,
): Promise<ItemRow[]> {
	const careful: Channel = { ...channel, call: counted(channel, stopAtClosedDoor(channel.call)) };
	const tasks = toTasks(wishes);
	const rows = wishes.flatMap((wish) =>
		wish.problem ? [{ item: wish.item, row: rowOfProblem(channel, wish, wish.problem) }] : [],
	);
	const attempt = async (work: () => Promise<void>): Promise<void> => {
		try {
			await work();
		} catch (error) {
			const problem = channel.signal?.aborted ? cancelled().problem : problemOf(error);
			for (const task of tasks) if (isOpen(task)) task.end = { outcome: 'failed', problem };
		}
	};
	await attempt(async () => {
		await readTasks(careful, tasks);
		planTasks(careful, tasks);
	});
	// Every channel comes to the gate, also one that could not read: the others wait for it there.
	const allowed = await gate.pass(
		pendingWrites(tasks).flatMap(({ task }) => task.wishes.map(({ sku }) => sku)),
	);
	if (!allowed) return [...rows, ...tasks.flatMap((task) => tooMany(channel, task, gate))];
	await attempt(async () => await carryOut(careful, tasks));
	return [...rows, ...tasks.flatMap((task) => lastRowsOf(channel, task))];
}

async function carryOut(channel: Channel, tasks: readonly Task[]): Promise<void> {
	const { operation, dryRun, confirm } = channel.settings;
	if (operation === 'getStockState') return;
	if (dryRun) return await previewTasks(channel, tasks);
	await writeTasks(channel, tasks);
	noteWritten(channel, tasks);
	const unsure = tasks.some(({ steps }) => steps.some((step) => step.unsure));
	if (confirm || unsure) await confirmTasks(channel, tasks);
}

/** Items that ask for the same SKU are one task. Restore data goes with the first item that brings some. */
function toTasks(wishes: readonly Wish[]): Task[] {
	const bySku = new Map<string, Task>();
	for (const wish of wishes) {
		if (wish.problem) continue;
		const task = bySku.get(wish.channelSku);
		if (!task) {
			const { channelSku: sku, quantity, memory } = wish;
			bySku.set(sku, { sku, wishes: [wish], steps: [], quantity, memory });
			continue;
		}
		task.wishes.push(wish);
		task.quantity ??= wish.quantity;
		task.memory ??= wish.memory;
	}
	return [...bySku.values()];
}

/** What has been told is let go: of a long list not everything stands twice in memory. */
function lastRowsOf(channel: Channel, task: Task): ItemRow[] {
	const rows = rowsOf(channel, task);
	task.steps = [];
	return rows;
}

/** Not yet decided in any way: neither ended nor written. */
function isOpen(task: Task): boolean {
	return !task.end && !task.steps.some(({ result }) => result !== undefined);
}

function tooMany(channel: Channel, task: Task, gate: SafetyGate): ItemRow[] {
	if (task.end) return rowsOf(channel, task);
	const problem: Problem = {
		kind: 'refused',
		message: `Safety limit: this run would take ${gate.count} SKUs off sale, the limit is ${channel.settings.safetyLimit}. Nothing was written.`,
		nextStep:
			"Check the source of these items. If they are right, raise 'Safety Limit (SKUs)' in the node's options and run it again.",
	};
	return task.wishes.map((wish) => ({
		item: wish.item,
		row: rowOfProblem(channel, wish, problem),
	}));
}

/** One function for the whole run: some platforms remember what they read by it. */
function counted({ progress }: Channel, call: Call): Call {
	return async (request) => {
		const answer = await call(request);
		progress.answers += 1;
		return answer;
	};
}

/** After a refused login every further request of this run would be refused too, and some platforms lock the account. */
function stopAtClosedDoor(call: Call): Call {
	let closed: ChannelProblem | undefined;
	return async (request) => {
		if (closed) throw closed;
		try {
			return await call(request);
		} catch (error) {
			if (error instanceof ChannelProblem && error.problem.kind === 'login') closed = error;
			return rethrow(error);
		}
	};
}
