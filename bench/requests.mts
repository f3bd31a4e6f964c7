// Requests and time of Take Off Sale on every channel, beside what the platforms document.
import { fewestRequests, floors, leastSeconds } from './floor.mts';
import { hidesByDefault, platformOf, takeOffSale } from './takeOff.mts';
import { virtualClock } from './virtualClock.mts';

export const COUNTS = [1, 25, 1_000, 10_000] as const;

export interface Measured {
	count: number;
	requests: number;
	floor: number;
	requestRatio: number;
	/** Virtual seconds: pace and polling, no network, none of the platform's own delay. */
	seconds: number;
	/** The documented rate alone; null where there is none. */
	bound: number | null;
	/** null where the documented rate costs next to no waiting. */
	timeRatio: number | null;
	/** SKUs that ended off sale and seen so. */
	confirmed: number;
	/** What the first of the others said. */
	otherwise?: string;
}

/** Below so many seconds a ratio would only compare the pauses between two looks at work under way. */
const LEAST_BOUND = 5;

const round = (value: number, digits = 3): number => Number(value.toFixed(digits));

async function measure(id: string, count: number): Promise<Measured> {
	const platform = platformOf(id);
	// How long a platform takes to show a change is not ours: neither waited for nor simulated here.
	const { waitsMs } = platform.settle;
	platform.settle.waitsMs = [0, ...waitsMs.slice(1)];
	const clock = virtualClock();
	try {
		const { done, attention, requests } = await takeOffSale(id, count, clock, 0);
		const floor = fewestRequests(id, count, hidesByDefault(id));
		const seconds = clock.passed() / 1000;
		const bound = leastSeconds(id, floor, platform.service?.limits.default?.burst);
		const others = [...done, ...attention].filter(
			({ outcome, confirmed }) => outcome !== 'offSale' || confirmed !== true,
		);
		return {
			count,
			requests,
			floor,
			requestRatio: round(requests / floor),
			seconds: round(seconds, 1),
			bound: bound === null ? null : round(bound, 1),
			timeRatio: bound !== null && bound >= LEAST_BOUND ? round(seconds / bound) : null,
			confirmed: done.length + attention.length - others.length,
			...(others.length > 0 && {
				otherwise: `${others.length} ${String(others[0].outcome)}: ${String(others[0].message)}`,
			}),
		};
	} finally {
		clock.stop();
		platform.settle.waitsMs = waitsMs;
	}
}

export type Channels = Record<string, Measured[]>;

export async function measureChannels(
	counts: readonly number[],
	onProgress: (line: string) => void,
	only = Object.keys(floors),
): Promise<Channels> {
	const channels: Channels = {};
	for (const id of only) {
		channels[id] = [];
		for (const count of counts) {
			onProgress(`${id}: ${count} SKUs ...`);
			channels[id].push(await measure(id, count));
		}
	}
	return channels;
}
