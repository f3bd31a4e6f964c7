import type { FaultKind, FaultRule } from '../../sandbox/faults.mts';
import { seeded } from '../../sandbox/random.mts';

/** Everything that is going to happen, drawn from one number; the same number draws the same. */
export interface Schedule {
	seed: number;
	/** Channels of Acrylic Delist. */
	platforms: string[];
	/** Where the news come from: a platform that pushes, or 'anySystem'. Without one the runs are started by hand. */
	source?: string;
	/** How deliveries of the source travel: shares from 0 to 1. */
	network: Network;
	/** What runs out. */
	skus: string[];
	/** What the seller did before anything ran out. */
	hidden: string[];
	/** What n8n's clock is ahead of everybody else's; not ahead of Square, which takes no time in the future and says so. */
	skewMs: number;
	steps: Step[];
}

export interface Network {
	lost: number;
	doubled: number;
	late: number;
}

export type Step =
	/** The SKU runs out, and the news of it comes so many times. */
	| { kind: 'soldOut'; sku: string; told: number }
	/** Stock is back: what was taken off and not put back yet is restored. */
	| { kind: 'restock'; sku: string }
	/** News of an earlier stock-out come once more, late. */
	| { kind: 'late'; sku: string }
	/** Somebody changes the listing by hand while a run is at work, after so many requests. */
	| { kind: 'meanwhile'; platform: string; sku: string; after: number; quantity: number }
	/** Somebody hides the listing by hand. */
	| { kind: 'hide'; platform: string; sku: string }
	/** Somebody deletes the listing for good. */
	| { kind: 'remove'; platform: string; sku: string }
	| { kind: 'wait'; ms: number }
	/** The execution is cancelled after so many requests; then the news come again. */
	| { kind: 'cancel'; sku: string; after: number }
	/** n8n is stopped after so many requests of a run, and started again. */
	| { kind: 'crash'; sku: string; after: number }
	| { kind: 'restart' }
	/** With a source: its own stock changes, and it tells so. */
	| { kind: 'stock'; sku: string; quantity: number }
	| { kind: 'poll' }
	| { kind: 'faults'; rules: FaultRule[] }
	| { kind: 'calm' };

export const FAULTS: readonly FaultKind[] = [
	'throttled',
	'unavailable',
	'html',
	'redirect',
	'dropBefore',
	'dropAfter',
	'delay',
	'hang',
	'truncated',
	'expireToken',
];

export interface Choices {
	platforms: readonly string[];
	/** What can tell of stock. */
	sources: readonly string[];
	/** Where tokens run out. */
	expires: ReadonlySet<string>;
	/** SKUs that are sold everywhere without tricks. */
	skus: readonly string[];
	/** SKUs with tricks: variants, duplicates, sets, goods in somebody else's warehouse; by platform. */
	tricky: ReadonlyMap<string, readonly string[]>;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

export function draw(seed: number, choices: Choices): Schedule {
	const dice = new Dice(seed);
	const platforms = dice.some(choices.platforms, 1 + dice.below(2));
	const sources = choices.sources.filter((source) => !platforms.includes(source));
	const source = dice.in(0.4) && sources.length > 0 ? dice.one(sources) : undefined;
	const own = dice.some(choices.skus, 2 + dice.below(3));
	const hidden = dice.in(0.3) ? own.splice(0, 1) : [];
	if (!source && dice.in(0.4))
		own.push(...dice.some(choices.tricky.get(platforms[0]!) ?? [], 1 + dice.below(2)));
	const isShop = source !== undefined && choices.platforms.includes(source);
	const shops = isShop ? [...platforms, source] : platforms;
	const drawing = new Drawing(dice, choices, { platforms, shops, skus: own });
	const next = source ? () => drawing.told() : () => drawing.byHand();
	return {
		seed,
		platforms,
		...(source ? { source } : {}),
		network: {
			lost: dice.one([0, 0, 0.1, 0.5, 1]),
			doubled: dice.one([0, 0.2, 0.6]),
			late: dice.one([0, 0.2, 0.6]),
		},
		skus: own,
		hidden,
		skewMs: dice.one([0, 0, 0, -90 * SECOND, ...(shops.includes('square') ? [] : [90 * SECOND])]),
		steps: Array.from({ length: 3 + dice.below(6) }, next),
	};
}

class Dice {
	readonly #random: () => number;

	constructor(seed: number) {
		this.#random = seeded(seed);
	}

	below(limit: number): number {
		return Math.floor(this.#random() * limit);
	}

	in(share: number): boolean {
		return this.#random() < share;
	}

	one<T>(list: readonly T[]): T {
		return list[this.below(list.length)] as T;
	}

	some<T>(list: readonly T[], count: number): T[] {
		const left = [...list];
		return Array.from(
			{ length: Math.min(count, left.length) },
			() => left.splice(this.below(left.length), 1)[0] as T,
		);
	}

	/** By weight. */
	of<T>(choices: ReadonlyArray<readonly [number, () => T]>): T {
		let left = this.#random() * choices.reduce((sum, [weight]) => sum + weight, 0);
		const chosen = choices.find(([weight]) => (left -= weight) < 0) ?? choices[0]!;
		return chosen[1]();
	}
}

interface Stage {
	platforms: readonly string[];
	/** The source too, where it is a platform. */
	shops: readonly string[];
	skus: readonly string[];
}

/**
 * A request that is carried out after we gave it up (30 s) cannot be told from one that never will be: it undoes whatever came in
 * between. Only answers come that late here.
 */
const pausesOf = (kind: FaultKind): number[] =>
	kind === 'delay' ? [SECOND, 20 * SECOND] : [SECOND, 20 * SECOND, 45 * SECOND];

class Drawing {
	readonly #dice: Dice;
	readonly #expires: ReadonlySet<string>;
	readonly #platforms: readonly string[];
	readonly #shops: readonly string[];
	readonly #skus: readonly string[];

	constructor(dice: Dice, { expires }: Choices, { platforms, shops, skus }: Stage) {
		this.#dice = dice;
		this.#expires = expires;
		this.#platforms = platforms;
		this.#shops = shops;
		this.#skus = skus;
	}

	/** Somebody starts the runs. */
	byHand(): Step {
		const dice = this.#dice;
		const sku = dice.one(this.#skus);
		const platform = dice.one(this.#platforms);
		return dice.of<Step>([
			[30, () => ({ kind: 'soldOut', sku, told: dice.in(0.7) ? 1 : 2 + dice.below(3) })],
			[20, () => ({ kind: 'restock', sku })],
			[8, () => ({ kind: 'late', sku })],
			[7, () => this.#meanwhile(platform, sku)],
			[4, () => ({ kind: 'hide', platform, sku })],
			[3, () => ({ kind: 'remove', platform, sku })],
			[6, () => ({ kind: 'cancel', sku, after: dice.below(6) })],
			[6, () => ({ kind: 'crash', sku, after: dice.below(8) })],
			[3, () => ({ kind: 'restart' })],
			...this.#weather(),
		]);
	}

	/** The source tells of its stock. */
	told(): Step {
		const dice = this.#dice;
		const sku = dice.one(this.#skus);
		const platform = dice.one(this.#platforms);
		return dice.of<Step>([
			[35, () => ({ kind: 'stock', sku, quantity: 0 })],
			[20, () => ({ kind: 'stock', sku, quantity: 1 + dice.below(20) })],
			[12, () => ({ kind: 'poll' })],
			[4, () => this.#meanwhile(platform, sku)],
			[2, () => ({ kind: 'hide', platform, sku })],
			[2, () => ({ kind: 'remove', platform, sku })],
			[6, () => ({ kind: 'restart' })],
			...this.#weather(),
		]);
	}

	#meanwhile(platform: string, sku: string): Step {
		const dice = this.#dice;
		const quantity = 1 + dice.below(20);
		return { kind: 'meanwhile', platform, sku, after: 1 + dice.below(5), quantity };
	}

	#weather(): Array<[number, () => Step]> {
		const dice = this.#dice;
		const ms = () => dice.one([SECOND, MINUTE, 10 * MINUTE, 6 * 60 * MINUTE, DAY]);
		return [
			[10, () => ({ kind: 'wait', ms: ms() })],
			[
				16,
				() => ({
					kind: 'faults',
					rules: Array.from({ length: 1 + dice.below(2) }, () => this.#rule()),
				}),
			],
			[4, () => ({ kind: 'calm' })],
		];
	}

	#rule(): FaultRule {
		const dice = this.#dice;
		const slug = dice.one(this.#shops);
		const kind = dice.one(FAULTS.filter((one) => one !== 'expireToken' || this.#expires.has(slug)));
		const isLong = kind === 'unavailable' || kind === 'throttled';
		const method = dice.in(0.3) ? { method: dice.one(['GET', 'POST', 'PUT', 'PATCH']) } : {};
		return {
			slug,
			kind,
			after: dice.below(6),
			times: 1 + dice.below(isLong ? 5 : 2),
			...method,
			...(kind === 'delay' || kind === 'hang' ? { ms: dice.one(pausesOf(kind)) } : {}),
			...(kind === 'unavailable' ? { status: dice.one([500, 502, 503, 504] as const) } : {}),
			...(isLong && dice.in(0.7)
				? { retryAfter: dice.one(['seconds', 'date', 'none'] as const) }
				: {}),
		};
	}
}
