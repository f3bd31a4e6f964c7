import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import type { SharedSecret } from '../../events/sharedSecret';
import type { Delivery, Verdict } from '../../events/signature';
import type { WebhookSource } from '../../platforms/webhookSource';
import { built } from '../harness.mts';
import { Chance } from './mutations.mts';

const FORGERIES = 100_000;

type Verify = (delivery: Delivery, secret: string) => Verdict;

const { webhook: shopify } = built('./platforms/shopify/webhook.js') as { webhook: WebhookSource };
const { webhook: woocommerce } = built('./platforms/woocommerce/webhook.js') as {
	webhook: WebhookSource;
};
const { verifySharedSecret } = built('./events/sharedSecret.js') as {
	verifySharedSecret(credential: SharedSecret, delivery: Delivery): Verdict;
};

interface Scheme {
	name: string;
	header: string;
	/** What an honest sender puts there. */
	prove(secret: string, body: Buffer): string;
	verify: Verify;
	/** Equal for two headers that mean the same. */
	same?(header: string): string;
	/** Whether the proof covers the body. */
	signs: boolean;
}

const hmac = (algorithm: string, encoding: 'hex' | 'base64', prefix = '') => ({
	prove: (secret: string, body: Buffer) =>
		prefix + createHmac(algorithm, secret).update(body).digest(encoding),
	signs: true,
});
const shared =
	(credential: object, field: string): Verify =>
	(delivery, secret) =>
		verifySharedSecret({ ...credential, [field]: secret } as unknown as SharedSecret, delivery);
const signed = (algorithm: string, encoding: string, prefix: string) =>
	shared({ method: 'hmac', headerName: 'X-Sign', algorithm, encoding, prefix }, 'secret');

const schemes: Scheme[] = [
	{
		name: 'Shopify',
		header: 'x-shopify-hmac-sha256',
		...hmac('sha256', 'base64'),
		verify: shopify.verify,
		same: (text) => text.trim(),
	},
	{
		name: 'WooCommerce',
		header: 'x-wc-webhook-signature',
		...hmac('sha256', 'base64'),
		verify: woocommerce.verify,
		same: (text) => text.trim(),
	},
	{
		name: 'HMAC in hexadecimal',
		header: 'x-sign',
		...hmac('sha256', 'hex'),
		verify: signed('sha256', 'hex', ''),
		same: (text) => text.trim().toLowerCase(),
	},
	{
		name: 'HMAC in base64 with a prefix',
		header: 'x-sign',
		...hmac('sha512', 'base64', 'sha512='),
		verify: signed('sha512', 'base64', 'sha512='),
		same: (text) => text.replace(/\s+$/, '').replace(/^sha512=\s+/, 'sha512='),
	},
	{
		name: 'a secret in a header',
		header: 'x-sign',
		prove: (secret) => secret,
		verify: shared({ method: 'header', headerName: 'X-Sign' }, 'headerSecret'),
		signs: false,
	},
	{
		name: 'user and password',
		header: 'authorization',
		prove: (secret) => `Basic ${Buffer.from(`erp:${secret}`).toString('base64')}`,
		verify: shared({ method: 'basic', user: 'erp' }, 'password'),
		same: (text) => text.replace(/^basic /i, 'Basic '),
		signs: false,
	},
];

interface Honest {
	secret: string;
	body: Buffer;
	proof: string;
}

function honest(chance: Chance, { prove }: Scheme): Honest {
	const secret = chance.text(16 + chance.below(32));
	const body = Buffer.from(
		JSON.stringify({ sku: chance.text(1 + chance.below(20)), quantity: -chance.below(9) }),
	);
	return { secret, body, proof: prove(secret, body) };
}

function forged(chance: Chance, { same, signs }: Scheme, { secret, body, proof }: Honest): Honest {
	const where = chance.of(signs ? ['proof', 'secret', 'body'] : ['proof', 'secret']);
	if (where === 'body') return { secret, proof, body: chance.otherBytes(body) };
	if (where === 'secret') return { body, proof, secret: chance.otherText(secret) };
	return { body, secret, proof: chance.otherText(proof, same) };
}

describe.each(schemes)('$name', (scheme) => {
	const accepts = ({ secret, body, proof }: Honest): boolean =>
		scheme.verify({ rawBody: body, headers: { [scheme.header]: proof } }, secret).ok;

	it('accepts what is honest and none of 100,000 forgeries', () => {
		const chance = new Chance(20261123);
		const wrong: Array<Honest & { honest: boolean }> = [];
		let sender = honest(chance, scheme);
		for (let i = 0; i < FORGERIES; i++) {
			if (i % 10 === 0) {
				sender = honest(chance, scheme);
				if (!accepts(sender)) wrong.push({ ...sender, honest: true });
			}
			const forgery = forged(chance, scheme, sender);
			if (accepts(forgery)) wrong.push({ ...forgery, honest: false });
		}
		expect(wrong).toEqual([]);
	});
});
