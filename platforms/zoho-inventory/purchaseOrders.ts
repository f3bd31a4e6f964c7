import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText } from '../../http/answer';
import type { PurchaseOrderSource } from '../purchaseOrderSource';
import { hasNextPage, readBySku } from './listings';
import { isDraft, isOpen, linesOf, withSkus } from './orderLines';
import { isoOf, zohoTime } from './time';

const PAGE = 200;
/** Every order is a request of its own; so many take most of a minute (sheet, section 8). */
const MOST_ORDERS = 60;

/**
 * The list says nothing of lines, so each order is read by itself. Of those that are open all are in the list: it has no documented
 * filter (sheet, section 11), and a filter that left some out would lose them.
 */
export const purchaseOrders: PurchaseOrderSource = {
	overlapMs: 5 * 60_000,

	async page(call, { since, from }) {
		const [page, skip] = cursorOf(from);
		const { body } = await call({
			method: 'GET',
			path: '/purchaseorders',
			query: {
				page: String(page),
				per_page: String(PAGE),
				// The oldest first: an order that comes in meanwhile moves no other to another page.
				sort_column: 'created_time',
				sort_order: 'A',
				// Perhaps ignored, so what comes is looked through again (sheet, section 11).
				...(since === undefined ? {} : { last_modified_time: zohoTime(since) }),
			},
		});
		const rows = asList(asObject(body).purchaseorders).filter((row) => isWanted(row, since));
		const lines = await Promise.all(
			rows.slice(skip, skip + MOST_ORDERS).map(async (row) => await linesOf(call, row)),
		);
		const isCut = rows.length > skip + MOST_ORDERS;
		const next = isCut
			? `${page}:${skip + MOST_ORDERS}`
			: hasNextPage(asObject(body))
				? `${page + 1}:0`
				: undefined;
		return { lines: await withSkus(call, lines.flat()), ...(next ? { next } : {}) };
	},

	/** Only where all organizations of the user agree: which of them is ours stands in the address, not in the answer. */
	async zone(call) {
		const { body } = await call({ method: 'GET', path: '/organizations' });
		const zones = asList(asObject(body).organizations).map(({ time_zone }) => asText(time_zone));
		const [zone] = zones;
		return zones.every((one) => one === zone) && isZone(zone) ? zone : undefined;
	},

	async sellable(call, skus) {
		const listings = await readBySku(call, skus, { account: {} });
		return new Map(
			listings.flatMap(({ sku, quantity, visible }) =>
				quantity === null ? [] : [[sku, visible === false ? 0 : quantity]],
			),
		);
	},
};

function cursorOf(from: string | undefined): [page: number, skip: number] {
	const [page, skip] = (from ?? '').split(':').map(asNumber);
	return [page ?? 1, skip ?? 0];
}

function isWanted(row: IDataObject, since: string | undefined): boolean {
	if (isDraft(row)) return false;
	if (since === undefined) return isOpen(row);
	const changedAt = isoOf(asText(row.last_modified_time));
	// Its times are whole seconds, so the second in question counts as a whole.
	return changedAt === undefined || Date.parse(changedAt) + 999 >= Date.parse(since);
}

/** Some are short names that mean nothing elsewhere. */
function isZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return name.includes('/');
	} catch {
		return false;
	}
}
