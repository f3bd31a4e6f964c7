import { afterEach, beforeEach, expect, test } from 'vitest';

import type { State } from '../../platforms/platform';
import { built } from '../harness.mts';

interface Reading {
	id: string;
	quantity: number | null;
	visible: boolean;
	buyable: boolean;
	state: State;
}

const { caughtUp, noteWritten } = built('./nodes/AcrylicDelist/run/behind.js') as {
	caughtUp(channel: object, task: object, listing: Reading): Reading;
	noteWritten(channel: object, tasks: readonly object[]): void;
};
const { clock } = built('./http/clock.js') as { clock: { now(): number } };

const WRITTEN_AT = 1_800_000_000_000;
const was = { quantity: { main: 12 }, visible: true };
const partly = { quantity: { main: 0 }, visible: true };
const set = { quantity: { main: 0 }, visible: false };
const channel = {
	platform: { id: 'channel', settle: { lags: true } },
	accountId: 'account',
	settings: { operation: 'putBackOnSale' },
};
const taskOf = () => ({ memory: { at: WRITTEN_AT, listings: [{ id: 'one', was, set }] } });
const reading = (state: State): Reading => ({
	id: 'one',
	quantity: 12,
	visible: true,
	buyable: true,
	state,
});

const { now } = clock;
beforeEach(() => {
	clock.now = () => WRITTEN_AT + 1_000;
});
afterEach(() => {
	clock.now = now;
});

test('a reading from before our write is behind', () => {
	expect(caughtUp(channel, taskOf(), reading(was)).state).toEqual(set);
});

test('so is the next one of the same run that shows only a part of it', () => {
	const task = taskOf();
	caughtUp(channel, task, reading(was));
	expect(caughtUp(channel, task, reading(partly)).state).toEqual(set);
});

test('a part at the first look is what somebody changed since', () => {
	const changed = reading(partly);
	expect(caughtUp(channel, taskOf(), changed)).toBe(changed);
});

test('one that shows it all, or what somebody changed since, is taken at its word', () => {
	const caught = reading(set);
	expect(caughtUp(channel, taskOf(), caught)).toBe(caught);
	const changed = reading({ quantity: { main: 3 }, visible: true });
	expect(caughtUp(channel, taskOf(), changed)).toBe(changed);
});

test('minutes later nothing is behind any more', () => {
	clock.now = () => WRITTEN_AT + 10 * 60_000;
	const old = reading(was);
	expect(caughtUp(channel, taskOf(), old)).toBe(old);
});

test('a stop whose restore data nobody kept is known to the n8n that made it', () => {
	const stopping = { ...channel, accountId: 'forgetful', settings: { operation: 'takeOffSale' } };
	const step = { listing: { id: 'one', state: was }, plan: { kind: 'write', set } };
	noteWritten(stopping, [{ steps: [{ ...step, result: { state: 'done' } }] }]);
	const puttingBack = { ...channel, accountId: 'forgetful' };
	expect(caughtUp(puttingBack, {}, reading(was))).toMatchObject({ buyable: false, state: set });
	const elsewhere = reading(was);
	expect(caughtUp(channel, {}, elsewhere)).toBe(elsewhere);
});

test('a stop that may never have been made hides nothing that is on sale', () => {
	const stopping = { ...channel, accountId: 'unsure', settings: { operation: 'takeOffSale' } };
	const step = { listing: { id: 'one', state: was }, plan: { kind: 'write', set }, unsure: true };
	noteWritten(stopping, [{ steps: [{ ...step, result: { state: 'failed' } }] }]);
	const onSale = reading(was);
	expect(caughtUp({ ...channel, accountId: 'unsure' }, {}, onSale)).toBe(onSale);
});
