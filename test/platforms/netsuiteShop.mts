import { expect } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import type { NetsuiteFake } from '../../sandbox/netsuite/index.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { violations } from '../openapi.mts';
import { openShop } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { runner, sent } from './channelRun.mts';

export const TYPE = 'stockOutNetSuiteApi';
export const REST = '/services/rest';
/** Ways that post to the books, with what this account wants for a posting. */
export const both = { stop: 'both', adjustmentAccount: '154', subsidiary: '1' };
export const zero = { ...both, stop: 'zero' };

export async function openNetsuite({
	catalogue,
	speed = 200,
}: { catalogue?: readonly Product[]; speed?: number } = {}) {
	const shop = await openShop({ speed, ...(catalogue ? { catalogue } : {}) });
	const fake = shop.sandbox.fakes.get('netsuite') as NetsuiteFake;
	const requests = () => shop.sandbox.log.entries('netsuite').filter(({ login }) => !login);
	return {
		...shop,
		fake,
		run: runner('netsuite', shop),
		requests,
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		patches: () => sent(shop.sandbox, 'netsuite', 'PATCH'),
		postings: () => sent(shop.sandbox, 'netsuite', 'PUT'),
		queries: () => sent(shop.sandbox, 'netsuite', 'POST', /suiteql$/),
		/** Checks everything that was sent, then closes. */
		async close() {
			await shop.close();
			for (const entry of requests()) expectSound(entry);
		},
	};
}

export type NetsuiteShop = Awaited<ReturnType<typeof openNetsuite>>;

type Schema = { type?: string; properties?: Record<string, Schema>; items?: Schema };
export type Spec = {
	schemas: Record<string, Schema>;
	paths: Record<string, { request?: string; query?: string[] } & Record<string, unknown>>;
};

let loaded: Spec | undefined;
export const spec = (): Spec => (loaded ??= readSpec('netsuite/rest-2026.1-subset.json') as Spec);

/** With names that the document doesn't have made an error: NetSuite itself may pass them over. */
export function strict(schema: Schema): Schema {
	const { properties, items } = schema;
	return {
		...schema,
		...(properties
			? {
					properties: Object.fromEntries(
						Object.entries(properties).map(([name, one]) => [name, strict(one)]),
					),
					additionalProperties: false,
				}
			: {}),
		...(items ? { items: strict(items) } : {}),
	};
}

/** A request as NetSuite's record browser wants it. */
export function expectSound({ method, path, query, requestHeaders, requestBody }: LogEntry): void {
	const what = `${method} ${path}`;
	expect(path.startsWith(`${REST}/`), what).toBe(true);
	if (requestBody)
		expect(requestHeaders['content-type'], what).toMatch(/^application\/(json|vnd\.oracle)/);
	const writes = method === 'PATCH' || method === 'PUT';
	// Without it a misspelt field would be passed over.
	if (writes) expect(requestHeaders['x-netsuite-propertynamevalidation'], what).toBe('Error');
	if (path.endsWith('/suiteql')) expect(requestHeaders['prefer']).toBe('transient');
	if (specsDir === undefined || path.includes('/async/')) return;
	const template = path
		.slice(REST.length)
		.replace(/(lotNumbered|serialized)InventoryItem|kitItem|nonInventory\w+Item/, 'inventoryItem')
		.replace(/^(\/record\/v1\/\w+)\/.+$/, '$1/{id}');
	const [, known] =
		Object.entries(spec().paths).find(([one]) => one.split('?')[0] === `${method} ${template}`) ??
		[];
	expect(known, what).toBeDefined();
	for (const name of new URLSearchParams(query).keys())
		expect(known?.query ?? ['limit', 'offset'], what).toContain(name);
	if (!requestBody) return;
	const body = JSON.parse(requestBody) as { items?: unknown[] };
	const collection = known?.request?.startsWith('collection of ');
	const name = (known?.request ?? '').replace('collection of ', '');
	const schema = strict(spec().schemas[name] ?? {});
	for (const value of collection ? (body.items ?? []) : [body])
		expect(violations(schema, value), what).toEqual([]);
}

/** Outcomes by SKU. */
export const outcomesOf = ({ all }: { all: ReadonlyArray<Record<string, unknown>> }) =>
	Object.fromEntries(all.map(({ sku, outcome }) => [sku, outcome]));
