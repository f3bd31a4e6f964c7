import { asNumber, asObject, asText, type ApiRequest, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import type { MagentoStockItem } from './listings';

/** What a shop without Inventory Management keeps of a product: one count, and whether it is looked at (sheet, section 1). */
export interface StockItem extends MagentoStockItem {
	itemId: string;
	/** By its own settings a customer can order it. */
	sells: boolean;
}

/** In the order of the SKUs, one request each: the old API knows no list. What concerns one SKU must not stop the others. */
export async function readStockItems(
	call: Call,
	skus: readonly string[],
): Promise<Array<StockItem | Problem>> {
	return await Promise.all(
		skus.map(async (sku) => {
			try {
				const path = `/V1/stockItems/${strictEncode(sku)}`;
				return toStockItem((await call({ method: 'GET', path })).body);
			} catch (error) {
				const ofThisSku =
					error instanceof ChannelProblem && ['refused', 'notFound'].includes(error.problem.kind);
				return ofThisSku ? error.problem : rethrow(error);
			}
		}),
	);
}

function toStockItem(body: unknown): StockItem {
	const { item_id, qty, is_in_stock, manage_stock, backorders, min_qty } = asObject(body);
	const count = asNumber(qty) ?? 0;
	const orderable = count > (asNumber(min_qty) ?? 0) || (asNumber(backorders) ?? 0) > 0;
	return {
		itemId: asText(item_id),
		qty: count,
		is_in_stock: is_in_stock === true,
		sells: manage_stock === false || (is_in_stock === true && orderable),
	};
}

export function writeStockItem(
	sku: string,
	itemId: string,
	stockItem: Partial<MagentoStockItem>,
): ApiRequest {
	return {
		method: 'PUT',
		path: `/V1/products/${strictEncode(sku)}/stockItems/${strictEncode(itemId)}`,
		body: { stockItem },
		repeatable: true,
	};
}
