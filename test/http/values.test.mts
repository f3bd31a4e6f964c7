// The small parts of the client: addresses, values of unknown form, secrets in texts, pace.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Answer } from '../../http/answer';
import type { Limit, Pace } from '../../http/pace';
import { built } from '../harness.mts';
import { setProductClock } from '../shop.mts';

const address = built('./http/address.js') as {
	shopAddress(typed: string, options?: { allowHttp?: boolean }): string;
};
const values = built('./http/answer.js') as {
	asObject(value: unknown): object;
	asList(value: unknown): object[];
	asNumber(value: unknown): number | null;
	asText(value: unknown): string;
	asTime(value: unknown): string | undefined;
	toAnswer(status: unknown, headers: unknown, body: unknown, bytes?: boolean): Answer;
};
const secrets = built('./http/redact.js') as {
	redact(text: string, secrets: readonly string[]): string;
};
const pauses = built('./http/retryAfter.js') as {
	retryAfterMs(value: string | undefined): number | undefined;
};
const paces = built('./http/pace.js') as {
	paceOf(account: string, limits: Record<string, Limit>, concurrent: number): Pace;
};

/** A clock that stands still until somebody waits, and then is there at once. */
let now: number;
let slept: number[];
let restoreClock: () => void;
beforeEach(() => {
	now = Date.UTC(2026, 10, 25, 10);
	slept = [];
	restoreClock = setProductClock({
		now: () => now,
		sleep: async (ms) => {
			slept.push(ms);
			now += ms;
		},
	});
});
afterEach(() => restoreClock());

describe('the address of a shop', () => {
	test.each([
		[' shop.example ', 'https://shop.example'],
		['https://shop.example/', 'https://shop.example'],
		['HTTPS://Shop.example/de//', 'https://shop.example/de'],
		['https://shop.example/a?b=c#d', 'https://shop.example/a'],
		['http://localhost:8080/shop', 'http://localhost:8080/shop'],
		['http://127.0.0.1', 'http://127.0.0.1'],
		['http://[::1]:80', 'http://[::1]'],
	])('%j is %s', (typed, base) => {
		expect(address.shopAddress(typed)).toBe(base);
	});

	test('goes out unencrypted only where the seller says so', () => {
		const plain = 'http://shop.example';
		expect(() => address.shopAddress(plain)).toThrow('unencrypted');
		expect(() => address.shopAddress(plain, { allowHttp: false })).toThrow('unencrypted');
		expect(address.shopAddress(plain, { allowHttp: true })).toBe(plain);
		expect(() => address.shopAddress('ftp://shop.example', { allowHttp: true })).toThrow(
			"The shop address begins with 'ftp://', so the login would travel unencrypted.",
		);
	});

	const problemOf = (typed: string): unknown => {
		try {
			return address.shopAddress(typed);
		} catch (error) {
			return (error as { problem: unknown }).problem;
		}
	};
	test.each([
		['  ', 'The shop address is empty.', 'Enter the address of your shop in the credential.'],
		[
			'https://',
			'The shop address is not a web address.',
			"Enter it in the credential like 'https://www.your-shop.com'.",
		],
		[
			'https://me@shop.example',
			'The shop address contains a login.',
			'Enter only the address there; the login has its own fields.',
		],
		[
			'https://:word@shop.example',
			'The shop address contains a login.',
			'Enter only the address there; the login has its own fields.',
		],
		[
			'http://shop.example',
			"The shop address begins with 'http://', so the login would travel unencrypted.",
			"Use the shop's https address in the credential.",
		],
	])('%j is none', (typed, message, nextStep) => {
		expect(problemOf(typed)).toEqual({ kind: 'invalid', message, nextStep });
	});

	test('without a scheme keeps what looks like one further on', () => {
		expect(address.shopAddress('shop.example/to/http://x')).toBe(
			'https://shop.example/to/http://x',
		);
	});
});

describe('values of unknown form', () => {
	test('objects and lists', () => {
		expect(values.asObject({ a: 1 })).toEqual({ a: 1 });
		for (const other of [null, undefined, 'a', 1, [1]]) expect(values.asObject(other)).toEqual({});
		expect(values.asList([{ a: 1 }, null, 'b'])).toEqual([{ a: 1 }, {}, {}]);
		expect(values.asList({ a: 1 })).toEqual([]);
	});

	test.each([
		[5, 5],
		['5', 5],
		[' -2.5 ', -2.5],
		[0, 0],
		['', null],
		['  ', null],
		['5 pieces', null],
		['Infinity', null],
		[NaN, null],
		[true, null],
		[null, null],
		[[5], null],
	])('%j as a number', (value, number) => {
		expect(values.asNumber(value)).toBe(number);
	});

	test.each([
		['a', 'a'],
		[7, '7'],
		[false, 'false'],
		[null, ''],
		[{}, ''],
		[[1], ''],
	])('%j as text', (value, text) => {
		expect(values.asText(value)).toBe(text);
	});

	test.each([
		['2026-11-25T10:00:00+01:00', '2026-11-25T09:00:00.000Z'],
		['2026-11-25', '2026-11-25T00:00:00.000Z'],
		['25.11.2026', undefined],
		['2026-99-99', undefined],
		['on 2026-11-25', undefined],
		['2026', undefined],
		[7, undefined],
		[null, undefined],
	])('%j as a time', (value, time) => {
		expect(values.asTime(value)).toBe(time);
	});

	test('an answer has one form, whatever came', () => {
		expect(values.toAnswer('201', { 'X-Left': 3 }, ' [1]')).toEqual({
			status: 201,
			headers: { 'x-left': '3' },
			body: [1],
		});
		expect(values.toAnswer(200, undefined, '{"a":1}').body).toEqual({ a: 1 });
		expect(values.toAnswer(200, {}, '{"a":1}', true).body).toBe('{"a":1}');
		for (const text of ['{broken', '17', 'null', 'text', ''])
			expect(values.toAnswer(200, {}, text).body).toBe(text);
		expect(values.toAnswer(200, {}, { a: 1 }).body).toEqual({ a: 1 });
	});
});

describe('a secret in a text', () => {
	const KEY = 'key/with+"marks"';

	test.each([
		['as it is', `The key ${KEY} is wrong`],
		['in an address', `GET /?key=${encodeURIComponent(KEY)}`],
		['in JSON', JSON.stringify({ key: KEY })],
		['as the name of a login', Buffer.from(`${KEY}:`).toString('base64')],
		['as name and password', Buffer.from(`${KEY}:secret-word`).toString('base64')],
		['as password and name', Buffer.from(`secret-word:${KEY}`).toString('base64')],
	])('%s is hidden', (_, text) => {
		const clean = secrets.redact(`${text}, and ${text}`, [KEY, 'secret-word']);
		expect(clean.match(/\[hidden\]/g)).toHaveLength(2);
		expect(clean).not.toContain('marks');
		expect(clean.replaceAll('[hidden]', '')).not.toMatch(/[A-Za-z0-9+/]{20}/);
	});

	test('too short to be one stays a word', () => {
		expect(secrets.redact('auto is on, secret is off', ['auto', 'secret'])).toBe(
			'auto is on, [hidden] is off',
		);
	});

	test('in a header is hidden although nobody knows it', () => {
		expect(secrets.redact('sent Bearer  abc.DEF_1~2|3-4= to it', [])).toBe(
			'sent Bearer [hidden] to it',
		);
		expect(secrets.redact('Basic dXNlcjpw and Basic short', [])).toBe(
			'Basic [hidden] and Basic short',
		);
		expect(secrets.redact('xBearer abcdefghij', [])).toBe('xBearer abcdefghij');
	});
});

describe('Retry-After', () => {
	test.each([
		['3', 3_000],
		['0', 0],
		['-3', 0],
		['', undefined],
		['  ', undefined],
		[undefined, undefined],
		['soon', undefined],
		['Infinity', undefined],
		['Wed, 25 Nov 2026 10:00:30 GMT', 30_000],
		['Wed, 25 Nov 2026 09:59:00 GMT', 0],
	])('%j', (value, ms) => {
		expect(pauses.retryAfterMs(value)).toBe(ms);
	});
});

describe('pace', () => {
	let accounts = 0;
	const bucketOf = (limit: Limit) => {
		const pace = paces.paceOf(`test ${++accounts}`, { default: limit }, 1);
		return pace.bucket('default')!;
	};

	test('an account has one, whoever asks', () => {
		const limits = { default: { perSecond: 1, burst: 1 } };
		expect(paces.paceOf('same', limits, 1)).toBe(paces.paceOf('same', limits, 1));
		expect(paces.paceOf('same', limits, 1)).not.toBe(paces.paceOf('other', limits, 1));
		expect(paces.paceOf('same', limits, 1).bucket('unknown')).toBeUndefined();
	});

	test('two hundred accounts are remembered, then the oldest is forgotten', () => {
		const limits = { default: { perSecond: 1, burst: 1 } };
		const first = paces.paceOf('first', limits, 1);
		for (let i = 1; i < 200; i++) paces.paceOf(`one of many ${i}`, limits, 1);
		expect(paces.paceOf('first', limits, 1)).toBe(first);
		paces.paceOf('one more', limits, 1);
		expect(paces.paceOf('one of many 1', limits, 1)).toBeDefined();
		expect(paces.paceOf('first', limits, 1)).not.toBe(first);
	});

	test('what is free goes out at once, what is not waits its turn', async () => {
		const bucket = bucketOf({ perSecond: 2, burst: 3 });
		await bucket.take(1);
		await bucket.take(2);
		expect(slept).toEqual([]);
		await bucket.take(1);
		expect(slept).toEqual([500]);
		now += 500;
		await bucket.take(1);
		expect(slept).toEqual([500]);
	});

	test('more than the whole limit takes all of it, and does not wait for ever', async () => {
		const bucket = bucketOf({ perSecond: 1, burst: 4 });
		await bucket.take(50);
		expect(slept).toEqual([]);
		await bucket.take(1);
		expect(slept).toEqual([1_000]);
	});

	test('nothing is saved up beyond the burst, and a clock that is set back takes nothing away', async () => {
		const bucket = bucketOf({ perSecond: 10, burst: 2 });
		now += 60_000;
		await bucket.take(2);
		now -= 60_000;
		await bucket.take(1);
		expect(slept).toEqual([100]);
	});

	test('the count of the platform is right, less what is still under way', async () => {
		const bucket = bucketOf({ perSecond: 1, burst: 100 });
		await bucket.take(10);
		await bucket.take(5);
		bucket.sync(7, { perSecond: 2, burst: 100 }, 10);
		bucket.done(10);
		await bucket.take(2);
		expect(slept).toEqual([]);
		await bucket.take(1);
		expect(slept).toEqual([500]);
		bucket.done(5);
		bucket.done(2);
		bucket.sync(1, { perSecond: 2, burst: 100 }, 1);
		await bucket.take(1);
		expect(slept).toEqual([500]);
	});

	test('a pause of the platform holds for all, and a shorter one does not end it', async () => {
		const bucket = bucketOf({ perSecond: 1_000, burst: 1_000 });
		bucket.close(5_000);
		bucket.close(1_000);
		await bucket.take(1);
		expect(slept).toEqual([5_000]);
		await bucket.take(1);
		expect(slept).toEqual([5_000]);
	});

	test('so many at once, and the next one when one is done, in order', async () => {
		const { gate } = paces.paceOf('gate', {}, 2);
		const order: string[] = [];
		await gate.enter();
		await gate.enter();
		const third = gate.enter().then(() => order.push('third'));
		const fourth = gate.enter().then(() => order.push('fourth'));
		await Promise.resolve();
		expect(order).toEqual([]);
		gate.leave();
		await third;
		expect(order).toEqual(['third']);
		gate.leave();
		await fourth;
		gate.leave();
		gate.leave();
		await Promise.all([gate.enter(), gate.enter()]);
		expect(order).toEqual(['third', 'fourth']);
	});
});
