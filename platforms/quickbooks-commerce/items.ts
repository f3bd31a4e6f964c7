import type { IDataObject } from 'n8n-workflow';

import { asNumber, asText } from '../../http/answer';
import type { Change, Listing } from '../platform';

/** Names are those of the item (sheet, section 3). `QtyOnHand` is null where QuickBooks keeps no count. */
export type QuickbooksState = {
	Active: boolean;
	QtyOnHand: number | null;
};

export interface QuickbooksNative {
	SyncToken: string;
	/** As just read; some companies want them back with every update (sheet, section 4). */
	required: IDataObject;
}

export type QuickbooksListing = Listing<QuickbooksState, QuickbooksNative>;
export type QuickbooksChange = Change<QuickbooksState, QuickbooksNative>;

/** QuickBooks adds it to the name of what is made inactive, and takes it off again. */
export const SUFFIX = / \(deleted(?: \d+)?\)$/;

export const setOf = ({ set }: QuickbooksChange): Partial<QuickbooksState> => set;

export function toListing(item: IDataObject): QuickbooksListing {
	const Active = item.Active !== false;
	const QtyOnHand =
		item.Type === 'Inventory' && item.TrackQtyOnHand === true ? asNumber(item.QtyOnHand) : null;
	return {
		sku: asText(item.Sku),
		id: asText(item.Id),
		title: asText(item.Name).replace(SUFFIX, ''),
		quantity: QtyOnHand,
		visible: Active,
		// At zero and below it can still be put on invoices and receipts (sheet, section 4).
		buyable: Active,
		state: { Active, QtyOnHand },
		native: { SyncToken: asText(item.SyncToken), required: requiredOf(item) },
	};
}

const REQUIRED = [
	'Type',
	'TrackQtyOnHand',
	'IncomeAccountRef',
	'AssetAccountRef',
	'ExpenseAccountRef',
] as const;

/** Never the count nor its start date: they would move the opening balance (sheet, section 4). */
function requiredOf(item: IDataObject): IDataObject {
	const known = REQUIRED.filter((field) => item[field] !== undefined);
	return {
		Name: asText(item.Name).replace(SUFFIX, ''),
		...Object.fromEntries(known.map((field) => [field, item[field]])),
	};
}
