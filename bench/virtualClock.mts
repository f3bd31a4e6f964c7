// A clock that stands still while anything is at work and jumps to the next alarm when all only wait.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

import type { Clock } from '../sandbox/fake.mts';

interface Alarm {
	at: number;
	ring(): void;
}

export interface VirtualClock extends Clock {
	/** Milliseconds since it was made. */
	passed(): number;
	stop(): void;
}

/** Rounds of the event loop without a request before time moves on: what follows an answer takes some. */
const QUIET_ROUNDS = 8;
/** With a request under way that long nothing happened: then the fake itself is waiting, as a slow platform does. */
const FAKE_ASLEEP_MS = 15;
const START = Date.UTC(2026, 10, 25, 8);

/** For product and fakes in one process: requests over loopback take no time at all, waiting takes what it says. */
export function virtualClock(): VirtualClock {
	let now = START;
	let underWay = 0;
	let quiet = 0;
	let lastChange = performance.now();
	let stopped = false;
	const alarms: Alarm[] = [];

	const changed = (by: number) => {
		underWay += by;
		quiet = 0;
		lastChange = performance.now();
	};
	const begun = () => changed(1);
	const answered = (message: unknown) => {
		const { response } = message as { response: IncomingMessage };
		response.once('close', ended);
	};
	const ended = () => changed(-1);
	subscribe('http.client.request.start', begun);
	subscribe('http.client.response.finish', answered);
	subscribe('http.client.request.error', ended);

	const turn = () => {
		if (stopped) return;
		quiet += 1;
		const allWait =
			quiet > QUIET_ROUNDS && (underWay === 0 || performance.now() - lastChange > FAKE_ASLEEP_MS);
		if (allWait && alarms.length > 0) {
			changed(0);
			const next = alarms.reduce((first, alarm) => (alarm.at < first.at ? alarm : first));
			alarms.splice(alarms.indexOf(next), 1);
			now = Math.max(now, next.at);
			next.ring();
		}
		setImmediate(turn);
	};
	setImmediate(turn);

	return {
		now: () => now,
		sleep: async (ms) =>
			await new Promise((ring) => alarms.push({ at: now + Math.max(0, ms), ring })),
		passed: () => now - START,
		stop() {
			stopped = true;
			unsubscribe('http.client.request.start', begun);
			unsubscribe('http.client.response.finish', answered);
			unsubscribe('http.client.request.error', ended);
		},
	};
}
