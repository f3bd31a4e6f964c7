import { createHash } from 'node:crypto';
import { Consent } from '../consent.mts';
import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { LightspeedError, refused, tokenRefused, unverified } from './errors.mts';

const hash = (name: string): string =>
	createHash('sha256').update(`stockout sandbox lightspeed ${name}`).digest('base64url');

export const client = {
	id: hash('client id').slice(0, 32),
	secret: hash('client secret'),
} as const;
export const accountId = '183426';
export const TOKEN_PATH = '/auth/oauth/token';
export const CONSENT_PATH = '/auth/oauth/authorize';
const SCOPES = ['employee:inventory', 'employee:purchase_orders'] as const;
const LIFE_MS = 3_600_000;
const REFRESH_LIFE_MS = 30 * 24 * 3_600_000;

interface Pair {
	access: string;
	refresh: string;
	madeAt: number;
	/** The pair it follows; that one dies when this one is first used. */
	follows?: Pair;
	dead?: string;
	mayNot?: string;
}

export interface Access {
	consent: Consent;
	token(request: FakeRequest): FakeAnswer;
	/** @throws LightspeedError */
	check(request: FakeRequest): void;
	signedIn: Record<string, string>;
	/** What the employee who signed in may not do any more. */
	forbid(what: string): void;
	revoke(): void;
}

export function makeAccess(world: World): Access {
	const pairs: Pair[] = [];
	const issue = (follows?: Pair): Pair => {
		const name = `${pairs.length} `;
		// Access tokens are long: as long as a signed one with its claims.
		const access = ['header', ...Array(12).keys(), 'signature']
			.map((part) => hash(`access ${name}${part}`))
			.join('');
		const pair = {
			access: access.replace(/^(.{43})(.*)(.{43})$/, '$1.$2.$3'),
			refresh: hash(`refresh ${name}`),
			madeAt: world.clock.now(),
			...(follows ? { follows } : {}),
			...(follows?.mayNot ? { mayNot: follows.mayNot } : {}),
		};
		pairs.push(pair);
		return pair;
	};
	const first = issue();
	const consent = new Consent(world, { clientId: client.id, scopes: SCOPES });

	return {
		consent,
		signedIn: { access_token: first.access, refresh_token: first.refresh, token_type: 'Bearer' },
		token({ method, body }) {
			if (method !== 'POST') throw refused(405, 'Method not allowed.');
			const form = new URLSearchParams(body.toString());
			if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret)
				throw new LightspeedError({
					status: 401,
					body: { error: 'invalid_client', error_description: 'Client authentication failed' },
				});
			const answer = (pair: Pair): FakeAnswer => ({
				status: 200,
				body: {
					token_type: 'Bearer',
					expires_in: LIFE_MS / 1000,
					access_token: pair.access,
					refresh_token: pair.refresh,
				},
			});
			if (form.get('grant_type') === 'authorization_code') {
				if (!consent.redeem(form)) throw tokenRefused('invalid_grant');
				return answer(issue());
			}
			if (form.get('grant_type') !== 'refresh_token') throw tokenRefused('invalid_request');
			const known = pairs.find(({ refresh }) => refresh === form.get('refresh_token'));
			const old = !known || known.dead || world.clock.now() > known.madeAt + REFRESH_LIFE_MS;
			if (old) throw tokenRefused('invalid_grant');
			return answer(issue(known));
		},
		check({ headers, method }) {
			const given = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1];
			const pair = pairs.find(({ access }) => access === given);
			if (!pair) throw unverified();
			if (pair.dead) throw unverified(pair.dead);
			if (world.clock.now() > pair.madeAt + LIFE_MS) throw unverified();
			if (pair.follows) pair.follows.dead = 'Access token has been revoked';
			if (pair.mayNot === method)
				throw refused(403, 'Employee does not have the right to do this.');
		},
		forbid: (what) => {
			for (const pair of pairs) pair.mayNot = what;
		},
		revoke: () => {
			for (const pair of pairs) pair.dead = 'Access token has been revoked';
		},
	};
}
