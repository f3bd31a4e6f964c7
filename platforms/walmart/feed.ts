import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type ApiRequest, type Call } from '../../http/answer';
import { cancelled, strictEncode } from '../../http/client';
import { clock } from '../../http/clock';
import { ChannelProblem, problemOf, rethrow, type Problem } from '../../http/problem';
import {
	accepted,
	failed,
	type Batch,
	type ChannelOptions,
	type WriteResult,
	type State,
} from '../platform';
import { isUs } from './hosts';
import type { WalmartNative, WalmartState } from './listings';
import { amountsOf, each, putBatch, type WalmartChange } from './put';
import { errorsOf, textOf } from './service';

/** Milliseconds before each look at the feed. Walmart takes up to 30 minutes (sheet, section 5); after the last look it is pending. */
const POLLS_MS = [15_000, 15_000, 30_000, 60_000, 60_000, 60_000, 60_000] as const;
const DETAILS = 50;
/** Line breaks are escaped in JSON, so no SKU can look like it. */
const BOUNDARY = 'stock-out-inventory-file';
/** Walmart's own trouble, not that of the row: the row may be sent again (sheet, section 5). */
const PASSING = new Set(['SYSTEM_ERROR', 'TIMEOUT_ERROR']);

/** Many SKUs in one file that Walmart works off. */
export function feedBatch(
	changes: readonly WalmartChange[],
	options: ChannelOptions,
): Batch<WalmartState, WalmartNative> {
	const request = upload(changes, options);
	return {
		changes,
		requests: [request],
		async send(call, signal) {
			const { body } = await call(request);
			const feedId = asText(asObject(body).feedId);
			if (!feedId) throw new ChannelProblem(notTaken(errorsOf(body)[0] ?? {}));
			try {
				const rows = await follow(call, feedId, signal);
				return rows
					? await results(call, changes, rows, options)
					: changes.map(() => stillWorking(feedId));
			} catch (error) {
				const { problem } = signal?.aborted ? cancelled() : { problem: problemOf(error) };
				// Whatever went wrong in watching the feed, Walmart carries it out: the read-back decides.
				return rethrow(new ChannelProblem(problem, true));
			}
		},
	};
}

function upload(changes: readonly WalmartChange[], options: ChannelOptions): ApiRequest {
	const us = isUs(options.account);
	const file = JSON.stringify(us ? nodeFile(changes) : plainFile(changes));
	return {
		method: 'POST',
		path: '/v3/feeds',
		query: { feedType: us ? 'MP_INVENTORY' : 'inventory' },
		headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
		body: [
			`--${BOUNDARY}`,
			'Content-Disposition: form-data; name="file"; filename="inventory.json"',
			'Content-Type: application/json',
			'',
			file,
			`--${BOUNDARY}--`,
			'',
		].join('\r\n'),
		limit: us ? 'nodeFeed' : 'inventoryFeed',
		// The same file once more would only set the same quantities.
		repeatable: true,
	};
}

/** Specification 1.5, with keys in lower case; 1.4 has them in upper case (sheet, section 5). */
const nodeFile = (changes: readonly WalmartChange[]): IDataObject => ({
	inventoryHeader: { version: '1.5' },
	inventory: changes.map((change) => ({
		sku: change.listing.sku,
		shipNodes: amountsOf(change).map(([shipNode, amount]) => ({
			shipNode,
			quantity: each(amount),
		})),
	})),
});

const plainFile = (changes: readonly WalmartChange[]): IDataObject => ({
	InventoryHeader: { version: '1.4' },
	Inventory: changes.map((change) => ({
		sku: change.listing.sku,
		quantity: each(amountsOf(change)[0][1]),
	})),
});

/** The rows that were not carried out; undefined when Walmart is still at it. */
async function follow(
	call: Call,
	feedId: string,
	signal?: AbortSignal,
): Promise<IDataObject[] | undefined> {
	for (const wait of POLLS_MS) {
		await clock.sleep(wait, signal);
		const first = await status(call, feedId, 0);
		if (first.feedStatus === 'ERROR') throw new ChannelProblem(notTaken(ingestionError(first)));
		if (first.feedStatus === 'PROCESSED') return await failures(call, feedId, first);
	}
	return undefined;
}

async function status(call: Call, feedId: string, offset: number): Promise<IDataObject> {
	const { body } = await call({
		method: 'GET',
		path: `/v3/feeds/${strictEncode(feedId)}`,
		query: { includeDetails: 'true', offset: String(offset), limit: String(DETAILS) },
		limit: 'feedStatus',
	});
	return asObject(body);
}

/** PROCESSED does not mean that every row succeeded; the pages are turned until all that failed are found. */
async function failures(call: Call, feedId: string, first: IDataObject): Promise<IDataObject[]> {
	const expected = asNumber(first.itemsFailed) ?? 0;
	const found: IDataObject[] = [];
	let page = first;
	for (let offset = 0; found.length < expected; ) {
		const rows = asList(asObject(page.itemDetails).itemIngestionStatus);
		found.push(...rows.filter(({ ingestionStatus }) => ingestionStatus !== 'SUCCESS'));
		offset += rows.length;
		if (rows.length === 0 || found.length >= expected) break;
		page = await status(call, feedId, offset);
	}
	return found;
}

async function results(
	call: Call,
	changes: readonly WalmartChange[],
	failedRows: readonly IDataObject[],
	options: ChannelOptions,
): Promise<WriteResult[]> {
	const bySku = Map.groupBy(failedRows, ({ sku }) => asText(sku));
	return await Promise.all(
		changes.map(async (change): Promise<WriteResult> => {
			const rows = bySku.get(change.listing.sku);
			if (!rows) return accepted;
			if (rows.every(({ ingestionStatus }) => PASSING.has(asText(ingestionStatus))))
				return await again(call, change, options);
			return failed(
				rowRefused(ingestionError(rows[0])),
				rows.length < amountsOf(change).length ? (change.set as State) : {},
			);
		}),
	);
}

async function again(
	call: Call,
	change: WalmartChange,
	options: ChannelOptions,
): Promise<WriteResult> {
	try {
		return (await putBatch(change, options).send(call))[0];
	} catch (error) {
		return failed(problemOf(error));
	}
}

const ingestionError = ({ ingestionErrors }: IDataObject): IDataObject =>
	asList(asObject(ingestionErrors).ingestionError)[0] ?? {};

const stillWorking = (feedId: string): WriteResult => ({
	state: 'pending',
	message: `Walmart is still working on inventory file ${feedId} after ${Math.round(POLLS_MS.reduce((a, b) => a + b, 0) / 60_000)} minutes.`,
});

const notTaken = (said: IDataObject): Problem => ({
	kind: 'invalid',
	message: `Walmart did not take the inventory file: ${textOf(said) || 'without saying why'}`,
	nextStep: 'Run the items again, 100 or fewer at once; report this message if that works.',
	...(asText(said.code) ? { code: asText(said.code) } : {}),
});

const rowRefused = (said: IDataObject): Problem => ({
	kind: 'refused',
	message: `Walmart refused the quantity: ${textOf(said) || 'without saying why'}`,
	nextStep: 'Look at the item in Seller Center and settle what it asks for.',
	...(asText(said.code) ? { code: asText(said.code) } : {}),
});
