import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import { RECEIVED_AT, type Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/wix/webhook.js') as { webhook: WebhookSource };

/** Signing is what costs time here, so each of two apps has signed some tokens beforehand. */
const TOKENS = 100;
/** Where modulus and exponent stand in a public key of 2,048 bits in DER. */
const NUMBERS = [33, 294] as const;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(number: number, key: KeyObject): string {
	const issued = RECEIVED_AT / 1000;
	const claims = { data: `{"number":${number}}`, iat: issued, exp: issued + 300_000 };
	const text = `${part({ alg: 'RS256' })}.${part(claims)}`;
	return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}

/** By the public key, in the form in which the trigger hands it to the verifier. */
const tokens = new Map<string, string[]>(
	[1, 2].map(() => {
		const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		const der = publicKey.export({ type: 'spki', format: 'der' });
		return [der.toString('base64'), Array.from({ length: TOKENS }, (_, i) => token(i, privateKey))];
	}),
);

/** The body is the proof, so the forger gets at it through a header that exists for this test only. */
export const wix: Scheme = {
	name: 'Wix',
	header: 'x-body',
	secret: (chance) => chance.of([...tokens.keys()]),
	prove: (secret, { rawBody }) => tokens.get(secret)![rawBody.length % TOKENS]!,
	verify(delivery, secret) {
		const rawBody = Buffer.from(delivery.headers['x-body'] ?? '');
		return webhook.verify({ ...delivery, headers: {}, rawBody }, secret, async () => {
			throw new Error('The key is in the credential: nothing is to be asked.');
		});
	},
	// The wrapping around its numbers, and what stands behind them, make no other key.
	sameKey: (secret) =>
		Buffer.from(secret, 'base64')
			.subarray(...NUMBERS)
			.toString('hex'),
	signs: false,
};
