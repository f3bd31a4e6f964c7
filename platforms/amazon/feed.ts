import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type ApiRequest, type Call } from '../../http/answer';
import { isLoopback } from '../../http/address';
import { clock } from '../../http/clock';
import { collect, type Body } from '../../http/body';
import { cancelled, MOST_ANSWER_BYTES } from '../../http/client';
import { ChannelProblem, problemOf, rethrow, type Problem } from '../../http/problem';
import { accepted, failed, type Batch, type ChannelOptions, type WriteResult } from '../platform';
import { marketplaces, type AmazonNative, type AmazonState } from './listings';
import { GENERIC_TYPE, issueProblem, ownTypeAfter, patches, type AmazonChange } from './patch';

/** Messages of one JSON_LISTINGS_FEED (sheet, section 5). */
export const MOST_MESSAGES = 25_000;
const CONTENT_TYPE = 'application/json; charset=UTF-8';
/** Milliseconds before each look at the feed: a small one was seen to take 17 s. After the last one it counts as pending. */
const POLLS_MS = [
	20_000, 10_000, 10_000, 15_000, 15_000, 20_000, 30_000, 60_000, 60_000, 60_000,
] as const;
const FEEDS = '/feeds/2021-06-30';

const CREATE_DOCUMENT: ApiRequest = {
	method: 'POST',
	path: `${FEEDS}/documents`,
	body: { contentType: CONTENT_TYPE },
	limit: 'createFeedDocument',
	repeatable: true,
};

/** Many SKUs in one asynchronous feed (sheet, section 5). */
export function feedBatch(
	changes: readonly AmazonChange[],
	options: ChannelOptions,
): Batch<AmazonState, AmazonNative> {
	return {
		changes,
		requests: [
			CREATE_DOCUMENT,
			upload('', feed(changes, options)),
			create('(the document above)', options),
		],
		async send(call, signal) {
			let handedOver = false;
			const submit = async (part: readonly AmazonChange[], types?: readonly string[]) => {
				const document = asObject((await call(CREATE_DOCUMENT)).body);
				await call(upload(signedAddress(document.url), feed(part, options, types)));
				const { feedId } = asObject(
					(await call(create(asText(document.feedDocumentId), options))).body,
				);
				handedOver = true;
				return await follow(call, asText(feedId), part.length, signal);
			};
			try {
				const results = await submit(changes);
				const types = results.map((result, i) => ownTypeAfter(result, changes[i]) ?? '');
				const again = changes.filter((_, i) => types[i] !== '');
				if (again.length === 0) return results;
				const second = (await submit(again, types.filter(Boolean))).values();
				return results.map((result, i) => (types[i] ? (second.next().value ?? result) : result));
			} catch (error) {
				const { problem } = signal?.aborted ? cancelled() : { problem: problemOf(error) };
				// Whatever went wrong in watching the feed, Amazon carries it out: the read-back decides.
				return rethrow(handedOver ? new ChannelProblem(problem, true) : error);
			}
		},
	};
}

function upload(url: string, content: IDataObject): ApiRequest {
	return {
		method: 'PUT',
		path: url,
		headers: { 'content-type': CONTENT_TYPE },
		body: JSON.stringify(content),
		anonymous: true,
		repeatable: true,
		limit: 'upload',
	};
}

function create(inputFeedDocumentId: string, options: ChannelOptions): ApiRequest {
	return {
		method: 'POST',
		path: `${FEEDS}/feeds`,
		body: {
			feedType: 'JSON_LISTINGS_FEED',
			marketplaceIds: marketplaces(options),
			inputFeedDocumentId,
		},
		limit: 'createFeed',
		// The same document once more would only set the same quantities.
		repeatable: true,
	};
}

/** Message ids are the places of the changes, from 1. */
function feed(
	changes: readonly AmazonChange[],
	{ account }: ChannelOptions,
	types: readonly string[] = [],
): IDataObject {
	return {
		header: { sellerId: account.sellerId, version: '2.0', issueLocale: 'en_US' },
		messages: changes.map((change, i) => ({
			messageId: i + 1,
			sku: change.listing.sku,
			operationType: 'PATCH',
			productType: types[i] ?? GENERIC_TYPE,
			patches: patches(change),
		})),
	};
}

async function follow(
	call: Call,
	feedId: string,
	count: number,
	signal?: AbortSignal,
): Promise<WriteResult[]> {
	for (const wait of POLLS_MS) {
		await clock.sleep(wait, signal);
		const { body } = await call({
			method: 'GET',
			path: `${FEEDS}/feeds/${feedId}`,
			limit: 'getFeed',
		});
		const { processingStatus, resultFeedDocumentId } = asObject(body);
		if (processingStatus === 'IN_QUEUE' || processingStatus === 'IN_PROGRESS') continue;
		const report = resultFeedDocumentId
			? await readReport(call, asText(resultFeedDocumentId))
			: undefined;
		if (processingStatus === 'DONE' && report) return judge(report, count);
		// Some messages of a broken feed may have been carried out: the read-back decides.
		throw new ChannelProblem(ended(feedId, asText(processingStatus), report), true);
	}
	const message = `Amazon is still working on feed ${feedId} after ${Math.round(POLLS_MS.reduce((a, b) => a + b, 0) / 60_000)} minutes.`;
	return Array.from({ length: count }, () => ({ state: 'pending', message }));
}

async function readReport(call: Call, documentId: string): Promise<unknown> {
	const { body } = await call({
		method: 'GET',
		path: `${FEEDS}/documents/${documentId}`,
		limit: 'getFeedDocument',
	});
	const { url, compressionAlgorithm } = asObject(body);
	const file = await call({
		method: 'GET',
		path: signedAddress(url),
		anonymous: true,
		bytes: true,
		limit: 'download',
	});
	const bytes = file.body as Buffer;
	const text = compressionAlgorithm === 'GZIP' ? await gunzip(bytes) : bytes.toString('utf8');
	try {
		return JSON.parse(text) as unknown;
	} catch {
		// An unreadable report proves nothing either way: the read-back decides.
		return undefined;
	}
}

/** node:zlib is closed to community nodes; the web's own decompression is not. */
async function gunzip(bytes: Buffer): Promise<string> {
	const stream = new Blob([new Uint8Array(bytes)])
		.stream()
		.pipeThrough(new DecompressionStream('gzip'));
	const { bytes: report, isWhole } = await collect(stream as unknown as Body, MOST_ANSWER_BYTES);
	return isWhole ? report.toString('utf8') : '';
}

/** A message failed if it has an issue of severity ERROR; one without a message id concerns them all (sheet, section 5). */
function judge(report: unknown, count: number): WriteResult[] {
	const issues = asList(asObject(report).issues);
	const errors = issues.filter(({ severity }) => severity === 'ERROR');
	const general = errors.find(({ messageId }) => asNumber(messageId) === null);
	const byMessage = Map.groupBy(errors, ({ messageId }) => asNumber(messageId));
	const notes = Map.groupBy(
		issues.filter(({ severity }) => severity === 'WARNING'),
		({ messageId }) => asNumber(messageId),
	);
	return Array.from({ length: count }, (_, i): WriteResult => {
		const error = byMessage.get(i + 1)?.[0] ?? general;
		if (error) return failed(issueProblem(error));
		const warnings = (notes.get(i + 1) ?? []).map(
			({ message }) => `Amazon notes: ${asText(message)}`,
		);
		return warnings.length ? { state: 'accepted', warnings } : accepted;
	});
}

function ended(feedId: string, status: string, report: unknown): Problem {
	const [issue] = asList(asObject(report).issues);
	return {
		kind: 'unavailable',
		message: `Amazon ended feed ${feedId} as ${status}${issue ? `: ${asText(issue.message)}` : ', without saying why'}.`,
		nextStep: 'Run the items again.',
	};
}

/** The address Amazon hands out carries its own signature: it is used once and never shown. */
function signedAddress(value: unknown): string {
	const url = URL.parse(asText(value));
	if (url && (url.protocol === 'https:' || isLoopback(url.hostname))) return url.href;
	throw new ChannelProblem({
		kind: 'unavailable',
		message: 'Amazon handed out no usable address for the feed document.',
		nextStep: 'Run the items again.',
	});
}
