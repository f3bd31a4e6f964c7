// Oracle NetSuite: stock read in turn, for the Stock Level Trigger.
import { afterEach, describe, expect, it } from 'vitest';

import type { StockReading } from '../../events/stockEvent';
import type { Call } from '../../http/answer';
import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeAnswer } from '../../sandbox/fake.mts';
import { callTo, platformOf } from './callTo.mts';
import { intercept } from './channelRun.mts';
import { openNetsuite, type NetsuiteShop } from './netsuiteShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GESSO = 'ACR-GES-WHT-1000';
const RED = 'ACR-SB-CRED-118';
const WHITE = 'ACR-HB-TWHT-60';
const { levels } = platformOf('netsuite');

let shop: NetsuiteShop;
let call: Call;
afterEach(async () => await shop.close());
const open = async (catalogue?: Parameters<typeof openNetsuite>[0]) => {
	shop = await openNetsuite(catalogue);
	call = await callTo('netsuite', shop.credentials);
};

async function pass({
	locations = [],
	since,
	between = () => {},
}: { locations?: readonly string[]; since?: string; between?: () => void } = {}) {
	const found: StockReading[] = [];
	for (let from: string | undefined; ; ) {
		const page = await levels!.page(call, {
			scope: { locations },
			...(since ? { since } : {}),
			...(from ? { from } : {}),
		});
		found.push(...page.readings);
		if (page.next === undefined) return found;
		from = JSON.parse(JSON.stringify(page.next)) as string;
		between();
	}
}
const of = (found: StockReading[], sku: string) => found.find((one) => one.sku === sku);
const lastPass = (agoMs = 0) =>
	new Date(shop.clock.now() - agoMs - levels!.changesOverlapMs!).toISOString();

describe('a pass over everything', () => {
	it('takes a thousand items a request, one row each, however many locations', async () => {
		await open({ catalogue: manyProducts(2500) });
		for (let i = 1; i <= 2500; i++)
			shop.fake
				.item(`BENCH-${String(i).padStart(5, '0')}`)!
				.stock.set('3', { onHand: 2, committed: 1 });
		const found = await pass();
		const own = found.filter(({ sku }) => sku.startsWith('BENCH'));
		expect(new Set(own.map(({ sku }) => sku)).size).toBe(2500);
		expect(own).toHaveLength(2500);
		expect(own.every(({ quantity }) => quantity === 6)).toBe(true);
		expect(shop.queries().map(({ query }) => query)).toEqual(
			Array.from({ length: 3 }, () => 'limit=1000&offset=0'),
		);
	});

	it('skips nothing and repeats nothing when items go and sell between the pages', async () => {
		await open({ catalogue: manyProducts(2500) });
		let round = 0;
		const found = await pass({
			between: () => {
				round += 1;
				shop.fake.seller.remove!(`BENCH-0000${round}`);
				shop.fake.seller.sell('BENCH-02500', 5);
			},
		});
		const skus = found.map(({ sku }) => sku).filter((sku) => sku.startsWith('BENCH'));
		expect(new Set(skus).size).toBe(skus.length);
		expect(skus).toHaveLength(2500);
	});

	it('counts what is available, as a look-up of Acrylic Delist does', async () => {
		await open();
		const found = await pass();
		const skus = [INK, GESSO, RED, WHITE, 'ACR-KIT-START', 'ACR-CATALOGUE', 'ACR-SHT-CLR-A3'];
		const { of: state } = await shop.run('getStockState', skus);
		for (const sku of skus)
			expect(of(found, sku)?.quantity, sku).toBe(
				(state(sku).before as { quantity: number | null }).quantity,
			);
		expect(of(found, RED)).toMatchObject({ quantity: 5, reason: 'quantity available 5' });
		expect(of(found, 'ACR-WORKSHOP')).toBeUndefined();
	});

	it('counts only the locations in question', async () => {
		await open();
		expect(of(await pass({ locations: ['3'] }), GESSO)).toMatchObject({ quantity: 4 });
		expect(of(await pass({ locations: ['2', '3'] }), GESSO)).toMatchObject({ quantity: 12 });
		expect(of(await pass({ locations: ['3'] }), INK)).toMatchObject({ quantity: 0 });
		expect(of(await pass({ locations: ['2) OR (1=1'] }), GESSO)).toMatchObject({ quantity: 0 });
	});

	it('says unavailable of what is inactive, and not of what is only out of the web store', async () => {
		await open();
		shop.fake.item(INK)!.isInactive = true;
		const found = await pass();
		expect(of(found, INK)).toMatchObject({ available: false, quantity: 8, reason: 'inactive' });
		expect(of(found, 'ACR-VAR-GLOS-250')).not.toHaveProperty('available');
	});

	it('changes the key with the stock and with the switch, and with nothing else', async () => {
		await open();
		const key = async () => of(await pass(), INK)?.key;
		const first = await key();
		expect(await key()).toBe(first);
		shop.fake.seller.sell(INK, 1);
		expect(await key()).not.toBe(first);
	});
});

describe('a role that may not see a column', () => {
	it.each([
		['gets no rows: few columns tell the stock all the same', 'displayname'],
		['gets no rows: nothing is told of the switch', 'isinactive'],
	])('%s', async (_, column) => {
		await open({ catalogue: manyProducts(1200) });
		shop.fake.restricted.add(column);
		const found = await pass();
		expect(found.filter(({ sku }) => sku.startsWith('BENCH'))).toHaveLength(1200);
		expect(found.every(({ title }) => title === undefined)).toBe(true);
		// The way once found is kept for the pages after it.
		expect(shop.queries()).toHaveLength(1 + 2);
	});

	it('gets an error: the same', async () => {
		await open();
		const answer: FakeAnswer = {
			status: 400,
			body: {
				title: 'Bad Request',
				'o:errorDetails': [
					{ detail: "Field 'displayname' was not found", 'o:errorCode': 'INVALID_PARAMETER' },
				],
			},
		};
		intercept(shop.fake, ({ body }) =>
			body.toString().includes('displayname') ? answer : undefined,
		);
		expect(of(await pass(), INK)).toMatchObject({ quantity: 8 });
	});

	it('may not query at all: that is said, and is no empty account', async () => {
		await open();
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/suiteql')
				? {
						status: 403,
						body: {
							title: 'Forbidden',
							'o:errorDetails': [
								{ detail: 'Permission Violation', 'o:errorCode': 'INSUFFICIENT_PERMISSION' },
							],
						},
					}
				: undefined,
		);
		await expect(pass()).rejects.toThrow('lacks a permission');
	});
});

describe('a pass over what changed', () => {
	it('finds what transactions moved since, though NetSuite’s clock is eight hours behind', async () => {
		await open({ catalogue: manyProducts(50) });
		for (const item of shop.fake.items.values()) item.lastModified = '2020-01-01 00:00:00';
		shop.fake.seller.sell('BENCH-00007', 5);
		const found = await pass({ since: lastPass() });
		expect(found).toMatchObject([{ sku: 'BENCH-00007', quantity: 0 }]);
	});

	it('finds items whose switch changed, and none that nobody touched for a day', async () => {
		await open();
		for (const item of shop.fake.items.values()) item.lastModified = '2020-01-01 00:00:00';
		shop.fake.seller.setHidden(INK, true);
		expect((await pass({ since: lastPass() })).map(({ sku }) => sku)).toEqual([INK]);
		const tomorrow = new Date(shop.clock.now() + 86_400_000).toISOString();
		expect(await pass({ since: tomorrow })).toEqual([]);
	});

	it('goes on from page to page', async () => {
		await open({ catalogue: manyProducts(1100) });
		for (let i = 1; i <= 1100; i++) shop.fake.seller.sell(`BENCH-${String(i).padStart(5, '0')}`, 1);
		const found = await pass({ since: lastPass() });
		expect(found.filter(({ sku }) => sku.startsWith('BENCH'))).toHaveLength(1100);
		expect(shop.queries()).toHaveLength(2);
	});
});
