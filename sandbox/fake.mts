/**
 * What a fake platform is. A fake knows its platform's documented behaviour and nothing of the product: it is what
 * the product is tested against. It never reads the real clock, timers or random numbers, only `World`, so that the
 * same fake serves on loopback (demo, end-to-end tests) and in-process on a virtual clock (tests, simulation).
 */

export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	sleep(ms: number): Promise<void>;
}

export interface World {
	clock: Clock;
	/** Seeded, 0 <= n < 1. */
	random(): number;
	/** Where the fake is reached, without a slash at the end: `http://127.0.0.1:4700/shopify`. */
	baseUrl(slug: string): string;
	/**
	 * Sends a webhook and resolves to the status the receiver answered; 0 when nobody answered. Fakes call it in the background,
	 * after the change, as their platform does (retries and disabling are the fake's business).
	 */
	deliver(delivery: {
		url: string;
		method: 'POST' | 'GET';
		headers: Record<string, string>;
		body: string;
	}): Promise<number>;
	/** The goods of the shop, the same on every channel. */
	catalogue: readonly Product[];
	/** Platforms refuse webhooks to a local address as in real life unless this is on (demo and end-to-end tests). */
	allowLocalWebhooks: boolean;
	/** Shortens the platforms' own delays (feed processing, read lag): 1 = as in real life, 0.05 = twenty times faster. */
	delayFactor: number;
	/** Whether an ordered trouble of this kind strikes the next thing it can strike. */
	befalls?(slug: string, trouble: Trouble): boolean;
}

/** What goes wrong inside a platform that answers as always; each fake that can get into it puts it in its platform's own form. */
export type Trouble =
	/** One item of a write is refused, the others are done. */
	| 'itemRefused'
	/** A feed, file or job is taken and never ends. */
	| 'workStuck'
	/** A feed, file or job ends in an error, with as much of it done as the platform documents. */
	| 'workFailed';

export interface Product {
	title: string;
	variants: readonly { sku: string; title: string; quantity: number; price: string }[];
}

/** A request as it came in; `path` is raw (still percent-encoded), without the slug and without the query. */
export interface FakeRequest {
	method: string;
	path: string;
	query: URLSearchParams;
	/** Lower-case names. */
	headers: Record<string, string>;
	body: Buffer;
}

export interface FakeAnswer {
	status: number;
	/** A JSON body gets `application/json` unless a content-type stands here. */
	headers?: Record<string, string>;
	/** Objects are sent as JSON; strings and Buffers as they are. */
	body?: unknown;
}

/** One line of a storefront as a customer sees it. */
export interface ShelfItem {
	sku: string;
	title: string;
	quantity: number | null;
	state: 'onSale' | 'soldOut' | 'hidden';
	/** A short remark in the platform's own words: 'FBA', 'draft', 'backorders allowed'. */
	note?: string;
}

/** What the seller does in the platform's own back office, or customers in the shop. */
export interface Seller {
	/** A customer buys: stock falls, webhooks fire where the platform has them. Throws when the SKU is unknown. */
	sell(sku: string, quantity: number): void;
	/** New stock arrives, entered by hand or by the ERP. Fires webhooks as well. */
	setQuantity(sku: string, quantity: number): void;
	/** The seller hides or shows the product by hand. */
	setHidden(sku: string, hidden: boolean): void;
	/** The seller deletes the listing of this SKU for good; other variants of the product stay. */
	remove(sku: string): void;
}

/** What a purchasing clerk does on the platform, where it keeps orders to suppliers. Dates are `2026-11-25`. */
export interface Purchasing {
	/** A new order, a draft where the platform has drafts. @returns its number as people call it */
	order(order: {
		supplier: string;
		expectedOn?: string;
		lines: ReadonlyArray<{ sku: string; quantity: number; expectedOn?: string }>;
	}): string;
	/** It goes to the supplier. */
	send(poNumber: string): void;
	/** The supplier names another date: for one line where the platform keeps dates by line, else for the order. */
	move(poNumber: string, expectedOn: string, sku?: string): void;
	/** Goods arrive; in parts as often as it takes. */
	receive(poNumber: string, sku: string, quantity: number): void;
	/** Nothing more is expected, although not everything came. */
	closeShort(poNumber: string): void;
	cancel(poNumber: string): void;
	removeLine(poNumber: string, sku: string): void;
	/** The platform's own mark for a line the supplier cannot deliver yet, where it has one. */
	backorder?(poNumber: string, sku: string): void;
}

export interface Fake {
	slug: string;
	/** The platform's name as its users know it. */
	name: string;
	handle(request: FakeRequest): Promise<FakeAnswer>;
	shelf(): ShelfItem[];
	seller: Seller;
	/** Only platforms with orders to suppliers. */
	purchasing?: Purchasing;
	/** What a person does where the API registers no webhooks: enters the address in the back office, with the secret of `account`. */
	enterWebhook?(url: string): void;
	/** The answer this platform gives to a caller that is too fast; for injected faults. */
	throttled(): FakeAnswer;
	/** The answer this platform gives to an expired token; for injected faults, where tokens expire at all. */
	expired?(): FakeAnswer;
	/** The answer with status 200 by which this platform says that it failed; undefined where it would use another status for this request. */
	errorInside?(request: FakeRequest): FakeAnswer | undefined;
	/** Troubles that this fake knows how to get into. */
	troubles?: readonly Trouble[];
	/** True for requests that only fetch a token or log in: they don't count as requests of a run. */
	isLogin(request: FakeRequest): boolean;
	/** What a seller types into the credential to reach this fake, by the product's credential fields. */
	account: Record<string, string>;
	/** For OAuth2: what the sign-in leaves in the credential besides (n8n's `oauthTokenData`). */
	signedIn?: Record<string, string>;
}

export type MakeFake = (world: World) => Fake;
