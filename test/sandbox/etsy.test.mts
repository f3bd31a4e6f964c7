import { describe, expect, it } from 'vitest';
import { catalogue, manyProducts } from '../../sandbox/catalogue.mts';
import { app, ids, tokenPath } from '../../sandbox/etsy/access.mts';
import { make } from '../../sandbox/etsy/index.mts';
import type { Product, World } from '../../sandbox/fake.mts';
import { seeded } from '../../sandbox/random.mts';
import { responseSchema, violations } from '../openapi.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

type Body = Record<string, ReturnType<typeof JSON.parse>>;
interface Said {
	status: number;
	headers: Record<string, string>;
	body: Body;
}
interface Recorded {
	from: string;
	kind: string;
	covers: string;
	request: { method: string; path: string; body?: Body; headers?: Record<string, string> };
	status: number;
	headers?: Record<string, string>;
	response: Body;
}

const INK = 'ACR-INK-PAYN-30';
const BLUE = 'ACR-HB-COBL-60';
const LISTINGS = `/v3/application/shops/${ids.shop}/listings`;

function open(goods: readonly Product[] = catalogue) {
	let now = Date.parse('2026-11-23T10:00:00Z');
	const world: World = {
		clock: { now: () => now, sleep: () => Promise.resolve() },
		random: seeded(1),
		baseUrl: () => 'https://etsy.example.test',
		deliver: () => Promise.resolve(0),
		catalogue: goods,
		allowLocalWebhooks: false,
		delayFactor: 1,
	};
	const fake = make(world);
	const login = {
		'x-api-key': `${app.clientId}:${app.sharedSecret}`,
		authorization: `Bearer ${fake.signedIn?.access_token}`,
	};
	const ask = async (
		method: string,
		url: string,
		body?: unknown,
		headers: Record<string, string> = login,
	): Promise<Said> => {
		const { pathname, searchParams } = new URL(url, 'https://api.example.test');
		const isForm = body instanceof URLSearchParams;
		const answer = await fake.handle({
			method,
			path: pathname,
			query: searchParams,
			headers: {
				'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
				...headers,
			},
			body: Buffer.from(body === undefined ? '' : isForm ? String(body) : JSON.stringify(body)),
		});
		return { status: answer.status, headers: answer.headers ?? {}, body: answer.body as Body };
	};
	const listing = (sku: string) => fake.shop.find(sku).listing;
	const inventory = (sku: string) =>
		`/v3/application/listings/${listing(sku).listing_id}/inventory`;
	return {
		fake,
		ask,
		login,
		listing,
		inventory,
		tick: (ms: number) => (now += ms),
		patch: (sku: string, state: string) =>
			ask('PATCH', `${LISTINGS}/${listing(sku).listing_id}`, new URLSearchParams({ state })),
		token: (form: Record<string, string>) => ask('POST', tokenPath, new URLSearchParams(form), {}),
		state: (sku: string) => fake.shelf().find((line) => line.sku === sku),
	};
}

/** The body of a write, made of what was read (etsy sheet, section 4). */
const writable = (body: Body, quantities: Record<string, number> = {}): Body => ({
	products: body.products.map((product: Body) => ({
		sku: product.sku,
		property_values: product.property_values.map(({ scale_name: _, ...value }: Body) => value),
		offerings: product.offerings.map(
			({ price, quantity, is_enabled, readiness_state_id }: Body) => ({
				price: price.amount / price.divisor,
				quantity: quantities[product.sku] ?? quantity,
				is_enabled,
				readiness_state_id,
			}),
		),
	})),
	price_on_property: body.price_on_property,
	quantity_on_property: body.quantity_on_property,
	sku_on_property: body.sku_on_property,
	readiness_state_on_property: body.readiness_state_on_property,
});

describeWithSpecs('Etsy: the fake and the specification', () => {
	const spec = readSpec('etsy/open-api-v3.json');
	const expectDocumented = (
		method: string,
		template: string,
		{ status, body }: Said,
		wanted = 200,
	) => {
		expect(status).toBe(wanted);
		expect(violations(responseSchema(spec, method, template, status), body), template).toEqual([]);
	};

	it('every answer and every error fits its schema', async () => {
		const shop = open();
		const one = '/v3/application/listings/{listing_id}/inventory';
		expectDocumented(
			'GET',
			'/v3/application/users/me',
			await shop.ask('GET', '/v3/application/users/me'),
		);
		expectDocumented(
			'GET',
			'/v3/application/openapi-ping',
			await shop.ask('GET', '/v3/application/openapi-ping'),
		);
		expectDocumented(
			'GET',
			'/v3/application/shops/{shop_id}/listings',
			await shop.ask('GET', `${LISTINGS}?limit=100&includes=Inventory`),
		);
		const read = await shop.ask('GET', shop.inventory(BLUE));
		expectDocumented('GET', one, read);
		expectDocumented(
			'PUT',
			one,
			await shop.ask('PUT', shop.inventory(BLUE), writable(read.body, { [BLUE]: 0 })),
		);
		expectDocumented(
			'GET',
			'/v3/application/listings/batch/inventory',
			await shop.ask(
				'GET',
				`/v3/application/listings/batch/inventory?listing_ids=${shop.listing(INK).listing_id}`,
			),
		);
		const receipts = '/v3/application/shops/{shop_id}/receipts';
		const { product } = shop.fake.shop.find(BLUE);
		const sold = shop.fake.receipts.add(shop.listing(BLUE), product, 1);
		const asked = `/v3/application/shops/${ids.shop}/receipts`;
		expectDocumented('GET', receipts, await shop.ask('GET', asked));
		expectDocumented('GET', `${receipts}/{receipt_id}`, await shop.ask('GET', `${asked}/${sold}`));
		expectDocumented('GET', `${receipts}/{receipt_id}`, await shop.ask('GET', `${asked}/1`), 404);
		shop.tick(1_000);
		const patch = '/v3/application/shops/{shop_id}/listings/{listing_id}';
		expectDocumented('PATCH', patch, await shop.patch(INK, 'inactive'));
		expectDocumented('PATCH', patch, await shop.patch('ACR-SOLD-1', 'inactive'), 400);
		expectDocumented(
			'GET',
			one,
			await shop.ask('GET', '/v3/application/listings/999/inventory'),
			404,
		);
		expectDocumented(
			'GET',
			'/v3/application/shops/{shop_id}/listings',
			await shop.ask('GET', LISTINGS, undefined, {}),
			403,
		);
	});
});

describeWithSpecs('Etsy: recorded answers and the fake', () => {
	const recorded = readSpec('etsy/recorded.json') as Recorded[];
	const find = (covers: RegExp): Recorded => {
		const found = recorded.find((one) => covers.test(one.covers));
		if (!found) throw new Error(`No recorded answer covers ${covers}`);
		return found;
	};
	const expectSame = (said: Said, { status, response }: Recorded) => {
		expect(said.status).toBe(status);
		expect(said.body).toEqual(response);
	};

	it('the inventory of a listing has the recorded members', async () => {
		const shop = open();
		const { body } = await shop.ask('GET', shop.inventory(INK));
		const { response } = find(/inventory of a listing without variations/);
		// `listing` comes only when it is asked for; the readiness state came later.
		const { listing: _, ...known } = response;
		expect(Object.keys(body)).toEqual(expect.arrayContaining(Object.keys(known)));
		expect(Object.keys(body.products[0])).toEqual(
			expect.arrayContaining(Object.keys(known.products[0])),
		);
		expect(Object.keys(body.products[0].offerings[0])).toEqual(
			expect.arrayContaining(Object.keys(known.products[0].offerings[0])),
		);
	});

	it('inventory writes are refused in the recorded words', async () => {
		const shop = open();
		const noValues = find(/property_values left out/);
		expectSame(await shop.ask('PUT', shop.inventory(INK), noValues.request.body), noValues);
		const asForm = find(/sent as a form/);
		expectSame(
			await shop.ask('PUT', shop.inventory(INK), new URLSearchParams({ products: '[]' })),
			asForm,
		);
		const zero = find(/all quantities 0 refused/);
		// Of a time before the readiness states and the four lists.
		const products = zero.request.body?.products.map((one: Body) => ({
			...one,
			offerings: one.offerings.map((offering: Body) => ({ ...offering, readiness_state_id: null })),
		}));
		const on = [52047899294, 200];
		expectSame(
			await shop.ask('PUT', shop.inventory(INK), {
				products,
				price_on_property: on,
				quantity_on_property: on,
				sku_on_property: on,
			}),
			zero,
		);
	});

	it('so are changes of the state', async () => {
		const shop = open();
		expectSame(
			await shop.patch('ACR-SOLD-1', 'inactive'),
			find(/inactive on a listing whose stock is 0/),
		);
		shop.listing(INK).frozen = true;
		expectSame(await shop.patch(INK, 'active'), find(/frozen listing/));
		const { body } = await shop.ask('GET', shop.inventory(BLUE));
		expectSame(
			await shop.ask('PUT', shop.inventory(BLUE), writable(body, { [BLUE]: 998 })),
			find(/above 999/),
		);
	});

	it('so are tokens, and a refresh gives two new ones', async () => {
		const shop = open();
		const wrong = { ...shop.login, authorization: 'Bearer 1.wrong' };
		expectSame(
			await shop.ask('GET', LISTINGS, undefined, wrong),
			find(/wrong or revoked access token/),
		);
		const refresh = {
			grant_type: 'refresh_token',
			client_id: app.clientId,
			refresh_token: String(shop.fake.signedIn?.refresh_token),
		};
		const fresh = await shop.token(refresh);
		const known = find(/each refresh gives a new/).response;
		expect(Object.keys(fresh.body).sort()).toEqual(Object.keys(known).sort());
		expect(fresh.body).toMatchObject({
			token_type: known.token_type,
			expires_in: known.expires_in,
		});
		expectSame(await shop.token(refresh), find(/refresh token revoked/));
		shop.tick(3_600_000);
		expectSame(await shop.ask('GET', LISTINGS), find(/expired access token/));
	});

	it('so are both limits, with the recorded headers', async () => {
		const shop = open();
		for (let i = 0; i < 10; i++) await shop.ask('GET', LISTINGS);
		const second = find(/per-second limit/);
		const refused = await shop.ask('GET', LISTINGS);
		expectSame(refused, second);
		expect(refused.headers).toEqual(second.headers);
		shop.tick(1_000);
		shop.fake.limits.perDay = 10;
		const day = find(/daily limit/);
		const ended = await shop.ask('GET', LISTINGS);
		expectSame(ended, day);
		expect(Object.keys(ended.headers).sort()).toEqual(Object.keys(day.headers ?? {}).sort());
		expect(ended.headers).toMatchObject({ 'retry-after': '86400', 'x-remaining-today': '0' });
	});
});

describe('Etsy: the fake', () => {
	it('has the goods and the special listings on its shelf', () => {
		const { state, fake } = open();
		expect(state(INK)).toMatchObject({ quantity: 8, state: 'onSale' });
		expect(state('ACR-VAR-GLOS-250')).toMatchObject({ state: 'hidden', note: 'inactive' });
		expect(state('ACR-SOLD-1')).toMatchObject({ state: 'soldOut', note: 'sold_out' });
		expect(fake.shelf().filter(({ sku }) => sku === 'ACR-DUP-1')).toHaveLength(2);
	});

	it('sells its last piece and is sold out; renewing it costs a fee and sets one piece', async () => {
		const shop = open();
		shop.fake.seller.sell(INK, 8);
		expect(shop.listing(INK).state).toBe('sold_out');
		expect((await shop.patch(INK, 'active')).body).toMatchObject({ state: 'active', quantity: 1 });
		expect(shop.fake.shop.fees).toBe(1);
	});

	it('hides and shows for nothing, and keeps the quantity', async () => {
		const shop = open();
		expect((await shop.patch(INK, 'inactive')).body).toMatchObject({
			state: 'inactive',
			quantity: 8,
		});
		await shop.patch(INK, 'active');
		expect(shop.state(INK)).toMatchObject({ state: 'onSale', quantity: 8 });
		expect(shop.fake.shop.fees).toBe(0);
	});

	it('forgets what a write leaves out, and gives new ids', async () => {
		const shop = open();
		const { body } = await shop.ask('GET', shop.inventory(BLUE));
		const part = writable(body);
		const said = await shop.ask('PUT', shop.inventory(BLUE), {
			...part,
			products: part.products.slice(0, 1),
		});
		expect(said.body.products).toHaveLength(1);
		expect(said.body.products[0].product_id).not.toBe(body.products[0].product_id);
		expect(shop.state('ACR-HB-COBL-120')).toBeUndefined();
	});

	it('wants the switch for three properties, no parentheses, one number where pieces are shared, one variation enabled', async () => {
		const shop = open();
		const read = async (sku: string) => writable((await shop.ask('GET', shop.inventory(sku))).body);
		const board = await read('ACR-BRD-WHITE');
		expect((await shop.ask('PUT', shop.inventory('ACR-BRD-WHITE'), board)).status).toBe(409);
		expect(
			(
				await shop.ask(
					'PUT',
					`${shop.inventory('ACR-BRD-WHITE')}?max_variations_supported=3`,
					board,
				)
			).status,
		).toBe(200);
		const apron = await read('ACR-APRON-S');
		apron.products[0].offerings[0].quantity = 0;
		expect((await shop.ask('PUT', shop.inventory('ACR-APRON-S'), apron)).status).toBe(400);
		const named = await read(BLUE);
		named.products[0].property_values[0].values = ['60 ml (new)'];
		expect((await shop.ask('PUT', shop.inventory(BLUE), named)).status).toBe(400);
		const off = await read(INK);
		off.products[0].offerings[0].is_enabled = false;
		expect((await shop.ask('PUT', shop.inventory(INK), off)).body.error).toContain('enabled');
	});

	it('pages by 100 and tells nothing of a batch with an unknown id', async () => {
		const shop = open(manyProducts(120));
		const page = async (query: string) => (await shop.ask('GET', `${LISTINGS}?${query}`)).body;
		expect((await page('limit=100')).results).toHaveLength(100);
		expect(await page('limit=100&offset=100&state=active')).toMatchObject({
			count: 120,
			results: { length: 20 },
		});
		expect((await page('')).results).toHaveLength(25);
		expect((await shop.ask('GET', `${LISTINGS}?limit=101`)).status).toBe(400);
		const batch = '/v3/application/listings/batch/inventory?listing_ids=';
		const id = shop.listing('BENCH-00001').listing_id;
		expect((await shop.ask('GET', `${batch}${id}`)).body.results).toMatchObject([
			{ listing_id: id, state: 'active', inventory: {} },
		]);
		expect((await shop.ask('GET', `${batch}${id},999`)).status).toBe(404);
		expect((await shop.ask('GET', `${batch}${Array(101).fill(id).join(',')}`)).status).toBe(400);
	});

	it('wants the secret beside the keystring, a token, and its scopes', async () => {
		const shop = open();
		const refused = async (more: Record<string, string>) =>
			await shop.ask('GET', LISTINGS, undefined, { ...shop.login, ...more });
		expect(await refused({ 'x-api-key': app.clientId })).toMatchObject({
			status: 403,
			body: { error: expect.stringContaining('Shared secret is required') },
		});
		expect((await refused({ 'x-api-key': `${app.clientId}:wrong` })).status).toBe(403);
		expect((await refused({ authorization: '' })).status).toBe(401);
		const few = `Bearer ${shop.fake.access.signIn(['shops_r']).access_token}`;
		expect(await refused({ authorization: few })).toMatchObject({
			status: 403,
			body: { error: 'insufficient_scope' },
		});
		const basic = { grant_type: 'client_credentials', client_id: app.clientId };
		expect((await shop.token(basic)).body.error).toBe('unsupported_grant_type');
	});
});

describe('Etsy fake: what the seller deletes', () => {
	it('is gone everywhere: a listing of one SKU, or one variation of several', async () => {
		const { fake, ask, inventory, listing, patch } = open();
		const path = inventory(INK);
		const { listing_id } = listing(INK);
		fake.seller.remove?.(INK);
		for (const [method, url] of [
			['GET', path],
			['GET', `/v3/application/listings/batch/inventory?listing_ids=${listing_id}`],
			['PUT', path],
		])
			expect((await ask(method!, url!, method === 'PUT' ? {} : undefined)).status).toBe(404);
		const hide = new URLSearchParams({ state: 'inactive' });
		expect((await ask('PATCH', `${LISTINGS}/${listing_id}`, hide)).status).toBe(404);
		const others = listing(BLUE).products.filter(({ sku }) => sku !== BLUE);
		fake.seller.remove?.(BLUE);
		expect(fake.shelf().map(({ sku }) => sku)).not.toContain(BLUE);
		expect(listing(others[0]!.sku).products).toEqual(others);
		expect((await patch(others[0]!.sku, 'inactive')).status).toBe(200);
	});

	it('leaves a listing that is sold out when nothing else of it has pieces', () => {
		const { fake, listing } = open();
		const [other] = listing(BLUE).products.filter(({ sku }) => sku !== BLUE);
		for (const { sku } of listing(BLUE).products) if (sku !== BLUE) fake.seller.setQuantity(sku, 0);
		fake.seller.remove?.(BLUE);
		expect(listing(other!.sku).state).toBe('sold_out');
	});
});

describe('Etsy fake: orders', () => {
	it('are told to every endpoint, signed anew at every try, until one is answered', async () => {
		const { fake } = open();
		const calls: Array<Parameters<World['deliver']>[0]> = [];
		fake.shop.world.deliver = (delivery) => {
			calls.push(delivery);
			return Promise.resolve(calls.length < 3 ? 503 : 204);
		};
		fake.enterWebhook?.('https://n8n.example.test/webhook/x');
		fake.seller.sell(INK, 2);
		fake.seller.setQuantity(INK, 0);
		await new Promise((resolve) => setTimeout(resolve, 10));
		expect(calls).toHaveLength(3);
		expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
		const { resource_url } = JSON.parse(calls[0]!.body) as Record<string, string>;
		const receipt = resource_url!.split('/').pop()!;
		expect(fake.receipts.one(receipt)).toMatchObject({
			transactions: [{ sku: INK, quantity: 2 }],
		});
	});

	it('are listed by the time of their last change, and need a right of their own', async () => {
		const { fake, ask, tick, login } = open();
		const path = `/v3/application/shops/${ids.shop}/receipts`;
		fake.seller.sell(INK, 1);
		const since = Math.floor(Date.parse('2026-11-23T10:00:00Z') / 1000) + 60;
		tick(60_000);
		fake.seller.sell(BLUE, 1);
		const query = `?min_last_modified=${since}&limit=100&sort_on=updated&sort_order=asc`;
		const { body } = await ask('GET', `${path}${query}`);
		expect([body.count, body.results[0].transactions[0].sku]).toEqual([1, BLUE]);
		const { access_token } = fake.access.signIn(['shops_r', 'listings_r', 'listings_w']);
		const poor = { ...login, authorization: `Bearer ${access_token}` };
		expect((await ask('GET', path, undefined, poor)).status).toBe(403);
	});
});
