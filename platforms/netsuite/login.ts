import {
	constants,
	createHmac,
	createPrivateKey,
	randomUUID,
	sign,
	type KeyObject,
} from 'node:crypto';

import { strictEncode } from '../../http/client';
import { clock } from '../../http/clock';
import { realm, tokenUrl, type NetsuitePlace } from './account';

/** The token lives for an hour anyway; the assertion only has to reach NetSuite. */
const ASSERTION_SECONDS = 300;
/** By curve name. NetSuite refuses RS256 (sheet, section 2). */
const CURVES: Readonly<Record<string, string>> = {
	prime256v1: 'ES256',
	secp384r1: 'ES384',
	secp521r1: 'ES512',
};

export interface CertificateLogin extends NetsuitePlace {
	clientId?: unknown;
	certificateId?: unknown;
	privateKey?: unknown;
}

/** The JWT that proves we hold the private key; undefined when there is no usable key in the credential. */
export function clientAssertion(login: CertificateLogin): string | undefined {
	const key = readKey(String(login.privateKey ?? ''));
	const algorithm = key && algorithmOf(key);
	if (!key || !algorithm) return undefined;
	const now = Math.floor(clock.now() / 1000);
	const content = [
		{ typ: 'JWT', alg: algorithm, kid: String(login.certificateId ?? '').trim() },
		{
			iss: String(login.clientId ?? '').trim(),
			scope: ['rest_webservices'],
			aud: tokenUrl(login),
			iat: now,
			exp: now + ASSERTION_SECONDS,
		},
	]
		.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
		.join('.');
	const signature = sign(`sha${algorithm.slice(2)}`, Buffer.from(content), {
		key,
		...(algorithm === 'PS256'
			? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
			: { dsaEncoding: 'ieee-p1363' as const }),
	});
	return `${content}.${signature.toString('base64url')}`;
}

/** One-line fields lose the line breaks of a key, or show them as `\n`; both are set right. */
function readKey(text: string): KeyObject | undefined {
	const [, label, content = ''] =
		/-----BEGIN ((?:[A-Z]+ )*PRIVATE KEY)-----([\s\S]*?)-----END \1-----/.exec(text) ?? [];
	if (!label) return undefined;
	const lines =
		content
			.replace(/\\n|\s/g, '')
			.match(/.{1,64}/g)
			?.join('\n') ?? '';
	try {
		return createPrivateKey(`-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`);
	} catch {
		return undefined;
	}
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
	if (asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss') return 'PS256';
	return CURVES[asymmetricKeyDetails?.namedCurve ?? ''];
}

export interface TokenLogin extends NetsuitePlace {
	consumerKey?: unknown;
	consumerSecret?: unknown;
	tokenId?: unknown;
	tokenSecret?: unknown;
}

/** OAuth 1.0a, HMAC-SHA256: the query is signed, a JSON body is not (sheet, section 2). */
export function tokenHeader(login: TokenLogin, method: string, address: string): string {
	const text = (value: unknown) => String(value ?? '').trim();
	const oauth = {
		oauth_consumer_key: text(login.consumerKey),
		oauth_nonce: randomUUID(),
		oauth_signature_method: 'HMAC-SHA256',
		oauth_timestamp: String(Math.floor(clock.now() / 1000)),
		oauth_token: text(login.tokenId),
		oauth_version: '1.0',
	};
	const url = new URL(address);
	const parameters = [...Object.entries(oauth), ...url.searchParams]
		.map(([name, value]) => `${strictEncode(name)}=${strictEncode(value)}`)
		.sort()
		.join('&');
	const base = [method.toUpperCase(), `${url.origin}${url.pathname}`, parameters]
		.map(strictEncode)
		.join('&');
	const key = [login.consumerSecret, login.tokenSecret].map(text).map(strictEncode).join('&');
	const signature = createHmac('sha256', key).update(base).digest('base64');
	const pairs = Object.entries({ realm: realm(login), ...oauth, oauth_signature: signature });
	return `OAuth ${pairs.map(([name, value]) => `${name}="${strictEncode(value)}"`).join(', ')}`;
}
