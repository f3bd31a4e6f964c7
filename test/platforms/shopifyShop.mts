import { afterEach, expect } from 'vitest';
import type { Product } from '../../sandbox/fake.mts';
import { accessToken } from '../../sandbox/shopify/auth.mts';
import { openShop, type TestShop } from '../shop.mts';
import { specsDir } from '../specs.mts';
import { channelOf } from './channel.mts';
import { officialMisfits, sentOf, type Sent } from './shopifyContract.mts';

type Json = ReturnType<typeof JSON.parse>;

const open: TestShop[] = [];

if (specsDir === undefined)
	console.warn('SKIPPED: no official schema to hold the requests of these tests against');

/** Every request of every test fits the official schema, and none may cost more than Shopify takes (sheet, section 8). */
afterEach(async () => {
	for (const shop of open.splice(0)) {
		const entries = shop.sandbox.log.entries('shopify').filter(({ login }) => !login);
		await shop.close();
		for (const entry of entries) {
			expect(entry.path).toBe('/admin/api/2026-10/graphql.json');
			if (specsDir !== undefined) expect(officialMisfits(sentOf(entry))).toEqual([]);
			expect(costOf(entry.responseBody)).toBeLessThanOrEqual(1000);
			expect(entry.responseBody).not.toContain('MAX_COST_EXCEEDED');
		}
	}
});

function costOf(responseBody: string): number {
	if (!responseBody.startsWith('{')) return 0;
	const answer = JSON.parse(responseBody) as Json;
	return answer.extensions?.cost?.requestedQueryCost ?? 0;
}

export async function openShopify(
	options: { catalogue?: readonly Product[]; speed?: number } = {},
) {
	const shop = await openShop(options);
	open.push(shop);
	const fake = shop.sandbox.fakes.get('shopify')!;

	/** As the seller's own app would: not counted, not logged, not hit by faults. */
	async function admin(query: string, variables: object = {}): Promise<Json> {
		const { body } = await fake.handle({
			method: 'POST',
			path: '/admin/api/2026-10/graphql.json',
			query: new URLSearchParams(),
			headers: { 'content-type': 'application/json', 'x-shopify-access-token': accessToken },
			body: Buffer.from(JSON.stringify({ query, variables })),
		});
		const answer = JSON.parse(JSON.stringify(body)) as Json;
		expect(answer.errors).toBeUndefined();
		return answer.data;
	}

	return {
		...shop,
		...channelOf(shop, 'shopify'),
		shop,
		fake,
		seller: fake.seller,
		admin,
		snapshot: async () => snapshotOf(await admin(ALL)),
		sent: (): Sent[] =>
			shop.sandbox.log
				.entries('shopify')
				.filter(({ login }) => !login)
				.map(sentOf),
		writes: (): Sent[] =>
			shop.sandbox.log
				.entries('shopify')
				.filter(({ login }) => !login)
				.map(sentOf)
				.filter(isWrite),
		async setStatus(sku: string, status: string) {
			const { productId } = await one(admin, sku);
			await admin(
				'mutation($p:ProductUpdateInput!){productUpdate(product:$p){userErrors{message}}}',
				{
					p: { id: productId, status },
				},
			);
		},
		one: (sku: string) => one(admin, sku),
	};
}

export const isWrite = ({ query }: Sent): boolean => query.startsWith('mutation');

const ALL = `{productVariants(first:250){nodes{id sku inventoryPolicy product{id status}
	inventoryItem{id tracked inventoryLevels(first:10){nodes{location{id} quantities(names:["available"]){quantity}}}}}}}`;

export interface Kept {
	sku: string;
	policy: string;
	status: string;
	tracked: boolean;
	/** Available by location. */
	available: Record<string, number>;
}

/** Everything a take-off may touch, for every variant of the shop. */
function snapshotOf(data: Json): Record<string, Kept> {
	return Object.fromEntries(
		data.productVariants.nodes.map(({ id, sku, inventoryPolicy, product, inventoryItem }: Json) => [
			id,
			{
				sku,
				policy: inventoryPolicy,
				status: product.status,
				tracked: inventoryItem.tracked,
				available: Object.fromEntries(
					inventoryItem.inventoryLevels.nodes.map((level: Json) => [
						level.location.id,
						level.quantities[0].quantity,
					]),
				),
			},
		]),
	);
}

async function one(admin: (query: string) => Promise<Json>, sku: string) {
	const data = await admin(ALL);
	const node = data.productVariants.nodes.find((variant: Json) => variant.sku === sku);
	if (!node) throw new Error(`The shop has no ${sku}`);
	const kept = snapshotOf({ productVariants: { nodes: [node] } })[node.id]!;
	return {
		...kept,
		id: node.id as string,
		productId: node.product.id as string,
		itemId: node.inventoryItem.id as string,
	};
}

export const warehouse = 'gid://shopify/Location/106318430514';
export const shopFloor = 'gid://shopify/Location/106318463282';
export const oldWarehouse = 'gid://shopify/Location/106318496050';
