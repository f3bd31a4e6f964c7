import { asList, asObject, asText, type Answer, type ApiRequest } from '../../http/answer';
import { shopAddress } from '../../http/address';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import { ChannelProblem, type Problem } from '../../http/problem';

const NAME = 'Magento';
const PAUSE_MS = 5_000;
const NO_ROUTE = 'noRoute';
const INPUT_LIMIT = 'inputLimit:';
/** OAuth's own words, in answers of Adobe's token service only. */
const TOKEN_REFUSED = /^(invalid|unauthorized|unsupported)_|^access_denied$/;

export const service: Service = {
	name: NAME,
	credential: 'stockOutMagentoApi',
	secretFields: [
		'consumerKey',
		'consumerSecret',
		'accessToken',
		'accessTokenSecret',
		'clientSecret',
		'sessionToken',
	],
	accountFields: ['edition'],
	baseUrl: ({ edition, url }) => {
		const address = shopAddress(asText(url));
		// Scope `all`: in a store view a value would be saved as an override of that view only (sheet, section 4).
		return edition === 'accs' ? address : `${address.replace(/\/rest(\/.*)?$/, '')}/rest/all`;
	},
	// None in the core; product saves deadlock when many run at once (sheet, section 8).
	limits: {},
	concurrent: 2,
	diagnose(answer, request) {
		const { status, body } = answer;
		const text = sentence(body);
		if (TOKEN_REFUSED.test(asText(asObject(body).error)) && status >= 400) return noToken(body);
		if (/deadlock|lock wait timeout|database connection/i.test(text) && status >= 400)
			return busy(text);
		if (status >= 400 && status < 500 && status !== 429 && text)
			return problemOf(answer, request, text);
		const problem = diagnoseStatus(answer, NAME);
		if (problem?.kind === 'throttled')
			return { ...problem, retryAfterMs: problem.retryAfterMs ?? PAUSE_MS };
		// A public key of Adobe is text.
		return problem ?? (isData(answer) || request.anonymous ? undefined : notData(answer, NAME));
	},
};

/** JSON; a written stock item is answered by its id as a bare JSON text (sheet, section 4). */
const isData = ({ body }: Answer): boolean =>
	typeof body === 'object' || /^"?\d+"?$/.test(asText(body));

/** The message with its placeholders filled: `%1` from a list, `%fieldName` by name (sheet, section 9). */
function sentence(body: unknown): string {
	const { message, parameters, errors } = asObject(body);
	const fill = (text: unknown, values: unknown): string =>
		asText(text).replace(
			/%(\w+)/g,
			(whole, name: string) =>
				asText(Array.isArray(values) ? values[Number(name) - 1] : asObject(values)[name]) || whole,
		);
	const details = asList(errors).map((error) => fill(error.message, error.parameters));
	return [fill(message, parameters), ...details].filter(Boolean).join(' ');
}

function problemOf(
	{ status, body }: Answer,
	request: ApiRequest,
	text: string,
): Problem | undefined {
	const parameters = asObject(asObject(body).parameters);
	if (status === 401) return refusedLogin(request, text);
	if (status === 403)
		return {
			kind: 'permission',
			message: `Magento does not let this login do that: ${text}`,
			nextStep:
				'Give the integration or the API project the rights listed on its page in the docs.',
		};
	if (status === 404 && /match any route/i.test(text))
		return {
			kind: 'invalid',
			message: 'There is no such Magento REST address in this shop.',
			nextStep: 'Check the shop address and the edition in the credential.',
			code: NO_ROUTE,
		};
	if (status === 404)
		return {
			kind: 'notFound',
			message: `Magento does not know it any more: ${text}`,
			nextStep: 'Check the SKU in Magento.',
		};
	if (isUnknownProduct(text)) return deletedMeanwhile();
	if (/^Maximum items of type/i.test(text) && Number(parameters.max) > 0)
		return {
			kind: 'invalid',
			message: `The shop takes at most ${asText(parameters.max)} rows in one request.`,
			nextStep: 'Run the item again.',
			code: `${INPUT_LIMIT}${asText(parameters.max)}`,
		};
	return {
		kind: 'invalid',
		message: `Magento refused the request: ${text}`,
		nextStep:
			'Look at the product in Magento and change it there; report this message if it is fine.',
	};
}

function refusedLogin({ path }: ApiRequest, text: string): Problem {
	if (/authorized to access/i.test(text))
		return {
			kind: 'permission',
			message: `The Magento integration has no right to this, or its access token may not be used alone: ${text}`,
			nextStep:
				'Tick the resources listed in the docs for the integration and activate it again; with an access token alone, also allow it in Stores > Configuration > Services > OAuth, or use signed requests in the credential.',
		};
	// Releases before 2024 reckon the signature of an encoded path differently, however right the login is (sheet, section 2).
	if (/signature/i.test(text) && path.includes('%'))
		return {
			kind: 'refused',
			message:
				'This release of Magento cannot check signed requests for a SKU with special characters.',
			nextStep:
				'Update Magento, or choose the access token alone in the credential, or change this SKU by hand.',
		};
	if (/timestamp/i.test(text))
		return {
			kind: 'login',
			message: `Magento did not accept the time of the request: ${text}`,
			nextStep: 'Set the clocks of n8n and of the shop right, then test the credential.',
		};
	return {
		kind: 'login',
		message: `Magento did not accept the login: ${text}`,
		nextStep:
			'Copy the values of the integration into the credential again; check that it is active and that the address is the one customers see, with https.',
	};
}

/** Magento would make a new product of a SKU it does not know, and then misses the name (sheet, section 9). */
export const isUnknownProduct = (text: string): boolean =>
	/product that was requested doesn't exist|Product Name.{0,80}is empty/i.test(text);

export const deletedMeanwhile = (): Problem => ({
	kind: 'notFound',
	message: 'The product was deleted in Magento meanwhile.',
	nextStep: 'Check the SKU in Magento.',
});

const noToken = (body: unknown): Problem => ({
	kind: 'login',
	message: `Adobe gave no token for this client ID and secret (${asText(asObject(body).error)}).`,
	nextStep:
		'Check both in the credential, and that the project in the Adobe Developer Console has the Commerce API.',
});

const busy = (text: string): Problem => ({
	kind: 'unavailable',
	message: `The database of the shop is busy, so Magento could not answer: ${text}`,
	nextStep: 'Run the item again in a few minutes.',
});

/** The shop has no such route: the modules behind it are removed. */
export const isNoRoute = (error: unknown): boolean =>
	error instanceof ChannelProblem && error.problem.code === NO_ROUTE;

/** The rows the shop takes in one request, where it said so (sheet, section 5). */
export function inputLimit({ code }: Problem): number | undefined {
	return code?.startsWith(INPUT_LIMIT) ? Number(code.slice(INPUT_LIMIT.length)) : undefined;
}
