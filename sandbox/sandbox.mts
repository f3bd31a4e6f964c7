import { catalogue as acrylics } from './catalogue.mts';
import type { Clock, Fake, FakeAnswer, FakeRequest, MakeFake, Product, World } from './fake.mts';
import { ConnectionDropped, Faults, suffer } from './faults.mts';
import { makers as allMakers } from './index.mts';
import { Log } from './log.mts';
import { seeded } from './random.mts';

export interface SandboxOptions {
	seed?: number;
	clock?: Clock;
	catalogue?: readonly Product[];
	allowLocalWebhooks?: boolean;
	delayFactor?: number;
	baseUrl?: (slug: string) => string;
	/** How webhooks travel; over HTTP unless given. */
	deliver?: World['deliver'];
	/** Only these platforms instead of all. */
	makers?: readonly MakeFake[];
}

export interface Sandbox {
	readonly fakes: ReadonlyMap<string, Fake>;
	readonly faults: Faults;
	readonly log: Log;
	/**
	 * Answers as over the wire: the body is text or bytes, and headers have their content-type.
	 * Throws `ConnectionDropped` when a fault cuts the connection.
	 */
	handle(slug: string, request: FakeRequest): Promise<FakeAnswer>;
	/** How many requests a platform got, without those that only log in. */
	requests(slug: string): number;
	resetCounts(): void;
	/** All shops as on the first day: stock, webhooks, tokens, faults, log and counts. */
	reset(): void;
}

export const realClock: Clock = {
	now: () => Date.now(),
	sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export function createSandbox(options: SandboxOptions = {}): Sandbox {
	const seed = options.seed ?? 1;
	const clock = options.clock ?? realClock;
	const deliver = options.deliver ?? deliverByHttp;
	const baseUrl = options.baseUrl ?? ((slug: string) => `http://127.0.0.1:4700/${slug}`);
	const fakes = new Map<string, Fake>();
	const counts = new Map<string, number>();
	const faults = new Faults(seed);
	const log = new Log();
	let age = 0;

	const open = (): void => {
		const born = ++age;
		const world: World = {
			clock,
			random: seeded(seed),
			baseUrl,
			// What a shop had still to send when it was reset is not sent any more.
			deliver: async (delivery) => (born === age ? await deliver(delivery) : 0),
			catalogue: options.catalogue ?? acrylics,
			allowLocalWebhooks: options.allowLocalWebhooks ?? false,
			delayFactor: options.delayFactor ?? 1,
			befalls: (slug, trouble) => faults.befalls(slug, trouble),
		};
		fakes.clear();
		for (const make of options.makers ?? allMakers) {
			const fake = make(world);
			fakes.set(fake.slug, fake);
		}
	};
	open();

	const handle = async (slug: string, request: FakeRequest): Promise<FakeAnswer> => {
		const fake = fakes.get(slug);
		if (!fake) throw new Error(`There is no platform "${slug}" in the sandbox.`);
		const login = fake.isLogin(request);
		if (!login) counts.set(slug, (counts.get(slug) ?? 0) + 1);
		const fault = faults.strike(fake, request, login);
		try {
			const answer = wire(
				fault ? await suffer(fault, fake, request, clock) : await fake.handle(request),
			);
			log.write(clock.now(), slug, login, request, answer);
			return answer;
		} catch (error) {
			if (error instanceof ConnectionDropped) {
				log.write(clock.now(), slug, login, request, undefined);
			}
			throw error;
		}
	};

	return {
		fakes,
		faults,
		log,
		handle,
		requests: (slug) => counts.get(slug) ?? 0,
		resetCounts: () => counts.clear(),
		reset: () => {
			counts.clear();
			faults.clear();
			log.clear();
			open();
		},
	};
}

function wire(answer: FakeAnswer): FakeAnswer {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(answer.headers ?? {})) {
		headers[name.toLowerCase()] = value;
	}
	const { body } = answer;
	if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
		return { status: answer.status, headers, body: body ?? '' };
	}
	headers['content-type'] ??= 'application/json';
	return { status: answer.status, headers, body: JSON.stringify(body) };
}

const deliverByHttp: World['deliver'] = async ({ url, method, headers, body }) => {
	try {
		const response = await fetch(url, {
			method,
			headers,
			...(method === 'POST' ? { body } : {}),
			redirect: 'manual',
			signal: AbortSignal.timeout(60_000),
		});
		await response.arrayBuffer();
		return response.status;
	} catch {
		return 0;
	}
};
