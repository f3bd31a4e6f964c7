import type { World } from '../fake.mts';
import { dayIsOver, tooMany, tooManyAtOnce } from './errors.mts';

/** Per organization (zoho-inventory sheet, section 8): 100 a minute, five at once in the free plan. */
const perMinute = 100;
const mostAtOnce = 5;
const minuteMs = 60_000;
/** How long Zoho is busy with a request. */
const workMs = 120;

export class Limits {
	readonly #world: World;
	#seen: number[] = [];
	#atOnce = 0;
	/** What is left of the day's requests; they differ by plan. */
	leftToday = Infinity;

	constructor(world: World) {
		this.#world = world;
	}

	async within<T>(work: () => T): Promise<T> {
		const now = this.#world.clock.now();
		this.#seen = this.#seen.filter((at) => at > now - minuteMs);
		if (this.#seen.length >= perMinute) throw tooMany();
		if (this.#atOnce >= mostAtOnce) throw tooManyAtOnce();
		if (this.leftToday <= 0) throw dayIsOver();
		this.#seen.push(now);
		this.leftToday -= 1;
		this.#atOnce += 1;
		try {
			await this.#world.clock.sleep(workMs * this.#world.delayFactor);
			return work();
		} finally {
			this.#atOnce -= 1;
		}
	}
}
