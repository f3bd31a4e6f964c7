// A source of stock that does what it is told, for the engine alone: pages, changes, lag, places that are forgotten.
import type * as Memories from '../../nodes/StockLevelTrigger/run/memory';
import type * as Passes from '../../nodes/StockLevelTrigger/run/pass';
import type { LevelSettings } from '../../nodes/StockLevelTrigger/settings';
import type { PageRequest, Reader } from '../../nodes/StockLevelTrigger/sources/reader';
import type * as Filters from '../../events/skuFilter';
import type { StockEvent } from '../../events/stockEvent';
import type * as Problems from '../../http/problem';
import { built } from '../harness.mts';
import { setProductClock } from '../shop.mts';

// As objects, not taken apart: a script may be loaded again.
const passes = built('./nodes/StockLevelTrigger/run/pass.js') as typeof Passes;
export const memories = built('./nodes/StockLevelTrigger/run/memory.js') as typeof Memories;
export const { skuFilter } = built('./events/skuFilter.js') as typeof Filters;
const { ChannelProblem } = built('./http/problem.js') as typeof Problems;

export const settingsFor = (more: Partial<LevelSettings> = {}): LevelSettings => ({
	source: 'shop',
	wanted: new Set(['outOfStock', 'unavailable', 'backInStock']),
	threshold: 0,
	skus: skuFilter(more.skuText ?? ''),
	skuText: '',
	scope: { locations: [] },
	confirmRises: true,
	checkWebhooks: false,
	emitsFirst: false,
	smallestShare: 0.5,
	digest: 'questions',
	...more,
});

export const problem = (kind: Problems.ProblemKind) =>
	new ChannelProblem({ kind, message: 'It did not work.', nextStep: 'Try again.' });

export interface WorldOptions {
	perPage?: number;
	/** It can be asked for changes, which it knows only so long after they happened. */
	lagMs?: number;
}

export class World {
	now = Date.parse('2026-11-25T08:00:00Z');
	readonly rows = new Map<string, { quantity: number; changedAt: number }>();
	readonly requests: PageRequest[] = [];
	/** Thrown once, by the next page. */
	failure: Error | undefined;
	readonly reader: Reader;
	readonly #restoreClock: () => void;

	constructor({ perPage = 3, lagMs }: WorldOptions = {}) {
		this.#restoreClock = setProductClock({
			now: () => this.now,
			sleep: async () => await Promise.resolve(),
		});
		this.reader = {
			of: 'shop',
			...(lagMs === undefined ? {} : { overlapMs: lagMs }),
			page: async (request) => {
				this.requests.push(request);
				const { failure } = this;
				this.failure = undefined;
				if (failure) throw failure;
				const since = request.since ? Date.parse(request.since) : Number.NEGATIVE_INFINITY;
				const seen = request.since ? this.now - (lagMs ?? 0) : this.now;
				const rows = [...this.rows]
					.filter(([, { changedAt }]) => changedAt >= since && changedAt <= seen)
					.filter(([sku]) => request.from === undefined || sku > request.from)
					.sort(([a], [b]) => (a < b ? -1 : 1));
				const part = rows.slice(0, perPage);
				return await Promise.resolve({
					readings: part.map(([sku, { quantity, changedAt }]) => ({
						sku,
						quantity,
						reason: `quantity ${quantity}`,
						occurredAt: new Date(changedAt).toISOString(),
						key: `${sku}|${changedAt}`,
					})),
					...(rows.length > perPage ? { next: part.at(-1)![0] } : {}),
				});
			},
		};
	}

	close(): void {
		this.#restoreClock();
	}

	set(sku: string, quantity: number): void {
		this.rows.set(sku, { quantity, changedAt: this.now });
	}
}

/** The node between polls, as n8n's older engine keeps it: in memory, and saved only when something came out. */
export class Keeper {
	/** What is in memory, as JSON. */
	kept = '{}';
	/** What a restart brings back. */
	saved = '{}';
	readonly world: World;
	settings: LevelSettings;

	constructor(world: World, settings = settingsFor()) {
		this.world = world;
		this.settings = settings;
	}

	async poll(
		budgetMs = 60_000,
	): Promise<{ events: StockEvent[]; notices: object[]; error?: unknown }> {
		const tick = await passes.runTick(
			this.world.reader,
			this.settings,
			() => memories.fromKept(JSON.parse(this.kept)),
			this.world.now + budgetMs,
		);
		this.kept = JSON.stringify(memories.toKept(tick.memory));
		if (tick.events.length + tick.notices.length > 0) this.saved = this.kept;
		this.world.now += 60_000;
		return tick;
	}

	async names(budgetMs?: number): Promise<string[]> {
		const { events, error } = await this.poll(budgetMs);
		if (error) throw error as Error;
		return events.map(({ event, sku }) => `${event} ${sku}`);
	}

	restart(): void {
		this.kept = this.saved;
	}
}
