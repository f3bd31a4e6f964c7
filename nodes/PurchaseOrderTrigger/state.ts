import { createHash } from 'node:crypto';
import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { FeedMark } from '../../http/feed';
import { platformById } from '../../platforms';
import { accountOf } from '../webhookWatch';
import { pack, unpack, type Memory, type PackedLine } from './run/memory';
import type { Cursor } from './run/walk';

/** One reading of all open orders and all changes, over as many polls as it takes. */
export interface Pass {
	/** Milliseconds since 1970. */
	startedAt: number;
	/** ISO 8601; absent in the first pass, which has nothing to compare changes with. */
	since?: string;
	open: Cursor;
	changed: Cursor;
	/** Of the account, where the platform tells it. */
	zone?: string;
}

export interface State {
	memory: Memory;
	/** All open orders have been read once. */
	hasBaseline: boolean;
	/** When the last whole pass began. */
	passedAt?: number;
	/** The pass that is under way. */
	pass?: Pass;
	/** Which version of the file was read last, and with which settings. */
	mark?: FeedMark;
	version?: string;
	/** Digests of the rows of the last file that cannot be read, so that each is told once. */
	badRows: string[];
}

/** As it lies in the node's static data: plain JSON. */
interface Kept extends Omit<State, 'memory'> {
	v: 1;
	/** Which orders these are. */
	of: string;
	lines: PackedLine[];
}

const fresh = (): State => ({ memory: new Map(), hasBaseline: false, badRows: [] });

/** What was remembered of these very orders; of others, or of another kind, nothing. */
export function loadState(context: IPollFunctions): State {
	const kept = context.getWorkflowStaticData('node').orders as unknown as Kept | undefined;
	if (kept?.v !== 1 || kept.of !== identityOf(context)) return fresh();
	// n8n watches its static data through proxies, which structuredClone refuses.
	const { lines, ...rest } = JSON.parse(JSON.stringify(kept)) as Kept;
	return { ...rest, memory: unpack(lines) };
}

export function saveState(context: IPollFunctions, { memory, ...rest }: State): void {
	const kept: Kept = { ...rest, v: 1, of: identityOf(context), lines: pack(memory) };
	context.getWorkflowStaticData('node').orders = kept as unknown as IDataObject;
}

/** The account, or the address as it stands in the node and the fields that tell lines apart. */
function identityOf(context: IPollFunctions): string {
	const { parameters } = context.getNode();
	const { source, feedUrl, poNumberField, skuField } = parameters;
	const service = platformById(String(source))?.service;
	const lineField = (parameters.options as IDataObject | undefined)?.lineField;
	const parts = service
		? [source, accountOf(context, service.credential)]
		: [source, feedUrl, poNumberField, skuField, lineField];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
