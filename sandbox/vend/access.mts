import type { Clock, FakeAnswer, FakeRequest } from '../fake.mts';

export type Scope =
	| 'products:read'
	| 'products:write'
	| 'inventory:read'
	| 'consignments:read'
	| 'webhooks';

/** Personal tokens somebody in the store could have made. */
export const tokens = {
	full: 'lsxs_pt_7QW2N5RJ8XB4TZ1VM6HD3CYF9GLSP0A2',
	readOnly: 'lsxs_pt_3XV9KD6WQ1ZB8JM5TNC2HGY7FLSP4A0R',
};

const scopes: Readonly<Record<string, readonly Scope[]>> = {
	[tokens.full]: [
		'products:read',
		'products:write',
		'inventory:read',
		'consignments:read',
		'webhooks',
	],
	[tokens.readOnly]: ['products:read', 'inventory:read'],
};

/** `{error, message}` (vend sheet, section 9). */
export const refusal = (status: number, error: string, message: string): FakeAnswer => ({
	status,
	body: { error, message },
});

/** What the bearer may do, or the answer that turns it away. */
export function authenticate({ headers }: FakeRequest): readonly Scope[] | FakeAnswer {
	const [, token = ''] = /^Bearer (.+)$/.exec(headers['authorization'] ?? '') ?? [];
	return (
		scopes[token] ?? refusal(401, 'Unauthorized', 'The access token is invalid or has expired')
	);
}

const WINDOW_MS = 300_000;

/** 300 requests a register and 50 in five minutes (vend sheet, section 8), counted in windows by the clock. */
export class Limit {
	readonly #clock: Clock;
	readonly #most: number;
	#window = 0;
	#used = 0;

	constructor(clock: Clock, registers: number) {
		this.#clock = clock;
		this.#most = 300 * registers + 50;
	}

	/** The refusal, when the window is used up. */
	take(): FakeAnswer | undefined {
		const window = Math.floor(this.#clock.now() / WINDOW_MS);
		if (window !== this.#window) [this.#window, this.#used] = [window, 0];
		if (this.#used >= this.#most) return tooMany((window + 1) * WINDOW_MS, this.headers());
		this.#used += 1;
		return undefined;
	}

	headers(): Record<string, string> {
		return {
			'x-ratelimit-limit': String(this.#most),
			'x-ratelimit-remaining': String(this.#most - this.#used),
		};
	}

	/** As if the window ended in a moment. */
	refused(): FakeAnswer {
		return tooMany(this.#clock.now() + 2_000, { ...this.headers(), 'x-ratelimit-remaining': '0' });
	}
}

/** `Retry-After` is a date, not seconds (vend sheet, section 8). */
const tooMany = (until: number, headers: Record<string, string>): FakeAnswer => ({
	...refusal(429, 'Too Many Requests', 'Rate limiting enforced'),
	headers: { ...headers, 'retry-after': new Date(Math.ceil(until / 1_000) * 1_000).toUTCString() },
});
