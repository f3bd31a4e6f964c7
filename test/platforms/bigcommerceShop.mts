import { expect } from 'vitest';

import { makeBigCommerce, type BigCommerceFake } from '../../sandbox/bigcommerce/index.mts';
import type { Product, Variant } from '../../sandbox/bigcommerce/shop.mts';
import type { Product as Goods } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import { requestSchema, violations } from '../openapi.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { json, runner, sent } from './channelRun.mts';

interface Opening {
	catalogue?: readonly Goods[];
	delayFactor?: number;
	speed?: number;
}

export async function openBigCommerce({ catalogue, delayFactor = 1, speed = 200 }: Opening = {}) {
	const clock = fastClock(speed);
	const restoreClock = setProductClock(clock);
	const served = await serveSandbox({
		port: 0,
		clock,
		delayFactor,
		makers: [makeBigCommerce],
		...(catalogue ? { catalogue } : {}),
	});
	const { sandbox } = served;
	const fake = sandbox.fakes.get('bigcommerce') as BigCommerceFake;
	const shop = { sandbox, credentials: { stockOutBigCommerceApi: { ...fake.account } } };
	const variant = (sku: string): Variant => {
		const found = fake.shop.variants.find((one) => one.sku === sku);
		if (!found) throw new Error(`The store has no ${sku}`);
		return found;
	};
	return {
		...shop,
		clock,
		fake,
		variant,
		product: (sku: string): Product => variant(sku).product,
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		/** Pieces on hand by location, as the seller sees them. */
		onHand(sku: string) {
			const { levels } = fake.shop.counter(variant(sku));
			return Object.fromEntries([...levels].map(([id, level]) => [id, fake.shop.onHand(level)]));
		},
		/** Everything a take-off may touch. */
		snapshot: () =>
			fake.shop.products.map(({ id, tracking, visible, availability, categories, variants }) => ({
				id,
				tracking,
				visible,
				availability,
				categories: [...categories],
				variants: variants.map((one) => ({
					id: one.id,
					purchasingDisabled: one.purchasingDisabled,
					levels: [...one.levels].map(([place, level]) => [
						place,
						fake.shop.onHand(level),
						level.safetyStock,
						level.inStock,
						level.backorderLimit,
					]),
				})),
			})),
		run: runner('bigcommerce', shop),
		with: (more: Record<string, string>) => ({
			credentials: { stockOutBigCommerceApi: { ...fake.account, ...more } },
		}),
		writes: (path = /./) => sent(sandbox, 'bigcommerce', 'PUT', path),
		reads: (path = /./) => sent(sandbox, 'bigcommerce', 'GET', path),
		/** Rows of all adjustments, in order. */
		adjusted: () =>
			sent(sandbox, 'bigcommerce', 'PUT', /adjustments/).flatMap(
				(entry) => json(entry).items as Array<Record<string, unknown>>,
			),
		/** Checks everything that was sent, then closes. */
		async close() {
			restoreClock();
			await served.close();
			for (const entry of sandbox.log.entries('bigcommerce')) expectSound(entry);
		},
	};
}

export type BigCommerce = Awaited<ReturnType<typeof openBigCommerce>>;

const spec =
	specsDir === undefined ? undefined : (readSpec('bigcommerce/rest-v3.trimmed.json') as Spec);

interface Spec {
	paths: Record<string, Record<string, { parameters?: Array<{ name: string }> }>>;
}

/** A request as the specification and our sheet of limits want it. */
export function expectSound({ method, path, query, requestBody, requestHeaders }: LogEntry): void {
	expect(requestHeaders, path).toMatchObject({ accept: 'application/json', 'x-auth-token': '***' });
	const route = path.replace(/^\/stores\/[^/]+\/v3/, '');
	expect(query.length + path.length, `length of the address of ${route}`).toBeLessThan(2_300);
	const template = route.replace(/^\/hooks\/\d+$/, '/hooks/{webhook_id}');
	const { parameters = [] } = spec?.paths[template]?.[method.toLowerCase()] ?? {};
	if (spec)
		for (const name of new URLSearchParams(query).keys())
			expect(
				parameters.map((one) => one.name),
				route,
			).toContain(name);
	if (method === 'GET' || method === 'DELETE') return;
	expect(method).toMatch(route === '/hooks' ? 'POST' : 'PUT');
	expect(requestHeaders['content-type']).toMatch(/^application\/json/);
	const body = JSON.parse(requestBody) as unknown;
	if (spec) expect(violations(requestSchema(spec, method, route), body), route).toEqual([]);
	if (route.startsWith('/hooks')) return;
	const rows = Array.isArray(body) ? body : (body as { items: unknown[] }).items;
	const most = { '/catalog/products': 10, '/catalog/variants': 50 }[route] ?? 2_000;
	expect(rows.length).toBeGreaterThan(0);
	expect(rows.length).toBeLessThanOrEqual(most);
}

/** What somebody would wire into Restore Data. */
export const restores = (rows: ReadonlyArray<{ restore?: unknown }>) =>
	rows.map(({ restore }) => ({ restore: String(restore) }));
export const outcomes = (rows: ReadonlyArray<{ sku?: unknown; outcome?: unknown }>) =>
	Object.fromEntries(rows.map(({ sku, outcome }) => [sku, outcome]));
export const all = (skus: readonly string[], outcome: string) =>
	Object.fromEntries(skus.map((sku) => [sku, outcome]));
