import { expect } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import { make, type SquareFake } from '../../sandbox/square/index.mts';
import { requestSchema, violations } from '../openapi.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { json, runner } from './channelRun.mts';

const WRITES = /batch-create$|batch-upsert$/;
const spec = specsDir === undefined ? undefined : readSpec('square/openapi.json');

export async function openSquareShop({ catalogue }: { catalogue?: readonly Product[] } = {}) {
	const clock = fastClock(200);
	const restoreClock = setProductClock(clock);
	const served = await serveSandbox({
		port: 0,
		clock,
		makers: [make],
		...(catalogue ? { catalogue } : {}),
	});
	const { sandbox } = served;
	const fake = sandbox.fakes.get('square') as SquareFake;
	const credentials = { stockOutSquareApi: { ...fake.account } };
	const entries = (path: RegExp): LogEntry[] =>
		sandbox.log.entries('square').filter((entry) => path.test(entry.path));
	return {
		sandbox,
		fake,
		shop: fake.shop,
		main: fake.shop.locations[0]!.id,
		studio: fake.shop.locations[1]!.id,
		run: runner('square', { sandbox, credentials }),
		with: (accessToken: string) => ({
			credentials: { stockOutSquareApi: { ...fake.account, accessToken } },
		}),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		data: (sku: string) => fake.shop.find(sku).item_variation_data!,
		/** Everything a take-off may touch, without versions and times. */
		snapshot: () => ({
			objects: [...fake.shop.objects.values()].map(({ version: _, updated_at: __, ...kept }) =>
				structuredClone(kept),
			),
			counts: [...fake.shop.counts].map(([key, { quantity }]) => [key, quantity]).sort(),
		}),
		entries,
		writes: () => entries(WRITES),
		counts: () =>
			entries(/batch-create$/).map((entry) =>
				(json(entry).changes as Array<{ physical_count: Record<string, string> }>).map(
					({ physical_count }) => physical_count,
				),
			),
		/** Checks everything that was sent, then closes. */
		async close() {
			restoreClock();
			await served.close();
			for (const entry of sandbox.log.entries('square')) expectSound(entry);
		},
	};
}

export type SquareShop = Awaited<ReturnType<typeof openSquareShop>>;

/** A request as the specification wants it; without it at hand only the headers. */
export function expectSound(entry: LogEntry): void {
	const { method, path, requestHeaders, requestBody } = entry;
	expect(requestHeaders, path).toHaveProperty('authorization');
	expect(requestHeaders['square-version'], path).toBe('2026-09-16');
	const hasBody = method === 'POST' || method === 'PUT';
	if (hasBody) expect(requestHeaders['content-type'], path).toMatch(/json/);
	if (!spec) return;
	const sent = hasBody ? (JSON.parse(requestBody) as unknown) : undefined;
	expect(violations(requestSchema(spec, method, path), sent), path).toEqual([]);
}

export const restores = (rows: ReadonlyArray<{ restore?: unknown }>) =>
	rows.map(({ restore }) => ({ restore: String(restore) }));
export const outcomes = (rows: ReadonlyArray<{ sku?: unknown; outcome?: unknown }>) =>
	Object.fromEntries(rows.map(({ sku, outcome }) => [sku, outcome]));
export const all = (skus: readonly string[], outcome: string) =>
	Object.fromEntries(skus.map((sku) => [sku, outcome]));
