import { expect } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import { make, type SquarespaceFake } from '../../sandbox/squarespace/index.mts';
import { requestSchema, violations } from '../openapi.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { json, runner, sent } from './channelRun.mts';

const spec = specsDir === undefined ? undefined : readSpec('squarespace/openapi.json');

export async function openSquarespaceShop({
	catalogue,
	speed = 1000,
}: { catalogue?: readonly Product[]; speed?: number } = {}) {
	const clock = fastClock(speed);
	const restoreClock = setProductClock(clock);
	const served = await serveSandbox({
		port: 0,
		clock,
		makers: [make],
		...(catalogue ? { catalogue } : {}),
	});
	const { sandbox } = served;
	const fake = sandbox.fakes.get('squarespace') as SquarespaceFake;
	const credentials = { stockOutSquarespaceApi: { ...fake.account } };
	return {
		sandbox,
		fake,
		clock,
		shop: fake.shop,
		run: runner('squarespace', { sandbox, credentials }),
		with: (apiKey: string) => ({
			credentials: { stockOutSquarespaceApi: { ...fake.account, apiKey } },
		}),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		/** Everything a take-off may touch, without times. */
		snapshot: () => structuredClone(fake.shop.products.map(({ modifiedOn: _, ...kept }) => kept)),
		reads: (path = /./) => sent(sandbox, 'squarespace', 'GET', path),
		writes: () => sent(sandbox, 'squarespace', 'POST'),
		adjustments: () => sent(sandbox, 'squarespace', 'POST', /adjustments$/).map(json),
		/** Checks everything that was sent, then closes. */
		async close() {
			restoreClock();
			await served.close();
			for (const entry of sandbox.log.entries('squarespace')) expectSound(entry);
		},
	};
}

export type SquarespaceShop = Awaited<ReturnType<typeof openSquarespaceShop>>;

/** A request as the documentation wants it; without the specification at hand only headers and counts. */
export function expectSound(entry: LogEntry): void {
	const { method, path, requestHeaders, requestBody } = entry;
	expect(requestHeaders, path).toHaveProperty('authorization');
	expect(requestHeaders['user-agent'], path).toBe('n8n-nodes-stockout');
	const query = [...new URLSearchParams(entry.query).keys()].sort().join();
	expect(['', 'type', 'cursor', 'modifiedAfter,modifiedBefore,type'], path).toContain(query);
	if (method !== 'POST') return;
	expect(requestHeaders['content-type'], path).toMatch(/json/);
	const body = JSON.parse(requestBody) as Record<string, unknown>;
	if (path.endsWith('/adjustments')) {
		// The log hides headers whose name ends in 'key'.
		expect(requestHeaders, path).toHaveProperty('idempotency-key');
		const operations = Object.values(body).flat() as Array<string | { variantId: string }>;
		expect(operations.length).toBeLessThanOrEqual(50);
		const ids = operations.map((one) => (typeof one === 'string' ? one : one.variantId));
		expect(new Set(ids).size).toBe(ids.length);
	}
	// Reading several and changing one share their shape; only the name in the template tells them apart.
	const template = path.replace(/products\/[^/]+$/, 'products/{productId}');
	if (spec) expect(violations(requestSchema(spec, method, template), body), path).toEqual([]);
}

export const restores = (rows: ReadonlyArray<{ restore?: unknown }>) =>
	rows.map(({ restore }) => ({ restore: String(restore) }));
export const outcomes = (rows: ReadonlyArray<{ sku?: unknown; outcome?: unknown }>) =>
	Object.fromEntries(rows.map(({ sku, outcome }) => [sku, outcome]));
export const all = (skus: readonly string[], outcome: string) =>
	Object.fromEntries(skus.map((sku) => [sku, outcome]));
