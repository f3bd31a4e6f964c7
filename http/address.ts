import { ChannelProblem } from './problem';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopback(hostname: string): boolean {
	return LOOPBACK.has(hostname);
}

/**
 * The address a seller typed, as a base URL without a slash at the end. Only https goes out, since every request carries a login;
 * plain http is for this computer (a test shop), or where the credential says so.
 * @throws ChannelProblem `invalid`
 */
export function shopAddress(typed: string, { allowHttp = false } = {}): string {
	const invalid = (message: string, nextStep: string) =>
		new ChannelProblem({ kind: 'invalid', message, nextStep });
	const text = typed.trim();
	if (text === '')
		throw invalid(
			'The shop address is empty.',
			'Enter the address of your shop in the credential.',
		);
	const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
	if (!url)
		throw invalid(
			'The shop address is not a web address.',
			"Enter it in the credential like 'https://www.your-shop.com'.",
		);
	if (url.username || url.password)
		throw invalid(
			'The shop address contains a login.',
			'Enter only the address there; the login has its own fields.',
		);
	const plain = url.protocol === 'http:' && (allowHttp || isLoopback(url.hostname));
	if (url.protocol !== 'https:' && !plain)
		throw invalid(
			`The shop address begins with '${url.protocol}//', so the login would travel unencrypted.`,
			"Use the shop's https address in the credential.",
		);
	return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
