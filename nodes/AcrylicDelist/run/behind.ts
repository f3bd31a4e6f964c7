import { clock } from '../../../http/clock';
import type { Listing, Platform, State } from '../../../platforms/platform';
import { holds, missing, overlay, within, writtenOf, type Remembered } from './memory';
import type { Channel, Task } from './types';

/** For so long a channel that lags may go on showing a listing as it was before our own write. */
const LAG_MS = 5 * 60_000;
const MOST_REMEMBERED = 20_000;

type Written = Remembered & { at: number };
type LastWrite = Written & { isStop: boolean };

/** What this n8n wrote last, by listing. A stop comes along in its restore data too, but for those who keep none. */
const lastWrites = new Map<string, LastWrite>();

/** Remembers what was written where a reading may not show it yet. */
export function noteWritten(channel: Channel, tasks: readonly Task[]): void {
	if (!channel.platform.settle.lags) return;
	for (const step of tasks.flatMap(({ steps }) => steps)) {
		const name = nameOf(channel, step.listing);
		const written = writtenOf(step);
		if (!written) continue;
		const isStop = channel.settings.operation === 'takeOffSale';
		lastWrites.delete(name);
		lastWrites.set(name, { ...written, at: clock.now(), isStop });
		if (lastWrites.size > MOST_REMEMBERED)
			lastWrites.delete(lastWrites.keys().next().value as string);
	}
}

/**
 * The listing as it must be by now. A reading that shows exactly what was before our own write of a moment ago is behind: taken at its
 * word, what was put back would count as off sale already and go on selling, and what was taken off would never come back. Read again
 * in the same run it may show a part of that write before the rest.
 */
export function caughtUp(channel: Channel, task: Task, listing: Listing): Listing {
	const { operation } = channel.settings;
	if (!channel.platform.settle.lags || operation === 'getStockState') return listing;
	const isStopping = operation === 'takeOffSale';
	const last = lastWrites.get(nameOf(channel, listing));
	const putBack = last?.isStop === false ? last : undefined;
	const ours = isStopping ? putBack : (stopOf(task, listing) ?? sureStop(last));
	// Put back since: what was before is what is.
	if (ours && putBack && !isStopping && putBack.at >= ours.at) return listing;
	if (!ours || clock.now() - ours.at > LAG_MS || holds(ours.set, listing.state)) return listing;
	const isBehind = holds(ours.was, listing.state);
	const wasBehind = task.behind?.has(listing.id) === true;
	if (!isBehind && !(wasBehind && showsPart(listing.state, ours))) return listing;
	(task.behind ??= new Set()).add(listing.id);
	return {
		...listing,
		quantity: null,
		buyable: isStopping,
		state: overlay(listing.state, ours.set),
	};
}

function stopOf({ memory }: Task, { id }: Listing): Written | undefined {
	const remembered = memory?.listings.find((one) => one.id === id);
	if (!remembered || remembered.unsure || memory?.at === undefined) return undefined;
	return { ...remembered, at: memory.at };
}

const sureStop = (last: LastWrite | undefined): LastWrite | undefined =>
	last?.isStop && !last.unsure ? last : undefined;

/** Every field stands as before our write or as after it. */
const showsPart = (state: State, { was, set }: Remembered): boolean =>
	holds(within(was, missing(set, state)), state);

function nameOf(
	{ platform, accountId }: Pick<Channel, 'accountId'> & { platform: Platform },
	{ id }: Listing,
): string {
	return JSON.stringify([platform.id, accountId, id]);
}
