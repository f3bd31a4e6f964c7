// How each platform's lists are read, and what its pages look like on the wire.
import type { IDataObject } from 'n8n-workflow';

import type { Answer, ApiRequest, Call } from '../../http/answer';
import { built } from './settings.mts';

type Read = (call: Call) => Promise<string[]>;
type Row = IDataObject;

/** A list with a mark that leads to the next page; pages are as large as the platform likes. */
export interface MarkedList {
	read: Read;
	/** Undefined for the first page. */
	markIn(request: ApiRequest): string | undefined;
	body(rows: readonly Row[], next: string | undefined): unknown;
	row?(id: string): Row;
}

/** A list that is read from a place by number on; pages are as large as we ask for. */
export interface NumberedList {
	size: number;
	read: Read;
	/** Rows to leave out. */
	startIn(request: ApiRequest): number;
	/** @param total rows there are, by the platform's own word */
	answer(
		rows: readonly Row[],
		total: number,
		start: number,
	): Pick<Answer, 'body'> & Partial<Answer>;
	row?(id: string): Row;
	/** Past the end the last page comes once more. */
	repeatsLast?: true;
	/** Other requests that go along. */
	more?: number;
}

const text = (value: unknown): string => String(value as string);
const idsOf = (rows: readonly object[], name = 'id'): string[] =>
	rows.map((row) => text((row as Row)[name]));
const account = { merchantId: '1', sellerId: 'S', marketplaceIds: 'M' };
/** So many that they are searched for, not asked for one by one. */
const SKUS = Array.from({ length: 12 }, (_, i) => `SKU-${i}`);

const of = (path: string) => built(`./platforms/${path}.js`) as ReturnType<typeof JSON.parse>;
const bodyOf = (request: ApiRequest): Row => request.body as Row;

export const MARKED: Readonly<Record<string, MarkedList>> = {
	Amazon: {
		read: async (call) => idsOf(await of('amazon/listings').readListings(call, ['A'], { account })),
		row: (id) => ({ sku: id }),
		markIn: ({ query }) => query?.pageToken,
		body: (items, nextToken) => ({ items, pagination: nextToken ? { nextToken } : {} }),
	},
	ChannelAdvisor: {
		read: async (call) =>
			idsOf(
				await of('channeladvisor/service').pages(call, { method: 'GET', path: '/v1/Products' }),
			),
		markIn: ({ path }) => /page=(.*)/.exec(path)?.[1],
		body: (value, next) => ({
			value,
			...(next
				? { '@odata.nextLink': `https://api.channeladvisor.com/v1/Products?page=${next}` }
				: {}),
		}),
	},
	'Google, offers': {
		read: async (call) =>
			idsOf(await of('google-merchant/report').findOffers(call, ['A'], { account }), 'offerId'),
		row: (offerId) => ({ productView: { offerId } }),
		markIn: (request) => bodyOf(request).pageToken as string | undefined,
		body: (results, nextPageToken) => ({ results, nextPageToken }),
	},
	'Google, sources': {
		read: async (call) =>
			idsOf(await of('google-merchant/sources').readSources(call, { account }), 'name'),
		row: (name) => ({ name, primaryProductDataSource: {} }),
		markIn: ({ query }) => query?.pageToken,
		body: (dataSources, nextPageToken) => ({ dataSources, nextPageToken }),
	},
	'Lightspeed Retail': {
		read: async (call) =>
			idsOf(await of('lightspeed-retail/account').list(call, '/API', 'Item', {})),
		markIn: ({ query }) => query?.after,
		body: (Item, next) => ({
			'@attributes': {
				next: next ? `https://api.lightspeedapp.com/API/Item.json?after=${next}` : '',
			},
			...(Item.length === 0 ? {} : { Item: Item.length === 1 ? Item[0] : Item }),
		}),
	},
	Shopify: {
		read: async (call) => idsOf(await of('shopify/listings').readBySku(call, ['A'], { account })),
		row: (id) => ({ id, sku: 'A' }),
		markIn: (request) =>
			((bodyOf(request).variables as Row).after ?? undefined) as string | undefined,
		body: (nodes, endCursor) => ({
			data: {
				productVariants: { nodes, pageInfo: { hasNextPage: endCursor !== undefined, endCursor } },
			},
		}),
	},
	Square: {
		read: async (call) => idsOf((await of('square/catalog').searchSkus(call, ['A'])).variations),
		markIn: (request) => bodyOf(request).cursor as string | undefined,
		body: (objects, cursor) => ({ objects, cursor }),
	},
	'Square, counts': {
		read: async (call) => [
			...(
				(await of('square/catalog').readCounts(call, ['A'], ['L'])) as Map<string, unknown>
			).keys(),
		],
		row: (catalog_object_id) => ({
			catalog_object_id,
			location_id: 'L',
			state: 'IN_STOCK',
			quantity: '1',
		}),
		markIn: (request) => bodyOf(request).cursor as string | undefined,
		body: (counts, cursor) => ({ counts, cursor }),
	},
	Squarespace: {
		read: async (call) => idsOf(await of('squarespace/listings').readBySku(call, ['A'])),
		row: (id) => ({ id, variants: [{ id, sku: 'A' }] }),
		markIn: ({ query }) => query?.cursor,
		body: (products, nextPageCursor) => ({
			products,
			pagination: { hasNextPage: nextPageCursor !== undefined, nextPageCursor },
		}),
	},
	'Walmart, stock': {
		read: async (call) => [
			...(
				(await of('walmart/stockRows').stockOf(
					call,
					Array.from({ length: 30 }, (_, i) => `S${i}`),
					{ account: { country: 'US', market: 'us' } },
				)) as Map<string, unknown>
			).keys(),
		],
		row: (sku) => ({ sku, nodes: [] }),
		markIn: ({ query }) => query?.nextCursor,
		body: (inventories, nextCursor) => ({
			meta: { totalCount: 1, nextCursor },
			elements: { inventories },
		}),
	},
	Wix: {
		read: async (call) =>
			idsOf(await of('wix/v3Queries').itemsWhere(call, 'product.variantSku', ['A'])),
		markIn: (request) =>
			((bodyOf(request).query as Row).cursorPaging as Row).cursor as string | undefined,
		body: (inventoryItems, next) => ({
			inventoryItems,
			pagingMetadata: { hasNext: next !== undefined, cursors: { next } },
		}),
	},
};

export const NUMBERED: Readonly<Record<string, NumberedList>> = {
	BigCommerce: {
		size: 250,
		read: async (call) =>
			idsOf(await of('bigcommerce/lookUp').pages(call, '/catalog/variants', {})),
		startIn: ({ query }) => (Number(query?.page) - 1) * 250,
		answer: (data, total) => ({
			body: { data, meta: { pagination: { total_pages: Math.ceil(total / 250) } } },
		}),
	},
	Magento: {
		size: 300,
		read: async (call) =>
			idsOf(
				await of('magento/search').searchBySku(call, { path: '/V1/products', fields: 'id' }, ['A']),
			),
		startIn: ({ query }) => (Number(query?.['searchCriteria[currentPage]']) - 1) * 300,
		answer: (items, total_count) => ({ body: { items, total_count } }),
		repeatsLast: true,
	},
	NetSuite: {
		size: 1_000,
		read: async (call) => idsOf(await of('netsuite/suiteql').suiteql(call, 'SELECT 1')),
		startIn: ({ query }) => Number(query?.offset),
		answer: (items, total, start) => ({ body: { items, hasMore: start + items.length < total } }),
	},
	QuickBooks: {
		size: 1_000,
		read: async (call) =>
			idsOf(await of('quickbooks-commerce/query').query(call, 'Item', 'Active = true')),
		startIn: ({ query }) => Number(/startposition (\d+)/.exec(query!.query!)![1]) - 1,
		answer: (Item) => ({ body: { QueryResponse: Item.length > 0 ? { Item } : {} } }),
	},
	'SAP Business One': {
		size: 100,
		read: async (call) =>
			idsOf(
				await of('sap-business-one/pages').allRows(call, {
					path: '/Items',
					filter: '',
					select: 'id',
					orderBy: 'id',
				}),
			),
		startIn: ({ query }) => Number(query?.$skip ?? 0),
		answer: (value, total, start) => ({
			body: {
				value,
				...(start + value.length < total ? { '@odata.nextLink': 'Items?$skip=20' } : {}),
			},
		}),
	},
	'Lightspeed X-Series': {
		size: 1_000,
		read: async (call) =>
			idsOf(await of('vend/products').productsBySku(call, SKUS, { account: {} })),
		row: (id) => ({ id, sku: SKUS[Number(id.slice(1)) % SKUS.length]! }),
		startIn: ({ path }) => Number(/offset=(\d+)/.exec(path)?.[1]),
		answer: (data) => ({ body: { data } }),
		// A few that were not found are asked for one by one.
		more: SKUS.length,
	},
	WooCommerce: {
		size: 100,
		read: async (call) => idsOf(await of('woocommerce/pages').pages(call, '/products', {})),
		startIn: ({ query }) => (Number(query?.page) - 1) * 100,
		answer: (body, total) => ({
			body,
			headers: { 'x-wp-totalpages': String(Math.ceil(total / 100)) },
		}),
	},
	'WooCommerce behind a proxy that drops the count': {
		size: 100,
		read: async (call) => idsOf(await of('woocommerce/pages').pages(call, '/products', {})),
		startIn: ({ query }) => (Number(query?.page) - 1) * 100,
		answer: (body) => ({ body }),
	},
};
