import { describe, expect, it } from 'vitest';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { market, TestWorld, send, token, listingsPath, open } from './amazonShop.mts';
import type { Token, Item } from './amazonShop.mts';

describe('login with Amazon', () => {
	it('gives a token for an hour, then refuses it with 403', async () => {
		const { world, fake, headers } = await open();
		const participations = () =>
			send(fake, 'GET', '/sellers/v1/marketplaceParticipations', { headers });
		expect((await participations()).status).toBe(200);
		world.pass(3600);
		const late = await participations();
		expect([late.status, late.headers?.['x-amzn-ratelimit-limit']]).toEqual([403, undefined]);
		expect(late.body).toEqual({
			errors: [
				{ code: 'Unauthorized', message: 'Access to requested resource is denied.', details: '' },
			],
		});
	});

	it('answers wrong clients, wrong refresh tokens and unknown grants as Amazon does', async () => {
		const { fake } = await open();
		const client = {
			client_id: fake.account['clientId'],
			client_secret: fake.account['clientSecret'],
		};
		const outcome = async (form: Record<string, string>) => {
			const answer = await token(fake, form);
			return [answer.status, (answer.body as Token).error];
		};
		const refresh = { grant_type: 'refresh_token', refresh_token: 'Atzr|other' };
		expect(await outcome({ ...refresh, ...client, client_secret: 'x' })).toEqual([
			401,
			'invalid_client',
		]);
		expect(await outcome({ ...refresh, ...client })).toEqual([400, 'invalid_grant']);
		expect(await outcome(client)).toEqual([400, 'unsupported_grant_type']);
		const scope = 'sellingpartnerapi::notifications';
		const grantless = await token(fake, { ...client, grant_type: 'client_credentials', scope });
		expect(grantless.body).toMatchObject({ scope, token_type: 'bearer', expires_in: 3600 });
		const denied = await send(fake, 'GET', '/sellers/v1/marketplaceParticipations', {
			headers: { 'x-amz-access-token': String((grantless.body as Token).access_token) },
		});
		expect(denied.status).toBe(403);
	});

	it('does not take a bearer token', async () => {
		const { fake, headers } = await open();
		const denied = await send(fake, 'GET', '/sellers/v1/marketplaceParticipations', {
			headers: { authorization: `Bearer ${headers['x-amz-access-token']}` },
		});
		expect(denied.status).toBe(403);
	});
});

describe('reading listings', () => {
	it('shows the goods and the special listings', async () => {
		const { read, fake } = await open();
		expect(await read('ACR-HB-TWHT-60')).toMatchObject({
			fulfillmentAvailability: [{ fulfillmentChannelCode: 'DEFAULT', quantity: 14 }],
			summaries: [{ status: ['BUYABLE', 'DISCOVERABLE'] }],
		});
		expect((await read('ACR-GES-WHT-1000')).fulfillmentAvailability).toEqual([
			{ fulfillmentChannelCode: 'AMAZON_NA' },
		]);
		expect((await read('ACR-GEL-MATT-500')).fulfillmentAvailability).toHaveLength(2);
		expect((await read('ACR-VAR-GLOS-250')).summaries[0].status).toEqual(['DISCOVERABLE']);
		const shelf = fake.shelf();
		const state = (sku: string) => shelf.find((item) => item.sku === sku);
		expect(state('ACR-VAR-GLOS-250')).toMatchObject({ state: 'hidden', note: 'closed' });
		expect(state('ACR-GES-WHT-1000')).toMatchObject({ state: 'onSale', quantity: 12, note: 'FBA' });
	});

	it('finds up to 20 SKUs a call, leaves out the unknown ones, and pages by 10', async () => {
		const { world, fake, headers } = await open(new TestWorld(manyProducts(45)));
		const search = (query: string) =>
			send(fake, 'GET', `${listingsPath(fake)}?marketplaceIds=${market}&${query}`, { headers });
		interface Found {
			numberOfResults: number;
			items: Item[];
			pagination?: { nextToken?: string };
		}
		const skus = Array.from({ length: 20 }, (_, i) => `BENCH-${String(i + 40).padStart(5, '0')}`);
		const by = (list: string[]) => `identifiers=${list.join(',')}&identifiersType=SKU`;
		const found = (await search(`${by(skus)}&pageSize=20`)).body as Found;
		expect(found.numberOfResults).toBe(6);
		expect((await search(by([...skus, 'X']))).status).toBe(400);
		expect((await search('pageSize=21')).status).toBe(400);
		let pages = 0;
		let next: string | undefined = '';
		const seen = new Set<string>();
		for (; next !== undefined; pages++) {
			world.pass(1);
			const token: string = next && `&pageToken=${next}`;
			const page = (await search(`sortBy=sku&sortOrder=ASC${token}`)).body as Found;
			for (const { sku } of page.items) seen.add(sku);
			next = page.pagination?.nextToken;
		}
		expect([pages, seen.size]).toEqual([5, 45]);
	});

	it('finds what changed since a moment', async () => {
		const { world, fake, headers } = await open();
		world.pass(60);
		fake.seller.sell('ACR-INK-PAYN-30', 8);
		const after = new Date(world.time - 1000).toISOString();
		const answer = await send(
			fake,
			'GET',
			`${listingsPath(fake)}?marketplaceIds=${market}&lastUpdatedAfter=${after}&includedData=fulfillmentAvailability`,
			{ headers },
		);
		expect(answer.body).toEqual({
			numberOfResults: 1,
			items: [
				{
					sku: 'ACR-INK-PAYN-30',
					fulfillmentAvailability: [{ fulfillmentChannelCode: 'DEFAULT', quantity: 0 }],
				},
			],
		});
	});

	it('answers 404 for an unknown SKU, 400 without a marketplace, 403 for another seller', async () => {
		const { fake, headers, read } = await open();
		expect(await read('00278-0210-0090')).toEqual({
			errors: [
				{
					code: 'NOT_FOUND',
					message: `SKU '00278-0210-0090' not found in marketplace ${market}`,
					details: '',
				},
			],
		});
		const status = async (url: string) => (await send(fake, 'GET', url, { headers })).status;
		expect(await status(`${listingsPath(fake)}/ACR-INK-PAYN-30`)).toBe(400);
		const other = `/listings/2021-08-01/items/A1EXAMPLE/ACR-INK-PAYN-30?marketplaceIds=${market}`;
		expect(await status(other)).toBe(403);
	});

	it('tells FBA stock in its own place', async () => {
		const { fake, headers } = await open();
		const query = `details=true&granularityType=Marketplace&granularityId=${market}&marketplaceIds=${market}`;
		const answer = await send(fake, 'GET', `/fba/inventory/v1/summaries?${query}`, { headers });
		expect(answer.body).toMatchObject({
			payload: {
				inventorySummaries: [
					{ sellerSku: 'ACR-GES-WHT-1000', inventoryDetails: { fulfillableQuantity: 12 } },
				],
			},
		});
	});
});

describe('the seller', () => {
	it('removes a listing, which is then unknown to every read', async () => {
		const { fake, headers } = await open();
		fake.seller.remove?.('ACR-GEL-MATT-500');
		expect(fake.shelf().find(({ sku }) => sku === 'ACR-GEL-MATT-500')).toBeUndefined();
		const query = `marketplaceIds=${market}`;
		const one = await send(fake, 'GET', `${listingsPath(fake)}/ACR-GEL-MATT-500?${query}`, {
			headers,
		});
		expect(one.status).toBe(404);
		const search = `${query}&identifiers=ACR-GEL-MATT-500&identifiersType=SKU`;
		const found = await send(fake, 'GET', `${listingsPath(fake)}?${search}`, { headers });
		expect(found.body).toMatchObject({ numberOfResults: 0, items: [] });
		expect(() => fake.seller.remove?.('ACR-GEL-MATT-500')).toThrow('ACR-GEL-MATT-500');
	});

	it('sells, restocks, closes and relists', async () => {
		const { fake } = await open();
		const at = (sku: string) => fake.shelf().find((item) => item.sku === sku);
		fake.seller.sell('ACR-GEL-MATT-500', 7);
		expect(at('ACR-GEL-MATT-500')).toMatchObject({ quantity: 0, state: 'soldOut' });
		fake.seller.setQuantity('ACR-GEL-MATT-500', 4);
		expect(at('ACR-GEL-MATT-500')).toMatchObject({ quantity: 4, state: 'onSale' });
		fake.seller.setHidden('ACR-GEL-MATT-500', true);
		expect(at('ACR-GEL-MATT-500')?.state).toBe('hidden');
		fake.seller.setHidden('ACR-GEL-MATT-500', false);
		expect(at('ACR-GEL-MATT-500')).toMatchObject({ quantity: 4, state: 'onSale' });
		fake.seller.sell('ACR-GES-WHT-1000', 12);
		expect(at('ACR-GES-WHT-1000')?.state).toBe('soldOut');
		expect(() => fake.seller.sell('NOPE', 1)).toThrow('NOPE');
	});
});
