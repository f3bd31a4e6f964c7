import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { isOut, stockEventName, toStockEvent, type StockReading } from '../../events/stockEvent';
import { clock } from '../../http/clock';
import { platformById } from '../../platforms';
import { CHOICE, readSettings, type Settings } from '../stockNews/settings';
import { accountOf, noteHeard, noteTold, toldAt } from '../webhookWatch';

/** SKUs of which it is remembered that they ran out, or how often they came back. */
const MOST_REMEMBERED = 5_000;

const FARTHEST_AHEAD_MS = 24 * 60 * 60_000;

export interface News {
	/** What the call itself says of the stock, as it was when the call was made. */
	readings: readonly StockReading[];
	/** What the platform answered when it was asked about it: how things are now. */
	lookedUp?: readonly StockReading[];
}

/** One event per SKU, the latest reading; back in stock only for what this node has seen running out. */
export function eventsOf(
	context: IWebhookFunctions,
	{ readings, lookedUp = [] }: News,
	source: string,
): IDataObject[] {
	const settings = readSettings(context);
	const kept = context.getWorkflowStaticData('node');
	const known = (kept.out as string[] | undefined) ?? [];
	const out = new Set(known);
	const since = new Map(Object.entries((kept.since as Record<string, number> | undefined) ?? {}));
	const turns = new Map(Object.entries((kept.turns as Record<string, number> | undefined) ?? {}));
	let hasTurned = false;
	const receivedAt = new Date(clock.now()).toISOString();
	const account = accountOf(context, platformById(source)?.service?.credential ?? '');
	const events: IDataObject[] = [];
	const url = String(context.getNodeWebhookUrl('default'));
	const fresh = readings.filter((reading) => !isOutdated(url, reading, since));
	for (const reading of fresh) noteTime(url, reading);
	for (const [name, reading] of latestOf([...fresh, ...lookedUp])) {
		const isGone = isOut(reading, settings.threshold);
		// Also of SKUs that nobody wants here: the news did arrive, and nothing else is asked.
		if (isGone) noteHeard(source, account, reading.sku);
		if (!settings.skus.accepts(reading.sku)) continue;
		const wasGone = out.delete(name);
		if (isGone) out.add(name);
		if (isWanted(settings, reading, isGone, wasGone))
			events.push({
				...toStockEvent(withTurn(reading, turns.get(name)), source, settings.threshold, receivedAt),
			});
		if (!isGone && wasGone && reading.keyIsGuessed) {
			turns.set(name, (turns.get(name) ?? 0) + 1);
			hasTurned = true;
		}
	}
	// Only a change is written: saving without need could overwrite what another delivery or the registration just kept.
	if (out.size !== known.length || known.some((key) => !out.has(key))) {
		kept.out = [...out].slice(-MOST_REMEMBERED);
		kept.since = sinceOf(url, kept.out as string[], since);
	}
	if (hasTurned) kept.turns = Object.fromEntries([...turns].slice(-MOST_REMEMBERED));
	return events;
}

/**
 * Deliveries overtake each other, and some come again days later: what is older than the last word about a SKU says nothing any more.
 * A reading without a time of its own is taken as it comes.
 */
function isOutdated(
	url: string,
	reading: StockReading,
	since: ReadonlyMap<string, number>,
): boolean {
	const at = timeOf(reading);
	const name = nameOf(reading);
	return at !== undefined && at < Math.max(since.get(name) ?? 0, toldAt(url, name) ?? 0);
}

function noteTime(url: string, reading: StockReading): void {
	const at = timeOf(reading);
	if (at !== undefined) noteTold(url, nameOf(reading), at);
}

/** Clocks differ a little; a time that lies far ahead must not silence the sender until it has come. */
function timeOf({ occurredAt, keyIsGuessed }: StockReading): number | undefined {
	const at = occurredAt === undefined || keyIsGuessed ? Number.NaN : Date.parse(occurredAt);
	return Number.isNaN(at) ? undefined : Math.min(at, clock.now() + FARTHEST_AHEAD_MS);
}

/** When each that is out ran out, for the time after a restart, when nothing else is known any more. */
function sinceOf(
	url: string,
	names: readonly string[],
	before: ReadonlyMap<string, number>,
): Record<string, number> {
	return Object.fromEntries(
		names.flatMap((name) => {
			const at = toldAt(url, name) ?? before.get(name);
			return at === undefined ? [] : [[name, at]];
		}),
	);
}

/** Products without a SKU stay apart by their id: each is news of its own. */
function latestOf(readings: readonly StockReading[]): Map<string, StockReading> {
	return new Map(readings.map((reading) => [nameOf(reading), reading]));
}

const nameOf = ({ sku, variantId, productId }: StockReading): string =>
	sku || `#${variantId ?? productId}`;

function isWanted(
	{ wanted, threshold }: Settings,
	reading: StockReading,
	isGone: boolean,
	wasGone: boolean,
): boolean {
	return (isGone || wasGone) && wanted.has(CHOICE[stockEventName(reading, threshold)]);
}

/** A source without ids and times says the same words when a SKU runs out again as when it tells its first stock-out twice: only that it was back in between makes the difference. */
const withTurn = (reading: StockReading, turn = 0): StockReading =>
	reading.keyIsGuessed && turn > 0 ? { ...reading, key: `${reading.key}|${turn}` } : reading;
