import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Delivery, Verdict } from '../../events/signature';
import type { Call } from '../../http/answer';
import { accountIn, connect, type Account } from '../../http/client';
import { clock } from '../../http/clock';
import { problemOf, type Problem, type ProblemKind } from '../../http/problem';
import { platformById } from '../../platforms';
import type { Platform } from '../../platforms/platform';
import type { Reply, StockReference, WebhookSource } from '../../platforms/webhookSource';
import { readSettings, type Settings } from '../stockNews/settings';
import { readAnySystem } from './anySystem';
import type { Kept } from './lifecycle';
import { eventsOf, type News } from './news';
import { supplierOrders } from './supplierOrders';

/** Part of the platform's deadline that a look-up may take; the rest is for the way there and back. */
const LOOK_UP_SHARE = 0.7;
/** What no second delivery mends: a person has to hear of it. */
const LASTING: ReadonlySet<ProblemKind> = new Set(['login', 'permission', 'invalid', 'refused']);

/** What came in: readings, rows that could not be read (they become items too), or an answer that ends it here. */
export type Received = (News & { notices: IDataObject[]; reply?: IDataObject }) | Reply;

export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const source = String(context.getNodeParameter('source'));
	const delivery = deliveryOf(context);
	const platform = platformById(source);
	const received = platform?.webhook
		? await readPlatform(context, platform, platform.webhook, delivery)
		: await readAnySystem(context, delivery);
	if ('status' in received) return answer(context, received);

	const items = [...eventsOf(context, received, source), ...received.notices];
	const { reply } = received;
	return {
		...(items.length > 0 ? { workflowData: [items.map((json) => ({ json }))] } : {}),
		...(reply
			? { webhookResponse: { ...reply, events: items.length - received.notices.length } }
			: {}),
	};
}

function deliveryOf(context: IWebhookFunctions): Delivery {
	const { method, rawBody } = context.getRequestObject();
	return {
		method: String(method ?? 'POST').toUpperCase(),
		rawBody: rawBody ?? Buffer.alloc(0),
		headers: onlyTexts(context.getHeaderData()),
		query: onlyTexts(context.getQueryData() as object),
		url: String(context.getNodeWebhookUrl('default')),
		receivedAt: clock.now(),
	};
}

/** What came twice (`?token=a&token=b`) or with brackets is no text; nobody who is meant to call sends such. */
const onlyTexts = (values: object): Record<string, string> =>
	Object.fromEntries(
		Object.entries(values).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
	);

async function readPlatform(
	context: IWebhookFunctions,
	platform: Platform,
	webhook: WebhookSource,
	delivery: Delivery,
): Promise<Received> {
	// Answered before anything is remembered: it may come while the hook is still being registered.
	if (webhook.isPing?.(delivery)) return { status: 200, body: 'OK' };
	const secrets = await secretsOf(context, platform, webhook);
	for (const secret of secrets) {
		const reply = webhook.handshake?.(delivery, secret);
		if (reply) return reply;
	}
	if (delivery.method !== 'POST') return { status: 405, body: 'Method Not Allowed' };
	const call = await callOf(context, platform);
	let verdict: Verdict;
	try {
		verdict = await verify(webhook, delivery, secrets, call);
	} catch (error) {
		// The platform's public key could not be fetched: nothing is believed, and nothing is lost where it delivers again.
		context.logger.warn(`Stock-Out Trigger: ${problemOf(error).message}`);
		return { status: 503, body: 'The sender could not be checked just now. Please deliver again.' };
	}
	if (!verdict.ok) return refusal(context, verdict);

	const settings = readSettings(context);
	const account = await accountOf(context, platform);
	const { readings, references } = webhook.parse(delivery, settings.scope, account);
	const known = readings.filter(({ location }) => counts(settings, location));
	const worth = references.filter((reference) => mayMatter(settings, reference));
	try {
		const [found, orders] = await inTime(
			platform,
			webhook,
			Promise.all([
				worth.length > 0 ? (webhook.lookUp?.(call, worth, settings.scope, account) ?? []) : [],
				supplierOrders(context, platform, webhook, delivery, call, settings),
			]),
		);
		return { readings: known, lookedUp: found, notices: orders };
	} catch (error) {
		const problem = problemOf(error);
		context.logger.warn(`Stock-Out Trigger: ${problem.message}`);
		// What passes is delivered again, so nothing is lost; all other news go on without SKU, marked, for a person to see.
		if (webhook.redelivers && !LASTING.has(problem.kind))
			return {
				status: 503,
				body: 'The stock could not be looked up just now. Please deliver again.',
			};
		return {
			readings: known,
			notices: worth.map((reference) => unresolved(platform, reference, problem)),
		};
	}
}

/** Opened only when something is asked: most deliveries say all there is to know. */
async function callOf(context: IWebhookFunctions, { service }: Platform): Promise<Call> {
	let connection: ReturnType<typeof connect> | undefined;
	return async (request) => {
		if (!service) throw new Error('A store without an account sends no requests');
		connection ??= connect(context, service);
		return await (await connection).call(request);
	};
}

async function accountOf(context: IWebhookFunctions, { service }: Platform): Promise<Account> {
	return service ? accountIn(service, await context.getCredentials(service.credential)) : {};
}

async function secretsOf(
	context: IWebhookFunctions,
	{ service }: Platform,
	{ secret }: WebhookSource,
): Promise<string[]> {
	const found =
		typeof secret === 'string'
			? (context.getWorkflowStaticData('node') as Kept).secrets
			: secret(await context.getCredentials(service?.credential ?? ''));
	const secrets = [found ?? []].flat().filter(Boolean);
	// Without any the verifier itself has to refuse.
	return secrets.length > 0 ? secrets : [''];
}

/** Any of the keys will do: one may be replacing the other. */
async function verify(
	webhook: WebhookSource,
	delivery: Delivery,
	secrets: readonly string[],
	call: Call,
): Promise<Verdict> {
	let verdict: Verdict = { ok: false, reason: 'noSecret' };
	for (const secret of secrets) {
		verdict = await webhook.verify(delivery, secret, call);
		if (verdict.ok) return verdict;
	}
	return verdict;
}

const counts = ({ scope }: Settings, location: string | undefined): boolean =>
	location === undefined || scope.locations.length === 0 || scope.locations.includes(location);

/** A count in stock at one place settles it when only stock-outs are wanted: no need to ask the platform. */
function mayMatter(settings: Settings, { quantity, location }: StockReference): boolean {
	if (!counts(settings, location)) return false;
	const { threshold, wanted } = settings;
	return wanted.has('backInStock') || quantity === null || quantity <= threshold;
}

async function inTime<T>(
	platform: Platform,
	{ answerWithinMs }: WebhookSource,
	work: Promise<T>,
): Promise<T> {
	const late = clock.sleep(answerWithinMs * LOOK_UP_SHARE).then(() => {
		throw new Error(`${platform.name} took too long to answer`);
	});
	return await Promise.race([work, late]);
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
): Reply {
	context.logger.warn(`Stock-Out Trigger: a call was refused (${verdict.reason})`);
	return { status: 401, body: 'Unauthorized' };
}

function answer(
	context: IWebhookFunctions,
	{ status, headers, body }: Reply,
): IWebhookResponseData {
	const response = context.getResponseObject().status(status);
	for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
	response.send(body).end();
	return { noWebhookResponse: true };
}
