import { daysLate, isPast, readExpected, type Expected } from '../../../events/expectedDate';
import {
	backorderOf,
	outstandingOf,
	purchaseOrderEventOf,
	type Circumstances,
	type Moment,
	type PurchaseOrderEvent,
	type PurchaseOrderEventName,
} from '../../../events/purchaseOrderEvent';
import type { PurchaseOrderLine } from '../../../platforms/purchaseOrderSource';
import type { LineMemory } from './memory';

export interface Rules extends Moment {
	/** Days after the expected one that nobody minds. */
	graceDays: number;
	/** Overdue is told again every so many days; 0: only when it gets worse. */
	repeatDays: number;
	/** Nothing is news yet: what is late counts as told. */
	isSilent: boolean;
}

export interface Judgement {
	/** Undefined: nothing to remember. */
	memory?: LineMemory;
	events: PurchaseOrderEvent[];
}

/** What is new about one line, and what to remember of it. Pure. */
export function judge(
	line: PurchaseOrderLine,
	known: LineMemory | undefined,
	rules: Rules,
): Judgement {
	const changedAt = line.changedAt === undefined ? Number.NaN : Date.parse(line.changedAt);
	// Two walks over the same orders, or an index that is behind: the newer reading stands.
	if (known?.changedAt !== undefined && changedAt < known.changedAt)
		return {
			memory: { ...known, isSeen: true, isStale: !known.isSeen || known.isStale },
			events: [],
		};
	const facts = {
		outstanding: outstandingOf(line),
		received: line.received,
		...(Number.isNaN(changedAt) ? {} : { changedAt }),
		isSeen: true,
		isStale: false,
		isMissing: false,
	};
	const tell = (
		event: PurchaseOrderEventName,
		circumstances: Circumstances = {},
	): PurchaseOrderEvent[] =>
		rules.isSilent ? [] : [purchaseOrderEventOf(event, line, rules, circumstances)];

	if (line.state !== 'open' || facts.outstanding === 0) {
		if (!known) return { events: [] };
		const memory = { ...known, ...facts, isDone: true };
		return { memory, events: isReceipt(line, known) ? tell('received', turnsOf(known)) : [] };
	}

	const expected = readExpected(line.expectedAt, rules.zone);
	const memory: LineMemory = {
		...known,
		...facts,
		isDone: false,
		...(expected ? { expectedAt: line.expectedAt } : {}),
	};
	if (isBetter(line, known, expected, rules)) memory.turns = (known?.turns ?? 0) + 1;
	const events = [
		...delay(line, known, memory, expected, rules, tell),
		...backorder(line, known, memory, expected, rules, tell),
		...lateness(memory, expected, rules, tell),
	];
	return { memory, events };
}

type Tell = (event: PurchaseOrderEventName, circumstances?: Circumstances) => PurchaseOrderEvent[];

/** Everything came. What was closed, cancelled or cut down to what had come before is no receipt. */
function isReceipt(line: PurchaseOrderLine, known: LineMemory): boolean {
	return (
		!known.isDone &&
		line.state !== 'cancelled' &&
		outstandingOf(line) === 0 &&
		line.received > known.received
	);
}

/** Something that was told is over, so that telling it once more would be news. */
function isBetter(
	line: PurchaseOrderLine,
	known: LineMemory | undefined,
	expected: Expected | undefined,
	rules: Rules,
): boolean {
	if (!known) return false;
	const before = readExpected(known.expectedAt, rules.zone);
	const kind = backorderOf(line, expected, rules);
	// Late by quantity and date: another date makes another event anyway.
	const isCaughtUp =
		known.isBackordered === true && kind === undefined && !isLater(before, expected);
	return (
		isLater(expected, before) ||
		known.isDone === true ||
		(known.saysDelayed === true && !line.delayed) ||
		(known.isMarked === true && kind !== 'marked') ||
		isCaughtUp
	);
}

const isLater = (before: Expected | undefined, now: Expected | undefined): boolean =>
	before !== undefined && now !== undefined && now.day > before.day;

/** The date moved to a later day, or the platform newly calls it delayed. */
function delay(
	line: PurchaseOrderLine,
	known: LineMemory | undefined,
	memory: LineMemory,
	expected: Expected | undefined,
	{ zone }: Rules,
	tell: Tell,
): PurchaseOrderEvent[] {
	const before = readExpected(known?.expectedAt, zone);
	const isMoved = expected !== undefined && expected.day !== before?.day;
	const isPutOff = isLater(before, expected);
	const saysSo = line.delayed === true;
	const isNews = saysSo && !known?.saysDelayed && (isMoved || !known?.isDelayTold);
	memory.saysDelayed = saysSo;
	memory.isDelayTold =
		isPutOff || saysSo || (!isMoved && !known?.saysDelayed && known?.isDelayTold);
	if (!isPutOff && !isNews) return [];
	return tell('delayed', {
		...turnsOf(memory),
		...(isPutOff ? { previousExpectedAt: known?.expectedAt } : {}),
	});
}

/** Once while it lasts; told by quantity and date, once per date. */
function backorder(
	line: PurchaseOrderLine,
	known: LineMemory | undefined,
	memory: LineMemory,
	expected: Expected | undefined,
	rules: Rules,
	tell: Tell,
): PurchaseOrderEvent[] {
	const kind = backorderOf(line, expected, rules);
	memory.isBackordered = kind !== undefined;
	memory.isMarked = kind === 'marked';
	const isOther = kind === 'late' && isLater(readExpected(known?.expectedAt, rules.zone), expected);
	const isNews = !known?.isBackordered || known.isDone === true || isOther;
	return memory.isBackordered && isNews ? tell('backordered', turnsOf(memory)) : [];
}

/** Once per expected day; again when more is outstanding, or every so many days. */
function lateness(
	memory: LineMemory,
	expected: Expected | undefined,
	rules: Rules,
	tell: Tell,
): PurchaseOrderEvent[] {
	const news = newsOfLateness(memory, expected, rules);
	if (!news) return [];
	const { toldDay, toldOutstanding = 0 } = memory;
	const isSameDay = news.day === toldDay;
	memory.toldDay = news.day;
	memory.toldLateDays = news.lateDays;
	memory.toldOutstanding = isSameDay
		? Math.max(toldOutstanding, memory.outstanding)
		: memory.outstanding;
	return tell('overdue', news);
}

interface Lateness {
	day: string;
	/** Days since it was late for the first time, grace days left out. */
	lateDays: number;
	repeat: number;
	isMore: boolean;
}

/** Undefined: it is not late, or was told already. */
export function newsOfLateness(
	{ outstanding, toldDay, toldOutstanding = 0, toldLateDays = 0, isDone }: LineMemory,
	expected: Expected | undefined,
	{ graceDays, repeatDays, now, zone }: Pick<Rules, 'graceDays' | 'repeatDays' | 'now' | 'zone'>,
): Lateness | undefined {
	if (isDone || !expected || !isPast(expected, graceDays, now, zone)) return undefined;
	// A date that moved earlier does not make the lateness of before news again.
	if (toldDay === undefined || expected.day > toldDay) {
		const lateDays = lateDaysOf(expected.day, graceDays, now, zone);
		return { day: expected.day, lateDays, repeat: 0, isMore: false };
	}
	const lateDays = lateDaysOf(toldDay, graceDays, now, zone);
	const repeat = repeatDays > 0 ? lateDays - (lateDays % repeatDays) : 0;
	const isMore = outstanding > toldOutstanding;
	return isMore || repeat > toldLateDays
		? { day: toldDay, lateDays: Math.max(lateDays, toldLateDays), repeat, isMore }
		: undefined;
}

const lateDaysOf = (day: string, graceDays: number, now: number, zone: string): number =>
	Math.max(0, daysLate({ day }, now, zone) - graceDays - 1);

const turnsOf = ({ turns }: LineMemory): Circumstances => (turns ? { turns } : {});
