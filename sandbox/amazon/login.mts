import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { randomText, unauthorized, uuid } from './answers.mts';

export const account = {
	clientId: 'amzn1.application-oa2-client.5d1f0c8e7b3a4f6e9c2d8a7b6e5f4c3d',
	clientSecret: 'amzn1.oa2-cs.v1.3f8a1c6e9d2b7405e8c3f1a6d9b27405c8e3f1a6d9b27405c8e3f1a6d9b27405',
	refreshToken: 'Atzr|IwEBIKq7Zt3mVb9xWn5dLs2hRf8cYp4uGj6eAo1iTk0yXw',
	sellerId: 'A2K7QX9M4TZ1VB',
};

type Scope = 'seller' | 'sellingpartnerapi::notifications' | 'sellingpartnerapi::migration';
const grantlessScopes: string[] = [
	'sellingpartnerapi::notifications',
	'sellingpartnerapi::migration',
];

/** Login with Amazon: access tokens that live 3600 s (amazon sheet, section 2). */
export class Login {
	readonly #world: World;
	readonly #tokens = new Map<string, { scope: Scope; expires: number }>();

	constructor(world: World) {
		this.#world = world;
	}

	token(request: FakeRequest): FakeAnswer {
		const type = request.headers['content-type'] ?? '';
		if (request.method !== 'POST' || !type.startsWith('application/x-www-form-urlencoded')) {
			return this.#error(400, 'invalid_request', 'The request is missing a required parameter');
		}
		const form = new URLSearchParams(request.body.toString());
		const grant = form.get('grant_type');
		if (grant !== 'refresh_token' && grant !== 'client_credentials') {
			const text = 'The authorization grant type is not supported by the authorization server';
			return this.#error(400, 'unsupported_grant_type', text);
		}
		const known =
			form.get('client_id') === account.clientId &&
			form.get('client_secret') === account.clientSecret;
		if (!known) return this.#error(401, 'invalid_client', 'Client authentication failed');
		if (grant === 'client_credentials') {
			const scope = form.get('scope') ?? '';
			if (!grantlessScopes.includes(scope)) {
				return this.#error(400, 'invalid_scope', 'The requested scope is invalid');
			}
			return this.#issue(scope as Scope, { scope });
		}
		if (form.get('refresh_token') !== account.refreshToken) {
			const text = 'The request has an invalid grant parameter : refresh_token';
			return this.#error(400, 'invalid_grant', text);
		}
		return this.#issue('seller', { refresh_token: account.refreshToken });
	}

	/** Anything but a live token of the seller in `x-amz-access-token` is 403. */
	check(request: FakeRequest): void {
		const token = this.#tokens.get(request.headers['x-amz-access-token'] ?? '');
		if (!token || token.scope !== 'seller' || token.expires <= this.#world.clock.now()) {
			throw unauthorized();
		}
	}

	#issue(scope: Scope, extra: Record<string, string>): FakeAnswer {
		const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
		const token = `Atza|${randomText(this.#world, 60, letters)}`;
		this.#tokens.set(token, { scope, expires: this.#world.clock.now() + 3_600_000 });
		return {
			status: 200,
			headers: { 'content-type': 'application/json;charset=UTF-8' },
			body: { access_token: token, ...extra, token_type: 'bearer', expires_in: 3600 },
		};
	}

	#error(status: number, error: string, error_description: string): FakeAnswer {
		const request_id = uuid(this.#world);
		const error_index = randomText(this.#world, 24, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
		return {
			status,
			headers: { 'content-type': 'application/json;charset=UTF-8' },
			body: { error_index, error_description, error, request_id },
		};
	}
}
