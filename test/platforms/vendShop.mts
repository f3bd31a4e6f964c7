import { expect } from 'vitest';

import type { Clock, Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import { makeVend, type VendFake } from '../../sandbox/vend/index.mts';
import { requestSchema, responseSchema, violations } from '../openapi.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { json, runner, sent } from './channelRun.mts';

interface Opening {
	catalogue?: readonly Product[];
	registers?: number;
	/** Of the search index, among others; 1 = as in real life. */
	delayFactor?: number;
	speed?: number;
}

export async function openVend({
	catalogue,
	registers = 1,
	delayFactor = 1,
	speed = 200,
}: Opening = {}) {
	const fast = fastClock(speed);
	/** The product's own waits, in milliseconds; a busy machine does not lengthen them. */
	const waits: number[] = [];
	const clock: Clock = {
		now: fast.now,
		sleep: async (ms) => {
			waits.push(ms);
			await fast.sleep(ms);
		},
	};
	const restoreClock = setProductClock(clock);
	const served = await serveSandbox({
		port: 0,
		clock,
		delayFactor,
		makers: [makeVend({ registers })],
		...(catalogue ? { catalogue } : {}),
	});
	const { sandbox } = served;
	const fake = sandbox.fakes.get('vend') as VendFake;
	const shop = { sandbox, credentials: { stockOutVendApi: { ...fake.account } } };
	return {
		...shop,
		clock,
		waits,
		fake,
		fakeHandle: fake.handle.bind(fake),
		run: runner('vend', shop),
		with: (credential: Record<string, string>) => ({
			credentials: { stockOutVendApi: { ...fake.account, ...credential } },
		}),
		item(sku: string) {
			const found = [...fake.store.items.values()].find(
				(item) => item.sku === sku && !item.deletedAt,
			);
			if (!found) throw new Error(`No product ${sku}`);
			return found;
		},
		/** Everything a take-off may touch, by product. */
		snapshot: () =>
			[...fake.store.items.values()].map(({ id, isActive, hasInventory, name, levels }) => ({
				id,
				isActive,
				hasInventory,
				name,
				levels: Object.fromEntries(levels),
			})),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		writes: () => sent(sandbox, 'vend', 'PUT'),
		/** What each write asked for. */
		details: () => sent(sandbox, 'vend', 'PUT').map((entry) => json(entry).details),
		reads: (path = /./) => sent(sandbox, 'vend', 'GET', path),
		/** Checks everything that went over the wire, then closes. */
		async close() {
			restoreClock();
			await served.close();
			for (const entry of sandbox.log.entries('vend')) expectSound(entry);
		},
	};
}

export type VendShop = Awaited<ReturnType<typeof openVend>>;

const dated = specsDir === undefined ? undefined : readSpec('vend/openapi-2026-07.json');
const early = specsDir === undefined ? undefined : readSpec('vend/openapi-2.0-consignments.json');

interface Documented {
	paths: Record<string, Record<string, { parameters?: Array<{ in: string; name: string }> }>>;
}

/** A request as the official document wants it, and its answer; without the document at hand only what stands in the sheet. */
export function expectSound(entry: LogEntry): void {
	const { method, path, query, status, requestHeaders, requestBody } = entry;
	expect(requestHeaders, path).toHaveProperty('authorization');
	expect(requestHeaders['user-agent'], path).toMatch(/^n8n-nodes-stockout/);
	if (requestBody) {
		expect(requestHeaders['content-type']).toBe('application/json');
		// The whole family of variants would be changed.
		expect(JSON.parse(requestBody)).not.toHaveProperty('common');
	}
	const [, version = '', own = ''] = /^\/api\/([^/]+)(\/.*)$/.exec(path) ?? [];
	const spec = version === '2.0' ? early : dated;
	if (!spec) return;
	const names = new Set(parametersOf(spec as Documented, method, own));
	for (const name of new URLSearchParams(query).keys()) expect([...names], path).toContain(name);
	const request = requestSchema(spec, method, own);
	if (requestBody || request)
		expect(violations(request, JSON.parse(requestBody)), requestBody).toEqual([]);
	if (status !== 200 || !isJson(entry)) return;
	const response = responseSchema(spec, method, own, status);
	const said = JSON.parse(entry.responseBody) as { data?: unknown };
	// The document prints a bare list here, recorded answers have it in an object (sheet, section 11).
	const told = version === '2.0' && own === '/consignments' ? said.data : said;
	expect(violations(response, told), path).toEqual([]);
}

const isJson = ({ responseHeaders }: LogEntry) =>
	responseHeaders['content-type'] === 'application/json';

function parametersOf(spec: Documented, method: string, path: string): string[] {
	const template = path
		.replace(/^\/products\/[^/]+$/, '/products/{product_id}')
		.replace(/^\/consignments\/[^/]+/, '/consignments/{consignment_id}');
	const operation = spec.paths[template]?.[method.toLowerCase()];
	return (operation?.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
}
