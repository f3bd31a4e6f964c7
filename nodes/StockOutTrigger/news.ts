import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import {
	goneBy,
	isCountBack,
	stockEventName,
	toStockEvent,
	type StockReading,
} from '../../events/stockEvent';
import { clock } from '../../http/clock';
import { platformById } from '../../platforms';
import { CHOICE, readSettings } from '../stockNews/settings';
import { accountOf, noteHeard } from '../webhookWatch';
import { nameOf, type KnownSkus } from './knownSkus';

export interface News {
	/** What the call itself says of the stock, as it was when the call was made. */
	readings: readonly StockReading[];
	/** What the platform answered when it was asked about it: how things are now. */
	lookedUp?: readonly StockReading[];
}

/** One event per SKU, the latest reading; back in stock only for what this node has seen running out. */
export function eventsOf(
	context: IWebhookFunctions,
	known: KnownSkus,
	{ readings, lookedUp = [] }: News,
	source: string,
): IDataObject[] {
	const settings = readSettings(context);
	const { threshold } = settings;
	known.merge(context.getWorkflowStaticData('node'));
	const receivedAt = new Date(clock.now()).toISOString();
	const account = accountOf(context, platformById(source)?.service?.credential ?? '');
	const events: IDataObject[] = [];
	const fresh = readings.filter((reading) => !known.isOutdated(reading));
	const latest = new Map([...fresh, ...lookedUp].map((reading) => [nameOf(reading), reading]));
	for (const [name, reading] of latest) {
		const now = goneBy(reading, threshold);
		// Also of SKUs that nobody wants here: the news did arrive, and nothing else is asked.
		if (now) noteHeard(source, account, reading.sku);
		if (!settings.skus.accepts(reading.sku)) continue;
		const before = known.goneBefore(name);
		const isBack = !now || isCountBack(before, reading, threshold);
		const news = isBack ? { ...reading, available: undefined } : reading;
		const isNews = !isBack || before !== undefined;
		if (isNews && settings.wanted.has(CHOICE[stockEventName(news, threshold)]))
			events.push({
				...toStockEvent(withTurn(news, known.turnsOf(name)), source, threshold, receivedAt),
			});
		known.note(reading, now, isBack && before !== undefined);
	}
	return events;
}

/** A source without ids and times says the same words when a SKU runs out again as when it tells its first stock-out twice: only that it was back in between makes the difference. */
const withTurn = (reading: StockReading, turn: number): StockReading =>
	reading.keyIsGuessed && turn > 0 ? { ...reading, key: `${reading.key}|${turn}` } : reading;
