import { randomUUID } from 'node:crypto';

import { shopAddress } from '../../http/address';
import { asText } from '../../http/answer';

export interface WalmartPlace {
	environment?: unknown;
	customHost?: unknown;
	market?: unknown;
	channelType?: unknown;
}

/** The other markets are served by the Global API: the same host and paths, two headers more (sheet, section 1). */
export const isUs = ({ market }: WalmartPlace): boolean => (asText(market) || 'us') === 'us';

/** @throws ChannelProblem `invalid` when the custom host is no usable address */
export function apiHost({ environment, customHost }: WalmartPlace): string {
	if (environment === 'custom') return shopAddress(asText(customHost));
	return `https://${environment === 'sandbox' ? 'sandbox' : 'marketplace'}.walmartapis.com`;
}

/** What every request carries, the one for a token included (sheet, section 2). */
export function commonHeaders(place: WalmartPlace): Record<string, string> {
	const channelType = asText(place.channelType).trim();
	return {
		accept: 'application/json',
		'WM_QOS.CORRELATION_ID': randomUUID(),
		'WM_SVC.NAME': 'Walmart Marketplace',
		...(isUs(place) ? {} : { WM_MARKET: asText(place.market), WM_GLOBAL_VERSION: '3.1' }),
		// Without it the sandbox answers from fixed examples and forgets every write.
		...(isUs(place) && place.environment === 'sandbox' ? { WM_SANDBOX: 'v2' } : {}),
		...(channelType ? { 'WM_CONSUMER.CHANNEL.TYPE': channelType } : {}),
	};
}
