import type { Answer } from './answer';
import type { Problem } from './problem';
import { retryAfterMs } from './retryAfter';

const EXCERPT = 200;

/** The start of a text answer in one line, so that a seller can recognise a firewall page. */
export function excerpt(body: unknown): string {
	const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
	const plain = text
		// Without '<' inside a tag: else a page of nothing but '<' takes minutes.
		.replace(/<[^<>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	return plain.length > EXCERPT ? `${plain.slice(0, EXCERPT)}...` : plain;
}

function isPage(answer: Answer): boolean {
	return (
		typeof answer.body === 'string' &&
		(/text\/html/.test(answer.headers['content-type'] ?? '') ||
			/^\s*<(!doctype|html)/i.test(answer.body))
	);
}

/**
 * What the HTTP status alone says, for all platforms; undefined for a good answer. A platform asks its own table first and falls
 * back to this.
 * @param name the platform's name, for the sentence
 */
export function diagnoseStatus(answer: Answer, name: string): Problem | undefined {
	const { status, headers } = answer;
	const waitMs = retryAfterMs(headers['retry-after']);
	if (status === 429)
		return {
			kind: 'throttled',
			message: `${name} asked us to slow down.`,
			nextStep: 'Run the remaining items again in a few minutes.',
			retryAfterMs: waitMs,
		};
	if (status >= 500 || status === 408)
		return {
			kind: 'unavailable',
			message: `${name} could not answer just now (status ${status}).`,
			nextStep:
				'Run the item again in a few minutes; look at the status page of the platform or host if it goes on.',
			retryAfterMs: waitMs,
		};
	if (status >= 300 && status < 400)
		return {
			kind: 'refused',
			message: `${name} sent the request on to another address${headers.location ? ` (${hostOf(headers.location)})` : ''}; nothing was written.`,
			nextStep:
				'Enter the final address of the shop in the credential (with or without www, https).',
		};
	if (isPage(answer))
		return {
			kind: 'unavailable',
			message: `A web page came back instead of data, most likely from a firewall, a login page or a maintenance page: '${excerpt(answer.body)}'`,
			nextStep:
				"Check the shop address in the credential, and let the host's firewall or security plug-in pass requests from n8n.",
		};
	if (status === 401)
		return {
			kind: 'login',
			message: `${name} did not accept the login.`,
			nextStep: 'Open the credential, enter the login again and press Test.',
		};
	if (status === 402 || status === 423)
		return {
			kind: 'refused',
			message: `${name} has locked or paused this account (status ${status}).`,
			nextStep: 'Sign in to the platform and settle what it asks for there.',
		};
	if (status === 403)
		return {
			kind: 'permission',
			message: `The login is right, but ${name} does not let it do this.`,
			nextStep:
				'Give the app or key the rights listed on its page in the docs, then test the credential.',
		};
	if (status === 404)
		return {
			kind: 'notFound',
			message: `${name} does not know this address or item.`,
			nextStep: 'Check the SKU, and the shop address in the credential.',
		};
	if (status === 409 || status === 412)
		return {
			kind: 'conflict',
			message: `The listing was changed on ${name} at the same moment.`,
			nextStep: 'Run the item again.',
		};
	if (status >= 400)
		return {
			kind: 'invalid',
			message: `${name} did not understand the request (status ${status}): '${excerpt(answer.body)}'`,
			nextStep: 'Check the SKU and the channel options; report this message if they are right.',
		};
	return undefined;
}

/** A problem about a body that should have been data. */
export function notData(answer: Answer, name: string): Problem {
	return {
		kind: 'unavailable',
		message: `${name} answered with something that is not data: '${excerpt(answer.body)}'`,
		nextStep:
			'Check the shop address in the credential and whether the shop shows warnings or a maintenance page.',
	};
}

function hostOf(location: string): string {
	return URL.parse(location)?.host ?? 'the same host';
}
