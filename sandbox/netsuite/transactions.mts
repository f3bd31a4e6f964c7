import type { World } from '../fake.mts';
import type { Row } from './sql.mts';

export interface Line {
	id: string;
	item: string;
	quantity: number;
	received: number;
	/** ISO 8601 day. */
	expected: string | null;
	isClosed: boolean;
	location: string;
	/** The transaction it was made from. */
	createdFrom: string | null;
	/** A field of the seller's own. */
	state: string | null;
}

export type Type = 'PurchOrd' | 'ItemRcpt' | 'ItemShip' | 'InvAdjst';

export interface Transaction {
	id: string;
	tranId: string;
	type: Type;
	/** One letter; only orders to suppliers are told apart here. */
	status: string;
	vendor: string | null;
	dueDate: string | null;
	/** In the account's zone, eight hours behind UTC. */
	lastModified: string;
	state: string | null;
	lines: Line[];
}

/** Scripts and addresses call the types by these names. */
export const recordNames: Record<Type, string> = {
	PurchOrd: 'purchaseorder',
	ItemRcpt: 'itemreceipt',
	ItemShip: 'itemfulfillment',
	InvAdjst: 'inventoryadjustment',
};

const zoneMs = -8 * 3_600_000;
const numbers: Record<Type, string> = {
	PurchOrd: 'PO',
	ItemRcpt: 'IR',
	ItemShip: 'IF',
	InvAdjst: 'IA',
};
/** As the account shows them; netsuite sheet, section 11. */
const statuses: Record<string, string> = {
	A: 'Pending Supervisor Approval',
	B: 'Pending Receipt',
	C: 'Rejected by Supervisor',
	D: 'Partially Received',
	E: 'Pending Billing/Partially Received',
	F: 'Pending Bill',
	G: 'Fully Billed',
	H: 'Closed',
	P: 'Planned',
};
const vendors = ['Paint Maker Ltd', 'Paper Mill SE'];
const yesNo = (value: boolean): string => (value ? 'T' : 'F');

/** What moved the stock, and the orders to suppliers. */
export class Transactions {
	readonly #world: World;
	readonly list: Transaction[] = [];
	readonly #vendors = [...vendors];

	constructor(world: World) {
		this.#world = world;
	}

	add(
		type: Type,
		lines: readonly (Partial<Line> & Pick<Line, 'item' | 'quantity'>)[],
		more: Partial<Transaction> = {},
	): Transaction {
		const id = String(5001 + this.list.length);
		const transaction: Transaction = {
			id,
			tranId: `${numbers[type]}${id}`,
			type,
			status: 'A',
			vendor: null,
			dueDate: null,
			lastModified: '',
			state: null,
			// The first line of a transaction is its head.
			lines: lines.map((line, i) => ({
				id: String(i + 1),
				received: 0,
				expected: null,
				isClosed: false,
				location: '2',
				createdFrom: null,
				state: null,
				...line,
			})),
			...more,
		};
		this.list.push(transaction);
		this.touch(transaction);
		return transaction;
	}

	get now(): string {
		const local = new Date(this.#world.clock.now() + zoneMs).toISOString();
		return local.slice(0, 19).replace('T', ' ');
	}

	touch(transaction: Transaction): void {
		transaction.lastModified = this.now;
	}

	vendorId(name: string): string {
		if (!this.#vendors.includes(name)) this.#vendors.push(name);
		return String(77 + this.#vendors.indexOf(name));
	}

	rows(): Row[] {
		return this.list.map((one) => ({
			id: one.id,
			tranid: one.tranId,
			type: one.type,
			status: `${one.type}:${one.status}`,
			'df:status':
				one.type === 'PurchOrd' ? `Purchase Order : ${statuses[one.status] ?? ''}` : one.status,
			entity: one.vendor === null ? null : this.vendorId(one.vendor),
			'df:entity': one.vendor,
			trandate: one.lastModified.slice(0, 10),
			duedate: one.dueDate,
			lastmodifieddate: one.lastModified,
			custbody_po_state: one.state,
		}));
	}

	lineRows(placeOf: (location: string) => string): Row[] {
		return this.list.flatMap(({ id, lines }) => [
			{ id: '0', transaction: id, item: null, mainline: 'T', taxline: 'F' },
			...lines.map((line) => ({
				id: line.id,
				transaction: id,
				item: line.item,
				quantity: String(line.quantity),
				quantityshiprecv: line.received === 0 ? null : String(line.received),
				expectedreceiptdate: line.expected,
				isclosed: yesNo(line.isClosed),
				mainline: 'F',
				taxline: 'F',
				location: line.location,
				'df:location': placeOf(line.location),
				createdfrom: line.createdFrom,
				custcol_po_state: line.state,
			})),
		]);
	}
}

export const transactionColumns = [
	...['id', 'tranid', 'type', 'status', 'entity', 'trandate', 'duedate', 'lastmodifieddate'],
	'custbody_po_state',
];
export const lineColumns = [
	...['id', 'transaction', 'item', 'quantity', 'quantityshiprecv', 'expectedreceiptdate'],
	...['isclosed', 'mainline', 'taxline', 'location', 'createdfrom', 'custcol_po_state'],
];
