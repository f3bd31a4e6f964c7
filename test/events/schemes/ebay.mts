import { generateKeyPairSync } from 'node:crypto';

import type { Call } from '../../../http/answer';
import { ChannelProblem } from '../../../http/problem';
import type { WebhookSource } from '../../../platforms/webhookSource';
import { signatureOf } from '../../../sandbox/ebay/signing.mts';
import { built } from '../../harness.mts';
import type { Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/ebay/webhook.js') as { webhook: WebhookSource };
const { ChannelProblem: Problem } = built('./http/problem.js') as {
	ChannelProblem: typeof ChannelProblem;
};

/** eBay's keys by their ids. What the tests take for a secret is the key that signed. */
const keys = new Map(
	['a', 'b', 'c'].map((letter) => [
		`${letter.repeat(8)}-7d7b-4621-a0f1-96ccb428af49`,
		generateKeyPairSync('ec', {
			namedCurve: 'prime256v1',
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		}),
	]),
);

/** The public key of this id, and none for any other. */
const calling =
	(id: string): Call =>
	async ({ path }) => {
		const key = keys.get(id);
		if (!key || !path.endsWith(`/public_key/${id}`))
			throw new Problem({ kind: 'notFound', message: 'No such key.', nextStep: 'None.' });
		const body = { key: key.publicKey, algorithm: 'ECDSA', digest: 'SHA1' };
		return await Promise.resolve({ status: 200, headers: {}, body });
	};

interface Header {
	kid?: unknown;
	signature?: unknown;
}

export const ebay: Scheme = {
	name: 'eBay',
	header: 'x-ebay-signature',
	secret: (chance) => chance.of([...keys.keys()]),
	prove: (id, { rawBody }) => signatureOf(rawBody, keys.get(id)!.privateKey, id),
	verify: (delivery, id) => webhook.verify(delivery, id, calling(id)),
	/** What stands in it counts, not how it is written. */
	same: (text) => {
		try {
			const header = JSON.parse(Buffer.from(text, 'base64').toString()) as Header;
			const bytes = Buffer.from(String(header.signature), 'base64').toString('hex');
			return `${String(header.kid)} ${bytes}`;
		} catch {
			return text;
		}
	},
	signs: true,
	forgeriesEach: 100,
};
