import { createHash } from 'node:crypto';
import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { readExpected } from '../../events/expectedDate';
import type { BadRow } from '../../events/fieldMap';
import { clock } from '../../http/clock';
import { feedVersion, readFeed } from './feed';
import type { PollResult } from './poll';
import { FEED_URL } from '../feedProperties';
import { newsOfLateness, type Rules } from './run/judge';
import type { Memory } from './run/memory';
import { finish, take } from './run/pass';
import type { Settings } from './settings';
import { loadState, saveState } from './state';

/** For the whole file. */
const LONGEST_MS = 120_000;
/** Rows told as unreadable in one poll; a broken export has thousands. */
const MOST_NOTICES = 20;

/** One poll of a file: every time a whole pass, and none while the file is the same and nothing in it fell due. */
export async function pollFeed(
	context: IPollFunctions,
	settings: Settings,
	until: number,
): Promise<PollResult> {
	const state = loadState(context);
	const version = feedVersion(context);
	const rules: Rules = {
		source: FEED_URL,
		now: clock.now(),
		zone: settings.zone,
		graceDays: settings.graceDays,
		repeatDays: settings.repeatDays,
		isSilent: !state.hasBaseline && !settings.tellsLateAtFirst,
	};
	const isKnown = state.hasBaseline && state.version === version;
	const reading = await readFeed(context, settings, {
		timeoutMs: Math.max(1_000, Math.min(LONGEST_MS, until - clock.now())),
		...(isKnown && state.mark && !fallsDue(state.memory, rules) ? { mark: state.mark } : {}),
	});
	if (!reading) return { events: [] };

	const events = take(reading.lines.filter(settings.accepts), state.memory, rules);
	finish(state.memory);
	const bad = new Map(reading.bad.map((row) => [digestOf(row), row]));
	const known = new Set(state.badRows);
	const told = [...bad].filter(([digest]) => !known.has(digest)).slice(0, MOST_NOTICES);
	saveState(context, {
		memory: state.memory,
		hasBaseline: true,
		passedAt: rules.now,
		...(reading.mark ? { mark: reading.mark } : {}),
		version,
		badRows: [...bad.keys()].slice(0, 500),
	});
	return { events, notices: told.map(([digest, row]) => toNotice(digest, row)) };
}

/** The day alone makes news of it, although the file says the same as before. */
function fallsDue(memory: Memory, rules: Rules): boolean {
	return [...memory.values()].some((line) => {
		const expected = readExpected(line.expectedAt, rules.zone);
		if (newsOfLateness(line, expected, rules)) return true;
		// Not seen in the last file: this one settles whether it is gone.
		if (line.isMissing) return true;
		return (
			!line.isDone &&
			!line.isBackordered &&
			line.received > 0 &&
			newsOfLateness({ ...line, toldDay: undefined }, expected, { ...rules, graceDays: 0 }) !==
				undefined
		);
	});
}

const digestOf = ({ message, raw }: BadRow): string =>
	createHash('sha256')
		.update(JSON.stringify([message, raw]))
		.digest('hex')
		.slice(0, 12);

/** A row that cannot be read must not vanish: it becomes an item that says why, once. */
function toNotice(digest: string, { line, message, raw }: BadRow): IDataObject {
	return {
		event: 'badRow',
		source: FEED_URL,
		row: line,
		message,
		nextStep: 'Correct this row at the source, or the field names in the node.',
		raw: raw as IDataObject,
		eventId: digest,
	};
}
