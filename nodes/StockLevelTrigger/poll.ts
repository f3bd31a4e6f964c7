import {
	NodeOperationError,
	type Failure,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';

import { clock } from '../../http/clock';
import { problemOf, rethrow, type Problem, type ProblemKind } from '../../http/problem';
import { fromKept, toKept, type Memory } from './run/memory';
import { runTick } from './run/pass';
import { sample } from './run/sample';
import { checkWebhooks, markMissed } from './run/webhooks';
import { readLevelSettings } from './settings';
import { openSource } from './sources';

/** What n8n gives a poll where it does not say. */
const USUAL_BUDGET_MS = 5 * 60_000;
/** The rest is for a page that takes longer than the others. */
const BUDGET_SHARE = 0.7;

/** Polls under way, by workflow and node: n8n may begin one before the last is over. */
const running = new Set<string>();

export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const id = `${context.getWorkflow().id}/${context.getNode().id}`;
	if (context.getMode() === 'manual') return await explained(context, () => test(context));
	if (running.has(id)) return null;
	running.add(id);
	try {
		return await explained(context, () => scheduled(context));
	} finally {
		running.delete(id);
	}
}

async function test(context: IPollFunctions): Promise<IDataObject[]> {
	const settings = readLevelSettings(context);
	const { reader } = await openSource(context, settings);
	return (await sample(reader, settings)).map((event) => ({ ...event }));
}

async function scheduled(context: IPollFunctions): Promise<IDataObject[]> {
	const budget = context.getPollBudgetMs?.() ?? USUAL_BUDGET_MS;
	const deadline = clock.now() + budget * BUDGET_SHARE;
	const settings = readLevelSettings(context);
	const { reader, shop } = await openSource(context, settings);
	const kept = context.getWorkflowStaticData('node');
	const reload = (): Memory | undefined => {
		const memory = fromKept((kept.levels ?? {}) as IDataObject);
		return memory?.of === reader.of ? memory : undefined;
	};
	const tick = await runTick(reader, settings, reload, deadline);
	const events = shop ? markMissed(shop, tick.events, tick.previousPass) : tick.events;
	const checked = shop && !tick.error ? await checkWebhooks(shop, tick.memory, settings) : [];
	kept.levels = toKept(tick.memory);
	const items = [...events.map((event) => ({ ...event })), ...tick.notices, ...checked];
	if (!tick.error) return items;
	// What was found before it broke off is not held back; the next poll runs into the same, if it lasts.
	if (items.length === 0) return rethrow(tick.error);
	context.logger.warn(`Stock Level Trigger: ${problemOf(tick.error).message}`);
	return items;
}

async function explained(
	context: IPollFunctions,
	work: () => Promise<IDataObject[]>,
): Promise<INodeExecutionData[][] | null> {
	try {
		const items = await work();
		return items.length > 0 ? [items.map((json) => ({ json }))] : null;
	} catch (error) {
		// n8n's own sentence, for instance that no credential is chosen.
		if (error instanceof NodeOperationError) return rethrow(error);
		throw asError(context, problemOf(error));
	}
}

/** n8n waits longer before the next poll where the cause is one that lasts. */
const CAUSES: Partial<Record<ProblemKind, Failure['cause']>> = {
	throttled: 'rate-limited',
	unavailable: 'temporarily-unavailable',
	login: 'credential-invalid',
	permission: 'configuration-invalid',
	invalid: 'configuration-invalid',
};

function asError(
	context: IPollFunctions,
	{ kind, message, nextStep, retryAfterMs }: Problem,
): NodeOperationError {
	const cause = CAUSES[kind];
	return new NodeOperationError(context.getNode(), message, {
		description: nextStep,
		...(cause ? { failure: { cause, ...(retryAfterMs ? { retryAfterMs } : {}) } as Failure } : {}),
	});
}
