// What a sender's proof is made of, for the tests that try to get past it.
import { createHmac } from 'node:crypto';

import type { Delivery, Verdict } from '../../events/signature';
import type { Chance } from './mutations.mts';

export interface Scheme {
	name: string;
	/** The header that carries the proof. */
	header: string;
	/** A key in the form the platform hands it out; any text unless told. */
	secret?(chance: Chance): string;
	/** What an honest sender puts into `header`. */
	prove(secret: string, delivery: Delivery): string;
	/** What else it sends, signed or not. */
	headers?(delivery: Delivery): Record<string, string>;
	verify(delivery: Delivery, secret: string): Verdict | Promise<Verdict>;
	/** Equal for two headers that mean the same. */
	same?(header: string): string;
	/** Equal for two secrets that are the same key. */
	sameKey?(secret: string): string;
	/** Whether the proof covers the body. */
	signs: boolean;
	/** So many forgeries are made of each honest delivery, 10 unless told: signing with RSA or on a curve takes long. */
	forgeriesEach?: number;
}

export const RECEIVED_AT = Date.UTC(2026, 10, 23, 9, 30);

export const deliveryOf = (rawBody: Buffer, headers: Delivery['headers']): Delivery => ({
	method: 'POST',
	rawBody,
	headers,
	query: {},
	url: 'https://n8n.example.test/webhook/0d6f2c1e-stock-out/webhook',
	receivedAt: RECEIVED_AT,
});

/** An HMAC over the body, as most do it. */
export const hmac = (algorithm: string, encoding: 'hex' | 'base64', prefix = '') => ({
	prove: (secret: string, { rawBody }: Delivery) =>
		prefix + createHmac(algorithm, secret).update(rawBody).digest(encoding),
	signs: true,
});
