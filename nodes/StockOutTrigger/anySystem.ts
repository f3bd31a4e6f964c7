import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { isBadRow, toReading, type BadRow, type FieldMap } from '../../events/fieldMap';
import { parseRecords, UnreadableBody, type Format } from '../../events/records';
import { verifySharedSecret, type SharedSecret } from '../../events/sharedSecret';
import type { Delivery } from '../../events/signature';
import type { StockReading } from '../../events/stockEvent';
import { clock } from '../../http/clock';
import { ANY_SYSTEM, OPTION_DEFAULTS } from './properties';
import { refusal, type Received } from './receive';

/** A call of any ERP, POS or warehouse: checked by the shared secret, then read row by row. */
export async function readAnySystem(
	context: IWebhookFunctions,
	delivery: Delivery,
): Promise<Received> {
	const credential = await context.getCredentials('stockOutWebhookApi');
	const verdict = verifySharedSecret(credential as unknown as SharedSecret, delivery);
	if (!verdict.ok) return refusal(context, verdict);

	const options = {
		...OPTION_DEFAULTS,
		...(context.getNodeParameter('options', {}) as IDataObject),
	};
	const fields = fieldMap(context, options);
	try {
		const rows = parseRecords(
			delivery.rawBody,
			delivery.headers['content-type'] ?? '',
			options.format as Format,
			options.itemsField,
			fields.sku,
		);
		const results = rows.map((row) => toReading(row, fields, clock.now()));
		const good = results.filter((result): result is StockReading => !isBadRow(result));
		const bad = results.filter(isBadRow);
		const readings = options.sameSku === 'sum' ? addUp(good) : good;
		return {
			readings,
			notices: bad.map(toNotice),
			reply: { rows: rows.length, badRows: bad.length },
		};
	} catch (error) {
		if (error instanceof UnreadableBody) return { status: 400, body: error.message };
		return fail(error);
	}
}

function fieldMap(context: IWebhookFunctions, options: typeof OPTION_DEFAULTS): FieldMap {
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
function toNotice({ line, message, raw }: BadRow): IDataObject {
	return {
		event: 'badRow',
		source: ANY_SYSTEM,
		row: line,
		message,
		nextStep: 'Correct this row at the source, or the field names in the node, and send it again.',
		raw: raw as IDataObject,
	};
}

function fail(error: unknown): never {
	throw error;
}
