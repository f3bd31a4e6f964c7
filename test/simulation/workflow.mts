// The workflow a seller draws: news, Remove Duplicates, Acrylic Delist, a table of restore data, a list for people.
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { cases } from '../conformance/cases.mts';
import { runNode } from './n8n.mts';
import type { World } from './world.mts';

export interface Row extends IDataObject {
	sku: string;
	channel: string;
	outcome: string;
	changed: boolean;
	confirmed: boolean;
	restore: string;
}

export const nameOf = (channel: string, sku: string): string => `${channel} ${sku}`;

/** Outcomes that tell a person why nothing was done, and that doing it again will not help. */
const TOLD: ReadonlySet<string> = new Set(['refused', 'ambiguous', 'notFound']);
/**
 * Sold at zero as well, and the row says that it is still on sale: what Magento does not count, and what Linnworks was told not to sync.
 */
const NEVER_STOP: ReadonlySet<string> = new Set([
	nameOf('magento', 'ACR-COURSE-1'),
	nameOf('linnworks', 'ACR-SB-CRED-118'),
]);
/** Where changes show late, the same news told again at once finds the listing as it was, and writes the same once more. */
const LAG_MS = 5 * 60_000;
/** Goods in somebody else's warehouse are sold on, and the row says so. */
const isTold = ({ outcome, channel, sku, warnings }: Row): boolean =>
	TOLD.has(outcome) ||
	(outcome === 'contradicted' &&
		(NEVER_STOP.has(nameOf(channel, sku)) ||
			/can be sold from there/.test(JSON.stringify(warnings))));

const DONE: ReadonlySet<string> = new Set(['offSale', 'alreadyOffSale']);
const BACK: ReadonlySet<string> = new Set(['backOnSale', 'alreadyOnSale', 'leftAlone']);

export class Workflow {
	readonly #world: World;
	/** Rows that can still be undone, oldest first. */
	#toRestore: Row[] = [];
	/** What was changed by hand, or by a run whose output is lost: what it was before says nothing any more. */
	readonly touched = new Set<string>();
	/** What this workflow last did to a listing, and saw confirmed; and when. */
	readonly #effects = new Map<string, number>();
	/** What a person still has to look after: executions that broke off, and rows under Needs Attention. By channel and SKU, the SKU. */
	readonly owed = new Map<string, string>();
	/** Where the last row said why nothing can be done; by channel and SKU, the SKU. */
	readonly told = new Map<string, string>();
	/** How often each was taken off sale by us. */
	readonly takenOff = new Map<string, number>();
	/** By event id, as n8n keeps it in its database. */
	readonly #seen = new Set<string>();
	#queue: Promise<unknown> = Promise.resolve();
	#waiting = 0;
	runs = 0;

	constructor(world: World) {
		this.#world = world;
	}

	/** An execution starts with the items of a trigger, after those before it. */
	start(items: readonly IDataObject[]): void {
		const fresh = items.filter(({ eventId }) => {
			const id = String(eventId);
			return !this.#seen.has(id) && this.#seen.add(id);
		});
		const out = fresh.filter(({ event }) => event === 'ranOut' || event === 'unavailable');
		const back = fresh.filter(({ event }) => event === 'cameBack');
		if (out.length + back.length === 0) return;
		this.#waiting += 1;
		this.#queue = this.#queue.then(async () => {
			const skus = out.map(({ sku }) => String(sku));
			if (skus.length > 0) await this.takeOff(skus);
			for (const { sku } of back) await this.putBack((row) => row.sku === sku);
			this.#waiting -= 1;
		});
	}

	/** Whether a run of the workflow is under way or waits. */
	get isBusy(): boolean {
		return this.#waiting > 0;
	}

	/** Until nothing runs any more. */
	async idle(): Promise<void> {
		while (this.#waiting > 0) await this.#world.clock.sleep(60_000);
	}

	/** n8n is stopped: what is under way ends without output. Executions that wait begin after the start. */
	interrupt(): void {
		this.#interrupt?.();
	}

	#interrupt: (() => void) | undefined;

	/** @returns undefined when n8n was stopped meanwhile */
	async takeOff(skus: string[], cancelAfter?: number): Promise<Row[] | undefined> {
		const { platforms } = this.#world.schedule;
		const struck = this.#world.faults;
		const rows = await this.#node(
			'takeOffSale',
			skus.map((sku) => ({ sku })),
			platforms,
			cancelAfter,
		);
		if (!rows) {
			for (const channel of platforms)
				for (const sku of skus) {
					this.touched.add(nameOf(channel, sku));
					this.owed.set(nameOf(channel, sku), sku);
				}
			return undefined;
		}
		const isStruck = this.#world.faults > struck;
		const onSale = new Map(platforms.map((slug) => [slug, this.#world.onSale(slug)]));
		for (const row of rows) this.#taken(row, isStruck, onSale.get(row.channel)!);
		return rows;
	}

	/** @param isStruck while it ran: of a write without an answer nobody can tell whether it or an earlier one did what now shows */
	#taken(row: Row, isStruck: boolean, onSale: ReadonlySet<string>): void {
		const { channel, sku } = row;
		const name = nameOf(channel, sku);
		if (isTold(row)) this.told.set(name, sku);
		else this.told.delete(name);
		if (DONE.has(row.outcome) || isTold(row)) this.owed.delete(name);
		else this.owed.set(name, sku);
		if (row.restore && (JSON.parse(row.restore) as { listings: unknown[] }).listings.length > 0)
			this.#toRestore.push(row);
		if (row.outcome === 'notFound' && onSale.has(sku) && !this.touched.has(name))
			this.#world.broken('nothing is overlooked', `${name} is not found, and on sale`);
		if (row.confirmed && onSale.has(sku) && !this.touched.has(name))
			this.#world.broken('confirmed is true', `${name} is ${row.outcome}, and on sale`);
		// What could not be bought any more may be hidden along with a sibling: that is no second effect.
		const wasOnSale = (row.before as { buyable?: boolean } | null)?.buyable !== false;
		if (row.outcome !== 'offSale' || !row.changed || !row.confirmed || !wasOnSale) return;
		const now = this.#world.clock.now();
		const { lags } = this.#world.n8n.product.platform(channel).settle;
		const last = this.#effects.get(name);
		if (last !== undefined && lags && now - last < LAG_MS) return;
		if (last !== undefined && !this.touched.has(name) && !isStruck)
			this.#world.broken('one effect per change', `${name} was taken off sale twice`);
		this.#effects.set(name, now);
		if (!isStruck) this.takenOff.set(name, (this.takenOff.get(name) ?? 0) + 1);
	}

	/** The latest first: each undoes what it found. */
	async putBack(wanted: (row: Row) => boolean): Promise<void> {
		let left = this.#toRestore.filter(wanted);
		while (left.length > 0) {
			const latest = new Map(left.map((row) => [nameOf(row.channel, row.sku), row]));
			left = left.filter((row) => latest.get(nameOf(row.channel, row.sku)) !== row);
			for (const [channel, rows] of Map.groupBy(latest.values(), ({ channel }) => channel))
				await this.#putBackOn(channel, rows);
		}
	}

	async #putBackOn(channel: string, wanted: readonly Row[]): Promise<void> {
		for (const { sku } of wanted) this.#effects.delete(nameOf(channel, sku));
		const items = wanted.map(({ restore }) => ({ restore }));
		const rows = await this.#node('putBackOnSale', items, [channel], undefined);
		if (!rows) for (const { sku } of wanted) this.touched.add(nameOf(channel, sku));
		const onSale = this.#world.onSale(channel);
		for (const row of rows ?? []) this.#broughtBack(row, onSale);
		const done = new Set((rows ?? []).filter(({ outcome }) => BACK.has(outcome)).map(skuOf));
		const gone = new Set(wanted.filter((row) => done.has(row.sku)));
		this.#toRestore = this.#toRestore.filter((row) => !gone.has(row));
	}

	/** Whether a write to it had no answer, so that nobody can tell whose doing it is when it shows. */
	isUnsure(channel: string, sku: string): boolean {
		return this.#toRestore.some(
			(row) => row.channel === channel && row.sku === sku && row.restore.includes('"unsure":true'),
		);
	}

	#broughtBack(
		{ channel, sku, outcome, confirmed, after }: Row,
		onSale: ReadonlySet<string>,
	): void {
		const name = nameOf(channel, sku);
		if (outcome !== 'backOnSale' || !confirmed || this.touched.has(name)) return;
		// Where a channel does not tell whether it can be bought, or never showed it, the row does not either.
		const { buyable, visible } = after as { buyable?: boolean; visible?: boolean };
		if (buyable !== true || visible === false) return;
		if (!onSale.has(sku))
			this.#world.broken('confirmed is true', `${name} is ${outcome}, and off sale`);
	}

	async #node(
		operation: string,
		items: IDataObject[],
		channels: string[],
		cancelAfter: number | undefined,
	): Promise<Row[] | undefined> {
		this.runs += 1;
		const { product } = this.#world.n8n;
		const { ways, takesAll, crowd } = this.#world.schedule;
		const options = crowd > 0 ? { safetyLimit: 2 * crowd } : {};
		const parameters: INodeParameters = { operation, channels, options };
		for (const slug of channels) {
			const { options = {}, countOptions = {} } = cases[slug]!;
			const way = ways[slug];
			parameters[product.optionsName(product.platform(slug))] = {
				...(slug === 'netsuite' && way === undefined ? options : { ...countOptions, ...options }),
				...(way === undefined ? {} : { stop: way }),
				...(takesAll ? { severalListings: 'all' } : {}),
			};
		}
		const controller = new AbortController();
		if (cancelAfter !== undefined) {
			let left = cancelAfter;
			this.#world.watch(() => {
				if (left-- <= 0) controller.abort();
			});
		}
		const interrupted = new Promise<undefined>((resolve) => {
			this.#interrupt = () => resolve(undefined);
		});
		const output = await Promise.race([
			runNode(this.#world.n8n, {
				executionId: String(this.runs),
				parameters,
				items,
				signal: controller.signal,
			}),
			interrupted,
		]);
		this.#interrupt = undefined;
		if (!output) return undefined;
		const rows = output.flat().map(({ json }) => json as Row);
		this.#check(rows, items, channels);
		this.#world.trace?.(operation, rows);
		return rows;
	}

	/** Each item and channel has exactly one result, and no result holds a secret. */
	#check(rows: readonly Row[], items: readonly IDataObject[], channels: readonly string[]): void {
		const wanted = channels.flatMap((channel) =>
			items.map(({ sku, restore }) => nameOf(channel, String(sku ?? skuIn(restore)))),
		);
		const got = rows.map(({ channel, sku }) => nameOf(channel, sku));
		if (JSON.stringify(got.sort()) !== JSON.stringify(wanted.sort()))
			this.#world.broken(
				'one result per item and channel',
				`wanted ${wanted.join(', ')}; got ${got.join(', ')}`,
			);
		this.#world.shown(rows);
	}
}

const skuOf = ({ sku }: Row): string => sku;
const skuIn = (restore: unknown): string => (JSON.parse(String(restore)) as { sku: string }).sku;
