import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { asObject, asText, toAnswer, type ApiRequest } from './answer';
import type { Service } from './client';
import { ChannelProblem, type Problem } from './problem';
import { isNoToken } from './token';

export interface Failure {
	problem: Problem;
	/** False when the request never left, so that nothing can have been done. */
	sent: boolean;
}

/** The connection was never made, so nothing can have been done. */
const NEVER_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
]);

/** n8n's NodeApiError: `httpCode` is a text, either a status or the name of a network fault. */
export function failureOf(
	error: unknown,
	service: Pick<Service, 'name' | 'diagnose'>,
	request: ApiRequest,
): Failure {
	// Of our own: the request went out, and what came back was no answer.
	if (error instanceof ChannelProblem) return { problem: error.problem, sent: true };
	const raised = asObject(error);
	const cause = asObject(raised.cause);
	const response = asObject(cause.response ?? raised.response);
	const status = Number(response.status ?? raised.httpCode);
	if (status >= 100) {
		const body = response.data ?? asObject(raised.context).data;
		const answer = toAnswer(status, response.headers, body, false);
		const problem = service.diagnose(answer, request);
		if (problem) return { problem, sent: true };
	}
	// Raised by a credential that got no token: the request itself never left.
	if (isNoToken(asText(cause.message)))
		return { problem: noToken(asText(cause.message), service.name), sent: false };
	const code = String(raised.httpCode ?? cause.code ?? raised.code ?? '');
	const text = error instanceof Error ? error.message : String(error);
	if (code === 'EAUTH' || OAUTH_REFUSED.test(`${text} ${asText(cause.message)}`))
		return { problem: signInAgain(service.name), sent: false };
	return { problem: networkProblem(code, error, service.name), sent: !NEVER_SENT.has(code) };
}

/** What n8n's OAuth2 says when a token cannot be renewed. */
const OAUTH_REFUSED =
	/invalid_grant|invalid_client|needs to be reconnected|no refresh token is available|credentials not connected|unable to sign without access token/i;

/** Of OAuth2: nobody has signed in yet, so there is nothing n8n could sign a request with. */
export const isUnconnected = ({
	grantType,
	oauthTokenData,
}: ICredentialDataDecryptedObject): boolean =>
	['authorizationCode', 'pkce'].includes(asText(grantType)) &&
	Object.keys(asObject(oauthTokenData)).length === 0;

export const signInAgain = (name: string): Problem => ({
	kind: 'login',
	message: `The connection to ${name} has ended, or its client ID and secret are wrong.`,
	nextStep: 'Open the credential, check client ID and secret, and connect the account again.',
});

const noToken = (reason: string, name: string): Problem => ({
	kind: 'unavailable',
	message: `${name} could not be asked: ${reason}.`,
	nextStep: "Test the credential, and let the host's firewall or proxy pass requests from n8n.",
});

function networkProblem(code: string, error: unknown, name: string): Problem {
	const text = error instanceof Error ? error.message : String(error);
	if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/i.test(code))
		return {
			kind: 'refused',
			message: `The certificate of ${name} is not valid (${code}), so nothing was sent.`,
			nextStep: "Renew the shop's certificate, or correct the address in the credential.",
			code,
		};
	if (/SSRF|blocked.*address|address.*blocked|hostname is restricted/i.test(text))
		return {
			kind: 'refused',
			message: `n8n does not allow requests to the address of ${name}, because it is on a private network.`,
			nextStep: 'Ask the administrator of n8n to add the host to N8N_SSRF_ALLOWED_HOSTNAMES.',
		};
	if (/^(E[A-Z_]+)$/.test(code))
		return {
			kind: 'unavailable',
			message: NEVER_SENT.has(code)
				? `${name} could not be reached (${code}).`
				: `The connection to ${name} broke off before the answer came (${code}).`,
			nextStep:
				'Check the address in the credential and whether the shop is online, then run the item again.',
			code,
		};
	return {
		kind: 'unknown',
		message: `The request to ${name} did not go through: ${text}`,
		nextStep: 'Test the credential; if it is fine, report this message.',
		...(code ? { code } : {}),
	};
}
