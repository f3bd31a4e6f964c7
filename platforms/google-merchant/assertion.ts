import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { OperationalError } from 'n8n-workflow';

import { clock } from '../../http/clock';

/** The one scope of the Merchant API (sheet, section 2). */
const SCOPE = 'https://www.googleapis.com/auth/content';
/** The longest life Google allows. */
const LIFE_S = 3_600;

/**
 * The signed statement that a service account trades for an access token (RFC 7523).
 * @throws OperationalError when the private key is none
 */
export function assertion(email: string, privateKey: string, audience: string): string {
	const key = readKey(privateKey);
	if (!key)
		throw new OperationalError(
			"The private key cannot be read. Copy the whole value of 'private_key' from the JSON file of the service account, from BEGIN to END.",
		);
	const now = Math.floor(clock.now() / 1000);
	const claims = { iss: email.trim(), scope: SCOPE, aud: audience, iat: now, exp: now + LIFE_S };
	const text = [{ alg: 'RS256', typ: 'JWT' }, claims]
		.map((part) => base64url(JSON.stringify(part)))
		.join('.');
	return `${text}.${base64url(sign('RSA-SHA256', Buffer.from(text), key))}`;
}

const base64url = (data: string | Buffer): string => Buffer.from(data).toString('base64url');

/** A key copied out of JSON has `\n` for its line breaks, one pasted into a single-line field has none at all. */
function readKey(pasted: string): KeyObject | undefined {
	const [, label, body = ''] =
		/-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.+?)-----END/s.exec(pasted) ?? [];
	const lines = body.replace(/\\[nr]|\s/g, '').match(/.{1,64}/g) ?? [];
	try {
		return createPrivateKey(
			[`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n'),
		);
	} catch {
		return undefined;
	}
}
