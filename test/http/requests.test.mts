// What the client asks n8n's helpers for, and when it asks again. `client.test.mts` does the same through the helpers themselves.
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Answer, ApiRequest } from '../../http/answer';
import type { Connection, Service } from '../../http/client';
import type { ChannelProblem } from '../../http/problem';
import { built } from '../harness.mts';
import { stopTime, time } from '../run/scripted.mts';
import { longestBackoff } from './backoff.mts';
import { streamed, type Streamed } from './stream.mts';

const client = built('./http/client.js') as {
	connect(context: unknown, service: Service, meter?: { requests: number }): Promise<Connection>;
	accountIn(service: Partial<Service>, credential: object): object;
	describeRequest(request: ApiRequest): object;
};
const { diagnoseStatus } = built('./http/diagnose.js') as {
	diagnoseStatus(answer: Answer, name: string): ReturnType<Service['diagnose']>;
};

let restore: Array<() => void>;
beforeEach(() => {
	restore = [stopTime(), longestBackoff()];
});
afterEach(() => {
	for (const undo of restore) undo();
});

type Reply = { statusCode: number; headers?: object; body?: string; stream?: Streamed } | Error;
const ok = { statusCode: 200, body: '{"ok":true}' };
const down = { statusCode: 503 };

interface Asked {
	how: 'with' | 'without';
	type?: string;
	options: IHttpRequestOptions;
	more?: object;
}

let accounts = 0;
/** n8n's side: gives these replies in turn, the last one for ever. */
async function connect(
	replies: Reply[],
	service: Partial<Service> = {},
	{
		credential = { key: 'secret-key', shop: ' 7 ' } as ICredentialDataDecryptedObject,
		signal = undefined as AbortSignal | undefined,
		onRequest = (_count: number): void => undefined,
	} = {},
) {
	const asked: Asked[] = [];
	const reply = async (one: Asked) => {
		asked.push(one);
		onRequest(asked.length);
		const answer = replies[Math.min(asked.length, replies.length) - 1]!;
		if (answer instanceof Error) throw answer;
		return { ...answer, body: answer.stream ?? streamed(answer.body ?? '') };
	};
	const meter = { requests: 0 };
	const context = {
		getCredentials: async () => credential,
		getExecutionCancelSignal: () => signal,
		helpers: {
			httpRequest: async (options: IHttpRequestOptions) => await reply({ how: 'without', options }),
			httpRequestWithAuthentication: async (
				type: string,
				options: IHttpRequestOptions,
				more: object,
			) => await reply({ how: 'with', type, options, more }),
		},
	};
	const base = `https://shop.example/${++accounts}`;
	const connection = await client.connect(
		context,
		{
			name: 'Shop',
			credential: 'shopApi',
			secretFields: ['key'],
			baseUrl: () => base,
			limits: {},
			concurrent: 1,
			diagnose: (answer) => diagnoseStatus(answer, 'Shop'),
			...service,
		},
		meter,
	);
	return { ...connection, asked, meter, base };
}

const get: ApiRequest = { method: 'GET', path: '/items' };
const post: ApiRequest = { method: 'POST', path: '/items', body: { quantity: 0 } };
const refusal = async (work: Promise<unknown>) => {
	const error = (await work.catch((caught: unknown) => caught)) as ChannelProblem;
	return { ...error.problem, maybeDone: error.maybeDone };
};

describe('a request', () => {
	test('goes out with the login, a time-out, no redirects, and comes back as text', async () => {
		const { call, asked, base } = await connect([ok]);
		expect(await call(get)).toEqual({ status: 200, headers: {}, body: { ok: true } });
		expect(asked).toEqual([
			{
				...{ how: 'with', type: 'shopApi' },
				options: {
					...{ method: 'GET', url: `${base}/items`, headers: { accept: 'application/json' } },
					...{ body: undefined, encoding: 'stream', timeout: 30_000, returnFullResponse: true },
					ignoreHttpStatusErrors: { ignore: true, except: [401] },
					...{ disableFollowRedirect: true, sendCredentialsOnCrossOriginRedirect: false },
				},
				more: {
					oauth2: { tokenExpiredStatusCode: [401] },
					preAuthenticationRetryStatusCode: [401],
				},
			},
		]);
	});

	test('carries what the platform and the credential add', async () => {
		const { call, asked, base } = await connect([ok], {
			headers: { 'x-api': '2', accept: 'application/xml' },
			headersOf: ({ key }) => ({ 'x-key': String(key) }),
			queryOf: ({ shop }) => ({ shop: String(shop).trim(), page: '1' }),
			renewOn: [401, 419],
			oauth2: { tokenType: 'Bearer' },
		});
		await call({ ...get, query: { page: '2' }, headers: { 'x-api': '3' }, timeoutMs: 5 });
		expect(asked).toMatchObject([
			{
				options: {
					url: `${base}/items?shop=7&page=2`,
					headers: { accept: 'application/xml', 'x-api': '3', 'x-key': 'secret-key' },
					timeout: 5,
					ignoreHttpStatusErrors: { except: [401, 419] },
				},
				more: {
					oauth2: { tokenExpiredStatusCode: [401, 419], tokenType: 'Bearer' },
					preAuthenticationRetryStatusCode: [401, 419],
				},
			},
		]);
	});

	test('carries objects and lists as JSON, and text as it is', async () => {
		const { call, asked } = await connect([ok]);
		await call(post);
		await call({ ...post, body: [1] });
		await call({ ...post, body: 'a=b', headers: { 'content-type': 'text/plain' } });
		await call({ ...post, body: 'c' });
		expect(asked.map(({ options: { body, headers } }) => [body, headers])).toEqual([
			['{"quantity":0}', { accept: 'application/json', 'content-type': 'application/json' }],
			['[1]', { accept: 'application/json', 'content-type': 'application/json' }],
			['a=b', { accept: 'application/json', 'content-type': 'text/plain' }],
			['c', { accept: 'application/json' }],
		]);
	});

	test('to an address that was handed out goes without login, query and headers of ours', async () => {
		const { call, asked } = await connect([{ ...ok, body: '{}' }], {
			headers: { 'x-api': '2' },
			queryOf: () => ({ shop: '7' }),
		});
		const path = 'https://files.example/a?signed=b';
		const { body } = await call({ method: 'GET', path, anonymous: true, bytes: true });
		expect(body).toEqual(Buffer.from('{}'));
		expect(asked).toMatchObject([
			{ how: 'without', options: { url: path, headers: {}, encoding: 'stream' } },
		]);
		expect(Object.keys(asked[0]!.options.headers ?? {})).toEqual([]);
	});

	test.each(['/items/..', '/items/./prices', '/../items?sku=1'])(
		'to %s, which leads somewhere else, is not sent',
		async (path) => {
			const { call, asked } = await connect([ok]);
			expect(await refusal(call({ method: 'GET', path }))).toEqual({
				kind: 'notFound',
				message: 'Shop cannot be asked for a SKU or id that consists of dots.',
				nextStep: 'Give it another SKU there, and use that one here.',
				maybeDone: false,
			});
			expect(asked).toEqual([]);
		},
	);

	test.each(['/items/..a', '/items/a..', '/items?sku=/../'])('to %s is', async (path) => {
		const { call, asked } = await connect([ok]);
		await call({ method: 'GET', path });
		expect(asked).toHaveLength(1);
	});

	test('that would take the login to another host is not sent', async () => {
		const { call, asked } = await connect([ok], { baseUrl: () => 'https://shop.example' });
		expect(await refusal(call({ method: 'GET', path: '@other.example/' }))).toEqual({
			kind: 'refused',
			message: 'Shop led to another address, and the login is not sent there.',
			nextStep: expect.stringContaining('whether the shop has been tampered with'),
			maybeDone: false,
		});
		expect(asked).toEqual([]);
	});

	test('with an answer that never ends is left', async () => {
		const mega = 'x'.repeat(1024 * 1024);
		const body = streamed(...Array.from({ length: 40 }, () => mega));
		const { call } = await connect([{ statusCode: 200, stream: body }]);
		expect(await refusal(call(post))).toMatchObject({
			kind: 'unavailable',
			message: 'Shop answered with more than 32 MB, which no honest answer is.',
			nextStep: expect.stringContaining('tampered with'),
			maybeDone: true,
		});
		expect(body).toMatchObject({ read: 33, isClosed: true });
	});

	test('with an answer that takes too long is left', async () => {
		const body = streamed();
		body[Symbol.asyncIterator] = async function* () {
			await new Promise(() => undefined);
			yield Buffer.from('');
		};
		const { call } = await connect([{ statusCode: 200, stream: body }]);
		expect(await refusal(call({ ...post, timeoutMs: 1 }))).toMatchObject({
			kind: 'unavailable',
			message: 'Shop took too long to send its answer.',
			nextStep: expect.stringContaining('not overloaded'),
			maybeDone: true,
		});
		expect(body.isClosed).toBe(true);
	});

	test('is shown in a dry run without addresses and headers', () => {
		expect(
			client.describeRequest({ ...post, query: { sku: 'a b' }, headers: { 'x-key': 'k' } }),
		).toEqual({ method: 'POST', path: '/items?sku=a%20b', body: { quantity: 0 } });
		expect(client.describeRequest({ method: 'GET', path: 'https://a/b', anonymous: true })).toEqual(
			{
				method: 'GET',
				path: '(address handed out by the platform)',
			},
		);
		expect(client.describeRequest(get)).toEqual({ method: 'GET', path: '/items' });
	});
});

describe('the account', () => {
	test('is made of the fields that are no secret', async () => {
		expect(client.accountIn({ accountFields: ['shop', 'other'] }, { shop: ' 7 ' })).toEqual({
			shop: '7',
			other: '',
		});
		expect(client.accountIn({ accountOf: () => ({ company: '9' }) }, {})).toEqual({ company: '9' });
		expect(client.accountIn({}, { shop: '7' })).toEqual({});
		const { id, base } = await connect([ok], { accountFields: ['shop'] });
		expect(id).toBe(`shopApi ${base} 7`);
	});

	test('that nobody has signed in to sends nothing', async () => {
		const credential = { grantType: 'authorizationCode', oauthTokenData: {} };
		const { call, asked } = await connect([ok], {}, { credential });
		expect(await refusal(call(get))).toMatchObject({ kind: 'login', maybeDone: false });
		expect(asked).toEqual([]);
	});

	test('has secrets that no text shows: keys, tokens, and tokens that were renewed on the way', async () => {
		const credential: ICredentialDataDecryptedObject = {
			key: 'secret-key',
			empty: '',
			oauthTokenData: {
				access_token: 'token-one',
				refresh_token: 'refresh-one',
				id_token: 'identity-one',
			},
		};
		const echo = {
			statusCode: 400,
			body: 'secret-key token-one refresh-one identity-one token-two',
		};
		const { call, clean } = await connect(
			[echo],
			{ secretFields: ['key', 'empty'] },
			{
				credential,
				onRequest: () => {
					credential.oauthTokenData = { access_token: 'token-two' };
				},
			},
		);
		expect(clean('token-two secret-key, auto')).toBe('token-two [hidden], auto');
		const { message } = await refusal(call(get));
		expect(message).toContain(`'${Array(5).fill('[hidden]').join(' ')}'`);
		expect(clean('token-two')).toBe('[hidden]');
	});
});

describe('asking again', () => {
	test('a read after an outage: four times, each pause twice as long', async () => {
		const { call, asked, meter } = await connect([down]);
		expect(await refusal(call(get))).toMatchObject({ kind: 'unavailable', maybeDone: true });
		expect(asked).toHaveLength(4);
		expect(meter.requests).toBe(4);
		expect(time.waits).toEqual([1_000, 2_000, 4_000]);
	});

	test('anything that came too fast: eight times, half a minute at most', async () => {
		const { call, asked } = await connect([{ statusCode: 429 }]);
		expect(await refusal(call(post))).toMatchObject({ kind: 'throttled', maybeDone: false });
		expect(asked).toHaveLength(8);
		expect(time.waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
	});

	test('after the pause that the platform asks for, up to two minutes', async () => {
		const told = (seconds: string) => ({ statusCode: 503, headers: { 'Retry-After': seconds } });
		const { call } = await connect([told('120'), ok]);
		await call(get);
		expect(time.waits).toEqual([120_000]);
		const short = await connect([told('0.1'), ok]);
		await short.call(get);
		expect(time.waits.slice(1)).toEqual([1_000]);
		const long = await connect([told('120.001')]);
		expect(await refusal(long.call(get))).toMatchObject({ retryAfterMs: 120_001 });
		expect(long.asked).toHaveLength(1);
	});

	test('holds the whole account for that long, and only then', async () => {
		const limits = {
			default: { perSecond: 1_000, burst: 1_000 },
			other: { perSecond: 1_000, burst: 1_000 },
		};
		const paused = { statusCode: 429, headers: { 'Retry-After': '50' } };
		const { call } = await connect([paused, ok], { limits, concurrent: 2 });
		const begun = time.now;
		await Promise.all([call({ ...get, limit: 'other' }), call(get)]);
		expect(time.now - begun).toBe(50_000);
		time.waits = [];
		const own = await connect([down, ok], { limits });
		await own.call(get);
		// Our own pause is this request's only.
		await own.call(get);
		expect(time.waits).toEqual([1_000]);
	});

	test.each([
		['GET', undefined, 2],
		['GET', false, 1],
		['POST', undefined, 1],
		['POST', true, 2],
	] as const)('%s that is repeatable: %j', async (method, repeatable, times) => {
		const { call, asked } = await connect([down, ok]);
		await call({ method, path: '/items', repeatable }).catch(() => undefined);
		expect(asked).toHaveLength(times);
	});

	test('a write that never left', async () => {
		const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
		const { call, asked } = await connect([refused, ok]);
		await call(post);
		expect(asked).toHaveLength(2);
		const never = await connect([refused]);
		expect(await refusal(never.call(post))).toMatchObject({ maybeDone: false });
	});

	test('not what was refused', async () => {
		const { call, asked } = await connect([{ statusCode: 400 }]);
		expect(await refusal(call(get))).toMatchObject({ kind: 'invalid', maybeDone: false });
		expect(asked).toHaveLength(1);
		expect(time.waits).toEqual([]);
	});

	test('nothing that is cancelled', async () => {
		const controller = new AbortController();
		const { call, asked } = await connect(
			[down],
			{},
			{
				signal: controller.signal,
				onRequest: () => controller.abort(),
			},
		);
		expect(await refusal(call(get))).toEqual({
			kind: 'refused',
			message: 'The execution was cancelled before this item was done.',
			nextStep: 'Run the item again.',
			maybeDone: true,
		});
		expect(asked).toHaveLength(1);
	});

	test('what was cancelled after a clear answer was surely not done', async () => {
		const controller = new AbortController();
		const { call } = await connect(
			[{ statusCode: 400 }],
			{},
			{
				signal: controller.signal,
				onRequest: () => controller.abort(),
			},
		);
		expect(await refusal(call(post))).toMatchObject({ kind: 'refused', maybeDone: false });
		const odd = new AbortController();
		const unknown = await connect(
			[new Error('aborted')],
			{},
			{
				signal: odd.signal,
				onRequest: () => odd.abort(),
			},
		);
		expect(await refusal(unknown.call(post))).toMatchObject({ kind: 'refused', maybeDone: true });
	});

	test('an odd error is not known to be done', async () => {
		const { call } = await connect([new Error('odd')]);
		expect(await refusal(call(post))).toMatchObject({ kind: 'unknown', maybeDone: false });
	});
});

describe('limits', () => {
	const one = { perSecond: 1, burst: 1 };

	test('count by name and weight', async () => {
		const { call } = await connect([ok], {
			limits: { default: one, heavy: { ...one, burst: 10 } },
		});
		await call(get);
		await call(get);
		expect(time.waits).toEqual([1_000]);
		await call({ ...get, limit: 'heavy', weight: 8 });
		await call({ ...get, limit: 'heavy' });
		await call({ ...get, limit: 'heavy' });
		expect(time.waits).toEqual([1_000]);
		await call({ ...get, limit: 'heavy' });
		expect(time.waits).toEqual([1_000, 1_000]);
	});

	test('are what the platform says they are', async () => {
		let left = 0;
		const { call } = await connect([ok], {
			limits: { default: { perSecond: 1, burst: 100 } },
			left: () => ({ available: left, limit: { perSecond: 2, burst: 100 } }),
		});
		await call(get);
		expect(time.waits).toEqual([]);
		left = 1;
		await call(get);
		expect(time.waits).toEqual([500]);
		await call(get);
		expect(time.waits).toEqual([500]);
	});

	test('let the next one go when one has failed', async () => {
		const { call } = await connect([{ statusCode: 400 }, ok]);
		await Promise.all([call(get).catch(() => undefined), call(get)]);
	});

	test('that end by cancelling have sent nothing', async () => {
		const controller = new AbortController();
		const { call, asked } = await connect(
			[ok],
			{ limits: { default: { perSecond: 0.001, burst: 1 } } },
			{ signal: controller.signal, onRequest: () => controller.abort() },
		);
		await call(get);
		expect(await refusal(call(post))).toMatchObject({ kind: 'refused', maybeDone: false });
		expect(asked).toHaveLength(1);
	});
});
