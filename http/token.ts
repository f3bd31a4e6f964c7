import { OperationalError } from 'n8n-workflow';

const NO_TOKEN = 'A web page came back instead of a token, most likely from a firewall or proxy';

/**
 * The token of a login answer. A page of a firewall with status 200 has none; passed on as it is, the rights of the app would get the
 * blame later.
 * @throws OperationalError that `isNoToken` recognises, also through n8n's wrapping
 */
export function tokenOf(answer: unknown, field = 'access_token'): string {
	const token =
		typeof answer === 'object' && answer !== null
			? (answer as Record<string, unknown>)[field]
			: undefined;
	if (typeof token !== 'string' || token === '') throw new OperationalError(NO_TOKEN);
	return token;
}

export const isNoToken = (message: string): boolean => message === NO_TOKEN;
