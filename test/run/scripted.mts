// A sales channel as data, run by the built pipeline alone: what a platform answers is in the test, and time passes only by waiting.
import type { Call } from '../../http/answer';
import type { Problem } from '../../http/problem';
import type {
	Change,
	Decision,
	Listing,
	Platform,
	State,
	WriteResult,
} from '../../platforms/platform';
import type { ItemRow } from '../../nodes/AcrylicDelist/run/channel';
import type { Row } from '../../nodes/AcrylicDelist/run/report';
import type { Channel, Settings, Wish } from '../../nodes/AcrylicDelist/run/types';
import { built } from '../harness.mts';
import { setProductClock } from '../shop.mts';

/** The time of the product; it passes only when somebody waits, and `waits` tells for how long. */
export const time = { now: 0, waits: [] as number[] };

/** @returns what sets the product's clock right again */
export function stopTime(): () => void {
	time.now = Date.UTC(2026, 10, 25, 10);
	time.waits = [];
	return setProductClock({
		now: () => time.now,
		async sleep(ms) {
			time.waits.push(ms);
			time.now += ms;
		},
	});
}

interface Gate {
	pass(skus: Iterable<string>): Promise<boolean>;
	readonly count: number;
}

// As objects, not taken apart: a script may be loaded again.
export const channels = built('./nodes/AcrylicDelist/run/channel.js') as {
	runChannel(channel: Channel, wishes: readonly Wish[], gate: Gate): Promise<ItemRow[]>;
};
export const gates = built('./nodes/AcrylicDelist/run/safetyGate.js') as {
	SafetyGate: new (limit: number, channels: number, inputSkus: number) => Gate;
};
const problems = built('./http/problem.js') as {
	ChannelProblem: new (problem: Problem, maybeDone?: boolean) => Error;
};

export const problem = (kind: Problem['kind'], message: string): Problem => ({
	kind,
	message,
	nextStep: `Next after ${message}`,
});
export const raise = (given: Problem, maybeDone = false): never => {
	throw new problems.ChannelProblem(given, maybeDone);
};

type Goods = Partial<Omit<Listing, 'native'>> & { id: string; state: State };

/** Quantity and visibility are all there is; what can be bought follows from them unless the goods say otherwise. */
export function listingOf({ id, state, ...more }: Goods): Listing {
	const quantity = (state.quantity ?? null) as number | null;
	const visible = (state.visible ?? null) as boolean | null;
	return {
		sku: 'A',
		id,
		quantity,
		visible,
		buyable: quantity === null ? null : quantity > 0 && visible !== false,
		state: structuredClone(state),
		native: undefined,
		...more,
	};
}

export interface Scripted {
	goods: Goods[];
	platform: Platform;
	/** What went out, in order. */
	sent: Array<Array<{ id: string; set: State; reason: string; runId: string }>>;
	reads: string[][];
}

interface Script extends Partial<Omit<Platform, 'compose'>> {
	/** Changes per batch. */
	batch?: number;
	/** Instead of writing; undefined for what is to be written as usual. */
	answer?(changes: readonly Change[], call: Call): Promise<WriteResult[] | undefined>;
}

export function scripted(goods: Goods[], { batch = 100, answer, ...more }: Script = {}): Scripted {
	const sent: Scripted['sent'] = [];
	const reads: string[][] = [];
	const apply = ({ listing, set }: Change): WriteResult => {
		const one = goods.find(({ id }) => id === listing.id);
		if (one) Object.assign(one.state, set);
		return { state: 'accepted' };
	};
	const platform: Platform = {
		id: 'shop',
		name: 'Shop',
		aliases: [],
		sizes: { read: 2, readBack: 2 },
		stops: [
			{ id: 'zero', name: 'Zero', description: '' },
			{ id: 'hide', name: 'Hide', description: '', hides: 'product' },
			{ id: 'both', name: 'Both', description: '', hides: 'product' },
		],
		options: [],
		settle: { waitsMs: [0, 1_000, 4_000], lags: false },
		async read(_call, skus) {
			reads.push([...skus]);
			return goods.map(listingOf).filter(({ sku }) => skus.includes(sku));
		},
		stop: (_listing, { zero, hide }): Decision => ({
			set: { ...(zero ? { quantity: 0 } : {}), ...(hide ? { visible: false } : {}) },
		}),
		supply: (_listing, quantity): Decision => ({ set: { quantity } }),
		compose(changes) {
			const batches: ReturnType<Platform['compose']> = [];
			for (let i = 0; i < changes.length; i += batch) {
				const part = changes.slice(i, i + batch);
				batches.push({
					changes: part,
					requests: [
						{ method: 'PUT', path: '/stock', body: part.map(({ set }) => set) },
						{ method: 'POST', path: '/publish' },
					],
					async send(call) {
						sent.push(
							part.map(({ listing, set, reason, runId }) => ({
								...{ id: listing.id, set: structuredClone(set) as State },
								...{ reason, runId },
							})),
						);
						return (await answer?.(part, call)) ?? part.map(apply);
					},
				});
			}
			return batches;
		},
		...more,
	};
	return { goods, platform, sent, reads };
}

export interface Asked extends Partial<Omit<Wish, 'problem'>> {
	problem?: Problem;
}

export async function runOn(
	{ platform }: Pick<Scripted, 'platform'>,
	settings: Partial<Settings>,
	wishes: readonly Asked[] = [{}],
	more: Partial<Channel> & { limit?: number } = {},
): Promise<Row[]> {
	const { limit = 0, ...rest } = more;
	const asked = wishes.map((wish, item) => {
		const sku = wish.sku ?? 'A';
		return { item, sku, channelSku: sku, ...wish } as Wish;
	});
	const channel: Channel = {
		platform,
		options: { account: {} },
		call: async () => ({ status: 200, headers: {}, body: '' }),
		progress: { answers: 0 },
		accountId: 'account',
		clean: (text) => text.replaceAll('secret-word', '[hidden]'),
		meter: { requests: 3 },
		startedAt: time.now,
		settings: {
			operation: 'takeOffSale',
			dryRun: false,
			confirm: true,
			confirmForMs: 120_000,
			safetyLimit: limit,
			runId: 'run-7',
			...settings,
		},
		...rest,
	};
	const gate = new gates.SafetyGate(limit, 1, new Set(asked.map(({ sku }) => sku)).size);
	const rows = await channels.runChannel(channel, asked, gate);
	return rows.sort((a, b) => a.item - b.item).map(({ row }) => row);
}
