import { asList, asObject, asText, type Answer } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem } from '../../http/problem';
import { apiHost } from './hosts';

const NAME = 'Amazon';
/** Access and refresh tokens; those renewed during a run are in no credential yet. */
const TOKENS = /\bAtz[ar]\|[\w-]+/g;

export const service: Service = {
	name: NAME,
	credential: 'stockOutAmazonApi',
	secretFields: ['clientSecret', 'refreshToken', 'sessionToken'],
	accountFields: ['sellerId', 'marketplaceIds'],
	baseUrl: apiHost,
	headers: { 'user-agent': 'n8n-nodes-stockout/0.1 (Language=JavaScript)' },
	// Requests per second and burst by operation (sheet, section 8).
	limits: {
		default: { perSecond: 1, burst: 5 },
		searchListingsItems: { perSecond: 5, burst: 5 },
		getListingsItem: { perSecond: 5, burst: 10 },
		patchListingsItem: { perSecond: 5, burst: 5 },
		createFeedDocument: { perSecond: 0.5, burst: 15 },
		createFeed: { perSecond: 5 / 300, burst: 5 },
		getFeed: { perSecond: 2, burst: 15 },
		getFeedDocument: { perSecond: 0.0222, burst: 10 },
	},
	concurrent: 8,
	// An expired access token is answered with 403 (sheet, section 9).
	renewOn: [401, 403],
	diagnose(answer, request) {
		if (request.anonymous) return diagnoseStorage(answer);
		const login = diagnoseLogin(answer);
		if (login) return login;
		const [first] = asList(asObject(answer.body).errors);
		if (answer.status >= 400 && answer.status !== 429 && answer.status < 500 && first)
			return problemOf(
				answer.status,
				asText(first.code),
				asText(first.message).replace(TOKENS, '[hidden]'),
			);
		return (
			diagnoseStatus(answer, NAME) ??
			(typeof answer.body === 'object' ? undefined : notData(answer, NAME))
		);
	},
};

function problemOf(status: number, code: string, message: string): Problem {
	if (status === 403)
		return {
			kind: 'permission',
			message: `Amazon denies access: ${message}`,
			nextStep:
				"Check region and seller ID in the credential, and that the app has the role 'Product Listing'.",
			code,
		};
	if (status === 404)
		return {
			kind: 'notFound',
			message: `Amazon: ${message}`,
			nextStep: 'Check the SKU and the marketplace in the credential.',
			code,
		};
	return {
		kind: 'invalid',
		message: `Amazon did not accept the request: ${message}`,
		nextStep:
			'Check seller ID and marketplace IDs in the credential; report this message if they are right.',
		code,
	};
}

/** Login with Amazon answers in the OAuth form; being too fast or out of order says nothing about the credential. */
function diagnoseLogin({ status, body }: Answer): Problem | undefined {
	const code = asText(asObject(body).error);
	if (status < 400 || status === 429 || status >= 500 || code === '') return undefined;
	if (code === 'invalid_client')
		return {
			kind: 'login',
			message: 'Amazon did not accept client ID and client secret.',
			nextStep:
				'Client secrets end after 180 days: make a new one in the developer console and enter it in the credential.',
			code,
		};
	return {
		kind: 'login',
		message: 'Amazon did not accept the refresh token.',
		nextStep:
			'Authorize the app again in Seller Central and enter the new refresh token in the credential.',
		code,
	};
}

/** Signed addresses of feed documents: the answer is a file or an XML text, never JSON with errors. */
function diagnoseStorage({ status }: Answer): Problem | undefined {
	if (status < 300) return undefined;
	return {
		kind: status >= 500 ? 'unavailable' : 'refused',
		message: `Amazon's file store did not accept the feed document (status ${status}).`,
		nextStep: 'Run the items again.',
	};
}
