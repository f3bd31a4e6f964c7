import type { Clock, Fake, FakeAnswer, FakeRequest, Trouble } from './fake.mts';
import { seeded } from './random.mts';

const kinds = [
	'throttled',
	'unavailable',
	'html',
	'redirect',
	'dropBefore',
	'dropAfter',
	'swallow',
	'delay',
	'hang',
	'truncated',
	'expireToken',
	'errorInside',
] as const;
const troubles: readonly Trouble[] = ['itemRefused', 'workStuck', 'workFailed'];

export type FaultKind = (typeof kinds)[number] | Trouble;

export const isTrouble = (kind: FaultKind): kind is Trouble => troubles.includes(kind as Trouble);

export interface FaultRule {
	slug: string;
	kind: FaultKind;
	method?: string;
	/** Source of a regular expression, tried on the raw path without the slug. */
	path?: string;
	/** So many matching requests pass first; of a trouble items, feeds or jobs, here and below. */
	after?: number;
	/** So many matching requests are hit; without it all. */
	times?: number;
	/** Requests that fetch a token pass unharmed. */
	sparesLogin?: boolean;
	/** For `delay` (before it is carried out), `hang` (after) and `swallow` (never); a second unless told. */
	ms?: number;
	/** For `unavailable`; 503 unless told. */
	status?: 500 | 502 | 503 | 504;
	/** For `unavailable` and `throttled`: how the answer says when to come back, instead of the platform's own way. */
	retryAfter?: 'seconds' | 'date' | 'none';
	/** Of a matching request to be hit; without it 1. */
	probability?: number;
}

/** The connection is cut: the caller gets no answer, and cannot know whether the request was carried out. */
export class ConnectionDropped extends Error {
	constructor() {
		super('The connection was cut by an injected fault.');
		this.name = 'ConnectionDropped';
	}
}

interface Counted {
	rule: FaultRule;
	path: RegExp | undefined;
	passed: number;
	hits: number;
}

export class Faults {
	#rules: Counted[] = [];
	#random: () => number;
	readonly #seed: number;

	constructor(seed: number) {
		this.#seed = seed;
		this.#random = seeded(seed);
	}

	add(rule: FaultRule): void {
		const known: readonly FaultKind[] = [...kinds, ...troubles];
		if (!known.includes(rule.kind)) {
			throw new Error(`Unknown fault "${rule.kind}". Known are ${known.join(', ')}.`);
		}
		const path = rule.path === undefined ? undefined : new RegExp(rule.path);
		this.#rules.push({ rule, path, passed: 0, hits: 0 });
	}

	/** The rules with how often each has struck. */
	list(): (FaultRule & { hits: number })[] {
		return this.#rules.map(({ rule, hits }) => ({ ...rule, hits }));
	}

	/** Also starts the random sequence anew, so that the same rules and requests give the same faults. */
	clear(): void {
		this.#rules = [];
		this.#random = seeded(this.#seed);
	}

	/** The first rule that strikes this request. */
	strike(fake: Fake, request: FakeRequest, isLogin: boolean): FaultRule | undefined {
		for (const counted of this.#rules) {
			const { rule, path } = counted;
			if (isTrouble(rule.kind)) continue;
			if (rule.slug !== fake.slug || (rule.method && rule.method !== request.method)) continue;
			if (path && !path.test(request.path)) continue;
			// A new token can always be fetched: it is the old one that expired.
			if (isLogin && (rule.sparesLogin || rule.kind === 'expireToken')) continue;
			if (rule.kind === 'errorInside' && !fake.errorInside?.(request)) continue;
			if (this.#isDue(counted)) return rule;
		}
		return undefined;
	}

	/** Whether a rule of this kind strikes what the fake is about to do. */
	befalls(slug: string, trouble: Trouble): boolean {
		return this.#rules.some(
			(counted) =>
				counted.rule.slug === slug && counted.rule.kind === trouble && this.#isDue(counted),
		);
	}

	#isDue(counted: Counted): boolean {
		const { rule } = counted;
		if (counted.hits >= (rule.times ?? Infinity)) return false;
		if (counted.passed < (rule.after ?? 0)) {
			counted.passed++;
			return false;
		}
		if (rule.probability !== undefined && this.#random() >= rule.probability) return false;
		counted.hits++;
		return true;
	}
}

const page = (title: string): string =>
	`<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;

/** What happens to a request that a rule strikes. */
export async function suffer(
	rule: FaultRule,
	fake: Fake,
	request: FakeRequest,
	clock: Clock,
): Promise<FakeAnswer> {
	switch (rule.kind) {
		case 'throttled':
			return withRetryAfter(fake.throttled(), rule, clock);
		case 'unavailable':
			return withRetryAfter(
				{
					status: rule.status ?? 503,
					headers: { 'retry-after': '1' },
					body: 'Service Unavailable',
				},
				rule,
				clock,
			);
		case 'html':
			return {
				status: 200,
				headers: { 'content-type': 'text/html; charset=utf-8' },
				body: page('Down for maintenance'),
			};
		case 'redirect':
			return { status: 302, headers: { location: `https://elsewhere.invalid${request.path}` } };
		case 'dropBefore':
			throw new ConnectionDropped();
		case 'swallow':
			await clock.sleep(rule.ms ?? 1000);
			throw new ConnectionDropped();
		case 'dropAfter':
			await fake.handle(request);
			throw new ConnectionDropped();
		case 'delay':
			await clock.sleep(rule.ms ?? 1000);
			return await fake.handle(request);
		case 'hang': {
			const answer = await fake.handle(request);
			await clock.sleep(rule.ms ?? 1000);
			return answer;
		}
		case 'truncated':
			return cut(await fake.handle(request));
		case 'expireToken':
			if (!fake.expired) throw new Error(`${fake.name} has no tokens that expire.`);
			return fake.expired();
		case 'errorInside': {
			const answer = fake.errorInside?.(request);
			if (!answer) throw new Error(`${fake.name} fails with another status here.`);
			return answer;
		}
		case 'itemRefused':
		case 'workStuck':
		case 'workFailed':
			throw new Error(`"${rule.kind}" strikes no request.`);
	}
}

const RETRY_AFTER_S = 2;

/** HTTP allows a number of seconds or a date (RFC 9110, section 10.2.3). */
function withRetryAfter(answer: FakeAnswer, { retryAfter }: FaultRule, clock: Clock): FakeAnswer {
	if (!retryAfter) return answer;
	const others = Object.entries(answer.headers ?? {}).filter(
		([name]) => name.toLowerCase() !== 'retry-after',
	);
	const values = {
		none: [],
		seconds: [['retry-after', String(RETRY_AFTER_S)]],
		date: [['retry-after', new Date(clock.now() + RETRY_AFTER_S * 1000).toUTCString()]],
	};
	return { ...answer, headers: Object.fromEntries([...others, ...values[retryAfter]]) };
}

/** The connection ends in the middle of the body, and nobody noticed. */
function cut(answer: FakeAnswer): FakeAnswer {
	const { body } = answer;
	if (body === undefined || Buffer.isBuffer(body)) return answer;
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const headers = { ...answer.headers };
	if (typeof body !== 'string') headers['content-type'] ??= 'application/json';
	return { ...answer, headers, body: text.slice(0, Math.floor(text.length / 2)) };
}
