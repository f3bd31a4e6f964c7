import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { fba, main, profiles, store } from '../../sandbox/channeladvisor/shop.mts';
import { intercept } from './channelRun.mts';
import {
	absolute,
	expectSound,
	openChannelAdvisor,
	type ChannelAdvisorShop,
} from './channeladvisorShop.mts';

const INK = 'ACR-INK-PAYN-30';
/** At two centers of the seller's, and at one that was deleted. */
const GEL = 'ACR-GEL-MATT-500';
/** Own stock and FBA. */
const GESSO = 'ACR-GES-WHT-1000';
/** FBA only. */
const SHEET = 'ACR-SHT-CLR-A3';
const VARNISH = 'ACR-VAR-GLOS-250';
const PARENT = 'ACR-HB-TWHT';
const BUNDLE = 'ACR-SET-START';
const NEVER_STOCKED = 'ACR-HB-BRNZ-60';
const TWICE = 'ACR-DUP-1';
const OURS = 'Out of stock (n8n)';
const both = { channel: { stop: 'both' } };
const withExternal = { channel: { blockExternal: true } };

let shop: ChannelAdvisorShop;
afterEach(async () => await shop.close());

const restores = (rows: ReadonlyArray<{ restore?: unknown }>) =>
	rows.map(({ restore }) => ({ restore: String(restore) }));

describe('ChannelAdvisor: quantity zero', () => {
	it('sets every own center to zero in one request, blocks nothing, and restores it to the letter', async () => {
		shop = await openChannelAdvisor();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GEL]);
		expect(off.of(GEL)).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
			before: { quantity: 7, title: 'Matte Gel Medium 500 ml' },
			after: { quantity: 0, visible: true, buyable: false },
		});
		expect(shop.writes()).toEqual([
			['POST', '/UpdateQuantity', absolute({ [main]: 0, [store]: 0 })],
		]);
		const back = await shop.run('putBackOnSale', restores(off.done));
		expect(back.of(GEL)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 7 } });
		expect(shop.writes()[1]).toEqual([
			'POST',
			'/UpdateQuantity',
			absolute({ [main]: 5, [store]: 2 }),
		]);
		expect(shop.snapshot()).toEqual(before);
	});

	it('addresses the product by its number, also where the SKU is one', async () => {
		shop = await openChannelAdvisor();
		shop.fake.shop.add({ Sku: '22098461', Title: 'Palette', stock: new Map([[main, 2]]) });
		const { of } = await shop.run('takeOffSale', ['22098461']);
		expect(of('22098461')).toMatchObject({ outcome: 'offSale' });
		expect(shop.product('22098461').stock.get(main)).toBe(0);
		expect(
			shop.sandbox.log.entries('channeladvisor').some(({ path }) => path.includes('(22098461)')),
		).toBe(false);
	});

	it('shows the request in a dry run and sends nothing', async () => {
		shop = await openChannelAdvisor();
		const { of } = await shop.run('takeOffSale', [INK], { options: { dryRun: true } });
		expect(of(INK).plannedRequests).toMatchObject([
			{
				method: 'POST',
				path: `/v1/Products(${shop.product(INK).ID})/UpdateQuantity`,
				body: absolute({ [main]: 0 }),
			},
		]);
		expect(shop.writes()).toEqual([]);
	});

	it('waits for the total that ChannelAdvisor reckons afterwards', async () => {
		shop = await openChannelAdvisor();
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		const readBacks = shop
			.reads(/Products/)
			.filter(({ query }) => new URLSearchParams(query).get('$filter')?.startsWith('ID eq'));
		expect(readBacks).toHaveLength(2);
		expect(readBacks[0].responseBody).toContain('"TotalAvailableQuantity":8');
		expect(readBacks[0].responseBody).toContain('"AvailableQuantity":0');
	});

	it('says so when the total stays above zero', async () => {
		shop = await openChannelAdvisor();
		intercept(shop.fake, async (request) => {
			if (request.path !== '/v1/Products') return undefined;
			const answer = await shop.fakeHandle(request);
			const text = JSON.stringify(answer.body);
			return {
				...answer,
				body: text.replace(/"TotalAvailableQuantity":\d+/, '"TotalAvailableQuantity":8'),
			};
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'contradicted', changed: true, confirmed: false });
	});

	it('leaves a center below zero as it is', async () => {
		shop = await openChannelAdvisor();
		shop.product(GEL).stock.set(store, -1);
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GEL]);
		expect(shop.writes()).toEqual([['POST', '/UpdateQuantity', absolute({ [main]: 0 })]]);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});
});

describe('ChannelAdvisor: blocking on top', () => {
	it('empties first and blocks then, and comes back the other way round', async () => {
		shop = await openChannelAdvisor();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [INK], both);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			after: { visible: false, quantity: 0 },
		});
		const back = await shop.run('putBackOnSale', restores(off.done), both);
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.writes()).toEqual([
			['POST', '/UpdateQuantity', absolute({ [main]: 0 })],
			['PUT', '', { IsBlocked: true, BlockComment: OURS }],
			['PUT', '', { IsBlocked: false, BlockComment: '' }],
			['POST', '/UpdateQuantity', absolute({ [main]: 8 })],
		]);
		expect(shop.snapshot()).toEqual(before);
	});

	it('brings back the comment that was there before', async () => {
		shop = await openChannelAdvisor();
		shop.product(INK).BlockComment = 'Blocked last winter';
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [INK], both);
		await shop.run('putBackOnSale', restores(off.done), both);
		expect(shop.snapshot()).toEqual(before);
	});

	it('takes it for unblocked although an empty text did not clear the comment', async () => {
		shop = await openChannelAdvisor();
		const off = await shop.run('takeOffSale', [INK], both);
		intercept(shop.fake, async (request) => {
			if (request.method !== 'PUT') return undefined;
			const answer = await shop.fakeHandle(request);
			shop.product(INK).BlockComment = OURS;
			return answer;
		});
		const back = await shop.run('putBackOnSale', restores(off.done), both);
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', confirmed: true });
	});

	it('leaves it blocked when somebody else has blocked it meanwhile, and puts the stock back', async () => {
		shop = await openChannelAdvisor();
		const off = await shop.run('takeOffSale', [INK], both);
		shop.product(INK).BlockComment = 'Recall';
		const back = await shop.run('putBackOnSale', restores(off.done), both);
		expect(back.of(INK)).toMatchObject({ outcome: 'leftAlone', after: { visible: false } });
		expect(String(back.of(INK).warnings)).toContain('Somebody changed');
		expect(shop.product(INK)).toMatchObject({ IsBlocked: true, BlockComment: 'Recall' });
		expect(shop.product(INK).stock.get(main)).toBe(8);
	});

	it('leaves a product blocked that was blocked by hand', async () => {
		shop = await openChannelAdvisor();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [VARNISH], both);
		expect(off.of(VARNISH)).toMatchObject({
			outcome: 'alreadyOffSale',
			before: { visible: false, buyable: false },
		});
		const back = await shop.run('putBackOnSale', restores(off.done), both);
		expect(back.of(VARNISH)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(shop.snapshot()).toEqual(before);
	});

	it('sets the stock of a blocked product on wish, and says that it stays off sale', async () => {
		shop = await openChannelAdvisor();
		const { of } = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 9 }]);
		expect(of(VARNISH)).toMatchObject({
			outcome: 'leftAlone',
			after: { quantity: 9, visible: false },
		});
		expect(shop.product(VARNISH).IsBlocked).toBe(true);
	});
});

describe('ChannelAdvisor: stock that somebody else manages', () => {
	it('empties the own centers, says what is left, and does not call it off sale', async () => {
		shop = await openChannelAdvisor();
		const { of } = await shop.run('takeOffSale', [GESSO]);
		expect(of(GESSO)).toMatchObject({
			outcome: 'contradicted',
			changed: true,
			after: { quantity: 3 },
		});
		expect(of(GESSO).warnings).toEqual([expect.stringContaining('3 pieces stay at externally')]);
		expect(shop.writes()).toEqual([['POST', '/UpdateQuantity', absolute({ [main]: 0 })]]);
	});

	it('blocks it too on wish, and restores both', async () => {
		shop = await openChannelAdvisor();
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', [GESSO, SHEET], withExternal);
		expect(off.of(GESSO)).toMatchObject({ outcome: 'offSale', confirmed: true, warnings: [] });
		expect(off.of(SHEET)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.product(SHEET)).toMatchObject({
			IsExternalQuantityBlocked: true,
			IsBlocked: false,
		});
		expect(shop.product(SHEET).stock.get(fba)).toBe(10);
		await shop.run('putBackOnSale', restores(off.done));
		expect(shop.snapshot()).toEqual(before);
	});

	it('believes the own centers when the total still counts what is blocked', async () => {
		shop = await openChannelAdvisor();
		intercept(shop.fake, async (request) => {
			if (request.path !== '/v1/Products') return undefined;
			const answer = await shop.fakeHandle(request);
			const text = JSON.stringify(answer.body);
			return {
				...answer,
				body: text.replace(/"TotalAvailableQuantity":\d+/, '"TotalAvailableQuantity":10'),
			};
		});
		const { of } = await shop.run('takeOffSale', [SHEET], withExternal);
		expect(of(SHEET)).toMatchObject({ outcome: 'offSale', after: { quantity: 0 } });
	});

	it('refuses what lies there alone, and names the option', async () => {
		shop = await openChannelAdvisor();
		const { of } = await shop.run('takeOffSale', [SHEET]);
		expect(of(SHEET)).toMatchObject({ outcome: 'refused', changed: false });
		expect(of(SHEET).nextStep).toContain('Also Block Externally Managed Stock');
		expect(shop.writes()).toEqual([]);
	});
});

describe('ChannelAdvisor: distribution centers', () => {
	it('changes the chosen ones only, and says what stays', async () => {
		shop = await openChannelAdvisor();
		const channel = { distributionCenters: [String(store)] };
		const first = await shop.run('takeOffSale', [GEL], { channel });
		expect(first.of(GEL)).toMatchObject({ outcome: 'contradicted', after: { quantity: 5 } });
		expect(first.of(GEL).warnings).toEqual([expect.stringContaining('5 pieces stay')]);
		const second = await shop.run('takeOffSale', [GEL], { channel });
		expect(second.of(GEL)).toMatchObject({ outcome: 'refused', changed: false });
		expect(second.of(GEL).message).toContain('not chosen');
		expect(shop.writes()).toEqual([['POST', '/UpdateQuantity', absolute({ [store]: 0 })]]);
	});

	it('puts a quantity at the one that holds most, and counts what lies at the others', async () => {
		shop = await openChannelAdvisor();
		await shop.run('takeOffSale', [GEL]);
		const { of } = await shop.run('putBackOnSale', [{ sku: GEL, quantity: 6 }]);
		expect(of(GEL)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 6 } });
		expect(String(of(GEL).warnings)).toContain('one distribution center');
		expect(shop.product(GEL).stock.get(main)).toBe(6);
	});

	it('takes a product that was never stocked for sold out, and asks where a quantity belongs', async () => {
		shop = await openChannelAdvisor();
		const off = await shop.run('takeOffSale', [NEVER_STOCKED]);
		expect(off.of(NEVER_STOCKED)).toMatchObject({
			outcome: 'alreadyOffSale',
			before: { quantity: null, buyable: false },
		});
		const items = [{ sku: NEVER_STOCKED, quantity: 3 }];
		const asked = await shop.run('putBackOnSale', items);
		expect(asked.of(NEVER_STOCKED)).toMatchObject({ outcome: 'refused', changed: false });
		const back = await shop.run('putBackOnSale', items, {
			channel: { distributionCenters: [String(store)] },
		});
		expect(back.of(NEVER_STOCKED)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 3 } });
	});

	it('leaves deleted centers alone', async () => {
		shop = await openChannelAdvisor();
		const { of } = await shop.run('getStockState', [GEL]);
		expect(of(GEL)).toMatchObject({ before: { quantity: 7 } });
	});
});

describe('ChannelAdvisor: products without stock of their own', () => {
	it.each([
		[PARENT, 'parent'],
		[BUNDLE, 'bundle'],
	])('refuses %s, a %s', async (sku, word) => {
		shop = await openChannelAdvisor();
		for (const settings of [{}, both]) {
			const { of } = await shop.run('takeOffSale', [sku], settings);
			expect(of(sku)).toMatchObject({ outcome: 'refused', changed: false });
			expect(of(sku).message).toContain(word);
		}
		expect(shop.writes()).toEqual([]);
	});

	it('sees a bundle go when one of its components is sold out', async () => {
		shop = await openChannelAdvisor();
		await shop.run('takeOffSale', ['ACR-HB-TWHT-60']);
		const { of } = await shop.run('takeOffSale', [BUNDLE]);
		expect(of(BUNDLE)).toMatchObject({ outcome: 'alreadyOffSale', before: { quantity: 0 } });
		const back = await shop.run('putBackOnSale', [{ sku: BUNDLE, quantity: 2 }]);
		expect(back.of(BUNDLE)).toMatchObject({ outcome: 'refused' });
	});
});

describe('ChannelAdvisor: look-up', () => {
	it('asks which account is meant, and keeps to the one in the credential', async () => {
		shop = await openChannelAdvisor();
		const asked = await shop.run('takeOffSale', [TWICE]);
		expect(asked.of(TWICE)).toMatchObject({ outcome: 'ambiguous', changed: false });
		const mine = await shop.run(
			'takeOffSale',
			[TWICE],
			shop.with({ profileId: String(profiles.second) }),
		);
		expect(mine.of(TWICE)).toMatchObject({ outcome: 'offSale', before: { quantity: 8 } });
		expect(shop.shelf(TWICE)).toMatchObject({ quantity: 3, state: 'onSale' });
		const both = await shop.run('takeOffSale', [TWICE], { channel: { severalListings: 'all' } });
		expect(both.of(TWICE)).toMatchObject({ outcome: 'offSale', changed: true });
		const typo = await shop.run('getStockState', [INK], shop.with({ profileId: '1 or 1 eq 1' }));
		expect(typo.of(INK)).toMatchObject({ outcome: 'failed', kind: 'invalid' });
	});

	it('looks 20 up at a time, and the distribution centers once', async () => {
		const goods = manyProducts(45);
		shop = await openChannelAdvisor({ catalogue: goods });
		const skus = goods.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		const { done } = await shop.run('getStockState', skus);
		expect(done).toHaveLength(45);
		expect(shop.reads(/DistributionCenters/)).toHaveLength(1);
		const terms = shop
			.reads(/Products/)
			.map(({ query }) => new URLSearchParams(query).get('$filter')?.split(' or ').length ?? 0);
		expect(terms.sort((a, b) => a - b)).toEqual([5, 20, 20]);
	});

	it('keeps the addresses short when SKUs are long, and asks for none that fits in no address', async () => {
		const goods = manyProducts(6).map(({ title, variants }) => ({
			title,
			variants: variants.map((one) => ({ ...one, sku: `${one.sku}-${'x'.repeat(500)}` })),
		}));
		shop = await openChannelAdvisor({ catalogue: goods });
		const skus = goods.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		const { done, attention } = await shop.run('getStockState', [
			...skus,
			'%'.repeat(900),
			'a\nb',
		]);
		expect(done).toHaveLength(6);
		expect(attention.map(({ outcome }) => outcome)).toEqual(['notFound', 'notFound']);
		expect(shop.reads(/Products/)).toHaveLength(3);
	});

	it('follows the next page by its own address', async () => {
		shop = await openChannelAdvisor();
		shop.fake.pageSize = 2;
		const skus = [INK, GEL, GESSO, 'ACR-SB-CRED-118', 'ACR-FL-QMAG-30'];
		const { done } = await shop.run('getStockState', skus);
		expect(done).toHaveLength(5);
		const skips = shop
			.reads(/Products/)
			.map(({ query }) => new URLSearchParams(query).get('$skip'));
		expect(skips).toEqual([null, '2', '4']);
	});

	it('finds a SKU with quotes, and only that one', async () => {
		shop = await openChannelAdvisor();
		const sku = "O'Neil' or Sku eq 'ACR-INK-PAYN-30";
		shop.fake.shop.add({ Sku: sku, Title: 'Brush', stock: new Map([[main, 1]]) });
		const { of } = await shop.run('takeOffSale', [sku]);
		expect(of(sku)).toMatchObject({ outcome: 'offSale', before: { quantity: 1 } });
		expect(shop.shelf(INK)?.state).toBe('onSale');
		shop.sandbox.log.clear();
	});
});

describe('ChannelAdvisor: the check of requests', () => {
	it('sees what the sheet does not allow', async () => {
		shop = await openChannelAdvisor();
		await shop.run('takeOffSale', [INK], both);
		const entries = shop.sandbox.log.entries('channeladvisor').filter(({ login }) => !login);
		const quantity = entries.find(({ method }) => method === 'POST')!;
		const block = entries.find(({ method }) => method === 'PUT')!;
		const spoilt = (entry: typeof quantity, from: string, to: string) => () =>
			expectSound({ ...entry, requestBody: entry.requestBody.replace(from, to) });
		expect(spoilt(quantity, 'Absolute', 'Relative')).toThrow();
		expect(spoilt(quantity, '"Quantity":0', '"Quantity":-1')).toThrow();
		expect(spoilt(quantity, '"Value"', '"value"')).toThrow();
		expect(spoilt(block, '"IsBlocked"', '"Quantity"')).toThrow();
		expect(() => expectSound({ ...quantity, method: 'DELETE' })).toThrow();
		expect(() =>
			expectSound({ ...quantity, path: `/v1/Products('${INK}')/UpdateQuantity` }),
		).toThrow();
	});
});
