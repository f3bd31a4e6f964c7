import { describe, expect, it } from 'vitest';

import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import type { Product, World } from '../../sandbox/fake.mts';
import { accountId, client, make } from '../../sandbox/lightspeed-retail/index.mts';
import { violations } from '../openapi.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

type Body = ReturnType<typeof JSON.parse>;

const ITEMS = `/API/V3/Account/${accountId}/Item.json`;
const INK = 'ACR-INK-PAYN-30';

function open(goods: readonly Product[] = catalogue) {
	let now = Date.parse('2026-11-23T10:00:00Z');
	const world: World = {
		clock: { now: () => now, sleep: () => Promise.resolve() },
		random: () => 0.5,
		baseUrl: () => 'https://lightspeed.example.test',
		deliver: () => Promise.resolve(0),
		catalogue: goods,
		allowLocalWebhooks: false,
		delayFactor: 1,
	};
	const fake = make(world);
	const ask = async (
		method: string,
		url: string,
		body?: unknown,
		token = fake.signedIn?.access_token,
	) => {
		const { pathname, searchParams } = new URL(url, 'https://lightspeed.example.test');
		const answer = await fake.handle({
			method,
			path: pathname,
			query: searchParams,
			headers: { authorization: `Bearer ${token}` },
			body: Buffer.from(
				typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body),
			),
		});
		const said: Body = typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body;
		return { status: answer.status, headers: answer.headers ?? {}, body: said };
	};
	return {
		fake,
		ask,
		pass: (seconds: number) => (now += seconds * 1000),
		find: async (query: Record<string, string>) =>
			(await ask('GET', `${ITEMS}?${new URLSearchParams(query).toString()}`)).body,
		put: async (sku: string, body: unknown) =>
			await ask('PUT', ITEMS.replace('Item.json', `Item/${fake.shop.find(sku).itemID}.json`), body),
		refresh: async (refresh_token: unknown, more: Record<string, string> = {}) =>
			await ask(
				'POST',
				'/auth/oauth/token',
				new URLSearchParams({
					client_id: client.id,
					client_secret: client.secret,
					grant_type: 'refresh_token',
					refresh_token: String(refresh_token),
					...more,
				}).toString(),
			),
	};
}

const RELATIONS = { load_relations: '["ItemShops"]' };

describe('Lightspeed Retail: the fake finds', () => {
	it('one row as an object, several as a list, none as nothing', async () => {
		const { find } = open();
		expect((await find({ customSku: INK })).Item).toMatchObject({
			customSku: INK,
			archived: 'false',
		});
		expect((await find({ customSku: 'ACR-DUP-1' })).Item).toHaveLength(2);
		expect(await find({ customSku: 'NOPE' })).toEqual({
			'@attributes': { next: '', previous: '' },
		});
	});

	it('what is archived only when asked for, and then without stock rows', async () => {
		const { find } = open();
		const sku = { customSku: 'ACR-VAR-GLOS-250' };
		expect(await find(sku)).not.toHaveProperty('Item');
		expect((await find({ ...sku, archived: 'true' })).Item).not.toHaveProperty('ItemShops');
		expect((await find({ ...sku, archived: 'only' })).Item).toMatchObject({ archived: 'true' });
		expect(await find({ ...sku, ...RELATIONS, archived: 'true' })).not.toHaveProperty('Item');
	});

	it('several by `or`, whose values are read once more', async () => {
		const { find, fake } = open();
		fake.shop.find(INK).customSku = 'A|B';
		const skus = async (or: string) =>
			[(await find({ or })).Item ?? []].flat().map((item: Body) => item.customSku);
		expect(await skus('customSku=A%7CB|customSku=ACR-SB-CRED-118')).toEqual([
			'ACR-SB-CRED-118',
			'A|B',
		]);
	});

	it('a hundred ids at most, and pages by a cursor', async () => {
		const { find, ask } = open(manyProducts(150));
		const first = await find({ ...RELATIONS, limit: '100' });
		expect(first.Item).toHaveLength(100);
		const second = (await ask('GET', first['@attributes'].next)).body;
		expect(second.Item).toHaveLength(50);
		expect(second['@attributes'].next).toBe('');
		const ids = first.Item.map((item: Body) => item.itemID);
		expect((await find({ itemID: `IN,[${ids.join(',')}]` })).Item).toHaveLength(100);
		expect(await find({ itemID: `IN,[${[...ids, 999].join(',')}]` })).toMatchObject({
			httpCode: '400',
		});
		expect(await find({ offset: '100' })).toMatchObject({ httpCode: '400' });
		expect(await find({ limit: '101' })).toMatchObject({ httpCode: '400' });
	});

	it('by comparison', async () => {
		const { find } = open();
		expect((await find({ customSku: '~,ACR-MRK-%' })).Item).toHaveLength(2);
		expect((await find({ customSku: `!=,${INK}` })).Item.length).toBeGreaterThan(10);
	});
});

describe('Lightspeed Retail: the fake writes', () => {
	it('the rows that are named, absolutely, and reckons their sum', async () => {
		const { put, fake } = open();
		const { rows } = fake.shop.find('ACR-MRK-CBLK-F');
		const said = await put('ACR-MRK-CBLK-F', {
			ItemShops: { ItemShop: { itemShopID: String(rows[0]!.itemShopID), qoh: '0' } },
		});
		expect(said.body.Item.ItemShops.ItemShop.map(({ shopID, qoh }: Body) => [shopID, qoh])).toEqual(
			[
				['1', '0'],
				['2', '7'],
				['0', '7'],
			],
		);
	});

	it('by shop as well, and never the sum', async () => {
		const { put, fake } = open();
		const rowOf = (shopID: string) => ({ ItemShops: { ItemShop: [{ shopID, qoh: '3' }] } });
		expect((await put(INK, rowOf('2'))).status).toBe(200);
		expect(fake.shop.find(INK).rows.map(({ qoh }) => qoh)).toEqual([8, 3]);
		expect((await put(INK, rowOf('0'))).status).toBe(400);
	});

	it('nothing it does not know, and archives by DELETE only, with the stock', async () => {
		const { put, fake, ask } = open();
		expect((await put(INK, { archived: 'true', quantity_on_hand: '0' })).status).toBe(200);
		expect(fake.shop.find(INK)).toMatchObject({ archived: false });
		const { itemID } = fake.shop.find(INK);
		const gone = await ask('DELETE', ITEMS.replace('Item.json', `Item/${itemID}.json`));
		expect(gone.body.Item).toMatchObject({ archived: 'true' });
		expect(gone.body.Item).not.toHaveProperty('ItemShops');
		await put(INK, { archived: 'false' });
		expect(fake.shelf().find(({ sku }) => sku === INK)).toMatchObject({
			quantity: 0,
			state: 'soldOut',
		});
	});

	it('refuses rows of others and numbers that are none', async () => {
		const { put } = open();
		for (const row of [{ itemShopID: '1', qoh: '0' }, { shopID: '1', qoh: 'many' }, { qoh: '0' }])
			expect((await put(INK, { ItemShops: { ItemShop: [row] } })).status).toBe(400);
	});
});

describe('Lightspeed Retail: the limits of the fake', () => {
	it('a bucket that leaks one a second, and may be overfilled once', async () => {
		const { ask, pass } = open();
		let answer = await ask('GET', `${ITEMS}?limit=1&load_relations=%5B%5D`);
		expect(answer.headers).toMatchObject({
			'x-ls-api-bucket-level': '2/90',
			'x-ls-api-request-cost': '2',
		});
		for (let i = 0; i < 60 && answer.status === 200; i += 1) {
			answer = await ask('GET', `${ITEMS}?limit=1&load_relations=%5B%5D`);
			pass(0.05);
		}
		expect(answer.status).toBe(429);
		const wait = Number(answer.headers['retry-after']);
		expect(wait).toBeGreaterThanOrEqual(1);
		pass(wait);
		expect((await ask('GET', `${ITEMS}?limit=1`)).status).toBe(200);
	});

	it('a second limit for bursts that names no time', async () => {
		const { ask, pass } = open();
		const statuses = [];
		for (let i = 0; i < 31; i += 1) statuses.push((await ask('GET', ITEMS)).status);
		expect(statuses.indexOf(429)).toBe(30);
		expect((await ask('GET', ITEMS)).headers).not.toHaveProperty('retry-after');
		pass(1.1);
		expect((await ask('GET', ITEMS)).status).toBe(200);
	});
});

describe('Lightspeed Retail: the sign-in of the fake', () => {
	it('ends after an hour, and is renewed by a pair that kills the old one when first used', async () => {
		const { ask, pass, refresh, fake } = open();
		pass(3_601);
		expect(await ask('GET', ITEMS)).toMatchObject({
			status: 401,
			body: { error: 'access_denied' },
		});
		const { body: pair } = await refresh(fake.signedIn?.refresh_token);
		// Not used yet: the old refresh token still serves, in case the new pair was lost.
		expect((await refresh(fake.signedIn?.refresh_token)).status).toBe(200);
		expect((await ask('GET', ITEMS, undefined, pair.access_token)).status).toBe(200);
		expect(await refresh(fake.signedIn?.refresh_token)).toMatchObject({
			status: 400,
			body: { error: 'invalid_grant' },
		});
		expect((await ask('GET', ITEMS)).body.hint).toContain('revoked');
	});

	it('ends for good after thirty days without use', async () => {
		const { pass, refresh, fake } = open();
		pass(31 * 24 * 3_600);
		expect((await refresh(fake.signedIn?.refresh_token)).status).toBe(400);
	});

	it('refuses a wrong client and other grants', async () => {
		const { refresh, fake } = open();
		const token = fake.signedIn?.refresh_token;
		expect((await refresh(token, { client_secret: 'wrong' })).status).toBe(401);
		expect((await refresh(token, { grant_type: 'password' })).status).toBe(400);
	});

	it('sees its own account only', async () => {
		const { ask } = open();
		expect((await ask('GET', '/API/V3/Account/999/Item.json')).status).toBe(403);
	});
});

describe('Lightspeed Retail: the seller', () => {
	it('sells below zero at the till, restocks, unpublishes and publishes', () => {
		const { fake } = open();
		const line = () => fake.shelf().find(({ sku }) => sku === INK);
		fake.seller.sell(INK, 10);
		expect(line()).toMatchObject({ state: 'soldOut', quantity: 0 });
		expect(fake.shop.find(INK).rows[0]).toMatchObject({ qoh: -2 });
		fake.seller.setQuantity(INK, 4);
		expect(line()).toMatchObject({ state: 'onSale', quantity: 4 });
		fake.seller.setHidden(INK, true);
		expect(line()).toMatchObject({ state: 'hidden' });
		fake.seller.setHidden(INK, false);
		expect(line()).toMatchObject({ state: 'onSale' });
		expect(() => fake.seller.sell('NOPE', 1)).toThrow('NOPE');
	});
});

interface Recorded {
	status: number;
	request: { method: string; path: string; query?: string; body?: unknown };
	headers: Record<string, string>;
	response: Body;
}

describe('the fake of Lightspeed Retail: stock rows and orders to suppliers', () => {
	const at = (resource: string, query: Record<string, string>) =>
		`${ITEMS.replace('Item.json', `${resource}.json`)}?${new URLSearchParams(query).toString()}`;

	it('the time of a stock row moves with its count, that of the item does not', async () => {
		const { fake, ask, pass } = open();
		pass(10);
		fake.seller.sell(INK, 1);
		const query = { timeStamp: '>=,2026-11-23T10:00:10+00:00', sort: 'timeStamp' };
		const { body } = await ask('GET', at('ItemShop', query));
		// The sum, and the row of the shop.
		expect(body.ItemShop).toMatchObject([
			{ qoh: '7', shopID: '0' },
			{ qoh: '7', shopID: '1' },
		]);
		const later = { ...query, timeStamp: '>,2026-11-23T10:00:10+00:00' };
		expect((await ask('GET', at('ItemShop', later))).body).not.toHaveProperty('ItemShop');
		const sum = { itemID: String(fake.shop.find(INK).itemID), shopID: '0' };
		const low = async (qoh: string) => (await ask('GET', at('ItemShop', { ...sum, qoh }))).body;
		expect(await low('<=,7')).toHaveProperty('ItemShop');
		expect(await low('<,7')).not.toHaveProperty('ItemShop');
		const item = (await ask('GET', at('Item', { customSku: INK }))).body.Item;
		expect(item.timeStamp).toBe('2026-10-24T10:00:00+00:00');
	});

	it.each<Record<string, string>>([
		{ sort: 'price' },
		{ timeStamp: '>=,soon' },
		{ limit: '101' },
		{ offset: '100' },
	])('refuses %j', async (query) => {
		expect((await open().ask('GET', at('ItemShop', query))).status).toBe(400);
	});

	it('days are the moments at which they begin in the shop, summer and winter', async () => {
		const { fake, ask } = open();
		const { order, send, move } = fake.purchasing!;
		const number = order({ supplier: 'A', lines: [{ sku: INK, quantity: 2 }] });
		const shown = async () =>
			(await ask('GET', at('Order', { load_relations: '["OrderLines"]' }))).body.Order;
		expect(await shown()).not.toHaveProperty('orderedDate');
		expect(await shown()).not.toHaveProperty('arrivalDate');
		send(number);
		expect((await shown()).orderedDate).toBe('2026-11-23T05:00:00+00:00');
		for (const [day, begins] of [
			['2026-12-24', '2026-12-24T05:00:00+00:00'],
			['2026-07-04', '2026-07-04T04:00:00+00:00'],
			['2027-03-14', '2027-03-14T05:00:00+00:00'],
			['2027-03-15', '2027-03-15T04:00:00+00:00'],
		] as const) {
			move(number, day);
			expect((await shown()).arrivalDate).toBe(begins);
		}
	});

	it('goods that come in go to stock, and the last ones finish the order', async () => {
		const { fake, ask, pass } = open();
		const { order, send, receive, cancel } = fake.purchasing!;
		const number = order({ supplier: 'A', lines: [{ sku: INK, quantity: 5 }] });
		send(number);
		pass(5);
		receive(number, INK, 2);
		expect(fake.shop.find(INK).rows[0]?.qoh).toBe(10);
		const first = fake.orders.find(number);
		expect(first).toMatchObject({ complete: false, lines: [{ checkedIn: 2 }] });
		pass(5);
		const before = first.timeStamp;
		receive(number, INK, 2);
		// The line has a time of its own.
		expect(first.timeStamp).toBe(before);
		receive(number, INK, 1);
		expect(first).toMatchObject({ complete: true });
		cancel(number);
		expect((await ask('GET', at('Order', {}))).body).not.toHaveProperty('Order');
		expect((await ask('GET', at('Order', { archived: 'true' }))).body.Order).toMatchObject({
			archived: 'true',
		});
	});
});

describe('the fake of Lightspeed Retail: an item that is gone for good', () => {
	it('is found nowhere, also not among the archived, and its id is not used again', async () => {
		const { fake, ask, find, put } = open();
		const { itemID } = fake.shop.find(INK);
		const last = fake.shop.items.at(-1)!;
		fake.seller.remove?.(INK);
		expect(await find({ customSku: INK, archived: 'true' })).not.toHaveProperty('Item');
		const path = ITEMS.replace('Item.json', `Item/${itemID}.json`);
		expect((await ask('PUT', path, { publishToEcom: 'false' })).status).toBe(404);
		await expect(put(INK, {})).rejects.toThrow(INK);
		expect(fake.shelf().some(({ sku }) => sku === INK)).toBe(false);
		expect(fake.shop.add('ACR-NEW-1', 'New', 1, '1.00').itemID).toBe(last.itemID + 1);
	});
});

describeWithSpecs('Lightspeed Retail: the fake, the field tables and the recorded answers', () => {
	const { $defs } = readSpec('lightspeed-retail/schema.json') as { $defs: Record<string, object> };
	const recorded = readSpec('lightspeed-retail/recorded.json') as Recorded[];
	const one = (method: string, path: RegExp, status = 200): Recorded => {
		const found = recorded.find(
			({ request, status: got }) =>
				request.method === method &&
				path.test(`${request.path}?${request.query ?? ''}`) &&
				got === status,
		);
		if (!found) throw new Error(`Nothing recorded for ${method} ${path}`);
		return found;
	};
	/** Members of the real answer that the fake leaves out; relations nobody asked for are not among them. */
	const missing = (ours: object, real: object): string[] =>
		Object.keys(real).filter((name) => !(name in ours) && !/^[A-Z]/.test(name) && name !== 'm');

	it('every answer fits its schema', async () => {
		const { find, put, refresh, fake } = open();
		for (const query of [{ customSku: INK }, { customSku: 'ACR-DUP-1' }, { customSku: 'NOPE' }])
			expect(violations($defs.ItemListResponse, await find({ ...query, ...RELATIONS }))).toEqual(
				[],
			);
		expect(
			violations($defs.ItemResponse, (await put(INK, { publishToEcom: 'false' })).body),
		).toEqual([]);
		const pair = await refresh(fake.signedIn?.refresh_token);
		expect(violations($defs.TokenResponse, pair.body)).toEqual([]);
	});

	it('an item has every member of a real one, all of them texts', async () => {
		const { find } = open();
		const ours = (await find({ customSku: INK, ...RELATIONS })).Item;
		const real = one('GET', /itemID=417/).response.Item;
		// Of accounts of the time; not in the field tables of today.
		expect(missing(ours, real)).toEqual(['itemECommerceID']);
		const [row] = ours.ItemShops.ItemShop;
		expect(missing(row, real.ItemShops.ItemShop[0])).toEqual([]);
		for (const value of [...Object.values(row), ours.itemID, ours.archived])
			expect(value).toEqual(expect.any(String));
	});

	it('the same request fails in the same way: an item without a description', async () => {
		const { put } = open();
		const real = one('PUT', /Item\/431/, 400);
		const ours = await put(INK, real.request.body);
		expect(ours.status).toBe(real.status);
		expect(ours.body).toEqual(real.response);
		expect(ours.headers['content-type']).toBe(real.headers['content-type']);
	});

	it('the same request succeeds in the same way: a new description', async () => {
		const { put } = open();
		const real = one('PUT', /Item\/430/);
		const ours = await put(INK, real.request.body);
		expect(ours.body['@attributes']).toEqual(real.response['@attributes']);
		expect(ours.body.Item.description).toBe(real.response.Item.description);
	});

	it('an item that is archived loses its rows, as recorded', async () => {
		const { ask, fake } = open();
		const real = one('DELETE', /Item\/428/);
		const ours = await ask(
			'DELETE',
			ITEMS.replace('Item.json', `Item/${fake.shop.find(INK).itemID}.json`),
		);
		expect(ours.status).toBe(real.status);
		for (const { Item } of [ours.body, real.response]) {
			expect(Item.archived).toBe('true');
			expect(Item).not.toHaveProperty('ItemShops');
		}
	});

	it('an unknown id is a 404 with the same words', async () => {
		const { ask } = open();
		const real = one('GET', /Employee\/2/, 404);
		const ours = await ask('GET', ITEMS.replace('Item.json', 'Item/2.json'));
		expect(ours.status).toBe(404);
		expect(ours.body).toEqual({
			...real.response,
			message: real.response.message.replace('Employee', 'Item'),
		});
		expect(ours.headers['content-type']).toBe(real.headers['content-type']);
	});

	it('the account, and the level of the bucket as used of size', async () => {
		const { ask } = open();
		const real = one('GET', /Account\.json/);
		const ours = await ask('GET', '/API/V3/Account.json');
		expect(Object.keys(ours.body.Account)).toEqual(Object.keys(real.response.Account));
		const form = /^[\d.]+\/\d+$/;
		for (const { headers } of [ours, real]) expect(headers['x-ls-api-bucket-level']).toMatch(form);
	});

	it('a sign-in that is refused is a 401 without a level', async () => {
		const { ask } = open();
		const real = one('GET', /Account\.json/, 401);
		const ours = await ask('GET', '/API/V3/Account.json', undefined, 'old');
		expect(ours.status).toBe(real.status);
		for (const { headers } of [ours, real])
			expect(headers).not.toHaveProperty('x-ls-api-bucket-level');
	});
});
