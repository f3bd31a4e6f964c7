// One suite for all platforms with an account: what the Stock Level Trigger promises, kept on each one's own stock.
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { built } from '../harness.mts';
import { LevelShop } from '../levels/shop.mts';
import { cases } from './cases.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const sources = platforms.filter(({ service }) => service);

/** A poll that ends after its first page. */
const HASTY = { budgetMs: 0 };
const MOST_TICKS = 200;
const OUT = /^(ranOut|unavailable)$/;

/** Read as a whole where the platform can be listed, and by name. */
const ways = sources.flatMap(({ id, levels }) => [
	...(levels ? [[id, 'the whole account'] as const] : []),
	[id, 'named SKUs'] as const,
]);

describe.each(ways)('%s, %s', (id, way) => {
	const { plain, hiddenByHand, countless } = cases[id]!;
	const [sku, other] = plain;
	const isNamed = way === 'named SKUs';
	const skus = isNamed ? { skus: [...plain, hiddenByHand].join(', ') } : {};
	const platform = sources.find((one) => one.id === id)!;
	let shop: LevelShop;

	beforeEach(async () => {
		shop = await LevelShop.open(id);
	});
	afterEach(async () => await shop.close());

	const begin = async (options: IDataObject = {}) => {
		const trigger = shop.trigger({ options: { ...skus, ...options } as never });
		expect(await trigger.poll()).toEqual([]);
		await shop.wait();
		return trigger;
	};
	const ids = (items: IDataObject[]) => items.map(({ eventId }) => String(eventId));

	test('a sale is news once, a return at its second reading, and both again next time', async () => {
		const trigger = await begin();
		expect(await shop.polls(trigger, 2)).toEqual([]);

		shop.sellOut(sku);
		const out = await shop.news(trigger);
		expect(out.items).toEqual([
			expect.objectContaining({
				// By name, a count that is spoken for but not taken off yet shows as not for sale.
				event: countless ? 'unavailable' : isNamed ? expect.stringMatching(OUT) : 'ranOut',
				sku,
				quantity: countless ? null : isNamed ? expect.any(Number) : 0,
				source: id,
				reason: expect.any(String),
				occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
				receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			}),
		]);
		expect(await shop.polls(trigger, 3)).toEqual([]);

		// More than was sold: on some platforms orders that are not shipped yet still take their share.
		shop.fake.seller.setQuantity(sku, 50);
		const back = await shop.news(trigger);
		expect(back.items).toMatchObject([
			{ event: 'cameBack', sku, quantity: countless ? null : expect.any(Number) },
		]);
		expect(back.polls).toBeGreaterThan(1);
		expect(await shop.polls(trigger, 2)).toEqual([]);

		shop.sellOut(sku);
		const again = await shop.news(trigger);
		expect(again.items).toMatchObject([{ sku }]);
		expect(ids(again.items)).not.toEqual(ids(out.items));
	});

	test('after a restart nothing comes twice and nothing is left out', async () => {
		const trigger = await begin();
		const older = trigger.saved();
		shop.sellOut(sku);
		const { items } = await shop.news(trigger);

		const restarted = shop.trigger({ options: skus }, trigger.saved());
		expect(await shop.polls(restarted, 2)).toEqual([]);
		shop.sellOut(other);
		expect((await shop.news(restarted)).items).toMatchObject([{ sku: other }]);

		const fellBack = shop.trigger({ options: skus }, older);
		const repeated = await shop.polls(fellBack, 2);
		expect(repeated.map((item) => String(item.sku)).sort()).toEqual([sku, other].sort());
		expect(ids(repeated)).toEqual(expect.arrayContaining(ids(items)));
	});

	test('what the seller hid or deleted does not come back by itself', async () => {
		shop.sellOut(other);
		await shop.wait(platform.settle.lags ? 15 * 60_000 : 60_000);
		const trigger = await begin();
		shop.fake.seller.remove?.(other);
		const items = await shop.polls(trigger, 4);
		// A platform may show a deleted listing as closed for a while.
		expect(items.filter(({ event }) => event === 'cameBack')).toEqual([]);
		expect(items.filter((item) => item.sku === hiddenByHand)).toEqual([]);
	});

	test('a poll with hardly any time gets through all the same, in parts', async () => {
		const trigger = shop.trigger({ options: skus });
		for (let tick = 0; ; tick++) {
			expect(tick).toBeLessThan(MOST_TICKS);
			expect(await trigger.poll(HASTY)).toEqual([]);
			if ((trigger.kept.levels as IDataObject).whole) break;
		}
		await shop.wait();
		shop.sellOut(sku);
		let found: IDataObject[] = [];
		for (let tick = 0; found.length === 0; tick++) {
			expect(tick).toBeLessThan(MOST_TICKS);
			found = await trigger.poll(HASTY);
			await shop.wait(30_000);
		}
		expect(found).toMatchObject([{ sku }]);
	});

	test('only the SKUs that were asked for are news', async () => {
		const trigger = shop.trigger({
			options: { skus: isNamed ? other : `${other.slice(0, -2)}*, ACR-NONE-*` },
		});
		expect(await trigger.poll()).toEqual([]);
		await shop.wait();
		shop.sellOut(sku);
		expect(await shop.polls(trigger, 3)).toEqual([]);
		shop.sellOut(other);
		expect((await shop.news(trigger)).items).toMatchObject([{ sku: other }]);
	});

	if (!isNamed && platform.lists?.locations)
		test('all locations named one by one are the same as none named', async () => {
			const locations = await shop.locations();
			expect(locations.length).toBeGreaterThan(0);
			const trigger = shop.trigger({ locations });
			expect(await trigger.poll()).toEqual([]);
			await shop.wait();
			shop.sellOut(sku);
			expect((await shop.news(trigger)).items).toMatchObject([{ sku }]);
		});

	test('a wrong login ends the poll with a sentence and a next step', async () => {
		const options = shop.options({ options: skus });
		const [[type, account]] = Object.entries(options.credentials!);
		const spoilt =
			cases[id]!.login === 'oauthTokenData'
				? { access_token: 'x'.repeat(32), refresh_token: 'x'.repeat(32), token_type: 'bearer' }
				: 'wrong-value';
		const trigger = shop
			.trigger()
			.edited({ ...options, credentials: { [type]: { ...account, [cases[id]!.login]: spoilt } } });
		await expect(trigger.poll()).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/\w/),
			description: expect.stringMatching(/\.$/),
		});
	});
});

describe.each(sources.filter(({ levels }) => !levels).map(({ id }) => id))(
	'%s, which cannot be listed',
	(id) => {
		test.each([
			['no SKU', {}],
			['a pattern', { skus: 'ACR-*' }],
		])('says so when %s is named', async (_name, options) => {
			const shop = await LevelShop.open(id);
			try {
				await expect(shop.trigger({ options }).poll()).rejects.toMatchObject({
					name: 'NodeOperationError',
					message: expect.stringContaining('only that of SKUs that are named'),
					description: expect.stringContaining('Only These SKUs'),
				});
			} finally {
				await shop.close();
			}
		});
	},
);
