// One channel under test: runs the node on it, and lets a test answer in the platform's place.
import type { IDataObject } from 'n8n-workflow';

import type { Fake, FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { runAcrylicDelist, type RunResult } from '../harness.mts';
import { expectNothingSecret } from './secrets.mts';

type Operation = 'takeOffSale' | 'putBackOnSale' | 'getStockState';
type Credentials = NonNullable<Parameters<typeof runAcrylicDelist>[0]['credentials']>;

export interface Extra {
	/** The node's 'Options'. */
	options?: IDataObject;
	/** '<Channel> Options'. */
	channel?: IDataObject;
	credentials?: Credentials;
	signal?: AbortSignal;
}

export interface Outcome extends RunResult {
	/** Both outputs in one list, by SKU; the last one where a SKU came twice. */
	of(sku: string): IDataObject;
	all: IDataObject[];
}

/** Takes its items as they are, or as bare SKUs. */
export function runner(slug: string, shop: { sandbox: Sandbox; credentials: Credentials }) {
	return async (
		operation: Operation,
		items: ReadonlyArray<string | IDataObject>,
		extra: Extra = {},
	): Promise<Outcome> => {
		const result = await runAcrylicDelist({
			parameters: {
				operation,
				channels: [slug],
				sku: '={{ $json.sku }}',
				restore: '={{ $json.restore }}',
				quantity: '={{ $json.quantity }}',
				[`${slug}Options`]: (extra.channel ?? {}) as never,
				// Patience is measured in tries here: the fast clock must not run out on a busy machine.
				options: { confirmFor: 100_000, safetyLimit: 0, ...extra.options } as never,
			},
			items: items.map((item) => (typeof item === 'string' ? { sku: item } : item)),
			credentials: extra.credentials ?? shop.credentials,
			...(extra.signal ? { signal: extra.signal } : {}),
		});
		expectNothingSecret(result, shop.sandbox);
		const all = [...result.done, ...result.attention];
		return {
			...result,
			all,
			of(sku) {
				const row = all.findLast((one) => one.sku === sku);
				if (!row) throw new Error(`No item of ${sku}`);
				return row;
			},
		};
	};
}

/** Puts a test between the shop and the wire: what `answer` returns is sent instead; undefined lets the request pass. */
export function intercept(
	fake: Fake,
	answer: (request: FakeRequest) => FakeAnswer | undefined | Promise<FakeAnswer | undefined>,
): void {
	const handle = fake.handle.bind(fake);
	fake.handle = async (request) => (await answer(request)) ?? (await handle(request));
}

export function sent(sandbox: Sandbox, slug: string, method: string, path = /./): LogEntry[] {
	return sandbox.log
		.entries(slug)
		.filter((entry) => entry.method === method && path.test(entry.path) && !entry.login);
}

export const json = (entry: { requestBody: string }): IDataObject =>
	JSON.parse(entry.requestBody) as IDataObject;
