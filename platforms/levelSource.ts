import type { StockReading } from '../events/stockEvent';
import type { Call } from '../http/answer';
import type { Account } from '../http/client';
import type { Scope } from './webhookSource';

/** How to read the stock of all SKUs of an account, page by page; for the Stock Level Trigger. */
export interface LevelSource {
	/**
	 * Where the platform can be asked for what changed: how far to reach back before the last pass, in milliseconds, because its clock,
	 * its index or the precision of its filter is behind. Absent: every pass reads everything.
	 */
	changesOverlapMs?: number;
	/**
	 * One page, in the largest size the platform documents.
	 * @param account `Service.accountFields` of the credential; platforms whose addresses are made of them need it
	 */
	page(call: Call, request: LevelRequest, account?: Account): Promise<LevelPage>;
}

export interface LevelRequest {
	/** `next` of the page before; undefined for the first page. */
	from?: string;
	/** Only what changed since then: the `mark` of an earlier pass, or an ISO 8601 time (UTC) where there was none. Absent: everything. */
	since?: string;
	scope: Scope;
}

export interface LevelPage {
	/** One per SKU where the page tells the total. `key`: what changes when the stock does; a time or version of the row where it has one. */
	readings: StockReading[];
	/** Where the next page begins, as text that outlives a restart; undefined after the last one. */
	next?: string;
	/** Where the next pass over changes begins, where the platform numbers its changes instead of timing them. */
	mark?: string;
}

/** One reading per SKU where several listings carry it: what all of them sell together. */
export function bySku(readings: readonly StockReading[]): StockReading[] {
	return [...Map.groupBy(readings, ({ sku }) => sku).values()].map((same) =>
		same.length === 1 ? same[0] : together(same),
	);
}

function together(same: readonly StockReading[]): StockReading {
	const open = same.filter(({ available }) => available !== false);
	// What cannot be bought adds nothing, unless none of them can be.
	const counted = open.length > 0 ? open : same;
	const quantities = counted.map(({ quantity }) => quantity);
	const quantity = quantities.includes(null)
		? null
		: quantities.reduce<number>((sum, count) => sum + (count ?? 0), 0);
	const latest = same.reduce((a, b) => ((b.occurredAt ?? '') > (a.occurredAt ?? '') ? b : a));
	return {
		sku: latest.sku,
		title: latest.title,
		quantity,
		...(open.length === 0 ? { available: false } : {}),
		reason: `${same.length} listings: ${same.map(({ reason }) => reason).join('; ')}`,
		...(latest.occurredAt === undefined ? {} : { occurredAt: latest.occurredAt }),
		key: same.map(({ key }) => key).join('+'),
		...(same.some(({ keyIsGuessed }) => keyIsGuessed) ? { keyIsGuessed: true } : {}),
	};
}
