import { asNumber, asObject, asText, type Answer, type ApiRequest } from '../../http/answer';
import { shopAddress } from '../../http/address';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem } from '../../http/problem';

const NAME = 'Lightspeed Retail';
/** A bucket of 90 that drains by one a second (sheet, section 8). */
const BUCKET = { perSecond: 1, burst: 90 };
/** The burst limit looks at one second and names no time (sheet, section 8). */
const SHORTEST_PAUSE_MS = 1_000;

export const service: Service = {
	name: NAME,
	credential: 'stockOutLightspeedRetailOAuth2Api',
	secretFields: ['clientSecret'],
	accountFields: ['accountId'],
	baseUrl: ({ environment, customHost }) =>
		environment === 'custom' ? shopAddress(asText(customHost)) : 'https://api.lightspeedapp.com',
	limits: { default: BUCKET },
	// One at a time, as the documentation wants it (sheet, section 8).
	concurrent: 1,
	diagnose(answer, request) {
		const problem = problemOf(answer, request) ?? diagnoseStatus(answer, NAME);
		if (problem?.kind === 'throttled')
			return {
				...problem,
				retryAfterMs: Math.max(SHORTEST_PAUSE_MS, problem.retryAfterMs ?? 0),
			};
		return problem ?? (typeof answer.body === 'object' ? undefined : notData(answer, NAME));
	},
	left({ headers }) {
		const [used, size] = (headers['x-ls-api-bucket-level'] ?? '').split('/').map(asNumber);
		if (typeof used !== 'number' || typeof size !== 'number') return undefined;
		const perSecond = asNumber(headers['x-ls-api-drip-rate']) || BUCKET.perSecond;
		return { available: size - used, limit: { perSecond, burst: size } };
	},
};

/** Errors are JSON even where they call themselves a web page (sheet, section 9). */
function problemOf({ status, body }: Answer, { path }: ApiRequest): Problem | undefined {
	const { message, hint, error_description } = asObject(body);
	const said = asText(message) || asText(hint) || asText(error_description);
	if (status === 401)
		return {
			kind: 'login',
			message: `Lightspeed Retail did not accept the sign-in${said ? `: ${said}` : '.'}`,
			nextStep: 'Open the credential and connect it again.',
		};
	if (!said) return undefined;
	if (status === 403 && /\/Order(Line)?\.json$/.test(path))
		return {
			kind: 'permission',
			message: `Lightspeed Retail does not let this sign-in see purchase orders: ${said}`,
			nextStep:
				'Connect the credential again, as an employee who may see purchase orders; sign-ins made before this right was asked for do not have it.',
		};
	if (status === 403)
		return {
			kind: 'permission',
			message: `Lightspeed Retail does not let this sign-in do that: ${said}`,
			nextStep:
				"Check 'Account ID' in the credential, and connect it again as an employee who may edit items and their stock.",
		};
	if (status === 404)
		return {
			kind: 'notFound',
			message: `Lightspeed Retail does not know it any more: ${said}`,
			nextStep: 'Look the item up in Lightspeed Retail > Inventory > Items.',
		};
	if (status === 400 || status === 422)
		return {
			kind: 'invalid',
			message: `Lightspeed Retail refused the request: ${said}`,
			nextStep:
				'Look at the item in Lightspeed Retail and correct it there; report this message if it is fine.',
		};
	return undefined;
}
