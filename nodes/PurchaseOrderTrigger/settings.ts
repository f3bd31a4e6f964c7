import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { usableZone } from '../../events/expectedDate';
import type { PurchaseOrderEventName } from '../../events/purchaseOrderEvent';
import { skuFilter } from '../../events/skuFilter';
import { asNumber, asText } from '../../http/answer';
import { platformById } from '../../platforms';
import type { PurchaseOrderLine, PurchaseOrderRequest } from '../../platforms/purchaseOrderSource';
import { OPTION_DEFAULTS } from './properties';

export interface Settings {
	source: string;
	wanted: ReadonlySet<PurchaseOrderEventName>;
	graceDays: number;
	repeatDays: number;
	/** The first run tells what is late already. */
	tellsLateAtFirst: boolean;
	/** Of the workflow. */
	zone: string;
	/** The field of the seller's own that marks lines as backordered, where the platform takes one and the user named it. */
	mark: Pick<PurchaseOrderRequest, 'mark'>;
	accepts(line: PurchaseOrderLine): boolean;
	options: typeof OPTION_DEFAULTS;
}

export function readSettings(context: IPollFunctions): Settings {
	const options = {
		...OPTION_DEFAULTS,
		...(context.getNodeParameter('options', {}) as IDataObject),
	} as typeof OPTION_DEFAULTS;
	const skus = skuFilter(asText(options.skus));
	const suppliers = nameFilter(asText(options.suppliers));
	const warehouses = nameFilter(asText(options.warehouses));
	const source = String(context.getNodeParameter('source'));
	return {
		source,
		wanted: new Set(context.getNodeParameter('triggerOn', []) as PurchaseOrderEventName[]),
		graceDays: wholeDays(options.graceDays),
		repeatDays: wholeDays(options.repeatDays),
		tellsLateAtFirst: context.getNodeParameter('firstRun', 'nothing') === 'late',
		mark: markOf(source, options),
		zone: usableZone(context.getTimezone()),
		accepts: ({ sku, supplier, warehouse }) =>
			skus.accepts(sku) && suppliers(supplier) && warehouses(warehouse ?? ''),
		options,
	};
}

const wholeDays = (value: unknown): number => Math.max(0, Math.floor(asNumber(value) ?? 0));

/** People write names as they please; SKUs are exact. */
function nameFilter(text: string): (name: string) => boolean {
	const { accepts } = skuFilter(text.toLowerCase());
	return (name) => accepts(name.trim().toLowerCase());
}

function markOf(
	source: string,
	{ markPlace, markField, markText }: typeof OPTION_DEFAULTS,
): Pick<PurchaseOrderRequest, 'mark'> {
	const [field, text] = [asText(markField).trim(), asText(markText).trim()];
	if (!platformById(source)?.purchaseOrders?.takesMark || field === '' || text === '') return {};
	return { mark: { place: markPlace === 'line' ? 'line' : 'order', field, text } };
}
