import { stockEventName, toStockEvent, type StockEvent } from '../../../events/stockEvent';
import { clock } from '../../../http/clock';
import { ChannelProblem } from '../../../http/problem';
import { CHOICE } from '../../stockNews/settings';
import type { LevelSettings } from '../settings';
import type { Page, Reader } from '../sources/reader';

const MOST_SAMPLES = 10;
/** Nobody waits longer in the editor. */
const PATIENCE_MS = 30_000;

/**
 * For a test run in the editor: what is out right now, the newest first. Remembers nothing.
 * @throws ChannelProblem when nothing is
 */
export async function sample(reader: Reader, settings: LevelSettings): Promise<StockEvent[]> {
	const begun = clock.now();
	const receivedAt = new Date(begun).toISOString();
	const { source, threshold, wanted, skus } = settings;
	// Who only wants to hear of returns still gets to see what an item looks like.
	const choosesOut = wanted.has(CHOICE.ranOut) || wanted.has(CHOICE.unavailable);
	const found: StockEvent[] = [];
	let rows = 0;
	let page: Page | undefined;
	do {
		page = await reader.page({ from: page?.next });
		rows += page.readings.length;
		for (const reading of page.readings) {
			const event = stockEventName(reading, threshold);
			if (event === 'cameBack' || !skus.accepts(reading.sku)) continue;
			if (choosesOut && !wanted.has(CHOICE[event])) continue;
			found.push(toStockEvent(reading, source, threshold, receivedAt));
		}
		if (rows === 0 && page.bad?.length) throw unreadable(page.bad[0].message, page.bad.length);
	} while (page.next !== undefined && clock.now() - begun < PATIENCE_MS);
	if (found.length === 0) throw nothingOut(rows, page.next !== undefined);
	return found.sort((a, b) => b.occurredAt.localeCompare(a.occurredAt)).slice(0, MOST_SAMPLES);
}

const nothingOut = (rows: number, isPart: boolean): ChannelProblem =>
	new ChannelProblem({
		kind: 'notFound',
		message: `Nothing is out of stock right now: ${isPart ? 'the first ' : ''}${rows} rows were read.`,
		nextStep:
			rows === 0
				? "Look at the source and at 'Only These SKUs': there was nothing to read."
				: "Publish the workflow, it will start when something runs out. To see a sample now, raise 'Counts as Out at or Below' in the options for the test.",
	});

const unreadable = (reason: string, count: number): ChannelProblem =>
	new ChannelProblem({
		kind: 'invalid',
		message: `None of the ${count} rows could be read. The first: ${reason}`,
		nextStep: 'Correct the field names in the node.',
	});
