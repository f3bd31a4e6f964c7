import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import type { Delivery, Verdict } from '../../events/signature';
import type { Call } from '../../http/answer';
import { accountIn, connect } from '../../http/client';
import { clock } from '../../http/clock';
import { problemOf, type Problem, type ProblemKind } from '../../http/problem';
import { platformById } from '../../platforms';
import type { Platform } from '../../platforms/platform';
import type { Reply, StockReference, WebhookSource } from '../../platforms/webhookSource';
import { readSettings, type Settings } from '../stockNews/settings';
import { readAnySystem } from './anySystem';
import { knownSkusAt, type KnownSkus } from './knownSkus';
import type { Kept } from './lifecycle';
import { eventsOf, type News } from './news';
import { supplierOrders } from './supplierOrders';

/** Part of the platform's deadline that a look-up may take; the rest is for the way there and back. */
const LOOK_UP_SHARE = 0.7;
/** What no second delivery mends: a person has to hear of it. */
const LASTING: ReadonlySet<ProblemKind> = new Set(['login', 'permission', 'invalid', 'refused']);

/** What n8n's reader of bodies calls it (the raw-body package). */
const TOO_LARGE = 'entity.too.large';

/** What came in: readings, rows that could not be read (they become items too), or an answer that ends it here. */
export type Received = (News & { notices: IDataObject[]; reply?: IDataObject }) | Reply;

export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const known = knownSkusAt(String(context.getNodeWebhookUrl('default')));
	known.begin();
	try {
		return await answerTo(context, known);
	} finally {
		known.end(context.getWorkflowStaticData('node'));
	}
}

async function answerTo(
	context: IWebhookFunctions,
	known: KnownSkus,
): Promise<IWebhookResponseData> {
	const source = String(context.getNodeParameter('source'));
	const delivery = await deliveryOf(context);
	if ('status' in delivery) return answer(context, delivery);
	const platform = platformById(source);
	const received = platform?.webhook
		? await readPlatform(context, platform, platform.webhook, delivery)
		: await readAnySystem(context, delivery);
	if ('status' in received) return answer(context, received);

	const items = [...eventsOf(context, known, received, source), ...received.notices];
	const { reply } = received;
	return {
		...(items.length > 0 ? { workflowData: [items.map((json) => ({ json }))] } : {}),
		...(reply
			? { webhookResponse: { ...reply, events: items.length - received.notices.length } }
			: {}),
	};
}

async function deliveryOf(context: IWebhookFunctions): Promise<Delivery | Reply> {
	const request = context.getRequestObject();
	try {
		// n8n has read it already where it knows the type.
		if (!request.rawBody) await request.readRawBody();
	} catch (error) {
		if ((error as { type?: unknown }).type === TOO_LARGE)
			return { status: 413, body: 'The body is too large. Send fewer rows in one call.' };
		// What broke off on the way is delivered again by whoever can.
		return { status: 400, body: 'The body could not be read. Please deliver again.' };
	}
	return {
		method: String(request.method ?? 'POST').toUpperCase(),
		rawBody: request.rawBody ?? Buffer.alloc(0),
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
	const credential = await credentialOf(context, platform);
	const secrets = secretsOf(context, webhook, credential);
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
	const account = platform.service ? accountIn(platform.service, credential) : {};
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

/** Asked once for each call: n8n reads it from its database. */
async function credentialOf(
	context: IWebhookFunctions,
	{ service }: Platform,
): Promise<ICredentialDataDecryptedObject> {
	return service ? await context.getCredentials(service.credential) : {};
}

function secretsOf(
	context: IWebhookFunctions,
	{ secret }: WebhookSource,
	credential: ICredentialDataDecryptedObject,
): string[] {
	const found =
		typeof secret === 'string'
			? (context.getWorkflowStaticData('node') as Kept).secrets
			: secret(credential);
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
