import { afterEach, describe, expect, it } from 'vitest';

import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import { openAmazon, type AmazonShop } from './amazonShop.mts';
import { intercept, sent } from './channelRun.mts';
import { connected } from './connected.mts';

const INK = 'ACR-INK-PAYN-30';
const GESSO = 'ACR-GES-WHT-1000';

let shop: AmazonShop;
afterEach(async () => await shop.close());

const open = async (options?: Parameters<typeof openAmazon>[0]) => {
	shop = await openAmazon(options);
	return await connected('amazon', shop.credentials);
};
const searches = () => sent(shop.sandbox, 'amazon', 'GET', /items\/[^/]+$/);

describe('Amazon: stock read in turn', () => {
	it('tells what customers can buy, as the shelf has it', async () => {
		const { levels } = await open();
		const { readings, of } = await levels();
		for (const { sku } of catalogue.flatMap(({ variants }) => variants)) {
			const line = shop.shelf(sku);
			if (line?.note?.includes('FBA')) continue;
			expect(of(sku)?.quantity, sku).toBe(line?.quantity);
			expect(of(sku)?.available !== false, sku).toBe(line?.state === 'onSale');
		}
		expect(of(INK)).toEqual({
			sku: INK,
			title: expect.any(String),
			quantity: 8,
			reason: 'quantity 8, buyable',
			productId: expect.stringMatching(/^B0/),
			key: `${INK}|8|true`,
			keyIsGuessed: true,
		});
		// Two stock records of the seller's own.
		expect(of('ACR-GEL-MATT-500')).toMatchObject({ quantity: 7 });
		expect(new Set(readings.map(({ sku }) => sku)).size).toBe(readings.length);
	});

	it("knows of FBA whether it sells, as the channel's own look-up does", async () => {
		const { levels, platform, call, account } = await open();
		expect((await levels()).of(GESSO)).toMatchObject({ quantity: null, reason: 'FBA, buyable' });
		shop.fake.seller.sell(GESSO, 12);
		const after = (await levels()).of(GESSO);
		expect(after).toMatchObject({ quantity: null, available: false, reason: 'FBA, not buyable' });
		const [listing] = await platform.read(call, [GESSO], { account });
		expect([after?.quantity, after?.available]).toEqual([listing?.quantity, listing?.buyable]);
	});

	it('tells a listing that is closed or held back from one without stock', async () => {
		const { levels } = await open();
		intercept(shop.fake, async (request) => {
			if (!/items\/[^/]+$/.test(request.path)) return undefined;
			const answer = await shop.fakeHandle(request);
			const body = String(answer.body).replaceAll('"BUYABLE",', '');
			return { ...answer, body };
		});
		expect((await levels()).of(INK)).toMatchObject({
			quantity: 8,
			available: false,
			reason: 'quantity 8, not buyable',
		});
	});

	it('pages beyond the 1,000 that one search gives, 20 at a time, whatever is sold meanwhile', async () => {
		const goods = manyProducts(2_050);
		const { levels } = await open({ catalogue: goods, speed: 2_000 });
		const skus = goods.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		const { readings, pages } = await levels({}, (page) => {
			for (const sku of skus.filter((_, i) => i % 97 === page)) shop.fake.seller.sell(sku, 1);
		});
		expect(new Set(readings.map(({ sku }) => sku))).toEqual(new Set(skus));
		// Where one search ends the next begins: one listing is read twice.
		expect(readings).toHaveLength(skus.length + 2);
		expect(pages).toHaveLength(Math.ceil(2_052 / 20));
		const begun = new Set(
			searches().map(({ query }) => new URLSearchParams(query).get('createdAfter')),
		);
		expect(begun.size).toBe(3);
	}, 30_000);

	it('says so when more were made at one moment than can be paged through', async () => {
		const { levels } = await open({ catalogue: manyProducts(25) });
		intercept(shop.fake, async (request) => {
			if (!/items\/[^/]+$/.test(request.path)) return undefined;
			request.query.delete('createdAfter');
			const body = JSON.parse(String((await shop.fakeHandle(request)).body)) as {
				items: Array<{ summaries: Array<{ createdDate: string }> }>;
				pagination?: object;
				numberOfResults: number;
			};
			for (const { summaries } of body.items) summaries[0]!.createdDate = '2026-01-01T00:00:00Z';
			delete body.pagination;
			return { status: 200, body: { ...body, numberOfResults: 1_200 } };
		});
		await expect(levels()).rejects.toThrow(/More than 1,000 listings/);
	});

	it('does not end in a crash over rows of any form', async () => {
		const { levels } = await open();
		const items = [null, 5, {}, { sku: '' }, { sku: 'A', summaries: 'none' }, { sku: ['B'] }];
		intercept(shop.fake, ({ path }) =>
			/items\/[^/]+$/.test(path) ? { status: 200, body: { items, numberOfResults: 6 } } : undefined,
		);
		const { readings } = await levels();
		expect(readings).toMatchObject([
			{ sku: 'A', quantity: null, available: false, reason: 'quantity not given, not buyable' },
		]);
	});
});
