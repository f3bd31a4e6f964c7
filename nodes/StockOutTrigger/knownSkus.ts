import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Gone, StockReading } from '../../events/stockEvent';
import { clock } from '../../http/clock';

/** What a Stock-Out Trigger knows of one SKU. */
interface Known {
	/** Undefined: it is there. */
	gone?: Gone;
	/** When n8n heard of it; milliseconds since 1970. */
	heardAt: number;
	/** The sender's own time of its last word; milliseconds since 1970. */
	toldAt?: number;
	/** How often it came back. */
	turns: number;
}

/** As it lies in the node's static data: [name, heardAt, gone or '', toldAt or 0, turns], since thousands may be gone. */
type SavedSku = [string, number, Gone | '', number, number];

interface Saved {
	/** Another one with every saving. */
	mark: string;
	skus: SavedSku[];
}

const MOST_GONE = 5_000;
const MOST_THERE = 20_000;
/** Of those that are there again. A call for one of them may still be under way, here or in another process of n8n. */
const MOST_SAVED_THERE = 1_000;
const MOST_MARKS = 100;
/** While calls come without a pause, what they said is saved this often; milliseconds. */
const UNSAVED_AT_MOST_MS = 1_000;
/** A sender's clock that runs ahead must not silence it until its time has come. */
const FARTHEST_AHEAD_MS = 5 * 60_000;

/** Products without a SKU stay apart by their id: each is news of its own. */
export const nameOf = ({ sku, variantId, productId }: StockReading): string =>
	sku || `#${variantId ?? productId}`;

/**
 * What one trigger node knows of the SKUs it was told of. n8n gives every call a copy of its own of what the node keeps, and the last
 * one to end overwrites the others, as does a poll in the same workflow. So what counts lives here, once for all calls, and the copies
 * are read after a restart, or where several processes of n8n take calls; the later word about a SKU counts.
 */
export class KnownSkus {
	readonly #gone = new Map<string, Known>();
	readonly #there = new Map<string, Known>();
	/** Savings that hold nothing which is not known here; the newest last. */
	readonly #marks = new Set<string>();
	#calls = 0;
	#unsavedSince: number | undefined;

	/** To be called when a call begins, and `end` when it is answered. */
	begin(): void {
		this.#calls++;
	}

	/** The last of the calls under way saves for all: saving is what takes n8n longest. */
	end(kept: IDataObject): void {
		this.#calls--;
		if (this.#unsavedSince === undefined) return;
		if (this.#calls === 0 || clock.now() - this.#unsavedSince >= UNSAVED_AT_MOST_MS)
			this.#save(kept);
	}

	/** Takes over what this process does not know yet. */
	merge(kept: IDataObject): void {
		const saved = kept.known as unknown as Saved | undefined;
		const mark = saved?.mark ?? '';
		const newest = [...this.#marks].at(-1) ?? '';
		if (mark === newest) return;
		// Somebody saved without knowing what is known here.
		if (newest) this.#unsavedSince ??= clock.now();
		if (!saved || this.#marks.has(mark)) return;
		for (const [name, heardAt, gone, toldAt, turns] of saved.skus)
			if (heardAt > (this.#find(name)?.heardAt ?? 0))
				this.#put(name, {
					heardAt,
					turns,
					...(gone ? { gone } : {}),
					...(toldAt ? { toldAt } : {}),
				});
		this.#remember(mark);
	}

	/**
	 * Deliveries overtake each other, and some come again days later: what is older than the last word about a SKU says nothing any more.
	 * A reading without a time of its own is taken as it comes.
	 */
	isOutdated(reading: StockReading): boolean {
		const at = timeOf(reading);
		return at !== undefined && at < (this.#find(nameOf(reading))?.toldAt ?? 0);
	}

	goneBefore(name: string): Gone | undefined {
		return this.#find(name)?.gone;
	}

	/** Since when only its coming back tells one stock-out from the next. */
	turnsOf(name: string): number {
		return this.#find(name)?.turns ?? 0;
	}

	/** @param gone undefined: it is there */
	note(reading: StockReading, gone: Gone | undefined, hasTurned: boolean): void {
		const name = nameOf(reading);
		const before = this.#find(name);
		const toldAt = timeOf(reading) ?? before?.toldAt;
		this.#put(name, {
			heardAt: clock.now(),
			turns: (before?.turns ?? 0) + (hasTurned ? 1 : 0),
			...(gone ? { gone } : {}),
			...(toldAt === undefined ? {} : { toldAt }),
		});
		if (gone !== before?.gone || hasTurned) this.#unsavedSince ??= clock.now();
	}

	#remember(mark: string): void {
		this.#marks.add(mark);
		if (this.#marks.size > MOST_MARKS)
			this.#marks.delete(this.#marks.keys().next().value as string);
	}

	#find(name: string): Known | undefined {
		return this.#gone.get(name) ?? this.#there.get(name);
	}

	#put(name: string, known: Known): void {
		this.#gone.delete(name);
		this.#there.delete(name);
		const [kind, most] = known.gone ? [this.#gone, MOST_GONE] : [this.#there, MOST_THERE];
		kind.set(name, known);
		if (kind.size > most) kind.delete(kind.keys().next().value as string);
	}

	#save(kept: IDataObject): void {
		const back = [...this.#there].filter(([, { turns }]) => turns > 0).slice(-MOST_SAVED_THERE);
		const mark = randomUUID();
		this.#remember(mark);
		kept.known = {
			mark,
			skus: [...this.#gone, ...back].map(
				([name, { heardAt, gone, toldAt, turns }]): SavedSku => [
					name,
					heardAt,
					gone ?? '',
					toldAt ?? 0,
					turns,
				],
			),
		};
		this.#unsavedSince = undefined;
	}
}

function timeOf({ occurredAt, keyIsGuessed }: StockReading): number | undefined {
	const at = occurredAt === undefined || keyIsGuessed ? Number.NaN : Date.parse(occurredAt);
	return Number.isNaN(at) ? undefined : Math.min(at, clock.now() + FARTHEST_AHEAD_MS);
}

/** By the address that is called: each trigger node has its own, and a test listen another. */
const nodes = new Map<string, KnownSkus>();

export function knownSkusAt(url: string): KnownSkus {
	const known = nodes.get(url) ?? new KnownSkus();
	nodes.set(url, known);
	return known;
}

/** When the node is switched off; what n8n keeps for it stays. */
export function forgetSkusAt(url: string): void {
	nodes.delete(url);
}
