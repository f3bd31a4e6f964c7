// Orders at random: whatever a supplier does, the same is never told twice, and nothing that arrives is missed.
import { describe, expect, it } from 'vitest';

import type { PurchaseOrderEvent } from '../../events/purchaseOrderEvent';
import type { PurchaseOrderLine } from '../../platforms/purchaseOrderSource';
import { seeded } from '../../sandbox/random.mts';
import { Engine, line } from './lines.mts';

const FIRST_DAY = Date.parse('2026-10-01');
const DAYS = 60;
const LINES = 4;

const dayAt = (n: number): string =>
	new Date(FIRST_DAY + n * 86_400_000).toISOString().slice(0, 10);

/** A supplier and a clerk without any plan. */
class Chaos {
	readonly lines = new Map<string, PurchaseOrderLine>();
	/** Lines that were seen open, and of which all came by receipts before anybody looked again. */
	readonly arrived: string[] = [];
	#seen = new Set<string>();
	#born = 0;
	#clock = 0;

	constructor(
		private readonly random: () => number,
		private readonly native: boolean,
		/** Nothing is taken back: dates move later, flags stay, receipts and quantities stand. */
		private readonly onward = false,
	) {}

	step(): void {
		for (let i = 0; i < LINES; i++) if (this.random() < 0.35) this.#change(i);
	}

	#pick = (count: number): number => Math.floor(this.random() * count);

	#change(i: number): void {
		const id = [...this.lines.keys()][i];
		const known = id === undefined ? undefined : this.lines.get(id);
		if (!known || known.state !== 'open' || this.random() < 0.05) {
			if (id !== undefined && this.random() < 0.7) this.lines.delete(id);
			if (this.lines.size < LINES) this.#order();
			return;
		}
		const set = (more: Partial<PurchaseOrderLine>): void => {
			this.#clock += 1;
			const changedAt = new Date(FIRST_DAY + this.#clock * 1_000).toISOString();
			this.lines.set(known.id, { ...known, ...more, changedAt });
		};
		const missing = known.ordered - known.received;
		if (this.onward && missing === 0) return;
		switch (this.#pick(9)) {
			case 0:
			case 1: {
				const expectedAt = dayAt(this.#pick(DAYS));
				return this.onward && expectedAt < known.expectedAt! ? undefined : set({ expectedAt });
			}
			case 2:
			case 3:
				return this.#receive(known, set, Math.min(missing, 1 + this.#pick(4)));
			case 4:
				return this.#receive(known, set, missing);
			case 5:
				// A quantity that nobody saw in between has no id yet.
				if (this.onward) return;
				return set({ ordered: known.received + 1 + this.#pick(12) });
			case 6:
				return set({ state: this.random() < 0.5 ? 'closed' : 'cancelled' });
			case 7:
				if (this.onward) return set(this.native ? { delayed: true } : {});
				return set(this.native ? { delayed: !known.delayed } : { expectedAt: undefined });
			default:
				if (this.onward) return set(this.native ? { backordered: true } : {});
				return set(this.native ? { backordered: !known.backordered } : { received: 0 });
		}
	}

	#receive(
		known: PurchaseOrderLine,
		set: (more: Partial<PurchaseOrderLine>) => void,
		count: number,
	): void {
		set({ received: known.received + count });
	}

	#order(): void {
		this.#born += 1;
		const id = `L${this.#born}`;
		this.lines.set(
			id,
			line({
				id,
				poNumber: `PO-${this.#born}`,
				ordered: 1 + this.#pick(12),
				expectedAt: dayAt(this.#pick(DAYS)),
				...(this.native ? { backordered: false, delayed: false } : {}),
			}),
		);
	}

	/** What a whole pass reads; keeps its own book of what must be told as received. */
	look(): PurchaseOrderLine[] {
		for (const { id, ordered, received, state } of this.lines.values()) {
			if (state === 'open' && received < ordered) this.#seen.add(id);
			else {
				if (state === 'open' && this.#seen.has(id)) this.arrived.push(id);
				this.#seen.delete(id);
			}
		}
		return [...this.lines.values()].map((one) => ({ ...one }));
	}
}

const isWorse = (before: PurchaseOrderEvent, now: PurchaseOrderEvent): boolean =>
	now.expectedAt! > before.expectedAt! || now.outstanding > before.outstanding;

describe.each([
	['platforms that say so themselves', true],
	['quantities and dates alone', false],
])('%s', (_name, native) => {
	const histories = Array.from({ length: 200 }, (_, seed) => seed + 1);

	it('no event twice, no overdue without worsening, every receipt once', () => {
		let events = 0;
		for (const seed of histories) {
			const chaos = new Chaos(seeded(seed), native);
			const engine = new Engine({ graceDays: seed % 3 });
			const ids = new Set<string>();
			const overdue = new Map<string, PurchaseOrderEvent>();
			const received: string[] = [];
			for (let n = 0; n < DAYS; n++) {
				chaos.step();
				for (const event of engine.pass(dayAt(n), ...chaos.look())) {
					events += 1;
					if (ids.has(event.eventId))
						throw new Error(`Told twice, seed ${seed}, day ${n}: ${JSON.stringify(event)}`);
					ids.add(event.eventId);
					if (event.event === 'received') received.push(event.lineId);
					if (event.event !== 'overdue') continue;
					const before = overdue.get(event.lineId);
					if (before && !isWorse(before, event))
						throw new Error(`No worse, seed ${seed}, day ${n}: ${JSON.stringify([before, event])}`);
					overdue.set(event.lineId, event);
				}
				if (engine.memory.size > chaos.lines.size + 3 * LINES)
					throw new Error('It remembers too much');
			}
			expect(received, `seed ${seed}`).toEqual(chaos.arrived);
		}
		// The histories must not be so dull that nothing was proven.
		expect(events).toBeGreaterThan(histories.length * 10);
	});

	it('with a state that is days old, what was told comes with the ids it was told with', () => {
		let again = 0;
		for (const seed of histories) {
			const random = seeded(seed);
			const chaos = new Chaos(random, native, true);
			const engine = new Engine();
			const states = [engine.reloaded()];
			const told = new Set<string>();
			for (let n = 0; n < DAYS; n++) {
				chaos.step();
				const lines = chaos.look();
				for (const { eventId } of engine.pass(dayAt(n), ...lines)) told.add(eventId);
				states.push(engine.reloaded());
				if (random() < 0.7) continue;
				const old = new Engine();
				old.memory = states[Math.max(0, states.length - 2 - Math.floor(random() * 10))]!;
				for (const event of old.pass(dayAt(n), ...lines)) {
					again += 1;
					if (!told.has(event.eventId))
						throw new Error(`Another id, seed ${seed}, day ${n}: ${JSON.stringify(event)}`);
				}
			}
		}
		expect(again).toBeGreaterThan(300);
	});

	it('the same state and the same pages say the same', () => {
		let again = 0;
		for (const seed of histories) {
			const random = seeded(seed);
			const chaos = new Chaos(random, native);
			const engine = new Engine();
			for (let n = 0; n < DAYS; n++) {
				chaos.step();
				const lines = chaos.look();
				const before = engine.reloaded();
				const first = engine.pass(dayAt(n), ...lines);
				if (random() < 0.8) continue;
				engine.memory = before;
				const second = engine.pass(dayAt(n), ...lines);
				expect(second).toEqual(first);
				again += second.length;
			}
		}
		expect(again).toBeGreaterThan(100);
	});

	it('the same pages in any order, in one piece or in several, say the same', () => {
		for (const seed of histories.slice(0, 100)) {
			const random = seeded(seed);
			const chaos = new Chaos(random, native);
			const whole = new Engine();
			const inParts = new Engine();
			for (let n = 0; n < DAYS; n++) {
				chaos.step();
				const lines = chaos.look();
				const expected = whole.pass(dayAt(n), ...lines).map(({ eventId }) => eventId);
				const shuffled = lines.toSorted(() => random() - 0.5);
				const cut = Math.floor(random() * (shuffled.length + 1));
				// What both walks show comes twice.
				const parts = [shuffled.slice(0, cut), [...shuffled.slice(cut), ...shuffled.slice(0, 1)]];
				const told = inParts.part(dayAt(n), ...parts[0]!).map(({ eventId }) => eventId);
				told.push(...inParts.pass(dayAt(n), ...parts[1]!).map(({ eventId }) => eventId));
				expect(told.toSorted(), `seed ${seed}, day ${n}`).toEqual(expected.toSorted());
			}
		}
	});
});
