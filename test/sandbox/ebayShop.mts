import { expect } from 'vitest';

import { make } from '../../sandbox/ebay/index.mts';
import type { EbayFake } from '../../sandbox/ebay/index.mts';
import type { FakeAnswer } from '../../sandbox/fake.mts';
import { responseSchema, violations } from '../openapi.mts';
import { readSpec, specsDir } from '../specs.mts';
import { TestWorld } from './amazonShop.mts';

export { TestWorld };

export const INVENTORY = '/sell/inventory/v1';
const spec = specsDir ? readSpec('ebay/sell-inventory-v1.json') : undefined;

export interface Call {
	body?: unknown;
	headers?: Record<string, string>;
}

type Json = ReturnType<typeof JSON.parse>;
export type Answer = Omit<FakeAnswer, 'body'> & { body: Json };

/**
 * Sends a request as a client would; answers of the Inventory API must fit eBay's own document, which shows the form of a mixed
 * answer (207) only under 200.
 */
export async function send(
	fake: EbayFake,
	method: string,
	url: string,
	call: Call = {},
): Promise<Answer> {
	const { pathname, searchParams } = new URL(url, 'http://127.0.0.1:4700/');
	const text = typeof call.body === 'string' ? call.body : JSON.stringify(call.body ?? '');
	const answer = await fake.handle({
		method,
		path: pathname,
		query: searchParams,
		headers: call.headers ?? {},
		body: Buffer.from(call.body === undefined ? '' : text),
	});
	const body: Json =
		typeof answer.body === 'object' ? JSON.parse(JSON.stringify(answer.body)) : answer.body;
	const path = pathname.slice(INVENTORY.length);
	if (spec && pathname.startsWith(INVENTORY) && answer.status < 400)
		expect(violations(responseSchema(spec, method, path, 200), body), url).toEqual([]);
	return { ...answer, body };
}

export const basicLogin = ({ clientId, clientSecret }: Record<string, string>): string =>
	`Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;

export const fetchToken = async (
	fake: EbayFake,
	form: Record<string, string>,
	authorization = basicLogin(fake.account),
): Promise<Answer> =>
	await send(fake, 'POST', '/identity/v1/oauth2/token', {
		headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams(form).toString(),
	});

export async function open(world = new TestWorld(), refreshToken?: string) {
	const fake = make(world);
	const { body } = await fetchToken(fake, {
		grant_type: 'refresh_token',
		refresh_token: refreshToken ?? String(fake.account['refreshToken']),
	});
	const token = String(body.access_token);
	const headers = {
		authorization: `Bearer ${token}`,
		'accept-language': 'en-US',
		'content-type': 'application/json',
	};
	const post = async (path: string, requests: unknown[]) =>
		await send(fake, 'POST', `${INVENTORY}/${path}`, { headers, body: { requests } });
	return {
		world,
		fake,
		token,
		headers,
		get: async (path: string) => await send(fake, 'GET', `${INVENTORY}/${path}`, { headers }),
		lookUp: async (...skus: string[]) =>
			await post(
				'bulk_get_inventory_item',
				skus.map((sku) => ({ sku })),
			),
		update: async (...requests: unknown[]) => await post('bulk_update_price_quantity', requests),
		trading: async (name: string, content: string, more: Record<string, string> = {}) =>
			String(
				(
					await send(fake, 'POST', '/ws/api.dll', {
						headers: {
							'content-type': 'text/xml',
							'x-ebay-api-call-name': name,
							'x-ebay-api-siteid': '0',
							'x-ebay-api-compatibility-level': '1451',
							'x-ebay-api-iaf-token': token,
							...more,
						},
						body: `<?xml version="1.0" encoding="utf-8"?><${name}Request xmlns="urn:ebay:apis:eBLBaseComponents">${content}</${name}Request>`,
					})
				).body,
			),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
	};
}

export const codesOf = (xml: string): string[] =>
	[...xml.matchAll(/<ErrorCode>(\d+)<\/ErrorCode>/g)].map(([, code]) => code ?? '');

export const ackOf = (xml: string): string => /<Ack>(\w+)<\/Ack>/.exec(xml)?.[1] ?? '';
