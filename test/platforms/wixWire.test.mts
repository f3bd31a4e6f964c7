// The wire examples of the sheet against Wix's own address.
import nock from 'nock';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { built, loader, runAcrylicDelist } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';

const HOST = 'https://www.wixapis.com';
const site = '11111111-2222-3333-4444-555555555555';
const login = { authorization: 'IST.key-of-the-sheet', 'wix-site-id': site };
const item = (n: number, sku: string) => ({
	id: `0a1b0000-0000-4000-8000-00000000000${n}`,
	revision: '5',
	productId: `0c000000-0000-4000-8000-00000000000${n}`,
	variantId: '0d000000-0000-4000-8000-000000000001',
	locationId: '0e000000-0000-4000-8000-000000000001',
	trackQuantity: true,
	quantity: 3,
	availabilityStatus: 'IN_STOCK',
	product: { name: 'Acrylic Titanium White', variantSku: sku, variantVisible: true },
	updatedDate: '2026-11-20T10:00:00Z',
});
const page = (inventoryItems: object[]) => ({
	inventoryItems,
	pagingMetadata: { count: inventoryItems.length, cursors: {}, hasNext: false },
});

let restoreClock = () => {};
beforeEach(() => {
	restoreClock = setProductClock(fastClock(1000));
	nock.disableNetConnect();
});
afterEach(() => {
	restoreClock();
	nock.cleanAll();
	nock.enableNetConnect();
});

const run = async (operation: string, skus: string[]) =>
	await runAcrylicDelist({
		parameters: { operation, channels: ['wix'], sku: '={{ $json.sku }}' },
		items: skus.map((sku) => ({ sku })),
		credentials: {
			stockOutWixApi: {
				authentication: 'apiKey',
				apiKey: ' IST.key-of-the-sheet',
				siteId: `${site} `,
			},
		},
	});

it('reads a look-up and a partial failure, with the bare key and the site in the headers', async () => {
	const items = [item(1, 'ACR-TITAN-120'), item(2, 'ACR-TITAN-60')];
	const api = nock(HOST, { reqheaders: login });
	api
		.post('/stores/v3/inventory-items/query', {
			query: {
				filter: { 'product.variantSku': { $in: ['ACR-TITAN-120', 'ACR-TITAN-60'] } },
				cursorPaging: { limit: 1000 },
			},
		})
		.reply(200, page(items));
	api.post('/stores/v3/products/query').reply(200, {
		products: items.map(({ productId: id }) => ({ id, revision: '9', visible: true })),
		pagingMetadata: { count: 2, cursors: {}, hasNext: false },
	});
	api
		.post('/stores/v3/bulk/inventory-items/update', {
			inventoryItems: items.map(({ id }) => ({
				inventoryItem: { id, revision: '5', quantity: 0 },
			})),
			returnEntity: false,
			reason: 'MANUAL',
		})
		.reply(200, {
			results: [
				{ itemMetadata: { id: items[0].id, originalIndex: 0, success: true } },
				{
					itemMetadata: {
						id: items[1].id,
						originalIndex: 1,
						success: false,
						error: { code: 'INVALID_REVISION', description: 'Revision mismatch' },
					},
				},
			],
			bulkActionMetadata: { totalSuccesses: 1, totalFailures: 1, undetailedFailures: 0 },
		});
	const sold = { ...items[1], revision: '6', quantity: 0, availabilityStatus: 'OUT_OF_STOCK' };
	api.get(`/stores/v3/inventory-items/${sold.id}`).reply(200, { inventoryItem: sold });
	// The query does not show yet what was sold in between.
	api.post('/stores/v3/inventory-items/query').reply(200, page([items[1]]));
	api.post('/stores/v3/products/query').reply(200, {
		products: [{ id: sold.productId, revision: '9', visible: true }],
		pagingMetadata: { count: 1, cursors: {}, hasNext: false },
	});
	const zero = { ...items[0], revision: '6', quantity: 0, availabilityStatus: 'OUT_OF_STOCK' };
	api.get(`/stores/v3/inventory-items/${zero.id}`).reply(200, { inventoryItem: zero });
	const { done } = await run('takeOffSale', ['ACR-TITAN-120', 'ACR-TITAN-60']);
	expect(done).toMatchObject([
		{ sku: 'ACR-TITAN-120', outcome: 'offSale', changed: true, confirmed: true },
		{ sku: 'ACR-TITAN-60', outcome: 'alreadyOffSale', changed: false },
	]);
	expect(api.isDone()).toBe(true);
});

it('goes by the quantity where the answer names no availability', async () => {
	const { availabilityStatus: _, ...bare } = item(1, 'ACR-TITAN-120');
	const untracked = {
		...bare,
		id: bare.id.replace(/1$/, '3'),
		trackQuantity: false,
		inStock: false,
	};
	const api = nock(HOST);
	api
		.post('/stores/v3/inventory-items/query')
		.reply(200, page([{ ...bare, quantity: 0 }, untracked]));
	api
		.post('/stores/v3/products/query')
		.reply(200, { products: [{ id: bare.productId, revision: '1' }] });
	const { done } = await run('getStockState', ['ACR-TITAN-120']);
	expect(done).toMatchObject([
		{ outcome: 'alreadyOffSale', after: { visible: true, buyable: false } },
	]);
});

it('asks for the token of an own app in the documented form', async () => {
	const { tokenUrl } = built('./platforms/wix/hosts.js') as { tokenUrl(place: object): string };
	const { preAuthentication } = loader.getCredential('stockOutWixApi').type;
	const app = {
		authentication: 'app',
		clientId: 'app',
		clientSecret: 'secret',
		instanceId: 'instance',
	};
	const asked: unknown[] = [];
	const helpers = {
		httpRequest: async (request: unknown) => {
			asked.push(request);
			return { access_token: 'token', token_type: 'Bearer', expires_in: 14_400 };
		},
	};
	expect(await preAuthentication?.call({ helpers } as never, app)).toEqual({
		sessionToken: 'token',
	});
	expect(asked).toMatchObject([
		{
			method: 'POST',
			url: 'https://www.wixapis.com/oauth2/token',
			body: {
				grant_type: 'client_credentials',
				client_id: 'app',
				client_secret: 'secret',
				instance_id: 'instance',
			},
		},
	]);
	expect(tokenUrl({ environment: 'custom', customHost: 'https://wix.example.test/' })).toBe(
		'https://wix.example.test/oauth2/token',
	);
	expect(await preAuthentication?.call({ helpers } as never, { authentication: 'apiKey' })).toEqual(
		{},
	);
});
