import { describe, expect, it } from 'vitest';

import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import { application } from '../../sandbox/channeladvisor/access.mts';
import { make, type ChannelAdvisorFake } from '../../sandbox/channeladvisor/index.mts';
import { closed, fba, main, store } from '../../sandbox/channeladvisor/shop.mts';
import type { Product, World } from '../../sandbox/fake.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

const start = Date.parse('2026-11-23T10:00:30Z');
const HOST = 'https://api.channeladvisor.com';

function open(goods: readonly Product[] = catalogue) {
	let now = start;
	let seed = 0;
	const delivered: Array<Parameters<World['deliver']>[0]> = [];
	const world: World = {
		clock: { now: () => now, sleep: () => Promise.resolve() },
		random: () => (seed = (seed + 0.37) % 1),
		baseUrl: () => HOST,
		deliver: (sent) => {
			delivered.push(sent);
			return Promise.resolve(200);
		},
		catalogue: goods,
		allowLocalWebhooks: false,
		delayFactor: 1,
	};
	return { fake: make(world), delivered, pass: (ms: number) => (now += ms) };
}

async function send(
	fake: ChannelAdvisorFake,
	method: string,
	url: string,
	headers: Record<string, string>,
	body = '',
) {
	const { pathname, searchParams } = new URL(url, HOST);
	const answer = await fake.handle({
		method,
		path: pathname,
		query: searchParams,
		headers,
		body: Buffer.from(body),
	});
	return { ...answer, json: answer.body as ReturnType<typeof JSON.parse> };
}

const basic = (secret: string = application.secret) =>
	`Basic ${Buffer.from(`${application.id}:${secret}`).toString('base64')}`;

async function token(
	fake: ChannelAdvisorFake,
	refresh = fake.refreshTokens.full,
	authorization = basic(),
) {
	return await send(
		fake,
		'POST',
		'/oauth2/token',
		{ authorization, 'content-type': 'application/x-www-form-urlencoded' },
		new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refresh }).toString(),
	);
}

/** Asks as somebody who has just logged in. */
async function client(fake: ChannelAdvisorFake, refresh?: string) {
	const { json } = await token(fake, refresh);
	const headers = {
		authorization: `Bearer ${String(json.access_token)}`,
		'content-type': 'application/json',
	};
	return async (method: string, url: string, body?: unknown) =>
		await send(fake, method, url, headers, body === undefined ? '' : JSON.stringify(body));
}

const productOf = (fake: ChannelAdvisorFake, sku: string) => {
	const found = [...fake.shop.products.values()].find(({ Sku }) => Sku === sku);
	if (!found) throw new Error(`No product ${sku}`);
	return found;
};
const quantities = (UpdateType: string, Updates: object[]) => ({ Value: { UpdateType, Updates } });
const filter = (text: string) =>
	`/v1/Products?${new URLSearchParams({ $filter: text, $expand: 'DCQuantities' }).toString()}`;

describe('the fake of ChannelAdvisor: who may ask', () => {
	it('gives tokens for an hour, many times for the same refresh token', async () => {
		const { fake, pass } = open();
		const first = await client(fake);
		const second = await client(fake);
		expect((await first('GET', '/v1/Products')).status).toBe(200);
		pass(3_600_000);
		const late = await second('GET', '/v1/Products');
		expect(late).toMatchObject({
			status: 401,
			json: { Message: expect.stringContaining('denied') },
		});
		expect((await token(fake)).json).toMatchObject({ token_type: 'bearer', expires_in: 3_600 });
	});

	it('refuses wrong applications and tokens with 400', async () => {
		const { fake } = open();
		expect(await token(fake, undefined, basic('x'))).toMatchObject({
			status: 400,
			body: { error: 'invalid_client' },
		});
		expect(await token(fake, 'x')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
		fake.revoked.add(fake.refreshTokens.full);
		expect((await token(fake)).status).toBe(400);
		const json = await send(
			fake,
			'POST',
			'/oauth2/token',
			{ authorization: basic(), 'content-type': 'application/json' },
			'{}',
		);
		expect(json.status).toBe(400);
	});

	it('answers a missing right like a missing login', async () => {
		const { fake } = open();
		const ask = await client(fake, fake.refreshTokens.readOnly);
		const { ID } = productOf(fake, 'ACR-INK-PAYN-30');
		expect((await ask('GET', `/v1/Products(${ID})`)).status).toBe(200);
		expect((await ask('PUT', `/v1/Products(${ID})`, { IsBlocked: true })).status).toBe(401);
		expect(fake.shelf().find(({ sku }) => sku === 'ACR-INK-PAYN-30')?.state).toBe('onSale');
	});

	it('takes 2,000 requests a minute and refuses the next one in plain text', async () => {
		const { fake, pass } = open(manyProducts(1));
		const ask = await client(fake);
		for (let i = 0; i < 2_000; i++) expect((await ask('GET', '/v1/Products')).status).toBe(200);
		const refused = await ask('GET', '/v1/Products');
		expect(refused).toMatchObject({ status: 429, body: expect.any(String) });
		expect(refused.headers).not.toHaveProperty('retry-after');
		pass(60_000);
		expect((await ask('GET', '/v1/Products')).status).toBe(200);
	});
});

describe('the fake of ChannelAdvisor: lists', () => {
	it('reads filters with and, or, brackets and doubled quotes', async () => {
		const { fake } = open();
		fake.shop.add({ Sku: "O'Neil", Title: 'Brush' });
		const ask = await client(fake);
		const skus = async (text: string) =>
			(await ask('GET', filter(text))).json.value.map(({ Sku }: { Sku: string }) => Sku);
		expect(await skus("Sku eq 'O''Neil' or Sku eq 'none'")).toEqual(["O'Neil"]);
		expect(await skus("Sku eq 'ACR-DUP-1'")).toHaveLength(2);
		expect(await skus("(Sku eq 'ACR-DUP-1' or Sku eq 'x') and ProfileID eq 12345679")).toHaveLength(
			1,
		);
		expect(await skus("Sku eq 'ACR-DUP-1' or Sku eq 'x' and ProfileID eq 1")).toHaveLength(2);
		expect(await skus('IsBlocked eq true')).toEqual(['ACR-VAR-GLOS-250']);
		for (const bad of [
			"Sku eq 'a",
			'Sku in (1)',
			"Name eq 'a'",
			"Sku eq 'a' 'b'",
			"(Sku eq 'a'",
			'',
		])
			expect((await ask('GET', filter(bad))).status, bad).toBe(400);
	});

	it('gives pages that lead to each other', async () => {
		const { fake } = open(manyProducts(250));
		const ask = await client(fake);
		const seen: string[] = [];
		let next: string | undefined = '/v1/Products?$select=Sku';
		while (next) {
			const { json } = await ask('GET', next);
			seen.push(...json.value.map(({ Sku }: { Sku: string }) => Sku));
			next = json['@odata.nextLink'];
		}
		expect(seen).toEqual([...fake.shop.products.values()].map(({ Sku }) => Sku));
		expect((await ask('GET', '/v1/Products?$top=1')).json).not.toHaveProperty(['@odata.nextLink']);
	});

	it('knows its entities only, and no address without end', async () => {
		const { fake } = open();
		const ask = await client(fake);
		expect((await ask('GET', '/v1/Suppliers')).status).toBe(404);
		expect((await ask('GET', '/v1/Products(1)')).status).toBe(404);
		expect((await ask('GET', '/v1/Products?$select=Quantity')).status).toBe(400);
		expect((await ask('GET', '/v1/Products?$search=Sku')).status).toBe(400);
		expect((await ask('GET', filter(`Sku eq '${'x'.repeat(9_000)}'`))).status).toBe(414);
		expect((await ask('GET', '/v1/DistributionCenters')).json.value).toHaveLength(4);
	});
});

describe('the fake of ChannelAdvisor: writes', () => {
	it('sets several centers at once, and reckons the total a moment later', async () => {
		const { fake, pass } = open();
		const ask = await client(fake);
		const { ID } = productOf(fake, 'ACR-GEL-MATT-500');
		const read = async () => (await ask('GET', filter(`ID eq ${ID}`))).json.value[0];
		const lines = [
			{ DistributionCenterID: main, Quantity: 0 },
			{ DistributionCenterID: store, Quantity: 1 },
		];
		const answer = await ask(
			'POST',
			`/v1/Products(${ID})/UpdateQuantity`,
			quantities('Absolute', lines),
		);
		expect(answer).toMatchObject({ status: 204 });
		expect(answer.body).toBeUndefined();
		expect(await read()).toMatchObject({
			TotalAvailableQuantity: 7,
			DCQuantities: [{ AvailableQuantity: 0 }, { AvailableQuantity: 1 }, {}],
		});
		pass(2_000);
		expect(await read()).toMatchObject({ TotalAvailableQuantity: 1 });
		await ask(
			'POST',
			`/v1/Products(${ID})/UpdateQuantity`,
			quantities('Relative', [{ DistributionCenterID: store, Quantity: -1 }]),
		);
		expect(fake.shelf().find(({ sku }) => sku === 'ACR-GEL-MATT-500')).toMatchObject({
			quantity: 0,
			state: 'soldOut',
		});
	});

	it('refuses what cannot be set, all or nothing', async () => {
		const { fake } = open();
		const ask = await client(fake);
		const set = async (sku: string, body: unknown) =>
			(await ask('POST', `/v1/Products(${productOf(fake, sku).ID})/UpdateQuantity`, body)).status;
		const at = (DistributionCenterID: number, Quantity: unknown = 0) => ({
			DistributionCenterID,
			Quantity,
		});
		const before = fake.shelf();
		const bad = [
			quantities('Absolute', [at(main), at(fba)]),
			quantities('Absolute', [at(closed)]),
			quantities('Absolute', [at(99)]),
			quantities('Absolute', [at(main, -1)]),
			quantities('Absolute', [at(main, '0')]),
			quantities('Absolute', []),
			quantities('Zero', [at(main)]),
			{ UpdateType: 'Absolute', Updates: [at(main)] },
		];
		for (const body of bad)
			expect(await set('ACR-GES-WHT-1000', body), JSON.stringify(body)).toBe(400);
		for (const sku of ['ACR-HB-TWHT', 'ACR-SET-START'])
			expect(await set(sku, quantities('Absolute', [at(main)])), sku).toBe(400);
		expect(fake.shelf()).toEqual(before);
	});

	it('changes what is sent, ignores what is reckoned, and does not know a quantity', async () => {
		const { fake } = open();
		const ask = await client(fake);
		const product = productOf(fake, 'ACR-INK-PAYN-30');
		const put = async (body: unknown, method = 'PUT') =>
			(await ask(method, `/v1/Products(${product.ID})`, body)).status;
		expect(await put({ IsBlocked: true, BlockComment: 'x' })).toBe(204);
		expect(product).toMatchObject({
			IsBlocked: true,
			Title: "Acrylic Ink Payne's Grey 30 ml",
			BlockedDateUtc: expect.any(String),
		});
		expect(await put({ IsBlocked: false }, 'PATCH')).toBe(204);
		expect(product).toMatchObject({ IsBlocked: false, BlockComment: 'x', BlockedDateUtc: null });
		expect(await put({ TotalAvailableQuantity: 0 })).toBe(204);
		expect(fake.shop.total(product)).toBe(8);
		expect(await put({ Quantity: 0 })).toBe(400);
		expect(await put({ IsBlocked: 'yes' })).toBe(400);
		expect(await put([])).toBe(400);
	});

	it('tells entered addresses of orders alone, with the password in the address', async () => {
		const { fake, delivered } = open();
		fake.seller.sell('ACR-INK-PAYN-30', 1);
		expect(delivered).toEqual([]);
		expect(() => fake.enterWebhook?.('http://n8n.example.test/webhook/1')).toThrow('https');
		fake.enterWebhook?.('https://n8n.example.test/webhook/1');
		fake.seller.setQuantity('ACR-INK-PAYN-30', 5);
		expect(delivered).toEqual([]);
		fake.seller.sell('ACR-SET-START', 2);
		expect(delivered).toHaveLength(1);
		const { url, body } = delivered[0]!;
		expect(new URL(url).searchParams.get('secret')).toBe(fake.account.webhookSecret);
		expect(JSON.parse(body)).toMatchObject({
			PaymentStatus: 'Cleared',
			Items: [
				{
					Sku: 'ACR-SET-START',
					Quantity: 2,
					BundleComponents: [
						{ Sku: 'ACR-HB-TWHT-60', Quantity: 4 },
						{ Sku: 'ACR-MRK-CBLK-F', Quantity: 4 },
					],
				},
			],
		});
	});

	it('finds what changed since a time', async () => {
		const { fake, pass } = open();
		const ask = await client(fake);
		pass(60_000);
		fake.seller.setQuantity('ACR-INK-PAYN-30', 0);
		const since = '2026-11-23T10:01:30.000Z';
		const found = async (text: string) =>
			(await ask('GET', `/v1/Products?$select=Sku&$filter=${encodeURIComponent(text)}`)).json.value;
		expect(await found(`QuantityUpdateDateUtc ge ${since}`)).toEqual([{ Sku: 'ACR-INK-PAYN-30' }]);
		expect(await found(`QuantityUpdateDateUtc ge 2026-11-23T10:01:31Z`)).toEqual([]);
		const quoted = `QuantityUpdateDateUtc ge '${since}'`;
		expect((await ask('GET', `/v1/Products?$filter=${encodeURIComponent(quoted)}`)).status).toBe(
			400,
		);
	});

	it('knows nothing of a removed product, and its bundle has none of it', async () => {
		const { fake } = open();
		const ask = await client(fake);
		const { ID } = productOf(fake, 'ACR-HB-TWHT-60');
		fake.seller.remove?.('ACR-HB-TWHT-60');
		for (const [method, path, body] of [
			['GET', '', undefined],
			['PUT', '', { IsBlocked: true }],
			[
				'POST',
				'/UpdateQuantity',
				{
					Value: {
						UpdateType: 'Absolute',
						Updates: [{ DistributionCenterID: main, Quantity: 0 }],
					},
				},
			],
		] as const)
			expect((await ask(method, `/v1/Products(${ID})${path}`, body)).status).toBe(404);
		const shelf = (wanted: string) => fake.shelf().find(({ sku }) => sku === wanted);
		expect(shelf('ACR-HB-TWHT-60')).toBeUndefined();
		expect(shelf('ACR-HB-TWHT-120')).toBeDefined();
		expect(shelf('ACR-SET-START')).toMatchObject({ quantity: 0, state: 'soldOut' });
	});

	it('reckons bundles and what is blocked at external centers', () => {
		const { fake } = open();
		const shelf = (wanted: string) => fake.shelf().find(({ sku }) => sku === wanted);
		expect(shelf('ACR-SET-START')).toMatchObject({ quantity: 7, state: 'onSale' });
		fake.seller.sell('ACR-HB-TWHT-60', 13);
		expect(shelf('ACR-SET-START')).toMatchObject({ quantity: 0, state: 'soldOut' });
		fake.shop.change(productOf(fake, 'ACR-GES-WHT-1000'), { IsExternalQuantityBlocked: true });
		expect(shelf('ACR-GES-WHT-1000')).toMatchObject({ quantity: 9, note: 'FBA, blocked' });
		expect(shelf('ACR-HB-TWHT')).toBeUndefined();
	});
});

interface Recorded {
	response: {
		responses: Array<{
			status: number;
			headers: Record<string, string>;
			body: Record<string, unknown>;
		}>;
	};
}

/** Only answers inside a batch were recorded; a single call answers what a part of it does. */
describeWithSpecs('the fake of ChannelAdvisor against what was recorded', () => {
	const recorded = readSpec('channeladvisor/recorded.json') as Recorded[];
	const part = (batch: number) => recorded[batch].response.responses[0];

	it.each<[number, string, string]>([
		[0, '$select=ID,Sku', "Sku eq 'ACR-INK-PAYN-30'"],
		[1, '$select=Sku,TotalAvailableQuantity&$expand=DCQuantities', "Sku eq 'ACR-HB-BRNZ-60'"],
	])('answers product list %i with the same members', async (batch, options, text) => {
		const { fake } = open();
		const { status, headers, body } = part(batch);
		const ask = await client(fake);
		const own = await ask('GET', `/v1/Products?${options}&$filter=${encodeURIComponent(text)}`);
		expect(own.status).toBe(status);
		expect(own.headers).toEqual(headers);
		expect(own.json['@odata.context']).toBe(body['@odata.context']);
		const [row] = body.value as Array<Record<string, unknown>>;
		expect(own.json.value).toHaveLength(1);
		expect(Object.keys(own.json.value[0])).toEqual(Object.keys(row));
		for (const [name, value] of Object.entries(row))
			expect(Array.isArray(value) || value === null ? value : typeof value, name).toEqual(
				Array.isArray(value) || value === null
					? own.json.value[0][name]
					: typeof own.json.value[0][name],
			);
	});

	it('denies in the same words', async () => {
		const { fake } = open();
		const { status, body } = part(2);
		const own = await send(fake, 'GET', '/v1/Products', { authorization: 'Bearer old' });
		expect(own.status).toBe(status);
		expect(own.json.Message).toBe((body.error as { message: string }).message);
	});
});
