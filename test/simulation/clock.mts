import type { Clock } from '../../sandbox/fake.mts';

interface Timer {
	at: number;
	order: number;
	wake(): void;
}

/** Time that passes only when everybody waits: weeks of pauses take no time, and the same run always goes the same way. */
export class VirtualClock implements Clock {
	#now: number;
	#order = 0;
	readonly #end: number;
	#timers: Timer[] = [];

	/** @param ms after which nobody may wait any more */
	constructor(start: number, ms = Infinity) {
		this.#now = start;
		this.#end = start + ms;
	}

	/** Somebody may read a stream. */
	hasStreams = false;

	readonly now = (): number => this.#now;

	readonly sleep = async (ms: number): Promise<void> =>
		await new Promise((resolve) => {
			this.#timers.push({ at: this.#now + Math.max(0, ms), order: this.#order++, wake: resolve });
		});

	/** Plays on until the work is done. */
	async run<T>(work: Promise<T>): Promise<T> {
		let isDone = false;
		const end = () => {
			isDone = true;
		};
		work.then(end, end);
		for (;;) {
			await this.#quiet();
			if (isDone) return await work;
			if (!this.#next()) throw new Error('Everybody waits for something that never comes.');
			if (this.#now > this.#end) throw new Error('Somebody waits without end.');
		}
	}

	/** Lets time pass, with whatever is due in it. */
	async pass(ms: number): Promise<void> {
		await this.run(this.sleep(ms));
	}

	/** Resolves when nothing is left to do but wait. */
	async #quiet(): Promise<void> {
		for (let turns = this.hasStreams ? TURNS_OF_STREAM : 1; turns > 0; turns--) await turn();
	}

	#next(): boolean {
		const first = this.#timers.reduce<Timer | undefined>(
			(a, b) => (!a || b.at < a.at || (b.at === a.at && b.order < a.order) ? b : a),
			undefined,
		);
		if (!first) return false;
		this.#timers.splice(this.#timers.indexOf(first), 1);
		this.#now = Math.max(this.#now, first.at);
		first.wake();
		return true;
	}
}

/**
 * Turns of Node's own loop until a stream over bytes in memory has been read: the web's streams go through several. Everything else
 * of a run is done within one.
 */
const TURNS_OF_STREAM = 12;

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
