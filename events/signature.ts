import { createHmac, timingSafeEqual } from 'node:crypto';

/** A webhook call as it came in. `rawBody` are the exact bytes the sender signed. */
export interface Delivery {
	method: string;
	rawBody: Buffer;
	/** Lower-case names. */
	headers: Readonly<Record<string, string | undefined>>;
	query: Readonly<Record<string, string | undefined>>;
	/** The address the platform was told, as it was told. */
	url: string;
	/** Milliseconds since 1970. */
	receivedAt: number;
}

/** How a platform signs, as data; executed by one verifier. */
export interface SignatureScheme {
	/** Lower-case header that carries the signature. */
	header: string;
	algorithm: 'sha1' | 'sha256' | 'sha512';
	encoding: 'hex' | 'base64';
	/** Text before the signature in the header, such as 'sha256='. */
	prefix?: string;
	/** How the secret is written down: its text is the key, or the key stands in it encoded. Text unless told. */
	key?: 'text' | 'hex' | 'base64';
	/** What is signed, where it is not the body alone. */
	signed?(delivery: Delivery): string | Buffer;
	/** The signatures in the header, where there may be several; one that matches is enough. */
	candidates?(header: string): readonly string[];
	/** When it was signed, for schemes that sign the time. NaN where it cannot be read: refused. */
	signedAt?(delivery: Delivery): number;
	/** How old, or how far ahead, a signed time may be, in milliseconds. */
	toleranceMs?: number;
}

export type Verdict =
	| { ok: true }
	| { ok: false; reason: 'noSecret' | 'missingSignature' | 'badSignature' | 'expired' };

/** As most platforms say that sign the time. */
const USUAL_TOLERANCE_MS = 5 * 60_000;

/** Fails closed: without a secret, a signature or a match nothing passes. */
export function verifySignature(
	scheme: SignatureScheme,
	delivery: Delivery,
	secret: string,
): Verdict {
	const key = scheme.key && scheme.key !== 'text' ? Buffer.from(secret, scheme.key) : secret;
	// Blanks are no secret either: everybody would guess them.
	if (key.length === 0 || secret.trim() === '') return { ok: false, reason: 'noSecret' };
	const header = delivery.headers[scheme.header];
	if (header === undefined || header === '') return { ok: false, reason: 'missingSignature' };
	const expected = createHmac(scheme.algorithm, key)
		.update(scheme.signed?.(delivery) ?? delivery.rawBody)
		.digest(scheme.encoding);
	const prefix = scheme.prefix ?? '';
	const same = (scheme.candidates?.(header) ?? [header]).some((text) => {
		if (!text.startsWith(prefix)) return false;
		const given = text.slice(prefix.length).trim();
		return sameText(scheme.encoding === 'hex' ? given.toLowerCase() : given, expected);
	});
	if (!same) return { ok: false, reason: 'badSignature' };
	if (!scheme.signedAt) return { ok: true };
	// Judged last: a forger must not learn the clock from the reason.
	const age = Math.abs(delivery.receivedAt - scheme.signedAt(delivery));
	return age <= (scheme.toleranceMs ?? USUAL_TOLERANCE_MS)
		? { ok: true }
		: { ok: false, reason: 'expired' };
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
