// What is told a second time, and that its id is another one; what is the same is never told under another id.
import { describe, expect, it } from 'vitest';

import type { PurchaseOrderLine } from '../../platforms/purchaseOrderSource';
import { Engine, line } from './lines.mts';

type Step = [day: string, more: Partial<PurchaseOrderLine>];

/** Events by name and id, each id as the number of its first appearance. */
function told(steps: Step[], engine = new Engine()): string[] {
	engine.baseline('2026-11-01', line());
	const ids: string[] = [];
	return steps.flatMap(([day, more]) =>
		engine.pass(`2026-${day}`, line(more)).map(({ event, eventId }) => {
			if (!ids.includes(eventId)) ids.push(eventId);
			return `${day} ${event} ${ids.indexOf(eventId)}`;
		}),
	);
}

describe('is news again, with another id', () => {
	it.each<[what: string, steps: Step[], told: string[]]>([
		[
			'a backorder by the word of the platform, withdrawn in between',
			[
				['11-02', { backordered: true }],
				['11-03', { backordered: false }],
				['11-04', { backordered: true }],
			],
			['11-02 backordered 0', '11-04 backordered 1'],
		],
		[
			'a delay by the word of the platform, withdrawn in between',
			[
				['11-02', { delayed: true }],
				['11-03', { delayed: false }],
				['11-04', { delayed: true }],
			],
			['11-02 delayed 0', '11-04 delayed 1'],
		],
		[
			'a backorder by quantity, of which the receipt was reversed in between',
			[
				['11-26', { received: 4 }],
				['11-27', { received: 0 }],
				['11-28', { received: 4 }],
			],
			['11-26 backordered 0', '11-26 overdue 1', '11-27 overdue 2', '11-28 backordered 3'],
		],
		[
			'a line that was done and is open again',
			[
				['11-02', { received: 4, backordered: true }],
				['11-03', { received: 4, backordered: true, state: 'closed' }],
				['11-04', { received: 4, backordered: true }],
			],
			['11-02 backordered 0', '11-04 backordered 1'],
		],
		[
			'a date that moved there, back, and there again',
			[
				['11-02', { expectedAt: '2026-12-01' }],
				['11-03', { expectedAt: '2026-11-25' }],
				['11-04', { expectedAt: '2026-12-01' }],
			],
			['11-02 delayed 0', '11-04 delayed 1'],
		],
	])('%s', (_, steps, expected) => {
		expect(told(steps)).toEqual(expected);
	});
});

describe('is no news', () => {
	it.each<[what: string, steps: Step[], told: string[]]>([
		[
			'a backorder by quantity that the platform then puts into words',
			[
				['11-26', { received: 4 }],
				['11-27', { received: 4, backordered: true }],
			],
			['11-26 backordered 0', '11-26 overdue 1'],
		],
		[
			'a backorder in words whose date moves',
			[
				['11-02', { backordered: true }],
				['11-03', { backordered: true, expectedAt: '2026-11-28' }],
			],
			['11-02 backordered 0', '11-03 delayed 1'],
		],
		[
			'a delay that the date told and the platform then puts into words',
			[
				['11-02', { expectedAt: '2026-12-01' }],
				['11-03', { expectedAt: '2026-12-01' }],
				['11-04', { expectedAt: '2026-12-01', delayed: true }],
			],
			['11-02 delayed 0'],
		],
		[
			'anything about what was cancelled',
			[
				['11-26', { state: 'cancelled', received: 4, backordered: true, delayed: true }],
				['11-27', { state: 'cancelled', received: 10 }],
			],
			[],
		],
	])('%s', (_, steps, expected) => {
		expect(told(steps)).toEqual(expected);
	});

	it('a line that more is outstanding of under a new date, once that date was told', () => {
		const engine = new Engine();
		expect(
			told(
				[
					['11-26', { ordered: 20 }],
					['11-27', { ordered: 8, expectedAt: '2026-11-26' }],
					['11-28', { ordered: 8, expectedAt: '2026-11-26' }],
					['11-29', { ordered: 12, expectedAt: '2026-11-26' }],
					['11-30', { ordered: 12, expectedAt: '2026-11-26' }],
				],
				engine,
			),
		).toEqual(['11-26 overdue 0', '11-27 delayed 1', '11-27 overdue 2', '11-29 overdue 3']);
	});
});

it('without repeats nothing is told again however late it is', () => {
	const days: Step[] = Array.from({ length: 20 }, (_, i) => [`12-${10 + i}`, {}]);
	expect(told(days)).toEqual(['12-10 overdue 0']);
});
