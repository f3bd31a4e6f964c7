import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import type { Delivery, Verdict } from '../../events/signature';
import { deliveryOf, RECEIVED_AT } from '../events/scheme.mts';
import { built } from '../harness.mts';

const { keysOf, verifyToken } = built('./platforms/wix/token.js') as {
	keysOf(text: string): string[];
	verifyToken(delivery: Delivery, secret: string): Verdict;
};

const pair = () =>
	generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
const ours = pair();
const theirs = pair();
const [key = ''] = keysOf(ours.publicKey);
const now = RECEIVED_AT / 1000;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (head: object, claims: object, make: (text: string) => Buffer): string => {
	const text = `${part(head)}.${part(claims)}`;
	return `${text}.${make(text).toString('base64url')}`;
};
const rsa = (privateKey: string) => (text: string) =>
	sign('RSA-SHA256', Buffer.from(text), privateKey);
const verdict = (body: string) => verifyToken(deliveryOf(Buffer.from(body), {}), key);

describe('a token of Wix', () => {
	it('that is honest passes, whatever else its head says', () => {
		expect(verdict(token({ alg: 'RS256', kid: 'x' }, { iat: now }, rsa(ours.privateKey)))).toEqual({
			ok: true,
		});
	});

	it('signed with the public key as if it were a secret (HS256) is refused', () => {
		for (const alg of ['HS256', 'RS256'])
			for (const secret of [ours.publicKey, key, Buffer.from(key, 'base64')])
				expect(
					verdict(
						token({ alg }, { iat: now }, (text) =>
							createHmac('sha256', secret).update(text).digest(),
						),
					).ok,
				).toBe(false);
	});

	it.each(['none', 'None', 'NONE', 'rs256', '', ['RS256']])(
		'with the algorithm %j is refused',
		(alg) => {
			expect(verdict(token({ alg }, { iat: now }, () => Buffer.from('x'))).ok).toBe(false);
			expect(verdict(token({ alg }, { iat: now }, rsa(ours.privateKey))).ok).toBe(false);
		},
	);

	it('that brings its own key, or an address of one, is refused', () => {
		for (const head of [
			{ jku: 'https://keys.example.test/jwks.json' },
			{ x5u: 'https://keys.example.test/cert.pem' },
			{ jwk: { kty: 'RSA', n: 'x', e: 'AQAB' } },
			{ x5c: [theirs.publicKey] },
			{ kid: '../../dev/null' },
		])
			expect(
				verdict(token({ alg: 'RS256', ...head }, { iat: now }, rsa(theirs.privateKey))).ok,
			).toBe(false);
	});

	it.each([
		['too early', { iat: now + 301 }],
		['too old', { iat: now - 4 * 86_400 - 1 }],
		['over', { iat: now, exp: now - 301 }],
		['in milliseconds', { iat: RECEIVED_AT }],
		['of no number', { iat: 'now' }],
	])('whose time is %s is refused', (_how, claims) => {
		expect(verdict(token({ alg: 'RS256' }, claims, rsa(ours.privateKey)))).toEqual({
			ok: false,
			reason: 'expired',
		});
	});

	it.each([
		['a little early', { iat: now + 299 }],
		['nearly four days old', { iat: now - 4 * 86_400 + 60 }],
		['just over', { iat: now, exp: now - 299 }],
	])('whose time is %s passes', (_how, claims) => {
		expect(verdict(token({ alg: 'RS256' }, claims, rsa(ours.privateKey)))).toEqual({ ok: true });
	});
});
