// Memory and CPU of Acrylic Delist as the number of items grows: each run in a process of its own, the fake shop in another.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { RunTask, Spent } from './memoryRun.mts';
import type { Credentials, ShopTask } from './memoryShop.mts';

const SIZES = [10_000, 25_000, 50_000, 100_000];
/** MB of heap for the measured process: n8n, the package, the items, everything. One that needs more dies, and so does the benchmark. */
export const HEAP_LIMIT = 512;
const CHANNELS = ['practice-store', 'shopify', 'woocommerce'];
const SHAPES = ['sku', 'fat'] as const;
const SPEED = 100;

/** A straight line through the sizes, by least squares. */
export interface Fit {
	/** Per item. */
	slope: number;
	/** At no items. */
	intercept: number;
	r2: number;
}

export interface Growth {
	channel: string;
	shape: RunTask['shape'];
	sizes: Spent[];
	/** Peak heap in KB. */
	peak: Fit;
	/** What a full collection leaves, in KB. */
	held: Fit;
	/** Processor time in ms. */
	cpu: Fit;
}

/** One run after the other: two at once would share the processor. */
export async function measureMemory(
	onProgress: (line: string) => void,
	channels: readonly string[] = CHANNELS,
	sizes: readonly number[] = SIZES,
): Promise<Growth[]> {
	const all: Growth[] = [];
	for (const channel of channels)
		for (const shape of SHAPES) {
			const spent: Spent[] = [];
			for (const items of sizes) {
				onProgress(`${channel}: ${items} items (${shape}) ...`);
				spent.push(await measure(channel, shape, items));
			}
			all.push({
				channel,
				shape,
				sizes: spent,
				peak: fit(spent.map(({ items, peak }) => [items, peak * 1024])),
				held: fit(spent.map(({ items, held }) => [items, held * 1024])),
				cpu: fit(spent.map(({ items, cpuMsPerItem }) => [items, cpuMsPerItem * items])),
			});
		}
	return all;
}

async function measure(channel: string, shape: RunTask['shape'], items: number): Promise<Spent> {
	const shop = channel === 'practice-store' ? undefined : start('memoryShop.mts');
	try {
		const credentials = shop
			? await ask<ShopTask, Credentials>(shop, { slug: channel, products: items, speed: SPEED })
			: {};
		return await ask<RunTask, Spent>(
			start('memoryRun.mts', '--expose-gc', `--max-heap-size=${HEAP_LIMIT}`),
			{
				channel,
				shape,
				items,
				speed: SPEED,
				credentials,
			},
		);
	} finally {
		shop?.disconnect();
	}
}

function start(script: string, ...flags: string[]): ChildProcess {
	const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
	return fork(path(script), { execArgv: [...flags, '--import', path('oneWorkflowModule.mts')] });
}

/** Gives a process its task and waits for the answer. */
async function ask<Task extends object, Answer>(child: ChildProcess, task: Task): Promise<Answer> {
	child.send(task);
	const [answer] = (await Promise.race([
		once(child, 'message'),
		once(child, 'exit').then(([code]) => {
			throw new Error(`A process of the memory benchmark ended with ${String(code)}.`);
		}),
	])) as [Answer];
	return answer;
}

/** Least squares. */
export function fit(points: ReadonlyArray<readonly [number, number]>): Fit {
	const mean = (axis: 0 | 1): number =>
		points.reduce((sum, point) => sum + point[axis], 0) / points.length;
	const [mx, my] = [mean(0), mean(1)];
	let [xx, xy, yy] = [0, 0, 0];
	for (const [x, y] of points) {
		xx += (x - mx) ** 2;
		xy += (x - mx) * (y - my);
		yy += (y - my) ** 2;
	}
	const slope = xy / xx;
	const round = (value: number): number => Number(value.toPrecision(4));
	return {
		slope: round(slope),
		intercept: round(my - slope * mx),
		r2: round(xy ** 2 / (xx * yy)),
	};
}
