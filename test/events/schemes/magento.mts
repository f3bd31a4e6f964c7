import { generateKeyPairSync } from 'node:crypto';

import type { Call } from '../../../http/answer';
import type { WebhookSource } from '../../../platforms/webhookSource';
import { keyPaths, signed } from '../../../sandbox/magento/signing.mts';
import { built } from '../../harness.mts';
import type { Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/magento/webhook.js') as { webhook: WebhookSource };

const CLIENT = 'c0a81f2e4b6d4c8f9e7a5b3d1f0e2c4a';

/** Adobe's keys by where they lie. What the tests take for a secret is the host of the key that signed. */
const keys = new Map(
	['a', 'b', 'c'].map((letter) => [
		`https://${letter}.example.test`,
		generateKeyPairSync('rsa', {
			modulusLength: 2_048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		}),
	]),
);

const call: Call = async ({ path }) => {
	const host = path.endsWith(keyPaths[0]) ? path.slice(0, -keyPaths[0].length) : '';
	const body = keys.get(host)?.publicKey ?? '';
	return await Promise.resolve({ status: 200, headers: {}, body });
};

/** What Adobe puts around the words of an event. */
const addressed = (rawBody: Buffer): Buffer =>
	Buffer.from(
		`{"recipientclientid":"${CLIENT}","data":${JSON.stringify(rawBody.toString('latin1'))}}`,
	);

export const magento: Scheme = {
	name: 'Adobe Commerce',
	header: 'x-adobe-digital-signature-1',
	secret: (chance) => chance.of([...keys.keys()]),
	headers: () => ({ 'x-adobe-public-key1-path': keyPaths[0] }),
	prove: (host, { rawBody }) =>
		signed(addressed(rawBody), keys.get(host)!.privateKey)['x-adobe-digital-signature-1']!,
	verify: (delivery, host) =>
		webhook.verify(
			{ ...delivery, rawBody: addressed(delivery.rawBody) },
			`${CLIENT} ${host}`,
			call,
		),
	same: (text) => Buffer.from(text, 'base64').toString('hex'),
	signs: true,
	forgeriesEach: 100,
};
