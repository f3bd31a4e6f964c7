import type { State, StateValue } from '../../../platforms/platform';
import type { Step } from './types';

/** What a take-off remembers of one listing: the fields it changed, as they were and as it set them. */
export interface Remembered {
	id: string;
	was: State;
	set: State;
	/** No answer came, and the listing did not show it: it may never have been written. */
	unsure?: true;
}

/** The `restore` text of a result: short JSON that fits a table column. No listings: nothing was changed, nothing is to undo. */
export interface Memory {
	v: 1;
	channel: string;
	sku: string;
	listings: Remembered[];
	/** When it was written, in milliseconds since 1970. */
	at?: number;
}

export const toText = (memory: Memory): string => JSON.stringify(memory);

/** Reads a `restore` text (or its parsed form); undefined when it is something else. */
export function toMemory(value: unknown): Memory | undefined {
	let parsed: unknown = value;
	if (typeof value === 'string') {
		try {
			parsed = JSON.parse(value);
		} catch {
			return undefined;
		}
	}
	if (!isObject(parsed)) return undefined;
	const { v, channel, sku, listings, at } = parsed as Record<string, unknown>;
	if (v !== 1 || typeof channel !== 'string' || typeof sku !== 'string' || !Array.isArray(listings))
		return undefined;
	const whole = listings.every(
		(entry: unknown) =>
			isObject(entry) &&
			typeof (entry as Record<string, unknown>).id === 'string' &&
			isState((entry as Record<string, unknown>).was) &&
			isState((entry as Record<string, unknown>).set),
	);
	return whole
		? {
				v,
				channel,
				sku,
				listings: listings as Remembered[],
				...(typeof at === 'number' ? { at } : {}),
			}
		: undefined;
}

/** What was written to a listing, or may have been when no answer came; undefined where nothing was. */
export function writtenOf({
	listing,
	plan,
	result,
	unsure,
	confirmedAt,
	rounds = [],
}: Step): Remembered | undefined {
	const asked: State = plan.kind === 'write' && result ? plan.set : {};
	const set: State = result?.state === 'failed' && !unsure ? (result.written ?? {}) : asked;
	const written = Object.keys(set).length > 0 ? [...rounds, { state: listing.state, set }] : rounds;
	if (written.length === 0) return undefined;
	const isUnsure = unsure === true && confirmedAt === undefined;
	return { id: listing.id, ...remember(written), ...(isUnsure ? { unsure: true } : {}) };
}

/** One attempt at a listing: how it stood, and what was sent. */
export interface Round {
	state: State;
	set: State;
}

/**
 * What to remember after one or more attempts: every field that was sent, with the value it had before the first attempt that touched
 * it. A field that stands as an earlier attempt set it was changed by that attempt, not by somebody else.
 */
export function remember(rounds: readonly Round[]): Pick<Remembered, 'was' | 'set'> {
	return rounds.reduce<Pick<Remembered, 'was' | 'set'>>(
		(known, { state, set }) => ({
			was: merge(known.was, known.set, state, set),
			set: overlay(known.set, set),
		}),
		{ was: {}, set: {} },
	);
}

function merge(was: State, earlier: State, state: State, set: State): State {
	const merged: State = { ...was };
	for (const [field, value] of Object.entries(set)) {
		const now = state[field] ?? null;
		if (isObject(value) && isObject(now))
			merged[field] = merge(
				(was[field] ?? {}) as State,
				(earlier[field] ?? {}) as State,
				now as State,
				value as State,
			);
		else if (!(field in earlier) || earlier[field] !== now) merged[field] = now;
	}
	return merged;
}

/** `under` with the fields of `over`, also within nested values. */
export function overlay(under: State, over: State): State {
	const both: State = { ...under };
	for (const [field, value] of Object.entries(over))
		both[field] =
			isObject(value) && isObject(both[field])
				? overlay(both[field] as State, value as State)
				: value;
	return both;
}

/** The fields of `state` that `fields` has, also within nested values. */
export function within(state: State, fields: State): State {
	const part: State = {};
	for (const [field, value] of Object.entries(fields)) {
		const own = state[field] ?? null;
		part[field] = isObject(value) && isObject(own) ? within(own as State, value as State) : own;
	}
	return part;
}

/** `set` without what is so already. */
export function missing(set: State, state: State): State {
	const left: State = {};
	for (const [field, value] of Object.entries(set)) {
		const now = state[field] ?? null;
		if (isObject(value) && isObject(now)) {
			const inner = missing(value as State, now as State);
			if (Object.keys(inner).length) left[field] = inner;
		} else if (now !== value) left[field] = value;
	}
	return left;
}

/** True when everything in `set` is so. */
export const holds = (set: State, state: State): boolean =>
	Object.keys(missing(set, state)).length === 0;

/**
 * How to get back to what was: only fields that still stand as we left them. What somebody changed since then is theirs.
 * @returns the fields to write, and whether some were left alone for that reason
 */
export function undo(
	{ was, set }: Pick<Remembered, 'was' | 'set'>,
	now: State,
): { set: State; changedSince: boolean } {
	const back: State = {};
	let changedSince = false;
	for (const [field, ours] of Object.entries(set)) {
		const current = now[field] ?? null;
		const old: StateValue = was[field] ?? null;
		if (isObject(ours) && isObject(current) && isObject(old)) {
			const inner = undo({ was: old as State, set: ours as State }, current as State);
			changedSince ||= inner.changedSince;
			if (Object.keys(inner.set).length) back[field] = inner.set;
		} else if (current === ours) back[field] = old;
		else if (current !== old) changedSince = true;
	}
	return { set: back, changedSince };
}

/** No platform nests its fields deeper. */
const DEEPEST = 8;

function isState(value: unknown, depth = 0): boolean {
	return (
		isObject(value) &&
		depth < DEEPEST &&
		Object.entries(value).every(
			([field, inner]) =>
				// Set like any other field it would change what the object inherits.
				field !== '__proto__' && (isScalar(inner) || isState(inner, depth + 1)),
		)
	);
}

const isScalar = (value: unknown): boolean =>
	value === null ||
	typeof value === 'string' ||
	typeof value === 'boolean' ||
	(typeof value === 'number' && Number.isFinite(value));

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
