import type { SignatureScheme } from './signature';

/**
 * The signature of the Standard Webhooks specification: HMAC-SHA256 in base64 over `id.timestamp.body`, several of them in one header
 * while keys are exchanged, no older than five minutes.
 * @param key how the platform's key is written: its text, or base64
 */
export const standardWebhooks = (key: 'text' | 'base64'): SignatureScheme => ({
	header: 'webhook-signature',
	algorithm: 'sha256',
	encoding: 'base64',
	key,
	prefix: 'v1,',
	candidates: (header) => header.split(' '),
	signed: ({ headers, rawBody }) =>
		Buffer.concat([
			Buffer.from(`${headers['webhook-id'] ?? ''}.${headers['webhook-timestamp'] ?? ''}.`),
			rawBody,
		]),
	signedAt: ({ headers }) => Number(headers['webhook-timestamp'] || Number.NaN) * 1_000,
});
