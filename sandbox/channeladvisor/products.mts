import type { FakeAnswer, FakeRequest } from '../fake.mts';
import { odata } from './errors.mts';
import { parseFilter, type Row } from './filter.mts';
import { centers, type Product, type Shop } from './shop.mts';

const writable: Readonly<Record<string, (value: unknown) => boolean>> = {
	IsBlocked: (value) => typeof value === 'boolean',
	BlockComment: (value) => value === null || typeof value === 'string',
	IsExternalQuantityBlocked: (value) => typeof value === 'boolean',
	Title: (value) => typeof value === 'string',
};
/** Reckoned by the platform: taken, and without effect. */
const reckoned = ['TotalAvailableQuantity', 'TotalQuantity', 'BlockedDateUtc', 'UpdateDateUtc'];

const CONTEXT = '/v1/$metadata';
const HEADERS = {
	'content-type': 'application/json; odata.metadata=minimal; odata.streaming=true',
	'odata-version': '4.0',
};

/** A list of rows with the query options that are known here; the next page has an address of its own. */
export function list(
	{ path, query }: FakeRequest,
	entity: string,
	rows: readonly Row[],
	base: string,
	pageSize: number,
): FakeAnswer {
	const unknown = [...query.keys()].find(
		(name) =>
			!['$filter', '$select', '$expand', '$orderby', '$top', '$skip', 'access_token'].includes(
				name,
			),
	);
	if (unknown) throw odata(400, `The query parameter '${unknown}' is not supported.`);
	const fields = Object.keys(rows[0] ?? {});
	const filter = query.get('$filter');
	const order = query.get('$orderby');
	if (order !== null && !fields.includes(order))
		throw odata(400, `Could not find a property named '${order}'.`);
	const found = (filter === null ? rows : rows.filter(parseFilter(filter, fields))).toSorted(
		(a, b) => (order === null ? 0 : Number(a[order]) - Number(b[order])),
	);
	const skip = Number(query.get('$skip') ?? 0);
	const top = Number(query.get('$top') ?? Infinity);
	const page = found.slice(skip, skip + Math.min(top, pageSize));
	const more = skip + page.length < found.length && page.length < top;
	const next = new URLSearchParams(query);
	next.set('$skip', String(skip + page.length));
	return {
		status: 200,
		headers: HEADERS,
		body: {
			'@odata.context': `${base}${CONTEXT}#${entity}${selection(query)}`,
			value: page.map((row) => selected(row, query)),
			...(more && { '@odata.nextLink': `${base}${path}?${next.toString()}` }),
		},
	};
}

export function single({ query }: FakeRequest, entity: string, row: Row, base: string): FakeAnswer {
	return {
		status: 200,
		headers: HEADERS,
		body: {
			'@odata.context': `${base}${CONTEXT}#${entity}${selection(query)}/$entity`,
			...selected(row, query),
		},
	};
}

const names = (query: URLSearchParams, option: string): string[] =>
	(query.get(option) ?? '').split(',').filter(Boolean);

function selection(query: URLSearchParams): string {
	const parts = [
		...names(query, '$select'),
		...names(query, '$expand').flatMap((name) => [name, `${name}()`]),
	];
	return parts.length > 0 ? `(${parts.join(',')})` : '';
}

/** Collections come only where they are asked for. */
function selected(row: Row, query: URLSearchParams): Row {
	const expand = names(query, '$expand');
	const select = names(query, '$select');
	for (const name of [...select, ...expand])
		if (!(name in row)) throw odata(400, `Could not find a property named '${name}'.`);
	return Object.fromEntries(
		Object.entries(row).filter(([name, value]) =>
			Array.isArray(value) ? expand.includes(name) : select.length === 0 || select.includes(name),
		),
	);
}

export const centerRows = (): Row[] => centers.map((center) => ({ ...center }));

export const productRow = (shop: Shop, product: Product): Row => {
	const { stock, components, stale, ...plain } = product;
	return {
		...plain,
		TotalAvailableQuantity: shop.total(product),
		DCQuantities: [...stock].map(([DistributionCenterID, AvailableQuantity]) => ({
			ProductID: product.ID,
			ProfileID: product.ProfileID,
			DistributionCenterID,
			AvailableQuantity,
		})),
		BundleComponents: [...components].map(([ComponentID, Quantity]) => ({
			ProductID: product.ID,
			ComponentID,
			Quantity,
		})),
	};
};

/** PUT and PATCH change what is sent and leave the rest (channeladvisor sheet, section 4). */
export function update(shop: Shop, product: Product, body: Row): FakeAnswer {
	for (const [name, value] of Object.entries(body)) {
		if (reckoned.includes(name)) continue;
		if (!(name in writable))
			throw odata(400, `The property '${name}' does not exist on type 'Product'.`);
		if (!writable[name]?.(value)) throw odata(400, `The value of '${name}' is invalid.`);
	}
	const values = Object.fromEntries(Object.entries(body).filter(([name]) => name in writable));
	shop.change(product, values);
	return { status: 204 };
}

const TYPES = ['Absolute', 'Relative', 'Available', 'InStock', 'UnShipped'];

/** All or nothing: one bad line refuses the call. Nothing is open in this shop, so all types but one set the number. */
export function updateQuantity(shop: Shop, product: Product, body: Row): FakeAnswer {
	const { UpdateType, Updates } = (body['Value'] ?? {}) as { UpdateType?: string; Updates?: Row[] };
	if (!TYPES.includes(UpdateType ?? '') || !Array.isArray(Updates) || Updates.length === 0)
		throw odata(400, "The parameter 'Value' is missing or invalid.");
	if (product.IsParent) throw odata(400, 'The quantity of a parent product cannot be updated.');
	if (product.BundleType === 'BundleItem')
		throw odata(400, 'The quantity of a bundle is calculated and cannot be updated.');
	const lines = Updates.map(({ DistributionCenterID, Quantity }) => {
		const center = centers.find(({ ID }) => ID === DistributionCenterID);
		if (!center || center.IsDeleted)
			throw odata(400, `Distribution center ${String(DistributionCenterID)} was not found.`);
		if (center.IsExternallyManaged)
			throw odata(400, `Distribution center ${center.ID} is externally managed.`);
		const relative = UpdateType === 'Relative';
		if (!Number.isInteger(Quantity) || (!relative && Number(Quantity) < 0))
			throw odata(400, `The quantity '${String(Quantity)}' is invalid.`);
		const before = relative ? (product.stock.get(center.ID) ?? 0) : 0;
		return [center.ID, before + Number(Quantity)] as const;
	});
	shop.stockChange(product, () => lines.forEach(([id, count]) => product.stock.set(id, count)));
	return { status: 204 };
}
