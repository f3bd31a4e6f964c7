import type { IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';

import { make, type EtsyFake } from '../../sandbox/etsy/index.mts';
import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import { requestSchema, violations } from '../openapi.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { intercept, json, runner, sent, type Extra } from './channelRun.mts';

const spec = specsDir === undefined ? undefined : readSpec('etsy/open-api-v3.json');
const TYPE = 'stockOutEtsyOAuth2Api';

export async function openEtsyShop({
	catalogue,
	speed = 200,
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
	const fake = sandbox.fakes.get('etsy') as EtsyFake;
	let stored: Record<string, IDataObject> = {
		[TYPE]: { ...fake.account, oauthTokenData: { ...fake.signedIn } },
	};
	const once = runner('etsy', { sandbox, credentials: {} });
	return {
		sandbox,
		fake,
		clock,
		shop: fake.shop,
		access: fake.access,
		/** As n8n does, keeps what was renewed. */
		async run(
			operation: Parameters<typeof once>[0],
			items: ReadonlyArray<string | IDataObject>,
			extra: Extra = {},
		) {
			const result = await once(operation, items, { credentials: stored as never, ...extra });
			if (!extra.credentials) stored = result.credentials.stored as never;
			return result;
		},
		with: (fields: IDataObject) => ({
			credentials: { [TYPE]: { ...stored[TYPE], ...fields } } as never,
		}),
		answer: (reply: Parameters<typeof intercept>[1]) => intercept(fake, reply),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		listing: (sku: string) => fake.shop.find(sku).listing,
		/** Everything a take-off may touch; without times, and ids that Etsy gives anew. */
		snapshot: () =>
			fake.shop.listings.map(({ modified: _, products, ...listing }) => ({
				...listing,
				products: products.map(({ product_id: _product, offering_id: _offering, ...kept }) =>
					structuredClone(kept),
				),
			})),
		patches: () => sent(sandbox, 'etsy', 'PATCH'),
		puts: () => sent(sandbox, 'etsy', 'PUT'),
		reads: (path = /./) => sent(sandbox, 'etsy', 'GET', path),
		/** Checks everything that was sent, then closes. */
		async close() {
			restoreClock();
			await served.close();
			for (const entry of sandbox.log.entries('etsy')) if (!entry.login) expectSound(entry);
		},
	};
}

export type EtsyShop = Awaited<ReturnType<typeof openEtsyShop>>;

function expectSound(entry: LogEntry): void {
	const { method, path, query, requestHeaders } = entry;
	expect(requestHeaders, path).toHaveProperty('x-api-key');
	expect(requestHeaders, path).toHaveProperty('authorization');
	expect(query, path).not.toMatch(/legacy/);
	if (method === 'GET') return;
	const type = method === 'PATCH' ? /^application\/x-www-form-urlencoded/ : /^application\/json/;
	expect(requestHeaders['content-type'], path).toMatch(type);
	const body =
		method === 'PATCH' ? Object.fromEntries(new URLSearchParams(entry.requestBody)) : json(entry);
	if (spec) expect(violations(requestSchema(spec, method, path), body), path).toEqual([]);
}

export const restores = (rows: readonly IDataObject[]) =>
	rows.map(({ restore }) => ({ restore: String(restore) }));
