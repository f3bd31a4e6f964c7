import type { FakeRequest } from '../fake.mts';
import {
	badId,
	broken,
	missing,
	notFound,
	QuickbooksFault,
	unknownProperty,
	unsupported,
} from './errors.mts';
import type { Documents } from './documents.mts';
import { run } from './query.mts';
import type { Row, Tables } from './query.mts';
import { accounts } from './shop.mts';
import type { Item, Shop } from './shop.mts';

export type Json = Record<string, unknown>;

const mostOperations = 30;

const ref = (value: string): Json => ({
	value,
	name: accounts.find(({ Id }) => Id === value)?.Name ?? '',
});

export function itemView(item: Item): Row {
	const counted = item.QtyOnHand !== undefined;
	return {
		Name: item.Name,
		Sku: item.Sku,
		Active: item.Active,
		FullyQualifiedName: item.Name,
		Taxable: false,
		UnitPrice: Number(item.UnitPrice),
		Type: item.Type,
		...(item.Type === 'Group' ? {} : { IncomeAccountRef: ref('79'), ExpenseAccountRef: ref('80') }),
		PurchaseCost: 0,
		...(counted ? { AssetAccountRef: ref('81') } : {}),
		TrackQtyOnHand: counted,
		...(counted ? { QtyOnHand: item.QtyOnHand, InvStartDate: item.InvStartDate } : {}),
		domain: 'QBO',
		sparse: false,
		Id: item.Id,
		SyncToken: String(item.SyncToken),
		MetaData: { CreateTime: item.CreateTime, LastUpdatedTime: item.LastUpdatedTime },
	};
}

const itemFields = ['Id', 'Name', 'Sku', 'Active', 'Type', 'MetaData.LastUpdatedTime'];
const documentFields = ['Id', 'DocNumber', 'TxnDate', 'MetaData.LastUpdatedTime'];
const updatable = new Set([
	'Id',
	'SyncToken',
	'sparse',
	'Active',
	'Name',
	'Type',
	'TrackQtyOnHand',
	'IncomeAccountRef',
	'AssetAccountRef',
	'ExpenseAccountRef',
]);

const tablesOf = (shop: Shop, documents: Documents): Tables => ({
	Item: { fields: itemFields, rows: () => [...shop.items.values()].map(itemView) },
	Account: {
		fields: ['Id', 'Name', 'Active', 'Classification', 'AccountType'],
		rows: () =>
			accounts.map((account) => ({
				...account,
				FullyQualifiedName: account.Name,
				SubAccount: false,
				domain: 'QBO',
				sparse: false,
				SyncToken: '0',
			})),
	},
	SalesReceipt: {
		fields: documentFields,
		rows: () => [...documents.sales.values()].map(documents.saleView),
	},
	PurchaseOrder: {
		fields: documentFields,
		rows: () => [...documents.orders.values()].map(documents.orderView),
	},
	Bill: {
		fields: documentFields,
		rows: () => [...documents.bills.values()].map(documents.billView),
	},
	...Object.fromEntries(
		['Invoice', 'CreditMemo', 'RefundReceipt', 'Purchase', 'VendorCredit'].map((entity) => [
			entity,
			{ fields: documentFields, rows: () => documents.others(entity) },
		]),
	),
});

export const query = (shop: Shop, documents: Documents, text: string): Json => ({
	QueryResponse: run(text, tablesOf(shop, documents)),
});

export function readItem(shop: Shop, id: string): Json {
	if (!/^\d+$/.test(id)) throw badId(id);
	const item = shop.items.get(id);
	if (!item) throw notFound();
	return { Item: itemView(item) };
}

export function updateItem(shop: Shop, body: Json): Json {
	for (const name of Object.keys(body)) if (!updatable.has(name)) throw unknownProperty(name);
	const item = shop.current(String(body['Id']), body['SyncToken']);
	const whole = body['sparse'] !== true || shop.wantsAllFields;
	for (const name of ['Name', 'Type', 'IncomeAccountRef'])
		if (whole && body[name] === undefined) throw missing(name);
	if (shop.world.befalls?.('quickbooks-commerce', 'itemRefused'))
		throw broken('The item is being edited by another user.');
	if (typeof body['Active'] === 'boolean') shop.setActive(item, body['Active']);
	return { Item: itemView(item) };
}

interface LineBody {
	DetailType?: string;
	ItemAdjustmentLineDetail?: { ItemRef?: { value?: string }; QtyDiff?: number };
}

const adjustmentFields = new Set([
	'TxnDate',
	'DocNumber',
	'PrivateNote',
	'AdjustAccountRef',
	'Line',
]);

export function adjust(shop: Shop, body: Json): Json {
	for (const name of Object.keys(body))
		if (!adjustmentFields.has(name)) throw unknownProperty(name);
	const account = (body['AdjustAccountRef'] as { value?: string } | undefined)?.value;
	if (account === undefined) throw missing('AdjustAccountRef');
	const known = accounts.find(({ Id }) => Id === account);
	if (!known)
		throw new QuickbooksFault(
			'2500',
			'Invalid Reference Id',
			`Invalid Reference Id : Accounts element id ${account} not found`,
			'',
		);
	if (!known.Active) throw notFound();
	if (!/Cost of Goods Sold|Expense|Equity/.test(known.AccountType))
		throw broken('The account cannot be used for inventory adjustments.');
	const lines = ((body['Line'] as LineBody[] | undefined) ?? []).map((line) => {
		const detail = line.ItemAdjustmentLineDetail;
		const item = detail?.ItemRef?.value;
		if (line.DetailType !== 'ItemAdjustmentLineDetail' || item === undefined)
			throw missing('ItemRef');
		if (typeof detail?.QtyDiff !== 'number') throw missing('QtyDiff');
		return { item, by: detail.QtyDiff };
	});
	if (lines.length === 0) throw missing('Line');
	const date = typeof body['TxnDate'] === 'string' ? body['TxnDate'] : shop.today();
	const note = typeof body['PrivateNote'] === 'string' ? body['PrivateNote'] : '';
	const posted = shop.adjust({ account, note, date, lines });
	return {
		InventoryAdjustment: {
			AdjustAccountRef: ref(account),
			domain: 'QBO',
			sparse: false,
			Id: posted.Id,
			SyncToken: '0',
			MetaData: { CreateTime: shop.now(), LastUpdatedTime: shop.now() },
			TxnDate: date,
			PrivateNote: note,
			Line: lines.map(({ item, by }, i) => ({
				Id: String(i + 1),
				DetailType: 'ItemAdjustmentLineDetail',
				ItemAdjustmentLineDetail: {
					ItemRef: { value: item, name: shop.items.get(item)?.Name ?? '' },
					QtyDiff: by,
				},
			})),
		},
	};
}

/** Every operation for itself; what fails stands beside what was done. */
export function batch(shop: Shop, documents: Documents, body: Json): Json {
	const operations = body['BatchItemRequest'];
	if (!Array.isArray(operations)) throw missing('BatchItemRequest');
	if (operations.length > mostOperations)
		throw broken(`A batch takes ${mostOperations} operations at most.`);
	return {
		BatchItemResponse: (operations as Json[]).map((operation) => {
			const bId = operation['bId'];
			try {
				return { ...one(shop, documents, operation), bId };
			} catch (error) {
				if (!(error instanceof QuickbooksFault)) throw error;
				return { Fault: error.fault, bId };
			}
		}),
	};
}

function one(shop: Shop, documents: Documents, { operation, Item, Query }: Json): Json {
	if (typeof Query === 'string') return query(shop, documents, Query);
	if (operation === 'update' && Item) return updateItem(shop, Item as Json);
	throw unsupported('batch');
}

export function bodyOf({ body, headers }: FakeRequest): Json {
	try {
		const value: unknown = JSON.parse(body.toString());
		if (/json/.test(headers['content-type'] ?? '') && typeof value === 'object' && value !== null)
			return value as Json;
	} catch {
		// Said below.
	}
	throw new QuickbooksFault(
		'2010',
		'Request has invalid or unsupported property',
		'The body is no JSON.',
	);
}
