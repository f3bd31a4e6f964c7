// Oracle NetSuite: the two ways to log in, and what a refused login is told as.
import {
	constants,
	createHmac,
	createPublicKey,
	generateKeyPairSync,
	verify,
	type KeyPairKeyObjectResult,
} from 'node:crypto';
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { account } from '../../sandbox/netsuite/keys.mts';
import { built, loader, makeNode, makeWorkflow, TestCredentials } from '../harness.mts';
import { openNetsuite, TYPE, type NetsuiteShop } from './netsuiteShop.mts';

const INK = 'ACR-INK-PAYN-30';

interface Login {
	clientAssertion(login: object): string | undefined;
	tokenHeader(login: object, method: string, address: string): string;
}
const { clientAssertion, tokenHeader } = built('./platforms/netsuite/login.js') as Login;
const { servicesUrl } = built('./platforms/netsuite/account.js') as {
	servicesUrl(place: object): string;
};

describe('NetSuite: addresses', () => {
	it.each([
		['1234567', 'https://1234567.suitetalk.api.netsuite.com/services/rest'],
		[' 1234567_SB1 ', 'https://1234567-sb1.suitetalk.api.netsuite.com/services/rest'],
		['1234567-sb1', 'https://1234567-sb1.suitetalk.api.netsuite.com/services/rest'],
		[
			'https://1234567-sb1.app.netsuite.com/app/center',
			'https://1234567-sb1.suitetalk.api.netsuite.com/services/rest',
		],
		['TSTDRV1234567', 'https://tstdrv1234567.suitetalk.api.netsuite.com/services/rest'],
	])('%j is at %s, for the nodes and for the test of the credential', (accountId, url) => {
		expect(servicesUrl({ accountId })).toBe(url);
		const { baseURL } = loader.getCredential(TYPE).type.test?.request as { baseURL: string };
		const node = makeNode('acrylicDelist', {}, new TestCredentials({}));
		const found = makeWorkflow(node).expression.getSimpleParameterValue(node, baseURL, 'internal', {
			$credentials: { accountId, environment: 'netsuite' },
		} as never);
		expect(found).toBe(url);
	});

	it.each(['', '12 34', 'a@b', '-1', 'evil#'])('%j is no account ID', (accountId) => {
		expect(() => servicesUrl({ accountId })).toThrow('not a NetSuite account ID');
	});
});

describe('NetSuite: the assertion', () => {
	const login = { accountId: '1234567_SB1', clientId: 'client', certificateId: 'certificate' };
	const parts = (jwt: string | undefined) =>
		(jwt ?? '')
			.split('.')
			.slice(0, 2)
			.map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown);
	const signed = (jwt: string, publicKey: string, options: object) => {
		const [header, payload, signature] = jwt.split('.');
		return verify(
			'sha256',
			Buffer.from(`${header}.${payload}`),
			{ key: createPublicKey(publicKey), ...options },
			Buffer.from(signature, 'base64url'),
		);
	};
	const pemOf = ({ privateKey, publicKey }: KeyPairKeyObjectResult) => ({
		privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
		publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
	});
	const rsa = pemOf(generateKeyPairSync('rsa', { modulusLength: 3072 }));
	const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };

	it('is PS256 for RSA keys, for our token address, and short-lived', () => {
		const jwt = clientAssertion({ ...login, privateKey: rsa.privateKey }) as string;
		const [header, payload] = parts(jwt) as [object, { iat: number; exp: number }];
		expect(header).toEqual({ typ: 'JWT', alg: 'PS256', kid: 'certificate' });
		expect(payload).toMatchObject({
			iss: 'client',
			scope: ['rest_webservices'],
			aud: 'https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token',
		});
		expect(payload.exp - payload.iat).toBeLessThanOrEqual(3600);
		expect(signed(jwt, rsa.publicKey, pss)).toBe(true);
	});

	it('is ES256 for elliptic curves', () => {
		const { privateKey, publicKey } = pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
		const jwt = clientAssertion({ ...login, privateKey }) as string;
		expect(parts(jwt)[0]).toMatchObject({ alg: 'ES256' });
		expect(signed(jwt, publicKey, { dsaEncoding: 'ieee-p1363' })).toBe(true);
	});

	it.each([
		['without line breaks', (text: string) => text.replaceAll('\n', ' ')],
		['with line breaks as text', (text: string) => text.replaceAll('\n', '\\n')],
		[
			'with Windows line breaks and a certificate before it',
			(text: string) =>
				`-----BEGIN CERTIFICATE-----\r\nAAAA\r\n-----END CERTIFICATE-----\r\n${text.replaceAll('\n', '\r\n')}`,
		],
	])('reads a key %s', (_, spoil) => {
		const jwt = clientAssertion({ ...login, privateKey: spoil(rsa.privateKey) }) as string;
		expect(signed(jwt, rsa.publicKey, pss)).toBe(true);
	});

	it('is not there without a usable key', () => {
		const { privateKey } = pemOf(generateKeyPairSync('ed25519'));
		for (const key of ['', 'secret', rsa.publicKey, rsa.privateKey.slice(0, 300), privateKey])
			expect(clientAssertion({ ...login, privateKey: key })).toBeUndefined();
	});
});

describe('NetSuite: signed requests', () => {
	it('sign the query and not the body, with the account as realm', () => {
		const login = {
			accountId: '1234567-sb1',
			consumerKey: 'ck',
			consumerSecret: "c's&",
			tokenId: 'tk',
			tokenSecret: 'ts%',
		};
		const header = tokenHeader(
			login,
			'post',
			'https://h.example/services/rest/query?q=a%20b&limit=1%2B1',
		);
		const fields = Object.fromEntries(
			Array.from(header.matchAll(/(\w+)="([^"]*)"/g), ([, name, value]) => [
				name,
				decodeURIComponent(value),
			]),
		);
		expect(fields).toMatchObject({
			realm: '1234567_SB1',
			oauth_signature_method: 'HMAC-SHA256',
			oauth_version: '1.0',
		});
		const parameters = `limit=1%2B1&oauth_consumer_key=ck&oauth_nonce=${fields.oauth_nonce}&oauth_signature_method=HMAC-SHA256&oauth_timestamp=${fields.oauth_timestamp}&oauth_token=tk&oauth_version=1.0&q=a%20b`;
		const base = `POST&https%3A%2F%2Fh.example%2Fservices%2Frest%2Fquery&${encodeURIComponent(parameters)}`;
		const right = createHmac('sha256', 'c%27s%26&ts%25').update(base).digest('base64');
		expect(fields.oauth_signature).toBe(right);
	});
});

describe('NetSuite: in the engine', () => {
	let shop: NetsuiteShop;
	beforeEach(async () => {
		shop = await openNetsuite();
	});
	afterEach(async () => await shop.close());
	const credential = (change: ICredentialDataDecryptedObject) => ({
		[TYPE]: { ...shop.credentials[TYPE], ...change },
	});
	const { accountId, consumerKey, consumerSecret, tokenId, tokenSecret } = account;
	const tba = {
		authentication: 'token',
		accountId,
		consumerKey,
		consumerSecret,
		tokenId,
		tokenSecret,
	};

	it('works with token-based authentication, each request signed anew', async () => {
		const off = await shop.run('takeOffSale', [INK], { credentials: credential(tba) });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		const back = await shop.run('putBackOnSale', off.done, { credentials: credential(tba) });
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale' });
		expect(off.credentials.renewals).toHaveLength(1);
	});

	it('asks for one token, and for another when it has run out', async () => {
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.credentials.renewals).toEqual([TYPE]);
		shop.sandbox.faults.add({ slug: 'netsuite', kind: 'expireToken', times: 1, method: 'PATCH' });
		const back = await shop.run('putBackOnSale', off.done);
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', confirmed: true });
		expect(back.credentials.renewals).toHaveLength(2);
	});

	it.each([
		['client ID', { clientId: 'f'.repeat(64) }, 'gave no token'],
		['certificate', { certificateId: 'somethingElse' }, 'gave no token'],
		[
			'key',
			{ privateKey: 'not a key at all' },
			'private key in the NetSuite credential cannot be read',
		],
		['token secret', { ...tba, tokenSecret: 'e'.repeat(64) }, 'did not accept the login'],
		['account', { ...tba, accountId: '7654321' }, 'did not accept the login'],
	])('tells of a wrong %s in one sentence and asks once', async (_, wrong, message) => {
		const { all } = await shop.run('takeOffSale', [INK, 'ACR-FL-QMAG-30'], {
			credentials: credential(wrong),
		});
		for (const row of all)
			expect(row).toMatchObject({
				outcome: 'failed',
				changed: false,
				message: expect.stringContaining(message),
				nextStep: expect.stringMatching(/credential/),
			});
		expect(shop.requests().length).toBeLessThanOrEqual(2);
	});

	it('has a test that needs the login and the right to query items', async () => {
		const { type } = loader.getCredential(TYPE);
		const { request } = type.test as { request: { url: string; body: object } };
		const ask = async (values: ICredentialDataDecryptedObject) => {
			const options: IHttpRequestOptions = {
				method: 'POST',
				baseURL: `${shop.url}/netsuite/services/rest`,
				url: request.url,
				headers: { prefer: 'transient', 'content-type': 'application/json' },
			};
			const authenticate = type.authenticate as (
				values: object,
				options: IHttpRequestOptions,
			) => Promise<IHttpRequestOptions>;
			const { headers } = await authenticate(values, options);
			const answer = await fetch(`${options.baseURL}${request.url}`, {
				method: 'POST',
				headers: headers as Record<string, string>,
				body: JSON.stringify(request.body),
			});
			return [answer.status, ((await answer.json()) as { count?: number }).count];
		};
		expect(await ask(tba)).toEqual([200, 1]);
		expect(await ask({ ...tba, consumerSecret: 'x' })).toEqual([401, undefined]);
		expect(await ask({ authentication: 'certificate', sessionToken: 'x' })).toEqual([
			401,
			undefined,
		]);
	});
});
