import { shopAddress } from '../../http/address';

/** Sheet, section 2. */
const REGIONS: Readonly<Record<string, string>> = {
	na: 'sellingpartnerapi-na.amazon.com',
	eu: 'sellingpartnerapi-eu.amazon.com',
	fe: 'sellingpartnerapi-fe.amazon.com',
};

export interface AmazonPlace {
	environment?: unknown;
	region?: unknown;
	customHost?: unknown;
}

const isCustom = ({ environment }: AmazonPlace): boolean => environment === 'custom';

/** @throws ChannelProblem `invalid` when the custom host is no usable address */
export function apiHost(place: AmazonPlace): string {
	if (isCustom(place)) return shopAddress(String(place.customHost ?? ''));
	const host = REGIONS[String(place.region)] ?? REGIONS.na;
	return `https://${place.environment === 'sandbox' ? 'sandbox.' : ''}${host}`;
}

/** Login with Amazon: one address for all regions, the sandbox included. */
export function tokenUrl(place: AmazonPlace): string {
	return isCustom(place)
		? `${apiHost(place)}/auth/o2/token`
		: 'https://api.amazon.com/auth/o2/token';
}
