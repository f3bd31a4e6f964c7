import { isRequired, MagentoError, tooManyItems } from './errors.mts';
import { keyOf } from './shop.mts';
import type { Shop, SourceItem } from './shop.mts';

type Row = Record<string, unknown>;

const itemType = '\\Magento\\InventoryApi\\Api\\Data\\SourceItemInterface';
const inputLimit = 20;

export const sourceItemRows = (shop: Shop): Row[] =>
	[...shop.sourceItems.values()].map((row) => ({ ...row }));

/** All rows or none. Whether a SKU exists is not looked at (sheet, section 4). */
export function saveSourceItems(shop: Shop, body: unknown): unknown[] {
	const given = (body as { sourceItems?: unknown } | undefined)?.sourceItems;
	if (!Array.isArray(given)) throw isRequired('sourceItems');
	if (given.length === 0) throw new MagentoError(400, 'Input data is empty');
	if (shop.options.inputLimiting && given.length > inputLimit)
		throw tooManyItems(itemType, inputLimit);
	const rows = (given as Row[]).map(check);
	for (const { source_code } of rows) {
		const known = shop.sources.some((source) => source.source_code === source_code);
		if (!known) throw new MagentoError(400, 'Could not save Source Item');
	}
	if (rows.some(() => shop.world.befalls?.('magento', 'itemRefused')))
		throw new MagentoError(400, 'Could not save Source Item');
	for (const row of rows) shop.saveItem(row);
	return [];
}

function check({ sku, source_code, quantity, status }: Row): SourceItem {
	const invalid = (text: string): MagentoError =>
		new MagentoError(400, `Validation Failed: ${text}`);
	if (typeof sku !== 'string' || sku.trim() === '') throw invalid('"sku" can not be empty.');
	if (sku !== sku.trim()) throw invalid('"sku" can not contain leading or trailing spaces.');
	if (typeof source_code !== 'string' || source_code === '')
		throw invalid('"source_code" can not be empty.');
	if (/\s/.test(source_code)) throw invalid('"source_code" can not contain whitespaces.');
	if (quantity === null || quantity === undefined || Number.isNaN(Number(quantity)))
		throw invalid('"quantity" should be numeric.');
	if (![0, 1].includes(Number(status))) throw invalid('"status" should a known status.');
	return { sku, source_code, quantity: Number(quantity), status: Number(status) };
}

export function areSalable(shop: Shop, query: URLSearchParams): Row[] {
	const skus = [...query].filter(([name]) => /^skus\[\w*\]$/.test(name)).map(([, sku]) => sku);
	if (skus.length === 0) throw isRequired('skus');
	if (!query.has('stockId')) throw isRequired('stockId');
	const stock = Number(query.get('stockId'));
	return skus.map((sku) => ({ sku, stock_id: stock, salable: isSalable(shop, sku, stock) }));
}

export function isSalable(shop: Shop, sku: string, stock: number): boolean {
	const product = shop.products.get(keyOf(sku));
	return product !== undefined && shop.salable(product, stock);
}
