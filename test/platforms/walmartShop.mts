import { expect } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import type { WalmartFake } from '../../sandbox/walmart/index.mts';
import { requestSchema, violations } from '../openapi.mts';
import { documentOf } from '../sandbox/walmartShop.mts';
import { openShop } from '../shop.mts';
import { runner, sent } from './channelRun.mts';

export const INVENTORIES = /^\/v3\/inventories\//;

export async function openWalmart({
	catalogue,
	speed = 200,
	market = 'us',
}: { catalogue?: readonly Product[]; speed?: number; market?: string } = {}) {
	const shop = await openShop({ speed, ...(catalogue ? { catalogue } : {}) });
	const fake = shop.sandbox.fakes.get('walmart') as WalmartFake;
	const own = { ...shop.credentials.stockOutWalmartApi, market };
	const credentials = { stockOutWalmartApi: own };
	return {
		...shop,
		credentials,
		fake,
		/** The fake without what a test put in between. */
		fakeHandle: fake.handle.bind(fake),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		run: runner('walmart', { sandbox: shop.sandbox, credentials }),
		puts: () => sent(shop.sandbox, 'walmart', 'PUT'),
		feeds: () => sent(shop.sandbox, 'walmart', 'POST'),
		/** Checks everything that was sent, then closes. */
		async close() {
			await shop.close();
			for (const entry of shop.sandbox.log.entries('walmart')) expectSound(entry);
		},
	};
}

export type WalmartShop = Awaited<ReturnType<typeof openWalmart>>;

interface Parameter {
	name: string;
	in: string;
	required?: boolean;
	schema: { enum?: string[] };
}

type Paths = Record<string, Record<string, { parameters: Parameter[] }>>;

/** A request as Walmart's own documents want it, whatever the test was about. */
export function expectSound(entry: LogEntry): void {
	const { method, path, requestHeaders, requestBody } = entry;
	// Retiring an item is for good (sheet, section 4).
	expect(method).not.toBe('DELETE');
	expect(requestHeaders.accept, path).toBe('application/json');
	expect(requestHeaders['wm_svc.name']).toBe('Walmart Marketplace');
	expect(requestHeaders['wm_qos.correlation_id']).toMatch(/^[0-9a-f-]{36}$/);
	expect('wm_sec.access_token' in requestHeaders, path).toBe(!entry.login);
	expect('authorization' in requestHeaders, path).toBe(entry.login);
	const document = documentOf(method, path) as { paths: Paths } | undefined;
	if (!document) return;
	if (method === 'PUT') {
		const body: unknown = JSON.parse(requestBody);
		expect(violations(requestSchema(document, method, path), body), path).toEqual([]);
	}
	const given = new URLSearchParams(entry.query);
	const known = operation(document.paths, entry).parameters.filter((one) => one.in === 'query');
	for (const { name, required } of known) if (required) expect(given.has(name), name).toBe(true);
	for (const [name, value] of given) {
		const parameter = known.find((one) => one.name === name);
		expect(parameter, `${method} ${path}: ${name}`).toBeDefined();
		if (parameter?.schema.enum) expect(parameter.schema.enum).toContain(value);
	}
}

function operation(paths: Paths, { method, path }: LogEntry) {
	const parts = path.split('/');
	const fits = (template: string): boolean => {
		const wanted = template.split('/');
		return (
			wanted.length === parts.length &&
			wanted.every((part, i) => part.startsWith('{') || part === parts[i])
		);
	};
	const [, found] = Object.entries(paths).find(([template]) => fits(template)) ?? [];
	const wanted = found?.[method.toLowerCase()];
	if (!wanted) throw new Error(`${method} ${path} is in no document of Walmart's`);
	return wanted;
}

export const each = (amount: number) => ({ unit: 'EACH', amount });

/** The JSON in the one part of an upload. */
export const fileOf = ({ requestBody }: LogEntry): ReturnType<typeof JSON.parse> =>
	JSON.parse(requestBody.split('\r\n\r\n')[1].split('\r\n')[0]);

/** The numbers of the requests must all be different. */
export function correlationIds(entries: readonly LogEntry[]): Set<string> {
	return new Set(entries.map(({ requestHeaders }) => requestHeaders['wm_qos.correlation_id']));
}
