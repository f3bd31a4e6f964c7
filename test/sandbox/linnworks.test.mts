import { describe, expect, it } from 'vitest';
import { make } from '../../sandbox/linnworks/index.mts';
import { TestWorld } from './amazonShop.mts';
import { DEFAULT, login, open, raw, SERVER } from './linnworksShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const LOOK_UP = `${SERVER}/api/Inventory/GetStockItemIdsBySKU`;
const wanted = { request: { SKUS: [INK] } };

describe('Linnworks sandbox: the session', () => {
	it('opens for the three GUIDs and names the server', async () => {
		const fake = make(new TestWorld());
		const { applicationId, applicationSecret, installationToken } = fake.account;
		const good = { applicationId, applicationSecret, token: installationToken };
		const answer = await raw(fake, 'POST', '/api/Auth/AuthorizeByApplication', good);
		expect(answer).toMatchObject({
			status: 200,
			body: { Server: 'http://127.0.0.1:4700/linnworks/eu-ext', Locality: 'EU', TTL: 1800 },
		});
		const wrong = { ...good, token: '11111111-1111-1111-1111-111111111111' };
		expect((await raw(fake, 'POST', '/api/Auth/AuthorizeByApplication', wrong)).status).toBe(400);
		const noGuid = { ...good, token: 'x' };
		expect(await raw(fake, 'POST', '/api/Auth/AuthorizeByApplication', noGuid)).toMatchObject({
			status: 400,
			body: { Code: '-', Message: expect.any(String) },
		});
	});

	it('wants the bare token, at that server only', async () => {
		const fake = make(new TestWorld());
		const authorization = await login(fake);
		expect((await raw(fake, 'POST', LOOK_UP, wanted, { authorization })).status).toBe(200);
		const bearer = { authorization: `Bearer ${authorization}` };
		expect((await raw(fake, 'POST', LOOK_UP, wanted, bearer)).status).toBe(401);
		expect((await raw(fake, 'POST', LOOK_UP, wanted)).status).toBe(401);
		const atLogin = LOOK_UP.replace(SERVER, '');
		expect((await raw(fake, 'POST', atLogin, wanted, { authorization })).status).toBe(404);
	});

	it('ends after half an hour without a call, not before', async () => {
		const { world, post } = await open();
		for (const minutes of [20, 20, 29]) {
			world.pass(minutes * 60);
			expect((await post('Inventory/GetStockItemIdsBySKU', wanted)).status).toBe(200);
		}
		world.pass(31 * 60);
		expect(await post('Inventory/GetStockItemIdsBySKU', wanted)).toMatchObject({
			status: 401,
			body: { Message: 'Token is wrong.' },
		});
	});
});

describe('Linnworks sandbox: look-ups', () => {
	it('finds items in any spelling, leaves unknown and archived ones out', async () => {
		const { post, idOf } = await open();
		const SKUS = [INK.toLowerCase(), 'NOPE', 'ACR-OLD-UMBR-60'];
		const { body } = await post('Inventory/GetStockItemIdsBySKU', { request: { SKUS } });
		expect(body).toEqual({ Items: [{ StockItemId: expect.any(String), SKU: INK }] });
		expect(await idOf('ACR-OLD-UMBR-60')).toBeUndefined();
	});

	it('answers an archived SKU as one that does not exist', async () => {
		const { call } = await open();
		const answer = await call('GET', 'Inventory/GetInventoryItem?sKU=ACR-OLD-UMBR-60');
		expect(answer).toMatchObject({
			status: 400,
			body: { Message: 'Could not determine inventory item id from SKU' },
		});
	});

	it('refuses a missing wrapper in one place and ignores a wrong one in another', async () => {
		const { post, fake, session, idOf } = await open();
		expect(await post('Inventory/GetStockItemIdsBySKU', { SKUS: [INK] })).toMatchObject({
			status: 400,
			body: { Message: 'request is empty' },
		});
		const row = { StockItemId: await idOf(INK), StockLocationId: DEFAULT, StockLevel: 0 };
		const url = `${SERVER}/api/Stock/UpdateStockLevelsBulk`;
		const body = { request: { Items: [row] } };
		const ignored = await raw(fake, 'POST', url, body, { authorization: session });
		expect(ignored).toMatchObject({ status: 200, body: { Items: [] } });
	});

	it('has levels by location, and does not tell the kind of a location with them', async () => {
		const { levels, call, post, idOf } = await open();
		const rows = await levels('ACR-GES-WHT-1000');
		expect(rows.map((row) => [row.Location.LocationName, row.StockLevel])).toEqual([
			['Default', 0],
			['Gallery Store', 0],
			['Amazon FBA', 12],
			['Managed Warehouse', 0],
		]);
		expect(rows.some((row) => row.Location.IsFulfillmentCenter)).toBe(false);
		const places = (await call('GET', 'Inventory/GetStockLocations')).body as Array<{
			LocationName: string;
			IsFulfillmentCenter: boolean;
		}>;
		const centres = places.filter((one) => one.IsFulfillmentCenter);
		expect(centres.map(({ LocationName }) => LocationName)).toEqual(['Amazon FBA']);
		const request = { StockItemIds: [await idOf(INK)] };
		const full = await post('Stock/GetStockItemsFullByIds', { request });
		expect(full.body.StockItemsFullExtended[0].StockLevels).toEqual([]);
	});

	it('reckons a composite from its components, and subtracts what open orders hold', async () => {
		const { levels } = await open();
		const [composite] = await levels('ACR-SET-SKY');
		expect(composite).toMatchObject({ StockLevel: 6, Available: 6 });
		const [sheet] = await levels('ACR-SHT-CLR-A3');
		expect(sheet).toMatchObject({ StockLevel: 13, InOrders: 3, Available: 10 });
	});

	it('refuses more rows than it takes', async () => {
		const { post, fake } = await open();
		fake.behaviour.mostRows = 2;
		const SKUS = [INK, GEL, 'NOPE'];
		expect(await post('Inventory/GetStockItemIdsBySKU', { request: { SKUS } })).toMatchObject({
			status: 400,
			body: { Message: 'The maximum items count for this call is 2' },
		});
	});
});

describe('Linnworks sandbox: writes', () => {
	it('sets in one method and adds in the other, with the same body', async () => {
		const { post, levels } = await open();
		const stockLevels = [{ SKU: INK, LocationId: DEFAULT, Level: 0 }];
		await post('Stock/UpdateStockLevelsBySKU', { stockLevels });
		expect((await levels(INK))[0].StockLevel).toBe(8);
		const set = await post('Stock/SetStockLevel', { stockLevels, changeSource: 'test' });
		expect(set.body).toMatchObject([{ SKU: INK, StockLevel: 0, PendingUpdate: true }]);
		await post('Stock/UpdateStockLevelsBySKU', { stockLevels: [{ ...stockLevels[0], Level: 5 }] });
		expect((await levels(INK))[0].StockLevel).toBe(5);
	});

	it('answers each row of a bulk write, good or bad, with 200', async () => {
		const { bulk, idOf, call } = await open();
		const at = { StockLocationId: DEFAULT, StockLevel: 0 };
		const places = (await call('GET', 'Inventory/GetStockLocations')).body;
		const { status, body } = await bulk(
			{ RowIndex: 0, StockItemId: await idOf(INK), ...at },
			{ RowIndex: 1, SKU: 'NOPE', ...at },
			{ RowIndex: 2, SKU: 'ACR-SET-SKY', ...at },
			{ RowIndex: 3, SKU: 'ACR-PRM-CLR-500', ...at },
			{ RowIndex: 4, SKU: GEL, StockLocationName: 'Nowhere', StockLevel: 0 },
			{ RowIndex: 5, SKU: GEL, StockLocationId: places[2].StockLocationId, StockLevel: 0 },
			{ RowIndex: 6, SKU: GEL, StockLocationId: places[3].StockLocationId, StockLevel: 0 },
			{ RowIndex: 7, SKU: GEL, StockLocationName: 'Gallery Store', StockLevel: 0 },
		);
		expect(status).toBe(200);
		const errors = (body.Items as Array<{ RowIndex: number; Errors: string[] }>).map(
			({ RowIndex, Errors }) => [RowIndex, Errors.length],
		);
		expect(errors).toEqual([0, 1, 1, 1, 1, 1, 1, 0].map((count, i) => [i, count]));
	});

	it('answers nothing at all on some accounts', async () => {
		const { session, fake, shelf } = await open();
		fake.behaviour.emptyBulkAnswers = true;
		const row = { RowIndex: 0, SKU: INK, StockLocationId: DEFAULT, StockLevel: 0 };
		const url = `${SERVER}/api/Stock/UpdateStockLevelsBulk`;
		const headers = { authorization: session };
		expect(await raw(fake, 'POST', url, { Items: [row] }, headers)).toMatchObject({
			status: 200,
			body: '',
		});
		expect(shelf(INK)).toMatchObject({ quantity: 0, state: 'soldOut' });
	});

	it('tells the channels some minutes later, except those that sync leaves alone', async () => {
		const { bulk, links, world, shelf } = await open();
		const RED = 'ACR-SB-CRED-118';
		const listed = async () => (await links(RED)).map((link) => link.ListedQuantity);
		await bulk({ RowIndex: 0, SKU: RED, StockLocationId: DEFAULT, StockLevel: 0 });
		expect(await listed()).toEqual([5, 5]);
		expect((await links(RED))[0].UpdateStatus).toBe('Pending');
		world.pass(301);
		expect(await listed()).toEqual([0, 5]);
		expect(shelf(RED)).toMatchObject({ state: 'onSale', quantity: 0 });
	});

	it('archives without a body in the answer, and back', async () => {
		const { post, idOf, shelf } = await open();
		const InventoryItemIds = [await idOf(INK)];
		const parameters = { InventoryItemIds, SelectedRegions: [], Token: DEFAULT };
		expect(await post('Inventory/ArchiveInventoryItems', { parameters })).toMatchObject({
			status: 204,
		});
		expect([await idOf(INK), shelf(INK)]).toEqual([undefined, undefined]);
		await post('Inventory/UnarchiveInventoryItems', { parameters });
		expect(shelf(INK)).toMatchObject({ quantity: 8 });
	});
});

describe('Linnworks sandbox: the quota', () => {
	it('counts by method and minute', async () => {
		const { post, call, world } = await open();
		const statuses = new Set<number>();
		for (let i = 0; i < 250; i++)
			statuses.add((await post('Inventory/GetStockItemIdsBySKU', wanted)).status);
		expect([...statuses]).toEqual([200]);
		expect(await post('Inventory/GetStockItemIdsBySKU', wanted)).toMatchObject({
			status: 429,
			body: { Message: 'API calls quota exceeded! Maximum admitted 250 per Minute.' },
		});
		expect((await call('GET', 'Inventory/GetStockLocations')).status).toBe(200);
		world.pass(61);
		expect((await post('Inventory/GetStockItemIdsBySKU', wanted)).status).toBe(200);
	});
});

describe('Linnworks sandbox: the seller', () => {
	it('sells, restocks, hides and shows', async () => {
		const { fake, shelf } = await open();
		fake.seller.sell(GEL, 6);
		expect(shelf(GEL)).toMatchObject({ quantity: 1, state: 'onSale' });
		fake.seller.setQuantity(GEL, 9);
		expect(shelf(GEL)).toMatchObject({ quantity: 9 });
		fake.seller.setHidden(GEL, true);
		expect(shelf(GEL)).toMatchObject({ state: 'hidden' });
		fake.seller.setHidden(GEL, false);
		expect(shelf(GEL)).toMatchObject({ quantity: 9, state: 'onSale' });
		fake.seller.sell('ACR-SET-SKY', 6);
		expect(shelf('ACR-HB-COBL-60')).toMatchObject({ quantity: 0, state: 'soldOut' });
		expect(() => fake.seller.sell('NOPE', 1)).toThrow('NOPE');
	});

	it('stocks the traps', async () => {
		const { shelf } = await open();
		expect(shelf('ACR-VAR-GLOS-250')).toMatchObject({ state: 'hidden', quantity: 6 });
		expect(shelf('ACR-GES-WHT-1000')).toMatchObject({ state: 'onSale', quantity: 12 });
		expect(shelf('ACR-PAD-A4')).toMatchObject({ state: 'onSale', note: 'not linked' });
		expect(shelf('ACR-WMS-BRSH-12')).toMatchObject({ quantity: 23 });
	});
});

describe('Linnworks sandbox: a deleted item', () => {
	it('is gone from every answer, and takes no level', async () => {
		const { fake, idOf, post, bulk, shelf } = await open();
		const id = await idOf('ACR-HB-TWHT-60');
		fake.seller.remove!('ACR-HB-TWHT-60');
		expect(shelf('ACR-HB-TWHT-60')).toBeUndefined();
		expect(await idOf('ACR-HB-TWHT-60')).toBeUndefined();
		const request = { StockItemIds: [id] };
		expect((await post('Stock/GetStockLevel_Batch', { request })).body).toEqual([]);
		const full = { request: { ...request, DataRequirements: ['StockLevels'] } };
		const { body } = await post('Stock/GetStockItemsFullByIds', full);
		expect(body.StockItemsFullExtended).toEqual([]);
		const row = { RowIndex: 0, StockItemId: id, StockLocationId: DEFAULT, StockLevel: 3 };
		expect((await bulk(row)).body.Items).toMatchObject([
			{ Errors: ['Stock item could not be found'] },
		]);
		const parameters = { InventoryItemIds: [id] };
		await post('Inventory/UnarchiveInventoryItems', { parameters });
		expect(shelf('ACR-HB-TWHT-60')).toBeUndefined();
	});

	it('leaves the composite that it was a part of to its other parts', async () => {
		const { fake, shelf } = await open();
		fake.seller.remove!('ACR-HB-TWHT-60');
		expect(shelf('ACR-SET-SKY')?.quantity).toBe(shelf('ACR-HB-COBL-60')?.quantity);
	});
});

describe('Linnworks sandbox: reading in turn', () => {
	const page = (pageNumber: number, more: object = {}) => ({
		keyword: '',
		loadCompositeParents: true,
		loadVariationParents: false,
		entriesPerPage: 10,
		pageNumber,
		dataRequirements: ['StockLevels'],
		searchTypes: [],
		...more,
	});

	it('gives items page by page, and refuses the one past the end', async () => {
		const { fake, post } = await open();
		const all = fake.shop.active().length;
		const first = await post('Stock/GetStockItemsFull', page(1));
		expect(first.body).toHaveLength(10);
		expect(first.body[0].StockLevels).toHaveLength(4);
		expect(await post('Stock/GetStockItemsFull', page(1 + Math.ceil(all / 10)))).toMatchObject({
			status: 400,
			body: { Message: 'No items found with given filter' },
		});
		const plain = page(1, { loadCompositeParents: false, entriesPerPage: 200 });
		expect((await post('Stock/GetStockItemsFull', plain)).body).toHaveLength(all - 1);
		expect((await post('Stock/GetStockItemsFull', page(1, { entriesPerPage: 201 }))).status).toBe(
			400,
		);
	});

	it('keeps orders to suppliers as documented, and ignores filters in a wrapper', async () => {
		const { fake, post, call, levels } = await open();
		const { purchasing } = fake;
		const lines = [{ sku: INK, quantity: 6 }];
		const draft = purchasing!.order({ supplier: 'A', lines });
		const number = purchasing!.order({ supplier: 'B', lines, expectedOn: '2026-12-01' });
		purchasing!.send(number);
		const search = async (body: object) =>
			(await post('PurchaseOrder/Search_PurchaseOrders2', body)).body.Result as Array<{
				pkPurchaseID: string;
				ExternalInvoiceNumber: string;
			}>;
		const [header, ...others] = await search({ Status: 'OPEN' });
		expect([header?.ExternalInvoiceNumber, others]).toEqual([number, []]);
		expect(await search({ request: { Status: 'OPEN' } } as object)).toHaveLength(2);
		expect((await levels(INK))[0]).toMatchObject({ Due: 6 });
		purchasing!.receive(number, INK, 2);
		const { body } = await post('PurchaseOrder/Get_PurchaseOrder', {
			pkPurchaseId: header!.pkPurchaseID,
		});
		expect(body).toMatchObject({
			PurchaseOrderHeader: { Status: 'PARTIAL', QuotedDeliveryDate: '2026-12-01T00:00:00Z' },
			PurchaseOrderItem: [{ SKU: INK, Quantity: 6, Delivered: 2 }],
			DeliveredRecords: [{ DeliveredQuantity: 2 }],
		});
		expect((await levels(INK))[0]).toMatchObject({ Due: 4, StockLevel: 10 });
		expect((await call('GET', 'Inventory/GetSuppliers')).body).toHaveLength(2);
		expect(draft).not.toBe(number);
		purchasing!.cancel(number);
		expect(
			await post('PurchaseOrder/Get_PurchaseOrder', { pkPurchaseId: header!.pkPurchaseID }),
		).toMatchObject({ status: 400, body: { Message: 'Purchase Order does not exist' } });
	});
});
