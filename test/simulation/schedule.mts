import { isTrouble, type FaultKind, type FaultRule } from '../../sandbox/faults.mts';
import { seeded } from '../../sandbox/random.mts';

/** Everything that is going to happen, drawn from one number; the same number draws the same. */
export interface Schedule {
	seed: number;
	/** Channels of Acrylic Delist. */
	platforms: string[];
	/** Where the news come from: a platform, or 'anySystem'. Without one the runs are started by hand. */
	source?: string;
	/** How deliveries of the source travel: shares from 0 to 1. */
	network: Network;
	/** What runs out. */
	skus: string[];
	/** What the seller did before anything ran out. */
	hidden: string[];
	/** What the seller had sold out of before. */
	empty: string[];
	/** How sales are stopped, by platform; the usual way where none is named. */
	ways: Readonly<Record<string, string>>;
	/** Several listings with one SKU are taken for that SKU, instead of asking which one is meant. */
	takesAll: boolean;
	/** So many more SKUs in every shop, and so many at once run out: for feeds, files and jobs. */
	crowd: number;
	/** Of the computer that n8n runs on. */
	zone: string;
	/** It begins in the evening before the clocks of that zone are changed. */
	onEve: boolean;
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
	/** The SKUs run out, and the news of it comes so many times. */
	| { kind: 'soldOut'; skus: string[]; told: number }
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
	/** With a source: its own stock changes, by hand or because customers buy, and it tells so. */
	| { kind: 'stock'; sku: string; quantity: number; bought: boolean }
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
	'swallow',
	'delay',
	'hang',
	'truncated',
	'expireToken',
	'errorInside',
	'itemRefused',
	'workStuck',
	'workFailed',
];

export const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland'] as const;

export interface Choices {
	platforms: readonly string[];
	/** What can tell of stock. */
	sources: readonly string[];
	/** What can go wrong where. */
	faults: ReadonlyMap<string, readonly FaultKind[]>;
	/** How sales can be stopped, by platform. */
	ways: ReadonlyMap<string, readonly string[]>;
	/** SKUs that are sold everywhere without tricks. */
	skus: readonly string[];
	/** Those of them whose stock a platform tells of: what lies in somebody else's warehouse it need not tell. */
	told: ReadonlyMap<string, readonly string[]>;
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
	const own = dice.some(choices.told.get(source ?? '') ?? choices.skus, 2 + dice.below(3));
	const hidden = dice.in(0.3) ? own.splice(0, 1) : [];
	const empty = dice.in(0.15) && own.length > 1 ? own.splice(0, 1) : [];
	const crowd = !source && works(choices, platforms) && dice.in(0.06) ? CROWD : 0;
	if (!source && crowd === 0 && dice.in(0.4))
		own.push(...dice.some(choices.tricky.get(platforms[0]!) ?? [], 1 + dice.below(2)));
	const isShop = source !== undefined && choices.platforms.includes(source);
	const shops = isShop ? [...platforms, source] : platforms;
	const drawing = new Drawing(dice, choices, { platforms, shops, skus: own, crowd });
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
		empty,
		ways: Object.fromEntries(
			platforms.flatMap((slug) =>
				dice.in(0.4) ? [[slug, dice.one(choices.ways.get(slug) ?? [])] as const] : [],
			),
		),
		takesAll: dice.in(0.5),
		crowd,
		zone: dice.one(ZONES),
		onEve: dice.in(0.5),
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

/** More than any channel sends one by one. */
const CROWD = 104;
export const skusOfCrowd = (crowd: number): string[] =>
	Array.from({ length: crowd }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);

/** Whether one of them works off what it was given later. */
const works = ({ faults }: Choices, platforms: readonly string[]): boolean =>
	platforms.some((slug) => faults.get(slug)?.includes('workStuck'));

interface Stage {
	platforms: readonly string[];
	/** The source too, where it is a platform. */
	shops: readonly string[];
	skus: readonly string[];
	crowd: number;
}

/**
 * A request that is carried out after we gave it up (30 s) cannot be told from one that never will be: it undoes whatever came in
 * between. Only answers come that late here.
 */
const pausesOf = (kind: FaultKind): number[] =>
	kind === 'delay' ? [SECOND, 20 * SECOND] : [SECOND, 20 * SECOND, 45 * SECOND];
const SLOW: ReadonlySet<FaultKind> = new Set(['delay', 'hang', 'swallow']);

class Drawing {
	readonly #dice: Dice;
	readonly #faults: Choices['faults'];
	readonly #platforms: readonly string[];
	readonly #shops: readonly string[];
	readonly #skus: readonly string[];
	readonly #crowd: readonly string[];

	constructor(dice: Dice, { faults }: Choices, { platforms, shops, skus, crowd }: Stage) {
		this.#dice = dice;
		this.#faults = faults;
		this.#platforms = platforms;
		this.#shops = shops;
		this.#skus = skus;
		this.#crowd = skusOfCrowd(crowd);
	}

	/** Somebody starts the runs. */
	byHand(): Step {
		const dice = this.#dice;
		const sku = dice.one(this.#skus);
		const platform = dice.one(this.#platforms);
		return dice.of<Step>([
			[
				30,
				() => ({
					kind: 'soldOut',
					skus: this.#out(sku),
					told: dice.in(0.7) ? 1 : 2 + dice.below(3),
				}),
			],
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
			[35, () => ({ kind: 'stock', sku, quantity: 0, bought: dice.in(0.5) })],
			[20, () => ({ kind: 'stock', sku, quantity: 1 + dice.below(20), bought: false })],
			[12, () => ({ kind: 'poll' })],
			[4, () => this.#meanwhile(platform, sku)],
			[2, () => ({ kind: 'hide', platform, sku })],
			[2, () => ({ kind: 'remove', platform, sku })],
			[6, () => ({ kind: 'restart' })],
			...this.#weather(),
		]);
	}

	/** One SKU, or several in one run. */
	#out(sku: string): string[] {
		const dice = this.#dice;
		if (this.#crowd.length > 0 && dice.in(0.7)) return [...this.#crowd, sku];
		if (dice.in(0.6)) return [sku];
		const others = this.#skus.filter((one) => one !== sku);
		return [sku, ...dice.some(others, 1 + dice.below(3))];
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
		const known = this.#faults.get(slug) ?? [];
		// For these a crowd is there.
		const own = this.#crowd.length > 0 && dice.in(0.5) ? known.filter(isTrouble) : [];
		const kind = dice.one(own.length > 0 ? own : known);
		const isLong = kind === 'unavailable' || kind === 'throttled';
		if (isTrouble(kind)) {
			const after = kind === 'itemRefused' ? dice.below(this.#crowd.length > 0 ? 60 : 3) : 0;
			return { slug, kind, after, times: 1 + dice.below(3) };
		}
		const method = dice.in(0.3) ? { method: dice.one(['GET', 'POST', 'PUT', 'PATCH']) } : {};
		return {
			slug,
			kind,
			after: dice.below(6),
			times: 1 + dice.below(isLong ? 5 : 2),
			...method,
			...(SLOW.has(kind) ? { ms: dice.one(pausesOf(kind)) } : {}),
			...(kind === 'unavailable' ? { status: dice.one([500, 502, 503, 504] as const) } : {}),
			...(isLong && dice.in(0.7)
				? { retryAfter: dice.one(['seconds', 'date', 'none'] as const) }
				: {}),
		};
	}
}
