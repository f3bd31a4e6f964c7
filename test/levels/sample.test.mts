// What a test run in the editor shows.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { StockReading } from '../../events/stockEvent';
import type * as Samples from '../../nodes/StockLevelTrigger/run/sample';
import type { LevelSettings } from '../../nodes/StockLevelTrigger/settings';
import type { Page, PageRequest } from '../../nodes/StockLevelTrigger/sources/reader';
import { built } from '../harness.mts';
import { stopTime, time } from '../run/scripted.mts';
import { settingsFor, skuFilter } from './world.mts';

const samples = built('./nodes/StockLevelTrigger/run/sample.js') as typeof Samples;

let restore: () => void;
beforeEach(() => {
	restore = stopTime();
});
afterEach(() => restore());

const reading = (
	sku: string,
	quantity: number,
	more: Partial<StockReading> = {},
): StockReading => ({
	sku,
	quantity,
	reason: `quantity ${quantity}`,
	key: sku,
	...more,
});

/** Each page takes 10 seconds. */
async function sample(pages: Array<Partial<Page>>, settings: Partial<LevelSettings> = {}) {
	const asked: PageRequest[] = [];
	const reader = {
		of: 'shop',
		page: async (request: PageRequest): Promise<Page> => {
			asked.push(request);
			time.now += 10_000;
			const next = asked.length < pages.length ? { next: `page ${asked.length + 1}` } : {};
			return await Promise.resolve({ readings: [], ...pages[asked.length - 1], ...next });
		},
	};
	const work = samples.sample(reader, settingsFor(settings));
	const events = await work.catch((error: unknown) => (error as { problem: object }).problem);
	return { asked, events };
}
const skus = (events: unknown) => (events as Array<{ sku: string }>).map(({ sku }) => sku);

describe('a sample', () => {
	it('is what is out right now on all pages, and what is wanted of it', async () => {
		const { asked, events } = await sample([
			{ readings: [reading('A', 0), reading('B', 3), reading('C', 5, { available: false })] },
			{ readings: [reading('D', 2), reading('E', -1)] },
		]);
		expect(skus(events)).toEqual(['A', 'C', 'E']);
		expect(asked).toEqual([{ from: undefined }, { from: 'page 2' }]);
	});

	it.each([
		[['outOfStock'], ['A']],
		[['unavailable'], ['C']],
		[['backInStock'], ['A', 'C']],
		[['outOfStock', 'backInStock'], ['A']],
	] as const)('for %j is %j', async (wanted, out) => {
		const readings = [reading('A', 0), reading('B', 3), reading('C', 5, { available: false })];
		const { events } = await sample([{ readings }], { wanted: new Set(wanted) });
		expect(skus(events)).toEqual(out);
	});

	it('keeps to the threshold and to the SKUs that are named', async () => {
		const readings = [reading('A', 2), reading('B', 2), reading('C', 3)];
		const { events } = await sample([{ readings }], { threshold: 2, skus: skuFilter('B, C') });
		expect(events).toMatchObject([{ event: 'ranOut', sku: 'B', quantity: 2, source: 'shop' }]);
	});

	it('is ten at most, the newest first', async () => {
		const readings = Array.from({ length: 12 }, (_, i) =>
			reading(`S${i}`, 0, { occurredAt: `2026-11-${10 + i}T00:00:00.000Z` }),
		);
		const { events } = await sample([{ readings }]);
		expect(skus(events)).toEqual(Array.from({ length: 10 }, (_, i) => `S${11 - i}`));
	});

	it('takes half a minute at most', async () => {
		const { asked, events } = await sample(
			Array.from({ length: 9 }, () => ({ readings: [reading('B', 3)] })),
		);
		expect(asked).toHaveLength(3);
		expect(events).toEqual({
			kind: 'notFound',
			message: 'Nothing is out of stock right now: the first 3 rows were read.',
			nextStep: expect.stringContaining("'Counts as Out at or Below'"),
		});
	});
});

describe('no sample', () => {
	it('because everything is there', async () => {
		expect((await sample([{ readings: [reading('B', 3)] }])).events).toMatchObject({
			message: 'Nothing is out of stock right now: 1 rows were read.',
			nextStep: expect.stringContaining('Publish the workflow'),
		});
	});

	it('because there was nothing to read', async () => {
		expect((await sample([{}])).events).toMatchObject({
			message: 'Nothing is out of stock right now: 0 rows were read.',
			nextStep: expect.stringContaining("'Only These SKUs'"),
		});
	});

	it('because no row could be read', async () => {
		const bad = [
			{ line: 1, message: 'No SKU.', raw: {} },
			{ line: 2, message: 'No quantity.', raw: {} },
		];
		expect((await sample([{ bad }])).events).toEqual({
			kind: 'invalid',
			message: 'None of the 2 rows could be read. The first: No SKU.',
			nextStep: 'Correct the field names in the node.',
		});
		// One good row is enough for a sample.
		expect(skus((await sample([{ bad, readings: [reading('A', 0)] }])).events)).toEqual(['A']);
	});
});
