import { expect } from 'vitest';

import type { AmazonFake } from '../../sandbox/amazon/index.mts';
import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { requestSchema, violations } from '../openapi.mts';
import { openShop } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { runner, sent } from './channelRun.mts';

export const PATCH_PATH = /^\/listings\//;

export async function openAmazon({
	catalogue,
	speed = 200,
}: { catalogue?: readonly Product[]; speed?: number } = {}) {
	const shop = await openShop({ speed, ...(catalogue ? { catalogue } : {}) });
	const fake = shop.sandbox.fakes.get('amazon') as AmazonFake;
	const fakeHandle = fake.handle.bind(fake);
	const shelf = (sku: string) => fake.shelf().find((item) => item.sku === sku);
	return {
		...shop,
		fake,
		/** The fake without what a test put in between. */
		fakeHandle,
		shelf,
		run: runner('amazon', shop),
		patches: () => sent(shop.sandbox, 'amazon', 'PATCH', PATCH_PATH),
		/** Quantity by channel code, as the latest look-up showed it. */
		codes(sku: string): Record<string, unknown> {
			const looks = sent(shop.sandbox, 'amazon', 'GET', PATCH_PATH).toReversed();
			for (const { responseBody } of looks) {
				const { items = [] } = JSON.parse(responseBody) as { items?: Row[] };
				const row = items.find((item) => item.sku === sku);
				if (row)
					return Object.fromEntries(
						row.fulfillmentAvailability.map((one) => [one.fulfillmentChannelCode, one.quantity]),
					);
			}
			return {};
		},
		/** Checks everything that was sent, then closes. */
		async close() {
			await shop.close();
			for (const entry of shop.sandbox.log.entries('amazon')) if (!entry.login) expectSound(entry);
		},
	};
}

export type AmazonShop = Awaited<ReturnType<typeof openAmazon>>;

interface Row {
	sku: string;
	fulfillmentAvailability: Array<{ fulfillmentChannelCode: string; quantity?: number }>;
}

interface Parameter {
	name: string;
	in: string;
	required?: boolean;
	type: string;
	enum?: string[];
	items?: { enum?: string[] };
	maxItems?: number;
	maximum?: number;
}

type Paths = Record<string, Record<string, { parameters: Parameter[] }>>;

const DOCUMENTS = {
	listings: 'amazon/listings-items-2021-08-01.json',
	feeds: 'amazon/feeds-2021-06-30.json',
} as const;

const documents = new Map<string, unknown>();
const document = (file: string): unknown => {
	if (!documents.has(file)) documents.set(file, readSpec(file));
	return documents.get(file);
};

/** A request as Amazon's own documents want it; without them at hand only what stands in our sheet of rules. */
export function expectSound(entry: LogEntry): void {
	const { method, path, requestHeaders, requestBody } = entry;
	const isFile = path.startsWith('/_feeds/');
	// Signed addresses refuse a second login.
	expect('x-amz-access-token' in requestHeaders, path).toBe(!isFile);
	expect(requestHeaders, path).not.toHaveProperty('authorization');
	if (isFile) return method === 'PUT' ? expectFeed(requestBody) : undefined;
	expect(requestHeaders['user-agent']).toMatch(/^[\w-]+\/[\d.]+ \(Language=JavaScript\)$/);
	if (requestBody) expect(requestHeaders['content-type']).toBe('application/json');
	const api = path.split('/')[1];
	expect(Object.keys(DOCUMENTS), path).toContain(api);
	if (specsDir === undefined) return;
	const spec = document(DOCUMENTS[api as keyof typeof DOCUMENTS]);
	const body: unknown = requestBody ? JSON.parse(requestBody) : undefined;
	expect(violations(requestSchema(spec, method, path), body), `${method} ${path}`).toEqual([]);
	expectQuery(spec as { paths: Paths }, entry);
}

function expectQuery({ paths }: { paths: Paths }, { method, path, query }: LogEntry): void {
	const parts = path.split('/');
	const [, found] =
		Object.entries(paths).find(([template]) => {
			const wanted = template.split('/');
			return (
				wanted.length === parts.length &&
				wanted.every((part, i) => part.startsWith('{') || part === parts[i])
			);
		}) ?? [];
	const known = (found?.[method.toLowerCase()].parameters ?? []).filter(
		(one) => one.in === 'query',
	);
	const given = new URLSearchParams(query);
	for (const { name, required } of known)
		if (required) expect(given.has(name), `${method} ${path}: ${name}`).toBe(true);
	for (const [name, value] of given) {
		const parameter = known.find((one) => one.name === name);
		expect(parameter, `${method} ${path}: ${name}`).toBeDefined();
		expect(value, name).not.toBe('');
		const values = parameter?.type === 'array' ? value.split(',') : [value];
		expect(values.length).toBeLessThanOrEqual(parameter?.maxItems ?? Infinity);
		const allowed = parameter?.items?.enum ?? parameter?.enum;
		if (allowed) for (const one of values) expect(allowed, name).toContain(one);
		if (parameter?.type === 'integer')
			expect(Number(value)).toBeLessThanOrEqual(parameter.maximum ?? Infinity);
	}
}

function expectFeed(body: string): void {
	if (specsDir === undefined) return;
	const schema = document('amazon/feed-json-listings.schema.json') as object;
	const feed = JSON.parse(body) as { messages: Array<{ messageId: number }> };
	expect(violations(schema, feed)).toEqual([]);
	expect(new Set(feed.messages.map(({ messageId }) => messageId)).size).toBe(feed.messages.length);
}
