// What the reader of feeds asks for, when it asks again, and what it says. `feed.test.mts` reads real files through n8n's helpers.
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { FeedAnswer, FeedRequest } from '../../http/feed';
import type { Problem } from '../../http/problem';
import { built } from '../harness.mts';
import { setProductClock } from '../shop.mts';
import { longestBackoff } from './backoff.mts';
import { streamed, type Streamed } from './stream.mts';

const feeds = built('./http/feed.js') as {
	fetchFeed(context: unknown, request: FeedRequest): Promise<FeedAnswer>;
	feedAddress(typed: string): URL;
};

const URL_OF_FEED = 'https://feeds.example/stock.csv';
const TIME_IS_UP = 120_000;

let waits: number[];
let restore: Array<() => void>;
beforeEach(() => {
	waits = [];
	const sleep = async (ms: number) => {
		if (ms === TIME_IS_UP) return await new Promise<void>(() => undefined);
		waits.push(ms);
	};
	restore = [setProductClock({ now: () => 0, sleep }), longestBackoff()];
});
afterEach(() => {
	for (const undo of restore) undo();
});

interface Reply {
	status?: number;
	headers?: object;
	body?: string[];
}

/** The server gives these replies in turn, the last one for ever. */
async function read(
	replies: Array<Reply | Error>,
	{ fields = {}, ...request }: Partial<FeedRequest> & { fields?: object } = {},
) {
	const asked: Array<IHttpRequestOptions & { headers: IDataObject }> = [];
	const logins: string[] = [];
	const streams: Streamed[] = [];
	const httpRequest = async (options: IHttpRequestOptions) => {
		asked.push(options as (typeof asked)[number]);
		const reply = replies[Math.min(asked.length, replies.length) - 1]!;
		if (reply instanceof Error) throw reply;
		const { status = 200, headers = {}, body = ['sku,quantity\n'] } = reply;
		const stream = streamed(...body);
		streams.push(stream);
		return await Promise.resolve({ statusCode: status, headers, body: stream });
	};
	const context = {
		getCredentials: async () => await Promise.resolve(fields),
		helpers: {
			httpRequest,
			httpRequestWithAuthentication: async (login: string, options: IHttpRequestOptions) => {
				logins.push(login);
				return await httpRequest(options);
			},
		},
	};
	let answer: FeedAnswer | undefined;
	let problem: Problem | undefined;
	try {
		answer = await feeds.fetchFeed(context, { url: URL_OF_FEED, login: 'none', ...request });
	} catch (error) {
		problem = (error as { problem: Problem }).problem;
		if (!problem) throw error;
	}
	return { answer, problem, asked, logins, streams };
}

describe('an address', () => {
	test.each([
		['  feeds.example/a.csv ', 'https://feeds.example/a.csv'],
		[
			'feeds.example/go?to=https://other.example/',
			'https://feeds.example/go?to=https://other.example/',
		],
		['HTTPS://feeds.example/a.csv#top', 'https://feeds.example/a.csv'],
		['http://localhost:8080/a.csv', 'http://localhost:8080/a.csv'],
	])('%j', (typed, href) => {
		expect(feeds.feedAddress(typed).href).toBe(href);
	});

	test.each([
		['', /address of the file/],
		['https://', /like 'https:\/\//],
		['https://user@feeds.example/a.csv', /'Basic Auth' under 'Authentication'/],
		['https://:word@feeds.example/a.csv', /'Basic Auth' under 'Authentication'/],
		['http://feeds.example/a.csv', /https address/],
		['ftp://localhost/a.csv', /https address/],
	])('%j is none, and what to do is said', async (url, nextStep) => {
		const { problem, asked } = await read([{}], { url });
		expect(problem).toMatchObject({ kind: 'invalid', nextStep: expect.stringMatching(nextStep) });
		expect(asked).toEqual([]);
	});
});

describe('a request', () => {
	test('asks for tables as a stream, follows nothing, and adds no login of its own', async () => {
		const { asked, answer } = await read([{}]);
		expect(answer).toEqual({ changed: true, body: Buffer.from('sku,quantity\n'), contentType: '' });
		expect(asked).toEqual([
			{
				...{ method: 'GET', url: URL_OF_FEED, encoding: 'stream', returnFullResponse: true },
				headers: { accept: expect.stringMatching(/^text\/csv, application\/json/) },
				...{ ignoreHttpStatusErrors: true, disableFollowRedirect: true },
				sendCredentialsOnCrossOriginRedirect: false,
				abortSignal: expect.any(AbortSignal),
			},
		]);
	});

	test.each([
		['domains', { allowedDomains: 'feeds.example' }],
		['all', {}],
	])('with a login that is kept for %s', async (allowedHttpRequestDomains, options) => {
		const fields = { allowedHttpRequestDomains, allowedDomains: 'feeds.example', token: 't' };
		const { asked, logins } = await read([{}], { login: 'bearerAuth', fields });
		expect(logins).toEqual(['httpBearerAuth']);
		const { allowedDomains } = asked[0]!;
		expect({ ...(allowedDomains === undefined ? {} : { allowedDomains }) }).toEqual(options);
	});

	test('with a login that is closed for nodes is not sent', async () => {
		const fields = { allowedHttpRequestDomains: 'none' };
		const { problem, asked } = await read([{}], { login: 'headerAuth', fields });
		expect(problem!.nextStep).toContain("'Allowed HTTP Request Domains'");
		expect(asked).toEqual([]);
	});

	test.each([
		[{ etag: '"1"' }, { etag: '"1"' }, { 'if-none-match': '"1"' }],
		[{ 'last-modified': 'then' }, { lastModified: 'then' }, { 'if-modified-since': 'then' }],
	])('names the version of before by %j', async (headers, kept, sent) => {
		const { answer } = await read([{ headers }]);
		const { mark } = answer as { mark: FeedRequest['mark'] };
		expect(mark).toEqual({ of: expect.any(String), ...kept });
		const again = await read([{ status: 304 }], { mark });
		expect(again.answer).toEqual({ changed: false });
		expect(again.streams).toMatchObject([{ isClosed: true }]);
		const { accept, ...others } = again.asked[0]!.headers;
		expect(accept).toBeDefined();
		expect(others).toEqual(sent);
	});
});

describe('another try', () => {
	const down = { status: 503 };
	test('comes after a second or two, then after twice as long', async () => {
		const { asked, problem } = await read([down]);
		expect(problem!.kind).toBe('unavailable');
		expect(asked).toHaveLength(3);
		expect(waits).toEqual([2_000, 4_000]);
	});

	test('comes when a server that was asked too often says so', async () => {
		const busy = { status: 429, headers: { 'retry-after': '30' } };
		expect((await read([busy, {}])).answer).toMatchObject({ changed: true });
		expect(waits).toEqual([30_000]);
	});

	test('is left to the next poll where the pause is longer', async () => {
		const { problem } = await read([{ status: 429, headers: { 'retry-after': '31' } }, {}]);
		expect(problem).toMatchObject({
			kind: 'throttled',
			nextStep: expect.stringContaining('The next poll reads the file again by itself'),
		});
		expect(waits).toEqual([]);
	});
});

describe('a redirect', () => {
	const to = (location: string, status = 302): Reply => ({ status, headers: { location } });

	test.each([300, 301, 399])(
		'with status %i is followed where it stays on the host',
		async (status) => {
			const { asked, answer, streams } = await read([to('/new.csv', status), {}]);
			expect(answer).toMatchObject({ changed: true });
			expect(asked.map(({ url }) => url)).toEqual([URL_OF_FEED, 'https://feeds.example/new.csv']);
			expect(streams).toMatchObject([{ isClosed: true }, { isClosed: true }]);
		},
	);

	test.each([200, 400])('is none with status %i', async (status) => {
		expect((await read([to('/new.csv', status), {}])).asked).toHaveLength(1);
	});

	test.each([
		['https://other.example/a.csv', 'another address (other.example)'],
		['http://[', 'an address that is none'],
	])('to %j is not followed', async (location, where) => {
		const { problem, asked } = await read([to(location), {}]);
		expect(problem).toEqual({
			kind: 'refused',
			message: `feeds.example sent the request on to ${where}, and a login is not carried there.`,
			nextStep: expect.stringContaining("final address of the file as 'Feed URL'"),
			isFinal: true,
		});
		expect(asked).toHaveLength(1);
	});

	test('in circles ends, and says what to enter', async () => {
		const { problem, asked } = await read([to('/again')]);
		expect(problem).toMatchObject({
			kind: 'refused',
			nextStep: "Open the address in a browser and enter the final one as 'Feed URL'.",
		});
		expect(asked).toHaveLength(6);
	});
});

describe('what is said', () => {
	const raised = (httpCode: string, message = 'no') =>
		Object.assign(new Error(message), { httpCode });

	test.each<[what: string, reply: Reply | Error, kind: string, nextStep: RegExp]>([
		['a login', { status: 401 }, 'login', /^Check 'Authentication' in the node/],
		[
			'a right',
			{ status: 403 },
			'permission',
			/^Ask whoever runs the address to let this login read/,
		],
		['the file', { status: 404 }, 'notFound', /^Open the address in a browser/],
		['a certificate', raised('CERT_HAS_EXPIRED'), 'refused', /renew the certificate/],
		['a way', raised('', 'SSRF: blocked'), 'refused', /N8N_SSRF_ALLOWED_HOSTNAMES/],
		['an answer', raised('ECONNRESET'), 'unavailable', /^The next poll reads the file again/],
		[
			'one that n8n took for an error',
			Object.assign(new Error('no'), { httpCode: '403' }),
			'permission',
			/let this login read/,
		],
	])('without %s', async (_, reply, kind, nextStep) => {
		const { problem } = await read([reply]);
		expect(problem).toMatchObject({ kind, nextStep: expect.stringMatching(nextStep) });
		expect(problem!.message).toContain('feeds.example');
	});

	test('of an address in which a key stands, without the key', async () => {
		const [key, folder] = ['0123456789abcdefghij', 'nineteen-letters-19'];
		const reply = { status: 400, body: [`nothing at ${folder}/${key}/stock.csv`] };
		const { problem } = await read([reply], {
			url: `https://feeds.example/${folder}/${key}/stock.csv`,
		});
		expect(problem!.message).toContain(`nothing at ${folder}/[hidden]/stock.csv`);
	});

	test('when time is up', async () => {
		const { problem } = await read([new Promise(() => undefined) as never], { timeoutMs: 1 });
		expect(problem).toMatchObject({
			message: 'feeds.example took too long to send the file.',
			nextStep: expect.stringContaining('ask for a smaller file'),
		});
	});

	test('of an answer that is no file only the beginning is read', async () => {
		const body = Array.from({ length: 9 }, () => 'x'.repeat(1_024));
		const { problem, streams } = await read([{ status: 404, body }]);
		expect(problem!.kind).toBe('notFound');
		expect(streams).toMatchObject([{ read: 3, isClosed: true }]);
		const moved = await read([{ status: 300, body }]);
		expect(moved.streams).toMatchObject([{ read: 3 }]);
		expect((await read([{ body }])).answer).toMatchObject({ body: { length: 9 * 1_024 } });
	});

	test('of a file that is too large', async () => {
		const mega = 'x'.repeat(1024 * 1024);
		const { problem } = await read([{ body: Array.from({ length: 26 }, () => mega) }]);
		expect(problem).toMatchObject({
			kind: 'invalid',
			message: 'The file of feeds.example is larger than 25 MB.',
			nextStep: expect.stringContaining('smaller file'),
		});
	});
});
