import { shopAddress } from '../../http/address';
import { asObject, asText } from '../../http/answer';
import { ChannelProblem } from '../../http/problem';
import type { Credential } from '../platform';

const HOSTS: Readonly<Record<string, string>> = {
	production: 'https://quickbooks.api.intuit.com',
	sandbox: 'https://sandbox-quickbooks.api.intuit.com',
};

/**
 * The books of one company. Its id comes with the sign-in (sheet, section 2), unless one is typed.
 * @throws ChannelProblem `invalid`
 */
export function companyUrl(credential: Credential): string {
	const host = HOSTS[asText(credential.environment)] ?? shopAddress(asText(credential.customHost));
	const id = companyOf(credential);
	if (/^\d+$/.test(id)) return `${host}/v3/company/${id}`;
	throw new ChannelProblem({
		kind: 'invalid',
		message:
			id === ''
				? 'It is not known which QuickBooks company this credential belongs to.'
				: `'${id}' is not a QuickBooks company ID.`,
		nextStep:
			"Connect the credential again, or enter the number from QuickBooks > Account and settings into 'Company ID' of the credential.",
	});
}

/** Typed, or as the sign-in told it; '' where neither is there. */
export function companyOf({ companyId, oauthTokenData }: Credential): string {
	const signIn = asObject(asObject(oauthTokenData).callbackQueryString);
	return asText(companyId).replace(/[\s-]/g, '') || asText(signIn.realmId);
}
