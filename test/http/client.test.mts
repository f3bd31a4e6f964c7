// The one HTTP client, through n8n-core's real helpers.
import { ExecuteContext } from 'n8n-core';
import { createRunExecutionData } from 'n8n-workflow';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Answer, ApiRequest } from '../../http/answer';
import type { Connection, Service } from '../../http/client';
import type { ChannelProblem } from '../../http/problem';
import { additionalData, built, makeNode, makeWorkflow, TestCredentials } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';

const client = built('./http/client.js') as {
	connect(context: unknown, service: Service, meter?: { requests: number }): Promise<Connection>;
	queryText(query: Record<string, string>): string;
	strictEncode(text: string): string;
};
const { diagnoseStatus } = built('./http/diagnose.js') as {
	diagnoseStatus(answer: Answer, name: string): ReturnType<Service['diagnose']>;
};

const HOST = 'https://shop.example.test';
const KEY = 'ck_0123456789';
const SECRET = 'cs_9876543210';

let restoreClock: () => void;
let accounts = 0;

beforeAll(() => {
	nock.disableNetConnect();
	restoreClock = setProductClock(fastClock(1_000));
});
afterAll(() => {
	nock.enableNetConnect();
	restoreClock();
});
let meter: { requests: number };
beforeEach(() => {
	meter = { requests: 0 };
});
afterEach(() => {
	const pending = nock.pendingMocks();
	nock.cleanAll();
	expect(pending).toEqual([]);
});

async function connect(service: Partial<Service> = {}, signal?: AbortSignal) {
	const credentials = new TestCredentials({
		stockOutWooCommerceApi: {
			url: HOST,
			consumerKey: KEY,
			consumerSecret: SECRET,
			keyInQuery: false,
		},
	});
	const node = makeNode('acrylicDelist', {}, credentials);
	node.parameters = { channels: ['woocommerce'] };
	const workflow = makeWorkflow(node);
	const data = { main: [[{ json: {} }]] };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData(credentials),
		'trigger',
		createRunExecutionData(),
		0,
		data.main[0],
		data,
		{ node, data, source: null },
		[],
		signal,
	);
	// Each connection has its own pace, so that tests do not slow each other down.
	const base = `${HOST}/${++accounts}`;
	const { call, account } = await client.connect(
		context,
		{
			name: 'Shop',
			credential: 'stockOutWooCommerceApi',
			secretFields: ['consumerKey', 'consumerSecret'],
			baseUrl: () => base,
			limits: {},
			concurrent: 2,
			diagnose: (answer) => diagnoseStatus(answer, 'Shop'),
			...service,
		},
		meter,
	);
	return {
		call,
		account,
		api: () => nock(HOST, { reqheaders: { authorization: /^Basic / } }),
		path: `/${accounts}`,
	};
}

describe('the account', () => {
	test('is added to the query of every request where the platform wants it there', async () => {
		const queryOf: Service['queryOf'] = ({ consumerKey }) => ({ org: `o ${String(consumerKey)}` });
		const { call, api, path } = await connect({ queryOf });
		api().get(`${path}/items?org=o%20${KEY}&page=2`).reply(200, { ok: true });
		expect((await call({ method: 'GET', path: '/items', query: { page: '2' } })).status).toBe(200);
		// An address that the platform handed out stays as it is.
		nock(HOST).get('/handed/out').reply(200, { ok: true });
		const anonymous = { method: 'GET', path: `${HOST}/handed/out`, anonymous: true } as const;
		expect((await call(anonymous)).status).toBe(200);
	});

	test('is known by its fields and by what the sign-in told', async () => {
		const { account } = await connect({
			accountFields: ['url'],
			accountOf: ({ keyInQuery }) => ({ company: String(keyInQuery) }),
		});
		expect(account).toEqual({ url: HOST, company: 'false' });
	});
});

const get: ApiRequest = { method: 'GET', path: '/items' };
const post: ApiRequest = { method: 'POST', path: '/items', body: { quantity: 0 } };

describe('retrying', () => {
	test.each([
		['seconds', '2'],
		['a date', new Date(Date.now() + 3_000).toUTCString()],
		['nothing', undefined],
		['nonsense', 'soon'],
	])('waits after 429 with Retry-After as %s, and repeats even a write', async (_, value) => {
		const { call, api, path } = await connect();
		api()
			.post(`${path}/items`)
			.reply(429, {}, value ? { 'Retry-After': value } : {});
		api().post(`${path}/items`, { quantity: 0 }).reply(200, { ok: true });
		expect((await call(post)).body).toEqual({ ok: true });
		expect(meter.requests).toBe(2);
	});

	test('does not wait longer than two minutes for a platform', async () => {
		const { call, api, path } = await connect();
		api().get(`${path}/items`).reply(429, {}, { 'Retry-After': '3600' });
		await expect(call(get)).rejects.toMatchObject({
			problem: { kind: 'throttled', retryAfterMs: 3_600_000 },
		});
	});

	test('repeats a read after 503, and gives up after four tries', async () => {
		const { call, api, path } = await connect();
		api().get(`${path}/items`).times(4).reply(503);
		await expect(call(get)).rejects.toMatchObject({
			problem: { kind: 'unavailable' },
			maybeDone: true,
		});
		expect(meter.requests).toBe(4);
	});

	test('never repeats a write that is not repeatable when nobody knows whether it was done', async () => {
		const { call, api, path } = await connect();
		api().post(`${path}/items`).reply(502);
		await expect(call(post)).rejects.toMatchObject({
			problem: { kind: 'unavailable' },
			maybeDone: true,
		});
		expect(meter.requests).toBe(1);
	});

	test('repeats any write that never left', async () => {
		const { call, api, path } = await connect();
		api()
			.post(`${path}/items`)
			.replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
		api().post(`${path}/items`).reply(200, {});
		await call(post);
		expect(meter.requests).toBe(2);
	});

	test('does not repeat what the platform refused', async () => {
		const { call, api, path } = await connect();
		api().get(`${path}/items`).reply(422, { message: 'no' });
		await expect(call(get)).rejects.toMatchObject({
			problem: { kind: 'invalid' },
			maybeDone: false,
		});
		expect(meter.requests).toBe(1);
	});
});

describe('answers', () => {
	test.each([
		[301, 'refused'],
		[400, 'invalid'],
		[401, 'login'],
		[403, 'permission'],
		[404, 'notFound'],
		[409, 'conflict'],
		[423, 'refused'],
	])('status %i is %s, with a next step', async (status, kind) => {
		const { call, api, path } = await connect();
		// n8n's helper tries once more after a 401, in case a new token helps.
		api()
			.get(`${path}/items`)
			.times(status === 401 ? 2 : 1)
			.reply(status, {}, { location: 'https://elsewhere.example.test/' });
		await expect(call(get)).rejects.toMatchObject({
			problem: { kind, nextStep: expect.stringMatching(/\.$/) },
		});
	});

	test('are read as JSON whatever content type they come with', async () => {
		const { call, api, path } = await connect();
		api().get(`${path}/items`).reply(200, '\n {"id":1}', { 'content-type': 'text/plain' });
		expect((await call(get)).body).toEqual({ id: 1 });
	});

	test('a page with status 200 is no data', async () => {
		const { call, api, path } = await connect();
		api()
			.get(`${path}/items`)
			.times(4)
			.reply(200, '<!doctype html><title>Please verify you are human</title>', {
				'content-type': 'text/html',
			});
		await expect(call(get)).rejects.toMatchObject({
			problem: { message: expect.stringContaining('verify you are human') },
		});
	});

	test('bytes come as bytes', async () => {
		const { call } = await connect();
		nock('https://files.example.test')
			.get('/report')
			.reply(200, Buffer.from([31, 139, 8]));
		const { body } = await call({
			method: 'GET',
			path: 'https://files.example.test/report',
			anonymous: true,
			bytes: true,
		});
		expect([...(body as Buffer)]).toEqual([31, 139, 8]);
	});

	test('a signed address is called without our login', async () => {
		const { call } = await connect();
		nock('https://files.example.test', { badheaders: ['authorization'] })
			.put('/upload', 'text')
			.reply(200);
		await call({
			method: 'PUT',
			path: 'https://files.example.test/upload',
			anonymous: true,
			body: 'text',
			headers: { 'content-type': 'text/plain' },
		});
	});
});

describe('secrets', () => {
	test.each([KEY, SECRET, Buffer.from(`${KEY}:${SECRET}`).toString('base64')])(
		'%s never shows in a problem',
		async (secret) => {
			const { call, api, path } = await connect();
			api()
				.get(`${path}/items`)
				.reply(400, { message: `bad key ${secret} Basic ${secret}` });
			const error: unknown = await call(get).catch((caught: unknown) => caught);
			expect(JSON.stringify(error)).not.toContain(secret);
			expect(String((error as Error).stack)).not.toContain(SECRET);
		},
	);
});

describe('pace', () => {
	test('never has more requests under way than the platform bears', async () => {
		const { call, api, path } = await connect({ concurrent: 2 });
		let busy = 0;
		let most = 0;
		api()
			.get(`${path}/items`)
			.times(6)
			.reply(200, async () => {
				most = Math.max(most, ++busy);
				await new Promise((resolve) => setTimeout(resolve, 5));
				busy -= 1;
				return {};
			});
		await Promise.all(Array.from({ length: 6 }, async () => await call(get)));
		expect(most).toBe(2);
	});

	test('keeps to a limit that refills, burst first', async () => {
		const clock = fastClock(1_000);
		const at: number[] = [];
		const { call, api, path } = await connect({
			concurrent: 10,
			limits: { default: { perSecond: 1, burst: 2 } },
		});
		api()
			.get(`${path}/items`)
			.times(4)
			.reply(200, () => {
				at.push(clock.now());
				return {};
			});
		await Promise.all(Array.from({ length: 4 }, async () => await call(get)));
		at.sort((a, b) => a - b);
		expect(at[3] - at[0]).toBeGreaterThanOrEqual(1_900);
	});

	test('a pause of the platform holds for every request of the account', async () => {
		const clock = fastClock(1_000);
		const { call, api, path } = await connect({
			limits: { default: { perSecond: 1_000, burst: 1_000 } },
		});
		api().get(`${path}/items`).reply(429, {}, { 'retry-after': '5' });
		const begun = clock.now();
		const at: number[] = [];
		api()
			.get(`${path}/items`)
			.times(2)
			.reply(200, () => {
				at.push(clock.now() - begun);
				return {};
			});
		const first = call(get);
		await new Promise((resolve) => setTimeout(resolve, 2));
		await Promise.all([first, call(get)]);
		for (const moment of at) expect(moment).toBeGreaterThanOrEqual(4_900);
	});
});

test('a cancelled execution ends the wait at once', async () => {
	const controller = new AbortController();
	const { call, api, path } = await connect({}, controller.signal);
	api().get(`${path}/items`).reply(429, {}, { 'retry-after': '100' });
	const waiting = call(get);
	setTimeout(() => controller.abort(), 10);
	await expect(waiting).rejects.toThrow();
});

describe('a write that may have been carried out', () => {
	const write: ApiRequest = { method: 'POST', path: '/items', body: { quantity: 0 } };
	const refusal = async (work: Promise<unknown>) => {
		const { problem, maybeDone } = (await work.catch((error: unknown) => error)) as ChannelProblem;
		return { kind: problem.kind, message: problem.message, maybeDone };
	};
	const CANCELLED = 'The execution was cancelled before this item was done.';

	test('is said to be so when the execution is cancelled while it is under way', async () => {
		const controller = new AbortController();
		const { call, api, path } = await connect({}, controller.signal);
		api()
			.post(`${path}/items`)
			.reply(() => {
				controller.abort();
				throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
			});
		expect(await refusal(call(write))).toEqual({
			kind: 'refused',
			message: CANCELLED,
			maybeDone: true,
		});
	});

	test('or while its repetition waits', async () => {
		const controller = new AbortController();
		const { call, api, path } = await connect({}, controller.signal);
		api()
			.post(`${path}/items`)
			.reply(() => {
				setTimeout(() => controller.abort(), 5);
				return [503, {}, { 'retry-after': '30' }];
			});
		expect(await refusal(call({ ...write, repeatable: true }))).toEqual({
			kind: 'refused',
			message: CANCELLED,
			maybeDone: true,
		});
	});

	test('stays so when the repetition is refused', async () => {
		const { call, api, path } = await connect();
		api().post(`${path}/items`).reply(503, {}).post(`${path}/items`).reply(404, {});
		expect(await refusal(call({ ...write, repeatable: true }))).toMatchObject({
			kind: 'notFound',
			maybeDone: true,
		});
	});

	test('is surely not done when it was cancelled before it went out', async () => {
		const controller = new AbortController();
		const limits = { default: { perSecond: 0.001, burst: 1 } };
		const { call, api, path } = await connect({ limits }, controller.signal);
		api().get(`${path}/items`).reply(200, {});
		await call(get);
		setTimeout(() => controller.abort(), 5);
		expect(await refusal(call(write))).toMatchObject({ kind: 'refused', maybeDone: false });
	});
});

describe('addresses', () => {
	test.each([
		['a+b c&d=e#f/g?h', 'sku=a%2Bb%20c%26d%3De%23f%2Fg%3Fh'],
		[`'"()*!`, 'sku=%27%22%28%29%2A%21'],
		['\ud800', 'sku=%EF%BF%BD'],
	])('%j is one value', (sku, text) => {
		expect(client.queryText({ sku })).toBe(`?${text}`);
	});
});
