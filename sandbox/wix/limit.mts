import type { Clock } from '../fake.mts';

const PER_MINUTE = 200;

/** About 200 requests a minute (wix sheet, section 8). */
export class MinuteLimit {
	readonly #clock: Clock;
	#sent: number[] = [];

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	take(): boolean {
		const now = this.#clock.now();
		this.#sent = this.#sent.filter((at) => now - at < 60_000);
		if (this.#sent.length >= PER_MINUTE) return false;
		this.#sent.push(now);
		return true;
	}
}
