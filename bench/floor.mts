// The fewest requests that the platforms document, and how fast they may come.
import { readFileSync } from 'node:fs';

interface Step {
	/** SKUs or listings in one request; null where the default does without this step. */
	max: number | null;
}

interface Floor {
	resolve: Step & { needed: boolean; callsPerChunk?: number };
	write: Step & { kind: string; extraCalls: number };
	hide: Step;
	readBack: Step;
	/** null where no figure is documented. */
	rate: { perSecond: number | null; burst: number | null; perDay: number | null };
	concurrency: number | null;
}

export const floors = JSON.parse(
	readFileSync(new URL('floor.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Floor>>;

const parts = (count: number, { max }: Step): number => (max === null ? 0 : Math.ceil(count / max));

/**
 * Requests to take `count` simple SKUs off sale and see it, each a product of its own.
 * @param hides whether the default way to stop a sale hides the listing
 */
export function fewestRequests(id: string, count: number, hides: boolean): number {
	const { resolve, write, hide, readBack } = floors[id];
	return (
		(resolve.needed ? parts(count, resolve) * (resolve.callsPerChunk ?? 1) : 0) +
		parts(count, write) * (1 + write.extraCalls) +
		(hides ? parts(count, hide) : 0) +
		parts(count, readBack)
	);
}

/**
 * The seconds that the documented rate costs; null where the platform names no rate.
 * @param ownBurst what our pace sends at once, for platforms that document no burst
 */
export function leastSeconds(id: string, requests: number, ownBurst = 1): number | null {
	const { perSecond, burst } = floors[id].rate;
	return perSecond && Math.max(0, (requests - (burst ?? ownBurst)) / perSecond);
}
