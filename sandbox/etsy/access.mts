import { Consent } from '../consent.mts';
import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { EtsyError, tokenExpired } from './errors.mts';

export const tokenPath = '/v3/public/oauth/token';
export const consentPath = '/oauth/connect';
export const ids = { user: 12345678, shop: 456, app: 1 } as const;
export const app = {
	clientId: 'w1k0q7m3t9z5x2c8v4b6n0aj',
	sharedSecret: 'p8r2u5y7e3',
} as const;

export type Scope = 'listings_r' | 'listings_w' | 'shops_r' | 'transactions_r';
const ALL: readonly Scope[] = ['listings_r', 'listings_w', 'shops_r', 'transactions_r'];
const LIFETIME_MS = 3_600_000;

interface Token {
	expires: number;
	scopes: readonly Scope[];
}

/** Key and secret on every call, and tokens of an hour whose refresh token works once (etsy sheet, section 2). */
export class Access {
	readonly #world: World;
	readonly #tokens = new Map<string, Token>();
	readonly #refreshTokens = new Map<string, readonly Scope[]>();
	readonly signedIn: Record<string, string>;
	readonly consent: Consent;

	constructor(world: World) {
		this.#world = world;
		this.consent = new Consent(world, { clientId: app.clientId, scopes: ALL, needsPkce: true });
		this.signedIn = this.signIn();
	}

	/** What a seller gets who connects the app. */
	signIn(scopes: readonly Scope[] = ALL): Record<string, string> {
		const access = this.#random();
		const refresh = this.#random();
		this.#tokens.set(access, { expires: this.#world.clock.now() + LIFETIME_MS, scopes });
		this.#refreshTokens.set(refresh, scopes);
		return { access_token: access, refresh_token: refresh, token_type: 'Bearer' };
	}

	/** An hour is over. */
	expire(): void {
		for (const token of this.#tokens.values()) token.expires = 0;
	}

	/** The seller takes the app out of the account's list. */
	disconnect(): void {
		this.#tokens.clear();
		this.#refreshTokens.clear();
	}

	#random(): string {
		const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
		const pick = () => letters[Math.floor(this.#world.random() * letters.length)];
		return `${ids.user}.${Array.from({ length: 40 }, pick).join('')}`;
	}

	token(request: FakeRequest): FakeAnswer {
		const form = new URLSearchParams(request.body.toString());
		const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
		if (request.method !== 'POST' || !isForm)
			throw new EtsyError(400, 'invalid_request', 'The request must be a form');
		if (form.get('client_id') !== app.clientId)
			throw new EtsyError(400, 'invalid_client', 'client_id is unknown');
		if (form.get('grant_type') === 'authorization_code') {
			const agreed = this.consent.redeem(form);
			if (!agreed) throw new EtsyError(400, 'invalid_grant', 'code is invalid');
			const scopes = ALL.filter((scope) => agreed.includes(scope));
			return { status: 200, body: { ...this.signIn(scopes), expires_in: LIFETIME_MS / 1000 } };
		}
		if (form.get('grant_type') !== 'refresh_token')
			throw new EtsyError(400, 'unsupported_grant_type', 'grant_type is not allowed');
		const given = form.get('refresh_token') ?? '';
		const scopes = this.#refreshTokens.get(given);
		if (!scopes) throw new EtsyError(400, 'invalid_grant', 'refresh_token is revoked');
		this.#refreshTokens.delete(given);
		return { status: 200, body: { ...this.signIn(scopes), expires_in: LIFETIME_MS / 1000 } };
	}

	check({ headers }: FakeRequest, needed: Scope | undefined): void {
		const [key, secret] = (headers['x-api-key'] ?? '').split(':');
		if (!key) throw new EtsyError(403, 'Missing x-api-key header');
		if (secret === undefined)
			throw new EtsyError(403, 'Shared secret is required in x-api-key header.');
		if (key !== app.clientId || secret !== app.sharedSecret)
			throw new EtsyError(403, 'Invalid API key: keystring and shared secret do not match.');
		if (needed === undefined) return;
		const given = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
		const token = this.#tokens.get(given);
		if (!token) throw new EtsyError(401, 'invalid_token', 'access token is invalid');
		if (token.expires <= this.#world.clock.now()) throw tokenExpired();
		if (!token.scopes.includes(needed))
			throw new EtsyError(403, 'insufficient_scope', `The token lacks the scope ${needed}`);
	}
}

const DAY_MS = 86_400_000;

/** A sliding second and a sliding day (etsy sheet, section 8). */
export class Limits {
	perSecond = 10;
	perDay = 10_000;
	readonly #world: World;
	#recent: number[] = [];
	#today = 0;
	#dayBegan: number;

	constructor(world: World) {
		this.#world = world;
		this.#dayBegan = world.clock.now();
	}

	/** @returns the headers of a good answer */
	take(): Record<string, string> {
		const now = this.#world.clock.now();
		if (now >= this.#dayBegan + DAY_MS) {
			this.#dayBegan = now;
			this.#today = 0;
		}
		// A millisecond of slack: who waited exactly long enough must not fail by rounding.
		this.#recent = this.#recent.filter((at) => at > now - 999);
		if (this.#today >= this.perDay)
			throw new EtsyError(429, 'Exceeded daily rate limit', undefined, {
				...this.#headers(),
				'retry-after': '86400',
			});
		if (this.#recent.length >= this.perSecond) throw this.tooFast();
		this.#recent.push(now);
		this.#today += 1;
		return this.#headers();
	}

	/** Names neither a time to wait nor the day's numbers. */
	tooFast(): EtsyError {
		return new EtsyError(429, 'Exceeded per second rate limit', undefined, {
			'x-limit-per-second': String(this.perSecond),
			'x-remaining-this-second': '0',
		});
	}

	#headers(): Record<string, string> {
		return {
			'x-limit-per-second': String(this.perSecond),
			'x-remaining-this-second': String(this.perSecond - this.#recent.length),
			'x-limit-per-day': String(this.perDay),
			'x-remaining-today': String(this.perDay - this.#today),
		};
	}
}
