import { shopAddress } from '../../http/address';

export interface GooglePlace {
	environment?: unknown;
	customHost?: unknown;
}

const isCustom = ({ environment }: GooglePlace): boolean => environment === 'custom';

/** @throws ChannelProblem `invalid` when the custom host is no usable address */
export function apiHost(place: GooglePlace): string {
	return isCustom(place)
		? shopAddress(String(place.customHost ?? ''))
		: 'https://merchantapi.googleapis.com';
}

/** Also the audience of the assertion (sheet, section 2). */
export function tokenUrl(place: GooglePlace): string {
	return isCustom(place) ? `${apiHost(place)}/token` : 'https://oauth2.googleapis.com/token';
}
