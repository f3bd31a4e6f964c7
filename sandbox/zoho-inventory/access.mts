import { Consent } from '../consent.mts';
import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { invalidToken, notAuthorized } from './errors.mts';

export const tokenPath = '/oauth/v2/token';
export const consentPath = '/oauth/v2/auth';
const tokenSeconds = 3600;

export const client = {
	clientId: '1000.ACRYLICARTSUPPLIESSANDBOX0000',
	clientSecret: 'zoho-sandbox-client-secret-0000000000000000',
};
const refreshToken = '1000.refresh.acrylic-art-supplies-of-the-sandbox';

export const allScopes = [
	'ZohoInventory.items.READ',
	'ZohoInventory.items.CREATE',
	'ZohoInventory.inventoryadjustments.CREATE',
	'ZohoInventory.purchaseorders.READ',
	'ZohoInventory.settings.READ',
] as const;
export type Scope = (typeof allScopes)[number];

/** OAuth 2.0 as of zoho-inventory sheet, section 2. */
export class Access {
	readonly #world: World;
	/** Last second of life, by token. */
	readonly #tokens = new Map<string, number>();
	readonly signedIn: Record<string, string>;
	/** The user took the connection back in Zoho. */
	revoked = false;
	readonly scopes = new Set<Scope>(allScopes);
	readonly consent: Consent;

	constructor(world: World) {
		this.#world = world;
		this.consent = new Consent(world, {
			clientId: client.clientId,
			scopes: allScopes,
			separator: ',',
		});
		this.signedIn = {
			access_token: this.#issue(),
			refresh_token: refreshToken,
			token_type: 'Bearer',
			api_domain: world.baseUrl('zoho-inventory'),
		};
	}

	#issue(): string {
		const bytes = Array.from({ length: 16 }, () => Math.floor(this.#world.random() * 256));
		const token = `1000.${Buffer.from(bytes).toString('hex')}`;
		this.#tokens.set(token, this.#world.clock.now() / 1000 + tokenSeconds);
		return token;
	}

	/** Refusals come with status 200; a refresh answers no new refresh token. */
	token({ method, headers, body, query }: FakeRequest): FakeAnswer {
		const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
		const form = new URLSearchParams([...query, ...new URLSearchParams(body.toString())]);
		const error = (name: string): FakeAnswer => ({ status: 200, body: { error: name } });
		if (method !== 'POST' || (body.length > 0 && !isForm)) return error('invalid_request');
		if (form.get('client_id') !== client.clientId) return error('invalid_client');
		if (form.get('client_secret') !== client.clientSecret) return error('invalid_client_secret');
		const isSignIn = form.get('grant_type') === 'authorization_code';
		if (!isSignIn && form.get('grant_type') !== 'refresh_token') return error('invalid_grant_type');
		const isGood = isSignIn
			? this.consent.redeem(form) !== undefined
			: !this.revoked && form.get('refresh_token') === refreshToken;
		if (!isGood) return error('invalid_code');
		return {
			status: 200,
			body: {
				access_token: this.#issue(),
				...(isSignIn ? { refresh_token: refreshToken } : {}),
				scope: [...this.scopes].join(' '),
				api_domain: this.signedIn.api_domain,
				token_type: 'Bearer',
				expires_in: tokenSeconds,
			},
		};
	}

	/** The documented word before the token and the usual one are both taken. */
	check({ headers }: FakeRequest, scope: Scope): void {
		const [, token = ''] =
			/^(?:Zoho-oauthtoken|Bearer) (.+)$/.exec(headers.authorization ?? '') ?? [];
		const until = this.#tokens.get(token);
		if (until === undefined || until < this.#world.clock.now() / 1000) throw invalidToken();
		if (!this.scopes.has(scope)) throw notAuthorized();
	}

	expireAll(): void {
		this.#tokens.clear();
	}
}
