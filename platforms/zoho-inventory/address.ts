import { asObject, asText } from '../../http/answer';
import { shopAddress } from '../../http/address';
import { ChannelProblem } from '../../http/problem';

/** Every account lives in one data center, with hosts of its own (sheet, section 2). */
export const DATA_CENTERS: Readonly<Record<string, { api: string; accounts: string }>> = {
	au: { api: 'https://www.zohoapis.com.au', accounts: 'https://accounts.zoho.com.au' },
	ca: { api: 'https://www.zohoapis.ca', accounts: 'https://accounts.zohocloud.ca' },
	cn: { api: 'https://www.zohoapis.com.cn', accounts: 'https://accounts.zoho.com.cn' },
	eu: { api: 'https://www.zohoapis.eu', accounts: 'https://accounts.zoho.eu' },
	in: { api: 'https://www.zohoapis.in', accounts: 'https://accounts.zoho.in' },
	jp: { api: 'https://www.zohoapis.jp', accounts: 'https://accounts.zoho.jp' },
	sa: { api: 'https://www.zohoapis.sa', accounts: 'https://accounts.zoho.sa' },
	us: { api: 'https://www.zohoapis.com', accounts: 'https://accounts.zoho.com' },
};

export interface ZohoPlace {
	environment?: unknown;
	customHost?: unknown;
	oauthTokenData?: unknown;
}

/**
 * Zoho says with every token where the data of the account is; the chosen data center is only where to sign in.
 * @throws ChannelProblem `invalid`
 */
export function inventoryUrl({ environment, customHost, oauthTokenData }: ZohoPlace): string {
	if (environment === 'custom') return `${shopAddress(asText(customHost))}/inventory/v1`;
	const told = asText(asObject(oauthTokenData).api_domain);
	const host = told ? shopAddress(told) : DATA_CENTERS[asText(environment)]?.api;
	if (host) return `${host}/inventory/v1`;
	throw new ChannelProblem({
		kind: 'invalid',
		message: `'${asText(environment)}' is not a data center of Zoho.`,
		nextStep: "Choose the 'Data Center' in the credential and connect it again.",
	});
}
