import { clock } from '../../../http/clock';
import { chunk, type Listing } from '../../../platforms/platform';
import { holds } from './memory';
import type { Channel, Seen, Step, Task } from './types';

/** Reads back what was written until it shows, or until the platform's usual time or the user's patience is over. */
export async function confirmTasks(channel: Channel, tasks: readonly Task[]): Promise<void> {
	const { settings, platform, signal } = channel;
	const size = platform.readBack ? platform.sizes.readBack : platform.sizes.read;
	const begun = clock.now();
	let open = tasks.flatMap(({ steps }) => steps).filter(needsLook);
	for (const wait of platform.settle.waitsMs) {
		if (open.length === 0) return;
		if (clock.now() - begun + wait > settings.confirmForMs) break;
		if (wait > 0) await clock.sleep(wait, signal);
		const [first, ...others] = chunk(open, size);
		await look(channel, first);
		// Where changes take their time, one look-up tells whether it is worth asking for the others yet.
		const tooEarly =
			platform.settle.lags && first.every(({ confirmedAt }) => confirmedAt === undefined);
		if (!tooEarly) await Promise.all(others.map(async (part) => await look(channel, part)));
		open = open.filter(({ confirmedAt }) => confirmedAt === undefined);
	}
	const unseen = open.filter(({ seen }) => !seen);
	if (unseen.length > 0)
		await Promise.all(chunk(unseen, size).map(async (part) => await look(channel, part)));
}

function needsLook({ plan, result, unsure }: Step): boolean {
	return (
		plan.kind === 'write' && result !== undefined && (result.state !== 'failed' || unsure === true)
	);
}

async function look(channel: Channel, steps: readonly Step[]): Promise<void> {
	const { platform, options, call } = channel;
	let seen: Listing[];
	try {
		seen = platform.readBack
			? await platform.readBack(call, steps.map(changeOf), options)
			: await platform.read(call, [...new Set(steps.map(({ listing }) => listing.sku))], options);
	} catch {
		// The next round asks again; a listing that never shows ends as not confirmed.
		return;
	}
	const byId = new Map(seen.map((listing) => [listing.id, listing]));
	for (const step of steps) {
		const shown = byId.get(step.listing.id);
		if (shown) step.seen = toSeen(step.listing, shown);
		if (isConfirmed(channel, step)) step.confirmedAt = clock.now();
	}
}

/** Texts that are as they were stand in memory once, what only a write needs not at all. */
function toSeen({ sku, title }: Listing, shown: Listing): Seen {
	const { id, quantity, visible, buyable, state } = shown;
	return {
		sku: shown.sku === sku ? sku : shown.sku,
		id,
		title: shown.title === title ? title : shown.title,
		quantity,
		visible,
		buyable,
		state,
	};
}

const changeOf = ({ listing, plan }: Step) => ({
	listing,
	set: plan.kind === 'write' ? plan.set : {},
});

/** The live listing shows what was asked: nobody can order it, or it is back as planned. */
function isConfirmed({ settings, platform }: Channel, { plan, seen }: Step): boolean {
	if (plan.kind !== 'write' || !seen) return false;
	if (settings.operation !== 'takeOffSale') {
		const onItsWay = platform.settle.lags && seen.buyable === false && seen.visible !== false;
		return holds(plan.set, seen.state) && !onItsWay;
	}
	if (plan.hide && seen.visible === true) return false;
	return seen.buyable === null ? holds(plan.set, seen.state) : !seen.buyable;
}
