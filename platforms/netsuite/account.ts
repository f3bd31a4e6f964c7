import { shopAddress } from '../../http/address';
import { ChannelProblem } from '../../http/problem';

export interface NetsuitePlace {
	accountId?: unknown;
	environment?: unknown;
	customHost?: unknown;
}

/**
 * Where the account's REST web services are. Sandboxes have a host of their own, made of the account ID (sheet, section 2).
 * @throws ChannelProblem `invalid`
 */
export function servicesUrl(place: NetsuitePlace): string {
	if (place.environment === 'custom')
		return `${shopAddress(String(place.customHost ?? ''))}/services/rest`;
	return `https://${hostPart(String(place.accountId ?? ''))}.suitetalk.api.netsuite.com/services/rest`;
}

/** Also the audience of the assertion, so both sides must write it the same way. */
export const tokenUrl = (place: NetsuitePlace): string =>
	`${servicesUrl(place)}/auth/oauth2/v1/token`;

/** `1234567_SB1` as it stands in host names; an address copied from NetSuite works too. */
function hostPart(typed: string): string {
	const label = typed
		.trim()
		.replace(/^https?:\/\//i, '')
		.split(/[./]/)[0]
		.toLowerCase()
		.replaceAll('_', '-');
	if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(label)) return label;
	throw new ChannelProblem({
		kind: 'invalid',
		message: `'${typed.trim()}' is not a NetSuite account ID.`,
		nextStep:
			"Enter the account ID from Setup > Company > Company Information in the credential, like '1234567' or '1234567_SB1'.",
	});
}

/** The account ID as signatures want it: upper case, with underscores. */
export const realm = ({ accountId }: NetsuitePlace): string =>
	String(accountId ?? '')
		.trim()
		.toUpperCase()
		.replaceAll('-', '_');
