import { afterEach, expect } from 'vitest';
import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { consumerKeys, secret } from '../../sandbox/woocommerce/auth.mts';
import { openShop, type TestShop } from '../shop.mts';
import { channelOf } from './channel.mts';

type Json = ReturnType<typeof JSON.parse>;

const open: TestShop[] = [];
const API = '/wp-json/wc/v3';

/** Every request of every test has one of the shapes of the sheet's sections 3 and 5. */
afterEach(async () => {
	for (const shop of open.splice(0)) {
		const entries = shop.sandbox.log.entries('woocommerce');
		await shop.close();
		for (const entry of entries) {
			if (entry.method === 'GET') expectLookUp(entry);
			else expectBatch(entry);
		}
	}
});

function expectLookUp({ path, query }: LogEntry): void {
	expect(path).toBe(`${API}/products`);
	const asked = Object.fromEntries(new URLSearchParams(query));
	expect(asked).toMatchObject({ per_page: '100', status: 'any', orderby: 'id', order: 'asc' });
	expect([asked.sku, asked.include].filter((text) => text !== undefined)).toHaveLength(1);
	expect(asked.sku?.split(',').length ?? 0).toBeLessThanOrEqual(50);
	expect(asked._fields?.split(',')).toEqual(
		expect.arrayContaining([
			'id',
			'parent_id',
			'type',
			'sku',
			'manage_stock',
			'stock_quantity',
			'stock_status',
			'backorders',
			'status',
			'catalog_visibility',
		]),
	);
}

const kinds: Record<string, RegExp> = {
	id: /^number$/,
	manage_stock: /^boolean$/,
	stock_quantity: /^number$/,
	stock_status: /^string$/,
	backorders: /^string$/,
	status: /^string$/,
};

/** Batch items are not checked by the shop, so nothing may go out that a single PUT would refuse. */
function expectBatch({ method, path, query, requestBody, requestHeaders }: LogEntry): void {
	expect(method).toBe('POST');
	expect(path).toMatch(/^\/wp-json\/wc\/v3\/products\/(\d+\/variations\/)?batch$/);
	expect(query.replace(/consumer_(key|secret)=[^&]*&?/g, '')).toBe('');
	expect(requestHeaders['content-type']).toMatch(/^application\/json/);
	const body = JSON.parse(requestBody) as { update: Json[] };
	expect(Object.keys(body)).toEqual(['update']);
	expect(body.update.length).toBeGreaterThan(0);
	expect(body.update.length).toBeLessThanOrEqual(100);
	for (const row of body.update) {
		for (const [name, value] of Object.entries(row))
			expect(typeof value).toMatch(kinds[name] ?? /^no such field$/);
		if ('stock_quantity' in row) expect(Number.isInteger(row.stock_quantity)).toBe(true);
		if ('stock_status' in row) expect(row.stock_status).toMatch(/^(in|outof)stock$|^onbackorder$/);
		if ('backorders' in row) expect(row.backorders).toMatch(/^(no|notify|yes)$/);
		if ('status' in row) expect(row.status).toMatch(/^(draft|private|pending|publish)$/);
	}
}

export async function openWoo(options: { catalogue?: readonly Product[]; speed?: number } = {}) {
	const shop = await openShop(options);
	open.push(shop);
	const fake = shop.sandbox.fakes.get('woocommerce')!;
	const authorization = `Basic ${Buffer.from(`${consumerKeys.readWrite}:${secret}`).toString('base64')}`;

	/** As the shop's owner would: not counted, not logged, not hit by faults. */
	async function admin(method: string, address: string, body?: object): Promise<Json> {
		const [path = '', query = ''] = address.split('?');
		const answer = await fake.handle({
			method,
			path: `${API}${path}`,
			query: new URLSearchParams(query),
			headers: { authorization, 'content-type': 'application/json' },
			body: Buffer.from(body ? JSON.stringify(body) : ''),
		});
		expect(answer.status).toBeLessThan(300);
		return JSON.parse(String(answer.body)) as Json;
	}
	const every = async (path: string): Promise<Json[]> =>
		await admin('GET', `${path}?per_page=100&orderby=id&order=asc`);
	const one = async (sku: string): Promise<Json> => {
		const found = [...(await every('/products')), ...(await every('/variations'))].find(
			(item) => item.sku === sku,
		);
		if (!found) throw new Error(`The shop has no ${sku}`);
		return found;
	};

	return {
		...shop,
		...channelOf(shop, 'woocommerce'),
		shop,
		fake,
		seller: fake.seller,
		credential: shop.credentials.stockOutWooCommerceApi!,
		admin,
		one,
		parentOf: async (sku: string): Promise<Json> =>
			await admin('GET', `/products/${(await one(sku)).parent_id}`),
		/** The owner changes a product or variation by hand. */
		async edit(sku: string, change: object) {
			const { id, parent_id } = await one(sku);
			await admin(
				'PUT',
				parent_id ? `/products/${parent_id}/variations/${id}` : `/products/${id}`,
				change,
			);
		},
		/** Everything a take-off may touch, for every product and variation. */
		async snapshot() {
			const items = [...(await every('/products')), ...(await every('/variations'))];
			return items.map(
				({
					id,
					sku,
					status,
					catalog_visibility,
					manage_stock,
					stock_quantity,
					stock_status,
					backorders,
				}: Json) => ({
					id,
					sku,
					status,
					catalog_visibility,
					manage_stock,
					stock_quantity,
					stock_status,
					backorders,
				}),
			);
		},
		lookUps: (): LogEntry[] =>
			shop.sandbox.log.entries('woocommerce').filter(({ method }) => method === 'GET'),
		writes: () =>
			shop.sandbox.log
				.entries('woocommerce')
				.filter(({ method }) => method !== 'GET')
				.map(({ method, path, requestBody }) => ({
					method,
					path: path.slice(API.length),
					body: JSON.parse(requestBody) as { update: Json[] },
				})),
	};
}

export const product = (sku: string, quantity = 5): Product => ({
	title: `Colour ${sku.slice(0, 20)}`,
	variants: [{ sku, title: '', quantity, price: '1.00' }],
});
