import type { BulkQueue } from './bulk.mts';
import { areSalable, isSalable, saveSourceItems, sourceItemRows } from './inventory.mts';
import { productView, productWithStock, saveProduct, stockItemView } from './products.mts';
import { search } from './search.mts';
import { storeView } from './shop.mts';
import type { Shop } from './shop.mts';

export interface Call {
	/** The parts of the path that differ, decoded. */
	names: string[];
	/** Store code: `all`, or a store view. */
	scope: string;
	query: URLSearchParams;
	body: unknown;
}

export interface Route {
	method: string;
	path: RegExp;
	/** What the integration must be allowed to use. */
	resource: string;
	status?: number;
	run(call: Call): unknown;
}

const catalog = 'Magento_Catalog::products';
const source = 'Magento_InventoryApi::source';
const sales = 'Magento_InventorySalesApi::stock';
const assign = 'Magento_InventoryApi::stock_source_item_assign';
const legacy = 'Magento_CatalogInventory::cataloginventory';
const bulkStatus = 'Magento_Logging::system_magento_logging_bulk_operations';

export function routesOf(shop: Shop, queue: BulkQueue): Route[] {
	const { inputLimiting, inventory, edition } = shop.options;
	const list = (rows: Record<string, unknown>[], { query }: Call) =>
		search(rows, query, inputLimiting);
	// Where the version stands in the address of a bulk call differs between the editions.
	const bulk = (rest: string) =>
		new RegExp(edition === 'accs' ? `^/V1/async/bulk/${rest}$` : `^/async/bulk/V1/${rest}$`);
	const always: Route[] = [
		{
			method: 'GET',
			path: /^\/V1\/products$/,
			resource: catalog,
			run: (call) =>
				list(
					[...shop.products.values()].map((one) => productView(one, call.scope)),
					call,
				),
		},
		{
			method: 'POST',
			path: /^\/V1\/products$/,
			resource: catalog,
			run: ({ body, scope }) => productWithStock(saveProduct(shop, body, scope), scope),
		},
		{
			method: 'GET',
			path: /^\/V1\/products\/([^/]+)$/,
			resource: catalog,
			run: ({ names: [sku = ''], scope }) => productWithStock(shop.product(sku), scope),
		},
		{
			method: 'PUT',
			path: /^\/V1\/products\/([^/]+)$/,
			resource: catalog,
			run: ({ names: [sku = ''], body, scope }) =>
				productWithStock(saveProduct(shop, body, scope, sku), scope),
		},
		{
			method: 'PUT',
			path: bulk('products/bySku'),
			resource: catalog,
			status: 202,
			run: ({ body, scope }) =>
				queue.put(
					body,
					'product',
					'async.magento.catalog.api.productrepositoryinterface.save.put',
					(part) => saveProduct(shop, part, scope),
				),
		},
		{
			method: 'GET',
			path: /^\/V1\/bulk\/([^/]+)\/status$/,
			resource: bulkStatus,
			run: ({ names: [uuid = ''] }) => queue.status(uuid),
		},
		{
			method: 'GET',
			path: /^\/V1\/stockItems\/([^/]+)$/,
			resource: legacy,
			run: ({ names: [sku = ''] }) => stockItemView(shop.product(sku)),
		},
		{
			method: 'PUT',
			path: /^\/V1\/products\/([^/]+)\/stockItems\/([^/]+)$/,
			resource: catalog,
			run: ({ names: [sku = ''], body }) => {
				const product = shop.product(sku);
				shop.saveStockItem(product, (body as { stockItem?: object } | undefined)?.stockItem ?? {});
				return String(product.id);
			},
		},
		{
			method: 'GET',
			path: /^\/V1\/store\/storeConfigs$/,
			resource: 'Magento_Backend::store',
			run: () => [
				{ id: 1, code: storeView, website_id: 1, locale: 'en_US', base_currency_code: 'USD' },
			],
		},
	];
	return inventory ? [...always, ...inventoryRoutes(shop, list)] : always;
}

function inventoryRoutes(
	shop: Shop,
	list: (rows: Record<string, unknown>[], call: Call) => unknown,
): Route[] {
	return [
		{
			method: 'GET',
			path: /^\/V1\/inventory\/source-items$/,
			resource: source,
			run: (call) => list(sourceItemRows(shop), call),
		},
		{
			method: 'POST',
			path: /^\/V1\/inventory\/source-items$/,
			resource: assign,
			run: ({ body }) => saveSourceItems(shop, body),
		},
		{
			method: 'GET',
			path: /^\/V1\/inventory\/sources$/,
			resource: source,
			run: (call) =>
				list(
					shop.sources.map((one) => ({ ...one })),
					call,
				),
		},
		{
			method: 'GET',
			path: /^\/V1\/inventory\/stocks$/,
			resource: 'Magento_InventoryApi::stock',
			run: (call) =>
				list(
					shop.stocks.map(({ stock_id, name }) => ({ stock_id, name })),
					call,
				),
		},
		{
			method: 'GET',
			path: /^\/V1\/inventory\/are-products-salable$/,
			resource: sales,
			run: ({ query }) => areSalable(shop, query),
		},
		{
			method: 'GET',
			path: /^\/V1\/inventory\/is-product-salable\/([^/]+)\/(\d+)$/,
			resource: sales,
			run: ({ names: [sku = '', stock] }) => isSalable(shop, sku, Number(stock)),
		},
		{
			method: 'GET',
			path: /^\/V1\/inventory\/get-product-salable-quantity\/([^/]+)\/(\d+)$/,
			resource: sales,
			run: ({ names: [sku = '', stock] }) => shop.salableQuantity(shop.product(sku), Number(stock)),
		},
	];
}
