import { expect } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import { makeWix, type Options, type WixFake } from '../../sandbox/wix/index.mts';
import { requestSchema, violations } from '../openapi.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { runner, sent } from './channelRun.mts';

type Login = 'app' | 'key';

interface Opening extends Partial<Options> {
	catalogue?: readonly Product[];
	speed?: number;
	/** How the credential logs in. */
	login?: Login;
}

export async function openWix({
	catalog = 'V3',
	lagMs,
	catalogue,
	speed = 200,
	login = 'key',
}: Opening = {}) {
	const clock = fastClock(speed);
	const restoreClock = setProductClock(clock);
	const served = await serveSandbox({
		port: 0,
		clock,
		makers: [makeWix({ catalog, ...(lagMs === undefined ? {} : { lagMs }) })],
		...(catalogue ? { catalogue } : {}),
	});
	const { sandbox } = served;
	const fake = sandbox.fakes.get('wix') as WixFake;
	const account = login === 'key' ? fake.keyAccount : fake.account;
	const shop = { sandbox, credentials: { stockOutWixApi: { ...account } } };
	const items = (sku: string) =>
		fake.store.products.flatMap((product) =>
			product.items.filter(({ variant }) => variant.sku === sku),
		);
	const requests = () => sandbox.log.entries('wix').filter((entry) => !entry.login);
	return {
		...shop,
		clock,
		fake,
		items,
		productOf: (sku: string) => {
			const found = fake.store.products.find(({ variants }) =>
				variants.some((one) => one.sku === sku),
			);
			if (!found) throw new Error(`No product of ${sku}`);
			return found;
		},
		/** Everything a take-off may touch. */
		snapshot: () =>
			fake.store.products.map(({ id, visible, items: stock }) => ({
				id,
				visible,
				stock: stock.map(({ tracked, quantity, inStock, preorder, variant }) => ({
					variant: { ...variant },
					tracked,
					preorder,
					...(tracked ? { quantity } : { inStock }),
				})),
			})),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		run: runner('wix', shop),
		with: (change: Record<string, string>) => ({
			credentials: { stockOutWixApi: { ...account, ...change } },
		}),
		requests,
		paths: () => requests().map(({ method, path }) => `${method} ${path}`),
		bulk: () => sent(sandbox, 'wix', 'POST', /\/bulk\//),
		patches: () => sent(sandbox, 'wix', 'PATCH'),
		/** Checks everything that was sent, then closes. */
		async close() {
			restoreClock();
			await served.close();
			for (const entry of requests()) expectSound(entry, login);
		},
	};
}

export type WixShop = Awaited<ReturnType<typeof openWix>>;

/** Not part of the specification at hand. */
const UNDOCUMENTED = /^\/stores\/v3\/locations\//;

const spec = specsDir === undefined ? undefined : readSpec('wix/openapi.json');

/** A request as Wix's own types want it; without them at hand only what stands in our sheet of rules. */
export function expectSound(entry: LogEntry, login: Login = 'key'): void {
	const { method, path, requestHeaders, requestBody } = entry;
	// A token knows its site, a key has to be told. (The fake refuses a key or token after `Bearer`.)
	expect('wix-site-id' in requestHeaders, path).toBe(login === 'key');
	expect(requestHeaders).not.toHaveProperty('wix-account-id');
	if (requestBody) expect(requestHeaders['content-type']).toBe('application/json');
	const body = requestBody ? (JSON.parse(requestBody) as Record<string, unknown>) : undefined;
	for (const row of (body?.inventoryItems as Array<{ inventoryItem: object }>) ?? []) {
		// The other kind of value would switch the tracking.
		const kinds = ['quantity', 'inStock'].filter((kind) => kind in row.inventoryItem);
		expect(kinds).toHaveLength(1);
	}
	if (!spec || UNDOCUMENTED.test(path)) return;
	expect(violations(requestSchema(spec, method, path), body), `${method} ${path}`).toEqual([]);
}
