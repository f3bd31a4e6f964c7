import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import type { Answer, ApiRequest, Call } from '../http/answer';
import type { Account, Service } from '../http/client';
import type { Problem } from '../http/problem';
import type { LevelSource } from './levelSource';
import type { PurchaseOrderSource } from './purchaseOrderSource';
import type { WebhookSource } from './webhookSource';

/**
 * What a sales channel is to the rest of the package. A platform says what is special about it: names and limits as data, and a few
 * small functions. Batching, pacing, retrying, planning, confirming and reporting are written once, in nodes/AcrylicDelist/run.
 */
export interface Platform<S extends State = State, N = unknown> {
	/** Folder name, value of the dropdown, `channel` in results. Never changes. */
	id: string;
	/** Today's name; the old one in brackets where people still look for it. */
	name: string;
	/** Other words people type to find it: former names, short forms. */
	aliases: readonly string[];
	/** Undefined only for the Practice Store. */
	service?: Service;
	sizes: {
		/** SKUs per look-up. */
		read: number;
		/** Listings per read-back; the same as `read` where read-back is the same look-up. */
		readBack: number;
	};
	/** The ways to stop a sale, the default first: the least far-reaching one that really stops sales. */
	stops: readonly [StopWay, ...StopWay[]];
	/** Questions to the user that only this platform has. */
	options: readonly INodeProperties[];
	/** Lists for those questions, loaded from the account; by name. */
	lists?: Readonly<
		Record<string, (call: Call, account: Account) => Promise<INodePropertyOptions[]>>
	>;
	/** When to read back: milliseconds to wait before each try, the first being the platform's usual lag. */
	settle: {
		waitsMs: readonly number[];
		/** True where an accepted write may still be on its way after the last try: then it is pending, not contradicted. */
		lags: boolean;
	};

	/** All listings that carry one of these SKUs; unknown SKUs are absent. Rows with other SKUs are ignored by the run. */
	read(call: Call, skus: readonly string[], options: ChannelOptions): Promise<Array<Listing<S, N>>>;
	/** The listings of these changes once more, by id, where that is quicker or less stale than by SKU. */
	readBack?(
		call: Call,
		changes: ReadonlyArray<Pick<Change<S, N>, 'listing' | 'set'>>,
		options: ChannelOptions,
	): Promise<Array<Listing<S, N>>>;
	/** What to change so that nobody can buy it. Pure. */
	stop(listing: Listing<S, N>, how: StopRequest, options: ChannelOptions): Decision<S>;
	/** What to change so that `quantity` pieces can be bought, visibility untouched. Pure. */
	supply(listing: Listing<S, N>, quantity: number, options: ChannelOptions): Decision<S>;
	/** The fewest requests that carry out the changes. Pure: a dry run shows `requests` and sends nothing. */
	compose(changes: ReadonlyArray<Change<S, N>>, options: ChannelOptions): Array<Batch<S, N>>;
	/** Lets the platform judge the changes without carrying them out; for dry runs. One result per change, in order. */
	preview?(
		call: Call,
		changes: ReadonlyArray<Change<S, N>>,
		options: ChannelOptions,
	): Promise<WriteResult[]>;

	/** News the platform sends by itself; for the Stock-Out Trigger. */
	webhook?: WebhookSource;
	/** Stock read in turn; for the Stock Level Trigger. */
	levels?: LevelSource;
	/** Orders to suppliers; for the Purchase Order Trigger. */
	purchaseOrders?: PurchaseOrderSource;
}

/** Fields of a listing that a stop may change, in the platform's own words; JSON, so that it can be remembered as text. */
export type State = { [field: string]: StateValue };
export type StateValue = string | number | boolean | null | { [key: string]: StateValue };

/** What the user chose in '<Channel> Options', and the facts of the credential that are no secret (`Service.accountFields`). */
export type ChannelOptions = Readonly<IDataObject> & { readonly account: Account };

export interface StopWay {
	id: 'zero' | 'hide' | 'both';
	/** As the dropdown shows it. */
	name: string;
	description: string;
	/** What disappears: the listing alone, or the product with all its variants (then only when all of them are out). */
	hides?: 'listing' | 'product';
}

export interface StopRequest {
	zero: boolean;
	hide: boolean;
}

export interface Listing<S extends State = State, N = unknown> {
	sku: string;
	/** The platform's id of this listing; stable while the listing lives. */
	id: string;
	title?: string;
	/** Pieces on sale over all places; null where the platform doesn't count. */
	quantity: number | null;
	/** A customer can see it. */
	visible: boolean | null;
	/** A customer can order it now. */
	buyable: boolean | null;
	state: S;
	/** What writing needs besides (row ids, versions). Never remembered, never shown. */
	native: N;
	/** For channels that hide whole products. `othersBuyable`: ids of the sibling listings a customer can order now. */
	product?: { id: string; othersBuyable: readonly string[] };
}

export type Partially<S extends State> = Partial<S> | State;

export type Decision<S extends State = State> =
	| { set: Partially<S>; warnings?: readonly string[] }
	| { problem: Problem };

export interface Change<S extends State = State, N = unknown> {
	listing: Listing<S, N>;
	set: Partially<S>;
	/** Why, for platforms that keep a history. */
	reason: 'takeOff' | 'putBack';
	/** n8n's execution id. */
	runId: string;
}

export interface Batch<S extends State = State, N = unknown> {
	changes: ReadonlyArray<Change<S, N>>;
	/** What will go out, in order. */
	requests: readonly ApiRequest[];
	/** One result per change, in order. May throw ChannelProblem: then it holds for all changes of the batch. */
	send(call: Call, signal?: AbortSignal): Promise<WriteResult[]>;
}

export type WriteResult =
	| { state: 'accepted'; warnings?: readonly string[] }
	/** The platform is still working on it after our patience ran out. */
	| { state: 'pending'; message: string }
	/** `written`: those of its fields that were written all the same, so there is something to undo. */
	| { state: 'failed'; problem: Problem; written?: State };

export const accepted: WriteResult = { state: 'accepted' };
export const failed = (problem: Problem, written: State = {}): WriteResult => ({
	state: 'failed',
	problem,
	...(Object.keys(written).length > 0 ? { written } : {}),
});

/** The usual batch: one request, and a reader that finds the result of each change in the answer. */
export function oneRequest<S extends State, N>(
	changes: ReadonlyArray<Change<S, N>>,
	request: ApiRequest,
	results: (answer: Answer) => WriteResult[],
): Batch<S, N> {
	return { changes, requests: [request], send: async (call) => results(await call(request)) };
}

export function chunk<T>(items: readonly T[], size: number): T[][] {
	const chunks: T[][] = [];
	for (let i = 0; i < items.length; i += size) chunks.push(items.slice(i, i + size));
	return chunks;
}

export type Credential = ICredentialDataDecryptedObject;
