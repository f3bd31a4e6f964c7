import type { Clock } from '../fake.mts';

/** Token buckets: requests a second and burst by operation (amazon sheet, section 8). */
const rates = {
	getListingsItem: [5, 10],
	searchListingsItems: [5, 5],
	patchListingsItem: [5, 5],
	deleteListingsItem: [5, 5],
	createFeedDocument: [0.5, 15],
	getFeedDocument: [0.0222, 10],
	createFeed: [0.0083, 15],
	getFeed: [2, 15],
	getFeeds: [0.0222, 10],
	cancelFeed: [2, 15],
	getMarketplaceParticipations: [0.016, 15],
	getInventorySummaries: [2, 2],
} satisfies Record<string, [number, number]>;

export type Operation = keyof typeof rates;

/** `x-amzn-RateLimit-Limit`: the rate, not what is left. */
export const rateHeader = (operation: Operation): string => {
	const [rate] = rates[operation];
	return Number.isInteger(rate) ? rate.toFixed(1) : String(rate);
};

export class Limits {
	readonly #clock: Clock;
	readonly #buckets = new Map<Operation, { tokens: number; at: number }>();
	#listingsFeeds: number[] = [];

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	take(operation: Operation): boolean {
		const [rate, burst] = rates[operation];
		const now = this.#clock.now();
		const { tokens, at } = this.#buckets.get(operation) ?? { tokens: burst, at: now };
		const filled = Math.min(burst, tokens + ((now - at) / 1000) * rate);
		// A millionth of slack: a caller who waited exactly 1/rate must not fail by rounding.
		const allowed = filled >= 1 - 1e-6;
		this.#buckets.set(operation, { tokens: allowed ? filled - 1 : filled, at: now });
		return allowed;
	}

	/** JSON_LISTINGS_FEED has a limit of its own instead: 5 feeds in 5 minutes (section 5). */
	takeListingsFeed(): boolean {
		const now = this.#clock.now();
		this.#listingsFeeds = this.#listingsFeeds.filter((at) => now - at < 300_000);
		if (this.#listingsFeeds.length >= 5) return false;
		this.#listingsFeeds.push(now);
		return true;
	}
}
