import type { IAuthenticate, ICredentialDataDecryptedObject } from 'n8n-workflow';

/**
 * A credential's `authenticate` that adds one header. n8n works an expression out anew for every request, 2 ms in which it does nothing
 * else; some channels take a request for every item.
 */
export const loginHeader =
	(name: string, valueOf: (credential: ICredentialDataDecryptedObject) => string): IAuthenticate =>
	async (credential, request) => ({
		...request,
		headers: { ...request.headers, [name]: valueOf(credential) },
	});
