import { shopAddress } from '../../http/address';
import { asText } from '../../http/answer';

/** What a credential says about where Wix is. */
export interface WixPlace {
	environment?: unknown;
	customHost?: unknown;
}

/** @throws ChannelProblem `invalid` */
export function apiHost({ environment, customHost }: WixPlace): string {
	return environment === 'custom' ? shopAddress(asText(customHost)) : 'https://www.wixapis.com';
}

export const tokenUrl = (place: WixPlace): string => `${apiHost(place)}/oauth2/token`;
