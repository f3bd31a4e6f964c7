// What is said of a source itself: too few rows, rows that cannot be read, and nothing twice.
import { describe, expect, it } from 'vitest';

import type { BadRow } from '../../events/fieldMap';
import type * as Notices from '../../nodes/StockLevelTrigger/run/notices';
import { built } from '../harness.mts';
import { memories, settingsFor } from './world.mts';

const notices = built('./nodes/StockLevelTrigger/run/notices.js') as typeof Notices;

const DAY_MS = 24 * 60 * 60_000;
const NOW = Date.parse('2026-11-25T08:00:00Z');
const fresh = () => memories.freshMemory('shop', '', NOW);

describe('a notice', () => {
	it('is due once, and again after a day, when it changes, or when it was over', () => {
		const memory = fresh();
		const isDue = (what: string, now: number, kind = 'hook') =>
			notices.isDue(memory, kind, what, now);
		expect(isDue('missing', NOW)).toBe(true);
		expect(isDue('missing', NOW + DAY_MS - 1)).toBe(false);
		expect(isDue('missing', NOW + DAY_MS)).toBe(true);
		expect(isDue('disabled', NOW + DAY_MS)).toBe(true);
		expect(isDue('disabled', NOW + DAY_MS, 'other hook')).toBe(true);
		expect(isDue('disabled', NOW + DAY_MS)).toBe(false);
		notices.isOver(memory, 'hook');
		expect(isDue('disabled', NOW + DAY_MS)).toBe(true);
	});
});

describe('a reading', () => {
	const known = { ...fresh(), settings: 'questions', whole: { startedAt: NOW, rows: 10 } };
	const isTooShort = (rows: number, memory = known, smallestShare = 0.5) =>
		notices.isTooShort(memory, settingsFor({ smallestShare }), rows);

	it('may be as short as the user allows, and no shorter', () => {
		expect(isTooShort(5)).toBe(false);
		expect(isTooShort(4)).toBe(true);
		expect(isTooShort(0)).toBe(true);
		expect(isTooShort(0, known, 0)).toBe(false);
	});

	it('is compared with one of the same questions only, but is never empty', () => {
		const other = { ...known, settings: 'other questions' };
		expect(isTooShort(1, other)).toBe(false);
		expect(isTooShort(0, other)).toBe(true);
		expect(isTooShort(1, { ...fresh(), settings: 'questions' } as typeof known)).toBe(false);
	});

	it('that is too short names both counts and the option', () => {
		expect(notices.tooShortItem('shop', 3, 10, 0)).toEqual({
			event: 'feedTooShort',
			source: 'shop',
			rows: 3,
			rowsBefore: 10,
			message:
				'This reading brought 3 rows, the one before 10, so it was left aside and nothing was changed.',
			nextStep: expect.stringContaining("'Smallest Share of Last Time (%)'"),
		});
	});

	it('that is the first and empty names the rows that could not be read', () => {
		const item = notices.tooShortItem('shop', 0, null, 2);
		expect(item).toMatchObject({
			rowsBefore: null,
			message: expect.stringMatching(
				/^The first reading brought no rows.* 2 rows could not be read\.$/,
			),
			nextStep: expect.stringContaining('field names'),
		});
		expect(String(notices.tooShortItem('shop', 0, null, 0).message)).toMatch(/later ones with\.$/);
	});
});

describe('rows that cannot be read', () => {
	const bad = (count: number, from = 1): BadRow[] =>
		Array.from({ length: count }, (_, i) => ({
			line: from + i,
			message: 'No SKU.',
			raw: { row: from + i },
		}));

	it('are said once while they stay as they are, wherever they stand', () => {
		const memory = fresh();
		const item = { event: 'badRow', source: 'feed', message: 'No SKU.' };
		expect(notices.badRowItems(memory, 'feed', bad(2))).toEqual([
			{ ...item, row: 1, nextStep: expect.stringContaining('field names'), raw: { row: 1 } },
			{ ...item, row: 2, nextStep: expect.stringContaining('field names'), raw: { row: 2 } },
		]);
		const moved = bad(2).map((row) => ({ ...row, line: row.line + 7 }));
		expect(notices.badRowItems(memory, 'feed', moved)).toEqual([]);
		expect(notices.badRowItems(memory, 'feed', bad(2, 2))).toMatchObject([{ row: 3 }]);
		const otherwise = bad(2, 2).map((row) => ({ ...row, message: 'No quantity.' }));
		expect(notices.badRowItems(memory, 'feed', otherwise)).toHaveLength(2);
		// One that was readable in between is news again.
		expect(notices.badRowItems(memory, 'feed', bad(1))).toHaveLength(1);
	});

	it('are counted beyond the first 25', () => {
		expect(notices.badRowItems(fresh(), 'feed', bad(25))).toHaveLength(25);
		const items = notices.badRowItems(fresh(), 'feed', bad(40));
		expect(items).toHaveLength(26);
		expect(items.at(-1)).toEqual({
			event: 'badRow',
			source: 'feed',
			row: null,
			message: '15 more rows could not be read.',
			nextStep: expect.stringContaining('Correct these rows'),
		});
	});

	it('are remembered so far as there is room, in few letters', () => {
		const memory = fresh();
		notices.badRowItems(memory, 'feed', bad(6_000));
		expect(memory.badRows).toHaveLength(5_000);
		expect(JSON.stringify(memory.badRows).length).toBeLessThan(100_000);
	});
});
