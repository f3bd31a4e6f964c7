import { createHash } from 'node:crypto';
import type { World } from '../fake.mts';
import { Documents, stamp } from './documents.mts';
import type { Row } from './filter.mts';
import { News } from './news.mts';

export interface Stock {
	InStock: number;
	Committed: number;
	Ordered: number;
	Locked: 'tYES' | 'tNO';
}

export interface Item {
	/** Simple properties; stock figures are reckoned, never stored. */
	values: Row;
	stock: Map<string, Stock>;
}

export interface Posting {
	DocumentEntry: number;
	lines: { ItemCode: string; WarehouseCode: string; Variance: number }[];
}

export interface Company {
	world: World;
	items: Map<string, Item>;
	warehouses: Row[];
	userFields: Row[];
	postings: Posting[];
	documents: Documents;
	news: News;
	/** With an approval procedure on stock postings a draft is kept instead (sap-business-one sheet, section 9). */
	approvals: boolean;
	drafts: number;
}

const warehouse = (code: string, name: string, more: Row = {}): Row => ({
	WarehouseCode: code,
	WarehouseName: name,
	Inactive: 'tNO',
	EnableBinLocations: 'tNO',
	DropShip: 'tNO',
	...more,
});

export const itemProperties = [
	...['ItemCode', 'ItemName', 'ForeignName', 'ItemsGroupCode', 'BarCode', 'SupplierCatalogNo'],
	...['PurchaseItem', 'SalesItem', 'InventoryItem', 'TreeType', 'ItemType', 'DefaultWarehouse'],
	...['ManageSerialNumbers', 'ManageBatchNumbers', 'Valid', 'ValidFrom', 'ValidTo'],
	...['ValidRemarks', 'Frozen', 'FrozenFrom', 'FrozenTo', 'FrozenRemarks', 'UpdateDate'],
	...['UpdateTime', 'U_WebVisible', 'U_ShopSKU', 'QuantityOnStock'],
	...['QuantityOrderedFromVendors', 'QuantityOrderedByCustomers', 'ItemWarehouseInfoCollection'],
] as const;

export function openCompany(world: World): Company {
	const company: Company = {
		world,
		items: new Map(),
		warehouses: [
			warehouse('01', 'Main Warehouse'),
			warehouse('02', 'Shop Floor'),
			warehouse('03', 'High Rack', { EnableBinLocations: 'tYES' }),
			warehouse('09', 'Old Barn', { Inactive: 'tYES' }),
		],
		userFields: [
			{ TableName: 'OITM', FieldID: 0, Name: 'WebVisible', Description: 'Visible in Web Shop' },
			{ TableName: 'OITM', FieldID: 1, Name: 'ShopSKU', Description: 'SKU in Web Shop' },
			{ TableName: 'OCRD', FieldID: 0, Name: 'Artist', Description: 'Artist' },
		],
		postings: [],
		documents: new Documents(world),
		news: new News(world),
		approvals: false,
		drafts: 0,
	};
	for (const product of world.catalogue) {
		for (const { sku, title, quantity } of product.variants) {
			addItem(company, sku, [product.title, title].filter(Boolean).join(', '), quantity);
		}
	}
	addSpecials(company);
	return company;
}

function addItem(company: Company, code: string, title: string, quantity: number): Item {
	const item: Item = {
		values: {
			ItemCode: code,
			ItemName: title,
			ForeignName: null,
			ItemsGroupCode: 100,
			BarCode: null,
			SupplierCatalogNo: null,
			PurchaseItem: 'tYES',
			SalesItem: 'tYES',
			InventoryItem: 'tYES',
			TreeType: 'iNotATree',
			ItemType: 'itItems',
			DefaultWarehouse: '01',
			ManageSerialNumbers: 'tNO',
			ManageBatchNumbers: 'tNO',
			Valid: 'tYES',
			ValidFrom: null,
			ValidTo: null,
			ValidRemarks: null,
			Frozen: 'tNO',
			FrozenFrom: null,
			FrozenTo: null,
			FrozenRemarks: null,
			U_WebVisible: 'Y',
			U_ShopSKU: `WEB-${code}`,
		},
		stock: new Map(
			company.warehouses.map((row) => [
				String(row['WarehouseCode']),
				{ InStock: 0, Committed: 0, Ordered: 0, Locked: 'tNO' },
			]),
		),
	};
	set(item, '01', { InStock: quantity });
	company.items.set(code, item);
	touch(company, item);
	return item;
}

export const set = (item: Item, code: string, figures: Partial<Stock>): void =>
	void Object.assign(item.stock.get(code) ?? {}, figures);

/** Listings for the traps of the sheet. */
function addSpecials(company: Company): void {
	const change = (code: string, act: (item: Item) => void): void => {
		const item = company.items.get(code);
		if (item) act(item);
	};
	// Inactive by the seller's own hand.
	change('ACR-VAR-GLOS-250', ({ values }) => {
		Object.assign(values, { Valid: 'tNO', Frozen: 'tYES', FrozenRemarks: 'New recipe' });
	});
	change('ACR-GEL-MATT-500', ({ values }) => {
		values['ManageBatchNumbers'] = 'tYES';
	});
	// In two warehouses, two of it sold already.
	change('ACR-GES-WHT-1000', (item) => {
		set(item, '01', { InStock: 10, Committed: 2 });
		set(item, '02', { InStock: 4 });
	});
	change('ACR-SHT-CLR-A3', (item) => {
		set(item, '01', { InStock: 0 });
		set(item, '03', { InStock: 10 });
	});
	for (const [i, age] of ['old', 'new'].entries()) {
		const { values } = addItem(company, `KNIFE-04-${i + 1}`, `Palette Knife No. 4 (${age})`, 3);
		values['BarCode'] = 'ACR-DUP-1';
	}
	// Bought in for the workshop, never sold.
	const pigment = addItem(company, 'RAW-PIG-BLUE', 'Cobalt Blue Pigment, 1 kg', 20);
	pigment.values['SalesItem'] = 'tNO';
}

/** Only an edit of the item does this; documents move its stock and leave its date alone. */
export const touch = (company: Company, item: Item): void =>
	void Object.assign(item.values, stamp(company.world));

export const sum = (item: Item, figure: 'InStock' | 'Committed' | 'Ordered'): number =>
	[...item.stock.values()].reduce((total, row) => total + row[figure], 0);

/** An item as the API shows it, stock figures included. */
export function itemRow(item: Item): Row {
	const row: Row = {
		...item.values,
		QuantityOnStock: sum(item, 'InStock'),
		QuantityOrderedFromVendors: sum(item, 'Ordered'),
		QuantityOrderedByCustomers: sum(item, 'Committed'),
		ItemWarehouseInfoCollection: [...item.stock].map(([WarehouseCode, figures]) => ({
			MinimalStock: 0,
			MaximalStock: 0,
			StandardAveragePrice: 4.2,
			WarehouseCode,
			...figures,
			ItemCode: item.values['ItemCode'],
			ItemCycleCounts: [],
		})),
	};
	const hash = createHash('sha1').update(JSON.stringify(item.values)).digest('hex').toUpperCase();
	return { ...row, etag: `W/"${hash}"` };
}

export function isInactive({ values }: Item, now: number): boolean {
	const today = new Date(now).toISOString().slice(0, 10);
	const day = (name: string, otherwise: string) => String(values[name] ?? otherwise).slice(0, 10);
	const within = (kind: string) =>
		day(`${kind}From`, '0000') <= today && today <= day(`${kind}To`, '9999');
	return (
		(values['Frozen'] === 'tYES' && within('Frozen')) ||
		(values['Valid'] === 'tYES' && !within('Valid'))
	);
}
