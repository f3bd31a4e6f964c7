import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { catalogue } from '../../sandbox/catalogue.mts';
import type { World } from '../../sandbox/fake.mts';
import { make } from '../../sandbox/walmart/index.mts';
import { responseSchema, violations } from '../openapi.mts';
import { readSpec, specsDir } from '../specs.mts';

export const home = 'https://walmart.example.test';

export class TestWorld implements World {
	time = Date.parse('2026-11-23T10:00:00Z');
	clock = { now: () => this.time, sleep: () => Promise.resolve() };
	#seed = 1;
	random = () => {
		this.#seed = (this.#seed * 48271) % 2147483647;
		return this.#seed / 2147483647;
	};
	baseUrl = () => home;
	deliver = () => Promise.resolve(0);
	allowLocalWebhooks = false;
	delayFactor = 1;
	catalogue: World['catalogue'];

	constructor(goods: World['catalogue'] = catalogue) {
		this.catalogue = goods;
	}

	pass(seconds: number) {
		this.time += seconds * 1000;
	}
}

const documents = {
	authentication: specsDir ? readSpec('walmart/authentication.json') : undefined,
	inventory: specsDir ? readSpec('walmart/inventory.json') : undefined,
	items: specsDir ? readSpec('walmart/items.json') : undefined,
	feeds: specsDir ? readSpec('walmart/feeds.json') : undefined,
};

/** Which document describes a request; undefined for the two look-ups that none of them has. */
export function documentOf(method: string, path: string): unknown {
	if (/^\/v3\/(wfs|settings)\//.test(path)) return undefined;
	if (path.startsWith('/v3/token')) return documents.authentication;
	if (path.startsWith('/v3/items')) return documents.items;
	return path.startsWith('/v3/feeds') && method === 'GET' ? documents.feeds : documents.inventory;
}

export interface Ask {
	body?: unknown;
	headers?: Record<string, string>;
	without?: string;
}

type Json = ReturnType<typeof JSON.parse>;

export async function open(world = new TestWorld()) {
	const fake = make(world);
	const send = async (method: string, url: string, { body, headers = {}, without }: Ask = {}) => {
		const { pathname, searchParams } = new URL(url, home);
		const all: Record<string, string> = {
			accept: 'application/json',
			'content-type': 'application/json',
			'wm_qos.correlation_id': randomUUID(),
			'wm_svc.name': 'Walmart Marketplace',
			...headers,
		};
		if (without) delete all[without];
		const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
		const answer = await fake.handle({
			method,
			path: pathname,
			query: searchParams,
			headers: all,
			body: Buffer.from(text),
		});
		const document = documentOf(method, pathname);
		if (document && answer.status === 200 && typeof answer.body === 'object') {
			const schema = responseSchema(document, method, pathname, 200);
			expect(violations(schema, answer.body), `${method} ${url}`).toEqual([]);
		}
		return { ...answer, body: answer.body as Json };
	};
	const { clientId, clientSecret } = fake.account;
	const token = (ask: Ask = {}) =>
		send('POST', '/v3/token', {
			body: 'grant_type=client_credentials',
			...ask,
			headers: {
				authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
				'content-type': 'application/x-www-form-urlencoded',
				...ask.headers,
			},
		});
	const login = async () => String((await token()).body.access_token);
	let session = await login();
	/** With a live token. */
	const ask = (method: string, url: string, more: Ask = {}) =>
		send(method, url, {
			...more,
			headers: { 'wm_sec.access_token': session, ...more.headers },
		});
	return {
		world,
		fake,
		send,
		token,
		ask,
		async renew() {
			session = await login();
		},
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
	};
}

export const each = (amount: unknown) => ({ unit: 'EACH', amount });

const boundary = 'xyz';

export const upload = (file: unknown): Ask => ({
	headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
	body: [
		`--${boundary}`,
		'Content-Disposition: form-data; name="file"; filename="inventory.json"',
		'Content-Type: application/json',
		'',
		typeof file === 'string' ? file : JSON.stringify(file),
		`--${boundary}--`,
		'',
	].join('\r\n'),
});
