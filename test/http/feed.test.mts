// The reader of feeds, through n8n-core's real helpers, against a server on loopback.
import { PollContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { FeedAnswer, FeedMark, FeedRequest } from '../../http/feed';
import type { Problem } from '../../http/problem';
import { GenericCredentials } from '../genericLogins.mts';
import { additionalData, built, makeNode, makeWorkflow } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';

const feeds = built('./http/feed.js') as {
	fetchFeed(context: unknown, request: FeedRequest): Promise<FeedAnswer>;
	MOST_FEED_BYTES: number;
};
const { MOST_FEED_BYTES } = feeds;

const CSV = 'sku,quantity\nACR-HB-TWHT-120,4\n';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
let servers: Server[] = [];
let requests: IncomingMessage[] = [];
let restoreClock: () => void;

beforeEach(() => {
	restoreClock = setProductClock(fastClock(100));
});
afterEach(() => {
	restoreClock();
	for (const server of servers) {
		server.closeAllConnections();
		server.close();
	}
	servers = [];
	requests = [];
});

async function serve(handler: Handler): Promise<string> {
	const server = createServer((request, response) => {
		requests.push(request);
		handler(request, response);
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A node that may use the generic logins; which node it is does not matter here. */
function contextOf(stored: Record<string, ICredentialDataDecryptedObject> = {}): PollContext {
	const credentials = new GenericCredentials(stored);
	const node = makeNode('stockOutTrigger', {}, credentials);
	const workflow = makeWorkflow(node);
	const names = ['httpBasicAuth', 'httpHeaderAuth', 'httpBearerAuth'];
	const type = {
		description: { credentials: names.map((name) => ({ name })) } as INodeTypeDescription,
	} as INodeType;
	Object.assign(workflow, {
		nodeTypes: { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => [] },
	});
	return new PollContext(workflow, node, additionalData(credentials), 'trigger', 'activate');
}

const read = async (
	url: string,
	request: Partial<FeedRequest> = {},
	stored?: Record<string, ICredentialDataDecryptedObject>,
) => await feeds.fetchFeed(contextOf(stored), { url, login: 'none', ...request });

async function problemOf(work: Promise<unknown>): Promise<Problem> {
	try {
		await work;
	} catch (error) {
		return (error as { problem: Problem }).problem;
	}
	throw new Error('Nothing was thrown.');
}

const textOf = (answer: FeedAnswer): string => (answer.changed ? answer.body.toString() : '');

test('reads a file with its type, packed or not', async () => {
	const url = await serve(({ url: path }, response) => {
		if (path === '/packed.csv')
			response
				.writeHead(200, { 'content-type': 'text/csv', 'content-encoding': 'gzip' })
				.end(gzipSync(CSV));
		else response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8' }).end(CSV);
	});
	const plain = await read(`${url}/stock.csv?key=a#top`);
	expect(plain).toMatchObject({ changed: true, contentType: 'text/csv; charset=utf-8' });
	expect(textOf(plain)).toBe(CSV);
	expect(textOf(await read(`${url}/packed.csv`))).toBe(CSV);
	expect(requests.map((request) => request.url)).toEqual(['/stock.csv?key=a', '/packed.csv']);
});

describe('an address that is none', () => {
	test.each([
		['', "'Feed URL' is empty."],
		['  ', "'Feed URL' is empty."],
		['https://', "'Feed URL' is not a web address."],
		['http://feeds.example.com/a.csv', 'unencrypted'],
		['ftp://feeds.example.com/a.csv', 'unencrypted'],
		['file:///etc/passwd', 'unencrypted'],
		['https://user:secret-word@feeds.example.com/a.csv', 'contains a login'],
	])('%j', async (url, message) => {
		const problem = await problemOf(read(url));
		expect(problem.kind).toBe('invalid');
		expect(problem.message).toContain(message);
		expect(problem.message + problem.nextStep).not.toContain('secret-word');
	});
});

describe('logins', () => {
	test.each([
		[
			'basicAuth',
			'httpBasicAuth',
			{ user: 'reader', password: 'pass: word' },
			{ authorization: `Basic ${Buffer.from('reader:pass: word').toString('base64')}` },
		],
		['bearerAuth', 'httpBearerAuth', { token: 'a-token' }, { authorization: 'Bearer a-token' }],
		['headerAuth', 'httpHeaderAuth', { name: 'X-Key', value: 'a-key' }, { 'x-key': 'a-key' }],
	] as const)('%s', async (login, type, credential, headers) => {
		const url = await serve((_request, response) => response.end(CSV));
		await read(url, { login }, { [type]: credential });
		expect(requests[0]!.headers).toMatchObject(headers);
	});

	test('a login that is refused is said, without the login', async () => {
		const url = await serve(({ headers }, response) =>
			response.writeHead(401).end(`unknown: ${headers.authorization}`),
		);
		const stored = { httpBearerAuth: { token: 'a-secret-token' } };
		const problem = await problemOf(read(url, { login: 'bearerAuth' }, stored));
		expect(problem).toMatchObject({
			kind: 'login',
			nextStep: expect.stringContaining('Authentication'),
		});
		expect(requests).toHaveLength(1);
	});

	test('what the server echoes of login and address is hidden', async () => {
		const url = await serve(({ headers, url: path }, response) =>
			response.writeHead(400).end(`${headers['x-key']} at ${path}`),
		);
		const problem = await problemOf(
			read(
				`${url}/a.csv?key=in-the-address`,
				{ login: 'headerAuth' },
				{ httpHeaderAuth: { name: 'X-Key', value: 'in-the-header' } },
			),
		);
		expect(problem.message).toContain('[hidden]');
		expect(problem.message).not.toMatch(/in-the-(header|address)/);
	});

	test('a credential that is kept for other hosts is not sent', async () => {
		const url = await serve((_request, response) => response.end(CSV));
		const only = { token: 'a-token', allowedHttpRequestDomains: 'domains' };
		const stored = (allowedDomains: string) => ({ httpBearerAuth: { ...only, allowedDomains } });
		const problem = await problemOf(
			read(url, { login: 'bearerAuth' }, stored('supplier.example.com')),
		);
		expect(problem.message).toContain('supplier.example.com');
		const closed = { httpBearerAuth: { token: 'a', allowedHttpRequestDomains: 'none' } };
		expect((await problemOf(read(url, { login: 'bearerAuth' }, closed))).message).toContain(
			'closed',
		);
		expect(requests).toHaveLength(0);
		await read(url, { login: 'bearerAuth' }, stored('127.0.0.1'));
		expect(requests).toHaveLength(1);
	});
});

describe('versions', () => {
	let url: string;
	let version: string;
	beforeEach(async () => {
		version = '"1"';
		url = await serve(({ headers }, response) => {
			if (headers['if-none-match'] === version) return response.writeHead(304).end();
			return response
				.writeHead(200, { etag: version, 'last-modified': 'Wed, 25 Nov 2026 10:00:00 GMT' })
				.end(CSV);
		});
	});
	const markOf = (answer: FeedAnswer): FeedMark => (answer.changed ? answer.mark : undefined)!;

	test('an unchanged file is not sent again, a changed one is', async () => {
		const mark = JSON.parse(JSON.stringify(markOf(await read(`${url}/a.csv`)))) as FeedMark;
		expect(await read(`${url}/a.csv`, { mark })).toEqual({ changed: false });
		expect(requests[1]!.headers['if-modified-since']).toBe('Wed, 25 Nov 2026 10:00:00 GMT');
		version = '"2"';
		expect(await read(`${url}/a.csv`, { mark })).toMatchObject({ changed: true });
	});

	test('the mark of another address counts for nothing, and holds no address', async () => {
		const mark = markOf(await read(`${url}/a.csv?key=in-the-address`));
		expect(JSON.stringify(mark)).not.toContain('in-the-address');
		expect(await read(`${url}/b.csv`, { mark })).toMatchObject({ changed: true });
		expect(requests[1]!.headers['if-none-match']).toBeUndefined();
	});

	test('a 304 that nobody asked for is no answer', async () => {
		const other = await serve((_request, response) => response.writeHead(304).end());
		expect((await problemOf(read(other))).kind).toBe('refused');
	});
});

describe('redirects', () => {
	test('are followed on the same origin, with the login', async () => {
		const url = await serve(({ url: path }, response) =>
			path === '/end.csv'
				? response.end(CSV)
				: response.writeHead(302, { location: '/end.csv' }).end(),
		);
		const stored = { httpBearerAuth: { token: 'a-token' } };
		expect(textOf(await read(`${url}/start`, { login: 'bearerAuth' }, stored))).toBe(CSV);
		expect(requests.map(({ headers }) => headers.authorization)).toEqual([
			'Bearer a-token',
			'Bearer a-token',
		]);
	});

	test('to another origin are not followed', async () => {
		const other = await serve((_request, response) => response.end(CSV));
		const url = await serve((_request, response) =>
			response.writeHead(307, { location: `${other}/end.csv` }).end(),
		);
		const problem = await problemOf(read(`${url}/start`));
		expect(problem).toMatchObject({ kind: 'refused' });
		expect(problem.message).toContain(new URL(other).host);
		expect(requests).toHaveLength(1);
	});

	test('in circles end', async () => {
		const url = await serve((_request, response) =>
			response.writeHead(302, { location: '/again' }).end(),
		);
		expect((await problemOf(read(url))).message).toContain('in circles');
		expect(requests).toHaveLength(6);
	});
});

describe('what does not end well', () => {
	test('a file beyond the limit is refused before it is held, packed or not', async () => {
		const mega = Buffer.alloc(1024 * 1024, 'x');
		let sent = 0;
		const url = await serve(({ url: path }, response) => {
			if (path === '/packed')
				return response
					.writeHead(200, { 'content-encoding': 'gzip' })
					.end(gzipSync(Buffer.alloc(MOST_FEED_BYTES + 1)));
			response.writeHead(200);
			const more = (): void => {
				if (response.destroyed) return;
				sent += mega.length;
				if (response.write(mega)) setImmediate(more);
				else response.once('drain', more);
			};
			return more();
		});
		for (const path of ['endless', 'packed']) {
			const problem = await problemOf(read(`${url}/${path}`));
			expect(problem).toMatchObject({ kind: 'invalid' });
			expect(problem.message).toContain('larger than 25 MB');
		}
		expect(sent).toBeLessThan(MOST_FEED_BYTES * 3);
		expect(requests).toHaveLength(2);
	});

	test('the largest file that is allowed passes', async () => {
		const url = await serve((_request, response) => response.end(Buffer.alloc(MOST_FEED_BYTES)));
		const answer = await read(url);
		expect(answer.changed && answer.body.length).toBe(MOST_FEED_BYTES);
	});

	test('a server that sends byte by byte is left when time is up', async () => {
		const closed = Promise.withResolvers<void>();
		const url = await serve((request, response) => {
			response.writeHead(200).write('a');
			const drip = setInterval(() => response.write('a'), 20);
			request.socket.once('close', () => {
				clearInterval(drip);
				closed.resolve();
			});
		});
		const begun = Date.now();
		const problem = await problemOf(read(url, { timeoutMs: 20_000 }));
		expect(problem).toMatchObject({ kind: 'unavailable' });
		expect(problem.message).toContain('took too long');
		expect(Date.now() - begun).toBeLessThan(5_000);
		await closed.promise;
	});

	test('a server that never answers is left when time is up', async () => {
		const url = await serve(() => undefined);
		expect((await problemOf(read(url, { timeoutMs: 10_000 }))).message).toContain('took too long');
	});

	test('what passes is tried again, three times at most', async () => {
		const url = await serve((request, response) => {
			if (requests.length === 1) response.writeHead(503, { 'retry-after': '2' }).end();
			else if (requests.length === 2) request.socket.destroy();
			else response.end(CSV);
		});
		expect(textOf(await read(url))).toBe(CSV);
		expect(requests).toHaveLength(3);
		requests = [];
		const down = await serve((_request, response) => response.writeHead(500).end());
		expect(await problemOf(read(down))).toMatchObject({
			kind: 'unavailable',
			nextStep: expect.stringContaining('next poll'),
		});
		expect(requests).toHaveLength(3);
	});

	test('a pause longer than a poll can wait is left to the next one', async () => {
		const url = await serve((_request, response) =>
			response.writeHead(429, { 'retry-after': '600' }).end(),
		);
		expect(await problemOf(read(url))).toMatchObject({ kind: 'throttled', retryAfterMs: 600_000 });
		expect(requests).toHaveLength(1);
	});

	test.each([
		[403, '', 'permission'],
		[404, '', 'notFound'],
		[410, 'gone', 'invalid'],
		[200, '<!doctype html><title>Sign in</title>', 'unavailable'],
	])('status %i with %j', async (status, body, kind) => {
		const url = await serve((_request, response) => response.writeHead(status).end(body));
		const problem = await problemOf(read(url));
		expect(problem.kind).toBe(kind);
		expect(`${problem.message} ${problem.nextStep}`).not.toMatch(/shop address|SKU/);
	});

	test('nobody at the address', async () => {
		const url = await serve((_request, response) => response.end(CSV));
		servers.pop()!.close();
		expect(await problemOf(read(url))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining('could not be reached'),
		});
	});
});
