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

/** SKUs of which it is remembered that they ran out, or how often they came back. */
const MOST_REMEMBERED = 5_000;

/** One event per SKU, the latest reading; back in stock only for what this node has seen running out. */
export function eventsOf(
	context: IWebhookFunctions,
	readings: readonly StockReading[],
	source: string,
): IDataObject[] {
	const settings = readSettings(context);
	const { threshold } = settings;
	const kept = context.getWorkflowStaticData('node');
	const known = knownOf(kept);
	const gone = new Map(known);
	const turns = new Map(Object.entries((kept.turns as Record<string, number> | undefined) ?? {}));
	let hasTurned = false;
	const receivedAt = new Date(clock.now()).toISOString();
	const account = accountOf(context, platformById(source)?.service?.credential ?? '');
	const events: IDataObject[] = [];
	for (const [name, reading] of latestOf(readings)) {
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
	if (gone.size !== known.size || [...gone].some(([name, how]) => known.get(name) !== how))
		keep(kept, gone);
	if (hasTurned) kept.turns = Object.fromEntries([...turns].slice(-MOST_REMEMBERED));
	return events;
}

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

/** Products without a SKU stay apart by their id: each is news of its own. */
function latestOf(readings: readonly StockReading[]): Map<string, StockReading> {
	return new Map(
		readings.map((reading) => [
			reading.sku || `#${reading.variantId ?? reading.productId}`,
			reading,
		]),
	);
}

/** A source without ids and times says the same words when a SKU runs out again as when it tells its first stock-out twice: only that it was back in between makes the difference. */
const withTurn = (reading: StockReading, turn = 0): StockReading =>
	reading.keyIsGuessed && turn > 0 ? { ...reading, key: `${reading.key}|${turn}` } : reading;
