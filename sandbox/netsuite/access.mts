import {
	constants,
	createHmac,
	createPrivateKey,
	createPublicKey,
	verify,
	type KeyObject,
} from 'node:crypto';
import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { errorAnswer, NetsuiteError } from './errors.mts';
import { account, privateKey } from './keys.mts';

export const tokenPath = '/services/rest/auth/oauth2/v1/token';
const tokenSeconds = 3600;
/** How far the clock of a signed request may be off. */
const clockSkewSeconds = 300;

interface Claims {
	iss?: string;
	scope?: string | string[];
	aud?: string;
	iat?: number;
	exp?: number;
}

const realm = account.accountId.replace('-', '_').toUpperCase();

/** RFC 3986, as OAuth 1.0a wants it. */
const encode = (text: string): string =>
	encodeURIComponent(text).replace(
		/[!'()*]/g,
		(mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
	);

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Client credentials with a certificate, and token-based authentication (netsuite sheet, section 2). */
export class Access {
	readonly #world: World;
	readonly #tokens = new Map<string, number>();
	readonly #nonces = new Set<string>();
	/** Public keys by certificate id. */
	readonly certificates = new Map<string, KeyObject>([
		[account.certificateId, createPublicKey(createPrivateKey(privateKey))],
	]);

	constructor(world: World) {
		this.#world = world;
	}

	#now(): number {
		return Math.floor(this.#world.clock.now() / 1000);
	}

	token(request: FakeRequest): FakeAnswer {
		const form = new URLSearchParams(request.body.toString());
		const type = request.headers['content-type'] ?? '';
		if (request.method !== 'POST' || !type.startsWith('application/x-www-form-urlencoded')) {
			return { status: 400, body: { error: 'invalid_request' } };
		}
		if (form.get('grant_type') !== 'client_credentials') {
			return { status: 400, body: { error: 'unsupported_grant_type' } };
		}
		const jwt = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
		if (form.get('client_assertion_type') !== jwt) {
			return { status: 400, body: { error: 'invalid_request' } };
		}
		const refusal = this.#refuse(form.get('client_assertion') ?? '');
		if (refusal) return { status: 400, body: { error: refusal } };
		const body = Buffer.from(
			Array.from({ length: 48 }, () => Math.floor(this.#world.random() * 256)),
		);
		const token = `eyJraWQiOiJjLlNBTkRCT1gifQ.${body.toString('base64url')}`;
		this.#tokens.set(token, this.#now() + tokenSeconds);
		return {
			status: 200,
			body: { access_token: token, expires_in: String(tokenSeconds), token_type: 'bearer' },
		};
	}

	#refuse(assertion: string): string | undefined {
		const [header = '', payload = '', signature = ''] = assertion.split('.');
		const read = (part: string) => parseJson(Buffer.from(part, 'base64url').toString()) ?? {};
		const { alg = '', kid = '' } = read(header) as { alg?: string; kid?: string };
		const { iss, aud, exp = 0, iat = 0, scope = [] } = read(payload) as Claims;
		if (iss !== account.clientId) return 'invalid_client';
		const key = this.certificates.get(kid);
		// RS256 is not among the algorithms NetSuite takes.
		if (!key || !/^(PS|ES)(256|384|512)$/.test(alg)) return 'invalid_client';
		const options = alg.startsWith('PS')
			? {
					padding: constants.RSA_PKCS1_PSS_PADDING,
					saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
				}
			: { dsaEncoding: 'ieee-p1363' as const };
		const content = Buffer.from(`${header}.${payload}`);
		const signed = verify(
			`sha${alg.slice(2)}`,
			content,
			{ key, ...options },
			Buffer.from(signature, 'base64url'),
		);
		if (!signed) return 'invalid_client';
		if (aud !== `${this.#world.baseUrl('netsuite')}${tokenPath}`) return 'invalid_grant';
		const now = this.#now();
		if (exp <= now || exp - iat > 3600 || iat > now + clockSkewSeconds) return 'invalid_grant';
		if (![scope].flat().includes('rest_webservices')) return 'invalid_scope';
		return undefined;
	}

	/** @throws NetsuiteError 401 for anything but a live login */
	check(request: FakeRequest): void {
		const [scheme, ...rest] = (request.headers['authorization'] ?? '').split(' ');
		const given = rest.join(' ');
		const allowed =
			scheme === 'Bearer'
				? (this.#tokens.get(given) ?? 0) > this.#now()
				: scheme === 'OAuth' && this.#isSigned(request, given);
		if (!allowed) throw invalidLogin();
	}

	#isSigned(request: FakeRequest, header: string): boolean {
		const fields = new Map(
			Array.from(header.matchAll(/([a-z_]+)="([^"]*)"/g), ([, name = '', value = '']) => [
				name,
				decodeURIComponent(value),
			]),
		);
		const {
			realm: given,
			oauth_signature: signature = '',
			...oauth
		} = Object.fromEntries(fields) as Record<string, string | undefined>;
		const nonce = oauth['oauth_nonce'] ?? '';
		const age = Math.abs(this.#now() - Number(oauth['oauth_timestamp']));
		const known =
			given === realm &&
			oauth['oauth_consumer_key'] === account.consumerKey &&
			oauth['oauth_token'] === account.tokenId &&
			oauth['oauth_signature_method'] === 'HMAC-SHA256';
		if (!known || !(age <= clockSkewSeconds) || nonce === '' || this.#nonces.has(nonce)) {
			return false;
		}
		const pairs = [...Object.entries(oauth), ...request.query].map(
			([name, value]) => `${encode(name)}=${encode(value ?? '')}`,
		);
		const address = `${this.#world.baseUrl('netsuite')}${request.path}`;
		const base = [request.method, address, pairs.sort().join('&')].map(encode).join('&');
		const key = `${encode(account.consumerSecret)}&${encode(account.tokenSecret)}`;
		const right = createHmac('sha256', key).update(base).digest('base64') === signature;
		if (right) this.#nonces.add(nonce);
		return right;
	}
}

const invalidLogin = (): NetsuiteError =>
	new NetsuiteError(401, 'INVALID_LOGIN', 'Invalid login attempt.');

/** The answer to a token that is unknown or past its hour. */
export function refusedLogin(): FakeAnswer {
	const answer = errorAnswer(invalidLogin());
	return {
		...answer,
		headers: {
			...answer.headers,
			'www-authenticate': `Bearer realm="${realm}", error="invalid_token", error_description="Invalid login attempt"`,
		},
	};
}
