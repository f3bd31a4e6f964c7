// The shops, n8n and time of one schedule.
import { IANAZone } from 'luxon';

import { catalogue as acrylics, manyProducts } from '../../sandbox/catalogue.mts';
import { isTrouble, type FaultKind } from '../../sandbox/faults.mts';
import { makers } from '../../sandbox/index.mts';
import { seeded } from '../../sandbox/random.mts';
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import type { Fake, FakeAnswer, FakeRequest, ShelfItem } from '../../sandbox/fake.mts';
import { liveBy } from '../productClock.mts';
import { VirtualClock } from './clock.mts';
import { N8nAccounts, type N8n } from './n8n.mts';
import { loadProduct, type Product } from './product.mts';
import { FAULTS, ZONES, type Schedule } from './schedule.mts';
import type { Sent } from './triggers.mts';

/** A promise that was broken, in words. */
export interface Violation {
	invariant: string;
	detail: string;
}

/** Makers by slug: a shop of two platforms opens quicker than one of all. */
const all = createSandbox();
const makerOf = new Map([...all.fakes.keys()].map((slug, i) => [slug, makers[i]!] as const));

export const slugs = [...makerOf.keys()].sort();

/** What can go wrong where. */
export const faultsOf: ReadonlyMap<string, readonly FaultKind[]> = new Map(
	[...all.fakes.values()].map((fake) => [
		fake.slug,
		FAULTS.filter((kind) => {
			if (isTrouble(kind)) return fake.troubles?.includes(kind) ?? false;
			if (kind === 'errorInside') return fake.errorInside !== undefined;
			return kind !== 'expireToken' || fake.expired !== undefined;
		}),
	]),
);

const maskOf = ({ status, body }: FakeAnswer): string =>
	`${status} ${(typeof body === 'string' ? body : JSON.stringify(body)).replace(/[\dA-Fa-f-]+/g, '#')}`;

const throttledMasks = new Map(
	[...all.fakes.values()].map((fake) => [fake.slug, maskOf(fake.throttled())] as const),
);

/** Whether this answer of a fake means that the caller was too fast. */
function isTooFast(slug: string, answer: FakeAnswer): boolean {
	const { status, body } = answer;
	if (status === 200) return maskOf(answer) === throttledMasks.get(slug);
	// Not documented, and made for requests that take their time: here they take none.
	return status === 429 && !JSON.stringify(body).includes('burst rate limit');
}

/** The storefront of the first day. */
export const firstShelf = (slug: string): ShelfItem[] => all.fakes.get(slug)!.shelf();

/** An offer of Google's for physical shops only stands beside the one that is sold online. */
export const isForSale = ({ state, note }: ShelfItem): boolean =>
	state === 'onSale' && !note?.includes('physical shops');

/** The product as the running n8n has it in memory, from one schedule to the next. */
export class Products {
	#current: Product | undefined;
	readonly #load: () => Product;

	constructor(load: () => Product = loadProduct) {
		this.#load = load;
	}

	get current(): Product {
		return (this.#current ??= this.#load());
	}

	/** n8n was stopped: its memory is gone. */
	forget(): void {
		this.#current = undefined;
	}
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * DAY_MS;
const daysOf = (week: number): number[] => Array.from({ length: 7 }, (_, i) => week + i * DAY_MS);
/** Each schedule has days of its own: what the product remembers by the clock (logins, pauses) must not reach from one into the next. */
const DAYS = 50;
/** So long a schedule may take. */
const MOST_DAYS = 25;
/** So many schedules may be played with the same loadings, in the order of their seeds. */
export const BLOCK = 200;
const FIRST_DAY = Date.UTC(2026, 9, 1);

/** When the clocks of a zone are changed. */
const changes = new Map(
	ZONES.map((name) => {
		const zone = IANAZone.create(name);
		const isChangedIn = (ms: number) => (from: number) =>
			zone.offset(from) !== zone.offset(from + ms);
		const weeks = Array.from({ length: (BLOCK * DAYS) / 7 }, (_, i) => FIRST_DAY + i * WEEK_MS);
		const days = weeks.filter(isChangedIn(WEEK_MS)).flatMap(daysOf).filter(isChangedIn(DAY_MS));
		return [name as string, days];
	}),
);

function startOf({ seed, zone, onEve }: Schedule): number {
	const first = FIRST_DAY + (seed % BLOCK) * DAYS * DAY_MS;
	const last = first + (DAYS - MOST_DAYS) * DAY_MS;
	const change = changes.get(zone)?.find((day) => day >= first && day < last);
	// Around midnight, and again some hours before: what changes at 2 in the morning lies between.
	return onEve && change !== undefined ? change + (seed % 24) * HOUR_MS : first;
}

/** A stock list at an address, and an ERP that calls: what is no platform. */
export const ERP = 'erp';

/** The longest time over which a platform counts requests. */
const MEMORY_OF_LIMITS_MS = DAY_MS;

/** Characters of a body. */
const TRACED = Number(process.env.TRACE);

export class World {
	readonly schedule: Schedule;
	readonly clock: VirtualClock;
	readonly sandbox: Sandbox;
	readonly accounts: N8nAccounts;
	readonly violations: Violation[] = [];
	/** The ERP's stock, by SKU. */
	readonly erp = new Map<string, number>();
	/** Where deliveries go. */
	deliver: (sent: Sent) => Promise<number> = async () => await Promise.resolve(200);
	n8n: N8n;
	readonly #products: Products;
	readonly #secrets: string[];
	readonly #restore: Array<() => void> = [];
	readonly #struck: Record<string, number> = {};
	#restartedAt = -Infinity;
	#unhook: () => void = () => undefined;

	constructor(schedule: Schedule, products: Products) {
		this.schedule = schedule;
		this.#products = products;
		if (process.env.TZ !== schedule.zone) process.env.TZ = schedule.zone;
		this.clock = new VirtualClock(startOf(schedule), MOST_DAYS * DAY_MS);
		this.clock.hasStreams = schedule.crowd > 0;
		const { source } = schedule;
		const shops = [...schedule.platforms, ...(source && makerOf.has(source) ? [source] : [])];
		this.sandbox = createSandbox({
			seed: schedule.seed + 1,
			clock: this.clock,
			makers: shops.map((slug) => makerOf.get(slug)!),
			...(schedule.crowd > 0 ? { catalogue: [...acrylics, ...manyProducts(schedule.crowd)] } : {}),
			baseUrl: (slug) => `http://127.0.0.1:4700/${slug}`,
			deliver: async (sent) => await this.deliver(sent),
			allowLocalWebhooks: true,
		});
		const product = products.current;
		const stored = Object.fromEntries(
			shops.map((slug) => {
				const { account, signedIn } = this.sandbox.fakes.get(slug)!;
				const { credential } = product.platform(slug).service!;
				return [credential, { ...account, ...(signedIn && { oauthTokenData: { ...signedIn } }) }];
			}),
		);
		this.#secrets = shops.flatMap((slug) => {
			const { credential, secretFields } = product.platform(slug).service!;
			const values = stored[credential] as Record<string, string | undefined>;
			return secretFields.flatMap((field) => {
				const value = values[field] ?? '';
				return value.length > 6 ? [value] : [];
			});
		});
		this.accounts = new N8nAccounts({
			...stored,
			stockOutWebhookApi: {
				method: 'header',
				headerName: 'X-Stock-Secret',
				headerSecret: ERP_SECRET,
			},
		} as never);
		this.#secrets.push(ERP_SECRET);
		for (const fake of this.sandbox.fakes.values()) this.#holdToLimits(fake);
		this.n8n = this.#start();
	}

	/** Its own refusals, not the ordered ones. What n8n had sent before it was stopped it cannot know of any more. */
	#holdToLimits(fake: Fake): void {
		const { handle, slug } = fake;
		fake.handle = async (request) => {
			const answer = await handle.call(fake, request);
			const isKnown = this.clock.now() - this.#restartedAt > MEMORY_OF_LIMITS_MS;
			if (isKnown && isTooFast(slug, answer))
				this.broken(
					'requests within documented limits',
					`${slug} ${request.method} ${request.path}`,
				);
			return answer;
		};
	}

	/** n8n is stopped in the midst of whatever it does, and started again. */
	restart(): void {
		this.#restartedAt = this.clock.now();
		this.n8n.isStopped = true;
		this.#products.forget();
		this.n8n = this.#start();
	}

	#start(): N8n {
		const product = this.#products.current;
		const { clock } = this;
		const own = { now: () => clock.now() + this.schedule.skewMs, sleep: clock.sleep };
		const { random } = product.clock;
		this.#restore.push(liveBy(product.clock, own));
		product.clock.random = seeded(this.schedule.seed + 2);
		this.#restore.push(() => (product.clock.random = random));
		return {
			product,
			accounts: this.accounts,
			clock,
			send: async (slug, request) => await this.#send(slug, request),
			isStopped: false,
		};
	}

	async #send(slug: string, request: FakeRequest): Promise<FakeAnswer> {
		if (slug !== ERP) return await this.sandbox.handle(slug, request);
		const rows = [...this.erp].map(([sku, quantity]) => `${sku},${quantity}`);
		return {
			status: 200,
			headers: { 'content-type': 'text/csv' },
			body: ['sku,quantity', ...rows].join('\n'),
		};
	}

	close(): void {
		for (const restore of this.#restore.reverse()) restore();
	}

	broken(invariant: string, detail: string): void {
		this.violations.push({ invariant, detail });
	}

	/** No secret may stand in what n8n shows. */
	shown(output: unknown): void {
		const text = JSON.stringify(output);
		for (const secret of this.#secrets)
			if (text.includes(secret)) this.broken('no secret in any output', `${secret.slice(0, 4)}...`);
	}

	/** For whoever looks into a violation: every request and every row. */
	trace(operation: string, rows: unknown): void {
		if (!process.env.TRACE) return;
		for (const {
			at,
			slug,
			method,
			path,
			requestBody,
			status,
			responseBody,
		} of this.sandbox.log.entries())
			console.error(
				new Date(at).toISOString(),
				`${slug} ${method} ${path} ${String(requestBody).slice(0, TRACED)}`,
				`=> ${status} ${String(responseBody).slice(0, TRACED)}`,
			);
		this.sandbox.log.clear();
		console.error(operation, JSON.stringify(rows));
	}

	/** How often each kind of fault struck. */
	struck(): Record<string, number> {
		const all = { ...this.#struck };
		for (const { kind, hits } of this.sandbox.faults.list()) all[kind] = (all[kind] ?? 0) + hits;
		return all;
	}

	get faults(): number {
		return Object.values(this.struck()).reduce((sum, hits) => sum + hits, 0);
	}

	calm(): void {
		Object.assign(this.#struck, this.struck());
		this.sandbox.faults.clear();
	}

	/** Tells of every request before it is answered, until `unwatch`. */
	watch(told: (slug: string) => void): void {
		for (const [slug, fake] of this.sandbox.fakes) {
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

	unwatch(): void {
		this.#unhook();
		this.#unhook = () => undefined;
	}

	lines(slug: string, sku: string): ShelfItem[] {
		return this.sandbox.fakes
			.get(slug)!
			.shelf()
			.filter((item) => item.sku === sku);
	}

	isOnSale(slug: string, sku: string): boolean {
		return this.lines(slug, sku).some(isForSale);
	}

	/** SKUs that can be bought. */
	onSale(slug: string): Set<string> {
		const items = this.sandbox.fakes.get(slug)!.shelf().filter(isForSale);
		return new Set(items.map(({ sku }) => sku));
	}

	seller(slug: string) {
		return this.sandbox.fakes.get(slug)!.seller;
	}
}

export const ERP_SECRET = 'erp-secret-of-many-characters';
