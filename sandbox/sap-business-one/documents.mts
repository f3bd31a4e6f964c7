import type { World } from '../fake.mts';
import type { Row } from './filter.mts';

export interface Line extends Row {
	LineNum: number;
	ItemCode: string;
	Quantity: number;
	RemainingOpenQuantity: number;
	LineStatus: 'bost_Open' | 'bost_Close';
	ShipDate: string | null;
	WarehouseCode: string;
}

/** What the seller's people book: orders, deliveries, receipts (sap-business-one sheet, sections 10 and 11). */
export interface Document extends Row {
	DocEntry: number;
	DocNum: number;
	DocDueDate: string | null;
	DocumentStatus: 'bost_Open' | 'bost_Close';
	Cancelled: 'tYES' | 'tNO';
	CancelStatus: 'csYes' | 'csNo';
	UpdateDate: string;
	UpdateTime: string;
	DocumentLines: Line[];
}

export const documentSets = [
	...['Orders', 'DeliveryNotes', 'Returns', 'Invoices', 'CreditNotes', 'PurchaseOrders'],
	...['PurchaseDeliveryNotes', 'PurchaseReturns', 'PurchaseInvoices', 'PurchaseCreditNotes'],
	...['InventoryGenEntries', 'InventoryGenExits'],
] as const;

export const documentProperties = [
	...['DocEntry', 'DocNum', 'CardCode', 'CardName', 'NumAtCard', 'DocDate', 'DocDueDate'],
	...['RequriedDate', 'DocumentStatus', 'Cancelled', 'CancelStatus', 'Confirmed', 'Comments'],
	...['CreationDate', 'UpdateDate', 'UpdateTime', 'U_PoState', 'DocumentLines'],
] as const;

export const day = (date: string): string => `${date}T00:00:00Z`;

/** Date and time of a change: two fields, and the date has no time in it. */
export function stamp(world: World): { UpdateDate: string; UpdateTime: string } {
	const [date = '', time = ''] = new Date(world.clock.now()).toISOString().split(/[T.]/);
	return { UpdateDate: day(date), UpdateTime: time };
}

export class Documents {
	readonly #world: World;
	readonly #sets = new Map<string, Document[]>(documentSets.map((name) => [name, []]));

	constructor(world: World) {
		this.#world = world;
	}

	of(set: string): Document[] {
		return this.#sets.get(set) ?? [];
	}

	add(set: string, header: Row, lines: readonly Row[]): Document {
		const list = this.of(set);
		const changed = stamp(this.#world);
		const document: Document = {
			DocEntry: 90 + list.length + 1,
			DocNum: 1041 + list.length + 1,
			CardCode: null,
			CardName: null,
			NumAtCard: null,
			DocDate: changed.UpdateDate,
			DocDueDate: null,
			RequriedDate: null,
			DocumentStatus: 'bost_Open',
			Cancelled: 'tNO',
			CancelStatus: 'csNo',
			Confirmed: 'tYES',
			Comments: null,
			CreationDate: changed.UpdateDate,
			U_PoState: null,
			...changed,
			...header,
			DocumentLines: lines.map((line, i) => ({
				LineNum: i,
				ItemCode: '',
				Quantity: 0,
				RemainingOpenQuantity: Number(line['Quantity'] ?? 0),
				LineStatus: 'bost_Open' as const,
				ShipDate: null,
				WarehouseCode: '01',
				BaseType: -1,
				BaseEntry: null,
				BaseLine: null,
				U_LineState: null,
				...line,
			})),
		};
		list.push(document);
		return document;
	}

	touch(document: Document): void {
		Object.assign(document, stamp(this.#world));
	}
}
