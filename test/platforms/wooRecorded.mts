import { afterEach } from 'vitest';
import { readSpec, specsDir } from '../specs.mts';
import { channelOf } from './channel.mts';
import { recordedShop, type Said, type Seen } from './recordedShop.mts';

export type Json = ReturnType<typeof JSON.parse>;

export interface Pair {
	name: string;
	request: { method: string; path: string; body?: Json };
	response: { status: number; headers?: Record<string, string>; body: Json };
}

/** Requests and answers of a real shop. */
export const recorded = (
	specsDir === undefined ? { pairs: [], errors: [] } : readSpec('woocommerce/recorded.json')
) as {
	pairs: Pair[];
	errors: Pair[];
};

export function pair(start: string): Pair {
	const found = recorded.pairs.find(({ name }) => name.startsWith(start));
	if (!found) throw new Error(`Nothing recorded as "${start}"`);
	return found;
}

const account = {
	credentials: {
		stockOutWooCommerceApi: {
			url: 'https://shop.example.test',
			consumerKey: 'ck_recorded000000000000000000000000000000',
			consumerSecret: 'cs_recorded000000000000000000000000000000',
			keyInQuery: false,
		},
	},
};

let close = () => {};
afterEach(() => close());

export function shopThatSays(answer: (seen: Seen) => Said) {
	const shop = recordedShop('https://shop.example.test', answer);
	close = shop.close;
	return { ...shop, ...channelOf(account, 'woocommerce') };
}

/** A page of a list. */
export const rows = (body: Json[], headers: Record<string, string> = {}): Said => ({
	body,
	headers: { 'X-WP-TotalPages': '1', ...headers },
});
/** A managed product with four pieces. */
export const row = (id: number, sku: string, more: object = {}): Json => ({
	id,
	parent_id: 0,
	type: 'simple',
	name: sku,
	sku,
	status: 'publish',
	catalog_visibility: 'visible',
	manage_stock: true,
	stock_quantity: 4,
	stock_status: 'instock',
	backorders: 'no',
	...more,
});

const parents = [
	row(18, '', { type: 'variable', manage_stock: false, stock_quantity: null }),
	row(22, 'ACR-P', { type: 'variable', stock_quantity: 9 }),
];
const includes = ({ query }: Seen): Json[] =>
	parents.filter(({ id }) => (query.get('include') ?? '').split(',').includes(String(id)));

/** Answers of a shop that finds these rows by any SKU, and the parents by id. */
export const finding =
	(found: Json[], headers?: Record<string, string>) =>
	(seen: Seen): Said =>
		rows(seen.query.has('include') ? includes(seen) : found, headers);
