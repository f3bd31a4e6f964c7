import type { IDataObject } from 'n8n-workflow';

import {
	asList,
	asObject,
	asText,
	type Answer,
	type ApiRequest,
	type Call,
} from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, excerpt, notData } from '../../http/diagnose';
import { forward } from '../../http/pages';
import { ChannelProblem, type Problem } from '../../http/problem';
import { apiHost } from './hosts';

const NAME = 'ChannelAdvisor (Rithum)';
/** Nothing tells how long to wait, and whoever goes on too early may be shut out (sheet, section 8). */
const PAUSE_MS = 30_000;

export const service: Service = {
	name: NAME,
	credential: 'stockOutChannelAdvisorApi',
	secretFields: ['sharedSecret', 'refreshToken', 'sessionToken', 'webhookSecret'],
	accountFields: ['profileId'],
	baseUrl: apiHost,
	// 2,000 a minute and account (sheet, section 8). However a minute is cut, this is 1,900; what is late on its way needs the rest.
	limits: { default: { perSecond: 30, burst: 100 } },
	// Five are allowed to the integration as a whole (sheet, section 5).
	concurrent: 4,
	diagnose: (answer, request) =>
		diagnoseToken(answer) ??
		diagnoseApi(answer, request) ??
		patient(diagnoseStatus(answer, NAME)) ??
		(isGood(answer, request) ? undefined : notData(answer, NAME)),
};

export async function pages(call: Call, first: ApiRequest): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, NAME);
	for (let request: ApiRequest | undefined = first; request; ) {
		const { rows: found, next } = await page(ask, request);
		rows.push(...found);
		request = next === undefined ? undefined : { method: 'GET', path: next };
	}
	return rows;
}

/**
 * One page of a list. The next one has an address that must be used as it comes (sheet, section 3); only path and query of it, since the
 * login goes to no other host than the one in the credential.
 */
export async function page(
	call: Call,
	request: ApiRequest,
): Promise<{ rows: IDataObject[]; next?: string }> {
	const answer: Answer = await call(request);
	const { value, '@odata.nextLink': link } = asObject(answer.body);
	if (!Array.isArray(value)) throw new ChannelProblem(notData(answer, NAME));
	const next = asText(link);
	const start = next.indexOf('/v1/');
	return { rows: asList(value), ...(start < 0 ? {} : { next: next.slice(start) }) };
}

/** Writes are answered with 204 and nothing else (sheet, section 9). */
const isGood = ({ body }: Answer, { method }: ApiRequest): boolean =>
	(typeof body === 'object' && body !== null) || (method !== 'GET' && body === '');

const patient = (problem: Problem | undefined): Problem | undefined =>
	problem?.kind === 'throttled'
		? { ...problem, retryAfterMs: problem.retryAfterMs ?? PAUSE_MS }
		: problem;

/** The token address answers in the OAuth form: `error` is a text there, an object everywhere else (sheet, section 2). */
function diagnoseToken({ status, body }: Answer): Problem | undefined {
	const { error } = asObject(body);
	if (status < 400 || status === 429 || status >= 500 || typeof error !== 'string')
		return undefined;
	return {
		kind: 'login',
		message: `ChannelAdvisor gave no access token for this application and refresh token: ${error}`,
		nextStep:
			'Check application ID and shared secret in the credential. A refresh token ends after three months without use or when access is revoked; then make a new one in the developer console.',
		code: error,
	};
}

/** Ranges rather than single codes, as the vendor asks (sheet, section 9). */
function diagnoseApi({ status, body }: Answer, request: ApiRequest): Problem | undefined {
	if (status === 401) return request.method === 'GET' ? refusedLogin() : missingRight();
	// Told by the web server before the API, in whatever form.
	if (status === 413 || status === 414)
		return {
			kind: 'invalid',
			message: `ChannelAdvisor found the request too long (status ${status}).`,
			nextStep: 'Check the SKU; report this message if it is not unusually long.',
		};
	// Seen to pass by itself (sheet, section 9).
	if (status === 406)
		return {
			kind: 'unavailable',
			message: 'ChannelAdvisor could not answer just now (status 406).',
			nextStep: 'Run the item again in a few minutes.',
		};
	// Pages and plain texts come from something in between, not from the API.
	if (typeof body !== 'object' || status < 400 || status === 429 || status >= 500) return undefined;
	const said = messageOf(body);
	if (status === 404 && /\/Products\(/.test(request.path))
		return {
			kind: 'notFound',
			message: 'The product was deleted in ChannelAdvisor meanwhile.',
			nextStep: 'Check the SKU in ChannelAdvisor.',
		};
	if (status === 400)
		return {
			kind: 'invalid',
			message: `ChannelAdvisor did not accept the request: ${said || `'${excerpt(body)}'`}`,
			nextStep:
				'Look at the product in ChannelAdvisor, and at the distribution centers chosen in the channel options.',
		};
	return undefined;
}

/** Two forms, and nobody knows which one comes when (sheet, section 9). */
function messageOf(body: unknown): string {
	const { error, Message } = asObject(body);
	return asText(asObject(error).message) || asText(Message);
}

const refusedLogin = (): Problem => ({
	kind: 'login',
	message: 'ChannelAdvisor did not accept the login, or the app may not read products.',
	nextStep:
		"Check the credential, and that the seller has granted the app access with the scope 'inventory'.",
});

/** The same token has just read the product, so it is the right to write that is missing: 401 says both (sheet, section 9). */
const missingRight = (): Problem => ({
	kind: 'permission',
	message: 'ChannelAdvisor lets this app read products, but not change them.',
	nextStep:
		"Make a new refresh token with the scope 'inventory' (not 'inventory.readonly') and enter it in the credential.",
});
