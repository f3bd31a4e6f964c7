import { problemOf } from '../../../http/problem';
import { chunk, type Listing } from '../../../platforms/platform';
import { caughtUp } from './behind';
import type { Channel, Task } from './types';

const NOT_PLANNED = { kind: 'nothing', outcome: 'leftAlone' } as const;

/** Reads all listings of the tasks in the largest look-ups and gives each task its steps, or the reason why it has none. */
export async function readTasks(channel: Channel, tasks: readonly Task[]): Promise<void> {
	const { platform, call, options } = channel;
	await Promise.all(
		chunk(tasks, platform.sizes.read).map(async (part) => {
			try {
				const skus = part.map(({ sku }) => sku);
				assign(channel, part, await platform.read(call, skus, options));
			} catch (error) {
				for (const task of part) task.end = { outcome: 'failed', problem: problemOf(error) };
			}
		}),
	);
}

function assign(channel: Channel, tasks: readonly Task[], listings: readonly Listing[]): void {
	const { platform, options } = channel;
	const bySku = new Map<string, Listing[]>();
	const otherSpelling = new Map<string, string>();
	for (const listing of listings) {
		const known = bySku.get(listing.sku);
		if (known) known.push(listing);
		else bySku.set(listing.sku, [listing]);
		otherSpelling.set(listing.sku.toLowerCase(), listing.sku);
	}
	for (const task of tasks) {
		const found = bySku.get(task.sku) ?? [];
		const wanted = task.memory?.listings.length
			? found.filter(({ id }) => task.memory?.listings.some((remembered) => remembered.id === id))
			: found;
		task.steps = wanted.map((listing) => ({
			listing: caughtUp(channel, task, listing),
			plan: NOT_PLANNED,
		}));
		if (found.length === 0) {
			const spelling = otherSpelling.get(task.sku.toLowerCase());
			task.end = {
				outcome: 'notFound',
				problem: {
					kind: 'notFound',
					message: `${platform.name} has no listing with the SKU '${task.sku}'${spelling ? `, but one spelled '${spelling}'` : ''}.`,
					nextStep: spelling
						? 'Use the same spelling, upper and lower case included, on both sides.'
						: "Check the SKU on the platform, or set 'SKU on This Channel' in the channel's options if it has another one there.",
				},
			};
		} else if (wanted.length === 0) {
			task.end = {
				outcome: 'notFound',
				problem: {
					kind: 'notFound',
					message: `The listing of '${task.sku}' that was taken off sale is gone from ${platform.name}; another one carries its SKU now.`,
					nextStep:
						'Put that one back by hand, or run Put Back on Sale with a quantity and without restore data.',
				},
			};
		} else if (
			wanted.length > 1 &&
			options.severalListings !== 'all' &&
			!task.memory?.listings.length
		) {
			task.end = {
				outcome: 'ambiguous',
				problem: {
					kind: 'ambiguous',
					message: `${wanted.length} listings on ${platform.name} carry the SKU '${task.sku}', so it is not clear which one is meant.`,
					nextStep:
						"Give each listing its own SKU, or set 'When a SKU Has Several Listings' to all of them in the channel's options.",
				},
			};
		}
	}
}
