import type { IDataObject } from 'n8n-workflow';

import { asList, asText, type Call } from '../../http/answer';
import { chunk } from '../platform';
import { allRows } from './pages';

/** A set of documents that move what can be sold, with the names that differ between them. */
interface DocumentSet {
	key: string;
	lines: string;
	/** What may happen to one that moves stock. */
	events: readonly string[];
}

const MADE = ['Created', 'Cancelled'];
const marketing = (events: readonly string[] = MADE): DocumentSet => ({
	key: 'DocEntry',
	lines: 'DocumentLines',
	events,
});

/**
 * By entity set. Stock is moved by documents only and says nothing itself (sheet, section 10). Orders move none, but commit it: the
 * last piece is sold with the order, not with the delivery.
 */
export const DOCUMENTS: Readonly<Record<string, DocumentSet>> = {
	Orders: marketing(['Created', 'Updated', 'Closed', 'Cancelled', 'Reopened']),
	DeliveryNotes: marketing(),
	Returns: marketing(),
	Invoices: marketing(),
	CreditNotes: marketing(),
	PurchaseDeliveryNotes: marketing(),
	PurchaseReturns: marketing(),
	PurchaseInvoices: marketing(),
	PurchaseCreditNotes: marketing(),
	InventoryGenEntries: marketing(),
	InventoryGenExits: marketing(),
	StockTransfers: { key: 'DocEntry', lines: 'StockTransferLines', events: MADE },
	InventoryPostings: { key: 'DocumentEntry', lines: 'InventoryPostingLines', events: MADE },
};

/** Conditions that fit into one address (sheet, section 3). */
const MOST_ENTRIES = 30;

/** The lines of these documents, by the number of the document; those that are gone are absent. */
export async function linesOf(
	call: Call,
	set: string,
	entries: readonly string[],
): Promise<Map<string, IDataObject[]>> {
	const { key, lines } = DOCUMENTS[set];
	const pages = await Promise.all(
		chunk(entries.filter(isEntry), MOST_ENTRIES).map(
			async (part) =>
				await allRows(call, {
					path: `/${set}`,
					filter: part.map((entry) => `${key} eq ${entry}`).join(' or '),
					select: `${key},${lines}`,
					orderBy: key,
				}),
		),
	);
	return new Map(pages.flat().map((row) => [asText(row[key]), asList(row[lines])]));
}

/** Numbers of documents; anything else would become a piece of the query. */
export const isEntry = (text: string): boolean => /^\d+$/.test(text);
