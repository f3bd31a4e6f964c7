import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Answer } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem } from '../../http/problem';
import { retryAfterMs } from '../../http/retryAfter';
import { apiHost } from './hosts';

const NAME = 'Google Merchant Center';
/** The quota that most often ends is the one per minute (sheet, section 8). */
const A_MINUTE_MS = 60_000;

export const service: Service = {
	name: NAME,
	credential: 'stockOutGoogleMerchantApi',
	secretFields: ['privateKey', 'sessionToken'],
	accountFields: ['merchantId'],
	baseUrl: apiHost,
	// Google sets the quotas for each account (sheet, section 8): no number to keep to, but a pause holds for all requests.
	limits: { default: { perSecond: 50, burst: 50 } },
	// Sheet, section 5.
	concurrent: 8,
	diagnose(answer) {
		const login = diagnoseLogin(answer);
		if (login) return login;
		const { error } = asObject(answer.body);
		if (answer.status >= 400 && answer.status < 500 && error !== undefined)
			return problemOf(answer, asObject(error));
		return (
			diagnoseStatus(answer, NAME) ??
			(typeof answer.body === 'object' ? undefined : notData(answer, NAME))
		);
	},
};

/** `metadata.REASON` is the stable one; older parts of the API use the other forms (sheet, section 9). */
function reasonsOf(error: IDataObject): string[] {
	const details = asList(error.details);
	return [
		...details.map(({ metadata }) => asText(asObject(metadata).REASON)),
		...details.map(({ reason }) => asText(reason)),
		...asList(error.errors).map(({ reason }) => asText(reason)),
		asText(error.status),
	].filter(Boolean);
}

function problemOf(answer: Answer, error: IDataObject): Problem | undefined {
	const { status } = answer;
	const message = asText(error.message);
	const reasons = reasonsOf(error);
	const [code] = reasons;
	// The token is good: a new login would not help (sheet, section 2).
	if (status <= 403 && /not registered with the merchant account/i.test(message))
		return {
			kind: 'permission',
			message: `The Google Cloud project of the service account is not registered with this Merchant Center account: ${message}`,
			nextStep:
				'Register the project once, as the page of this channel in the docs says, and wait five minutes.',
			code,
		};
	if (status === 401)
		return {
			kind: 'login',
			message: 'Google did not accept the login of the service account.',
			nextStep:
				'Check e-mail and private key of the service account in the credential, and press Test.',
			code,
		};
	if (
		status === 403 &&
		(reasons.includes('SERVICE_DISABLED') || reasons.includes('accessNotConfigured'))
	)
		return {
			kind: 'permission',
			message:
				'The Merchant API is not switched on in the Google Cloud project of the service account.',
			nextStep: "Enable 'Merchant API' in that project and wait five minutes.",
			code,
		};
	if (status === 403)
		return {
			kind: 'permission',
			message: `Google denies access: ${message}`,
			nextStep:
				'Check the Merchant Center ID in the credential, and add the service account as a user with standard access in Merchant Center.',
			code,
		};
	if (status === 404)
		return {
			kind: 'notFound',
			message: `Google Merchant Center: ${message}`,
			nextStep: 'Check the SKU and the Merchant Center ID in the credential.',
			code,
		};
	if (status === 410)
		return {
			kind: 'refused',
			message: 'Google has switched off the version of the API that this node speaks.',
			nextStep: 'Install the newest version of this package.',
			code,
		};
	if (status === 429) return overQuota(answer, reasons);
	if (status === 400)
		return {
			kind: 'invalid',
			message: `Google did not accept the request: ${message}`,
			nextStep:
				'Look at the product in Merchant Center, and check the Merchant Center ID in the credential.',
			code,
		};
	return diagnoseStatus(answer, NAME);
}

function overQuota(answer: Answer, reasons: readonly string[]): Problem {
	const daily = reasons.find((reason) => reason.includes('daily_limit_exceeded'));
	if (daily)
		return {
			kind: 'refused',
			message: "Today's quota of Google for this account is used up, so this item was not changed.",
			nextStep:
				'Run the item again after noon UTC, when a new day begins for Google; ask Google for a higher quota if it happens often.',
			code: daily,
		};
	return {
		kind: 'throttled',
		message: 'Google asked us to slow down.',
		nextStep: 'Run the remaining items again in a few minutes.',
		code: reasons[0],
		retryAfterMs: retryAfterMs(answer.headers['retry-after']) ?? A_MINUTE_MS,
	};
}

/** The token address answers in the OAuth form. */
function diagnoseLogin({ status, body }: Answer): Problem | undefined {
	const { error, error_description: description } = asObject(body);
	if (status < 400 || status === 429 || status >= 500 || typeof error !== 'string')
		return undefined;
	const said = asText(description);
	if (/account not found/i.test(said) || error === 'invalid_client')
		return {
			kind: 'login',
			message: 'Google knows no service account with this e-mail.',
			nextStep:
				"Copy 'client_email' from the JSON file of the service account into the credential.",
			code: error,
		};
	if (/timeframe|\b(iat|exp)\b/i.test(said))
		return {
			kind: 'login',
			message:
				'Google did not accept the login, because the clock of the computer that runs n8n is wrong.',
			nextStep: 'Set the clock of that computer, then test the credential.',
			code: error,
		};
	return {
		kind: 'login',
		message: `Google did not accept the login of the service account: ${said || error}`,
		nextStep:
			"Check whether the key was deleted in Google Cloud; make a new one and copy 'private_key' into the credential.",
		code: error,
	};
}
