import type { IDataObject } from 'n8n-workflow';

import type { StockReading } from '../../events/stockEvent';
import { asText } from '../../http/answer';
import { toListing } from './listings';

/**
 * What a product or variation says about its stock. Where the parent is not known a variation of a hidden one reads as shown.
 * The key is made of what it says: delivery ids are not unique (sheet, section 10).
 */
export function readingOf(row: IDataObject, parent?: IDataObject): StockReading {
	const { sku, title, quantity, buyable, state } = toListing(row, parent);
	const isVariation = asText(row.type) === 'variation' || parent !== undefined;
	const words = [
		...(quantity === null ? [] : [`stock_quantity ${quantity}`]),
		`stock_status ${state.stock_status}`,
		...(state.status === 'publish' ? [] : [`status ${state.status}`]),
		...(parent && parent.status !== 'publish' ? [`product ${asText(parent.status)}`] : []),
	];
	return {
		sku,
		title,
		quantity,
		available: buyable === true,
		reason: words.join(', '),
		productId: asText(isVariation ? row.parent_id : row.id),
		...(isVariation ? { variantId: asText(row.id) } : {}),
		occurredAt: isoUtc(row.date_modified_gmt),
		key: [row.id, row.date_modified_gmt, parent?.date_modified_gmt, ...words].map(asText).join('|'),
	};
}

/** A product whose variations keep their own stock only follows them, and one without SKU is sold by its variations only. */
export const isSoldItself = ({ type, manage_stock, sku }: IDataObject): boolean =>
	type !== 'variable' || (manage_stock === true && asText(sku) !== '');

/** WordPress gives GMT without a zone mark. */
export function isoUtc(time: unknown): string | undefined {
	const date = new Date(`${asText(time)}Z`);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
