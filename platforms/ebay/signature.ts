import { verify as verifyBytes, type KeyObject } from 'node:crypto';

import { parseJson } from '../../events/json';
import { keyRing, publicKeyOf } from '../../events/publicKeys';
import type { Delivery, Verdict } from '../../events/signature';
import { asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { NOTIFICATION } from './hosts';

interface SigningKey {
	key: KeyObject;
	digest: string;
}

const HOUR_MS = 60 * 60_000;
/** As eBay's own tools keep them (sheet, section 10). */
const keys = keyRing<SigningKey>(HOUR_MS);
const KEY_ID = /^[\w-]{8,64}$/;
/** ECDSA over P-256 in DER, in base64. */
const SIGNATURE = /^[\w+/]{80,120}={0,2}$/;
const DIGESTS: Readonly<Record<string, string>> = { SHA1: 'sha1', SHA256: 'sha256' };

/**
 * eBay signs with a key of its own and names it in the header: ECDSA over the raw body (sheet, section 10).
 * @param secret proves nothing here, but keeps the keys of different apps apart
 */
export async function verify(
	{ headers, rawBody, receivedAt }: Delivery,
	secret: string,
	call: Call,
): Promise<Verdict> {
	if (secret === '') return { ok: false, reason: 'noSecret' };
	const header = headers['x-ebay-signature'];
	if (!header) return { ok: false, reason: 'missingSignature' };
	const { kid, signature } = read(header);
	if (!KEY_ID.test(kid) || !SIGNATURE.test(signature)) return { ok: false, reason: 'badSignature' };
	const known = await keys(
		{ owner: secret, id: kid },
		receivedAt,
		async () => await fetchKey(call, kid),
	);
	const isSigned =
		known !== undefined &&
		verifyBytes(known.digest, rawBody, known.key, Buffer.from(signature, 'base64'));
	return isSigned ? { ok: true } : { ok: false, reason: 'badSignature' };
}

/** Base64 of JSON; both parts '' where it is anything else. */
function read(header: string): { kid: string; signature: string } {
	try {
		const { kid, signature } = asObject(parseJson(Buffer.from(header, 'base64').toString('utf8')));
		return { kid: asText(kid), signature: asText(signature) };
	} catch {
		// No JSON, so no signature of eBay: the caller refuses it.
		return { kid: '', signature: '' };
	}
}

async function fetchKey(call: Call, kid: string): Promise<SigningKey | undefined> {
	try {
		const { body } = await call({ method: 'GET', path: `${NOTIFICATION}/public_key/${kid}` });
		const { key, digest } = asObject(body);
		const publicKey = publicKeyOf(asText(key));
		const name = DIGESTS[asText(digest)];
		return publicKey?.asymmetricKeyType === 'ec' && name
			? { key: publicKey, digest: name }
			: undefined;
	} catch (error) {
		const kind = error instanceof ChannelProblem ? error.problem.kind : undefined;
		if (kind === 'notFound' || kind === 'invalid') return undefined;
		return rethrow(error);
	}
}
