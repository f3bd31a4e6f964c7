import type { IDataObject } from 'n8n-workflow';

import type { StockReading } from '../../../events/stockEvent';
import { asList, asNumber, asObject, asText } from '../../../http/answer';
import type { FeedMark } from '../../../http/feed';

/**
 * What is known between polls: the state of things and not the news, so that a row that is read again, for the overlap or because n8n
 * gave back an older memory after a restart, is no news twice.
 */
export interface Memory {
	/** What was read, `Reader.of`. */
	of: string;
	/** Digest of the node's questions at the last whole pass. */
	settings: string;
	/** 'Only These SKUs' at the last whole pass: what it left out is not known to have been in stock. */
	skuText: string;
	/** When this memory began, milliseconds since 1970: it tells event ids apart from those of an earlier memory. */
	since: number;
	/** Passes begun so far. */
	passes: number;
	/** What is out, by `nameOf`. */
	out: Map<string, Out>;
	/** What is out, but was seen in stock at the last reading. */
	rising: Map<string, Rise>;
	/** How often a name came back; those forgotten came back fewer than `leastTurn` times. */
	turns: Map<string, number>;
	leastTurn: number;
	pass?: Pass;
	/** The last pass that was finished. */
	last?: { startedAt: number; mark?: string };
	/** Start and rows of the last whole pass; undefined until the first one is finished. */
	whole?: { startedAt: number; rows: number };
	/** Which version of a feed was read. */
	version?: FeedMark;
	/** What was said of the source itself, by kind: it is repeated only when it changes, or after a day. */
	notices: Map<string, { what: string; at: number }>;
	/** Digests of rows that were reported as unreadable and still are. */
	badRows: string[];
}

export interface Out {
	event: 'ranOut' | 'unavailable';
	quantity: number | null;
}

export interface Rise {
	/** Number of the pass that saw it. */
	pass: number;
	/** What it said; undefined where there was no room to keep it, then only reading it again tells. */
	reading?: StockReading;
}

/** A pass under way: it may take several polls. */
export interface Pass {
	number: number;
	startedAt: number;
	/** The node's questions when it began; with others it begins anew. */
	settings: string;
	isWhole: boolean;
	rows: number;
	from?: string;
	since?: string;
	mark?: string;
}

export function freshMemory(of: string, skuText: string, now: number): Memory {
	return {
		of,
		settings: '',
		skuText,
		since: now,
		passes: 0,
		out: new Map(),
		rising: new Map(),
		turns: new Map(),
		leastTurn: 0,
		notices: new Map(),
		badRows: [],
	};
}

const MOST_TURNS = 5_000;
/** Risen SKUs of which everything is kept until the next reading. */
const MOST_KEPT_RISES = 1_000;
/** Longer texts of a source are cut, a longer SKU is read again instead. */
const LONGEST_TEXT = 200;

const VERSION = 1;

/** As plain JSON. The many are kept as short texts: `o-3:ACR-1` ran out at -3. */
export function toKept(memory: Memory): IDataObject {
	const { out, rising, turns, notices, ...rest } = memory;
	let rises = 0;
	return {
		v: VERSION,
		...rest,
		out: [...out].map(
			([name, { event, quantity }]) => `${event === 'ranOut' ? 'o' : 'u'}${quantity ?? ''}:${name}`,
		),
		rising: [...rising].map(([name, { pass, reading }]) =>
			reading && ++rises <= MOST_KEPT_RISES && reading.sku.length <= LONGEST_TEXT
				? { name, pass, reading: shortened(reading) }
				: { name, pass },
		),
		turns: [...turns].map(([name, turn]) => `${turn}:${name}`),
		notices: [...notices].map(([kind, { what, at }]) => ({ kind, what, at })),
	} as unknown as IDataObject;
}

/** Undefined where nothing was kept, or by another version of this node. */
export function fromKept(kept: IDataObject): Memory | undefined {
	if (kept.v !== VERSION) return undefined;
	const { out, rising, turns, notices, ...rest } = JSON.parse(JSON.stringify(kept)) as IDataObject;
	return {
		...(rest as unknown as Memory),
		out: new Map(
			pairsOf(out).map(([mark, name]) => [
				name,
				{ event: mark[0] === 'o' ? 'ranOut' : 'unavailable', quantity: asNumber(mark.slice(1)) },
			]),
		),
		rising: new Map(
			asList(rising).map(({ name, pass, reading }) => [
				asText(name),
				{ pass: Number(pass), reading: asReading(reading) },
			]),
		),
		turns: new Map(pairsOf(turns).map(([turn, name]) => [name, Number(turn)])),
		notices: new Map(
			asList(notices).map(({ kind, what, at }) => [
				asText(kind),
				{ what: asText(what), at: Number(at) },
			]),
		),
	};
}

function pairsOf(kept: unknown): Array<[mark: string, name: string]> {
	return (kept as string[]).map((text) => {
		const end = text.indexOf(':');
		return [text.slice(0, end), text.slice(end + 1)];
	});
}

const asReading = (reading: unknown): StockReading | undefined =>
	reading === undefined ? undefined : (asObject(reading) as unknown as StockReading);

function shortened(whole: StockReading): StockReading {
	const reading = { ...whole };
	delete reading.raw;
	const cut = <T extends string | undefined>(text: T) => text?.slice(0, LONGEST_TEXT) as T;
	return { ...reading, title: cut(reading.title), reason: cut(reading.reason) };
}

/** One more return; the oldest are forgotten in a way that never gives an old number again. */
export function countTurn(memory: Memory, name: string): void {
	const { turns } = memory;
	const turn = turnOf(memory, name) + 1;
	turns.delete(name);
	turns.set(name, turn);
	if (turns.size <= MOST_TURNS) return;
	const [[oldest, its]] = turns;
	turns.delete(oldest);
	memory.leastTurn = Math.max(memory.leastTurn, its);
}

export const turnOf = ({ turns, leastTurn }: Memory, name: string): number =>
	Math.max(turns.get(name) ?? 0, leastTurn);
