import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { afterEach, expect, it } from 'vitest';

import { loader, runAcrylicDelist } from '../harness.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { recordedShop, type Seen } from './recordedShop.mts';

interface Recording {
	request: { path: string };
	response: ReturnType<typeof JSON.parse>;
}

const recorded = (path: string) =>
	(readSpec('linnworks/recorded.json') as Recording[]).find(({ request }) => request.path === path)!
		.response;

const SESSION = 'c2a7b1e0-52d4-4f1b-9a67-0d6b6f0c8e11';
const SKU = 'E32-99X-8G2';
const LOCATION = '00000000-0000-0000-0000-000000000000';

let close = () => {};
afterEach(() => close());

/** An account that answers with what was recorded, after its session is open; its server is another host than that of the login. */
function accountThatSays(
	answer: (method: string, seen: Seen) => { status?: number; body: unknown },
) {
	const [level] = recorded('/api/Stock/GetStockLevel');
	const id = level.StockItemId;
	const shop = recordedShop('https://eu-ext.linnworks.net', (seen) => {
		const method = seen.path.replace('/api/', '');
		if (method === 'Inventory/GetStockItemIdsBySKU')
			return { body: { Items: [{ StockItemId: id, SKU }] } };
		if (method === 'Inventory/GetStockLocations') return { body: [{ ...level.Location }] };
		return answer(method, seen);
	});
	close = shop.close;
	const run = async (operation = 'takeOffSale') =>
		await runAcrylicDelist({
			parameters: { operation, channels: ['linnworks'], sku: '={{ $json.sku }}' },
			items: [{ sku: SKU }],
			credentials: {
				stockOutLinnworksApi: {
					applicationId: '11111111-1111-1111-1111-111111111111',
					applicationSecret: '22222222-2222-2222-2222-222222222222',
					installationToken: '33333333-3333-3333-3333-333333333333',
					environment: 'production',
					sessionToken: SESSION,
					sessionServer: 'https://eu-ext.linnworks.net',
				},
			},
		});
	return { ...shop, run, id, level };
}

describeWithSpecs('Linnworks: recorded answers', () => {
	it('reads the recorded level, and its read-back, at the server that the session named', async () => {
		let sold = false;
		const levels = (level: IDataObject) => [
			sold ? { ...level, StockLevel: 0, Available: 0 } : level,
		];
		const { run, id, level, seen } = accountThatSays((method) => {
			const own = {
				StockItemId: id,
				ItemNumber: SKU,
				ItemTitle: 'Recorded',
				StockLevels: levels(level),
			};
			if (method === 'Stock/GetStockItemsFullByIds')
				return { body: { StockItemsFullExtended: [own] } };
			if (method === 'Stock/GetStockLevel_Batch')
				return { body: [{ pkStockItemId: id, StockItemLevels: levels(level) }] };
			if (method === 'Stock/UpdateStockLevelsBulk') sold = true;
			return { body: method.startsWith('Stock') ? '' : [] };
		});
		const { done } = await run();
		expect(done).toMatchObject([
			{ outcome: 'offSale', before: { quantity: 3 }, after: { quantity: 0 } },
		]);
		const write = seen.find(({ path }) => path.endsWith('UpdateStockLevelsBulk'));
		expect(write?.body.Items).toEqual([
			{ RowIndex: 0, StockItemId: id, StockLocationId: LOCATION, StockLevel: 0 },
		]);
	});

	it('reads the recorded link: listed 30 and synchronized, so a level reaches it', async () => {
		const [{ ChannelSkus }] = recorded('/api/Inventory/BatchGetInventoryItemChannelSKUs');
		const { run, id, level } = accountThatSays((method) => {
			const own = { StockItemId: id, ItemNumber: SKU, ItemTitle: 'Recorded', StockLevels: [level] };
			if (method === 'Stock/GetStockItemsFullByIds')
				return { body: { StockItemsFullExtended: [own] } };
			if (method.startsWith('Inventory')) return { body: [{ StockItemId: id, ChannelSkus }] };
			const unchanged = [{ pkStockItemId: id, StockItemLevels: [level] }];
			return { body: method === 'Stock/GetStockLevel_Batch' ? unchanged : '' };
		});
		const { attention } = await run();
		expect(attention).toMatchObject([
			{
				outcome: 'contradicted',
				before: { visible: true, buyable: true },
				warnings: [expect.stringContaining("'AMAZON Amazon Canada'")],
			},
		]);
	});

	it('passes the recorded error on in its own words', async () => {
		const error = recorded('/api/Inventory/UpdateInventoryItemStockField');
		const { run } = accountThatSays(() => ({ status: 400, body: error }));
		const { attention } = await run();
		expect(attention).toMatchObject([
			{ outcome: 'failed', kind: 'invalid', message: expect.stringContaining(error.Message) },
		]);
	});

	it('takes token and server out of the recorded session', async () => {
		const session = recorded('/api/Auth/AuthorizeByApplication');
		const credential = loader.getCredential('stockOutLinnworksApi').type;
		const asked: IHttpRequestOptions[] = [];
		const helpers = {
			httpRequest: async (options: IHttpRequestOptions) => {
				asked.push(options);
				return { statusCode: 200, headers: {}, body: session };
			},
		};
		const ids = { applicationId: ' a ', applicationSecret: 'b', installationToken: 'c' };
		const fresh = await credential.preAuthentication?.call({ helpers } as never, ids);
		expect(asked).toMatchObject([
			{
				url: 'https://api.linnworks.net/api/Auth/AuthorizeByApplication',
				body: { ApplicationId: 'a', ApplicationSecret: 'b', Token: 'c' },
			},
		]);
		expect(fresh).toEqual({ sessionToken: session.Token, sessionServer: session.Server });
	});

	it('sends the credential test and the calls to that server, with the bare token', async () => {
		const { authenticate } = loader.getCredential('stockOutLinnworksApi').type;
		const credential = { sessionToken: SESSION, sessionServer: 'https://us-ext.linnworks.net' };
		const at = async (options: IHttpRequestOptions) =>
			await (authenticate as (...given: unknown[]) => Promise<IHttpRequestOptions>)(
				credential,
				options,
			);
		const url = '/api/Inventory/GetStockLocations';
		const server = credential.sessionServer;
		const headers = { Authorization: SESSION };
		expect(await at({ baseURL: 'https://api.linnworks.net', url })).toMatchObject({
			baseURL: server,
			url,
			headers,
		});
		for (const host of ['https://api.linnworks.net', 'https://eu-ext.linnworks.net'])
			expect(await at({ url: `${host}${url}` })).toMatchObject({ url: `${server}${url}`, headers });
	});
});
