import { clock } from './clock';

/** A documented limit: `burst` at once, refilled at `perSecond` (requests, or the platform's cost points). */
export interface Limit {
	perSecond: number;
	burst: number;
}

/** Token bucket in the platform's own unit, corrected by what the platform reports. */
class Bucket {
	private tokens: number;
	private underWay = 0;
	private at = clock.now();
	private closedUntil = 0;

	constructor(private limit: Limit) {
		this.tokens = limit.burst;
	}

	/** Waits until `weight` is free and takes it. Callers queue in order, since each one reserves before it sleeps. */
	async take(weight: number, signal?: AbortSignal): Promise<void> {
		this.refill();
		this.tokens -= Math.min(weight, this.limit.burst);
		this.underWay += weight;
		const missing = Math.max(0, -this.tokens / this.limit.perSecond) * 1000;
		const wait = Math.max(missing, this.closedUntil - clock.now());
		if (wait > 0) await clock.sleep(wait, signal);
	}

	/** The request that took `weight` has been answered. */
	done(weight: number): void {
		this.underWay -= weight;
	}

	/** The platform's own count is right, ours a guess; it just doesn't know yet of what else is under way. */
	sync(available: number, limit: Limit, own: number): void {
		this.refill();
		this.limit = limit;
		this.tokens = available - (this.underWay - own);
	}

	/** Nobody sends before the platform's pause is over. */
	close(ms: number): void {
		this.closedUntil = Math.max(this.closedUntil, clock.now() + ms);
	}

	private refill(): void {
		const now = clock.now();
		this.tokens = Math.min(
			this.limit.burst,
			this.tokens + (Math.max(0, now - this.at) / 1000) * this.limit.perSecond,
		);
		this.at = now;
	}
}

/** At most `size` at work at once, first come first served. */
class Gate {
	private waiting: Array<() => void> = [];
	private busy = 0;

	constructor(private readonly size: number) {}

	async enter(): Promise<void> {
		if (this.busy < this.size) this.busy += 1;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
	}

	leave(): void {
		const next = this.waiting.shift();
		if (next) next();
		else this.busy -= 1;
	}
}

export interface Pace {
	bucket(name: string): Bucket | undefined;
	gate: Gate;
}

/** One pace per account: two workflows that run at once share its limits. */
const paces = new Map<string, Pace>();
const MOST_ACCOUNTS = 200;

export function paceOf(
	account: string,
	limits: Readonly<Record<string, Limit>>,
	concurrent: number,
): Pace {
	const known = paces.get(account);
	if (known) return known;
	const buckets = new Map(Object.entries(limits).map(([name, limit]) => [name, new Bucket(limit)]));
	const pace: Pace = { bucket: (name) => buckets.get(name), gate: new Gate(concurrent) };
	if (paces.size >= MOST_ACCOUNTS) paces.delete(paces.keys().next().value as string);
	paces.set(account, pace);
	return pace;
}
