import type { Listing, Listings, Values } from './listings.mts';
import { account } from './login.mts';
import type { Issue, Patch } from './patches.mts';
import { apply, isPatch, issuesOf, refusedIssue, unknownType } from './patches.mts';

export interface ReportIssue {
	messageId?: number;
	sku?: string;
	code: string;
	severity: string;
	message: string;
	attributeName?: string;
}

export interface Report {
	header: { sellerId: string; version: string; feedId: string };
	issues: ReportIssue[];
	summary: {
		errors: number;
		warnings: number;
		messagesProcessed: number;
		messagesAccepted: number;
		messagesInvalid: number;
	};
}

interface Message {
	messageId: number;
	sku: string;
	operationType: string;
	productType: string;
	patches: Patch[];
}

const isObject = (value: unknown): value is Values =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The document as far as a feed needs it to be processed at all; undefined ends it as FATAL. */
export function readFeed(
	content: Buffer | undefined,
): { header: Values; messages: unknown[] } | undefined {
	try {
		const feed: unknown = JSON.parse((content ?? '').toString());
		if (!isObject(feed) || !isObject(feed['header'])) return undefined;
		const { header, messages } = feed;
		const count = Array.isArray(messages) ? messages.length : 0;
		if (header['version'] !== '2.0' || count === 0 || count > 25_000) return undefined;
		return { header: feed['header'], messages: messages as unknown[] };
	} catch {
		return undefined;
	}
}

/** A message in the form of the feed's schema; UPDATE and PARTIAL_UPDATE replace whole attributes. */
function readMessage(message: Values): Message | undefined {
	const { messageId, sku, operationType, productType, patches, attributes } = message;
	const hasType = typeof productType === 'string' && productType !== '';
	if (typeof sku !== 'string' || sku === '' || typeof operationType !== 'string') return undefined;
	const base = {
		messageId: Number(messageId),
		sku,
		operationType,
		productType: String(productType),
	};
	if (operationType === 'DELETE') {
		return patches || attributes || productType ? undefined : { ...base, patches: [] };
	}
	if (operationType === 'PATCH') {
		if (!Array.isArray(patches) || patches.length === 0 || !patches.every(isPatch))
			return undefined;
		return hasType && !attributes ? { ...base, patches } : undefined;
	}
	if (operationType !== 'UPDATE' && operationType !== 'PARTIAL_UPDATE') return undefined;
	if (!hasType || !isObject(attributes) || patches) return undefined;
	const replacements: unknown[] = Object.entries(attributes).map(([name, value]) => ({
		op: 'replace',
		path: `/attributes/${name}`,
		value,
	}));
	return replacements.every(isPatch) ? { ...base, patches: replacements } : undefined;
}

function change({ operationType, patches }: Message): (listing: Listing) => void {
	return (listing) => {
		if (operationType === 'DELETE') listing.deleted = true;
		if (operationType === 'UPDATE') listing.attributes = {};
		for (const patch of patches) {
			if (operationType === 'PARTIAL_UPDATE') delete listing.attributes[patch.path.slice(12)];
			apply(listing.attributes, patch);
		}
	};
}

const reportIssue = (message: Message, issue: Issue): ReportIssue => {
	const { messageId, sku } = message;
	const { code, severity, attributeNames } = issue;
	// A missing channel code comes without SKU and with a word for a code (seen, amazon sheet, section 5).
	if (code === '99022' && issue.message.includes('fulfillment_channel_code')) {
		return { messageId, code: 'BAD_REQUEST', severity, message: 'Invalid parameters provided.' };
	}
	const [attributeName] = attributeNames;
	const named = { messageId, sku, code, severity, message: issue.message };
	return attributeName === undefined ? named : { ...named, attributeName };
};

/** Applies the messages one by one and reports on each; `at` is when the feed was done. */
export function processMessages(
	listings: Listings,
	feedId: string,
	feed: { header: Values; messages: unknown[] },
	at: number,
	isRefused: () => boolean = () => false,
): Report {
	const issues: ReportIssue[] = [];
	const seen = new Set<number>();
	let accepted = 0;
	const ours = feed.header['sellerId'] === account.sellerId;
	if (!ours) {
		const message = 'The seller identifier in the header of the feed is not that of the caller.';
		issues.push({ code: '4002002', severity: 'ERROR', message });
	}
	for (const raw of ours ? feed.messages : []) {
		const id = isObject(raw) ? raw['messageId'] : undefined;
		const numbered = Number.isInteger(id) && Number(id) >= 1 && !seen.has(Number(id));
		seen.add(Number(id));
		const message = isObject(raw) && numbered ? readMessage(raw) : undefined;
		if (!message) {
			issues.push({
				...(Number.isInteger(id) && Number(id) >= 1 && { messageId: Number(id) }),
				code: '4002008',
				severity: 'ERROR',
				message:
					'The provided message did not meet the schema validation requirements for a feed message.',
			});
			continue;
		}
		const found = [
			...(message.operationType === 'DELETE' ? [] : unknownType(message.productType)),
			...message.patches.flatMap(issuesOf),
		];
		if (found.length === 0 && isRefused()) found.push(refusedIssue());
		issues.push(...found.map((issue) => reportIssue(message, issue)));
		if (found.length > 0) continue;
		accepted += 1;
		const listing = listings.get(message.sku);
		// As with PATCH: an unknown SKU is accepted, and nothing comes of it.
		if (listing) listings.change(listing, at, change(message));
	}
	return {
		header: { sellerId: account.sellerId, version: '2.0', feedId },
		issues,
		summary: {
			errors: issues.length,
			warnings: 0,
			messagesProcessed: feed.messages.length,
			messagesAccepted: accepted,
			messagesInvalid: feed.messages.length - accepted,
		},
	};
}
