import type { IDataObject } from 'n8n-workflow';

import { skuFilter, type SkuFilter } from '../../events/skuFilter';
import type { StockEventName } from '../../events/stockEvent';
import { asNumber, asText } from '../../http/answer';
import type { Scope } from '../../platforms/webhookSource';

export type Wanted = 'outOfStock' | 'unavailable' | 'backInStock';

/** What the user wants to hear of. */
export interface Settings {
	wanted: ReadonlySet<Wanted>;
	/** Counts as out at or below. */
	threshold: number;
	skus: SkuFilter;
	scope: Scope;
}

/** What n8n's contexts for webhooks and for polling have in common. */
export interface Parameters {
	getNodeParameter(name: string, fallback?: unknown): unknown;
}

export function readOptions(context: Parameters): IDataObject {
	return context.getNodeParameter('options', {}) as IDataObject;
}

export function readSettings(context: Parameters): Settings {
	const { threshold, skus } = readOptions(context);
	return {
		threshold: asNumber(threshold) ?? 0,
		wanted: new Set(context.getNodeParameter('triggerOn', []) as Wanted[]),
		skus: skuFilter(asText(skus)),
		scope: { locations: (context.getNodeParameter('locations', []) as unknown[]).map(asText) },
	};
}

/** The choice under 'Trigger On' that an event belongs to. */
export const CHOICE: Readonly<Record<StockEventName, Wanted>> = {
	ranOut: 'outOfStock',
	unavailable: 'unavailable',
	cameBack: 'backInStock',
};
