import type { Clock } from '../fake.mts';

/** Requests by minute or hour (walmart sheet, section 8); refilled gradually. */
const rates = {
	items: [200, 60],
	inventory: [200, 60],
	putInventory: [200, 60],
	inventories: [200, 60],
	putInventories: [200, 60],
	wfs: [200, 60],
	shipNodes: [50, 60],
	feedStatus: [5000, 60],
	tokenDetail: [200, 60],
	inventoryFeed: [10, 3600],
	nodeFeed: [50, 3600],
	hookList: [50, 60],
	hookCreate: [200, 60],
	hookUpdate: [5, 60],
	hookDelete: [10, 60],
	hookEvents: [5, 60],
	hookTest: [10, 60],
} satisfies Record<string, [count: number, seconds: number]>;

export type Operation = keyof typeof rates;

export class Limits {
	readonly #clock: Clock;
	readonly #buckets = new Map<Operation, { tokens: number; at: number }>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	take(operation: Operation): { allowed: boolean; headers: Record<string, string> } {
		const [count, seconds] = rates[operation];
		const now = this.#clock.now();
		const { tokens, at } = this.#buckets.get(operation) ?? { tokens: count, at: now };
		const filled = Math.min(count, tokens + ((now - at) / 1000) * (count / seconds));
		// A millionth of slack: a caller who waited exactly long enough must not fail by rounding.
		const allowed = filled >= 1 - 1e-6;
		const left = allowed ? filled - 1 : filled;
		this.#buckets.set(operation, { tokens: left, at: now });
		const wait = Math.max(0, 1 - left) * (seconds / count) * 1000;
		const feed = operation === 'inventoryFeed' || operation === 'nodeFeed';
		return {
			allowed,
			headers: {
				'x-current-token-count': String(Math.max(0, Math.floor(left))),
				'x-next-replenishment-time': String(Math.ceil(now + wait)),
				// Documented for feeds only.
				...(!allowed && feed && { 'retry-after': String(Math.ceil(wait / 1000)) }),
			},
		};
	}
}
