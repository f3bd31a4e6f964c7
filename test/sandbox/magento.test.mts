import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../sandbox/catalogue.mts';
import type { Product, World } from '../../sandbox/fake.mts';
import { integrations, project } from '../../sandbox/magento/access.mts';
import { makeMagento } from '../../sandbox/magento/index.mts';
import type { Options } from '../../sandbox/magento/shop.mts';
import { seeded } from '../../sandbox/random.mts';
import { requestSchema, responseSchema, violations } from '../openapi.mts';
import { describeWithSpecs, readSpec, specsDir } from '../specs.mts';

type Json = ReturnType<typeof JSON.parse>;

const home = 'https://shop.example.test';
const INK = 'ACR-INK-PAYN-30';

interface Question {
	body?: unknown;
	headers?: Record<string, string>;
}

function open(options: Partial<Options> = {}, goods: readonly Product[] = catalogue) {
	let now = Date.parse('2026-11-23T10:00:00Z');
	const world: World = {
		clock: { now: () => now, sleep: () => Promise.resolve() },
		random: seeded(3),
		baseUrl: () => home,
		deliver: () => Promise.resolve(0),
		catalogue: goods,
		allowLocalWebhooks: false,
		delayFactor: 1,
	};
	const fake = makeMagento({ bearerAllowed: true, ...options })(world);
	const token = { authorization: `Bearer ${integrations.full.accessToken}` };
	const ask = async (method: string, url: string, { body, headers = token }: Question = {}) => {
		const [path = '', query = ''] = url.split('?');
		const answer = await fake.handle({
			method,
			path,
			query: new URLSearchParams(query),
			headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
			body: Buffer.from(
				body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
			),
		});
		const text = String(answer.body);
		return {
			status: answer.status,
			text,
			body: (/^[[{"\d]|^(true|false)$/.test(text) ? JSON.parse(text) : text) as Json,
		};
	};
	return { fake, ask, pass: (ms: number) => (now += ms), now: () => now };
}

const where = (field: string, value: string, condition: string): string =>
	new URLSearchParams({
		'searchCriteria[filter_groups][0][filters][0][field]': field,
		'searchCriteria[filter_groups][0][filters][0][value]': value,
		'searchCriteria[filter_groups][0][filters][0][condition_type]': condition,
	}).toString();
const row = (sku: string, quantity: number, status: number, source_code = 'default') => ({
	sku,
	source_code,
	quantity,
	status,
});
const items = '/rest/all/V1/inventory/source-items';

/** Where real shops, as recorded, send something else than the document says: no date, a list of categories, no error. */
const known =
	/low_stock_date must be string$|custom_attributes\/1\/value must be string$|error_code must be integer$/;
const wrong = (schema: Parameters<typeof violations>[0], body: unknown): string[] =>
	violations(schema, body).filter((text) => !known.test(text));

describeWithSpecs('The Magento fake and the official document', () => {
	const spec = specsDir === undefined ? {} : readSpec('magento/paas-admin-2.4.9.trimmed.json');

	it.each([
		['/V1/products', where('sku', `${INK},ACR-SET-1`, 'in')],
		['/V1/products/ACR-INK-PAYN-30', ''],
		['/V1/stockItems/ACR-INK-PAYN-30', ''],
		['/V1/inventory/source-items', where('sku', INK, 'eq')],
		['/V1/inventory/sources', ''],
		['/V1/inventory/stocks', ''],
		['/V1/inventory/are-products-salable', `skus[0]=${INK}&stockId=1`],
		[`/V1/inventory/is-product-salable/${INK}/1`, ''],
		[`/V1/inventory/get-product-salable-quantity/${INK}/1`, ''],
	])('GET %s answers as documented', async (path, query) => {
		const { ask } = open({ stocks: 2 });
		const { status, body } = await ask('GET', `/rest/all${path}?${query}`);
		expect(status).toBe(200);
		expect(wrong(responseSchema(spec, 'GET', path, 200), body)).toEqual([]);
	});

	it('writes answer as documented', async () => {
		const { ask, pass } = open();
		const product = { product: { sku: INK, status: 2 } };
		expect(violations(requestSchema(spec, 'PUT', '/V1/products/{sku}'), product)).toEqual([]);
		const saved = await ask('PUT', `/rest/all/V1/products/${INK}`, { body: product });
		expect(wrong(responseSchema(spec, 'PUT', '/V1/products/{sku}', 200), saved.body)).toEqual([]);
		const { body: bulk } = await ask('PUT', '/rest/all/async/bulk/V1/products/bySku', {
			body: [product],
		});
		pass(5_000);
		const path = `/V1/bulk/${String(bulk.bulk_uuid)}/status`;
		const state = await ask('GET', `/rest/all${path}`);
		expect(wrong(responseSchema(spec, 'GET', path, 200), state.body)).toEqual([]);
	});

	it.each([
		['GET', '/rest/all/V1/products/NOPE', undefined, 404],
		['POST', items, { sourceItems: [] }, 400],
		['GET', '/rest/all/V1/nothing', undefined, 404],
	])('%s %s is refused as documented', async (method, url, body, status) => {
		const { ask } = open();
		const answer = await ask(method, url, { body });
		expect(answer.status).toBe(status);
		expect(violations(responseSchema(spec, 'GET', '/V1/products', 401), answer.body)).toEqual([]);
	});
});

describeWithSpecs('The Magento fake and recorded answers', () => {
	const recorded = (specsDir === undefined ? [] : readSpec('magento/recorded.json')) as Array<{
		request: { method: string; path: string; body?: Json; query?: string };
		status: number;
		response: Json;
		raw_body?: string;
	}>;
	const named = (method: string, end: string, status = 200) => {
		const found = recorded.find(
			({ request, status: own }) =>
				request.method === method && request.path.endsWith(end) && own === status,
		);
		if (!found) throw new Error(`Nothing recorded for ${method} ${end} ${status}`);
		return found;
	};
	const goods: Product[] = ['MH09-L-Blue', 'bla/koe'].map((sku) => ({
		title: sku,
		variants: [{ sku, title: '', quantity: 30, price: '69' }],
	}));

	it('reads and writes the old stock item like a real shop', async () => {
		const { ask } = open({}, goods);
		const read = named('GET', '/stockItems/MH09-L-Blue');
		const { body } = await ask('GET', read.request.path);
		const ids = { item_id: body.item_id, product_id: body.product_id };
		expect(body).toEqual({ ...read.response, ...ids });
		const write = named('PUT', '/stockItems/190');
		const answer = await ask('PUT', write.request.path, { body: write.request.body });
		expect(answer.status).toBe(write.status);
		expect(answer.text).toMatch(/^"\d+"$/);
	});

	it('reads a product, also one with a slash, with the members a real shop sends', async () => {
		const { ask } = open({}, goods);
		for (const sku of ['MH09-L-Blue', 'bla%2Fkoe']) {
			const { request, response } = named('GET', `/products/${sku}`);
			const { status, body } = await ask('GET', request.path);
			expect(status).toBe(200);
			const members = Object.keys(response as object).filter((name) => name !== 'weight');
			expect(Object.keys(body as object)).toEqual(members);
			for (const name of members) expect(typeof body[name], name).toBe(typeof response[name]);
			expect(Object.keys(body.extension_attributes.stock_item as object)).toEqual(
				Object.keys(response.extension_attributes.stock_item as object),
			);
		}
	});

	it('keeps the orphan row of an unknown SKU, and lists it', async () => {
		const { ask, fake } = open();
		const write = named('POST', '/inventory/source-items');
		const [given] = write.request.body.sourceItems as Json[];
		const body = { sourceItems: [{ ...given, source_code: 'default' }] };
		const saved = await ask('POST', write.request.path, { body });
		expect({ status: saved.status, body: saved.body }).toEqual({
			status: write.status,
			body: write.response,
		});
		const read = recorded.find(({ request }) => request.query?.includes('000000000000010003'));
		const found = await ask('GET', `${String(read?.request.path)}?${String(read?.request.query)}`);
		expect(found.body).toEqual({
			...read?.response,
			items: [{ ...read?.response.items[0], source_code: 'default' }],
		});
		expect(fake.shelf().some(({ sku }) => sku === given.sku)).toBe(false);
	});

	it('refuses like a real shop', async () => {
		const limited = open({ inputLimiting: true });
		const many = { sourceItems: Array.from({ length: 21 }, () => row(INK, 1, 1)) };
		const limit = named('POST', '/inventory/source-items', 400);
		expect(await limited.ask('POST', limit.request.path, { body: many })).toMatchObject({
			status: 400,
			body: limit.response,
		});
		const { ask } = open();
		const missing = named('GET', '/products/000000000000010003', 404);
		expect(await ask('GET', missing.request.path)).toMatchObject({
			status: 404,
			body: missing.response,
		});
		const right = named('PUT', '/products/apitest', 401);
		const { trace: _, ...said } = right.response;
		expect(await ask('PUT', right.request.path, { body: {}, headers: {} })).toMatchObject({
			status: 401,
			body: said,
		});
	});

	it('takes a bulk like a real shop', async () => {
		const { ask } = open();
		const accepted = named('POST', '/async/bulk/V1/products', 202);
		const { status, body } = await ask('PUT', '/rest/all/async/bulk/V1/products/bySku', {
			body: [{ product: { sku: INK, status: 2 } }],
		});
		expect(status).toBe(accepted.status);
		expect(Object.keys(body as object)).toEqual(Object.keys(accepted.response as object));
		expect(body.request_items[0]).toMatchObject({ id: 0, status: 'accepted' });
	});
});

describe('The Magento fake: rows of sources', () => {
	it.each([
		[row('', 0, 0), 'Validation Failed: "sku" can not be empty.'],
		[row(' A', 0, 0), 'Validation Failed: "sku" can not contain leading or trailing spaces.'],
		[row(INK, 0, 0, ''), 'Validation Failed: "source_code" can not be empty.'],
		[row(INK, 0, 7), 'Validation Failed: "status" should a known status.'],
		[{ ...row(INK, 0, 0), quantity: 'many' }, 'Validation Failed: "quantity" should be numeric.'],
		[row(INK, 0, 0, 'nowhere'), 'Could not save Source Item'],
	])('saves nothing of a call with %j', async (bad, message) => {
		const { ask, fake } = open();
		const answer = await ask('POST', items, { body: { sourceItems: [row(INK, 0, 0), bad] } });
		expect(answer).toMatchObject({ status: 400, body: { message } });
		expect(fake.shelf().find(({ sku }) => sku === INK)?.quantity).toBe(8);
	});

	it('sells on by backorders until the status says no, and with Manage Stock off for ever', async () => {
		const { ask, fake } = open();
		const state = (sku: string) => fake.shelf().find((item) => item.sku === sku)?.state;
		await ask('POST', items, {
			body: { sourceItems: [row('ACR-SB-CRED-118', 0, 1), row('ACR-COURSE-1', 0, 0)] },
		});
		expect(state('ACR-SB-CRED-118')).toBe('onSale');
		expect(state('ACR-COURSE-1')).toBe('onSale');
		await ask('POST', items, { body: { sourceItems: [row('ACR-SB-CRED-118', 0, 0)] } });
		expect(state('ACR-SB-CRED-118')).toBe('soldOut');
	});

	it('brings nothing back by a quantity alone', async () => {
		const { ask, fake } = open();
		await ask('POST', items, { body: { sourceItems: [row(INK, 9, 0)] } });
		expect(fake.shelf().find(({ sku }) => sku === INK)).toMatchObject({
			quantity: 9,
			state: 'soldOut',
		});
	});

	it('reaches only the default source through the old stock item', async () => {
		const { ask, fake } = open({ stocks: 2 });
		const sku = 'ACR-GEL-MATT-500';
		await ask('PUT', `/rest/all/V1/products/${sku}/stockItems/1`, {
			body: { stockItem: { qty: 0, is_in_stock: false } },
		});
		expect(fake.shop.items(sku)).toEqual([row(sku, 0, 0), row(sku, 3, 1, 'east')]);
		expect(fake.shelf().find((item) => item.sku === sku)?.state).toBe('onSale');
	});

	it('holds ordered pieces back without touching the source', async () => {
		const { ask, fake } = open();
		fake.seller.sell(INK, 8);
		const { body } = await ask(
			'GET',
			`/rest/all/V1/inventory/are-products-salable?skus[]=${INK}&stockId=1`,
		);
		expect(body).toEqual([{ sku: INK, stock_id: 1, salable: false }]);
		expect(fake.shop.items(INK)).toEqual([row(INK, 8, 1)]);
	});
});

describe('The Magento fake: lists and scopes', () => {
	it('repeats the last page past the end', async () => {
		const { ask } = open();
		const page = async (n: number) =>
			(
				await ask(
					'GET',
					`/rest/all/V1/products?searchCriteria[pageSize]=5&searchCriteria[currentPage]=${n}&fields=items[sku],total_count`,
				)
			).body;
		const last = Math.ceil((await page(1)).total_count / 5);
		expect(await page(last + 3)).toEqual(await page(last));
		expect((await page(1)).items[0]).toEqual({ sku: expect.any(String) });
	});

	it('splits `in` at commas and compares without regard to case', async () => {
		const { ask } = open();
		const skus = async (value: string, condition: string) =>
			(
				(await ask('GET', `/rest/all/V1/products?${where('sku', value, condition)}`)).body
					.items as Json[]
			).map(({ sku }) => sku);
		expect(await skus('ACR-A,B', 'in')).toEqual([]);
		expect(await skus('ACR-A,B', 'eq')).toEqual(['ACR-A,B']);
		expect(await skus(INK.toLowerCase(), 'in')).toEqual([INK]);
	});

	it('limits pages and rows when told to', async () => {
		const { ask } = open({ inputLimiting: true });
		expect((await ask('GET', '/rest/all/V1/products')).body.items).toHaveLength(20);
		expect((await ask('GET', '/rest/all/V1/products?searchCriteria[pageSize]=301')).status).toBe(
			400,
		);
	});

	it('keeps a status of one store view as that view’s own', async () => {
		const { ask } = open();
		await ask('PUT', `/rest/default/V1/products/${INK}`, {
			body: { product: { sku: INK, status: 2 } },
		});
		expect((await ask('GET', `/rest/all/V1/products/${INK}`)).body.status).toBe(1);
		expect((await ask('GET', `/rest/V1/products/${INK}`)).body.status).toBe(2);
	});

	it('works off its queue later, or never without consumers', async () => {
		for (const consumers of [true, false]) {
			const { ask, pass, fake } = open({ consumers });
			const bulk = [{ product: { sku: INK, status: 2 } }, { product: { sku: 'NOPE', status: 2 } }];
			const { body } = await ask('PUT', '/rest/all/async/bulk/V1/products/bySku', { body: bulk });
			const state = async () =>
				(
					(await ask('GET', `/rest/all/V1/bulk/${String(body.bulk_uuid)}/status`)).body
						.operations_list as Json[]
				).map(({ status }) => status);
			expect(await state()).toEqual([4, 4]);
			pass(3_600_000);
			expect(await state()).toEqual(consumers ? [1, 3] : [4, 4]);
			expect(fake.shelf().find(({ sku }) => sku === INK)?.state).toBe(
				consumers ? 'hidden' : 'onSale',
			);
		}
	});

	it('refuses an object where the queue wants a list', async () => {
		const { ask } = open();
		const answer = await ask('PUT', '/rest/all/async/bulk/V1/products/bySku', {
			body: { product: {} },
		});
		expect(answer).toMatchObject({
			status: 400,
			body: { message: '"%fieldName" is required. Enter and try again.' },
		});
	});
});

describe('The Magento fake: logins', () => {
	const encode = (text: string): string =>
		encodeURIComponent(text).replace(
			/[!'()*]/g,
			(one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
		);

	/** By the book: parameters in the order of PHP for names without numbers. */
	function header(
		url: string,
		timestamp: number,
		{ method = 'HMAC-SHA256', nonce = 'n1' } = {},
	): Record<string, string> {
		const { full } = integrations;
		const oauth: Record<string, string> = {
			oauth_consumer_key: full.consumerKey,
			oauth_nonce: nonce,
			oauth_signature_method: method,
			oauth_timestamp: String(timestamp),
			oauth_token: full.accessToken,
		};
		const { origin, pathname, searchParams } = new URL(url, home);
		const pairs = [...Object.entries(oauth), ...searchParams]
			.map(([name, value]) => `${encode(name)}=${encode(value)}`)
			.sort();
		const base = ['GET', origin + pathname, pairs.join('&')].map(encode).join('&');
		const signature = createHmac('sha256', `${full.consumerSecret}&${full.accessTokenSecret}`)
			.update(base)
			.digest('base64');
		const parts = Object.entries({ ...oauth, oauth_signature: signature }).map(
			([name, value]) => `${name}="${encode(value)}"`,
		);
		return { authorization: `OAuth ${parts.join(', ')}` };
	}

	it('takes a signed request once', async () => {
		const { ask, now } = open();
		const url = '/rest/all/V1/products?fields=items%5Bsku%5D';
		const headers = header(url, now() / 1000);
		expect((await ask('GET', url, { headers })).status).toBe(200);
		expect(await ask('GET', url, { headers })).toMatchObject({
			status: 401,
			body: { message: expect.stringContaining('nonce') },
		});
	});

	it('refuses another method, a time far ahead, and a changed question', async () => {
		const { ask, now } = open();
		const url = '/rest/all/V1/products?fields=items%5Bsku%5D';
		const seconds = now() / 1000;
		expect(
			(await ask('GET', url, { headers: header(url, seconds, { method: 'HMAC-SHA1' }) })).status,
		).toBe(400);
		expect((await ask('GET', url, { headers: header(url, seconds + 700) })).status).toBe(401);
		expect(
			(await ask('GET', `${url}&x=1`, { headers: header(url, seconds, { nonce: 'n2' }) })).status,
		).toBe(401);
	});

	it('cannot check a signature over an encoded path before the fix', async () => {
		const url = '/rest/all/V1/products/ACR-CUT%2010%2F15';
		for (const uriFix of [false, true]) {
			const { ask, now } = open({ uriFix });
			expect((await ask('GET', url, { headers: header(url, now() / 1000) })).status).toBe(
				uriFix ? 200 : 401,
			);
		}
	});

	it('takes no access token alone by default', async () => {
		const { ask } = open({ bearerAllowed: false });
		expect(await ask('GET', '/rest/all/V1/products')).toMatchObject({
			status: 401,
			body: { parameters: { resources: 'Magento_Catalog::products' } },
		});
	});

	it('opens the cloud service by a token for a day, with the project’s headers', async () => {
		const { ask, fake, pass } = open({ edition: 'accs' });
		const form = new URLSearchParams({
			client_id: project.clientId,
			client_secret: project.clientSecret,
			grant_type: 'client_credentials',
			scope: 'openid,AdobeID,commerce.accs',
		});
		const answer = await ask('POST', '/ims/token/v3', {
			body: form.toString(),
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
		});
		expect(answer.body).toMatchObject({ token_type: 'bearer', expires_in: 86_399 });
		const headers = {
			authorization: `Bearer ${String(answer.body.access_token)}`,
			'x-api-key': project.clientId,
			'x-gw-ims-org-id': project.organizationId,
			store: 'all',
		};
		expect((await ask('GET', '/V1/products', { headers })).status).toBe(200);
		expect(
			(await ask('GET', '/V1/products', { headers: { ...headers, 'x-api-key': '' } })).status,
		).toBe(403);
		pass(86_400_000);
		const expired = await ask('GET', '/V1/products', { headers });
		expect(expired).toMatchObject({ status: 401, text: String(fake.expired?.().body) });
	});
});

describe('Magento fake: what the seller deletes', () => {
	it('is gone with its source rows; a row written afterwards is an orphan', async () => {
		const { fake, ask } = open();
		fake.seller.remove?.(INK);
		expect((await ask('GET', `/rest/all/V1/products/${INK}`)).status).toBe(404);
		const product = { product: { sku: INK, status: 2 } };
		const saved = await ask('PUT', `/rest/all/V1/products/${INK}`, { body: product });
		expect(saved.status).toBe(400);
		const rows = `/rest/all/V1/inventory/source-items?${where('sku', INK, 'eq')}`;
		expect((await ask('GET', rows)).body.items).toEqual([]);
		const row = { sku: INK, source_code: 'default', quantity: 0, status: 0 };
		await ask('POST', '/rest/all/V1/inventory/source-items', { body: { sourceItems: [row] } });
		expect((await ask('GET', rows)).body.items).toEqual([row]);
		expect(fake.shelf().map(({ sku }) => sku)).not.toContain(INK);
		expect(fake.shelf().map(({ sku }) => sku)).toContain('ACR-HB-COBL-60');
	});
});

describe('Magento fake: events of Adobe Commerce', () => {
	function openTelling(status: (call: number) => number) {
		const shop = open();
		const { world } = shop.fake.shop;
		const calls: Array<Parameters<World['deliver']>[0]> = [];
		world.clock.sleep = async (ms) => {
			shop.pass(ms);
			await Promise.resolve();
		};
		world.deliver = async (delivery) => {
			calls.push(delivery);
			return await Promise.resolve(delivery.method === 'GET' ? 200 : status(calls.length));
		};
		return { ...shop, calls };
	}
	const settled = async () => await new Promise((resolve) => setTimeout(resolve, 20));
	const told = (calls: ReadonlyArray<{ method: string; body: string }>): Json[] =>
		calls.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body) as Json);

	it('go only to an address that gave the challenge back', async () => {
		const { fake, calls } = openTelling(() => 200);
		fake.shop.world.deliver = async (delivery) => {
			calls.push(delivery);
			return await Promise.resolve(405);
		};
		fake.enterWebhook?.('https://n8n.example.test/x');
		await settled();
		expect(calls[0]).toMatchObject({ method: 'GET', url: expect.stringContaining('?challenge=') });
		fake.seller.sell(INK, 1);
		await settled();
		expect(told(calls)).toEqual([]);
	});

	it('tell of orders, products and stock items, but not of source rows', async () => {
		const { fake, ask, calls } = openTelling(() => 200);
		fake.enterWebhook?.('https://n8n.example.test/x');
		fake.seller.sell(INK, 1);
		fake.seller.setQuantity(INK, 3);
		fake.seller.setHidden(INK, true);
		const row = { sku: INK, source_code: 'default', quantity: 0, status: 0 };
		await ask('POST', '/rest/all/V1/inventory/source-items', { body: { sourceItems: [row] } });
		await settled();
		expect(told(calls).map(({ type, data }) => [type.split('.').pop(), data.value])).toMatchObject([
			['sales_order_save_commit_after', { items: [{ sku: INK }] }],
			['cataloginventory_stock_item_save_commit_after', { qty: 3, is_in_stock: true }],
			['catalog_product_save_commit_after', { sku: INK, status: 2 }],
		]);
	});

	it.each([
		['until they are answered', (call: number) => (call < 5 ? 503 : 200), 'Active'],
		['for a day, then the registration is switched off', () => 503, 'Disabled'],
	])('come again %s', async (_, status, after) => {
		const { fake, calls, now } = openTelling(status);
		fake.enterWebhook?.('https://n8n.example.test/x');
		const begun = now();
		fake.seller.sell(INK, 1);
		await settled();
		const events = told(calls);
		expect(events.length).toBeGreaterThan(2);
		expect(new Set(events.map(({ id }) => id)).size).toBe(1);
		expect(now() - begun).toBeLessThanOrEqual(86_400_000);
		expect(fake.events.registrations).toMatchObject([{ status: after }]);
	});
});
