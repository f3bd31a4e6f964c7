import { expect, describe, it } from 'vitest';
import { catalogue } from '../../sandbox/catalogue.mts';
import type { Product, World } from '../../sandbox/fake.mts';
import { make, makePrestaShop } from '../../sandbox/prestashop/index.mts';
import type { PrestaShopFake } from '../../sandbox/prestashop/index.mts';
import { resourcesOf } from '../../sandbox/prestashop/schema.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

const home = 'https://shop.example.test';

const worldWith = (goods: readonly Product[]): World => ({
	clock: { now: () => Date.parse('2026-11-23T10:00:00Z'), sleep: () => Promise.resolve() },
	random: () => 0.5,
	baseUrl: () => home,
	deliver: () => Promise.resolve(0),
	catalogue: goods,
	allowLocalWebhooks: false,
	delayFactor: 1,
});

const basic = (key: string) => ({
	authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
});

interface Call {
	key?: string;
	body?: string;
	headers?: Record<string, string>;
}

async function ask(shop: PrestaShopFake, method: string, url: string, call: Call = {}) {
	const { pathname, searchParams } = new URL(url, home);
	const answer = await shop.handle({
		method,
		path: pathname,
		query: searchParams,
		headers: call.headers ?? basic(call.key ?? shop.keys.full.key),
		body: Buffer.from(call.body ?? ''),
	});
	const isJson = answer.headers?.['content-type'] === 'application/json';
	return { ...answer, json: isJson ? (JSON.parse(String(answer.body)) as Body) : {} };
}

/** Lists by the name of the resource, or `errors`. */
type Body = Record<string, Record<string, unknown>[]>;

const patch = (rows: string) =>
	`<?xml version="1.0" encoding="UTF-8"?>\n<prestashop>${rows}</prestashop>`;
const stock = (id: unknown, inner: string) =>
	`<stock_available><id>${id}</id>${inner}</stock_available>`;
const codes = (answer: { json: Body }) => answer.json['errors'].map(({ code }) => code);

interface Recorded {
	name: string;
	request: {
		method: string;
		path: string;
		body?: string;
		key?: string;
		headers?: Record<string, string>;
	};
	response: { status: number; body: unknown; location?: string; 'PSWS-Version'?: string };
}

describeWithSpecs('answers recorded from a real PrestaShop 8.2.1', () => {
	const recorded = readSpec('prestashop/recorded.json') as {
		pairs: Recorded[];
		errors: Recorded[];
	};
	const shop = makePrestaShop({ version: '8.2.1', host: 'shop.example.test' })(
		worldWith([
			{ title: 'One', variants: [{ sku: 'ACR-001', title: '', quantity: 5, price: '8.00' }] },
			{ title: 'Two', variants: [{ sku: 'ACR-002', title: '', quantity: 4, price: '8.00' }] },
			{
				title: 'Variants',
				variants: [
					{ sku: 'ACR-V-S', title: 'S', quantity: 3, price: '8.00' },
					{ sku: 'ACR-V-M', title: 'M', quantity: 2, price: '8.00' },
				],
			},
		]),
	);
	const keyOf = (name: string | undefined): string => {
		if (name === undefined) return shop.keys.full.key;
		if (name === 'key without any right') return shop.keys.withoutRights.key;
		return name === 'valid key, GET rights only' ? shop.keys.readOnly.key : name;
	};
	const replay = ({ request }: Recorded) => {
		const login = request.key === 'no Authorization header' ? {} : basic(keyOf(request.key));
		const host = request.headers?.['Host'] ?? 'shop.example.test';
		return ask(shop, request.method, request.path, {
			headers: { ...login, host },
			...(request.body !== undefined && { body: request.body }),
		});
	};

	for (const pair of recorded.pairs) {
		it(pair.name, async () => {
			const answer = await replay(pair);
			expect(answer.status).toBe(pair.response.status);
			expect(answer.headers?.['psws-version']).toBe(pair.response['PSWS-Version']);
			if (pair.name === 'the same row read as XML') {
				expect(answer.body).toBe(pair.response.body);
			} else if (pair.name === 'hide') {
				const { date_upd: _date, ...wanted } = (pair.response.body as Body)['products'][0];
				expect(answer.json.products[0]).toMatchObject({
					...wanted,
					date_upd: '2026-11-23 10:00:00',
				});
			} else {
				expect(answer.json).toEqual(pair.response.body);
			}
		});
	}

	for (const pair of recorded.errors) {
		it(pair.name, async () => {
			const answer = await replay(pair);
			expect(answer.status).toBe(pair.response.status);
			const isText = typeof pair.response.body === 'string';
			expect(isText ? answer.body : answer.json).toEqual(pair.response.body);
			expect(answer.headers?.['location']).toBe(pair.response.location);
			const version = pair.response['PSWS-Version'];
			if (version !== undefined) expect(answer.headers?.['psws-version']).toBe(version);
		});
	}
});

describeWithSpecs('the fields of the resources', () => {
	interface Documented {
		node: string;
		fields: { name: string; required: boolean; writable: boolean | null }[];
	}
	const documented = readSpec('prestashop/webservice-resources.json') as Record<string, Documented>;
	for (const name of ['products', 'combinations', 'stock_availables', 'shops', 'supply_orders']) {
		it(`of ${name} are the documented ones`, () => {
			const resource = resourcesOf(8).get(name);
			const { node, fields } = documented[name];
			expect(resource?.node).toBe(node);
			const wanted = fields.filter((field) => field.name !== 'associations');
			expect(resource?.fields.map((field) => [field.name, field.required])).toEqual(
				wanted.map((field) => [field.name, field.required]),
			);
			expect(resource?.fields.filter((field) => field.readOnly).map((field) => field.name)).toEqual(
				wanted.filter((field) => field.writable === false).map((field) => field.name),
			);
		});
	}
});

describe('the PrestaShop fake', () => {
	const open = () => make(worldWith(catalogue));
	const rowOf = async (shop: PrestaShopFake, sku: string) => {
		const filter = `filter[reference]=${encodeURIComponent(sku)}&output_format=JSON`;
		const found = await ask(shop, 'GET', `/api/combinations?${filter}&display=[id,id_product]`);
		const [combination] = found.json['combinations'] ?? [];
		const products = await ask(shop, 'GET', `/api/products?${filter}&display=[id]`);
		const product = combination?.['id_product'] ?? products.json['products'][0]['id'];
		const rows = await ask(
			shop,
			'GET',
			`/api/stock_availables?filter[id_product]=${product}&display=full&output_format=JSON`,
		);
		const wanted = String(combination?.['id'] ?? 0);
		return (
			rows.json['stock_availables'].find((row) => row['id_product_attribute'] === wanted) ?? {}
		);
	};
	const references = async (shop: PrestaShopFake, query: string, resource = 'products') => {
		const url = `/api/${resource}?display=[reference]&output_format=JSON&${query}`;
		const rows = (await ask(shop, 'GET', url)).json[resource] ?? [];
		return rows.map((row) => row['reference']);
	};

	it('has the goods and the special listings on its shelf', () => {
		const shelf = open().shelf();
		const at = (sku: string) => shelf.filter((item) => item.sku === sku);
		expect(at('ACR-HB-TWHT-60')).toMatchObject([{ quantity: 14, state: 'onSale' }]);
		expect(at('ACR-VAR-GLOS-250')).toMatchObject([{ state: 'hidden', note: 'inactive' }]);
		expect(at('ACR-DUP-1')).toHaveLength(2);
		expect(at('ACR-SB-CRED-118')[0]?.note).toMatch(/accepted/);
	});

	it('goes on selling at 0 while out_of_stock is 1', async () => {
		const shop = open();
		const state = () => shop.shelf().find(({ sku }) => sku === 'ACR-SB-CRED-118')?.state;
		const { id } = await rowOf(shop, 'ACR-SB-CRED-118');
		const write = (inner: string) =>
			ask(shop, 'PATCH', `/api/stock_availables/${id}`, { body: patch(stock(id, inner)) });
		await write('<quantity>0</quantity>');
		expect(state()).toBe('onSale');
		await write('<out_of_stock>0</out_of_stock>');
		expect(state()).toBe('soldOut');
	});

	it('filters as the SQL behind it does', async () => {
		const shop = open();
		const filter = (value: string) => `filter[reference]=${encodeURIComponent(value)}`;
		expect(await references(shop, filter('acr-ink-payn-30 '))).toEqual(['ACR-INK-PAYN-30']);
		expect(await references(shop, filter('[ACR-INK-PAYN-30 | ACR-FL-QMAG-30]'))).toEqual([
			'ACR-INK-PAYN-30',
		]);
		expect(await references(shop, filter('%[PAYN]%'))).toEqual(['ACR-INK-PAYN-30']);
		expect(await references(shop, filter('[ACR-HB-]%'), 'combinations')).toHaveLength(5);
		expect(await references(shop, filter('[]'))).toEqual([]);
		const ids = async (query: string) =>
			(await ask(shop, 'GET', `/api/products?output_format=JSON&${query}`)).json.products;
		expect(await ids('filter[id]=[2,4]')).toEqual([{ id: 2 }, { id: 3 }, { id: 4 }]);
		expect(await ids('sort=[id_DESC]&limit=1,2')).toEqual([{ id: 11 }, { id: 10 }]);
		expect(codes(await ask(shop, 'GET', `/api/products?${filter('')}&output_format=JSON`))).toEqual(
			[33, 3, 3, 3, 3],
		);
	});

	it('asks for date=1 before it filters by date', async () => {
		const shop = open();
		const filter = 'filter[date_upd]=%3E[2026-11-22%2010:00:00]&display=[id]&output_format=JSON';
		const refused = await ask(shop, 'GET', `/api/products?${filter}`);
		expect([refused.status, codes(refused)[0]]).toEqual([500, 32]);
		const found = await ask(shop, 'GET', `/api/products?${filter}&date=1`);
		expect(found.json.products).toHaveLength(12);
	});

	it('lets the id in the body decide and stops at the first bad child', async () => {
		const shop = open();
		const { id: red } = await rowOf(shop, 'ACR-SB-CRED-118');
		const { id: ink } = await rowOf(shop, 'ACR-INK-PAYN-30');
		await ask(shop, 'PATCH', `/api/stock_availables/${red}`, {
			body: patch(stock(ink, '<quantity>2</quantity>')),
		});
		expect((await rowOf(shop, 'ACR-INK-PAYN-30')).quantity).toBe('2');
		const bad = await ask(shop, 'PATCH', '/api/stock_availables?output_format=JSON', {
			body: patch(stock(red, '<quantity>1</quantity>') + stock(ink, '<quantity>1.5</quantity>')),
		});
		expect([bad.status, codes(bad)]).toEqual([400, [85]]);
		expect((await rowOf(shop, 'ACR-SB-CRED-118')).quantity).toBe('1');
		expect((await rowOf(shop, 'ACR-INK-PAYN-30')).quantity).toBe('2');
	});

	it('answers several written rows as nodes, and escapes nothing away in CDATA', async () => {
		const shop = open();
		const body = patch(
			stock(1, '<quantity>3</quantity>') + stock(2, '<quantity><![CDATA[4]]></quantity>'),
		);
		const answer = await ask(shop, 'PATCH', '/api/stock_availables', { body });
		expect(String(answer.body).match(/<stock_available>/g)).toHaveLength(2);
		expect(answer.body).toContain('<quantity><![CDATA[4]]></quantity>');
	});

	it('refuses rows that depend on stock, JSON and rows without their required fields', async () => {
		const shop = open();
		const write = (body: string, method = 'PATCH') =>
			ask(shop, method, '/api/stock_availables/1?output_format=JSON', { body });
		const depends = await write(patch(stock(1, '<depends_on_stock>1</depends_on_stock>')));
		expect([depends.status, codes(depends)]).toEqual([500, [133, 46]]);
		const json = await write('{"stock_available":{"id":1,"quantity":0}}');
		expect([json.status, codes(json)]).toEqual([500, [3, 3, 3, 127]]);
		expect(codes(await write(patch(stock(1, '<quantity></quantity>'))))).toEqual([85]);
		expect(codes(await write(patch(stock(1, '<quantity>-2</quantity>') + stock(1, ''))))).toEqual([
			89,
		]);
	});

	it('loses a row that is PUT without its shop, and wipes a product PUT in part', async () => {
		const shop = open();
		const row = await rowOf(shop, 'ACR-INK-PAYN-30');
		const required = ['id_product', 'id_product_attribute', 'depends_on_stock', 'out_of_stock'];
		const inner = required.map((name) => `<${name}>${row[name]}</${name}>`).join('');
		const put = await ask(shop, 'PUT', `/api/stock_availables/${row.id}?output_format=JSON`, {
			body: patch(stock(row.id, `${inner}<quantity>7</quantity>`)),
		});
		expect(put.status).toBe(200);
		const read = await ask(shop, 'GET', `/api/stock_availables/${row.id}?output_format=JSON`);
		expect([read.status, codes(read)]).toEqual([404, [131]]);

		await ask(shop, 'PUT', '/api/products/4', {
			body: patch('<product><id>4</id><price>9.00</price></product>'),
		});
		const after = await ask(shop, 'GET', '/api/products/4?display=full&output_format=JSON');
		expect(after.json.products[0]).toMatchObject({ active: '0', reference: '', price: '9.00' });
	});

	it('leaves 0 out of a single object on 8 and 9, not on 1.7', async () => {
		const members = async (version: '1.7.8.11' | '8.2.1' | '9.0.3') => {
			const shop = makePrestaShop({ version })(worldWith(catalogue));
			const answer = await ask(shop, 'GET', '/api/stock_availables/1?output_format=JSON');
			return Object.keys(answer.json.stock_available);
		};
		expect(await members('1.7.8.11')).toContain('depends_on_stock');
		expect(await members('8.2.1')).not.toContain('depends_on_stock');
		expect(await members('9.0.3')).not.toContain('depends_on_stock');
	});

	it('knows no PATCH on 1.7, only one warning-free error there, and no supply orders on 9', async () => {
		const old = makePrestaShop({ version: '1.7.8.11' })(worldWith(catalogue));
		const refused = await ask(old, 'PATCH', '/api/stock_availables/1?output_format=JSON', {
			body: patch(stock(1, '<quantity>0</quantity>')),
		});
		expect([refused.status, codes(refused)]).toEqual([405, [23]]);
		const unknown = await ask(old, 'GET', '/api/products?filter[nope]=1&output_format=JSON');
		expect([unknown.status, codes(unknown)]).toEqual([400, [32]]);
		const orders = '/api/supply_orders?display=full&output_format=JSON';
		expect((await ask(open(), 'GET', orders)).json).toEqual([]);
		const young = makePrestaShop({ version: '9.0.3' })(worldWith(catalogue));
		expect(codes(await ask(young, 'GET', orders))).toEqual([27]);
	});

	it('takes the key from ws_key, and only as the user name', async () => {
		const shop = open();
		const url = '/api/stock_availables?display=[id]&limit=1&output_format=JSON';
		const byQuery = await ask(shop, 'GET', `${url}&ws_key=${shop.keys.full.key}`, { headers: {} });
		expect(byQuery.status).toBe(200);
		const asPassword = Buffer.from(`:${shop.keys.full.key}`).toString('base64');
		const refused = await ask(shop, 'GET', url, {
			headers: { authorization: `Basic ${asPassword}` },
		});
		expect([refused.status, codes(refused)]).toEqual([401, [17]]);
	});

	it('lists the resources of the key as XML, and breaks on JSON', async () => {
		const shop = open();
		const listed = await ask(shop, 'GET', '/api/');
		expect(listed.body).toMatch(/<stock_availables [^>]*get="true" put="true" .*patch="true"/);
		const broken = await ask(shop, 'GET', '/api/?output_format=JSON');
		expect([broken.status, broken.body]).toEqual([500, '']);
	});

	it('sends unknown shops home and answers 304 to a known state', async () => {
		const shop = open();
		const lost = await ask(shop, 'GET', '/api/products?id_shop=2');
		expect([lost.status, lost.headers?.['location']]).toEqual([
			302,
			`${home}/?id_shop=2&url=products`,
		]);
		const first = await ask(shop, 'GET', '/api/products?display=full');
		const again = await ask(shop, 'GET', '/api/products?display=full', {
			headers: {
				...basic(shop.keys.full.key),
				'local-content-sha1': first.headers?.['content-sha1'] ?? '',
			},
		});
		expect(again.status).toBe(304);
	});

	it('takes the ends of a range as numbers', async () => {
		const shop = open();
		const found = await ask(
			shop,
			'GET',
			'/api/products?filter[id]=[9,10]&display=[id]&output_format=JSON',
		);
		expect(found.json['products']).toEqual([{ id: 9 }, { id: 10 }]);
	});

	it('lets the seller sell, restock and hide', () => {
		const shop = open();
		const at = (sku: string) => shop.shelf().find((item) => item.sku === sku);
		shop.seller.sell('ACR-HB-COBL-120', 3);
		expect(at('ACR-HB-COBL-120')).toMatchObject({ quantity: 0, state: 'soldOut' });
		shop.seller.setQuantity('ACR-HB-COBL-120', 5);
		shop.seller.setHidden('ACR-HB-COBL-60', true);
		expect(at('ACR-HB-COBL-120')).toMatchObject({ quantity: 5, state: 'hidden' });
		expect(() => shop.seller.sell('NOPE', 1)).toThrow('NOPE');
	});

	it('lets the seller delete a combination, or a product with all that belongs to it', async () => {
		const shop = open();
		const find = async (resource: string, reference: string) =>
			(
				await ask(
					shop,
					'GET',
					`/api/${resource}?filter[reference]=${reference}&display=full&output_format=JSON`,
				)
			).json[resource]?.[0];
		const rows = async (product: unknown) =>
			(
				await ask(
					shop,
					'GET',
					`/api/stock_availables?filter[id_product]=${String(product)}&display=full&output_format=JSON`,
				)
			).json['stock_availables'];
		const gone = await find('combinations', 'ACR-HB-COBL-60');
		const before = await rows(gone?.['id_product']);
		shop.seller.remove?.('ACR-HB-COBL-60');
		expect(await find('combinations', 'ACR-HB-COBL-60')).toBeUndefined();
		const after = await rows(gone?.['id_product']);
		expect(after).toHaveLength((before?.length ?? 0) - 1);
		const [sum, ...rest] = after ?? [];
		expect(Number(sum?.['quantity'])).toBe(
			rest.reduce((total, { quantity }) => total + Number(quantity), 0),
		);
		const stale = before?.find(
			({ id_product_attribute }) => String(id_product_attribute) === String(gone?.['id']),
		);
		const write = await ask(shop, 'PATCH', '/api/stock_availables?output_format=JSON', {
			body: patch(stock(stale?.['id'], '<quantity>1</quantity>')),
		});
		expect([write.status, codes(write)]).toEqual([404, [92]]);
		const ink = await find('products', 'ACR-INK-PAYN-30');
		shop.seller.remove?.('ACR-INK-PAYN-30');
		expect(await find('products', 'ACR-INK-PAYN-30')).toBeUndefined();
		expect(await rows(ink?.['id'])).toBeUndefined();
	});
});
