import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ids, sourceName } from '../../sandbox/google-merchant/sources.mts';
import { before, intercept } from './intercept.mts';
import { nameOf, openGoogle, slug, type GoogleShop } from './googleShop.mts';

const INK = 'ACR-INK-PAYN-30';
const us = (sku: string) => `en~US~${sku}`;

let shop: GoogleShop;
beforeEach(async () => {
	shop = await openGoogle();
});
afterEach(async () => await shop.close());

const usInput = (sku: string) => shop.fake.input(us(sku), sourceName(ids.us));
const shelf = (sku: string) => shop.fake.shelf().find((item) => item.sku === sku);

describe('Google: changes take their time', () => {
	it('is pending when the patience ends before, and keeps what it needs to undo it', async () => {
		const { of } = await shop.takeOff([INK], { options: { confirmFor: 0 } });
		expect(of(INK)).toMatchObject({ outcome: 'pending', changed: true, confirmed: false });
		expect(of(INK).nextStep).toContain('Get Stock State');
		expect(JSON.parse(String(of(INK).restore))).toMatchObject({
			listings: [
				{
					id: us(INK),
					was: { availability: 'IN_STOCK' },
					set: { availability: 'OUT_OF_STOCK' },
				},
			],
		});
		await shop.settled();
		const later = await shop.run('getStockState', [INK]);
		expect(later.of(INK)).toMatchObject({ outcome: 'alreadyOffSale' });
	});

	it('is pending by default where Google takes ten minutes', async () => {
		await shop.close();
		shop = await openGoogle({ delayFactor: 14 });
		const { of } = await shop.takeOff([INK], { options: { confirmFor: 120 } });
		expect(of(INK)).toMatchObject({ outcome: 'pending', changed: true });
	});

	it('reads few products themselves: the report still shows what was', async () => {
		await shop.takeOff([INK]);
		const again = await shop.takeOff([INK]);
		expect(again.of(INK)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
		expect(shop.writes()).toHaveLength(1);
	});

	it('knows no product that Google deleted since it made the report', async () => {
		intercept(shop, slug, async (request, next) =>
			request.method === 'GET' && /products\/[\w-]+$/.test(request.path)
				? {
						status: 404,
						body: JSON.stringify({
							error: { code: 404, message: 'product not found', status: 'NOT_FOUND' },
						}),
					}
				: await next(),
		);
		const { of } = await shop.takeOff([INK]);
		expect(of(INK)).toMatchObject({ outcome: 'notFound', changed: false });
	});

	it('says so when the product is gone from its source at the moment of writing', async () => {
		before(
			shop,
			slug,
			({ method }) => method === 'PATCH',
			() => {
				const moved = shop.fake.sources.find(({ name }) => name === sourceName(ids.us));
				if (moved) moved.name = sourceName('99999');
			},
		);
		const { of } = await shop.takeOff([INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'notFound',
			changed: false,
			restore: expect.any(String),
		});
		expect(of(INK).message).toContain('no longer in its data source');
	});
});

describe('Google: many at once', () => {
	const goods = Array.from({ length: 60 }, (_, i) => ({
		title: `Colour ${i}`,
		variants: [{ sku: `MANY-${i}`, title: '', quantity: 4, price: '5.00' }],
	}));
	const skus = goods.map(({ variants: [{ sku }] }) => sku);

	beforeEach(async () => {
		await shop.close();
		shop = await openGoogle({ catalogue: goods });
	});

	it('needs one look-up for the products, one for the sources, and a PATCH each', async () => {
		const { all } = await shop.takeOff(skus, { options: { confirm: false } });
		expect(all.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'offSale'));
		expect(shop.sandbox.requests(slug)).toBe(2 + 60);
	});

	it('keeps a pause of the seller that the report does not show', async () => {
		shop.fake.seller.setHidden('MANY-7', true);
		await shop.settled();
		const off = await shop.takeOff(skus);
		expect(off.attention).toEqual([]);
		const back = await shop.putBack(off.done);
		expect(back.attention).toEqual([]);
		expect(usInput('MANY-7')).toMatchObject({ availability: 'IN_STOCK', pause: 'ALL' });
		expect(shelf('MANY-7')?.state).toBe('hidden');
		expect(shelf('MANY-8')?.state).toBe('onSale');
	});

	it('pauses and unpauses them all, reading each product itself', async () => {
		const off = await shop.takeOff(skus, { channel: { stop: 'both' } });
		expect(off.all.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'offSale'));
		await shop.settled();
		const back = await shop.putBack(off.done);
		expect(back.all.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'backOnSale'));
		for (const sku of skus) expect(usInput(sku)).not.toHaveProperty('pause');
	});

	it('lets one failure be one failure', async () => {
		intercept(shop, slug, async (request, next) =>
			request.method === 'PATCH' && nameOf(request) === us('MANY-3')
				? {
						status: 400,
						body: JSON.stringify({
							error: { code: 400, message: 'Bad value.', status: 'INVALID_ARGUMENT' },
						}),
					}
				: await next(),
		);
		const { of, attention } = await shop.takeOff(skus);
		expect(attention).toHaveLength(1);
		expect(of('MANY-3')).toMatchObject({ outcome: 'failed', kind: 'invalid', changed: false });
		expect(of('MANY-3').message).toContain('Bad value.');
		expect(of('MANY-4')).toMatchObject({ outcome: 'offSale' });
	});

	it('asks in halves where a query is too long for Google', async () => {
		intercept(shop, slug, async (request, next) =>
			/reports:search/.test(request.path) && request.body.toString().split('MANY-').length > 21
				? {
						status: 400,
						body: JSON.stringify({
							error: { code: 400, message: 'Query too long.', status: 'INVALID_ARGUMENT' },
						}),
					}
				: await next(),
		);
		const { all } = await shop.run('getStockState', skus);
		expect(all.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'alreadyOnSale'));
	});

	it('reads on where a page of the report or of the sources is not the last', async () => {
		intercept(shop, slug, async (request, next) => {
			if (/dataSources$/.test(request.path)) request.query.set('pageSize', '2');
			if (/reports:search/.test(request.path))
				request.body = Buffer.from(
					request.body.toString().replace('"pageSize":1000', '"pageSize":7'),
				);
			return await next();
		});
		const { all } = await shop.takeOff([...skus, 'ACR-FILE-1', 'ACR-CRAWL-1']);
		expect(all.filter(({ outcome }) => outcome === 'offSale')).toHaveLength(60);
		// Two sources may hold the second one, so the product itself was asked.
		expect(all.filter(({ outcome }) => outcome === 'refused')).toHaveLength(2);
	});

	// Slower, so that a busy machine does not spread the changes over minutes.
	const slowly = async () => {
		await shop.close();
		shop = await openGoogle({ catalogue: goods, speed: 50 });
	};

	it('waits out the quota of a minute and goes on', async () => {
		await slowly();
		shop.fake.quotas.productInputs.quotaMinuteLimit = 25;
		const { all } = await shop.takeOff(skus);
		expect(all.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'offSale'));
		expect(shop.sandbox.log.entries(slug).some(({ status }) => status === 429)).toBe(true);
	});

	it('stops at the quota of the day, and says when it begins anew', async () => {
		await slowly();
		shop.fake.quotas.productInputs.quotaLimit = 20;
		const { done, attention } = await shop.takeOff(skus);
		expect(done).toHaveLength(20);
		expect(attention).toHaveLength(40);
		for (const row of attention) {
			expect(row).toMatchObject({ outcome: 'refused', changed: false });
			expect(row.nextStep).toContain('noon UTC');
		}
		// Nobody knocks twice.
		expect(shop.writes()).toHaveLength(60);
	});
});
