// The sandbox on loopback, and the product's clock running fast beside it.
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Platform } from '../platforms/platform';
import type { Clock, MakeFake, Product } from '../sandbox/fake.mts';
import type { Sandbox } from '../sandbox/sandbox.mts';
import { serveSandbox } from '../sandbox/server.mts';
import { built } from './harness.mts';
import { liveBy } from './productClock.mts';

/** A clock that runs `speed` times as fast, for the product and the fakes alike: minutes of pacing pass in a second. */
export function fastClock(speed: number): Clock {
	const begun = Date.now();
	// A clock that never steps back: the computer's own is set right now and then.
	const start = performance.now();
	return {
		now: () => begun + (performance.now() - start) * speed,
		sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms / speed)),
	};
}

/** A clock that can be put forward: days pass in one step, and between the steps it runs `speed` times as fast. */
export interface SettableClock extends Clock {
	forward(ms: number): void;
}

export function settableClock(speed: number, start = Date.now()): SettableClock {
	// Not Date: a test may put that one forward as well.
	const begun = performance.now();
	let skipped = 0;
	return {
		...fastClock(speed),
		now: () => Math.floor(start + skipped + (performance.now() - begun) * speed),
		forward: (ms) => void (skipped += ms),
	};
}

/** Lets the built product live by another clock until the returned function is called. */
export const setProductClock = (clock: Clock): (() => void) =>
	liveBy((built('./http/clock.js') as { clock: Record<string, unknown> }).clock, clock);

export interface TestShop {
	sandbox: Sandbox;
	url: string;
	clock: Clock;
	/** Ready to use for `runAcrylicDelist`. */
	credentials: Record<string, ICredentialDataDecryptedObject>;
	close(): Promise<void>;
}

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

export async function openShop({
	speed = 100,
	catalogue,
	seed = 1,
	delayFactor = 1,
	clock = fastClock(speed),
	makers,
}: {
	speed?: number;
	clock?: Clock;
	catalogue?: readonly Product[];
	seed?: number;
	delayFactor?: number;
	/** Only these platforms instead of all. */
	makers?: readonly MakeFake[];
} = {}): Promise<TestShop> {
	const restoreClock = setProductClock(clock);
	const served = await serveSandbox({
		port: 0,
		clock,
		seed,
		delayFactor,
		allowLocalWebhooks: true,
		...(catalogue ? { catalogue } : {}),
		...(makers ? { makers } : {}),
	});
	const credentials: TestShop['credentials'] = {};
	for (const { id, service } of platforms) {
		const fake = served.sandbox.fakes.get(id);
		if (!service || !fake) continue;
		credentials[service.credential] = {
			...fake.account,
			...(fake.signedIn && { oauthTokenData: { ...fake.signedIn } }),
		};
	}
	return {
		sandbox: served.sandbox,
		url: served.url,
		clock,
		credentials,
		async close() {
			restoreClock();
			await served.close();
		},
	};
}
