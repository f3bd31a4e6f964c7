import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Delivery, Verdict } from '../../events/signature';
import { isOut, toStockEvent, type StockReading } from '../../events/stockEvent';
import { asNumber } from '../../http/answer';
import { connect } from '../../http/client';
import { clock } from '../../http/clock';
import { problemOf, type Problem, type ProblemKind } from '../../http/problem';
import { platformById } from '../../platforms';
import type { Platform } from '../../platforms/platform';
import type { StockReference, WebhookSource } from '../../platforms/webhookSource';
import { readAnySystem } from './anySystem';
import { OPTION_DEFAULTS } from './properties';

/** Part of the platform's deadline that a look-up may take; the rest is for the way there and back. */
const LOOK_UP_SHARE = 0.7;
/** What no second delivery mends: a person has to hear of it. */
const LASTING: ReadonlySet<ProblemKind> = new Set(['login', 'permission', 'invalid', 'refused']);
/** SKUs of which it is remembered that they ran out. */
const MOST_REMEMBERED = 5_000;

/** What came in: readings, rows that could not be read (they become items too), or an answer that ends it here. */
export type Received =
	| { readings: StockReading[]; notices: IDataObject[]; reply?: IDataObject }
	| { status: number; text: string };

export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const source = String(context.getNodeParameter('source'));
	const delivery: Delivery = {
		rawBody: context.getRequestObject().rawBody ?? Buffer.alloc(0),
		headers: context.getHeaderData() as Delivery['headers'],
	};
	const platform = platformById(source);
	const received = platform?.webhook
		? await readPlatform(context, platform, platform.webhook, delivery)
		: await readAnySystem(context, delivery);
	if ('status' in received) return answer(context, received.status, received.text);

	const items = [...eventsOf(context, received.readings, source), ...received.notices];
	const { reply } = received;
	return {
		...(items.length > 0 ? { workflowData: [items.map((json) => ({ json }))] } : {}),
		...(reply
			? { webhookResponse: { ...reply, events: items.length - received.notices.length } }
			: {}),
	};
}

async function readPlatform(
	context: IWebhookFunctions,
	platform: Platform,
	webhook: WebhookSource,
	delivery: Delivery,
): Promise<Received> {
	// Answered before anything is remembered: it may come while the hook is still being registered.
	if (webhook.isPing?.(delivery)) return { status: 200, text: 'OK' };
	const verdict = await verify(context, platform, webhook, delivery);
	if (!verdict.ok) return refusal(context, verdict);
	const { readings, references } = webhook.parse(delivery);
	const worth = references.filter((reference) => mayMatter(context, reference));
	if (worth.length === 0 || !webhook.lookUp) return { readings, notices: [] };
	try {
		return {
			readings: [...readings, ...(await lookUp(context, platform, webhook, worth))],
			notices: [],
		};
	} catch (error) {
		const problem = problemOf(error);
		context.logger.warn(`Stock-Out Trigger: ${problem.message}`);
		// What passes is delivered again, so nothing is lost; all other news go on without SKU, marked, for a person to see.
		if (webhook.redelivers && !LASTING.has(problem.kind))
			return {
				status: 503,
				text: 'The stock could not be looked up just now. Please deliver again.',
			};
		return {
			readings,
			notices: worth.map((reference) => unresolved(platform, reference, problem)),
		};
	}
}

async function verify(
	context: IWebhookFunctions,
	platform: Platform,
	webhook: WebhookSource,
	delivery: Delivery,
): Promise<Verdict> {
	const secret =
		webhook.secret === 'ours'
			? String(context.getWorkflowStaticData('node').secret ?? '')
			: webhook.secret(await context.getCredentials(platform.service?.credential ?? ''));
	return webhook.verify(delivery, secret);
}

/** A count in stock at one place settles it when only stock-outs are wanted: no need to ask the platform. */
function mayMatter(context: IWebhookFunctions, { quantity }: StockReference): boolean {
	const { threshold, wanted } = settings(context);
	return wanted.has('backInStock') || quantity === null || quantity <= threshold;
}

async function lookUp(
	context: IWebhookFunctions,
	platform: Platform,
	webhook: WebhookSource,
	references: readonly StockReference[],
): Promise<StockReading[]> {
	if (!platform.service || !webhook.lookUp) return [];
	const { call } = await connect(context, platform.service);
	const late = clock.sleep(webhook.answerWithinMs * LOOK_UP_SHARE).then(() => {
		throw new Error(`${platform.name} took too long to answer`);
	});
	return await Promise.race([webhook.lookUp(call, references), late]);
}

function settings(context: IWebhookFunctions) {
	const options = {
		...OPTION_DEFAULTS,
		...(context.getNodeParameter('options', {}) as IDataObject),
	};
	return {
		threshold: asNumber(options.threshold) ?? OPTION_DEFAULTS.threshold,
		wanted: new Set(context.getNodeParameter('triggerOn', []) as string[]),
	};
}

/** One event per SKU, the latest reading; back in stock only for what this node has seen running out. */
function eventsOf(
	context: IWebhookFunctions,
	readings: readonly StockReading[],
	source: string,
): IDataObject[] {
	const { threshold, wanted } = settings(context);
	const kept = context.getWorkflowStaticData('node');
	const known = (kept.out as string[] | undefined) ?? [];
	const out = new Set(known);
	const receivedAt = new Date(clock.now()).toISOString();
	// Products without a SKU stay apart by their id: each is news of its own.
	const latest = new Map(
		readings.map((reading) => [
			reading.sku || `#${reading.variantId ?? reading.productId}`,
			reading,
		]),
	);
	const events: IDataObject[] = [];
	for (const [name, reading] of latest) {
		const isGone = isOut(reading, threshold);
		const wasGone = out.delete(name);
		if (isGone) out.add(name);
		if (isGone ? wanted.has('outOfStock') : wasGone && wanted.has('backInStock'))
			events.push({ ...toStockEvent(reading, source, threshold, receivedAt) });
	}
	// Only a change is written: saving without need could overwrite what another delivery or the registration just kept.
	if (out.size !== known.length || known.some((key) => !out.has(key)))
		kept.out = [...out].slice(-MOST_REMEMBERED);
	return events;
}

function unresolved(
	platform: Platform,
	{ id, key, occurredAt }: StockReference,
	problem: Problem,
): IDataObject {
	return {
		event: 'unresolved',
		source: platform.id,
		productId: id,
		eventId: key,
		occurredAt: occurredAt ?? null,
		message: `Stock changed on ${platform.name}, but the SKU could not be looked up: ${problem.message}`,
		nextStep: problem.nextStep,
	};
}

/** Why a call is turned away stands in the log only: a forger learns nothing. */
export function refusal(
	context: IWebhookFunctions,
	verdict: Exclude<Verdict, { ok: true }>,
): Received {
	context.logger.warn(`Stock-Out Trigger: a call was refused (${verdict.reason})`);
	return { status: 401, text: 'Unauthorized' };
}

function answer(context: IWebhookFunctions, status: number, text: string): IWebhookResponseData {
	context.getResponseObject().status(status).send(text).end();
	return { noWebhookResponse: true };
}
