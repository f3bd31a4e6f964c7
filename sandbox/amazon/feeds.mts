import { gzipSync } from 'node:zlib';
import type { FakeRequest, World } from '../fake.mts';
import type { Result } from './answers.mts';
import { invalidInput, notFound } from './answers.mts';
import type { Documents } from './documents.mts';
import { parsed } from './items.mts';
import type { Limits } from './limits.mts';
import type { Listings } from './listings.mts';
import { marketplaceId } from './listings.mts';
import { processMessages, readFeed } from './messages.mts';

export type FeedOutcome = 'done' | 'fatal' | 'cancelled' | 'never';

interface Feed {
	feedId: string;
	feedType: string;
	marketplaceIds: string[];
	document: string;
	outcome: FeedOutcome;
	created: number;
	processed: boolean;
	cancelled: boolean;
	status: 'DONE' | 'FATAL' | 'CANCELLED' | undefined;
	result: string | undefined;
}

/** A feed of one message took 17 s, 7 of them in the queue (recorded, amazon sheet, section 13). */
const queued = 7_000;
const working = 10_000;

/** Stopped on 2025-07-31; feeds of these types are taken and end as FATAL (section 1). */
const deadTypes = [
	'POST_FLAT_FILE_INVLOADER_DATA',
	'POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA',
	'POST_FLAT_FILE_LISTINGS_DATA',
	'POST_INVENTORY_AVAILABILITY_DATA',
	'POST_PRODUCT_DATA',
	'POST_PRODUCT_PRICING_DATA',
];
export const listingsFeed = 'JSON_LISTINGS_FEED';

const stamp = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, '+00:00');

export class Feeds {
	/** How the next feed that is created will end; it falls back to `done` after that feed. */
	outcome: FeedOutcome = 'done';
	readonly #world: World;
	readonly #listings: Listings;
	readonly #documents: Documents;
	readonly #feeds: Feed[] = [];

	constructor(world: World, listings: Listings, documents: Documents) {
		this.#world = world;
		this.#listings = listings;
		this.#documents = documents;
	}

	createDocument(request: FakeRequest): Result {
		const body = parsed(request) as { contentType?: unknown } | null;
		if (typeof body?.contentType !== 'string') throw invalidInput();
		const document = this.#documents.create(body.contentType);
		const url = this.#documents.address(document, 'PUT');
		return { status: 201, body: { feedDocumentId: document.id, url } };
	}

	getDocument(id: string): Result {
		const document = this.#documents.get(id);
		if (!document) throw notFound('The provided feed document could not be found.');
		const url = this.#documents.address(document, 'GET');
		const packed = document.gzip && { compressionAlgorithm: 'GZIP' };
		return { status: 200, body: { ...packed, feedDocumentId: id, url } };
	}

	/** 'throttled' when the limit on this kind of feed is used up. */
	create(request: FakeRequest, limits: Limits): Result | 'throttled' {
		const body = (parsed(request) ?? {}) as Record<string, unknown>;
		const { feedType, marketplaceIds: markets, inputFeedDocumentId: document } = body;
		const known = feedType === listingsFeed || deadTypes.includes(String(feedType));
		if (!known || !Array.isArray(markets) || typeof document !== 'string') throw invalidInput();
		if (markets.length < 1 || markets.length > 25) throw invalidInput();
		if (!markets.every((market) => market === marketplaceId)) throw invalidInput();
		if (!this.#documents.get(document)) throw invalidInput();
		const free = feedType === listingsFeed ? limits.takeListingsFeed() : limits.take('createFeed');
		if (!free) return 'throttled';
		const feedId = String(292253019980 + this.#feeds.length * 7);
		this.#feeds.push({
			feedId,
			feedType: String(feedType),
			marketplaceIds: markets,
			document,
			outcome: this.#outcome(),
			created: this.#world.clock.now(),
			processed: false,
			cancelled: false,
			status: undefined,
			result: undefined,
		});
		this.outcome = 'done';
		return { status: 202, body: { feedId } };
	}

	#outcome(): FeedOutcome {
		if (this.#world.befalls?.('amazon', 'workStuck')) return 'never';
		return this.#world.befalls?.('amazon', 'workFailed') ? 'fatal' : this.outcome;
	}

	get(feedId: string): Result {
		return { status: 200, body: this.#view(this.#wanted(feedId)) };
	}

	list(query: URLSearchParams): Result {
		const size = Number(query.get('pageSize') ?? 10);
		if (!(size >= 1 && size <= 100)) throw invalidInput();
		const types = query.get('feedTypes')?.split(',');
		const statuses = query.get('processingStatuses')?.split(',');
		const start = Number(query.get('nextToken') ?? 0);
		const found = this.#feeds
			.map((feed) => this.#view(feed))
			.filter((feed) => !types || types.includes(feed.feedType))
			.filter((feed) => !statuses || statuses.includes(feed.processingStatus))
			.reverse();
		const next = start + size < found.length && { nextToken: String(start + size) };
		return { status: 200, body: { feeds: found.slice(start, start + size), ...next } };
	}

	/** Only a feed that is still in the queue can be cancelled. */
	cancel(feedId: string): Result {
		const feed = this.#wanted(feedId);
		if (this.#view(feed).processingStatus !== 'IN_QUEUE') throw invalidInput();
		feed.cancelled = true;
		return { status: 200 };
	}

	/** Works off what is due; called before anything is read, so that nobody has to wait for a poll. */
	advance(): void {
		for (const feed of this.#feeds) {
			const { end } = this.#times(feed);
			const due = !feed.processed && !feed.cancelled && this.#world.clock.now() >= end;
			if (due && feed.outcome !== 'never') this.#process(feed, end);
		}
	}

	#times({ created }: Feed) {
		const start = created + queued * this.#world.delayFactor;
		return { start, end: start + working * this.#world.delayFactor };
	}

	#process(feed: Feed, end: number): void {
		feed.processed = true;
		const content = readFeed(this.#documents.get(feed.document)?.content);
		if (feed.outcome === 'cancelled') {
			feed.status = 'CANCELLED';
		} else if (!content || deadTypes.includes(feed.feedType)) {
			feed.status = 'FATAL';
		} else if (feed.outcome === 'fatal') {
			// Some of a FATAL feed may have been applied (section 5): here the first half.
			const messages = content.messages.slice(0, Math.floor(content.messages.length / 2));
			processMessages(this.#listings, feed.feedId, { ...content, messages }, end);
			feed.status = 'FATAL';
		} else {
			const isRefused = () => this.#world.befalls?.('amazon', 'itemRefused') ?? false;
			const report = processMessages(this.#listings, feed.feedId, content, end, isRefused);
			const packed = gzipSync(JSON.stringify(report));
			feed.status = 'DONE';
			feed.result = this.#documents.create(undefined, packed).id;
		}
	}

	#wanted(feedId: string): Feed {
		const feed = this.#feeds.find((one) => one.feedId === feedId);
		if (!feed) throw notFound('The provided feed could not be found.');
		return feed;
	}

	#view(feed: Feed) {
		const { start, end } = this.#times(feed);
		const running = this.#world.clock.now() >= start ? 'IN_PROGRESS' : 'IN_QUEUE';
		const ended = feed.cancelled ? 'CANCELLED' : feed.status;
		const started = !feed.cancelled && running === 'IN_PROGRESS';
		return {
			...(ended && !feed.cancelled && { processingEndTime: stamp(end) }),
			processingStatus: ended ?? running,
			marketplaceIds: feed.marketplaceIds,
			feedId: feed.feedId,
			feedType: feed.feedType,
			createdTime: stamp(feed.created),
			...(started && { processingStartTime: stamp(start) }),
			...(feed.result !== undefined && { resultFeedDocumentId: feed.result }),
		};
	}
}
