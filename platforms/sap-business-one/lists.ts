import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';

const byName = (a: INodePropertyOptions, b: INodePropertyOptions): number =>
	a.name.localeCompare(b.name);

async function rows(
	call: Call,
	path: string,
	filter: string,
	select: string,
): Promise<IDataObject[]> {
	const { body } = await call({
		method: 'GET',
		path,
		query: { $filter: filter, $select: select },
		// Everything in one page (sheet, section 3).
		headers: { prefer: 'odata.maxpagesize=0' },
	});
	return asList(asObject(body).value);
}

export async function warehouses(call: Call): Promise<INodePropertyOptions[]> {
	const found = await rows(call, '/Warehouses', "Inactive eq 'tNO'", 'WarehouseCode,WarehouseName');
	return found
		.map(({ WarehouseCode, WarehouseName }) => ({
			name: `${asText(WarehouseCode)} ${asText(WarehouseName)}`.trim(),
			value: asText(WarehouseCode),
		}))
		.sort(byName);
}

/** The fields a company has added to its items; in requests they begin with `U_`. */
export async function userFields(call: Call): Promise<INodePropertyOptions[]> {
	const found = await rows(call, '/UserFieldsMD', "TableName eq 'OITM'", 'Name,Description');
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
