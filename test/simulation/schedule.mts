import { seeded } from '../../sandbox/random.mts';
import type { FaultKind, FaultRule } from '../../sandbox/faults.mts';

/** Everything that is going to happen, drawn from one number; the same number draws the same. */
export interface Schedule {
	seed: number;
	platforms: string[];
	/** What the seller did before anything ran out. */
	hidden: string[];
	steps: Step[];
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
	| { kind: 'wait'; ms: number }
	/** The execution is cancelled after so many requests; then the news come again. */
	| { kind: 'cancel'; sku: string; after: number }
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
	'expireToken',
];

export interface Choices {
	platforms: readonly string[];
	/** Where tokens run out. */
	expires: ReadonlySet<string>;
	/** SKUs that are sold everywhere without tricks. */
	skus: readonly string[];
}

export function draw(seed: number, { platforms, expires, skus }: Choices): Schedule {
	const random = seeded(seed);
	const below = (limit: number): number => Math.floor(random() * limit);
	const one = <T,>(list: readonly T[]): T => list[below(list.length)] as T;
	const some = <T,>(list: readonly T[], count: number): T[] => {
		const left = [...list];
		return Array.from({ length: Math.min(count, left.length) }, () =>
			left.splice(below(left.length), 1).pop(),
		) as T[];
	};

	const chosen = some(platforms, 1 + below(2));
	const own = some(skus, 2 + below(3));
	const hidden = random() < 0.3 ? own.splice(0, 1) : [];
	const rule = (): FaultRule => {
		const slug = one(chosen);
		const kinds = FAULTS.filter((kind) => kind !== 'expireToken' || expires.has(slug));
		const kind = one(kinds);
		return {
			slug,
			kind,
			after: below(6),
			times: 1 + below(kind === 'unavailable' || kind === 'throttled' ? 5 : 2),
			...(random() < 0.3 ? { method: one(['GET', 'POST', 'PUT', 'PATCH']) } : {}),
			...(kind === 'delay' ? { ms: one([1_000, 20_000, 45_000]) } : {}),
		};
	};
	const step = (): Step => {
		const sku = one(own);
		const dice = random();
		if (dice < 0.3) return { kind: 'soldOut', sku, told: random() < 0.7 ? 1 : 2 + below(3) };
		if (dice < 0.5) return { kind: 'restock', sku };
		if (dice < 0.58) return { kind: 'late', sku };
		if (dice < 0.66)
			return {
				kind: 'meanwhile',
				platform: one(chosen),
				sku,
				after: 1 + below(5),
				quantity: 1 + below(20),
			};
		if (dice < 0.74) return { kind: 'wait', ms: one([1_000, 60_000, 600_000, 86_400_000]) };
		if (dice < 0.8) return { kind: 'cancel', sku, after: below(6) };
		if (dice < 0.95) return { kind: 'faults', rules: Array.from({ length: 1 + below(2) }, rule) };
		return { kind: 'calm' };
	};
	return {
		seed,
		platforms: chosen,
		hidden,
		steps: Array.from({ length: 3 + below(6) }, step),
	};
}
