import { createHmac, timingSafeEqual } from 'node:crypto';

/** A webhook call as it came in. `rawBody` are the exact bytes the sender signed. */
export interface Delivery {
	rawBody: Buffer;
	/** Lower-case names. */
	headers: Readonly<Record<string, string | undefined>>;
}

/** How a platform signs, as data; executed by one verifier. */
export interface SignatureScheme {
	/** Lower-case header that carries the signature. */
	header: string;
	algorithm: 'sha1' | 'sha256' | 'sha512';
	encoding: 'hex' | 'base64';
	/** Text before the signature in the header, such as 'sha256='. */
	prefix?: string;
}

export type Verdict =
	| { ok: true }
	| { ok: false; reason: 'noSecret' | 'missingSignature' | 'badSignature' };

/** Fails closed: without a secret, a signature or a match nothing passes. */
export function verifySignature(
	scheme: SignatureScheme,
	delivery: Delivery,
	secret: string,
): Verdict {
	if (secret === '') return { ok: false, reason: 'noSecret' };
	const header = delivery.headers[scheme.header];
	if (header === undefined || header === '') return { ok: false, reason: 'missingSignature' };
	const prefix = scheme.prefix ?? '';
	if (!header.startsWith(prefix)) return { ok: false, reason: 'badSignature' };
	const expected = createHmac(scheme.algorithm, secret)
		.update(delivery.rawBody)
		.digest(scheme.encoding);
	const given = header.slice(prefix.length).trim();
	const same = sameText(scheme.encoding === 'hex' ? given.toLowerCase() : given, expected);
	return same ? { ok: true } : { ok: false, reason: 'badSignature' };
}

/** Compares in constant time; only the length can be learned from the time it takes. */
export function sameText(a: string, b: string): boolean {
	const left = Buffer.from(a);
	const right = Buffer.from(b);
	return left.length === right.length && timingSafeEqual(left, right);
}

/** The verifier of a scheme. */
export const signedBy =
	(scheme: SignatureScheme) =>
	(delivery: Delivery, secret: string): Verdict =>
		verifySignature(scheme, delivery, secret);
