import { verify as verifyBytes, type KeyObject } from 'node:crypto';

import { parseJson } from '../../events/json';
import { keyRing, publicKeyOf } from '../../events/publicKeys';
import { sameText, type Delivery, type Verdict } from '../../events/signature';
import { asList, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow, type ProblemKind } from '../../http/problem';

/** Adobe asks that its keys be kept for no more than a day (sheet, section 10). */
const keys = keyRing<KeyObject>(12 * 60 * 60_000);
const KEY_PATH = /^\/[\w-]{1,20}\/keys\/pub-key-[\w-]{8,64}\.pem$/;
/** RSA of 2,048 to 4,096 bits in base64. */
const SIGNATURE = /^[\w+/]{300,700}={0,2}$/;
const NO_KEY: ReadonlySet<ProblemKind> = new Set(['notFound', 'permission', 'invalid', 'refused']);

/** Whose events are meant, and where Adobe keeps its public keys. */
export interface Recipient {
	clientId: string;
	keyHost: string;
}

/** In one text, since a delivery is checked against one. */
export const toSecret = ({ clientId, keyHost }: Recipient): string =>
	clientId && `${clientId} ${keyHost}`;

/**
 * Adobe signs the raw body twice, with keys of its own at an address of its own; either will do. The same keys sign for all its customers, so
 * every event must also name us as its recipient (sheet, section 10).
 */
export async function verify(
	{ headers, rawBody, receivedAt }: Delivery,
	secret: string,
	call: Call,
): Promise<Verdict> {
	const [clientId = '', keyHost = ''] = secret.split(' ');
	if (clientId === '' || keyHost === '') return { ok: false, reason: 'noSecret' };
	const given = [1, 2].flatMap((i) => {
		const signature = headers[`x-adobe-digital-signature-${i}`];
		return signature ? [{ signature, path: headers[`x-adobe-public-key${i}-path`] ?? '' }] : [];
	});
	if (given.length === 0) return { ok: false, reason: 'missingSignature' };
	if (!isFor(clientId, rawBody)) return { ok: false, reason: 'badSignature' };
	for (const { signature, path } of given) {
		if (!SIGNATURE.test(signature) || !KEY_PATH.test(path)) continue;
		const key = await keys(
			{ owner: keyHost, id: path },
			receivedAt,
			async () => await fetchKey(call, `${keyHost}${path}`),
		);
		if (key && verifyBytes('sha256', rawBody, key, Buffer.from(signature, 'base64')))
			return { ok: true };
	}
	return { ok: false, reason: 'badSignature' };
}

/** One event, or several where they are delivered in batches. Throws nothing: it is asked before the sender is known. */
export function eventsIn(rawBody: Buffer): ReturnType<typeof asList> {
	try {
		const body = parseJson(rawBody.toString('utf8'));
		return Array.isArray(body) ? asList(body) : [asObject(body)];
	} catch {
		// No JSON, so no events.
		return [];
	}
}

/** Adobe writes the field in both ways. */
function isFor(clientId: string, rawBody: Buffer): boolean {
	const events = eventsIn(rawBody);
	return (
		events.length > 0 &&
		events.every(({ recipientclientid, recipient_client_id }) =>
			sameText(asText(recipientclientid) || asText(recipient_client_id), clientId),
		)
	);
}

async function fetchKey(call: Call, address: string): Promise<KeyObject | undefined> {
	try {
		const { body } = await call({ method: 'GET', path: address, anonymous: true });
		const key = publicKeyOf(asText(body));
		return key?.asymmetricKeyType === 'rsa' ? key : undefined;
	} catch (error) {
		if (error instanceof ChannelProblem && NO_KEY.has(error.problem.kind)) return undefined;
		return rethrow(error);
	}
}
