import { createSign } from 'node:crypto';
import { expect } from 'vitest';

import { catalogue } from '../../sandbox/catalogue.mts';
import type { World } from '../../sandbox/fake.mts';
import { make } from '../../sandbox/google-merchant/index.mts';
import type { GoogleFake } from '../../sandbox/google-merchant/index.mts';
import { googleDocument } from '../googleDocuments.mts';
import { requestSchema, responseSchema, violations } from '../openapi.mts';
import { specsDir } from '../specs.mts';

const document = specsDir === undefined ? undefined : googleDocument();

export class TestWorld implements World {
	time = Date.parse('2026-11-23T10:00:00Z');
	clock = { now: () => this.time, sleep: () => Promise.resolve() };
	#seed = 1;
	random = () => {
		this.#seed = (this.#seed * 48271) % 2147483647;
		return this.#seed / 2147483647;
	};
	baseUrl = (slug: string) => `http://127.0.0.1:4700/${slug}`;
	deliver = () => Promise.resolve(0);
	allowLocalWebhooks = false;
	delayFactor = 1;
	catalogue = catalogue;

	pass(seconds: number) {
		this.time += seconds * 1000;
	}
}

export type Claims = Record<string, unknown>;

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function statement(fake: GoogleFake, world: TestWorld, claims: Claims = {}, alg = 'RS256') {
	const now = Math.floor(world.time / 1000);
	const all = {
		iss: fake.account['email'],
		scope: 'https://www.googleapis.com/auth/content',
		aud: `${world.baseUrl('google-merchant')}/token`,
		iat: now,
		exp: now + 3600,
		...claims,
	};
	const text = `${base64url({ alg, typ: 'JWT' })}.${base64url(all)}`;
	const key = fake.account['privateKey'] as string;
	return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}

export const token = (fake: GoogleFake, form: Record<string, string>) =>
	fake.handle({
		method: 'POST',
		path: '/token',
		query: new URLSearchParams(),
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		body: Buffer.from(new URLSearchParams(form).toString()),
	});

export const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export const encoded = (name: string) => Buffer.from(name).toString('base64url');

/** A fake with a token, and a way to ask it; every answer is held against Google's documents. */
export async function open() {
	const world = new TestWorld();
	const fake = make(world);
	const login = async () => {
		const answer = await token(fake, { grant_type, assertion: statement(fake, world) });
		return (answer.body as { access_token: string }).access_token;
	};
	let bearer = await login();
	const send = async (
		method: string,
		url: string,
		body?: unknown,
		{ account = fake.account['merchantId'] as string, authorization = `Bearer ${bearer}` } = {},
	) => {
		const { pathname, searchParams } = new URL(
			url.replace('{a}', `accounts/${account}`),
			'http://x',
		);
		const answer = await fake.handle({
			method,
			path: pathname,
			query: searchParams,
			headers: { authorization, 'content-type': 'application/json' },
			body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
		});
		if (document && pathname.includes('/v1/') && answer.status !== 404) {
			const schema = responseSchema(document, method, pathname, answer.status);
			expect(violations(schema, answer.body), `${method} ${pathname}`).toEqual([]);
			if (answer.status === 200)
				expect(violations(requestSchema(document, method, pathname), body), pathname).toEqual([]);
		}
		return { status: answer.status, body: answer.body as ReturnType<typeof JSON.parse> };
	};
	const product = async (name: string) =>
		(await send('GET', `/products/v1/{a}/products/${encoded(name)}`)).body;
	const patch = (name: string, source: string, attributes: object, mask?: string) =>
		send(
			'PATCH',
			`/products/v1/{a}/productInputs/${encoded(name)}?dataSource=${source}${mask ? `&updateMask=${mask}` : ''}`,
			{ productAttributes: attributes },
		);
	const search = (query: string, more: object = {}) =>
		send('POST', '/reports/v1/{a}/reports:search', { query, ...more });
	return {
		world,
		fake,
		send,
		product,
		patch,
		search,
		renew: async () => {
			bearer = await login();
		},
	};
}
