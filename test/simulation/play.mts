import type { IDataObject } from 'n8n-workflow';

import type { Platform } from '../../platforms/platform';
import type { ShelfItem } from '../../sandbox/fake.mts';
import { seeded } from '../../sandbox/random.mts';
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { makers } from '../../sandbox/index.mts';
import { cases } from '../conformance/cases.mts';
import { built } from '../harness.mts';
import { setProductClock } from '../shop.mts';
import { VirtualClock } from './clock.mts';
import { N8nAccounts, runNode } from './n8n.mts';
import type { Schedule, Step } from './schedule.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const { optionsName } = built('./nodes/AcrylicDelist/run/gather.js') as {
	optionsName(platform: Platform): string;
};
const product = built('./http/clock.js') as { clock: { random(): number } };

/** A promise that was broken, in words. */
export interface Violation {
	invariant: string;
	detail: string;
}

interface Row extends IDataObject {
	sku: string;
	channel: string;
	outcome: string;
	changed: boolean;
	confirmed: boolean;
	restore: string;
}

export interface Outcome {
	violations: Violation[];
	faults: number;
	runs: number;
}

/** Each schedule has days of its own: what the product remembers by the clock (logins, pauses) must not reach from one into the next. */
const DAY_MS = 86_400_000;

/** Makers by slug: a shop of two platforms opens quicker than one of all. */
const makerOf = new Map(
	[...createSandbox().fakes.keys()].map((slug, i) => [slug, makers[i]!] as const),
);

export const slugs = [...makerOf.keys()].sort();

/** Plays one schedule and says what it broke. */
export async function play(schedule: Schedule): Promise<Outcome> {
	const world = new Play(schedule);
	return await world.run();
}

class Play {
	readonly #schedule: Schedule;
	readonly #clock: VirtualClock;
	readonly #sandbox: Sandbox;
	readonly #accounts: N8nAccounts;
	readonly #violations: Violation[] = [];
	readonly #secrets: string[];
	/** Rows that can still be undone, oldest first. */
	#toRestore: Row[] = [];
	/** SKUs that somebody changed by hand on a platform: what it was before says nothing any more. */
	readonly #touched = new Set<string>();
	readonly #out = new Set<string>();
	#runs = 0;

	constructor(schedule: Schedule) {
		this.#schedule = schedule;
		this.#clock = new VirtualClock(Date.UTC(2026, 9, 24, 22) + schedule.seed * 10 * DAY_MS);
		this.#sandbox = createSandbox({
			seed: schedule.seed + 1,
			clock: this.#clock,
			makers: schedule.platforms.map((slug) => makerOf.get(slug)!),
			baseUrl: (slug) => `http://127.0.0.1:4700/${slug}`,
			deliver: async () => 200,
			allowLocalWebhooks: true,
		});
		const stored = Object.fromEntries(
			schedule.platforms.map((slug) => {
				const fake = this.#sandbox.fakes.get(slug)!;
				return [
					platformOf(slug).service!.credential,
					{ ...fake.account, ...(fake.signedIn && { oauthTokenData: { ...fake.signedIn } }) },
				];
			}),
		);
		this.#accounts = new N8nAccounts(stored as never);
		this.#secrets = schedule.platforms.flatMap((slug) => {
			const { credential, secretFields } = platformOf(slug).service!;
			const values = stored[credential] as Record<string, string>;
			return secretFields.map((field) => values[field]).filter((value) => (value?.length ?? 0) > 6);
		}) as string[];
	}

	async run(): Promise<Outcome> {
		const restoreClock = setProductClock(this.#clock);
		const random = product.clock.random;
		product.clock.random = seeded(this.#schedule.seed + 2);
		try {
			for (const sku of this.#schedule.hidden)
				this.#each((slug) => this.#seller(slug).setHidden(sku, true));
			await this.#settle();
			const before = this.#shelves();
			for (const step of this.#schedule.steps) await this.#step(step);
			await this.#end(before);
		} catch (error) {
			this.#broken('no exception', (error as Error).stack ?? String(error));
		} finally {
			product.clock.random = random;
			restoreClock();
		}
		const faults = this.#sandbox.faults.list().reduce((sum, { hits }) => sum + hits, this.#struck);
		return { violations: this.#violations, faults, runs: this.#runs };
	}

	#struck = 0;

	#clearFaults(): void {
		this.#struck += this.#sandbox.faults.list().reduce((sum, { hits }) => sum + hits, 0);
		this.#sandbox.faults.clear();
	}

	async #step(step: Step): Promise<void> {
		switch (step.kind) {
			case 'soldOut':
				this.#out.add(step.sku);
				for (let i = 0; i < step.told; i++) await this.#takeOff([step.sku]);
				return;
			case 'late':
				if (this.#out.has(step.sku)) await this.#takeOff([step.sku]);
				return;
			case 'restock':
				this.#out.delete(step.sku);
				return await this.#putBack((row) => row.sku === step.sku);
			case 'cancel':
				this.#out.add(step.sku);
				return await this.#takeOff([step.sku], step.after);
			case 'meanwhile':
				return this.#byHand(step);
			case 'wait':
				return await this.#clock.pass(step.ms);
			case 'faults':
				for (const rule of step.rules) this.#sandbox.faults.add(rule);
				return;
			case 'calm':
				return this.#clearFaults();
		}
	}

	/** Faults stop, one look at what is out passes, then everything comes back. */
	async #end(before: Map<string, ShelfItem[]>): Promise<void> {
		this.#clearFaults();
		this.#unhook();
		await this.#settle();
		if (this.#out.size > 0) {
			const rows = await this.#takeOff([...this.#out]);
			await this.#settle();
			for (const row of rows) {
				const told = ['refused', 'ambiguous', 'notFound'].includes(row.outcome);
				if (this.#state(row.channel, row.sku) === 'onSale' && !told)
					this.#broken(
						'no stock-out stays buyable',
						`${row.sku} on ${row.channel}: ${row.outcome}, ${String(row.message)}`,
					);
			}
		}
		for (const sku of this.#schedule.hidden)
			this.#each((slug) => {
				const item = shelfOf(before.get(slug)!, sku);
				if (item && JSON.stringify(this.#item(slug, sku)) !== JSON.stringify(item))
					this.#broken('hidden by hand stays hidden', `${sku} on ${slug}`);
			});
		await this.#putBack(() => true);
		await this.#settle();
		this.#each((slug) => {
			for (const item of before.get(slug)!) {
				// A set is as available as its parts: what was changed by hand changes it too.
				const isTouched = this.#touched.has(`${slug} ${item.sku}`) || item.note === 'composite';
				if (isTouched) continue;
				const now = this.#sandbox.fakes
					.get(slug)!
					.shelf()
					.filter(({ sku }) => sku === item.sku);
				const then = before.get(slug)!.filter(({ sku }) => sku === item.sku);
				if (JSON.stringify(now) !== JSON.stringify(then))
					this.#broken(
						'restored as it was',
						`${item.sku} on ${slug}: ${JSON.stringify(then)} became ${JSON.stringify(now)}`,
					);
			}
		});
	}

	async #takeOff(skus: string[], cancelAfter?: number): Promise<Row[]> {
		const rows = await this.#node(
			'takeOffSale',
			skus.map((sku) => ({ sku })),
			cancelAfter,
		);
		for (const row of rows) {
			if (row.restore && (JSON.parse(row.restore) as { listings: unknown[] }).listings.length > 0)
				this.#toRestore.push(row);
			if (
				row.confirmed &&
				this.#state(row.channel, row.sku) === 'onSale' &&
				!this.#hooked.has(`${row.channel} ${row.sku}`)
			)
				this.#broken(
					'confirmed is true',
					`${row.sku} on ${row.channel} is ${row.outcome}, and on sale`,
				);
		}
		return rows;
	}

	/** The latest first: each undoes what it found. */
	async #putBack(wanted: (row: Row) => boolean): Promise<void> {
		const mine = this.#toRestore.filter(wanted).reverse();
		for (const row of mine) {
			const [back] = await this.#node(
				'putBackOnSale',
				[{ restore: row.restore }],
				undefined,
				row.channel,
			);
			const isDone = ['backOnSale', 'alreadyOnSale', 'leftAlone'].includes(back?.outcome ?? '');
			if (isDone) this.#toRestore = this.#toRestore.filter((one) => one !== row);
		}
	}

	async #node(
		operation: string,
		items: IDataObject[],
		cancelAfter?: number,
		only?: string,
	): Promise<Row[]> {
		this.#runs += 1;
		const channels = only ? [only] : this.#schedule.platforms;
		const parameters: IDataObject = { operation, channels, options: {} };
		for (const slug of channels) {
			const { options = {}, countOptions = {} } = cases[slug]!;
			parameters[optionsName(platformOf(slug))] =
				slug === 'netsuite' ? options : { ...countOptions, ...options };
		}
		const controller = new AbortController();
		if (cancelAfter !== undefined) this.#cancelAt(controller, cancelAfter);
		const output = await this.#clock.run(
			runNode({
				sandbox: this.#sandbox,
				accounts: this.#accounts,
				clock: this.#clock,
				executionId: String(this.#runs),
				parameters,
				items,
				signal: controller.signal,
			}),
		);
		const rows = output.flat().map(({ json }) => json as Row);
		if (rows.length !== items.length * channels.length)
			this.#broken(
				'one result per item and channel',
				`${items.length} items, ${channels.length} channels, ${rows.length} rows`,
			);
		if (process.env.TRACE) {
			for (const e of this.#sandbox.log.entries())
				console.log(
					new Date(e.at).toISOString(),
					e.slug,
					e.method,
					e.path,
					String(e.requestBody).slice(0, 300),
					'=>',
					e.status,
					String(e.responseBody).slice(0, 300),
				);
			this.#sandbox.log.clear();
			console.log(
				operation,
				JSON.stringify(
					rows.map(({ sku, channel, outcome, message, changed, confirmed, restore }) => ({
						sku,
						channel,
						outcome,
						message,
						changed,
						confirmed,
						restore,
					})),
				),
			);
		}
		const text = JSON.stringify(rows);
		for (const secret of this.#secrets)
			if (text.includes(secret)) this.#broken('no secret in any output', secret.slice(0, 4));
		return rows;
	}

	readonly #hooked = new Set<string>();
	#unhook: () => void = () => undefined;

	#cancelAt(controller: AbortController, after: number): void {
		let left = after;
		this.#watch(() => {
			if (left-- <= 0) controller.abort();
		});
	}

	#byHand({ platform, sku, after, quantity }: Extract<Step, { kind: 'meanwhile' }>): void {
		let left = after;
		this.#touched.add(`${platform} ${sku}`);
		this.#hooked.add(`${platform} ${sku}`);
		this.#watch((slug) => {
			if (slug !== platform || left-- !== 0) return;
			this.#seller(platform).setQuantity(sku, quantity);
		});
	}

	/** Tells of every request before it is answered, until the end. */
	#watch(told: (slug: string) => void): void {
		for (const [slug, fake] of this.#sandbox.fakes) {
			const { handle } = fake;
			fake.handle = async (request) => {
				if (!fake.isLogin(request)) told(slug);
				return await handle.call(fake, request);
			};
			const last = this.#unhook;
			// The latest first: each one wrapped what stood there before it.
			this.#unhook = () => {
				fake.handle = handle;
				last();
			};
		}
	}

	/** Longer than any channel takes to show what was written. */
	async #settle(): Promise<void> {
		await this.#clock.pass(3_600_000);
	}

	#shelves(): Map<string, ShelfItem[]> {
		return new Map([...this.#sandbox.fakes].map(([slug, fake]) => [slug, fake.shelf()]));
	}

	#item = (slug: string, sku: string): ShelfItem | undefined =>
		shelfOf(this.#sandbox.fakes.get(slug)!.shelf(), sku);

	#state = (slug: string, sku: string) => this.#item(slug, sku)?.state;

	#seller = (slug: string) => this.#sandbox.fakes.get(slug)!.seller;

	#each(act: (slug: string) => void): void {
		for (const slug of this.#schedule.platforms) act(slug);
	}

	#broken(invariant: string, detail: string): void {
		this.#violations.push({ invariant, detail });
	}
}

const shelfOf = (shelf: readonly ShelfItem[], sku: string): ShelfItem | undefined =>
	shelf.find((item) => item.sku === sku);

function platformOf(slug: string): Platform {
	const found = platforms.find(({ id }) => id === slug);
	if (!found) throw new Error(`There is no platform "${slug}".`);
	return found;
}
