import { createHash } from 'node:crypto';
import { Consent } from '../consent.mts';
import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { refusedLogin } from './errors.mts';

export const tokenPath = '/oauth2/v1/tokens/bearer';
export const consentPath = '/connect/oauth2';
export const companyId = '4620816365000000';
export const app = {
	clientId: 'ABexampleClientOfTheStockOutSandbox000000000',
	clientSecret: 'exampleSecretOfTheStockOutSandbox0000000',
} as const;

const accessMs = 3_600_000;

/** Authorization code grant: access tokens for an hour, a refresh token that may change with every use (sheet, section 2). */
export class Access {
	readonly #world: World;
	readonly #tokens = new Map<string, number>();
	#refresh: string;
	#issued = 0;
	readonly consent: Consent;

	constructor(world: World) {
		this.#world = world;
		this.consent = new Consent(world, {
			clientId: app.clientId,
			scopes: ['com.intuit.quickbooks.accounting'],
			extra: { realmId: companyId },
		});
		this.#refresh = this.#make('refresh');
	}

	#make(kind: string): string {
		this.#issued += 1;
		return createHash('sha256')
			.update(`stockout sandbox quickbooks ${kind} ${this.#issued}`)
			.digest('base64url');
	}

	#issue(): string {
		const token = this.#make('access');
		this.#tokens.set(token, this.#world.clock.now() + accessMs);
		return token;
	}

	/** What the sign-in leaves behind. */
	signIn(): Record<string, string> {
		return { access_token: this.#issue(), refresh_token: this.#refresh, token_type: 'bearer' };
	}

	token({ method, headers, body }: FakeRequest): FakeAnswer {
		const basic = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64');
		if (headers['authorization'] !== `Basic ${basic}`)
			return { status: 401, body: { error: 'invalid_client' } };
		const form = new URLSearchParams(body.toString());
		const grant = form.get('grant_type');
		if (method !== 'POST' || (grant !== 'refresh_token' && grant !== 'authorization_code'))
			return { status: 400, body: { error: 'unsupported_grant_type' } };
		if (grant === 'authorization_code' && !this.consent.redeem(form))
			return {
				status: 400,
				body: { error: 'invalid_grant', error_description: 'Invalid authorization code' },
			};
		if (grant === 'refresh_token' && form.get('refresh_token') !== this.#refresh)
			return {
				status: 400,
				body: { error: 'invalid_grant', error_description: 'Incorrect or invalid refresh token' },
			};
		this.#refresh = this.#make('refresh');
		return {
			status: 200,
			body: {
				access_token: this.#issue(),
				refresh_token: this.#refresh,
				token_type: 'bearer',
				expires_in: accessMs / 1000,
				x_refresh_token_expires_in: 8_726_400,
			},
		};
	}

	/** What is wrong with the login; undefined when nothing is. */
	refusal({ headers, path }: FakeRequest): FakeAnswer | undefined {
		const given = /^bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '';
		if ((this.#tokens.get(given) ?? 0) <= this.#world.clock.now()) return expired(given);
		if (path.split('/')[3] === companyId) return undefined;
		return refusedLogin(
			403,
			'3100',
			'ApplicationAuthorizationFailed',
			'AppID and company do not match',
		);
	}
}

/** Quotes the token, as the real one does. */
export const expired = (token = ''): FakeAnswer =>
	refusedLogin(401, '3200', 'AuthenticationFailed', `Token expired: ${token}`);
