import type { Problem } from '../../../http/problem';
import type { Listing, Platform, State, StopWay } from '../../../platforms/platform';
import { missing, undo } from './memory';
import type { Channel, Plan, Task } from './types';

/** Decides for every task what is to be done with its listings. Pure; the live state has just been read. */
export function planTasks(channel: Channel, tasks: readonly Task[]): void {
	const open = tasks.filter((task) => !task.end);
	if (channel.settings.operation === 'takeOffSale') {
		const going = new Set(open.flatMap((task) => task.steps.map((step) => step.listing.id)));
		for (const task of open)
			for (const step of task.steps) step.plan = takeOff(channel, step.listing, going);
	} else if (channel.settings.operation === 'putBackOnSale') {
		for (const task of open)
			for (const step of task.steps) step.plan = putBack(channel, task, step.listing);
	}
}

export function stopWay({ platform, options }: Pick<Channel, 'platform' | 'options'>): StopWay {
	return platform.stops.find(({ id }) => id === options.stop) ?? platform.stops[0];
}

function takeOff(channel: Channel, listing: Listing, going: ReadonlySet<string>): Plan {
	const { platform, options } = channel;
	const way = stopWay(channel);
	const wantsHide = way.id !== 'zero' && (listing.visible !== false || listing.buyable === true);
	const wantsZero = way.id !== 'hide' && listing.buyable !== false;
	// Whatever already keeps customers from ordering it stays as it is: a count of zero, or the seller's own hand.
	if (!wantsHide && !wantsZero) return { kind: 'nothing', outcome: 'alreadyOffSale' };

	const warnings: string[] = [];
	let hide = wantsHide;
	if (hide && way.hides === 'product' && options.hideAnyway !== true) {
		const onSale = (listing.product?.othersBuyable ?? []).filter((id) => !going.has(id));
		if (onSale.length > 0) {
			if (!wantsZero && way.id === 'hide')
				return { kind: 'stuck', problem: othersInStock(platform, onSale.length) };
			hide = false;
			warnings.push(
				`Not hidden, because ${variants(onSale.length)} of the same product can still be bought.`,
			);
		}
	}
	if (!hide && !wantsZero) return { kind: 'nothing', outcome: 'alreadyOffSale', note: warnings[0] };

	const decision = platform.stop(listing, { zero: wantsZero, hide }, options);
	if ('problem' in decision) return { kind: 'stuck', problem: decision.problem };
	const set = missing(decision.set as State, listing.state);
	warnings.push(...(decision.warnings ?? []));
	if (Object.keys(set).length > 0) return { kind: 'write', set, hide, warnings };
	return listing.buyable === false
		? { kind: 'nothing', outcome: 'alreadyOffSale' }
		: { kind: 'stuck', problem: stillBuyable(platform) };
}

const NO_MEMORY =
	'No restore data came with this item: the quantity was set, everything else stays as it is.';

function putBack({ platform, options }: Channel, task: Task, listing: Listing): Plan {
	const remembered = task.memory?.listings.find(({ id }) => id === listing.id);
	const back = remembered ? undo(remembered, listing.state) : { set: {}, changedSince: false };
	const warnings = back.changedSince
		? [
				'Somebody changed this listing after it was taken off sale; those changes were left as they are.',
			]
		: [];
	let set: State = back.set;
	if (task.quantity !== undefined && listing.buyable !== true) {
		const decision = platform.supply(listing, task.quantity, options);
		if ('problem' in decision) return { kind: 'stuck', problem: decision.problem };
		set = { ...set, ...(decision.set as State) };
		warnings.push(...(decision.warnings ?? []));
		if (!task.memory) warnings.push(NO_MEMORY);
	}
	set = missing(set, listing.state);
	if (Object.keys(set).length > 0) return { kind: 'write', set, hide: false, warnings };
	if (listing.buyable === true) return { kind: 'nothing', outcome: 'alreadyOnSale' };
	return {
		kind: 'nothing',
		outcome: 'leftAlone',
		// Without anything to write, the reason why is the only thing there is to say.
		note: task.memory
			? 'It was off sale before this workflow touched it, or somebody changed it since; it was left as it is.'
			: warnings.filter((warning) => warning !== NO_MEMORY).join(' ') || undefined,
	};
}

function variants(count: number): string {
	return count === 1 ? 'another variant' : `${count} other variants`;
}

function othersInStock(platform: Platform, count: number): Problem {
	return {
		kind: 'refused',
		message: `Not hidden, because ${variants(count)} of the same product can still be bought on ${platform.name}.`,
		nextStep:
			"Set 'How to Stop Sales' to one that sets the quantity, or turn on 'Hide Even if Other Variants Are in Stock'.",
	};
}

function stillBuyable(platform: Platform): Problem {
	return {
		kind: 'refused',
		message: `${platform.name} still sells this listing although its count is already at zero.`,
		nextStep:
			"Set 'How to Stop Sales' in the channel's options to one that hides, or look at the listing on the platform.",
	};
}
