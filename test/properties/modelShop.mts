// A channel in memory with all that listings can be: hidden by hand, uncounted, several of one SKU, variants of one product.
import type { IDataObject } from 'n8n-workflow';

import type { Problem } from '../../http/problem';
import type * as ChannelRun from '../../nodes/AcrylicDelist/run/channel';
import type * as Gate from '../../nodes/AcrylicDelist/run/safetyGate';
import type { Channel, Settings, Wish } from '../../nodes/AcrylicDelist/run/types';
import type {
	Batch,
	Change,
	Listing,
	Platform,
	StopWay,
	WriteResult,
} from '../../platforms/platform';
import { built, fc } from './settings.mts';

const { runChannel } = built('./nodes/AcrylicDelist/run/channel.js') as typeof ChannelRun;
export const { SafetyGate } = built('./nodes/AcrylicDelist/run/safetyGate.js') as typeof Gate;

export interface Good {
	id: string;
	sku: string;
	product: string;
	/** Null: not counted, sold until it is hidden. */
	quantity: number | null;
	visible: boolean;
	/** The platform's own rule against a write. */
	isLocked: boolean;
}

export type Fault = 'none' | 'throws' | 'forgets' | 'conflicts';

export const SKUS = ['A', 'B', 'C', 'D', 'E', 'a', 'none'];
const sku = fc.constantFrom(...SKUS.filter((one) => one !== 'none'));

export const goods: fc.Arbitrary<Good[]> = fc
	.array(
		fc.record({
			sku,
			product: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
			quantity: fc.option(fc.integer({ min: -2, max: 9 })),
			visible: fc.boolean(),
			isLocked: fc.nat({ max: 9 }).map((n) => n === 0),
		}),
		{ maxLength: 8 },
	)
	.map((list) => list.map((good, i) => ({ ...good, id: `l${i}` })));

export const items: fc.Arbitrary<string[]> = fc.array(fc.constantFrom(...SKUS), {
	minLength: 1,
	maxLength: 12,
});

const WAYS: Readonly<Record<string, readonly StopWay[]>> = {
	listing: ['zero', 'hide', 'both'].map((id) => way(id as StopWay['id'], 'listing')),
	product: ['zero', 'hide', 'both'].map((id) => way(id as StopWay['id'], 'product')),
};

function way(id: StopWay['id'], hides: StopWay['hides']): StopWay {
	return { id, name: id, description: '', ...(id === 'zero' ? {} : { hides }) };
}

const locked: Problem = { kind: 'refused', message: 'It is locked.', nextStep: 'Unlock it.' };
const conflict: Problem = { kind: 'conflict', message: 'It changed.', nextStep: 'Run it again.' };

export class ModelShop {
	readonly goods: Good[];
	readonly sent: IDataObject[] = [];
	readonly hides: 'listing' | 'product';
	readonly #batch: number;
	readonly #id: string;
	faults: Fault[] = [];

	constructor(list: readonly Good[], hides: 'listing' | 'product', batch: number, id = 'model') {
		this.goods = structuredClone([...list]);
		// One product is hidden with all its variants.
		if (hides === 'product')
			for (const good of this.goods)
				good.visible = this.goods.find(({ product }) => product === good.product)!.visible;
		this.hides = hides;
		this.#batch = batch;
		this.#id = id;
	}

	snapshot(): Good[] {
		return structuredClone(this.goods);
	}

	static sells({ visible, quantity }: Good): boolean {
		return visible && (quantity === null || quantity > 0);
	}

	get platform(): Platform {
		const listing = (good: Good): Listing => ({
			sku: good.sku,
			id: good.id,
			quantity: good.quantity,
			visible: good.visible,
			buyable: ModelShop.sells(good),
			state: { quantity: good.quantity, visible: good.visible },
			native: good.isLocked,
			product: {
				id: good.product,
				othersBuyable: this.goods
					.filter((one) => one !== good && one.product === good.product && ModelShop.sells(one))
					.map(({ id }) => id),
			},
		});
		return {
			id: this.#id,
			name: 'Model',
			aliases: [],
			sizes: { read: this.#batch, readBack: this.#batch },
			stops: WAYS[this.hides] as unknown as Platform['stops'],
			options: [],
			settle: { waitsMs: [0], lags: false },
			read: async (_call, skus) => {
				const wanted = new Set(skus.map((one) => one.toLowerCase()));
				return await Promise.resolve(
					this.goods.filter((good) => wanted.has(good.sku.toLowerCase())).map(listing),
				);
			},
			stop: ({ native, quantity }, { zero, hide }) => {
				if (native) return { problem: locked };
				// What is not counted cannot be set to zero, so it goes by its other switch.
				const uncounted = quantity === null;
				return {
					set: {
						...(zero && !uncounted ? { quantity: 0 } : {}),
						...(hide ? { visible: false } : {}),
					},
				};
			},
			supply: ({ native }, quantity) => (native ? { problem: locked } : { set: { quantity } }),
			compose: (changes) => this.#compose(changes),
		};
	}

	#compose(changes: readonly Change[]): Batch[] {
		const batches: Batch[] = [];
		for (let i = 0; i < changes.length; i += this.#batch) {
			const part = changes.slice(i, i + this.#batch);
			const body = part.map(({ listing, set }) => ({ id: listing.id, ...set }));
			batches.push({
				changes: part,
				requests: [{ method: 'POST', path: '/write', body }],
				send: async () => {
					const fault = this.faults.shift() ?? 'none';
					if (fault === 'throws') throw new Error('The line went dead.');
					if (fault === 'conflicts')
						return part.map(() => ({ state: 'failed', problem: conflict }));
					this.sent.push(...body);
					const results: WriteResult[] = part.map((change) => this.#apply(change));
					return await Promise.resolve(fault === 'forgets' ? results.slice(1) : results);
				},
			});
		}
		return batches;
	}

	#apply({ listing, set }: Change): WriteResult {
		const good = this.goods.find(({ id }) => id === listing.id)!;
		const { visible, ...own } = set as Partial<Good>;
		Object.assign(good, own);
		if (visible !== undefined)
			for (const one of this.goods)
				if (one === good || (this.hides === 'product' && one.product === good.product))
					one.visible = visible;
		return { state: 'accepted' };
	}
}

export interface Run {
	operation: Settings['operation'];
	stop?: string;
	dryRun?: boolean;
	confirm?: boolean;
	severalListings?: string;
	safetyLimit?: number;
	gate?: InstanceType<typeof SafetyGate>;
}

/** One run on one channel, from the wishes to the rows. */
export async function runOn(shop: ModelShop, wishes: readonly Wish[], run: Run) {
	const channel: Channel = {
		platform: shop.platform,
		options: {
			stop: run.stop ?? 'zero',
			severalListings: run.severalListings ?? 'all',
			account: {},
		},
		call: async () => await Promise.reject(new Error('Nothing goes out.')),
		progress: { answers: 0 },
		accountId: 'one',
		clean: (text) => text,
		meter: { requests: 0 },
		settings: {
			operation: run.operation,
			dryRun: run.dryRun === true,
			confirm: run.confirm !== false,
			confirmForMs: 1_000,
			safetyLimit: run.safetyLimit ?? 0,
			runId: '1',
		},
		startedAt: 0,
	};
	return await runChannel(channel, wishes, run.gate ?? new SafetyGate(0, 1, 1));
}

export const wishesOf = (skus: readonly string[], more: Partial<Wish> = {}): Wish[] =>
	skus.map((one, item) => ({ item, sku: one, channelSku: one, ...more }));
