import { createHash } from 'node:crypto';
import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { newHex } from './ids.mts';

const hex = (name: string) => createHash('md5').update(name).digest('hex');

export const clientId = hex('stockout sandbox app');
export const clientSecret = `shpss_${hex('stockout sandbox app secret')}`;
/** Of an admin-created custom app with all scopes; never expires (shopify sheet, section 2). */
export const accessToken = `shpat_${hex('stockout sandbox custom app')}`;
/** The same without any write scope. */
export const readOnlyAccessToken = `shpat_${hex('stockout sandbox read-only app')}`;

const scopes = [
	'write_products',
	'read_products',
	'write_inventory',
	'read_inventory',
	'read_locations',
	'write_publications',
	'read_publications',
	'read_inventory_transfers',
	'read_inventory_shipments',
];
const lifetimeS = 86_399;

export function makeAuth(world: World) {
	const issued = new Map<string, number>();

	/** The scopes of the caller, or undefined when the token is not valid. */
	function scopesOf({ headers }: FakeRequest): ReadonlySet<string> | undefined {
		const token = headers['x-shopify-access-token'] ?? '';
		if (token === readOnlyAccessToken) {
			return new Set(scopes.filter((scope) => scope.startsWith('read_')));
		}
		const expiresAt = token === accessToken ? Infinity : issued.get(token);
		return expiresAt !== undefined && world.clock.now() < expiresAt ? new Set(scopes) : undefined;
	}

	function token(request: FakeRequest): FakeAnswer {
		const input = fieldsOf(request);
		if (input.client_id !== clientId) {
			return oauthError(
				'application_cannot_be_found',
				`Could not find Shopify API application with api_key ${input.client_id ?? ''}`,
			);
		}
		if (input.client_secret !== clientSecret) {
			return oauthError('invalid_client', 'The client secret does not match');
		}
		if (input.grant_type !== 'client_credentials') {
			return oauthError('unsupported_grant_type', 'The grant type is not supported');
		}
		const access_token = `shpat_${newHex(world.random)}`;
		issued.set(access_token, world.clock.now() + lifetimeS * 1000);
		return {
			status: 200,
			body: { access_token, scope: scopes.join(','), expires_in: lifetimeS },
		};
	}

	return { scopesOf, token };
}

function fieldsOf({ headers, body, query }: FakeRequest): Record<string, string | undefined> {
	const text = body.toString();
	if (/json/.test(headers['content-type'] ?? '')) {
		try {
			return JSON.parse(text) as Record<string, string>;
		} catch {
			return {};
		}
	}
	return { ...Object.fromEntries(query), ...Object.fromEntries(new URLSearchParams(text)) };
}

/** The token URL answers errors as a web page, not as JSON. */
function oauthError(code: string, text: string): FakeAnswer {
	const title = `400 - Oauth error ${code}: ${text.replace(/[<>&"]/g, '')}`;
	return {
		status: 400,
		headers: { 'content-type': 'text/html; charset=utf-8' },
		body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>Oauth error ${code}: ${text.replace(/[<>&"]/g, '')}</body></html>`,
	};
}

export const tokenRefused: FakeAnswer = {
	status: 401,
	body: {
		errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
	},
};
