import type { Delivery, Verdict } from '../events/signature';
import type { StockReading } from '../events/stockEvent';
import type { Call } from '../http/answer';
import type { Account } from '../http/client';
import type { Problem } from '../http/problem';
import type { Credential } from './platform';

/** A platform that tells us by itself when stock changes. */
export interface WebhookSource {
	/** How the node registers its address; absent where a person pastes it on the platform. */
	registration?: Registration;
	/** What a person does on the platform, one step each; shown in the node where it cannot do all of it by itself. */
	steps?: readonly string[];
	/** Whether a delivery is the platform's own; asked before anything is read. Most are `signedBy(scheme)`. */
	verify(delivery: Delivery, secret: string, call: Call): Verdict | Promise<Verdict>;
	/**
	 * Where the key for it comes from: made by us when registering, handed out by the platform when registering (`Hook.secret`), or kept
	 * in the credential; several while one replaces another, and any of them passes.
	 */
	secret: 'ours' | 'theirs' | ((credential: Credential) => string | readonly string[]);
	/** The answer to a call by which the platform tries the address or its owner; undefined for every other call. */
	handshake?(delivery: Delivery, secret: string): Reply | undefined;
	/** Unsigned calls that the platform makes only to try the address; answered with 200 and otherwise ignored. */
	isPing?(delivery: Delivery): boolean;
	/**
	 * What the delivery says. Readings that lack SKU or total come out as references for `lookUp`.
	 * @param scope for deliveries that bring the count of each location: the total is over these
	 * @param account as for `lookUp`; platforms that send the news of several accounts to one address leave out those of others
	 */
	parse(
		delivery: Delivery,
		scope: Scope,
		account?: Account,
	): { readings: StockReading[]; references: StockReference[] };
	/**
	 * Completes references; one reading per SKU concerned, none where the item is gone.
	 * @param account `Service.accountFields` of the credential
	 */
	lookUp?(
		call: Call,
		references: readonly StockReference[],
		scope: Scope,
		account?: Account,
	): Promise<StockReading[]>;
	/** Milliseconds after which the platform takes the delivery for failed; look-ups keep within it. */
	answerWithinMs: number;
	/** True when an answer other than 2xx makes the platform deliver again, so that nothing is lost if the look-up can't be done now. */
	redelivers: boolean;
}

export interface Registration {
	/**
	 * What to subscribe to, in the platform's words: for stock always, for the product's status when the user wants to hear of that.
	 * Several where the platform takes one topic a hook and needs more than one of them.
	 */
	topics: { stock: string | readonly string[]; status?: string };
	/** Why the platform would never call this address; undefined when it would. */
	refusesAddress?(url: URL): Problem | undefined;
	/** The hooks of these topics for exactly this address. Cheap: it runs at every start of n8n. */
	find(call: Call, url: string): Promise<Hook[]>;
	/**
	 * @param secret of the hook: ours, or the credential's; '' where the platform hands one out
	 * @param account `Service.accountFields` of the credential
	 */
	create(
		call: Call,
		hook: { url: string; topic: string; secret: string },
		account?: Account,
	): Promise<Hook>;
	/** Switches a hook on again that the platform switched off. */
	enable?(call: Call, hook: Hook): Promise<void>;
	/** Resolves also when it was gone already. */
	remove(call: Call, hook: Hook): Promise<void>;
}

export interface Hook {
	id: string;
	topic: string;
	active: boolean;
	/** The key the platform signs with, where it hands one out; also with the hooks found, where it shows the key again. */
	secret?: string;
}

/** An answer to a handshake. */
export interface Reply {
	status: number;
	/** Lower-case names. */
	headers?: Readonly<Record<string, string>>;
	body: string;
}

/** What the user wants to be counted. */
export interface Scope {
	/** Ids of the platform's list 'locations'; empty: all of them. */
	locations: readonly string[];
}

export interface StockReference {
	/** The platform's id of what to look up. */
	id: string;
	occurredAt?: string;
	/** Same over redeliveries of one event. */
	key: string;
	location?: string;
	/** The count at that location: a total is rarely below it, so a count in stock needs no look-up when only stock-outs are wanted. */
	quantity: number | null;
}
