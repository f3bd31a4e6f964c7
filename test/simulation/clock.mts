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
	#timers: Timer[] = [];

	constructor(start: number) {
		this.#now = start;
	}

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
			await quiet();
			if (isDone) return await work;
			if (!this.#next()) throw new Error('Everybody waits for something that never comes.');
		}
	}

	/** Lets time pass, with whatever is due in it. */
	async pass(ms: number): Promise<void> {
		await this.run(this.sleep(ms));
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

/** Resolves when nothing is left to do but wait. */
const quiet = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
