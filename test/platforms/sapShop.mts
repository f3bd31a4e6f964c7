import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';

import type { FakeAnswer, FakeRequest, Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import type { SapFake } from '../../sandbox/sap-business-one/index.mts';
import { runAcrylicDelist } from '../harness.mts';
import { openShop } from '../shop.mts';
import { json, sent } from './channelRun.mts';
import { misfits, propertiesOf, typeOfSet } from './sapTypes.mts';
import { expectNothingSecret } from './secrets.mts';

const ID = 'sap-business-one';
export const CREDENTIAL = 'stockOutSapBusinessOneApi';

export interface Extra {
	/** 'SAP Business One Options'. */
	channel?: IDataObject;
	/** The node's 'Options'. */
	options?: IDataObject;
	credential?: ICredentialDataDecryptedObject;
}

export async function openSap({
	catalogue,
	speed = 200,
}: { catalogue?: readonly Product[]; speed?: number } = {}) {
	const shop = await openShop({ speed, ...(catalogue ? { catalogue } : {}) });
	const fake = shop.sandbox.fakes.get(ID) as SapFake;
	const own = shop.credentials[CREDENTIAL] as ICredentialDataDecryptedObject;

	async function run(
		operation: 'takeOffSale' | 'putBackOnSale' | 'getStockState',
		items: ReadonlyArray<string | IDataObject>,
		{ channel = {}, options = {}, credential = {} }: Extra = {},
	) {
		const result = await runAcrylicDelist({
			parameters: {
				operation,
				channels: [ID],
				sku: '={{ $json.sku }}',
				restore: '={{ $json.restore }}',
				quantity: '={{ $json.quantity }}',
				sapBusinessOneOptions: channel as never,
				// Patience is measured in tries here: the fast clock must not run out on a busy machine.
				options: { confirmFor: 100_000, safetyLimit: 0, ...options } as never,
			},
			items: items.map((item) => (typeof item === 'string' ? { sku: item } : item)),
			credentials: { [CREDENTIAL]: { ...own, ...credential } },
		});
		expectNothingSecret(result, shop.sandbox);
		for (const { responseBody } of shop.sandbox.log.entries(ID)) {
			const [, session] = /"SessionId":"([^"]+)"/.exec(responseBody) ?? [];
			if (session) expect(JSON.stringify(result.raw)).not.toContain(session);
		}
		const all = [...result.done, ...result.attention];
		return {
			...result,
			all,
			of(sku: string): IDataObject {
				const row = all.findLast((one) => one.sku === sku);
				if (!row) throw new Error(`No item of ${sku}`);
				return row;
			},
		};
	}

	return {
		...shop,
		fake,
		company: fake.company,
		run,
		/** The items put back as the rows of the take-off say. */
		putBack: async (rows: readonly IDataObject[], extra: Extra = {}) =>
			await run(
				'putBackOnSale',
				rows.map(({ restore }) => ({ restore: String(restore) })),
				extra,
			),
		/** Stored values of an item. */
		values: (code: string) => fake.company.items.get(code)?.values ?? {},
		stock: (code: string) =>
			Object.fromEntries(
				[...(fake.company.items.get(code)?.stock ?? [])].map(([place, row]) => [
					place,
					row.InStock,
				]),
			),
		/** Everything a take-off may touch. */
		snapshot: () =>
			structuredClone(
				[...fake.company.items.values()].map(({ values, stock }) => {
					const { UpdateDate: _, UpdateTime: __, ...kept } = values;
					return { ...kept, stock: [...stock] };
				}),
			),
		patches: () => sent(shop.sandbox, ID, 'PATCH'),
		postings: () => sent(shop.sandbox, ID, 'POST', /InventoryPostings$/),
		reads: () => sent(shop.sandbox, ID, 'GET'),
		/** Checks everything that was sent, then closes. */
		async close() {
			await shop.close();
			for (const entry of shop.sandbox.log.entries(ID)) expectSound(entry);
		},
	};
}

export type SapShop = Awaited<ReturnType<typeof openSap>>;

/** Stands between the shop and the wire; what `answer` returns is sent instead. */
export function answerOnce(
	{ fake }: SapShop,
	matches: (request: FakeRequest) => boolean,
	answer: FakeAnswer,
	times = 1,
): void {
	const handle = fake.handle.bind(fake);
	let left = times;
	fake.handle = async (request) => {
		if (left === 0 || !matches(request)) return await handle(request);
		left -= 1;
		return answer;
	};
}

export const says = (status: number, code: string | number, message: string): FakeAnswer => ({
	status,
	headers: { 'content-type': 'application/json;charset=utf-8', 'odata-version': '4.0' },
	body: { error: { code: String(code), details: [{ code: '', message: '' }], message } },
});

/** Names a stop may write; everything else is the company's business or reckoned by it. */
const WRITTEN = new Set([
	...['SalesItem', 'Valid', 'ValidFrom', 'ValidTo'],
	...['Frozen', 'FrozenFrom', 'FrozenTo', 'FrozenRemarks'],
]);

/** A request as the metadata of a real Service Layer wants it; without it at hand only what stands in our sheet of rules. */
export function expectSound(entry: LogEntry): void {
	const { method, path, requestHeaders } = entry;
	expect(path).toMatch(/\/b1s\/v2\//);
	const query = new URLSearchParams(entry.query);
	if (entry.login) {
		expect(misfits('Login', json(entry))).toEqual([]);
		return;
	}
	expect(requestHeaders, path).toHaveProperty('cookie');
	if (method === 'GET') return expectSoundQuery(path, query, requestHeaders);
	expect(requestHeaders['content-type']).toBe('application/json');
	expect([...query.keys()]).toEqual([]);
	const body = json(entry);
	if (method === 'PATCH') {
		expect(path).toMatch(/^\/b1s\/v2\/Items\('.+'\)$/);
		expect(misfits('Item', body)).toEqual([]);
		expect(Object.keys(body).length).toBeGreaterThan(0);
		for (const name of Object.keys(body)) {
			if (!name.startsWith('U_')) expect([...WRITTEN]).toContain(name);
		}
		return;
	}
	expect([method, path]).toEqual(['POST', '/b1s/v2/InventoryPostings']);
	expect(misfits('InventoryPosting', body)).toEqual([]);
	expect(String(body.Remarks).length).toBeLessThanOrEqual(254);
	const lines = body.InventoryPostingLines as IDataObject[];
	const places = lines.map(({ ItemCode, WarehouseCode }) => `${ItemCode} ${WarehouseCode}`);
	expect(new Set(places).size).toBe(places.length);
	for (const { CountedQuantity } of lines) expect(CountedQuantity).toBeGreaterThanOrEqual(0);
}

function expectSoundQuery(
	path: string,
	query: URLSearchParams,
	headers: Record<string, string>,
): void {
	for (const name of query.keys())
		expect(['$filter', '$select', '$orderby', '$skip']).toContain(name);
	expect(headers.prefer).toMatch(/^odata\.maxpagesize=\d+$/);
	const known = propertiesOf(typeOfSet(path.replace('/b1s/v2/', '')));
	if (!known) return;
	const filter = (query.get('$filter') ?? '').replace(/'(?:[^']|'')*'/g, "''");
	const fields = [
		...(query.get('$select') ?? '').split(','),
		...(query.get('$orderby') ?? '').split(' ').slice(0, 1),
		...[...filter.matchAll(/(\w+) (?:eq|gt|ge|lt|le) /g)].map(([, name]) => String(name)),
	].filter(Boolean);
	for (const name of fields) if (!name.startsWith('U_')) expect(Object.keys(known)).toContain(name);
}
