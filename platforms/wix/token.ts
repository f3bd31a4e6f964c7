import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import type { Delivery, Verdict } from '../../events/signature';
import { asNumber, asObject } from '../../http/answer';

const ARMOUR = /-----BEGIN ((?:RSA )?PUBLIC KEY)-----([^-]*)-----END \1-----/g;
const TOKEN = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;
const CLOCK_SKEW_MS = 5 * 60_000;
/** Wix tries for two days (sheet, section 10), and perhaps with the first token: older ones are refused, whatever they allow themselves. */
const OLDEST_MS = 4 * 24 * 3_600_000;

/**
 * The keys in what a person pasted: PEM, or base64 of it (sheet, section 10), also with line breaks that got lost or were written as
 * `\n`; several while one replaces another. In one form: DER in base64.
 */
export function keysOf(text: string): string[] {
	const pem = text.includes('-----') ? text : Buffer.from(text, 'base64').toString('latin1');
	return [...pem.matchAll(ARMOUR)].flatMap(([, kind, inner]) => {
		const lines = inner.replace(/\\[rn]|\s/g, '');
		const key = keyOf(Buffer.from(lines, 'base64'), kind === 'PUBLIC KEY' ? 'spki' : 'pkcs1');
		return key ? [key.export({ type: 'spki', format: 'der' }).toString('base64')] : [];
	});
}

/** Only RSA: the token must not choose what its key is used for. */
function keyOf(der: Buffer, type: 'spki' | 'pkcs1'): KeyObject | undefined {
	try {
		const key = createPublicKey({ key: der, format: 'der', type });
		return key.asymmetricKeyType === 'rsa' ? key : undefined;
	} catch {
		return undefined;
	}
}

/** Reading a key takes longer than checking a signature, and there are few of them. */
const read = new Map<string, KeyObject | undefined>();
const MOST_READ = 32;

function readKey(secret: string): KeyObject | undefined {
	if (read.has(secret)) return read.get(secret);
	if (read.size >= MOST_READ) read.clear();
	const key = keyOf(Buffer.from(secret, 'base64'), 'spki');
	read.set(secret, key);
	return key;
}

/** The body is a token (JWT), signed with RS256, and nothing besides. */
export function verifyToken({ rawBody, receivedAt }: Delivery, secret: string): Verdict {
	const key = readKey(secret);
	if (!key) return { ok: false, reason: 'noSecret' };
	const parts = TOKEN.exec(rawBody.toString('latin1'));
	if (!parts) return { ok: false, reason: 'missingSignature' };
	const [, head, payload, signature] = parts;
	const bytes = Buffer.from(signature, 'base64url');
	const isHonest =
		asObject(jsonOf(head)).alg === 'RS256' &&
		// One signature has one spelling.
		bytes.toString('base64url') === signature &&
		verify('RSA-SHA256', Buffer.from(`${head}.${payload}`), key, bytes);
	if (!isHonest) return { ok: false, reason: 'badSignature' };
	return isInTime(asObject(jsonOf(payload)), receivedAt)
		? { ok: true }
		: { ok: false, reason: 'expired' };
}

function isInTime({ iat, exp }: IDataObject, now: number): boolean {
	const issued = asNumber(iat);
	const expires = asNumber(exp);
	if (issued === null && expires === null) return false;
	const age = issued === null ? 0 : now - issued * 1000;
	return (
		age <= OLDEST_MS &&
		age >= -CLOCK_SKEW_MS &&
		(expires === null || now <= expires * 1000 + CLOCK_SKEW_MS)
	);
}

/** @returns {} where the token holds no JSON */
export function claimsOf({ rawBody }: Delivery): IDataObject {
	const parts = TOKEN.exec(rawBody.toString('latin1'));
	return asObject(parts ? jsonOf(parts[2]) : undefined);
}

function jsonOf(part: string): unknown {
	return json(Buffer.from(part, 'base64url').toString('utf8'));
}

/** JSON that may stand in a text; undefined where it is none. */
export function json(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return parseJson(value);
	} catch {
		return undefined;
	}
}
