import { describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { readOnlyRefreshToken } from '../../sandbox/ebay/login.mts';
import type { World } from '../../sandbox/fake.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { fetchToken, INVENTORY, open, send, TestWorld } from './ebayShop.mts';
import type { Answer } from './ebayShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';

const firstError = ({ body }: Answer) => body.errors[0].errorId as number;
const nodesOf = ({ body }: Answer) =>
	body.responses.map(
		({ statusCode, errors }: { statusCode: number; errors?: { errorId: number }[] }) => [
			statusCode,
			...(errors ?? []).map(({ errorId }) => errorId),
		],
	);

describe('login', () => {
	it('gives a token for two hours, then refuses it with 401', async () => {
		const { world, get } = await open();
		expect((await get('inventory_item?limit=1')).status).toBe(200);
		world.pass(7200);
		const late = await get('inventory_item?limit=1');
		expect([late.status, firstError(late)]).toEqual([401, 1001]);
	});

	it('refuses wrong clients, unknown refresh tokens and scopes that were not given', async () => {
		const { fake } = await open();
		const good = {
			grant_type: 'refresh_token',
			refresh_token: String(fake.account['refreshToken']),
		};
		const outcome = ({ status, body }: Answer) => [status, body.error];
		expect(outcome(await fetchToken(fake, good, 'Basic eDp5'))).toEqual([401, 'invalid_client']);
		expect(outcome(await fetchToken(fake, { ...good, refresh_token: 'v^1.1#x' }))).toEqual([
			400,
			'invalid_grant',
		]);
		expect(
			outcome(
				await fetchToken(fake, {
					...good,
					scope: 'https://api.ebay.com/oauth/api_scope/sell.account',
				}),
			),
		).toEqual([400, 'invalid_scope']);
		expect(outcome(await fetchToken(fake, { grant_type: 'password' }))).toEqual([
			400,
			'unsupported_grant_type',
		]);
	});

	it('lets a token for reading read, and nothing else', async () => {
		const { lookUp, update, get } = await open(new TestWorld(), readOnlyRefreshToken);
		expect((await lookUp(INK)).status).toBe(200);
		expect((await get(`offer?sku=${INK}`)).status).toBe(200);
		const denied = await update({ sku: INK, shipToLocationAvailability: { quantity: 0 } });
		expect([denied.status, firstError(denied)]).toEqual([403, 1100]);
	});

	it('refuses the language that some clients send by themselves', async () => {
		const { fake, headers } = await open();
		const answer = await send(fake, 'GET', `${INVENTORY}/inventory_item`, {
			headers: { ...headers, 'accept-language': '*' },
		});
		expect([answer.status, firstError(answer)]).toEqual([400, 25709]);
	});
});

describe('look-up', () => {
	it('answers each SKU for itself, with 207 when some are unknown', async () => {
		const { lookUp } = await open();
		const all = await lookUp(INK, GEL);
		expect(all.status).toBe(200);
		expect(all.body.responses[0]).toMatchObject({
			sku: INK,
			inventoryItem: { availability: { shipToLocationAvailability: { quantity: 8 } } },
		});
		const mixed = await lookUp(INK, 'NOPE', 'x'.repeat(51));
		expect(mixed.status).toBe(207);
		expect(nodesOf(mixed)).toEqual([[200], [404, 25702], [400, 25707]]);
	});

	it('takes 25 different SKUs and no more', async () => {
		const { lookUp } = await open();
		expect((await lookUp(...Array.from({ length: 25 }, (_, i) => `S${i}`))).status).toBe(207);
		expect(firstError(await lookUp(...Array.from({ length: 26 }, (_, i) => `S${i}`)))).toBe(25727);
		expect(firstError(await lookUp(INK, INK))).toBe(25734);
		expect(firstError(await lookUp())).toBe(25709);
	});

	it('shows warehouses, variations, and nothing of listings made on eBay', async () => {
		const { lookUp } = await open();
		const { body } = await lookUp(GEL, 'ACR-HB-COBL-60', 'ACR-EAS-OAK');
		expect(
			body.responses[0].inventoryItem.availability.shipToLocationAvailability
				.availabilityDistributions,
		).toMatchObject([
			{ merchantLocationKey: 'main', quantity: 5 },
			{ merchantLocationKey: 'outlet', quantity: 2 },
		]);
		expect(body.responses[1].inventoryItem.inventoryItemGroupKeys).toHaveLength(1);
		expect(body.responses[2].statusCode).toBe(404);
	});

	it('pages through the inventory', async () => {
		const { get } = await open(new TestWorld(manyProducts(450)));
		const first = await get('inventory_item?limit=200');
		expect([first.body.total, first.body.size]).toEqual([450, 200]);
		const last = await get('inventory_item?limit=200&offset=2');
		expect([last.body.size, last.body.next]).toEqual([50, undefined]);
		expect(firstError(await get('inventory_item?limit=201'))).toBe(25709);
	});

	it('finds the offers of one SKU, and says so oddly when there are none or no SKU is named', async () => {
		const { get } = await open();
		const two = await get('offer?sku=ACR-GES-WHT-1000&limit=100');
		expect(two.body.offers.map((offer: { marketplaceId: string }) => offer.marketplaceId)).toEqual([
			'EBAY_US',
			'EBAY_DE',
		]);
		expect((await get('offer?sku=ACR-SHT-CLR-A3')).body.offers[0]).not.toHaveProperty(
			'availableQuantity',
		);
		const none = await get('offer?sku=NOPE');
		expect([none.status, firstError(none)]).toEqual([404, 25713]);
		const unnamed = await get('offer');
		expect([unnamed.status, firstError(unnamed)]).toEqual([400, 25707]);
	});

	it('shows a withdrawn offer without a listing', async () => {
		const { get, shelf } = await open();
		const { body } = await get('offer?sku=ACR-VAR-GLOS-250');
		expect(body.offers[0]).toMatchObject({ status: 'UNPUBLISHED' });
		expect(body.offers[0]).not.toHaveProperty('listing');
		expect(shelf('ACR-VAR-GLOS-250')).toMatchObject({ state: 'hidden', quantity: 6 });
	});
});

describe('price and quantity', () => {
	const zero = (sku: string) => ({ sku, shipToLocationAvailability: { quantity: 0 } });

	it('sells the lower one of item and offer', async () => {
		const { update, get, shelf } = await open();
		expect((await update(zero(INK))).body).toEqual({ responses: [{ statusCode: 200, sku: INK }] });
		expect(shelf(INK)).toMatchObject({ state: 'soldOut', quantity: 0 });
		const { body } = await get(`offer?sku=${INK}`);
		expect(body.offers[0]).toMatchObject({
			availableQuantity: 8,
			status: 'PUBLISHED',
			listing: { listingStatus: 'OUT_OF_STOCK' },
		});
		await update({ sku: INK, shipToLocationAvailability: { quantity: 20 } });
		expect(shelf(INK)).toMatchObject({ state: 'onSale', quantity: 8 });
		const offers = [{ offerId: body.offers[0].offerId, availableQuantity: 0 }];
		const both = await update({ sku: INK, shipToLocationAvailability: { quantity: 20 }, offers });
		expect(both.body.responses).toHaveLength(2);
		expect(shelf(INK)?.state).toBe('soldOut');
	});

	it('keeps a listing alive while another variation has something', async () => {
		const { update, get, shelf } = await open();
		await update(zero('ACR-HB-COBL-60'));
		const { body } = await get('offer?sku=ACR-HB-COBL-60');
		expect(body.offers[0].listing.listingStatus).toBe('ACTIVE');
		expect(shelf('ACR-HB-COBL-60')?.state).toBe('soldOut');
		expect(shelf('ACR-HB-COBL-120')?.state).toBe('onSale');
	});

	it('loses the warehouses that a write leaves out', async () => {
		const { update, lookUp } = await open();
		await update(zero(GEL));
		const { body } = await lookUp(GEL);
		expect(
			body.responses[0].inventoryItem.availability.shipToLocationAvailability,
		).not.toHaveProperty('availabilityDistributions');
	});

	it('refuses single rows: unknown SKUs, offers that are not published, numbers below zero', async () => {
		const { update, shelf } = await open();
		const offer = { offerId: '1', availableQuantity: 0 };
		const answer = await update(
			zero(INK),
			zero('NOPE'),
			{ ...zero('ACR-FL-QMAG-30'), offers: [offer] },
			{ sku: 'ACR-GES-WHT-1000', shipToLocationAvailability: { quantity: -1 } },
		);
		expect(answer.status).toBe(207);
		expect(nodesOf(answer)).toEqual([[200], [404, 25702], [200], [400, 25713], [400, 25002]]);
		expect(shelf('ACR-FL-QMAG-30')?.state).toBe('soldOut');
	});

	it('refuses zero while Out-of-Stock Control is off, and ends a listing with its last piece', async () => {
		const { fake, update, get, shelf } = await open();
		fake.shop.outOfStockControl = false;
		expect(nodesOf(await update(zero(INK)))).toEqual([[400, 25004]]);
		expect(shelf(INK)?.state).toBe('onSale');
		fake.seller.sell(INK, 8);
		expect((await get(`offer?sku=${INK}`)).body.offers[0]).toMatchObject({
			status: 'UNPUBLISHED',
			listing: { listingStatus: 'ENDED' },
		});
		expect(shelf(INK)).toMatchObject({ state: 'hidden', note: 'ended' });
	});

	it('refuses two writes to one group at the same time', async () => {
		const { update } = await open();
		const [first, second] = await Promise.all([
			update(zero('ACR-HB-COBL-60')),
			update(zero('ACR-HB-COBL-120')),
		]);
		expect([first?.status, second?.status]).toEqual([200, 500]);
		expect(firstError(second as Answer)).toBe(25025);
		expect((await update(zero('ACR-HB-COBL-120'))).status).toBe(200);
	});

	it('refuses the 251st revision of a listing on one day', async () => {
		const { update } = await open();
		for (let i = 0; i < 250; i++)
			await update({ sku: INK, shipToLocationAvailability: { quantity: i + 1 } });
		expect(nodesOf(await update(zero(INK)))).toEqual([[400, 25002]]);
		expect(nodesOf(await update(zero('ACR-FL-QMAG-30')))).toEqual([[200]]);
	});

	it('puts a listing up again under a new number', async () => {
		const { fake, get } = await open();
		const listing = async () =>
			(await get(`offer?sku=${INK}`)).body.offers[0].listing?.listingId as string;
		const before = await listing();
		fake.seller.setHidden(INK, true);
		expect(await listing()).toBeUndefined();
		fake.seller.setHidden(INK, false);
		expect(await listing()).not.toBe(before);
	});
});

interface Recorded {
	request: { method: string; path: string; query?: Record<string, string>; body?: string };
	status: number;
	response: Record<string, unknown>;
	covers?: string;
}

describeWithSpecs('the recorded answers', () => {
	const recorded = readSpec('ebay/recorded.json') as Recorded[];
	const named = (part: string) => {
		const found = recorded.find(({ covers }) => covers?.includes(part));
		if (!found) throw new Error(`Nothing recorded covers '${part}'`);
		return found;
	};
	/** Names and kinds of the members, texts left out. */
	const shape = (value: unknown): unknown =>
		Array.isArray(value)
			? value.map(shape)
			: typeof value === 'object' && value !== null
				? Object.fromEntries(
						Object.entries(value)
							.sort()
							.map(([name, one]) => [name, shape(one)]),
					)
				: typeof value;

	it('are what the fake says of dead tokens and wrong clients', async () => {
		const { fake } = await open();
		const dead = named('refresh token dead');
		const form = Object.fromEntries(new URLSearchParams(dead.request.body));
		const answer = await fetchToken(fake, form);
		expect([answer.status, answer.body]).toEqual([dead.status, dead.response]);
		const wrong = named('wrong client id or secret');
		const refused = await fetchToken(fake, form, 'Basic eDp5');
		expect([refused.status, refused.body]).toEqual([wrong.status, wrong.response]);
	});

	it('are what the fake says of a wrong access token', async () => {
		const { fake } = await open();
		const { request, status, response } = named('expired or wrong access token');
		const answer = await send(fake, request.method, request.path, {
			headers: { authorization: 'Bearer v^1.1#x' },
		});
		expect([answer.status, answer.body]).toEqual([status, response]);
	});

	it.each(['SKU not in the inventory', 'without the sku parameter', 'SKU without offers'])(
		'are what the fake says: %s',
		async (part) => {
			const { get } = await open();
			const { request, status, response } = named(part);
			const query = new URLSearchParams(request.query).toString();
			const answer = await get(
				`${request.path.slice(INVENTORY.length + 1)}${query ? `?${query}` : ''}`,
			);
			expect(answer.status).toBe(status);
			expect(shape(answer.body)).toMatchObject(shape(response) as object);
			const { errors } = response as { errors: { errorId: number; message: string }[] };
			expect(answer.body.errors[0]).toMatchObject({
				errorId: errors[0]?.errorId,
				message: errors[0]?.message,
			});
		},
	);
});

describe('what the seller deletes', () => {
	it('is gone with its offers, and the other variations stay', async () => {
		const { fake, lookUp, update, get, shelf } = await open();
		const [sku, other] = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];
		fake.seller.remove?.(sku);
		const { body } = await lookUp(sku, other);
		expect(body.responses).toMatchObject([
			{ statusCode: 404, errors: [{ errorId: 25702 }] },
			{ statusCode: 200 },
		]);
		const written = await update({ sku, shipToLocationAvailability: { quantity: 0 } });
		expect(written.body.responses).toMatchObject([{ statusCode: 404 }]);
		expect((await get(`offer?sku=${sku}`)).status).toBe(404);
		expect([shelf(sku), shelf(other)?.state]).toEqual([undefined, 'onSale']);
	});

	it('is gone from the Trading API too: a listing, or one variation', async () => {
		const { fake, trading, shelf } = await open();
		const { itemId } = fake.shop.listings.find(({ sku }) => sku === 'ACR-EAS-OAK')!;
		fake.seller.remove?.('ACR-EAS-OAK');
		const revise = `<InventoryStatus><ItemID>${itemId}</ItemID><Quantity>0</Quantity></InventoryStatus>`;
		expect(await trading('ReviseInventoryStatus', revise)).toContain('<ErrorCode>17<');
		expect(await trading('GetItem', `<ItemID>${itemId}</ItemID>`)).toContain('<ErrorCode>17<');
		fake.seller.remove?.('ACR-BRS-8');
		expect([shelf('ACR-BRS-8'), shelf('ACR-BRS-12')?.quantity]).toEqual([undefined, 5]);
	});
});

describe('notifications', () => {
	const NOTIFICATION = '/commerce/notification/v1';
	async function openNotifying(status: (call: number) => number) {
		const world = new TestWorld();
		const calls: Array<Parameters<World['deliver']>[0]> = [];
		const changes: Partial<World> = {
			clock: {
				now: () => world.time,
				sleep: async (ms) => {
					world.pass(ms / 1000);
					await Promise.resolve();
				},
			},
			deliver: async (delivery) => {
				calls.push(delivery);
				return await Promise.resolve(delivery.method === 'GET' ? 200 : status(calls.length));
			},
		};
		Object.assign(world, changes);
		const shop = await open(world);
		const { body } = await fetchToken(shop.fake, {
			grant_type: 'client_credentials',
			scope: 'https://api.ebay.com/oauth/api_scope',
		});
		const ask = async (method: string, path: string, given?: object, token = shop.token) =>
			await send(shop.fake, method, `${NOTIFICATION}${path}`, {
				headers: { ...shop.headers, authorization: `Bearer ${token}` },
				...(given ? { body: given } : {}),
			});
		return { ...shop, ask, calls, app: String(body.access_token) };
	}
	const place = {
		name: 'n8n',
		status: 'ENABLED',
		deliveryConfig: { endpoint: 'https://n8n.example.test/x', verificationToken: 'T'.repeat(32) },
	};
	const subscription = (destinationId: string) => ({
		topicId: 'ORDER_CONFIRMATION',
		status: 'ENABLED',
		destinationId,
		payload: { format: 'JSON', schemaVersion: '1.0', deliveryProtocol: 'HTTPS' },
	});

	it('want an alert address, a token of the app, a public address and a token for the handshake', async () => {
		const { ask, app, fake } = await openNotifying(() => 204);
		expect((await ask('POST', '/destination', place, app)).status).toBe(409);
		expect((await ask('GET', '/config', undefined, app)).status).toBe(404);
		fake.notifications.alertEmail = 'shop@example.test';
		expect((await ask('POST', '/destination', place)).status).toBe(403);
		for (const deliveryConfig of [
			{ ...place.deliveryConfig, endpoint: 'http://n8n.example.test/x' },
			{ ...place.deliveryConfig, endpoint: 'https://localhost/x' },
			{ ...place.deliveryConfig, verificationToken: 'short' },
		])
			expect((await ask('POST', '/destination', { ...place, deliveryConfig }, app)).status).toBe(
				400,
			);
		expect((await ask('POST', '/destination', place, app)).status).toBe(201);
		expect((await ask('POST', '/subscription', subscription('x'), app)).status).toBe(403);
	});

	it.each([
		['answered in the end', (call: number) => (call < 4 ? 503 : 204), 'ENABLED', 3],
		['never answered', () => 503, 'MARKED_DOWN', 4],
	])('that are %s', async (_, status, after, times) => {
		const { ask, app, fake, calls } = await openNotifying(status);
		fake.notifications.alertEmail = 'shop@example.test';
		await ask('POST', '/destination', place, app);
		const { destinationId } = fake.notifications.destinations[0]!;
		await ask('POST', '/subscription', subscription(destinationId));
		expect((await ask('POST', '/subscription', subscription(destinationId))).status).toBe(409);
		expect((await ask('DELETE', `/destination/${destinationId}`, undefined, app)).status).toBe(409);
		fake.seller.sell('ACR-INK-PAYN-30', 2);
		await new Promise((resolve) => setTimeout(resolve, 20));
		const told = calls
			.filter(({ method }) => method === 'POST')
			.map(({ body }) => JSON.parse(body));
		expect(told.map(({ notification }) => notification.publishAttemptCount)).toEqual(
			Array.from({ length: times }, (__, i) => i + 1),
		);
		expect(new Set(told.map(({ notification }) => notification.notificationId)).size).toBe(1);
		expect(fake.notifications.destinations).toMatchObject([{ status: after }]);
	});
});
