import type { IDataObject } from 'n8n-workflow';

import type { StockEvent } from '../../../events/stockEvent';
import { clock } from '../../../http/clock';
import { ChannelProblem, problemOf, type ProblemKind } from '../../../http/problem';
import type { LevelSettings } from '../settings';
import type { Page, Reader } from '../sources/reader';
import { freshMemory, type Memory, type Pass } from './memory';
import { badRowItems, isDue, isOver, isTooShort, tooShortItem } from './notices';
import { Judge } from './transitions';

/** However well a source tells what changed: once in this time everything is read, so that a change that got lost heals. */
export const WHOLE_EVERY_MS = 24 * 60 * 60_000;

/** Kinds by which a platform may refuse a place to go on from that it has forgotten. */
const STALE: ReadonlySet<ProblemKind> = new Set(['invalid', 'notFound', 'refused', 'unknown']);
const TOO_SHORT = 'feedTooShort';

export interface Tick {
	/** What to keep for the next poll; also when it ended with an error. */
	memory: Memory;
	events: StockEvent[];
	notices: IDataObject[];
	/** Start of the last finished pass before this poll. */
	previousPass?: number;
	/** Why the pass could not go on. */
	error?: unknown;
}

/**
 * One poll: pages until the pass is finished or the time is over; the next poll goes on from there.
 * @param reload what was kept, as a copy that may be changed; undefined where nothing was
 */
export async function runTick(
	reader: Reader,
	settings: LevelSettings,
	reload: () => Memory | undefined,
	deadline: number,
): Promise<Tick> {
	const memory = reload() ?? freshMemory(reader.of, settings.skuText, clock.now());
	const tick: Tick = {
		memory,
		events: [],
		notices: [],
		previousPass: memory.last?.startedAt,
	};
	const { pass: begun } = memory;
	let isResumed = begun?.from !== undefined && begun.settings === settings.digest;
	let pass = begun && isResumed ? begun : beginPass(memory, reader, settings);
	const seen = new Set<string>();
	for (;;) {
		memory.pass = pass;
		let page: Page;
		try {
			page = await reader.page(requestOf(memory, pass, settings));
			if (pass.from !== undefined) seen.add(pass.from);
			if (page.next !== undefined && seen.has(page.next)) throw inCircles();
		} catch (error) {
			if (isResumed && STALE.has(problemOf(error).kind)) {
				// What was read of it so far counts; only the place is lost.
				pass = { ...beginPass(memory, reader, settings), isWhole: pass.isWhole, since: pass.since };
				isResumed = false;
				seen.clear();
				continue;
			}
			if (error instanceof Circle) delete memory.pass;
			return { ...tick, error };
		}
		isResumed = false;
		const judge = new Judge(memory, settings, pass, clock.now());
		for (const reading of page.readings) judge.take(reading);
		tick.events.push(...judge.events);
		pass.rows += page.readings.length;
		pass.mark = page.mark ?? pass.mark;
		pass.from = page.next;
		if (page.bad) tick.notices.push(...badRowItems(memory, settings.source, page.bad));
		if (page.next === undefined) return finish(tick, pass, page, settings, reload);
		if (clock.now() >= deadline) return tick;
	}
}

function beginPass(memory: Memory, reader: Reader, settings: LevelSettings): Pass {
	const now = clock.now();
	memory.passes += 1;
	const since = sinceOf(memory, reader.overlapMs);
	const isWhole = since === undefined || mustReadAll(memory, settings);
	return {
		number: memory.passes,
		startedAt: now,
		settings: settings.digest,
		isWhole,
		rows: 0,
		...(isWhole ? {} : { since }),
	};
}

function sinceOf({ last }: Memory, overlapMs: number | undefined): string | undefined {
	if (!last || overlapMs === undefined) return undefined;
	return last.mark ?? new Date(last.startedAt - overlapMs).toISOString();
}

/** Nothing may be left out, whatever the source says has changed. */
function mustReadAll(
	{ whole, settings: before, rising }: Memory,
	{ digest }: LevelSettings,
): boolean {
	if (!whole || before !== digest) return true;
	if (clock.now() - whole.startedAt >= WHOLE_EVERY_MS) return true;
	return [...rising.values()].some(({ reading }) => reading === undefined);
}

function requestOf(memory: Memory, { from, since }: Pass, settings: LevelSettings) {
	return { from, since, version: mustReadAll(memory, settings) ? undefined : memory.version };
}

function finish(
	tick: Tick,
	pass: Pass,
	page: Page,
	settings: LevelSettings,
	reload: () => Memory | undefined,
): Tick {
	const { memory } = tick;
	const isWhole = pass.isWhole && !page.unchanged;
	if (isWhole && isTooShort(memory, settings, pass.rows))
		return leaveAside(tick, pass, page, settings, reload);
	if (isWhole) {
		memory.whole = { startedAt: pass.startedAt, rows: pass.rows };
		memory.settings = settings.digest;
		memory.skuText = settings.skuText;
	} else {
		const judge = new Judge(memory, settings, pass, clock.now());
		judge.confirmUnmentioned();
		tick.events.push(...judge.events);
	}
	if (pass.isWhole) isOver(memory, TOO_SHORT);
	memory.version = page.version;
	const mark = pass.mark ?? memory.last?.mark;
	memory.last = { startedAt: pass.startedAt, ...(mark === undefined ? {} : { mark }) };
	delete memory.pass;
	return tick;
}

/** What this poll read of the pass is as if it had never been read. */
function leaveAside(
	{ memory: { badRows, of }, notices, previousPass }: Tick,
	{ rows }: Pass,
	{ bad = [] }: Page,
	settings: LevelSettings,
	reload: () => Memory | undefined,
): Tick {
	const now = clock.now();
	const memory = reload() ?? freshMemory(of, settings.skuText, now);
	memory.badRows = badRows;
	delete memory.pass;
	if (isDue(memory, TOO_SHORT, String(rows), now))
		notices.unshift(tooShortItem(settings.source, rows, memory.whole?.rows ?? null, bad.length));
	return { memory, events: [], notices, previousPass };
}

/** There is no place to go on from. */
class Circle extends ChannelProblem {}

const inCircles = (): ChannelProblem =>
	new Circle({
		kind: 'unknown',
		message: 'The pages of the source lead in circles, so it could not be read to its end.',
		nextStep: 'The next poll begins anew; if this goes on, report this message.',
	});
