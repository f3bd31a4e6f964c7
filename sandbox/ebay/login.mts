import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { accessDenied, invalidToken } from './errors.mts';

export const account = {
	clientId: 'AcrylicA-stockout-PRD-7c9f0b2d1-4e6a8c30',
	clientSecret: 'PRD-c9f0b2d14e6a-8c30-4f1b-9d27-5a6e',
	refreshToken: 'v^1.1#i^1#p^3#I^3#r^1#f^0#t^Ul4xMF8xOkQ3QzhGMEIyRDE0RTZB',
};

/** A seller who gave the app the right to read only. */
export const readOnlyRefreshToken = 'v^1.1#i^1#p^3#I^3#r^1#f^0#t^Ul4xMF8yOkE5QjRDN0QxRTJGMzA0';

const SCOPE = 'https://api.ebay.com/oauth/api_scope';
const INVENTORY = `${SCOPE}/sell.inventory`;
const INVENTORY_READ = `${SCOPE}/sell.inventory.readonly`;
const ORDERS = `${SCOPE}/sell.fulfillment.readonly`;
const SUBSCRIPTIONS = `${SCOPE}/commerce.notification.subscription`;

/** Whose token a request needs, and for what (ebay sheet, section 2). */
export type Right = 'inventory' | 'orders' | 'subscriptions' | 'app';

/** A seller who agreed before orders were asked for. */
export const inventoryOnlyRefreshToken =
	'v^1.1#i^1#p^3#I^3#r^1#f^0#t^Ul4xMF8zOjVGMkU4RDdDQjZBOTQ4MTUz';

const LIFE_S = 7200;

export type TokenState = 'live' | 'expired' | 'unknown';

/** User tokens of two hours for a refresh token that stays the same (ebay sheet, section 2). */
export class Login {
	readonly #world: World;
	readonly #tokens = new Map<string, { expires: number; scopes: string[]; isApp: boolean }>();

	constructor(world: World) {
		this.#world = world;
	}

	token(request: FakeRequest): FakeAnswer {
		const type = request.headers['content-type'] ?? '';
		if (request.method !== 'POST' || !type.startsWith('application/x-www-form-urlencoded'))
			return error(400, 'invalid_request', 'request is missing a required parameter or malformed');
		const basic = `Basic ${Buffer.from(`${account.clientId}:${account.clientSecret}`).toString('base64')}`;
		if (request.headers['authorization'] !== basic)
			return error(401, 'invalid_client', 'client authentication failed');
		const form = new URLSearchParams(request.body.toString());
		if (form.get('grant_type') === 'client_credentials')
			return form.get('scope') === SCOPE
				? this.#issue([SCOPE], 'Application Access Token')
				: error(400, 'invalid_scope', 'The requested scope is invalid, unknown or malformed');
		if (form.get('grant_type') !== 'refresh_token')
			return error(
				400,
				'unsupported_grant_type',
				'grant type in request is not supported by the authorization server',
			);
		const scopes = scopesOf(form.get('refresh_token') ?? '');
		if (!scopes)
			return error(
				400,
				'invalid_grant',
				'the provided authorization refresh token is invalid or was issued to another client',
			);
		const wanted = form.get('scope')?.split(' ') ?? scopes;
		if (!wanted.every((scope) => scopes.includes(scope)))
			return error(
				400,
				'invalid_scope',
				'The requested scope is invalid, unknown, malformed, or exceeds the scope granted to the client',
			);
		return this.#issue(wanted, 'User Access Token');
	}

	#issue(scopes: string[], token_type: string): FakeAnswer {
		const isApp = token_type.startsWith('Application');
		const token = `v^1.1#i^1#${isApp ? 'p^1' : 'r^0#p^3'}#f^0#I^3#t^H4s${letters(this.#world, 60)}`;
		const expires = this.#world.clock.now() + LIFE_S * 1000;
		this.#tokens.set(token, { expires, scopes, isApp });
		return {
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: { access_token: token, expires_in: LIFE_S, token_type },
		};
	}

	stateOf(token: string | undefined): TokenState {
		const known = this.#tokens.get(token ?? '');
		if (!known) return 'unknown';
		return known.expires > this.#world.clock.now() ? 'live' : 'expired';
	}

	check(request: FakeRequest, right: Right = 'inventory'): void {
		const [, token] = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '') ?? [];
		if (this.stateOf(token) !== 'live') throw invalidToken();
		const { scopes = [], isApp = false } = this.#tokens.get(token ?? '') ?? {};
		const isRead = request.method === 'GET' || request.path.endsWith('/bulk_get_inventory_item');
		const may: Record<Right, boolean> = {
			app: isApp,
			orders: scopes.includes(ORDERS),
			subscriptions: !isApp && scopes.includes(SUBSCRIPTIONS),
			inventory: scopes.includes(INVENTORY) || (isRead && scopes.includes(INVENTORY_READ)),
		};
		if (!may[right]) throw accessDenied();
	}
}

function scopesOf(refreshToken: string): string[] | undefined {
	if (refreshToken === account.refreshToken) return [SCOPE, INVENTORY, ORDERS, SUBSCRIPTIONS];
	if (refreshToken === inventoryOnlyRefreshToken) return [SCOPE, INVENTORY];
	if (refreshToken === readOnlyRefreshToken) return [SCOPE, INVENTORY_READ];
	return undefined;
}

const error = (status: number, error: string, error_description: string): FakeAnswer => ({
	status,
	headers: { 'content-type': 'application/json' },
	body: { error, error_description },
});

function letters(world: World, length: number): string {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+';
	return Array.from({ length }, () => alphabet[Math.floor(world.random() * alphabet.length)]).join(
		'',
	);
}
