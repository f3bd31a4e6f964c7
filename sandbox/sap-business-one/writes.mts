import type { FakeAnswer, FakeRequest } from '../fake.mts';
import type { Company, Item } from './company.mts';
import { isInactive, itemProperties, itemRow, touch } from './company.mts';
import { fail, invalidProperty, noMatch } from './errors.mts';
import type { Version } from './errors.mts';
import type { Row } from './filter.mts';
import { jsonHeaders } from './query.mts';

/** Reckoned by the company; a write to them is answered with 204 and does nothing (sap-business-one sheet, section 9). */
const readOnly = new Set<string>([
	...['QuantityOnStock', 'QuantityOrderedFromVendors', 'QuantityOrderedByCustomers'],
	...['UpdateDate', 'UpdateTime', 'ItemWarehouseInfoCollection'],
]);
const yesNo = new Set([
	...['SalesItem', 'PurchaseItem', 'InventoryItem', 'Valid', 'Frozen'],
	...['ManageSerialNumbers', 'ManageBatchNumbers'],
]);
const sizes: Record<string, number> = { FrozenRemarks: 30, ValidRemarks: 30, ItemName: 100 };

export function parsed({ body }: FakeRequest): Row {
	try {
		const value: unknown = JSON.parse(body.toString() || '{}');
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
	} catch {
		// Told below.
	}
	return fail(400, -1000, 'Invalid JSON format');
}

export function patchItem(company: Company, item: Item, request: FakeRequest): FakeAnswer {
	const match = request.headers['if-match'];
	if (match !== undefined && match !== itemRow(item)['etag']) {
		fail(412, -2039, 'Another user modified the record (ODBC -2039)');
	}
	const values = parsed(request);
	for (const [name, value] of Object.entries(values)) {
		if (!(itemProperties as readonly string[]).includes(name)) invalidProperty(name, 'Item');
		if (yesNo.has(name) && value !== 'tYES' && value !== 'tNO') {
			fail(400, -1000, `Enum value '${String(value)}' of 'BoYesNoEnum' is invalid`);
		}
		const size = sizes[name];
		if (size !== undefined && String(value ?? '').length > size) {
			fail(400, -5002, `Value too long in property '${name}' of 'Item'`);
		}
	}
	for (const [name, value] of Object.entries(values)) {
		if (!readOnly.has(name) && name !== 'ItemCode') item.values[name] = value;
	}
	touch(company, item);
	company.news.raise('Items', 'Updated', String(item.values['ItemCode']), 'ItemCode');
	return { status: 204, headers: { 'content-type': 'text/plain' } };
}

interface Line {
	item: Item;
	warehouse: Row;
	counted: number;
}

const documentProperties = [
	...['Remarks', 'Reference2', 'PriceSource', 'PriceList', 'PostingDate', 'CountDate'],
	...['JournalRemark', 'Series', 'BranchID', 'InventoryPostingLines'],
];
const lineProperties = [
	...['ItemCode', 'WarehouseCode', 'CountedQuantity', 'BinEntry', 'Price', 'Remarks'],
	...['InventoryPostingSerialNumbers', 'InventoryPostingBatchNumbers', 'UoMCountedQuantity'],
];

/** One document, all or nothing; a refusal names no line. */
export function postCount(
	company: Company,
	request: FakeRequest,
	root: string,
	version: Version,
): FakeAnswer {
	const document = parsed(request);
	for (const name of Object.keys(document)) {
		if (!documentProperties.includes(name)) invalidProperty(name, 'InventoryPosting');
	}
	const given = (document['InventoryPostingLines'] ?? []) as Row[];
	if (given.length === 0) fail(400, -5002, 'No matching rows in the document');
	const lines = given.map((line) => readLine(company, line));
	if (company.approvals) {
		company.drafts += 1;
		noMatch();
	}
	const entry = company.postings.length + 1;
	const rows = lines.map((line, i) => carryOut(company, line, entry, i + 1));
	company.postings.push({ DocumentEntry: entry, lines: rows });
	company.news.raise('InventoryPostings', 'Created', entry, 'DocumentEntry');
	const today = `${new Date(company.world.clock.now()).toISOString().slice(0, 10)}T00:00:00Z`;
	return {
		status: 201,
		headers: { ...jsonHeaders(version), location: `${root}/InventoryPostings(${entry})` },
		body: {
			'@odata.context': `${root}/$metadata#InventoryPostings/$entity`,
			DocumentEntry: entry,
			DocumentNumber: 500 + entry,
			Series: 56,
			PostingDate: today,
			CountDate: today,
			Remarks: document['Remarks'] ?? null,
			PriceSource: document['PriceSource'] ?? 'ippsByPriceList',
			InventoryPostingLines: rows,
		},
	};
}

function readLine(company: Company, line: Row): Line {
	for (const name of Object.keys(line)) {
		if (!lineProperties.includes(name)) invalidProperty(name, 'InventoryPostingLine');
	}
	const item = company.items.get(String(line['ItemCode'])) ?? noMatch();
	const warehouse =
		company.warehouses.find((row) => row['WarehouseCode'] === line['WarehouseCode']) ?? noMatch();
	const counted = Number(line['CountedQuantity']);
	const { values } = item;
	const refuse = (message: string): never => fail(400, -10, message);
	if (isInactive(item, company.world.clock.now())) refuse('Item is inactive');
	if (values['InventoryItem'] === 'tNO') refuse('Item is not an inventory item');
	if (warehouse['Inactive'] === 'tYES') refuse('Warehouse is inactive');
	if (!(counted >= 0)) refuse('Quantity falls into negative inventory');
	if (values['ManageBatchNumbers'] === 'tYES' && !line['InventoryPostingBatchNumbers']) {
		refuse('Cannot add row without complete selection of batch/serial numbers');
	}
	if (warehouse['EnableBinLocations'] === 'tYES' && line['BinEntry'] === undefined) {
		refuse('Specify a bin location for the item');
	}
	return { item, warehouse, counted };
}

function carryOut(company: Company, { item, warehouse, counted }: Line, entry: number, n: number) {
	const code = String(warehouse['WarehouseCode']);
	const stock = item.stock.get(code) ?? { InStock: 0, Committed: 0, Ordered: 0, Locked: 'tNO' };
	item.stock.set(code, stock);
	const before = stock.InStock;
	stock.InStock = counted;
	return {
		DocumentEntry: entry,
		LineNumber: n,
		ItemCode: String(item.values['ItemCode']),
		ItemDescription: item.values['ItemName'],
		WarehouseCode: code,
		InWarehouseQuantity: before,
		CountedQuantity: counted,
		Variance: counted - before,
	};
}
