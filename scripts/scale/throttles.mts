import type { LogEntry } from '../../sandbox/log.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';

/** Counts answers that said "too fast". The sandbox keeps its last 1,000 requests only, so it is asked again and again. */
export class Throttles {
	readonly counts = new Map<string, number>();
	readonly #seen = new WeakSet<LogEntry>();
	readonly #sandbox: Sandbox;

	constructor(sandbox: Sandbox) {
		this.#sandbox = sandbox;
	}

	look(): void {
		for (const entry of this.#sandbox.log.entries()) {
			if (this.#seen.has(entry)) continue;
			this.#seen.add(entry);
			if (isThrottle(entry)) this.counts.set(entry.slug, (this.counts.get(entry.slug) ?? 0) + 1);
		}
	}
}

/** Shopify says it in an answer with status 200. */
export const isThrottle = ({ status, slug, responseBody }: LogEntry): boolean =>
	status === 429 || (slug === 'shopify' && responseBody.includes('"THROTTLED"'));
