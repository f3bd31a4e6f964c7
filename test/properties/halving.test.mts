// What is refused as a whole is tried in parts: nothing is lost on the way, nothing is done twice, and it comes to an end.
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { ApiRequest, Call } from '../../http/answer';
import type * as Client from '../../http/client';
import type * as Problems from '../../http/problem';
import type { ProblemKind } from '../../http/problem';
import type * as Linnworks from '../../platforms/linnworks/inHalves';
import type * as Magento from '../../platforms/magento/search';
import type * as Platforms from '../../platforms/platform';
import type * as Zoho from '../../platforms/zoho-inventory/halves';
import { parseSearch, type Query } from '../../sandbox/shopify/search.mts';
import { built, fc } from './settings.mts';
import { anyText, plainSku } from './texts.mts';

const { ChannelProblem } = built('./http/problem.js') as typeof Problems;
const { strictEncode } = built('./http/client.js') as typeof Client;
const { chunk } = built('./platforms/platform.js') as typeof Platforms;
const { inHalves } = built('./platforms/linnworks/inHalves.js') as typeof Linnworks;
const { sendInHalves } = built('./platforms/zoho-inventory/halves.js') as typeof Zoho;
const { parts } = built('./platforms/magento/search.js') as typeof Magento;
const of = (path: string) => built(`./platforms/${path}.js`) as ReturnType<typeof JSON.parse>;

const refuse = (kind: ProblemKind, code?: string) =>
	new ChannelProblem({ kind, message: 'No.', nextStep: 'Other.', ...(code ? { code } : {}) });

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

it('a list in chunks is the list', () => {
	fc.assert(
		fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (list, size) => {
			const chunks = chunk(list, size);
			expect(chunks.flat()).toEqual(list);
			expect(chunks.slice(0, -1).every(({ length }) => length === size)).toBe(true);
			expect(chunks.every(({ length }) => length > 0 && length <= size)).toBe(true);
		}),
	);
});

it('SKUs of any kind fit into addresses, each in one of them', () => {
	fc.assert(
		fc.property(fc.array(anyText, { maxLength: 40 }), (skus) => {
			const groups = parts(skus, 1);
			expect(groups.flat()).toEqual(skus);
			for (const group of groups)
				expect(group.length === 1 || strictEncode(group.join(',')).length <= 8_000).toBe(true);
		}),
	);
});

describe('Linnworks', () => {
	it('reads all rows once, however few a call takes', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 400 }),
				fc.integer({ min: 1, max: 400 }),
				async (count, most) => {
					let calls = 0;
					const work = async (part: readonly number[]) => {
						calls += 1;
						if (part.length > most) throw refuse('invalid');
						return await Promise.resolve([...part]);
					};
					const outcome = await inHalves(numbers(count), work).catch((error: unknown) => error);
					expect(calls).toBeLessThanOrEqual(2 * count + 1);
					// What a list of fifty is refused for is not its length.
					if (Array.isArray(outcome)) expect(outcome).toEqual(numbers(count));
					else expect(most).toBeLessThan(50);
				},
			),
		);
	});
});

describe('Zoho Inventory', () => {
	it('carries out what is right and tells what is wrong, each exactly once', async () => {
		const mistakes = fc.uniqueArray(fc.nat({ max: 49 }), { maxLength: 50 });
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: 50 }), mistakes, async (count, wrong) => {
				const done: number[] = [];
				let calls = 0;
				const refused = await sendInHalves(numbers(count), async (part) => {
					calls += 1;
					if (part.some((one) => wrong.includes(one))) throw refuse('refused');
					done.push(...part);
					return await Promise.resolve();
				});
				expect([...done, ...refused.keys()].toSorted((a, b) => a - b)).toEqual(numbers(count));
				expect(calls).toBeLessThanOrEqual(24 * 2 + 1);
				const bad = wrong.filter((one) => one < count);
				expect([...refused.keys()]).toEqual(expect.arrayContaining(bad));
				if (bad.length <= 2) expect(refused.size).toBe(bad.length);
			}),
		);
	});

	it('does not go on when nobody knows what was carried out', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 50 }), fc.nat(), async (count, at) => {
				let calls = 0;
				const lost = new ChannelProblem(
					{ kind: 'unavailable', message: 'Gone.', nextStep: '-' },
					true,
				);
				const sending = sendInHalves(numbers(count), async () => {
					calls += 1;
					await Promise.reject(calls > at % 3 ? lost : refuse('refused'));
				});
				const outcome = await sending.catch((error: unknown) => error);
				if (outcome !== lost) expect(calls).toBeLessThanOrEqual(at % 3);
			}),
		);
	});
});

/** Every id that a request names. */
type Names = (request: ApiRequest) => string[];
interface ById {
	read(call: Call, ids: string[]): Promise<unknown[]>;
	names: Names;
	body(ids: readonly string[]): unknown;
}

const BY_ID: Readonly<Record<string, ById>> = {
	Etsy: {
		read: async (call, ids) => await of('etsy/listings').readByIds(call, ids),
		names: ({ query }) => query!.listing_ids!.split(','),
		body: (ids) => ({
			results: ids.map((id) => ({
				listing_id: id,
				state: 'active',
				inventory: {
					products: [
						{ sku: id, property_values: [], offerings: [{ quantity: 1, is_enabled: true }] },
					],
				},
			})),
		}),
	},
	Squarespace: {
		read: async (call, ids) =>
			await of('squarespace/listings').readById(
				call,
				ids.map((id) => ({ listing: { id, native: { productId: id } } })),
			),
		names: ({ path }) => path.split('/').at(-1)!.split(','),
		body: (ids) => ({ products: ids.map((id) => ({ id, variants: [{ id, sku: id }] })) }),
	},
	'Zoho Inventory': {
		read: async (call, ids) => await of('zoho-inventory/listings').details(call, ids),
		names: ({ query }) => query!.item_ids!.split(','),
		body: (ids) => ({ items: ids.map((id) => ({ item_id: id, sku: id })) }),
	},
};

describe.each(Object.entries(BY_ID))('%s', (_name, { read, names, body }) => {
	it('tells of all that live, whatever else is gone', async () => {
		const ids = fc.uniqueArray(plainSku, { minLength: 1, maxLength: 40 });
		await fc.assert(
			fc.asyncProperty(ids, fc.func(fc.boolean()), async (all, isGone) => {
				let calls = 0;
				const call: Call = async (request) => {
					calls += 1;
					const asked = names(request);
					if (asked.some((id) => isGone(id))) throw refuse('notFound');
					return await Promise.resolve({ status: 200, headers: {}, body: body(asked) });
				};
				const found = (await read(call, all)).map((row) => (row as IDataObject).sku);
				expect(found.toSorted()).toEqual(all.filter((id) => !isGone(id)).toSorted());
				expect(calls).toBeLessThanOrEqual(2 * all.length);
			}),
		);
	});
});

const termsOf = (query: Query | undefined): string[] =>
	!query
		? []
		: query.kind === 'term'
			? [query.value]
			: query.kind === 'not'
				? []
				: query.parts.flatMap(termsOf);

const account = { merchantId: '1' };
const SEARCHES: Readonly<Record<string, ById>> = {
	Google: {
		read: async (call, skus) =>
			await of('google-merchant/report').findOffers(call, skus, { account }),
		names: ({ body }) =>
			[...String((body as IDataObject).query).matchAll(/'([^']*)'/g)].map(([, sku]) => sku!),
		body: (skus) => ({ results: skus.map((offerId) => ({ productView: { offerId } })) }),
	},
	QuickBooks: {
		read: async (call, skus) => await of('quickbooks-commerce/listings').readBySku(call, skus),
		names: ({ query }) => [...query!.query!.matchAll(/'([^']*)'/g)].map(([, sku]) => sku!),
		body: (skus) => ({ QueryResponse: { Item: skus.map((Sku) => ({ Id: Sku, Sku })) } }),
	},
	Shopify: {
		read: async (call, skus) => await of('shopify/listings').readBySku(call, skus, { account }),
		names: ({ body }) => termsOf(parseSearch(((body as IDataObject).variables as { q: string }).q)),
		body: (skus) => ({
			data: {
				productVariants: {
					nodes: skus.map((sku) => ({ id: sku, sku })),
					pageInfo: { hasNextPage: false },
				},
			},
		}),
	},
	Square: {
		read: async (call, skus) =>
			((await of('square/catalog').searchSkus(call, skus)) as { variations: unknown[] }).variations,
		names: ({ body }) => {
			const { set_query } = (body as { query: { set_query: { attribute_values: string[] } } })
				.query;
			return set_query.attribute_values;
		},
		body: (skus) => ({ objects: skus.map((sku) => ({ id: sku })) }),
	},
	Wix: {
		read: async (call, skus) =>
			await of('wix/v3Queries').itemsWhere(call, 'product.variantSku', skus),
		names: ({ body }) =>
			Object.values(
				(body as { query: { filter: Record<string, { $in: string[] }> } }).query.filter,
			)[0]!.$in,
		body: (skus) => ({
			inventoryItems: skus.map((id) => ({ id })),
			pagingMetadata: { hasNext: false },
		}),
	},
};
const { TOO_LONG } = of('square/service') as { TOO_LONG: string };

describe.each(Object.entries(SEARCHES))('%s', (name, { read, names, body }) => {
	it('is asked for all SKUs, however few a search may hold', async () => {
		const skus = fc.uniqueArray(plainSku, { minLength: 1, maxLength: 40 });
		await fc.assert(
			fc.asyncProperty(skus, fc.integer({ min: 1, max: 40 }), async (all, most) => {
				let calls = 0;
				const call: Call = async (request) => {
					calls += 1;
					const asked = names(request);
					if (asked.length > most)
						throw refuse('invalid', name === 'QuickBooks' ? '4000' : TOO_LONG);
					return await Promise.resolve({ status: 200, headers: {}, body: body(asked) });
				};
				const found = (await read(call, all)).map((row) => {
					const { sku, offerId, id } = row as IDataObject;
					return sku ?? offerId ?? id;
				});
				expect(found.toSorted()).toEqual(all.toSorted());
				expect(calls).toBeLessThanOrEqual(2 * all.length);
			}),
		);
	});
});
