// One run of Acrylic Delist, alone in its process, weighed.
import { Expression, type IDataObject } from 'n8n-workflow';
import { GCProfiler, getHeapStatistics } from 'node:v8';

import { manyProducts } from '../sandbox/catalogue.mts';
import { built, runAcrylicDelist } from '../test/harness.mts';
import { fastClock, setProductClock } from '../test/shop.mts';
import type { Credentials } from './memoryShop.mts';
import { takeOffParameters } from './takeOff.mts';

export interface RunTask {
	channel: string;
	/** `sku`: items that carry nothing else; `fat`: 40 fields. */
	shape: 'sku' | 'fat';
	items: number;
	speed: number;
	credentials: Credentials;
}

/** Heap in MB: V8's used heap of the whole process, n8n's own code included. */
export interface Spent {
	items: number;
	/** Before the run: n8n, the package and the input items. */
	before: number;
	/** The most that was in use at any time, garbage included. */
	peak: number;
	/** The most that a full collection left. */
	held: number;
	/** After the run and a full collection: the results on top of `before`. */
	after: number;
	/** Processor time of the process, the collector's threads included. */
	cpuMsPerItem: number;
	/** Items that ended off sale and seen so. */
	confirmed: number;
}

/** As n8n starts it when nothing else is configured (ExpressionEngineConfig in @n8n/config). */
const N8N_EXPRESSIONS = {
	engine: 'vm',
	poolSize: 1,
	maxCodeCacheSize: 1024,
	bridgeTimeout: 5_000,
	bridgeMemoryLimit: 128,
} as const;

const MB = 2 ** 20;
const FIELDS = 40;

process.once('message', (task: RunTask) => void run(task));

async function run({ channel, shape, items, speed, credentials }: RunTask): Promise<void> {
	await Expression.initExpressionEngine(N8N_EXPRESSIONS);
	setProductClock(fastClock(speed));
	const input = makeItems(items, shape);
	if (channel === 'practice-store') fillShelf(items);
	const before = collected();
	const profiler = new GCProfiler();
	profiler.start();
	const begun = process.cpuUsage();
	const { done } = await runAcrylicDelist({
		parameters: takeOffParameters(channel),
		items: input,
		credentials,
	});
	const { user, system } = process.cpuUsage(begun);
	const collections = profiler.stop().statistics;
	const last = getHeapStatistics().used_heap_size;
	const after = collected();
	// Between two collections the heap only grows, so no moment lies higher than the one before a collection.
	const peaks = collections.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize);
	const full = collections.filter(({ gcType }) => gcType === 'MarkSweepCompact');
	const kept = full.map(({ afterGC }) => afterGC.heapStatistics.usedHeapSize);
	process.send?.({
		items,
		before: inMb(before),
		peak: inMb(Math.max(last, ...peaks)),
		held: inMb(Math.max(after, ...kept)),
		after: inMb(after),
		cpuMsPerItem: Number(((user + system) / 1000 / items).toFixed(4)),
		confirmed: done.filter(({ outcome, confirmed }) => outcome === 'offSale' && confirmed).length,
	} satisfies Spent);
	await Expression.disposeExpressionEngine();
	process.disconnect();
}

const inMb = (bytes: number): number => Number((bytes / MB).toFixed(1));

function collected(): number {
	globalThis.gc?.();
	return getHeapStatistics().used_heap_size;
}

/** As an HTTP node would have made them: parsed from text, nothing shared. */
function makeItems(count: number, shape: RunTask['shape']): IDataObject[] {
	return manyProducts(count).map(({ title, variants: [{ sku, price }] }, i) => {
		const more = Array.from({ length: FIELDS - 3 }, (_, n) => [
			`attribute${n + 1}`,
			n % 2 === 0 ? `Value ${n} of product ${i}` : i * n,
		]);
		return JSON.parse(
			JSON.stringify({
				sku,
				...(shape === 'fat' ? { title, price, ...Object.fromEntries(more) } : {}),
			}),
		) as IDataObject;
	});
}

/** The Practice Store is no fake but part of the package; its goods stand on its shelf before the run is weighed. */
function fillShelf(count: number): void {
	const { shelf } = built('./platforms/practice-store/shelf.js') as { shelf: object[] };
	for (const {
		title,
		variants: [{ sku, quantity }],
	} of manyProducts(count))
		shelf.push({ id: `practice-${sku}`, sku, title, quantity, visible: true });
}
