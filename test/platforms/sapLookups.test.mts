import { afterEach, describe, expect, it } from 'vitest';

import { asObject } from '../../http/answer';
import type { Call } from '../../http/answer';
import type { Platform } from '../../platforms/platform';
import type { Product } from '../../sandbox/fake.mts';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { built } from '../harness.mts';
import { openSap, type SapShop } from './sapShop.mts';

const INK = 'ACR-INK-PAYN-30';

let shop: SapShop;
afterEach(async () => await shop.close());

const goods = (skus: readonly string[]): Product[] =>
	skus.map((sku) => ({ title: sku, variants: [{ sku, title: '', quantity: 5, price: '9.90' }] }));

describe('SAP Business One: look-ups (sheet, section 3)', () => {
	it('finds 30 items in one request, whatever the usual page', async () => {
		shop = await openSap({ catalogue: manyProducts(30) });
		const skus = [...Array(30).keys()].map((i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { done } = await shop.run('getStockState', skus);
		expect(done).toHaveLength(30);
		expect(shop.reads()).toHaveLength(1);
	});

	it('goes on with its own filter where the server keeps to pages of 20', async () => {
		shop = await openSap({ catalogue: manyProducts(45) });
		const handle = shop.fake.handle.bind(shop.fake);
		shop.fake.handle = async (request) =>
			await handle({ ...request, headers: { ...request.headers, prefer: '' } });
		const skus = [...Array(30).keys()].map((i) => `BENCH-${String(i + 16).padStart(5, '0')}`);
		const { done } = await shop.run('getStockState', skus);
		expect(done.map(({ sku }) => sku)).toEqual(skus);
		expect(shop.reads()).toHaveLength(2);
	});

	it('keeps to addresses a web server takes, however odd the item numbers', async () => {
		const skus = [...Array(30).keys()].map(
			(i) => `${'é'.repeat(47)}-${String(i).padStart(2, '0')}`,
		);
		shop = await openSap({ catalogue: goods(skus) });
		const { done } = await shop.run('takeOffSale', skus);
		expect(done.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'offSale'));
		for (const { status } of shop.reads()) expect(status).toBe(200);
		expect(shop.reads().length).toBeGreaterThan(2);
	});

	it.each(["12' KNIFE", "O''BRIEN", '50% GREY', 'A&B+C #4', 'ROT (fein)', 'é'])(
		'finds and switches the item %s',
		async (code) => {
			shop = await openSap({ catalogue: goods([code, INK]) });
			const off = await shop.run('takeOffSale', [code]);
			expect(off.of(code)).toMatchObject({ outcome: 'offSale' });
			expect(shop.values(INK).SalesItem).toBe('tYES');
			await shop.putBack(off.done);
			expect(shop.values(code).SalesItem).toBe('tYES');
		},
	);

	it('names the spelling a server found that does not tell upper from lower case', async () => {
		shop = await openSap();
		const handle = shop.fake.handle.bind(shop.fake);
		shop.fake.handle = async (request) => {
			const filter = request.query.get('$filter');
			if (filter) request.query.set('$filter', filter.replaceAll(INK.toLowerCase(), INK));
			return await handle(request);
		};
		const { of } = await shop.run('takeOffSale', [INK.toLowerCase()]);
		expect(of(INK.toLowerCase())).toMatchObject({ outcome: 'notFound', changed: false });
		expect(of(INK.toLowerCase()).message).toContain(`'${INK}'`);
	});

	it('asks when two items carry a bar code, or works on both', async () => {
		shop = await openSap();
		const channel = { skuField: 'BarCode' };
		const asked = await shop.run('takeOffSale', ['ACR-DUP-1'], { channel });
		expect(asked.of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous', changed: false });
		const before = shop.snapshot();
		const off = await shop.run('takeOffSale', ['ACR-DUP-1'], {
			channel: { ...channel, severalListings: 'all' },
		});
		expect(off.of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale' });
		expect(shop.values('KNIFE-04-1').SalesItem).toBe('tNO');
		expect(shop.values('KNIFE-04-2').SalesItem).toBe('tNO');
		await shop.putBack(off.done, { channel });
		expect(shop.snapshot()).toEqual(before);
	});

	it('finds SKUs in a field the company added', async () => {
		shop = await openSap();
		const channel = { skuField: 'U_ShopSKU' };
		const { of } = await shop.run('takeOffSale', [`WEB-${INK}`], { channel });
		expect(of(`WEB-${INK}`)).toMatchObject({ outcome: 'offSale', after: { listingId: INK } });
	});
});

describe('SAP Business One: lists for the options', () => {
	const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
	const lists = platforms.find(({ id }) => id === 'sap-business-one')?.lists ?? {};

	async function load(name: string) {
		shop = await openSap();
		const { companyDb: CompanyDB, userName: UserName, password: Password } = shop.fake.account;
		const send = async (method: string, path: string, query: object, headers: object, body = '') =>
			await shop.fake.handle({
				method,
				path: `/b1s/v2${path}`,
				query: new URLSearchParams(query as Record<string, string>),
				headers: headers as Record<string, string>,
				body: Buffer.from(body),
			});
		const login = await send(
			'POST',
			'/Login',
			{},
			{},
			JSON.stringify({ CompanyDB, UserName, Password }),
		);
		const cookie = String(login.headers?.['set-cookie']).replace(';HttpOnly;,', ';');
		const call: Call = async ({ method, path, query, headers }) => {
			const answer = await send(method, path, query ?? {}, { cookie, ...headers });
			expect(answer.status).toBe(200);
			return { status: answer.status, headers: {}, body: asObject(answer.body) };
		};
		return await lists[name](call, {});
	}

	it('offers warehouses in use', async () => {
		expect(await load('locations')).toEqual([
			{ name: '01 Main Warehouse', value: '01' },
			{ name: '02 Shop Floor', value: '02' },
			{ name: '03 High Rack', value: '03' },
		]);
	});

	it("offers the company's own fields of items", async () => {
		expect(await load('userFields')).toEqual([
			{ name: 'SKU in Web Shop', value: 'U_ShopSKU' },
			{ name: 'Visible in Web Shop', value: 'U_WebVisible' },
		]);
	});

	it('offers the fields a SKU may stand in', async () => {
		const values = (await load('skuFields')).map(({ value }) => value);
		expect(values).toEqual([
			'BarCode',
			'ItemCode',
			'SupplierCatalogNo',
			'U_ShopSKU',
			'U_WebVisible',
		]);
	});
});
