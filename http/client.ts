import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	IOAuth2Options,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { asObject, asText, toAnswer, type Answer, type ApiRequest, type Call } from './answer';
import { collect, textOf, until, withBody } from './body';
import { clock } from './clock';
import { inTime } from './deadline';
import { failureOf, isUnconnected, signInAgain, type Failure } from './failure';
import { paceOf, type Limit, type Pace } from './pace';
import { ChannelProblem, type Problem } from './problem';
import { oneLine, redactor } from './redact';

export type N8nContext =
	| IExecuteFunctions
	| IHookFunctions
	| IWebhookFunctions
	| IPollFunctions
	| ILoadOptionsFunctions;

/** How a platform's API is reached: data, and two small functions that read its answers. */
export interface Service {
	/** The platform's name, for sentences. */
	name: string;
	/** n8n credential type. */
	credential: string;
	/** Fields of the credential that must never be seen in a text; a test holds them against the credential's password fields. */
	secretFields: readonly string[];
	/** Fields of the credential that are no secret and that requests are made of: seller ids, shop numbers. */
	accountFields?: readonly string[];
	/** The same for what no field holds, such as what the sign-in told of the account. */
	accountOf?(credential: ICredentialDataDecryptedObject): Account;
	/** @throws ChannelProblem `invalid` when the seller typed no usable address */
	baseUrl(credential: ICredentialDataDecryptedObject): string;
	headers?: Readonly<Record<string, string>>;
	/** Headers made of the credential's fields: n8n adds only the token to requests of OAuth2 credentials. */
	headersOf?(credential: ICredentialDataDecryptedObject): Readonly<Record<string, string>>;
	/** Query made of the credential's fields, for platforms where every address names the account. */
	queryOf?(credential: ICredentialDataDecryptedObject): Readonly<Record<string, string>>;
	/** Documented limits by name; 'default' is for requests that name none. */
	limits: Readonly<Record<string, Limit>>;
	/** Requests at once. */
	concurrent: number;
	/** Statuses that mean the token has run out: n8n fetches a new one and tries once more. 401 unless told. */
	renewOn?: readonly number[];
	/** How the platform's OAuth2 differs from the usual. */
	oauth2?: IOAuth2Options;
	/** Undefined for a good answer. Sees every answer, so also errors that come with status 200. */
	diagnose(answer: Answer, request: ApiRequest): Problem | undefined;
	/** What is left of a limit, as the answer tells it. */
	left?(answer: Answer, request: ApiRequest): { available: number; limit: Limit } | undefined;
}

/** Counts what a run cost; shared by reads and writes of one channel. */
export interface Meter {
	requests: number;
}

const TIMEOUT_MS = 30_000;
/** n8n's time-out is for silence only: a server that sends byte by byte is left after so many of them. */
const MOST_TIMEOUTS = 4;
/** The largest honest answers are reports of a few megabytes. */
export const MOST_ANSWER_BYTES = 32 * 1024 * 1024;
const MOST_TRIES = { throttled: 8, unavailable: 4 } as const;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** Longer pauses than this are the user's business: the run ends with what was done. */
const LONGEST_PAUSE_MS = 120_000;

/** What is known of the account besides its secrets, by credential field. */
export type Account = Readonly<Record<string, string>>;

export interface Connection {
	call: Call;
	/** Tells accounts apart, without a secret. */
	id: string;
	account: Account;
	/** Takes the account's secrets out of a text. */
	clean(text: string): string;
}

export const accountIn = (
	{ accountFields = [], accountOf }: Service,
	credential: ICredentialDataDecryptedObject,
): Account => ({
	...Object.fromEntries(
		accountFields.map((field) => [field, String(credential[field] ?? '').trim()]),
	),
	...accountOf?.(credential),
});

/** Binds a service to an n8n node and its credential. */
export async function connect(
	context: N8nContext,
	service: Service,
	meter: Meter = { requests: 0 },
): Promise<Connection> {
	const credential = await context.getCredentials(service.credential);
	const account = accountIn(service, credential);
	const baseUrl = service.baseUrl(credential);
	const id = [service.credential, baseUrl, ...Object.values(account)].join(' ');
	const pace = paceOf(id, service.limits, service.concurrent);
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const secrets = new Set<string>();
	let hide = (text: string): string => text;
	const learn = (values: ICredentialDataDecryptedObject): void => {
		for (const field of service.secretFields) if (values[field]) secrets.add(String(values[field]));
		const { access_token, refresh_token, id_token } = asObject(values.oauthTokenData);
		for (const token of [access_token, refresh_token, id_token])
			if (token) secrets.add(asText(token));
		hide = redactor([...secrets]);
	};
	learn(credential);
	const clean = (text: string): string => oneLine(hide(text));
	const own: Bound = {
		...service,
		headers: { ...service.headers, ...service.headersOf?.(credential) },
		query: service.queryOf?.(credential),
	};

	const call: Call = async (request) => {
		if (isUnconnected(credential)) throw new ChannelProblem(signInAgain(service.name));
		if (!request.anonymous && STEP.test(request.path))
			throw new ChannelProblem(noAddress(service.name));
		// Of a write: an earlier attempt whose answer got lost may have been carried out, whatever the later ones say.
		let maybeDone = false;
		for (let attempt = 1; ; attempt++) {
			meter.requests += 1;
			const outcome = await once(context, own, baseUrl, pace, request, signal);
			if ('answer' in outcome) return outcome.answer;
			// A token may have been renewed on the way: a problem must not show the new one either.
			learn(await context.getCredentials(service.credential));
			const problem = { ...outcome.problem, message: clean(outcome.problem.message) };
			const kind = problem.kind;
			const isUnanswered = kind === 'unavailable' || (kind === 'unknown' && signal?.aborted);
			if (isUnanswered && outcome.sent) maybeDone = true;
			if (signal?.aborted) throw cancelled(maybeDone);
			const again =
				(kind === 'throttled' || kind === 'unavailable') &&
				attempt < MOST_TRIES[kind] &&
				(problem.retryAfterMs ?? 0) <= LONGEST_PAUSE_MS &&
				(kind === 'throttled' || !outcome.sent || isRepeatable(request));
			if (!again) throw new ChannelProblem(problem, maybeDone);
			const backoff =
				Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt) * clock.random();
			const wait = Math.max(problem.retryAfterMs ?? 0, backoff);
			// The platform's pause is for the whole account; our own back-off only spreads this request.
			if (problem.retryAfterMs)
				pace.bucket(request.limit ?? 'default')?.close(problem.retryAfterMs);
			try {
				await clock.sleep(wait, signal);
			} catch {
				throw cancelled(maybeDone);
			}
		}
	};
	return { call, id, account, clean };
}

type Outcome = { answer: Answer } | Failure;

/** With what the credential adds to every request. */
type Bound = Service & { query?: Readonly<Record<string, string>> };

async function once(
	context: N8nContext,
	service: Bound,
	baseUrl: string,
	pace: Pace,
	request: ApiRequest,
	signal: AbortSignal | undefined,
): Promise<Outcome> {
	const bucket = pace.bucket(request.limit ?? 'default');
	const weight = request.weight ?? 1;
	await pace.gate.enter();
	let isOnItsWay = false;
	try {
		await bucket?.take(weight, signal);
		isOnItsWay = true;
		const answer = await send(context, service, baseUrl, request, signal);
		const left = service.left?.(answer, request);
		if (left) bucket?.sync(left.available, left.limit, weight);
		const problem = service.diagnose(answer, request);
		return problem ? { problem, sent: true } : { answer };
	} catch (error) {
		const failure = failureOf(error, service, request);
		return isOnItsWay ? failure : { ...failure, sent: false };
	} finally {
		bucket?.done(weight);
		pace.gate.leave();
	}
}

async function send(
	context: N8nContext,
	service: Bound,
	baseUrl: string,
	request: ApiRequest,
	signal: AbortSignal | undefined,
): Promise<Answer> {
	const options = httpOptions(service, baseUrl, request);
	// Of no shop: a path that somebody else made may turn the host into something before an '@'.
	if (!request.anonymous && URL.parse(options.url)?.origin !== new URL(baseUrl).origin)
		throw new ChannelProblem(otherHost(service.name));
	const renewOn = [...(service.renewOn ?? [401])];
	const { timeout = TIMEOUT_MS } = options;
	const exchange = async (late: AbortSignal): Promise<Answer> => {
		const sending = request.anonymous
			? context.helpers.httpRequest({ ...options, abortSignal: signal })
			: context.helpers.httpRequestWithAuthentication.call(context, service.credential, options, {
					oauth2: { tokenExpiredStatusCode: renewOn, ...service.oauth2 },
					preAuthenticationRetryStatusCode: renewOn,
				});
		// n8n's types leave out that both helpers answer a full response when asked for one.
		const { statusCode, headers, body } = asObject(
			await sending.catch(async (error: unknown) => await withBody(error, late)),
		);
		const { bytes, isWhole } = await collect(until(late, body), MOST_ANSWER_BYTES);
		if (!isWhole) throw new ChannelProblem(tooLarge(service.name));
		return toAnswer(statusCode, headers, request.bytes ? bytes : textOf(bytes), request.bytes);
	};
	return await inTime(timeout * MOST_TIMEOUTS, exchange, () => tooSlow(service.name));
}

function httpOptions(service: Bound, baseUrl: string, request: ApiRequest): IHttpRequestOptions {
	const isText = typeof request.body === 'string';
	return {
		method: request.method,
		url: request.anonymous
			? request.path
			: `${baseUrl}${request.path}${queryText({ ...service.query, ...request.query })}`,
		headers: {
			...(request.anonymous ? {} : { accept: 'application/json', ...service.headers }),
			...(request.body !== undefined && !isText ? { 'content-type': 'application/json' } : {}),
			...request.headers,
		},
		body:
			isText || request.body === undefined
				? (request.body as string)
				: JSON.stringify(request.body),
		// Read here, so that it is counted while it comes and does not depend on the content type the platform happens to send.
		encoding: 'stream',
		timeout: request.timeoutMs ?? TIMEOUT_MS,
		returnFullResponse: true,
		ignoreHttpStatusErrors: { ignore: true, except: [...(service.renewOn ?? [401])] },
		// A followed redirect turns a write into a read and answers 200 with nothing written.
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

/** Percent-encoding by the strict rules, so that a SKU with `+`, `&` or quotes stays one value. */
export function queryText(query: Readonly<Record<string, string>> | undefined): string {
	const pairs = Object.entries(query ?? {}).map(
		([name, value]) => `${strictEncode(name)}=${strictEncode(value)}`,
	);
	return pairs.length ? `?${pairs.join('&')}` : '';
}

/** encodeURIComponent, and the five marks it leaves alone (RFC 3986, section 2.2). Lone surrogates become U+FFFD instead of throwing. */
export function strictEncode(text: string): string {
	return encodeURIComponent(text.toWellFormed()).replace(
		/[!'()*]/g,
		(mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

/** A segment of dots leads somewhere else, and there is no way to write it that does not. */
const STEP = /^[^?]*\/\.{1,2}(\/|\?|$)/;

const noAddress = (name: string): Problem => ({
	kind: 'notFound',
	message: `${name} cannot be asked for a SKU or id that consists of dots.`,
	nextStep: 'Give it another SKU there, and use that one here.',
});

function isRepeatable(request: ApiRequest): boolean {
	return request.repeatable ?? request.method === 'GET';
}

/** @param maybeDone a request was under way that may have been carried out */
export function cancelled(maybeDone = false): ChannelProblem {
	return new ChannelProblem(
		{
			kind: 'refused',
			message: 'The execution was cancelled before this item was done.',
			nextStep: 'Run the item again.',
		},
		maybeDone,
	);
}

/** A request as a person may see it in a dry run: no address of the account, no headers. */
export function describeRequest(request: ApiRequest): IDataObject {
	return {
		method: request.method,
		path: request.anonymous
			? '(address handed out by the platform)'
			: `${request.path}${queryText(request.query)}`,
		...(request.body === undefined ? {} : { body: request.body as IDataObject }),
	};
}

const otherHost = (name: string): Problem => ({
	kind: 'refused',
	message: `${name} led to another address, and the login is not sent there.`,
	nextStep: 'Check the shop address in the credential and whether the shop has been tampered with.',
});

const tooLarge = (name: string): Problem => ({
	kind: 'unavailable',
	message: `${name} answered with more than ${MOST_ANSWER_BYTES / 1024 / 1024} MB, which no honest answer is.`,
	nextStep: 'Check the shop address in the credential and whether the shop has been tampered with.',
});

const tooSlow = (name: string): Problem => ({
	kind: 'unavailable',
	message: `${name} took too long to send its answer.`,
	nextStep: 'Check whether the shop is online and not overloaded, then run the item again.',
});
