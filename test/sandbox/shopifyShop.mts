import { expect } from 'vitest';
import { catalogue } from '../../sandbox/catalogue.mts';
import type { Fake, FakeAnswer, Product, ShelfItem, World } from '../../sandbox/fake.mts';
import { accessToken, readOnlyAccessToken } from '../../sandbox/shopify/auth.mts';
import { make } from '../../sandbox/shopify/index.mts';
import { specsDir } from '../specs.mts';
import { officialMisfits } from './shopifyOfficial.mts';

type Delivery = Parameters<World['deliver']>[0];
/** Answers are as varied as the documents the tests ask with, so they are read as JSON.parse gives them. */
type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
	data: Json;
	errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
	extensions: Json;
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** A fake on a clock that only moves when told. */
export async function openShop(options: { skus?: string[]; allowLocalWebhooks?: boolean } = {}) {
	let now = Date.parse('2026-11-23T09:59:00Z');
	let seed = 42;
	let receiver = 200;
	let sleepers: { at: number; wake: () => void }[] = [];
	const deliveries: Delivery[] = [];
	const goods: readonly Product[] =
		options.skus?.map((sku) => ({
			title: sku,
			variants: [{ sku, title: '', quantity: 5, price: '1.00' }],
		})) ?? catalogue;

	const fake: Fake = make({
		clock: {
			now: () => now,
			sleep: (ms) => new Promise((wake) => sleepers.push({ at: now + ms, wake })),
		},
		random: () => {
			seed = (seed * 16807) % 2147483647;
			return seed / 2147483647;
		},
		baseUrl: (slug) => `http://127.0.0.1:4700/${slug}`,
		deliver: async (delivery) => {
			deliveries.push(delivery);
			return receiver;
		},
		catalogue: goods,
		allowLocalWebhooks: options.allowLocalWebhooks ?? false,
		delayFactor: 1,
	});

	const request = (path: string, headers: Record<string, string>, body: string) =>
		fake.handle({
			method: 'POST',
			path,
			query: new URLSearchParams(),
			headers,
			body: Buffer.from(body),
		});

	const post = (query: string, variables = {}, token = accessToken, version = '2026-10') =>
		request(
			`/admin/api/${version}/graphql.json`,
			{ 'content-type': 'application/json', 'x-shopify-access-token': token },
			JSON.stringify({ query, variables }),
		);

	/** Every answer with data must fit the official schema, and so must the document that asked for it. */
	async function gql(query: string, variables = {}, token = accessToken): Promise<Answer> {
		const { status, body } = await post(query, variables, token);
		expect(status).toBe(200);
		const answer = JSON.parse(JSON.stringify(body)) as Answer;
		if (specsDir !== undefined && answer.data && !answer.errors) {
			expect(officialMisfits(query, variables, answer.data)).toEqual([]);
		}
		return answer;
	}

	function token(change: Record<string, string> = {}, form = false): Promise<FakeAnswer> {
		const fields = {
			grant_type: 'client_credentials',
			client_id: fake.account.clientId!,
			client_secret: fake.account.clientSecret!,
			...change,
		};
		const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
		const body = form ? new URLSearchParams(fields).toString() : JSON.stringify(fields);
		return request('/admin/oauth/access_token', { 'content-type': type }, body);
	}

	/** Lets the time pass with everything that is due in it happening at its moment. */
	async function run(ms: number) {
		const end = now + ms;
		for (;;) {
			await new Promise((done) => setImmediate(done));
			const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
			if (!next || next.at > end) break;
			sleepers = sleepers.filter((one) => one !== next);
			now = Math.max(now, next.at);
			next.wake();
		}
		now = end;
	}

	const all = await gql(
		'{productVariants(first:250){nodes{id sku product{id} inventoryItem{id}}}}',
	);
	const variants = all.data.productVariants.nodes as {
		id: string;
		sku: string;
		product: { id: string };
		inventoryItem: { id: string };
	}[];
	const named = (sku: string) => {
		const found = variants.find((one) => one.sku === sku);
		if (!found) throw new Error(`no ${sku}`);
		return found;
	};
	now += 60_000;

	return {
		fake,
		deliveries,
		readOnlyToken: readOnlyAccessToken,
		warehouse: 'gid://shopify/Location/106318430514',
		floor: 'gid://shopify/Location/106318463282',
		inactive: 'gid://shopify/Location/106318496050',
		post,
		gql,
		token,
		run,
		pass: (ms: number) => {
			now += ms;
		},
		receiverAnswers: (status: number) => {
			receiver = status;
		},
		itemId: (sku: string) => named(sku).inventoryItem.id,
		variantId: (sku: string) => named(sku).id,
		productId: (sku: string) => named(sku).product.id,
		shelf: (sku: string): ShelfItem | undefined => fake.shelf().find((one) => one.sku === sku),
	};
}
