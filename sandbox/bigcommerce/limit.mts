import type { World } from '../fake.mts';

const quota = 150;
const windowMs = 30_000;

/** 150 requests in a window of 30 seconds, shared by all apps of the store (bigcommerce sheet, section 8). */
export class Limit {
	readonly #world: World;
	#opened = -Infinity;
	#used = 0;

	constructor(world: World) {
		this.#world = world;
	}

	/** Counts a request; false when it is one too many. */
	take(): boolean {
		const now = this.#world.clock.now();
		if (now - this.#opened >= windowMs) {
			this.#opened = now;
			this.#used = 0;
		}
		this.#used += 1;
		return this.#used <= quota;
	}

	headers(): Record<string, string> {
		const resetMs = Math.ceil(this.#opened + windowMs - this.#world.clock.now());
		return rateHeaders(Math.max(0, quota - this.#used), Math.max(1, resetMs));
	}
}

export const rateHeaders = (left: number, resetMs: number): Record<string, string> => ({
	'x-rate-limit-requests-left': String(left),
	'x-rate-limit-time-reset-ms': String(resetMs),
	'x-rate-limit-requests-quota': String(quota),
	'x-rate-limit-time-window-ms': String(windowMs),
});
