import type { World } from '../fake.mts';

const maximumAvailable = 2000;
const restoreRate = 100;

/** The leaky bucket of one app in one store: 100 points a second come back (shopify sheet, section 8). */
export class Bucket {
	readonly #world: World;
	#available = maximumAvailable;
	#at: number;

	constructor(world: World) {
		this.#world = world;
		this.#at = world.clock.now();
	}

	available(): number {
		const now = this.#world.clock.now();
		const back = ((now - this.#at) / 1000) * restoreRate;
		this.#available = Math.min(maximumAvailable, this.#available + back);
		this.#at = now;
		return this.#available;
	}

	take(points: number) {
		this.#available = this.available() - points;
	}

	report(requestedQueryCost: number, actualQueryCost: number | null) {
		return {
			cost: {
				requestedQueryCost,
				actualQueryCost,
				throttleStatus: {
					maximumAvailable,
					currentlyAvailable: Math.floor(this.available()),
					restoreRate,
				},
			},
		};
	}
}
