import { createHash } from 'node:crypto';
import type { IDataObject, IHttpRequestOptions, IPollFunctions } from 'n8n-workflow';

import { isLoopback } from './address';
import { asObject, asText, toAnswer, type Answer } from './answer';
import { collect, type Body } from './body';
import { clock } from './clock';
import { diagnoseStatus } from './diagnose';
import { failureOf } from './failure';
import { ChannelProblem, type Problem } from './problem';
import { oneLine, redact } from './redact';

/** n8n's own credentials for any address, by the word the dropdown 'Authentication' holds. */
export const FEED_LOGINS = {
	basicAuth: 'httpBasicAuth',
	bearerAuth: 'httpBearerAuth',
	headerAuth: 'httpHeaderAuth',
} as const;

export type FeedLogin = keyof typeof FEED_LOGINS | 'none';

export interface FeedRequest {
	/** As the user typed it; https, or http on this computer. */
	url: string;
	login: FeedLogin;
	/** What an earlier answer brought along: then an unchanged file is not sent again. */
	mark?: FeedMark;
	/** For the whole file, all redirects and tries included; two minutes unless told. */
	timeoutMs?: number;
}

/** Which version of the file an answer was: plain JSON, for the node's static data. Holds for this very address only. */
export interface FeedMark extends IDataObject {
	/** Digest of the address, which may hold a key itself. */
	of: string;
	etag?: string;
	lastModified?: string;
}

export type FeedAnswer =
	| { changed: false }
	| {
			changed: true;
			body: Buffer;
			/** '' where the server names none. */
			contentType: string;
			/** Undefined where the server marks no versions. */
			mark?: FeedMark;
	  };

/** A file that is larger is refused, since it would have to be held in memory. */
export const MOST_FEED_BYTES = 25 * 1024 * 1024;

const TIMEOUT_MS = 120_000;
const MOST_REDIRECTS = 5;
const MOST_TRIES = 3;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** How much of an answer is looked at to tell a web page or an error from data. */
const HEAD_BYTES = 2_048;

/**
 * Reads a file from an address. The login goes only to the origin the user typed.
 * @throws ChannelProblem one sentence and a next step; neither address nor login stands in it
 */
export async function fetchFeed(
	context: IPollFunctions,
	{ url, login, mark, timeoutMs = TIMEOUT_MS }: FeedRequest,
): Promise<FeedAnswer> {
	const address = feedAddress(url);
	const access = await accessOf(context, login, address);
	const known = mark?.of === digestOf(address) ? mark : undefined;
	const end = new AbortController();
	const late = clock.sleep(timeoutMs, end.signal).catch(never);
	const at: Try = { address, access, known, late, signal: end.signal };
	try {
		for (let attempt = 1; ; attempt++) {
			const outcome = await attemptOf(context, at);
			if ('changed' in outcome) return outcome;
			const pause = outcome.retryAfterMs ?? FIRST_BACKOFF_MS * 2 ** attempt * clock.random();
			const mayPass = outcome.kind === 'unavailable' || outcome.kind === 'throttled';
			if (!mayPass || outcome.isFinal || attempt >= MOST_TRIES || pause > LONGEST_PAUSE_MS)
				throw new ChannelProblem(outcome);
			await inTime(at, clock.sleep(pause, end.signal));
		}
	} finally {
		end.abort();
	}
}

/** @throws ChannelProblem `invalid` */
export function feedAddress(typed: string): URL {
	const text = typed.trim();
	if (text === '')
		throw invalid("'Feed URL' is empty.", 'Enter the address of the file in the node.');
	const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
	if (!url)
		throw invalid(
			"'Feed URL' is not a web address.",
			"Enter it in the node like 'https://www.supplier.com/orders.csv'.",
		);
	if (url.username || url.password)
		throw invalid(
			"'Feed URL' contains a login.",
			"Take user and password out of it and choose 'Basic Auth' under 'Authentication'.",
		);
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
		throw invalid(
			`'Feed URL' begins with '${url.protocol}//', so everything would travel unencrypted.`,
			'Use the https address of the file.',
		);
	url.hash = '';
	return url;
}

/** A shorter part of a path is the name of a folder or a file. */
const SHORTEST_KEY = 20;

/** What proves who reads, and what of it must not be seen. */
interface Access {
	credential?: string;
	options: Pick<IHttpRequestOptions, 'auth' | 'allowedDomains'>;
	secrets: string[];
}

async function accessOf(context: IPollFunctions, login: FeedLogin, address: URL): Promise<Access> {
	// Many suppliers put a key into the address itself.
	const secrets = [
		...address.searchParams.values(),
		...address.pathname.split('/').filter((part) => part.length >= SHORTEST_KEY),
	];
	if (login === 'none') return { options: {}, secrets };
	const credential = FEED_LOGINS[login];
	const fields = await context.getCredentials(credential);
	const { user, password, value, token } = Object.fromEntries(
		Object.entries(fields).map(([name, field]) => [name, asText(field)]),
	);
	if (asText(fields.allowedHttpRequestDomains) === 'none')
		throw invalid(
			'The chosen credential is closed for requests of nodes.',
			"Set 'Allowed HTTP Request Domains' in the credential so that it may be used for the feed.",
		);
	return {
		credential,
		options: {
			// n8n adds the header of the other two by itself.
			...(login === 'basicAuth' ? { auth: { username: user, password } } : {}),
			...(asText(fields.allowedHttpRequestDomains) === 'domains'
				? { allowedDomains: asText(fields.allowedDomains) }
				: {}),
		},
		secrets: [...secrets, user, password, value, token].filter(Boolean),
	};
}

interface Try {
	address: URL;
	access: Access;
	known: FeedMark | undefined;
	/** Resolves when time is up. */
	late: Promise<unknown>;
	signal: AbortSignal;
}

async function attemptOf(context: IPollFunctions, at: Try): Promise<FeedAnswer | FeedProblem> {
	try {
		return await once(context, at);
	} catch (error) {
		return problemOf(error, at);
	}
}

async function once(context: IPollFunctions, at: Try): Promise<FeedAnswer> {
	let url = at.address;
	for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
		const sent = await inTime(at, send(context, url, at));
		const { status, headers } = sent.answer;
		if (status === 304 && at.known) {
			sent.stream.destroy();
			return { changed: false };
		}
		if (status < 300 || status >= 400 || !headers.location) return await inTime(at, read(sent, at));
		sent.stream.destroy();
		url = nextAddress(url, headers.location);
	}
	throw new Told({
		kind: 'refused',
		message: `${at.address.host} sent the request in circles.`,
		nextStep: "Open the address in a browser and enter the final one as 'Feed URL'.",
	});
}

interface Sent {
	answer: Answer;
	stream: Stream;
}

/** What of a Node.js stream is used; the module itself is closed to community nodes. */
interface Stream extends Body {
	destroy(): void;
}

async function send(context: IPollFunctions, url: URL, at: Try): Promise<Sent> {
	const { access, known, signal } = at;
	const options: IHttpRequestOptions = {
		...access.options,
		method: 'GET',
		url: url.href,
		headers: {
			accept: 'text/csv, application/json, application/x-ndjson, text/plain, */*;q=0.5',
			...(known?.etag ? { 'if-none-match': known.etag } : {}),
			...(known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
		},
		// Counted while it comes, so that a file without end fills no memory; unpacked already.
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// Followed here, on the same origin only: a redirect must not carry the login away.
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		abortSignal: signal,
	};
	const response = asObject(
		access.credential === undefined
			? await context.helpers.httpRequest(options)
			: await context.helpers.httpRequestWithAuthentication.call(
					context,
					access.credential,
					options,
				),
	);
	return {
		answer: toAnswer(response.statusCode, response.headers, '', false),
		stream: response.body as unknown as Stream,
	};
}

async function read({ answer, stream }: Sent, { address }: Try): Promise<FeedAnswer> {
	const isGood = answer.status >= 200 && answer.status < 300;
	const { bytes: body, isWhole } = await collect(stream, isGood ? MOST_FEED_BYTES : HEAD_BYTES);
	if (isGood && !isWhole) throw tooLarge(address);
	const head = body.subarray(0, HEAD_BYTES).toString('utf8');
	const problem = diagnoseStatus({ ...answer, body: head }, address.host);
	if (problem) throw new ChannelProblem(problem);
	const { etag, 'last-modified': lastModified, 'content-type': contentType = '' } = answer.headers;
	return {
		changed: true,
		body,
		contentType,
		...(etag || lastModified
			? {
					mark: {
						of: digestOf(address),
						...(etag ? { etag } : {}),
						...(lastModified ? { lastModified } : {}),
					},
				}
			: {}),
	};
}

function nextAddress(from: URL, location: string): URL {
	const to = URL.parse(location, from.href);
	if (to?.origin === from.origin) return to;
	throw new Told({
		kind: 'refused',
		message: `${from.host} sent the request on to ${to ? `another address (${to.host})` : 'an address that is none'}, and a login is not carried there.`,
		nextStep: "Enter the final address of the file as 'Feed URL' (with or without www, https).",
	});
}

/** Ends the wait; the request itself is ended by the signal once all is over. */
async function inTime<T>(
	{ late, address }: Pick<Try, 'late' | 'address'>,
	work: Promise<T>,
): Promise<T> {
	// Nobody waits for it any more when time is up first.
	work.catch(ignore);
	return await Promise.race([work, late.then(() => fail(tooSlow(address)))]);
}

/** Says already what the user of a feed needs, and would say the same at the next try. */
class Told extends ChannelProblem {}

interface FeedProblem extends Problem {
	/** Another try in this poll would end the same way. */
	isFinal: boolean;
}

function problemOf(error: unknown, { address: { host }, access }: Try): FeedProblem {
	const problem =
		error instanceof ChannelProblem
			? error.problem
			: failureOf(
					error,
					{ name: host, diagnose: (answer) => diagnoseStatus(answer, host) },
					{ method: 'GET', path: '' },
				).problem;
	const isFinal = error instanceof Told;
	return {
		...problem,
		message: oneLine(redact(problem.message, access.secrets)),
		nextStep: isFinal ? problem.nextStep : nextStep(problem),
		isFinal,
	};
}

/** The words of the client speak of shops and their credentials; a feed has an address and, maybe, a login. */
function nextStep({ kind, code, nextStep: step }: Problem): string {
	switch (kind) {
		case 'throttled':
		case 'unavailable':
			return "The next poll reads the file again by itself; check 'Feed URL' and 'Authentication' in the node if it goes on.";
		case 'login':
			return "Check 'Authentication' in the node and the credential that is chosen there.";
		case 'permission':
			return 'Ask whoever runs the address to let this login read the file.';
		case 'refused':
			return code === undefined
				? step
				: 'Ask whoever runs the address to renew the certificate, or correct the address.';
		default:
			return "Open the address in a browser, and correct 'Feed URL' in the node if the file is not there.";
	}
}

const tooSlow = ({ host }: URL): ChannelProblem =>
	new Told({
		kind: 'unavailable',
		message: `${host} took too long to send the file.`,
		nextStep: 'The next poll tries again by itself; ask for a smaller file if it goes on.',
	});

const tooLarge = ({ host }: URL): ChannelProblem =>
	new Told({
		kind: 'invalid',
		message: `The file of ${host} is larger than ${MOST_FEED_BYTES / 1024 / 1024} MB.`,
		nextStep: 'Ask for a smaller file, for instance with open orders or with changed rows only.',
	});

const invalid = (message: string, step: string): ChannelProblem =>
	new Told({ kind: 'invalid', message, nextStep: step });

const digestOf = (url: URL): string => createHash('sha256').update(url.href).digest('hex');
const ignore = (): void => undefined;
const never = async (): Promise<never> => await new Promise<never>(ignore);

function fail(problem: ChannelProblem): never {
	throw problem;
}
