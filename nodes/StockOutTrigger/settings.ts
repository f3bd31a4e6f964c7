import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { skuFilter, type SkuFilter } from '../../events/skuFilter';
import { asNumber, asText } from '../../http/answer';
import type { Scope } from '../../platforms/webhookSource';
import { OPTION_DEFAULTS } from './properties';

export type Wanted = 'outOfStock' | 'unavailable' | 'backInStock';

export interface Settings {
	wanted: ReadonlySet<Wanted>;
	/** Counts as out at or below. */
	threshold: number;
	skus: SkuFilter;
	scope: Scope;
}

export function readSettings(context: IWebhookFunctions): Settings {
	const options = {
		...OPTION_DEFAULTS,
		...(context.getNodeParameter('options', {}) as IDataObject),
	};
	return {
		threshold: asNumber(options.threshold) ?? OPTION_DEFAULTS.threshold,
		wanted: new Set(context.getNodeParameter('triggerOn', []) as Wanted[]),
		skus: skuFilter(asText(options.skus)),
		scope: { locations: (context.getNodeParameter('locations', []) as unknown[]).map(asText) },
	};
}
