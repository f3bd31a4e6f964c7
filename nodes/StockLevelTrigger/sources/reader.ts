import type { BadRow } from '../../../events/fieldMap';
import type { StockReading } from '../../../events/stockEvent';
import type { FeedMark } from '../../../http/feed';

/** One way to read stock in turn: a whole account, named SKUs, or a feed. */
export interface Reader {
	/** What is read. Another text means another world: what was remembered of the old one says nothing about it. */
	of: string;
	/** Where it can be asked for what changed: how far to reach back before the last pass, in milliseconds. */
	overlapMs?: number;
	page(request: PageRequest): Promise<Page>;
}

export interface PageRequest {
	/** `next` of the page before; undefined for the first page. */
	from?: string;
	/** Only what changed since then; absent: everything. */
	since?: string;
	/** The version read last: an unchanged one need not be sent again. */
	version?: FeedMark;
}

export interface Page {
	readings: StockReading[];
	/** Rows that could not be read; undefined where there are no foreign rows. */
	bad?: BadRow[];
	/** Where the next page begins; undefined after the last one. */
	next?: string;
	/** Where the next pass over changes begins, where changes are numbered. */
	mark?: string;
	/** Nothing changed since `version`, so there are no readings: everything is as it was. */
	unchanged?: true;
	version?: FeedMark;
}
