import { createHash } from 'node:crypto';

import { skuFilter } from '../../../events/skuFilter';
import {
	stockEventName,
	toStockEvent,
	type StockEvent,
	type StockReading,
} from '../../../events/stockEvent';
import { ChannelProblem } from '../../../http/problem';
import { CHOICE } from '../../stockNews/settings';
import type { LevelSettings } from '../settings';
import { countTurn, turnOf, type Memory, type Out, type Pass } from './memory';

/** So many SKUs can be out at once; more would not fit into what n8n keeps for a node. */
export const MOST_OUT = 50_000;
/** Longer names are kept as a digest. */
const LONGEST_NAME = 32;

/** What a pass makes of what it reads: transitions only. Changes the memory it was given. */
export class Judge {
	readonly events: StockEvent[] = [];
	readonly #receivedAt: string;
	/** Which SKUs the memory can tell anything about. */
	readonly #known: (sku: string) => boolean;

	constructor(
		private readonly memory: Memory,
		private readonly settings: LevelSettings,
		private readonly pass: Pass,
		now: number,
	) {
		this.#receivedAt = new Date(now).toISOString();
		this.#known =
			memory.whole === undefined
				? () => false
				: skuFilter(memory.skuText === settings.skuText ? '' : memory.skuText).accepts;
	}

	/** @throws ChannelProblem when more is out than can be remembered */
	take(reading: StockReading): void {
		if (!this.settings.skus.accepts(reading.sku)) return;
		const name = nameOf(reading);
		const event = stockEventName(reading, this.settings.threshold);
		const before = this.memory.out.get(name);
		if (event !== 'cameBack')
			this.#isOut(name, before, { event, quantity: reading.quantity }, reading);
		else if (before) this.#isIn(name, before, reading);
	}

	/** Ends a pass that reads changes only: what was not mentioned again is as it was at the last reading. */
	confirmUnmentioned(): void {
		for (const [name, { pass, reading }] of [...this.memory.rising]) {
			const before = this.memory.out.get(name);
			if (!before || !reading || !this.settings.skus.accepts(reading.sku)) continue;
			if (pass < this.pass.number) this.#comeBack(name, before, reading);
		}
	}

	#isOut(name: string, before: Out | undefined, now: Out, reading: StockReading): void {
		const { out, rising } = this.memory;
		const { wanted, emitsFirst, source } = this.settings;
		rising.delete(name);
		out.set(name, now);
		if (out.size > MOST_OUT) throw tooMany(source);
		// 'Unavailable' that nobody asked for does not count as told when the count runs out as well.
		const wasTold = before !== undefined && wanted.has(CHOICE[before.event]);
		if (wasTold || !wanted.has(CHOICE[now.event])) return;
		const isNews = before !== undefined || emitsFirst || this.#known(reading.sku);
		if (isNews) this.#tell(name, reading);
	}

	#isIn(name: string, before: Out, reading: StockReading): void {
		const { rising } = this.memory;
		const rise = rising.get(name);
		const isConfirmed = rise !== undefined && rise.pass < this.pass.number;
		if (isConfirmed || !this.settings.confirmRises) this.#comeBack(name, before, reading);
		else rising.set(name, { pass: this.pass.number, reading });
	}

	#comeBack(name: string, { quantity }: Out, reading: StockReading): void {
		const { out, rising } = this.memory;
		out.delete(name);
		rising.delete(name);
		if (this.settings.wanted.has(CHOICE.cameBack))
			this.#tell(name, {
				...reading,
				...(quantity === null ? {} : { previousQuantity: quantity }),
			});
		countTurn(this.memory, name);
	}

	#tell(name: string, reading: StockReading): void {
		const { source, threshold } = this.settings;
		const key = keyOf(this.memory, name, reading);
		this.events.push(toStockEvent({ ...reading, key }, source, threshold, this.#receivedAt));
	}
}

/** Two listings with one SKU are two; each runs out by itself. */
function nameOf({ sku, productId, variantId }: StockReading): string {
	const id = variantId ?? productId;
	const name = id === undefined ? sku : `${sku}\n${id}`;
	// '#' marks a digest, so a name that begins with it becomes one too.
	if (name.length <= LONGEST_NAME && !name.startsWith('#')) return name;
	return `#${createHash('sha256').update(name).digest('base64url').slice(0, 16)}`;
}

/**
 * The same for one transition however often it is read, and another after the SKU was back in between. A key without a time may be the
 * same for every stock-out of a SKU; a guessed one also changes with whatever else stands in the row.
 */
function keyOf(memory: Memory, name: string, reading: StockReading): string {
	const { key, keyIsGuessed, occurredAt } = reading;
	const turn = turnOf(memory, name);
	if (keyIsGuessed) return [name, memory.since, turn].join('|');
	if (occurredAt === undefined) return [key, memory.since, turn].join('|');
	return turn === 0 ? key : `${key}|${turn}`;
}

const tooMany = (source: string): ChannelProblem =>
	new ChannelProblem({
		kind: 'refused',
		message: `More than ${MOST_OUT} SKUs of '${source}' are out of stock, which is more than this node can remember.`,
		nextStep: "Name the SKUs to look after under 'Only These SKUs' in the options of the node.",
	});
