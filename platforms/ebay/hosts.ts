import { shopAddress } from '../../http/address';

export interface EbayPlace {
	environment?: unknown;
	customHost?: unknown;
}

/**
 * One host for the Inventory API, the Trading API and the token endpoint (sheet, section 2).
 * @throws ChannelProblem `invalid` when the custom host is no usable address
 */
export function apiHost({ environment, customHost }: EbayPlace): string {
	if (environment === 'custom') return shopAddress(String(customHost ?? ''));
	return `https://api.${environment === 'sandbox' ? 'sandbox.' : ''}ebay.com`;
}

export const tokenUrl = (place: EbayPlace): string => `${apiHost(place)}/identity/v1/oauth2/token`;

export const INVENTORY = '/sell/inventory/v1';
export const TRADING = '/ws/api.dll';
export const NOTIFICATION = '/commerce/notification/v1';
export const FULFILLMENT = '/sell/fulfillment/v1';

/** What eBay lets the app do, not the seller: these want a token of the app (sheet, sections 2 and 10). */
export const isOfTheApp = (url: string): boolean =>
	/\/commerce\/notification\/v1\/(config|destination|public_key|topic)([/?]|$)/.test(url);
