import { expect, it } from 'vitest';
import type { Product } from '../../sandbox/fake.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { TestWorld } from './amazonShop.mts';
import { open, raw, type Body } from './linnworksShop.mts';

interface Recording {
	request: { method: string; path: string; body?: Body };
	response: Body;
}

const recording = (path: string): Recording => {
	const found = (readSpec('linnworks/recorded.json') as Recording[]).find(
		({ request }) => request.path === path,
	);
	if (!found) throw new Error(`nothing recorded of ${path}`);
	return found;
};

const goods: Product[] = [
	{ title: 'Recorded', variants: [{ sku: 'E32-99X-8G2', title: '', quantity: 3, price: '9.60' }] },
];

/** A shop whose one item has the id of the recordings. */
async function shopOf(id: string) {
	const shop = await open(new TestWorld(goods));
	const [item] = shop.fake.shop.items;
	if (!item) throw new Error('no goods');
	item.id = id;
	return { ...shop, item };
}

/** Members of the recorded value with another type in ours, or without a counterpart; null stands for any type. */
function differences(theirs: unknown, ours: unknown, path = ''): string[] {
	if (theirs === null) return [];
	if (Array.isArray(theirs)) {
		if (!Array.isArray(ours)) return [`${path} is no list`];
		return theirs.slice(0, 1).flatMap((one) => differences(one, ours[0], `${path}[0]`));
	}
	if (typeof theirs === 'object')
		return Object.entries(theirs as object).flatMap(([name, value]) =>
			differences(value, (ours as Record<string, unknown> | undefined)?.[name], `${path}.${name}`),
		);
	return typeof theirs === typeof ours ? [] : [`${path} is ${typeof ours}, was ${typeof theirs}`];
}

describeWithSpecs('Linnworks sandbox: recorded answers', () => {
	it('reads the levels of an item as recorded', async () => {
		const { request, response } = recording('/api/Stock/GetStockLevel');
		const { fake, session } = await shopOf(request.body.stockItemId);
		const headers = { authorization: session };
		const { body } = await raw(fake, 'POST', `/eu-ext${request.path}`, request.body, headers);
		expect(differences(response, body)).toEqual([]);
		for (const name of ['SKU', 'StockLevel', 'InOrders', 'Available', 'StockItemId'])
			expect(body[0][name], name).toEqual(response[0][name]);
		expect(body[0].Location.StockLocationId).toBe(response[0].Location.StockLocationId);
	});

	it('adds by UpdateStockLevelsBySKU as recorded', async () => {
		const { request, response } = recording('/api/Stock/UpdateStockLevelsBySKU');
		const { fake, session, levels } = await shopOf(response[0].StockItemId);
		const headers = { authorization: session };
		const { body } = await raw(fake, 'POST', `/eu-ext${request.path}`, request.body, headers);
		expect(differences(response, body)).toEqual([]);
		expect((await levels('E32-99X-8G2'))[0].StockLevel).toBe(6);
	});

	it('shows the channel links as recorded', async () => {
		const { request, response } = recording('/api/Inventory/BatchGetInventoryItemChannelSKUs');
		const { fake, session } = await shopOf(request.body.inventoryItemIds[0]);
		const headers = { authorization: session };
		const { body } = await raw(fake, 'POST', `/eu-ext${request.path}`, request.body, headers);
		expect(differences(response, body)).toEqual([]);
		expect(body[0].StockItemId).toBe(response[0].StockItemId);
		expect(body[0].ChannelSkus[0]).toMatchObject({ IgnoreSync: false, UpdateStatus: 'Confirmed' });
	});

	it('tells the changes of an item as recorded', async () => {
		const { response } = recording('/api/Stock/GetItemChangesHistory');
		const { fake, call, item } = await shopOf(response.Data[0].StockItemId);
		fake.seller.setQuantity(item.sku, 44);
		const query = `stockItemId=${item.id}&pageNumber=-1`;
		const { body } = await call('GET', `Stock/GetItemChangesHistory?${query}`);
		expect(differences(response, body)).toEqual([]);
		expect(body).toMatchObject({ PageNumber: 0, TotalPages: 0, TotalEntries: body.Data.length });
	});

	it('opens a session as recorded', async () => {
		const { request, response } = recording('/api/Auth/AuthorizeByApplication');
		const { fake } = await open();
		const { applicationId, applicationSecret, installationToken } = fake.account;
		const sent = { applicationId, applicationSecret, token: installationToken };
		const { body } = await raw(fake, 'POST', request.path, sent);
		expect(differences(response, body)).toEqual([]);
		expect(body.Status.State).toBe(response.Status.State);
	});

	it('refuses a parameter in the recorded form', async () => {
		const { response } = recording('/api/Inventory/UpdateInventoryItemStockField');
		const { fake, session } = await open();
		const sent = { request: { StockItemIds: ['not a guid'] } };
		const url = '/eu-ext/api/Stock/GetStockLevel_Batch';
		const { status, body } = await raw(fake, 'POST', url, sent, { authorization: session });
		expect([status, body]).toEqual([400, response]);
	});
});
