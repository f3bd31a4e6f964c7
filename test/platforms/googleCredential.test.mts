import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { built, loader } from '../harness.mts';
import { credential } from './googleShop.mts';

const { assertion } = built('./platforms/google-merchant/assertion.js') as {
	assertion(email: string, privateKey: string, audience: string): string;
};
const { apiHost, tokenUrl } = built('./platforms/google-merchant/hosts.js') as Record<
	'apiHost' | 'tokenUrl',
	(place: object) => string
>;

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const pkcs1 = createPrivateKey(privateKey).export({ type: 'pkcs1', format: 'pem' }) as string;
const json = JSON.stringify({
	type: 'service_account',
	private_key: privateKey,
	client_email: 'a@b',
});

const part = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString());

describe('Google: the signed statement of a service account', () => {
	it('says who, for what, for whom and how long', () => {
		const [head, claims] = assertion(' a@b.iam ', privateKey, 'https://x.test/token').split('.');
		expect(part(head)).toEqual({ alg: 'RS256', typ: 'JWT' });
		const now = Date.now() / 1000;
		expect(part(claims)).toEqual({
			iss: 'a@b.iam',
			scope: 'https://www.googleapis.com/auth/content',
			aud: 'https://x.test/token',
			iat: expect.closeTo(now, -1),
			exp: expect.closeTo(now + 3600, -1),
		});
	});

	it.each([
		['as it is', privateKey],
		['with the line breaks of JSON', JSON.stringify(privateKey).slice(1, -1)],
		['in quotes', JSON.stringify(privateKey)],
		['in one line with blanks', privateKey.replaceAll('\n', ' ')],
		['in one line without any', privateKey.replaceAll('\n', '')],
		['with the line breaks of Windows', privateKey.replaceAll('\n', '\r\n')],
		['in the older form', pkcs1],
		['within the whole file', json],
	])('reads a key pasted %s', (_, pasted) => {
		const [head, claims, signature] = assertion('a@b', pasted, 'x').split('.');
		const text = Buffer.from(`${head}.${claims}`);
		const key = createPublicKey(publicKey);
		expect(verify('RSA-SHA256', text, key, Buffer.from(signature, 'base64url'))).toBe(true);
	});

	it.each([
		'',
		'nonsense',
		publicKey,
		'-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
	])('says that %j is none, without showing it', (pasted) => {
		expect(() => assertion('a@b', pasted, 'x')).toThrow(/cannot be read.*private_key/);
	});
});

describe('Google: where requests go', () => {
	it('is Google, or the test server that was named', () => {
		expect(apiHost({ environment: 'production' })).toBe('https://merchantapi.googleapis.com');
		expect(tokenUrl({ environment: 'production' })).toBe('https://oauth2.googleapis.com/token');
		const custom = { environment: 'custom', customHost: 'https://google-test.example.com/' };
		expect(apiHost(custom)).toBe('https://google-test.example.com');
		expect(tokenUrl(custom)).toBe('https://google-test.example.com/token');
	});

	it('is asked for a token in the form of RFC 7523', async () => {
		const { type } = loader.getCredential(credential);
		const sent: Array<{ url: string; body: string }> = [];
		const helpers = {
			httpRequest: async (request: { url: string; body: string }) => {
				sent.push(request);
				return { access_token: 'ya29.token' };
			},
		};
		const fields = { email: 'a@b', privateKey, environment: 'production' };
		const fresh = await type.preAuthentication?.call(
			{ helpers } as never,
			fields as ICredentialDataDecryptedObject,
		);
		expect(fresh).toEqual({ sessionToken: 'ya29.token' });
		expect(sent[0].url).toBe('https://oauth2.googleapis.com/token');
		const form = new URLSearchParams(sent[0].body);
		expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
		expect(form.get('assertion')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
	});
});
