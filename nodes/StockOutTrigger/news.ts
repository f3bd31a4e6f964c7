import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { isOut, stockEventName, toStockEvent, type StockReading } from '../../events/stockEvent';
import { clock } from '../../http/clock';
import { platformById } from '../../platforms';
import { CHOICE, readSettings, type Settings } from '../stockNews/settings';
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
	const kept = context.getWorkflowStaticData('node');
	const known = (kept.out as string[] | undefined) ?? [];
	const out = new Set(known);
	const turns = new Map(Object.entries((kept.turns as Record<string, number> | undefined) ?? {}));
	let hasTurned = false;
	const receivedAt = new Date(clock.now()).toISOString();
	const account = accountOf(context, platformById(source)?.service?.credential ?? '');
	const events: IDataObject[] = [];
	for (const [name, reading] of latestOf(readings)) {
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
	if (out.size !== known.length || known.some((key) => !out.has(key)))
		kept.out = [...out].slice(-MOST_REMEMBERED);
	if (hasTurned) kept.turns = Object.fromEntries([...turns].slice(-MOST_REMEMBERED));
	return events;
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
