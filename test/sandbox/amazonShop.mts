import { expect } from 'vitest';
import { make } from '../../sandbox/amazon/index.mts';
import type { AmazonFake } from '../../sandbox/amazon/index.mts';
import { catalogue } from '../../sandbox/catalogue.mts';
import type { World } from '../../sandbox/fake.mts';
import { requestSchema, responseSchema, violations } from '../openapi.mts';
import { readSpec, specsDir } from '../specs.mts';

export const market = 'ATVPDKIKX0DER';

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
	catalogue: World['catalogue'];

	constructor(goods: World['catalogue'] = catalogue) {
		this.catalogue = goods;
	}

	pass(seconds: number) {
		this.time += seconds * 1000;
	}
}

export const specs = specsDir
	? {
			listings: readSpec('amazon/listings-items-2021-08-01.json'),
			feeds: readSpec('amazon/feeds-2021-06-30.json'),
			sellers: readSpec('amazon/sellers-v1.json'),
			fba: readSpec('amazon/fba-inventory-v1.json'),
		}
	: undefined;

export interface Call {
	body?: unknown;
	headers?: Record<string, string>;
}

/** Sends a request as the seller would and, where the specifications are at hand, checks the answer by them. */
export async function send(fake: AmazonFake, method: string, url: string, call: Call = {}) {
	const base = new URL(url, 'http://127.0.0.1:4700/');
	const { body = '' } = call;
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const answer = await fake.handle({
		method,
		path: base.pathname.replace(/^\/amazon/, ''),
		query: base.searchParams,
		headers: call.headers ?? {},
		body: Buffer.from(text),
	});
	const api = base.pathname.split('/')[1] as keyof NonNullable<typeof specs>;
	const json = typeof answer.body === 'string' && answer.body.startsWith('\n{');
	const value: unknown = json ? JSON.parse(String(answer.body)) : answer.body;
	if (specs && api in specs) {
		const schema = responseSchema(specs[api], method, base.pathname, answer.status);
		expect(violations(schema, value)).toEqual([]);
	}
	return { ...answer, body: value };
}

export async function login(fake: AmazonFake): Promise<Record<string, string>> {
	const answer = await token(fake, {
		grant_type: 'refresh_token',
		refresh_token: fake.account['refreshToken'],
		client_id: fake.account['clientId'],
		client_secret: fake.account['clientSecret'],
	});
	return { 'x-amz-access-token': String((answer.body as Token).access_token) };
}

export interface Token {
	access_token?: string;
	error?: string;
}

export const token = (fake: AmazonFake, form: Record<string, string>) =>
	send(fake, 'POST', '/auth/o2/token', {
		body: new URLSearchParams(form).toString(),
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
	});

export const listingsPath = (fake: AmazonFake) =>
	`/listings/2021-08-01/items/${fake.account['sellerId']}`;

export interface Item {
	sku: string;
	summaries: { status: string[]; lastUpdatedDate: string }[];
	fulfillmentAvailability: { fulfillmentChannelCode: string; quantity?: number }[];
	attributes: Record<string, Record<string, unknown>[]>;
}

export async function open(world = new TestWorld()) {
	const fake = make(world);
	const headers = await login(fake);
	const read = async (sku: string) => {
		const included = 'summaries,fulfillmentAvailability,attributes,offers,issues';
		const query = `marketplaceIds=${market}&includedData=${included}`;
		const url = `${listingsPath(fake)}/${encodeURIComponent(sku)}?${query}`;
		const answer = await send(fake, 'GET', url, { headers });
		return answer.body as Item;
	};
	const patch = (sku: string, patches: unknown, more = '', productType = 'PRODUCT') =>
		send(
			fake,
			'PATCH',
			`${listingsPath(fake)}/${encodeURIComponent(sku)}?marketplaceIds=${market}${more}`,
			{ headers, body: { productType, patches } },
		);
	return { world, fake, headers, read, patch };
}

export const quantity = (code: string, value: unknown, op = 'merge') => ({
	op,
	path: '/attributes/fulfillment_availability',
	value: [{ fulfillment_channel_code: code, quantity: value }],
});

export const json = 'application/json; charset=UTF-8';

export interface Uploaded {
	feedDocumentId: string;
	url: string;
}

export async function upload(fake: AmazonFake, headers: Record<string, string>, body: unknown) {
	const request = { contentType: json };
	const created = await send(fake, 'POST', '/feeds/2021-06-30/documents', {
		headers,
		body: request,
	});
	const { feedDocumentId, url } = created.body as Uploaded;
	const put = await send(fake, 'PUT', url, { headers: { 'content-type': json }, body });
	expect(put.status).toBe(200);
	return feedDocumentId;
}

export const create = (
	fake: AmazonFake,
	headers: Record<string, string>,
	inputFeedDocumentId: string,
	feedType = 'JSON_LISTINGS_FEED',
) => {
	const body = { feedType, marketplaceIds: [market], inputFeedDocumentId };
	if (specs) {
		const schema = requestSchema(specs.feeds, 'POST', '/feeds/2021-06-30/feeds');
		expect(violations(schema, body)).toEqual([]);
	}
	return send(fake, 'POST', '/feeds/2021-06-30/feeds', { headers, body });
};

export const feedOf = (fake: AmazonFake, messages: [sku: string, patch: unknown][]) => ({
	header: { sellerId: fake.account['sellerId'], version: '2.0', issueLocale: 'en_US' },
	messages: messages.map(([sku, patch], i) => ({
		messageId: i + 1,
		sku,
		operationType: 'PATCH',
		productType: 'PRODUCT',
		patches: [patch],
	})),
});

export interface Feed {
	processingStatus: string;
	resultFeedDocumentId?: string;
}

export interface Report {
	issues: { messageId?: number; code: string; sku?: string }[];
	summary: Record<string, number>;
}
