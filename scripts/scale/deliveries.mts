import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../../sandbox/fake.mts';

type Deliver = World['deliver'];

const inTurn = [1, 2, 3];

/**
 * Sends every webhook that is taken in one to three times: at once, and again after a while, as shops do that got no answer in time. One
 * that is refused the shop itself sends again.
 */
export class Deliveries {
	/** What the shops sent, repeats left out. */
	sent = 0;
	calls = 0;
	/** Calls that were not answered with 2xx. */
	refused = 0;
	#underWay = 0;
	readonly #post: Deliver;
	readonly #againAfterMs: number;

	constructor(againAfterMs: number, post: Deliver = postByHttp) {
		this.#againAfterMs = againAfterMs;
		this.#post = post;
	}

	get idle(): boolean {
		return this.#underWay === 0;
	}

	readonly deliver: Deliver = async (delivery) => {
		const times = inTurn[this.sent++ % inTurn.length];
		const status = await this.#call(delivery);
		if (!isTaken(status)) return status;
		for (let i = 1; i < times; i++) void this.#call(delivery, i * this.#againAfterMs);
		return status;
	};

	async #call(delivery: Parameters<Deliver>[0], afterMs = 0): Promise<number> {
		this.#underWay += 1;
		try {
			await sleep(afterMs);
			this.calls += 1;
			const status = await this.#post(delivery);
			if (!isTaken(status)) this.refused += 1;
			return status;
		} finally {
			this.#underWay -= 1;
		}
	}
}

const isTaken = (status: number): boolean => status >= 200 && status <= 299;

async function postByHttp({ url, method, headers, body }: Parameters<Deliver>[0]): Promise<number> {
	try {
		const answer = await fetch(url, { method, headers, ...(method === 'POST' ? { body } : {}) });
		await answer.arrayBuffer();
		return answer.status;
	} catch {
		return 0;
	}
}
