import {
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';

import type { PurchaseOrderEvent } from '../../events/purchaseOrderEvent';
import { clock } from '../../http/clock';
import { problemOf, type Problem } from '../../http/problem';
import { pollFeed } from './pollFeed';
import { pollPlatform } from './pollPlatform';
import { FEED_URL } from '../feedProperties';
import { ordersOf, sample } from './sample';
import { readSettings, type Settings } from './settings';

/** Part of what n8n grants to a poll; the rest is for handing over. */
const BUDGET_SHARE = 0.8;
/** What n8n grants since it says how much. */
const USUAL_BUDGET_MS = 5 * 60_000;

export interface PollResult {
	events: PurchaseOrderEvent[];
	/** Rows that cannot be read. */
	notices?: IDataObject[];
}

/** n8n may begin a poll while one before it still works; both would tell the same. */
const underWay = new Set<string>();

export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = readSettings(context);
	const until = clock.now() + budgetOf(context) * BUDGET_SHARE;
	if (context.getMode() === 'manual')
		return [toItems(await explained(context, sample(context, settings, until)))];
	const name = `${context.getWorkflow().id} ${context.getNode().id}`;
	if (underWay.has(name)) return null;
	underWay.add(name);
	try {
		const { events, notices = [] } = await explained(context, read(context, settings, until));
		const wanted = events.filter(({ event }) => settings.wanted.has(event));
		const items = toItems([...wanted.map((event) => ({ ...event })), ...notices]);
		return items.length > 0 ? [items] : null;
	} finally {
		underWay.delete(name);
	}
}

async function read(
	context: IPollFunctions,
	settings: Settings,
	until: number,
): Promise<PollResult> {
	if (settings.source === FEED_URL) return await pollFeed(context, settings, until);
	const { service, orders } = ordersOf(context, settings);
	return await pollPlatform(context, settings, service, orders, until);
}

const toItems = (rows: readonly IDataObject[]): INodeExecutionData[] =>
	rows.map((json) => ({ json }));

function budgetOf(context: IPollFunctions): number {
	// Older cores do not have it.
	const { getPollBudgetMs } = context as Partial<IPollFunctions>;
	return getPollBudgetMs?.call(context) ?? USUAL_BUDGET_MS;
}

async function explained<T>(context: IPollFunctions, work: Promise<T>): Promise<T> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof NodeOperationError) throw passOn(error);
		throw asError(context, problemOf(error));
	}
}

const passOn = (error: NodeOperationError): NodeOperationError => error;

function asError(context: IPollFunctions, problem: Problem): NodeOperationError {
	const { message, nextStep } = problem;
	const failure = failureOf(problem);
	return new NodeOperationError(context.getNode(), message, {
		description: nextStep,
		...(failure ? { failure } : {}),
	});
}

/** By this n8n decides when to poll again. */
function failureOf({ kind, retryAfterMs }: Problem) {
	const after = retryAfterMs === undefined ? {} : { retryAfterMs };
	if (kind === 'throttled') return { cause: 'rate-limited' as const, ...after };
	if (kind === 'unavailable') return { cause: 'temporarily-unavailable' as const, ...after };
	if (kind === 'login' || kind === 'permission') return { cause: 'credential-invalid' as const };
	if (kind === 'invalid') return { cause: 'configuration-invalid' as const };
	return undefined;
}
