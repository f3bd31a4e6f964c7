import { afterEach, describe, expect, it } from 'vitest';

import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import { intercept, sent } from './channelRun.mts';
import { connected } from './connected.mts';
import { openGoogle, slug, type GoogleShop } from './googleShop.mts';

const INK = 'ACR-INK-PAYN-30';

let shop: GoogleShop;
afterEach(async () => await shop.close());

const open = async (options?: Parameters<typeof openGoogle>[0]) => {
	shop = await openGoogle(options);
	return await connected(slug, shop.credentials);
};
const reports = () => sent(shop.sandbox, slug, 'POST', /reports:search$/);

describe('Google: stock read in turn', () => {
	it('tells for each SKU whether it is offered, without a count', async () => {
		const { levels } = await open();
		const { readings, of } = await levels();
		for (const { sku } of catalogue.flatMap(({ variants }) => variants))
			expect(of(sku)?.quantity, sku).toBeNull();
		expect(of(INK)).toEqual({
			sku: INK,
			title: expect.any(String),
			quantity: null,
			reason: 'availability IN_STOCK',
			productId: `en~US~${INK}`,
			key: `en~US~${INK}|IN_STOCK`,
			keyIsGuessed: true,
		});
		// Preorders sell. What Google has not approved, or what is paused, says nothing about the stock.
		for (const sku of ['ACR-PRE-1', 'ACR-ARCH-1', 'ACR-VAR-GLOS-250'])
			expect(of(sku)?.available, sku).not.toBe(false);
		expect(of('ACR-FILE-OUT')).toMatchObject({
			available: false,
			reason: 'availability OUT_OF_STOCK',
		});
		// Of physical shops alone, and beside an online one.
		expect(of('ACR-LOCAL-1')).toBeUndefined();
		expect(of('ACR-BOTH-1')).toMatchObject({ productId: 'en~US~ACR-BOTH-1' });
		expect(new Set(readings.map(({ sku }) => sku)).size).toBe(readings.length);
		expect(reports()).toHaveLength(1);
	});

	it('sees a stock-out once the report has it', async () => {
		const { levels } = await open();
		shop.fake.seller.sell(INK, 8);
		await shop.settled();
		expect((await levels()).of(INK)).toMatchObject({ quantity: null, available: false });
	});

	it('takes a SKU for gone only when it is gone in every country', async () => {
		const { levels } = await open();
		const [us, canada] = ['en~US~ACR-DUP-1', 'en~CA~ACR-DUP-1'];
		const answer = (out: readonly string[]) =>
			[us, canada].map((id) => ({
				productView: {
					id: `online~${id}`,
					offerId: 'ACR-DUP-1',
					languageCode: 'en',
					feedLabel: id.slice(3, 5),
					channel: 'ONLINE',
					availability: out.includes(id) ? 'out of stock' : 'in stock',
				},
			}));
		let out: string[] = [];
		intercept(shop.fake, ({ path }) =>
			path.includes('reports:search') ? { status: 200, body: { results: answer(out) } } : undefined,
		);
		const seen = async (...gone: string[]) => {
			out = gone;
			return (await levels()).readings;
		};
		expect(await seen(us)).toMatchObject([{ sku: 'ACR-DUP-1', quantity: null }]);
		expect((await seen(us))[0]).not.toHaveProperty('available');
		expect((await seen(canada))[0]).not.toHaveProperty('available');
		expect(await seen(us, canada)).toMatchObject([{ available: false, quantity: null }]);
	});

	it('keeps the offers of one SKU together over the end of a page', async () => {
		const { levels } = await open();
		const row = (sku: string, feedLabel: string, availability: string) => ({
			productView: { offerId: sku, languageCode: 'en', feedLabel, channel: 'ONLINE', availability },
		});
		const pages = [
			[row('A', 'US', 'in stock'), row('B', 'US', 'out of stock')],
			[row('B', 'CA', 'in stock'), row('C', 'US', 'out of stock')],
			[row('C', 'CA', 'out of stock')],
		];
		intercept(shop.fake, ({ path, body }) => {
			if (!path.includes('reports:search')) return undefined;
			const { pageToken = '0' } = JSON.parse(body.toString()) as { pageToken?: string };
			const at = Number(pageToken);
			const next = at + 1 < pages.length ? { nextPageToken: String(at + 1) } : {};
			return { status: 200, body: { results: pages[at], ...next } };
		});
		const all = await levels();
		expect(all.pages.map((page) => page.map(({ sku }) => sku))).toEqual([['A'], ['B'], ['C']]);
		expect(all.of('B')).not.toHaveProperty('available');
		expect(all.of('C')).toMatchObject({ available: false });
	});

	it('reads 1,000 offers in a request', async () => {
		const goods = manyProducts(2_500);
		const { levels } = await open({ catalogue: goods });
		const { readings, pages } = await levels();
		const skus = goods.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		expect(readings.map(({ sku }) => sku)).toEqual(expect.arrayContaining(skus));
		expect(new Set(readings.map(({ sku }) => sku)).size).toBe(readings.length);
		expect(pages).toHaveLength(3);
		expect(reports()).toHaveLength(3);
	});

	it('stands rows of any form', async () => {
		const { levels } = await open();
		const results = [null, {}, { productView: 'x' }, { productView: { offerId: ['A'] } }];
		intercept(shop.fake, ({ path }) =>
			path.includes('reports:search') ? { status: 200, body: { results } } : undefined,
		);
		expect((await levels()).readings).toEqual([]);
	});
});
