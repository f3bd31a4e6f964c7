import { createHash } from 'node:crypto';
import type { IPollFunctions } from 'n8n-workflow';

import type { BadRow } from '../../events/fieldMap';
import { NoRows, parseRecords, UnreadableBody, type Format, type Row } from '../../events/records';
import { fetchFeed, type FeedLogin, type FeedMark } from '../../http/feed';
import { ChannelProblem } from '../../http/problem';
import type { PurchaseOrderLine } from '../../platforms/purchaseOrderSource';
import { feedMap, toLines } from './feedLines';
import type { Settings } from './settings';

export interface FeedReading {
	lines: PurchaseOrderLine[];
	bad: BadRow[];
	mark?: FeedMark;
}

/**
 * All lines of the file.
 * @param mark of an earlier reading; then undefined says that nothing changed since
 */
export async function readFeed(
	context: IPollFunctions,
	settings: Settings,
	{ mark, timeoutMs }: { mark?: FeedMark; timeoutMs: number },
): Promise<FeedReading | undefined> {
	const answer = await fetchFeed(context, {
		url: String(context.getNodeParameter('feedUrl', '')),
		login: context.getNodeParameter('authentication', 'none') as FeedLogin,
		timeoutMs,
		...(mark ? { mark } : {}),
	});
	if (!answer.changed) return undefined;
	const map = feedMap(context, settings);
	const rows = rowsOf(answer.body, answer.contentType, settings, map.sku);
	const reading = toLines(rows, map, settings.zone);
	if (rows.length > 0 && reading.lines.length === 0)
		throw new ChannelProblem({
			kind: 'invalid',
			message: `Not one row of the file can be read. The first one: ${reading.bad[0].message}`,
			nextStep: 'Compare the field names in the node with the first line of the file.',
		});
	return { ...reading, ...(answer.mark ? { mark: answer.mark } : {}) };
}

function rowsOf(body: Buffer, contentType: string, { options }: Settings, skuField: string): Row[] {
	try {
		return parseRecords(body, contentType, options.format as Format, options.itemsField, skuField);
	} catch (error) {
		// Nothing is on order.
		if (error instanceof NoRows) return [];
		return fail(error);
	}
}

function fail(error: unknown): never {
	if (!(error instanceof UnreadableBody)) throw error;
	throw new ChannelProblem({
		kind: 'invalid',
		message: `The file cannot be read: ${error.message}`,
		nextStep: "Open the address in a browser, and check 'Format' and 'List Field' in the node.",
	});
}

/** What decides how the file is read: when it changes, an unchanged file has to be read again. */
export function feedVersion(context: IPollFunctions): string {
	const { parameters } = context.getNode();
	return createHash('sha256').update(JSON.stringify(parameters)).digest('hex').slice(0, 16);
}
