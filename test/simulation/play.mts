import type { ShelfItem } from '../../sandbox/fake.mts';
import { seeded } from '../../sandbox/random.mts';
import type { Schedule, Step } from './schedule.mts';
import { SimulatedTrigger, type Sent } from './triggers.mts';
import { nameOf, Workflow, type Row } from './workflow.mts';
import { ERP, ERP_SECRET, isForSale, Products, World, type Violation } from './world.mts';

export interface Outcome {
	violations: Violation[];
	/** How many requests, items, jobs and deliveries were struck, by kind. */
	struck: Record<string, number>;
	runs: number;
}

/** Plays one schedule and says what it broke. */
export async function play(schedule: Schedule, products: Products): Promise<Outcome> {
	const world = new World(schedule, products);
	const game = new Game(world);
	if (process.env.TRACE) console.error(JSON.stringify(schedule));
	try {
		await world.clock.run(game.play());
	} catch (error) {
		world.broken('no exception', (error as Error).stack ?? String(error));
	} finally {
		world.close();
	}
	return {
		violations: world.violations,
		struck: { ...world.struck(), ...game.deliveries },
		runs: game.runs,
	};
}

/** Longer than any channel takes to show what was written. */
const SETTLE_MS = 3_600_000;
const LATE_MS = [2_000, 60_000, 3_600_000, 2 * 86_400_000];
const MOST_DOUBLES = 20;

/** A listing that is closed here and one without stock look alike to the API, so closing what we sold out leaves no trace. */
const LOOKS_SOLD_OUT: ReadonlySet<string> = new Set(['amazon']);

const isMadeOfOthers = ({ note }: ShelfItem): boolean =>
	note !== undefined && /composite|bundle/.test(note);

class Game {
	readonly #world: World;
	readonly #schedule: Schedule;
	readonly #workflow: Workflow;
	/** SKUs that are out, as far as the world knows. */
	readonly #out = new Set<string>();
	/** SKUs that were out at some time. */
	readonly #everOut = new Set<string>();
	/** How often each ran out. */
	readonly #ranOut = new Map<string, number>();
	/** Hidden by hand, when it was still to be seen. */
	readonly #hidden = new Set<string>();
	/** Deleted by hand; it may show for a while. */
	readonly #gone = new Set<string>();
	/** Given new stock by hand on the channel. */
	readonly #raised = new Set<string>();
	/** Off sale before anything happened, by the seller's doing: nothing of ours brings it back. */
	readonly #notOurs = new Set<string>();
	/** SKUs that were out at the last poll. */
	#polledOut: ReadonlySet<string> = new Set();
	/** SKUs that came back since, by the source's word. */
	readonly #backSincePoll = new Set<string>();
	readonly #network: () => number;
	#isCalm = false;
	readonly deliveries = { lost: 0, doubled: 0, late: 0 };
	#trigger: SimulatedTrigger | undefined;
	#poller: SimulatedTrigger | undefined;

	constructor(world: World) {
		this.#world = world;
		this.#schedule = world.schedule;
		this.#workflow = new Workflow(world);
		this.#network = seeded(this.#schedule.seed + 3);
	}

	get runs(): number {
		return this.#workflow.runs;
	}

	async play(): Promise<void> {
		const { platforms, hidden, empty, steps, source } = this.#schedule;
		for (const slug of platforms)
			for (const sku of hidden) {
				this.#world.seller(slug).setHidden(sku, true);
				this.#hidden.add(nameOf(slug, sku));
			}
		for (const slug of platforms)
			for (const sku of empty) this.#world.seller(slug).setQuantity(sku, 0);
		await this.#settle();
		if (source) await this.#publish(source);
		const before = this.#shelves();
		for (const [slug, items] of before)
			for (const { sku } of items)
				if (!items.some((one) => one.sku === sku && isForSale(one)))
					this.#notOurs.add(nameOf(slug, sku));
		for (const step of steps) {
			await this.#step(step);
			this.#checkNotOurs();
		}
		await this.#endOfFaults();
		if (source) await this.#heal();
		else await this.#tellAll();
		this.#checkHidden();
		this.#checkOnlyOut(before);
		await this.#workflow.putBack(() => true);
		await this.#settle();
		this.#checkRestored(before);
		this.#checkHidden();
		this.#checkNotOurs();
	}

	async #step(step: Step): Promise<void> {
		const { clock, sandbox } = this.#world;
		switch (step.kind) {
			case 'soldOut':
				for (const sku of step.skus) this.#goesOut(sku);
				for (let i = 0; i < step.told; i++) await this.#workflow.takeOff(step.skus);
				return;
			case 'late':
				if (this.#out.has(step.sku)) await this.#workflow.takeOff([step.sku]);
				return;
			case 'restock':
				this.#out.delete(step.sku);
				return await this.#workflow.putBack((row) => row.sku === step.sku);
			case 'cancel':
				this.#goesOut(step.sku);
				await this.#workflow.takeOff([step.sku], step.after);
				return;
			case 'crash':
				this.#goesOut(step.sku);
				return await this.#crash(step.sku, step.after);
			case 'restart':
				return await this.#restart();
			case 'meanwhile':
				return this.#byHand(step);
			case 'hide':
				return this.#hide(step);
			case 'remove':
				return this.#remove(step);
			case 'stock':
				return await this.#stock(step);
			case 'poll':
				return await this.#poll();
			case 'wait':
				return await clock.sleep(step.ms);
			case 'faults':
				// A token that is used up by a renewal whose answer is lost only a person can replace.
				for (const rule of step.rules)
					sandbox.faults.add({ ...rule, sparesLogin: !!sandbox.fakes.get(rule.slug)?.signedIn });
				return;
			case 'calm':
				return this.#world.calm();
		}
	}

	// n8n

	async #crash(sku: string, after: number): Promise<void> {
		let left = after;
		this.#world.watch(() => {
			if (left-- !== 0) return;
			this.#world.restart();
			this.#workflow.interrupt();
		});
		const before = this.#shelves();
		await this.#workflow.takeOff([sku]);
		left = -1;
		// With what it wrote, what it remembered is lost, also of variants that went with their product.
		for (const [slug, lines] of this.#shelves())
			this.#touchChanged(slug, before.get(slug) ?? [], lines);
	}

	async #restart(): Promise<void> {
		this.#world.restart();
		this.#workflow.interrupt();
		this.#trigger?.restart();
		this.#poller?.restart();
		await this.#activate();
	}

	// What tells of stock

	async #publish(source: string): Promise<void> {
		const { fakes } = this.#world.sandbox;
		const { platform } = this.#world.n8n.product;
		const isErp = !fakes.has(source);
		const triggerOn = ['outOfStock', 'unavailable', 'backInStock'];
		if (isErp || platform(source).webhook)
			this.#trigger = new SimulatedTrigger('stockOutTrigger', {
				source,
				triggerOn,
				...(isErp ? { options: { occurredAtField: 'updatedAt' } } : {}),
			});
		this.#poller = new SimulatedTrigger('stockLevelTrigger', {
			...(isErp
				? { source: 'feedUrl', feedUrl: `http://127.0.0.1:4700/${ERP}/stock.csv` }
				: { source }),
			...(isErp || platform(source).levels ? {} : { skus: this.#schedule.skus.join(', ') }),
			triggerOn,
		});
		if (isErp) for (const item of this.#schedule.skus) this.#world.erp.set(item, 9);
		const random = this.#network;
		this.#world.deliver = async (sent) => await this.#carry(sent, random);
		await this.#activate();
		if (this.#trigger) fakes.get(source)?.enterWebhook?.(this.#trigger.url);
		await this.#poll();
	}

	/** n8n tries again where a platform could not be asked. */
	async #activate(): Promise<void> {
		for (let tries = 0; this.#trigger; tries++) {
			try {
				return await this.#trigger.activate(this.#world.n8n);
			} catch (error) {
				if (this.#isCalm || tries === 20) throw error;
				await this.#world.clock.sleep(60_000 * 2 ** Math.min(tries, 6));
			}
		}
	}

	/** The way from the source to n8n. @returns the status the sender sees */
	async #carry(sent: Sent, random: () => number): Promise<number> {
		const { lost, doubled, late } = this.#isCalm
			? { lost: 0, doubled: 0, late: 0 }
			: this.#schedule.network;
		const pause = () => LATE_MS[Math.floor(random() * LATE_MS.length)]!;
		// Answered by somebody on the way, and then gone.
		if (random() < lost) {
			this.deliveries.lost += 1;
			return 200;
		}
		if (random() < doubled) {
			this.deliveries.doubled += 1;
			const times = 1 + Math.floor(random() * MOST_DOUBLES);
			for (let i = 0; i < times; i++) this.#receiveAfter(pause(), sent);
		}
		if (random() < late) {
			this.deliveries.late += 1;
			this.#receiveAfter(pause(), sent);
			return 200;
		}
		return await this.#receive(sent);
	}

	#receiveAfter(ms: number, sent: Sent): void {
		this.#world.clock
			.sleep(ms)
			.then(async () => await this.#receive(sent))
			.catch((error: Error) => this.#world.broken('no exception', error.stack ?? error.message));
	}

	async #receive(sent: Sent): Promise<number> {
		const { status, items } = await this.#trigger!.receive(this.#world.n8n, sent);
		this.#world.shown(items);
		if (process.env.TRACE) this.#world.trace(`news ${status}`, items);
		this.#workflow.start(items);
		return status;
	}

	async #poll(): Promise<void> {
		if (!this.#poller) return;
		try {
			const items = await this.#poller.poll(this.#world.n8n);
			this.#world.shown(items);
			if (process.env.TRACE) this.#world.trace('poll', items);
			this.#workflow.start(items);
			this.#polledOut = new Set(this.#out);
			this.#backSincePoll.clear();
		} catch (error) {
			// n8n shows it, and polls again.
			this.#world.shown(String(error));
			if (this.#isCalm) throw error;
		}
	}

	async #stock({ sku, quantity, bought }: Extract<Step, { kind: 'stock' }>): Promise<void> {
		const { source = '' } = this.#schedule;
		const { erp, sandbox, clock } = this.#world;
		// Platforms tell times by the second: two changes within one have no order.
		await clock.sleep(2_000);
		if (sandbox.fakes.has(source)) {
			const count = () => this.#world.lines(source, sku)[0]?.quantity;
			const left = count() ?? 0;
			const seller = this.#world.seller(source);
			if (bought && left > 0) seller.sell(sku, left);
			else seller.setQuantity(sku, quantity);
			// Of what is counted anew, orders that are not shipped yet may hold more than there is.
			return this.#counted(sku, Math.min(quantity, count() ?? quantity));
		}
		this.#counted(sku, quantity);
		erp.set(sku, quantity);
		const updatedAt = new Date(clock.now()).toISOString();
		await this.#world.deliver({
			method: 'POST',
			url: this.#trigger!.url,
			headers: { 'content-type': 'application/json', 'x-stock-secret': ERP_SECRET },
			body: JSON.stringify({ sku, quantity, updatedAt }),
		});
	}

	#counted(sku: string, quantity: number): void {
		const isOut = this.#out.has(sku);
		if (quantity > 0) {
			this.#out.delete(sku);
			this.#backSincePoll.add(sku);
		}
		if (quantity <= 0 && !isOut) {
			this.#goesOut(sku);
			this.#ranOut.set(sku, (this.#ranOut.get(sku) ?? 0) + 1);
		}
	}

	// Hands

	#byHand({ platform, sku, after, quantity }: Extract<Step, { kind: 'meanwhile' }>): void {
		let left = after;
		const name = nameOf(platform, sku);
		this.#workflow.touched.add(name);
		this.#world.watch((slug) => {
			if (slug !== platform || left-- !== 0 || this.#gone.has(name)) return;
			if (this.#world.lines(platform, sku).length === 0) return;
			this.#touch(platform, sku, () => this.#world.seller(platform).setQuantity(sku, quantity));
			this.#raised.add(name);
			// There new stock opens a closed listing, at once or when the change shows.
			if (LOOKS_SOLD_OUT.has(platform)) this.#hidden.delete(name);
		});
	}

	#hide({ platform, sku }: Extract<Step, { kind: 'hide' }>): void {
		const lines = this.#world.lines(platform, sku);
		if (this.#gone.has(nameOf(platform, sku))) return;
		if (lines.length !== 1 || lines[0]!.state === 'hidden') return;
		this.#touch(platform, sku, () => this.#world.seller(platform).setHidden(sku, true));
		// What a run has read a moment ago is another matter: it may write over it.
		if (LOOKS_SOLD_OUT.has(platform) && this.runs > 0) return;
		if (this.#workflow.isUnsure(platform, sku)) return;
		if (!this.#workflow.isBusy && this.#world.lines(platform, sku)[0]?.state === 'hidden')
			this.#hidden.add(nameOf(platform, sku));
	}

	#remove({ platform, sku }: Extract<Step, { kind: 'remove' }>): void {
		if (this.#gone.has(nameOf(platform, sku))) return;
		if (this.#world.lines(platform, sku).length !== 1) return;
		this.#gone.add(nameOf(platform, sku));
		this.#touch(platform, sku, () => this.#world.seller(platform).remove(sku));
	}

	/** What a hand changes besides: variants of the same product, sets that hold the goods. */
	#touch(platform: string, sku: string, act: () => void): void {
		this.#workflow.touched.add(nameOf(platform, sku));
		const { shelf } = this.#world.sandbox.fakes.get(platform)!;
		const before = shelf();
		act();
		this.#touchChanged(platform, before, shelf());
	}

	#touchChanged(platform: string, before: readonly ShelfItem[], after: readonly ShelfItem[]): void {
		const now = Map.groupBy(after, ({ sku }) => sku);
		for (const [sku, lines] of Map.groupBy(before, ({ sku }) => sku))
			if (JSON.stringify(lines) !== JSON.stringify(now.get(sku)))
				this.#workflow.touched.add(nameOf(platform, sku));
	}

	// The end

	async #endOfFaults(): Promise<void> {
		this.#isCalm = true;
		this.#world.calm();
		this.#world.unwatch();
		await this.#settle();
		await this.#workflow.idle();
	}

	/** One look at what is out. */
	async #tellAll(): Promise<void> {
		if (this.#out.size === 0) return;
		const rows = await this.#workflow.takeOff([...this.#out]);
		await this.#settle();
		for (const row of rows ?? []) this.#checkOff(row.channel, row.sku, row);
	}

	/** One poll, and people look after what needs attention. */
	async #heal(): Promise<void> {
		// Out at the last poll, back and out again before the next: to a poll nothing has changed. Only the deliveries tell of it, and
		// one that is lost leaves the SKU on sale (docs/reliability.md).
		const unseen = [...this.#polledOut].filter((sku) => this.#backSincePoll.has(sku));
		await this.#poll();
		await this.#workflow.idle();
		const owed = new Set([...this.#workflow.owed.values(), ...this.#workflow.told.values()]);
		const again = [...owed].filter((sku) => this.#out.has(sku));
		const rows = again.length > 0 ? ((await this.#workflow.takeOff(again)) ?? []) : [];
		await this.#settle();
		// What a person put on sale on the channel itself is that person's business; no news tell of it.
		for (const channel of this.#schedule.platforms)
			for (const sku of this.#out)
				if (!this.#raised.has(nameOf(channel, sku)) && !unseen.includes(sku))
					this.#checkOff(
						channel,
						sku,
						rows.find((row) => row.channel === channel && row.sku === sku),
					);
		for (const [name, times] of this.#workflow.takenOff) {
			const sku = name.slice(name.indexOf(' ') + 1);
			const changes = this.#ranOut.get(sku) ?? 0;
			if (times > changes && !this.#workflow.touched.has(name))
				this.#world.broken(
					'one effect per change',
					`${name} ran out ${changes} times and was taken off sale ${times} times`,
				);
		}
	}

	#checkOff(channel: string, sku: string, row: Row | undefined): void {
		if (this.#workflow.told.has(nameOf(channel, sku)) || !this.#world.isOnSale(channel, sku))
			return;
		const said = row ? `${row.outcome}, ${String(row.message)}` : 'not told';
		this.#world.broken('no stock-out stays buyable', `${nameOf(channel, sku)}: ${said}`);
	}

	#goesOut(sku: string): void {
		this.#out.add(sku);
		this.#everOut.add(sku);
	}

	#checkOnlyOut(before: ReadonlyMap<string, ShelfItem[]>): void {
		for (const [slug, items] of before) {
			const onSale = this.#world.onSale(slug);
			for (const item of items) {
				const { sku } = item;
				if (!isForSale(item) || isMadeOfOthers(item) || onSale.has(sku)) continue;
				if (this.#everOut.has(sku) || this.#workflow.touched.has(nameOf(slug, sku))) continue;
				this.#world.broken('only what ran out is taken off', nameOf(slug, sku));
			}
		}
	}

	#checkNotOurs(): void {
		for (const [slug, items] of this.#shelves())
			for (const item of items) {
				const name = nameOf(slug, item.sku);
				if (!this.#notOurs.has(name) || this.#workflow.touched.has(name)) continue;
				if (isMadeOfOthers(item) || !isForSale(item)) continue;
				this.#world.broken('nothing is put back that we did not take off', name);
				this.#notOurs.delete(name);
			}
	}

	#checkHidden(): void {
		for (const name of this.#hidden) {
			const [slug = '', sku = ''] = name.split(' ');
			if (this.#world.isOnSale(slug, sku)) {
				this.#world.broken('hidden by hand stays hidden', name);
				this.#hidden.delete(name);
			}
		}
	}

	#checkRestored(before: ReadonlyMap<string, ShelfItem[]>): void {
		for (const [slug, items] of before) {
			const shelf = Map.groupBy(this.#world.sandbox.fakes.get(slug)!.shelf(), ({ sku }) => sku);
			for (const item of items) {
				// A set is as available as its parts: what was changed by hand changes it too.
				if (this.#workflow.touched.has(nameOf(slug, item.sku)) || isMadeOfOthers(item)) continue;
				const then = JSON.stringify(items.filter(({ sku }) => sku === item.sku));
				const now = JSON.stringify(shelf.get(item.sku) ?? []);
				if (now !== then)
					this.#world.broken('restored as it was', `${item.sku} on ${slug}: ${then} became ${now}`);
			}
		}
	}

	async #settle(): Promise<void> {
		await this.#world.clock.sleep(SETTLE_MS);
	}

	#shelves(): Map<string, ShelfItem[]> {
		const { platforms } = this.#schedule;
		return new Map(
			platforms.map((slug) => [slug, this.#world.sandbox.fakes.get(slug)!.shelf()] as const),
		);
	}
}
