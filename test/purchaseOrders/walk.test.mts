// Walks over pages of orders, without a platform; and the lines as n8n keeps them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type * as Memories from '../../nodes/PurchaseOrderTrigger/run/memory';
import type * as Passes from '../../nodes/PurchaseOrderTrigger/run/pass';
import type * as Walks from '../../nodes/PurchaseOrderTrigger/run/walk';
import type { PurchaseOrderPage, PurchaseOrderRequest } from '../../platforms/purchaseOrderSource';
import { built } from '../harness.mts';
import { problem, raise } from '../run/scripted.mts';
import { setProductClock } from '../shop.mts';
import { line } from './lines.mts';

const run = './nodes/PurchaseOrderTrigger/run';
const walks = built(`${run}/walk.js`) as typeof Walks;
const memories = built(`${run}/memory.js`) as typeof Memories;
const passes = built(`${run}/pass.js`) as typeof Passes;

let now: number;
let restore: () => void;
beforeEach(() => {
	now = 1_000;
	restore = setProductClock({
		now: () => now,
		sleep: async () => await new Promise(() => undefined),
	});
});
afterEach(() => restore());

const SINCE = '2026-11-25T00:00:00Z';

/** Open orders in pages a, b, c; changed ones in one page. */
function pages(more: (request: PurchaseOrderRequest) => void = () => undefined) {
	const asked: PurchaseOrderRequest[] = [];
	const next: Record<string, string> = { a: 'b', b: 'c' };
	const page = async (request: PurchaseOrderRequest): Promise<PurchaseOrderPage> => {
		asked.push(request);
		more(request);
		const { since, from = 'a' } = request;
		if (since !== undefined) return await Promise.resolve({ lines: [line({ id: 'changed' })] });
		return await Promise.resolve({
			lines: [line({ id: from })],
			...(next[from] ? { next: next[from] } : {}),
		});
	};
	return { asked, page };
}

describe('walks', () => {
	it('go on side by side from their places to the end', async () => {
		const { asked, page } = pages();
		const open = { from: 'b', isDone: false };
		const changed = { isDone: false };
		const done = { isDone: true };
		const walked = await walks.walk(
			page,
			[{ cursor: open }, { cursor: changed, since: SINCE }, { cursor: done }],
			now + 1,
		);
		expect(walked).toStrictEqual({
			lines: [line({ id: 'b' }), line({ id: 'changed' }), line({ id: 'c' })],
			isLate: false,
			pages: 3,
		});
		expect(asked).toStrictEqual([{ from: 'b' }, { since: SINCE }, { from: 'c' }]);
		expect([open, changed, done]).toStrictEqual(Array(3).fill({ isDone: true }));
	});

	it('stop where they are when time is up', async () => {
		const { asked, page } = pages(() => (now += 10));
		const cursor = { isDone: false };
		expect(await walks.walk(page, [{ cursor }], now + 20)).toMatchObject({
			lines: [{ id: 'a' }, { id: 'b' }],
			isLate: true,
			pages: 2,
		});
		expect(cursor).toStrictEqual({ isDone: false, from: 'c' });
		expect(asked).toHaveLength(2);
	});

	it('are told apart: what one could not read does not stop the other', async () => {
		const { page } = pages(({ since }) => since && raise(problem('unavailable', 'Down.')));
		const [open, changed] = [{ isDone: false }, { isDone: false }];
		const { lines, error, isLate } = await walks.walk(
			page,
			[{ cursor: open }, { cursor: changed, since: SINCE }],
			now + 1,
		);
		expect(lines.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
		expect(error).toMatchObject({ problem: { message: 'Down.' } });
		expect(isLate).toBe(false);
		expect([open.isDone, changed.isDone]).toEqual([true, false]);
	});

	it('that are led to the page they are at end with a sentence', async () => {
		const page = async () => await Promise.resolve({ lines: [], next: 'a' });
		const { error } = await walks.walk(page, [{ cursor: { isDone: false } }], now + 1);
		expect(error).toMatchObject({
			problem: { kind: 'unknown', nextStep: expect.stringContaining('Nothing was lost') },
		});
	});

	it.each([
		['invalid', true],
		['notFound', true],
		['unavailable', false],
		['login', false],
	] as const)('may have lost their place when the platform calls it %s: %s', (kind, isLost) => {
		let raised: unknown;
		try {
			raise(problem(kind, 'No.'));
		} catch (error) {
			raised = error;
		}
		expect(walks.isLostPlace(raised)).toBe(isLost);
	});
});

describe('a line that is kept', () => {
	const least = { outstanding: 10, received: 0 };
	const most = {
		...{ outstanding: 6, received: 4, expectedAt: '2026-11-25', changedAt: 1, turns: 2 },
		...{ toldDay: '2026-11-25', toldOutstanding: 6, toldLateDays: 0 },
		...{ isBackordered: true, isMarked: true, saysDelayed: true, isDelayTold: true },
		...{ isDone: true, isSeen: true, isStale: true, isMissing: true },
	} as Memories.LineMemory;

	it('comes back as it was', () => {
		const kept = memories.pack(
			new Map([
				['L1', least],
				['L2', most],
				['L3', { ...least, turns: 1 }],
			]),
		);
		expect(memories.unpack(JSON.parse(JSON.stringify(kept)))).toStrictEqual(
			new Map<string, unknown>([
				['L1', least],
				['L2', most],
				['L3', { ...least, turns: 1 }],
			]),
		);
	});

	it('takes no room for what there is nothing of', () => {
		expect(memories.pack(new Map([['L1', least]]))).toStrictEqual([['L1', '', 10, 0]]);
	});
});

it('of two readings from the same moment the later one stands', () => {
	const [first, second] = [1, 2].map((received) => line({ received, changedAt: SINCE }));
	expect(passes.newestOf([first!, second!])).toEqual([second]);
});
