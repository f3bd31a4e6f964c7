/**
 * What the Stock-Out Triggers of this n8n are listening to and what they heard, for the Stock Level Trigger that looks after them. Lives in
 * memory only: n8n looks for every webhook again when it starts, and that fills it.
 */
import type { IHookFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { clock } from '../http/clock';

export interface Watch {
	source: string;
	/** n8n's id of the credential. */
	account: string;
	url: string;
	/** clock.now() when it was first seen. */
	since: number;
}

const watches = new Map<string, Watch>();
/** When a SKU of a source was last heard to have run out, by clock.now(). */
const heard = new Map<string, number>();
const MOST_HEARD = 20_000;

type NodeContext = IHookFunctions | IWebhookFunctions | IPollFunctions;

export function accountOf(context: NodeContext, credential: string): string {
	return context.getNode().credentials?.[credential]?.id ?? '';
}

export function noteWatch(watch: Omit<Watch, 'since'>): void {
	watches.set(watch.url, { ...watch, since: watches.get(watch.url)?.since ?? clock.now() });
}

export function dropWatch(url: string): void {
	watches.delete(url);
}

export const watchesOf = (source: string, account: string): Watch[] =>
	[...watches.values()].filter((watch) => watch.source === source && watch.account === account);

const nameOf = (source: string, account: string, sku: string): string =>
	JSON.stringify([source, account, sku]);

export function noteHeard(source: string, account: string, sku: string): void {
	const name = nameOf(source, account, sku);
	heard.delete(name);
	heard.set(name, clock.now());
	if (heard.size > MOST_HEARD) heard.delete(heard.keys().next().value as string);
}

export const heardAt = (source: string, account: string, sku: string): number | undefined =>
	heard.get(nameOf(source, account, sku));
