import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';

const byName = (a: INodePropertyOptions, b: INodePropertyOptions): number =>
	a.name.localeCompare(b.name);

/** A whole set in one page (sheet, section 3). */
export async function everything(
	call: Call,
	path: string,
	query: Readonly<Record<string, string>>,
): Promise<IDataObject[]> {
	const { body } = await call({
		method: 'GET',
		path,
		query,
		headers: { prefer: 'odata.maxpagesize=0' },
	});
	return asList(asObject(body).value);
}

export async function locations(call: Call): Promise<INodePropertyOptions[]> {
	const found = await everything(call, '/Warehouses', {
		$filter: "Inactive eq 'tNO'",
		$select: 'WarehouseCode,WarehouseName',
	});
	return found
		.map(({ WarehouseCode, WarehouseName }) => ({
			name: `${asText(WarehouseCode)} ${asText(WarehouseName)}`.trim(),
			value: asText(WarehouseCode),
		}))
		.sort(byName);
}

/** The fields a company has added to its items; in requests they begin with `U_`. */
export async function userFields(call: Call): Promise<INodePropertyOptions[]> {
	const found = await everything(call, '/UserFieldsMD', {
		$filter: "TableName eq 'OITM'",
		$select: 'Name,Description',
	});
	return found
		.map(({ Name, Description }) => ({
			name: asText(Description) || asText(Name),
			value: `U_${asText(Name)}`,
		}))
		.sort(byName);
}

export async function skuFields(call: Call): Promise<INodePropertyOptions[]> {
	const own = [
		{ name: 'Bar Code', value: 'BarCode' },
		{ name: 'Item No.', value: 'ItemCode' },
		{ name: 'Mfr Catalog No.', value: 'SupplierCatalogNo' },
	];
	return [...own, ...(await userFields(call))].sort(byName);
}
