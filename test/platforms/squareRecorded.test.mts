import { afterEach, expect, it } from 'vitest';

import { runAcrylicDelist } from '../harness.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { recordedShop, type Said, type Seen } from './recordedShop.mts';

type Body = ReturnType<typeof JSON.parse>;

interface Recorded {
	status: number | null;
	request: { method: string; path: string };
	response: Body;
}

let close = () => {};
afterEach(() => close());

describeWithSpecs('Square: answers recorded from real accounts', () => {
	const recorded = readSpec('square/recorded.json') as Recorded[];
	const all = (path: string, status: number | null = 200): Body[] =>
		recorded
			.filter((one) => one.request.path === path && one.status === status)
			.map(({ response }) => response);
	const [counts] = all('/v2/inventory/counts/batch-retrieve');
	// Of the account whose counts were recorded.
	const locations = all('/v2/locations').find((body) => body.locations.length > 1);
	const [retrieved] = all('/v2/catalog/batch-retrieve');
	const [row] = counts.counts;
	const [item] = retrieved.objects;

	/** The recorded variation as the search gives it, under the id that has a recorded count. */
	const found = (more: object = {}) => {
		const [variation] = item.item_data.variations;
		const data = { ...variation.item_variation_data, sku: 'REC-1', track_inventory: true, ...more };
		return { ...variation, id: row.catalog_object_id, item_variation_data: data };
	};
	const shopThatSays = (answer: (seen: Seen) => Said | undefined, variation = found()) => {
		const shop = recordedShop('https://connect.squareup.com', (seen) => {
			const own = answer(seen);
			if (own) return own;
			if (seen.path === '/v2/locations') return { body: locations };
			if (seen.path === '/v2/catalog/search')
				return {
					body: { objects: [variation], related_objects: [item], latest_time: item.updated_at },
				};
			if (seen.path === '/v2/catalog/batch-retrieve') return { body: { objects: [variation] } };
			return { body: counts };
		});
		close = shop.close;
		return shop;
	};
	const run = async (operation: string, channel: object = {}, sku = 'REC-1') =>
		await runAcrylicDelist({
			parameters: {
				operation,
				channels: ['square'],
				sku,
				squareOptions: channel as never,
				options: { confirm: false },
			},
			items: [{}],
			credentials: { stockOutSquareApi: { accessToken: 'EAAA-recorded-000000000000' } },
		});

	it('are read rightly: counts, locations, items', async () => {
		const shop = shopThatSays(() => undefined);
		const { done } = await run('getStockState');
		expect(done).toMatchObject([
			{
				outcome: 'alreadyOnSale',
				before: {
					listingId: row.catalog_object_id,
					title: 'Seed Coffee - Regular',
					quantity: 100,
					visible: true,
					buyable: true,
				},
			},
		]);
		const asked = shop.seen.find(({ path }) => path.endsWith('/counts/batch-retrieve'));
		expect(asked?.body.location_ids).toEqual(['L9A5Y0JR014G1', 'LH2XR7AMG39HX', 'LGTMGD6Y4MH5R']);
	});

	it('a new variation tracks nothing, so its count would stop nothing', async () => {
		shopThatSays(() => undefined, found({ track_inventory: undefined }));
		const { attention } = await run('takeOffSale');
		expect(attention).toMatchObject([
			{ outcome: 'refused', changed: false, message: expect.stringContaining('does not track') },
		]);
	});

	it('a variation goes back whole, with its version, and absent at each location', async () => {
		const shop = shopThatSays(({ path, body }) =>
			path === '/v2/catalog/batch-upsert'
				? { body: { objects: body.batches.flatMap(({ objects }: Body) => objects) } }
				: undefined,
		);
		const { done } = await run('takeOffSale', { stop: 'hide' });
		expect(done).toMatchObject([{ outcome: 'offSale', changed: true }]);
		const upsert = shop.seen.find(({ path }) => path === '/v2/catalog/batch-upsert');
		const absent_at_location_ids = ['L9A5Y0JR014G1', 'LH2XR7AMG39HX', 'LGTMGD6Y4MH5R'];
		expect(upsert?.body.batches).toEqual([{ objects: [{ ...found(), absent_at_location_ids }] }]);
	});

	it('a wrong token, a locked catalogue and a broken server have their sentences', async () => {
		const [unauthorized] = recorded.filter(({ status }) => status === 401);
		shopThatSays(() => ({ status: 401, body: unauthorized!.response }));
		expect((await run('getStockState')).attention).toMatchObject([
			{ outcome: 'failed', kind: 'login' },
		]);
		close();

		const [locked] = all('/v2/catalog/batch-upsert', 429);
		const busy = shopThatSays(({ path }) =>
			path === '/v2/catalog/batch-upsert' ? { status: 429, body: locked } : undefined,
		);
		const { attention } = await run('takeOffSale', { stop: 'hide' });
		expect(attention).toMatchObject([
			{ kind: 'throttled', changed: false, message: expect.stringContaining('Catalog locked') },
		]);
		expect(
			busy.seen.filter(({ path }) => path === '/v2/catalog/batch-upsert').length,
		).toBeGreaterThan(1);
		close();

		const [broken] = all('/v2/catalog/batch-upsert', 500);
		shopThatSays(({ path }) =>
			path === '/v2/catalog/batch-upsert' ? { status: 500, body: broken } : undefined,
		);
		expect((await run('takeOffSale', { stop: 'hide' })).attention).toMatchObject([
			{ kind: 'unavailable' },
		]);
	}, 20_000);
});
