import { expect } from 'vitest';

import type { ChannelAdvisorFake } from '../../sandbox/channeladvisor/index.mts';
import type { Product as Goods } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { openShop } from '../shop.mts';
import { json, runner, sent } from './channelRun.mts';

export async function openChannelAdvisor({
	catalogue,
	speed = 200,
}: { catalogue?: readonly Goods[]; speed?: number } = {}) {
	const opened = await openShop({ speed, ...(catalogue ? { catalogue } : {}) });
	const { sandbox } = opened;
	const fake = sandbox.fakes.get('channeladvisor') as ChannelAdvisorFake;
	const credentials = {
		stockOutChannelAdvisorApi: { ...opened.credentials.stockOutChannelAdvisorApi },
	};
	const shop = { sandbox, credentials };
	return {
		...shop,
		clock: opened.clock,
		fake,
		fakeHandle: fake.handle.bind(fake),
		run: runner('channeladvisor', shop),
		with: (values: Record<string, string>) => ({
			credentials: {
				stockOutChannelAdvisorApi: { ...credentials.stockOutChannelAdvisorApi, ...values },
			},
		}),
		product(sku: string) {
			const found = [...fake.shop.products.values()].find(({ Sku }) => Sku === sku);
			if (!found) throw new Error(`No product ${sku}`);
			return found;
		},
		/** Everything a take-off may touch, by product. */
		snapshot: () =>
			[...fake.shop.products.values()].map((product) => ({
				sku: product.Sku,
				stock: Object.fromEntries(product.stock),
				blocked: product.IsBlocked,
				comment: product.BlockComment ?? '',
				external: product.IsExternalQuantityBlocked,
				title: product.Title,
			})),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		reads: (path = /./) => sent(sandbox, 'channeladvisor', 'GET', path),
		/** Method, what is written, and the body. */
		writes: () =>
			sandbox.log
				.entries('channeladvisor')
				.filter(({ method, login }) => method !== 'GET' && !login)
				.map((entry) => [entry.method, entry.path.replace(/^.*\)/, ''), json(entry)]),
		/** Checks everything that was sent, then closes. */
		async close() {
			await opened.close();
			for (const entry of sandbox.log.entries('channeladvisor')) expectSound(entry);
		},
	};
}

export type ChannelAdvisorShop = Awaited<ReturnType<typeof openChannelAdvisor>>;

/** The quantities of one product, as they go over the wire. */
export const absolute = (quantities: Record<number, number>) => ({
	Value: {
		UpdateType: 'Absolute',
		Updates: Object.entries(quantities).map(([center, Quantity]) => ({
			DistributionCenterID: Number(center),
			Quantity,
		})),
	},
});

const PRODUCT = /^\/v1\/Products\(\d+\)$/;
const QUANTITY = /^\/v1\/Products\(\d+\)\/UpdateQuantity$/;
const READS = ['/v1/Products', '/v1/DistributionCenters'];

/** A request as the sheet has it (sections 2 to 5): there is no official document to hold it against. */
export function expectSound(entry: LogEntry): void {
	const { method, path, query, login, requestHeaders, requestBody } = entry;
	// The log hides what stands in it.
	expect(requestHeaders, path).toHaveProperty('authorization');
	if (login) {
		expect(method).toBe('POST');
		expect(requestHeaders['content-type']).toBe('application/x-www-form-urlencoded');
		const form = new URLSearchParams(requestBody);
		expect([...form.keys()]).toEqual(['grant_type', 'refresh_token']);
		return;
	}
	expect(query, path).not.toContain('access_token');
	if (method === 'GET') return expectSoundRead(path, query);
	expect(requestHeaders['content-type']).toBe('application/json');
	const body: unknown = JSON.parse(requestBody);
	if (method === 'PUT') {
		expect(path).toMatch(PRODUCT);
		const types: Record<string, string> = {
			IsBlocked: 'boolean',
			BlockComment: 'string',
			IsExternalQuantityBlocked: 'boolean',
		};
		for (const [name, value] of Object.entries(body as object))
			expect(typeof value, name).toBe(types[name]);
		return;
	}
	expect(method).toBe('POST');
	expect(path).toMatch(QUANTITY);
	expect(body).toEqual({ Value: { UpdateType: 'Absolute', Updates: expect.any(Array) } });
	const { Updates } = (body as { Value: { Updates: object[] } }).Value;
	expect(Updates.length).toBeGreaterThan(0);
	for (const line of Updates) {
		const { DistributionCenterID, Quantity, ...rest } = line as Record<string, number>;
		expect(rest).toEqual({});
		expect(Number.isInteger(DistributionCenterID)).toBe(true);
		expect(Number.isInteger(Quantity) && Quantity >= 0, String(Quantity)).toBe(true);
	}
}

function expectSoundRead(path: string, query: string): void {
	expect(READS).toContain(path);
	const given = new URLSearchParams(query);
	for (const name of given.keys())
		expect(['$filter', '$select', '$expand', '$orderby', '$skip']).toContain(name);
	expect(query.length).toBeLessThan(2_000);
	expect((given.get('$filter') ?? '').split(' or ').length).toBeLessThanOrEqual(20);
}
