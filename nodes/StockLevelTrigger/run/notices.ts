import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { BadRow } from '../../../events/fieldMap';
import { badRowItem } from '../../stockNews/rows';
import type { LevelSettings } from '../settings';
import type { Memory } from './memory';

const DAY_MS = 24 * 60 * 60_000;
/** Unreadable rows that become items of their own in one poll; the others are counted. */
const MOST_BAD_ITEMS = 25;
const MOST_BAD_KEPT = 5_000;

/** Whether to say it: not while it is the same as what was said within the last day. */
export function isDue(memory: Memory, kind: string, what: string, now: number): boolean {
	const before = memory.notices.get(kind);
	if (before?.what === what && now - before.at < DAY_MS) return false;
	memory.notices.set(kind, { what, at: now });
	return true;
}

/** It is over, so next time it is news again. */
export function isOver(memory: Memory, kind: string): void {
	memory.notices.delete(kind);
}

export function isTooShort(
	{ whole, settings }: Memory,
	{ smallestShare, digest }: LevelSettings,
	rows: number,
): boolean {
	if (smallestShare === 0) return false;
	// Other questions may well lead to another number of rows.
	const before = settings === digest ? (whole?.rows ?? 0) : 0;
	return rows === 0 || rows < before * smallestShare;
}

export function tooShortItem(
	source: string,
	rows: number,
	rowsBefore: number | null,
	bad: number,
): IDataObject {
	const unreadable = bad > 0 ? ` ${bad} rows could not be read.` : '';
	return {
		event: 'feedTooShort',
		source,
		rows,
		rowsBefore,
		message:
			(rowsBefore === null
				? 'The first reading brought no rows, so there is nothing to compare later ones with.'
				: `This reading brought ${rows} rows, the one before ${rowsBefore}, so it was left aside and nothing was changed.`) +
			unreadable,
		nextStep:
			rowsBefore === null
				? 'Look at the source and at the field names in the node; the next poll reads it again.'
				: "Look at the source; if it really has become that short, lower 'Smallest Share of Last Time (%)' in the options of the node.",
	};
}

/** Rows that have become unreadable since the last reading, as items. */
export function badRowItems(memory: Memory, source: string, bad: readonly BadRow[]): IDataObject[] {
	const known = new Set(memory.badRows);
	// Beyond what can be kept nothing could be told apart from what was said before.
	const now = new Map(bad.slice(0, MOST_BAD_KEPT).map((row) => [digestOf(row), row]));
	memory.badRows = [...now.keys()];
	const fresh = [...now].filter(([digest]) => !known.has(digest)).map(([, row]) => row);
	const items = fresh.slice(0, MOST_BAD_ITEMS).map((row) => badRowItem(source, row, NEXT_STEP));
	const more = fresh.length - items.length;
	if (more > 0)
		items.push({
			event: 'badRow',
			source,
			row: null,
			message: `${more} more rows could not be read.`,
			nextStep: NEXT_STEP,
		});
	return items;
}

const NEXT_STEP =
	'Correct these rows at the source, or the field names in the node; the next poll reads them again.';

function digestOf({ message, raw }: BadRow): string {
	return createHash('sha256')
		.update(JSON.stringify([message, raw]))
		.digest('base64url')
		.slice(0, 11);
}
