import type { Call } from '../http/answer';
import type { Problem } from '../http/problem';
import type { Delivery, Verdict } from '../events/signature';
import type { StockReading } from '../events/stockEvent';
import type { Credential } from './platform';

/** A platform that tells us by itself when stock changes. */
export interface WebhookSource {
	/** Whether a delivery is the platform's own; asked before anything is read. Most are `signedBy(scheme)`. */
	verify(delivery: Delivery, secret: string): Verdict;
	/** Where the key for it comes from: made by us when registering, or kept in the credential. */
	secret: 'ours' | ((credential: Credential) => string);
	/** Why the platform would never call this address; undefined when it would. */
	refusesAddress?(url: URL): Problem | undefined;
	/** The hooks for exactly this address. Cheap: it runs at every start of n8n. */
	find(call: Call, url: string): Promise<Hook[]>;
	create(call: Call, url: string, secret: string): Promise<Hook>;
	/** Switches a hook on again that the platform switched off. */
	enable?(call: Call, hook: Hook): Promise<void>;
	/** Resolves also when it was gone already. */
	remove(call: Call, hook: Hook): Promise<void>;
	/** Unsigned calls that the platform makes only to try the address; answered with 200 and otherwise ignored. */
	isPing?(delivery: Delivery): boolean;
	/** What the delivery says. Readings that lack SKU or total come out as references for `lookUp`. */
	parse(delivery: Delivery): { readings: StockReading[]; references: StockReference[] };
	/** Completes references; one reading per SKU concerned, none where the item is gone. */
	lookUp?(call: Call, references: readonly StockReference[]): Promise<StockReading[]>;
	/** Milliseconds after which the platform takes the delivery for failed; look-ups keep within it. */
	answerWithinMs: number;
	/** True when an answer other than 2xx makes the platform deliver again, so that nothing is lost if the look-up can't be done now. */
	redelivers: boolean;
}

export interface Hook {
	id: string;
	active: boolean;
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
