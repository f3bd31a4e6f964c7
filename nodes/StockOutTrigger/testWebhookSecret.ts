import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

const SHORTEST = 16;

/** There is no server to ask: what can be checked is that the secret is there and too long to be guessed. */
export async function testWebhookSecret(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { method, headerName, headerSecret, secret, user, password } = (credential.data ??
		{}) as Record<string, string>;
	const texts: Record<string, string | undefined> = {
		header: headerSecret,
		hmac: secret,
		basic: password,
	};
	const value = texts[method] ?? '';
	if (method !== 'basic' && !/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(headerName ?? ''))
		return { status: 'Error', message: "'Header Name' is not a valid name of a header" };
	if (method === 'basic' && !user) return { status: 'Error', message: "'User' is empty" };
	if (value.length < SHORTEST)
		return {
			status: 'Error',
			message: `The secret is too short: use at least ${SHORTEST} random characters`,
		};
	return { status: 'OK', message: 'The secret is set. Give the same one to the sender.' };
}
