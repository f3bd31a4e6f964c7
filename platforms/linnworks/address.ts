import { shopAddress } from '../../http/address';
import { asText } from '../../http/answer';

/** Only the login lives here; it names the server of the account (sheet, section 2). */
const LOGIN_HOST = 'https://api.linnworks.net';

export interface LinnworksPlace {
	environment?: unknown;
	customHost?: unknown;
}

/** @throws ChannelProblem `invalid` when the custom address is no usable one */
export function loginHost({ environment, customHost }: LinnworksPlace): string {
	return environment === 'custom' ? shopAddress(asText(customHost)) : LOGIN_HOST;
}

/** The same call at the account's own server. */
export function atServer(url: string, server: string): string {
	return `${server}${url.slice(Math.max(0, url.indexOf('/api/')))}`;
}
