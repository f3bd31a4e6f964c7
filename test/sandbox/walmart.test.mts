import { describe, expect, it } from 'vitest';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { virtualNode, warehouse } from '../../sandbox/walmart/shop.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { each, open, TestWorld, upload } from './walmartShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const GESSO = 'ACR-GES-WHT-1000';
const VARNISH = 'ACR-VAR-GLOS-250';
const BROAD = 'ACR-MRK-CBLK-B';
const MARKER = 'ACR-MRK-CBLK-F';

const codeOf = ({ body }: { body: ReturnType<typeof JSON.parse> }): string =>
	(body.error ?? body.errors.error)[0].code;

describe('login with Walmart', () => {
	it('gives a token for 15 minutes, then refuses it', async () => {
		const { world, ask, token } = await open();
		expect((await token()).body).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
		expect((await ask('GET', '/v3/token/detail')).body).toMatchObject({
			is_valid: true,
			scopes: { inventory: 'full_access', item: 'view_only' },
		});
		world.pass(900);
		const late = await ask('GET', `/v3/inventory?sku=${INK}`);
		expect([late.status, codeOf(late)]).toEqual([401, 'UNAUTHORIZED.GMP_GATEWAY_API']);
	});

	it('refuses wrong keys and other grants, and answers in XML unless JSON is asked for', async () => {
		const { token } = await open();
		expect((await token({ headers: { authorization: 'Basic eDp5' } })).status).toBe(401);
		expect((await token({ body: 'grant_type=password' })).status).toBe(400);
		expect((await token({ without: 'accept' })).body).toMatch(/^<OAuthTokenDTO>/);
	});

	it('wants its own headers, and takes no bearer token', async () => {
		const { ask, send } = await open();
		const url = `/v3/inventory?sku=${INK}`;
		for (const name of ['wm_qos.correlation_id', 'wm_svc.name']) {
			const answer = await ask('GET', url, { without: name });
			expect([answer.status, codeOf(answer)]).toEqual([
				400,
				'INVALID_REQUEST_HEADER.GMP_GATEWAY_API',
			]);
		}
		expect((await ask('GET', url, { without: 'content-type' })).status).toBe(415);
		expect((await send('GET', url, { headers: { authorization: 'Bearer eyJ' } })).status).toBe(401);
	});
});

describe('items', () => {
	it('are found by SKU, with their two states', async () => {
		const { ask } = await open();
		const one = async (sku: string) =>
			(await ask('GET', `/v3/items/${sku}?productIdType=SKU`)).body.ItemResponse[0];
		expect(await one(INK)).toMatchObject({
			sku: INK,
			publishedStatus: 'PUBLISHED',
			lifecycleStatus: 'ACTIVE',
		});
		expect(await one(VARNISH)).toMatchObject({ lifecycleStatus: 'RETIRED' });
		expect(await one(BROAD)).toMatchObject({
			publishedStatus: 'UNPUBLISHED',
			lifecycleStatus: 'ACTIVE',
			unpublishedReasons: { reason: ['Reasonable Price Not Satisfied'] },
		});
		const unknown = await ask('GET', '/v3/items/ACR-NOPE?productIdType=SKU');
		expect([unknown.status, codeOf(unknown)]).toEqual([
			404,
			'CONTENT_NOT_FOUND.GMP_ITEM_QUERY_API',
		]);
		expect((await ask('GET', `/v3/items/${INK}`)).status).toBe(400);
	});

	it('are listed by state, page by page', async () => {
		const { ask } = await open(new TestWorld(manyProducts(120)));
		const seen = new Set<string>();
		let next: string | undefined = '*';
		for (let page = 0; next; page++) {
			const cursor: string = encodeURIComponent(next);
			const { body } = await ask('GET', `/v3/items?limit=50&nextCursor=${cursor}`);
			expect(body.totalItems).toBe(120);
			for (const { sku } of body.ItemResponse) seen.add(sku);
			next = body.nextCursor;
			expect(page).toBeLessThan(3);
		}
		expect(seen.size).toBe(120);
		const none = await ask('GET', '/v3/items?nextCursor=*&lifecycleStatus=RETIRED');
		expect(none.status).toBe(404);
		expect((await ask('GET', '/v3/items?nextCursor=*&limit=51')).status).toBe(400);
	});
});

describe('inventory', () => {
	it('tells what was entered, what is held for orders, and what is on sale', async () => {
		const { ask, fake } = await open();
		const nodes = async (sku: string) => (await ask('GET', `/v3/inventories/${sku}`)).body.nodes;
		expect(await nodes(MARKER)).toEqual([
			{
				shipNode: virtualNode,
				inputQty: each(24),
				availToSellQty: each(22),
				reservedQty: each(2),
			},
		]);
		expect(await nodes(GEL)).toHaveLength(2);
		fake.seller.sell(INK, 3);
		expect(await nodes(INK)).toMatchObject([{ inputQty: each(8), availToSellQty: each(5) }]);
		expect((await ask('GET', `/v3/inventory?sku=${INK}`)).body.quantity).toEqual(each(8));
	});

	it('takes an absolute quantity, which shows after a while', async () => {
		const { world, ask, shelf } = await open();
		const body = { sku: INK, quantity: each(0) };
		const put = await ask('PUT', `/v3/inventory?sku=${INK}`, { body });
		expect([put.status, put.body]).toEqual([200, body]);
		expect(shelf(INK)).toMatchObject({ quantity: 8, state: 'onSale' });
		world.pass(20);
		expect(shelf(INK)).toMatchObject({ quantity: 0, state: 'soldOut' });
	});

	it('refuses what does not fit', async () => {
		const { ask } = await open();
		const put = async (sku: string, body: unknown) => {
			const answer = await ask('PUT', `/v3/inventory?sku=${sku}`, { body });
			return [answer.status, codeOf(answer).split('.')[0]];
		};
		const invalid = [400, 'INVALID_REQUEST_PARAM'];
		expect(await put('ACR-NOPE', { sku: 'ACR-NOPE', quantity: each(1) })).toEqual([
			404,
			'CONTENT_NOT_FOUND',
		]);
		expect(await put(INK, { sku: GEL, quantity: each(1) })).toEqual(invalid);
		expect(await put(INK, { sku: INK, quantity: 0 })).toEqual(invalid);
		expect(await put(INK, { sku: INK, quantity: each(-1) })).toEqual(invalid);
		expect(await put(INK, '{')).toEqual(invalid);
	});

	it('judges each ship node for itself', async () => {
		const { world, ask, fake, shelf } = await open();
		fake.closedNodes.add(warehouse);
		const nodes = [virtualNode, warehouse].map((shipNode) => ({ shipNode, inputQty: each(0) }));
		const answer = await ask('PUT', `/v3/inventories/${GEL}`, { body: { inventories: { nodes } } });
		expect(answer.body.nodes).toMatchObject([
			{ shipNode: virtualNode, status: 'Success', errors: [] },
			{ shipNode: warehouse, status: 'Failure', errors: [{ severity: 'ERROR' }] },
		]);
		world.pass(20);
		expect(shelf(GEL)).toMatchObject({ quantity: 2, state: 'onSale' });
	});

	it('has nothing of what lies in Walmart’s warehouses; that is told elsewhere, to members', async () => {
		const { ask, fake, shelf } = await open();
		expect((await ask('GET', `/v3/inventories/${GESSO}`)).status).toBe(404);
		const told = await ask('GET', `/v3/wfs/inventory?sku=${GESSO}`);
		expect(told.body.payload.inventory).toMatchObject([
			{ itemInformation: { sku: GESSO }, inventoryData: { availableUnits: 12 } },
		]);
		expect(shelf(GESSO)).toMatchObject({ state: 'onSale', quantity: 12, note: 'WFS' });
		fake.usesWfs = false;
		const denied = await ask('GET', `/v3/wfs/inventory?sku=${GESSO}`);
		expect([denied.status, denied.body.error[0].description]).toEqual([
			401,
			'Program Eligibility is not enabled',
		]);
	});

	it('is walked through by one reader at a time, each cursor once', async () => {
		const { ask } = await open(new TestWorld(manyProducts(120)));
		const page = async (cursor?: string) => {
			const more = cursor ? `&nextCursor=${encodeURIComponent(cursor)}` : '';
			return await ask('GET', `/v3/inventories?limit=50${more}`);
		};
		const first = await page();
		expect(first.body.meta.totalCount).toBe(120);
		const second = await page(first.body.meta.nextCursor);
		expect((await page(first.body.meta.nextCursor)).status).toBe(404);
		const third = await page(second.body.meta.nextCursor);
		expect(third.body.elements.inventories).toHaveLength(20);
		expect(third.body.meta).not.toHaveProperty('nextCursor');
		const other = await page();
		await page();
		expect((await page(other.body.meta.nextCursor)).status).toBe(404);
		expect((await ask('GET', '/v3/inventories?limit=51')).status).toBe(400);
	});

	it('has only the one default node in the other markets', async () => {
		const { ask } = await open();
		const canada = { headers: { wm_market: 'ca', wm_global_version: '3.1' } };
		expect((await ask('GET', `/v3/inventory?sku=${INK}`, canada)).status).toBe(200);
		expect((await ask('GET', `/v3/inventories/${INK}`, canada)).status).toBe(404);
		const old = { headers: { wm_market: 'ca' } };
		expect((await ask('GET', `/v3/inventory?sku=${INK}`, old)).status).toBe(400);
	});
});

describe('feeds', () => {
	const rows = (...skus: string[]) => ({
		InventoryHeader: { version: '1.4' },
		Inventory: skus.map((sku) => ({ sku, quantity: each(0) })),
	});

	it('take their time, and judge each row', async () => {
		const { world, ask, shelf } = await open();
		const created = await ask(
			'POST',
			'/v3/feeds?feedType=inventory',
			upload(rows(INK, 'ACR-NOPE')),
		);
		const path = `/v3/feeds/${encodeURIComponent(created.body.feedId)}?includeDetails=true`;
		const status = async () => (await ask('GET', path)).body;
		expect(await status()).toMatchObject({ feedStatus: 'RECEIVED', itemsReceived: 2 });
		world.pass(30);
		expect(await status()).toMatchObject({ feedStatus: 'INPROGRESS', itemsProcessing: 2 });
		world.pass(60);
		expect(await status()).toMatchObject({
			feedStatus: 'PROCESSED',
			itemsSucceeded: 1,
			itemsFailed: 1,
			itemDetails: {
				itemIngestionStatus: [
					{ sku: INK, index: 0, ingestionStatus: 'SUCCESS' },
					{
						sku: 'ACR-NOPE',
						index: 1,
						ingestionStatus: 'DATA_ERROR',
						ingestionErrors: { ingestionError: [{ description: 'SKU does not exist.' }] },
					},
				],
			},
		});
		world.pass(20);
		expect(shelf(INK)?.state).toBe('soldOut');
	});

	it('of the newer kind name nodes and have lower-case keys', async () => {
		const { world, ask, shelf } = await open();
		const shipNodes = [virtualNode, warehouse].map((shipNode) => ({ shipNode, quantity: each(0) }));
		const file = { inventoryHeader: { version: '1.5' }, inventory: [{ sku: GEL, shipNodes }] };
		const ended = async (content: unknown) => {
			const { body } = await ask('POST', '/v3/feeds?feedType=MP_INVENTORY', upload(content));
			world.pass(120);
			return (await ask('GET', `/v3/feeds/${encodeURIComponent(body.feedId)}`)).body.feedStatus;
		};
		expect(await ended(rows(GEL))).toBe('ERROR');
		expect(await ended('not JSON')).toBe('ERROR');
		expect(shelf(GEL)?.state).toBe('onSale');
		expect(await ended(file)).toBe('PROCESSED');
		world.pass(20);
		expect(shelf(GEL)?.state).toBe('soldOut');
	});

	it('are refused without a file, or when it is too large', async () => {
		const { ask } = await open();
		const url = '/v3/feeds?feedType=inventory';
		expect((await ask('POST', url, { body: rows(INK) })).status).toBe(400);
		expect((await ask('POST', url, upload(' '.repeat(5 * 1024 * 1024)))).status).toBe(413);
		expect((await ask('POST', '/v3/feeds?feedType=item', upload(rows(INK)))).status).toBe(400);
	});

	it('are ten an hour, or fifty of the newer kind', async () => {
		const { world, ask, renew } = await open();
		const send = async (kind: string) =>
			await ask('POST', `/v3/feeds?feedType=${kind}`, upload({}));
		for (let i = 0; i < 10; i++) expect((await send('inventory')).status).toBe(200);
		const late = await send('inventory');
		expect([late.status, codeOf(late)]).toEqual([
			429,
			'REQUEST_THRESHOLD_VIOLATED.GMP_GATEWAY_API',
		]);
		expect(late.headers).toMatchObject({ 'retry-after': '360', 'x-current-token-count': '0' });
		for (let i = 0; i < 50; i++) expect((await send('MP_INVENTORY')).status).toBe(200);
		expect((await send('MP_INVENTORY')).headers).toMatchObject({ 'retry-after': '72' });
		world.pass(360);
		await renew();
		expect((await send('inventory')).status).toBe(200);
	});
});

describe('limits', () => {
	it('count down, and say when there is more', async () => {
		const { world, ask } = await open();
		const look = () => ask('GET', `/v3/inventory?sku=${INK}`);
		expect((await look()).headers?.['x-current-token-count']).toBe('199');
		for (let i = 0; i < 199; i++) await look();
		const refused = await look();
		expect(refused.status).toBe(429);
		const next = Number(refused.headers?.['x-next-replenishment-time']);
		expect(next - world.time).toBe(300);
		world.pass(0.3);
		expect((await look()).status).toBe(200);
	});
});

describe('the seller', () => {
	it('sells, restocks, retires and lists again', async () => {
		const { fake, shelf } = await open();
		fake.seller.sell(GEL, 7);
		expect(shelf(GEL)).toMatchObject({ quantity: 0, state: 'soldOut' });
		fake.seller.setQuantity(GEL, 4);
		expect(shelf(GEL)).toMatchObject({ quantity: 4, state: 'onSale' });
		fake.seller.setHidden(GEL, true);
		expect(shelf(GEL)).toMatchObject({ quantity: 4, state: 'hidden' });
		fake.seller.setHidden(GEL, false);
		expect(shelf(GEL)?.state).toBe('onSale');
		fake.seller.sell(GESSO, 12);
		expect(shelf(GESSO)?.state).toBe('soldOut');
		expect(() => fake.seller.sell('NOPE', 1)).toThrow('NOPE');
	});

	it('takes an item out of the catalogue for good', async () => {
		const { fake, ask, shelf } = await open();
		fake.seller.remove?.(INK);
		expect(shelf(INK)).toBeUndefined();
		expect((await ask('GET', `/v3/items/${INK}?productIdType=SKU`)).status).toBe(404);
		const body = { inventories: { nodes: [{ shipNode: virtualNode, inputQty: each(1) }] } };
		const written = await ask('PUT', `/v3/inventories/${INK}`, { body });
		expect([written.status, codeOf(written)]).toEqual([404, 'CONTENT_NOT_FOUND.GMP_INVENTORY_API']);
		expect(() => fake.seller.remove?.(INK)).toThrow(INK);
	});
});

interface Recorded {
	request: { method: string; path: string; query?: Record<string, string> };
	status: number;
	response: ReturnType<typeof JSON.parse>;
	handwritten?: boolean;
}

describeWithSpecs('Walmart: recorded answers', () => {
	const recorded = readSpec('walmart/recorded.json') as Recorded[];
	const by = (status: number) => {
		const found = recorded.find((one) => one.status === status);
		if (!found) throw new Error(`Nothing recorded with status ${status}`);
		return found;
	};
	const errorOf = (body: ReturnType<typeof JSON.parse>) => (body.error ?? body.errors.error)[0];
	/** The same wrapper, the same code up to the service's name, and every member the real one has. */
	const expectAlike = (ours: { status: number; body: unknown }, real: Recorded) => {
		expect(ours.status).toBe(real.status);
		expect(Object.keys(ours.body as object)).toEqual(Object.keys(real.response));
		const said = errorOf(ours.body);
		const meant = errorOf(real.response);
		expect(said.code.split('.')[0]).toBe(meant.code.split('.')[0]);
		for (const name of Object.keys(meant)) expect(said, name).toHaveProperty(name);
	};

	it('401 of the gateway, word for word', async () => {
		const { send } = await open();
		const real = by(401);
		const ours = await send('GET', '/v3/items', { headers: { 'wm_sec.access_token': 'old' } });
		expectAlike(ours, real);
		expect(ours.body).toEqual(real.response);
	});

	it('400 of a service', async () => {
		const { ask } = await open();
		const ours = await ask('PUT', `/v3/inventory?sku=${INK}`, { body: { sku: INK } });
		expect(Object.keys(ours.body)).toEqual(Object.keys(by(400).response));
		const { causes, ...said } = errorOf(ours.body);
		expect(Object.keys(said).sort()).toEqual(Object.keys(errorOf(by(400).response)).sort());
		expect(causes).toEqual([]);
	});

	it('415 without a content type', async () => {
		const { ask } = await open();
		const { method, path, query } = by(415).request;
		const url = `${path}?${new URLSearchParams(query)}`;
		expectAlike(await ask(method, url, { without: 'content-type' }), by(415));
	});

	it('404 of an unknown SKU', async () => {
		const { ask } = await open();
		expectAlike(await ask('GET', '/v3/inventory?sku=SAMPLE-SKU'), by(404));
	});

	it('429', async () => {
		const { fake } = await open();
		const { status, body } = fake.throttled();
		expectAlike({ status, body }, by(429));
	});
});
