import type { IDataObject } from 'n8n-workflow';

import { asObject, type ApiRequest, type Call } from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import {
	accepted,
	failed,
	type Batch,
	type Change,
	type State,
	type WriteResult,
} from '../platform';
import { inventoryPath, putInventory, variationsOf, type Edit, type Variation } from './inventory';
import { sells, type EtsyNative, type EtsyState } from './listings';
import { needsRenewal } from './stock';

type EtsyChange = Change<EtsyState, EtsyNative>;
type Group = readonly EtsyChange[];

interface Step {
	/** Which changes it carries; none: it is not needed. */
	changes: Group;
	send(call: Call, ready: Group): Promise<void>;
	request: ApiRequest;
}

const setOf = ({ set }: EtsyChange) => set as Partial<EtsyState>;
const isHide = (change: EtsyChange): boolean => setOf(change).state === 'inactive';
const isShow = (change: EtsyChange): boolean => setOf(change).state === 'active';
/** What a hidden listing owes is not written now (stock.ts). */
const isCounted = (change: EtsyChange): boolean =>
	!isHide(change) && (setOf(change).quantity ?? setOf(change).is_enabled) !== undefined;

/** One batch for each listing; Etsy has no requests for several (sheet, section 5). */
export function compose(changes: Group): Array<Batch<EtsyState, EtsyNative>> {
	const byListing = Map.groupBy(changes, ({ listing }) => listing.native.listingId);
	return [...byListing.values()].map((group) => {
		const plan = new Plan(group);
		return {
			changes: group,
			requests: plan.steps.map(({ request }) => request),
			send: async (call: Call) => await plan.send(call),
		};
	});
}

class Plan {
	readonly steps: readonly Step[];
	private readonly problems = new Map<EtsyChange, Problem>();
	private readonly written = new Map<EtsyChange, State>();
	private readonly warnings: string[] = [];
	private readonly native: EtsyNative;
	private readonly renews: boolean;

	constructor(private readonly group: Group) {
		const [{ listing }] = group;
		this.native = listing.native;
		this.renews = group.some(isShow) && needsRenewal(listing.state);
		const stock = this.stockStep();
		const visibility = this.visibilityStep();
		// Etsy sets a renewed listing to 1 piece, so its quantity comes after (sheet, section 6).
		const inOrder = this.renews ? [visibility, stock] : [stock, visibility];
		this.steps = inOrder.filter((step) => step.changes.length > 0);
	}

	async send(call: Call): Promise<WriteResult[]> {
		for (const step of this.steps) {
			const ready = step.changes.filter((change) => !this.problems.has(change));
			if (ready.length === 0) continue;
			try {
				await step.send(call, ready);
			} catch (error) {
				// Perhaps it was done all the same: the read-back decides.
				if (!(error instanceof ChannelProblem) || error.maybeDone) rethrow(error);
				for (const change of ready) this.problems.set(change, error.problem);
			}
		}
		const { warnings } = this;
		const done: WriteResult = warnings.length ? { state: 'accepted', warnings } : accepted;
		return this.group.map((change) => {
			const problem = this.problems.get(change);
			return problem ? failed(problem, this.written.get(change)) : done;
		});
	}

	private visibilityStep(): Step {
		const changes = this.group.filter((change) => isHide(change) || isShow(change));
		const state = changes.some(isHide) ? 'inactive' : 'active';
		const { shopId, listingId } = this.native;
		const request: ApiRequest = {
			method: 'PATCH',
			path: `/v3/application/shops/${shopId}/listings/${listingId}`,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: `state=${state}`,
			repeatable: !this.renews,
		};
		const send = async (call: Call, ready: Group): Promise<void> => {
			await call(request);
			this.note(ready, { state });
		};
		return { changes, request, send };
	}

	private stockStep(): Step {
		const { inventory, variations } = this.native;
		const owing = this.owing(variations).length > 0;
		const changes = this.group.filter((change) => isCounted(change) || (owing && isShow(change)));
		return {
			changes,
			request: this.stockRequest(inventory, changes),
			send: async (call, ready) => await this.sendStock(call, ready),
		};
	}

	/** Read and write at once: whatever was sold since the look-up would come back otherwise. */
	private async sendStock(call: Call, ready: Group): Promise<void> {
		const path = inventoryPath(this.native.listingId);
		const inventory = asObject((await call({ method: 'GET', path })).body);
		const fresh = new Map(variationsOf(inventory).map((one) => [one.key, one]));
		for (const change of ready)
			if (!this.renews && hasMoved(change, fresh)) this.problems.set(change, movedMeanwhile());
		const current = ready.filter((change) => !this.problems.has(change));
		if (current.length === 0) return;
		const owed = this.owing([...fresh.values()]);
		await call(this.stockRequest(inventory, current));
		for (const change of current) {
			const { quantity, is_enabled } = setOf(change);
			this.note([change], {
				...(quantity ? { quantity } : {}),
				...(is_enabled ? { is_enabled } : {}),
			});
		}
		for (const { sku, quantity } of owed)
			this.warnings.push(
				`'${sku}' of the same listing was set from ${quantity} to 0, because it was taken off sale with it and is not put back here.`,
			);
	}

	private stockRequest(inventory: IDataObject, changes: Group): ApiRequest {
		const edits = new Map<string, Edit>();
		for (const { key } of this.owing(variationsOf(inventory))) edits.set(key, { quantity: 0 });
		for (const change of changes) {
			const { quantity = {}, is_enabled = {} } = setOf(change);
			for (const [key, count] of Object.entries(quantity))
				edits.set(key, { ...edits.get(key), quantity: count });
			for (const [key, enabled] of Object.entries(is_enabled))
				edits.set(key, { ...edits.get(key), is_enabled: enabled });
		}
		return putInventory(this.native.listingId, inventory, edits);
	}

	/** Siblings that would come on sale although they are out: they went with the listing and keep their pieces until now. */
	private owing(variations: readonly Variation[]): Variation[] {
		const shown = this.group
			.filter(isShow)
			.flatMap((change) => Object.entries(setOf(change).on_sale ?? {}));
		const together = new Set(shown.flatMap(([key, wasOnSale]) => (wasOnSale ? [key] : [])));
		const skus = new Set(this.group.map(({ listing }) => listing.sku));
		const own = variations.filter(({ sku }) => skus.has(sku));
		const pools = new Set(own.map(({ pool }) => pool));
		return variations.filter(
			(one) => together.has(one.key) && !skus.has(one.sku) && !pools.has(one.pool) && sells(one),
		);
	}

	private note(changes: Group, fields: State): void {
		for (const change of changes)
			this.written.set(change, { ...this.written.get(change), ...fields });
	}
}

function hasMoved({ listing, set }: EtsyChange, fresh: ReadonlyMap<string, Variation>): boolean {
	const { quantity = {} } = set as Partial<EtsyState>;
	return Object.keys(quantity).some(
		(key) => fresh.get(key)?.quantity !== listing.state.quantity[key],
	);
}

const movedMeanwhile = (): Problem => ({
	kind: 'conflict',
	message: 'The stock was changed on Etsy at the same moment.',
	nextStep: 'Run the item again.',
});
