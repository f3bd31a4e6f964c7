import type { IDataObject } from 'n8n-workflow';

import { isBadRow, toReading, type BadRow, type FieldMap } from '../../events/fieldMap';
import { parseRecords, type Format } from '../../events/records';
import type { StockReading } from '../../events/stockEvent';
import { clock } from '../../http/clock';
import { ROW_DEFAULTS, type SameSku } from './rowProperties';
import { readOptions, type Parameters } from './settings';

/** What foreign rows say: one reading per row, or per SKU where the rows are to be added up. */
export interface Rows {
	/** All rows, readable or not. */
	count: number;
	readings: StockReading[];
	bad: BadRow[];
}

/** @throws UnreadableBody */
export function readRows(
	context: Parameters,
	body: Buffer,
	contentType: string,
	sameSku: SameSku,
): Rows {
	const options = { ...ROW_DEFAULTS, sameSku, ...readOptions(context) };
	const fields = fieldMap(context, options);
	const rows = parseRecords(
		body,
		contentType,
		options.format as Format,
		options.itemsField,
		fields.sku,
	);
	const results = rows.map((row) => toReading(row, fields, clock.now()));
	const good = results.filter((result): result is StockReading => !isBadRow(result));
	return {
		count: rows.length,
		readings: options.sameSku === 'sum' ? addUp(good) : good,
		bad: results.filter(isBadRow),
	};
}

function fieldMap(context: Parameters, options: typeof ROW_DEFAULTS): FieldMap {
	return {
		sku: String(context.getNodeParameter('skuField')),
		quantity: String(context.getNodeParameter('quantityField', '')),
		status: String(context.getNodeParameter('statusField', '')),
		title: options.titleField,
		occurredAt: options.occurredAtField,
		eventId: options.eventIdField,
		unavailableWords: options.unavailableWords
			.split(',')
			.map((word) => word.trim().toLowerCase())
			.filter(Boolean),
	};
}

/** One row per warehouse: a SKU is out only when all its rows together are. A row without a count adds nothing. */
function addUp(readings: readonly StockReading[]): StockReading[] {
	return [...Map.groupBy(readings, ({ sku }) => sku).values()].map((rows) => {
		const [first] = rows;
		if (rows.length === 1) return first;
		const counts = rows.flatMap(({ quantity }) => (quantity === null ? [] : [quantity]));
		const quantity = counts.length ? counts.reduce((sum, count) => sum + count, 0) : null;
		const inStock = quantity !== null && quantity > 0;
		return {
			...first,
			quantity,
			available: !inStock && rows.every(({ available }) => available === false) ? false : undefined,
			reason: `${rows.map(({ reason }) => reason).join(' + ')}`,
			key: rows.map(({ key }) => key).join('|'),
		};
	});
}

/** A row that cannot be read must not vanish: it becomes an item that says why. */
export function badRowItem(
	source: string,
	{ line, message, raw }: BadRow,
	nextStep: string,
): IDataObject {
	return { event: 'badRow', source, row: line, message, nextStep, raw: raw as IDataObject };
}
