import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import {
	goneBy,
	isCountBack,
	stockEventName,
	toStockEvent,
	type Gone,
	type StockReading,
} from '../../events/stockEvent';
import { clock } from '../../http/clock';
import { platformById } from '../../platforms';
import { CHOICE, readSettings } from '../stockNews/settings';
import { accountOf, noteHeard } from '../webhookWatch';
import { isOutdated, nameOf, noteTime, sinceOf } from './lastWord';

/** SKUs of which it is remembered that they are gone, or how often they came back. */
const MOST_REMEMBERED = 5_000;

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
	const { threshold } = settings;
	const kept = context.getWorkflowStaticData('node');
	const known = knownOf(kept);
	const gone = new Map(known);
	const since = numbersOf(kept.since);
	const turns = numbersOf(kept.turns);
	let hasTurned = false;
	const receivedAt = new Date(clock.now()).toISOString();
	const account = accountOf(context, platformById(source)?.service?.credential ?? '');
	const events: IDataObject[] = [];
	const url = String(context.getNodeWebhookUrl('default'));
	const fresh = readings.filter((reading) => !isOutdated(url, reading, since));
	for (const reading of fresh) noteTime(url, reading);
	const latest = new Map([...fresh, ...lookedUp].map((reading) => [nameOf(reading), reading]));
	for (const [name, reading] of latest) {
		const now = goneBy(reading, threshold);
		// Also of SKUs that nobody wants here: the news did arrive, and nothing else is asked.
		if (now) noteHeard(source, account, reading.sku);
		if (!settings.skus.accepts(reading.sku)) continue;
		const before = gone.get(name);
		gone.delete(name);
		if (now) gone.set(name, now);
		const isBack = !now || isCountBack(before, reading, threshold);
		const news = isBack ? { ...reading, available: undefined } : reading;
		const isNews = !isBack || before !== undefined;
		if (isNews && settings.wanted.has(CHOICE[stockEventName(news, threshold)]))
			events.push({
				...toStockEvent(withTurn(news, turns.get(name)), source, threshold, receivedAt),
			});
		if (isBack && before && reading.keyIsGuessed) {
			turns.set(name, (turns.get(name) ?? 0) + 1);
			hasTurned = true;
		}
	}
	// Only a change is written: saving without need could overwrite what another delivery or the registration just kept.
	if (gone.size !== known.size || [...gone].some(([name, how]) => known.get(name) !== how)) {
		keep(kept, gone);
		kept.since = sinceOf(url, [...gone.keys()].slice(-MOST_REMEMBERED), since);
	}
	if (hasTurned) kept.turns = Object.fromEntries([...turns].slice(-MOST_REMEMBERED));
	return events;
}

const numbersOf = (kept: unknown): Map<string, number> =>
	new Map(Object.entries((kept as Record<string, number> | undefined) ?? {}));

/** Where it is kept. */
const KEPT: Readonly<Record<Gone, string>> = {
	ranOut: 'out',
	hidden: 'hidden',
	unavailable: 'off',
};
const WAYS = Object.keys(KEPT) as Gone[];

function knownOf(kept: IDataObject): Map<string, Gone> {
	return new Map(
		WAYS.flatMap((how) =>
			((kept[KEPT[how]] as string[] | undefined) ?? []).map((name): [string, Gone] => [name, how]),
		),
	);
}

function keep(kept: IDataObject, gone: ReadonlyMap<string, Gone>): void {
	for (const way of WAYS)
		kept[KEPT[way]] = [...gone]
			.flatMap(([name, how]) => (how === way ? [name] : []))
			.slice(-MOST_REMEMBERED);
}

/** A source without ids and times says the same words when a SKU runs out again as when it tells its first stock-out twice: only that it was back in between makes the difference. */
const withTurn = (reading: StockReading, turn = 0): StockReading =>
	reading.keyIsGuessed && turn > 0 ? { ...reading, key: `${reading.key}|${turn}` } : reading;
