// Passes over many pages and many polls: every row is taken, none twice, and a list that leads in circles ends.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type * as Clock from '../../http/clock';
import type * as Walk from '../../nodes/PurchaseOrderTrigger/run/walk';
import type * as Pass from '../../nodes/StockLevelTrigger/run/pass';
import type { Memory } from '../../nodes/StockLevelTrigger/run/memory';
import type { LevelSettings } from '../../nodes/StockLevelTrigger/settings';
import type { Reader } from '../../nodes/StockLevelTrigger/sources/reader';
import type * as SkuFilter from '../../events/skuFilter';
import { built, fc, runs } from './settings.mts';

const { clock } = built('./http/clock.js') as typeof Clock;
const { walk } = built('./nodes/PurchaseOrderTrigger/run/walk.js') as typeof Walk;
const { runTick } = built('./nodes/StockLevelTrigger/run/pass.js') as typeof Pass;
const { skuFilter } = built('./events/skuFilter.js') as typeof SkuFilter;

/** Only pages take time. */
let now = Date.UTC(2026, 10, 25);
const own = { ...clock };
beforeAll(() => {
	Object.assign(clock, {
		now: () => now,
		sleep: async () => await new Promise<never>(() => undefined),
	});
});
afterAll(() => {
	Object.assign(clock, own);
});

const sizes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 8 });
const pagesOf = (lengths: readonly number[]): string[][] => {
	let n = 0;
	return lengths.map((length) => Array.from({ length }, () => `r${n++}`));
};

/** @param back where the last page leads; undefined: to the end */
function listOf(pages: readonly string[][], pageMs: number, back?: number) {
	let asked = 0;
	return {
		asked: () => asked,
		page(from: string | undefined): { ids: string[]; next?: string } {
			asked += 1;
			if (asked > 200) throw new Error('It is asked for ever.');
			now += pageMs;
			const at = from === undefined ? 0 : Number(from.slice(1));
			const onward = at + 1 < pages.length ? at + 1 : back;
			return { ids: pages[at]!, ...(onward === undefined ? {} : { next: `p${onward}` }) };
		},
	};
}

describe('orders to suppliers', () => {
	const lineOf = (id: string) => ({ id }) as never;

	it('are all read once, in as many polls as it takes', async () => {
		await fc.assert(
			fc.asyncProperty(sizes, sizes, fc.integer({ min: 1, max: 40 }), async (a, b, pageMs) => {
				const lists = [a, b].map((lengths) => listOf(pagesOf(lengths), pageMs));
				const walks = lists.map((_, i) => ({
					cursor: { isDone: false } as Walk.Cursor,
					since: i === 0 ? undefined : '2026-11-01',
				}));
				const read: string[] = [];
				for (let poll = 0; walks.some(({ cursor }) => !cursor.isDone); poll++) {
					expect(poll).toBeLessThan(40);
					const walked = await walk(
						async ({ since, from }) => {
							const { ids, next } = lists[since === undefined ? 0 : 1]!.page(from);
							const lines = ids.map((id) => lineOf(`${since === undefined ? 'a' : 'b'}${id}`));
							return await Promise.resolve({ lines, ...(next === undefined ? {} : { next }) });
						},
						walks,
						now + 50,
					);
					expect(walked.error).toBeUndefined();
					read.push(...walked.lines.map(({ id }) => id));
				}
				const all = [
					...pagesOf(a)
						.flat()
						.map((id) => `a${id}`),
					...pagesOf(b)
						.flat()
						.map((id) => `b${id}`),
				];
				expect(read.toSorted()).toEqual(all.toSorted());
			}),
		);
	});

	it('in circles end, and the next poll begins anew', async () => {
		await fc.assert(
			fc.asyncProperty(sizes, fc.nat(), async (lengths, n) => {
				const pages = pagesOf(lengths);
				const list = listOf(pages, 0, n % pages.length);
				const cursor: Walk.Cursor = { isDone: false };
				const walked = await walk(
					async ({ from }) => {
						const { ids, next } = list.page(from);
						return await Promise.resolve({ lines: ids.map(lineOf), next });
					},
					[{ cursor }],
					now + 1_000,
				);
				expect(walked.error).toMatchObject({ problem: { kind: 'unknown' } });
				expect(list.asked()).toBeLessThanOrEqual(pages.length + 1);
				// The row read twice is none, the page that closes the circle is left out.
				expect(new Set(walked.lines.map(({ id }) => id)).size).toBe(walked.lines.length);
				expect(cursor).toEqual({ isDone: false });
			}),
		);
	});
});

describe('stock', () => {
	const settings: LevelSettings = {
		source: 'model',
		threshold: 0,
		wanted: new Set(['outOfStock', 'unavailable', 'backInStock']),
		skus: skuFilter(''),
		skuText: '',
		digest: 'same',
		scope: { locations: [] },
		guardMs: 0,
	} as never;
	const reading = (sku: string, quantity: number) => ({
		sku,
		quantity,
		reason: `quantity ${quantity}`,
		key: `${sku} ${quantity}`,
	});

	/** Polls until the pass is over, every memory through text as n8n keeps it. */
	async function poll(reader: Reader, kept: { memory?: Memory }, pages: number) {
		const skus: string[] = [];
		for (let i = 0; i <= pages + 1; i++) {
			const tick = await runTick(reader, settings, () => structuredClone(kept.memory), now + 50);
			kept.memory = tick.memory;
			if (tick.error !== undefined) return { skus, error: tick.error };
			skus.push(...tick.events.map(({ event, sku }) => `${event} ${sku}`));
			if (!tick.memory.pass) return { skus };
		}
		throw new Error('The pass takes for ever.');
	}

	it('is all read, and each stock-out told once, in as many polls as it takes', async () => {
		await fc.assert(
			fc.asyncProperty(
				sizes,
				fc.integer({ min: 0, max: 40 }),
				fc.func(fc.boolean()),
				async (lengths, pageMs, isOut) => {
					const pages = pagesOf(lengths);
					const kept: { memory?: Memory } = {};
					let gone = false;
					const reader = (): Reader => {
						const list = listOf(pages, pageMs);
						return {
							of: 'model',
							page: async ({ from }) => {
								const { ids, next } = list.page(from);
								const readings = ids.map((sku) => reading(sku, gone && isOut(sku) ? 0 : 5));
								return await Promise.resolve({ readings, ...(next === undefined ? {} : { next }) });
							},
						};
					};
					expect(await poll(reader(), kept, pages.length)).toEqual({ skus: [] });
					gone = true;
					const expected = pages
						.flat()
						.filter((sku) => isOut(sku))
						.map((sku) => `ranOut ${sku}`);
					expect((await poll(reader(), kept, pages.length)).skus.toSorted()).toEqual(
						expected.toSorted(),
					);
					expect(await poll(reader(), kept, pages.length)).toEqual({ skus: [] });
				},
			),
			runs(80),
		);
	});

	it('in circles ends, and the next poll begins anew', async () => {
		await fc.assert(
			fc.asyncProperty(sizes, fc.nat(), async (lengths, n) => {
				const pages = pagesOf(lengths);
				const froms: Array<string | undefined> = [];
				const list = listOf(pages, 0, n % pages.length);
				const reader: Reader = {
					of: 'model',
					page: async ({ from }) => {
						froms.push(from);
						const { ids, next } = list.page(from);
						return await Promise.resolve({ readings: ids.map((sku) => reading(sku, 5)), next });
					},
				};
				const kept: { memory?: Memory } = {};
				const { error } = await poll(reader, kept, pages.length);
				expect(error).toMatchObject({ problem: { kind: 'unknown' } });
				expect(froms.length).toBeLessThanOrEqual(pages.length + 1);
				froms.length = 0;
				await poll(reader, kept, pages.length);
				expect(froms[0]).toBeUndefined();
			}),
		);
	});
});
