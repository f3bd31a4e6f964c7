// SKUs inside query languages: read by the fakes' own parsers, a query matches those SKUs and nothing else.
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { ApiRequest, Call } from '../../http/answer';
import type * as ChannelAdvisor from '../../platforms/channeladvisor/listings';
import type * as Google from '../../platforms/google-merchant/report';
import type * as Lightspeed from '../../platforms/lightspeed-retail/listings';
import type * as Suiteql from '../../platforms/netsuite/suiteql';
import type * as Prestashop from '../../platforms/prestashop/listings';
import type * as Quickbooks from '../../platforms/quickbooks-commerce/query';
import type * as SapFields from '../../platforms/sap-business-one/fields';
import type * as Sap from '../../platforms/sap-business-one/listings';
import type * as Shopify from '../../platforms/shopify/listings';
import { parseFilter } from '../../sandbox/channeladvisor/filter.mts';
import { search as googleSearch } from '../../sandbox/google-merchant/report.mts';
import { matches as lightspeedMatches } from '../../sandbox/lightspeed-retail/list.mts';
import { Query as SuiteQuery } from '../../sandbox/netsuite/sql.mts';
import { select as prestaSelect } from '../../sandbox/prestashop/filter.mts';
import { run as quickbooksRun } from '../../sandbox/quickbooks-commerce/query.mts';
import { condition as sapCondition } from '../../sandbox/sap-business-one/filter.mts';
import { compile, parseSearch } from '../../sandbox/shopify/search.mts';
import { built, fc, runs } from './settings.mts';
import { anyText, wellFormed } from './texts.mts';

const { termsOf, productRows } = built(
	'./platforms/channeladvisor/listings.js',
) as typeof ChannelAdvisor;
const { findOffers } = built('./platforms/google-merchant/report.js') as typeof Google;
const { lookUps } = built('./platforms/lightspeed-retail/listings.js') as typeof Lightspeed;
const { texts } = built('./platforms/netsuite/suiteql.js') as typeof Suiteql;
const { filters: prestaFilters } = built('./platforms/prestashop/listings.js') as typeof Prestashop;
const { oneOf } = built('./platforms/quickbooks-commerce/query.js') as typeof Quickbooks;
const { quoted, entity } = built('./platforms/sap-business-one/fields.js') as typeof SapFields;
const { filters: sapFilters } = built('./platforms/sap-business-one/listings.js') as typeof Sap;
const { readBySku: shopifyBySku } = built('./platforms/shopify/listings.js') as typeof Shopify;

/** What a query is asked for, and what the shop has besides: texts that look like those, too. */
const cases = fc
	.tuple(
		fc.array(anyText, { minLength: 1, maxLength: 6 }),
		fc.array(anyText, { maxLength: 4 }),
		fc.array(anyText, { maxLength: 2 }),
	)
	.map(([wanted, others, ends]) => {
		const asked = [...new Set(wanted.filter((sku) => sku.trim() !== ''))];
		const alike = asked.flatMap((sku) => [
			sku.slice(1),
			sku.slice(0, -1),
			...ends.map((end) => sku + end),
			sku.replaceAll('\\', ''),
			`${sku}'`,
		]);
		return { asked, shop: [...new Set([...asked, ...others, ...alike])] };
	})
	.filter(({ asked }) => asked.length > 0);

const lower = (text: string): string => text.toLowerCase();

/** Remembers what was asked, and answers the same to all. */
function recorded(answer: unknown) {
	const requests: ApiRequest[] = [];
	const call: Call = async (request) => {
		requests.push(request);
		return await Promise.resolve({ status: 200, headers: {}, body: answer });
	};
	return { call, requests };
}

const isAscii = (sku: string): boolean => !/\p{Cc}/u.test(sku);

describe('OData', () => {
	it('of ChannelAdvisor', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async ({ asked, shop }) => {
				const terms = termsOf(asked);
				const possible = asked.filter(
					(sku) => isAscii(sku) && terms.includes(`Sku eq '${sku.replaceAll("'", "''")}'`),
				);
				// Left out is only what no product can have: a control character, or more than an address holds.
				for (const sku of asked)
					if (isAscii(sku) && sku.length < 100) expect(possible).toContain(sku);
				const { call, requests } = recorded({ value: [] });
				await productRows(call, terms, ' and ProfileID eq 7');
				const tests = requests.map(({ query }) =>
					parseFilter(query!.$filter!, ['Sku', 'ProfileID']),
				);
				for (const sku of shop) {
					expect(tests.some((test) => test({ Sku: sku, ProfileID: 7 }))).toBe(
						possible.includes(sku),
					);
					expect(tests.some((test) => test({ Sku: sku, ProfileID: 8 }))).toBe(false);
				}
			}),
		);
	});

	it('of SAP Business One', () => {
		fc.assert(
			fc.property(cases, ({ asked, shop }) => {
				const tests = sapFilters(asked, 'ItemCode').map((filter) =>
					sapCondition(filter, (field) => expect(field).toBe('ItemCode')),
				);
				const isPossible = (sku: string): boolean =>
					sku !== '' && sku.length <= 50 && !/\p{Cc}|\p{Cs}/u.test(sku);
				for (const sku of shop)
					expect(tests.some((test) => test({ ItemCode: sku }))).toBe(
						asked.includes(sku) && isPossible(sku),
					);
			}),
		);
	});

	it('of SAP Business One, from one page to the next, and in the address of an item', () => {
		fc.assert(
			fc.property(wellFormed, wellFormed, (sku, other) => {
				const after = sapCondition(`ItemCode gt ${quoted(sku)}`, () => undefined);
				expect(after({ ItemCode: other })).toBe(other > sku);
				const [, key = ''] = /^\/Items\('(.*)'\)$/s.exec(entity('Items', sku)) ?? [];
				expect(decodeURIComponent(key).replaceAll("''", "'")).toBe(sku);
				// Nothing in the key ends it early.
				expect(key.replaceAll("''", '')).not.toMatch(/['/?#]/);
			}),
		);
	});
});

describe('SQL', () => {
	it('of NetSuite', () => {
		fc.assert(
			fc.property(cases, ({ asked, shop }) => {
				const rows = shop.map((itemid) => ({ itemid }));
				const tables = new Map([
					['item', { columns: ['itemid'], restricted: new Set<string>(), rows: () => rows }],
				]);
				const found = new SuiteQuery(
					`SELECT item.itemid FROM item WHERE item.itemid IN (${texts(asked)})`,
					tables,
				).run();
				expect(found.map(({ itemid }) => itemid).sort()).toEqual([...asked].sort());
			}),
		);
	});

	it('of QuickBooks', () => {
		fc.assert(
			fc.property(cases, ({ asked, shop }) => {
				// Others never go out (SKUs with control characters are none of QuickBooks').
				const possible = asked.filter(isAscii);
				fc.pre(possible.length > 0);
				const rows = shop.map((Sku) => ({ Sku, Active: true }));
				const { Item = [] } = quickbooksRun(
					`select * from Item where Sku in ${oneOf(possible)} and Active in (true,false) startposition 1 maxresults 1000`,
					{
						Item: { fields: ['Sku', 'Active'], rows: () => rows },
					},
				) as { Item?: Array<{ Sku: string }> };
				const wanted = new Set(possible.map(lower));
				expect(Item.map(({ Sku }) => Sku).sort()).toEqual(
					shop.filter((sku) => wanted.has(lower(sku))).sort(),
				);
			}),
		);
	});

	it('of Google', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async ({ asked, shop }) => {
				const { call, requests } = recorded({ results: [] });
				await findOffers(call, asked, { account: { merchantId: '1' } });
				const seen = new Set<string>();
				for (const { body } of requests) {
					const offers = new Map(
						shop.map((offerId, i) => [
							String(i),
							{ offerId, language: 'en', feedLabel: 'US', local: false, verdict: 'approved' },
						]),
					);
					const reported = (offer: { offerId: string }) => (seen.add(offer.offerId), undefined);
					googleSearch(
						{ offers, reported } as never,
						{ body: Buffer.from(JSON.stringify(body)) } as never,
					);
				}
				const folded = (sku: string): string => sku.trim().replace(/\s+/g, ' ');
				const possible = new Set(
					asked.filter((sku) => isAscii(sku) && sku.isWellFormed()).map(folded),
				);
				expect([...seen].sort()).toEqual(shop.filter((sku) => possible.has(sku)).sort());
			}),
		);
	});
});

describe('search terms', () => {
	it('of Shopify', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async ({ asked, shop }) => {
				const page = { nodes: [], pageInfo: { hasNextPage: false } };
				const { call, requests } = recorded({ data: { productVariants: page } });
				await shopifyBySku(call, asked, { account: {} });
				const { q } = (requests[0]!.body as IDataObject).variables as { q: string };
				const test = compile(parseSearch(q)!, { sku: (sku: string) => sku }, []);
				const wanted = new Set(asked.map(lower));
				for (const sku of shop) expect(test(sku)).toBe(wanted.has(lower(sku)));
			}),
		);
	});

	it('of Lightspeed Retail', () => {
		fc.assert(
			fc.property(cases, ({ asked, shop }) => {
				const tests = lookUps('customSku', asked).map((query) => {
					// As the server reads it: an `or` is taken apart at its bars, and each value decoded once more.
					const values =
						'or' in query
							? query
									.or!.split('|')
									.map((part) => decodeURIComponent(part.slice('customSku='.length)))
							: [query.customSku!];
					const each = values.map((value) => lightspeedMatches('customSku', value));
					return (sku: string) => each.some((test) => test({ customSku: sku }));
				});
				const wanted = new Set(
					asked.map((sku) => lower(sku.toWellFormed())).concat(asked.map(lower)),
				);
				for (const sku of shop) {
					const found = tests.some((test) => test(sku));
					if (asked.includes(sku) && sku.isWellFormed()) expect(found).toBe(true);
					// After an operator of its own a SKU is asked for as a pattern, which may find a few more.
					if (found && !asked.some((one) => /^(>|>=|<|<=|><|!=|~|!~|IN),/i.test(one)))
						expect(wanted.has(lower(sku))).toBe(true);
				}
			}),
		);
	});

	it('of PrestaShop', () => {
		const field = {
			name: 'reference',
			kind: 'reference',
			required: false,
			readOnly: false,
			dynamic: false,
			i18n: false,
		};
		const key = (sku: string): string =>
			sku.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/ +$/, '');
		fc.assert(
			fc.property(cases, ({ asked: any, shop: all }) => {
				// An address carries no halves of characters.
				const asked = any.filter((sku) => sku.isWellFormed());
				const shop = all.filter((sku) => sku.isWellFormed());
				const rows = shop.map((reference, i) => ({ id: i, values: { reference } }));
				const found = prestaFilters(asked).flatMap((filter) =>
					prestaSelect(
						{ fields: [field] } as never,
						rows as never,
						new URLSearchParams({ 'filter[reference]': filter }),
					).map((row) => row.values.reference!),
				);
				for (const sku of asked) expect(found).toContain(sku);
				// Only what has brackets is asked for with any character in their place.
				if (!asked.some((sku) => /[[\]]/.test(sku))) {
					const wanted = new Set(asked.map(key));
					expect(found.filter((sku) => !wanted.has(key(sku)))).toEqual([]);
				}
			}),
			runs(300),
		);
	});
});
