import type { IDataObject } from 'n8n-workflow';

import type { Call } from '../../../http/answer';
import type { Meter } from '../../../http/client';
import type { Problem } from '../../../http/problem';
import type {
	ChannelOptions,
	Listing,
	Platform,
	State,
	WriteResult,
} from '../../../platforms/platform';
import type { Memory, Round } from './memory';

export type Operation = 'takeOffSale' | 'putBackOnSale' | 'getStockState';

export type Outcome =
	| 'offSale'
	| 'alreadyOffSale'
	| 'backOnSale'
	| 'alreadyOnSale'
	| 'planned'
	| 'pending'
	| 'contradicted'
	| 'leftAlone'
	| 'notFound'
	| 'ambiguous'
	| 'refused'
	| 'failed';

/** What one input item asks of one channel. */
export interface Wish {
	/** Index of the input item. */
	item: number;
	/** As the item calls it. */
	sku: string;
	/** As this channel calls it. */
	channelSku: string;
	/** For putting back; undefined when left empty. */
	quantity?: number;
	memory?: Memory;
	/** The wish cannot be carried out at all. */
	problem?: Problem;
}

/** One SKU on one channel, however many items ask for it. */
export interface Task {
	sku: string;
	wishes: Wish[];
	quantity?: number;
	memory?: Memory;
	steps: Step[];
	/** Ids of listings whose reading was behind our own last write. */
	behind?: Set<string>;
	/** Ends the task without a step: not found, ambiguous, failed to read. */
	end?: { outcome: Outcome; problem: Problem };
}

/** One listing of a task. */
export interface Step {
	listing: Listing;
	plan: Plan;
	result?: WriteResult;
	/** Earlier attempts, each undone by a change on the platform at the same moment. */
	rounds?: Round[];
	/** The write went out and no answer came: only the read-back can tell. */
	unsure?: boolean;
	/** clock.now() of the platform's acceptance, and of the read-back that showed it. */
	acceptedAt?: number;
	confirmedAt?: number;
	/** Latest read-back. */
	seen?: Seen;
	/** For dry runs. */
	requests?: IDataObject[];
}

/** What a report needs of a listing. */
export type Seen = Omit<Listing, 'native' | 'product'>;

export type Plan =
	| { kind: 'write'; set: State; hide: boolean; warnings: string[] }
	| { kind: 'nothing'; outcome: 'alreadyOffSale' | 'alreadyOnSale' | 'leftAlone'; note?: string }
	| { kind: 'stuck'; problem: Problem };

export interface Settings {
	operation: Operation;
	dryRun: boolean;
	confirm: boolean;
	/** Milliseconds. */
	confirmForMs: number;
	/** SKUs one run may take off sale; 0 = no limit. */
	safetyLimit: number;
	runId: string;
}

/** Everything one channel's run needs. */
export interface Channel {
	platform: Platform;
	options: ChannelOptions;
	call: Call;
	/** How many requests of this run the platform has answered well. */
	progress: { answers: number };
	/** Tells accounts of one platform apart, without a secret. */
	accountId: string;
	/** Takes the account's secrets out of a text a person will see. */
	clean(text: string): string;
	meter: Meter;
	settings: Settings;
	signal?: AbortSignal;
	/** clock.now() when the channel began. */
	startedAt: number;
}
