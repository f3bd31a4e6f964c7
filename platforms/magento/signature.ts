import { createHmac, randomUUID } from 'node:crypto';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { strictEncode } from '../../http/client';
import { clock } from '../../http/clock';

export interface IntegrationKeys {
	consumerKey: string;
	consumerSecret: string;
	accessToken: string;
	accessTokenSecret: string;
}

/** The `Authorization` header of an OAuth 1.0a request, signed with HMAC-SHA256; a JSON body is not signed (sheet, section 2). */
export function signed(
	{ method, url, baseURL, qs }: IHttpRequestOptions,
	keys: IntegrationKeys,
): string {
	const address = new URL(baseURL ? `${baseURL.replace(/\/+$/, '')}${url}` : url);
	const oauth: Record<string, string> = {
		oauth_consumer_key: keys.consumerKey,
		oauth_nonce: randomUUID().replace(/-/g, ''),
		oauth_signature_method: 'HMAC-SHA256',
		oauth_timestamp: String(Math.floor(clock.now() / 1000)),
		oauth_token: keys.accessToken,
	};
	const extra = Object.entries(qs ?? {}).map(([name, value]) => [name, String(value)] as const);
	const pairs = [...Object.entries(oauth), ...address.searchParams, ...extra].map(
		([name, value]) => [strictEncode(name), strictEncode(value)] as const,
	);
	const query = pairs
		.sort(([a], [b]) => (natural(a) < natural(b) ? -1 : 1))
		.map(([name, value]) => `${name}=${value}`)
		.join('&');
	const base = [(method ?? 'GET').toUpperCase(), `${address.origin}${address.pathname}`, query]
		.map(strictEncode)
		.join('&');
	const secret = [keys.consumerSecret, keys.accessTokenSecret].map(strictEncode).join('&');
	oauth.oauth_signature = createHmac('sha256', secret).update(base).digest('base64');
	return `OAuth ${Object.entries(oauth)
		.map(([name, value]) => `${name}="${strictEncode(value)}"`)
		.join(',')}`;
}

/** The server sorts in PHP's natural order: `[2]` before `[10]` (sheet, section 2). */
const natural = (name: string): string => name.replace(/\d+/g, (digits) => digits.padStart(6, '0'));
