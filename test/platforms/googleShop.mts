import type { IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import type { GoogleFake } from '../../sandbox/google-merchant/index.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { googleDocument, parametersOf } from '../googleDocuments.mts';
import { runAcrylicDelist } from '../harness.mts';
import { requestSchema, violations } from '../openapi.mts';
import { openShop } from '../shop.mts';
import { specsDir } from '../specs.mts';
import { sent, type Extra } from './channelRun.mts';
import { expectNothingSecret } from './secrets.mts';

export const slug = 'google-merchant';
export const credential = 'stockOutGoogleMerchantApi';
export const document = specsDir === undefined ? undefined : googleDocument();

type Operation = 'takeOffSale' | 'putBackOnSale' | 'getStockState';

export async function openGoogle(
	options: { catalogue?: readonly Product[]; speed?: number; delayFactor?: number } = {},
) {
	const shop = await openShop({ speed: 500, ...options });
	const fake = shop.sandbox.fakes.get(slug) as GoogleFake;
	const run = async (
		operation: Operation,
		items: ReadonlyArray<string | IDataObject>,
		{ options: node = {}, channel = {}, credentials = {} }: Extra = {},
	) => {
		const result = await runAcrylicDelist({
			parameters: {
				operation,
				channels: [slug],
				sku: '={{ $json.sku }}',
				restore: '={{ $json.restore }}',
				quantity: '={{ $json.quantity }}',
				googleMerchantOptions: channel as never,
				// The fast clock must not run out on a busy machine.
				options: { confirmFor: 100_000, safetyLimit: 0, ...node } as never,
			},
			items: items.map((item) => (typeof item === 'string' ? { sku: item } : item)),
			credentials: { ...shop.credentials, ...credentials },
		});
		expectNothingSecret(result, shop.sandbox);
		const all = [...result.done, ...result.attention];
		const of = (sku: string): IDataObject => {
			const row = all.findLast((one) => one.sku === sku);
			if (!row) throw new Error(`No item of ${sku}`);
			return row;
		};
		return { ...result, all, of };
	};
	return {
		...shop,
		fake,
		run,
		takeOff: async (skus: readonly string[], extra?: Extra) =>
			await run('takeOffSale', skus, extra),
		/** As somebody would wire it: the rows of the take-off go in as they came out. */
		putBack: async (rows: ReadonlyArray<IDataObject>, extra?: Extra) =>
			await run(
				'putBackOnSale',
				rows.map(({ restore }) => ({ restore })),
				extra,
			),
		writes: (): LogEntry[] =>
			['PATCH', 'POST', 'DELETE'].flatMap((method) =>
				sent(shop.sandbox, slug, method, /productInputs/),
			),
		/** Waits until everything that was sent shows, also in the report. */
		settled: async () => await shop.clock.sleep(120_000),
		/** Checks everything that was sent, then closes. */
		async close() {
			await shop.close();
			for (const entry of shop.sandbox.log.entries(slug)) if (!entry.login) expectSound(entry);
		},
	};
}

export type GoogleShop = Awaited<ReturnType<typeof openGoogle>>;

/** A request as Google's own documents want it. */
export function expectSound(entry: Omit<LogEntry, 'at'>): void {
	const { method, path, query, requestHeaders, requestBody } = entry;
	expect(requestHeaders, path).toHaveProperty('authorization');
	const [, , , account, , , segment = ''] = path.split('/');
	expect(account).toBe('accounts');
	// Encoded, always: the plain form of a name has its tildes.
	expect(segment, path).toMatch(/^[A-Za-z0-9_-]*$/);
	if (requestBody) expect(requestHeaders['content-type']).toBe('application/json');
	if (!document) return;
	const body: unknown = requestBody ? JSON.parse(requestBody) : undefined;
	const schema = requestSchema(document, method, path);
	expect(violations(schema, body), `${method} ${path}`).toEqual([]);
	const known = parametersOf(document, method, path).filter((one) => one.in === 'query');
	for (const [name, value] of new URLSearchParams(query)) {
		expect(
			known.map((one) => one.name),
			`${method} ${path}`,
		).toContain(name);
		expect(value, name).not.toBe('');
	}
	if (!/productInputs/.test(path)) return;
	// The documents call it required in words only.
	expect(new URLSearchParams(query).get('dataSource')).toMatch(/^accounts\/\d+\/dataSources\/\d+$/);
	const { productAttributes } = (body ?? {}) as { productAttributes?: IDataObject };
	if (method === 'PATCH') {
		const mask = new URLSearchParams(query).get('updateMask')?.split(',') ?? [];
		expect(mask.length).toBeGreaterThan(0);
		for (const field of Object.keys(productAttributes ?? {}))
			expect(mask).toContain(`productAttributes.${field}`);
	}
}

/** The segment of a path as the name it stands for. */
export const nameOf = ({ path }: { path: string }): string =>
	Buffer.from(path.split('/').pop() ?? '', 'base64url').toString();

export const queryOf = ({ query }: { query: string }): Record<string, string> =>
	Object.fromEntries(new URLSearchParams(query));
