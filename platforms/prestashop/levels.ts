import type { IDataObject } from 'n8n-workflow';

import type { StockReading } from '../../events/stockEvent';
import { asNumber, asText, type Call } from '../../http/answer';
import type { LevelPage, LevelSource } from '../levelSource';
import { hasCombinations, PRODUCT_FIELDS } from './listings';
import { list } from './service';

/** Nothing is documented; a weak host has to build all their combinations and stock rows in one answer each. */
const PRODUCTS = 200;
const LEVEL_FIELDS = '[id,id_product,id_product_attribute,quantity]';

/**
 * By the number of the last product, so that nothing is skipped when products are deleted meanwhile. Stock rows carry no date, and a
 * sale moves none (sheet, section 10): every pass reads everything.
 */
export const levels: LevelSource = {
	async page(call, { from }) {
		const products = await productsAfter(call, from ?? '0');
		const ids = products.map(({ id }) => asNumber(id)).filter((id) => id !== null);
		if (ids.length === 0) return { readings: [] };
		const last = ids.reduce((most, id) => Math.max(most, id));
		const range = `[${ids.reduce((least, id) => Math.min(least, id))},${last}]`;
		const [combinations, stock] = await Promise.all([
			list(call, 'combinations', {
				'filter[id_product]': range,
				display: '[id,id_product,reference]',
			}),
			list(call, 'stock_availables', { 'filter[id_product]': range, display: LEVEL_FIELDS }),
		]);
		return {
			readings: readingsOf(products, combinations.rows, stock.rows),
			// No total is told (sheet, section 3).
			...(products.length < PRODUCTS ? {} : { next: String(last) }),
		};
	},
};

async function productsAfter(call: Call, id: string): Promise<IDataObject[]> {
	const { rows } = await list(call, 'products', {
		'filter[id]': `>[${id}]`,
		display: PRODUCT_FIELDS,
		sort: '[id_ASC]',
		limit: String(PRODUCTS),
	});
	return rows;
}

function readingsOf(
	products: readonly IDataObject[],
	combinations: readonly IDataObject[],
	stock: readonly IDataObject[],
): LevelPage['readings'] {
	const referenceOf = new Map(combinations.map(({ id, reference }) => [asText(id), reference]));
	const rowsOf = Map.groupBy(stock, ({ id_product }) => asText(id_product));
	return products.flatMap((product) => {
		const rows = rowsOf.get(asText(product.id)) ?? [];
		// A product with combinations also owns row 0, the sum of the others (sheet, section 3).
		const isSplit = hasCombinations(rows);
		return rows
			.filter(({ id_product_attribute: attribute }) => (asText(attribute) !== '0') === isSplit)
			.map((row) => {
				const sku = isSplit ? referenceOf.get(asText(row.id_product_attribute)) : product.reference;
				return readingOf(asText(sku), product, row);
			})
			.filter(({ sku }) => sku !== '');
	});
}

function readingOf(sku: string, product: IDataObject, row: IDataObject): StockReading {
	const quantity = asNumber(row.quantity) ?? 0;
	const attribute = asText(row.id_product_attribute);
	const whyNot = [
		...(asText(product.active) === '1' ? [] : ['inactive']),
		...(asText(product.available_for_order) === '0' ? ['not available for order'] : []),
	];
	return {
		sku,
		quantity,
		...(whyNot.length > 0 ? { available: false } : {}),
		reason: [`quantity ${quantity}`, ...whyNot].join(', '),
		productId: asText(product.id),
		...(attribute === '0' ? {} : { variantId: attribute }),
		key: [row.id, quantity, ...whyNot].map(asText).join('|'),
		keyIsGuessed: true,
	};
}
