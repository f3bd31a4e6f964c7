import type { World } from '../fake.mts';

const windowMs = 60_000;
const mostInWindow = 500;
const mostBatches = 40;
export const mostAtOnce = 10;

/** Requests of one company in the last minute, batches besides by themselves (sheet, sections 5 and 8). */
export function makeLimiter(world: World): (isBatch: boolean) => boolean {
	let all: number[] = [];
	let batches: number[] = [];
	return (isBatch) => {
		const since = world.clock.now() - windowMs;
		all = all.filter((at) => at > since);
		batches = batches.filter((at) => at > since);
		if (all.length >= mostInWindow || (isBatch && batches.length >= mostBatches)) return false;
		all.push(world.clock.now());
		if (isBatch) batches.push(world.clock.now());
		return true;
	};
}
