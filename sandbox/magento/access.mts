import { createHmac } from 'node:crypto';
import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { json, MagentoError } from './errors.mts';

export interface Integration {
	consumerKey: string;
	consumerSecret: string;
	accessToken: string;
	accessTokenSecret: string;
	resources: readonly string[];
}

const everything = [
	'Magento_Catalog::products',
	'Magento_CatalogInventory::cataloginventory',
	'Magento_InventoryApi::source',
	'Magento_InventoryApi::stock',
	'Magento_InventoryApi::stock_source_item_assign',
	'Magento_InventorySalesApi::stock',
	'Magento_Logging::system_magento_logging_bulk_operations',
	'Magento_Backend::store',
];

const without = (...names: string[]): string[] => everything.filter((one) => !names.includes(one));

/** Integrations a shop owner could have made. */
export const integrations = {
	full: {
		consumerKey: 'q3m8v1z6t0c5k9x2r7b4n8d1f6h3j0w5',
		consumerSecret: 'e7y2u9p4a1s6g3l8o5i0v2c7x4z9q1m6',
		accessToken: 'h5j0k3d8f1w6r2t9b4n7y1u5p8a3s0g6',
		accessTokenSecret: 'l2o7i4c9v1x6z3q8m5e0d2f7h4j9k1w6',
		resources: everything,
	},
	readOnly: {
		consumerKey: 'r9t4b1n6y3u8p5a0s2g7l4o9i1c6v3x8',
		consumerSecret: 'z5q0m2e7d4f9h1j6k3w8r5t0b2n7y4u9',
		accessToken: 'p1a6s3g8l5o0i2c7v4x9z1q6m3e8d5f0',
		accessTokenSecret: 'h2j7k4w9r1t6b3n8y5u0p2a7s4g9l1o6',
		resources: without('Magento_InventoryApi::stock_source_item_assign'),
	},
	withoutSalesStock: {
		consumerKey: 'i3c8v5x0z2q7m4e9d1f6h3j8k5w0r2t7',
		consumerSecret: 'b4n9y1u6p3a8s5g0l2o7i4c9v1x6z3q8',
		accessToken: 'm5e0d2f7h4j9k1w6r3t8b5n0y2u7p4a9',
		accessTokenSecret: 's1g6l3o8i5c0v2x7z4q9m1e6d3f8h5j0',
		resources: without('Magento_InventorySalesApi::stock'),
	},
} satisfies Record<string, Integration>;

/** An OAuth server-to-server credential of an Adobe Developer Console project. */
export const project = {
	clientId: 'c0a81f2e4b6d4c8f9e7a5b3d1f0e2c4a',
	clientSecret: 'p8e-Zk3vQ9xW1rT6yB4nM7dF2hJ5sL0g',
	organizationId: '7F3A19C45E6B2D08@AdobeOrg',
};

const scopes = ['openid', 'AdobeID', 'commerce.accs'];
const tokenLifeMs = 86_399_000;
const timeDeviationMs = 600_000;
const keyLength = 32;

export interface Rules {
	/** "Allow OAuth Access Tokens to be used as standalone Bearer tokens"; off by default since 2.4.4. */
	bearerAllowed: boolean;
	/** The URI fix of 2024: before it, encoded characters in the path break every signature (sheet, section 2). */
	uriFix: boolean;
}

export class Access {
	readonly #world: World;
	readonly #rules: Rules;
	readonly #nonces = new Set<string>();
	readonly #tokens = new Map<string, number>();

	constructor(world: World, rules: Rules) {
		this.#world = world;
		this.#rules = rules;
	}

	/** What the caller may use; nothing for a stranger, who is then refused by the resource. */
	integration(request: FakeRequest): readonly string[] {
		const header = request.headers['authorization'] ?? '';
		if (/^oauth /i.test(header)) return this.#signed(request, header.slice('oauth '.length));
		const token = /^Bearer (.+)$/i.exec(header)?.[1];
		const known = Object.values(integrations).find(({ accessToken }) => accessToken === token);
		return known && this.#rules.bearerAllowed ? known.resources : [];
	}

	#signed(request: FakeRequest, header: string): readonly string[] {
		const given = new Map<string, string>();
		for (const part of header.split(',')) {
			const [name = '', value = ''] = split(part.trim());
			given.set(decodeURIComponent(name), decodeURIComponent(value.replace(/^"|"$/g, '')));
		}
		const of = (name: string): string => {
			const value = given.get(name);
			if (value === undefined)
				throw new MagentoError(400, '"%fieldName" is required. Enter and try again.', {
					fieldName: name,
				});
			return value;
		};
		const signature = of('oauth_signature');
		if (of('oauth_signature_method') !== 'HMAC-SHA256') {
			throw new MagentoError(400, 'Signature method %1 is not supported', [
				of('oauth_signature_method'),
			]);
		}
		const key = of('oauth_consumer_key');
		if (key.length !== keyLength) throw refuse('Consumer key is not the correct length');
		const owner = Object.values(integrations).find(({ consumerKey }) => consumerKey === key);
		if (!owner) throw refuse('A consumer having the specified key does not exist');
		this.#useNonce(key, of('oauth_nonce'), Number(of('oauth_timestamp')));
		if (of('oauth_token') !== owner.accessToken) throw refuse('Specified token does not exist');
		given.delete('oauth_signature');
		if (signature !== this.#signature(request, given, owner))
			throw refuse('The signature is invalid. Verify and try again.');
		return owner.resources;
	}

	#useNonce(consumer: string, nonce: string, timestamp: number): void {
		if (!(timestamp > 0) || timestamp * 1000 > this.#world.clock.now() + timeDeviationMs) {
			throw refuse('The timestamp value in the oauth_timestamp parameter is invalid.');
		}
		if (this.#nonces.has(`${consumer} ${nonce}`)) {
			throw refuse('The nonce is already being used by the consumer with ID 1.');
		}
		this.#nonces.add(`${consumer} ${nonce}`);
	}

	#signature(
		{ method, path, query }: FakeRequest,
		oauth: Map<string, string>,
		owner: Integration,
	): string {
		if (path.includes('%') && !this.#rules.uriFix) return '';
		// As PHP reads a query: of a name that comes twice the last value counts.
		const parameters = new Map([...query, ...oauth]);
		const pairs = [...parameters].map(([name, value]) => [encode(name), encode(value)] as const);
		pairs.sort(([a], [b]) => naturally(a, b));
		const text = pairs.map(([name, value]) => `${name}=${value}`).join('&');
		const base = [
			method.toUpperCase(),
			encode(this.#world.baseUrl('magento') + path),
			encode(text),
		].join('&');
		const key = `${encode(owner.consumerSecret)}&${encode(owner.accessTokenSecret)}`;
		return createHmac('sha256', key).update(base).digest('base64');
	}

	/** Adobe's token service (sheet, section 2). */
	token(request: FakeRequest): FakeAnswer {
		const form = new URLSearchParams(request.body.toString());
		const isForm = (request.headers['content-type'] ?? '').startsWith(
			'application/x-www-form-urlencoded',
		);
		if (request.method !== 'POST' || !isForm || form.get('grant_type') !== 'client_credentials') {
			return json(400, {
				error: 'unsupported_grant_type',
				error_description: 'unsupported grant_type',
			});
		}
		if (form.get('client_id') !== project.clientId) {
			return json(400, {
				error: 'invalid_client',
				error_description: 'invalid client_id parameter',
			});
		}
		if (form.get('client_secret') !== project.clientSecret) {
			return json(401, {
				error: 'invalid_client',
				error_description: 'invalid client_secret parameter',
			});
		}
		const given = (form.get('scope') ?? '').split(',');
		if (!scopes.every((scope) => given.includes(scope))) {
			return json(400, { error: 'invalid_scope', error_description: 'invalid scope' });
		}
		const token = Array.from({ length: 40 }, () =>
			Math.floor(this.#world.random() * 36).toString(36),
		).join('');
		this.#tokens.set(token, this.#world.clock.now() + tokenLifeMs);
		return json(200, { access_token: token, token_type: 'bearer', expires_in: tokenLifeMs / 1000 });
	}

	/** The gateway in front of the cloud service; undefined lets the request pass. */
	gateway({ headers }: FakeRequest): FakeAnswer | undefined {
		if (headers['x-api-key'] !== project.clientId)
			return json(403, { error_code: '403003', message: 'Api Key is invalid' });
		const token = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '';
		if ((this.#tokens.get(token) ?? 0) <= this.#world.clock.now()) return expiredToken();
		if (headers['x-gw-ims-org-id'] !== project.organizationId) {
			return json(403, { error_code: '403027', message: 'Missing or invalid organization ID' });
		}
		return undefined;
	}
}

export const expiredToken = (): FakeAnswer =>
	json(401, { error_code: '401013', message: 'Oauth token is not valid' });

const refuse = (message: string): MagentoError => new MagentoError(401, message);

function split(part: string): string[] {
	const at = part.indexOf('=');
	return at < 0 ? [part] : [part.slice(0, at), part.slice(at + 1)];
}

const encode = (text: string): string =>
	encodeURIComponent(text).replace(
		/[!'()*]/g,
		(mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
	);

/** PHP's strnatcmp, as far as names need it: runs of digits count as numbers. */
function naturally(a: string, b: string): number {
	const [left, right] = [a, b].map((text) => text.match(/\d+|\D/g) ?? []);
	for (const [i, one] of left.entries()) {
		const other = right[i];
		if (other === undefined) return 1;
		if (one === other) continue;
		const numbers = /^\d/.test(one) && /^\d/.test(other);
		if (numbers && Number(one) !== Number(other)) return Number(one) - Number(other);
		return one < other ? -1 : 1;
	}
	return left.length - right.length;
}
